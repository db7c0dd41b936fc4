"""Negations, and which of them are of a limb's state itself: "is not raised", "does not raise", "nobody raises"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re

from .. import words as english
from ..stems import need

DENIED = re.compile(
    r"(?:\b(?:not|never|no longer|no|hardly|barely|scarcely|neither|nor|without|rather than|instead of|far from|anything but|nothing|none|fails?|refuses?|out of|away from|free of|unlike|isn|aren|doesn|don)\b|n['’]t\b)"
)
NO_BEND = re.compile(
    r"\b(?:no|not the slightest|not the least|not a|without (?:any|the slightest|the least|a)|without|with no|zero|hardly any|barely any)(?: (?!deep|sharp|strong|great|big|large|marked|pronounced|extreme|severe|dramatic|acute|tight)[a-z]+| (?:a |any |the (?:least |slightest )?)?(?:trace|hint|sign) of an?)? (?:bend|crook|flex|kink|angle)\b|\bfar (?:up|below|above|out|beyond|over)\b|\baway from (?:the |his |her |their )?(?:own )?(?:trunk|body|bodies|torso|sides?)\b|\bin (?:the|thin) air\b|\bout of (?:his|her|their) pocket"
    r"|\b(?:takes?|taking|plays?|playing|has|having) no (?:part|role)\b|\b(?:does|doing|do|holds?|holding) nothing\b|\b(?:is|are|being) not (?:in use|used|needed|involved|busy)\b|\bno longer (?:in use|used|needed)\b|\bwith nothing in (?:it|them)\b"
    # "holds no bow", "without a glove,"
    r"|\b(?:holds?|holding|carr(?:y|ies|ying)|grips?|wears?|wearing|has|have) (?:no|nothing)\b(?! (?:bend|crook|kink|flex|angle|(?:left |right )?(?:hands?|arms?|legs?|knees?|feet|elbows?)))|\bwithout an? (?:(?!bend|crook|kink|flex)[a-z-]+ ){0,2}?(?!bend|crook|kink|flex)[a-z-]+(?=,)"
)
DENIES = need(
    "not|never|no|hardly|barely|scarcely|neither|nor|without|rather|instead|far|anything|nothing|none|fails?|refuses?|out|away|free|unlike|isn|aren|doesn|don|t"
)
# behind a state they deny something else: "is raised, away from the rail", "hangs instead of helping"
_GIVES = "|".join(
    f"(?<={verb} )"
    for verb in (
        "with",
        *(f"{v}{end}" for v in ("give", "leave", "show", "offer", "make", "need", "add") for end in ("", "s")),
        "giving",
        "leaving",
        "showing",
        "offering",
        "making",
        "adding",
    )
)
ASIDE = re.compile(
    rf"(?:away from|out of|far from|instead of|rather than|without|unlike|free of|(?:{_GIVES})(?:no|nothing))\b"
)
# what may stand between a limb and a state that is denied of it: "is neither raised nor", "isn't"
DIRECT = re.compile(
    rf"(?:\s*,?\s*(?:{english.SKIPPED}|at all|and|but|nor|or|raised|lifted|bent|straight|hanging|extended|lowered|crossed|folded|up|down|either|too|entirely|exactly|really|actually|pressed|rising|(?:is|are|was|were|do|does|has|have)n['’]t)\b)*\s*"
)
DIRECT_DENIAL = re.compile(r"\b(?:not|never|no longer|hardly|neither|nor)\b|n['’]t\b")
DENIED_VERB = re.compile(r"(?:\b(?:not|never|without|no longer|hardly)|n['’]t) (?:[a-z]+ly |even |quite |yet )?$")
NOBODY = re.compile(
    r"\b(?:nobody|no one|(?:none|neither)(?: of (?:the|them|these|those|his|her|their))?(?: [a-z]+)?|(?:nor|no) (?:the )?[a-z]+)(?= |$)"
)
PENDING = re.compile(
    r"\b(?:to|can|could|may|might|will|would|should|must|does|do|did) (?:[a-z]+ly |then |also |not )?$"
)
DOES_NOT = re.compile(r"\b(?:does|do|did)(?: not|n['’]t| never) (?:[a-z]+ly )?$")
NEITHER_NOR = re.compile(r"\W*neither [a-z' ]+ nor [a-z' ]+$")

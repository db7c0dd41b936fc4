"""Reasons and a conclusion for one person, from what is known about the activity."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .....poses.people import People
from ..captions.actions import Action
from ..reading import Reading
from ..speaker import Speaker, capital
from ..wording import Chooser
from .features import Feature, fill, find_features
from .general import GENERAL
from .known import script_of
from .phrases import CLOSINGS, EXTRAS, FIRST_STARTS, OF_MOVEMENT, OF_STEADINESS, QUESTIONS
from .script import Said, Script
from .table import Activity

_MORE = {
    "balance": ("aim",),
    "next": ("aim",),
    "aim": (),
    "advice": ("danger",),
    "stay": (),
    "strain": ("advice",),
    "first": ("aim",),
}
"""Question -> which of them answer it, too, the best first."""
_SHAKY = ("lifted leg", "arms up", "airborne", "trick")
_STEADY = (
    "bent knees", "bent knee", "wide stance", "upright", "lean", "arms out", "arm out", "arm up", "arms bent", "crouching",
    "kneeling", "bent over", *_SHAKY,
)  # fmt: skip
"""What bears on the balance."""
_ASIDE = ("touch", "looks at", "looks", "behind", "pet", "poles", "clothes", "helmet", "crowd")
"""What has nothing to do with how tiring a position is."""
_FIRM = ("bent knees", "bent knee", "wide stance", "upright", "arms out", "crouching", "kneeling")
"""What makes somebody steady; a raised arm or a lean does not."""
_MOVING = ("lean", "bent knees", "bent knee", "arms out", "arm out", "bent over", "crouching", "step", *_SHAKY)
"""What somebody who can fall is in."""
_HELD = ("holds", "grips")
_ANYWHERE = (
    "lifted leg",
    "crouching",
    "kneeling",
    "airborne",
    "touch",
    "leans on",
    "lap",
)
"""Parts of a pose that mean the same in any activity, where its script says nothing of them."""
PLAIN = (
    "sitting",
    "standing",
    "upright",
    "looks",
    "arm bent",
    "arms bent",
    "arm hanging",
    "arms hanging",
    "facing",
    "behind",
    "straight legs",
)
"""Parts from which, by themselves, little follows where it is not known what somebody does."""
_LASTING = ("stay", "rest", "wait", "keep", "hold", "go on", "remain", "sit", "stand", "work")
"""What nobody is about to do, as it goes on already."""
_AT_STAKE = (
    "lifted leg", "wide stance", "narrow stance", "step", "arms out", "bent knees", "crouching", "kneeling", "lean",
)  # fmt: skip
"""What makes one think of somebody's balance, where nothing else does."""
_DOWN = ("sitting", "lying")
"""Postures in which hardly anything brings somebody down."""
_PUSH = "a push from the side"
"""What could bring somebody down who is low already."""
_ARM_KEYS = ("arm up", "arms up", "arm out", "arms out", "arm at head", "arms at head")
_BY_HAND = re.compile(
    r"\b(?:reach|plac|put|point|gestur|throw|toss|play|grab|grip|wav|catch|hit|swing|serv|block|push|pull|touch|pos|paint|cook|cut|"
    r"eat|feed|drink|talk|work|repair|fly|lift|carr|load|unload|shak|hug|giv|pick|practic|danc)(?:e|es|s|ing|ping|ting|y|ies|ying)?\b",
    re.I,
)
"""What hands are for."""
_IDLE, _OF_REST = ("arm hanging", "arms hanging"), ("stay", "strain", "balance")
"""Arms that only hang, and the questions to which that is part of an answer."""
_LEAST, _MOST = 2, 4  # reasons of an answer
_SENTENCES = 5  # between the pose and the conclusion, where the script has as many


@dataclass(frozen=True)
class Reason:
    """What one part of a pose means.

    Attributes:
        features: the parts it rests on.
        text: a full sentence.
    """

    features: tuple[Feature, ...]
    text: str


@dataclass(frozen=True)
class Case:
    """One person of whom a text reasons.

    Attributes:
        who: gives the name.
        script: what is known about the activity.
        features: the parts of the pose and of the scene.
        action: what captions say that the person does, or None.
        is_busy: whether captions of several people have something that hands are for: what the arms will do next is no
            matter of how tired they are then.
    """

    who: Speaker
    script: Script
    features: tuple[Feature, ...]
    action: Action | None
    is_busy: bool = False

    @cached_property
    def by_name(self) -> dict[str, Feature]:
        """The features by the keys that scripts have for them; of several, the first."""
        found: dict[str, Feature] = {}
        for feature in self.features:
            for name in feature.names:
                found.setdefault(name, feature)
        return found

    @classmethod
    def of(
        cls, people: People, who: Speaker, reading: Reading, activity: Activity | None, action: Action | None
    ) -> Case:
        """Gather the case of one person."""
        script = script_of(activity, reading.seat)
        features = tuple(find_features(people, who, reading, action))
        if script is GENERAL and reading.posture is None and not _is_on_foot(people, who):
            features = tuple(feature for feature in features if feature.key not in ("bent knees", "bent knee"))
        held = {feature.side for feature in features if feature.key in _HELD}
        is_full = any(feature.key == "grips" for feature in features) or bool(held)
        features = tuple(
            feature
            for feature in features
            if not (feature.key == "arm out" and (feature.side in held or "" in held))
            and not (feature.key == "arms out" and is_full)
        )
        said = people.scene.captions if len(people.all) > 1 else ()
        is_busy = any(_BY_HAND.search(one) for one in said)
        return cls(who, script, features, action, is_busy)


def _is_on_foot(people: People, who: Speaker) -> bool:
    """Whether somebody whose posture is not known certainly does not sit: knees that are bent on a seat push nobody off."""
    return any(fact.part == "posture" and fact.state == "sitting" for fact in people.excluded[who.person.annotation_id])


def find_reasons(case: Case, choose: Chooser) -> list[Reason]:
    """All that the pose means in this activity, what says most first; no two are about the same part first."""
    found: list[Reason] = []
    used: set[Feature] = set()
    named: set[Feature] = set()
    more = {key: texts for key, texts in GENERAL.reasons.items() if key in _ANYWHERE and case.script is not GENERAL}
    for key, texts in [*case.script.reasons.items(), *more.items()]:
        parts = _match(key, case)
        if not parts or parts[0] in used or (len(parts) == 1 and parts[0] in named and parts[0].key not in _HELD):
            continue
        if key == "looks" and case.script is not GENERAL and any(part.key == "looks at" for part in used):
            continue
        used.add(parts[0])
        named.update(parts)
        text = choose.pick(f"reason {key} {case.who.person.annotation_id}", texts)
        found.append(Reason(parts, fill(text, case.who, parts[0])))
    # after somebody else has been named, a pronoun would be read of that person
    return sorted(found, key=lambda reason: reason.features[0].thing.startswith("other "))


def says_much(script: Script, parts: Sequence[Feature]) -> bool:
    """Whether more follows from some parts of a pose than a viewer would think without a word."""
    return script is not GENERAL or len(parts) != 1 or parts[0].key not in PLAIN


def answer_question(case: Case, choose: Chooser) -> tuple[str, list[str], str] | None:
    """A question about one person and its answer; None where too little is known.

    Args:
        case: of the person.
        choose: picks the kind of question and the wordings.

    Returns:
        The question, the sentences that lead to its answer, and a conclusion.
    """
    reasons = find_reasons(case, choose)
    if len(reasons) < _LEAST or not any(says_much(case.script, reason.features) for reason in reasons):
        return None
    if case.script is not GENERAL:  # which way somebody is turned belongs into descriptions
        apt = [reason for reason in reasons if reason.features[0].key not in ("behind", "looks")]
        reasons = apt if len(apt) >= _LEAST else reasons
    kinds = [kind for kind in (*QUESTIONS, "strain") if _can_answer(kind, case, reasons)]
    if not kinds:
        return None
    kind = choose.pick("kind", [kind for kind in kinds if _rests_on_much(kind, case)] or kinds)
    who = case.who
    if kind == "balance":
        chosen = _bodily(reasons)
    else:
        apt = _of_effort(reasons) if kind in ("stay", "strain") else reasons
        chosen = sorted(apt, key=lambda r: not says_much(case.script, r.features))
        count = sum(says_much(case.script, r.features) for r in chosen)
        is_at_it = any(part.key == "looks at" for r in chosen[:count] for part in r.features)
        chosen = chosen[: count if is_at_it else max(count, _LEAST)]
    parts, end = _end_of(kind, case, choose)
    asked = QUESTIONS["stay" if kind == "strain" else kind]
    if end.startswith(_LASTING):
        asked = tuple(text for text in asked if OF_MOVEMENT not in text)
    is_shaky = kind == "balance" and chosen[0].features[0].key in _SHAKY
    if is_shaky:
        asked = tuple(text for text in asked if OF_STEADINESS not in text)
    question = fill(choose.pick("question", asked), who)
    support = next((r for r in chosen if set(r.features) & set(parts)), None)
    if support is not None and support not in chosen[: _MOST - 1]:
        chosen.remove(support)
        chosen.insert(1, support)
    chosen = [r for n, r in enumerate(chosen) if not n or kind in _OF_REST or r.features[0].key not in _IDLE][:_MOST]
    said = [reason.text for reason in chosen]
    said += _extras(kind, case, end, " ".join(said), choose)[: max(1, _SENTENCES - len(said))]
    if kind == "first":
        start, rest = choose.pick("closing", FIRST_STARTS), _put(end, who, *parts, x=who.name)
        return question, said, start + rest if start else capital(rest)
    closings = CLOSINGS["shaky" if is_shaky else kind]
    if end.startswith(_LASTING):
        closings = tuple(text for text in closings if "about to" not in text)
    if end.startswith("go "):
        closings = tuple(text for text in closings if "going to" not in text)
    because = (parts or chosen[0].features)[0].because
    second = next((r.features[0].because for r in chosen if r.features[0].because != because), because)
    words = {"x": _put(end, who, *parts), "because": _put(because, who), "second": _put(second, who)}
    return question, said, fill(choose.pick("closing", closings), who, None, **words)


def _extras(kind: str, case: Case, end: str, before: str, choose: Chooser) -> list[str]:
    """More consequences, of other kinds than what is asked for; none where the script has none."""
    found_all: list[str] = []
    for more in _MORE[kind]:
        found: tuple[tuple[Feature, ...], str]
        if more == "danger":
            is_steady = any(f.key in _MOVING for f in case.features)
            is_asked = case.script is not GENERAL  # of somebody who just stands there, nobody would ask
            if not case.script.dangers or not is_asked or not is_steady or any(f.key in _DOWN for f in case.features):
                continue
            found = (), choose.pick("extra", case.script.dangers)
        elif any(_holds(key, case) for key in _tables(case)[more] if key) and _rests_on_much(more, case):
            found = _end_of(more, case, choose)
        else:
            continue
        parts, text = found
        if more == "aim" and _is_said(text, before):
            continue
        if more == "first" and text and text != end:
            found_all.append(capital(_put(text, case.who, *parts, x=case.who.subj)))
        elif text and text != end:
            said = _put(text, case.who, *parts)
            found_all.append(fill(choose.pick(f"extra {more}", EXTRAS[more]), case.who, None, x=said))
    return found_all


_LIGHT = frozenset(("keep", "while", "with", "stay", "more", "from", "board", "ball", "himself", "that"))
"""Words of an aim that a text may have for other reasons."""
_STEM = 5  # letters that the forms of a word share


def _is_said(aim: str, before: str) -> bool:
    """Whether the words of an aim occur already."""
    words = set(re.findall(r"[a-z]{4,}", re.sub(r"\{\w+\}", "", aim))) - _LIGHT
    return any(re.search(rf"\b{word[:_STEM]}", before) for word in words)


def _put(text: str, who: Speaker, *features: Feature, **more: str) -> str:
    """A clause with its pronouns; its first letter becomes or stays small."""
    return fill(f"| {text[0].lower()}{text[1:]}", who, features[0] if features else None, **more).removeprefix("| ")


def aims_of(case: Case, said: str, choose: Chooser) -> list[str]:
    """What the pose helps with, as a sentence for a description; empty where the script does not say.

    Args:
        case: of the person.
        said: what the text says already.
        choose: picks the wordings.
    """
    return _extras("first", case, "", said, choose)


def _can_answer(kind: str, case: Case, reasons: Sequence[Reason]) -> bool:
    if kind in ("balance", "stay", "strain") and any(part.key == "airborne" for part in case.features):
        return False  # nobody stays in the air
    if kind in ("balance", "stay", "strain") and case.script is GENERAL and case.action is not None:
        return False  # that is not what one would ask of somebody who does something
    if kind == "advice" and case.script is GENERAL and case.action is not None:
        return False  # such advice has nothing to do with the action
    if kind == "balance" and case.script is GENERAL and not any(part.key in _AT_STAKE for part in case.features):
        return False
    if kind == "balance":
        return bool(case.script.dangers) and len(_bodily(reasons)) >= _LEAST
    if kind in ("stay", "strain") and len(_of_effort(reasons)) < min(_LEAST, len(reasons)):
        return False
    if kind == "stay" and any(_holds(key, case) for key in case.script.strains):
        return False
    return any(_holds(key, case) for key in _tables(case)[kind])


def _bodily(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that bear on the balance: what is unsteady goes first; where nothing is, only what is firm counts."""
    found = [r for r in reasons if r.features[0].key in _STEADY]
    if any(r.features[0].key in _SHAKY for r in found):
        return sorted(found, key=lambda r: r.features[0].key not in _SHAKY)
    return [r for r in found if r.features[0].key in _FIRM]


def _of_effort(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that say how tiring a position is."""
    return [r for r in reasons if r.features[0].key not in _ASIDE]


def _rests_on_much(kind: str, case: Case) -> bool:
    """Whether the answer to a kind of question rests on more than that somebody just stands or sits there."""
    if kind == "balance" or case.script is not GENERAL:
        return True
    if kind == "first" and any(part.key in _DOWN for part in case.features):
        return True
    parts = [part for key in _tables(case)[kind] if _holds(key, case) for part in _match(key, case)]
    return any(part.key not in PLAIN for part in parts)


def _tables(case: Case) -> dict[str, Mapping[str, Said]]:
    script = case.script
    tables = {
        "next": script.moves,
        "aim": script.aims,
        "advice": script.advice,
        "stay": script.stays,
        "strain": script.strains,
        "first": {**_firsts_anywhere(script), **script.firsts},
    }
    used = {feature.side for feature in case.features if feature.key == "holds"}
    is_tired = not used & {feature.side for feature in case.features if feature.key in _ARM_KEYS}
    if script is GENERAL and (case.is_busy or not is_tired):
        for kind in ("next", "advice", "strain"):
            tables[kind] = {key: texts for key, texts in tables[kind].items() if not key.startswith(_ARM_KEYS)}
    return tables


def _firsts_anywhere(script: Script) -> Mapping[str, Said]:
    return {key: texts for key, texts in GENERAL.firsts.items() if key in _ANYWHERE} if script is not GENERAL else {}


def _end_of(kind: str, case: Case, choose: Chooser) -> tuple[tuple[Feature, ...], str]:
    """The parts that what an answer ends in rests on, and its wording."""
    if kind == "balance":
        is_low = any(part.key in ("kneeling", "crouching") for part in case.features) and case.script is GENERAL
        return (), _PUSH if is_low else choose.pick("danger", case.script.dangers)
    table = _tables(case)[kind]
    held = [key for key in table if _holds(key, case)]
    # what the action asks for goes first, then what the pose says
    fit = [key for key in held if ":" in key] or [key for key in held if key] or held
    fit = [key for key in fit if key and not all(p.key in PLAIN for p in _match(key, case))] or fit
    if case.script is GENERAL:
        fit = [key for key in fit if "looks at" in key] or fit
    fit = [key for key in fit if not any(other.startswith(f"{key} ") for other in fit)]  # the closest of them
    key = choose.pick(f"end of {kind}", fit)
    return _match(key, case), choose.pick(f"end {kind}", table[key])


def _holds(key: str, case: Case) -> bool:
    action, names = _parts_of(key)
    if action and (case.action is None or case.action.base != action):
        return False
    return not names or bool(_match(key, case))


def _match(key: str, case: Case) -> tuple[Feature, ...]:
    """The features that a key asks for; none where one is missing, or where the action is another."""
    action, names = _parts_of(key)
    if action and (case.action is None or case.action.base != action):
        return ()
    found = [feature for name in names if (feature := case.by_name.get(name)) is not None]
    return tuple(found) if len(found) == len(names) else ()


@lru_cache(maxsize=1024)  # the scripts have a few hundred keys
def _parts_of(key: str) -> tuple[str, tuple[str, ...]]:
    """``"serve: arm up + holds racket"`` -> ``("serve", ("arm up", "holds racket"))``."""
    action, _, rest = key.rpartition(":")
    return action.strip(), tuple(name.strip() for name in rest.split(" + ") if name.strip())

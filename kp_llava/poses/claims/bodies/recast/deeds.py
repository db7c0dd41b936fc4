"""What people do with the trunk or the head, as states of these: "bends her upper body low over the table", "leans his head back against the seat"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import words as words
from ...stems import Opener, need
from ...subject import Reference
from .recast import Recast, is_anothers, is_free

_STATES = {
    "lean": "leaning", "tilt": "tilted", "tip": "tipped", "be": "bent", "inclin": "inclined", "fold": "folded", "angl": "angled", "pitch": "pitched",
    "arch": "arched", "bow": "bowed", "hunch": "hunched", "curl": "curled", "hing": "hinged", "slant": "slanted",
}  # fmt: skip
"""The state of a part behind what somebody does with it, by how the verb starts."""
_OF_TRUNK = {"lower": "lowered", "br": "held", "hold": "held", "held": "held", "keep": "kept", "kept": "kept"}
_OF_HEAD = {"cock": "cocked", "drop": "dropped", "lay": "laid", "laid": "laid", "lie": "laid", "rest": "resting"}
_DOES = (
    r"lean(?:s|ed|ing)|tilt(?:s|ed|ing)|tip(?:s|ped|ping)|bends|bent|bending|inclin(?:es|ed|ing)|fold(?:s|ed|ing)|angl(?:es|ed|ing)|pitch(?:es|ed|ing)|"
    r"arch(?:es|ed|ing)|bow(?:s|ed|ing)|hunch(?:es|ed|ing)|curl(?:s|ed|ing)|hing(?:es|ed|ing)|slant(?:s|ed|ing)"
)
_WITH_TRUNK = r"lower(?:s|ed|ing)|br(?:ings|ought|inging)|hold(?:s|ing)|held|keep(?:s|ing)|kept"
_WITH_HEAD = r"cock(?:s|ed|ing)|dropp?(?:s|ed|ing)|lay(?:s|ing)|laid|rest(?:s|ed|ing)"
_BARE = r"lean|tilt|tip|bend|incline|fold|angle|arch|bow"
_TRUNK = r"(?:upper bod(?:y|ies)|torsos?|trunks?)"
_ANY_TRUNK = rf"(?:{_TRUNK}|(?:whole |entire )?bod(?:y|ies)|backs?)"
_OWN = r"(?:his|her|their) (?:own )?"
_DEED = Opener(
    rf"(?:(?P<does>{_DOES}|(?:(?<=they )|(?<=both )|(?<=all ))(?:{_BARE}))(?P<way> back| forwards?| down)? {_OWN}(?P<part>{_ANY_TRUNK}|heads?)"
    rf"|(?P<with>{_WITH_TRUNK}) {_OWN}(?P<trunk>{_TRUNK})|(?P<head>{_WITH_HEAD})(?P<way2> back)? {_OWN}(?P<heads>heads?))\b(?!['’-])",
    f"{_DOES}|{_WITH_TRUNK}|{_WITH_HEAD}|{_BARE}")  # fmt: skip
_PARTS = need("bod(?:y|ies)|torsos?|trunks?|backs?|heads?")
_RELATIVE = re.compile(r"\b(?:that|which)\b|;")
_OPENING = re.compile(r"\W*(?:(?:by|while|and|then|[a-z]+ly) )*")
_LONGEST_GAP = 170  # characters between a person and the verb


def recast_deeds(of_whom: Reference, text: str, start: int, end: int) -> Iterator[Recast]:
    """What people do with the trunk or the head, as of `recast_bodies`."""
    if not of_whom.words.bits & _PARTS:
        return
    for match in _DEED.finditer(of_whom.words, text, start, end):
        if is_free(of_whom, text, start, match.start()) and _does_it(of_whom, match, text, start):
            said = _said(match)
            yield Recast(said + text[match.end() : end], match.start(), match.end(), len(said), len(said))


def _said(match: re.Match[str]) -> str:
    """The plain words for a deed, up to where the part goes."""
    groups = match.groupdict()
    verb = groups["does"] or groups["with"] or groups["head"]
    part = groups["part"] or groups["trunk"] or groups["heads"]
    states = {**_STATES, **(_OF_HEAD if part.startswith("head") else _OF_TRUNK)}
    state = next(state for stem, state in states.items() if verb.startswith(stem))
    noun = part.replace("bodies", "body").removesuffix("s")
    return f"his {noun} is {state}{groups['way'] or groups['way2'] or ''}"


def _does_it(of_whom: Reference, match: re.Match[str], text: str, start: int) -> bool:
    """Whether a person does it with the own body: neither "she tilts his head" nor "the dog lowers his head"."""
    begin = match.start()
    if not of_whom.is_anchored(begin, "his"):
        return False
    reached = of_whom.subject_before(begin)
    if reached is None:
        is_opening = _OPENING.fullmatch(text, start, begin) is not None
        has_person = of_whom.person_after_comma(begin) or (is_opening and of_whom.has_person_before)
        return has_person and not words.ANIMAL.search(of_whom.words, text, start, begin)
    gap = text[reached:begin]
    if len(gap) > _LONGEST_GAP or _RELATIVE.search(gap) or words.ANIMAL.search(of_whom.words, gap):
        return False
    return not is_anothers(of_whom, text, start, match)

"""What captions say of one of several people: what somebody does and wears, with the noun that they have for that one."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .actions import POSTURE_VERBS, RESTS, SECOND_VERBS, VERBS
from .looks import CLOTHES, CLOTHES_MANY, COLORS
from .text import NOUNS, ROLES, STOP, plain

_OWN = {
    "place": ("places", "placing"), "lift": ("lifts", "lifting"), "raise": ("raises", "raising"), "gesture": ("gestures", "gesturing"),
    "kick": ("kicks", "kicking"), "step": ("steps", "stepping"), "reach": ("reaches", "reaching"), "climb": ("climbs", "climbing"),
    "jump": ("jumps", "jumping"), "push": ("pushes", "pushing"), "pull": ("pulls", "pulling"), "point": ("points", "pointing"),
    "shield": ("shields", "shielding"), "stretch": ("stretches", "stretching"),
    "slide": ("slides", "sliding"), "pour": ("pours", "pouring"), "sip": ("sips", "sipping"), "adjust": ("adjusts", "adjusting"),
}  # fmt: skip
"""Verbs of one of several people, with whatever follows them."""
_VERBS = {**{base: forms[:2] for base, forms in {**VERBS, **SECOND_VERBS}.items()}, **_OWN}
_FORMS = {form: base for base, forms in _VERBS.items() for form in forms}
_END = rf"(?:{STOP}|{'|'.join(third for third, _ in _VERBS.values())})\b"
_OWN_REST = re.compile(
    r"(?: (?:at|to|for|with|across|into|onto|toward|towards|out of|down|from|over|through|up|off))?(?: (?:the|an?|his|her|some))?"
    rf"(?: (?!{_END})[a-z-]+){{1,3}}(?: (?:on|onto|into|in|to) (?:the|an?|his|her)(?: (?!{_END})[a-z-]+){{1,3}})?"
)
_ONE = "|".join(sorted([*NOUNS, *ROLES], key=len, reverse=True))
_KIND = rf"(?:(?!{STOP}\b)[a-z-]+ ){{0,2}}?"
_WITH = r"(?: (?:in|with|wearing)(?: [a-z'-]+){1,5}?)?"
_DOES = re.compile(
    rf"^(?:an?|the|one) {_KIND}(?P<noun>{_ONE}){_WITH}(?: who| that)?(?: is)?(?: \w+ly)? "
    rf"(?P<verb>{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b"
)
_WEARS = re.compile(
    rf"\b(?:an?|the|one) {_KIND}(?P<noun>{_ONE}) (?:(?:is |who is )?(?:wearing|dressed in)|wears|in|with) "
    rf"(?P<what>(?:an?|his|her) (?:(?!{STOP}\b)[a-z-]+ ){{0,2}}(?:{CLOTHES}|jersey|tank top|blouse|gown)|(?:(?!{STOP}\b|an?\b|the\b)[a-z-]+ ){{0,2}}(?:{CLOTHES_MANY}))"
    r"(?: and (?P<more>(?:an? )?(?:[a-z-]+ )?(?:sunglasses|glasses|helmet|hat|cap|gloves|scarf))(?=$| [a-z]+s\b))?\b"
)
_IN_COLOR = re.compile(
    rf"\b(?:an?|the|one) {_KIND}(?P<noun>{_ONE}) (?:dressed )?in (?P<color>{COLORS})(?=$| (?:{STOP})\b| [a-z]{{3,}}s\b(?! (?:is|are|and|with|in|on)\b))"
)
_IS_WHOLE = re.compile(rf"$| (?!\w+ing\b){_END}")
_NOT_SAID = frozenset(
    (
        *POSTURE_VERBS,
        "hold",
        "carry",
        "look",
        "pose",
        "wait",
        "lean",
        "use",
        "touch",
        "open",
        "watch",
        "observe",
        "enjoy",
    )
)
"""What depends on whom one takes for it, or says little of one of several."""


@dataclass(frozen=True)
class Single:
    """What a caption says of one of several people.

    Attributes:
        noun: as in ``"man"``.
        text: ``"placing a stone"``, ``"wearing a red vest"`` or ``"dressed in blue"``.
    """

    noun: str
    text: str


@lru_cache(maxsize=256)
def find_single_acts(captions: tuple[str, ...]) -> tuple[Single, ...]:
    """What somebody does, in the words of captions that begin with one person; the longest first."""
    found = []
    for text in plain(captions):
        match = _DOES.match(text)
        base = None if match is None else _FORMS[match.group("verb")]
        if match is None or base is None or base in _NOT_SAID:
            continue
        form = _OWN_REST if base in _OWN else RESTS[{**VERBS, **SECOND_VERBS}[base][2]]
        rest = form.match(text, match.end())
        if rest is None or _IS_WHOLE.match(text, rest.end()) is None or _BARE.fullmatch(rest.group()):
            continue
        if not _PEOPLE.search(rest.group()):
            found.append(Single(match.group("noun"), _VERBS[base][1] + rest.group()))
    return tuple(sorted(found, key=lambda one: (-len(one.text.split()), one.text)))


_BARE = re.compile(r"(?: (?:out|up|down|over|back|away|forward|forwards|in|off|high|low|around))+")
_PEOPLE = re.compile(
    rf"\b(?:{_ONE}|people|men|women|boys|girls|children|kids|opponent|each|another|other|it|him|them|their)\b|\bher$"
)


@lru_cache(maxsize=256)
def find_single_clothes(captions: tuple[str, ...]) -> tuple[Single, ...]:
    """What somebody wears, with the noun; what says most first."""
    found = []
    for text in plain(captions):
        for match in _WEARS.finditer(text):
            what = re.sub(r"^(?:his|her) ", "a ", match.group("what"))
            more = f" and {match.group('more')}" if match.group("more") else ""
            found.append(Single(match.group("noun"), f"wearing {what}{more}"))
        found += [
            Single(match.group("noun"), f"dressed in {match.group('color')}") for match in _IN_COLOR.finditer(text)
        ]
    return tuple(
        sorted(dict.fromkeys(found), key=lambda one: (-len(one.text.split()), "dressed" in one.text, one.text))
    )

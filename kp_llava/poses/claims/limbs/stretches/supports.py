"""What arms and hands carry, lie on or reach: tables, the other arm, and the own weight."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .....annotations.skeleton import SIDES
from ....limbs import other_side
from ...stems import Expression, need
from ..denials import PENDING
from ..found import Found, Hit
from .places import LONG_THINGS

if TYPE_CHECKING:
    from .stretch import Stretch

ON_TABLE = "on the table"

_OWN = r"(?:the|his|her|their)(?: own)?"
_AT_OTHER = r"(?:(?:cup|support|hold|grip|clasp|touch|clutch|grasp|rub|scratch|stead(?:i|y)|hug|squeez)[a-z]*|under|beneath|underneath|inside|on|on top of|over|across|against|upon)"
_TO_OTHER_ARM = re.compile(
    rf"\b{_AT_OTHER} {_OWN} (?:crook of (?:the|his|her) )?(?P<which>other|opposite|left|right) (?:upper |bent |inner )?(?:elbow|forearm|arm|biceps?|armpit|underarm)\b(?! of)(?![-'’])"
)
_PROPPED = re.compile(
    r"\b(?:prop|lean|rest|support|rais|push|balanc|perch)[a-z]*(?: (?:himself|herself|themselves|up|back|forwards?|sideways|over|down|(?:his|her|their) (?:weight|chin|head|body|upper body)|[a-z]+ly))* (?:on|onto|upon) (?:both |one )?(?:of )?$"
)
_ON_HANDS = re.compile(
    r"\b(?:balanc|stand|walk|support|perch|poise|stood|hop|spin)[a-z]*(?: (?:himself|herself|themselves|upside down|(?:his|her|their) (?:whole |full |entire )?(?:weight|body)|[a-z]+ly))* (?:only |just )?(?:on|upon) $"
)
_ELBOW = 22  # characters: "the other upper arm"
_BEHIND = 20  # characters after it: " behind her back"
_OWNERS = ("his", "her", "their", "both", "one", "two")
_TABLE = "tables?|tabletop|tablecloth|counters?|countertop|desks?|desktop|worktop|workbench|placemat"
_ON_TABLE = re.compile(
    r"^(?: (?:is|are|was|rests?|resting|lies|lie|lying|laid|lay|flat|placed|planted|pressed|put|set|leans?|leaning|down|sits?|both|spread|folded|clasped|open|idle|empty|limp|motionless|(?:with )?(?:the )?palms? down|still|remains?|stays?|[a-z]+ly))* "
    rf"(?:on|onto|upon|atop|on top of|against|(?=at the edge)at) (?:the (?:near )?(?:edge|end|corner|side|rim) of )?{_OWN} (?:(?!(?:far|other)\b)[a-z-]+ ){{0,2}}?(?:{_TABLE})\b(?! tennis)"
)
_LAYS = re.compile(
    r"\b(?:rest|lay|laid|plant|put|plac|press|lean|keep|kept|has|have|with|set|fold|clasp|spread|hold|held|lower|drop)[a-z]*(?: only| just| both)? $|^\W*(?:and )?$|, $"
)
_APART = Expression(
    r"\b(?:(?:wide|far|well|widely|shoulder[- ]width|a (?:foot|yard)|(?:several|some|many) inches) apart|spread apart|(?:far|well|a long way) (?:away )?from each other)\b", "apart|each")  # fmt: skip
_OTHERS = need(f"{_TABLE}|other|opposite|left|right")


def read_supports(stretch: Stretch) -> Iterator[Found]:
    """The statements about what the arm or the hand of a stretch rests on, and where it is for that."""
    limb = stretch.limb
    if stretch.is_denied_before or stretch.is_denied_after or limb.is_none:
        return
    if limb.is_place:
        yield from _read_weight(stretch)
    elif stretch.words.bits & _OTHERS and not limb.noun.startswith("elbow"):
        yield from _read_contact(stretch)


def read_apart(stretch: Stretch) -> Iterator[Found]:
    """Two hands that are far from each other."""
    limb = stretch.limb
    if limb.side != "both" or limb.noun == "fingers" or stretch.is_denied_before or stretch.is_denied_after:
        return
    apart = _APART.search(stretch.after, stretch.text, limb.end, stretch.until)
    if apart is not None:
        yield stretch.found(Hit("together", "hands", limb.begin, apart.end(), True), "hands", None)


def _read_weight(stretch: Stretch) -> Iterator[Found]:
    """Who is propped on an elbow bends it, and who stands on the hands has them at the ground."""
    limb = stretch.limb
    if limb.noun.startswith(("elbow", "forearm")):
        if _PROPPED.search(stretch.lead):
            yield stretch.found(Hit("sharply bent", "shape", limb.begin, limb.end), "arm", limb.side)
    elif limb.noun in ("hand", "hands", "palms", "fists") and limb.owner in _OWNERS:
        weight = _ON_HANDS.search(stretch.lead)
        if weight is not None and not PENDING.search(stretch.lead[: weight.start()]):
            yield stretch.found(Hit("near the ground", "place", limb.begin, limb.end), "hand", limb.side)


def _read_contact(stretch: Stretch) -> Iterator[Found]:
    """A hand on a table, or at the other arm."""
    limb, text = stretch.limb, stretch.text
    table = _ON_TABLE.match(text[limb.end : stretch.last])
    if table is not None and _LAYS.search(stretch.lead):
        yield stretch.found(Hit(ON_TABLE, "place", limb.begin, limb.end + table.end()), "hand", limb.side)
    other = _TO_OTHER_ARM.search(text, limb.end, min(stretch.until + _ELBOW, len(text)))
    is_front = other is not None and "behind" not in text[stretch.first : other.end() + _BEHIND]
    if other is not None and is_front and limb.side != "both":
        wanted = (other_side(limb.side),) if limb.side in SIDES else SIDES
        if other.group("which") in ("other", "opposite", *wanted) and not LONG_THINGS.search(
            stretch.after, text[limb.end : other.start()]
        ):
            yield stretch.found(Hit("across the body", "way", limb.begin, other.end()), "arm", limb.side)

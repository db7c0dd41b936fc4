"""A statement about a limb as it is read, and whether another one says the same already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ..hands import HOLDING

if TYPE_CHECKING:
    from ..verify import Claim

_DIMENSIONS = {
    **dict.fromkeys(("bent", "sharply bent", "straight", "fully straight", "extended"), "shape"),
    **dict.fromkeys(("apart", "together"), "stance"),
    **dict.fromkeys(("higher than the other", "lower than the other"), "height"),
    "crossed": "legs",
    "drawn up": "fold",
}
_LESS = {"fully straight": "straight", "sharply bent": "bent"}


class Found(NamedTuple):
    """A statement about a limb, before it is known who is meant.

    Attributes:
        begin: where its words start.
        end: where they end.
        at: where the limb stands, as the place that an owner is looked for.
        owner: the limb's determiner.
        is_certain: whether the words single out one or both limbs, so that they need no owner.
        part: as in `Claim`.
        side: as in `Claim`.
        state: as in `Claim`.
        negated: as in `Claim`.
        is_stretched: as in `Claim`.
        holder: as in `Claim`.
    """

    begin: int
    end: int
    at: int
    owner: str
    is_certain: bool
    part: str
    side: str | None
    state: str
    negated: bool = False
    is_stretched: bool = False
    holder: str | None = None


def is_said(found: Found, near: Iterable[Claim]) -> bool:
    """Whether a statement about the same limb and the same of its sides, shape or place, is found already."""
    kind = _DIMENSIONS.get(found.state, "way")
    if found.state.startswith(HOLDING):
        return any(claim.state == found.state and claim.side == found.side for claim in near)
    for claim in near:
        is_same_part = claim.part == found.part or {claim.part, found.part} <= {"arm", "hand"}
        if claim.state.startswith(HOLDING) or is_less(claim, found):
            continue
        is_same = found.state == "extended" or _DIMENSIONS.get(claim.state, "way") == kind
        overlaps = claim.span[0] < found.end and found.begin < claim.span[1]
        if is_same_part and claim.side == found.side and is_same and overlaps:
            return True
    return False


def is_less(claim: Claim, found: Found) -> bool:
    """Whether a statement says less of the same limb: "straight" of one that is locked straight."""
    is_same = claim.part == found.part and claim.side == found.side and found.begin < claim.span[1]
    is_more = claim.state == _LESS.get(found.state) or (found.holder is not None and claim.state == found.state)
    return is_same and is_more and claim.span[0] < found.end

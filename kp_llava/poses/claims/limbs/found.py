"""A statement about a limb as it is read."""

from __future__ import annotations

from typing import NamedTuple


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

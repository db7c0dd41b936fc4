"""A statement about a limb as it is read, and the cues that it is made of."""

from __future__ import annotations

from collections.abc import Iterable
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
        is_planned: whether its words say what the hand is about to do, and the statement is what it holds now.
        named: where the words end that may name whose limb it is; None where all of them may. Others speak of somebody
            else.
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
    is_planned: bool = False
    named: int | None = None


class Hit(NamedTuple):
    """A cue that a stretch has.

    Attributes:
        state: what it says.
        dimension: of the state, as in `cues`.
        begin: where its words start, with the limb.
        end: where they end.
        negated: whether it is denied.
    """

    state: str
    dimension: str
    begin: int
    end: int
    negated: bool = False


def join_hits(hits: Iterable[Hit], state: str) -> Hit:
    """One hit for those that say the same."""
    every = [*hits]
    return every[0]._replace(state=state, begin=min(h.begin for h in every), end=max(h.end for h in every))

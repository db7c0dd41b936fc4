"""A statement about a pose, and what is found of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .phrase import Whom

AGREE, CONTRADICT, UNJUDGED = "agree", "contradict", "unjudged"


class Claim(NamedTuple):
    """One statement about a pose.

    Attributes:
        who: what the text calls the one whom the statement is about; None where it names nobody.
        part: ``"arm"``, ``"hand"``, ``"hands"``, ``"leg"``, ``"legs"``, ``"stance"``, ``"trunk"``, ``"head"``,
            ``"body"`` or ``"posture"``.
        side: ``"left"``, ``"right"``, ``"both"``, ``"one"`` (of the two, unsaid which), or None for other parts.
        state: a state of the shared vocabulary.
        negated: the text says that it is not so.
        hedged: the text says that it only may be so.
        span: start and end of the statement in the text.
        is_slight: the text says that it is so only a little, as in "slightly bent".
        is_stretched: the text says of an arm that it is stretched in a direction, as in "extended upward".
        holder: the thing by which the text says which of two arms or hands it means, as in "the hand with the phone".
        is_on_ground: the text says of a posture that it is on the ground or the floor.
        sentence: where the sentence of the statement starts; None where it stands alone.
    """

    who: Whom | None
    part: str
    side: str | None
    state: str
    negated: bool
    hedged: bool
    span: tuple[int, int]
    is_slight: bool = False
    is_stretched: bool = False
    holder: str | None = None
    is_on_ground: bool = False
    sentence: int | None = None

    @property
    def is_of_phrase(self) -> bool:
        """Whether a posture only says who is meant: where nobody has it, somebody else is, "one of the seated men"."""
        if self.who is None or self.part != "posture":
            return False
        return self.who.posture == self.state or (self.state == "airborne" and ("place", "in midair") in self.who.marks)


class ClaimItem(NamedTuple):
    """A statement and its verdict.

    Attributes:
        claim: the statement.
        verdict: ``"agree"``, ``"contradict"`` or ``"unjudged"``.
        people: annotation ids of those whom it may be about.
        confidence: of the facts that the verdict rests on, lowered where it is not certain who is meant; 0.0 if open.
    """

    claim: Claim
    verdict: str
    people: tuple[int, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True)
class ClaimReport:
    """How many statements agree with the keypoints, contradict them, or cannot be judged; with each one's verdict."""

    agree: int
    contradict: int
    unjudged: int
    items: tuple[ClaimItem, ...]

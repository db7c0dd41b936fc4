"""What became of calls: of one, and of all of them."""

from __future__ import annotations

from dataclasses import dataclass

from ..ledger.records import Attempt, FollowUp
from .client import Outcome


@dataclass
class Tally:
    """What became of the calls.

    Attributes:
        answers: how many calls brought an answer.
        asked_again: how many answers were sent back because a check rejects them.
        schemas_refused: how many calls were made again without the schema that the server did not take.
        last_failure: the last call that brought none; None where there was no such call.
    """

    answers: int = 0
    asked_again: int = 0
    schemas_refused: int = 0
    last_failure: Attempt | None = None


@dataclass(frozen=True)
class Sent:
    """What became of one call, and what follows from it.

    Attributes:
        outcome: of the call.
        next_ask: what is asked after its answer; None where that is the last.
        is_passing: whether it failed in a way that passes.
        is_free: whether it is made again at once, as something about the server was learned.
    """

    outcome: Outcome
    next_ask: FollowUp | None
    is_passing: bool = False
    is_free: bool = False

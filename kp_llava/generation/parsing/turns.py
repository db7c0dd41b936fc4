"""Question-answer pairs, and the named reasons for which an answer gives none."""

from __future__ import annotations

from dataclasses import dataclass

UNPARSABLE = "unparsable"
CUT_OFF = "cut off"
REFUSED = "refused"
EMPTY = "empty"
WRONG_PAIR_COUNT = "wrong number of pairs"
ONLY_THINKING = "only thinking"
NOT_AN_ANSWER = "not an answer"
NOTHING_TO_SAY = "nothing to say"
NOBODY_NAMED = "nobody can be named"
TOO_LONG = "too long"
REASONS = (
    *(UNPARSABLE, CUT_OFF, REFUSED, EMPTY, WRONG_PAIR_COUNT, ONLY_THINKING, NOT_AN_ANSWER, TOO_LONG),
    *(NOTHING_TO_SAY, NOBODY_NAMED),
)
"""Why an answer gives no rows."""

MOST_LETTERS = 200_000
"""A longer text is not read: a page has 3,000 letters, and reading takes a second for each 100,000."""


@dataclass(frozen=True)
class Turn:
    """A user's question or instruction and the assistant's answer."""

    question: str
    answer: str


class UnusableAnswer(ValueError):  # noqa: N818 - it is no fault of the program or the user, and it is always counted
    """A teacher's answer gives no rows; ``reason`` is one of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

"""A question and its answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PosePair:
    """A question and its answer.

    Attributes:
        question: ends in a question mark.
        answer: one or more full sentences.
        group: ``"limb"``, ``"limb pair"``, ``"contrast"``, ``"whole"``, ``"thing"``, ``"activity"``, ``"scene"`` or
            ``"filler"``.
        topic: what two pairs of one text should not both be about.
    """

    question: str
    answer: str
    group: str
    topic: str

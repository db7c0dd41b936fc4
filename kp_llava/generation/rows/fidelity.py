"""How the statements about poses in a data set stand to the keypoints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..checks.checks import TurnCheck


@dataclass
class Fidelity:
    """How many statements agree with the keypoints, contradict them, or are left open by them."""

    agree: int = 0
    contradict: int = 0
    unjudged: int = 0

    def add(self, other: Fidelity | TurnCheck, times: int = 1) -> None:
        """Count the statements of a pair, or of another part of the data; of several with the same numbers."""
        self.agree += times * other.agree
        self.contradict += times * other.contradict
        self.unjudged += times * other.unjudged

    @property
    def judged(self) -> int:
        """The statements that the keypoints settle."""
        return self.agree + self.contradict

    def to_record(self) -> dict[str, Any]:
        """Counts, the share of the judged statements that agree, and the share of all that are judged; for JSON."""
        total = self.judged + self.unjudged
        return {
            "agree": self.agree,
            "contradict": self.contradict,
            "unjudged": self.unjudged,
            "agree_share_of_judged": round(self.agree / self.judged, 4) if self.judged else None,
            "judged_share": round(self.judged / total, 4) if total else None,
        }

    def __str__(self) -> str:
        if not self.judged:
            return f"no statement about a pose is judged, {self.unjudged:,} are left open"
        return (
            f"{self.agree / self.judged:.1%} of {self.judged:,} judged statements about poses agree with the keypoints "
            f"({self.contradict:,} contradict, {self.unjudged:,} are left open)"
        )


def sum_fidelity(parts: Iterable[Fidelity]) -> Fidelity:
    """All the parts together."""
    total = Fidelity()
    for part in parts:
        total.add(part)
    return total

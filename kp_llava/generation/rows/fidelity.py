"""How the statements about poses in a data set stand to the keypoints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..checks.checks import TurnCheck

SAME_GEOMETRY = (
    "left out: facts and checks of the pose teacher rest on the same geometry, so agreement would be no evidence"
)
"""What stands in place of the figure for the pose teacher."""


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

    @property
    def share(self) -> float | None:
        """The share of the judged statements that agree, or None."""
        return self.agree / self.judged if self.judged else None

    def to_record(self, blind: Fidelity | None = None) -> dict[str, Any]:
        """Counts, the share of the judged statements that agree, and the share of all that are judged; for JSON.

        Args:
            blind: the same texts held against other pictures; gives ``expected_share``, what a text that never saw its
                picture gets, and ``beyond_expected``, the difference.
        """
        total = self.judged + self.unjudged
        expected = blind.share if blind is not None else None
        beyond = self.share - expected if self.share is not None and expected is not None else None
        return {
            "agree": self.agree,
            "contradict": self.contradict,
            "unjudged": self.unjudged,
            "agree_share_of_judged": None if self.share is None else round(self.share, 4),
            "judged_share": round(self.judged / total, 4) if total else None,
            "expected_share": None if expected is None else round(expected, 4),
            "beyond_expected": None if beyond is None else round(beyond, 4),
        }

    def __str__(self) -> str:
        if self.share is None:
            return f"no statement about a pose is judged, {self.unjudged:,} are left open"
        return (
            f"{self.share:.1%} of {self.judged:,} judged statements about poses agree with the keypoints "
            f"({self.contradict:,} contradict, {self.unjudged:,} are left open)"
        )


def describe_beyond(own: Fidelity, blind: Fidelity) -> str:
    """What the share is worth, as a line for people; empty where nothing was held against other pictures."""
    if own.share is None or blind.share is None:
        return ""
    return (
        f"texts that never saw their picture would get {blind.share:.1%} (the same texts held against other pictures): "
        f"{100 * (own.share - blind.share):+.1f} points beyond that"
    )


def sum_fidelity(parts: Iterable[Fidelity]) -> Fidelity:
    """All the parts together."""
    total = Fidelity()
    for part in parts:
        total.add(part)
    return total

"""How the statements about poses in a data set stand to the keypoints: counts and shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checks.checks import TurnCheck
    from .rows import RowCount


@dataclass
class Fidelity:
    """How many statements agree with the keypoints, contradict them, or are left open by them."""

    agree: int = 0
    contradict: int = 0
    unjudged: int = 0

    def add(self, other: Fidelity | TurnCheck) -> None:
        """Count the statements of a pair, or of another part of the data."""
        self.agree += other.agree
        self.contradict += other.contradict
        self.unjudged += other.unjudged

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


def fidelity_record(tasks: Mapping[str, RowCount]) -> dict[str, Any]:
    """What ``status --json`` and ``check --json`` say of a data set.

    Returns:
        ``fidelity``, of the rows, and ``teacher_fidelity``, with rejected rows, each for ``all`` and by config; and
        ``checks`` and ``rejected`` by the check's name.
    """
    return {
        "fidelity": _by_config({task: count.fidelity for task, count in tasks.items()}),
        "teacher_fidelity": _by_config({task: count.teacher_fidelity for task, count in tasks.items()}),
        "checks": sum_counts(count.checks for count in tasks.values()),
        "rejected": sum_counts(count.rejected for count in tasks.values()),
    }


def _by_config(parts: dict[str, Fidelity]) -> dict[str, Any]:
    whole = {"all": sum_fidelity(parts.values()), **parts}
    return {name: part.to_record() for name, part in whole.items()}


def sum_counts(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts by name, added up; names in order."""
    total: dict[str, int] = {}
    for part in parts:
        for name, count in part.items():
            total[name] = total.get(name, 0) + count
    return dict(sorted(total.items()))

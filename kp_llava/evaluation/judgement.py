"""What a judge said about one question: two scores, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OrderVerdict:
    """One reading of a pair of answers, shown in one order.

    Attributes:
        first: whose answer was shown first, ``"baseline"`` or ``"candidate"``.
        baseline_score: 1 to 10, or None when there is no score.
        candidate_score: 1 to 10, or None when there is no score.
        explanation: the judge's words.
        reason: why there is no score; empty when there is one.
        request_ids: the ledger's keys of every call that was made for it, in order; empty for an offline judge.
    """

    first: str
    baseline_score: float | None
    candidate_score: float | None
    explanation: str = ""
    reason: str = ""
    request_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """One question on which a candidate was compared with the baseline.

    Attributes:
        question_id: the benchmark's.
        image_id: the image the question is about; questions of one image are resampled together.
        task: ``conversation``, ``detail`` or ``complex``.
        candidate: the candidate's name.
        orders: one verdict, or two when the answers were also shown in the other order.
        baseline_words: length of the baseline's answer.
        candidate_words: length of the candidate's answer.
    """

    question_id: str
    image_id: int
    task: str
    candidate: str
    orders: tuple[OrderVerdict, ...] = field(default_factory=tuple)
    baseline_words: int = 0
    candidate_words: int = 0

    @property
    def reason(self) -> str:
        """Why the question has no score: the reason of its first order that has none; empty when it is scored."""
        if not self.orders:
            return "not judged"
        return next((order.reason for order in self.orders if order.reason), "")

    @property
    def is_scored(self) -> bool:
        """Whether every order that was asked for gave two scores."""
        return not self.reason

    @property
    def baseline_score(self) -> float | None:
        """The baseline's mean over the orders, or None when the question is unscored."""
        return self._mean([order.baseline_score for order in self.orders])

    @property
    def candidate_score(self) -> float | None:
        """The candidate's mean over the orders, or None when the question is unscored."""
        return self._mean([order.candidate_score for order in self.orders])

    @property
    def is_same_winner(self) -> bool | None:
        """Whether both orders name the same winner (or both a tie); None without two readable orders."""
        if len(self.orders) < 2 or not self.is_scored:
            return None
        signs = {_sign((order.candidate_score or 0.0) - (order.baseline_score or 0.0)) for order in self.orders}
        return len(signs) == 1

    def _mean(self, scores: list[float | None]) -> float | None:
        values = [score for score in scores if score is not None]
        return sum(values) / len(values) if self.is_scored and values else None


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)

"""What a judge said about one question: two scores, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass, field

LEFT_OUT = "left out"
"""How the reason of a question starts that lies outside of what the judge can judge."""


@dataclass(frozen=True)
class OrderVerdict:
    """One reading of a pair of answers, shown in one order.

    Attributes:
        first: whose answer was shown first, ``"baseline"`` or ``"candidate"``; empty where each was graded alone.
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
        task: the kind of data, as in `kp_llava.tasks.TASKS`.
        candidate: the candidate's name.
        orders: one verdict, or two when the answers were also shown in the other order.
        baseline_words: length of the baseline's answer.
        candidate_words: length of the candidate's answer.
        weight: how much the question counts in a column's mean.
    """

    question_id: str
    image_id: int
    task: str
    candidate: str
    orders: tuple[OrderVerdict, ...] = field(default_factory=tuple)
    baseline_words: int = 0
    candidate_words: int = 0
    weight: float = 1.0

    @property
    def is_left_out(self) -> bool:
        """Whether the question lies outside of what the judge can judge; then it is not missing from the table."""
        return self.reason.startswith(LEFT_OUT)

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
        if not self.has_both_orders or not self.is_scored:
            return None
        signs = {_sign((order.candidate_score or 0.0) - (order.baseline_score or 0.0)) for order in self.orders}
        return len(signs) == 1

    @property
    def has_both_orders(self) -> bool:
        """Whether the pair was shown in both orders."""
        return {"baseline", "candidate"} <= {order.first for order in self.orders}

    def _mean(self, scores: list[float | None]) -> float | None:
        values = [score for score in scores if score is not None]
        return sum(values) / len(values) if self.is_scored and values else None


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)

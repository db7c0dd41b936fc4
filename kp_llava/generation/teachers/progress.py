"""The bar of a run: answers, rate and time left, cost so far and in the end."""

from __future__ import annotations

from types import TracebackType

from tqdm import tqdm

from ..cost.prices import Budget


class ProgressBar:
    """A bar on stderr; use it as a context manager.

    Args:
        name: what is asked.
        total: how many answers are wanted.
        budget: knows what was spent; None where the price is unknown or there is none.
        is_shown: whether there is a bar at all.
    """

    def __init__(self, name: str, total: int, *, budget: Budget | None = None, is_shown: bool = True) -> None:
        self._budget = budget
        self._spent_before = 0.0 if budget is None else budget.spent
        self._bar = tqdm(total=total, desc=name, unit="answer", disable=not is_shown or not total)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def step(self, count: int = 1) -> None:
        """One more answer."""
        if self._bar.disable:
            return
        if self._budget is not None:
            done = self._bar.n + count
            spent = self._budget.spent - self._spent_before
            projected = self._spent_before + spent * max(1.0, self._bar.total / done)
            self._bar.set_postfix_str(f"${self._budget.spent:.2f} of about ${projected:.2f}", refresh=False)
        self._bar.update(count)

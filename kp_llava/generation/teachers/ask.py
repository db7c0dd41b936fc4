"""A run's teacher: what is open is answered, what a check rejects is sent back, and the bar shows how it goes."""

from __future__ import annotations

from collections.abc import Callable, Set
from types import TracebackType
from typing import TYPE_CHECKING

from tqdm import tqdm

from ...errors import TeacherError
from ..cost.money import Money
from ..cost.prices import Budget, Price
from ..ledger.batches import BatchBook
from ..ledger.ledger import Ledger
from ..ledger.pictures import find_place
from ..ledger.records import NO_CONNECTION, Attempt
from ..options import RunOptions
from ..payload import rebuild_bytes
from .follow_ups import FollowUps, reopen_rejected

if TYPE_CHECKING:
    from .openai_batch.teacher import BatchTeacher

CHECKED_NOTE = "checked attempts"
"""A note in the ledger: the last attempt whose answer was checked and sent back where a check rejects it."""


class Teachers:
    """The teachers on the network, as one call of `generate` uses them.

    Args:
        ledger: open for writing.
        options: of the run.
        budget: spent and reserved.
        price: of the model; None where it is unknown.
        progress: show a bar on stderr.
        processes: how many check the answers.

    Attributes:
        schemas_refused: how many calls the server refused for their schema; they were made again without it.
    """

    def __init__(
        self,
        ledger: Ledger,
        options: RunOptions,
        budget: Budget,
        price: Price | None,
        *,
        progress: bool = False,
        processes: int = 1,
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._budget = budget
        self._price = price
        self._progress = progress
        self._processes = processes
        self._step: Callable[[int], object] = lambda count: None
        self._batches: BatchTeacher | None = None
        self.schemas_refused = 0

    def answer_all(self, since: int, *, has_answers: bool) -> int:
        """Have all open requests answered, and what a check rejects sent back.

        Args:
            since: the number of the last attempt whose answer was checked in an earlier call; it stays as it is.
            has_answers: whether the run has any answers.

        Returns:
            How many answers were sent back.

        Raises:
            TeacherError: the teacher cannot be used, or has answered nothing at all.
        """
        if self._options.teacher == "openai":
            again = self._answer_online(since, has_answers)
        else:
            self._answer_in_batches(has_answers)
            again = self._ask_again_in_batches(since)
        if not self._budget.is_used_up:
            self._ledger.note(CHECKED_NOTE, str(self._ledger.last_attempt()))
        return again

    def _answer_online(self, since: int, has_answers: bool) -> int:
        from . import openai as openai_teacher

        options, ledger = self._options, self._ledger
        if BatchBook(ledger).live():
            with self._open_bar(BatchBook(ledger).count_live_requests()):
                self._open_batches().look()  # what earlier calls have left running
        reopened = reopen_rejected(ledger, options, since, progress=self._progress, processes=self._processes)
        pending = ledger.count_pending_of(options.tasks)
        if not pending:
            return 0
        with self._open_bar(pending) as bar:
            tally = openai_teacher.ask(
                options,
                ledger,
                ledger.pending(options.tasks),
                lambda request: rebuild_bytes(ledger, request),
                bar.step,
                money=Money(self._budget, self._price),
                follow_ups=FollowUps(ledger, options, self._processes),
                find_place=lambda request: find_place(ledger, request.image_id, options.picture_folders),
            )
        self._settle(reopened)
        self.schemas_refused += tally.schemas_refused
        failure = tally.last_failure
        # a few requests that the server refuses each time are counted; a server that can't be used is an error
        if failure is not None and not tally.answers and (not has_answers or failure.error in _NEVER_THERE):
            raise _nothing_answered(options, failure)
        return tally.asked_again

    def _answer_in_batches(self, has_answers: bool, only: Set[str] | None = None) -> None:
        options, ledger = self._options, self._ledger
        total = len(only) if only is not None else ledger.count_pending_of(options.tasks)
        before = ledger.last_attempt()
        with self._open_bar(total + BatchBook(ledger).count_live_requests(), " again" * (only is not None)):
            teacher = self._open_batches()
            teacher.answer_all(only)
        self.schemas_refused += teacher.schemas_refused
        query = (
            "SELECT answer IS NOT NULL, error, error_text FROM attempts WHERE id > ? ORDER BY answer IS NULL, id DESC"
        )
        row = ledger.connection.execute(query, (before,)).fetchone()
        if row is not None and not row[0] and not has_answers and only is None:
            raise _nothing_answered(options, Attempt("", 0.0, 0.0, error=row[1], error_text=row[2]))

    def _ask_again_in_batches(self, since: int) -> int:
        total = 0
        for _ in range(self._options.max_reasks):
            keys = reopen_rejected(
                self._ledger, self._options, since, progress=self._progress, processes=self._processes
            )
            if not keys:
                break
            before = self._ledger.last_attempt()
            self._answer_in_batches(True, keys)
            self._settle(keys)
            query = "SELECT count(DISTINCT key) FROM attempts WHERE id > ?"
            total += int(self._ledger.connection.execute(query, (before,)).fetchone()[0])
            since = before
        return total

    def _settle(self, keys: Set[str]) -> None:
        """They have an answer, be it the first one: none of them is left over."""
        with self._ledger.transaction():
            for key in keys:
                self._ledger.settle(key)

    def _open_bar(self, total: int, addition: str = "") -> ProgressBar:
        budget = None if self._price is None else self._budget
        name = self._options.teacher_name + addition
        bar = ProgressBar(name, total, budget=budget, is_shown=self._progress)
        self._step = bar.step
        return bar

    def _open_batches(self) -> BatchTeacher:
        from .openai_batch.teacher import BatchTeacher

        if self._batches is None:
            self._batches = BatchTeacher(
                self._options, self._ledger, self._budget, self._price, on_done=lambda count: self._step(count)
            )
        return self._batches


_NEVER_THERE = (NO_CONNECTION, "APIConnectionError", "APITimeoutError")


def _nothing_answered(options: RunOptions, failure: Attempt) -> TeacherError:
    from .client import describe_server

    return TeacherError(
        f"{describe_server(options)}: nothing was answered; {failure.error}: {failure.error_text};"
        " see that the server runs, then give the same command again"
    )


def cancel_batches(options: RunOptions, ledger: Ledger) -> int:
    """Cancel the batches of a run that still run, and collect what they have; returns how many there were."""
    from .openai_batch.teacher import BatchTeacher

    return BatchTeacher(options, ledger, Budget(None), options.price).cancel()


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
        done = self._bar.n + count
        if self._budget is not None and done:
            spent = self._budget.spent - self._spent_before
            projected = self._spent_before + spent * max(1.0, self._bar.total / done)
            self._bar.set_postfix_str(f"${self._budget.spent:.2f} of about ${projected:.2f}", refresh=False)
        self._bar.update(count)

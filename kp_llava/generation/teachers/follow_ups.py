"""What is asked after an answer that cannot be used: again with the reason, or with room for a longer one.

The follow-ups of a request belong to its key; each attempt in the ledger says what was sent beyond the request's own
payload. What cannot be read is followed up at once. What can be read is checked while other calls go on, by worker
processes, and what a check rejects is sent back: only the pairs that are missing, with the statement that is wrong and
what the keypoints say. A run that is stopped in between goes on with the follow-up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from tqdm import tqdm

from ...processes import start_pool
from ...tasks import TASKS
from ..checks.best import BestPairs, read_candidate
from ..checks.cache import KeptChecks
from ..ledger.ledger import Ledger
from ..ledger.records import (
    OWN_PAYLOAD,
    Attempt,
    FollowUp,
    Request,
    StoredAnswer,
    is_schema_error,
    json_to_follow_up,
)
from ..options import RunOptions
from ..parsing import (
    CUT_OFF,
    EMPTY,
    NOT_AN_ANSWER,
    ONLY_THINKING,
    UNPARSABLE,
    WRONG_PAIR_COUNT,
    Turn,
    UnusableAnswer,
    read_reply,
)
from .faults import Judged, JudgeJob, judge, judge_all

# an answer that was cut off gets so many times the room
LONGER = 4
_REASONS = {
    UNPARSABLE: "it does not have the form that was asked for",
    EMPTY: "it is empty",
    ONLY_THINKING: "it holds thinking alone, and no answer after it",
    NOT_AN_ANSWER: "it does not answer; the image is given as text above, and nothing more is to come",
    WRONG_PAIR_COUNT: "it does not have exactly {count} pairs of a question and its answer",
}
# so many answers are checked before worker processes are started, and so many go to one at a time
_BEFORE_WORKERS, _JOBS_AT_ONCE, _LONGEST_WAIT_S = 64, 8, 0.05
# results of checks are written to the ledger so many at a time
_KEEP = 500


class FollowUps:
    """Decides what a request is sent next, from what its ledger has.

    Args:
        ledger: open for writing.
        options: name the checks and bound the tries.
        processes: how many check answers while others are asked for; with one, answers are checked in this process.
    """

    def __init__(self, ledger: Ledger, options: RunOptions, processes: int = 1) -> None:
        self._ledger = ledger
        self._options = options
        self._processes = processes
        self._checks = KeptChecks(ledger)
        self._checked = 0
        self._pool: ProcessPoolExecutor | None = None
        self._starting: asyncio.Future[ProcessPoolExecutor] | None = None
        self._waiting: list[tuple[JudgeJob, asyncio.Future[Judged]]] = []
        self._batches: set[asyncio.Task[None]] = set()

    def first(self, request: Request) -> FollowUp | None:
        """What an open request is sent now; None where its answers turn out to need nothing more."""
        attempts = self._ledger.attempts(request.key)
        answered = [attempt for attempt in attempts if attempt.answer is not None]
        if not answered:
            return FollowUp(without_schema=True) if attempts and is_schema_error(attempts[-1]) else OWN_PAYLOAD
        found = next_follow_up(request, answered, self._options, self._judge)
        if found is None:
            self._ledger.settle(request.key)
        return found

    def after(self, request: Request, attempt: Attempt) -> FollowUp | None:
        """What comes after an answer that is not in the ledger yet and cannot be read; None for one that can."""
        if find_reason(request, attempt) is None:
            return None
        return next_follow_up(request, [*self._answered(request), attempt], self._options)

    async def check(self, request: Request) -> FollowUp | None:
        """Check what a request has been answered; what to send next, or None where nothing is rejected."""
        answered = self._answered(request)
        judged = await self._submit(self._to_job(request, answered))
        if judged.turns:
            self._checks.add(request, judged.turns, judged.results)
            self._checked += 1
            if self._checked % _KEEP == 0:
                self._checks.keep()
        return next_follow_up(request, answered, self._options, lambda request, answered: judged)

    def keep(self) -> None:
        """Write what the checks have found into the ledger, and end the worker processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
        self._checks.keep()

    def _answered(self, request: Request) -> list[Attempt]:
        return [attempt for attempt in self._ledger.attempts(request.key) if attempt.answer is not None]

    def _to_job(self, request: Request, answered: Sequence[Attempt]) -> JudgeJob:
        answers = [(attempt.answer or "", attempt.follow_up) for attempt in answered]
        return request, answers, self._ledger.scene_json(request.image_id), self._options.checks

    def _judge(self, request: Request, answered: Sequence[Attempt]) -> Judged:
        return judge(*self._to_job(request, answered))

    async def _submit(self, job: JudgeJob) -> Judged:
        if self._processes == 1 or (self._checked < _BEFORE_WORKERS and self._starting is None):
            return judge(*job)
        loop = asyncio.get_running_loop()
        if self._starting is None:
            # starting them takes a while, in which answers go on to arrive
            self._starting = loop.run_in_executor(None, self._start)
        future: asyncio.Future[Judged] = loop.create_future()
        self._waiting.append((job, future))
        if len(self._waiting) >= _JOBS_AT_ONCE:
            self._flush()
        elif len(self._waiting) == 1:
            loop.call_later(_LONGEST_WAIT_S, self._flush)
        return await future

    def _start(self) -> ProcessPoolExecutor:
        pool = start_pool(self._processes)
        pool.submit(judge_all, []).result()
        return pool

    def _flush(self) -> None:
        if self._waiting and self._starting is not None:
            batch, self._waiting = self._waiting, []
            task = asyncio.get_running_loop().create_task(self._run(batch, self._starting))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)

    async def _run(
        self, batch: list[tuple[JudgeJob, asyncio.Future[Judged]]], starting: asyncio.Future[ProcessPoolExecutor]
    ) -> None:
        jobs = [job for job, _ in batch]
        try:
            self._pool = await asyncio.shield(starting)
            found = await asyncio.get_running_loop().run_in_executor(self._pool, judge_all, jobs)
        except (BrokenProcessPool, RuntimeError):
            found = judge_all(jobs)  # the workers have been killed: it goes on without them
            self._processes = 1
        except Exception as error:  # noqa: BLE001 - it is raised where the result is waited for
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), judged in zip(batch, found, strict=True):
            if not future.done():
                future.set_result(judged)


def next_follow_up(
    request: Request,
    answered: Sequence[Attempt],
    options: RunOptions,
    find_faults: Callable[[Request, Sequence[Attempt]], Judged] | None = None,
) -> FollowUp | None:
    """What to send after these answers; None where one of them is usable or no try is left.

    Args:
        request: what was asked.
        answered: its attempts with an answer, the oldest first.
        options: bound the tries.
        find_faults: says why readable answers are of no use; without it every readable answer is usable.
    """
    reasons = [find_reason(request, attempt) for attempt in answered]
    sent = [json_to_follow_up(attempt.follow_up) for attempt in answered]
    has_reasks = sum(bool(one.messages) for one in sent) < options.max_reasks
    limits = [one.max_tokens for one in sent if one.max_tokens is not None]
    longer, is_unschemed = limits[-1] if limits else None, sent[-1].without_schema
    if None in reasons:
        judged = find_faults(request, answered) if find_faults is not None and has_reasks else Judged()
        return _ask_for_rest(request, answered, judged, options, longer, is_unschemed) if judged.faults else None
    if reasons[-1] == CUT_OFF:
        if limits or options.max_tokens is None:
            return None
        return FollowUp(sent[-1].messages, options.max_tokens * LONGER, without_schema=is_unschemed)
    if reasons[-1] not in _REASONS or not has_reasks:
        return None
    why = _REASONS[reasons[-1]].format(count=TASKS[request.task].pair_count)
    return FollowUp(_messages(_read_text(answered[-1]), f"{why}. {_WHOLE}"), longer, without_schema=is_unschemed)


_WHOLE = "Write the whole answer again in the form asked for, and nothing else."
_PARTS = (
    "Write {count} in {their} place, in the form of a question and its answer as before, and nothing else; the other"
    " pairs are kept."
)


def _ask_for_rest(
    request: Request,
    answered: Sequence[Attempt],
    judged: Judged,
    options: RunOptions,
    max_tokens: int | None,
    is_unschemed: bool,
) -> FollowUp:
    """Ask for the pairs that are missing, by the faults of those that were rejected."""
    missing = tuple(number for number, _ in judged.faults)
    if len(judged.turns) > 1:
        why = "; ".join(f"pair {number} {fault}" for number, fault in judged.faults)
    else:
        why = f"it {judged.faults[0][1]}"
    readable = [attempt for attempt in answered if find_reason(request, attempt) is None]
    text = _read_text(readable[-1])
    if len(readable) > 1 and len(judged.turns) > 1:
        # the numbers of the pairs are those of the best of all answers
        text = "\n".join(f"Question: {turn.question}\nAnswer: {turn.answer}" for turn in judged.turns)
    # a schema holds the teacher to the whole number of pairs
    is_whole = len(missing) == len(judged.turns) or (options.structured and not is_unschemed)
    count = "1 new pair" if len(missing) == 1 else f"{len(missing)} new pairs"
    rest = _WHOLE if is_whole else _PARTS.format(count=count, their="its" if len(missing) == 1 else "their")
    return FollowUp(_messages(text, f"{why}. {rest}"), max_tokens, missing, is_unschemed)


def _messages(text: str, why: str) -> tuple[dict[str, str], ...]:
    again = {"role": "user", "content": f"Your answer cannot be used: {why}"}
    return ({"role": "assistant", "content": text}, again) if text else (again,)


def find_reason(request: Request, attempt: Attempt) -> str | None:
    """Why an answer gives no rows; None where it does."""
    try:
        read_candidate(request, attempt.answer or "", attempt.follow_up)
    except UnusableAnswer as unusable:
        return unusable.reason
    return None


def reopen(ledger: Ledger, options: RunOptions) -> int:
    """Open the requests again whose unusable answers may be followed up under these options; returns how many."""
    keys = set()
    for task in options.tasks:
        for stored in ledger.answers(task):
            if stored.answer is None:
                continue
            follow_up = stored.follow_ups[0] if stored.follow_ups else None
            last = Attempt(stored.request.key, 0.0, 0.0, answer=stored.answer, follow_up=follow_up)
            if find_reason(stored.request, last) is None:
                continue
            answered = [one for one in ledger.attempts(stored.request.key) if one.answer is not None]
            if next_follow_up(stored.request, answered, options) is not None:
                keys.add(stored.request.key)
    with ledger.transaction():
        for key in keys:
            ledger.settle(key, False)
    return len(keys)


def reopen_rejected(
    ledger: Ledger, options: RunOptions, since: int, *, progress: bool = False, processes: int = 1
) -> set[str]:
    """Open the requests again whose answers a check rejects, in whole or in part, and that may be followed up.

    Args:
        ledger: open for writing; it keeps what the checks find.
        options: name the checks and bound the tries.
        since: only requests with an attempt of a higher number than this.
        progress: show a bar on stderr.
        processes: how many check what was never checked.

    Returns:
        Their keys.
    """
    keys: set[str] = set()
    checks, best = KeptChecks(ledger), BestPairs(ledger, options.checks)
    for task in options.tasks if options.checks and options.max_reasks else ():
        answers, total = ledger.answers(task), ledger.count_wanted(task)
        bar = tqdm(answers, f"checks of {task}", total, unit="answer", disable=not progress, leave=False, delay=1)
        new = (one for one in bar if one.answer is not None and _has_reasks(ledger, one.request, options, since))
        for stored, results in checks.check_all(_readable(new, best), processes=processes):
            if any(result.is_rejected(options.checks) for result in results):
                keys.add(stored.request.key)
    with ledger.transaction():
        for key in keys:
            ledger.settle(key, False)
    return keys


def _readable(answers: Iterable[StoredAnswer], best: BestPairs) -> Iterator[tuple[StoredAnswer, list[Turn]]]:
    for stored in answers:
        try:
            turns = best.read(stored)
        except UnusableAnswer:
            continue
        yield stored, turns


def _has_reasks(ledger: Ledger, request: Request, options: RunOptions, since: int) -> bool:
    """Whether a request has a new answer and may be followed up."""
    query = "SELECT follow_up, id > ? FROM attempts WHERE key = ? AND answer IS NOT NULL"
    made = ledger.connection.execute(query, (since, request.key)).fetchall()
    reasks = sum(bool(json_to_follow_up(follow_up).messages) for follow_up, _ in made)
    is_new = any(is_new for _, is_new in made)
    return is_new and reasks < options.max_reasks and request.teacher == options.teacher_name


def _read_text(attempt: Attempt) -> str:
    try:
        return read_reply(attempt.answer or "").text or ""
    except ValueError:
        return ""

"""The pose teacher at work on a run: in several processes, in order, with the same bytes whatever their number."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import msgspec

from ....annotations.scene import Scene
from ....processes import start_pool
from ...ledger.ledger import Ledger
from ...ledger.records import Attempt, Request, json_to_scene
from ...parsing import NOBODY_NAMED, NOTHING_TO_SAY
from .teacher import NobodyNamed, NothingToSay, write_answer

# so many requests go to a process at a time, and are kept together
_PAGE = 96
# before other processes have started, this one has written so many answers
_FEW = 2 * _PAGE


@dataclass(frozen=True)
class _Job:
    """What one answer follows from: the scene as JSON, so that it is read in the process that needs it."""

    scene: str
    task: str
    instruction: str | None
    seed: int


def answer_requests(
    ledger: Ledger,
    pending: Iterator[Request],
    seed: int,
    on_done: Callable[[], object],
    *,
    processes: int = 1,
) -> None:
    """Answer requests from geometry.

    Args:
        ledger: open for writing; it keeps the answers, in the order of the requests.
        pending: the requests.
        seed: of the run.
        on_done: called after each answer.
        processes: how many write answers.
    """
    pages = iter(lambda: list(islice(pending, _PAGE)), [])
    for page in islice(pages, _FEW // _PAGE if processes > 1 else None):
        _keep(ledger, page, _write_page(_make_jobs(ledger, page, seed)), on_done)
    first = next(pages, None)
    if first is None:
        return
    with start_pool(processes) as pool:
        waiting: deque[tuple[list[Request], Future[list[_Answer]]]] = deque()
        try:
            waiting.append((first, pool.submit(_write_page, _make_jobs(ledger, first, seed))))
            for page in pages:
                if len(waiting) > 2 * processes:
                    done, answers = waiting.popleft()
                    _keep(ledger, done, answers.result(), on_done)
                waiting.append((page, pool.submit(_write_page, _make_jobs(ledger, page, seed))))
            while waiting:
                done, answers = waiting.popleft()
                _keep(ledger, done, answers.result(), on_done)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_Answer = tuple[str, str, float, float]
"""Raw JSON, the finish reason, and when it was begun and ended."""


def _make_jobs(ledger: Ledger, page: Sequence[Request], seed: int) -> list[_Job]:
    query = "SELECT image_id, scene FROM scenes WHERE image_id IN (SELECT value FROM json_each(?))"
    ids = json.dumps([one.image_id for one in page])
    scenes: dict[int, str] = dict(ledger.connection.execute(query, (ids,)).fetchall())
    return [_Job(scenes[one.image_id], one.task, one.instruction, seed) for one in page]


def _write_page(jobs: Sequence[_Job]) -> list[_Answer]:
    return [_write(job) for job in jobs]


def _write(job: _Job) -> _Answer:
    started_at = time.time()
    text, reason = "", "stop"
    try:
        text = write_answer(_read_scene(job.scene), job.task, seed=job.seed, instruction=job.instruction)
    except NothingToSay as error:  # settled: asking again would change nothing
        reason = NOBODY_NAMED if isinstance(error, NobodyNamed) else NOTHING_TO_SAY
    # the shape of a chat completion, so that every answer in the ledger is read the same way
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": reason}
    answer = msgspec.json.encode({"model": "pose", "choices": [choice]}).decode()
    return answer, reason, started_at, time.time()


@lru_cache(maxsize=1)  # the tasks of one image follow each other
def _read_scene(text: str) -> Scene:
    return json_to_scene(text)


def _keep(ledger: Ledger, page: Sequence[Request], answers: Sequence[_Answer], on_done: Callable[[], object]) -> None:
    with ledger.transaction():
        for request, (answer, reason, started_at, ended_at) in zip(page, answers, strict=True):
            ledger.add_attempt(
                Attempt(request.key, started_at, ended_at, answer=answer, model="pose", finish_reason=reason)
            )
    for _ in page:
        on_done()

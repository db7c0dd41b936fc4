"""Checks of many answers, in several processes where that pays: a pair takes some milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType

from ...annotations.scene import Scene
from ...processes import start_pool
from ..parsing import Turn
from .checks import TurnCheck, check_turns

CheckJob = tuple[str, Sequence[Turn], Scene]
"""The arguments of `check_turns`."""

CHECK_PAGE = 500
"""So many answers are checked at a time, and their results kept, so that a stop loses little."""

_FEW = 64  # are checked before other processes have started


class CheckPool:
    """Runs `check_turns`; use it as a context manager.

    Args:
        processes: how many work side by side; the results do not depend on it.
    """

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> CheckPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def check(self, jobs: Sequence[CheckJob]) -> list[list[TurnCheck]]:
        """The results of each job, one a pair."""
        if self._processes == 1 or (self._pool is None and len(jobs) < _FEW):
            return [_check(job) for job in jobs]
        if self._pool is None:
            self._pool = start_pool(self._processes)
        return list(self._pool.map(_check, jobs, chunksize=-(-len(jobs) // (4 * self._processes)) or 1))


def _check(job: CheckJob) -> list[TurnCheck]:
    return check_turns(*job)

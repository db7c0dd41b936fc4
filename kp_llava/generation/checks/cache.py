"""Checks' results, kept in the run's folder: reading rows then does not work them out again.

Whoever works out a result keeps it, also while another process writes to the ledger. A result counts only for the very
pairs and the very code that it was made from, and where this user worked it out.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import TypeVar

import msgspec

from ...annotations.scene import Scene
from ...code_hash import CHECKING, hash_code
from ...processes import start_pool
from ..ledger.ledger import Ledger
from ..ledger.records import Request, StoredAnswer
from ..ledger.results import Seal
from ..parsing import Turn
from .checks import TurnCheck, check_turns

_TABLE = """CREATE TABLE IF NOT EXISTS checks (
    task TEXT NOT NULL, image_id INTEGER NOT NULL, digest TEXT NOT NULL, results TEXT NOT NULL,
    PRIMARY KEY (task, image_id)) WITHOUT ROWID"""


class KeptChecks:
    """The results of a run's checks.

    Args:
        ledger: of the run, open for reading or writing.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._new: list[tuple[str, int, str, str]] = []
        ledger.results.make_table(_TABLE)
        self._seal = Seal()

    def add(self, request: Request, turns: Sequence[Turn], results: Sequence[TurnCheck]) -> None:
        """Take results that were worked out elsewhere; `keep` writes them."""
        digest = _digest(request.key, turns)
        self._new.append((request.task, request.image_id, digest, self._encode(results, digest)))

    def check(self, stored: StoredAnswer, turns: Sequence[Turn]) -> list[TurnCheck]:
        """The results for the pairs of one answer, one a pair."""
        ((_, results),) = self.check_all([(stored, turns)])
        return results

    def check_all(
        self, answers: Iterable[tuple[StoredAnswer, Sequence[Turn]]], *, processes: int = 1
    ) -> Iterator[tuple[StoredAnswer, list[TurnCheck]]]:
        """The results for the pairs of many answers, in their order; what is new is kept page by page.

        Args:
            answers: with their pairs; read a page at a time.
            processes: how many work out what is not kept.
        """
        answers = iter(answers)
        with CheckPool(processes) as pool:
            while page := list(itertools.islice(answers, CHECK_PAGE)):
                yield from self._check_page(page, pool)
                self.keep()

    def _check_page(
        self, page: Sequence[tuple[StoredAnswer, Sequence[Turn]]], pool: CheckPool
    ) -> list[tuple[StoredAnswer, list[TurnCheck]]]:
        digests = [_digest(stored.request.key, turns) for stored, turns in page]
        found = [self._find(stored, digest) for (stored, _), digest in zip(page, digests, strict=True)]
        missing = [place for place, results in enumerate(found) if results is None]
        jobs = [
            (stored.request.task, turns, self._ledger.scene(stored.request.image_id))
            for stored, turns in (page[place] for place in missing)
        ]
        for place, results in zip(missing, pool.check(jobs), strict=True):
            found[place] = results
            request = page[place][0].request
            self._new.append((request.task, request.image_id, digests[place], self._encode(results, digests[place])))
        return [(stored, results or []) for (stored, _), results in zip(page, found, strict=True)]

    def _find(self, stored: StoredAnswer, digest: str) -> list[TurnCheck] | None:
        query = "SELECT digest, results FROM checks WHERE task = ? AND image_id = ?"
        place = (stored.request.task, stored.request.image_id)
        rows = self._ledger.results.find(query, place)
        whole = self._seal.open(rows[0][1], digest) if rows and rows[0][0] == digest else None
        return None if whole is None else msgspec.json.decode(whole, type=list[TurnCheck])

    def _encode(self, results: Sequence[TurnCheck], digest: str) -> str:
        return self._seal.close(msgspec.json.encode(results).decode(), digest)

    def keep(self) -> None:
        """Write what is new; `check_all` does so page by page."""
        if self._new:
            self._ledger.results.add("INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?)", self._new)
            self._new.clear()


def _digest(key: str, turns: Sequence[Turn]) -> str:
    """What the results follow from: the code, the pairs, and the scene, for which the request's key stands."""
    pairs = repr([(turn.question, turn.answer) for turn in turns])
    return hashlib.sha256(f"{hash_code(CHECKING)} {key} {pairs}".encode()).hexdigest()


CheckJob = tuple[str, Sequence[Turn], Scene]
"""The arguments of `check_turns`."""

CHECK_PAGE = 500
"""So many answers are checked at a time, and their results kept, so that a stop loses little."""

Result = TypeVar("Result")
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
        return self.run(_check, jobs)

    def run(self, work: Callable[[CheckJob], Result], jobs: Sequence[CheckJob]) -> list[Result]:
        """Run a module's function on each job, in the jobs' order."""
        if self._processes == 1 or (self._pool is None and len(jobs) < _FEW):
            return [work(job) for job in jobs]
        if self._pool is None:
            self._pool = start_pool(self._processes)
        return list(self._pool.map(work, jobs, chunksize=-(-len(jobs) // (4 * self._processes)) or 1))


def _check(job: CheckJob) -> list[TurnCheck]:
    return check_turns(*job)

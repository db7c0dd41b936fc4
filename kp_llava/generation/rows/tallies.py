"""What each answer of a run comes to, kept in the run's folder, so that counting reads only what is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType

import msgspec

from ...code_hash import CHECKING, hash_code
from ...tasks import TASKS
from ..checks.checks import TurnCheck
from ..ledger.ledger import Ledger
from ..ledger.results import Seal

_PAGE = 1000
_KEEP_EVERY = 2000
_CODE = (*CHECKING, "generation/parsing")
_TABLE = """CREATE TABLE IF NOT EXISTS tallies (
    key TEXT PRIMARY KEY, answers TEXT NOT NULL, outcome TEXT NOT NULL) WITHOUT ROWID"""

Outcome = str | tuple[TurnCheck, ...]
"""The reason why an answer gives no rows, or what the checks find in each of its pairs."""


@dataclass(frozen=True)
class Stamp:
    """What is wanted for one image, and which answers there are to it.

    Attributes:
        image_id: the image.
        key: of the wanted request.
        answers: changes with each new answer; None where there is none.
        error: without an answer, the named error of the last attempt, or None where none was made.
    """

    image_id: int
    key: str
    answers: str | None
    error: str | None


def read_stamps(ledger: Ledger, task: str) -> Iterator[list[Stamp]]:
    """What is wanted for a task, by image id, a page at a time."""
    last = -(2**63)
    while True:
        rows = ledger.connection.execute(
            "SELECT w.image_id, w.key,"
            " (SELECT max(id) || '/' || count(*) FROM attempts WHERE key = w.key AND answer IS NOT NULL) AS answers,"
            " (SELECT error FROM attempts WHERE key = w.key AND error NOT IN ('in flight', 'interrupted')"
            " ORDER BY id DESC LIMIT 1)"
            " FROM wanted w WHERE w.task = ? AND w.image_id > ? ORDER BY w.image_id LIMIT ?",
            (task, last, _PAGE),
        ).fetchall()
        if rows:
            yield [Stamp(image_id, key, answers, None if answers else error) for image_id, key, answers, error in rows]
        if len(rows) < _PAGE:
            return
        last = rows[-1][0]


class Tallies:
    """The outcomes of a run's answers; use it as a context manager.

    Args:
        ledger: of the run, open for reading or writing.
        reject: the checks that reject a pair, on which it may depend what an answer comes to.
    """

    def __init__(self, ledger: Ledger, reject: Sequence[str]) -> None:
        self._results = ledger.results
        self._results.make_table(_TABLE)
        self._seal = Seal()
        kinds = [(task.name, task.pair_count, task.least_words) for task in TASKS.values()]
        made_from = f"{hash_code(_CODE)} {kinds} {sorted(reject)}"
        self._code = hashlib.sha256(made_from.encode()).hexdigest()[:16]
        self._expected: dict[str, str] = {}
        self._new: list[tuple[str, str, str]] = []

    def __enter__(self) -> Tallies:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keep()

    def find(self, asked: Sequence[tuple[str, str]]) -> dict[str, str]:
        """The encoded outcomes that are still true, by the request's key.

        Args:
            asked: keys and the stamps of their answers.
        """
        rows = self._results.find(
            "SELECT key, answers, outcome FROM tallies WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps([key for key, _ in asked]),),
        )
        known = {key: (answers, outcome) for key, answers, outcome in rows}
        found = {}
        for key, answers in asked:
            kept, outcome = known.get(key, ("", None))
            stamp = self._stamp(answers)
            if kept == stamp and (whole := self._seal.open(outcome, f"{key} {stamp}")) is not None:
                found[key] = whole
        return found

    def expect(self, key: str, answers: str) -> None:
        """Remember which answers the next outcome of a key is of."""
        self._expected[key] = answers

    def add(self, key: str, outcome: str | Sequence[TurnCheck]) -> None:
        """Keep an outcome, of the answers that were named before."""
        found = outcome if isinstance(outcome, str) else [(r.names, r.agree, r.contradict, r.unjudged) for r in outcome]
        stamp = self._stamp(self._expected[key])
        self._new.append((key, stamp, self._seal.close(msgspec.json.encode(found).decode(), f"{key} {stamp}")))
        if len(self._new) >= _KEEP_EVERY:
            self._keep()

    @staticmethod
    def decode(outcome: str) -> Outcome:
        """An outcome that `find` gave."""
        found = msgspec.json.decode(outcome)
        return found if isinstance(found, str) else tuple(TurnCheck(tuple(one[0]), *one[1:]) for one in found)

    def _stamp(self, answers: str) -> str:
        return f"{answers} {self._code}"

    def _keep(self) -> None:
        self._results.add("INSERT OR REPLACE INTO tallies VALUES (?, ?, ?)", self._new)
        self._new.clear()

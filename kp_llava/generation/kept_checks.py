"""Checks' results, kept in the ledger beside the answers: reading rows then does not work them out again.

Whoever writes to a run keeps them; whoever only reads uses what is kept, and works out the rest. A result counts only
for the very pairs and the very code that it was made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from .checks import TurnCheck, check_turns
from .ledger import Ledger
from .own_code import CHECKING, digest_code
from .record import StoredAnswer
from .tasks import Turn

_TABLE = """CREATE TABLE IF NOT EXISTS checks (
    task TEXT NOT NULL, image_id INTEGER NOT NULL, digest TEXT NOT NULL, results TEXT NOT NULL,
    PRIMARY KEY (task, image_id)) WITHOUT ROWID"""


CHECK_PAGE = 500
"""After so many answers their results are kept, so that a stop loses little."""


class KeptChecks:
    """The results of a run's checks.

    Args:
        ledger: of the run, open for reading or writing.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._new: list[tuple[str, int, str, str]] = []
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'checks'"
        self._has_table = bool(ledger.connection.execute(query).fetchone()[0])

    def check(self, stored: StoredAnswer, turns: Sequence[Turn]) -> list[TurnCheck]:
        """The results for the pairs of one answer, one a pair."""
        task, image_id = stored.request.task, stored.request.image_id
        pairs = repr([(turn.question, turn.answer) for turn in turns])
        # the key stands for the context and so for the scene that the teacher was told of
        digest = hashlib.sha256(f"{code_digest()} {stored.request.key} {pairs}".encode()).hexdigest()
        if self._has_table:
            row = self._ledger.connection.execute(
                "SELECT digest, results FROM checks WHERE task = ? AND image_id = ?", (task, image_id)
            ).fetchone()
            if row is not None and row[0] == digest:
                return msgspec.json.decode(row[1], type=list[TurnCheck])
        results = check_turns(task, turns, self._ledger.scene(image_id))
        self._new.append((task, image_id, digest, msgspec.json.encode(results).decode()))
        return results

    def keep(self) -> None:
        """Write what was worked out into the ledger, which must be open for writing.

        Raises:
            RunError: the disk is full, or the file cannot be written.
        """
        with self._ledger.transaction():
            self._ledger.connection.execute(_TABLE)
            self._ledger.connection.executemany("INSERT OR REPLACE INTO checks VALUES (?, ?, ?, ?)", self._new)
        self._has_table = True
        self._new.clear()


def code_digest() -> str:
    """A hash of the code from which the results of checks follow."""
    return digest_code(CHECKING)

"""What was worked out from a run's answers, in a file next to the ledger: ``results.sqlite``.

The file is no part of the truth. Whoever works something out adds it, also while another process writes to the ledger.
It may be deleted at any time; where it cannot be written, results live as long as the process.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...errors import RunError
from ...files.signature import Signer
from .schema import is_as_made, restrict

RESULTS_NAME = "results.sqlite"


class Results:
    """An open file of results.

    Args:
        folder: the run's.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / RESULTS_NAME
        self._connection = self._open()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def make_table(self, statement: str) -> None:
        """Make a table where there is none.

        Args:
            statement: ``CREATE TABLE IF NOT EXISTS ...``.
        """
        try:
            if not is_as_made(self._connection, statement):
                self._start_anew()
            self._connection.execute(statement)
        except sqlite3.Error:  # a file that may only be read
            self._connection.close()
            self._connection = _open_memory()
            self._connection.execute(statement)

    def find(self, query: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
        """The rows of a query; none where the file cannot be read."""
        try:
            return self._connection.execute(query, tuple(values)).fetchall()
        except sqlite3.Error:
            return []

    def add(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows, all of them or none; a full disk loses results that can be worked out again."""
        with suppress(sqlite3.Error), self._connection:
            self._connection.executemany(statement, rows)

    def _start_anew(self) -> None:
        """Put another file in the place of one that somebody else has put something into."""
        self._connection.close()
        with suppress(OSError):
            self._path.unlink()
        self._connection = _open_memory() if self._path.exists() else self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path.exists() and not self._path.is_file():  # a pipe, a device
            return _open_memory()
        for _ in range(2):
            try:
                connection = sqlite3.connect(self._path, timeout=5, check_same_thread=False)
                restrict(connection, self._path)
                connection.text_factory = lambda data: data.decode("utf-8", "replace")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.execute("SELECT count(*) FROM sqlite_master")
            except (sqlite3.OperationalError, RunError):
                break
            except sqlite3.DatabaseError:  # damaged: made anew
                connection.close()
                with suppress(OSError):
                    self._path.unlink()
            else:
                return connection
        return _open_memory()


class Seal:
    """Marks results as worked out by this user for one question: a file of somebody else could hold any verdict.

    A user without a key believes none and works them out again. Reading makes no key; `generate` does.
    """

    def __init__(self) -> None:
        self._signer = Signer("results")

    def close(self, text: str, made_from: str) -> str:
        """A result as the file keeps it.

        Args:
            text: the result.
            made_from: what it was worked out from.
        """
        return f"{self._signer.sign([made_from, text])} {text}"

    def open(self, text: object, made_from: str) -> str | None:
        """What `close` was given; None where the file is damaged, somebody else's, or about something else.

        Args:
            text: as the file has it.
            made_from: what the result is wanted of.
        """
        if not isinstance(text, str):
            return None
        signature, _, result = text.partition(" ")
        return result if self._signer.is_signed([made_from, result], signature) else None


def _open_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)

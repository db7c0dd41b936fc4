"""Verifying a run's ledger, and taking out of it what is damaged."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from ...errors import RunError
from .connect import copy_whole, is_damage, lock_run
from .damage import Damage, check_structure, drop_damage, find_damage
from .faults import clear_errors
from .format import check_format, prepare
from .ledger import LEDGER_NAME, Ledger

# with these notes gone, the run is planned anew, and all answers are looked at again
_NOTES = ("plan", "checked attempts")


def verify(run_dir: Path) -> list[Damage]:
    """Hold the whole of a run's ledger against its checksums; another process may be writing to it.

    Returns:
        What is damaged; empty for a ledger that is whole.

    Raises:
        RunError: the folder holds no ledger, or nothing of it can be read.
    """
    with Ledger.read(run_dir) as ledger:
        found, ledger.damaged = list(ledger.damaged), []
        if not found:
            fault = check_structure(ledger.connection)
            found += [Damage("file", detail=fault)] if fault else []
            # what SQLite trips over here, `Ledger` reports
            found += find_damage(ledger.connection)
        return found


def repair(run_dir: Path) -> tuple[list[Damage], Path | None]:
    """Take what is damaged out of a run's ledger, so that the next call of `generate` asks for it, and only for it.

    Returns:
        What was taken out, and where the old file is kept; None where the file itself was whole.

    Raises:
        RunError: another process is writing to the run, or nothing of its ledger can be read.
    """
    path = run_dir / LEDGER_NAME
    if not path.exists():
        return [], None
    lock = lock_run(run_dir)
    try:
        with clear_errors(path):
            fault = _find_fault(path)
            if fault is not None:
                return _replace(path, fault)
            connection = _open(path)
            try:
                prepare(connection, path)
                found = list(find_damage(connection))
                if found:
                    _take_out(connection, found)
                connection.execute("PRAGMA journal_mode=DELETE")
            finally:
                connection.close()
            return found, None
    finally:
        lock.release()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _find_fault(path: Path) -> str | None:
    connection = _open(path)
    try:
        check_format(connection, path)
        fault = check_structure(connection)
        if fault is None:
            list(find_damage(connection))  # a file may be whole, and its schema not
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        fault = str(error)
    except RunError as error:
        # a table that is not ours: what is ours is copied, and nothing that the file could run
        fault = str(error).partition(": ")[2]
    finally:
        with suppress(sqlite3.Error):
            connection.close()
    return fault


def _replace(path: Path, fault: str) -> tuple[list[Damage], Path]:
    """Put a copy of what is whole into the place of the file, and keep the file under another name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        connection, found = copy_whole(path, str(draft), fault, is_any_enough=True)
        try:
            _take_out(connection, ())
        finally:
            connection.close()
        kept = _find_free_name(path)
        path.replace(kept)
        # its pages are in the copy; another file's log must not be read into it
        for ending in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        draft.replace(path)
    except OSError as error:
        raise RunError(f"{path}: cannot be written: {error.strerror}; make room and run it again") from None
    finally:
        draft.unlink(missing_ok=True)
    return found, kept


def _find_free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"ledger.damaged-{number}.sqlite")).exists():
        number += 1
    return kept


def _take_out(connection: sqlite3.Connection, found: list[Damage] | tuple[()]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if found:
        drop_damage(connection, found)
    connection.executemany("DELETE FROM notes WHERE name = ?", [(name,) for name in _NOTES])
    connection.execute("COMMIT")

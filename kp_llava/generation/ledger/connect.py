"""Opening a ledger's file: locked for writing, read-only for reading, and as far as it is whole where it is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import filelock

from ...errors import KpLlavaError, RunError
from .damage import Damage, check_structure, describe, drop_damage, find_damage
from .faults import way_out
from .format import FORMAT, TABLES, check_format, prepare
from .results import Results
from .salvage import salvage
from .schema import NOT_OURS

# what SQLite says of a place or a moment, not of the file's contents
_NOT_DAMAGE = ("locked", "busy", "unable to open", "readonly", "full", "disk I/O", "interrupted")
# a file of fewer bytes is looked through in a moment
_LARGE = 30_000_000
# a format beyond these is a flipped byte
_FORMATS = range(1000)


def lock_run(run_dir: Path) -> filelock.BaseFileLock:
    """Keep other processes from writing to a run; its folder is made where there is none.

    Raises:
        RunError: another process writes to it, or the folder cannot be written.
    """
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"{run_dir}: cannot make the run folder: {error.strerror}") from None
    lock = filelock.FileLock(run_dir / "ledger.lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise RunError(
            f"{run_dir}: another process is writing to this run; wait for it to end, or give another RUN folder"
        ) from None
    except OSError as error:
        raise RunError(f"{run_dir}: cannot lock the run folder: {error.strerror}") from None
    return lock


def connect_to_write(path: Path) -> sqlite3.Connection:
    """Open a ledger that this process has locked, and make it where there is none.

    Raises:
        RunError: the file is damaged, or of another format.
    """
    connection = _set_up(sqlite3.connect(path, isolation_level=None, check_same_thread=False))
    try:
        fault = _find_structure_fault(connection, path)
        if fault is None:
            prepare(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        if not is_damage(error):
            raise
        fault = str(error)
    except BaseException:
        connection.close()
        raise
    if fault is not None:
        connection.close()
        raise RunError(f"{path}: is damaged ({fault}); {way_out(path.parent)}")
    return connection


def connect_to_read(path: Path) -> tuple[sqlite3.Connection, list[Damage]]:
    """Open a ledger for reading; of one whose file is damaged a copy of what is whole, and what is not.

    Raises:
        RunError: nothing can be read of it, or it is of another format.
    """
    try:
        connection = _connect_read_only(path)
        fault = _find_structure_fault(connection, path)
        if fault is None:
            return connection, []
        connection.close()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        fault = str(error)
        if fault.startswith(NOT_OURS):
            raise RunError(f"{path}: {fault}; give another RUN folder; {way_out(path.parent)}") from None
    connection, found = copy_whole(path, "", fault)
    return connection, found


def copy_whole(
    path: Path, copy: str, fault: str, *, is_any_enough: bool = False
) -> tuple[sqlite3.Connection, list[Damage]]:
    """Copy what is whole of a damaged ledger; returns the copy, open, and what is not.

    Args:
        path: the damaged file.
        copy: the new file; a temporary one where it is empty.
        fault: what SQLite says.
        is_any_enough: an empty copy will do, where nothing can be read.

    Raises:
        RunError: nothing can be read.
    """
    connection = _set_up(sqlite3.connect(copy, isolation_level=None, check_same_thread=False))
    connection.executescript(TABLES)
    connection.execute(f"PRAGMA user_version={FORMAT}")
    if not salvage(path, connection) and not is_any_enough:
        connection.close()
        raise RunError(
            f"{path}: nothing can be read, the file is damaged ({fault}) or not a ledger; give another folder, or"
            f" set the file aside and start anew: {way_out(path.parent)}"
        )
    found = [Damage("file", detail=fault), *find_damage(connection)]
    connection.execute("BEGIN")
    drop_damage(connection, found)
    connection.execute("COMMIT")
    return connection, found


def find_fault(connection: sqlite3.Connection, path: Path, error: BaseException | None) -> RunError | None:
    """What to raise in place of an error that came while a ledger was open; None where the ledger is not to blame.

    Args:
        connection: to the ledger.
        path: its file.
        error: what was raised, if anything.
    """
    if not isinstance(error, Exception) or isinstance(error, KpLlavaError | OSError):
        return None
    try:
        fault = check_structure(connection) or describe(list(find_damage(connection)))
    except (sqlite3.Error, TypeError, ValueError) as other:
        fault = str(other)
    if not fault:
        return None
    results = Results(path.parent)
    results.add("DELETE FROM whole", [()])  # the next reader looks again
    results.close()
    return RunError(f"{path}: is damaged ({fault}); {way_out(path.parent)}")


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether SQLite says something about the contents of a file."""
    return not any(words in str(error) for words in _NOT_DAMAGE)


def _connect_read_only(path: Path) -> sqlite3.Connection:
    # a folder that may not be written, with no writer: SQLite then needs the promise that nothing will change
    is_settled = not path.with_name(f"{path.name}-wal").exists()
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        if not is_settled:
            raise
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    # requests lie in the order of their hashes: with SQLite's 2 MB, a large run is read again for every image
    connection.execute("PRAGMA cache_size=-65536")
    return _set_up(connection)


def _set_up(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    return connection


def _find_structure_fault(connection: sqlite3.Connection, path: Path) -> str | None:
    """What is wrong with the file; looked for once as long as the file stays as it is."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found not in _FORMATS:
        return f"format {found}"
    check_format(connection, path)
    if path.stat().st_size < _LARGE:
        return check_structure(connection) or _find_missing_table(connection)
    results = Results(path.parent)
    try:
        results.make_table("CREATE TABLE IF NOT EXISTS whole (stamp TEXT PRIMARY KEY)")
        place = path.stat()
        stamp = f"{place.st_size} {place.st_mtime_ns}"
        if results.find("SELECT 1 FROM whole WHERE stamp = ?", (stamp,)):
            return None
        fault = check_structure(connection) or _find_missing_table(connection)
        if fault is None:
            results.add("DELETE FROM whole WHERE stamp IS NOT ?", [(stamp,)])
            results.add("INSERT OR IGNORE INTO whole VALUES (?)", [(stamp,)])
        return fault
    finally:
        results.close()


def _find_missing_table(connection: sqlite3.Connection) -> str | None:
    if connection.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
        return None  # empty as yet
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    expected = (
        "scenes",
        "openings",
        "contexts",
        "requests",
        "wanted",
        "attempts",
        "batches",
        "batch_requests",
        "notes",
    )
    missing = [name for name in expected if name not in found]
    return f"no table {missing[0]}" if missing else None

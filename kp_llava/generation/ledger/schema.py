"""What a file of somebody else could run: nothing. Its tables must be ours, and it has no view and no trigger.

A trigger of a ledger would work on what is written here, and a view in place of a table can make a query endless. Both
are part of the file, as are generated columns, checks and virtual tables.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from ...errors import RunError

NOT_OURS = "malformed schema ("
"""How the error begins of a table or index that is not as we make it."""
# no query of ours works for so long without giving a row
LIMIT_S = 300.0
_OPENING_S = 20.0
_STEPS = 1_000_000
# SQLite's own, which are read by no query of ours
_OWN = {
    "sqlite_sequence": "create table sqlite_sequence(name,seq)",
    "sqlite_stat1": "create table sqlite_stat1(tbl,idx,stat)",
}
_SEVERAL = bytes.fromhex("d9d505f920a163d7")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*|[0-9]+|'[^']*'|\S")


def guard(connection: sqlite3.Connection, path: Path, tables: str, columns: Iterable[str] = ()) -> None:
    """Take a connection's powers away and see that the file's schema is ours, before anything else is read.

    Args:
        connection: open, with nothing read yet.
        path: of the file.
        tables: the ``CREATE`` statements of our tables and indexes.
        columns: definitions of columns that files of other versions have, as in ``is_estimated INTEGER``.

    Raises:
        RunError: there is a view, a trigger or a table that is not ours.
        sqlite3.DatabaseError: one of our tables or indexes is not as we make it.
    """
    restrict(connection, path)
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchmany(1000)
    kinds, words, indexes = _describe(tables, " ".join(columns))
    for kind, name, table, sql in found:
        if (kind == "index" and sql is None and table in words) or (name in _OWN and _flat(sql) == _OWN[name]):
            continue
        if kinds.get(name) != kind:
            raise RunError(
                f"{path}: holds the {kind} {str(name)[:60]!r}, which is none of kp_llava's; the file could run what "
                "somebody else put into it and is not opened; give another RUN folder"
            )
        is_ours = _flat(sql) == indexes[name] if kind == "index" else set(_split(sql)) <= words[name]
        if not is_ours:
            raise sqlite3.DatabaseError(f"{NOT_OURS}{kind} {name} is not as kp_llava makes it)")
    limit_reads(connection, LIMIT_S)


def restrict(connection: sqlite3.Connection, path: Path) -> None:
    """Take the powers away that a file of somebody else has over a connection.

    Raises:
        RunError: there is a journal that names another file, which SQLite would delete.
    """
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and (not journal.is_file() or _names_another_file(journal)):
        raise RunError(f"{journal}: is no journal of kp_llava's; delete it, or give another RUN folder")
    limit_reads(connection, _OPENING_S)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    connection.execute("PRAGMA mmap_size=0")
    with suppress(AttributeError):  # Python 3.12
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # type: ignore[attr-defined]


def is_as_made(connection: sqlite3.Connection, statement: str) -> bool:
    """Whether a file holds no view, trigger and index, and the table of a ``CREATE TABLE`` as it says, or none yet."""
    _, words, _ = _describe(statement, "")
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master").fetchmany(1000):
        if kind != "table" and sql is not None:
            return False
        if name in words and not set(_split(sql)) <= words[name]:
            return False
    return True


def _names_another_file(journal: Path) -> bool:
    """Whether a journal ends with the name of the journal of several files, which ours never are."""
    with journal.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - len(_SEVERAL)))
        return file.read() == _SEVERAL


def limit_reads(connection: sqlite3.Connection, limit_s: float) -> None:
    """Let a statement end with an error that works for so long without giving a row."""
    last = since = time.monotonic()

    def check() -> bool:
        nonlocal last, since
        now = time.monotonic()
        # these steps take a few hundredths of a second; after a longer time, rows were worked on in between
        since = since if now - last < 0.25 else now
        last = now
        return now - since > limit_s

    connection.set_progress_handler(check, _STEPS)


def _describe(tables: str, columns: str) -> tuple[dict[str, str], dict[str, set[str]], dict[str, str]]:
    """Kinds by name, the words of each table, and the flat SQL of each index."""
    with closing(sqlite3.connect(":memory:")) as own:
        own.executescript(tables)
        rows = own.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    more = set(_split(columns))
    kinds = {name: kind for kind, name, _ in rows}
    words = {name: set(_split(sql)) | more for kind, name, sql in rows if kind == "table"}
    return kinds, words, {name: _flat(sql) for kind, name, sql in rows if kind == "index"}


def _split(sql: object) -> list[str]:
    return [word.lower() for word in _WORD.findall(str(sql))]


def _flat(sql: object) -> str:
    return " ".join(str(sql).split()).lower()

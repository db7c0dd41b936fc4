"""Takes what can still be read of a damaged ledger over into a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .checksums import SUMMED, checksum, hash_text
from .pages import Record, Value, read_records

_ATTEMPT_WIDTH = 15
_BATCH_STATES = ("intended", "sending", "submitted", "done")


def salvage(path: Path, connection: sqlite3.Connection) -> int:
    """Write the records of a damaged ledger into a new one.

    Args:
        path: the damaged file.
        connection: to an empty ledger with all its tables.

    Returns:
        How many rows were found; none for a file that is no ledger.
    """
    texts: dict[str, str] = {}
    entries: list[tuple[Value, ...]] = []
    found = 0
    connection.execute("BEGIN")
    for record in read_records(path):
        values = record.values
        if record.is_row:
            found += _take_row(connection, record, texts)
        elif _fits(values, (str, int, str)):
            entries.append(values)
        elif _fits(values, (str, str, int)):  # the same from the index
            entries.append((values[1], values[2], values[0]))
        elif _fits(values, (int, str, (str, type(None)), int)):
            connection.execute("INSERT OR IGNORE INTO batch_requests VALUES (?, ?, ?, ?)", values)
    _place_texts(connection, texts)
    # of two requests for one image and task the later one was wanted last
    order = dict(connection.execute("SELECT key, rowid FROM requests"))
    entries.sort(key=lambda entry: order.get(entry[2], 0))
    connection.executemany("INSERT OR REPLACE INTO wanted VALUES (?, ?, ?)", entries)
    connection.execute("COMMIT")
    return found + len(entries)


def _take_row(connection: sqlite3.Connection, record: Record, texts: dict[str, str]) -> bool:
    values = list(record.values)
    if len(values) >= 14 and _fits(values[1:4], (str, (int, float), (int, float))):
        # SQLite stores 2.0 as 2; columns that an earlier version did not have are missing at the end
        values += [None, 0, None][len(values) - 14 :]
        row = [values[1], float(values[2] or 0), float(values[3] or 0), *values[4 : _ATTEMPT_WIDTH + 1]]
        return _insert(connection, "attempts", record.row_id, row, values[_ATTEMPT_WIDTH + 1])
    if len(values) == 12 and values[2] in _BATCH_STATES:
        query = f"INSERT OR IGNORE INTO batches VALUES ({', '.join('?' * 12)})"  # noqa: S608
        connection.execute(query, (record.row_id, *values[1:]))
        return True
    if len(values) in (5, 6) and values[0] is None and _fits(values[1:2], (str,)) and _fits(values[4:5], (str,)):
        row = [record.row_id, *values[1:5]]
        return _insert(connection, "scenes", None, row, values[5] if len(values) > 5 else None)
    if len(values) in (8, 9) and _fits(values[:4], (str, int, str, str)):
        return _insert(
            connection, "requests", record.row_id, values[:7], values[8] if len(values) > 8 else None, values[7]
        )
    if len(values) == 2 and _fits(values, (str, str)):
        name, text = str(values[0]), str(values[1])
        if name not in texts or hash_text(text) == name:
            texts[name] = text
        return True
    return False


def _insert(
    connection: sqlite3.Connection,
    table: str,
    row_id: int | None,
    row: Sequence[Value],
    found: Value,
    is_settled: Any = 0,
) -> bool:
    names = [*SUMMED[table].split(", "), "checksum"]
    values = [*row, found]
    if row_id is not None:
        names, values = [*names, "rowid"], [*values, row_id]
    if table == "requests":
        names, values = [*names, "is_settled"], [*values, is_settled]
    # an old copy of a row, or a broken one, does not take the place of a whole one
    is_sure = found is not None and found == checksum(row)
    action = "REPLACE" if is_sure else "IGNORE"
    places = ", ".join("?" * len(names))
    query = f"INSERT OR {action} INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
    return connection.execute(query, values).rowcount > 0


def _place_texts(connection: sqlite3.Connection, texts: dict[str, str]) -> None:
    """Openings, contexts, pictures' names and notes look the same; what requests refer to says which is which."""
    openings = {name for (name,) in connection.execute("SELECT DISTINCT opening_id FROM requests")}
    contexts = {name for (name,) in connection.execute("SELECT DISTINCT context_id FROM requests")}
    keys = {key for (key,) in connection.execute("SELECT key FROM requests")}
    for name, text in texts.items():
        table = "openings" if name in openings else "contexts" if name in contexts else "notes"
        table = "pictures" if name in keys else table
        if table == "notes" and hash_text(text) == name:
            table = "openings" if text.startswith("{") else "contexts"
        connection.execute(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", (name, text))  # noqa: S608


def _fits(values: Sequence[Value], types: Sequence[Any]) -> bool:
    return len(values) == len(types) and all(isinstance(one, kind) for one, kind in zip(values, types, strict=True))

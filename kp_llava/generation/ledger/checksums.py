"""Checksums of the ledger's rows, so that a flipped byte on a disk is not taken for what a teacher wrote.

A row of a ledger of an earlier version has none until the run is written to again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence

# what a row's checksum covers: all its columns but the checksum itself, and what may change without the row
SUMMED = {
    "attempts": (
        "key, started_at, ended_at, answer, model, finish_reason, prompt_tokens, answer_tokens, error, error_text,"
        " cached_tokens, is_batch, follow_up, reasoning_tokens, is_estimated"
    ),
    "scenes": "image_id, file_name, image_path, image_url, scene",
    "requests": "key, image_id, task, teacher, opening_id, context_id, instruction",
}
_PAGE = 1000


def checksum(values: Iterable[object]) -> str:
    """The checksum of a row's values, as SQLite returns them: 16 hexadecimal digits."""
    return hashlib.blake2b(repr(tuple(values)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def is_whole(values: Sequence[object], found: object) -> bool:
    """Whether a row has the checksum that it was written with; one without any is taken as it is."""
    return found is None or found == checksum(values)


def hash_text(text: object) -> str:
    """The id of a text that is stored once for all its requests: hex SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if isinstance(text, str) else ""


def is_opening(name: str, payload: object) -> bool:
    """Whether a payload is what its id is the hash of."""
    # other names than hashes stand for nothing that could be held against them
    return isinstance(payload, str) and (len(name) != 64 or hash_text(payload) == name)


def has_checksums(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a ledger's table has the column."""
    return any(row[1] == "checksum" for row in connection.execute(f"PRAGMA table_info({table})"))


def add_missing(connection: sqlite3.Connection, table: str) -> None:
    """Give a checksum to each row that an earlier version wrote."""
    last = -(2**63)
    only = " AND answer IS NOT NULL" if table == "attempts" else ""
    query = (
        f"SELECT rowid, {SUMMED[table]} FROM {table} WHERE rowid > ? AND checksum IS NULL{only} ORDER BY rowid LIMIT ?"  # noqa: S608
    )
    while rows := connection.execute(query, (last, _PAGE)).fetchall():
        connection.executemany(
            f"UPDATE {table} SET checksum = ? WHERE rowid = ?",  # noqa: S608
            [(checksum(row[1:]), row[0]) for row in rows],
        )
        last = rows[-1][0]

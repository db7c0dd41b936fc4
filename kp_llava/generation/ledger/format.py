"""The tables of a ledger, its format, and what a broken file says."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from ...errors import RunError
from . import schema
from .checksums import SUMMED, add_missing, checksum
from .records import IN_FLIGHT, INTERRUPTED, Attempt

FORMAT = 2
TABLES = """
CREATE TABLE IF NOT EXISTS scenes (
    image_id INTEGER PRIMARY KEY, file_name TEXT NOT NULL, image_path TEXT, image_url TEXT, scene TEXT NOT NULL,
    checksum TEXT);
CREATE TABLE IF NOT EXISTS openings (id TEXT PRIMARY KEY, payload TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS contexts (id TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS requests (
    key TEXT PRIMARY KEY, image_id INTEGER NOT NULL, task TEXT NOT NULL, teacher TEXT NOT NULL,
    opening_id TEXT NOT NULL, context_id TEXT NOT NULL, instruction TEXT, is_settled INTEGER NOT NULL DEFAULT 0,
    checksum TEXT);
CREATE TABLE IF NOT EXISTS pictures (key TEXT PRIMARY KEY, picture TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS wanted (
    task TEXT NOT NULL, image_id INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (task, image_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, started_at REAL NOT NULL, ended_at REAL NOT NULL,
    answer TEXT, model TEXT, finish_reason TEXT, prompt_tokens INTEGER, answer_tokens INTEGER,
    error TEXT, error_text TEXT, cached_tokens INTEGER, is_batch INTEGER NOT NULL DEFAULT 0, follow_up TEXT,
    reasoning_tokens INTEGER, is_estimated INTEGER NOT NULL DEFAULT 0, checksum TEXT);
CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY, shard TEXT NOT NULL, state TEXT NOT NULL, created_at REAL NOT NULL,
    requests INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, most_usd REAL NOT NULL, input_file_id TEXT,
    batch_id TEXT, status TEXT, completed INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS batch_requests (
    number INTEGER NOT NULL, key TEXT NOT NULL, follow_up TEXT, is_live INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (number, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS live_batch_requests ON batch_requests (key) WHERE is_live = 1;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS wanted_by_key ON wanted (key);
CREATE INDEX IF NOT EXISTS attempts_of_key ON attempts (key);
CREATE INDEX IF NOT EXISTS requests_by_image ON requests (image_id, key);
CREATE INDEX IF NOT EXISTS attempts_in_flight ON attempts (id) WHERE error = 'in flight';
"""
# which ledgers of earlier versions may have as well: results that are kept in a file of their own now
_EARLIER = """
CREATE TABLE checks (task TEXT NOT NULL, image_id INTEGER NOT NULL, digest TEXT NOT NULL, results TEXT NOT NULL,
    PRIMARY KEY (task, image_id)) WITHOUT ROWID;
"""
# which ledgers of earlier versions do not have
_LATER_COLUMNS = {
    "attempts": {"reasoning_tokens": "INTEGER", "is_estimated": "INTEGER NOT NULL DEFAULT 0", "checksum": "TEXT"},
    "scenes": {"checksum": "TEXT"},
    "requests": {"checksum": "TEXT"},
}
ATTEMPT_COLUMNS = SUMMED["attempts"]


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make a ledger ready to be written to: its tables, and the state of calls that a kill cut off.

    Raises:
        RunError: the file has another format.
    """
    check_format(connection, path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.executescript(TABLES)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for table, columns in _LATER_COLUMNS.items():
            missing = _find_missing_columns(connection, table)
            for name in missing:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")
            if "checksum" in missing:
                add_missing(connection, table)
    connection.execute(f"PRAGMA user_version={FORMAT}")
    # no other process writes: these are calls of one that was killed
    left = (INTERRUPTED, "the process was stopped before the reply", IN_FLIGHT)
    connection.execute("UPDATE attempts SET error = ?, error_text = ? WHERE error = ?", left)


def find_columns(connection: sqlite3.Connection) -> str:
    """The columns of an attempt, as a query selects them; a ledger of an earlier version has fewer of its own."""
    columns = ATTEMPT_COLUMNS
    for name in _find_missing_columns(connection, "attempts"):
        columns = columns.replace(name, "NULL")
    return columns


def _find_missing_columns(connection: sqlite3.Connection, table: str) -> list[str]:
    has = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    return [name for name in _LATER_COLUMNS[table] if name not in has]


def check_format(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a ledger of another format, and one with anything in it that is not ours, before anything else is read.

    Raises:
        RunError: with the formats and the way out; or there is a view, a trigger or a table that is not ours.
        sqlite3.DatabaseError: one of our tables or indexes is not as we make it.
    """
    columns = [f"{name} {kind}" for table in _LATER_COLUMNS.values() for name, kind in table.items()]
    schema.guard(connection, path, TABLES + _EARLIER, columns)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, FORMAT):
        raise RunError(f"{path}: has format {found}, this version reads {FORMAT}; use the kp_llava that made it")


def attempt_row(attempt: Attempt) -> tuple[object, ...]:
    """An attempt's values for `ATTEMPT_COLUMNS`, as SQLite returns them, and their checksum."""
    row = (
        *(attempt.key, float(attempt.started_at), float(attempt.ended_at), attempt.answer, attempt.model),
        *(attempt.finish_reason, attempt.prompt_tokens, attempt.answer_tokens, attempt.error, attempt.error_text),
        *(attempt.cached_tokens, int(attempt.is_batch), attempt.follow_up, attempt.reasoning_tokens),
        int(attempt.is_estimated),
    )
    return *row, checksum(row)

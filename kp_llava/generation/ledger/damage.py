"""Damage in a ledger: what is wrong, named by request, and taking it out so that only that is asked for again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .checksums import SUMMED, has_checksums, hash_text, is_opening, is_whole
from .faults import way_out
from .records import json_to_scene

FOUND_NOTE = "answers without requests"
"""A note: keys of answers whose requests were damaged; they are settled when the requests are written again."""
_SHOWN = 5


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong.

    Attributes:
        what: is damaged or missing: answer, request, prompt, scene, or the file.
        key: the request's; empty where it is unknown.
        image_id: the image's; None where it is unknown.
        task: the kind of data; empty where it is unknown.
        number: of the attempt, for an answer that is there.
        detail: in SQLite's words, for the file.
    """

    what: str
    key: str = ""
    image_id: int | None = None
    task: str = ""
    number: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        if self.what == "file":
            return f"the file: {self.detail}"
        place = "" if self.image_id is None else f" of image {self.image_id}"
        name = f" (request {self.key[:16]})" if self.key else ""
        return f"{self.what}{f' for {self.task}' if self.task else ''}{place}{name}"


def describe(found: Sequence[Damage], shown: int = _SHOWN) -> str:
    """Some of it in words, for one line."""
    more = f" and {len(found) - shown} more" if len(found) > shown else ""
    return "; ".join(map(str, found[:shown])) + more


def describe_left_out(path: Path, found: Sequence[Damage]) -> str:
    """One line on what a reader leaves out."""
    return (
        f"{path}: is damaged, and this is left out: {describe(found)}; `kp-llava status {path.parent} --verify` lists"
        f" all of it, {way_out(path.parent)}"
    )


def check_structure(connection: sqlite3.Connection) -> str | None:
    """What SQLite finds wrong with the file, its indexes included; None where it is whole. A second and a half a GB."""
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == ["ok"] else " ".join(" ".join(found).split())[:200]


def find_damage(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Hold every scene, request, prompt and answer of a ledger against its checksum or hash.

    Args:
        connection: to a ledger whose file SQLite can read.
    """
    yield from _check_scenes(connection)
    openings = dict(connection.execute("SELECT id, payload FROM openings"))
    columns = ", ".join(f"r.{name}" for name in SUMMED["requests"].split(", "))
    query = (
        f"SELECT {columns}, {_sum_of(connection, 'requests')},"  # noqa: S608
        " c.text, r.is_settled, EXISTS (SELECT 1 FROM attempts a WHERE a.key = r.key AND a.answer IS NOT NULL)"
        " FROM requests r LEFT JOIN contexts c ON c.id = r.context_id"
    )
    for *request, found, context, is_settled, has_answer in connection.execute(query):
        key, image_id, task = request[:3]
        opening = openings.get(request[4])
        if not is_whole(request, found) or is_settled not in (0, 1):
            yield Damage("request", str(key), _number(image_id), str(task))
        elif hash_text(context) != request[5] or opening is None or not is_opening(request[4], opening):
            yield Damage("prompt", key, image_id, task)
        elif is_settled and not has_answer:
            yield Damage("answer", key, image_id, task)
    query = (
        "SELECT w.key, w.image_id, w.task FROM wanted w LEFT JOIN requests r USING (key)"
        " WHERE r.key IS NULL OR r.task IS NOT w.task"
    )
    for key, image_id, task in connection.execute(query):
        yield Damage("request", str(key), _number(image_id), str(task))
    yield from _check_attempts(connection)


def _check_scenes(connection: sqlite3.Connection) -> Iterator[Damage]:
    for *scene, found in connection.execute(f"SELECT {SUMMED['scenes']}, {_sum_of(connection, 'scenes')} FROM scenes"):  # noqa: S608
        if not is_whole(scene, found) or not _is_scene(scene[4]):
            yield Damage("scene", image_id=scene[0])
    # a judge's ledger, and one of a server's answers or captions, was never planned and has no scenes
    query = (
        "SELECT DISTINCT image_id FROM wanted WHERE image_id NOT IN (SELECT image_id FROM scenes)"
        " AND (EXISTS (SELECT 1 FROM scenes) OR EXISTS (SELECT 1 FROM notes WHERE name = 'plan'))"
    )
    for (image_id,) in connection.execute(query):
        yield Damage("scene", image_id=_number(image_id))


def _check_attempts(connection: sqlite3.Connection) -> Iterator[Damage]:
    has = {row[1] for row in connection.execute("PRAGMA table_info(attempts)")}
    columns = ", ".join(
        f"a.{name}" if name in has else "NULL" for name in (*SUMMED["attempts"].split(", "), "checksum")
    )
    query = (
        f"SELECT a.id, r.key, r.image_id, r.task, {columns} FROM attempts a LEFT JOIN requests r USING (key)"  # noqa: S608
        " WHERE a.answer IS NOT NULL OR a.error IS NULL"
    )
    kept = find_kept(connection)
    for number, known, image_id, task, *attempt, found in connection.execute(query):
        answer, follow_up = attempt[3], attempt[12]
        is_readable = _is_json(answer) and (follow_up is None or _is_json(follow_up))
        # what a server sent need not be JSON; where a checksum vouches for it, it is as it came
        if not is_whole(attempt, found) or (found is None and not is_readable):
            yield Damage("answer", str(attempt[0]), _number(image_id), str(task or ""), number)
        elif known is None and attempt[0] not in kept:
            yield Damage("request", attempt[0], number=number)


def drop_damage(connection: sqlite3.Connection, found: Iterable[Damage]) -> None:
    """Take damaged rows out; planning writes requests and scenes again, and what lacks its answer is asked for.

    Args:
        connection: to the ledger, in a transaction.
        found: of `find_damage`.
    """
    for damage in found:
        if damage.what == "scene" and damage.image_id is not None:
            connection.execute("DELETE FROM scenes WHERE image_id = ?", (damage.image_id,))
        if damage.what == "prompt":
            _drop_prompt(connection, damage.key)
        if damage.what == "request":
            connection.execute("DELETE FROM requests WHERE key = ?", (damage.key,))
        if damage.what == "answer" and damage.number is not None:
            connection.execute("DELETE FROM attempts WHERE id = ?", (damage.number,))
        if damage.what == "answer":
            connection.execute("UPDATE requests SET is_settled = 0 WHERE key = ?", (damage.key,))
    connection.execute(
        "UPDATE requests SET is_settled = 0 WHERE is_settled AND key NOT IN"
        " (SELECT key FROM attempts WHERE answer IS NOT NULL)"
    )
    connection.execute("DELETE FROM wanted WHERE key NOT IN (SELECT key FROM requests)")
    # their prompts are lost, and nobody wants them now
    connection.execute(
        "DELETE FROM requests WHERE key NOT IN (SELECT key FROM wanted)"
        " AND (context_id NOT IN (SELECT id FROM contexts) OR opening_id NOT IN (SELECT id FROM openings))"
    )
    query = "SELECT DISTINCT key FROM attempts WHERE answer IS NOT NULL AND key NOT IN (SELECT key FROM requests)"
    left = [key for (key,) in connection.execute(query)]
    connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (FOUND_NOTE, json.dumps(left)))


def _drop_prompt(connection: sqlite3.Connection, key: str) -> None:
    row = connection.execute("SELECT opening_id, context_id FROM requests WHERE key = ?", (key,)).fetchone()
    for table, name in zip(("openings", "contexts"), row or (), strict=False):
        column = "payload" if table == "openings" else "text"
        kept = connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (name,)).fetchone()  # noqa: S608
        if kept is not None and hash_text(kept[0]) != name:
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (name,))  # noqa: S608


def find_kept(connection: sqlite3.Connection) -> set[str]:
    """The keys of answers that are kept although their requests were damaged."""
    row = connection.execute("SELECT value FROM notes WHERE name = ?", (FOUND_NOTE,)).fetchone()
    try:
        return set() if row is None else set(msgspec.json.decode(row[0], type=list[str]))
    except (msgspec.MsgspecError, TypeError):
        return set()


def _is_scene(text: object) -> bool:
    try:
        json_to_scene(str(text))
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError, RecursionError):
        return False
    return True


def _is_json(text: object) -> bool:
    try:
        msgspec.json.decode(text if isinstance(text, str | bytes) else b"")
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return True


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _sum_of(connection: sqlite3.Connection, table: str) -> str:
    return "checksum" if has_checksums(connection, table) else "NULL"

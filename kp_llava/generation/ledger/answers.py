"""What a run wants, with the answers that it has; each row is held against its checksum as it is read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence

import msgspec

from .checksums import SUMMED, has_checksums, hash_text, is_whole
from .records import IN_FLIGHT, Attempt, Request, StoredAnswer

DAMAGED = "damaged in the ledger"
"""What a damaged answer, or one whose request or scene is damaged, is counted under."""

_ERROR = (
    "(SELECT error FROM attempts WHERE key = w.key AND error NOT IN ('in flight', 'interrupted')"
    " ORDER BY id DESC LIMIT 1)"
)
_WIDTHS = [len(SUMMED[table].split(", ")) for table in ("requests", "scenes", "attempts")]


def read_answers(
    connection: sqlite3.Connection,
    attempt_columns: str,
    task: str,
    image_ids: Sequence[int] | None,
    on_damage: Callable[[Request], object],
) -> Iterator[StoredAnswer]:
    """What is wanted for a task, by image id, with the last answer of each; read as it is asked for.

    Args:
        connection: to the ledger.
        attempt_columns: those of an attempt, as this ledger has them.
        task: the task.
        image_ids: of these images only; of all without it.
        on_damage: called with each request that comes without its answer, as a row of it is damaged.
    """
    only = "" if image_ids is None else " AND w.image_id IN (SELECT value FROM json_each(?))"
    columns = ", ".join(
        [
            *_name("r", SUMMED["requests"]),
            _sum_of(connection, "r", "requests"),
            *_name("s", SUMMED["scenes"]),
            _sum_of(connection, "s", "scenes"),
            *_name("a", attempt_columns),
            _sum_of(connection, "a", "attempts"),
        ]
    )
    rows = connection.execute(
        f"SELECT w.image_id, w.key, c.text, a.id, CASE WHEN a.id IS NULL THEN {_ERROR} END, {columns}"  # noqa: S608
        " FROM wanted w LEFT JOIN requests r ON r.key = w.key LEFT JOIN contexts c ON c.id = r.context_id"
        " LEFT JOIN scenes s ON s.image_id = w.image_id LEFT JOIN attempts a ON a.id ="
        " (SELECT max(id) FROM attempts WHERE key = w.key AND answer IS NOT NULL)"
        f" WHERE w.task = ?{only} ORDER BY w.image_id",
        (task,) if image_ids is None else (task, json.dumps(image_ids)),
    )
    for image_id, key, context, number, error, *row in rows:
        parts = []
        for width in _WIDTHS:
            parts.append((row[:width], row[width]))
            row = row[width + 1 :]
        (request, _), (scene, _), (attempt, _) = parts
        earlier: list[tuple[str, str | None]] | None = []
        if number is not None and attempt[12] is not None:
            earlier = _read_earlier(connection, attempt_columns, key, number)
        if (
            # images with equal prompts share a request
            (request[0], request[2]) != (key, task)
            or hash_text(context) != request[5]
            or scene[0] != image_id
            or earlier is None
            or not all(is_whole(*part) for part in parts)
            or (number is not None and not _has_types(attempt))
        ):
            wanted = Request(key, image_id, task, str(request[3] or ""), "", "")
            on_damage(wanted)
            yield StoredAnswer(wanted, str(scene[1] or ""), None, None, None, DAMAGED)
            continue
        follow_ups = (attempt[12], *(follow_up for _, follow_up in earlier))
        yield StoredAnswer(
            request=Request(key, image_id, task, request[3], request[4], context, request[6]),
            file_name=scene[1],
            image_path=scene[2],
            image_url=scene[3],
            answer=attempt[3],
            error=error,
            earlier_answers=tuple(answer for answer, _ in earlier),
            follow_ups=follow_ups,
            captioner=_find_captioner(scene[4]),
        )


def read_attempts(
    connection: sqlite3.Connection, attempt_columns: str, key: str, on_damage: Callable[[Request], object]
) -> list[Attempt]:
    """Every attempt at a request that is not under way, the oldest first, without the answers that are damaged.

    Args:
        connection: to the ledger.
        attempt_columns: those of an attempt, as this ledger has them.
        key: the request's.
        on_damage: called with the request, once for each damaged answer.
    """
    columns = f"{attempt_columns}, {_sum_of(connection, 'attempts', 'attempts')}"
    query = f"SELECT {columns} FROM attempts WHERE key = ? AND error IS NOT ? ORDER BY id"  # noqa: S608
    found = []
    for *row, checksum in connection.execute(query, (key, IN_FLIGHT)).fetchall():
        if row[3] is None or (is_whole(row, checksum) and _has_types(row)):
            found.append(Attempt(*[*row[:11], bool(row[11]), row[12], True, row[13], bool(row[14])]))
        else:
            wanted = connection.execute("SELECT image_id, task FROM requests WHERE key = ?", (key,)).fetchone()
            image_id, task = wanted or (0, "")
            on_damage(Request(key, image_id, task, "", "", ""))
    return found


def _read_earlier(
    connection: sqlite3.Connection, attempt_columns: str, key: str, number: int
) -> list[tuple[str, str | None]] | None:
    """The answers before the last one, the newest first, with their follow-ups; None where one is damaged."""
    columns = f"{attempt_columns}, {_sum_of(connection, 'attempts', 'attempts')}"
    query = f"SELECT {columns} FROM attempts WHERE key = ? AND answer IS NOT NULL AND id < ? ORDER BY id DESC"  # noqa: S608
    rows = connection.execute(query, (key, number)).fetchall()
    if not all(is_whole(row[:-1], row[-1]) and _has_types(row) for row in rows):
        return None
    return [(row[3], row[12]) for row in rows]


def _find_captioner(scene: str) -> str | None:
    """The model that wrote a scene's captions; few scenes name one."""
    return msgspec.json.decode(scene).get("captioner") if '"captioner"' in scene else None


def _has_types(attempt: Sequence[object]) -> bool:
    return isinstance(attempt[3], str) and isinstance(attempt[12], str | None)


def _name(table: str, columns: str) -> list[str]:
    return [name if name == "NULL" else f"{table}.{name}" for name in columns.split(", ")]


def _sum_of(connection: sqlite3.Connection, name: str, table: str) -> str:
    return f"{name}.checksum" if has_checksums(connection, table) else "NULL"

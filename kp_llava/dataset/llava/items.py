"""LLaVA's JSON: the list of {id, image, conversations} that LLaVA and its kin train on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import DatasetError
from ...generation.rows import read_rows

IMAGE_TOKEN = "<image>"  # noqa: S105  it stands where the picture goes
SPEAKERS = {"user": "human", "assistant": "gpt"}


@dataclass(frozen=True)
class LlavaReport:
    """What an export wrote and what it left out.

    Attributes:
        written: items in the file.
        exclusions: rows left out, by named reason.
    """

    written: int
    exclusions: dict[str, int]


def read_tasks(run_dir: Path, tasks: Sequence[str], *, turns: str = "single") -> Iterator[dict[str, Any]]:
    """The rows of several tasks of a run, one task after the other.

    Raises:
        RunError: the folder is not a run, or a task is unknown.
    """
    for task in tasks:
        yield from read_rows(run_dir, task, turns=turns)


def row_to_item(row: dict[str, Any]) -> dict[str, Any] | None:
    """One row as LLaVA writes it; None where its text holds the image token, which would ask for a second picture."""
    if any(IMAGE_TOKEN in message["content"] for message in row["messages"]):
        return None
    turns = [{"from": SPEAKERS[message["role"]], "value": message["content"]} for message in row["messages"]]
    turns[0]["value"] = f"{IMAGE_TOKEN}\n{turns[0]['value']}"
    return {"id": row["id"], "image": row["file_name"], "conversations": turns}


def write_llava(rows: Iterable[dict[str, Any]], path: Path) -> LlavaReport:
    """Write rows as one JSON list, an item a line, under a temporary name that is renamed when all is written.

    Args:
        rows: as `generation.rows.read_rows` gives them; read once, never held together.
        path: the file; replaced where it exists.

    Raises:
        DatasetError: there are no rows, or the file cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    written = skipped = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatasetError(f"{path}: cannot be written ({error.strerror})") from error
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                item = row_to_item(row)
                if item is None:
                    skipped += 1
                    continue
                file.write((",\n" if written else "[\n") + json.dumps(item, ensure_ascii=False))
                written += 1
            file.write("\n]\n")
        if not written:
            raise DatasetError(f"{path}: there is no row to write")
        partial.replace(path)
    except OSError as error:
        raise DatasetError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        partial.unlink(missing_ok=True)
    return LlavaReport(written, {f"text holds {IMAGE_TOKEN}": skipped} if skipped else {})

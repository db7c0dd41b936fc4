"""Raw answers read anew: a repaired parser finds rows in what was paid for long ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from .ledger.ledger import Ledger
from .options import read_run_file
from .rows import RowCount
from .status import RunStatus, read_status

_NOTE = "rows by task"


@dataclass(frozen=True)
class Reparsed:
    """What a run's raw answers give now.

    Attributes:
        rows_before: rows of each task when they were last counted.
        status: of the run, now.
    """

    rows_before: dict[str, int]
    status: RunStatus


def reparse(run_dir: Path) -> Reparsed:
    """Read all raw answers of a run again; nothing is sent.

    Raises:
        RunError: the folder is not a run, or another process is writing to it.
    """
    read_run_file(run_dir)
    with Ledger.write(run_dir) as ledger:
        before = msgspec.json.decode(ledger.find_note(_NOTE) or "{}", type=dict[str, int])
        status = read_status(run_dir)
        note_rows(ledger, status.tasks)
    return Reparsed(before, status)


def note_rows(ledger: Ledger, tasks: Mapping[str, RowCount]) -> None:
    """Keep how many rows each task has, so that a later count can tell what changed."""
    ledger.note(_NOTE, msgspec.json.encode({task: count.rows for task, count in tasks.items()}).decode())

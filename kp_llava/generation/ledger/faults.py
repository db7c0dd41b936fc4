"""SQLite's errors as one line with a way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import RunError


def way_out(folder: Path) -> str:
    """What keeps the whole part of a damaged ledger and has the rest asked for again.

    Args:
        folder: of the ledger: a run's, a judge's, that of a server's answers or captions.
    """
    if (folder / "run.json").exists():
        return "the same `kp-llava generate` with --repair keeps what is whole and asks for the rest"
    return f"`kp-llava status {folder} --repair` keeps what is whole, and the command that made it asks for the rest"


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Raise a `RunError` in place of SQLite's own errors about a file."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        message = str(error)
        if "full" in message or "disk I/O" in message:
            advice = "make room and give the same command again: every answer recorded so far is safe"
        elif "not a database" in message or "malformed" in message:
            advice = f"the file is damaged; {way_out(path.parent)}"
        else:
            advice = "check that the folder can be written and is on a local disk"
        raise RunError(f"{path}: {message}; {advice}") from None

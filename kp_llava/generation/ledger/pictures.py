"""The ledger's page on pictures: which picture a request shows, where it shows one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from ...files.picture import is_within
from .ledger import Ledger
from .records import Request


def keep_picture(ledger: Ledger, request: Request) -> None:
    """Keep the name of the picture that a request shows; nothing where it shows none."""
    if request.picture is not None:
        ledger.connection.execute("INSERT OR IGNORE INTO pictures VALUES (?, ?)", (request.key, request.picture))


def find_picture(ledger: Ledger, request: Request) -> str | None:
    """The name of the picture that a request shows; None where it shows none."""
    if request.picture is not None:
        return request.picture
    try:
        row = ledger.connection.execute("SELECT picture FROM pictures WHERE key = ?", (request.key,)).fetchone()
    except sqlite3.OperationalError:
        return None  # a ledger of an earlier version, open for reading
    return None if row is None else str(row[0])


def find_place(ledger: Ledger, image_id: int, folders: Sequence[Path]) -> Path | None:
    """The file of an image's picture; None where there is none, or it lies outside of the folders."""
    row = ledger.connection.execute("SELECT image_path FROM scenes WHERE image_id = ?", (image_id,)).fetchone()
    path = None if row is None or row[0] is None else Path(row[0])
    return path if path is not None and is_within(path, folders) else None

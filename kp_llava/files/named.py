"""Picture folders that the user named, as a file of ours keeps them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .signature import is_signed, sign

_PURPOSE = "picture folders"


def record_folders(folders: Iterable[Path]) -> dict[str, Any]:
    """The folders in which pictures lie, as plain values, signed by this user, who named them."""
    found = list(dict.fromkeys(os.path.realpath(folder) for folder in folders))
    return {"folders": found, "signature": sign(_PURPOSE, found)}


def find_folders(records: Iterable[Mapping[str, Any]], named: Sequence[Path] = ()) -> list[Path]:
    """The folders in which the pictures that some files name may be read.

    Args:
        records: of the files; each may have ``pictures``, of `record_folders`. They count where this user wrote them
            on this machine; a file of somebody else can name what it likes.
        named: folders that the user names now.
    """
    found = [Path(folder) for folder in named]
    for record in records:
        kept = record.get("pictures")
        folders = kept.get("folders") if isinstance(kept, dict) else None
        if isinstance(folders, list) and is_signed(_PURPOSE, folders, kept.get("signature")):  # type: ignore[union-attr]
            found += [Path(folder) for folder in folders]
    return list(dict.fromkeys(found))

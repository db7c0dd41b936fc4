"""Whose checkpoint it is: optimizer and random states are pickles, which run what somebody put into them when read.

A checkpoint that this user wrote on this machine carries a signature over its files' sizes and over everything in them
that could run: all but safetensors' files and the bare numbers of tensors, which would take minutes to hash.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from ...errors import TrainingError
from ...files.signature import is_signed, sign

_PURPOSE = "checkpoint"
_BLOCK = 1 << 20
_LOCAL_HEADER = 30


def sign_checkpoint(folder: Path, files: Mapping[str, int]) -> str | None:
    """The signature of a checkpoint; None where the user has no folder for a key.

    Args:
        folder: the checkpoint's.
        files: names and sizes.
    """
    return sign(_PURPOSE, _describe(folder, files))


def check_trust(folder: Path, files: Mapping[str, int], signature: object, *, is_trusted: bool) -> None:
    """Refuse a checkpoint that somebody else may have written.

    Args:
        folder: the checkpoint's.
        files: names and sizes, as its list has them.
        signature: as its list has it.
        is_trusted: the user says that it is to be trusted.

    Raises:
        TrainingError: it has another owner, a file that is not in its list, or no signature of this user.
    """
    if is_trusted:
        return
    listed = {*files, "complete.json"}
    found = sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    more = next((path for path in found if str(path.relative_to(folder)) not in listed), None)
    fault = None
    if hasattr(os, "getuid") and any(path.lstat().st_uid != os.getuid() for path in (folder, *found)):
        fault = "it belongs to another user"
    elif more is not None:
        fault = f"it holds {more.relative_to(folder)}, which is not in its list"
    elif not is_signed(_PURPOSE, _describe(folder, files), signature):
        fault = "it has no signature of yours"
    if fault is not None:
        raise TrainingError(
            f"resume_from_checkpoint: {folder} may not be yours ({fault}); "
            "its optimizer states can run code when they are read; where you trust it, give --trust_checkpoint true"
        )


def _describe(folder: Path, files: Mapping[str, int]) -> list[list[object]]:
    described: list[list[object]] = []
    for name, size in sorted(files.items()):
        path = folder / name
        runs_nothing = name.endswith(".safetensors") or not path.is_file()
        described.append([name, size, None if runs_nothing else _hash_what_runs(path)])
    return described


def _hash_what_runs(path: Path) -> str:
    """Hash a file but for the numbers of tensors; where these lie is part of the hash."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        ranges = _find_tensors(file)
        digest.update(repr(ranges).encode())
        place = 0
        for start, stop in [*ranges, (path.stat().st_size, path.stat().st_size)]:
            file.seek(place)
            while place < start and (block := file.read(min(_BLOCK, start - place))):
                digest.update(block)
                place += len(block)
            place = stop
    return digest.hexdigest()


def _find_tensors(file: IO[bytes]) -> list[tuple[int, int]]:
    """Where the numbers of tensors lie in a file of `torch.save`, in order; none in another file."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = []
            for entry in archive.infolist():
                parts = entry.filename.split("/")
                if len(parts) == 3 and parts[1] == "data" and parts[2].isdecimal() and entry.compress_type == 0:
                    file.seek(entry.header_offset)
                    header = file.read(_LOCAL_HEADER)
                    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
                    start = entry.header_offset + _LOCAL_HEADER + names
                    found.append((start, start + entry.file_size))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []
    found.sort()
    # ranges that overlap are none of torch's: then all of the file is hashed
    is_plain = all(one[1] <= other[0] for one, other in itertools.pairwise(found))
    return found if is_plain else []

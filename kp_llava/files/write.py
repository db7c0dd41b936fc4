"""Writing files: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ..errors import KpLlavaError, RunError


def write_atomically(path: Path, data: str | bytes, *, error: type[KpLlavaError] = RunError) -> None:
    """Write a whole file or nothing, in place of an earlier one; a reader never sees a part.

    Args:
        path: its folder must exist.
        data: text is written as UTF-8.
        error: the class to raise.

    Raises:
        KpLlavaError: of the class ``error``; the disk is full, or the folder cannot be written to.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(data if isinstance(data, bytes) else data.encode())
        draft.replace(path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise error(f"{path}: cannot be written: {fault.strerror}; make room and run it again") from None


@contextmanager
def open_atomically(path: Path, *, error: type[KpLlavaError] = RunError) -> Iterator[TextIO]:
    """Open a text file to write it piece by piece; it appears under its name when the block ends without an error.

    Args:
        path: its folder is made where it is missing; an earlier file is replaced.
        error: the class to raise.

    Raises:
        KpLlavaError: of the class ``error``; the disk is full, or the folder cannot be written to.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                yield file
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as fault:
        raise error(f"{path}: cannot be written: {fault.strerror or fault}; make room and run it again") from None

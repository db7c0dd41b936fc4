"""A small JSON file that holds one object: read whole, or refused in one line, whatever lies there."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any, TypeGuard

import msgspec

MOST_BYTES = 100_000_000


class JsonFault(ValueError):  # noqa: N818 - callers turn it into their own error
    """Why a file is not read, as the end of a sentence."""


def read_object(path: Path, *, most_bytes: int = MOST_BYTES, takes_nan: bool = False) -> dict[str, Any]:
    """Read a JSON file that holds one object.

    Args:
        path: not trusted.
        most_bytes: a larger file is refused before it is read.
        takes_nan: read NaN and Infinity, which are no JSON and which Python's json writes.

    Raises:
        FileNotFoundError: there is no such file.
        JsonFault: it is no regular file, too large, not UTF-8, not JSON, too deep, or no object.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise JsonFault("it is no regular file")
            if found.st_size > most_bytes:
                raise JsonFault(f"it has {found.st_size:,} bytes, {most_bytes:,} is the most")
            data = file.read(most_bytes + 1)
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise JsonFault(fault.strerror or str(fault)) from fault
    return decode_object(data, takes_nan=takes_nan)


def decode_object(data: bytes, *, takes_nan: bool = False) -> dict[str, Any]:
    """Decode the bytes of a JSON file that holds one object.

    Raises:
        JsonFault: as `read_object` does.
    """
    try:
        value = json.loads(data.decode()) if takes_nan else msgspec.json.decode(data)
    except RecursionError as fault:
        raise JsonFault("it is nested too deeply") from fault
    except UnicodeDecodeError as fault:
        raise JsonFault("it is not UTF-8") from fault
    except (msgspec.DecodeError, ValueError) as fault:
        problem = str(fault).partition(";")[0].removeprefix("JSON is malformed: ")
        raise JsonFault(f"it is not JSON ({problem})" if data.strip() else "it is empty") from fault
    if not isinstance(value, dict):
        raise JsonFault(f"it holds a {_NAMES.get(type(value), 'value')}, expected an object")
    return value


def shorten(value: object) -> str:
    """A value as an error shows it: on one line, of a bearable length."""
    if isinstance(value, int) and value.bit_length() > 200:
        return f"a number of {value.bit_length():,} bits"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:60]}… ({len(text):,} characters)"


def is_count(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number from 0 on, of at most 63 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63


_NAMES = {list: "list", str: "text", int: "number", float: "number", bool: "truth value", type(None): "null"}

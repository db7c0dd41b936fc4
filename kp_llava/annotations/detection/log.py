"""``detect.jsonl``: the options in its first line, then a line a picture, so that a stop loses little."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import msgspec

from ...errors import AnnotationError
from .found import Found
from .options import DetectOptions

LOG_NAME = "detect.jsonl"


class Entry(msgspec.Struct):
    """A line of the log: what was found in a picture, or why it was not looked at."""

    name: str
    width: int = 0
    height: int = 0
    found: Found = msgspec.field(default_factory=Found)
    fault: str = ""


class Head(msgspec.Struct):
    """The log's first line."""

    options: DetectOptions
    parts: tuple[str, ...]


class _Name(msgspec.Struct):
    name: str | None = None


def append(log: IO[bytes], record: Any) -> None:
    """Add a line; a process that is killed behind it does not lose it."""
    log.write(msgspec.json.encode(record) + b"\n")
    log.flush()


def read_log(path: Path, head: Head) -> list[Entry]:
    """What earlier calls found; a half line at the end, of a call that was killed, is cut off.

    Raises:
        AnnotationError: the log is broken, or was made with other options.
    """
    if not path.is_file():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    lines = whole.splitlines()
    try:
        before = msgspec.json.decode(lines[0], type=Head) if lines else head
        entries = [msgspec.json.decode(line, type=Entry) for line in lines[1:]]
    except msgspec.DecodeError as error:
        raise AnnotationError(f"{path}: cannot be read ({error}); delete it to look at all pictures again") from error
    if before != head:
        one, other = msgspec.structs.asdict(before.options), msgspec.structs.asdict(head.options)
        changed = [f"{name} {one[name]!r}, now {other[name]!r}" for name in one if one[name] != other[name]]
        raise AnnotationError(
            f"{path.parent}: was made with {'; '.join(changed) or 'other keypoints'}; name another OUT"
        )
    return entries


def read_head(path: Path) -> Head | None:
    """The first line of a log; None where there is none.

    Raises:
        AnnotationError: it is broken.
    """
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.readline(), type=Head)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise AnnotationError(f"{path}: cannot be read ({error}); delete it to look at all pictures again") from error


def list_seen(folder: Path) -> list[str] | None:
    """The names of all pictures that `detect` has looked at for a folder; None where it did not make the folder."""
    path = folder / LOG_NAME
    if not path.is_file():
        return None
    try:
        names = [msgspec.json.decode(line, type=_Name).name for line in path.read_bytes().splitlines()[1:]]
    except msgspec.DecodeError as error:
        raise AnnotationError(f"{path}: cannot be read ({error}); delete it, or make the folder again") from error
    return [name for name in names if name is not None]

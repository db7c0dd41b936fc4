"""Reading a part of one of COCO's files record by record, in memory that does not grow with the file.

How a file writes its keypoints shows only in all of its records: whether any mark is 2, or all have as many points. A
part must be read as the whole would be, so that records of other parts which show more stay as witnesses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from .records import FILE_TYPES, PersonRecord

Keep = Callable[[int], bool]
"""Whether an image, by its id, belongs to the part."""

_CHUNK = 2**22
GROUPS = ("images", "annotations", "categories")
_KEY = re.compile(rb'\s*(?:,\s*)?"((?:[^"\\]|\\.)*)"\s*:\s*')
# where a record may end: a brace that another record, or the end of the list, follows
_RECORD_END = re.compile(rb"\}(?=\s*[,\]])")
_NEXT = re.compile(rb"\s*(,\s*|\])")
_MOST_WITNESSES = 64


class NotStreamable(Exception):  # noqa: N818 - the reader of whole files says what is wrong
    """The file is not what it should be, or is written in a way that only the reader of whole files takes."""


@dataclass
class Others:
    """What the records of other parts show.

    Attributes:
        witnesses: people without whom this part would be read in another way than the whole file.
        last_ids: the highest annotation id of each category.
    """

    witnesses: list[PersonRecord] = field(default_factory=list)
    last_ids: dict[int, int] = field(default_factory=dict)

    def add(self, other: Others) -> None:
        """Add what another file shows."""
        self.witnesses += other.witnesses
        for category_id, last in other.last_ids.items():
            self.last_ids[category_id] = max(last, self.last_ids.get(category_id, last))


def stream_file(path: Path, kind: str, keep: Keep) -> tuple[Any, Others]:
    """Read the records of some images from one of COCO's files.

    Args:
        path: the file.
        kind: a key of `records.FILE_TYPES`.
        keep: says which images.

    Returns:
        The file with these records only, and what the others show.

    Raises:
        NotStreamable: read it whole.
    """
    content = FILE_TYPES[kind](**{group: [] for group in GROUPS if group in make_decoders(kind)})
    others, evidence = Others(), Evidence()
    for group, record in stream_records(path, kind):
        if group == "categories":
            content.categories.append(record)
        elif group == "images":
            if keep(record.id):
                content.images.append(record)
        else:
            is_kept = keep(record.image_id)
            if is_kept:
                content.annotations.append(record)
            note_record(record, kind, evidence, others, is_kept=is_kept)
    others.witnesses = evidence.find_witnesses()
    return content, others


def stream_records(path: Path, kind: str) -> Iterator[tuple[str, Any]]:
    """Read all records of one of COCO's files, one at a time.

    Args:
        path: the file.
        kind: a key of `records.FILE_TYPES`.

    Yields:
        The name of the record's list, and the record.

    Raises:
        NotStreamable: read it whole; what came before is not to be used.
    """
    decoders = make_decoders(kind)
    found: set[str] = set()
    try:
        with path.open("rb") as file:
            yield from _read_records(file, decoders, found)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise NotStreamable(str(error)) from error
    if found < set(decoders) - (set() if kind in ("instances", "person_keypoints") else {"categories"}):
        raise NotStreamable("a list is missing")


def note_record(record: Any, kind: str, evidence: Evidence, others: Others, *, is_kept: bool) -> None:
    """Note what an annotation shows about its file."""
    if kind == "person_keypoints":
        evidence.add(record, is_kept=is_kept)
    if kind in ("person_keypoints", "instances"):
        last = others.last_ids.get(record.category_id, record.id)
        others.last_ids[record.category_id] = max(last, record.id)


def keep_part(content: Any, kind: str, keep: Keep) -> Others:
    """Drop the records of other images from a file that was read whole, and say what they show."""
    others, evidence = Others(), Evidence()
    for record in content.annotations if kind != "image_info" else ():
        note_record(record, kind, evidence, others, is_kept=keep(record.image_id))
    others.witnesses = evidence.find_witnesses()
    content.images = [image for image in content.images if keep(image.id)]
    if kind != "image_info":
        content.annotations = [record for record in content.annotations if keep(record.image_id)]
    return others


def make_decoders(kind: str) -> dict[str, msgspec.json.Decoder[Any]]:
    """Return the decoders of a file's lists, by their names."""
    fields = {one.name: one.type for one in msgspec.structs.fields(FILE_TYPES[kind])}
    return {name: msgspec.json.Decoder(kind_.__args__[0]) for name, kind_ in fields.items() if name in GROUPS}


class Evidence:
    """Keeps the records that show something about the file, and drops those that show nothing new."""

    def __init__(self) -> None:
        self._kept: set[Any] = set()
        self._other: dict[Any, PersonRecord] = {}

    def add(self, person: PersonRecord, *, is_kept: bool) -> None:
        """Look at a record of the part, or of another one."""
        for sign in _signs(person):
            if is_kept:
                self._kept.add(sign)
            elif sign not in self._other and len(self._other) < _MOST_WITNESSES:
                self._other[sign] = person

    def find_witnesses(self) -> list[PersonRecord]:
        """Return records of other parts that show what none of the part's own does."""
        found = {id(person): person for sign, person in self._other.items() if sign not in self._kept}
        return list(found.values())


def _signs(person: PersonRecord) -> Iterator[Any]:
    """What a record shows about the way in which its file is written."""
    has_score = person.score is not None
    yield "score", has_score
    yield "length", len(person.keypoints)
    yield (
        "whole body",
        person.foot_kpts is None
        and person.face_kpts is None
        and person.lefthand_kpts is None
        and person.righthand_kpts is None,
    )
    for mark in set(person.keypoints[2::3]):
        yield "mark", has_score, mark if mark in (0, 1, 2, 3) else "other"


def _read_records(
    file: BinaryIO, decoders: dict[str, msgspec.json.Decoder[Any]], found: set[str]
) -> Iterator[tuple[str, Any]]:
    """The records of a file's lists, with the lists' names.

    Raises:
        ValueError: it is no object of lists and values.
    """
    text = _Text(file)
    text.skip_start()
    while (name := text.read_key()) is not None:
        if name in decoders:
            found.add(name)
            for record in text.read_list(decoders[name]):
                yield name, record
        else:
            text.skip_value()


class _Text:
    """A JSON file that is read piece by piece."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._place = 0

    def _read_more(self) -> bool:
        chunk = self._file.read(max(_CHUNK, len(self._buffer) - self._place))
        self._buffer = self._buffer[self._place :] + chunk
        self._place = 0
        return bool(chunk)

    def skip_start(self) -> None:
        """Go behind the brace that opens the file."""
        self._read_more()
        match = re.compile(rb"\s*\{").match(self._buffer)
        if match is None:
            raise ValueError("no object")
        self._place = match.end()

    def read_key(self) -> str | None:
        """Go behind the next key of the file's object; None at its end."""
        while True:
            match = _KEY.match(self._buffer, self._place)
            if match is not None and match.end() < len(self._buffer):
                self._place = match.end()
                return str(json.loads(b'"' + match[1] + b'"'))
            if re.compile(rb"\s*\}\s*\Z").match(self._buffer, self._place) and not self._read_more():
                return None
            if match is None and not self._read_more():
                raise ValueError("the file breaks off")
            if match is not None and not self._read_more():
                raise ValueError("the file breaks off")

    def read_list(self, decoder: msgspec.json.Decoder[Any]) -> Iterator[Any]:
        """The records of a list of objects; goes behind its end."""
        match = self._match(re.compile(rb"\s*\[\s*(\])?"))
        self._place = match.end()
        if match[1]:
            return
        while True:
            yield self._read_record(decoder)
            match = self._match(_NEXT)
            self._place = match.end()
            if match[1] == b"]":
                return

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        while True:
            match = pattern.match(self._buffer, self._place)
            # at the end of the piece the match could go on
            if match is not None and match.end() < len(self._buffer):
                return match
            if not self._read_more():
                if match is not None:
                    return match
                raise ValueError("the list breaks off")

    def _read_record(self, decoder: msgspec.json.Decoder[Any]) -> Any:
        start = self._place
        while True:
            end = _RECORD_END.search(self._buffer, start)
            if end is None:
                start -= self._place
                if not self._read_more():
                    raise ValueError("a record breaks off")
                continue
            piece = self._buffer[self._place : end.end()]
            try:
                record = decoder.decode(piece)
            except msgspec.ValidationError:
                raise
            except msgspec.DecodeError:
                start = end.end()  # a brace within the record
                continue
            self._place = end.end()
            return record

    def skip_value(self) -> None:
        """Go behind a value that is not needed."""
        while True:
            try:
                text = self._buffer[self._place :].decode("latin-1")
                _, end = json.JSONDecoder(strict=False).raw_decode(text)
            except ValueError:
                end = len(self._buffer)
            if self._place + end < len(self._buffer):
                self._place += end
                return
            if not self._read_more():
                raise ValueError("a value breaks off")

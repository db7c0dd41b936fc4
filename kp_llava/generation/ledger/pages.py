"""Reads the records of a damaged SQLite file page by page, whatever SQLite itself can still find.

Each leaf page names its own cells, so a page that was zeroed or written to the wrong place costs no other page. The
format is that of https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

Value = int | float | str | bytes | None
_MAGIC = b"SQLite format 3\0"
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 13, 10, 2
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_USUAL_SIZE = 4096
_WAL_MAGIC = (0x377F0682, 0x377F0683)


@dataclass(frozen=True)
class Record:
    """One row of a table, or one entry of an index.

    Attributes:
        is_row: whether it stands in a table; a table without row ids stands in the file as an index does.
        row_id: of a row; 0 for an entry.
        values: the columns.
    """

    is_row: bool
    row_id: int
    values: tuple[Value, ...]


def read_records(path: Path) -> Iterator[Record]:
    """All records of a SQLite file that can be read, in the order of its pages; a cell that makes no sense is left out.

    Args:
        path: the file; what its write-ahead log has committed is read in place of the file's own pages.
    """
    if not path.is_file() or not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        size = _find_page_size(data)
        book = _Book(data, size, _read_log(path.with_name(f"{path.name}-wal"), size))
        free = book.find_free()
        for number in range(1, book.count + 1):
            if number not in free:
                yield from book.read_page(number)


def _find_page_size(data: mmap.mmap) -> int:
    # of the first page, wherever it has come to lie
    start = max(data.find(_MAGIC), 0)
    size = int.from_bytes(data[start + 16 : start + 18], "big")
    size = 65536 if size == 1 else size
    return size if 512 <= size <= 65536 and size & (size - 1) == 0 else _USUAL_SIZE


def _read_log(path: Path, size: int) -> dict[int, bytes]:
    """The pages that a write-ahead log has committed, by number."""
    try:
        log = path.read_bytes()
    except OSError:
        return {}
    if len(log) < 32 or int.from_bytes(log[:4], "big") not in _WAL_MAGIC or int.from_bytes(log[8:12], "big") != size:
        return {}
    pages: dict[int, bytes] = {}
    waiting: dict[int, bytes] = {}
    for start in range(32, len(log) - size - 23, size + 24):
        number, is_commit = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] != log[16:24]:
            break  # left over from an earlier log
        waiting[number] = log[start + 24 : start + 24 + size]
        if is_commit:
            pages |= waiting
            waiting.clear()
    return pages


class _Book:
    """The pages of a file."""

    def __init__(self, data: mmap.mmap, size: int, log: dict[int, bytes]) -> None:
        self._data = data
        self._size = size
        self._log = log
        self.count = max(-(-len(data) // size), max(log, default=0))

    def page(self, number: int) -> bytes:
        found = self._log.get(number)
        if found is None:
            found = self._data[(number - 1) * self._size : number * self._size]
        return found.ljust(self._size, b"\0")

    def find_free(self) -> set[int]:
        """The pages of the list of free ones, whose records were deleted."""
        free: set[int] = set()
        if not self.page(1).startswith(_MAGIC):
            return free
        number = int.from_bytes(self.page(1)[32:36], "big")
        while 1 < number <= self.count and number not in free:
            page = self.page(number)
            free.add(number)
            length = min(int.from_bytes(page[4:8], "big"), self._size // 4 - 2)
            leaves = struct.unpack(f">{length}I", page[8 : 8 + 4 * length])
            if any(not 1 < leaf <= self.count for leaf in leaves):
                return free  # no such list: better a deleted record than one too few
            free.update(leaves)
            number = int.from_bytes(page[:4], "big")
        return free

    def read_page(self, number: int) -> Iterator[Record]:
        page = self.page(number)
        start = 100 if page.startswith(_MAGIC) else 0
        kind = page[start]
        if kind not in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR):
            return
        head = start + (12 if kind == _INDEX_INTERIOR else 8)
        cells = min(int.from_bytes(page[start + 3 : start + 5], "big"), (self._size - head) // 2)
        for place in struct.unpack(f">{cells}H", page[head : head + 2 * cells]):
            # what does not fit its page, its type or its length is no cell
            with suppress(IndexError, ValueError, struct.error):
                yield self._read_cell(page, place, kind)

    def _read_cell(self, page: bytes, at: int, kind: int) -> Record:
        if kind == _INDEX_INTERIOR:
            at += 4
        length, at = _read_varint(page, at)
        row_id = 0
        if kind == _TABLE_LEAF:
            row_id, at = _read_varint(page, at)
        payload = self._read_payload(page, at, length, is_row=kind == _TABLE_LEAF)
        return Record(kind == _TABLE_LEAF, row_id, _read_values(payload))

    def _read_payload(self, page: bytes, at: int, length: int, *, is_row: bool) -> bytes:
        size = self._size
        if not 0 < length <= self.count * size:
            raise ValueError("no length")
        most = size - 35 if is_row else (size - 12) * 64 // 255 - 23
        least = (size - 12) * 32 // 255 - 23
        if length <= most:
            return page[at : at + length]
        local = least + (length - least) % (size - 4)
        local = local if local <= most else least
        parts, left = [page[at : at + local]], length - local
        number = int.from_bytes(page[at + local : at + local + 4], "big")
        while left > 0:
            if not 1 < number <= self.count:
                raise ValueError("no such page")
            following = self.page(number)
            parts.append(following[4 : 4 + left])
            left -= size - 4
            number = int.from_bytes(following[:4], "big")
        return b"".join(parts)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            value = value << 8 | byte
            break
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return (value - 2**64 if value >= 2**63 else value), at + step + 1


def _read_values(payload: bytes) -> tuple[Value, ...]:
    end, at = _read_varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _read_varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _read_value(payload, at, kind)
        values.append(value)
    if at > len(payload):
        raise ValueError("shorter than it says")
    return tuple(values)


def _read_value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in _INTEGERS:
        size = _INTEGERS[kind]
        return int.from_bytes(payload[at : at + size], "big", signed=True), at + size
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if kind in (8, 9):
        return kind - 8, at
    if kind < 12:
        raise ValueError("no such type")
    size = (kind - 12) // 2
    value = payload[at : at + size]
    return (value.decode("utf-8", "replace") if kind % 2 else value), at + size

"""A store of tokens as it is read: looked through, and mapped into memory. `tokens` writes it, and has its layout."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...files.json_file import JsonFault, is_count, read_object, shorten
from ...files.model_folder import describe_fault
from ..chat import IGNORED, EncodedRow

logger = logging.getLogger(__name__)

COLUMNS = ("starts", "tables", "places", "groups", "lengths", "first_supervised", "picture_starts", "picture_at",
           "picture_tokens", "picture_of", "shared")  # fmt: skip


@dataclass
class TokenStore:
    """All rows' tokens, mapped into memory; `arrays` has the columns of `rows.npz`, `content` is their hash."""

    ids: np.ndarray
    supervised: np.ndarray
    arrays: dict[str, np.ndarray]
    row_names: list[str]
    group_names: list[str]
    left_out: dict[str, int]
    longest: int
    content: str

    def __len__(self) -> int:
        return len(self.arrays["tables"])

    def __getitem__(self, row: int) -> EncodedRow:
        arrays = self.arrays
        start, stop = int(arrays["starts"][row]), int(arrays["starts"][row + 1])
        first, last = int(arrays["picture_starts"][row]), int(arrays["picture_starts"][row + 1])
        ids = np.array(self.ids[start:stop])
        return EncodedRow(
            ids,
            np.where(self.supervised[start:stop], ids, np.int32(IGNORED)),
            tuple(arrays["picture_at"][first:last].tolist()),
            tuple(arrays["picture_tokens"][first:last].tolist()),
            tuple(arrays["picture_of"][first:last].tolist()),
        )

    def __iter__(self) -> Iterator[EncodedRow]:
        return (self[row] for row in range(len(self)))


def open_store(folder: Path) -> TokenStore | None:
    """Map a store into memory; None where there is none, or where a warning says that it is damaged."""
    if not (folder / "meta.json").is_file():
        return None
    try:
        return _map_store(folder)
    except JsonFault as fault:
        logger.warning("%s: cached tokens are damaged (%s); the rows are tokenized again", folder, fault)
        return None


def is_whole(folder: Path) -> bool:
    """Whether a store lies there, and none of its files is damaged."""
    try:
        _map_store(folder)
    except JsonFault:
        return False
    return True


def _map_store(folder: Path) -> TokenStore:
    """Map a store into memory.

    Raises:
        JsonFault: one of its files is damaged.
    """
    try:
        meta = read_object(folder / "meta.json")
    except (FileNotFoundError, JsonFault) as fault:
        raise JsonFault(f"meta.json: {fault}") from fault
    _check_meta(meta)
    try:
        with np.load(folder / "rows.npz") as found:
            arrays = {name: found[name] for name in COLUMNS}
    except Exception as fault:  # of a zip file, of zlib, of NumPy
        raise JsonFault(f"rows.npz: {describe_fault(fault)}") from fault
    _check_arrays(folder, arrays, meta)
    is_empty = not len(arrays["tables"])
    return TokenStore(
        np.zeros(0, np.int32) if is_empty else np.memmap(folder / "ids.bin", dtype=np.int32, mode="r"),
        np.zeros(0, np.uint8) if is_empty else np.memmap(folder / "supervised.bin", dtype=np.uint8, mode="r"),
        arrays,
        meta["row_names"],
        meta["group_names"],
        meta["left_out"],
        meta["longest"],
        meta["content"],
    )


def _check_meta(meta: dict[str, Any]) -> None:
    def are_texts(value: object) -> bool:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)

    left_out = meta.get("left_out")
    is_right = {
        "row_names": are_texts(meta.get("row_names")),
        "group_names": are_texts(meta.get("group_names")),
        "left_out": isinstance(left_out, dict) and all(map(is_count, left_out.values())),
        "longest": is_count(meta.get("longest")),
        "content": isinstance(meta.get("content"), str),
    }
    for name in (name for name, is_good in is_right.items() if not is_good):
        raise JsonFault(f"meta.json: {name} is {shorten(meta.get(name))}")


def _check_arrays(folder: Path, arrays: dict[str, np.ndarray], meta: dict[str, Any]) -> None:
    """Refuse arrays of other lengths than the rows and the files of tokens have."""
    rows, groups = len(meta["row_names"]), len(meta["group_names"])
    if any(array.ndim != 1 or array.dtype != np.int64 or array.min(initial=0) < -1 for array in arrays.values()):
        raise JsonFault("rows.npz: an array is not of whole numbers")
    pictures = len(arrays["picture_at"])
    lengths = {"starts": rows + 1, "picture_starts": rows + 1, "shared": groups}
    lengths |= dict.fromkeys(("picture_at", "picture_tokens", "picture_of"), pictures)
    for name, array in arrays.items():
        if len(array) != lengths.get(name, rows):
            raise JsonFault(f"rows.npz: {name} has {len(array):,} numbers for {rows:,} rows")
    for name, last in (("starts", None), ("picture_starts", pictures)):
        if arrays[name][0] != 0 or (np.diff(arrays[name]) < 0).any() or last not in (None, arrays[name][-1]):
            raise JsonFault(f"rows.npz: {name} does not rise from 0 to the end")
    if rows and arrays["groups"].max() >= groups:
        raise JsonFault("rows.npz: groups names a group that is not there")
    tokens = int(arrays["starts"][-1])
    for name, bytes_ in (("ids.bin", 4), ("supervised.bin", 1)):
        path = folder / name
        size = path.stat().st_size if path.is_file() else 0
        if size != tokens * bytes_:
            raise JsonFault(f"{name} has {size:,} bytes, expected {tokens * bytes_:,}")

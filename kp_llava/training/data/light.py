"""Rows without their pictures' bytes: what names the pictures, and a hash of a table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.compute as pc


def hash_table(table: datasets.Dataset, digest: Any) -> None:
    """Hash what the tokens follow from; of embedded pictures only that they are there, unless nothing names them.

    The fingerprint that `datasets` gives a table does not do: it is the same for two folders with the same README.
    """
    light = table.remove_columns([name for name in ("image", "images") if name in table.column_names])
    sink = _HashSink(digest)
    for batch in light.with_format("arrow").iter(batch_size=10_000):
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_table(batch.combine_chunks())
    is_named = {"image_id", "file_name"} & set(table.column_names)
    if "image" in table.column_names and is_named:
        for _, cells in iterate_light(table):
            digest.update(repr([cell[2:] for cell in cells]).encode())
    elif light.column_names != table.column_names:
        for record in table.select_columns([name for name in ("image", "images") if name in table.column_names]):
            digest.update(repr(record).encode())


class _HashSink(io.RawIOBase):
    """A file that keeps a hash of what is written to it."""

    def __init__(self, digest: Any) -> None:
        self._digest = digest

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._digest.update(data)
        return len(data)


def iterate_light(table: datasets.Dataset) -> Iterator[tuple[Any, list[tuple[Any, str | None, bool, str | None]]]]:
    """Per row its id and its pictures: (image_id, file_name, whether it is embedded or has a path, the path)."""
    for batch in table.remove_columns(["messages"]).with_format("arrow").iter(batch_size=5_000):
        count, columns = batch.num_rows, set(batch.column_names)
        nothing = [None] * count
        values = {
            name: batch[name].to_pylist() if name in columns else nothing
            for name in ("id", "image_id", "file_name", "file_names", "images")
        }
        given, paths = [False] * count, nothing
        if "image" in columns and pa.types.is_struct(batch["image"].type):
            cells = batch["image"].combine_chunks()
            paths = pc.struct_field(cells, "path").to_pylist()
            has_bytes = pc.struct_field(cells, "bytes").is_valid().to_pylist()
            given = [one or bool(path) for one, path in zip(has_bytes, paths, strict=True)]
        for at in range(count):
            several, file_names = values["images"][at], values["file_names"][at]
            if several or file_names:
                size = len(several or file_names or [])
                found = [
                    (
                        None,
                        (file_names or [None] * size)[number],
                        bool(several and (several[number].get("bytes") or several[number].get("path"))),
                        several[number].get("path") if several else None,
                    )
                    for number in range(size)
                ]
            elif given[at] or values["file_name"][at] is not None:
                found = [(values["image_id"][at], values["file_name"][at], given[at], paths[at])]
            else:
                found = []
            yield values["id"][at], found

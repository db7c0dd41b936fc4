"""Rows into Parquet shards, a batch at a time: what the Hub, its viewer and `datasets` read well."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import DatasetError
from .features import row_features

SHARD_BYTES = 400_000_000
GROUP_ROWS = 1_000
# a row group is what a viewer fetches to show one page, and what is held in memory while writing
GROUP_BYTES = 32_000_000
# least and greatest values are kept for these; for whole texts they would only make the footers long
SEARCHED = ("id", "image_id", "file_name", "teacher", "request_id")


@dataclass(frozen=True)
class SplitFiles:
    """What was written for one split of one config.

    Attributes:
        split: as in "train".
        names: the shards' names, in the order of the rows.
        rows: in all shards together.
        file_bytes: on the disk, compressed.
        data_bytes: in memory, as Arrow.
        digest: of the shards' bytes, 16 hexadecimal digits; part of their names.
    """

    split: str
    names: tuple[str, ...]
    rows: int
    file_bytes: int
    data_bytes: int
    digest: str


def write_shards(
    rows: Iterable[dict[str, Any]],
    folder: Path,
    split: str,
    *,
    embed_images: bool = False,
    shard_bytes: int = SHARD_BYTES,
) -> SplitFiles:
    """Write rows to `folder` as `SPLIT-00000-of-0000N-DIGEST.parquet`; the same rows give the same bytes and names.

    `datasets` keeps a loaded folder under the folder's name, the sizes of its data and the patterns of its file names,
    and looks at no file's time: with the digest in the pattern, other rows of the same size are not taken for these.

    Args:
        rows: as `generation.rows.read_rows` gives them; read once, never held together.
        folder: made where missing.
        split: the split's name.
        embed_images: put the pictures' bytes in; without it the image column is null.
        shard_bytes: a shard is closed after the row group with which it reaches this size.

    Raises:
        DatasetError: a picture to embed is missing or cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schema = row_features().arrow_schema
    unnumbered: list[Path] = []
    writer: pq.ParquetWriter | None = None
    sink: pa.OSFile | None = None
    count = data_bytes = 0
    try:
        for batch in _batches(rows, embed_images=embed_images):
            if writer is None or sink is None:
                unnumbered.append(folder / f"{split}-{len(unnumbered):05d}.partial")
                sink = pa.OSFile(str(unnumbered[-1]), "wb")
                writer = pq.ParquetWriter(
                    sink, schema, compression="zstd", write_page_index=True, write_statistics=list(SEARCHED)
                )
            table = pa.Table.from_pylist(batch, schema=schema)
            writer.write_table(table, row_group_size=len(batch))
            count += len(batch)
            data_bytes += table.nbytes
            if sink.tell() >= shard_bytes:
                writer.close()
                sink.close()
                writer = sink = None
    finally:
        if writer is not None and sink is not None:
            writer.close()
            sink.close()
    digest = _hash_files(unnumbered)
    total = len(unnumbered)
    names = tuple(f"{split}-{index:05d}-of-{total:05d}-{digest}.parquet" for index in range(total))
    for path, name in zip(unnumbered, names, strict=True):
        path.rename(folder / name)
    size = sum((folder / name).stat().st_size for name in names)
    return SplitFiles(split, names, count, size, data_bytes, digest)


def _hash_files(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:16]


def _batches(rows: Iterable[dict[str, Any]], *, embed_images: bool) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    weight = 0
    for row in rows:
        image = read_image(row) if embed_images else None
        batch.append({**row, "image": image})
        weight += len(row["context"]) + (len(image["bytes"]) if image else 0)
        weight += sum(len(message["content"]) for message in row["messages"])
        if len(batch) >= GROUP_ROWS or weight >= GROUP_BYTES:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def read_image(row: dict[str, Any]) -> dict[str, Any]:
    """A row's picture as `datasets` keeps embedded ones: its bytes and its bare name.

    Raises:
        DatasetError: the run has no picture for the row, or the file is gone.
    """
    if not row["image"]:
        raise DatasetError(
            f"row {row['id']}: the run knows no picture for {row['file_name']!r}; "
            "export without --embed-images, or generate from a folder that has the pictures"
        )
    try:
        data = Path(row["image"]).read_bytes()
    except OSError as error:
        raise DatasetError(
            f"row {row['id']}: cannot read picture {row['image']} ({error.strerror}); "
            "export without --embed-images, or put the pictures back"
        ) from error
    return {"bytes": data, "path": Path(row["file_name"]).name}

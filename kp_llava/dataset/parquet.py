"""Rows into Parquet files, a batch at a time, in the form that the Hub, its viewer and `datasets` read well."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import DatasetError
from ..files import PictureFault
from ..files import read_picture as read_file
from .features import row_features
from .layout import name_shard

SHARD_BYTES = 400_000_000
GROUP_ROWS = 1_000
# a viewer fetches a row group to show one page, and the writer holds one in memory
GROUP_BYTES = 32_000_000
# columns with least and greatest values in the footers; those of whole texts would only make the footers long
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


@dataclass(frozen=True)
class Part:
    """Some of the rows of one split of one config, in files that have no final names yet.

    Attributes:
        paths: in the order of the rows.
        digests: SHA-256 of each file.
        rows: in all files together.
        data_bytes: in memory, as Arrow.
    """

    paths: tuple[Path, ...]
    digests: tuple[str, ...]
    rows: int
    data_bytes: int


def write_part(
    rows: Iterable[dict[str, Any]],
    folder: Path,
    name: str,
    *,
    embed_images: bool = False,
    image_folders: Sequence[Path] = (),
    shard_bytes: int = SHARD_BYTES,
    mirrored: bool = False,
) -> Part:
    """Write rows to `folder` under names for the time being; the same rows give the same bytes.

    Args:
        rows: as `generation.rows.read_rows` gives them; read once, never held together.
        folder: made where missing.
        name: begins the files' names.
        embed_images: put the pictures' bytes in; without it the image column is null.
        image_folders: where the pictures must lie.
        shard_bytes: a file is closed after the row group with which it reaches this size.
        mirrored: whether the rows carry chats about mirrored pictures.

    Raises:
        DatasetError: a picture to embed is missing or cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    schema = row_features(mirrored=mirrored).arrow_schema
    paths: list[Path] = []
    writer: pq.ParquetWriter | None = None
    sink: pa.OSFile | None = None
    count = data_bytes = 0
    try:
        for batch in _batches(rows, image_folders if embed_images else None):
            if writer is None or sink is None:
                paths.append(folder / f"{name}-{len(paths):05d}.partial")
                sink = pa.OSFile(str(paths[-1]), "wb")
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
    return Part(tuple(paths), tuple(_hash_file(path) for path in paths), count, data_bytes)


def name_parts(parts: Sequence[Part], folder: Path, split: str) -> SplitFiles:
    """Give the files of a split their final names, `SPLIT-00000-of-0000N-DIGEST.parquet`.

    `datasets` finds a cached copy of a folder by the folder's name, the sizes of its data and the patterns of its file
    names, and looks at no file's time. The digest in the names keeps other rows of the same size apart from these.

    Args:
        parts: in the order of the rows.
        folder: of the config.
        split: the split's name.
    """
    paths = [path for part in parts for path in part.paths]
    hashes = [digest for part in parts for digest in part.digests]
    digest = hashlib.sha256("".join(hashes).encode()).hexdigest()[:16]
    names = tuple(name_shard(split, index, len(paths), digest) for index in range(len(paths)))
    for path, name in zip(paths, names, strict=True):
        path.rename(folder / name)
    size = sum((folder / name).stat().st_size for name in names)
    rows, data_bytes = sum(part.rows for part in parts), sum(part.data_bytes for part in parts)
    return SplitFiles(split, names, rows, size, data_bytes, digest)


def write_shards(
    rows: Iterable[dict[str, Any]],
    folder: Path,
    split: str,
    *,
    embed_images: bool = False,
    image_folders: Sequence[Path] = (),
    shard_bytes: int = SHARD_BYTES,
) -> SplitFiles:
    """Write all rows of a split, see `write_part` and `name_parts`."""
    part = write_part(
        rows, folder, split, embed_images=embed_images, image_folders=image_folders, shard_bytes=shard_bytes
    )
    return name_parts([part], folder, split)


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _batches(rows: Iterable[dict[str, Any]], image_folders: Sequence[Path] | None) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    weight = 0
    for row in rows:
        image = None if image_folders is None else read_image(row, image_folders)
        batch.append({**row, "image": image})
        weight += len(row["context"]) + (len(image["bytes"]) if image else 0)
        weight += sum(len(message["content"]) for message in row["messages"])
        if len(batch) >= GROUP_ROWS or weight >= GROUP_BYTES:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def read_image(row: dict[str, Any], folders: Sequence[Path]) -> dict[str, Any]:
    """Return a row's picture as `datasets` stores embedded ones: its bytes and its bare name.

    Args:
        row: of a run.
        folders: where the picture must lie.

    Raises:
        DatasetError: the run has no picture for the row, the file is gone or elsewhere, or it is no picture.
    """
    if not row["image"]:
        raise DatasetError(
            f"row {row['id']}: the run has no picture for {row['file_name']!r}; "
            "export without --embed-images, or generate from a folder that has the pictures"
        )
    try:
        data = read_file(Path(row["image"]), folders)
    except PictureFault as error:
        raise DatasetError(
            f"row {row['id']}: cannot read picture {row['image']}: {error}; export without --embed-images, "
            "put the pictures back, or name their folder with --image-folder DIR"
        ) from error
    return {"bytes": data, "path": Path(row["file_name"]).name}

"""The rows that are trained on: loaded, tokenized once, and grouped by picture."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import datasets
import numpy as np

from ...errors import TrainingError
from ..arguments import OWN_DATASET, DataArguments
from ..chat import IGNORED, EncodedRow, TemplateFormat, VicunaFormat
from .images import ImageTokens, read_size

logger = logging.getLogger(__name__)


@dataclass
class TrainingRows:
    """Rows of all configs, numbered through, each with its tokens.

    Attributes:
        tables: one dataset a config, the pictures undecoded.
        config_names: of the tables.
        encoded: every row's tokens, the picture one token.
        places: per row, (number of its table, number in the table).
        groups: the rows of each picture; a row of text only is a group of its own.
        group_names: a lasting name for each group, which the shuffled order hangs on.
        row_names: the rows' ids.
        left_out: how many rows were cut or left out, by named reason.
    """

    tables: list[datasets.Dataset]
    config_names: list[str]
    encoded: list[EncodedRow] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    groups: list[list[int]] = field(default_factory=list)
    group_names: list[str] = field(default_factory=list)
    group_of: list[int] = field(default_factory=list)
    row_names: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.encoded)

    def config_of(self, row: int) -> int:
        """The number of the row's config."""
        return self.places[row][0]

    def picture_cell(self, row: int) -> tuple[dict[str, Any] | None, str | None]:
        """The row's undecoded picture and its file name."""
        table, place = self.places[row]
        record = self.tables[table][place]
        return record.get("image"), record.get("file_name")

    def messages(self, row: int) -> list[dict[str, Any]]:
        """The row's chat."""
        table, place = self.places[row]
        return list(self.tables[table][place]["messages"])


def load_tables(arguments: DataArguments, *, split: str, data_dir: str | None) -> dict[str, datasets.Dataset]:
    """Load one table for each config that the recipe names.

    Raises:
        TrainingError: no source was given, or a config or split is not there.
    """
    source = arguments.dataset_name
    if data_dir is None and source is None:
        raise TrainingError("data_dir: give a run folder (--data_dir RUN), or a dataset (--dataset_name ID_OR_FOLDER)")
    if data_dir is not None and not Path(data_dir).is_dir():
        raise TrainingError(f"data_dir: {data_dir!r} is no folder; give one that `kp-llava generate` made")
    tables = {}
    for name in dict.fromkeys(arguments.config_names):
        try:
            if data_dir is not None or source == OWN_DATASET:
                import kp_llava  # noqa: F401  (answers for the name in load_dataset)

                table = _load_run(name, data_dir, split)
            else:
                table = datasets.load_dataset(source, name, split=split, cache_dir=_folder_cache(str(source)))
        except (ValueError, FileNotFoundError, datasets.exceptions.DatasetsError) as error:
            place = f"data_dir {data_dir}" if data_dir is not None else f"dataset_name {source}"
            problem = " ".join(str(error).split())
            if "Unknown split" in problem:
                field = "train_split" if split == arguments.train_split else "eval_split"
                problem = f"{problem.rstrip('.')}; give --{field} one that is there"
            raise TrainingError(f"{place}: config {name}, split {split}: {problem}") from error
        tables[name] = table
    return tables


def _load_run(name: str, data_dir: str | None, split: str) -> datasets.Dataset:
    """Load one config of a run; its only split is meant by `train`, whatever COCO calls it."""
    try:
        return datasets.load_dataset(OWN_DATASET, name, data_dir=data_dir, split=split)
    except ValueError as error:
        if split != "train" or "Unknown split" not in str(error):
            raise
        splits = datasets.load_dataset(OWN_DATASET, name, data_dir=data_dir)
        if len(splits) != 1:
            raise
        return next(iter(splits.values()))


def _folder_cache(source: str) -> str | None:
    """A cache of its own for each state of a local folder; None for a Hub id.

    The cache of datasets 5 knows a folder that describes its configs in a README by its name and README only: another
    folder of that name, or the same one exported anew, would give old rows.
    """
    folder = Path(source)
    if not folder.is_dir():
        return None
    digest = hashlib.sha256(str(folder.resolve()).encode())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path.relative_to(folder)}:{status.st_size}:{status.st_mtime_ns};".encode())
    return str(Path(datasets.config.HF_DATASETS_CACHE) / "kp_llava_folders" / digest.hexdigest()[:16])


def encode_rows(
    tables: dict[str, datasets.Dataset],
    chat: VicunaFormat | TemplateFormat,
    *,
    image_tokens: int | ImageTokens,
    max_length: int,
    image_folder: str | None = None,
    max_samples: int | None = None,
    seed: int = 0,
) -> TrainingRows:
    """Tokenize every row and group the rows by picture.

    Args:
        tables: a dataset for each config name; columns `messages`, and any of `id`, `image`, `image_id`, `file_name`.
        chat: the format.
        image_tokens: tokens that a picture takes: one number, or by its size.
        max_length: rows that are longer are cut at their end; one without any answer token left is left out.
        image_folder: where the pictures lie of rows that only name a file.
        max_samples: keep the rows of the pictures that come first in an order seeded by `seed`, up to this many.
        seed: see there.

    Raises:
        TrainingError: a row that can't be trained on, by its id; or no row at all.
    """
    kept = {name: _undecoded(table) for name, table in tables.items()}
    rows = TrainingRows(tables=list(kept.values()), config_names=list(kept))
    numbers: dict[str, int] = {}
    tokens_of: dict[str, int] = {}
    longest = 0
    for number, (config, table) in enumerate(kept.items()):
        columns = set(table.column_names)
        if "messages" not in columns:
            raise TrainingError(f"config {config}: has no column messages; its columns are {sorted(columns)}")
        for place, record in enumerate(table):
            name = str(record.get("id") or f"{config}[{place}]")
            key = _picture_key(record, image_folder is not None, name)
            encoded = chat.encode(record["messages"], has_image=key is not None, name=name)
            if key is not None:
                if key not in tokens_of:
                    tokens_of[key] = _picture_tokens(record, image_tokens, image_folder, name)
                encoded = replace(encoded, image_tokens=tokens_of[key])
            longest = max(longest, encoded.expanded(encoded.first_supervised))
            shortened = _cut(encoded, max_length)
            if shortened is None:
                _count(rows.left_out, "no answer within max_length")
                continue
            if shortened is not encoded:
                _count(rows.left_out, "cut to max_length")
            group_name = key if key is not None else f"text {name}"
            if group_name not in numbers:
                numbers[group_name] = len(rows.groups)
                rows.groups.append([])
                rows.group_names.append(group_name)
            rows.groups[numbers[group_name]].append(len(rows.encoded))
            rows.group_of.append(numbers[group_name])
            rows.encoded.append(shortened)
            rows.places.append((number, place))
            rows.row_names.append(name)
    if max_samples is not None:
        _keep_first(rows, max_samples, seed)
    if not any(rows.groups):
        raise TrainingError(
            f"no rows to train on in {', '.join(kept)}; left out: {rows.left_out or 'none'} "
            f"(the longest question with its picture has {longest} tokens, max_length is {max_length})"
        )
    for reason, count in rows.left_out.items():
        logger.warning("%d rows: %s", count, reason)
    return rows


def shared_length(rows: TrainingRows, members: Sequence[int]) -> int:
    """How many tokens, the picture still one, all of these rows begin with; at least one prompt token stays unshared.

    Rows of one picture share what their chats begin with: the system message, the picture, and what their questions
    have in common. What comes before a supervised token is never wholly shared, so that every branch predicts its own.
    """
    first = rows.encoded[members[0]]
    common = min(min(len(rows.encoded[row].ids), rows.encoded[row].first_supervised - 1) for row in members)
    common = max(common, 0)
    for row in members[1:]:
        other = rows.encoded[row].ids[:common]
        differing = np.flatnonzero(first.ids[:common] != other)
        if len(differing):
            common = int(differing[0])
    return common if common > first.image_at else 0


def _undecoded(table: datasets.Dataset) -> datasets.Dataset:
    columns = [name for name in ("id", "image", "image_id", "file_name", "messages") if name in table.column_names]
    table = table.select_columns(columns)
    if isinstance(table.features.get("image"), datasets.Image):
        table = table.cast_column("image", datasets.Image(decode=False))
    return table


def _picture_key(record: dict[str, Any], has_image_folder: bool, name: str) -> str | None:
    """A name for the row's picture, the same in all configs; None for a row of text only."""
    cell, image_id, file_name = record.get("image") or {}, record.get("image_id"), record.get("file_name")
    has_picture = bool(cell.get("bytes") or cell.get("path"))
    if not has_picture and file_name is None:
        return None
    if not has_picture and not has_image_folder:
        raise TrainingError(f"row {name}: carries no picture, only the name {file_name}; give --image_folder DIR")
    if image_id is not None or file_name is not None:
        return f"{image_id} {file_name}"
    if cell.get("bytes"):
        return hashlib.sha256(cell["bytes"]).hexdigest()
    return str(cell["path"])


def _picture_tokens(
    record: dict[str, Any], image_tokens: int | ImageTokens, image_folder: str | None, name: str
) -> int:
    if isinstance(image_tokens, int):
        return image_tokens
    if image_tokens.fixed is not None:
        return image_tokens.fixed
    return image_tokens.count(read_size(record.get("image"), record.get("file_name"), image_folder, name))


def _cut(row: EncodedRow, max_length: int) -> EncodedRow | None:
    if row.length <= max_length:
        return row
    kept = max_length - (row.length - len(row.ids))
    if kept <= row.first_supervised:
        return None
    return replace(row, ids=row.ids[:kept], labels=row.labels[:kept])


def _keep_first(rows: TrainingRows, max_samples: int, seed: int) -> None:
    """Empty the groups beyond the first `max_samples` rows in seeded order of the pictures."""
    order = sorted(
        range(len(rows.groups)), key=lambda group: hashlib.sha256(f"{seed}:{rows.group_names[group]}".encode()).digest()
    )
    room = max_samples
    for group in order:
        rows.groups[group] = rows.groups[group][: max(room, 0)]
        room -= len(rows.groups[group])


def _count(counts: dict[str, int], reason: str) -> None:
    counts[reason] = counts.get(reason, 0) + 1


def share_supervised(rows: TrainingRows) -> float:
    """The share of all tokens that the loss falls on, 0 to 1."""
    supervised = total = 0
    for row in rows.encoded:
        supervised += int((row.labels != IGNORED).sum())
        total += row.length
    return supervised / max(total, 1)

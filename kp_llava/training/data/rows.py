"""The rows that are trained on: tokenized once, kept on disk, and grouped by their pictures."""

from __future__ import annotations

import hashlib
import importlib.resources
import itertools
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import datasets
import numpy as np

from ...errors import TrainingError
from ..chat import TemplateFormat, VicunaFormat
from ..families.pictures import PictureText
from .images import BLANK, ImageTokens, read_size
from .light import hash_table, iterate_light
from .sources import Part
from .store import TokenStore, open_store
from .tokens import Span, common_prefix, make_spans, write_store

logger = logging.getLogger(__name__)

_COLUMNS = ("id", "image", "images", "image_id", "file_name", "file_names", "messages")
# what the stored tokens follow from
_CODE = ("chat.py", "data/rows.py", "data/tokens.py", "data/images.py", "families/pictures.py")

Picture = tuple[dict[str, Any] | None, str | None]  # the undecoded cell, and the file name


@dataclass
class TrainingRows:
    """Rows of all parts, numbered through, each with its tokens.

    Attributes:
        parts: the tables with their names, the pictures undecoded.
        encoded: every row's tokens, a run of image tokens one token.
        groups: the rows of each picture; a row of text only is a group of its own.
        left_out: how many rows were cut or left out, by named reason.
        digest: a hash that changes with any row, the format or the greatest length.
        image_tokens: as given to `encode_rows`.
    """

    parts: list[Part]
    encoded: TokenStore
    digest: str
    image_tokens: int | ImageTokens = 1
    groups: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        arrays = self.encoded.arrays
        self.lengths: list[int] = arrays["lengths"].tolist()
        self.group_of: list[int] = arrays["groups"].tolist()
        self._tables: list[int] = arrays["tables"].tolist()
        if not self.groups:
            self.groups = [[] for _ in self.encoded.group_names]
            for row, group in enumerate(self.group_of):
                self.groups[group].append(row)

    def __len__(self) -> int:
        return len(self.encoded)

    @property
    def config_names(self) -> list[str]:
        """The parts' names."""
        return [part.name for part in self.parts]

    @property
    def row_names(self) -> list[str]:
        """The rows' ids."""
        return self.encoded.row_names

    @property
    def group_names(self) -> list[str]:
        """A lasting name for each group, from which the shuffled order follows."""
        return self.encoded.group_names

    @property
    def left_out(self) -> dict[str, int]:
        """How many rows were cut or left out, by named reason."""
        return self.encoded.left_out

    def config_of(self, row: int) -> int:
        """The number of the row's part."""
        return self._tables[row]

    def picture_cells(self, row: int) -> list[Picture]:
        """The row's undecoded pictures and their file names, in order."""
        return _picture_cells(self._record(row))

    def part(self, row: int) -> Part:
        """The part that the row is of."""
        return self.parts[self._tables[row]]

    def picture_sizes(self, row: int) -> list[tuple[int, int]]:
        """Widths and heights of the row's pictures; those of `BLANK` where tokens do not follow from them."""
        cells = self.picture_cells(row)
        if isinstance(self.image_tokens, int) or self.image_tokens.fixed is not None:
            return [BLANK] * len(cells)
        part, name = self.part(row), self.row_names[row]
        return [read_size(*cell, part.image_folder, name, part.places) for cell in cells]

    def picture_texts(self, row: int, image_token: str) -> list[PictureText]:
        """What stands in the places of the row's pictures; `image_token` is the format's."""
        if isinstance(self.image_tokens, int):
            return [PictureText(image_token, (self.image_tokens,))] * len(self.picture_cells(row))
        return [self.image_tokens.read(size) for size in self.picture_sizes(row)]

    def is_mirrored(self, row: int) -> bool:
        """Whether the row's pictures are shown mirrored."""
        return self.parts[self._tables[row]].is_mirrored

    def messages(self, row: int) -> list[dict[str, Any]]:
        """The row's chat."""
        return list(self._record(row)["messages"])

    def _record(self, row: int) -> dict[str, Any]:
        return self.parts[self._tables[row]].table[int(self.encoded.arrays["places"][row])]

    def shared_length(self, members: Sequence[int]) -> int:
        """How many tokens, a run of image tokens still one, these rows begin with; see `tokens.common_prefix`."""
        group = self.group_of[members[0]]
        # the whole group's was worked out when the rows were stored, and holds for any part of it that begins alike
        if len(members) == len(self.groups[group]) and set(members) == set(self.groups[group]):
            return int(self.encoded.arrays["shared"][group])
        return common_prefix(self.encoded.arrays, self.encoded.ids, members)

    def expanded_prefix(self, row: int, tokens: int) -> int:
        """How long the first `tokens` tokens of a row are with the runs in full."""
        arrays = self.encoded.arrays
        first, last = int(arrays["picture_starts"][row]), int(arrays["picture_starts"][row + 1])
        return tokens + sum(
            int(arrays["picture_tokens"][number]) - 1
            for number in range(first, last)
            if arrays["picture_at"][number] < tokens
        )

    def has_picture(self, row: int) -> bool:
        """Whether the row has a picture."""
        starts = self.encoded.arrays["picture_starts"]
        return bool(starts[row + 1] > starts[row])

    def picture_count(self) -> int:
        """How many groups have a picture; those of several pictures count once."""
        return sum(bool(members) and self.has_picture(members[0]) for members in self.groups)

    def content_digest(self) -> str:
        """A hash of the tokens, weights and order of what is trained on, the same on every machine."""
        digest = hashlib.sha256(self.encoded.content.encode())
        digest.update(json.dumps([[part.name, part.weight] for part in self.parts]).encode())
        for name, members in zip(self.group_names, self.groups, strict=True):
            digest.update(f"{name}\0{len(members)}\0".encode())
        return digest.hexdigest()[:16]

    def only(self, groups: set[int]) -> TrainingRows:
        """The same rows with all groups but these empty."""
        kept = [rows if group in groups else [] for group, rows in enumerate(self.groups)]
        return replace(self, groups=kept)


def encode_rows(
    tables: Mapping[str, datasets.Dataset] | Sequence[Part],
    chat: VicunaFormat | TemplateFormat,
    *,
    image_tokens: int | ImageTokens,
    max_length: int,
    image_folder: str | None = None,
    max_samples: int | None = None,
    seed: int = 0,
    workers: int | None = None,
) -> TrainingRows:
    """Tokenize every row and group the rows by picture; what was tokenized before is taken from the cache.

    Args:
        tables: a dataset for each config name, or parts; columns `messages`, and any of `id`, `image`, `images`,
            `image_id`, `file_name`, `file_names`.
        chat: the format.
        image_tokens: tokens that a picture takes: one number, or by its size.
        max_length: rows that are longer are cut at their end; one without any answer token left is left out.
        image_folder: where the pictures lie of rows that only name a file, where a part says nothing else.
        max_samples: keep the rows of the pictures that come first in an order seeded by `seed`, up to this many.
        seed: see there.
        workers: processes that tokenize; all cores where the rows are many, when not given.

    Raises:
        TrainingError: a row that can't be trained on, by its id; or no row at all.
    """
    given = [Part(name, table) for name, table in tables.items()] if isinstance(tables, Mapping) else list(tables)
    parts = [
        replace(part, table=_undecoded(part.table, part.name), image_folder=part.image_folder or image_folder)
        for part in given
    ]
    digest = _digest(parts, chat, image_tokens, max_length)
    folder = Path(datasets.config.HF_DATASETS_CACHE) / "kp_llava_tokens"
    found = None
    if not isinstance(image_tokens, int) and image_tokens.fixed is None:
        # the same names may stand for pictures of other sizes
        found = [_read_pictures(part, chat, image_tokens) for part in parts]
        digest = hashlib.sha256(f"{digest} {[pictures for _, _, pictures in found]}".encode()).hexdigest()
    store = open_store(folder / digest[:24])
    if store is None:
        spans: list[Span] = []
        keys: list[list[str]] = []
        for number, part in enumerate(parts):
            names, group_keys, pictures = found[number] if found else _read_pictures(part, chat, image_tokens)
            spans += make_spans(number, names, pictures)
            keys += [group_keys[span.start : span.start + len(span.names)] for span in spans[len(keys) :]]
        tables_ = [part.table.select_columns(["messages"]) for part in parts]
        store = write_store(folder / digest[:24], tables_, chat, spans, keys, max_length=max_length, workers=workers)
    rows = TrainingRows(parts, store, digest, image_tokens)
    if max_samples is not None:
        _keep_first(rows, max_samples, seed)
    if not any(rows.groups):
        raise TrainingError(
            f"no rows to train on in {', '.join(rows.config_names)}; left out: {rows.left_out or 'none'} "
            f"(the longest question with its picture has {store.longest} tokens, max_length is {max_length})"
        )
    for reason, count in rows.left_out.items():
        logger.warning("%d rows: %s", count, reason)
    return rows


def _digest(
    parts: Sequence[Part], chat: VicunaFormat | TemplateFormat, image_tokens: int | ImageTokens, max_length: int
) -> str:
    """What the stored tokens follow from: the rows, the format with its tokenizer, the pictures' tokens, our code."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.name}\0{part.image_folder}\0{part.source}\0".encode())
        hash_table(part.table, digest)
    tokenizer = chat.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    digest.update(backend.to_str().encode() if backend is not None else repr(tokenizer.get_vocab()).encode())
    digest.update(json.dumps([type(chat).__name__, getattr(chat, "system", ""), chat.processor.chat_template]).encode())
    size = image_tokens if isinstance(image_tokens, int) else image_tokens.signature
    digest.update(f"{size}\0{max_length}\0".encode())
    root = Path(str(importlib.resources.files("kp_llava.training")))
    for name in _CODE:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def _undecoded(table: datasets.Dataset, name: str) -> datasets.Dataset:
    if "messages" not in table.column_names:
        raise TrainingError(f"config {name}: has no column messages; its columns are {sorted(table.column_names)}")
    kept = [column for column in _COLUMNS if column in table.column_names]
    table = table.select_columns(kept)
    if isinstance(table.features.get("image"), datasets.Image):
        table = table.cast_column("image", datasets.Image(decode=False))
    if "images" in kept and isinstance(getattr(table.features["images"], "feature", None), datasets.Image):
        table = table.cast_column("images", datasets.List(datasets.Image(decode=False)))
    return table


def _picture_cells(record: Mapping[str, Any]) -> list[Picture]:
    """The pictures of a row: of `images` or `file_names` where it has several, else of `image` and `file_name`."""
    cells, names = record.get("images") or [], record.get("file_names") or []
    if cells or names:
        return list(itertools.zip_longest(cells, names))
    cell, file_name = record.get("image"), record.get("file_name")
    has_cell = bool(cell and (cell.get("bytes") or cell.get("path")))
    return [(cell, file_name)] if has_cell or file_name is not None else []


def _read_pictures(
    part: Part, chat: VicunaFormat | TemplateFormat, image_tokens: int | ImageTokens
) -> tuple[list[str], list[str], list[tuple[PictureText, ...]]]:
    """Per row of a part: its id, the name of its group, and what stands in its pictures' places.

    Pictures of 200,000 rows are gigabytes, so their bytes are not read where a row names its picture.
    """
    names: list[str] = []
    keys: list[str] = []
    pictures: list[tuple[PictureText, ...]] = []
    texts: dict[str, PictureText] = {}
    scope = f"source {part.source} " if part.source else ""
    for place, (row_id, cells) in enumerate(iterate_light(part.table)):
        name = str(row_id or f"{part.name}[{place}]")
        mine = []
        for number, (image_id, file_name, is_given, path) in enumerate(cells):
            if not is_given and part.image_folder is None:
                raise TrainingError(
                    f"row {name}: carries no picture, only the name {file_name}; give --image_folder DIR"
                )
            if image_id is not None or file_name is not None:
                key = f"{scope}{image_id} {file_name}"
            else:
                cell, _ = _picture_cells(part.table[place])[number]
                data = (cell or {}).get("bytes")
                key = scope + (hashlib.sha256(data).hexdigest() if data else str(path))
            if key not in texts:
                texts[key] = _read_layout(part, place, number, chat, image_tokens, name)
            mine.append(key)
        names.append(name)
        keys.append(" | ".join(mine) if mine else f"{scope}text {name}")
        pictures.append(tuple(texts[key] for key in mine))
    return names, keys, pictures


def _read_layout(
    part: Part,
    place: int,
    number: int,
    chat: VicunaFormat | TemplateFormat,
    image_tokens: int | ImageTokens,
    name: str,
) -> PictureText:
    if isinstance(image_tokens, int):
        return PictureText(chat.image_token, (image_tokens,))
    if image_tokens.fixed is not None:
        return image_tokens.read(BLANK)
    cell, file_name = _picture_cells(part.table[place])[number]
    return image_tokens.read(read_size(cell, file_name, part.image_folder, name, part.places))


def _keep_first(rows: TrainingRows, max_samples: int, seed: int) -> None:
    """Empty the groups beyond the first `max_samples` rows in seeded order of the pictures."""
    room = max_samples
    for group in _seeded_order(rows, seed):
        rows.groups[group] = rows.groups[group][: max(room, 0)]
        room -= len(rows.groups[group])


def _seeded_order(rows: TrainingRows, seed: int) -> list[int]:
    names = rows.group_names
    return sorted(range(len(names)), key=lambda group: hashlib.sha256(f"{seed}:{names[group]}".encode()).digest())


def hold_out(rows: TrainingRows, share: float, seed: int) -> tuple[TrainingRows, TrainingRows]:
    """Split rows in two: those to train on, and a share of the pictures, with all of their rows, to evaluate on.

    Args:
        rows: all rows.
        share: of the pictures, above 0 and below 1.
        seed: of the choice.

    Raises:
        TrainingError: there are not two pictures.
    """
    order = [group for group in _seeded_order(rows, seed) if rows.groups[group]]
    if len(order) < 2:
        raise TrainingError(f"eval_share: {share} of {len(order)} picture(s) leaves nothing to train on; leave it out")
    count = min(max(1, round(share * len(order))), len(order) - 1)
    return rows.only(set(order[:-count])), rows.only(set(order[-count:]))


def share_supervised(rows: TrainingRows) -> float:
    """The share of all tokens that the loss falls on, 0 to 1."""
    return float(rows.encoded.supervised.sum(dtype=np.int64)) / max(sum(rows.lengths), 1)

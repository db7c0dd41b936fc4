"""Rows as tokens on disk: made once, on all cores, and mapped into memory by every rank and worker.

A store is a folder of flat arrays. It is written under another name and renamed when it is whole, so that a store that
is there is complete.

    ids.bin          int32, all rows' tokens one after another, a run of image tokens one token
    supervised.bin   uint8, as long: whether the loss falls on the token
    rows.npz         per row: where its tokens start, table, place in the table, group, pictures, lengths
    meta.json        names, counts, what was left out
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import datasets
import numpy as np
from tqdm import tqdm

from ...errors import TrainingError
from ...files.json_file import JsonFault, is_count, read_object, shorten
from ...files.model_folder import describe_fault
from ..chat import IGNORED, EncodedRow, TemplateFormat, VicunaFormat
from ..families.pictures import PictureText

logger = logging.getLogger(__name__)

_SPAN = 2_000  # rows that a worker encodes at a time
_WORTH_WORKERS = 4_000  # rows from which starting workers pays
CUT, NO_ANSWER = "cut to max_length", "no answer within max_length"
_COLUMNS = ("starts", "tables", "places", "groups", "lengths", "first_supervised", "picture_starts", "picture_at",
            "picture_tokens", "picture_of", "shared")  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Rows of one table that are encoded together.

    Attributes:
        table: the table's number.
        start: the first row.
        names: the rows' ids.
        pictures: per row, what stands in the place of each of its pictures.
    """

    table: int
    start: int
    names: list[str]
    pictures: list[tuple[PictureText, ...]]


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


def _is_whole(folder: Path) -> bool:
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
            arrays = {name: found[name] for name in _COLUMNS}
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


def write_store(
    folder: Path,
    tables: Sequence[datasets.Dataset],
    chat: VicunaFormat | TemplateFormat,
    spans: Sequence[Span],
    group_keys: Sequence[Sequence[str]],
    *,
    max_length: int,
    workers: int | None = None,
) -> TokenStore:
    """Encode all rows and write them to a store.

    Args:
        folder: where the store will lie.
        tables: the rows' tables, with a column `messages`.
        chat: the format.
        spans: all rows, in order.
        group_keys: per span, the name of each row's group: its pictures, or the row itself.
        max_length: longer rows are cut at their end; one without any answer token left is left out.
        workers: processes; all cores where the rows are many, when not given.

    Raises:
        TrainingError: a row that cannot be trained on, by its id.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_draft(draft, tables, chat, spans, group_keys, max_length, workers)
        try:
            draft.rename(folder)
        except OSError:
            # another run has written the same rows meanwhile, or what lies there is damaged
            if not _is_whole(folder):
                away = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
                folder.rename(away)
                shutil.rmtree(away, ignore_errors=True)
                draft.rename(folder)
    except OSError as error:
        raise TrainingError(f"{folder.parent}: rows cannot be cached there: {error.strerror}; make room") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    store = open_store(folder)
    if store is None:
        raise TrainingError(f"{folder}: the cached rows vanished while they were written")
    return store


def _write_draft(
    draft: Path,
    tables: Sequence[datasets.Dataset],
    chat: VicunaFormat | TemplateFormat,
    spans: Sequence[Span],
    group_keys: Sequence[Sequence[str]],
    max_length: int,
    workers: int | None,
) -> None:
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    columns["starts"], columns["picture_starts"] = [0], [0]
    numbers: dict[str, int] = {}
    row_names: list[str] = []
    left_out: dict[str, int] = {}
    longest = 0
    content = hashlib.sha256()
    total = sum(len(span.names) for span in spans)
    if workers is None:
        workers = _count_cores() if total >= _WORTH_WORKERS else 1
    with (draft / "ids.bin").open("wb") as ids_file, (draft / "supervised.bin").open("wb") as mask_file:
        bar = tqdm(total=total, desc="tokenize", unit="row", disable=total < _WORTH_WORKERS)
        results = _encode_spans(tables, chat, spans, max_length, workers)
        for span, keys, (encoded, span_longest, reasons) in zip(spans, group_keys, results, strict=True):
            longest = max(longest, span_longest)
            for reason, count in reasons.items():
                left_out[reason] = left_out.get(reason, 0) + count
            ids_file.write(encoded["ids"].tobytes())
            mask_file.write(encoded["supervised"].tobytes())
            kept = encoded["kept"]
            for name in ("ids", "supervised", "sizes"):
                content.update(encoded[name].tobytes())
            group_names = [keys[number] for number in kept]
            columns["groups"] += [numbers.setdefault(name, len(numbers)) for name in group_names]
            row_names += [span.names[number] for number in kept]
            columns["tables"] += [span.table] * len(kept)
            columns["places"] += [span.start + number for number in kept]
            columns["starts"] += (columns["starts"][-1] + np.cumsum(encoded["sizes"])).tolist()
            columns["picture_starts"] += (columns["picture_starts"][-1] + np.cumsum(encoded["pictures"])).tolist()
            for name in ("lengths", "first_supervised", "picture_at", "picture_tokens", "picture_of"):
                columns[name] += encoded[name].tolist()
            bar.update(len(span.names))
        bar.close()
    arrays = {name: np.asarray(values, dtype=np.int64) for name, values in columns.items()}
    ids = np.memmap(draft / "ids.bin", dtype=np.int32, mode="r") if row_names else np.zeros(0, np.int32)
    arrays["shared"] = _count_shared(arrays, ids, len(numbers))
    np.savez(draft / "rows.npz", **arrays)  # type: ignore[arg-type]
    meta: dict[str, Any] = {
        "row_names": row_names,
        "group_names": list(numbers),
        "left_out": left_out,
        "longest": longest,
    }
    meta["content"] = content.hexdigest()
    # written last: a store with this file is whole
    (draft / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_Encoded = tuple[dict[str, np.ndarray], int, dict[str, int]]
_work: dict[str, Any] = {}  # what forked workers find in their memory


def _encode_spans(
    tables: Sequence[datasets.Dataset],
    chat: VicunaFormat | TemplateFormat,
    spans: Sequence[Span],
    max_length: int,
    workers: int,
) -> Iterator[_Encoded]:
    _work.update(tables=tables, chat=chat, max_length=max_length)
    try:
        if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
            yield from map(_encode_span, spans)
            return
        # forked: tables and tokenizer need not be sent, and each worker's own threads would only wait for each other
        before = os.environ.get("TOKENIZERS_PARALLELISM")
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        try:
            with multiprocessing.get_context("fork").Pool(min(workers, len(spans))) as pool:
                yield from pool.imap(_encode_span, spans)
        finally:
            os.environ.pop("TOKENIZERS_PARALLELISM")
            if before is not None:
                os.environ["TOKENIZERS_PARALLELISM"] = before
    finally:
        _work.clear()


def _encode_span(span: Span) -> _Encoded:
    chat, max_length = _work["chat"], _work["max_length"]
    conversations = _work["tables"][span.table][span.start : span.start + len(span.names)]["messages"]
    rows: list[EncodedRow] = []
    kept: list[int] = []
    reasons: dict[str, int] = {}
    longest = 0
    for number, (messages, name, pictures) in enumerate(zip(conversations, span.names, span.pictures, strict=True)):
        row = chat.encode(messages, images=pictures, name=name)
        longest = max(longest, row.expanded(row.first_supervised))
        shortened = cut_row(row, max_length)
        if shortened is None:
            reasons[NO_ANSWER] = reasons.get(NO_ANSWER, 0) + 1
            continue
        if shortened is not row:
            reasons[CUT] = reasons.get(CUT, 0) + 1
        kept.append(number)
        rows.append(shortened)
    ids = np.concatenate([row.ids for row in rows]) if rows else np.zeros(0, np.int32)
    labels = np.concatenate([row.labels for row in rows]) if rows else np.zeros(0, np.int32)
    found = {
        "ids": ids,
        "supervised": (labels != IGNORED).astype(np.uint8),
        "kept": np.asarray(kept, dtype=np.int64),
        "sizes": np.asarray([len(row.ids) for row in rows], dtype=np.int64),
        "lengths": np.asarray([row.length for row in rows], dtype=np.int64),
        "first_supervised": np.asarray([row.first_supervised for row in rows], dtype=np.int64),
        "pictures": np.asarray([len(row.images_at) for row in rows], dtype=np.int64),
        "picture_at": np.asarray([at for row in rows for at in row.images_at], dtype=np.int64),
        "picture_tokens": np.asarray([count for row in rows for count in row.image_tokens], dtype=np.int64),
        "picture_of": np.asarray([number for row in rows for number in row.picture_of], dtype=np.int64),
    }
    return found, longest, reasons


def cut_row(row: EncodedRow, max_length: int) -> EncodedRow | None:
    """The row's first `max_length` tokens; None where no answer token is among them, or a picture would be lost."""
    if row.length <= max_length:
        return row
    kept = max_length - (row.length - len(row.ids))
    if kept <= row.first_supervised or any(at >= kept for at in row.images_at):
        return None
    return replace(row, ids=row.ids[:kept], labels=row.labels[:kept])


def make_spans(table: int, names: Sequence[str], pictures: Sequence[tuple[PictureText, ...]]) -> list[Span]:
    """A table's rows in spans of some thousand."""
    return [
        Span(table, start, list(names[start : start + _SPAN]), list(pictures[start : start + _SPAN]))
        for start in range(0, len(names), _SPAN)
    ]


def _count_shared(arrays: dict[str, np.ndarray], ids: np.ndarray, groups: int) -> np.ndarray:
    """Per group, what `common_prefix` says of all of its rows."""
    order = np.argsort(arrays["groups"], kind="stable")
    bounds = np.searchsorted(arrays["groups"][order], np.arange(groups + 1))
    return np.asarray(
        [common_prefix(arrays, ids, order[low:high].tolist()) for low, high in itertools.pairwise(bounds)],
        dtype=np.int64,
    )


def common_prefix(arrays: dict[str, np.ndarray], ids: np.ndarray, rows: Sequence[int]) -> int:
    """How many tokens, a run of image tokens still one, all of these rows begin with.

    At least one prompt token stays unshared: what comes before a supervised token is never wholly shared, so that every
    branch predicts its own. It is 0 where not even the first picture is shared.
    """
    starts, first_supervised, picture_starts = arrays["starts"], arrays["first_supervised"], arrays["picture_starts"]
    begin = int(starts[rows[0]])
    common = max(0, min(min(int(starts[row + 1] - starts[row]), int(first_supervised[row]) - 1) for row in rows))
    first = ids[begin : begin + common]
    for row in rows[1:]:
        start = int(starts[row])
        differing = np.flatnonzero(first[:common] != ids[start : start + common])
        if len(differing):
            common = int(differing[0])
    number = int(picture_starts[rows[0]])
    image_at = int(arrays["picture_at"][number]) if picture_starts[rows[0] + 1] > number else -1
    return common if common > image_at else 0

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
from ..chat import IGNORED, EncodedRow, TemplateFormat, VicunaFormat
from ..families.pictures import PictureText
from .store import COLUMNS, TokenStore, is_whole, open_store

_SPAN = 2_000  # rows that a worker encodes at a time
_WORTH_WORKERS = 4_000  # rows from which starting workers pays
CUT, NO_ANSWER = "cut to max_length", "no answer within max_length"


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
            if not is_whole(folder):
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
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
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

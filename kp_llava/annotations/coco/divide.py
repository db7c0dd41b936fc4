"""A split's files divided into parts once, so that each of many parts reads no more than its own records.

A division is a folder, whole or not there. Each part has a folder in it, with images and annotations by kind as JSON
lines. ``shared.json`` says what the division was made from, and what all parts have in common.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from tqdm import tqdm

from ...code_hash import hash_code
from ...errors import AnnotationError
from ...files import drafted_folder
from ..shard import Shard
from .files import (
    PEOPLE,
    SplitFiles,
    find_image_info,
    find_kind,
    is_list,
    measure_images,
    read_one,
    refuse_split,
)
from .join import check_id
from .records import FILE_TYPES, KINDS, PersonRecord, check_split
from .stream import Evidence, NotStreamable, Others, make_decoders, note_record, stream_records

Stamp = list[tuple[str, int, int]]
"""Files and folders with their sizes and times."""

_SHARED = "shared.json"
_CODE = ("annotations",)
_BUFFER_BYTES = 64_000_000
_ENCODER = msgspec.json.Encoder()


class _Kind(msgspec.Struct):
    """A file that was divided: what messages call it, and its categories."""

    name: str
    categories: list[Any]


class _Shared(msgspec.Struct):
    stamp: Stamp
    code: str
    count: int
    kinds: dict[str, _Kind]
    witnesses: list[PersonRecord]
    last_ids: dict[int, int]


@dataclass(frozen=True)
class Division:
    """Where a split lies divided.

    Attributes:
        folder: of the division.
        stamp: of the files that it was made from.
    """

    folder: Path
    stamp: Stamp


def stamp_split(folder: Path, split: str, *, with_pictures: bool = False) -> Stamp:
    """Return the files and folders that a split is read from, with their sizes and times.

    Args:
        folder: a COCO folder.
        split: the split's name.
        with_pictures: each picture as well, and not only their folders.
    """
    annotations = folder / "annotations"
    files = [path for path in annotations.rglob("*.json") if split in str(path.relative_to(annotations))]
    pictures = [Path(place) for place, _, _ in os.walk(folder / split)]
    shown = [path for place in pictures for path in place.iterdir()] if with_pictures else []
    return [_stamp_file(path) for path in sorted([*files, folder, annotations, *pictures, *shown])]


def _stamp_file(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), -1, -1
    return str(path), found.st_size, found.st_mtime_ns


def divide_split(folder: Path, split: str, count: int, stamp: Stamp, out: Path, *, progress: bool = False) -> Division:
    """Divide a split's files, unless `out` has them from the same files already.

    The files are read once, record by record where they can be. Segmentations and other unused fields are left out.

    Args:
        folder: a COCO folder.
        split: the split's name.
        count: how many parts.
        stamp: of the split, from before it is read.
        out: the division's folder, which is replaced.
        progress: show a bar on stderr.

    Raises:
        AnnotationError: the keypoints are missing, a file cannot be read, or `out` cannot be written.
    """
    check_split(split)
    shared = _read_shared(out)
    if shared is not None and (shared.stamp, shared.code, shared.count) == (stamp, hash_code(_CODE), count):
        return Division(out, stamp)
    paths = {kind: find_kind(folder, kind, split) for kind in KINDS}
    if not paths[PEOPLE]:
        refuse_split(folder, split)
    if out.exists() and not (out / _SHARED).is_file() and any(out.iterdir()):
        raise AnnotationError(f"{out}: is no division of annotations, and is not replaced; give another folder")
    size = sum(path.stat().st_size for kind in paths.values() for path in kind)
    with (
        drafted_folder(out, error=AnnotationError, finish=lambda _: None) as draft,
        tqdm(total=size, desc="annotations", unit="B", unit_scale=True, disable=not progress) as bar,
    ):
        shared = _divide(folder, split, count, paths, draft, bar)
        shared.stamp = stamp
        (draft / _SHARED).write_bytes(_ENCODER.encode(shared))
    return Division(out, stamp)


def _divide(folder: Path, split: str, count: int, paths: Mapping[str, list[Path]], out: Path, bar: Any) -> _Shared:
    shared = _Shared([], hash_code(_CODE), count, {}, [], {})
    others, evidence = Others(), Evidence()
    for kind, files in paths.items():
        if not files:
            continue
        name = str(files[0] if len(files) == 1 else files[0].parent)
        shared.kinds[kind] = _Kind(name, [])
        writer = _Writer(out, count, kind, name)
        for path in files:
            _divide_file(path, kind, folder / split, writer, shared.kinds[kind], (evidence, others))
            bar.update(path.stat().st_size)
        if kind == PEOPLE and not writer.images and (writer.annotations or any(map(is_list, files))):
            info = find_image_info(folder, split, {one: name for one, found in paths.items() if found})
            if info is not None:
                _divide_file(info, "image_info", info.parent, writer, shared.kinds[kind], (evidence, others))
        writer.flush()
    shared.witnesses = evidence.find_witnesses()
    shared.last_ids = others.last_ids
    return shared


def _divide_file(
    path: Path, kind: str, image_dir: Path, writer: _Writer, shared: _Kind, notes: tuple[Evidence, Others]
) -> None:
    known = {category.id for category in shared.categories if hasattr(category, "id")}
    place = writer.mark()
    is_streamed = not is_list(path)
    while True:
        categories = []
        try:
            for group, record in stream_records(path, kind) if is_streamed else _list_records(path, kind, image_dir):
                if group == "categories":
                    categories.append(record)
                    continue
                writer.add(group, record.id if group == "images" else record.image_id, record)
                if group == "annotations":
                    note_record(record, kind, *notes, is_kept=False)
            break
        except NotStreamable:
            # broken or unusual: the reader of whole files takes it, or says what is wrong
            writer.go_back(place)
            is_streamed = False
    shared.categories += [one for one in categories if not hasattr(one, "id") or one.id not in known]


def _list_records(path: Path, kind: str, image_dir: Path) -> Iterator[tuple[str, Any]]:
    content = read_one(path, kind, image_dir)
    for group in make_decoders(kind):
        for record in getattr(content, group):
            yield group, record


class _Writer:
    """Appends the records of a kind to the files of their parts, many at a time."""

    def __init__(self, out: Path, count: int, kind: str, name: str) -> None:
        self._out, self._count, self._kind, self._name = out, count, kind, name
        self._buffers: dict[tuple[int, str], bytearray] = {}
        self._bytes = 0
        self._sizes: Counter[Path] = Counter()
        self.images = 0
        self.annotations = 0

    def add(self, group: str, image_id: int, record: Any) -> None:
        one = "an image" if group == "images" else "an annotation"
        check_id(record.id, f"{self._name}: {one}'s id")
        check_id(image_id, f"{self._name}: {one}'s image_id")
        line = _ENCODER.encode(record)
        key = (Shard.number_of(image_id, self._count), group)
        self._buffers.setdefault(key, bytearray()).extend(line + b"\n")
        self._bytes += len(line)
        if group == "images":
            self.images += 1
        else:
            self.annotations += 1
        if self._bytes > _BUFFER_BYTES:
            self.flush()

    def flush(self) -> None:
        for (number, group), lines in sorted(self._buffers.items()):
            path = _name_file(self._out, number, self._kind, group)
            path.parent.mkdir(exist_ok=True)
            with path.open("ab") as file:
                file.write(lines)
            self._sizes[path] += len(lines)
        self._buffers = {}
        self._bytes = 0

    def mark(self) -> tuple[dict[Path, int], int, int]:
        """What is written so far."""
        self.flush()
        return dict(self._sizes), self.images, self.annotations

    def go_back(self, place: tuple[dict[Path, int], int, int]) -> None:
        """Forget what was added since `mark`."""
        self.flush()
        sizes, self.images, self.annotations = place
        for path in self._sizes:
            os.truncate(path, sizes.get(path, 0))
        self._sizes = Counter(sizes)


def _name_file(out: Path, number: int, kind: str, group: str) -> Path:
    return out / f"{number:05d}" / f"{kind}.{group}.jsonl"


def _read_shared(out: Path) -> _Shared | None:
    try:
        return msgspec.json.decode((out / _SHARED).read_bytes(), type=_Shared)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def read_part(division: Path, shard: Shard, folder: Path, split: str, image_dir: Path) -> SplitFiles:
    """Read the records of a part from a division, as `files.read_split` gives them.

    Args:
        division: the folder, by `divide_split`.
        shard: the part.
        folder: the COCO folder that was divided.
        split: the split's name.
        image_dir: where the pictures are; sizes that the files leave out come from them.

    Raises:
        AnnotationError: it is no division into so many parts, or a part of it is gone.
    """
    shared = _read_shared(division)
    if shared is None or shared.count != shard.count or shared.code != hash_code(_CODE):
        raise AnnotationError(f"{division}: is no division into {shard.count} parts; give the command again")
    others, evidence = Others(last_ids=shared.last_ids), Evidence()
    contents: dict[str, Any] = {}
    for kind, found in shared.kinds.items():
        decoders = make_decoders(kind)
        lists: dict[str, list[Any]] = {
            "categories": [decoders["categories"].decode(_ENCODER.encode(one)) for one in found.categories]
        }
        for group in ("images", "annotations"):
            path = _name_file(division, shard.number, kind, group)
            try:
                lists[group] = decoders[group].decode_lines(path.read_bytes()) if path.exists() else []
            except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise AnnotationError(f"{path}: is damaged ({error}); remove {division} and try again") from None
        contents[kind] = FILE_TYPES[kind](**lists)
    for person in contents[PEOPLE].annotations:
        evidence.add(person, is_kept=True)
    for person in shared.witnesses:
        evidence.add(person, is_kept=False)
    others.witnesses = evidence.find_witnesses()
    counts = Counter({f"{kind} files missing": 1 for kind in KINDS if kind not in contents})
    names = {kind: found.name for kind, found in shared.kinds.items()}
    measure_images(contents, names, [image_dir, folder])
    return SplitFiles(contents, names, counts, others)

"""Detect in all pictures and write a COCO folder.

``OUT/detect.jsonl`` has the options in its first line and then one line a picture, so that a stop loses little. The
COCO files are written from it at the end, whole. Given again, the command looks only at the pictures that are new.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image
from tqdm import tqdm

from ...errors import AnnotationError
from ...files import write_atomically
from ..coco.records import check_split
from ..shard import Shard
from ..skeleton import make_skeleton
from .found import Detector
from .log import LOG_NAME, Entry, Head, append, read_head, read_log
from .options import DetectOptions
from .pictures import Picture, UnreadablePicture, count_pictures, is_turned, list_pictures

UNREADABLE = "pictures that cannot be read"
NOBODY = "pictures without a person"
REPEATED = "pictures whose name comes twice"
# ids stay below 2^53, which JavaScript and float columns keep whole
_ID_BITS = 45
_QUALITY = 95


@dataclass(frozen=True)
class DetectSummary:
    """What a call of `detect` found.

    Attributes:
        pictures: pictures that were looked at, by this and earlier calls.
        new: of them by this call.
        people: people in them.
        points: points of these people with a confidence of at least 0.3.
        things: other objects.
        skipped: pictures by the reason why they are left out.
    """

    pictures: int
    new: int
    people: int
    points: int
    things: int
    skipped: dict[str, int]


def make_detector(options: DetectOptions, *, batch_size: int = 4, device: str | None = None) -> Detector:
    """Load the detector that the options name.

    Raises:
        AnnotationError: a package or a model is missing.
    """
    if options.detector == "mediapipe":
        from .mediapipe import MediaPipeDetector

        return MediaPipeDetector(options)
    from .transformers import TransformersDetector

    return TransformersDetector(options, batch_size=batch_size, device=device)


def detect(
    source: str,
    out: Path,
    options: DetectOptions,
    *,
    detector: Detector | None = None,
    batch_size: int = 4,
    device: str | None = None,
    progress: bool = False,
) -> DetectSummary:
    """Detect people in pictures and write a COCO folder.

    Args:
        source: see `pictures.list_pictures`.
        out: the COCO folder; ``annotations/`` and ``SPLIT/`` are written in it.
        options: what to detect, by what.
        detector: one that is loaded already, in place of the options' own.
        batch_size: pictures at a time, where the detector takes several.
        device: as in torch; the GPU where there is one by default.
        progress: show a bar on stderr.

    Raises:
        AnnotationError: no picture, no person anywhere, a missing model, other options than before, or no room.
    """
    entries, new, counts, parts = _look_at_all(
        source, out, options, LOG_NAME, None, detector, batch_size=batch_size, device=device, progress=progress
    )
    with _clear_errors(out):
        return _write_folder(entries, new, counts, out, options, parts)


def detect_part(
    source: str,
    out: Path,
    options: DetectOptions,
    shard: Shard,
    *,
    detector: Detector | None = None,
    batch_size: int = 4,
    device: str | None = None,
) -> int:
    """Detect people in a part of the pictures; `join_parts` makes the COCO folder once all parts are done.

    Args:
        source: of all pictures.
        out: the COCO folder, which all parts share; each has a log of its own in it.
        options: what to detect, by what.
        shard: the part, by a hash of the pictures' names.
        detector: one that is loaded already, in place of the options' own.
        batch_size: pictures at a time, where the detector takes several.
        device: as in torch; the GPU where there is one by default.

    Returns:
        How many pictures were new.

    Raises:
        AnnotationError: as `detect` does.
    """
    name = _name_part(shard)
    return _look_at_all(source, out, options, name, shard, detector, batch_size=batch_size, device=device)[1]


def join_parts(out: Path, options: DetectOptions, count: int, new: int) -> DetectSummary:
    """Write the COCO folder of pictures that were looked at in parts: the same bytes as `detect` writes.

    Args:
        out: the COCO folder, with the logs of all parts.
        options: those of the parts.
        count: how many parts there are.
        new: how many pictures were new.

    Raises:
        AnnotationError: a part is missing, or was made with other options.
    """
    entries: list[Entry] = []
    parts: tuple[str, ...] = ()
    for number in range(1, count + 1):
        path = out / _name_part(Shard(number, count))
        if (head := read_head(path)) is None:
            raise AnnotationError(f"{path}: part {number} of {count} is missing; give the same command again")
        parts = head.parts
        entries += read_log(path, Head(options, parts))
    with _clear_errors(out):
        lines = [Head(options, parts), *sorted(entries, key=lambda entry: entry.name)]
        content = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        write_atomically(out / LOG_NAME, content, error=AnnotationError)
        return _write_folder(entries, new, Counter(), out, options, parts)


def _name_part(shard: Shard) -> str:
    return f"detect-{shard.number:05d}-of-{shard.count:05d}.jsonl"


@contextmanager
def _clear_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AnnotationError(f"{out}: cannot be written ({error.strerror or error}); make room, then go on") from error


def _look_at_all(
    source: str,
    out: Path,
    options: DetectOptions,
    log_name: str,
    shard: Shard | None,
    detector: Detector | None,
    *,
    batch_size: int,
    device: str | None,
    progress: bool = False,
) -> tuple[list[Entry], int, Counter[str], tuple[str, ...]]:
    """Look at all pictures, or those of a part; gives what was found, how many were new, and the points' names."""
    options.check()
    check_split(options.split)
    pictures = list_pictures(source, fps=options.fps, without=out)
    first = next(pictures)  # a wrong source is found before a model is loaded
    detector = detector or make_detector(options, batch_size=batch_size, device=device)
    with _clear_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        entries = read_log(out / log_name, Head(options, detector.parts))
        known = {entry.name for entry in entries}
        counts: Counter[str] = Counter()
        new = 0
        with (out / log_name).open("ab") as log:
            if not entries and log.tell() == 0:
                append(log, Head(options, detector.parts))
            fresh = _fresh(itertools.chain([first], pictures), known, counts, shard)
            total = count_pictures(source, fps=options.fps, without=out) if progress else None
            bar = tqdm(fresh, total=total, initial=len(known), desc="detect", unit="picture", disable=not progress)
            for page in _pages(bar, detector.batch_size):
                for entry in _look(page, detector, out / options.split):
                    append(log, entry)
                    entries.append(entry)
                    new += 1
    return entries, new, counts, detector.parts


def _fresh(
    pictures: Iterable[Picture], known: set[str], counts: Counter[str], shard: Shard | None
) -> Iterator[Picture]:
    """Pictures of a part that were not looked at before; of two with one name, as of two videos, the first."""
    seen: set[str] = set()
    for picture in pictures:
        if picture.name in seen:
            counts[REPEATED] += 1
            continue
        seen.add(picture.name)
        if picture.name not in known and (shard is None or shard.holds(_make_id(picture.name))):
            yield picture


def _pages(pictures: Iterable[Picture], size: int) -> Iterator[list[Picture]]:
    stream = iter(pictures)
    while page := list(itertools.islice(stream, size)):
        yield page


def _look(page: Sequence[Picture], detector: Detector, folder: Path) -> list[Entry]:
    """Detect in some pictures and put those into the split's folder in which somebody is."""
    opened: list[tuple[Picture, Image.Image]] = []
    faults: list[Entry] = []
    for picture in page:
        try:
            opened.append((picture, picture.open()))
        except UnreadablePicture as error:
            faults.append(Entry(picture.name, fault=str(error)[:300] or "cannot be read"))
    results = detector.detect([image for _, image in opened]) if opened else []
    entries = []
    for (picture, image), found in zip(opened, results, strict=True):
        if found.people:
            _place(picture, image, folder / picture.name)
        entries.append(Entry(picture.name, image.width, image.height, found))
    return [*entries, *faults]


def _place(picture: Picture, image: Image.Image, target: Path) -> None:
    """Put a picture into the COCO folder: the file itself, or its upright pixels."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    if picture.path is not None and not is_turned(picture.path):
        shutil.copyfile(picture.path, draft)
    else:
        kind = {".png": "PNG", ".webp": "WEBP"}.get(target.suffix.lower(), "JPEG")
        image.save(draft, format=kind, quality=_QUALITY)
    draft.replace(target)


def _write_folder(
    entries: Sequence[Entry],
    new: int,
    skipped: Counter[str],
    out: Path,
    options: DetectOptions,
    parts: tuple[str, ...],
) -> DetectSummary:
    images: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    things: list[dict[str, Any]] = []
    names = sorted({thing.category for entry in entries for thing in entry.found.things})
    categories = {name: number for number, name in enumerate(names, start=2)}
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.fault:
            skipped[UNREADABLE] += 1
            continue
        if not entry.found.people:
            skipped[NOBODY] += 1
            continue
        image_id = _make_id(entry.name)
        images.append({"id": image_id, "file_name": entry.name, "width": entry.width, "height": entry.height})
        for person in entry.found.people:
            record: dict[str, Any] = {"id": len(people) + 1, "image_id": image_id, "category_id": 1, "iscrowd": 0}
            people.append(record | {"bbox": person.bbox, "keypoints": person.keypoints, "score": person.score})
        for thing in entry.found.things:
            entry_of_thing = {"id": len(things) + 1, "image_id": image_id, "iscrowd": 0, "score": thing.score}
            things.append(entry_of_thing | {"category_id": categories[thing.category], "bbox": thing.bbox})
    if not people:
        raise AnnotationError(
            f"{out}: nobody was found in {len(entries)} pictures "
            f"({', '.join(f'{count} {reason}' for reason, count in skipped.items())}); try a lower --threshold"
        )
    skeleton = make_skeleton(parts)
    category = {
        "id": 1,
        "name": "person",
        "keypoints": [part.replace(" ", "_") for part in parts],
        "skeleton": [[a + 1, b + 1] for a, b in skeleton.edges],
    }
    info = {"description": f"keypoints found by {options.detector}, not by people", "detector": options.detector}
    if options.detector == "transformers":
        info |= {"box_model": options.box_model, "pose_model": options.pose_model}
    (out / "annotations").mkdir(exist_ok=True)
    keypoints = {"info": info, "images": images, "annotations": people, "categories": [category]}
    _write(out, f"person_keypoints_{options.split}.json", keypoints)
    others = [{"id": number, "name": name} for name, number in categories.items()]
    instances = {
        "info": info,
        "images": images,
        "annotations": things,
        "categories": [{"id": 1, "name": "person"}, *others],
    }
    _write(out, f"instances_{options.split}.json", instances)
    points = sum(mark >= 0.3 for record in people for mark in record["keypoints"][2::3])
    return DetectSummary(len(entries), new, len(people), points, len(things), dict(skipped))


def _make_id(name: str) -> int:
    """The image id of a picture: the same whatever else is in its folder."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> (64 - _ID_BITS)


def _write(out: Path, name: str, content: dict[str, Any]) -> None:
    write_atomically(out / "annotations" / name, msgspec.json.encode(content), error=AnnotationError)

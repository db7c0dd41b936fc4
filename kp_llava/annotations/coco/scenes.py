"""COCO annotations as scenes: captions, instances and keypoints joined by annotation id and image id."""

from __future__ import annotations

import gc
import hashlib
import heapq
import math
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from pycocotools.coco import COCO

from ...errors import AnnotationError
from ..scene import OCCLUDED, VISIBLE, Keypoint, Scene, SceneObject
from ..shard import Shard
from ..skeleton import Skeleton
from .divide import read_part
from .files import find_under, read_split
from .join import JoinedRecords, join_records
from .points import keep_points, pick_points
from .records import KINDS, ImageRecord, InstanceRecord, PersonRecord, check_split, take_coco
from .visibility import THRESHOLD

NO_PERSON = "images without a person"
TOO_FEW_POINTS = "images with too few labeled keypoints"
CROWD = "crowd annotations"
NO_AREA = "boxes of no area"
OUTSIDE = "boxes outside the picture"
NO_POINT = "people without a labeled point"
UNLABELED = "unlabeled points"
POINT_OUTSIDE = "labeled points outside the picture"
EMPTY_CAPTION = "empty captions"
MOST_LETTERS = 200_000
LONG_CAPTION = f"captions of more than {MOST_LETTERS:,} letters"
NO_PICTURE = "pictures missing"
_NOT_LABELED_POINT = Keypoint(0.0, 0.0, 0)
_by_id = attrgetter("id")


@dataclass(frozen=True)
class SceneSet:
    """The scenes of a split, and what was left out of them.

    Attributes:
        scenes: sorted by image id.
        exclusions: counts by named reason. Some name what is left out of scenes that stay: ``pictures missing``
            (``image_path`` is None), ``people without a labeled point`` (they keep their box), ``unlabeled points``;
            ``labeled points outside the picture`` are kept and only counted.
        skeleton: names the keypoints.
        split: the split's name.
        image_dir: the folder of the pictures, or None.
    """

    scenes: list[Scene]
    exclusions: dict[str, int]
    skeleton: Skeleton
    split: str
    image_dir: Path | None


def read_scenes(
    source: Path | str | COCO | Mapping[str, COCO],
    split: str,
    *,
    min_keypoints: int = 1,
    image_dir: Path | str | None = None,
    keypoint_threshold: float = THRESHOLD,
    points: str = "all",
    shard: Shard | None = None,
    division: Path | None = None,
) -> SceneSet:
    """Read the scenes of a split.

    A person of the instances file takes its keypoints from the annotation of the same id in the keypoints file; people
    that only the keypoints file has are added. Captions and instances files may be missing.

    Keypoints that a detector found (a COCO results list in the place of the keypoints file, or ``COCO.loadRes``)
    replace the people of the instances file. A point below ``keypoint_threshold`` is left out, one below 0.5 counts as
    hidden, and the person's box is drawn round the points that stay.

    Other data sets' files and ways to write keypoints come out as COCO's: see `kp_llava.annotations.coco.files`,
    `keypoints` and `visibility` there.

    Args:
        source: a COCO folder; or a pycocotools ``COCO`` of a keypoints file; or a mapping from ``person_keypoints``
            and, where there are such, ``instances`` and ``captions`` to ``COCO`` objects.
        split: the split's name, as in ``train2014``.
        min_keypoints: scenes with fewer labeled keypoints, of all their people together, are left out.
        image_dir: where the pictures are; the folder's ``SPLIT`` unless given.
        keypoint_threshold: the confidence from which a detected point counts, 0 to 1.
        points: which points of the skeleton are kept, see `kp_llava.annotations.coco.points.pick_points`.
        shard: read the scenes of this part only, in memory for no more than these. All parts together have the scenes
            that are read without it.
        division: the folder where `divide.divide_split` has divided the files of `source` into the parts of `shard`;
            read in their place.

    Raises:
        AnnotationError: a file, record or field is missing or wrong; the message names it.
    """
    if min_keypoints < 0:
        raise AnnotationError(f"min_keypoints is {min_keypoints}; expected 0 or more")
    if not 0 <= keypoint_threshold <= 1:
        raise AnnotationError(f"keypoint_threshold is {keypoint_threshold:g}; expected 0 to 1")
    was_collecting = gc.isenabled()
    # millions of small objects are made and none is dropped: looking for garbage among them takes a third of the time
    gc.disable()
    try:
        return _read(source, split, min_keypoints, image_dir, keypoint_threshold, points, shard, division)
    finally:
        if was_collecting:
            gc.enable()


def _read(
    source: Path | str | COCO | Mapping[str, COCO],
    split: str,
    min_keypoints: int,
    image_dir: Path | str | None,
    threshold: float,
    points: str,
    shard: Shard | None,
    division: Path | None,
) -> SceneSet:
    folder = Path(source) if isinstance(source, str | Path) else None
    if folder is not None:
        check_split(split)
        image_dir = folder / split if image_dir is None else image_dir
        if shard is not None and division is not None:
            files = read_part(division, shard, folder, split, Path(image_dir))
        else:
            files = read_split(folder, split, Path(image_dir), None if shard is None else shard.holds)
        joined = join_records(files.contents, files.names, threshold=threshold, others=files.others)
        joined.counts += files.counts
        del files  # so that records can be dropped one by one as scenes are made of them
    else:
        if shard is not None:
            raise AnnotationError(f"--shard {shard}: needs a COCO folder; COCO objects are in memory already")
        objects = _check_objects(source)
        names = {kind: f"COCO object for {kind}" for kind in objects}
        joined = join_records(
            {kind: take_coco(coco, kind) for kind, coco in objects.items()}, names, threshold=threshold
        )
    kept = pick_points(joined.skeleton, points)
    keep_points(list(joined.keypoints.values()), joined.skeleton, kept)
    joined.skeleton = kept
    pictures = Path(image_dir) if image_dir is not None else None
    return _build(joined, split, min_keypoints, pictures, folder, is_part=shard is not None)


def pick_scenes(scenes: Iterable[Scene], count: int, *, seed: int) -> list[Scene]:
    """Pick scenes by a hash of (seed, image id), whatever their order; more picked ones include the fewer.

    Args:
        scenes: what to pick from.
        count: how many; all where there are fewer.
        seed: another seed picks others.

    Returns:
        The picked scenes, sorted by image id.
    """
    by_id = {scene.image_id: scene for scene in scenes}
    return [by_id[image_id] for image_id in sorted(pick_ids(by_id, count, seed=seed))]


def pick_ids(image_ids: Iterable[int], count: int, *, seed: int) -> list[int]:
    """Pick images by a hash of (seed, image id), as `pick_scenes` does.

    Args:
        image_ids: what to pick from.
        count: how many; all where there are fewer.
        seed: another seed picks others.

    Returns:
        The picked ids, in the order of their hashes.
    """
    if count < 0:
        raise AnnotationError(f"the number of images to pick is {count}; expected 0 or more")

    def rank(image_id: int) -> tuple[bytes, int]:
        return hashlib.sha256(f"{seed} {image_id}".encode()).digest(), image_id

    return heapq.nsmallest(count, image_ids, key=rank)


def _check_objects(source: Any) -> dict[str, COCO]:
    if isinstance(source, COCO):
        return {"person_keypoints": source}
    if not isinstance(source, Mapping):
        raise AnnotationError(
            f"a source of type {type(source).__name__} cannot be read; expected a COCO folder, a pycocotools COCO "
            f"object, or a mapping of {', '.join(KINDS)} to COCO objects"
        )
    unknown = sorted(str(kind) for kind in source if kind not in KINDS)
    if unknown or "person_keypoints" not in source:
        raise AnnotationError(
            f"the mapping of COCO objects has {', '.join(map(str, source)) or 'nothing'}; "
            f"expected person_keypoints and, where there are such, instances and captions"
        )
    return {kind: source[kind] for kind in KINDS if kind in source}


def _build(
    joined: JoinedRecords,
    split: str,
    min_keypoints: int,
    image_dir: Path | None,
    folder: Path | None,
    *,
    is_part: bool,
) -> SceneSet:
    """Make scenes of the records, which are used up."""
    counts = joined.counts
    scenes = []
    present = _list_pictures(image_dir, {image.file_name for image in joined.images.values()}, is_part=is_part)
    person_ids = {number for number, name in joined.categories.items() if name == "person"}
    for image_id in sorted(joined.images):
        image = joined.images[image_id]
        records = sorted(joined.instances.pop(image_id, ()), key=_by_id)
        is_detected = any(isinstance(record, PersonRecord) and record.score is not None for record in records)
        people: list[SceneObject] = []
        things: list[SceneObject] = []
        # of pictures without a person nothing is kept, and their things are only counted
        has_person = not person_ids.isdisjoint([record.category_id for record in records])
        for record in records:
            is_person = record.category_id in person_ids
            if is_person or record.id in joined.keypoints:
                found = _make_posed(joined, record, image)
                if found is not None and has_person:
                    (people if is_person else things).append(found)
            elif not _is_left_out(record.bbox, record.iscrowd, image, counts) and has_person:
                things.append(SceneObject(record.id, joined.categories[record.category_id], record.bbox))
        if not people:
            counts[NO_PERSON] += 1
            continue
        if sum(point.visibility > 0 for person in people for point in person.keypoints) < min_keypoints:
            counts[TOO_FEW_POINTS] += 1
            continue
        captions = []
        captioner = None
        for caption in sorted(joined.captions.pop(image_id, ()), key=_by_id):
            text = " ".join(caption.caption.split())
            if len(text) > MOST_LETTERS:
                counts[LONG_CAPTION] += 1
            elif text:
                captions.append(text)
                captioner = captioner or caption.captioner
            else:
                counts[EMPTY_CAPTION] += 1
        path = None
        if image_dir is not None:
            # other data sets name pictures from the folder of all splits, or from a root of their own
            places = [image_dir] if folder is None else [image_dir, folder]
            path = image_dir / image.file_name if image.file_name in present else find_under(image.file_name, places)
        if path is None:
            counts[NO_PICTURE] += 1
        scenes.append(
            Scene(
                image_id=image_id,
                file_name=image.file_name,
                width=image.width,
                height=image.height,
                captions=tuple(captions),
                objects=(*people, *things),
                image_path=path,
                image_url=image.coco_url,
                skeleton=joined.skeleton,
                captioner=captioner,
                is_detected=is_detected,
            )
        )
    exclusions = {reason: counts[reason] for reason in sorted(counts) if counts[reason]}
    return SceneSet(scenes, exclusions, joined.skeleton, split, image_dir)


def _list_pictures(image_dir: Path | None, names: Set[str], *, is_part: bool) -> set[str]:
    """Which of the names are in the pictures' folder: one listing in place of a look at each of many thousand files.

    A part has few of the pictures, and its names are looked up: the folder may have millions of others.
    """
    if image_dir is None or not image_dir.is_dir():
        return set()
    if is_part:
        return {name for name in names if "/" not in name and os.path.lexists(image_dir / name)}
    return {entry.name for entry in image_dir.iterdir() if entry.name in names}


def _is_left_out(
    box: tuple[float, float, float, float], iscrowd: int, image: ImageRecord, counts: Counter[str]
) -> bool:
    """Whether an instance is left out; counts why."""
    x, y, width, height = box
    if iscrowd:
        counts[CROWD] += 1
    elif width <= 0 or height <= 0:
        counts[NO_AREA] += 1
    elif x >= image.width or y >= image.height or x + width <= 0 or y + height <= 0:
        counts[OUTSIDE] += 1
    else:
        return False
    return True


def _make_posed(joined: JoinedRecords, record: InstanceRecord, image: ImageRecord) -> SceneObject | None:
    """A person, or whatever else has keypoints; None where it is left out."""
    box = record.bbox
    person = joined.keypoints.pop(record.id, None)
    points = _make_keypoints(joined, person, image) if person is not None and not record.iscrowd else ()
    if _is_left_out(box, record.iscrowd, image, joined.counts):
        return None
    category = joined.categories[record.category_id]
    if category == "person" and not points:
        joined.counts[NO_POINT] += 1
    return SceneObject(record.id, category, box, points)


def _make_keypoints(joined: JoinedRecords, person: PersonRecord, image: ImageRecord) -> tuple[Keypoint, ...]:
    flat = person.keypoints
    xs, ys, marks = flat[0::3], flat[1::3], flat[2::3]
    if not any(marks) and not any(flat):
        return ()
    if not math.isfinite(sum(flat)) or not {0, 1, 2}.issuperset(marks):
        _refuse_keypoints(joined, person)
    points = tuple(
        [
            _NOT_LABELED_POINT if mark <= 0 else Keypoint(x, y, OCCLUDED if mark == 1 else VISIBLE)
            for x, y, mark in zip(xs, ys, marks, strict=True)
        ]
    )
    unlabeled = sum([mark <= 0 for mark in marks])
    if unlabeled == len(points):
        return ()
    joined.counts[UNLABELED] += unlabeled
    width, height = image.width, image.height
    if min(xs) < 0 or min(ys) < 0 or max(xs) > width or max(ys) > height:
        joined.counts[POINT_OUTSIDE] += sum(
            mark > 0 and not (0 <= x <= width and 0 <= y <= height) for x, y, mark in zip(xs, ys, marks, strict=True)
        )
    return points


def _refuse_keypoints(joined: JoinedRecords, person: PersonRecord) -> None:
    """Say which number of a person is wrong."""
    for i, number in enumerate(person.keypoints):
        where = f"{joined.name}: annotation {person.id}: keypoints[{i}] ({joined.skeleton.parts[i // 3]})"
        if not math.isfinite(number):
            raise AnnotationError(f"{where} is {number}; expected a finite number")
        if i % 3 == 2 and number not in (0, 1, 2):
            raise AnnotationError(f"{where} has visibility {number:g}; expected 0, 1 or 2")

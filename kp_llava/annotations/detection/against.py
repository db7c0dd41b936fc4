"""Detected keypoints against annotated ones, by COCO's own evaluation of keypoints (object keypoint similarity).

The figures are those of `pycocotools.cocoeval.COCOeval`: average precision and recall over thresholds of 0.5 to 0.95,
with at most 20 people a picture. Crowds, and people without a labeled point, count as COCO counts them.
"""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from ...errors import AnnotationError
from ..coco.files import SplitFiles, read_split
from ..coco.keypoints import unify_keypoints
from ..coco.points import keep_points, pick_points
from ..coco.records import NO_BOX, PersonRecord
from ..skeleton import COCO_SKELETON, Skeleton
from .log import list_seen

_NAMES = ("ap", "ap50", "ap75", "ap_medium", "ap_large", "ar", "ar50", "ar75", "ar_medium", "ar_large")
# a person's outline covers about so much of its box; files without areas are evaluated so elsewhere, too
_SHARE_OF_BOX = 0.53


@dataclass(frozen=True)
class Comparison:
    """How detected people agree with annotated ones; each figure is 0 to 1, or -1 where nobody is of that size.

    Attributes:
        pictures: how many both folders know.
        annotated: people with labeled points in them.
        detected: people found in them.
        only_detected: pictures that the annotated folder does not have.
        only_annotated: pictures that were not looked at.
        ap: average precision, over all thresholds of similarity.
        ap50: at a similarity of 0.5.
        ap75: at a similarity of 0.75.
        ap_medium: of people of 32 x 32 to 96 x 96 pixels.
        ap_large: of larger people.
        ar: average recall; the others as above.
        ar50: at a similarity of 0.5.
        ar75: at a similarity of 0.75.
        ar_medium: of people of 32 x 32 to 96 x 96 pixels.
        ar_large: of larger people.
    """

    pictures: int
    annotated: int
    detected: int
    only_detected: int
    only_annotated: int
    ap: float
    ap50: float
    ap75: float
    ap_medium: float
    ap_large: float
    ar: float
    ar50: float
    ar75: float
    ar_medium: float
    ar_large: float

    def to_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def compare_folders(
    detected: Path, split: str, annotated: Path, annotated_split: str | None = None, *, points: str = "all"
) -> Comparison:
    """Evaluate the detected people of one folder by the annotated people of another.

    Pictures are matched by file name. Every annotated picture counts that the detector has looked at, those in which
    it found nobody among them; the folder's log says which these are.

    Args:
        detected: a COCO folder whose people have scores, as `kp-llava detect` writes it, or a COCO results list.
        split: its split.
        annotated: a COCO folder of the same pictures.
        annotated_split: its split; the same name without it.
        points: which points of both skeletons are compared, as in `kp_llava.annotations.coco.points.pick_points`.

    Raises:
        AnnotationError: a folder cannot be read, its people have no scores, the skeletons are not COCO's 17 points, or
            no picture is in both.
    """
    annotated_split = annotated_split or split
    found = _read(detected, split, points)
    truth = _read(annotated, annotated_split, points)
    if found.people and all(person.score is None for person in found.people):
        raise AnnotationError(
            f"{found.name}: its people have no scores; --coco names what a detector found, --against what people did"
        )
    _check_skeletons(found, truth)
    seen = list_seen(detected)
    names = {image_id: name for image_id, name in found.images.items()}
    looked_at = _match(names.values() if seen is None else seen, truth)
    if not looked_at:
        one, other = next(iter(names.values()), "none"), next(iter(truth.images.values()), "none")
        raise AnnotationError(
            f"--against {annotated}: has none of the pictures of {detected}; pictures are matched by name, and these "
            f"are such as {one!r} there and {other!r} here"
        )
    ids = {name: image_id for image_id, name in truth.images.items()}
    results = [
        {
            "image_id": ids[looked_at[names[person.image_id]]],
            "category_id": 1,
            "keypoints": person.keypoints,
            "score": person.score,
        }
        for person in found.people
        if person.score is not None and names.get(person.image_id) in looked_at
    ]
    kept = {ids[name] for name in looked_at.values()}
    people = [person for person in truth.people if person.image_id in kept]
    figures = _evaluate(truth, people, results, sorted(kept))
    return Comparison(
        pictures=len(kept),
        annotated=sum(any(person.keypoints[2::3]) and not person.iscrowd for person in people),
        detected=len(results),
        only_detected=len(set(names.values() if seen is None else seen) - set(looked_at)),
        only_annotated=len(truth.images) - len(kept),
        **dict(zip(_NAMES, figures, strict=True)),
    )


@dataclass
class _Side:
    """The people of a split as its files have them: keypoints of the wanted points, with raw confidences."""

    name: str
    images: dict[int, str]
    sizes: dict[int, tuple[int, int]]
    people: list[PersonRecord]
    areas: dict[int, float]
    skeleton: Skeleton


def _read(folder: Path, split: str, points: str) -> _Side:
    files = read_split(folder, split, folder / split)
    people = files.contents["person_keypoints"]
    name = files.names["person_keypoints"]
    known = {category.id for category in people.categories if category.name == "person"}
    people.annotations = [person for person in people.annotations if person.category_id in known]
    scores = [list(person.keypoints[2::3]) for person in people.annotations]
    # every point of a detection is compared, whatever its confidence, as COCO does
    skeleton, _ = unify_keypoints(people, name, threshold=0.0)
    for person, marks in zip(people.annotations, scores, strict=True):
        if person.score is not None and len(marks) == len(skeleton.parts):
            flat = list(person.keypoints)
            flat[2::3] = marks
            person.keypoints = flat
    kept = pick_points(skeleton, points)
    keep_points(people.annotations, skeleton, kept)
    images = {image.id: image for image in _list_images(files)}
    return _Side(
        name,
        {number: image.file_name for number, image in images.items()},
        {number: (image.width, image.height) for number, image in images.items()},
        people.annotations,
        _read_areas(folder, split),
        kept,
    )


def _list_images(files: SplitFiles) -> list[Any]:
    return [image for content in files.contents.values() for image in content.images]


class _Area(msgspec.Struct):
    id: int
    area: float = 0.0


class _AreaFile(msgspec.Struct):
    annotations: list[_Area]


def _read_areas(folder: Path, split: str) -> dict[int, float]:
    """The areas of the people's outlines by annotation id; none of files that do not give them."""
    path = folder / "annotations" / f"person_keypoints_{split}.json"
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_AreaFile)
    except (OSError, msgspec.DecodeError):
        return {}
    return {record.id: record.area for record in found.annotations if record.area > 0}


def _check_skeletons(found: _Side, truth: _Side) -> None:
    for side in (found, truth):
        if side.skeleton.parts == COCO_SKELETON.parts:
            continue
        if found.skeleton.parts != truth.skeleton.parts:
            here, there = (", ".join(one.skeleton.parts[:20]) for one in (found, truth))
            raise AnnotationError(
                f"{found.name}: has {len(found.skeleton.parts)} points ({here}), and {truth.name} has "
                f"{len(truth.skeleton.parts)} ({there}); compare the same ones, as with --points body"
            )
        raise AnnotationError(
            f"{side.name}: has {len(side.skeleton.parts)} points; the similarity of keypoints is defined for COCO's 17 "
            "points; --points body takes them where they are among others"
        )


def _match(names: Iterable[str], truth: _Side) -> dict[str, str]:
    """The annotated picture of each detected one, by the whole name, or by its last part where that is unique."""
    own = set(truth.images.values())
    counts = Counter(PurePosixPath(name).name for name in own)
    last = {PurePosixPath(name).name: name for name in own if counts[PurePosixPath(name).name] == 1}
    matched: dict[str, str] = {}
    for name in names:
        other = name if name in own else last.get(PurePosixPath(name).name)
        if other is not None and other not in matched.values():
            matched[name] = other
    return matched


def _evaluate(
    truth: _Side, people: Iterable[PersonRecord], results: Sequence[Mapping[str, Any]], image_ids: list[int]
) -> list[float]:
    """The ten figures of COCO's evaluation of keypoints."""
    annotations = []
    for number, person in enumerate(people, start=1):
        box = person.bbox if person.bbox != NO_BOX else _draw_box(person.keypoints)
        annotations.append(
            {
                "id": number,
                "image_id": person.image_id,
                "category_id": 1,
                "iscrowd": int(person.iscrowd),
                "keypoints": person.keypoints,
                "num_keypoints": sum(mark > 0 for mark in person.keypoints[2::3]),
                "bbox": list(box),
                "area": truth.areas.get(person.id) or box[2] * box[3] * _SHARE_OF_BOX,
            }
        )
    # pycocotools prints as it goes
    with contextlib.redirect_stdout(io.StringIO()):
        reference = COCO()
        reference.dataset = {
            "info": {},
            "images": [
                {"id": number, "width": truth.sizes[number][0], "height": truth.sizes[number][1]}
                for number in image_ids
            ],
            "annotations": annotations,
            "categories": [{"id": 1, "name": "person"}],
        }
        reference.createIndex()
        if not results:
            return [0.0] * len(_NAMES)
        evaluation = COCOeval(reference, reference.loadRes(list(results)), "keypoints")
        evaluation.params.imgIds = image_ids
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [float(value) for value in evaluation.stats]


def _draw_box(flat: list[float]) -> tuple[float, float, float, float]:
    labeled = [(x, y) for x, y, mark in zip(flat[0::3], flat[1::3], flat[2::3], strict=True) if mark > 0]
    if not labeled:
        return (0.0, 0.0, 1.0, 1.0)
    xs, ys = zip(*labeled, strict=True)
    return (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

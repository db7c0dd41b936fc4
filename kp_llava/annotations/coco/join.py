"""Join the records of COCO's three files by annotation id and image id, and refuse what does not fit together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ...errors import AnnotationError
from ..skeleton import Skeleton
from .keypoints import unify_keypoints
from .records import NO_BOX, CaptionRecord, ImageRecord, InstanceRecord, PersonRecord
from .stream import Others
from .visibility import THRESHOLD

_MOST_PIXELS = 1_000_000_000
_LONGEST_NAME = 1_000  # bytes; a path has four times as many at most


@dataclass
class JoinedRecords:
    """The records of the three files, checked and joined.

    Attributes:
        images: by image id.
        captions: by image id.
        instances: people and things by image id.
        keypoints: by annotation id.
        categories: names by category id.
        skeleton: names the keypoints.
        name: what messages call the keypoints file.
        counts: what was left out so far, by reason.
    """

    images: dict[int, ImageRecord]
    captions: dict[int, list[CaptionRecord]]
    instances: dict[int, list[InstanceRecord]]
    keypoints: dict[int, PersonRecord]
    categories: dict[int, str]
    skeleton: Skeleton
    name: str
    counts: Counter[str]


def join_records(
    files: Mapping[str, Any],
    names: Mapping[str, str],
    *,
    threshold: float = THRESHOLD,
    others: Others | None = None,
) -> JoinedRecords:
    """Check and join the files.

    Args:
        files: by kind, as `read_file` gives them; captions and instances may be absent.
        names: by kind, what messages call them.
        threshold: the confidence from which a detected point counts, 0 to 1.
        others: what the records of other parts show, where the files hold a part only.

    Raises:
        AnnotationError: an id is listed twice, names nothing that is there, or means two things; a box is not finite;
            an image has no size, or a name that leaves the folder; people have keypoints of different skeletons.
    """
    people, name = files["person_keypoints"], names["person_keypoints"]
    images = _join_images(files, names)
    categories = _join_categories(files, names)
    others = others or Others()
    own = len(people.annotations)
    people.annotations = [*people.annotations, *others.witnesses]
    skeleton, counts = unify_keypoints(people, name, threshold=threshold)
    del people.annotations[own:]
    people.annotations = [person for person in people.annotations if _settle_box(person, counts)]
    captions: dict[int, list[CaptionRecord]] = defaultdict(list)
    if "captions" in files:
        _check_annotations(files["captions"].annotations, images, names["captions"])
        for caption in files["captions"].annotations:
            captions[caption.image_id].append(caption)
    _check_annotations(people.annotations, images, name)
    _check_instances(people.annotations, categories, name)
    things = files["instances"].annotations if "instances" in files else []
    if things:
        _check_annotations(things, images, names["instances"])
        _check_instances(things, categories, names["instances"])
    if any(person.score is not None for person in people.annotations):
        kept = [thing for thing in things if categories[thing.category_id] != "person"]
        counts["people replaced by detections"] = len(things) - len(kept)
        things = kept
        # loadRes numbers its results from 1, so that these ids mean nothing in the instances file
        last = [number for category_id, number in others.last_ids.items() if categories.get(category_id) != "person"]
        first = max([*(thing.id for thing in things), *(last if "instances" in files else [])], default=0)
        for person in people.annotations:
            person.id += first
    keypoints = {person.id: person for person in people.annotations}
    instances: dict[int, list[InstanceRecord]] = defaultdict(list)
    seen = set()
    for thing in things:
        instances[thing.image_id].append(thing)
        person = keypoints.get(thing.id)
        if person is None:
            continue
        seen.add(thing.id)
        if (person.image_id, person.category_id) != (thing.image_id, thing.category_id):
            here = f"image {person.image_id} with category {person.category_id}"
            there = f"image {thing.image_id} with category {thing.category_id} in {names['instances']}"
            raise AnnotationError(
                f"{name}: annotation {thing.id} is on {here}, but on {there}; expected the same in both"
            )
        thing.iscrowd = max(thing.iscrowd, person.iscrowd)
    for person in people.annotations:
        if person.id not in seen:
            instances[person.image_id].append(person)
    return JoinedRecords(images, captions, instances, keypoints, categories, skeleton, name, counts)


def _settle_box(person: PersonRecord, counts: Counter[str]) -> bool:
    """Draw the box of a person that has none round the labeled points; False where there are none either."""
    if person.bbox != NO_BOX:
        return True
    flat = person.keypoints
    labeled = [(x, y) for x, y, mark in zip(flat[0::3], flat[1::3], flat[2::3], strict=True) if mark > 0]
    if not labeled:
        counts["people without a box or a labeled point"] += 1
        return False
    xs, ys = zip(*labeled, strict=True)
    person.bbox = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return True


def _join_images(files: Mapping[str, Any], names: Mapping[str, str]) -> dict[int, ImageRecord]:
    """The images of all files by id; what several files say of one must be the same."""
    images: dict[int, ImageRecord] = {}
    for kind, content in files.items():
        name = names[kind]
        own: dict[int, ImageRecord] = {}
        for image in content.images:
            if own.setdefault(image.id, image) is not image:
                raise AnnotationError(f"{name}: image {image.id} is listed twice in images; expected each id once")
            known = images.setdefault(image.id, image)
            if known is image:
                _check_image(image, name)
            elif (known.file_name, known.width, known.height) != (image.file_name, image.width, image.height):
                raise AnnotationError(
                    f"{name}: image {image.id} is {image.file_name}, {image.width} x {image.height}, but "
                    f"{known.file_name}, {known.width} x {known.height} in another file; expected the same in all three"
                )
    return images


def check_id(value: int, what: str) -> None:
    """Refuse a number of more than 64 bits, which no table keeps.

    Raises:
        AnnotationError: with the start of the number.
    """
    if not -(1 << 63) <= value < 1 << 63:
        raise AnnotationError(f"{what} is {shorten(value)}; expected a whole number of at most 64 bits")


def shorten(value: object) -> str:
    """A value as messages show it: the start of a long one."""
    if isinstance(value, int) and value.bit_length() > 400:
        return f"a number of {value.bit_length():,} bits"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:60]}… ({len(text):,} characters)"


def _check_image(image: ImageRecord, name: str) -> None:
    check_id(image.id, f"{name}: an image's id")
    for field, value in (("width", image.width), ("height", image.height)):
        if value <= 0:
            raise AnnotationError(f"{name}: image {image.id}: {field} is {value}; expected 1 or more pixels")
        if value > _MOST_PIXELS:
            raise AnnotationError(
                f"{name}: image {image.id}: {field} is {shorten(value)}; expected {_MOST_PIXELS:,} pixels at most"
            )
    path = image.file_name
    if len(path.encode("utf-8", "replace")) > _LONGEST_NAME or any(ord(letter) < 32 for letter in path):
        raise AnnotationError(
            f"{name}: image {image.id}: file_name is {shorten(path)}; expected a name of at most {_LONGEST_NAME} bytes "
            "without control characters"
        )
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or any(c in path for c in "\\\0") or ":" in parts[0]:
        raise AnnotationError(
            f"{name}: image {image.id}: file_name is {path!r}; expected a plain name inside the split's folder"
        )


def _join_categories(files: Mapping[str, Any], names: Mapping[str, str]) -> dict[int, str]:
    categories: dict[int, str] = {}
    for kind in ("instances", "person_keypoints"):
        for category in files[kind].categories if kind in files else ():
            if categories.setdefault(category.id, category.name) != category.name:
                raise AnnotationError(
                    f"{names[kind]}: category {category.id} is {category.name!r}, but {categories[category.id]!r} in "
                    f"{names.get('instances', 'the same file')}; expected one name"
                )
    return categories


def _check_annotations(records: Sequence[Any], images: Mapping[int, ImageRecord], name: str) -> None:
    seen = set()
    for record in records:
        check_id(record.id, f"{name}: an annotation's id")
        if record.image_id not in images:
            raise AnnotationError(
                f"{name}: annotation {record.id} names image {shorten(record.image_id)}, which images does not list; "
                f"add the image or remove the annotation"
            )
        if record.id in seen:
            raise AnnotationError(f"{name}: annotation {record.id} is listed twice; expected each id once")
        seen.add(record.id)


def _check_instances(records: Sequence[InstanceRecord], categories: Mapping[int, str], name: str) -> None:
    for record in records:
        if not math.isfinite(sum(record.bbox)):
            raise AnnotationError(
                f"{name}: annotation {record.id}: bbox is {list(record.bbox)}; expected four finite numbers in pixels"
            )
        if record.category_id not in categories:
            raise AnnotationError(
                f"{name}: annotation {record.id} has category_id {record.category_id}, which categories does not list; "
                f"expected one of its ids"
            )

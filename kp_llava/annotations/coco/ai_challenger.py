"""AI Challenger's keypoint file, a list with an entry an image, as the records of a COCO keypoints file.

It names people ``human1``, ``human2``, ... with boxes of two corners, gives no sizes of pictures, and its images have
names in place of numbers. Sizes are taken from the pictures; ids are made from a hash of the name.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from ...errors import AnnotationError
from ...files import PictureFault, opened_picture
from ..skeleton import AIC_PARTS
from .records import CategoryRecord, ImageRecord, PersonFile, PersonRecord

# with two digits for the person, ids stay below 2^53, which JavaScript and float columns keep whole
_ID_BITS = 45
_PEOPLE_PER_IMAGE = 100


class _AicRecord(msgspec.Struct, gc=False):
    image_id: str
    keypoint_annotations: dict[str, list[float]]
    human_annotations: dict[str, tuple[float, float, float, float]]
    url: str | None = None


_DECODER = msgspec.json.Decoder(list[_AicRecord])


def is_aic_record(record: Any) -> bool:
    """Whether an entry of a list is AI Challenger's, and not a detector's result."""
    return isinstance(record, dict) and "keypoint_annotations" in record


def read_aic_file(path: Path, image_dir: Path) -> PersonFile:
    """Read the file; its third numbers stay as they are (1 visible, 2 hidden, 3 not labeled).

    Args:
        path: the file.
        image_dir: where the pictures are, each named as its ``image_id`` with ``.jpg``.

    Raises:
        AnnotationError: the file is broken, or a picture is missing that a size is taken from.
    """
    try:
        records = _DECODER.decode(path.read_bytes())
    except OSError as error:
        raise AnnotationError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AnnotationError(
            f"{path}: not AI Challenger's list of image_id, keypoint_annotations and human_annotations ({error}); "
            "expected that or COCO's keypoints file"
        ) from error
    images, people = [], []
    for record in records:
        number = int.from_bytes(hashlib.sha256(record.image_id.encode()).digest()[:8], "big") >> (64 - _ID_BITS)
        width, height = _measure_picture(path, record, image_dir)
        images.append(ImageRecord(number, f"{record.image_id}.jpg", width, height, record.url))
        people += _read_people(path, record, number)
    category = CategoryRecord(1, "person", list(AIC_PARTS))
    return PersonFile(images, people, [category])


def _read_people(path: Path, record: _AicRecord, image_number: int) -> list[PersonRecord]:
    names = sorted(record.keypoint_annotations, key=lambda name: (len(name), name))
    if len(names) >= _PEOPLE_PER_IMAGE:
        raise AnnotationError(f"{path}: image {record.image_id} has {len(names)} people; expected fewer than 100")
    people = []
    for place, name in enumerate(names, start=1):
        box = record.human_annotations.get(name)
        if box is None:
            raise AnnotationError(f"{path}: image {record.image_id}: human_annotations has no {name!r}; add its box")
        left, top, right, bottom = box
        people.append(
            PersonRecord(
                id=_PEOPLE_PER_IMAGE * image_number + place,
                image_id=image_number,
                category_id=1,
                bbox=(left, top, right - left, bottom - top),
                keypoints=record.keypoint_annotations[name],
            )
        )
    return people


def _measure_picture(path: Path, record: _AicRecord, image_dir: Path) -> tuple[int, int]:
    name = f"{record.image_id}.jpg"
    if "/" in name or "\\" in name or "\0" in name or name.startswith("."):
        raise AnnotationError(f"{path}: image_id is {record.image_id!r}; expected the plain name of a picture")
    try:
        with opened_picture(image_dir / name, [image_dir]) as picture:
            return picture.size
    except PictureFault as error:
        raise AnnotationError(
            f"{image_dir / name}: cannot be read ({error}); the size of image {record.image_id} comes from its picture"
        ) from error

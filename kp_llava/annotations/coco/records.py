"""COCO's files as typed records, without the segmentations: one line that says what is wrong, and where."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from pycocotools.coco import COCO

from ...errors import AnnotationError

KINDS = ("captions", "instances", "person_keypoints")
"""The beginnings of the names of COCO's three files, in the order in which they are asked for."""


NO_SIZE = -1
"""A width or height that the file leaves out."""
NO_BOX = (0.0, 0.0, -1.0, -1.0)
"""The box of a person whose file gives none; it is drawn round the labeled points."""


class ImageRecord(msgspec.Struct, gc=False, omit_defaults=True):
    """An entry of ``images``; a file that leaves out both sizes has them taken from the picture."""

    id: int
    file_name: str
    width: int = NO_SIZE
    height: int = NO_SIZE
    coco_url: str | None = None


class CaptionRecord(msgspec.Struct, gc=False, omit_defaults=True):
    """An entry of ``annotations`` in a captions file; one that a model wrote names it."""

    id: int
    image_id: int
    caption: str
    captioner: str | None = None


class InstanceRecord(msgspec.Struct, gc=False, omit_defaults=True):
    """An entry of ``annotations`` in an instances file; what it is outlined with is left unread."""

    id: int
    image_id: int
    category_id: int
    bbox: tuple[float, float, float, float]
    iscrowd: bool | int = 0


class PersonRecord(InstanceRecord, gc=False, kw_only=True, omit_defaults=True):
    """An entry of ``annotations`` in a keypoints file; results of a detector have a score.

    COCO-WholeBody's files have points of feet, face and hands in fields of their own, each with a flag of validity.
    """

    bbox: tuple[float, float, float, float] = NO_BOX
    keypoints: list[float]
    score: float | None = None
    foot_kpts: list[float] | None = None
    face_kpts: list[float] | None = None
    lefthand_kpts: list[float] | None = None
    righthand_kpts: list[float] | None = None
    foot_valid: bool | int = True
    face_valid: bool | int = True
    lefthand_valid: bool | int = True
    righthand_valid: bool | int = True


class CategoryRecord(msgspec.Struct):
    """An entry of ``categories``; joints are counted from 1, as in COCO's files."""

    id: int
    name: str
    keypoints: list[str] = []
    skeleton: list[tuple[int, int]] = []


class ImageFile(msgspec.Struct):
    """A file that lists images alone, as COCO's ``image_info_SPLIT.json``."""

    images: list[ImageRecord]


class CaptionFile(msgspec.Struct):
    """A captions file."""

    images: list[ImageRecord]
    annotations: list[CaptionRecord]
    categories: list[Any] = []


class InstanceFile(msgspec.Struct):
    """An instances file."""

    images: list[ImageRecord]
    annotations: list[InstanceRecord]
    categories: list[CategoryRecord]


class PersonFile(msgspec.Struct):
    """A keypoints file."""

    images: list[ImageRecord]
    annotations: list[PersonRecord]
    categories: list[CategoryRecord]


FILE_TYPES: dict[str, Any] = {
    "captions": CaptionFile,
    "instances": InstanceFile,
    "person_keypoints": PersonFile,
    "image_info": ImageFile,
}
_DECODERS = {kind: msgspec.json.Decoder(file_type) for kind, file_type in FILE_TYPES.items()}


def check_split(split: str) -> None:
    """Refuse a split's name that would lead out of the COCO folder.

    Raises:
        AnnotationError: it is empty, or more than a plain name.
    """
    if not split or split.startswith(".") or split == "annotations" or any(c in split for c in "/\\\0:"):
        raise AnnotationError(f"split {split!r} is not the name of a split; expected one like 'train2014'")
    if len(split) > 100 or any(ord(letter) < 32 for letter in split):
        raise AnnotationError(
            f"split {split[:40]!r}… has {len(split):,} characters; expected at most 100, all of them printable"
        )


def read_file(path: Path, kind: str) -> Any:
    """One of COCO's files as its type in `FILE_TYPES`.

    Raises:
        AnnotationError: not readable, not JSON, or a field is missing or of a wrong type.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AnnotationError(f"{path}: cannot be read ({error.strerror or error})") from error
    try:
        return _DECODERS[kind].decode(data)
    except msgspec.ValidationError as error:
        raise AnnotationError(_explain(str(path), str(error), _read_loosely(data))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        place = _find_not_finite(_read_loosely(data))
        if place:
            raise AnnotationError(f"{path}: {place}, which is no JSON number; write a finite number there") from error
        what = "empty" if not data.strip() else f"not JSON ({error})"
        raise AnnotationError(f"{path}: {what}; expected COCO's {kind} file, copy or download it again") from error


def take_coco(coco: COCO, kind: str) -> Any:
    """The dataset of a pycocotools COCO object as its type in `FILE_TYPES`.

    Raises:
        AnnotationError: it holds no dataset, or a field is missing or of a wrong type.
    """
    name = f"COCO object for {kind}"
    if not coco.dataset:
        raise AnnotationError(f"{name}: is empty; make it as COCO(annotation_file)")
    try:
        return _forget_boxes(msgspec.convert(coco.dataset, FILE_TYPES[kind]))
    except msgspec.ValidationError:
        # loadRes and people's own scripts leave numpy's numbers in
        plain = msgspec.to_builtins(coco.dataset, enc_hook=_unwrap_number)
    try:
        return _forget_boxes(msgspec.convert(plain, FILE_TYPES[kind]))
    except msgspec.ValidationError as error:
        raise AnnotationError(_explain(name, str(error), plain)) from error


def _forget_boxes(content: Any) -> Any:
    """Forget the boxes that loadRes drew round all points of a detection, those of no confidence too."""
    if isinstance(content, PersonFile):
        for person in content.annotations:
            if person.score is not None:
                person.bbox = NO_BOX
    return content


def _unwrap_number(value: Any) -> Any:
    """Numpy's numbers and arrays as Python's; anything else as text, which the records then refuse."""
    return value.tolist() if isinstance(value, np.generic | np.ndarray) else str(value)


def _read_loosely(data: bytes) -> Any:
    """The JSON as Python's own reader takes it, which allows NaN; None where it does not either."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _explain(name: str, error: str, content: Any) -> str:
    """A message of msgspec with the annotation's id in place of its position in the list."""
    what, _, place = error.partition(" - at ")
    place = place.strip("`").removeprefix("$").removeprefix(".")
    entry = re.match(r"(images|annotations|categories)\[(\d+)\]\.?(.*)", place)
    if entry and isinstance(content, dict):
        group, index, field = entry[1], int(entry[2]), entry[3]
        record = content[group][index]
        if isinstance(record, dict):
            field = f", {field}" if field else ""
            place = f"{group}[{index}] (id {record.get('id', 'missing')}){field}"
            value = _follow(record, entry[3])
            what += f" {str(value)[:80]!r}" if isinstance(value, str) else ""
            what += f" {value!r}" if isinstance(value, int | float) and abs(value) < 1 << 63 else ""
    what = what[:1].lower() + what[1:]
    return f"{name}: {place or 'the file'}: {what[:200]}"


def _follow(record: Any, field: str) -> Any:
    """The value at a path such as ``bbox[2]``, or None."""
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", field):
        if isinstance(record, dict) and name in record:
            record = record[name]
        elif isinstance(record, list) and index and int(index) < len(record):
            record = record[int(index)]
        else:
            return None
    return record


def _find_not_finite(content: Any) -> str | None:
    """Where the first NaN or Infinity of an otherwise readable file is."""
    if not isinstance(content, dict):
        return None
    for group in ("images", "annotations"):
        for record in content.get(group) or ():
            for field, value in record.items() if isinstance(record, dict) else ():
                position = _find_in(value, field)
                if position:
                    singular = group.removesuffix("s")
                    return f"{singular} {record.get('id', '?')}: {position}"
    return None


def _find_in(value: Any, name: str) -> str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return f"{name} is {'NaN' if math.isnan(value) else 'Infinity' if value > 0 else '-Infinity'}"
    children: Iterable[tuple[str, Any]] = ()
    if isinstance(value, list):
        children = ((f"{name}[{i}]", item) for i, item in enumerate(value))
    elif isinstance(value, dict):
        children = ((f"{name}.{key}", item) for key, item in value.items())
    return next((found for found in (_find_in(item, path) for path, item in children) if found), None)

"""The files of a split: COCO's three, or what other data sets have in their place.

The keypoints may also be a COCO results list, as pose detectors write it, AI Challenger's list, or a folder with a file
for each video. Captions and instances may be missing. What a results list leaves out of an image comes from the other
files or from ``image_info_SPLIT.json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import msgspec

from ...errors import AnnotationError
from ...files import PictureFault, opened_picture
from ..skeleton import find_unnamed
from .ai_challenger import is_aic_record, read_aic_file
from .records import KINDS, NO_SIZE, CategoryRecord, ImageRecord, PersonFile, PersonRecord, check_split, read_file
from .stream import Keep, NotStreamable, Others, keep_part, stream_file

PEOPLE = "person_keypoints"


class _Result(msgspec.Struct, gc=False):
    image_id: int
    score: float
    category_id: int = 1
    keypoints: list[float] | None = None


_RESULTS = msgspec.json.Decoder(list[_Result])


@dataclass
class SplitFiles:
    """A split's files as read.

    Attributes:
        contents: by kind, of the types in `records.FILE_TYPES`; captions and instances may be absent.
        names: by kind, what messages call them.
        counts: files that are missing, by name.
        others: what records of other parts show, where only a part was read.
    """

    contents: dict[str, Any]
    names: dict[str, str]
    counts: Counter[str]
    others: Others = field(default_factory=Others)


def read_split(folder: Path, split: str, image_dir: Path, keep: Keep | None = None) -> SplitFiles:
    """Read the files of a split.

    Args:
        folder: a COCO folder.
        split: the split's name.
        image_dir: where the pictures are; AI Challenger's sizes, and sizes that a file leaves out, come from them.
        keep: says which images are read, by their ids; all without it.

    Raises:
        AnnotationError: the keypoints are missing, or a file cannot be read; the message names it.
    """
    check_split(split)
    contents: dict[str, Any] = {}
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    others = Others()
    for kind in KINDS:
        paths = find_kind(folder, kind, split)
        if paths:
            names[kind] = str(paths[0] if len(paths) == 1 else paths[0].parent)
            parts = [_read_part(path, kind, image_dir, keep, others) for path in paths]
            contents[kind] = _join_parts(parts)
        elif kind == PEOPLE:
            refuse_split(folder, split)
        else:
            counts[f"{kind} files missing"] += 1
    people = contents[PEOPLE]
    if not people.images and (people.annotations or any(map(is_list, find_kind(folder, PEOPLE, split)))):
        _take_images(contents, names, folder, split, keep)
    measure_images(contents, names, [image_dir, folder])
    return SplitFiles(contents, names, counts, others)


def find_kind(folder: Path, kind: str, split: str) -> list[Path]:
    """Return the file of a kind, or the files of a folder that stands in its place; nothing where there is none."""
    annotations = folder / "annotations"
    path = annotations / f"{kind}_{split}.json"
    if path.is_file():
        return [path]
    parts = sorted((annotations / f"{kind}_{split}").glob("*.json"))
    # PoseTrack has a folder a split, with a file a video
    return parts or (sorted((annotations / split).glob("*.json")) if kind == PEOPLE else [])


def refuse_split(folder: Path, split: str) -> NoReturn:
    """Say what a split without keypoints lacks.

    Raises:
        AnnotationError: always.
    """
    path = folder / "annotations" / f"{PEOPLE}_{split}.json"
    if not folder.is_dir():
        raise AnnotationError(f"{folder}: no such folder; expected a COCO folder with annotations/{path.name} in it")
    if not path.parent.is_dir():
        raise AnnotationError(f"{folder}: has no folder 'annotations'; expected a COCO folder with {path.name} in it")
    splits = find_splits(folder)
    there = f"the splits there are {', '.join(splits)}" if splits else "no split has keypoints there"
    raise AnnotationError(f"{path}: no such file; a split needs its keypoints, {there}")


def find_splits(folder: Path) -> list[str]:
    """The splits that have a keypoints file or folder in the folder's ``annotations``, by name."""
    found = {path.stem.removeprefix(f"{PEOPLE}_") for path in (folder / "annotations").glob(f"{PEOPLE}_*")}
    return sorted(found)


def _read_part(path: Path, kind: str, image_dir: Path, keep: Keep | None, others: Others) -> Any:
    """Read one file, or the part of it that is kept."""
    if keep is None:
        return read_one(path, kind, image_dir)
    if not is_list(path):
        with suppress(NotStreamable):
            content, found = stream_file(path, kind, keep)
            others.add(found)
            return content
    # lists of people alone, and files that are broken or unusual, are read whole
    content = read_one(path, kind, image_dir)
    others.add(keep_part(content, kind, keep))
    return content


def read_one(path: Path, kind: str, image_dir: Path) -> Any:
    """Read one file whole, in whichever form it is written.

    Raises:
        AnnotationError: it cannot be read.
    """
    if kind != PEOPLE or not is_list(path):
        return read_file(path, kind)
    if is_aic_record(_first_of(path)):
        return read_aic_file(path, image_dir)
    return read_results(path)


def is_list(path: Path) -> bool:
    """Return whether a keypoints file is a list, which COCO's own never is."""
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip()[:1] == b"["
    except OSError:
        return False


def _first_of(path: Path) -> Any:
    try:
        loose = msgspec.json.decode(path.read_bytes(), type=list[msgspec.Raw])
        return msgspec.json.decode(loose[0]) if loose else {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {"keypoint_annotations": None}  # AI Challenger's reader names the fault


def read_results(path: Path) -> PersonFile:
    """Read a COCO results list: ``[{"image_id", "category_id", "keypoints", "score"}, ...]``.

    Returns:
        The people with their scores, in the order of the file and without images, which a results list does not have.

    Raises:
        AnnotationError: the list cannot be read, or holds boxes without keypoints.
    """
    try:
        results = _RESULTS.decode(path.read_bytes())
    except OSError as error:
        raise AnnotationError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AnnotationError(
            f"{path}: not a COCO results list of image_id, category_id, keypoints and score ({error}); "
            "expected that, AI Challenger's list, or COCO's keypoints file"
        ) from error
    people = []
    for number, result in enumerate(results, start=1):
        if result.keypoints is None:
            raise AnnotationError(
                f"{path}: result {number} has no keypoints; expected the results of a pose detector, with keypoints"
            )
        people.append(
            PersonRecord(
                id=number,
                image_id=result.image_id,
                category_id=result.category_id,
                keypoints=result.keypoints,
                score=result.score,
            )
        )
    counts = Counter(len(person.keypoints) // 3 for person in people)
    skeleton = find_unnamed(counts.most_common(1)[0][0]) if counts else None
    parts = [] if skeleton is None else list(skeleton.parts)
    numbers = sorted({person.category_id for person in people}) or [1]
    return PersonFile([], people, [CategoryRecord(number, "person", parts) for number in numbers])


def _join_parts(parts: Sequence[Any]) -> Any:
    """The records of several files as those of one; their categories are the same."""
    first = parts[0]
    for part in parts[1:]:
        first.images += part.images
        first.annotations += part.annotations
        # those of a captions file have no meaning, and any form
        known = {getattr(category, "id", None) for category in first.categories}
        first.categories += [category for category in part.categories if getattr(category, "id", None) not in known]
    return first


def _take_images(contents: dict[str, Any], names: dict[str, str], folder: Path, split: str, keep: Keep | None) -> None:
    """Give a results list the images of another file of the split."""
    path = find_image_info(folder, split, names)
    if path is not None:
        contents[PEOPLE].images = _read_part(path, "image_info", path.parent, keep, Others()).images


def find_image_info(folder: Path, split: str, names: Mapping[str, str]) -> Path | None:
    """Return the file that names the images of a results list; None where captions or instances do.

    Raises:
        AnnotationError: no file does.
    """
    path = folder / "annotations" / f"image_info_{split}.json"
    if path.is_file():
        return path
    if names.keys() == {PEOPLE}:
        raise AnnotationError(
            f"{names[PEOPLE]}: a results list names images by number only; add {path.name}, instances_{split}.json or "
            f"captions_{split}.json, whose `images` give their names"
        )
    return None


def measure_images(contents: Mapping[str, Any], names: Mapping[str, str], places: Sequence[Path]) -> None:
    """Take the sizes that a file leaves out from the pictures.

    Raises:
        AnnotationError: such a picture is missing or cannot be read.
    """
    sizes: dict[int, tuple[int, int]] = {}
    for kind, content in contents.items():
        for image in content.images:
            if NO_SIZE in (image.width, image.height):
                if image.id not in sizes:
                    sizes[image.id] = _measure_picture(image, names[kind], places)
                image.width, image.height = sizes[image.id]


def _measure_picture(image: ImageRecord, name: str, places: Sequence[Path]) -> tuple[int, int]:
    found = find_under(image.file_name, places)
    try:
        if found is None:
            raise AnnotationError(
                f"{name}: image {image.id} has no width and height, and its picture {image.file_name!r} is not in "
                f"{places[0]}; add both numbers, or the picture"
            )
        with opened_picture(found, places) as picture:
            return picture.size
    except PictureFault as error:
        raise AnnotationError(
            f"{name}: image {image.id} has no width and height, and {found} cannot be read ({error}); add both numbers"
        ) from error


def find_under(file_name: str, places: Iterable[Path]) -> Path | None:
    """Find a picture in the first place that has it, with or without the folders that its name begins with.

    Data sets write names such as ``images/val/video/0.jpg`` from a root of their own. The name never leaves a place.
    """
    parts = PurePosixPath(file_name).parts
    if not parts or ".." in parts or parts[0] == "/":
        return None
    for start in range(len(parts)):
        for place in places:
            path = place.joinpath(*parts[start:])
            if path.is_file():
                return path
    return None

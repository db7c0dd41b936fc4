"""The pictures that are looked at: of a folder, a pattern, a file, a video or an image dataset."""

from __future__ import annotations

import glob
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from ...errors import AnnotationError, explain_install
from ...files import PictureFault, opened_picture

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
VIDEOS = (".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v")
_DATASET = "dataset:"


class UnreadablePicture(ValueError):  # noqa: N818 - it is counted, not a fault of the program or the user
    """A picture that cannot be opened."""


@dataclass(frozen=True)
class Picture:
    """A picture that may be opened.

    Attributes:
        name: its name in the COCO folder, with ``/`` between folders.
        open: gives the picture, RGB and upright; raises `UnreadablePicture`.
        path: the file that can be copied as it is, or None.
    """

    name: str
    open: Callable[[], Image.Image]
    path: Path | None = None


def list_pictures(source: str, *, fps: float = 1.0, without: Path | None = None) -> Iterator[Picture]:
    """The pictures of a source, in a fixed order.

    Args:
        source: a folder (with its subfolders), a pattern such as ``holiday/*.jpg``, a picture, a video, or
            ``dataset:NAME_OR_FOLDER`` for the split ``train`` of an image dataset.
        fps: frames a second that are taken from a video.
        without: a folder that is left out, as it is written to.

    Raises:
        AnnotationError: there is no such source, or it holds no picture.
    """
    if source.startswith(_DATASET):
        yield from _of_dataset(source.removeprefix(_DATASET))
        return
    home, known = _find_files(source, without)
    for file in known:
        name = file.relative_to(home).as_posix()
        if file.suffix.lower() in VIDEOS:
            yield from _of_video(file, name, fps)
        else:
            yield Picture(name, lambda file=file: open_upright(file, [home]), file)  # type: ignore[misc]


def _find_files(source: str, without: Path | None) -> tuple[Path, list[Path]]:
    """The pictures and videos of a source, in a fixed order, and the folder that their names begin behind.

    Raises:
        AnnotationError: there is no such source, or it holds no picture.
    """
    path = Path(source)
    if path.is_dir():
        home = path
        files = sorted(one for one in path.rglob("*") if one.suffix.lower() in (*PICTURES, *VIDEOS) and one.is_file())
        if without is not None:
            files = [one for one in files if not one.resolve().is_relative_to(without.resolve())]
    elif path.is_file():
        home, files = path.parent, [path]
    elif any(sign in source for sign in "*?["):
        # the pattern may be absolute, which Path.glob does not take
        files = sorted(Path(one) for one in glob.glob(source, recursive=True))  # noqa: PTH207
        home = Path(re.split(r"[^/]*[*?\[]", source, maxsplit=1)[0] or ".")
    else:
        raise AnnotationError(f"{source}: no such folder, picture or video")
    known = [one for one in files if one.suffix.lower() in (*PICTURES, *VIDEOS)]
    if not known:
        raise AnnotationError(f"{source}: holds no picture; expected files of {', '.join((*PICTURES, *VIDEOS))}")
    return home, known


def count_pictures(source: str, *, fps: float = 1.0, without: Path | None = None) -> int | None:
    """How many pictures `list_pictures` gives, for a bar; None where only reading the source would show it.

    Frames of a video are counted by its length, which some files do not give.
    """
    if source.startswith(_DATASET):
        return None
    total = 0
    for file in _find_files(source, without)[1]:
        if file.suffix.lower() not in VIDEOS:
            total += 1
        elif (frames := _count_frames(file, fps)) is not None:
            total += frames
        else:
            return None
    return total


def _count_frames(path: Path, fps: float) -> int | None:
    try:
        import av
    except ModuleNotFoundError:
        return None  # reading it says what is missing
    try:
        with av.open(str(path)) as video:
            stream = video.streams.video[0]
            if stream.duration is not None and stream.time_base is not None:
                seconds = float(stream.duration * stream.time_base)
            elif video.duration is not None:
                seconds = video.duration / av.time_base
            else:
                return None
            rate = float(stream.average_rate or fps)
    except (av.FFmpegError, IndexError):
        return None  # reading it says what is wrong
    # a video of low rate has fewer frames than are asked for
    return max(1, math.ceil(round(seconds * min(fps, rate), 3)))


def open_upright(file: Any, folders: Sequence[Path] | None = None) -> Image.Image:
    """Open a picture as RGB, turned the way its EXIF data say.

    Args:
        file: a path, or an open file.
        folders: where the path must lie, links followed; None for one that the user gave.

    Raises:
        UnreadablePicture: it cannot be opened.
    """
    try:
        with opened_picture(file, folders) as picture:
            return ImageOps.exif_transpose(picture).convert("RGB")
    except PictureFault as error:
        raise UnreadablePicture(str(error)) from error


def is_turned(file: Path) -> bool:
    """Whether a picture's EXIF data turn it, so that its pixels do not lie as they are seen."""
    with opened_picture(file) as picture:
        return bool(picture.getexif().get(0x0112, 1) not in (0, 1))


def _of_video(path: Path, name: str, fps: float) -> Iterator[Picture]:
    """Frames of a video at a steady rate; each is named after its time in milliseconds."""
    try:
        import av
    except ModuleNotFoundError as error:
        raise AnnotationError(f"{path}: reading a video needs more packages; {explain_install('detect')}") from error
    stem = str(Path(name).with_suffix(""))
    try:
        with av.open(str(path)) as video:
            wanted_s = 0.0
            for frame in video.decode(video=0):
                if frame.time is None or frame.time < wanted_s - 1e-6:
                    continue
                wanted_s += 1 / fps
                image = frame.to_image()
                yield Picture(f"{stem}_{round(1000 * frame.time):09d}.jpg", lambda image=image: image)  # type: ignore[misc]
    except (av.FFmpegError, IndexError, StopIteration) as error:
        raise AnnotationError(f"{path}: cannot be read as a video ({error}); convert it, or leave it out") from error


def _of_dataset(name: str) -> Iterator[Picture]:
    import datasets

    try:
        rows = datasets.load_dataset(name, split="train")
    except (ValueError, FileNotFoundError, datasets.exceptions.DatasetsError) as error:
        raise AnnotationError(f"dataset {name}: {' '.join(str(error).split())}") from error
    columns = [column for column, kind in rows.features.items() if isinstance(kind, datasets.Image)]
    if not columns:
        raise AnnotationError(f"dataset {name}: has no column of pictures; its columns are {', '.join(rows.features)}")
    rows = rows.cast_column(columns[0], datasets.Image(decode=False))
    for number, row in enumerate(rows):
        cell = row[columns[0]]
        yield Picture(f"{number:09d}.jpg", lambda cell=cell: _open_cell(cell))  # type: ignore[misc]


def _open_cell(cell: dict[str, Any] | None) -> Image.Image:
    import io

    if not cell or not (cell.get("bytes") or cell.get("path")):
        raise UnreadablePicture("the row has no picture")
    return open_upright(io.BytesIO(cell["bytes"]) if cell.get("bytes") else cell["path"])

"""A benchmark's picture as a question shows it: mirrored, with boxes drawn in it, or with nothing to see."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import EvaluationError
from ..files import PictureFault, opened_picture, read_picture

if TYPE_CHECKING:
    from PIL import Image

COLORS = {"red": (230, 20, 20), "blue": (20, 60, 230)}
"""The colours of boxes, as questions name them."""
_GREY = (128, 128, 128)


@dataclass(frozen=True)
class Mark:
    """A box drawn round a person.

    Attributes:
        color: a name of `COLORS`.
        box: x1, y1, x2, y2 in pixels of the picture as it is on the disk, before it is mirrored.
    """

    color: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class View:
    """What is done to a picture before a model sees it.

    Attributes:
        is_mirrored: left and right are exchanged.
        marks: boxes to draw.
        is_grey: every pixel is the same grey, and no box is drawn; the size stays.
    """

    is_mirrored: bool = False
    marks: tuple[Mark, ...] = ()
    is_grey: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the picture is shown as it is."""
        return self == View()


PLAIN = View()


def open_picture(path: Path, view: View = PLAIN) -> Image.Image:
    """Read a picture and show it as the view says, in RGB.

    Raises:
        EvaluationError: it cannot be read.
    """
    from PIL import Image, ImageOps

    try:
        with opened_picture(path) as file:
            picture = file.convert("RGB")
    except PictureFault as error:
        raise EvaluationError(f"{path}: the picture cannot be opened: {error}") from error
    if view.is_grey:
        return Image.new("RGB", picture.size, _GREY)
    if view.marks:
        _draw_marks(picture, view.marks)
    return ImageOps.mirror(picture) if view.is_mirrored else picture


def read_bytes(path: Path) -> bytes:
    """The bytes of a picture's file.

    Raises:
        EvaluationError: it cannot be read, or is no picture.
    """
    try:
        return read_picture(path)
    except PictureFault as error:
        raise EvaluationError(f"{path}: the picture cannot be opened: {error}") from error


def is_larger(path: Path, size: int) -> bool:
    """Whether a picture's longer side has more than so many pixels.

    Raises:
        EvaluationError: it cannot be read.
    """
    try:
        with opened_picture(path) as picture:
            return max(picture.size) > size
    except PictureFault as error:
        raise EvaluationError(f"{path}: the picture cannot be opened: {error}") from error


def encode_picture(path: Path, view: View, size: int | None = None) -> bytes:
    """The picture as the bytes of a PNG file, which lose nothing; the file's own bytes where nothing is done to it.

    Args:
        path: the picture.
        view: what is done to it.
        size: the longer side in pixels to which a larger picture is reduced; None keeps its size.
    """
    has_room = size is None or not is_larger(path, size)
    if view.is_plain and has_room:
        return read_bytes(path)
    picture = open_picture(path, view)
    if size is not None and not has_room:
        picture.thumbnail((size, size))
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def _draw_marks(picture: Image.Image, marks: tuple[Mark, ...]) -> None:
    """Draw boxes whose lines lie outside of what they enclose, so that no limb is hidden."""
    from PIL import ImageDraw

    draw: Any = ImageDraw.Draw(picture)
    width = max(2, round(min(picture.size) / 120))
    for mark in marks:
        x1, y1, x2, y2 = mark.box
        outer = (
            max(0, round(x1) - width),
            max(0, round(y1) - width),
            min(picture.width - 1, round(x2) + width),
            min(picture.height - 1, round(y2) + width),
        )
        draw.rectangle(outer, outline=COLORS[mark.color], width=width)

"""A row's picture: found and opened, with errors that name it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from ...errors import TrainingError
from ...files import PictureFault, find_picture, opened_picture
from ...files.picture import is_within
from ..families.family import family_of_processor
from ..families.pictures import PictureText, read_layout, soft_token

BLANK = (8, 8)  # width and height of what stands in for a picture that is bad or not there


def open_picture(
    cell: dict[str, Any] | None,
    file_name: str | None,
    image_folder: str | None,
    name: str,
    places: Sequence[str] | None = None,
) -> Image.Image:
    """Open a row's picture.

    Args:
        cell: the undecoded cell of the image column, `{"bytes", "path"}`, or None.
        file_name: the row's file name, looked for in `image_folder` when the cell holds no picture.
        image_folder: a folder of pictures; nothing outside it is opened for a file name.
        name: the row's id, for errors.
        places: where a cell's path must lie, links followed; None for rows of the user's own making.

    Returns:
        The picture, RGB.

    Raises:
        TrainingError: the picture is missing or can't be read.
    """
    source = _find_picture(cell, file_name, image_folder, name, places)
    try:
        with opened_picture(source) as picture:
            return picture.convert("RGB")
    except PictureFault as error:
        shown = file_name or (cell or {}).get("path") or "its bytes"
        raise TrainingError(
            f"row {name}: picture {shown}: cannot be read ({error}); mend it, or train with --on_bad_image skip"
        ) from error


def read_size(
    cell: dict[str, Any] | None,
    file_name: str | None,
    image_folder: str | None,
    name: str,
    places: Sequence[str] | None = None,
) -> tuple[int, int]:
    """Width and height of a row's picture from its header alone; those of `BLANK` where it can't be read.

    Args and errors are those of `open_picture`, but an unreadable picture is no error here: `open_picture` reports it.
    """
    try:
        with opened_picture(_find_picture(cell, file_name, image_folder, name, places)) as picture:
            return picture.size
    except PictureFault:
        return BLANK


def _find_picture(
    cell: dict[str, Any] | None,
    file_name: str | None,
    image_folder: str | None,
    name: str,
    places: Sequence[str] | None,
) -> io.BytesIO | Path:
    cell = cell or {}
    if cell.get("bytes"):
        return io.BytesIO(cell["bytes"])
    is_foreign = False
    if cell.get("path") and Path(cell["path"]).is_file():
        allowed = [*(places or ()), *([] if image_folder is None else [image_folder])]
        is_foreign = places is not None and not is_within(Path(cell["path"]), map(Path, allowed))
        if not is_foreign:
            return Path(cell["path"])
    if is_foreign and (file_name is None or image_folder is None):
        raise TrainingError(
            f"row {name}: picture {cell['path']} lies outside of the dataset and of what you named; name its folder "
            "with --image_folder DIR if the rows are to be trusted"
        )
    if file_name is None:
        raise TrainingError(f"row {name}: picture {cell.get('path')}: no such file; train with --image_folder DIR")
    if image_folder is None:
        raise TrainingError(f"row {name}: carries no picture, only the name {file_name}; give --image_folder DIR")
    try:
        return find_picture(file_name, [Path(image_folder)], error=TrainingError)
    except TrainingError as error:
        raise TrainingError(f"row {name}: {error}") from None


class ImageTokens:
    """What a processor writes in pictures' places.

    Attributes:
        fixed: the number of image tokens that every picture takes; None where it depends on the size.
        signature: a text that changes with the numbers.
    """

    def __init__(self, processor: Any) -> None:
        """Find out from the processor whether pictures of all sizes take as many tokens."""
        self._processor = processor
        self._by_size: dict[tuple[int, int], PictureText] = {}
        self._fixed: PictureText | None = None
        kind = family_of_processor(processor).layout
        if processor.image_token == soft_token(processor)[0] and kind == "fixed":
            self._fixed = PictureText(processor.image_token, (count_image_tokens(processor),))
        elif kind == "fixed":
            self._fixed = read_layout(processor, BLANK)
        self.fixed = None if self._fixed is None else sum(self._fixed.runs)
        # what the numbers follow from, for those who store them
        settings = processor.image_processor.to_dict() if self._fixed is None else {}
        probes = [] if self._fixed is not None else [self.read(size) for size in (BLANK, (640, 480))]
        self.signature = f"{self._fixed or self.fixed} {probes} {sorted(settings.items(), key=str)}"

    def count(self, size: tuple[int, int]) -> int:
        """Image tokens of a picture of this width and height."""
        return sum(self.read(size).runs)

    def read(self, size: tuple[int, int]) -> PictureText:
        """The text of a picture of this width and height."""
        if self._fixed is not None:
            return self._fixed
        if size not in self._by_size:
            # computed, as the processor does for each picture; making pixels of it would take a thousand times as long
            self._by_size[size] = read_layout(self._processor, size)
        return self._by_size[size]


def count_image_tokens(processor: Any, size: tuple[int, int] = BLANK) -> int:
    """How many image tokens a picture of this width and height takes, found by processing one."""
    batch = processor(images=[Image.new("RGB", size)], text=[processor.image_token], return_tensors="pt")
    return int((batch["input_ids"] == soft_token(processor)[1]).sum())

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
    """A processor's numbers of tokens.

    Attributes:
        fixed: the number that every picture takes; None where it depends on the size.
        signature: a text that changes with the numbers.
    """

    def __init__(self, processor: Any) -> None:
        """Find out from the processor whether pictures of all sizes take as many tokens."""
        self._processor = processor
        self._by_size: dict[tuple[int, int], int] = {}
        cuts_tiles = bool(getattr(processor.image_processor, "image_grid_pinpoints", None))
        self.fixed = None if cuts_tiles else count_image_tokens(processor)
        # what the numbers follow from, for those who store them
        settings = processor.image_processor.to_dict() if cuts_tiles else {}
        self.signature = f"{self.fixed} {sorted(settings.items(), key=str)}"

    def count(self, size: tuple[int, int]) -> int:
        """Tokens of a picture of this width and height."""
        if self.fixed is not None:
            return self.fixed
        if size not in self._by_size:
            # computed, as the processor does for each picture; making pixels of it would take a thousand times as long
            sizes = self._processor._get_num_multimodal_tokens(image_sizes=[(size[1], size[0])])
            self._by_size[size] = int(sizes["num_image_tokens"][0])
        return self._by_size[size]


def count_image_tokens(processor: Any, size: tuple[int, int] = BLANK) -> int:
    """How many tokens a picture of this width and height takes, found by processing one."""
    batch = processor(images=[Image.new("RGB", size)], text=[processor.image_token], return_tensors="pt")
    return int((batch["input_ids"] == processor.image_token_id).sum())

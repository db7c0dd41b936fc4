"""A row's picture: found and opened, with errors that name it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from ..errors import TrainingError

BLANK = (8, 8)  # width and height of what stands in for a picture that is bad or not there


def open_picture(
    cell: dict[str, Any] | None, file_name: str | None, image_folder: str | None, name: str
) -> Image.Image:
    """Open a row's picture.

    Args:
        cell: the undecoded cell of the image column, `{"bytes", "path"}`, or None.
        file_name: the row's file name, looked for in `image_folder` when the cell holds no picture.
        image_folder: a folder of pictures; nothing outside it is opened for a file name.
        name: the row's id, for errors.

    Returns:
        The picture, RGB.

    Raises:
        TrainingError: the picture is missing or can't be read.
    """
    source = _find_picture(cell, file_name, image_folder, name)
    try:
        with Image.open(source) as picture:
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        shown = file_name or (cell or {}).get("path") or "its bytes"
        raise TrainingError(
            f"row {name}: picture {shown}: cannot be read ({error}); mend it, or train with --on_bad_image skip"
        ) from error


def read_size(
    cell: dict[str, Any] | None, file_name: str | None, image_folder: str | None, name: str
) -> tuple[int, int]:
    """Width and height of a row's picture from its header alone; those of `BLANK` where it can't be read.

    Args and errors are those of `open_picture`, save that an unreadable picture is left for that one to tell.
    """
    try:
        with Image.open(_find_picture(cell, file_name, image_folder, name)) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return BLANK


def _find_picture(
    cell: dict[str, Any] | None, file_name: str | None, image_folder: str | None, name: str
) -> io.BytesIO | Path:
    cell = cell or {}
    if cell.get("bytes"):
        return io.BytesIO(cell["bytes"])
    if cell.get("path") and Path(cell["path"]).is_file():
        return Path(cell["path"])
    if file_name is None:
        raise TrainingError(f"row {name}: picture {cell.get('path')}: no such file; train with --image_folder DIR")
    if image_folder is None:
        raise TrainingError(f"row {name}: carries no picture, only the name {file_name}; give --image_folder DIR")
    folder = Path(image_folder).resolve()
    path = (folder / file_name).resolve()
    if not path.is_relative_to(folder):
        raise TrainingError(f"row {name}: file_name {file_name!r} leaves the folder {image_folder}")
    return path

"""Pictures: opened with errors that name them, and padded to a square as LLaVA-1.5 does."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image
from transformers.utils import is_torchvision_available

from ..errors import TrainingError

_KEPT = (
    "do_resize", "size", "resample", "do_center_crop", "crop_size", "do_rescale", "rescale_factor",
    "do_normalize", "image_mean", "image_std", "do_convert_rgb",
)  # fmt: skip


def pad_to_square(processor: Any) -> Any:
    """Make a LLaVA processor pad pictures to a square with the mean colour instead of cropping their edges off.

    The processor is changed in place and returned; what it saves says so, and `AutoProcessor` gives it back padding.
    """
    current = processor.image_processor
    kind = _padding_class()
    if isinstance(current, kind):
        current.do_pad = True
        return processor
    settings = current.to_dict()
    processor.image_processor = kind(do_pad=True, **{name: settings[name] for name in _KEPT if name in settings})
    return processor


def _padding_class() -> Any:
    """LLaVA's image processor of the backend at hand; both save and load under the same name."""
    if is_torchvision_available():
        from transformers import LlavaImageProcessor

        return LlavaImageProcessor
    from transformers.models.llava.image_processing_pil_llava import LlavaImageProcessorPil

    return LlavaImageProcessorPil


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

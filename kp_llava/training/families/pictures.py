"""A picture as a processor gives it to its model: the text that stands in its place, and its tensors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image

from ...errors import TrainingError
from .family import family_of_processor

# what get_image_features takes, and `tiles`: how many of the pixels' entries each picture has
PIXELS = ("pixel_values", "image_sizes", "image_grid_thw", "pixel_attention_mask")
TILES = "tiles"


@dataclass(frozen=True)
class PictureText:
    """What the processor writes in a picture's place.

    Attributes:
        text: with each run of image tokens drawn together in one.
        runs: how many image tokens each run has.
    """

    text: str
    runs: tuple[int, ...]


def soft_token(processor: Any) -> tuple[str, int]:
    """The token, and its id, in whose places a picture's features stand.

    It is often the one that stands for a picture in a chat template; Gemma 3 has two.
    """
    number = int(processor.image_token_ids[0])
    return str(processor.tokenizer.convert_ids_to_tokens(number)), number


def read_layout(processor: Any, size: tuple[int, int]) -> PictureText:
    """The text of a picture of this width and height, computed without making pixels of it.

    Raises:
        TrainingError: the processor cuts pictures in a way that cannot be packed.
    """
    kind = family_of_processor(processor).layout
    if kind == "tokens":
        found = processor._get_num_multimodal_tokens(image_sizes=[(size[1], size[0])])
        return PictureText(processor.image_token, (int(found["num_image_tokens"][0]),))
    settings = image_settings(processor)
    if settings.get("do_pan_and_scan", getattr(processor.image_processor, "do_pan_and_scan", False)):
        raise TrainingError("do_pan_and_scan: true cuts pictures in crops, which is not counted here; set it to false")
    if kind == "fixed":
        return _draw_together(processor, processor.replace_image_token({"num_crops": [0]}, 0))
    patches = processor.image_processor.get_number_of_image_patches(size[1], size[0], settings)
    if kind == "tiles":
        return _draw_together(processor, processor.replace_image_token({"num_patches": [patches]}, 0))
    _, rows, columns = patches
    return _draw_together(processor, processor.replace_image_token({"rows": [[rows]], "cols": [[columns]]}, 0))


def _draw_together(processor: Any, text: str) -> PictureText:
    soft, _ = soft_token(processor)
    pattern = re.compile(f"(?:{re.escape(soft)})+")
    runs = tuple(len(match[0]) // len(soft) for match in pattern.finditer(text))
    return PictureText(pattern.sub(lambda _: soft, text), runs)


def image_settings(processor: Any) -> dict[str, Any]:
    """The settings under which the processor calls its image processor."""
    merged = processor._merge_kwargs(tokenizer_init_kwargs=processor.tokenizer.init_kwargs)["images_kwargs"]
    return {name: value for name, value in merged.items() if name != "return_tensors"}


def read_pixels(processor: Any, pictures: Sequence[Image.Image]) -> dict[str, torch.Tensor]:
    """The tensors of pictures, as the model's `get_image_features` takes them, and `tiles` where a picture has several.

    Args:
        processor: the model's.
        pictures: RGB; at least one.
    """
    family = family_of_processor(processor)
    settings = image_settings(processor) if family.layout in ("grid", "tiles") else {}
    given = [[picture] for picture in pictures] if family.nests_pictures else list(pictures)
    found = processor.image_processor(images=given, return_tensors="pt", **settings)
    tensors = {name: found[name] for name in PIXELS if name in found}
    if "num_patches" in found:
        tensors[TILES] = torch.as_tensor(found["num_patches"], dtype=torch.long)
    return tensors

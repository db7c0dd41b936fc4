"""How many tokens a picture takes in the language model: one number in LLaVA 1.5, by the picture's size in later ones.

LLaVA-NeXT and LLaVA-OneVision cut a picture in tiles by the grid that suits its size best, put a line end behind each
line of patches, and drop the patches that only hold padding.
"""

from __future__ import annotations

from typing import Any

from PIL import Image

from .images import BLANK


class ImageTokens:
    """A processor's numbers of tokens.

    Attributes:
        fixed: the number that every picture takes; None where it hangs on the size.
    """

    def __init__(self, processor: Any) -> None:
        """Take the processor and ask it whether pictures of all sizes take as many tokens."""
        self._processor = processor
        self._by_size: dict[tuple[int, int], int] = {}
        cuts_tiles = bool(getattr(processor.image_processor, "image_grid_pinpoints", None))
        self.fixed = None if cuts_tiles else count_image_tokens(processor)

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

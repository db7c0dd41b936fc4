"""Positions of tokens where they have three dimensions, and runs of image tokens where those see each other."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import Qwen2_5_VLModel
from transformers.models.qwen3_vl.modeling_qwen3_vl import Qwen3VLModel

from .family import family_of_processor
from .pictures import soft_token

# whose own code numbers the tokens
_MODELS = {"Qwen2_5_VLProcessor": Qwen2_5_VLModel, "Qwen3VLProcessor": Qwen3VLModel}


class Positions:
    """Numbers a row's tokens as its family does.

    Attributes:
        axes: 1, or 3 for time, height and width.
    """

    def __init__(self, processor: Any) -> None:
        """Take the processor, which knows how many patches make a token."""
        family = family_of_processor(processor)
        self.axes = 3 if family.has_grid_positions else 1
        if self.axes == 1:
            return
        self._soft = soft_token(processor)[1]
        kind = _MODELS[family.processor]
        # of a model its code reads the configuration only
        vision = SimpleNamespace(spatial_merge_size=processor.image_processor.merge_size, tokens_per_second=1)
        bare: Any = SimpleNamespace(config=SimpleNamespace(vision_config=vision))
        bare.get_vision_position_ids = partial(kind.get_vision_position_ids, bare)
        self._number = partial(kind.get_rope_index, bare)

    def read(self, ids: np.ndarray, grids: torch.Tensor | None) -> np.ndarray:
        """The positions of a row.

        Args:
            ids: shape (tokens,), pictures in full.
            grids: int64 (pictures, 3), the patches of each of the row's pictures; None for a row of text only.

        Returns:
            int64, shape (tokens,) or (3, tokens).
        """
        if self.axes == 1:
            return np.arange(len(ids))
        tokens = torch.from_numpy(ids.astype(np.int64))[None]
        kinds = (tokens == self._soft).int()
        found, _ = self._number(input_ids=tokens, mm_token_type_ids=kinds, image_grid_thw=grids)
        return np.asarray(found[:, 0])


def number_runs(is_image: torch.Tensor) -> torch.Tensor:
    """Which run of image tokens each token belongs to; int64, shape (R, L), -1 for a token of text.

    Args:
        is_image: bool, shape (R, L).
    """
    before = torch.nn.functional.pad(is_image, (1, 0))[:, :-1]
    return torch.where(is_image, (is_image & ~before).cumsum(dim=1), -1)

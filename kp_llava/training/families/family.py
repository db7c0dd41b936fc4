"""The table of model families: where a model's parts stand, and what its pictures need.

A family that differs from LLaVA in nothing else is one line of `FAMILIES`. All families load through
`AutoModelForImageTextToText`, and pictures go through their own processors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from peft.utils import ModulesToSaveWrapper

from ...errors import TrainingError


@dataclass(frozen=True)
class Family:
    """What is particular to a family.

    Attributes:
        title: the family's name.
        processor: the name of its processor's class.
        vision: where the vision tower stands in the inner model.
        projector: where the parts stand that lead from the tower to the language model.
        language: where the language model stands.
        needs: packages without which transformers does not load its processor.
        layout: how a picture's text depends on its size: `tokens` by the processor's count of tokens, `tiles` and
            `grid` by its count of tiles and of their rows and columns, `fixed` for one text for all pictures.
        nests_pictures: whether its image processor takes each picture in a list of its own.
        has_grid_positions: whether positions have three dimensions, by the family's own code.
        joins_patches: whether a picture's tokens see each other in both directions.
    """

    title: str
    processor: str
    vision: str = "vision_tower"
    projector: tuple[str, ...] = ("multi_modal_projector",)
    language: str = "language_model"
    needs: tuple[str, ...] = ()
    layout: str = "tokens"
    nests_pictures: bool = False
    has_grid_positions: bool = False
    joins_patches: bool = False


_QWEN = {"vision": "visual", "projector": ("visual.merger",), "needs": ("torchvision",), "has_grid_positions": True}
_IDEFICS = {
    "vision": "vision_model",
    "projector": ("connector",),
    "language": "text_model",
    "layout": "grid",
    "nests_pictures": True,
}
# by the model type that their configurations name
FAMILIES = {
    "llava": Family("LLaVA-1.5", "LlavaProcessor", layout="fixed"),
    "llava_next": Family("LLaVA-NeXT", "LlavaNextProcessor"),
    "llava_onevision": Family("LLaVA-OneVision", "LlavaOnevisionProcessor", needs=("torchvision",)),
    "qwen2_5_vl": Family("Qwen2.5-VL", "Qwen2_5_VLProcessor", **_QWEN),  # type: ignore[arg-type]
    "qwen3_vl": Family(
        "Qwen3-VL",
        "Qwen3VLProcessor",
        **{**_QWEN, "projector": ("visual.merger", "visual.deepstack_merger_list")},  # type: ignore[arg-type]
    ),
    "idefics3": Family("Idefics3", "Idefics3Processor", **_IDEFICS),  # type: ignore[arg-type]
    "smolvlm": Family(
        "SmolVLM2",
        "SmolVLMProcessor",
        needs=("torchvision", "num2words"),
        **_IDEFICS,  # type: ignore[arg-type]
    ),
    "internvl": Family("InternVL3", "InternVLProcessor", needs=("torchvision",), layout="tiles"),
    "gemma3": Family("Gemma 3", "Gemma3Processor", layout="fixed", joins_patches=True),
}
# why others are refused
REFUSED = {
    "mllama": "its pictures enter through cross-attention layers and take no tokens of the language model's",
    "blip-2": "its pictures pass through query tokens, and it has no chat template",
    "instructblip": "its pictures pass through query tokens that read the question, and it has no chat template",
    "florence2": "it has an encoder and a decoder; labels by turns need a decoder alone",
    "qwen3_vl_moe": "the loss that balances its experts is not added here",
    "paligemma": "it has no chat template, and its questions see each other in both directions",
}


def find_family(model_type: str, name: str) -> Family:
    """The family of a model.

    Args:
        model_type: what its configuration names.
        name: the model's, for errors.

    Raises:
        TrainingError: a model of another family.
    """
    if model_type not in FAMILIES:
        reason = f" ({REFUSED[model_type]})" if model_type in REFUSED else ""
        raise TrainingError(
            f"model_name_or_path: {name!r} is a {model_type} model, which can't be trained here{reason}; "
            f"these families can: {', '.join(FAMILIES)}"
        )
    return FAMILIES[model_type]


def family_of_model(model: Any) -> Family:
    """The family of a loaded model."""
    return FAMILIES[model.config.model_type]


def family_of_processor(processor: Any) -> Family:
    """The family of a processor; LLaVA-1.5's for any other class."""
    by_class = {family.processor: family for family in FAMILIES.values()}
    names = (kind.__name__ for kind in type(processor).__mro__)
    return next((by_class[name] for name in names if name in by_class), FAMILIES["llava"])


def find_part(inner: torch.nn.Module, path: str) -> torch.nn.Module:
    """A part of the inner model; of a part that peft trains as a copy, the copy.

    Args:
        inner: what `model.model` is.
        path: names joined by dots.
    """
    part = inner
    for name in path.split("."):
        part = trained_copy(getattr(part, name))
    return part


def trained_copy(module: torch.nn.Module) -> torch.nn.Module:
    """What trains of a part of the model: peft's copy of it, where it made one, else the part itself."""
    return module.modules_to_save["default"] if isinstance(module, ModulesToSaveWrapper) else module

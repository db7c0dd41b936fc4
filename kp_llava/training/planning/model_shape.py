"""The sizes of a LLaVA-family model, read from its config alone: built on torch's meta device, no weights, no memory.

For the ids in `KNOWN_CONFIGS` the facts lie here, so that planning works offline. Any other id or folder goes through
`AutoConfig`, which reads a local folder without a network and an id from the Hub or its cache.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForImageTextToText, PreTrainedConfig
from transformers.image_processing_utils import select_best_resolution

from ...errors import TrainingError
from ...files.model_folder import loading_model
from ..families.family import FAMILIES

# Facts of published configs, as far as they change a size; checked by parameter count in the tests.
_CLIP_LARGE_336 = {
    "model_type": "clip_vision_model",
    "hidden_size": 1024,
    "intermediate_size": 4096,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "image_size": 336,
    "patch_size": 14,
    "projection_dim": 768,
}
_LLAMA_7B = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 11008,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 32,
    "vocab_size": 32064,
    "max_position_embeddings": 4096,
}
_LLAMA_13B = {
    **_LLAMA_7B,
    "hidden_size": 5120,
    "intermediate_size": 13824,
    "num_hidden_layers": 40,
    "num_attention_heads": 40,
    "num_key_value_heads": 40,
}
_TINY_TOWER = {"hidden_size": 128, "num_hidden_layers": 4, "num_attention_heads": 4}
KNOWN_CONFIGS: dict[str, dict[str, Any]] = {
    "llava-hf/llava-1.5-7b-hf": {"model_type": "llava", "text_config": _LLAMA_7B, "vision_config": _CLIP_LARGE_336},
    "llava-hf/llava-1.5-13b-hf": {"model_type": "llava", "text_config": _LLAMA_13B, "vision_config": _CLIP_LARGE_336},
    # the demo's model of `tiny.py`; its vocabulary hangs on the rows, here it is that of some thousand drawn scenes
    "tiny": {
        "model_type": "llava",
        "text_config": {**_TINY_TOWER, "model_type": "llama", "intermediate_size": 384, "vocab_size": 4096},
        "vision_config": {
            **_TINY_TOWER,
            "model_type": "clip_vision_model",
            "intermediate_size": 512,
            "image_size": 64,
            "patch_size": 8,
            "projection_dim": 128,
        },
    },
}

GROUPS = ("vision", "projector", "language")
_USUAL_PICTURE_HW = (480, 640)  # the size of most COCO pictures, for models that cut a picture into tiles


@dataclass(frozen=True)
class TowerShape:
    """A stack of equal transformer layers."""

    layers: int
    hidden_size: int
    intermediate_size: int
    heads: int
    key_value_heads: int
    head_dim: int
    matmul_params: int
    """Weights of the linear layers (and the patch convolution) in the stack, without any vocabulary matrix."""
    linear_features: int
    """Sum of inputs and outputs over the stack's linear layers: a LoRA of rank r adds r times this many parameters."""


@dataclass(frozen=True)
class ModelShape:
    """What a plan needs to know of a model."""

    source: str
    """Where the sizes come from, in words."""
    params: dict[str, int]
    """Parameters by group (vision, projector, language); shared matrices counted once, vocabulary under language."""
    largest_layer_params: int
    """The most parameters that one module holds directly, DeepSpeed's "largest layer"."""
    language: TowerShape
    vision: TowerShape
    projector_matmul_params: int
    vocabulary_size: int
    max_positions: int
    image_tokens: int
    """Places that one picture takes in the language model's row."""
    vision_tokens: int
    """Places that one picture takes in the vision tower, its class token and all tiles included."""

    @property
    def total_params(self) -> int:
        """All parameters of the model."""
        return sum(self.params.values())

    @property
    def head_params(self) -> int:
        """Parameters of the vocabulary projection."""
        return self.vocabulary_size * self.language.hidden_size


def read_model_shape(name_or_path: str) -> ModelShape:
    """Read the sizes of the model that a recipe names.

    Args:
        name_or_path: A folder with a config.json, an id of `KNOWN_CONFIGS`, or any other id of the Hub.

    Raises:
        TrainingError: no config is found, or the model is not of the LLaVA family.
    """
    known = KNOWN_CONFIGS.get(name_or_path)
    if known is not None and not Path(name_or_path).is_dir():
        facts = dict(known)
        config = AutoConfig.for_model(facts.pop("model_type"), **facts)
        return shape_of_config(config, source=f"{name_or_path}, sizes carried with kp_llava (no network)")
    with loading_model(
        name_or_path,
        f"{name_or_path}: no model config can be read; give a folder with a config.json, or one of "
        f"{', '.join(KNOWN_CONFIGS)}",
        error=TrainingError,
        read_config=lambda: PreTrainedConfig.get_config_dict(name_or_path)[0],
    ):
        config = AutoConfig.from_pretrained(name_or_path)
        return shape_of_config(config, source=f"{name_or_path}, its config.json")


def shape_of_config(config: Any, source: str = "a config") -> ModelShape:
    """Build the model of a config on the meta device and measure it.

    Args:
        config: A transformers config of the LLaVA family.
        source: Where it comes from, for the report.

    Raises:
        TrainingError: the model has no vision tower, projector and language model, or has experts.
    """
    text, vision = getattr(config, "text_config", None), getattr(config, "vision_config", None)
    if text is None or vision is None:
        raise TrainingError(
            f"{source}: model_type {config.model_type!r} is not of the LLaVA family; "
            "it needs a text_config and a vision_config"
        )
    if config.model_type in FAMILIES and not config.model_type.startswith("llava"):
        raise TrainingError(
            f"{source}: {FAMILIES[config.model_type].title} can be trained but not planned; LLaVA-1.5, LLaVA-NeXT and "
            "LLaVA-OneVision can be"
        )
    if getattr(text, "num_experts", None) or getattr(text, "num_local_experts", None):
        raise TrainingError(f"{source}: a language model with experts ({text.model_type}) cannot be planned")
    with torch.device("meta"):
        model = AutoModelForImageTextToText.from_config(config)
    model.tie_weights()
    params: Counter[str] = Counter()
    for name, parameter in model.named_parameters():  # named_parameters gives a shared matrix once
        params[group_of_parameter(name)] += parameter.numel()
    if set(params) != set(GROUPS):
        raise TrainingError(
            f"{source}: model_type {config.model_type!r} has no {', '.join(sorted(set(GROUPS) - set(params)))}"
        )
    largest = max(sum(p.numel() for p in module.parameters(recurse=False)) for module in model.modules())
    image_tokens, tiles = _count_image_tokens(config)
    takes_any_size = vision.model_type in _ANY_SIZE
    patches = config.image_seq_length if takes_any_size else (vision.image_size // vision.patch_size) ** 2
    return ModelShape(
        source=source,
        params={group: params[group] for group in GROUPS},
        largest_layer_params=largest,
        language=_measure_tower(model, "language", text),
        vision=_measure_tower(model, "vision", vision),
        projector_matmul_params=sum(weight for weight, _ in _find_linears(model, "projector")),
        vocabulary_size=text.vocab_size,
        max_positions=getattr(text, "max_position_embeddings", 0),
        image_tokens=image_tokens,
        vision_tokens=tiles * (patches + (takes_any_size or "clip" in vision.model_type)),
    )


_ANY_SIZE = ("dinov2",)  # towers for which the model says how large its pictures are, with a class token


def group_of_parameter(name: str) -> str:
    """Say to which group (vision, projector or language) a parameter or module of this name belongs."""
    if "vision_tower" in name or "vision_model" in name:
        return "vision"
    if "multi_modal_projector" in name or "image_newline" in name:
        return "projector"
    return "language"


def _find_linears(model: torch.nn.Module, group: str) -> list[tuple[int, int]]:
    """Weights, and inputs plus outputs, of every matrix of a group, the vocabulary's two left out."""
    found = []
    for name, module in model.named_modules():
        if group_of_parameter(name) != group or name.split(".")[-1] == "lm_head":
            continue
        if isinstance(module, torch.nn.Linear):
            found.append((module.weight.numel(), module.in_features + module.out_features))
        elif isinstance(module, torch.nn.Conv2d):
            found.append((module.weight.numel(), 0))
    return found


def _measure_tower(model: torch.nn.Module, group: str, config: Any) -> TowerShape:
    linears = _find_linears(model, group)
    heads = config.num_attention_heads
    return TowerShape(
        layers=config.num_hidden_layers,
        hidden_size=config.hidden_size,
        intermediate_size=getattr(config, "intermediate_size", None) or round(config.mlp_ratio * config.hidden_size),
        heads=heads,
        key_value_heads=getattr(config, "num_key_value_heads", None) or heads,
        head_dim=getattr(config, "head_dim", None) or config.hidden_size // heads,
        matmul_params=sum(weight for weight, _ in linears),
        linear_features=sum(features for _, features in linears),
    )


def _count_image_tokens(config: Any) -> tuple[int, int]:
    """Places in the language row and tiles in the vision tower that a usual picture takes.

    LLaVA-NeXT and LLaVA-OneVision cut a picture into tiles by the best of their grid sizes and add one whole view and
    a line end per row of patches; padding that they cut off again is not taken away here, so this is an upper bound.
    """
    vision = config.vision_config
    if vision.model_type in _ANY_SIZE:
        return config.image_seq_length, 1
    side = vision.image_size // vision.patch_size
    with_class_token = (
        getattr(config, "vision_feature_select_strategy", "default") == "full" and "clip" in vision.model_type
    )
    pinpoints = getattr(config, "image_grid_pinpoints", None)
    if not pinpoints:
        return side * side + with_class_token, 1
    height, width = select_best_resolution(_USUAL_PICTURE_HW, pinpoints)
    rows, columns = height // vision.image_size, width // vision.image_size
    return side * side + rows * side * (columns * side + 1), rows * columns + 1

"""A LLaVA of pretrained parts: a vision tower, a language model, and a fresh projector between them.

As in LLaVA (Liu et al., arXiv:2310.03744) the projector has two layers and knows nothing yet: it is trained first by
itself on captions (`recipes/small_align.yaml`), then with the language model on instructions (`recipes/small.yaml`).
"""

from __future__ import annotations

import logging
import math
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoModel,
    AutoModelForCausalLM,
    AutoTokenizer,
    CLIPVisionModel,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedConfig,
    PreTrainedModel,
    SiglipVisionModel,
)

from ...errors import TrainingError
from ...files.model_folder import load_whole, loading_model
from ..checkpoints.names import keep_hub_names
from ..families.processor import pad_to_square

logger = logging.getLogger(__name__)

IMAGE_TOKEN = "<image>"  # noqa: S105 - a token of text
_MULTIPLE = 8  # rows of the vocabulary's matrices


@dataclass(frozen=True)
class _Tower:
    """What LLaVA must know of a kind of vision tower.

    Attributes:
        strategy: which of its outputs are a picture's features: all (full), or all but the first one (default).
        first_tokens: outputs before those of the patches.
        takes_any_size: whether it takes pictures of other sizes than it was trained with.
    """

    strategy: str
    first_tokens: int
    takes_any_size: bool


_TOWERS = {
    "clip_vision_model": _Tower("default", 1, takes_any_size=False),
    "siglip_vision_model": _Tower("full", 0, takes_any_size=False),
    "dinov2": _Tower("default", 1, takes_any_size=True),
}
# checkpoints that hold a text model, too, and the class that loads their tower alone
_TOWER_CLASSES = {"clip": CLIPVisionModel, "siglip": SiglipVisionModel}


def build_llava(
    folder: Path, vision: str, language: str, *, image_size: int | None = None, seed: int = 0
) -> dict[str, int]:
    """Put a LLaVA together and save it with its processor as a model folder.

    Args:
        folder: to write; must not hold a model yet.
        vision: Hub id or folder of a CLIP, SigLIP or DINOv2 model with its image processor.
        language: Hub id or folder of a causal language model whose tokenizer has a chat template.
        image_size: pixels of a picture's side; None for what the vision tower's own image processor says.
        seed: of the projector's weights.

    Returns:
        Parameters of the vision tower, the projector and the language model, and tokens of a picture.

    Raises:
        TrainingError: a part cannot be had or does not fit, or the folder holds a model.
    """
    if (folder / "config.json").exists():
        raise TrainingError(f"{folder}: holds a model already; name another folder")
    tower, kind = _load_tower(vision)
    model_text, tokenizer = _load_language(language)
    processor = _make_processor(vision, kind, tower.config, tokenizer, image_size)
    side = processor.image_processor.crop_size["height"]
    config = LlavaConfig(
        vision_config=tower.config,
        text_config=model_text.config,
        image_token_index=tokenizer.convert_tokens_to_ids(IMAGE_TOKEN),
        image_seq_length=(side // tower.config.patch_size) ** 2,
        vision_feature_select_strategy=kind.strategy,
        vision_feature_layer=-2,
        tie_word_embeddings=bool(model_text.config.tie_word_embeddings),
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = LlavaForConditionalGeneration(config)
        for layer in (model.model.multi_modal_projector.linear_1, model.model.multi_modal_projector.linear_2):
            layer.reset_parameters()  # as LLaVA's own, and not as a language model's layers
    model.model.vision_tower.load_state_dict(tower.state_dict())
    model.model.language_model.load_state_dict(model_text.get_decoder().state_dict())
    model.lm_head.load_state_dict(model_text.get_output_embeddings().state_dict())
    model.tie_weights()
    model.generation_config = model_text.generation_config
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    try:
        keep_hub_names(model).save_pretrained(folder)
        processor.save_pretrained(folder)
    except OSError as error:
        raise TrainingError(f"{folder}: cannot be written ({error})") from error
    return {
        "vision": _count(model.model.vision_tower),
        "projector": _count(model.model.multi_modal_projector),
        "language": _count(model) - _count(model.model.vision_tower) - _count(model.model.multi_modal_projector),
        "tokens": config.image_seq_length,
    }


def _count(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _loading(name: str, start: str) -> AbstractContextManager[None]:
    return loading_model(
        name, start, error=TrainingError, read_config=lambda: PreTrainedConfig.get_config_dict(name)[0]
    )


def _load_tower(name: str) -> tuple[PreTrainedModel, _Tower]:
    with _loading(name, f"vision: {name!r} cannot be loaded"):
        config = AutoConfig.from_pretrained(name)
        # of a CLIP or SigLIP checkpoint only the vision half is wanted
        loader = _TOWER_CLASSES.get(config.model_type, AutoModel)
        if config.model_type not in (*_TOWER_CLASSES, *_TOWERS):
            raise TrainingError(
                f"vision: {name!r} is a {config.model_type} model; LLaVA's towers are CLIP, SigLIP and DINOv2 "
                f"({', '.join(sorted((*_TOWER_CLASSES, *_TOWERS)))})"
            )
        tower = load_whole(loader.from_pretrained, name, error=TrainingError, dtype=torch.float32)
    return tower, _TOWERS[tower.config.model_type]


def _load_language(name: str) -> tuple[PreTrainedModel, Any]:
    """The language model and its tokenizer, which know the image token."""
    with _loading(name, f"language: {name!r} cannot be loaded"):
        model = load_whole(AutoModelForCausalLM.from_pretrained, name, error=TrainingError, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(name)
    if not tokenizer.chat_template:
        raise TrainingError(f"language: {name!r} has no chat template; take a model that was tuned to chat")
    if tokenizer.eos_token_id is None:
        raise TrainingError(f"language: the tokenizer of {name!r} has no token that ends an answer")
    tokenizer.add_special_tokens({"extra_special_tokens": [*tokenizer.extra_special_tokens, IMAGE_TOKEN]})
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    if len(tokenizer) > model.get_input_embeddings().num_embeddings:
        # the new row is drawn like the others, and never read: a picture's features stand in its place
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            model.resize_token_embeddings(len(tokenizer), pad_to_multiple_of=_MULTIPLE)
    return model, tokenizer


def _make_processor(vision: str, kind: _Tower, config: Any, tokenizer: Any, image_size: int | None) -> LlavaProcessor:
    with _loading(vision, f"vision: no image processor for {vision!r}"):
        images = AutoImageProcessor.from_pretrained(vision)
    side = _own_size(images, config) if image_size is None or not kind.takes_any_size else image_size
    if image_size is not None and image_size != side:
        raise TrainingError(f"image_size: this vision tower takes pictures of {side} px only, not {image_size}")
    if side % config.patch_size or side <= 0:
        lower = max(1, math.floor(side / config.patch_size)) * config.patch_size
        raise TrainingError(
            f"image_size: {side} px is no multiple of the tower's patches of {config.patch_size} px; give {lower} or "
            f"{lower + config.patch_size}"
        )
    images.size, images.crop_size = {"shortest_edge": side}, {"height": side, "width": side}
    images.do_center_crop = True
    processor = LlavaProcessor(
        image_processor=images,
        tokenizer=tokenizer,
        patch_size=config.patch_size,
        vision_feature_select_strategy=kind.strategy,
        image_token=IMAGE_TOKEN,
        num_additional_image_tokens=kind.first_tokens,
        chat_template=picture_template(tokenizer.chat_template),
    )
    return pad_to_square(processor)


def _own_size(images: Any, config: Any) -> int:
    crop = getattr(images, "crop_size", None) or getattr(images, "size", None) or {}
    return int(crop.get("height") or crop.get("shortest_edge") or config.image_size)


def picture_template(template: str) -> str:
    """A language model's chat template for messages with pictures.

    Contents that come as parts are drawn together to a text, with the image token and a line end for a picture; the
    template itself sees texts, as it always did.

    Args:
        template: the language model's, in Jinja.
    """
    return (
        "{%- macro words(content) -%}{%- if content is string -%}{{ content }}{%- else -%}{%- for part in content -%}"
        f"{{%- if part.type == 'image' -%}}{{{{ '{IMAGE_TOKEN}\\n' }}}}{{%- endif -%}}{{%- endfor -%}}"
        "{%- for part in content -%}{%- if part.type == 'text' -%}{{ part.text }}{%- endif -%}{%- endfor -%}"
        "{%- endif -%}{%- endmacro -%}"
        "{%- set read = namespace(messages=[]) -%}"
        "{%- for message in messages -%}"
        "{%- set read.messages = read.messages + [dict(message, content=words(message.content))] -%}"
        "{%- endfor -%}"
        "{%- set messages = read.messages -%}"
    ) + template

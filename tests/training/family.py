"""LLaVA-NeXT and LLaVA-OneVision of a few thousand weights, with their own classes, processors and chat templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlavaNextConfig,
    LlavaNextForConditionalGeneration,
    LlavaNextProcessor,
    LlavaOnevisionConfig,
    LlavaOnevisionForConditionalGeneration,
    LlavaOnevisionProcessor,
    Qwen2Config,
    SiglipVisionConfig,
)
from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil
from transformers.models.llava_onevision.image_processing_pil_llava_onevision import LlavaOnevisionImageProcessorPil

from .factories import make_tokenizer

SIDE, PATCH = 32, 8
GRIDS = [[SIDE, 2 * SIDE], [2 * SIDE, SIDE], [2 * SIDE, 2 * SIDE]]
WIDTH = 64

# as Mistral's instructions are written, and as ChatML
NEXT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% if message.role == 'user' %}{{ '[INST] ' }}"
    "{% for part in message.content %}{{ '<image>\\n' if part.type == 'image' else part.text }}{% endfor %}"
    "{{ ' [/INST]' }}{% else %}{{ ' ' + message.content[0].text + eos_token }}{% endif %}{% endfor %}"
)
ONEVISION_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' }}"
    "{% for part in message.content %}{{ '<image>\\n' if part.type == 'image' else part.text }}{% endfor %}"
    "{{ '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


class PicturesOnly(LlavaOnevisionProcessor):
    """The real processor without its video part, which takes torchvision to build."""

    @classmethod
    def get_attributes(cls) -> list[str]:
        return ["image_processor", "tokenizer"]


def sizes(width: int) -> dict[str, int]:
    return {
        "hidden_size": width,
        "intermediate_size": 2 * width,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
    }


def make_next_processor() -> LlavaNextProcessor:
    images = LlavaNextImageProcessorPil(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, image_grid_pinpoints=GRIDS
    )
    return LlavaNextProcessor(
        images,
        make_tokenizer(),
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=NEXT_TEMPLATE,
    )


def make_onevision_processor(kind: type = PicturesOnly, **parts: Any) -> LlavaOnevisionProcessor:
    tokenizer = make_tokenizer()
    tokenizer.add_special_tokens(
        {"additional_special_tokens": ["<image>", "<video>", "<|im_start|>", "<|im_end|>"], "eos_token": "<|im_end|>"}
    )
    images = LlavaOnevisionImageProcessorPil(size={"height": SIDE, "width": SIDE}, image_grid_pinpoints=GRIDS)
    return kind(
        images,
        tokenizer,
        num_image_tokens=(SIDE // PATCH) ** 2,
        vision_feature_select_strategy="full",
        chat_template=ONEVISION_TEMPLATE,
        **parts,
    )


def make_next_config(processor: LlavaNextProcessor, width: int = WIDTH) -> LlavaNextConfig:
    return LlavaNextConfig(
        vision_config=CLIPVisionConfig(**sizes(width), image_size=SIDE, patch_size=PATCH, projection_dim=width),
        text_config=LlamaConfig(**sizes(width), vocab_size=len(processor.tokenizer), max_position_embeddings=2048),
        image_token_id=processor.image_token_id,
        image_grid_pinpoints=GRIDS,
    )


def make_next_model(processor: LlavaNextProcessor) -> LlavaNextForConditionalGeneration:
    torch.manual_seed(0)
    return LlavaNextForConditionalGeneration(make_next_config(processor))


def make_onevision_config(processor: LlavaOnevisionProcessor, width: int = WIDTH) -> LlavaOnevisionConfig:
    return LlavaOnevisionConfig(
        vision_config=SiglipVisionConfig(**sizes(width), image_size=SIDE, patch_size=PATCH),
        text_config=Qwen2Config(
            **sizes(width), num_key_value_heads=2, vocab_size=len(processor.tokenizer), max_position_embeddings=2048
        ),
        image_token_id=processor.image_token_id,
        video_token_id=processor.video_token_id,
        image_grid_pinpoints=GRIDS,
        vision_feature_layer=-1,
    )


def make_onevision_model(processor: LlavaOnevisionProcessor) -> LlavaOnevisionForConditionalGeneration:
    torch.manual_seed(0)
    return LlavaOnevisionForConditionalGeneration(make_onevision_config(processor))


def save_next(folder: Path) -> Path:
    """A tiny LLaVA-NeXT with its processor, saved as a Hub model is."""
    processor = make_next_processor()
    make_next_model(processor).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def save_onevision(folder: Path, **parts: Any) -> Path:
    """A tiny LLaVA-OneVision; with its whole processor where `video_processor` is given, which takes torchvision."""
    processor = make_onevision_processor(LlavaOnevisionProcessor if parts else PicturesOnly, **parts)
    make_onevision_model(processor).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder

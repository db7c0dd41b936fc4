"""A model of a few thousand weights for each family, with its own classes, processor and chat template."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    AutoModelForImageTextToText,
    Gemma3Config,
    Gemma3Processor,
    Idefics3Config,
    Idefics3Processor,
    InternVLConfig,
    InternVLProcessor,
    PreTrainedConfig,
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLProcessor,
    Qwen3VLConfig,
    Qwen3VLProcessor,
    SmolVLMConfig,
)
from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil
from transformers.models.got_ocr2.image_processing_pil_got_ocr2 import GotOcr2ImageProcessorPil
from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.smolvlm import processing_smolvlm
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil

from ..factories import CORPUS

SIDE = 32
WIDTH = 32


def text_sizes(width: int) -> dict[str, int]:
    return {"hidden_size": width, "intermediate_size": 2 * width, "num_hidden_layers": 2, "num_attention_heads": 4,
            "num_key_value_heads": 2, "max_position_embeddings": 4096}  # fmt: skip


def vision_sizes(width: int) -> dict[str, int]:
    return {"hidden_size": width, "intermediate_size": 2 * width, "num_hidden_layers": 2, "num_attention_heads": 4}


def qwen_vision(width: int) -> dict[str, int]:
    return {"depth": 2, "hidden_size": width, "intermediate_size": 2 * width, "num_heads": 4, "patch_size": 4,
            "spatial_merge_size": 2, "temporal_patch_size": 2, "out_hidden_size": width}  # fmt: skip


def qwen_rope(width: int, *shares: int, **more: Any) -> dict[str, Any]:
    """Rotary positions of three dimensions, which share out half of a head."""
    section = [share * width // WIDTH for share in shares]
    return {"rope_type": "default", "mrope_section": section, "rope_theta": 1e4, **more}


# each family's manner of writing a turn
_PARTS = (
    "{% for part in message.content %}"
    "{% if part.type == 'image' %}IMAGE{% else %}{{ part.text }}{% endif %}{% endfor %}"
)
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' }}"
    + _PARTS
    + "{{ '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
QWEN = CHATML.replace("IMAGE", "<|vision_start|><|image_pad|><|vision_end|>")
INTERNVL = CHATML.replace("IMAGE", "<IMG_CONTEXT>{{ '\n' }}")
IDEFICS = (
    "<|im_start|>{% for message in messages %}{{ message.role | capitalize }}"
    "{% if message.content[0].type == 'image' %}{{ ':' }}{% else %}{{ ': ' }}{% endif %}"
    + _PARTS.replace("IMAGE", "<image>")
    + "<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
GEMMA = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<start_of_turn>' + ('model' if message.role == 'assistant' else message.role) + '\n' }}"
    + _PARTS.replace("IMAGE", "<start_of_image>")
    + "{{ '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)


def make_tokenizer(tokens: list[str], **named: str) -> PreTrainedTokenizerFast:
    """A byte-level tokenizer that joins line ends, as those of these families do; `named` tokens get attributes."""
    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    learner.decoder = decoders.ByteLevel()
    lines = ["\n\n\n", "a\n\n\nb", "user\n\n\n"] * 20
    learner.train_from_iterator(
        [*CORPUS, *lines],
        trainers.BpeTrainer(vocab_size=450, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False),
    )
    usual = {name: named.pop(name) for name in ("bos_token", "eos_token", "pad_token") if name in named}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=learner, **usual, extra_special_tokens=named or None)
    tokenizer.add_tokens(tokens, special_tokens=True)
    return tokenizer


def pictures_only(kind: type) -> type:
    """The real processor without its video part, which takes torchvision to build."""
    names = {
        "get_attributes": classmethod(lambda cls: ["image_processor", "tokenizer"]),
        "video_processor": SimpleNamespace(num_frames=1, fps=1),  # SmolVLM's chat template is asked with these
        "__module__": kind.__module__,
    }
    return type(f"{kind.__name__}OfPictures", (kind,), names)


def make_qwen2_5_vl(build: Any, width: int = WIDTH, **parts: Any) -> tuple[Any, PreTrainedConfig]:
    tokenizer = make_tokenizer(
        ["<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"],
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
    )
    images = Qwen2VLImageProcessorPil(
        patch_size=4, merge_size=2, size={"shortest_edge": 8 * 8, "longest_edge": 40 * 40}
    )
    processor = build(Qwen2_5_VLProcessor)(images, tokenizer, chat_template=QWEN, **parts)
    config = Qwen2_5_VLConfig(
        text_config={**text_sizes(width), "vocab_size": len(tokenizer), "rope_parameters": qwen_rope(width, 1, 1, 2)},
        vision_config={**qwen_vision(width), "window_size": 16, "fullatt_block_indexes": [1]},
        **qwen_tokens(tokenizer),
    )
    return processor, config


def make_qwen3_vl(build: Any, width: int = WIDTH, **parts: Any) -> tuple[Any, PreTrainedConfig]:
    processor, _ = make_qwen2_5_vl(build, **parts)
    processor = build(Qwen3VLProcessor)(processor.image_processor, processor.tokenizer, chat_template=QWEN, **parts)
    text = {**text_sizes(width), "head_dim": width // 4, "vocab_size": len(processor.tokenizer)}
    config = Qwen3VLConfig(
        text_config={**text, "rope_parameters": qwen_rope(width, 2, 1, 1, mrope_interleaved=True)},
        vision_config={**qwen_vision(width), "deepstack_visual_indexes": [0, 1], "num_position_embeddings": 64},
        **qwen_tokens(processor.tokenizer),
    )
    return processor, config


def qwen_tokens(tokenizer: Any) -> dict[str, int]:
    names = {"image_token_id": "<|image_pad|>", "video_token_id": "<|video_pad|>",
             "vision_start_token_id": "<|vision_start|>", "vision_end_token_id": "<|vision_end|>"}  # fmt: skip
    return {name: tokenizer.convert_tokens_to_ids(token) for name, token in names.items()}


def idefics_tokenizer() -> PreTrainedTokenizerFast:
    cells = [f"<row_{row}_col_{column}>" for row in range(1, 5) for column in range(1, 5)]
    tokens = ["<|im_start|>", "<image>", "<fake_token_around_image>", "<end_of_utterance>", "<global-img>"]
    return make_tokenizer([*tokens, *cells], eos_token="<end_of_utterance>", pad_token="<|endoftext|>")


def idefics_config(kind: type, tokenizer: Any, width: int) -> PreTrainedConfig:
    return kind(
        text_config={
            **text_sizes(width),
            "model_type": "llama",
            "vocab_size": len(tokenizer),
            "pad_token_id": tokenizer.pad_token_id,
        },
        vision_config={**vision_sizes(width), "image_size": SIDE, "patch_size": 8},
        scale_factor=2,
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        pad_token_id=tokenizer.pad_token_id,
    )


IDEFICS_PICTURES = {"size": {"longest_edge": 2 * SIDE}, "max_image_size": {"longest_edge": SIDE}}


def make_idefics3(build: Any, width: int = WIDTH) -> tuple[Any, PreTrainedConfig]:
    images = Idefics3ImageProcessorPil(**IDEFICS_PICTURES)
    processor = Idefics3Processor(images, idefics_tokenizer(), image_seq_len=4, chat_template=IDEFICS)
    return processor, idefics_config(Idefics3Config, processor.tokenizer, width)


def make_smolvlm(build: Any, width: int = WIDTH, **parts: Any) -> tuple[Any, PreTrainedConfig]:
    processing_smolvlm.num2words = processing_smolvlm.num2words or str  # it says the number of a video's frames
    images = SmolVLMImageProcessorPil(**IDEFICS_PICTURES)
    kind = build(processing_smolvlm.SmolVLMProcessor)
    parts = parts or {"video_processor": None}
    processor = kind(images, idefics_tokenizer(), image_seq_len=4, chat_template=IDEFICS, **parts)
    return processor, idefics_config(SmolVLMConfig, processor.tokenizer, width)


def make_internvl(build: Any, width: int = WIDTH, **parts: Any) -> tuple[Any, PreTrainedConfig]:
    tokenizer = make_tokenizer(
        ["<|im_start|>"],
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        start_image_token="<img>",
        end_image_token="</img>",
        context_image_token="<IMG_CONTEXT>",
        video_token="<video>",
    )
    images = GotOcr2ImageProcessorPil(
        size={"height": SIDE, "width": SIDE}, crop_to_patches=True, min_patches=1, max_patches=4
    )
    processor = build(InternVLProcessor)(images, tokenizer, image_seq_length=4, chat_template=INTERNVL, **parts)
    config = InternVLConfig(
        text_config={**text_sizes(width), "model_type": "qwen2", "vocab_size": len(tokenizer)},
        vision_config={**vision_sizes(width), "image_size": [SIDE, SIDE], "patch_size": [8, 8]},
        image_token_id=processor.image_token_id,
        image_seq_length=4,
    )
    return processor, config


def make_gemma3(build: Any, width: int = WIDTH) -> tuple[Any, PreTrainedConfig]:
    tokenizer = make_tokenizer(
        ["<start_of_turn>", "<end_of_turn>"],
        bos_token="<bos>",
        eos_token="<eos>",
        pad_token="<pad>",
        image_token="<image_soft_token>",
        boi_token="<start_of_image>",
        eoi_token="<end_of_image>",
    )
    tokenizer.add_tokens(["\n" * count for count in range(1, 5)])  # tokens of Gemma's vocabulary, which vLLM looks up
    images = Gemma3ImageProcessorPil(size={"height": SIDE, "width": SIDE})
    processor = Gemma3Processor(images, tokenizer, image_seq_length=4, chat_template=GEMMA)
    config = Gemma3Config(
        text_config={**text_sizes(width), "head_dim": width // 4, "vocab_size": len(tokenizer),
                     "query_pre_attn_scalar": width // 4,
                     # shorter than the rows, so that the window shows
                     "sliding_window": 12, "layer_types": ["sliding_attention", "full_attention"],
                     "bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id,
                     "pad_token_id": tokenizer.pad_token_id},
        vision_config={**vision_sizes(width), "image_size": SIDE, "patch_size": 8, "vision_use_head": False},
        mm_tokens_per_image=4,
        image_token_id=tokenizer.image_token_id,
        boi_token_index=tokenizer.boi_token_id,
        eoi_token_index=tokenizer.eoi_token_id,
    )  # fmt: skip
    return processor, config


MAKERS = {
    "qwen2_5_vl": make_qwen2_5_vl,
    "qwen3_vl": make_qwen3_vl,
    "idefics3": make_idefics3,
    "smolvlm": make_smolvlm,
    "internvl": make_internvl,
    "gemma3": make_gemma3,
}


def make_family(name: str) -> tuple[Any, PreTrainedConfig]:
    """A processor that takes pictures and no videos, and a configuration; torchvision is not needed."""
    return MAKERS[name](pictures_only)


def video_processor(name: str) -> dict[str, Any]:
    """The part of a processor that needs torchvision."""
    import transformers

    kinds = {"qwen2_5_vl": "Qwen2VLVideoProcessor", "qwen3_vl": "Qwen3VLVideoProcessor",
             "smolvlm": "SmolVLMVideoProcessor", "internvl": "InternVLVideoProcessor"}  # fmt: skip
    return {"video_processor": getattr(transformers, kinds[name])()} if name in kinds else {}


def build_model(config: PreTrainedConfig, *, seed: int = 0) -> Any:
    """Random weights, large enough that a picture changes an answer."""
    torch.manual_seed(seed)
    model = AutoModelForImageTextToText.from_config(config, dtype=torch.float32)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if not weight.any():  # Gemma's projector begins with zeros, and no picture would count
                weight.normal_(std=0.2)
            elif weight.ndim >= 2 and "embed" not in name:
                weight.mul_(3)
    return model


def save_family(name: str, folder: Path, *, is_whole: bool = False, width: int = WIDTH) -> Path:
    """A tiny model saved as a Hub model is; with its whole processor where `is_whole`, which may take torchvision."""
    parts = video_processor(name) if is_whole else {}
    maker = partial(MAKERS[name], lambda kind: kind) if is_whole else partial(MAKERS[name], pictures_only)
    processor, config = maker(width=width, **parts)
    build_model(config).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder

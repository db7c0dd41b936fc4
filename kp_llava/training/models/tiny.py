"""A LLaVA small enough for two CPU cores: the model of the demo, of `recipes/tiny.yaml` and of tests.

It is a real `LlavaForConditionalGeneration` with its processor: a CLIP vision tower (4 layers x 128, 64 px pictures in
patches of 8 px, so 64 tokens), a two-layer projector and a Llama (4 layers x 128), over a vocabulary of whole words
from the texts it will be trained on. Its weights are random; `tower.teach_tower` gives its vision tower sight.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)
from transformers.utils import is_torchvision_available

from ..chat import VICUNA_SYSTEM, VicunaFormat
from ..checkpoints.names import keep_hub_names

TINY = "tiny"  # what a recipe names as model_name_or_path to have this model built for its rows
IMAGE_SIZE, PATCH_SIZE = 64, 8
WIDTH, LAYERS, HEADS = 128, 4, 4
_PAD, _IMAGE, _BOS, _EOS = "<pad>", "<image>", "<s>", "</s>"
_FRAME = f"{VICUNA_SYSTEM} USER: \n ASSISTANT:"


def build_tokenizer(texts: Iterable[str]) -> PreTrainedTokenizerFast:
    """A tokenizer in which every word of `texts` is one token, and any other text is spelled out of bytes.

    Args:
        texts: questions and answers; the same texts in any order give the same tokenizer.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    # a word follows a space in one place and opens a text in another
    words = sorted({word for text in texts for word in text.split()})
    trainer = trainers.BpeTrainer(
        vocab_size=1 << 16,
        special_tokens=[_PAD, _IMAGE, _BOS, _EOS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([_FRAME, *(form for word in words for form in (word, f" {word}"))], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=_BOS,
        eos_token=_EOS,
        pad_token=_PAD,
        extra_special_tokens={"image_token": _IMAGE},
        clean_up_tokenization_spaces=False,
        model_max_length=2048,
    )


def build_processor(tokenizer: PreTrainedTokenizerFast) -> LlavaProcessor:
    """The model's processor, with LLaVA-1.5's chat template."""
    processor = LlavaProcessor(
        image_processor=_clip_image_processor()(size={"shortest_edge": IMAGE_SIZE}, crop_size=IMAGE_SIZE),
        tokenizer=tokenizer,
        patch_size=PATCH_SIZE,
        vision_feature_select_strategy="default",
        image_token=_IMAGE,
        num_additional_image_tokens=1,
    )
    VicunaFormat(processor)  # installs the chat template
    return processor


def _clip_image_processor() -> Any:
    """CLIP's image processor of the backend at hand; both save and load under the same name."""
    if is_torchvision_available():
        from transformers import CLIPImageProcessor

        return CLIPImageProcessor
    from transformers import CLIPImageProcessorPil

    return CLIPImageProcessorPil


def build_model(tokenizer: PreTrainedTokenizerFast, *, seed: int = 0) -> LlavaForConditionalGeneration:
    """The model with random weights, float32.

    Args:
        tokenizer: gives the vocabulary and the special tokens.
        seed: of the weights; torch's global generator is left as it was.
    """
    # 1 / sqrt(width): with the 0.02 that is common at larger widths, attention stays flat for hundreds of steps
    spread = round(WIDTH**-0.5, 3)
    shape: dict[str, Any] = {
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "initializer_range": spread,
    }
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(
            **shape, intermediate_size=4 * WIDTH, image_size=IMAGE_SIZE, patch_size=PATCH_SIZE, projection_dim=WIDTH
        ),
        text_config=LlamaConfig(
            **shape,
            num_key_value_heads=HEADS,
            intermediate_size=3 * WIDTH,
            vocab_size=-(-len(tokenizer) // 8) * 8,
            max_position_embeddings=2048,
            tie_word_embeddings=False,
            pad_token_id=tokenizer.pad_token_id,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        ),
        image_token_index=tokenizer.convert_tokens_to_ids(_IMAGE),
        # the tower is taught at its last layer; CLIP's large towers are read at the last but one
        vision_feature_layer=-1,
        vision_feature_select_strategy="default",
        image_seq_length=(IMAGE_SIZE // PATCH_SIZE) ** 2,
        tie_word_embeddings=False,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = LlavaForConditionalGeneration(config)
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    model.generation_config.bos_token_id = tokenizer.bos_token_id
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    return model


def save_tiny(folder: Path | str, texts: Iterable[str], *, seed: int = 0) -> Path:
    """Build the model and its processor for `texts` and save them as a model folder that `from_pretrained` reads."""
    folder = Path(folder)
    tokenizer = build_tokenizer(texts)
    keep_hub_names(build_model(tokenizer, seed=seed)).save_pretrained(folder)
    build_processor(tokenizer).save_pretrained(folder)
    return folder

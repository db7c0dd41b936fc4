"""A tiny LLaVA and one step of it, and a count of the bytes that are alive meanwhile: what plans are held against."""

from __future__ import annotations

import weakref
from dataclasses import replace

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from transformers import LlavaConfig, LlavaForConditionalGeneration

from kp_llava.training.arguments import ModelArguments
from kp_llava.training.lora import add_lora
from kp_llava.training.model import apply_tune, teach_packing
from kp_llava.training.planning.memory import MicroBatch

ALL, PROJECTOR, PAPER = {"projector", "language", "vision"}, {"projector"}, {"projector", "language"}


def tiny_config(**language):
    """4 layers of 128 behind 4 vision layers of 64, 16 image tokens, and a vocabulary of 512."""
    text = {
        "model_type": "llama",
        "hidden_size": 64,
        "intermediate_size": 176,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "vocab_size": 512,
        **language,
    }
    vision = {
        "model_type": "clip_vision_model",
        "hidden_size": 64,
        "intermediate_size": 256,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "image_size": 32,
        "patch_size": 8,
        "projection_dim": 32,
    }
    return LlavaConfig(text_config=text, vision_config=vision, image_token_index=511)


class LiveBytes(TorchDispatchMode):
    """Counts the bytes of every tensor storage that is alive, and the most that ever was."""

    def __init__(self, *already):
        super().__init__()
        self.sizes = {}
        self.now = self.peak = 0
        for tensor in already:
            if isinstance(tensor, torch.Tensor):
                self.add(tensor)

    def add(self, tensor):
        storage = tensor.untyped_storage()
        if storage._cdata in self.sizes:
            return
        self.sizes[storage._cdata] = storage.nbytes()
        self.now += storage.nbytes()
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self.drop, storage._cdata)

    def drop(self, key):
        self.now -= self.sizes.pop(key, 0)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(out):
            if isinstance(leaf, torch.Tensor):
                self.add(leaf)
        return out


def packed_batch(config, *, images=3, branches=3, branch_tokens=40):
    """One packed row: `images` pictures, each with `branches` answers, half of each branch supervised."""
    tokens_of_image = (config.vision_config.image_size // config.vision_config.patch_size) ** 2
    length = images * (tokens_of_image + branches * branch_tokens)
    ids = torch.randint(0, 500, (1, length))
    blocks, branch_ids = torch.zeros(2, 1, length, dtype=torch.long)
    labels = torch.full((1, length), -100)
    at = 0
    for image in range(images):
        ids[0, at : at + tokens_of_image] = config.image_token_id
        blocks[0, at : at + tokens_of_image + branches * branch_tokens] = image
        at += tokens_of_image
        for branch in range(1, branches + 1):
            branch_ids[0, at : at + branch_tokens] = branch
            labels[0, at + branch_tokens // 2 : at + branch_tokens] = 7
            at += branch_tokens
    tensors = {
        "input_ids": ids,
        "shift_labels": labels,
        "position_ids": torch.arange(length)[None],
        "block_ids": blocks,
        "branch_ids": branch_ids,
        "pixel_values": torch.randn(images, 3, config.vision_config.image_size, config.vision_config.image_size),
        "supervised": (labels != -100).flatten().nonzero().squeeze(1),
        "image_order": list(range(images)),
    }
    return tensors, MicroBatch(images * branches, images, length, length, int((labels != -100).sum()))


def build(config, parts, dtype):
    config._attn_implementation = parts.attention
    torch.set_default_dtype(dtype)
    model = LlavaForConditionalGeneration(config).train()
    torch.set_default_dtype(torch.float32)
    teach_packing(model)
    apply_tune(model, parts.groups)
    if parts.is_checkpointed:
        model.activation_checkpointing_enable({"use_reentrant": False})
    return model


def adapt(config, parts, dtype):
    model = build(config, replace(parts, groups=frozenset(), is_checkpointed=False), dtype)
    arguments = ModelArguments(tune=sorted(parts.groups), lora_r=parts.lora_rank, lora_dropout=parts.lora_dropout)
    adapted = add_lora(model, arguments, seed=0, keeps_dtype=True).train()
    if parts.is_checkpointed:
        adapted.activation_checkpointing_enable({"use_reentrant": False})
    return adapted

"""The recipes and DeepSpeed's files hold what they are documented with: a changed value is a changed experiment.

Values of LLaVA's own trainings are those of its scripts (haotian-liu/LLaVA, scripts/v1_5/: finetune, finetune_lora,
pretrain); the batch, the GPUs and the epochs of `paper` are the paper's; the rest is what docs/training.md says.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

RECIPES = Path(__file__).parents[2] / "recipes"

# finetune.sh: cosine, 3% warm-up, no weight decay, one epoch, 2048 tokens, conversation format v1
LLAVA = {
    "lr_scheduler_type": "cosine",
    "warmup_steps": 0.03,
    "weight_decay": 0.0,
    "num_train_epochs": 1,
}
# the second stage: all three configs, and everything but the vision tower
SECOND_STAGE = {
    **LLAVA,
    "config_names": ["conversation", "detail", "complex"],
    "tune": ["projector", "language"],
    "chat_format": "vicuna_v1",
    "packing": "shared",
    "report_to": "none",
}
SEVEN_B = {
    **SECOND_STAGE,
    "model_name_or_path": "llava-hf/llava-1.5-7b-hf",
    "max_length": 2048,
    "bf16": True,
    "activation_checkpointing": True,
    "logging_steps": 10,
    "save_strategy": "steps",
    "save_steps": 0.25,
    "save_total_limit": 2,
    "seed": 42,
}
SMALL = {
    **LLAVA,
    "chat_format": "template",
    "packing": "shared",
    "bf16": True,
    "save_strategy": "steps",
    "save_steps": 0.25,
    "save_total_limit": 1,
    "report_to": "none",
    "seed": 0,
}
WRITTEN = {
    "paper": {
        **SEVEN_B,
        "output_dir": "out/paper",
        "learning_rate": 2e-5,
        "per_device_train_batch_size": 8,
        "gradient_accumulation_steps": 2,
        "deepspeed": "zero3.json",
    },
    # finetune_lora.sh: alpha twice the rank, 2e-4, and 2e-5 for the projector; peft's and LLaVA's dropout of 0.05
    "lora": {
        **SEVEN_B,
        "output_dir": "out/lora",
        "lora_r": 64,
        "lora_alpha": 128,
        "lora_dropout": 0.05,
        "learning_rate": 2e-4,
        "projector_learning_rate": 2e-5,
        "per_device_train_batch_size": 4,
        "gradient_accumulation_steps": 8,
        "deepspeed": "zero2.json",
    },
    "small": {
        **SMALL,
        "model_name_or_path": "out/small-aligned",
        "output_dir": "out/small",
        "config_names": ["conversation", "detail"],
        "tune": ["projector", "language"],
        "lora_r": 32,
        "lora_alpha": 64,
        "max_length": 640,
        "learning_rate": 5e-4,
        "projector_learning_rate": 5e-4,
        "pictures_per_step": 8,
        "logging_steps": 10,
    },
    # pretrain.sh: 1e-3, the projector alone
    "small_align": {
        **SMALL,
        "model_name_or_path": "small",
        "output_dir": "out/small-aligned",
        "tune": ["projector"],
        "max_length": 512,
        "learning_rate": 1e-3,
        "pictures_per_step": 16,
        "logging_steps": 5,
    },
    "tiny": {
        **SECOND_STAGE,
        "model_name_or_path": "tiny",
        "output_dir": "out/tiny",
        "dataset_name": "kp_llava",
        "max_length": 640,
        "learning_rate": 1e-3,
        "warmup_steps": 0.05,
        "adam_beta2": 0.95,
        "per_device_train_batch_size": 10,
        "gradient_accumulation_steps": 1,
        "use_cpu": True,
        "deepspeed": "zero2.json",
        "logging_steps": 20,
        "save_strategy": "no",
        "seed": 0,
    },
}

# by Trainer's rules, "auto" takes the value of the recipe
LEFT_TO_THE_RECIPE = {
    "bf16": {"enabled": "auto"},
    "fp16": {"enabled": "auto"},
    "gradient_clipping": "auto",
    "gradient_accumulation_steps": "auto",
    "train_batch_size": "auto",
    "train_micro_batch_size_per_gpu": "auto",
}
# 1e9 live and reused parameters, and whole weights in what is saved: as in Transformers' guide to DeepSpeed
ZERO3 = {
    "stage": 3,
    "overlap_comm": True,
    "contiguous_gradients": True,
    "reduce_bucket_size": 5e7,
    "stage3_prefetch_bucket_size": 5e7,
    "stage3_param_persistence_threshold": "auto",
    "stage3_max_live_parameters": 1e9,
    "stage3_max_reuse_distance": 1e9,
    "stage3_gather_16bit_weights_on_model_save": True,
}
ON_CPU = {"device": "cpu", "pin_memory": True}
ZERO = {
    "zero1": {"stage": 1, "overlap_comm": True, "reduce_bucket_size": 5e7, "allgather_bucket_size": 5e8},
    "zero2": {
        "stage": 2,
        "overlap_comm": True,
        "contiguous_gradients": True,
        "reduce_bucket_size": 5e7,
        "allgather_bucket_size": 5e8,
    },
    "zero3": ZERO3,
    "zero3_offload": {**ZERO3, "offload_optimizer": ON_CPU, "offload_param": ON_CPU},
}


def test_these_are_all_recipes():
    assert {path.stem for path in RECIPES.glob("*.yaml")} == set(WRITTEN)
    assert {path.stem for path in RECIPES.glob("*.json")} == set(ZERO)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_recipe_holds_what_it_is_documented_with(name):
    assert yaml.safe_load((RECIPES / f"{name}.yaml").read_text(encoding="utf-8")) == WRITTEN[name]


@pytest.mark.parametrize("name", ZERO)
def test_a_deepspeed_file_holds_its_stage_and_leaves_the_rest_to_the_recipe(name):
    settings = json.loads((RECIPES / f"{name}.json").read_text(encoding="utf-8"))
    assert settings == {"zero_optimization": ZERO[name], **LEFT_TO_THE_RECIPE}

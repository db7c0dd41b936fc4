"""LLaVA-7B's true widths with two layers each: a recipe's two steps, saved, loaded again, and asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from transformers import (
    AutoProcessor,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from . import factories as factory

ROOT = Path(__file__).parents[2]
GIB = 2**30


def save_wide_model(folder: Path) -> None:
    """CLIP-L/14-336 and Llama-7B as llava-hf/llava-1.5-7b-hf has them, two layers deep, with random weights."""
    side = {"height": 336, "width": 336}
    processor = LlavaProcessor(
        image_processor=CLIPImageProcessorPil(size={"shortest_edge": 336}, crop_size=side),
        tokenizer=factory.make_tokenizer(),
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
    )
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(
            hidden_size=1024, intermediate_size=4096, num_attention_heads=16, num_hidden_layers=2, image_size=336,
            patch_size=14, projection_dim=768,
        ),
        text_config=LlamaConfig(
            hidden_size=4096, intermediate_size=11008, num_attention_heads=32, num_key_value_heads=32,
            num_hidden_layers=2, vocab_size=32_064, max_position_embeddings=4096,
        ),
        image_token_id=processor.image_token_id,
        vision_feature_layer=-2,
        vision_feature_select_strategy="default",
    )  # fmt: skip
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    try:
        model = LlavaForConditionalGeneration(config)
    finally:
        torch.set_default_dtype(torch.float32)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)


@pytest.mark.slow
def test_a_recipe_trains_two_steps_at_the_true_widths_and_what_it_saves_answers(tmp_path):
    save_wide_model(tmp_path / "model")
    tables = {name: table for name, table in factory.make_tables(2, conversations=2).items() if name != "complex"}
    factory.export_tables(tmp_path / "rows", tables)
    fields = {
        "model_name_or_path": tmp_path / "model", "dataset_name": tmp_path / "rows", "output_dir": tmp_path / "out",
        # AdamW's states of 0.7 billion parameters in float32 would not fit a small machine
        "dtype": "bfloat16", "max_steps": 2, "per_device_train_batch_size": 3, "gradient_accumulation_steps": 1,
        "logging_steps": 1, "dataloader_num_workers": 0, "save_strategy": "no", "disable_tqdm": "true",
    }  # fmt: skip
    command = [sys.executable, "train.py", "recipes/paper.yaml", "--config_names", "conversation", "detail"]
    command += [part for name, value in fields.items() for part in (f"--{name}", str(value))]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "2"}, check=True, timeout=1500)

    history = json.loads((tmp_path / "out/trainer_state.json").read_text())["log_history"]
    logs = [entry for entry in history if "loss" in entry]
    assert len(logs) == 2
    assert all(0 < entry["loss"] < 2 * 10.4 for entry in logs)  # ln 32,064 is 10.4
    assert max(entry["peak_memory_gib"] for entry in logs) < 10

    (tmp_path / "model/model.safetensors").unlink(missing_ok=True)
    model, report = LlavaForConditionalGeneration.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(report.values())
    sizes = model.config.text_config, model.config.vision_config
    assert (sizes[0].hidden_size, sizes[0].intermediate_size, sizes[0].vocab_size) == (4096, 11008, 32_064)
    assert (sizes[1].hidden_size, sizes[1].image_size) == (1024, 336)
    processor = AutoProcessor.from_pretrained(tmp_path / "out")
    inputs = factory.make_inputs(processor)
    assert (inputs["input_ids"] == processor.image_token_id).sum() == 576
    answer = model.generate(**inputs, max_new_tokens=3, min_new_tokens=3, do_sample=False)
    assert answer.shape[1] == inputs["input_ids"].shape[1] + 3

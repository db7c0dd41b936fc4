"""QLoRA on the CPU: adapters over a language model in 4 bits, by bitsandbytes."""

from __future__ import annotations

import json
import sys

import pytest
import torch
from transformers import LlavaForConditionalGeneration

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import ModelArguments
from kp_llava.training.lora import quantization
from kp_llava.training.model import load_model
from kp_llava.training.recipe import parse_recipe
from kp_llava.training.run import train as train_model

from .test_deepspeed import ROOT, assert_same_losses, launch, write_recipe
from .test_trainer import train

FOUR_BIT = ("--lora_r", 4, "--lora_bits", 4)


def test_without_bitsandbytes_the_way_out_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "bitsandbytes", None)
    with pytest.raises(TrainingError, match=r"lora_bits: 4 needs bitsandbytes.*pip install '\.\[qlora\]'"):
        quantization(ModelArguments(lora_r=4, lora_bits=4), dtype=torch.float32)


def test_zero3_cannot_divide_four_bits(model_folder, data_folder, tmp_path, monkeypatch):
    recipe = [
        "--model_name_or_path", str(model_folder), "--dataset_name", str(data_folder), "--output_dir", str(tmp_path),
        "--lora_r", "4", "--lora_bits", "4", "--report_to", "none",
    ]  # fmt: skip
    model, data, training = parse_recipe(recipe)
    training.deepspeed = str(ROOT / "recipes/zero3.json")
    with pytest.raises(TrainingError, match=r"lora_bits: 4 and ZeRO-3 do not go together.*zero2\.json"):
        train_model(model, data, training)


@pytest.mark.slow
def test_only_the_language_models_matrices_lie_in_four_bits(model_folder):
    model = load_model(ModelArguments(str(model_folder), lora_r=4, lora_bits=4), packing="shared", dtype=torch.float32)
    held = {
        name.removesuffix(".base_layer.weight")
        for name, weight in model.get_base_model().named_parameters()
        if weight.dtype == torch.uint8
    }
    assert len(held) == 2 * 7
    assert all("language_model.layers" in name for name in held)


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--bf16", "true", "--activation_checkpointing", "true")], ids=["fp32", "bf16"])
def test_adapters_learn_over_four_bits_and_are_saved_as_a_whole_model(model_folder, data_folder, tmp_path, more):
    steps = ("--max_steps", 10, "--save_strategy", "steps", "--save_steps", 5)
    logs = train(model_folder, data_folder, tmp_path / "four", *FOUR_BIT, *steps, *more)
    sixteen = train(model_folder, data_folder, tmp_path / "sixteen", "--lora_r", 4, *steps, *more)
    assert logs[-1]["loss"] < 0.97 * logs[0]["loss"]
    assert logs[0]["loss"] == pytest.approx(sixteen[0]["loss"], rel=0.02)
    _, report = LlavaForConditionalGeneration.from_pretrained(tmp_path / "four", output_loading_info=True)
    assert not any(report.values())
    assert "quantization_config" not in json.loads((tmp_path / "four/config.json").read_text())
    # what was saved is what was trained: the same loss, but for rounding
    again = train(tmp_path / "four", data_folder, tmp_path / "again", "--max_steps", 1, "--learning_rate", 0, *more)
    assert again[0]["loss"] < logs[0]["loss"]


@pytest.mark.slow
def test_a_resumed_run_over_four_bits_goes_on_with_the_same_losses(model_folder, data_folder, tmp_path):
    steps = ("--max_steps", 6, "--save_strategy", "steps", "--save_steps", 3)
    whole = train(model_folder, data_folder, tmp_path, *FOUR_BIT, *steps)
    (tmp_path / "trainer_state.json").unlink()
    first = str(tmp_path / "checkpoint-3")
    resumed = train(model_folder, data_folder, tmp_path, *FOUR_BIT, *steps, "--resume_from_checkpoint", first)
    assert [entry["loss"] for entry in resumed] == [entry["loss"] for entry in whole]


@pytest.mark.slow
def test_two_processes_under_zero2_have_the_losses_of_one(model_folder, data_folder, tmp_path):
    settings = {"lora_r": 4, "lora_bits": 4, "max_samples": 14}
    (tmp_path / "one").mkdir()
    alone = launch(
        write_recipe(tmp_path / "one", model_folder, data_folder, **settings), tmp_path / "one/out", processes=1
    )
    recipe = write_recipe(tmp_path, model_folder, data_folder, deepspeed=ROOT / "recipes/zero2.json", **settings)
    assert_same_losses(launch(recipe, tmp_path / "out"), alone)

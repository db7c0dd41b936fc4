"""LoRA in whole runs on the tiny model: what trains, what is saved, and that it is what was trained."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from peft import PeftModel
from transformers import AutoProcessor, LlavaForConditionalGeneration

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import ModelArguments
from kp_llava.training.lora import merge_weights
from kp_llava.training.model import count_trainable, load_model

from . import factories as factory
from .test_trainer import train

LORA = ("--lora-r", 4, "--lora-alpha", 8, "--lora_dropout", 0.1)


def load(folder, **more):
    return LlavaForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, **more)


def moved_weights(before, after):
    before, after = before.state_dict(), after.state_dict()
    assert before.keys() == after.keys()
    return {name for name in before if not torch.equal(before[name], after[name])}


def ask(model, folder):
    inputs = factory.make_inputs(AutoProcessor.from_pretrained(folder))
    with torch.no_grad():
        return model.eval()(**inputs).logits


@pytest.fixture(scope="module")
def adapted(model_folder, data_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("adapted")
    return out, train(
        model_folder,
        data_folder,
        out,
        *LORA,
        "--num_train_epochs",
        3,
        "--save_strategy",
        "steps",
        "--save_steps",
        7,
        "--save_total_limit",
        9,
    )


def test_adapters_learn_and_the_saved_model_is_whole(adapted, model_folder):
    out, logs = adapted
    assert logs[-1]["loss"] < 0.95 * logs[0]["loss"]
    model, report = LlavaForConditionalGeneration.from_pretrained(out, output_loading_info=True)
    assert not any(report.values())
    assert not hasattr(model.config, "quantization_config")
    moved = moved_weights(load(model_folder), load(out))
    layers = [name for name in moved if "language_model.layers" in name]
    assert len(layers) == 2 * 7  # every matrix of both layers, and no norm
    assert all("proj" in name for name in layers)
    # the projector trains in full; embeddings, vocabulary projection and vision tower stay
    assert {name for name in moved if "layers" not in name} == {
        f"model.multi_modal_projector.linear_{number}.{part}" for number in (1, 2) for part in ("weight", "bias")
    }


def test_the_adapter_on_the_original_model_says_what_the_merged_model_says(adapted, model_folder):
    out, _ = adapted
    with_adapter = PeftModel.from_pretrained(load(model_folder), out / "adapter")
    torch.testing.assert_close(ask(with_adapter, out), ask(load(out), out), rtol=1e-4, atol=1e-5)
    assert not torch.allclose(ask(load(model_folder), out), ask(load(out), out), atol=1e-3)


def test_checkpoints_hold_adapters_only_and_resuming_goes_on_with_the_same_losses(
    adapted, model_folder, data_folder, tmp_path
):
    out, logs = adapted
    checkpoint = out / "checkpoint-7"
    assert (checkpoint / "adapter_model.safetensors").is_file()
    assert not (checkpoint / "model.safetensors").exists()
    shutil.copytree(checkpoint, tmp_path / "checkpoint-7")
    resumed = train(
        model_folder, data_folder, tmp_path, *LORA, "--num_train_epochs", 3, "--resume_from_checkpoint", "auto"
    )
    assert [entry["loss"] for entry in resumed] == [entry["loss"] for entry in logs]
    assert not moved_weights(load(out), load(tmp_path))


def test_the_best_adapters_are_merged_at_the_end(model_folder, data_folder, tmp_path):
    # the highest loss is called the best, so the first evaluation stays it
    train(
        model_folder, data_folder, tmp_path, *LORA, "--max_steps", 2, "--eval_split", "train", "--eval_strategy",
        "steps", "--eval_steps", 1, "--save_strategy", "steps", "--save_steps", 1, "--load_best_model_at_end", "true",
        "--metric_for_best_model", "loss", "--greater_is_better", "true", "--max_samples", 7,
    )  # fmt: skip
    best = PeftModel.from_pretrained(load(model_folder), tmp_path / "checkpoint-1").merge_and_unload()
    for name, weight in load(tmp_path).state_dict().items():
        torch.testing.assert_close(weight, best.state_dict()[name], rtol=1e-5, atol=1e-7)
    later = PeftModel.from_pretrained(load(model_folder), tmp_path / "checkpoint-2").merge_and_unload()
    assert moved_weights(later, best)


def test_packed_and_unpacked_adapters_train_alike(model_folder, data_folder, tmp_path):
    few = ("--lora_r", 4, "--max_steps", 1, "--max_samples", 7, "--gradient_accumulation_steps", 1)
    few += ("--per_device_train_batch_size", 7)
    packed = train(model_folder, data_folder, tmp_path / "packed", *few)
    single = train(model_folder, data_folder, tmp_path / "single", *few, "--packing", "none")
    assert packed[0]["loss"] == pytest.approx(single[0]["loss"], rel=1e-5)
    assert packed[0]["grad_norm"] == pytest.approx(single[0]["grad_norm"], rel=1e-4)


def test_computing_activations_again_changes_nothing(adapted, model_folder, data_folder, tmp_path):
    logs = train(model_folder, data_folder, tmp_path, *LORA, "--max_steps", 2, "--activation_checkpointing", "true")
    assert [entry["loss"] for entry in logs] == pytest.approx([entry["loss"] for entry in adapted[1][:2]], rel=1e-5)
    assert [entry["grad_norm"] for entry in logs] == pytest.approx(
        [entry["grad_norm"] for entry in adapted[1][:2]], rel=1e-4
    )


def test_the_projector_keeps_its_own_rate(model_folder, data_folder, tmp_path):
    train(
        model_folder, data_folder, tmp_path, "--lora_r", 4, "--max_steps", 1, "--learning_rate", 0,
        "--projector_learning_rate", 1e-3,
    )  # fmt: skip
    moved = moved_weights(load(model_folder), load(tmp_path))
    assert moved and all("multi_modal_projector" in name for name in moved)


@pytest.mark.slow
def test_the_vision_tower_trains_in_full_where_tune_names_it(model_folder, data_folder, tmp_path):
    train(
        model_folder, data_folder, tmp_path, "--lora_r", 4, "--max_steps", 2, "--tune", "projector", "language",
        "vision",
    )  # fmt: skip
    moved = moved_weights(load(model_folder), load(tmp_path))
    assert any("vision_tower" in name for name in moved)


def test_trainable_parameters_are_told_by_group(model_folder, data_folder, tmp_path, capsys):
    arguments = ModelArguments(model_name_or_path=str(model_folder), lora_r=4)
    model = load_model(arguments, packing="shared", dtype=torch.float32)
    counts = count_trainable(model)
    plain = count_trainable(load_model(ModelArguments(str(model_folder)), packing="shared", dtype=torch.float32))
    # widths 64 and 128, two heads of 16 for keys and values: r (inputs + outputs) of seven matrices in two layers
    adapters = 2 * 4 * (2 * (64 + 64) + 2 * (64 + 32) + 3 * (64 + 128))
    assert counts["language"] == (adapters, plain["language"][1] + adapters)
    assert counts["projector"] == plain["projector"]
    assert counts["vision"] == (0, plain["vision"][1])
    train(model_folder, data_folder, tmp_path, "--lora_r", 4, "--max_steps", 1)
    assert f"language {adapters:,} of {counts['language'][1]:,}" in capsys.readouterr().out


def test_merging_adds_the_product_of_the_factors(model_folder):
    arguments = ModelArguments(model_name_or_path=str(model_folder), lora_r=4, lora_alpha=12)
    model = load_model(arguments, packing="shared", dtype=torch.float32)
    layer = model.get_base_model().model.language_model.layers[1].mlp.up_proj
    torch.nn.init.normal_(layer.lora_B["default"].weight)
    weights, adapter = merge_weights(model)
    expected = layer.base_layer.weight + 12 / 4 * layer.lora_B["default"].weight @ layer.lora_A["default"].weight
    torch.testing.assert_close(weights["model.language_model.layers.1.mlp.up_proj.weight"], expected.detach())
    assert weights.keys() == load(model_folder).state_dict().keys()
    assert len(adapter) == 2 * 14 + 4


def test_bfloat16_adapters_train_in_float32_on_frozen_bfloat16_weights(model_folder, data_folder, tmp_path, adapted):
    logs = train(model_folder, data_folder, tmp_path, *LORA, "--max_steps", 3, "--bf16", "true")
    assert [entry["loss"] for entry in logs] == pytest.approx([entry["loss"] for entry in adapted[1][:3]], rel=0.02)
    assert json.loads((tmp_path / "config.json").read_text())["dtype"] == "bfloat16"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"lora_r": -1}, "lora_r: -1 is not a rank"),
        ({"lora_r": 4, "lora_dropout": 1.0}, r"lora_dropout: 1\.0 is not a share"),
        ({"lora_r": 4, "lora_alpha": 0}, "lora_alpha: 0 would undo"),
        ({"lora_r": 4, "lora_bits": 8}, "lora_bits: 8 is not one of 4, 16"),
        ({"lora_r": 4, "tune": ["projector"]}, "lora_r: 4 puts adapters in the language model, which tune"),
        ({"lora_alpha": 16}, "do nothing without lora_r"),
        ({"lora_bits": 4}, "do nothing without lora_r"),
    ],
)
def test_what_makes_no_sense_is_told(fields, complaint):
    with pytest.raises(TrainingError, match=complaint):
        ModelArguments(**fields)

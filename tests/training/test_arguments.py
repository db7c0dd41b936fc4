from __future__ import annotations

from pathlib import Path

import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.recipe import describe_fields, parse_recipe

RECIPES = Path(__file__).parents[2] / "recipes"


def write(folder: Path, text: str) -> str:
    path = folder / "my.yaml"
    path.write_text(f"output_dir: {folder / 'out'}\nreport_to: none\n{text}\n")
    return str(path)


def test_the_command_line_wins_over_the_recipe(tmp_path):
    recipe = write(tmp_path, "learning_rate: 2e-5\nper_device_train_batch_size: 8\nconfig_names: [detail]")
    model, data, training = parse_recipe([recipe, "--learning-rate", "1e-3", "--config_names", "complex", "detail"])
    assert training.learning_rate == 1e-3
    assert training.per_device_train_batch_size == 8
    assert data.config_names == ["complex", "detail"]
    assert model.tune == ["projector", "language"]


def test_no_is_a_strategy_although_yaml_reads_it_as_false(tmp_path):
    _, _, training = parse_recipe([write(tmp_path, "save_strategy: no")])
    assert training.save_strategy == "no"


def test_a_rank_that_the_launcher_names_is_no_field(tmp_path):
    parse_recipe(["--local_rank=1", write(tmp_path, "seed: 3")])


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("lerning_rate: 1.0", r"my\.yaml: unknown field 'lerning_rate'; did you mean 'learning_rate'\?"),
        ("learning_rate: fast", r"my\.yaml: learning_rate: invalid float value: 'fast'"),
        ("packing: tight", r"my\.yaml: packing: 'tight' is not one of shared, none"),
        ("tune: [projektor]", r"tune: unknown projektor; give any of projector, language, vision"),
        ("data_dir: a\ndataset_name: b", "data_dir and dataset_name: both are given"),
        ("deepspeed: zero9.json", r"deepspeed: 'zero9\.json' is neither next to the recipe"),
        ("lr_scheduler_type: cosinus", r"my\.yaml: .*'cosinus'"),
        ("- a list", r"my\.yaml: "),
        ("seed: 1\nseed: 2", r"my\.yaml: is not YAML: 'seed' is given twice.* line 4"),
        ("lora_bits: 4", r"my\.yaml: lora_alpha, lora_dropout and lora_bits: do nothing without lora_r"),
        ("early_stopping_patience: 2", "early_stopping_patience: 2 wants .* load_best_model_at_end true"),
    ],
)
def test_a_mistake_is_told_with_file_field_and_way_out(tmp_path, line, complaint):
    with pytest.raises(TrainingError, match=complaint):
        parse_recipe([write(tmp_path, line)])


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["--pakcing", "none"], "command line: unknown field 'pakcing'; did you mean 'packing'?"),
        (["packing", "none"], "command line: 'packing' belongs to no field"),
        (["--seed", "x"], "command line: seed: invalid int value: 'x'"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(tmp_path, argv, complaint):
    with pytest.raises(TrainingError) as error:
        parse_recipe([write(tmp_path, "seed: 1"), *argv])
    assert complaint in str(error.value)


def test_a_missing_recipe_is_told(tmp_path):
    with pytest.raises(TrainingError, match=r"none\.yaml: cannot be read"):
        parse_recipe([str(tmp_path / "none.yaml")])


def test_without_a_launcher_no_deepspeed_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    _, _, training = parse_recipe([write(tmp_path, f"deepspeed: {RECIPES / 'zero2.json'}")])
    assert not training.deepspeed


def test_the_papers_recipe_says_what_the_paper_says(tmp_path, monkeypatch):
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    model, data, training = parse_recipe(
        [str(RECIPES / "paper.yaml"), "--output_dir", str(tmp_path), "--data_dir", str(tmp_path)]
    )
    assert model.model_name_or_path == "llava-hf/llava-1.5-7b-hf"
    assert model.tune == ["projector", "language"]
    assert data.config_names == ["conversation", "detail", "complex"]
    assert data.packing == "shared"
    assert training.learning_rate == 2e-5
    assert training.lr_scheduler_type == "cosine"
    assert training.get_warmup_steps(1000) == 30
    assert training.weight_decay == 0
    assert training.num_train_epochs == 1
    assert training.per_device_train_batch_size * training.gradient_accumulation_steps * 2 == 32
    assert training.bf16
    assert training.activation_checkpointing


@pytest.mark.parametrize("name", ["zero1", "zero2", "zero3", "zero3_offload"])
def test_every_deepspeed_file_leaves_clipping_and_batches_to_the_recipe(name):
    import json

    settings = json.loads((RECIPES / f"{name}.json").read_text())
    assert settings["gradient_clipping"] == "auto"
    assert settings["train_micro_batch_size_per_gpu"] == "auto"
    assert settings["zero_optimization"]["stage"] == int(name[4])
    # "auto" makes buckets of the width squared, so that a small model sends every gradient by itself
    assert settings["zero_optimization"]["reduce_bucket_size"] == 50_000_000


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("recipe", sorted(RECIPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recipe_is_read_without_a_warning(recipe, tmp_path, monkeypatch):
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    parse_recipe([str(recipe), "--output_dir", str(tmp_path)])


def test_lora_is_asked_for_as_llava_does(tmp_path):
    model, _, _ = parse_recipe([write(tmp_path, "seed: 1"), "--lora-r", "128", "--lora-alpha", "256"])
    assert (model.lora_r, model.lora_alpha) == (128, 256)


def test_help_names_every_field_of_ours():
    text = describe_fields()
    for name in ("packing", "tune", "chat_format", "image_folder", "on_bad_image", "projector_learning_rate"):
        assert f"--{name}" in text

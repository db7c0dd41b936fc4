from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import TrainingError
from kp_llava.training.planning.text import parse_counts

RECIPES = Path(__file__).parents[2] / "recipes"
FEW = "--rows=conversation=750,detail=150,complex=150"


def plan(*arguments, recipe=RECIPES / "paper.yaml"):
    result = CliRunner().invoke(app, ["plan-training", str(recipe), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def plan_json(*arguments, recipe=RECIPES / "paper.yaml"):
    text = plan(*arguments, "--json", recipe=recipe)
    return json.loads(text[text.index("{\n") :])


def test_the_papers_recipe_fits_the_papers_machine():
    found = plan_json("--gpus", "2", "--gpu-memory", "80", FEW)
    assert found["total_params"] == 7_063_427_072
    assert found["asked"]["name"] == "ZeRO-3"
    assert found["asked"]["fits"] and found["ways_out"] == []
    assert 50 < found["asked"]["total_gib"] < 75
    assert (found["samples_per_step"], found["steps"]) == (32, 33)
    assert found["work"]["none"]["tokens"] > 2 * found["work"]["shared"]["tokens"]
    by_name = {stage["name"]: stage for stage in found["stages"]}
    assert list(by_name) == ["ZeRO-0", "ZeRO-1", "ZeRO-2", "ZeRO-3", "ZeRO-3 + offload"]
    assert not by_name["ZeRO-0"]["fits"] and found["largest_batch"]["ZeRO-0"] == 0


def test_half_the_memory_does_not_do_and_the_ways_out_all_fit():
    text = plan("--gpus", "2", "--gpu-memory", "40", FEW)
    assert "The recipe does not fit: ZeRO-3 needs" in text
    found = plan_json("--gpus", "2", "--gpu-memory", "40", FEW)
    assert found["ways_out"] and all(way["total_gib"] <= 40 for way in found["ways_out"])
    names = [way["name"] for way in found["ways_out"]]
    assert names[0] == "ZeRO-3 + offload"
    assert any(name.startswith("4 GPUs") for name in names)


def test_a_machine_with_little_memory_cannot_offload():
    found = plan_json("--gpu-memory", "40", "--host-memory", "64", FEW)
    assert "ZeRO-3 + offload" not in [way["name"] for way in found["ways_out"]]


def test_fields_win_over_the_recipe_and_change_the_plan():
    base = plan_json(FEW)
    projector = plan_json(FEW, "--tune", "projector")
    assert projector["trainable_params"] == 20_979_712
    assert projector["asked"]["total_gib"] < base["asked"]["total_gib"] / 2
    assert projector["asked"]["compute_hours"] < base["asked"]["compute_hours"]
    unpacked = plan_json(FEW, "--packing", "none")
    assert unpacked["asked"]["compute_hours"] > 2 * base["asked"]["compute_hours"]
    kept = plan_json(FEW, "--activation_checkpointing", "false")
    assert kept["asked"]["activations_gib"] > 4 * base["asked"]["activations_gib"]
    assert kept["asked"]["compute_hours"] < base["asked"]["compute_hours"]
    adapters = plan_json(FEW, "--lora-r", "128")
    assert adapters["trainable_params"] == 128 * 2_498_560 + 20_979_712


def test_the_lora_recipe_fits_one_gpu_of_24_gib_where_full_training_does_not():
    found = plan_json("--gpus", "1", "--gpu-memory", "24", FEW, recipe=RECIPES / "lora.yaml")
    assert found["trainable_params"] == 64 * 2_498_560 + 20_979_712
    four_bit = plan_json("--gpus", "1", "--gpu-memory", "24", FEW, "--lora_bits", "4", recipe=RECIPES / "lora.yaml")
    saved = found["asked"]["parameters_gib"] - four_bit["asked"]["parameters_gib"]
    assert saved == pytest.approx((2 - 0.516) * 6_476_005_376 / 2**30, rel=0.01)
    assert found["asked"]["fits"] and four_bit["asked"]["total_gib"] < 16
    smaller = plan_json("--gpus", "1", "--gpu-memory", "16", FEW, recipe=RECIPES / "lora.yaml")
    assert "--lora_bits 4 (QLoRA, by bitsandbytes)" in [way["name"] for way in smaller["ways_out"]]
    assert not plan_json("--gpus", "1", "--gpu-memory", "24", FEW)["asked"]["fits"]


@pytest.mark.slow
@pytest.mark.parametrize(("memory", "has_hint"), [("80", True), ("24", False)])
def test_keeping_activations_in_compiled_layers_is_named_where_it_fits(memory, has_hint):
    recipe = RECIPES / "lora.yaml"
    text = plan("--gpus", "1", "--gpu-memory", memory, FEW, recipe=recipe)
    assert ("hint: activation_checkpointing false and compile_layers true fit too, with" in text) == has_hint
    changed = ("--activation_checkpointing", "false", "--compile_layers", "true")
    asked, kept, compiled = (
        plan_json("--gpus", "1", "--gpu-memory", "80", FEW, *more, recipe=recipe)["asked"]["total_gib"]
        for more in ((), changed[:2], changed)
    )
    assert asked < compiled < kept
    assert not has_hint or f"{compiled:.1f} GiB" in text
    assert "compile_layers true fit" not in plan("--gpus", "1", FEW, *changed, recipe=recipe)


def test_the_hours_of_the_page_on_training_are_the_planners():
    found = plan_json("--gpus", "2", "--gpu-memory", "80")
    page = (RECIPES.parent / "docs" / "training.md").read_text()
    assert f"takes about {found['asked']['hours']:.1f} hours on two A100s of 80 GB" in page
    assert f"takes {found['checkpoint_gb']:.0f} GB" in page and f"up to {found['disk_gb']:.0f} GB" in page


def test_assumptions_are_named_and_can_be_given():
    text = plan(FEW)
    for words in ("sizes carried with kp_llava (no network)", "312 TFLOP/s a GPU at 40% (assumed", "assumed lengths"):
        assert words in text
    slow, fast = plan_json(FEW), plan_json(FEW, "--peak-tflops", "989", "--utilization", "0.5")
    assert fast["asked"]["compute_hours"] == pytest.approx(slow["asked"]["compute_hours"] * 312 * 0.4 / (989 * 0.5))


def test_a_recipe_of_a_local_model_and_rows_is_counted_by_its_own_tokenizer(tmp_path):
    from kp_llava.training.arguments import ModelArguments
    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.data.images import ImageTokens
    from kp_llava.training.data.rows import encode_rows
    from kp_llava.training.families.processor import load_processor
    from kp_llava.training.packing.collate import MicroBatches
    from kp_llava.training.packing.plan import StepShape
    from tests.training.factories import make_tables, save_model

    save_model(tmp_path / "model")
    tables = make_tables(images=6)
    for name, table in tables.items():
        (tmp_path / "data" / name).mkdir(parents=True)
        table.to_parquet(tmp_path / "data" / name / "train-00000-of-00001.parquet")
    configs = "\n".join(f"- config_name: {name}\n  data_files: {name}/train-*.parquet" for name in tables)
    (tmp_path / "data" / "README.md").write_text(f"---\nconfigs:\n{configs}\n---\n")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"model_name_or_path: {tmp_path}/model\ndataset_name: {tmp_path}/data\noutput_dir: {tmp_path}/out\n"
        "per_device_train_batch_size: 7\nmax_length: 2048\npacking: none\n"
    )
    found = plan_json("--gpus", "1", "--gpu-memory", "1", "--reserve", "0", recipe=recipe)
    assert found["row_lengths"] == "lengths counted by the model's tokenizer"
    assert found["rows_by_task"] == {"conversation": 30, "detail": 6, "complex": 6}
    assert (found["images"], found["steps"]) == (6, 18)  # 42 rows, 7 a step, the default of 3 epochs
    assert found["asked"]["name"] == "no DeepSpeed" and found["asked"]["fits"]

    processor = load_processor(ModelArguments(model_name_or_path=str(tmp_path / "model")))
    rows = encode_rows(tables, VicunaFormat(processor), image_tokens=ImageTokens(processor), max_length=2048)
    for packing in ("shared", "none"):
        batches = MicroBatches(
            rows,
            processor,
            step=StepShape(42, 1),
            attention="sdpa",
            hidden_size=64,
            packing=packing,
            max_length=2048,
        )
        labels = batches[0]["shift_labels"]
        whole = plan_json("--gpus", "1", "--per_device_train_batch_size", "42", recipe=recipe)["work"][packing]
        assert whole["supervised_tokens"] == int((labels != -100).sum())
        assert whole["tokens"] == labels.numel()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--gpus", "0"], "gpus: 0 trains nothing"),
        (["--gpu-memory", "-1"], "--gpu-memory -1: expected a number above 0"),
        (["--utilization", "40"], "--utilization 40: expected a share"),
        (["--rows", "conversation=many"], "'conversation=many' is not a count"),
        (["--learning_rat", "1"], "did you mean 'learning_rate'"),
        (["--deepspeed", "nowhere.json"], "deepspeed: 'nowhere.json' is neither next to"),
    ],
)
def test_mistakes_get_one_clear_line(arguments, words):
    with pytest.raises(TrainingError) as caught:
        plan(*arguments)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_counts_are_read():
    assert parse_counts("conversation=5, detail=1") == {"conversation": 5, "detail": 1}

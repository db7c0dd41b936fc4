"""Whole runs in one process, on the tiny model."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import torch
from transformers import AutoProcessor, LlavaForConditionalGeneration

from kp_llava.commands.train import main, run
from kp_llava.errors import TrainingError

from . import factories as factory


def train(model_folder: Path, data_folder: Path, out: Path, *more: object) -> list[dict]:
    """Train, and return the logs of the training steps."""
    fields = {
        "model_name_or_path": model_folder, "dataset_name": data_folder, "output_dir": out, "max_length": 256,
        "per_device_train_batch_size": 4, "gradient_accumulation_steps": 2, "learning_rate": 3e-3, "logging_steps": 1,
        "lr_scheduler_type": "constant", "save_strategy": "no", "report_to": "none", "disable_tqdm": True,
    }  # fmt: skip
    argv = [part for name, value in fields.items() for part in (f"--{name}", str(value))]
    run([*argv, *map(str, more)])
    state = json.loads((out / "trainer_state.json").read_text())
    return [entry for entry in state["log_history"] if "loss" in entry]


@pytest.fixture(scope="module")
def trained(model_folder, data_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("trained")
    return out, train(
        model_folder,
        data_folder,
        out,
        "--num_train_epochs",
        3,
        "--save_strategy",
        "steps",
        "--save_steps",
        7,
        "--save_total_limit",
        9,
    )


def test_the_loss_falls_and_the_log_tells_it_by_config_with_speeds(trained):
    _, logs = trained
    assert len(logs) == 15
    assert logs[-1]["loss"] < 0.8 * logs[0]["loss"]
    speeds = {"samples_per_second", "tokens_per_second", "supervised_tokens_per_second", "peak_memory_gib"}
    assert {"loss_conversation", *speeds} <= set(logs[0])
    assert all(entry[name] > 0 for entry in logs for name in speeds)
    assert any("loss_detail" in entry for entry in logs)
    assert any("loss_complex" in entry for entry in logs)


def test_what_was_saved_loads_with_plain_transformers_and_answers(trained):
    out, _ = trained
    model, report = LlavaForConditionalGeneration.from_pretrained(out, output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"]
    assert type(model).__module__.startswith("transformers.")
    assert json.loads((out / "config.json").read_text())["architectures"] == ["LlavaForConditionalGeneration"]
    processor = AutoProcessor.from_pretrained(out)
    inputs = factory.make_inputs(processor)
    answer = model.generate(**inputs, max_new_tokens=5, do_sample=False)
    assert answer.shape[1] > inputs["input_ids"].shape[1]


def test_frozen_parts_stay_and_tuned_parts_move(trained, model_folder):
    out, _ = trained
    before = LlavaForConditionalGeneration.from_pretrained(model_folder, dtype=torch.float32).state_dict()
    after = LlavaForConditionalGeneration.from_pretrained(out, dtype=torch.float32).state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert not any("vision_tower" in name for name in moved)
    assert any("multi_modal_projector" in name for name in moved)
    assert any("language_model" in name for name in moved)


def test_the_saved_processor_pads_to_a_square_and_cuts_no_edge_off(trained):
    processor = AutoProcessor.from_pretrained(trained[0]).image_processor
    assert processor.do_pad
    wide = factory.draw_picture(1, width=96, height=32)
    pixels = processor(images=[wide], return_tensors="pt")["pixel_values"][0]
    assert pixels.shape == (3, 32, 32)
    # bars of the mean colour above and below, which normalize to nearly 0
    assert pixels[:, :10].abs().max() < 0.05 and pixels[:, -10:].abs().max() < 0.05
    assert pixels[:, 12:20, 0].abs().max() > 0.05


def test_a_resumed_run_goes_on_with_the_losses_of_one_that_never_stopped(trained, model_folder, data_folder, tmp_path):
    import shutil

    out, logs = trained
    shutil.copytree(out / "checkpoint-7", tmp_path / "checkpoint-7")
    resumed = train(
        model_folder, data_folder, tmp_path, "--num_train_epochs", 3, "--resume_from_checkpoint", "auto",
        "--save_strategy", "steps", "--save_steps", 7,
    )  # fmt: skip
    assert [entry["loss"] for entry in resumed] == [entry["loss"] for entry in logs]


def test_workers_change_nothing(trained, model_folder, data_folder, tmp_path):
    with_workers = train(
        model_folder, data_folder, tmp_path, "--num_train_epochs", 3, "--max_steps", 7, "--dataloader_num_workers", 2
    )
    assert [entry["loss"] for entry in with_workers] == [entry["loss"] for entry in trained[1][:7]]


def test_computing_activations_again_changes_nothing(trained, model_folder, data_folder, tmp_path):
    logs = train(model_folder, data_folder, tmp_path, "--max_steps", 2, "--activation_checkpointing", "true")
    assert [entry["loss"] for entry in logs] == pytest.approx([entry["loss"] for entry in trained[1][:2]], rel=1e-5)


def test_a_bad_picture_met_by_a_worker_is_told_in_one_line(model_folder, tmp_path, monkeypatch, capsys):
    tables = factory.spoil_picture({"detail": factory.make_tables(2)["detail"]}, 1)
    data_folder = factory.export_tables(tmp_path / "rows", tables)
    fields = ["--model_name_or_path", model_folder, "--dataset_name", data_folder, "--config_names", "detail"]
    fields += ["--output_dir", tmp_path / "out", "--dataloader_num_workers", 1, "--report_to", "none"]
    fields += ["--disable_tqdm", "true"]
    monkeypatch.setattr("sys.argv", ["train.py", *map(str, fields)])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert re.fullmatch(
        r"kp-llava: error: row detail-\d+-0: picture \d+\.png: cannot be read .*on_bad_image skip", last
    )


def test_a_run_stops_early_and_ends_with_the_best_checkpoint(model_folder, data_folder, tmp_path):
    # the highest loss is called the best, so the first evaluation stays it
    logs = train(
        model_folder, data_folder, tmp_path, "--max_steps", 20, "--eval_split", "train", "--eval_strategy", "steps",
        "--eval_steps", 1, "--save_strategy", "steps", "--save_steps", 1, "--load_best_model_at_end", "true",
        "--metric_for_best_model", "loss", "--greater_is_better", "true", "--max_samples", 14,
        "--early_stopping_patience", 3, "--save_total_limit", 2,
    )  # fmt: skip
    assert len(logs) == 4
    assert sorted(path.name for path in tmp_path.glob("checkpoint-*")) == ["checkpoint-1", "checkpoint-4"]
    best = LlavaForConditionalGeneration.from_pretrained(tmp_path / "checkpoint-1", dtype=torch.float32).state_dict()
    saved = LlavaForConditionalGeneration.from_pretrained(tmp_path, dtype=torch.float32).state_dict()
    assert all(torch.equal(best[name], saved[name]) for name in best)


def test_packed_and_unpacked_training_reach_losses_alike(model_folder, data_folder, tmp_path):
    packed = train(model_folder, data_folder, tmp_path / "packed", "--num_train_epochs", 2)
    single = train(model_folder, data_folder, tmp_path / "single", "--num_train_epochs", 2, "--packing", "none")
    assert len(packed) == len(single) == 10
    assert packed[-1]["loss"] == pytest.approx(single[-1]["loss"], rel=0.15)


def test_evaluation_gives_the_loss_over_all_tokens_and_by_config(model_folder, data_folder, tmp_path):
    train(
        model_folder, data_folder, tmp_path, "--max_steps", 2, "--eval_split", "train", "--eval_strategy", "steps",
        "--eval_steps", 2, "--max_samples", 14, "--learning_rate", 0, "--per_device_eval_batch_size", 3,
    )  # fmt: skip
    history = json.loads((tmp_path / "trainer_state.json").read_text())["log_history"]
    evaluation = next(entry for entry in history if "eval_loss" in entry)
    assert {"eval_loss_conversation", "eval_loss_detail", "eval_loss_complex"} <= set(evaluation)
    # nothing was learnt at a rate of 0, and the 14 rows are two steps of 8 and 6
    losses = [entry["loss"] for entry in history if "loss" in entry]
    assert min(losses) - 1e-3 <= evaluation["eval_loss"] <= max(losses) + 1e-3


def test_the_projector_can_have_its_own_rate(model_folder, data_folder, tmp_path):
    train(
        model_folder, data_folder, tmp_path, "--max_steps", 1, "--learning_rate", 0, "--projector_learning_rate", 1e-3
    )
    before = LlavaForConditionalGeneration.from_pretrained(model_folder, dtype=torch.float32).state_dict()
    after = LlavaForConditionalGeneration.from_pretrained(tmp_path, dtype=torch.float32).state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved and all("multi_modal_projector" in name for name in moved)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (("--model_name_or_path", "no/such/folder"), "model_name_or_path: no processor for 'no/such/folder'"),
        (("--config_names", "detials"), "config detials"),
        (("--attn_implementation", "flash_attention_2"), "takes no mask of its own"),
        (("--resume_from_checkpoint", "last"), "holds no checkpoint"),
        (("--max_length", 30), "no rows to train on"),
    ],
)
def test_what_cannot_be_trained_says_why(model_folder, data_folder, tmp_path, more, complaint):
    with pytest.raises(TrainingError, match=complaint):
        train(model_folder, data_folder, tmp_path, *more)


def test_a_model_that_diverged_between_two_logs_is_not_saved(model_folder, data_folder, tmp_path):
    options = ("--learning_rate", 1e30, "--optim", "sgd", "--max_grad_norm", 0, "--logging_steps", 1000)
    with pytest.raises(TrainingError, match="training has diverged"):
        train(model_folder, data_folder, tmp_path, *options, "--num_train_epochs", 1)
    assert not (tmp_path / "model.safetensors").exists()


def test_a_run_that_diverges_stops_and_saves_nothing_more(model_folder, data_folder, tmp_path):
    options = ("--learning_rate", 1e30, "--optim", "sgd", "--max_grad_norm", 0)
    saving = ("--save_strategy", "steps", "--save_steps", 1, "--save_total_limit", 9)
    with pytest.raises(TrainingError, match=r"is (nan|inf) at step \d: training has diverged.*lower learning_rate"):
        train(model_folder, data_folder, tmp_path, *options, *saving, "--logging_steps", 4)
    # the first step's loss is still one: its weights are those that the next loss shows to be broken
    assert [folder.name for folder in tmp_path.glob("checkpoint-*")] == ["checkpoint-1"]
    assert not (tmp_path / "model.safetensors").exists()


def test_rows_of_a_bad_picture_are_skipped_and_counted_in_the_log(model_folder, tmp_path):
    data_folder = factory.export_tables(tmp_path / "rows", factory.spoil_picture(factory.make_tables(3), 1))
    logs = train(model_folder, data_folder, tmp_path / "out", "--num_train_epochs", 2, "--on_bad_image", "skip")
    assert logs[-1]["skipped_samples"] == 2 * 7
    # a step may have bad pictures only
    assert all(0 <= entry["loss"] < 20 for entry in logs)


def test_bfloat16_trains_with_losses_near_those_of_float32(trained, model_folder, data_folder, tmp_path):
    logs = train(model_folder, data_folder, tmp_path, "--max_steps", 3, "--bf16", "true")
    assert [entry["loss"] for entry in logs] == pytest.approx([entry["loss"] for entry in trained[1][:3]], rel=0.02)
    assert LlavaForConditionalGeneration.from_pretrained(tmp_path).dtype == torch.float32


def test_the_command_prints_its_fields(capsys):
    run(["--help"])
    assert "--packing" in capsys.readouterr().out

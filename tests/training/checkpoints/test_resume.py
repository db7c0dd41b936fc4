"""Runs that are killed with SIGKILL, again and again, and end with the very losses of one that never was."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from ..test_deepspeed import ROOT, launch, log_of, read_losses, start, write_recipe

pytestmark = pytest.mark.slow


def kill_when(is_time, recipe: Path, out: Path, *more: str, processes: int) -> None:
    """Start a run and kill every one of its processes as soon as it is time."""
    ranks = start(recipe, out, *more, processes=processes)
    deadline = time.monotonic() + 300
    try:
        while not is_time():
            assert all(rank.poll() is None for rank in ranks), log_of(out, 0).read_text()[-3000:]
            assert time.monotonic() < deadline
            time.sleep(0.002)
    finally:
        for rank in ranks:
            rank.kill()
    assert {rank.wait() for rank in ranks} == {-signal.SIGKILL}


def saving(out: Path, step: int):
    """While this checkpoint is being written."""
    return lambda: (out / f"checkpoint-{step}").is_dir()


def saved(out: Path, step: int):
    """When this checkpoint is whole, and the next steps run."""
    return lambda: (out / f"checkpoint-{step}" / "complete.json").is_file()


def losses(logs: list[dict]) -> list[tuple[float, float, float]]:
    return [(entry["loss"], entry["grad_norm"], entry["learning_rate"]) for entry in logs]


def write(folder, model_folder, data_folder, stage, **more):
    settings = {} if stage is None else {"deepspeed": ROOT / "recipes" / f"{stage}.json"}
    # two steps an epoch
    settings |= {"num_train_epochs": 6, "save_strategy": "steps", "save_steps": 2, **more}
    return write_recipe(folder, model_folder, data_folder, **settings)


def test_a_run_under_zero3_killed_three_times_ends_with_the_losses_of_one_that_never_was(
    model_folder, data_folder, tmp_path
):
    recipe, out = write(tmp_path, model_folder, data_folder, "zero3", save_total_limit=2), tmp_path / "killed"
    resume = ("--resume_from_checkpoint", "auto")
    for is_time in (saved(out, 2), saving(out, 6), saved(out, 8)):
        kill_when(is_time, recipe, out, *resume, processes=2)
    assert not (out / "trainer_state.json").exists()
    logs = launch(recipe, out, *resume)
    assert len(logs) == 12
    assert losses(logs) == losses(launch(recipe, tmp_path / "whole"))
    assert sorted(path.name for path in out.glob("checkpoint-*")) == ["checkpoint-10", "checkpoint-12"]


@pytest.mark.parametrize(
    ("stage", "processes", "more"),
    [
        ("zero2", 2, {}),
        # with dropout the state of the random generators counts too
        ("zero3", 2, {"lora_r": 4, "lora_dropout": 0.1}),
        (None, 1, {}),
        (None, 1, {"lora_r": 4, "lora_dropout": 0.1, "packing": "none"}),
    ],
    ids=["zero2", "zero3-lora", "alone", "alone-lora"],
)
def test_a_killed_run_ends_with_the_losses_of_one_that_never_was(
    model_folder, data_folder, tmp_path, stage, processes, more
):
    recipe, out = write(tmp_path, model_folder, data_folder, stage, num_train_epochs=3, **more), tmp_path / "killed"
    kill_when(saving(out, 4), recipe, out, processes=processes)
    logs = launch(recipe, out, "--resume_from_checkpoint", "auto", processes=processes)
    assert len(logs) == 6
    assert losses(logs) == losses(launch(recipe, tmp_path / "whole", processes=processes))


def test_a_checkpoint_with_a_shard_cut_short_is_passed_over(model_folder, data_folder, tmp_path):
    more = {"num_train_epochs": 3, "save_total_limit": 3}
    recipe, out = write(tmp_path, model_folder, data_folder, "zero2", **more), tmp_path / "out"
    whole = losses(launch(recipe, out))
    for shard in out.glob("checkpoint-[46]/global_step*/*rank_1*optim_states.pt"):
        shard.write_bytes(shard.read_bytes()[: shard.stat().st_size // 2])
    (out / "trainer_state.json").unlink()
    assert losses(launch(recipe, out, "--resume_from_checkpoint", "last")) == whole


@pytest.mark.parametrize("stage", ["zero2", "zero3"])
def test_the_best_checkpoint_is_loaded_at_the_end_and_early_stopping_goes_on_counting(
    model_folder, data_folder, tmp_path, stage
):
    # at this rate the loss grows, so the first evaluation stays the best
    recipe = write(
        tmp_path, model_folder, data_folder, stage, save_steps=1, eval_strategy="steps", eval_steps=1,
        eval_split="train", per_device_eval_batch_size=4, load_best_model_at_end="true", metric_for_best_model="loss",
        early_stopping_patience=3, learning_rate=0.5, lr_scheduler_type="constant", save_total_limit=2,
    )  # fmt: skip
    logs = launch(recipe, tmp_path / "whole")
    assert 3 < len(logs) < 12
    out = tmp_path / "killed"
    kill_when(saved(out, 2), recipe, out, processes=2)
    assert losses(launch(recipe, out, "--resume_from_checkpoint", "auto")) == losses(logs)
    assert read_losses(out)[-1]["step"] == len(logs)
    for folder in (tmp_path / "whole", out):
        best = folder / f"checkpoint-{len(logs) - 3}"
        assert (best / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()

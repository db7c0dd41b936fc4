"""The room that checkpoints take, counted and measured."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
import torch

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import ModelArguments
from kp_llava.training.checkpoints.disk import (
    SavedModel,
    check_room,
    count_checkpoint_bytes,
    count_disk_bytes,
    count_saves,
)
from kp_llava.training.model import count_trainable, load_model

from ..test_deepspeed import ROOT, launch, write_recipe
from ..test_trainer import train

SEVEN_B, TRAINED = 7_063_427_072, 6_759_919_616


def test_a_checkpoint_of_7b_under_zero3_takes_96_gb():
    size = count_checkpoint_bytes(SavedModel(SEVEN_B, TRAINED, stage=3))
    assert size == 2 * SEVEN_B + 12 * TRAINED + 2 * (SEVEN_B - TRAINED)
    assert size / 1e9 == pytest.approx(95.9, abs=0.1)
    assert count_checkpoint_bytes(SavedModel(SEVEN_B, TRAINED, stage=3, is_model_only=True)) == 2 * SEVEN_B


@pytest.mark.parametrize(
    ("strategy", "every", "saves"),
    [("steps", 0.25, 4), ("steps", 500, 13), ("steps", 0.3, 4), ("epoch", 500, 1), ("no", 500, 0)],
)
def test_how_often_6261_steps_are_saved(strategy, every, saves):
    assert count_saves(6261, strategy, every, 1.0) == saves


def test_three_lie_there_while_two_are_kept():
    model = SavedModel(1000, 1000, stage=3)
    one = count_checkpoint_bytes(model)
    assert count_disk_bytes(model, saves=13, kept=2) == int(3 * one * 1.05) + 2000
    assert count_disk_bytes(model, saves=2, kept=2) == int(2 * one * 1.05) + 2000
    assert count_disk_bytes(model, saves=0, kept=2) == 2000


def test_too_little_room_is_refused_before_the_first_step(tmp_path, monkeypatch, model_folder, data_folder):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=10**6))
    with pytest.raises(TrainingError, match=r"has room for 0\.0 GB, and checkpoints will take up to") as caught:
        train(model_folder, data_folder, tmp_path / "out", "--save_strategy", "steps", "--save_steps", 1)
    assert "save_total_limit" in str(caught.value)
    assert not (tmp_path / "out" / "trainer_state.json").exists()


def test_what_earlier_checkpoints_take_counts_as_room(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=0))
    model = SavedModel(1000, 1000, stage=None, weight_bytes=4, has_master=False)
    with pytest.raises(TrainingError):
        check_room(tmp_path, model, saves=1, kept=1)
    (tmp_path / "checkpoint-2").mkdir()
    (tmp_path / "checkpoint-2" / "optimizer.pt").write_bytes(bytes(20_000))
    check_room(tmp_path, model, saves=1, kept=1)


def measure(folder):
    names = (".safetensors", ".pt", ".bin")
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.suffix in names and path.name not in ("training_args.bin", "scheduler.pt")
    )


def counts(model_folder):
    found = count_trainable(load_model(ModelArguments(str(model_folder)), packing="none", dtype=torch.float32)).values()
    return sum(total for _, total in found), sum(trainable for trainable, _ in found)


def test_a_checkpoint_without_deepspeed_has_the_counted_size(model_folder, data_folder, tmp_path):
    train(model_folder, data_folder, tmp_path, "--max_steps", 1, "--save_strategy", "steps", "--save_steps", 1)
    parameters, trainable = counts(model_folder)
    model = SavedModel(parameters, trainable, stage=None, weight_bytes=4, has_master=False)
    assert count_checkpoint_bytes(model) == pytest.approx(measure(tmp_path / "checkpoint-1"), rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("stage", [2, 3])
def test_a_checkpoint_of_deepspeed_has_the_counted_size(model_folder, data_folder, tmp_path, stage):
    settings = {"deepspeed": ROOT / "recipes" / f"zero{stage}.json", "bf16": "true"}
    recipe = write_recipe(
        tmp_path, model_folder, data_folder, **settings, max_steps=1, save_strategy="steps", save_steps=1
    )
    launch(recipe, tmp_path / "out")
    parameters, trainable = counts(model_folder)
    counted = count_checkpoint_bytes(SavedModel(parameters, trainable, stage=stage))
    # files of a tiny model are headers to a good part
    assert counted == pytest.approx(measure(tmp_path / "out" / "checkpoint-1"), rel=0.25)

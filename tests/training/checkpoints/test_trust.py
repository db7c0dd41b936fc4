"""A checkpoint of somebody else is not read: its optimizer states would run what was put into them."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from kp_llava.errors import TrainingError
from kp_llava.training.checkpoints.find import find_checkpoint, finish_checkpoint

from ..test_trainer import train


class Evil:
    def __init__(self, mark: Path) -> None:
        self.mark = str(mark)

    def __reduce__(self):
        return os.mkdir, (self.mark,)


def arguments(out: Path, *, is_trusted: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        output_dir=str(out), resume_from_checkpoint="auto", world_size=1, deepspeed=None, trust_checkpoint=is_trusted
    )


@pytest.fixture
def out(tmp_path) -> Path:
    """A training's folder with one checkpoint."""
    folder = tmp_path / "out" / "checkpoint-2"
    folder.mkdir(parents=True)
    torch.save({"exp_avg": torch.ones(1000), "step": 2}, folder / "optimizer.pt")
    (folder / "rng_state.pth").write_bytes(pickle.dumps([1, 2, 3]))
    (folder / "model.safetensors").write_bytes(b"x" * 100)
    (folder / "trainer_state.json").write_text('{"global_step": 2}')
    finish_checkpoint(folder, arguments(tmp_path / "out"))
    return tmp_path / "out"


def change_list(folder: Path, **fields: object) -> None:
    record = json.loads((folder / "complete.json").read_text())
    (folder / "complete.json").write_text(json.dumps(record | fields))


def swap_a_pickle(folder: Path) -> None:
    size = (folder / "rng_state.pth").stat().st_size
    (folder / "rng_state.pth").write_bytes(pickle.dumps(Evil(folder / "owned"))[:size].ljust(size, b"."))


def swap_the_pickle_of_a_torch_file(folder: Path) -> None:
    """Another data.pkl of the same length, with the archive's checksums put right."""
    path = folder / "optimizer.pt"
    with zipfile.ZipFile(path) as archive:
        entries = [(entry, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in entries:
            archive.writestr(entry, data[:-5] + b"xxxx." if entry.filename.endswith("data.pkl") else data)
    change_list(
        folder, files={**json.loads((folder / "complete.json").read_text())["files"], path.name: path.stat().st_size}
    )


def forge(folder: Path) -> None:
    change_list(folder, signature="0" * 64)


def leave_out(folder: Path) -> None:
    change_list(folder, signature=None)


def add_a_file(folder: Path) -> None:
    (folder / "scheduler.pt").write_bytes(pickle.dumps(Evil(folder / "owned")))


def add_to_the_list(folder: Path) -> None:
    add_a_file(folder)
    files = json.loads((folder / "complete.json").read_text())["files"]
    change_list(folder, files={**files, "scheduler.pt": (folder / "scheduler.pt").stat().st_size})


def test_what_this_user_wrote_is_resumed_also_elsewhere_on_the_disk(out, tmp_path):
    assert find_checkpoint(arguments(out)) == str(out / "checkpoint-2")
    shutil.move(out, tmp_path / "moved")
    assert find_checkpoint(arguments(tmp_path / "moved")) == str(tmp_path / "moved" / "checkpoint-2")


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (swap_a_pickle, "it has no signature of yours"),
        (swap_the_pickle_of_a_torch_file, "it has no signature of yours"),
        (forge, "it has no signature of yours"),
        (leave_out, "it has no signature of yours"),
        (add_a_file, r"it holds scheduler\.pt, which is not in its list"),
        (add_to_the_list, "it has no signature of yours"),
    ],
)
def test_what_may_be_of_somebody_else_is_refused_and_the_way_out_is_named(out, harm, fault):
    harm(out / "checkpoint-2")
    with pytest.raises(TrainingError, match=rf"may not be yours \({fault}\).*--trust_checkpoint true"):
        find_checkpoint(arguments(out))
    assert find_checkpoint(arguments(out, is_trusted=True)) == str(out / "checkpoint-2")


def test_another_user_or_another_machine_has_another_key(out, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    with pytest.raises(TrainingError, match="no signature of yours"):
        find_checkpoint(arguments(out))
    assert not (tmp_path / "another").exists()


def test_numbers_of_tensors_are_not_hashed_and_all_else_is(out):
    path = out / "checkpoint-2" / "optimizer.pt"
    data = bytearray(path.read_bytes())
    place = data.index(torch.ones(4).numpy().tobytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert find_checkpoint(arguments(out)) == str(out / "checkpoint-2")
    data[data.index(b"exp_avg")] ^= 1
    path.write_bytes(data)
    with pytest.raises(TrainingError, match="no signature of yours"):
        find_checkpoint(arguments(out))


def test_a_key_that_others_can_read_signs_nothing(out, tmp_path, monkeypatch):
    state = tmp_path / "state" / "kp_llava"
    state.mkdir(parents=True)
    (state / "key").write_bytes(bytes(32))
    (state / "key").chmod(0o644)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    finish_checkpoint(out / "checkpoint-2", arguments(out))
    assert json.loads((out / "checkpoint-2" / "complete.json").read_text())["signature"] is None


def test_a_training_does_not_run_what_a_stranger_put_into_its_states(model_folder, data_folder, tmp_path):
    fields = ("--max_steps", 2, "--save_strategy", "steps", "--save_steps", 1, "--resume_from_checkpoint", "auto")
    train(model_folder, data_folder, tmp_path / "out", *fields)
    newest = tmp_path / "out" / "checkpoint-2"
    torch.save(Evil(tmp_path / "owned"), newest / "scheduler.pt")
    files = json.loads((newest / "complete.json").read_text())["files"]
    change_list(newest, files={**files, "scheduler.pt": (newest / "scheduler.pt").stat().st_size})
    with pytest.raises(TrainingError, match="may not be yours"):
        train(model_folder, data_folder, tmp_path / "out", *fields, "--max_steps", 3, "--allow_changed", "true")
    assert not (tmp_path / "owned").exists()

"""What `--report_to` sends is what the trainer logs, losses by config included; nothing needs a network."""

from __future__ import annotations

import importlib
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def read_tensorboard(folder: Path) -> dict[str, float]:
    events = importlib.import_module("tensorboard.backend.event_processing.event_accumulator")
    (path,) = folder.rglob("events.out.tfevents.*")
    accumulator = events.EventAccumulator(str(path))
    accumulator.Reload()
    return {name.removeprefix("train/"): accumulator.Scalars(name)[-1].value for name in accumulator.Tags()["scalars"]}


def read_wandb(folder: Path) -> dict[str, float]:
    records = importlib.import_module("wandb.proto.wandb_internal_pb2")
    (path,) = folder.rglob("*.wandb")
    found: dict[str, float] = {}
    for content in read_records(path.read_bytes()):
        for item in records.Record.FromString(content).history.item:
            name = item.key or "/".join(item.nested_key)
            value = json.loads(item.value_json)
            if isinstance(value, int | float):
                found[name.removeprefix("train/")] = value
    return found


def read_records(log: bytes) -> Iterator[bytes]:
    """The records of a log in LevelDB's format (doc/log_format.md there), after wandb's header of 7 bytes."""
    block, position, parts = 32768, 7, b""
    while position + 7 <= len(log):
        if block - position % block < 7:
            position += block - position % block
        length, kind = int.from_bytes(log[position + 4 : position + 6], "little"), log[position + 6]
        parts += log[position + 7 : position + 7 + length]
        position += 7 + length
        if kind in (1, 4):  # whole, or the last part
            yield parts
            parts = b""


def read_trackio(folder: Path) -> dict[str, float]:
    script = (
        "import json; from trackio.sqlite_storage import SQLiteStorage as S; found = {}\n"
        "for run in S.get_runs('huggingface'):\n"
        "    for entry in S.get_logs('huggingface', run): found.update(entry)\n"
        "print(json.dumps(found, default=str))"
    )
    environment = os.environ | {"TRACKIO_DIR": str(folder / "trackio")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return {name.removeprefix("train/"): value for name, value in json.loads(done.stdout).items()}


@pytest.mark.parametrize(
    ("tracker", "read"), [("tensorboard", read_tensorboard), ("wandb", read_wandb), ("trackio", read_trackio)]
)
def test_a_tracker_gets_the_losses_by_config(
    model_folder: Path,
    data_folder: Path,
    tmp_path: Path,
    tracker: str,
    read: Callable[[Path], dict[str, float]],
) -> None:
    pytest.importorskip(tracker)
    fields = {
        "model_name_or_path": model_folder, "dataset_name": data_folder, "output_dir": tmp_path / "out",
        "max_length": 256, "per_device_train_batch_size": 4, "max_steps": 2, "logging_steps": 1, "save_strategy": "no",
        "report_to": tracker, "run_name": "poses",
    }  # fmt: skip
    words = [part for name, value in fields.items() for part in (f"--{name}", str(value))]
    environment = os.environ | {
        "WANDB_MODE": "offline", "WANDB_DIR": str(tmp_path), "TRACKIO_DIR": str(tmp_path / "trackio"),
        "TENSORBOARD_LOGGING_DIR": str(tmp_path / "board"), "HF_HUB_OFFLINE": "1",
    }  # fmt: skip
    command = [sys.executable, str(ROOT / "train.py"), *words]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    state = json.loads((tmp_path / "out" / "trainer_state.json").read_text())
    logged = {}
    for entry in state["log_history"]:
        logged.update(entry)
    tracked = read(tmp_path)
    for name in ("loss", "loss_conversation", "loss_detail", "loss_complex", "samples_per_second"):
        assert math.isclose(float(tracked[name]), float(logged[name]), rel_tol=1e-5), (name, sorted(tracked))

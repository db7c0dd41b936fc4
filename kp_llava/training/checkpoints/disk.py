"""How much room checkpoints take, and whether the disk has it."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path

from ...errors import TrainingError

GB = 10**9
_MARGIN = 1.05  # tokenizer, random states, logs


@dataclass(frozen=True)
class SavedModel:
    """What a checkpoint is made of.

    Attributes:
        parameters: all of the model's.
        trainable: those that train.
        stage: ZeRO stage; None without DeepSpeed.
        weight_bytes: of a number in the weights.
        has_adapters: whether only what trains is saved (LoRA), and not the frozen model.
        has_master: whether the optimizer keeps float32 copies of the trained weights (16 bits under DeepSpeed).
        is_model_only: whether optimizer states are left out (`save_only_model`).
    """

    parameters: int
    trainable: int
    stage: int | None = None
    weight_bytes: int = 2
    has_adapters: bool = False
    has_master: bool = True
    is_model_only: bool = False


def count_checkpoint_bytes(model: SavedModel) -> int:
    """Bytes of one checkpoint, of all ranks together.

    Weights: e a parameter (e 2 in 16 bits), written once by transformers; DeepSpeed writes them once more in stages 0
    to 2, and in stage 3 only those that do not train. Optimizer: two float32 moments and, in mixed precision, the
    float32 copy of each trained parameter: 12 bytes. ZeRO-3 with 7.06 billion parameters, 6.76 of which train:
    2 x 7.06 + 12 x 6.76 + 2 x 0.30 = 95.9 GB.
    """
    saved = model.trainable if model.has_adapters else model.parameters
    size = model.weight_bytes * saved
    if model.is_model_only:
        return size
    size += (8 + (4 if model.has_master else 0)) * model.trainable
    if model.stage in (0, 1, 2):
        size += model.weight_bytes * saved
    elif model.stage == 3 and not model.has_adapters:
        size += model.weight_bytes * (model.parameters - model.trainable)
    return size


def count_saves(steps: int, save_strategy: str, save_steps: float, epochs: float) -> int:
    """How many checkpoints a run of so many steps writes."""
    if save_strategy == "no":
        return 0
    if save_strategy == "epoch":
        return max(1, math.ceil(epochs))
    # transformers turns a share of all steps into a number of steps, rounded up
    every = math.ceil(steps * save_steps) if save_steps < 1 else int(save_steps)
    return max(1, math.ceil(steps / max(every, 1)))


def count_disk_bytes(model: SavedModel, *, saves: int, kept: int | None) -> int:
    """The most that lies on the disk at once: an old checkpoint is deleted after the next is whole; then the result."""
    at_once = saves if kept is None else min(saves, kept + 1)
    result = model.weight_bytes * model.parameters
    return int(at_once * count_checkpoint_bytes(model) * _MARGIN) + result


def check_room(folder: Path, model: SavedModel, *, saves: int, kept: int | None) -> None:
    """Refuse to start a training whose checkpoints will not fit on the disk.

    Raises:
        TrainingError: names what is needed, what is free, and what to change.
    """
    place = next(path for path in [folder.absolute(), *folder.absolute().parents] if path.exists())
    needed, free = count_disk_bytes(model, saves=saves, kept=kept), shutil.disk_usage(place).free
    # what earlier checkpoints take is counted as free: they are deleted on the way
    if folder.is_dir():
        free += sum(
            path.stat().st_size for old in folder.glob("checkpoint-*") for path in old.rglob("*") if path.is_file()
        )
    if needed > free:
        one = count_checkpoint_bytes(model)
        raise TrainingError(
            f"output_dir: {folder} has room for {free / GB:,.1f} GB, and checkpoints will take up to "
            f"{needed / GB:,.1f} GB ({one / GB:,.1f} GB each, {saves} saved, {kept or 'all'} kept and one more "
            "while the next is written); save_total_limit 1 keeps fewer, save_only_model true keeps weights only "
            "(no run can go on from them), save_strategy no keeps the result only"
        )

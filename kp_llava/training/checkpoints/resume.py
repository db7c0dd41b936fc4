"""From where a run goes on: one decision for all ranks, under the settings that the checkpoint was saved with."""

from __future__ import annotations

import json
import logging
import socket
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from ...errors import TrainingError
from ...files.json_file import read_object
from ..arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments
from ..data.rows import TrainingRows
from .find import COMPLETE, check_processes, find_checkpoint, find_checkpoints

logger = logging.getLogger(__name__)

_FIELDS = (
    "learning_rate", "projector_learning_rate", "lr_scheduler_type", "warmup_steps", "weight_decay", "optim",
    "max_grad_norm", "num_train_epochs", "max_steps", "seed", "bf16", "fp16",
)  # fmt: skip


def describe_settings(
    model: ModelArguments, data: DataArguments, args: KpLlavaTrainingArguments, rows: TrainingRows, samples: int
) -> dict[str, Any]:
    """The settings that a resumed run must share with the one that it goes on from, as plain values by name.

    Args:
        model: which model, and what of it trains.
        data: how rows are put together.
        args: how it is trained.
        rows: the rows, which are hashed.
        samples: rows of an optimizer step.
    """
    settings: dict[str, Any] = {
        "model": model.model_name_or_path,
        "tune": sorted(model.tune),
        "lora": [model.lora_r, model.lora_alpha, model.lora_dropout, model.lora_bits],
        "rows": rows.content_digest(),
        "packing": data.packing,
        "max_length": data.max_length,
        "samples_per_step": samples,
        "pictures_per_step": data.pictures_per_step,
        "rows_per_picture": data.rows_per_picture,
    }
    if data.mirror:
        settings["mirror"] = data.mirror
    for name in _FIELDS:
        value = getattr(args, name)
        settings[name] = getattr(value, "value", value)
    return dict(json.loads(json.dumps(settings)))


def choose_checkpoint(args: KpLlavaTrainingArguments, settings: dict[str, Any]) -> str | None:
    """The checkpoint to go on from, the same on every rank; None to start anew.

    Rank 0 decides. Where the nodes share no disk, the newest checkpoint that is whole on every node is taken.

    Args:
        args: `resume_from_checkpoint` names it; see `find.find_checkpoint`.
        settings: of this run, from `describe_settings`.

    Raises:
        TrainingError: on every rank: the nodes share no disk and `save_on_each_node` is off; no such checkpoint; or it
            was saved under other settings and `allow_changed` is off.
    """
    if args.world_size == 1:
        return _check_changed(find_checkpoint(args), settings, args)
    if _share_folder(args):
        return _decide(lambda: _check_changed(find_checkpoint(args), settings, args))
    if not args.save_on_each_node:
        raise TrainingError(
            f"output_dir: {args.output_dir!r} is not the same folder on all nodes; use a shared disk, or train with "
            "--save_on_each_node true, which keeps each node's part of a checkpoint on that node"
        )
    return _choose_on_each_node(args, settings)


def _choose_on_each_node(args: KpLlavaTrainingArguments, settings: dict[str, Any]) -> str | None:
    wanted = str(args.resume_from_checkpoint).lower()
    if args.resume_from_checkpoint is None or wanted in ("false", ""):
        return None
    if wanted not in ("auto", "last", "true"):
        # named: it must be whole on each node
        found, fault = None, None
        try:
            found = _check_changed(find_checkpoint(args), settings, args)
        except TrainingError as error:
            fault = f"{socket.gethostname()}: {error}"
        _raise_first(_gather(fault))
        return found
    mine = find_checkpoints(Path(args.output_dir))
    whole = set.intersection(*(set(steps) for steps in _gather(sorted(mine))))
    step = _gather(max(whole, default=None))[0]
    if step is None:
        if wanted == "auto":
            return None
        raise TrainingError(f"resume_from_checkpoint: no checkpoint in {args.output_dir} is whole on all nodes")
    fault = None
    try:
        check_processes(mine[step], args)
        _check_changed(str(mine[step]), settings, args)
    except TrainingError as error:
        fault = f"{socket.gethostname()}: {error}"
    _raise_first(_gather(fault))
    return str(mine[step])


def _check_changed(folder: str | None, settings: dict[str, Any], args: KpLlavaTrainingArguments) -> str | None:
    """Refuse a checkpoint of other settings, by their names."""
    if folder is None:
        return None
    saved = read_object(Path(folder) / COMPLETE).get("settings")
    if saved is None:
        return folder  # of an earlier version, which noted none
    changed = [name for name in settings if name in saved and saved[name] != settings[name]]
    if not changed:
        return folder
    shown = ", ".join(
        "other rows" if name == "rows" else f"{name} {saved[name]} is now {settings[name]}" for name in changed
    )
    if args.allow_changed:
        logger.warning("%s was saved under other settings (%s); --allow_changed goes on all the same", folder, shown)
        return folder
    raise TrainingError(
        f"resume_from_checkpoint: {folder} was saved under other settings: {shown}; train as before, start anew in "
        "another output_dir, or go on all the same with --allow_changed true"
    )


def _share_folder(args: KpLlavaTrainingArguments) -> bool:
    """Whether all ranks see in `output_dir` what rank 0 writes there."""
    folder = Path(args.output_dir)
    token = _gather(uuid.uuid4().hex)[0]
    mark = folder / f".seen-by-all-{token}"
    if args.process_index == 0:
        folder.mkdir(parents=True, exist_ok=True)
        mark.touch()
    torch.distributed.barrier()
    seen = all(_gather(mark.exists()))
    torch.distributed.barrier()
    if args.process_index == 0:
        mark.unlink()
    return seen


def _decide(decide: Callable[[], str | None]) -> str | None:
    """What rank 0 decides, or its error, on every rank."""
    answer: list[Any] = [None, None]
    if torch.distributed.get_rank() == 0:
        try:
            answer[0] = decide()
        except TrainingError as error:
            answer[1] = str(error)
    torch.distributed.broadcast_object_list(answer, src=0)
    if answer[1] is not None:
        raise TrainingError(answer[1])
    return None if answer[0] is None else str(answer[0])


def _gather(value: Any) -> list[Any]:
    """Every rank's value, on every rank."""
    values: list[Any] = [None] * torch.distributed.get_world_size()
    torch.distributed.all_gather_object(values, value)
    return values


def _raise_first(faults: list[str | None]) -> None:
    fault = next(filter(None, faults), None)
    if fault is not None:
        raise TrainingError(fault)

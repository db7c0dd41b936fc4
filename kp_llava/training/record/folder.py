"""The record of a run in its output folder: `training.json`, `recipe.yaml` and the model card in `README.md`."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

import torch
import yaml

from ...errors import TrainingError
from ...files import write_atomically
from ...version import __version__
from ..arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments
from ..data.mirror import MirrorCount
from ..data.rows import TrainingRows
from .card import describe_card

PACKAGES = ("torch", "transformers", "datasets", "accelerate", "peft", "deepspeed", "bitsandbytes")
_SECRET = ("hub_token", "push_to_hub_token")
_HERE_ONLY = (
    *_SECRET,
    "local_rank",
    "deepspeed_plugin",
    "resume_from_checkpoint",
    "restore_callback_states_from_checkpoint",
    "remove_unused_columns",
    "use_cpu",
    "logging_dir",
)


@dataclass
class Record:
    """What a record is made from."""

    model: ModelArguments
    data: DataArguments
    args: KpLlavaTrainingArguments
    rows: TrainingRows
    eval_rows: TrainingRows | None
    settings: dict[str, Any]
    attention: str
    log_history: list[dict[str, Any]]
    mirror: MirrorCount | None = None


def write_record(folder: Path, record: Record) -> None:
    """Write the three files.

    Raises:
        TrainingError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    facts = describe_run(record)
    write_atomically(folder / "training.json", json.dumps(facts, indent=1, default=str), error=TrainingError)
    recipe = yaml.safe_dump(facts["recipe"], sort_keys=False, allow_unicode=True)
    write_atomically(folder / "recipe.yaml", recipe, error=TrainingError)
    write_atomically(folder / "README.md", describe_card(facts), error=TrainingError)


def describe_run(record: Record) -> dict[str, Any]:
    """The run as plain values: recipe, data with their hash, versions, hardware and figures; never a secret."""
    rows, args = record.rows, record.args
    counts: dict[str, int] = dict.fromkeys(rows.config_names, 0)
    for members in rows.groups:
        for row in members:
            counts[rows.config_names[rows.config_of(row)]] += 1
    return {
        "kp_llava": __version__,
        "recipe": describe_recipe(record),
        "settings": record.settings,
        "data": {
            "rows": counts,
            "pictures": rows.picture_count(),
            "hash": rows.content_digest(),
            "left_out": rows.left_out,
            "mirrored": None if record.mirror is None else record.mirror.describe(),
            "weights": {part.name: part.weight for part in rows.parts},
            "held_out_rows": 0 if record.eval_rows is None else sum(map(len, record.eval_rows.groups)),
        },
        "versions": {"python": platform.python_version(), **_versions()},
        "hardware": {
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "processes": args.world_size,
            "device": _device(args),
        },
        "attention": record.attention,
        "figures": read_figures(record.log_history),
    }


def describe_recipe(record: Record) -> dict[str, Any]:
    """The fields that differ from their defaults, as a recipe that trains the same again."""
    found: dict[str, Any] = {}
    for group in (record.model, record.data, record.args):
        for item in fields(group):
            value = getattr(group, item.name)
            default = item.default_factory() if item.default_factory is not MISSING else item.default
            if not item.init or item.name.startswith("_") or item.name in _HERE_ONLY or value == default:
                continue
            value = _plain(value)
            if item.name == "sources":
                value = json.loads(value)
            if value == []:
                continue  # none, in the form that TrainingArguments makes of it
            if item.name == "deepspeed" and value == "":
                continue
            if item.name == "deepspeed" and isinstance(value, str):
                value = json.loads(Path(value).read_text(encoding="utf-8"))
            if value is not MISSING:
                found[item.name] = value
    return found


def _plain(value: Any) -> Any:
    """A value as YAML writes it; MISSING for what it cannot."""
    value = getattr(value, "value", value)
    if isinstance(value, (str, int, float, bool, type(None))):
        return value
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    return MISSING


def read_figures(history: list[dict[str, Any]]) -> dict[str, Any]:
    """What the log says of the whole run: last losses, speeds, the greatest memory."""
    trained = [entry for entry in history if "loss" in entry]
    evaluated = [entry for entry in history if any(name.startswith("eval_") for name in entry)]
    ended: dict[str, Any] = next((entry for entry in reversed(history) if "train_runtime" in entry), {})
    figures: dict[str, Any] = {"steps": history[-1].get("step") if history else 0}
    if trained:
        figures |= {name: value for name, value in trained[-1].items() if name.startswith("loss")}
        figures["peak_memory_gib"] = max(entry.get("peak_memory_gib", 0.0) for entry in trained)
        for name in ("samples_per_second", "tokens_per_second"):
            values = sorted(entry[name] for entry in trained if name in entry)
            if values:
                figures[name] = values[len(values) // 2]
    if evaluated:
        figures |= {name: value for name, value in evaluated[-1].items() if name.startswith("eval_")}
    if "train_runtime" in ended:
        figures["train_runtime_s"] = ended["train_runtime"]
    return figures


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    if torch.version.cuda:
        found["cuda"] = torch.version.cuda
    return found


def _device(args: KpLlavaTrainingArguments) -> str:
    if args.device.type == "cuda":
        return f"{torch.cuda.get_device_name()} ({torch.cuda.get_device_properties(0).total_memory / 2**30:.1f} GiB)"
    return f"{args.device.type} ({sys.platform})"

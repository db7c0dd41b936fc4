"""What an ablation trains from: the recipe with its overriding fields, the rows, and the model that all start from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ...errors import TrainingError
from ...tasks import TASKS
from ..launch import has_deepspeed
from .ablation import Launch, Training, list_variants

if TYPE_CHECKING:
    from datasets import Dataset

# what an ablation decides itself, by variant or by its own options
_OWN_FIELDS = {
    "config_names": "every variant has its own",
    "output_dir": "give --out",
    "resume_from_checkpoint": "a stopped training goes on by itself",
    "model_name_or_path": "give --from-model",
}
# fields on which the weights do not depend
_WITHOUT_EFFECT = frozenset(
    (
        *("output_dir", "report_to", "run_name", "disable_tqdm", "audit_rows"),
        *("logging_steps", "logging_strategy", "logging_first_step"),
        *("save_steps", "save_strategy", "save_total_limit"),
        *("dataloader_num_workers", "dataloader_pin_memory", "dataloader_prefetch_factor"),
        # these are described by what they stand for
        *("config_names", "model_name_or_path", "data_dir", "dataset_name"),
    )
)


def plan_trainings(
    recipe: Path,
    fields: Sequence[str],
    *,
    data_dir: Path | None,
    out: Path,
    from_model: str | None = None,
    processes: int | None = None,
    keeps_checkpoints: bool = False,
) -> tuple[list[Training], Launch]:
    """Read the recipe, the rows and the model, and say what is to be trained from what.

    Args:
        recipe: the YAML file.
        fields: recipe fields of the command line, as in ``["--learning_rate", "1e-5"]``; they win.
        data_dir: the run with the rows; None for the dataset that the recipe names.
        out: the ablation's folder.
        from_model: a model folder or Hub id in place of the recipe's.
        processes: one for each GPU; None for as many as there are GPUs, and 1 without.
        keeps_checkpoints: whether a finished training's checkpoints stay.

    Raises:
        TrainingError: the recipe, the rows or the model cannot be used.
    """
    from ...evaluation.answers.model import count_gpus, hash_model
    from ...training.data.sources import load_tables
    from ...training.recipe import parse_recipe

    given = split_fields(fields)
    for name, way_out in _OWN_FIELDS.items():
        if name in given:
            raise TrainingError(f"--{name}: an ablation sets it; {way_out}")
    more = ["--data_dir", str(data_dir)] if data_dir else []
    model, data, training = parse_recipe([str(recipe), *fields, *more, "--use_cpu", "true"])
    tables = load_tables(_with_all_tasks(data), split=data.train_split, data_dir=data.data_dir)
    for task, table in tables.items():
        if not len(table):
            raise TrainingError(f"{data.data_dir or data.dataset_name}: has no rows of {task}; an ablation needs all")
    start = from_model or model.model_name_or_path
    if start == "tiny" and not Path(start).is_dir():
        start = str(_build_tiny(out / "untrained", tables, training.seed))
    values = yaml.safe_load(recipe.read_text(encoding="utf-8")) or {}
    gpus = 0 if _is_true(given.get("use_cpu", values.get("use_cpu"))) else count_gpus()
    processes = (processes or max(1, gpus)) if has_deepspeed() else 1
    launch = Launch(
        recipe=recipe,
        fields=(*fields, *more),
        model=start,
        processes=processes,
        is_cpu=gpus == 0,
        keeps_checkpoints=keeps_checkpoints,
    )
    common = {
        **describe_fields(values, given, recipe),
        "model": hash_model(start) or start,
        "processes": processes,
    }
    hashes = {task: hash_rows(table) for task, table in tables.items()}
    counts = {task: len(table) for task, table in tables.items()}
    trainings = [
        Training(
            name=name,
            folder=out / "models" / name,
            settings=common | {f"rows of {task}": f"{counts[task]:,} ({hashes[task][:16]})" for task in tasks},
            rows=sum(counts[task] for task in tasks),
        )
        for name, tasks in list_variants().items()
    ]
    return trainings, launch


def saves_checkpoints(recipe: Path, fields: Sequence[str]) -> bool:
    """Whether trainings by this recipe can go on where they were stopped."""
    values = yaml.safe_load(recipe.read_text(encoding="utf-8")) or {}
    strategy = split_fields(fields).get("save_strategy", values.get("save_strategy", "steps"))
    return strategy not in ("no", False)


def split_fields(fields: Sequence[str]) -> dict[str, str]:
    """Command-line parts as field -> text: ``["--tune", "projector", "language"]`` gives ``projector language``."""
    found: dict[str, list[str]] = {}
    name = ""
    for part in fields:
        if part.startswith("--"):
            name, sign, value = part.removeprefix("--").partition("=")
            name = name.replace("-", "_")
            found[name] = [value] if sign else []
        elif name:
            found[name].append(part)
    return {name: " ".join(values) for name, values in found.items()}


def describe_fields(values: Mapping[str, Any], given: Mapping[str, str], recipe: Path) -> dict[str, str]:
    """The recipe's fields that the weights depend on, as text; DeepSpeed's settings by the content of their file."""
    described = {}
    for name, value in {**values, **given}.items():
        if value is None or name in _WITHOUT_EFFECT:
            continue
        if name == "deepspeed":
            described[name] = _read_deepspeed(value, recipe)
        else:
            described[name] = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return described


def hash_rows(table: Dataset) -> str:
    """SHA-256 over the rows' ids, pictures' names and messages, in their order."""
    digest = hashlib.sha256()
    columns = [name for name in ("id", "file_name", "messages") if name in table.column_names]
    for batch in table.select_columns(columns).iter(batch_size=1000):
        digest.update(json.dumps([batch[name] for name in columns], ensure_ascii=False).encode())
    return digest.hexdigest()


def _with_all_tasks(data: Any) -> Any:
    from dataclasses import replace

    return replace(data, config_names=list(TASKS))


def _read_deepspeed(value: Any, recipe: Path) -> str:
    if isinstance(value, str):
        path = next((path for path in (recipe.parent / value, Path(value)) if path.is_file()), None)
        if path is None:
            return value
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise TrainingError(f"{path}: is not JSON: {error}") from error
    return json.dumps(value, sort_keys=True)


def _build_tiny(folder: Path, tables: Mapping[str, Dataset], seed: int) -> Path:
    """Build the tiny model once, for the rows of all kinds, so that every variant starts from the same weights."""
    from ...training.models.tiny import save_tiny

    if not (folder / "config.json").is_file():
        save_tiny(folder, _read_texts(tables.values()), seed=seed)
    return folder


def _read_texts(tables: Iterable[Dataset]) -> Iterable[str]:
    return (turn["content"] for table in tables for turns in table["messages"] for turn in turns)


def _is_true(value: Any) -> bool:
    return str(value).lower() in ("true", "1", "yes")

"""A recipe as the planner reads it: the model's shape, the rows, and every setting that changes memory or time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from ...errors import TrainingError
from ..recipe import parse_recipe
from . import memory
from .memory import Precision, TrainedParts, ZeroOptions, read_zero_options
from .model_shape import ModelShape, read_model_shape
from .row_table import PAPER_ROWS, RowTable, assume_rows, count_rows


@dataclass(frozen=True)
class Saving:
    """When checkpoints are saved, and how many are kept."""

    strategy: str = "no"
    steps: float = 0.25
    kept: int | None = 2
    is_model_only: bool = False


@dataclass(frozen=True)
class Setup:
    """A recipe as read."""

    recipe: str
    shape: ModelShape
    table: RowTable
    parts: TrainedParts
    zero: ZeroOptions
    precision: Precision
    packing: str
    max_length: int
    batch_size: int
    accumulation: int
    epochs: float
    max_steps: int
    seed: int
    is_four_bit: bool = False
    notes: tuple[str, ...] = ()
    pictures_per_step: int | None = None
    rows_per_picture: int | None = None
    saving: Saving = field(default_factory=Saving)

    @property
    def trainable_params(self) -> int:
        """Parameters that train: whole groups, or the adapters of the language model in its place."""
        groups = self.parts.groups - ({"language"} if self.parts.lora_rank else set())
        return sum(self.shape.params[name] for name in groups) + self.adapter_params

    @property
    def adapter_params(self) -> int:
        """Parameters of the LoRA adapters: for every matrix of the language model's layers, r (inputs + outputs)."""
        return self.parts.lora_rank * self.shape.language.linear_features

    @property
    def total_params(self) -> int:
        """All parameters, adapters included."""
        return self.shape.total_params + self.adapter_params

    @property
    def held_params(self) -> int:
        """All that lie in memory: with adapters, peft trains a copy of the projector and keeps the original."""
        copied = self.parts.groups - {"language"} if self.parts.lora_rank else set()
        return self.total_params + sum(self.shape.params[name] for name in copied)

    @property
    def four_bit_params(self) -> int:
        """Parameters that lie in 4 bits: the matrices of the language model's layers."""
        return self.shape.language.matmul_params if self.is_four_bit and self.parts.lora_rank else 0

    def with_lora(self, rank: int, *, is_checkpointed: bool | None = None) -> Setup:
        """The same with adapters of this rank in the language model, which itself stays frozen then; 0 for none."""
        is_checkpointed = self.parts.is_checkpointed if is_checkpointed is None else is_checkpointed
        precision = self.precision
        if precision in (memory.AUTOCAST, memory.ADAPTED):
            precision = memory.ADAPTED if rank else memory.AUTOCAST
        return replace(
            self, precision=precision, parts=replace(self.parts, lora_rank=rank, is_checkpointed=is_checkpointed)
        )


def read_setup(
    recipe: str, fields: list[str], *, gpus: int, counts: dict[str, int] | None = None, is_paper: bool = False
) -> Setup:
    """Read a recipe as `train` would, and the sizes of its model.

    Args:
        recipe: path of the YAML file.
        fields: `--field value` parts that win over the recipe, as for `train`.
        gpus: how many GPUs there will be; one needs no DeepSpeed partition but may have it.
        counts: rows of each kind, in place of the recipe's data.
        is_paper: count the paper's 200,328 rows in place of the recipe's data.

    Raises:
        TrainingError: the recipe, its model or its data cannot be read, or `gpus` is no positive number.
    """
    if gpus < 1:
        raise TrainingError(f"gpus: {gpus} trains nothing; give 1 or more")
    # the machine that plans need not have the GPUs that the recipe asks for
    model, data, training = parse_recipe([recipe, *fields, "--use_cpu", "true"])
    shape = read_model_shape(model.model_name_or_path)
    notes = [f"model: {shape.source}"]
    deepspeed = _read_deepspeed(Path(recipe), fields)
    is_16_bit = bool(training.bf16 or training.fp16)
    if deepspeed is None:
        zero = ZeroOptions(is_deepspeed=False)
        precision = memory.AUTOCAST if is_16_bit else memory.FLOAT32
        if is_16_bit and model.lora_r:
            precision = memory.ADAPTED
        elif model.dtype == "bfloat16":
            precision = memory.PURE_16
    else:
        zero = read_zero_options(deepspeed, shape.language.hidden_size)
        precision = memory.MIXED if is_16_bit else memory.FLOAT32
    optimizer = str(getattr(training.optim, "value", training.optim))
    if "8bit" in optimizer:
        precision = replace(precision, moment=1)
    elif not optimizer.startswith("adamw"):
        notes.append(f"optimizer: {optimizer} is counted as Adam, with two moments")
    parts = TrainedParts(
        groups=frozenset(model.tune),
        lora_rank=model.lora_r,
        lora_dropout=model.lora_dropout,
        is_checkpointed=bool(training.activation_checkpointing),
        attention="sdpa" if model.attn_implementation == "auto" else model.attn_implementation,
        is_compiled=training.compile_layers,
    )
    is_local = bool(data.data_dir and Path(data.data_dir).is_dir()) or bool(
        data.dataset_name and Path(data.dataset_name).is_dir()
    )
    if counts is None and not is_paper and is_local:
        table = count_rows(model, data, image_tokens=shape.image_tokens, seed=training.seed)
    else:
        if counts is None:
            counts = {name: count for name, count in PAPER_ROWS.items() if name in data.config_names}
            why = "" if is_paper else ", as the recipe names no data on this machine"
            notes.append(f"rows: the paper's counts{why}")
        table = assume_rows(counts, image_tokens=shape.image_tokens, max_length=data.max_length)
        table = table if data.max_samples is None else table.take(rows=data.max_samples)
    return Setup(
        recipe=recipe,
        shape=shape,
        table=table,
        parts=parts,
        zero=zero,
        precision=precision,
        packing=data.packing,
        max_length=data.max_length,
        batch_size=training.per_device_train_batch_size,
        accumulation=training.gradient_accumulation_steps,
        epochs=float(training.num_train_epochs),
        max_steps=int(training.max_steps),
        seed=int(training.data_seed if training.data_seed is not None else training.seed),
        is_four_bit=model.lora_bits == 4,
        notes=tuple(notes),
        pictures_per_step=data.pictures_per_step,
        rows_per_picture=data.rows_per_picture,
        saving=Saving(
            strategy=str(getattr(training.save_strategy, "value", training.save_strategy)),
            steps=float(training.save_steps),
            kept=training.save_total_limit,
            is_model_only=bool(training.save_only_model),
        ),
    )


def _read_deepspeed(recipe: Path, fields: list[str]) -> dict[str, Any] | None:
    """The DeepSpeed settings that the recipe or the command line names; None for none.

    The recipe's reader leaves DeepSpeed out where no launcher started the process, so they are read here.
    """
    named = (yaml.safe_load(recipe.read_text(encoding="utf-8")) or {}).get("deepspeed")
    for place, part in enumerate(fields):
        if part.startswith("--deepspeed="):
            named = part.partition("=")[2]
        elif part == "--deepspeed" and place + 1 < len(fields):
            named = fields[place + 1]
    if not named:
        return None
    if isinstance(named, dict):
        return named
    path = next((path for path in (recipe.parent / named, Path(named)) if path.is_file()), None)
    if path is None:
        raise TrainingError(
            f"{recipe}: deepspeed: {named!r} is neither next to the recipe nor in the working directory"
        )
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path}: is not JSON: {error}") from error
    if not isinstance(settings, dict):
        raise TrainingError(f"{path}: expected an object of DeepSpeed settings, found a {type(settings).__name__}")
    return settings

"""What one process of gpu.py does: it trains sides on one model."""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from gpu_inputs import make_model, rows_file

ROOT = Path(__file__).parents[1]
KERNELS = 45  # of a profile, the slowest


@dataclass(frozen=True)
class Side:
    """What is measured in one process.

    Attributes:
        name: as asked for, such as packed-compiled@40.
        kind: without the numbers.
        rows: of a micro-batch.
        step_rows: of an optimizer step.
        rows_per_picture: of the data.
    """

    name: str
    kind: str
    rows: int
    step_rows: int
    rows_per_picture: int

    @property
    def accumulation(self) -> int:
        """Micro-batches of a step."""
        return self.step_rows // self.rows

    @property
    def is_checkpointed(self) -> bool:
        """Whether activations are computed a second time in place of being kept."""
        return not self.kind.endswith(("-kept", "-compiled"))

    @property
    def is_compiled(self) -> bool:
        """Whether the language model's layers are compiled."""
        return "-compiled" in self.kind

    @property
    def max_length(self) -> int:
        """Tokens of a picture with its rows: 576 for the picture, at most 220 a row."""
        return max(2048, 576 + 220 * self.rows_per_picture)


def run_ours(options: argparse.Namespace, sides: list[Side]) -> None:
    """Train the sides of one process, which differ by their micro-batches, one after the other on one model."""
    import datasets
    import torch

    from kp_llava.training.arguments import KpLlavaTrainingArguments, ModelArguments
    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.data.images import ImageTokens
    from kp_llava.training.data.rows import encode_rows
    from kp_llava.training.families.processor import load_processor
    from kp_llava.training.lora import add_lora
    from kp_llava.training.model import apply_tune, compile_layers, teach_packing
    from kp_llava.training.packing.collate import MicroBatches
    from kp_llava.training.packing.plan import StepShape
    from kp_llava.training.trainer import KpLlavaTrainer

    kind = sides[0].kind
    is_flex = kind.startswith("packed-flex") and options.device == "cuda"
    attention = "flex_attention" if is_flex else "sdpa"
    packing = "none" if kind == "unpacked" else "shared"
    arguments = ModelArguments(str(options.folder / "model"), lora_r=0 if kind == "full" else options.rank)
    processor = load_processor(arguments)
    table = datasets.Dataset.from_parquet(
        str(rows_file(options.folder, sides[0].rows_per_picture)), cache_dir=str(options.folder / "cache")
    )
    rows = encode_rows(
        {"conversation": table}, VicunaFormat(processor), image_tokens=ImageTokens(processor), max_length=2048
    )
    planned = {side: plan_memory(options, side, rows, attention, packing) for side in sides}
    wait_for_turn()
    phases = {"began": time.perf_counter()}
    args = make_arguments(KpLlavaTrainingArguments, options, sides[0])  # ZeRO-3 takes every model apart from here on
    model = make_model(options.folder, attention, options.device)
    phases["model"] = time.perf_counter()
    teach_packing(model)
    if kind == "full":
        apply_tune(model, ["projector", "language"])
    else:
        model = add_lora(model, arguments, seed=0, keeps_dtype=False, is_autocast=options.device == "cuda")
    phases["adapters"] = time.perf_counter()
    if sides[0].is_compiled:
        compile_layers(model)
    lengths = [rows.encoded[row].length for row in range(len(rows))]
    for side in sides:
        clock = make_clock(options, side)
        batches = MicroBatches(
            rows,
            processor,
            step=StepShape(side.step_rows, side.accumulation),
            packing=packing,
            max_length=side.max_length,
            attention=attention,
            hidden_size=options.shape["width"],
        )
        trainer = KpLlavaTrainer(
            model=model,
            args=args if side is sides[0] else make_arguments(KpLlavaTrainingArguments, options, side),
            train_dataset=batches,
            processing_class=processor,
            config_names=rows.config_names,
            callbacks=[clock],
        )
        trainer.train()
        found = {
            **measure(clock, options, side, trainer.state.log_history),
            **planned[side],
            "tokens_per_row": statistics.mean(lengths),
            "padding_share": max(entry.get("padding_share", 0) for entry in trainer.state.log_history),
            "torch": torch.__version__,
            "started_s": {name: round(clock.began - at, 1) for name, at in phases.items()},
            "first_step_s": round(clock.first - clock.began, 1),
        }
        write_found(options.folder, side, found)
        model.zero_grad(set_to_none=True)
        del trainer, batches
        forget_memory(options)


def found_file(folder: Path, side: Side) -> Path:
    """Where a side's process leaves what it found."""
    return folder / f"found-{side.name}.json"


def write_found(folder: Path, side: Side, found: dict[str, Any]) -> None:
    """Leave it there at once and whole."""
    path = found_file(folder, side)
    path.with_suffix(".new").write_text(json.dumps(found))
    path.with_suffix(".new").rename(path)


def forget_memory(options: argparse.Namespace) -> None:
    """Give memory back and count the peak anew."""
    import torch

    gc.collect()
    if options.device == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()


def plan_memory(options: argparse.Namespace, side: Side, rows: Any, attention: str, packing: str) -> dict[str, Any]:
    """The planner's memory, and the operations that a sample needs: no layer is counted twice for checkpointing."""
    from dataclasses import replace

    from kp_llava.training.packing.plan import StepShape
    from kp_llava.training.planning.flops import count_epoch_flops
    from kp_llava.training.planning.memory import (
        ADAPTED,
        GIB,
        MIXED,
        TrainedParts,
        ZeroOptions,
        count_activation_bytes,
        count_state_bytes,
    )
    from kp_llava.training.planning.model_shape import read_model_shape
    from kp_llava.training.planning.row_table import tabulate_rows
    from kp_llava.training.planning.workload import plan_workload

    shape, table = read_model_shape(str(options.folder / "model")), tabulate_rows(rows)
    work = plan_workload(
        table,
        packing=packing,
        step=StepShape(side.step_rows, side.accumulation),
        max_length=side.max_length,
        attention=attention,
        hidden_size=options.shape["width"],
    )
    is_full = side.kind == "full"
    parts = TrainedParts(
        frozenset({"projector", "language"}),
        0 if is_full else options.rank,
        is_checkpointed=side.is_checkpointed,
        attention=attention,
        is_compiled=side.is_compiled,
    )
    trained = shape.params["projector"] + (
        shape.params["language"] if is_full else options.rank * shape.language.linear_features
    )
    held = shape.total_params + (0 if is_full else trained)
    zero = (
        ZeroOptions(3, offload_optimizer=True, offload_param=options.has_room)
        if is_full
        else ZeroOptions(is_deepspeed=False)
    )
    precision = MIXED if is_full else ADAPTED
    states = count_state_bytes(held, trained, zero, gpus=1, precision=precision)
    activations = count_activation_bytes(shape, work.largest, parts, precision=precision).total
    bytes_ = states.at_rest + max(states.gathered + activations, states.step)
    flops = count_epoch_flops(shape, work, replace(parts, is_checkpointed=False)).total
    return {"planned_gib": bytes_ / GIB, "flops_per_sample": flops / work.rows}


def run_trl(options: argparse.Namespace, sides: list[Side]) -> None:
    """Train the sides of one process with TRL; each on a model of its own, which TRL changes in place."""
    for side in sides:
        run_trl_side(options, side)
        forget_memory(options)


def run_trl_side(options: argparse.Namespace, side: Side) -> None:
    import datasets
    import torch
    from peft import LoraConfig
    from transformers import AutoProcessor
    from trl import SFTConfig, SFTTrainer

    rows = datasets.Dataset.from_parquet(
        str(rows_file(options.folder, side.rows_per_picture)), cache_dir=str(options.folder / "cache")
    )
    wait_for_turn()
    model = make_model(options.folder, "sdpa", options.device)
    model.model.vision_tower.requires_grad_(False)
    names = [f"model.language_model.{name}" for name, module in model.model.language_model.named_modules()
             if isinstance(module, torch.nn.Linear)]  # fmt: skip
    clock = make_clock(options, side)
    args = make_arguments(SFTConfig, options, side, max_length=None)
    trainer = SFTTrainer(
        model=model,
        args=args,
        train_dataset=rows.select_columns(["image", "messages"]),
        processing_class=AutoProcessor.from_pretrained(options.folder / "model"),
        peft_config=LoraConfig(r=options.rank, lora_alpha=2 * options.rank, target_modules=names),
        callbacks=[clock],
    )
    trainer.train()
    write_found(options.folder, side, measure(clock, options, side, trainer.state.log_history))


def wait_for_turn() -> None:
    """Wait until the process before this one has ended, which has the device until then."""
    sys.stdin.readline()


def make_arguments(kind: Any, options: argparse.Namespace, side: Side, **more: Any) -> Any:
    """The same training for every side."""
    fields: dict[str, Any] = {
        "output_dir": str(options.folder / "out"),
        "per_device_train_batch_size": side.rows,
        "gradient_accumulation_steps": side.accumulation,
        "max_steps": 3 if side.kind == "full" else options.steps + (side.name in options.profile),
        "learning_rate": 1e-4,
        "lr_scheduler_type": "constant",
        # as recipes do: a log makes the host wait for the device
        "logging_steps": 10,
        "logging_first_step": True,
        "save_strategy": "no",
        "report_to": "none",
        "disable_tqdm": True,
        "bf16": True,
        "use_cpu": options.device == "cpu",
        "dataloader_num_workers": 0 if options.device == "cpu" else 4,
        **more,
    }
    name = (
        "activation_checkpointing"
        if "activation_checkpointing" in kind.__dataclass_fields__
        else "gradient_checkpointing"
    )
    fields[name] = side.is_checkpointed
    if side.kind == "full":
        config = json.loads((ROOT / "recipes" / "zero3_offload.json").read_text(encoding="utf-8"))
        if not options.has_room:
            del config["zero_optimization"]["offload_param"]
        fields["deepspeed"] = config
    return kind(**fields)


def make_clock(options: argparse.Namespace, side: Side) -> Any:
    """A callback that times steps and, where asked for, profiles one more after them."""
    import torch
    from transformers import TrainerCallback

    is_cuda = options.device == "cuda"
    profiler = torch.profiler.ProfilerActivity
    activity = profiler.CUDA if is_cuda else profiler.CPU

    class Clock(TrainerCallback):
        """When the device ended each optimizer step."""

        def __init__(self) -> None:
            self.ends: list[Any] = []
            self.kernels: list[tuple[str, float, int]] = []
            self.profile: Any = None
            self.began = self.first = self.profiled_s = 0.0
            self.waits: list[str] = []

        def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            self.began = time.perf_counter()

        def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if side.name in options.profile and state.global_step == options.steps:
                self.profile = torch.profiler.profile(activities=[activity])
                if is_cuda:
                    torch.cuda.synchronize()
                    torch.cuda.set_sync_debug_mode("warn")
                    warnings.simplefilter("always")
                    warnings.showwarning = lambda message, kind, file, line, *_: self.waits.append(f"{file}:{line}")
                self.profile.start()
                self.profiled_s = time.perf_counter()

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if self.profile is None:
                self.ends.append(time.perf_counter())
                self.first = self.first or self.ends[0]
                if is_cuda:  # the device notes when it gets there; nobody waits for it
                    self.ends[-1] = torch.cuda.Event(enable_timing=True)
                    self.ends[-1].record()
                return
            if is_cuda:
                torch.cuda.set_sync_debug_mode("default")
                torch.cuda.synchronize()
            self.profiled_s = time.perf_counter() - self.profiled_s
            self.profile.stop()
            of = "self_device_time_total" if is_cuda else "self_cpu_time_total"
            rows = sorted(self.profile.key_averages(), key=lambda row: -getattr(row, of))
            self.kernels = [(row.key[:160], round(getattr(row, of) / 1000, 3), row.count) for row in rows]

    return Clock()


def measure(clock: Any, options: argparse.Namespace, side: Side, history: list[dict[str, Any]]) -> dict[str, Any]:
    """Rate, memory and losses of one side; with a profile, kernels by milliseconds of one step."""
    import resource

    import torch

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if options.device == "cuda":
        torch.cuda.synchronize()
        peak = torch.cuda.max_memory_allocated()
    seconds = [
        after - before if options.device == "cpu" else before.elapsed_time(after) / 1000
        for before, after in pairwise(clock.ends)
    ]
    return {
        "samples_per_second": side.step_rows / statistics.median(seconds),
        "seconds": [round(value, 3) for value in seconds],
        "losses": [entry["loss"] for entry in history if "loss" in entry],
        "peak_gib": peak / 2**30,
        **(describe_profile(clock) if clock.kernels else {}),
    }


def describe_profile(clock: Any) -> dict[str, Any]:
    """One step by kernel, in milliseconds, and the lines of code at which the host waited for the device."""
    return {
        "profiled_ms": round(clock.profiled_s * 1000, 1),
        "kernels_ms": round(sum(milliseconds for _, milliseconds, _ in clock.kernels), 1),
        "kernels": clock.kernels[:KERNELS],
        "waits": dict(Counter(clock.waits)),
    }

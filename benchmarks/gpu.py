"""Training at 7B shape on one 80 GB GPU, without a network, in at most 8 minutes: speed, share of the peak, memory.

    python benchmarks/gpu.py --out gpu.json
    python benchmarks/gpu.py --trl-python .venv-trl/bin/python --sides packed-sdpa packed-flex unpacked trl
    python benchmarks/gpu.py --tiny --out tiny.json          # the same on a CPU, in seconds

LLaVA-7B's true shape with random weights in bfloat16, LoRA adapters of rank 128 with activation checkpointing, drawn
pictures at 336 px with five conversation rows of 60 words each. Every side runs in a process of its own: the trainer
with packed rows and sdpa, the same with flex_attention, unpacked rows, and TRL's SFTTrainer on the same rows. The sides
whose names end in `kept` keep all activations, without checkpointing (TRL then takes half as many rows at once), and
so does `packed-compiled`, whose layers are compiled too. `full` is full tuning under ZeRO-3 with the optimizer in the
machine's memory, and the weights too where there is room (it takes about 100 GB of it, 170 with the weights, and is
left out where there is less). Printed are samples and tokens a second (the median of the steps after the first), the
share of the card's peak (MFU: operations that the model needs, nothing that is computed twice), peak memory next to the
planner's figure, and by how much packed and unpacked losses of one step differ in bfloat16.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SIDES = (
    "packed-sdpa",
    "packed-flex",
    "unpacked",
    "trl",
    "packed-kept",
    "packed-flex-kept",
    "packed-compiled",
    "trl-kept",
    "full",
)
PEAKS = {"A100": 312, "H100": 989, "H200": 989, "L40S": 362, "A6000": 155, "4090": 165}  # dense bfloat16, TFLOP/s
FULL = {"layers": 32, "width": 4096, "inner": 11_008, "heads": 32, "vocabulary": 32_064, "side": 336, "tower": 24}
TINY = {"layers": 2, "width": 64, "inner": 176, "heads": 4, "vocabulary": 8_192, "side": 56, "tower": 2}
COMPARED = (
    ("packed-flex", "packed-sdpa"),
    ("packed-sdpa", "unpacked"),
    ("packed-sdpa", "trl"),
    ("packed-flex-kept", "packed-kept"),
    ("packed-compiled", "packed-kept"),
    ("packed-kept", "trl-kept"),
    ("packed-compiled", "trl-kept"),
    ("packed-compiled", "trl"),
)
TIME_LIMIT_S = 480
HOST_BYTES_OF_FULL = 125 * 10**9
HOST_BYTES_WITH_WEIGHTS = 200 * 10**9


def save_inputs(folder: Path, shape: dict[str, int], pictures: int, rows_per_picture: int) -> None:
    """Write the processor, the model's config and the rows; weights are made on the device."""
    import datasets
    import numpy as np
    from PIL import Image
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaProcessor
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.families.processor import pad_to_square
    from kp_llava.training.models.tiny import build_tokenizer

    chance = np.random.default_rng(0)
    words = ["".join(chance.choice(list("aeioustrnlm"), size=chance.integers(3, 8))) for _ in range(600)]
    records = []
    for picture in range(pictures):
        pixels = chance.integers(0, 256, (12, 16, 3), dtype=np.uint8)
        file = io.BytesIO()
        Image.fromarray(pixels).resize((640, 480)).save(file, "JPEG")
        image = {"bytes": file.getvalue(), "path": None}
        for row in range(rows_per_picture):
            asked, answered = (" ".join(chance.choice(words, size=size)) for size in (12, 60))
            turns = [{"role": "user", "content": f"{asked}?"}, {"role": "assistant", "content": f"{answered}."}]
            records.append(
                {"id": f"{picture}-{row}", "image": image, "image_id": picture, "file_name": None, "messages": turns}
            )
    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "image": datasets.Image(),
            "image_id": datasets.Value("int64"),
            "file_name": datasets.Value("string"),
            "messages": [{"role": datasets.Value("string"), "content": datasets.Value("string")}],
        }
    )
    datasets.Dataset.from_list(records, features=features).to_parquet(folder / "rows.parquet")
    tokenizer = build_tokenizer(turn["content"] for record in records for turn in record["messages"])
    processor = LlavaProcessor(
        image_processor=CLIPImageProcessorPil(size={"shortest_edge": shape["side"]}, crop_size=shape["side"]),
        tokenizer=tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
    )
    VicunaFormat(processor)
    pad_to_square(processor).save_pretrained(folder / "model")
    is_tiny = shape["width"] < 1024
    tower = {"hidden_size": 64, "intermediate_size": 128, "num_attention_heads": 4} if is_tiny else {
        "hidden_size": 1024, "intermediate_size": 4096, "num_attention_heads": 16
    }  # fmt: skip
    LlavaConfig(
        vision_config=CLIPVisionConfig(
            **tower, num_hidden_layers=shape["tower"], image_size=shape["side"], patch_size=14, projection_dim=64
        ),
        text_config=LlamaConfig(
            vocab_size=shape["vocabulary"],
            hidden_size=shape["width"],
            intermediate_size=shape["inner"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            num_key_value_heads=shape["heads"],
            max_position_embeddings=4096,
            tie_word_embeddings=False,
        ),
        image_token_index=processor.image_token_id,
        vision_feature_layer=-2,
        vision_feature_select_strategy="default",
    ).save_pretrained(folder / "model")


def make_model(folder: Path, attention: str, device: str) -> Any:
    """The model with random weights, made where it will train: 14 GB need not go through the disk."""
    import torch
    from transformers import AutoConfig, LlavaForConditionalGeneration

    config = AutoConfig.from_pretrained(folder / "model")
    vision = "sdpa" if attention == "flex_attention" else attention
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    with torch.device(device):
        model = LlavaForConditionalGeneration._from_config(
            config, attn_implementation={"": attention, "text_config": attention, "vision_config": vision}
        )
    torch.set_default_dtype(torch.float32)
    return model


def run_ours(options: argparse.Namespace, side: str) -> dict[str, Any]:
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

    is_flex = side.startswith("packed-flex") and options.device == "cuda"
    attention = "flex_attention" if is_flex else "sdpa"
    packing = "none" if side == "unpacked" else "shared"
    arguments = ModelArguments(str(options.folder / "model"), lora_r=0 if side == "full" else options.rank)
    processor = load_processor(arguments)
    table = datasets.Dataset.from_parquet(str(options.folder / "rows.parquet"), cache_dir=str(options.folder / "cache"))
    rows = encode_rows(
        {"conversation": table}, VicunaFormat(processor), image_tokens=ImageTokens(processor), max_length=2048
    )
    planned = plan_memory(options, side, rows, attention, packing)
    flops = planned.pop("flops_per_sample")
    args = make_arguments(KpLlavaTrainingArguments, options, side)  # from here on ZeRO-3 takes every model apart
    batches = MicroBatches(
        rows,
        processor,
        step=StepShape(options.samples, options.accumulation),
        packing=packing,
        attention=attention,
        hidden_size=options.shape["width"],
    )
    model = make_model(options.folder, attention, options.device)
    teach_packing(model)
    if side == "full":
        apply_tune(model, ["projector", "language"])
    else:
        model = add_lora(model, arguments, seed=0, keeps_dtype=False, is_autocast=options.device == "cuda")
    if side == "packed-compiled":
        compile_layers(model)
    clock = make_clock()
    trainer = KpLlavaTrainer(
        model=model,
        args=args,
        train_dataset=batches,
        processing_class=processor,
        config_names=rows.config_names,
        callbacks=[clock],
    )
    trainer.train()
    lengths = [rows.encoded[row].length for row in range(len(rows))]
    return {
        **measure(clock, options, trainer.state.log_history),
        **planned,
        "flops_per_sample": flops,
        "tokens_per_row": statistics.mean(lengths),
        "padding_share": max(entry.get("padding_share", 0) for entry in trainer.state.log_history),
        "torch": torch.__version__,
    }


def plan_memory(options: argparse.Namespace, side: str, rows: Any, attention: str, packing: str) -> dict[str, Any]:
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
    step = StepShape(options.samples, options.accumulation)
    work = plan_workload(
        table, packing=packing, step=step, max_length=2048, attention=attention, hidden_size=options.shape["width"]
    )
    is_full = side == "full"
    parts = TrainedParts(
        frozenset({"projector", "language"}),
        0 if is_full else options.rank,
        is_checkpointed=is_checkpointed(side),
        attention=attention,
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


def run_trl(options: argparse.Namespace, side: str) -> dict[str, Any]:
    import datasets
    import torch
    from peft import LoraConfig
    from transformers import AutoProcessor
    from trl import SFTConfig, SFTTrainer

    rows = datasets.Dataset.from_parquet(str(options.folder / "rows.parquet"), cache_dir=str(options.folder / "cache"))
    model = make_model(options.folder, "sdpa", options.device)
    model.model.vision_tower.requires_grad_(False)
    names = [f"model.language_model.{name}" for name, module in model.model.language_model.named_modules()
             if isinstance(module, torch.nn.Linear)]  # fmt: skip
    clock = make_clock()
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
    return measure(clock, options, trainer.state.log_history)


def is_checkpointed(side: str) -> bool:
    """Whether a side computes its activations a second time in place of keeping them."""
    return not side.endswith(("-kept", "-compiled"))


def make_arguments(kind: Any, options: argparse.Namespace, side: str, **more: Any) -> Any:
    """The same training for every side."""
    accumulation = options.accumulation * (2 if side == "trl-kept" else 1)
    fields: dict[str, Any] = {
        "output_dir": str(options.folder / "out"),
        "per_device_train_batch_size": options.samples // accumulation,
        "gradient_accumulation_steps": accumulation,
        "max_steps": 3 if side == "full" else options.steps,
        "learning_rate": 1e-4,
        "lr_scheduler_type": "constant",
        "logging_steps": 1,
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
    fields[name] = is_checkpointed(side)
    if side == "full":
        config = json.loads((ROOT / "recipes" / "zero3_offload.json").read_text(encoding="utf-8"))
        if not options.has_room:
            del config["zero_optimization"]["offload_param"]
        fields["deepspeed"] = config
    return kind(**fields)


def make_clock() -> Any:
    from transformers import TrainerCallback

    class Clock(TrainerCallback):
        """When each optimizer step ended, with all of its kernels."""

        def __init__(self) -> None:
            self.ends: list[float] = []

        def on_step_end(self, *args: Any, **kwargs: Any) -> None:
            import torch

            if torch.cuda.is_available():
                torch.cuda.synchronize()
            self.ends.append(time.perf_counter())

    return Clock()


def measure(clock: Any, options: argparse.Namespace, history: list[dict[str, Any]]) -> dict[str, Any]:
    import resource

    import torch

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if options.device == "cuda":
        peak = torch.cuda.max_memory_allocated()
    seconds = [after - before for before, after in pairwise(clock.ends)]
    return {
        "samples_per_second": options.samples / statistics.median(seconds),
        "seconds": [round(value, 3) for value in seconds],
        "losses": [entry["loss"] for entry in history if "loss" in entry],
        "peak_gib": peak / 2**30,
    }


def run_side(options: argparse.Namespace, side: str) -> dict[str, Any]:
    """One side in a process of its own."""
    python = options.trl_python if side.startswith("trl") else sys.executable
    command = [python, __file__, "--inside", side, "--folder", str(options.folder)]
    command += ["--rows-per-picture", str(options.rows_per_picture), "--rows-at-once", str(options.rows_at_once)]
    command += ["--tiny"] if options.tiny else []
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TOKENIZERS_PARALLELISM": "false"}
    if side == "full":
        environment |= {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1", "MASTER_ADDR": "127.0.0.1"}
        environment |= {"MASTER_PORT": "29511"}
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=options.left_s, check=False
        )
    except subprocess.TimeoutExpired:
        return {"error": f"took more than the {options.left_s:.0f} s that were left"}
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"code {done.returncode}"]
        return {"error": lines[-1], "log": lines[-60:]}
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "wall_s": round(time.perf_counter() - began, 1)}


def describe(found: dict[str, dict[str, Any]], peak_tflops: float | None) -> list[str]:
    """A line a side, and the ratios."""
    lines = []
    for side, run in found.items():
        if "error" in run:
            lines.append(f"{side}: failed: {run['error']}")
            continue
        text = f"{side}: {run['samples_per_second']:.2f} samples/s"
        if "tokens_per_row" in run:
            text += f", {run['samples_per_second'] * run['tokens_per_row']:,.0f} row tokens/s"
        if peak_tflops and "flops_per_sample" in run:
            run["mfu"] = run["samples_per_second"] * run["flops_per_sample"] / (peak_tflops * 1e12)
            text += f", MFU {run['mfu']:.3f}"
        text += f", peak {run['peak_gib']:.1f} GiB"
        if "planned_gib" in run:
            text += f" (planned {run['planned_gib']:.1f}: {run['planned_gib'] / run['peak_gib']:.2f} times)"
        lines.append(text)
    for side, other in COMPARED:
        ours, run = found.get(side, {}), found.get(other, {})
        if "samples_per_second" in ours and "samples_per_second" in run:
            lines.append(f"{side} / {other}: {ours['samples_per_second'] / run['samples_per_second']:.2f} times")
    packed = found.get("packed-sdpa", {})
    if "losses" in packed and "losses" in found.get("unpacked", {}):
        differences = [
            abs(one / other - 1)
            for one, other in zip(packed["losses"][:1], found["unpacked"]["losses"][:1], strict=True)
        ]
        lines.append(f"first loss, packed against unpacked: {differences[0]:.1e} relative")
    return lines


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiny", action="store_true", help="a tiny model on the CPU")
    parser.add_argument("--sides", nargs="+", default=None, choices=SIDES)
    parser.add_argument("--trl-python", help="an interpreter with TRL; without one TRL is left out")
    parser.add_argument("--rows-per-picture", type=int, default=5, help="of 60 words each")
    parser.add_argument("--rows-at-once", type=int, default=20, help="a micro-batch's; a step has twice as many")
    parser.add_argument("--peak-tflops", type=float, help="the card's dense bfloat16 peak, where its name is not known")
    parser.add_argument("--out", type=Path, help="a JSON file for all figures")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inside", choices=SIDES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.shape = TINY if options.tiny else FULL
    options.device = "cpu" if options.tiny else "cuda"
    options.samples, options.accumulation, options.steps = (
        (10, 1, 3) if options.tiny else (2 * options.rows_at_once, 2, 8)
    )
    options.rank = 4 if options.tiny else 128
    options.host_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    options.has_room = options.host_bytes >= HOST_BYTES_WITH_WEIGHTS
    return options


def main() -> None:
    options = parse()
    sys.path.insert(0, str(ROOT))
    if options.inside:
        found = (
            run_trl(options, options.inside) if options.inside.startswith("trl") else run_ours(options, options.inside)
        )
        print(json.dumps(found))
        return
    import torch

    if not options.tiny and not torch.cuda.is_available():
        raise SystemExit("no CUDA device; --tiny runs the same on the CPU")
    card = "cpu" if options.tiny else torch.cuda.get_device_name()
    peak = options.peak_tflops or next((value for name, value in PEAKS.items() if name in card), None)
    sides = options.sides or [
        side
        for side in SIDES
        if (not side.startswith("trl") or options.trl_python)
        and (side != "full" or (not options.tiny and options.host_bytes >= HOST_BYTES_OF_FULL))
        and (side in ("packed-sdpa", "unpacked", "trl") or not options.tiny)
    ]
    began = time.perf_counter()
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        options.folder = Path(temporary)
        pictures = options.samples // options.rows_per_picture * options.steps
        save_inputs(options.folder, options.shape, pictures, options.rows_per_picture)
        for side in sides:
            options.left_s = TIME_LIMIT_S - (time.perf_counter() - began)
            if options.left_s <= 0:
                found[side] = {"error": f"not started: {TIME_LIMIT_S} s were over"}
                continue
            found[side] = run_side(options, side)
            print(f"{side}: {found[side].get('wall_s', '-')} s", flush=True)
    lines = describe(found, peak)
    print(f"{card}, torch {torch.__version__}", *lines, sep="\n")
    if options.out:
        report = {"card": card, "peak_tflops": peak, "sides": found, "lines": lines}
        options.out.write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

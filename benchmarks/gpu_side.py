"""What one process of gpu.py does: the rows, the model with random weights, and a training of one side."""

from __future__ import annotations

import argparse
import io
import json
import statistics
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


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

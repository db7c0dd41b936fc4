"""One side of a training benchmark in a process of its own; prints its seconds, losses and peak memory as JSON.

python benchmarks/training_side.py packed MODEL ROWS --mix conversation --images 6 --samples 10

Sides: packed and unpacked are this package's trainer; trl is TRL's SFTTrainer, with the same weights, rows, samples an
optimizer step, optimizer, float32 weights and attention, the vision tower frozen and no gradient checkpointing. The
clock runs from the end of the first optimizer step to the end of the last.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from training_setup import load_rows
from transformers import TrainerCallback

SETTINGS: dict[str, Any] = {
    "learning_rate": 1e-4,
    "lr_scheduler_type": "constant",
    "logging_steps": 1,
    "num_train_epochs": 1,
    "save_strategy": "no",
    "report_to": "none",
    "disable_tqdm": True,
    "use_cpu": True,
    "bf16": False,
    "gradient_checkpointing": False,
    "dataloader_num_workers": 0,
    "dataloader_pin_memory": False,
}


class Clock(TrainerCallback):
    """When each optimizer step ended."""

    def __init__(self) -> None:
        self.ends: list[float] = []

    def on_step_end(self, *args: Any, **kwargs: Any) -> None:
        """Look at the clock."""
        self.ends.append(time.perf_counter())


def make_ours(options: argparse.Namespace, out: str, clock: Clock) -> Any:
    from transformers import AutoConfig

    from kp_llava.training.arguments import KpLlavaTrainingArguments, ModelArguments
    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.data.images import ImageTokens
    from kp_llava.training.data.rows import encode_rows
    from kp_llava.training.families.processor import load_processor
    from kp_llava.training.model import load_model
    from kp_llava.training.packing.collate import MicroBatches
    from kp_llava.training.packing.plan import StepShape
    from kp_llava.training.trainer import KpLlavaTrainer

    accumulation = options.samples // options.micro_batch
    args = KpLlavaTrainingArguments(
        output_dir=out,
        per_device_train_batch_size=options.micro_batch,
        gradient_accumulation_steps=accumulation,
        **SETTINGS,
    )
    packing = "shared" if options.side == "packed" else "none"
    arguments = ModelArguments(model_name_or_path=str(options.model), attn_implementation=options.attention)
    processor = load_processor(arguments)
    rows = encode_rows(
        load_rows(options.rows, options.mix, options.images),
        VicunaFormat(processor),
        image_tokens=ImageTokens(processor),
        max_length=options.max_length,
    )
    batches = MicroBatches(
        rows,
        processor,
        step=StepShape(options.samples, accumulation),
        hidden_size=AutoConfig.from_pretrained(options.model).text_config.hidden_size,
        packing=packing,
        max_length=options.max_length,
    )
    return KpLlavaTrainer(
        model=load_model(arguments, packing=packing, dtype=torch.float32),
        args=args,
        train_dataset=batches,
        processing_class=processor,
        config_names=rows.config_names,
        callbacks=[clock],
    )


def make_trl(options: argparse.Namespace, out: str, clock: Clock) -> Any:
    import datasets
    from transformers import AutoProcessor, LlavaForConditionalGeneration
    from trl import SFTConfig, SFTTrainer

    model = LlavaForConditionalGeneration.from_pretrained(
        options.model, dtype=torch.float32, attn_implementation=options.attention
    )
    model.model.vision_tower.requires_grad_(False)
    args = SFTConfig(
        output_dir=out,
        per_device_train_batch_size=options.micro_batch,
        gradient_accumulation_steps=options.samples // options.micro_batch,
        max_length=None,
        train_sampling_strategy="sequential",
        **SETTINGS,
    )
    tables = load_rows(options.rows, options.mix, options.images)
    rows = datasets.concatenate_datasets(
        [table.select_columns(["image_id", "image", "messages"]) for table in tables.values()]
    )
    # the rows of a picture follow each other, so that a step has the very rows that a step of ours has
    rows = rows.sort("image_id").select_columns(["image", "messages"])
    if options.side == "trl-completion":
        rows = rows.map(
            lambda row: {"prompt": row["messages"][:1], "completion": row["messages"][1:]}, remove_columns=["messages"]
        )
    return SFTTrainer(
        model=model,
        args=args,
        train_dataset=rows,
        processing_class=AutoProcessor.from_pretrained(options.model),
        callbacks=[clock],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("side", choices=["packed", "unpacked", "trl", "trl-completion"])
    parser.add_argument("model", type=Path)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--mix", default="conversation")
    parser.add_argument("--images", type=int, default=6)
    parser.add_argument("--samples", type=int, default=10, help="rows of an optimizer step")
    parser.add_argument("--micro-batch", type=int, help="rows of a forward pass; those of a step by default")
    parser.add_argument("--max-length", type=int, default=2048)
    parser.add_argument("--attention", default="sdpa")
    options = parser.parse_args()
    options.micro_batch = options.micro_batch or options.samples
    clock = Clock()
    with tempfile.TemporaryDirectory() as out:
        trainer = (make_trl if options.side.startswith("trl") else make_ours)(options, out, clock)
        trainer.train()
    steps = len(clock.ends) - 1
    history = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    print(
        json.dumps(
            {
                "samples_per_second": options.samples * steps / (clock.ends[-1] - clock.ends[0]),
                "step_seconds": [round(b - a, 3) for a, b in zip(clock.ends, clock.ends[1:], strict=False)],
                "losses": history,
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "parameters": sum(p.numel() for p in trainer.model.parameters()),
            }
        )
    )


if __name__ == "__main__":
    main()

"""The loss and the gradients of one optimizer step of the real trainer, on one process or several.

One process calls `measure`; for two the test starts `torchrun --nproc_per_node 2 -m tests.training.measure_gradients
SETTINGS.json`, and rank 0 writes what it found in each of the settings' runs to the run's file.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from kp_llava.training.arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments
from kp_llava.training.chat import VicunaFormat
from kp_llava.training.data.images import ImageTokens
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.data.sources import load_tables
from kp_llava.training.families.processor import load_processor
from kp_llava.training.model import load_model
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.plan import StepShape
from kp_llava.training.trainer import KpLlavaTrainer


class Gradients(TrainerCallback):
    """What the optimizer is about to step with."""

    def __init__(self) -> None:
        self.found: dict[str, torch.Tensor] = {}

    def on_pre_optimizer_step(self, *args: Any, model: torch.nn.Module, **kwargs: Any) -> None:
        assert not self.found, "all rows are one step"
        self.found = {
            name.removeprefix("module."): parameter.grad.clone()
            for name, parameter in model.named_parameters()
            if parameter.grad is not None
        }


class LossKeeper(KpLlavaTrainer):
    """The trainer, remembering the losses that it goes back from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.losses: list[torch.Tensor] = []

    def compute_loss(self, *args: Any, **kwargs: Any) -> Any:
        found = super().compute_loss(*args, **kwargs)
        self.losses.append(found.detach().double())
        return found


def measure(
    model_folder: str,
    data_folder: str,
    *,
    packing: str,
    accumulation: int,
    attention: str,
    samples: int,
    max_length: int = 512,
) -> tuple[float, dict[str, torch.Tensor]]:
    """The step's loss over all ranks and the gradients on this one; `samples` is at least the number of rows."""
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    arguments = ModelArguments(model_name_or_path=model_folder, attn_implementation=attention)
    processor = load_processor(arguments)
    tables = load_tables(DataArguments(dataset_name=data_folder), split="train", data_dir=None)
    rows = encode_rows(tables, VicunaFormat(processor), image_tokens=ImageTokens(processor), max_length=max_length)
    callback = Gradients()
    with tempfile.TemporaryDirectory() as out:
        trainer = LossKeeper(
            model=load_model(arguments, packing=packing, dtype=torch.float32),
            args=KpLlavaTrainingArguments(
                output_dir=out,
                per_device_train_batch_size=samples // (processes * accumulation),
                gradient_accumulation_steps=accumulation,
                num_train_epochs=1,
                max_grad_norm=0,
                save_strategy="no",
                report_to="none",
                disable_tqdm=True,
            ),
            train_dataset=MicroBatches(
                rows,
                processor,
                step=StepShape(samples, processes * accumulation, processes),
                packing=packing,
                max_length=max_length,
            ),
            config_names=rows.config_names,
            callbacks=[callback],
        )
        trainer.train()
    assert len(trainer.losses) == accumulation
    return float(trainer.accelerator.gather(torch.stack(trainer.losses).sum()).mean()), callback.found


def main(settings: dict[str, Any]) -> None:
    torch.set_num_threads(1)
    for run in settings["runs"]:
        place = run.pop("out")
        found = measure(**run)
        if int(os.environ["RANK"]) == 0:
            torch.save(found, place)
    # a process that ends while the other one still speaks to it may abort
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))

"""A training run from its arguments to the saved folder."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import datasets
import torch
import transformers
from transformers import EarlyStoppingCallback
from transformers.trainer_utils import TrainOutput

from ..errors import TrainingError
from .arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments, is_launched, without_zero3, zero_stage
from .chat import make_format
from .checkpoints.find import find_checkpoint
from .data.audit import audit_labels
from .data.images import ImageTokens
from .data.rows import TrainingRows, encode_rows, load_tables
from .model import count_trainable, load_model
from .packing.collate import MicroBatches
from .processor import load_processor
from .tiny.model import TINY, save_tiny
from .trainer import KpLlavaTrainer

logger = logging.getLogger(__name__)


def train(model_arguments: ModelArguments, data: DataArguments, args: KpLlavaTrainingArguments) -> TrainOutput:
    """Train and save: model, processor and chat template, in `args.output_dir`.

    Raises:
        TrainingError: what the recipe names can't be used.
    """
    transformers.set_seed(args.seed)
    if model_arguments.lora_bits == 4 and zero_stage(args) == 3:
        raise TrainingError(
            "lora_bits: 4 and ZeRO-3 do not go together (4-bit weights cannot be divided); use zero2.json"
        )
    checkpoint = find_checkpoint(args)
    tables = _load_tables(data, args, split=data.train_split, data_dir=data.data_dir)
    if model_arguments.model_name_or_path == TINY and not Path(TINY).exists():
        model_arguments = replace(model_arguments, model_name_or_path=_build_tiny(tables, args))
    processor = load_processor(model_arguments)
    model = load_model(
        model_arguments,
        packing=data.packing,
        dtype=_choose_dtype(model_arguments, args),
        seed=args.seed,
        has_masters=bool(args.deepspeed),
        is_autocast=(args.bf16 or args.fp16) and not args.deepspeed,
    )
    chat = make_format(processor, model_arguments.chat_format, model.config)
    image_tokens = ImageTokens(processor)

    rows = _encode(tables, data, args, chat, image_tokens)
    eval_rows = _load_eval_rows(data, args, chat, image_tokens)
    audit = audit_labels(rows, chat, count=args.audit_rows)
    train_batches = _batch(rows, processor, data, args, is_training=True)
    eval_batches = None if eval_rows is None else _batch(eval_rows, processor, data, args, is_training=False)
    if args.process_index == 0:
        print(audit)
        print(_describe(model, rows, train_batches, args), flush=True)

    trainer = KpLlavaTrainer(
        model=model,
        args=args,
        train_dataset=train_batches,
        eval_dataset=eval_batches,
        processing_class=processor,
        config_names=rows.config_names,
        callbacks=_callbacks(args),
    )
    result = trainer.train(resume_from_checkpoint=checkpoint)
    trainer.save_model()
    trainer.save_state()
    trainer.log_metrics("train", result.metrics)
    trainer.save_metrics("train", result.metrics)
    return result


def _callbacks(args: KpLlavaTrainingArguments) -> list[transformers.TrainerCallback]:
    patience = args.early_stopping_patience
    return [] if patience is None else [EarlyStoppingCallback(patience)]


def start_deepspeed(args: KpLlavaTrainingArguments) -> None:
    """Join the ranks before a model is loaded, which ZeRO-3 spreads over them from the first weight on."""
    if args.deepspeed:
        import deepspeed

        # takes over the process group that TrainingArguments may have made already
        deepspeed.init_distributed()
        _forget_shared_memory()


def _forget_shared_memory() -> None:
    """Take away the names under which DeepSpeed's ranks on a CPU share memory, or it stays taken after they end.

    Every rank has mapped the others' buffers when `init_distributed` returns, and needs their names no more.
    """
    from deepspeed.accelerator import get_accelerator

    if get_accelerator().device_name() != "cpu":
        return
    torch.distributed.barrier()
    place = f"{os.environ.get('MASTER_ADDR')}_{os.environ.get('MASTER_PORT')}_{torch.distributed.get_rank()}"
    for path in Path("/dev/shm").glob(f"deepspeed_allreduce_buffer_*_{place}"):  # noqa: S108 (DeepSpeed's own place)
        path.unlink(missing_ok=True)


def _choose_dtype(model_arguments: ModelArguments, args: KpLlavaTrainingArguments) -> torch.dtype:
    """DeepSpeed keeps float32 masters of bfloat16 weights; without it, weights that train are float32 and autocast."""
    if model_arguments.dtype != "auto":
        return torch.float32 if model_arguments.dtype == "float32" else torch.bfloat16
    return torch.bfloat16 if args.bf16 and (args.deepspeed or model_arguments.lora_r) else torch.float32


def _load_tables(
    data: DataArguments, args: KpLlavaTrainingArguments, *, split: str, data_dir: str | None
) -> dict[str, datasets.Dataset]:
    # one rank prepares the dataset's cache, the others wait and read it
    with args.main_process_first(desc="load dataset"):
        return load_tables(data, split=split, data_dir=data_dir)


def _build_tiny(tables: dict[str, datasets.Dataset], args: KpLlavaTrainingArguments) -> str:
    """Build the tiny model for these rows, beside what will be saved; one rank does, the others wait."""
    folder = Path(args.output_dir) / "untrained"
    with args.main_process_first(desc="build the tiny model"):
        if args.process_index == 0:
            texts = (turn["content"] for table in tables.values() for turns in table["messages"] for turn in turns)
            with without_zero3(args):
                save_tiny(folder, texts, seed=args.seed)
    return str(folder)


def _encode(
    tables: dict[str, datasets.Dataset],
    data: DataArguments,
    args: KpLlavaTrainingArguments,
    chat: Any,
    image_tokens: ImageTokens,
) -> TrainingRows:
    return encode_rows(
        tables,
        chat,
        image_tokens=image_tokens,
        max_length=data.max_length,
        image_folder=data.image_folder,
        max_samples=data.max_samples,
        seed=args.seed,
    )


def _load_eval_rows(
    data: DataArguments, args: KpLlavaTrainingArguments, chat: Any, image_tokens: ImageTokens
) -> TrainingRows | None:
    if data.eval_data_dir is None and data.eval_split is None:
        return None
    split, data_dir = data.eval_split or "train", data.eval_data_dir or data.data_dir
    return _encode(_load_tables(data, args, split=split, data_dir=data_dir), data, args, chat, image_tokens)


def _batch(
    rows: TrainingRows,
    processor: Any,
    data: DataArguments,
    args: KpLlavaTrainingArguments,
    *,
    is_training: bool,
) -> MicroBatches:
    per_device = args.per_device_train_batch_size if is_training else args.per_device_eval_batch_size
    micro_batches = args.world_size * (args.gradient_accumulation_steps if is_training else 1)
    return MicroBatches(
        rows,
        processor,
        samples_per_step=per_device * micro_batches,
        micro_batches=micro_batches,
        packing=data.packing,
        max_length=data.max_length,
        image_folder=data.image_folder,
        on_bad_image=data.on_bad_image,
        seed=args.data_seed if args.data_seed is not None else args.seed,
    )


def _describe(model: Any, rows: TrainingRows, batches: MicroBatches, args: KpLlavaTrainingArguments) -> str:
    parts = ", ".join(
        f"{name} {trainable:,} of {total:,}" for name, (trainable, total) in count_trainable(model).items()
    )
    stage = zero_stage(args)
    launch = f"DeepSpeed ZeRO-{stage}" if stage is not None else "plain Python, no DeepSpeed"
    if args.deepspeed is None and not is_launched():
        launch += " (start with the deepspeed launcher to use it)"
    steps = len(batches) // batches.micro_batches
    return (
        f"trains (parameters): {parts}\n"
        f"{launch}; {args.world_size} process(es); "
        f"{batches.sample_count} rows of {sum(map(bool, rows.groups))} pictures, "
        f"{batches.samples_per_step} rows a step, {steps} steps an epoch, packing {batches.packing}"
    )


def quiet_other_ranks() -> None:
    """Let only the first process of a machine write notes."""
    if os.environ.get("LOCAL_RANK", "0") != "0":
        transformers.utils.logging.set_verbosity_error()
        logging.getLogger("kp_llava").setLevel(logging.ERROR)

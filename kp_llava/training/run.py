"""A training run from its arguments to the saved folder.

The order matters: what is wrong is found before what is slow. Rows are read, tokenized and checked first, then it is
decided from where to go on, then the disk is looked at, and only then the model is loaded.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import AutoConfig, EarlyStoppingCallback
from transformers.trainer_utils import TrainOutput

from ..errors import TrainingError
from ..files.model_folder import in_one_line
from ..starting import leave_at_exit
from .arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments, is_launched, without_zero3, zero_stage
from .chat import TemplateFormat, VicunaFormat, make_format
from .checkpoints.disk import SavedModel, check_room, count_saves
from .checkpoints.resume import choose_checkpoint, describe_settings
from .checks import check_settings
from .data.audit import audit_labels
from .data.images import ImageTokens
from .data.mirror import MirrorCount, mirror_parts
from .data.rows import TrainingRows, encode_rows, hold_out
from .data.sources import Part, load_parts, read_sources
from .families.processor import load_processor
from .launch import Launch, join_launch
from .model import compile_layers, count_trainable, load_model
from .models.tiny import TINY, save_tiny
from .packing.collate import MicroBatches
from .packing.masks import choose_attention
from .packing.plan import StepShape
from .recipe import parse_recipe
from .record.folder import Record, write_record
from .record.questions import QuestionCallback, read_questions
from .trainer import KpLlavaTrainer

logger = logging.getLogger(__name__)


def train_recipe(argv: Sequence[str]) -> TrainOutput:
    """Train by `RECIPE.yaml [--field value ...]`, alone or as one of several processes.

    Raises:
        TrainingError: what the recipe names can't be used, or the processes cannot find each other.
    """
    launch = join_launch()
    _quiet_other_ranks(launch)
    model, data, args = parse_recipe(list(argv))
    _start_deepspeed(args)
    if launch.ranks == 1 and not args.use_cpu and torch.cuda.device_count() > 1:
        count = torch.cuda.device_count()
        logger.warning(
            "this machine has %d GPUs, and one of them is used: start with `torchrun --nproc_per_node %d train.py ...` "
            "or `deepspeed --num_gpus %d train.py ...` for all of them",
            count,
            count,
            count,
        )
    try:
        result = train(model, data, args)
    except TrainingError as error:
        # a worker process of the data loader wraps the message in its traceback; the last line is ours
        lines = str(error).strip().splitlines()
        if len(lines) < 2:
            raise
        raise TrainingError(lines[-1].partition("TrainingError: ")[2] or lines[-1]) from error
    if torch.distributed.is_initialized():
        # the group's threads may abort a rank whose work is done, while the group or the interpreter is taken down
        torch.distributed.barrier()
        if not leave_at_exit():
            torch.distributed.destroy_process_group()
    return result


def train(model_arguments: ModelArguments, data: DataArguments, args: KpLlavaTrainingArguments) -> TrainOutput:
    """Train and save: model, processor, chat template and a record of the run, in `args.output_dir`.

    Raises:
        TrainingError: what the recipe names can't be used.
    """
    transformers.set_seed(args.seed)
    check_settings(model_arguments, data, args)
    attention = choose_attention(model_arguments.attn_implementation, packing=data.packing, device=args.device.type)
    parts = _load_parts(data, args, split=data.train_split, data_dir=data.data_dir)
    mirror: MirrorCount | None = None
    if data.mirror:
        parts, mirror = mirror_parts(parts, data.mirror, args.seed)
    if model_arguments.model_name_or_path == TINY and not Path(TINY).exists():
        model_arguments = replace(model_arguments, model_name_or_path=_build_tiny(parts, args))
    processor = load_processor(model_arguments)
    config = AutoConfig.from_pretrained(
        model_arguments.model_name_or_path, revision=model_arguments.model_revision or "main"
    )
    with in_one_line(
        f"model_name_or_path: the processor of {model_arguments.model_name_or_path!r} cannot be used",
        error=TrainingError,
    ):
        chat = make_format(processor, model_arguments.chat_format, config)
        image_tokens = ImageTokens(processor)

    rows = _encode(parts, data, args, chat, image_tokens)
    rows, eval_rows = _load_eval_rows(rows, data, args, chat, image_tokens)
    audit = audit_labels(rows, chat, count=args.audit_rows)
    hidden_size = config.text_config.hidden_size
    train_batches = _batch(rows, processor, data, args, attention, hidden_size, is_training=True)
    eval_batches = None
    if eval_rows is not None:
        eval_batches = _batch(eval_rows, processor, data, args, attention, hidden_size, is_training=False)
    questions = read_questions(data)
    settings = describe_settings(model_arguments, data, args, rows, train_batches.samples_per_step)
    checkpoint = choose_checkpoint(args, settings)

    dtype = _choose_dtype(model_arguments, args)
    model = load_model(
        replace(model_arguments, attn_implementation=attention),
        packing=data.packing,
        dtype=dtype,
        device=args.device.type,
        seed=args.seed,
        has_masters=bool(args.deepspeed),
        is_autocast=(args.bf16 or args.fp16) and not args.deepspeed,
    )
    if args.compile_layers:
        compile_layers(model)
    _check_disk(model, train_batches, args, dtype, is_adapted=bool(model_arguments.lora_r))
    if args.process_index == 0:
        print(audit)
        print(_describe(model, rows, train_batches, args, attention), flush=True)

    def write() -> None:
        history = trainer.state.log_history
        record = Record(model_arguments, data, args, rows, eval_rows, settings, attention, history, mirror)
        write_record(Path(args.output_dir), record)

    trainer = KpLlavaTrainer(
        model=model,
        args=args,
        train_dataset=train_batches,
        eval_dataset=eval_batches,
        processing_class=processor,
        config_names=rows.config_names,
        settings=settings,
        write_card=write,
        callbacks=_callbacks(args),
    )
    if questions:
        trainer.add_callback(QuestionCallback(trainer, processor, questions))
    result = trainer.train(resume_from_checkpoint=checkpoint)
    trainer.log_metrics("train", result.metrics)
    trainer.save_metrics("train", result.metrics)
    trainer.save_state()
    if args.should_save:
        write()
    trainer.save_model()
    return result


def _callbacks(args: KpLlavaTrainingArguments) -> list[transformers.TrainerCallback]:
    patience = args.early_stopping_patience
    return [] if patience is None else [EarlyStoppingCallback(patience)]


def _start_deepspeed(args: KpLlavaTrainingArguments) -> None:
    """Join the ranks before a model is loaded, which ZeRO-3 spreads over them from the first weight on."""
    if args.deepspeed:
        import deepspeed

        # takes over the process group that TrainingArguments may have made already
        deepspeed.init_distributed()
        _forget_shared_memory()


def _forget_shared_memory() -> None:
    """Remove the names under which DeepSpeed's ranks on a CPU share memory, or it stays taken after they end.

    Every rank has mapped the others' buffers when `init_distributed` returns, and no longer needs their names.
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


def _load_parts(data: DataArguments, args: KpLlavaTrainingArguments, *, split: str, data_dir: str | None) -> list[Part]:
    # one rank of each machine prepares the dataset's cache, the others wait and read it
    with args.main_process_first(desc="load dataset"):
        return load_parts(read_sources(data, split=split, data_dir=data_dir), data)


def _build_tiny(parts: Sequence[Part], args: KpLlavaTrainingArguments) -> str:
    """Build the tiny model for these rows, in the output folder; one rank does, the others wait."""
    folder = Path(args.output_dir) / "untrained"
    with args.main_process_first(desc="build the tiny model"):
        if args.local_process_index == 0:
            texts = (turn["content"] for part in parts for turns in part.table["messages"] for turn in turns)
            with without_zero3(args):
                save_tiny(folder, texts, seed=args.seed)
    return str(folder)


def _encode(
    parts: Sequence[Part],
    data: DataArguments,
    args: KpLlavaTrainingArguments,
    chat: VicunaFormat | TemplateFormat,
    image_tokens: ImageTokens,
) -> TrainingRows:
    with args.main_process_first(desc="tokenize"):
        return encode_rows(
            parts,
            chat,
            image_tokens=image_tokens,
            max_length=data.max_length,
            image_folder=data.image_folder,
            max_samples=data.max_samples,
            seed=args.seed,
        )


def _load_eval_rows(
    rows: TrainingRows,
    data: DataArguments,
    args: KpLlavaTrainingArguments,
    chat: VicunaFormat | TemplateFormat,
    image_tokens: ImageTokens,
) -> tuple[TrainingRows, TrainingRows | None]:
    """The rows to train on and those to evaluate on: a share held out, another split, or another run."""
    if data.eval_share:
        return hold_out(rows, data.eval_share, args.seed)
    if data.eval_data_dir is None and data.eval_split is None:
        return rows, None
    split, data_dir = data.eval_split or "train", data.eval_data_dir or data.data_dir
    parts = _load_parts(replace(data, mirror=0.0), args, split=split, data_dir=data_dir)
    return rows, _encode(parts, data, args, chat, image_tokens)


def _batch(
    rows: TrainingRows,
    processor: Any,
    data: DataArguments,
    args: KpLlavaTrainingArguments,
    attention: str,
    hidden_size: int,
    *,
    is_training: bool,
) -> MicroBatches:
    per_device = args.per_device_train_batch_size if is_training else args.per_device_eval_batch_size
    micro_batches = args.world_size * (args.gradient_accumulation_steps if is_training else 1)
    if is_training and data.pictures_per_step is not None and data.pictures_per_step < micro_batches:
        raise TrainingError(
            f"pictures_per_step: {data.pictures_per_step} pictures cannot fill {micro_batches} micro-batches "
            f"({args.world_size} GPUs x {args.gradient_accumulation_steps} accumulation steps); give at least as many"
        )
    step = StepShape(
        samples=per_device * micro_batches,
        micro_batches=micro_batches,
        ranks=args.world_size,
        pictures=data.pictures_per_step if is_training else None,
        rows_per_picture=data.rows_per_picture if is_training else None,
    )
    return MicroBatches(
        rows,
        processor,
        step=step,
        packing=data.packing,
        max_length=data.max_length,
        on_bad_image=data.on_bad_image,
        seed=args.data_seed if args.data_seed is not None else args.seed,
        attention=attention,
        hidden_size=hidden_size,
    )


def _check_disk(
    model: Any, batches: MicroBatches, args: KpLlavaTrainingArguments, dtype: torch.dtype, *, is_adapted: bool
) -> None:
    counts = count_trainable(model).values()
    saved = SavedModel(
        parameters=sum(total for _, total in counts),
        trainable=sum(trainable for trainable, _ in counts),
        stage=zero_stage(args),
        weight_bytes=dtype.itemsize,
        has_adapters=is_adapted,
        has_master=bool(args.deepspeed) and dtype != torch.float32,
        is_model_only=args.save_only_model,
    )
    steps = args.max_steps if args.max_steps > 0 else round(batches.steps_per_epoch * args.num_train_epochs)
    strategy = str(getattr(args.save_strategy, "value", args.save_strategy))
    saves = count_saves(steps, strategy, float(args.save_steps), float(args.num_train_epochs))
    if args.should_save:
        check_room(Path(args.output_dir), saved, saves=saves, kept=args.save_total_limit)


def _describe(
    model: Any, rows: TrainingRows, batches: MicroBatches, args: KpLlavaTrainingArguments, attention: str
) -> str:
    parts = ", ".join(
        f"{name} {trainable:,} of {total:,}" for name, (trainable, total) in count_trainable(model).items()
    )
    stage = zero_stage(args)
    launch = "no DeepSpeed" if stage is None else f"DeepSpeed ZeRO-{stage}"
    if args.fsdp:
        launch = "FSDP"
    elif stage is None and not is_launched():
        launch = "plain Python, no DeepSpeed (start with the deepspeed launcher to use it)"
    size = f"{batches.samples_per_step} rows a step"
    if batches.step.pictures is not None:
        size = f"{batches.step.pictures} pictures a step"
    return (
        f"trains (parameters): {parts}\n"
        f"{launch}; {args.world_size} process(es); "
        f"{batches.sample_count} rows of {rows.picture_count()} pictures, "
        f"{size}, {batches.steps_per_epoch} steps an epoch, packing {batches.packing}, attention {attention}"
    )


def _quiet_other_ranks(launch: Launch) -> None:
    """Let only the first process of a machine write notes."""
    if launch.local_rank != 0:
        transformers.utils.logging.set_verbosity_error()
        logging.getLogger("kp_llava").setLevel(logging.ERROR)

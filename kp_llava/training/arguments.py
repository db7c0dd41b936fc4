"""The fields of a training recipe, one dataclass a concern; `transformers.TrainingArguments` has the others."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from transformers import TrainingArguments
from transformers.integrations.deepspeed import set_hf_deepspeed_config, unset_hf_deepspeed_config

from ..errors import TrainingError
from ..tasks import TASKS
from .chat import CHAT_FORMATS

OWN_DATASET = "kp_llava"
AUTO_WORKERS = -1
TUNE_GROUPS = ("projector", "language", "vision")


@dataclass
class ModelArguments:
    """Which model is trained, which of its parts, and how a chat is written for it."""

    model_name_or_path: str = field(
        default="llava-hf/llava-1.5-7b-hf",
        metadata={"help": "A LLaVA model: a Hub id or a folder with weights and processor."},
    )
    model_revision: str | None = field(default=None, metadata={"help": "Branch, tag or commit of a Hub model."})
    tune: list[str] = field(
        default_factory=lambda: ["projector", "language"],
        metadata={"help": "The parts that train: any of projector, language, vision; the others stay as they are."},
    )
    chat_format: str = field(
        default="auto",
        metadata={
            "help": "vicuna_v1 (as LLaVA-1.5 was trained: a curious user), llava_v1 (as LLaVA before it: a curious "
            "human), template (the model's own chat template), or auto: vicuna_v1 for LLaVA models with a Llama "
            "or Vicuna language model (answers end with </s>), template for all others."
        },
    )
    attn_implementation: str = field(
        default="auto",
        metadata={
            "help": "sdpa (auto), eager, or on CUDA flex_attention, which skips what packing masks; others "
            "(flash_attention_2) train with packing none only."
        },
    )
    dtype: str = field(
        default="auto",
        metadata={
            "help": "Of the loaded weights: float32, bfloat16, or auto: bfloat16 with bf16 and DeepSpeed or LoRA."
        },
    )
    lora_r: int = field(
        default=0,
        metadata={"help": "Rank of LoRA adapters that train in the language model's place; 0: it trains itself."},
    )
    lora_alpha: int | None = field(
        default=None, metadata={"help": "LoRA: adapters count alpha / r times; twice lora_r when not given."}
    )
    lora_dropout: float = field(default=0.0, metadata={"help": "LoRA: share of an adapter's inputs that is dropped."})
    lora_bits: int = field(
        default=16,
        metadata={"help": "LoRA: 4 holds the frozen language model in 4 bits (QLoRA, by bitsandbytes); 16 as it is."},
    )

    def __post_init__(self) -> None:
        unknown = [name for name in self.tune if name not in TUNE_GROUPS]
        if unknown or not self.tune:
            found = f"unknown {', '.join(unknown)}" if unknown else "no part is named"
            raise TrainingError(f"tune: {found}; give any of {', '.join(TUNE_GROUPS)}")
        _check_choice("chat_format", self.chat_format, CHAT_FORMATS)
        _check_choice("dtype", self.dtype, ("auto", "float32", "bfloat16"))
        self._check_lora()

    def _check_lora(self) -> None:
        if self.lora_r < 0:
            raise TrainingError(f"lora_r: {self.lora_r} is not a rank; give 8 to 256, or 0 for no LoRA")
        if self.lora_bits not in (4, 16):
            raise TrainingError(f"lora_bits: {self.lora_bits} is not one of 4, 16")
        if not 0 <= self.lora_dropout < 1:
            raise TrainingError(f"lora_dropout: {self.lora_dropout} is not a share from 0 to below 1")
        if self.lora_alpha is not None and self.lora_alpha <= 0:
            raise TrainingError(f"lora_alpha: {self.lora_alpha} would undo the adapters; give a number above 0")
        if self.lora_r and "language" not in self.tune:
            raise TrainingError(
                f"lora_r: {self.lora_r} puts adapters in the language model, which tune {self.tune} leaves out; "
                "add language, or leave lora_r out"
            )
        if not self.lora_r and (self.lora_bits != 16 or self.lora_alpha is not None or self.lora_dropout):
            raise TrainingError("lora_alpha, lora_dropout and lora_bits: do nothing without lora_r; give --lora_r 128")


@dataclass
class DataArguments:
    """Which rows are trained on, and how they are put together."""

    data_dir: str | None = field(
        default=None, metadata={"help": "A run folder made by `kp-llava generate`. Give this or dataset_name."}
    )
    dataset_name: str | None = field(
        default=None,
        metadata={
            "help": "A dataset's Hub id, or the folder of an exported one; kp_llava is the run in data_dir or, "
            "without one, the built-in drawn sample."
        },
    )
    sources: str | None = field(
        default=None,
        metadata={
            "help": "Several sources in place of data_dir and dataset_name: a list of {data_dir | dataset_name | "
            "llava_json, config_names, image_folder, split, weight}; weight 0.1 takes a tenth of the rows an epoch."
        },
    )
    config_names: list[str] = field(
        default_factory=lambda: list(TASKS), metadata={"help": "The kinds of rows; all by default."}
    )
    train_split: str = field(default="train", metadata={"help": "The split that is trained on."})
    eval_share: float = field(
        default=0.0,
        metadata={"help": "Share of the pictures that is held out, with all of their rows, for evaluation; 0: none."},
    )
    eval_questions: str | None = field(
        default=None,
        metadata={"help": "A file of questions made by `kp-llava questions`, answered at each evaluation."},
    )
    eval_question_count: int = field(default=32, metadata={"help": "How many of these questions are answered."})
    eval_image_folder: str | None = field(
        default=None, metadata={"help": "Where the questions' pictures lie; image_folder when not given."}
    )
    eval_split: str | None = field(
        default=None, metadata={"help": "The split for evaluation during training, where there is one."}
    )
    eval_data_dir: str | None = field(default=None, metadata={"help": "A run folder for evaluation during training."})
    image_folder: str | None = field(
        default=None, metadata={"help": "Where the pictures lie, for rows that name a file but carry no picture."}
    )
    on_bad_image: str = field(
        default="error", metadata={"help": "error: stop at a picture that can't be read; skip: leave it out, counted."}
    )
    packing: str = field(
        default="shared",
        metadata={"help": "shared: all rows of one picture stand behind one copy of it; none: each row for itself."},
    )
    pictures_per_step: int | None = field(
        default=None,
        metadata={
            "help": "Count an optimizer step in pictures, over all GPUs and accumulation steps; by default it is "
            "counted in rows (per_device_train_batch_size x gradient_accumulation_steps x GPUs)."
        },
    )
    rows_per_picture: int | None = field(
        default=None,
        metadata={
            "help": "At most so many rows of a picture in a step; its other rows come in other steps, and the picture "
            "is computed again for them. All in one step by default."
        },
    )
    mirror: float = field(
        default=0.0,
        metadata={
            "help": "Share of the pictures that is shown mirrored. The pose teacher writes its rows anew for them; in "
            "others left and right are exchanged, and where that is not safe they stay as they are. 0: none."
        },
    )
    max_length: int = field(
        default=2048, metadata={"help": "Tokens in one row of a batch, the picture's included; longer rows are cut."}
    )
    max_samples: int | None = field(
        default=None, metadata={"help": "Train on this many rows only (those of the pictures first in seeded order)."}
    )

    def __post_init__(self) -> None:
        _check_choice("on_bad_image", self.on_bad_image, ("error", "skip"))
        _check_choice("packing", self.packing, ("shared", "none"))
        if not self.config_names:
            raise TrainingError(f"config_names: give at least one of {', '.join(TASKS)}")
        if self.data_dir and self.dataset_name not in (None, OWN_DATASET):
            raise TrainingError("data_dir and dataset_name: both are given; leave one out")
        self._check_sources()
        for name in ("pictures_per_step", "rows_per_picture"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise TrainingError(f"{name}: {value} trains on nothing; give 1 or more, or leave it out")
            if value is not None and self.packing == "none":
                raise TrainingError(f"{name}: {value} says how pictures are shared; it needs packing shared")
        if not 0 <= self.eval_share < 1:
            raise TrainingError(f"eval_share: {self.eval_share} is not a share from 0 to below 1")
        if self.eval_share and (self.eval_split or self.eval_data_dir):
            raise TrainingError("eval_share: eval_split or eval_data_dir are given too; leave one of them out")
        if not 0 <= self.mirror <= 1:
            raise TrainingError(f"mirror: {self.mirror} is not a share from 0 to 1; 0.5 mirrors half of the pictures")
        if self.mirror and self.eval_share:
            raise TrainingError(
                "mirror and eval_share: a picture that is held out could be trained on mirrored; hold rows out as a "
                "split or run of their own (eval_split, eval_data_dir)"
            )
        if self.eval_question_count < 1:
            raise TrainingError(f"eval_question_count: {self.eval_question_count} asks nothing; give 1 or more")
        if self.max_length < 2:
            raise TrainingError(f"max_length: {self.max_length} leaves no room for an answer; 2048 is LLaVA's own")

    def _check_sources(self) -> None:
        if self.sources is None:
            return
        if self.data_dir or self.dataset_name:
            raise TrainingError("sources: data_dir or dataset_name is given too; put it into the list")
        try:
            entries = json.loads(self.sources)
        except json.JSONDecodeError as error:
            raise TrainingError(f"sources: is not JSON ({error}); on the command line give a JSON list") from error
        if not isinstance(entries, list) or not entries:
            raise TrainingError(f"sources: {entries!r}; expected a list of sources")


@dataclass
class KpLlavaTrainingArguments(TrainingArguments):
    """`transformers.TrainingArguments`, with the few fields that this training adds."""

    projector_learning_rate: float | None = field(
        default=None, metadata={"help": "The projector's own learning rate; learning_rate when not given."}
    )
    audit_rows: int = field(
        default=16, metadata={"help": "Rows whose labels are decoded and checked before the first step."}
    )
    early_stopping_patience: int | None = field(
        default=None,
        metadata={"help": "Stop when this many evaluations in a row bring no better metric_for_best_model."},
    )

    compile_layers: bool = field(
        default=False,
        metadata={"help": "Compile the language model's layers first, which takes a minute; not under ZeRO-3 or FSDP."},
    )
    # a loss that is no number stops the training; looking at each micro-batch would make the device wait
    logging_nan_inf_filter: bool = field(
        default=False, metadata={"help": "Leave a loss that is no number out of logs."}
    )
    allow_changed: bool = field(
        default=False,
        metadata={"help": "Resume a run whose rows, packing, learning rate or trained parts are others by now."},
    )
    trust_checkpoint: bool = field(
        default=False,
        metadata={"help": "Resume a checkpoint that you did not write on this machine; its files can run code."},
    )
    # A checkpoint of a 7B model takes about 96 GB under ZeRO-3, so few are saved and few are kept.
    save_strategy: str = field(default="steps", metadata={"help": "no, steps or epoch."})
    save_steps: float = field(
        default=0.25, metadata={"help": "Save each so many steps or, below 1, after each such share of all steps."}
    )
    save_total_limit: int | None = field(default=2, metadata={"help": "How many checkpoints are kept."})
    dataloader_num_workers: int = field(
        default=AUTO_WORKERS,
        metadata={
            "help": "Processes of each rank that decode pictures; by default up to 4, as many as there are spare cores."
        },
    )

    def __post_init__(self) -> None:
        if self.audit_rows < 1:
            raise TrainingError(f"audit_rows: {self.audit_rows} checks nothing; give 1 or more")
        if self.early_stopping_patience is not None:
            if self.early_stopping_patience < 1 or not self.load_best_model_at_end:
                raise TrainingError(
                    f"early_stopping_patience: {self.early_stopping_patience} wants 1 or more, eval_strategy steps or "
                    "epoch, and load_best_model_at_end true"
                )
            # a resumed run goes on counting
            self.restore_callback_states_from_checkpoint = True
        # the rows carry columns that no model takes; our own collator reads them
        self.remove_unused_columns = False
        if self.dataloader_num_workers == AUTO_WORKERS:
            self.dataloader_num_workers = count_spare_cores()
        # without this, ranks on a machine without accelerators would each believe to be alone
        if os.environ.get("DS_ACCELERATOR") == "cpu" or not torch.accelerator.is_available():
            self.use_cpu = True
        super().__post_init__()

    @property
    def n_gpu(self) -> int:
        """At most 1: Trainer divides batches among the GPUs of one process, and ours cannot be divided."""
        return min(super().n_gpu, 1)


def count_spare_cores() -> int:
    """Cores left to a rank after its own, at most 4."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(0, min(4, cores // int(os.environ.get("LOCAL_WORLD_SIZE", "1")) - 1))


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise TrainingError(f"{name}: {value!r} is not one of {', '.join(choices)}")


def zero_stage(args: KpLlavaTrainingArguments) -> int | None:
    """The ZeRO stage that DeepSpeed is asked for; None without DeepSpeed."""
    if not args.deepspeed:
        return None
    config = args.deepspeed if isinstance(args.deepspeed, dict) else json.loads(Path(args.deepspeed).read_text())
    return int(config.get("zero_optimization", {}).get("stage", 0))


@contextlib.contextmanager
def without_zero3(args: KpLlavaTrainingArguments) -> Iterator[None]:
    """Build a model on one rank alone: under ZeRO-3 transformers would spread it, and wait for the others."""
    unset_hf_deepspeed_config()
    try:
        yield
    finally:
        if args.deepspeed:
            set_hf_deepspeed_config(args.hf_deepspeed_config)


def is_launched() -> bool:
    """Whether a launcher (`deepspeed`, `torchrun`, `accelerate launch`) started this process."""
    return "LOCAL_RANK" in os.environ

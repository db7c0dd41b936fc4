"""What a training recipe may say: one dataclass a concern, read from YAML; fields on the command line win.

A recipe is a YAML file of `field: value` lines; the fields are those below and those of
`transformers.TrainingArguments`.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NoReturn

import torch
import yaml
from transformers import HfArgumentParser, TrainingArguments
from transformers.integrations.deepspeed import set_hf_deepspeed_config, unset_hf_deepspeed_config

from ..errors import TrainingError
from ..tasks import TASKS

OWN_DATASET = "kp_llava"
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
            "help": "vicuna_v1 (as LLaVA-1.5 was trained), template (the model's own chat template), or auto: "
            "vicuna_v1 for LLaVA models with a Llama language model, template for all others."
        },
    )
    attn_implementation: str = field(
        default="sdpa", metadata={"help": "sdpa or eager; others (flash_attention_2) train with packing none only."}
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
            raise TrainingError(f"tune: {unknown or 'nothing'} cannot be trained; give any of {', '.join(TUNE_GROUPS)}")
        _check_choice("chat_format", self.chat_format, ("auto", "vicuna_v1", "template"))
        _check_choice("dtype", self.dtype, ("auto", "float32", "bfloat16"))
        self._check_lora()

    def _check_lora(self) -> None:
        if self.lora_r < 0:
            raise TrainingError(f"lora_r: {self.lora_r} is no rank; give 8 to 256, or 0 for no LoRA")
        if self.lora_bits not in (4, 16):
            raise TrainingError(f"lora_bits: {self.lora_bits} is not one of 4, 16")
        if not 0 <= self.lora_dropout < 1:
            raise TrainingError(f"lora_dropout: {self.lora_dropout} is no share from 0 to below 1")
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
    config_names: list[str] = field(
        default_factory=lambda: list(TASKS), metadata={"help": f"The kinds of rows: {', '.join(TASKS)}."}
    )
    train_split: str = field(default="train", metadata={"help": "The split that is trained on."})
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
            raise TrainingError("config_names: give at least one of conversation, detail, complex")
        if self.data_dir and self.dataset_name not in (None, OWN_DATASET):
            raise TrainingError("data_dir and dataset_name: both are given; leave one out")
        if self.max_length < 2:
            raise TrainingError(f"max_length: {self.max_length} leaves no room for an answer; 2048 is LLaVA's own")


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
        # without this, ranks on a machine without accelerators would each believe to be alone
        if os.environ.get("DS_ACCELERATOR") == "cpu" or not torch.accelerator.is_available():
            self.use_cpu = True
        super().__post_init__()


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise TrainingError(f"{name}: {value!r} is not one of {', '.join(choices)}")


class _RecipeParser(HfArgumentParser):
    """HfArgumentParser whose complaints are one line with the place that they come from."""

    place = "command line"

    def error(self, message: str) -> NoReturn:
        name, _, complaint = message.removeprefix("argument ").partition(": ")
        name = name.split("/")[0].removeprefix("--")
        raise TrainingError(f"{self.place}: {name}: {complaint or message}")


def parse_recipe(argv: list[str]) -> tuple[ModelArguments, DataArguments, KpLlavaTrainingArguments]:
    """Read `RECIPE.yaml [--field value ...]`.

    Args:
        argv: the command line behind the program's name. The recipe may be left out. A `--local_rank` that a launcher
            added is dropped: the environment says the same.

    Raises:
        TrainingError: no such recipe, an unknown field (with the nearest valid name), or a wrong value.
    """
    argv = [part for part in argv if not part.startswith(("--local_rank=", "--local-rank="))]
    recipe = Path(argv[0]) if argv and not argv[0].startswith("-") else None
    given = argv[1:] if recipe else argv
    parser = _RecipeParser([ModelArguments, DataArguments, KpLlavaTrainingArguments], allow_abbrev=False, prog="train")
    recipe_argv = _recipe_to_argv(recipe, parser) if recipe else []
    parser.place = "command line"
    _, unknown = parser.parse_known_args(given)
    for name in unknown:
        if name.startswith("--"):
            raise TrainingError(_explain_unknown("command line", name.removeprefix("--").partition("=")[0]))
        raise TrainingError(f"command line: {name!r} belongs to no field; write --field value")
    parser.place = str(recipe or "command line")
    try:
        model, data, training = parser.parse_args_into_dataclasses(
            [*recipe_argv, *_stay_in_plain_python(given)], look_for_args_file=False
        )
    except TrainingError as error:
        raise TrainingError(f"{recipe}: {error}" if recipe and str(recipe) not in str(error) else str(error)) from error
    except (ValueError, OSError, ImportError) as error:
        raise TrainingError(f"{recipe or 'command line'}: {' '.join(str(error).split())}") from error
    return model, data, training


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


def _stay_in_plain_python(argv: list[str]) -> list[str]:
    """Leave DeepSpeed out where no launcher started us, whatever the recipe says; the command line is appended."""
    return argv if is_launched() else [*argv, "--deepspeed", ""]


class _RecipeLoader(yaml.SafeLoader):
    """YAML in which a field that stands twice is a mistake, and not the second one's silent victory."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands there twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _recipe_to_argv(recipe: Path, parser: _RecipeParser) -> list[str]:
    """The recipe's fields as command-line parts, each checked by itself so that an error names file and field."""
    try:
        values = yaml.load(recipe.read_text(encoding="utf-8"), _RecipeLoader)  # noqa: S506 (a SafeLoader)
    except OSError as error:
        raise TrainingError(f"{recipe}: cannot be read ({error.strerror}); give the path of a YAML recipe") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TrainingError(f"{recipe}: is not YAML: {' '.join(str(error).split())}") from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise TrainingError(f"{recipe}: expected lines `field: value`, found a {type(values).__name__}")
    known = _known_fields()
    parts: list[str] = []
    for name, value in values.items():
        if name not in known:
            raise TrainingError(_explain_unknown(str(recipe), str(name)))
        if value is None:
            continue
        if value is False and name.endswith("_strategy"):
            value = "no"  # which YAML reads as false
        if name == "deepspeed" and isinstance(value, str):
            value = _find_beside(recipe, value)
        mine = [f"--{name}", *_value_to_parts(value)]
        parser.place = str(recipe)
        parser.parse_known_args(mine)
        parts += mine
    return parts


def _value_to_parts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [json.dumps(value)]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]


def _find_beside(recipe: Path, name: str) -> str:
    """A DeepSpeed file is looked for beside the recipe, then from the working directory."""
    for path in (recipe.parent / name, Path(name)):
        if path.is_file():
            return str(path)
    raise TrainingError(f"{recipe}: deepspeed: {name!r} is neither beside the recipe nor in the working directory")


def _known_fields() -> set[str]:
    return {
        item.name
        for group in (ModelArguments, DataArguments, KpLlavaTrainingArguments)
        for item in fields(group)
        if item.init
    }


def _explain_unknown(place: str, name: str) -> str:
    nearest = difflib.get_close_matches(name.replace("-", "_"), sorted(_known_fields()), n=1, cutoff=0.5)
    hint = f"; did you mean {nearest[0]!r}?" if nearest else "; `kp-llava train --help` lists the fields"
    return f"{place}: unknown field {name!r}{hint}"


def describe_fields() -> str:
    """Our own fields with their help strings, for `--help`."""
    parser = argparse.ArgumentParser(
        prog="kp-llava train", add_help=False, usage="%(prog)s RECIPE.yaml [--field value]"
    )
    for group in (ModelArguments, DataArguments, KpLlavaTrainingArguments):
        own = parser.add_argument_group(group.__name__)
        inherited = {item.name for item in fields(TrainingArguments)}
        for item in fields(group):
            if item.name not in inherited and "help" in item.metadata:
                own.add_argument(f"--{item.name}", metavar="...", help=item.metadata["help"].replace("%", "%%"))
    return parser.format_help() + "\nand every field of transformers.TrainingArguments.\n"

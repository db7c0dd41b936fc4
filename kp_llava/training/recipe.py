"""Reads a recipe: a YAML file of `field: value` lines, and fields on the command line, which win."""

from __future__ import annotations

import argparse
import difflib
import importlib.resources
import json
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

import yaml
from transformers import HfArgumentParser, TrainingArguments

from ..errors import TrainingError
from .arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments, is_launched


class _RecipeParser(HfArgumentParser):
    """HfArgumentParser whose errors are one line that names the file or the command line."""

    place = "command line"

    def error(self, message: str) -> NoReturn:
        name, _, complaint = message.removeprefix("argument ").partition(": ")
        name = name.split("/")[0].removeprefix("--")
        raise TrainingError(f"{self.place}: {name}: {complaint or message}")


def parse_recipe(argv: list[str]) -> tuple[ModelArguments, DataArguments, KpLlavaTrainingArguments]:
    """Read `RECIPE.yaml [--field value ...]`.

    Args:
        argv: the command line behind the program's name. The recipe is a path or a name, see `find_recipe`, and may be
            left out. A `--local_rank` that a launcher
            added is dropped: the environment says the same.

    Raises:
        TrainingError: no such recipe, an unknown field (with the nearest valid name), or a wrong value.
    """
    argv = [part for part in argv if not part.startswith(("--local_rank=", "--local-rank="))]
    recipe = find_recipe(argv[0]) if argv and not argv[0].startswith("-") else None
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


def _stay_in_plain_python(argv: list[str]) -> list[str]:
    """Leave DeepSpeed out where no launcher started us, whatever the recipe says; the command line is appended."""
    return argv if is_launched() else [*argv, "--deepspeed", ""]


class _RecipeLoader(yaml.SafeLoader):
    """YAML in which a field that stands twice is an error; plain YAML would take the second one silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} is given twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def find_recipe(name: str) -> Path:
    """Return the path of a recipe: the file of that name, or the one that comes with the package, as in ``paper``.

    Args:
        name: a path; or a single word without a suffix, where there is no file of that name.
    """
    path = Path(name)
    if path.exists() or path.suffix or path.name != name:
        return path
    shipped = Path(str(importlib.resources.files("kp_llava.recipes"))) / f"{name}.yaml"
    return shipped if shipped.is_file() else path


def _recipe_to_argv(recipe: Path, parser: _RecipeParser) -> list[str]:
    """The recipe's fields as command-line parts, each checked by itself so that an error names file and field."""
    try:
        values = yaml.load(recipe.read_text(encoding="utf-8"), _RecipeLoader)  # noqa: S506 (a SafeLoader)
    except OSError as error:
        raise TrainingError(
            f"{recipe}: cannot be read ({error.strerror}); give the path of a YAML recipe, or paper, lora or tiny"
        ) from error
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
            value = _find_settings(recipe, value)
        if name == "fsdp" and value is False:
            continue
        # transformers reads `--fsdp` alone as true, and any word after it as a name of the older way
        mine = [f"--{name}", *([] if name == "fsdp" and value is True else _value_to_parts(value))]
        parser.place = str(recipe)
        parser.parse_known_args(mine)
        parts += mine
    return parts


def _value_to_parts(value: Any) -> list[str]:
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
        return [json.dumps(value)]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]


def _find_settings(recipe: Path, name: str) -> str:
    """Find a DeepSpeed file: next to the recipe, or from the working directory."""
    for path in (recipe.parent / name, Path(name)):
        if path.is_file():
            return str(path)
    raise TrainingError(f"{recipe}: deepspeed: {name!r} is neither next to the recipe nor in this folder")


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

"""Trainer's state in a checkpoint: looked through before Trainer reads it, which takes whatever the file holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transformers import TrainerState

from ...files.json_file import JsonFault, is_count, read_object, shorten

STATE = "trainer_state.json"


def find_state_fault(folder: Path) -> str | None:
    """Say what is wrong with a checkpoint's trainer_state.json; None where Trainer can go on from it.

    Args:
        folder: the checkpoint's.

    Returns:
        the end of a sentence, with the field and its value.
    """
    try:
        # a gradient that overflowed is in its history as NaN
        state = read_object(folder / STATE, takes_nan=True)
    except FileNotFoundError:
        return f"{STATE} is missing"
    except JsonFault as fault:
        return f"{STATE}: {fault}"
    known = {field.name for field in dataclasses.fields(TrainerState)}
    for name, value in state.items():
        if name not in known:
            return f"{STATE}: {shorten(name)} is no field of this transformers' TrainerState"
        if name in _FIELDS and not _FIELDS[name](value):
            return f"{STATE}: {name} is {shorten(value)}"
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63)


def _or_null(is_right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or is_right(value)


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_history(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_object, value))


def _are_callbacks(value: object) -> bool:
    """By a callback's name its state, or several of these."""
    return isinstance(value, dict) and all(_is_object(one) or _is_history(one) for one in value.values())


# the fields of transformers' TrainerState, with what each takes
_FIELDS: dict[str, Callable[[Any], bool]] = {
    "epoch": _or_null(_is_number),
    "global_step": is_count,
    "max_steps": is_count,
    "logging_steps": _or_null(_is_number),
    "eval_steps": _or_null(_is_number),
    "save_steps": _or_null(_is_number),
    "train_batch_size": _or_null(is_count),
    "num_train_epochs": _or_null(_is_number),
    "num_input_tokens_seen": is_count,
    "total_flos": _is_number,
    "log_history": _or_null(_is_history),
    "best_metric": _or_null(_is_number),
    "best_global_step": _or_null(is_count),
    "best_model_checkpoint": _or_null(_is_text),
    "is_local_process_zero": _is_bool,
    "is_world_process_zero": _is_bool,
    "is_hyper_param_search": _is_bool,
    "trial_name": _or_null(_is_text),
    "trial_params": _or_null(_is_object),
    "stateful_callbacks": _or_null(_are_callbacks),
}

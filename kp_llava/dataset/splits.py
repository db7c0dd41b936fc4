"""The names of splits, the same in `load_dataset`, in an exported folder and on its card."""

from __future__ import annotations

import re

from ..errors import DatasetError

_NAMES = {"train": "train", "val": "validation", "test": "test"}


def name_split(coco_split: str) -> str:
    """Return the Hub's name for a split of COCO: train2014 -> train, val2017 -> validation, test2015 -> test."""
    for start, name in _NAMES.items():
        if coco_split.startswith(start):
            return name
    name = re.sub(r"\W+", "_", coco_split, flags=re.ASCII).strip("_") or "train"
    return "all_" if name == "all" else name


def check_split(name: str) -> str:
    """Return the name of a split if `datasets` takes it.

    Raises:
        DatasetError: it does not.
    """
    if not re.fullmatch(r"\w+(\.\w+)*", name) or name == "all":
        raise DatasetError(
            f"split {name!r}: expected a word of letters, digits and underscores, as in train or validation"
        )
    return name

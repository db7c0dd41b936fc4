"""Makes `load_dataset("kp_llava", ...)` find our builder; names of `datasets` that are not public stay in this file.

`datasets` looks a path up in `dataset_module_factory`, which knows its packaged modules, local folders and the Hub. We
answer for one more path and leave every other to it. Its table of packaged modules would not do: a module listed there
is given the files of the working directory, and fails where there are none.
"""

from __future__ import annotations

import functools
import warnings
from typing import Any

import datasets
import datasets.inspect
import datasets.load

from ..code_hash import ROWS, hash_code

NAME = "kp_llava"
BUILDER_MODULE = "kp_llava.dataset.builder"
FACTORY = "dataset_module_factory"


def hash_rows() -> str:
    """Hash the code and templates that rows are made with, on which the cached copies of `datasets` depend."""
    return hash_code((*ROWS, "dataset"))[:16]


def register() -> None:
    """Answer for the path "kp_llava" in `datasets`; registering twice changes nothing."""
    original = getattr(datasets.load, FACTORY, None)
    if original is None or not hasattr(datasets.load, "DatasetModule"):
        warnings.warn(
            f'load_dataset("{NAME}", ...) needs datasets >=5.0, <6; this is {datasets.__version__}',
            stacklevel=2,
        )
        return
    if getattr(original, "answers_for", None) == NAME:
        return

    @functools.wraps(original)
    def find_module(path: str, *args: Any, **kwargs: Any) -> Any:
        if path != NAME:
            return original(path, *args, **kwargs)
        return datasets.load.DatasetModule(
            module_path=BUILDER_MODULE, hash=hash_rows(), builder_kwargs={"dataset_name": NAME}
        )

    find_module.answers_for = NAME  # type: ignore[attr-defined]
    for module in (datasets.load, datasets.inspect):
        setattr(module, FACTORY, find_module)

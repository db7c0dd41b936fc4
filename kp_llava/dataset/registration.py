"""Makes `load_dataset("kp_llava", ...)` find our builder; names of `datasets` that are not public stay in this file.

`datasets` looks a path up in `dataset_module_factory`, which knows its packaged modules, local folders and the Hub. We
answer for one more path and leave every other to it. Its table of packaged modules would not do: a module listed there
is given the files of the working directory, and fails where there are none.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import warnings
from pathlib import Path
from typing import Any

import datasets
import datasets.inspect
import datasets.load

NAME = "kp_llava"
BUILDER_MODULE = "kp_llava.dataset.builder"
FACTORY = "dataset_module_factory"

# the rooms whose code decides what a row says: a cached copy must not outlive them
ROOMS = ("annotations", "generation", "prompts")


def hash_code() -> str:
    """Hash the package's code and templates that rows are made with; the cached copies hang on it."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for path in sorted(importlib.resources.files(f"{NAME}.{room}").iterdir(), key=lambda path: path.name):
            if path.name.endswith((".py", ".j2", ".yaml")):
                digest.update(f"{room}/{path.name}\0".encode())
                digest.update(path.read_bytes())
    digest.update(Path(__file__).with_name("builder.py").read_bytes())
    return digest.hexdigest()[:16]


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
            module_path=BUILDER_MODULE, hash=hash_code(), builder_kwargs={"dataset_name": NAME}
        )

    find_module.answers_for = NAME  # type: ignore[attr-defined]
    for module in (datasets.load, datasets.inspect):
        setattr(module, FACTORY, find_module)

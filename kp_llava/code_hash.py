"""Hashes of our own code, so that results of older code are not taken for results of the present code.

A hash covers whole folders. It changes with any file in them, which at worst works out again what had not changed.
"""

from __future__ import annotations

import hashlib
import importlib.resources
from functools import lru_cache
from importlib.resources.abc import Traversable

_PACKAGE = "kp_llava"
_SUFFIXES = (".py", ".j2", ".yaml", ".json")

POSE_TEXT = ("poses", "generation/teachers/pose")
"""The folders that the pose teacher's text follows from, together with the seed and the scene."""
CHECKING = ("poses", "generation/checks")
"""The folders that the results of checks follow from, together with the answer and the scene."""
ROWS = ("annotations", "poses", "generation", "prompts")
"""The folders that decide what a dataset row says."""


@lru_cache
def hash_code(folders: tuple[str, ...]) -> str:
    """Hash the code and templates in folders of this package.

    Args:
        folders: paths within the package, such as `POSE_TEXT`; subfolders are included.

    Returns:
        SHA-256 as 64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for folder in folders:
        first, *rest = folder.split("/")
        # prompts/ lies at the top of a checkout and is part of the package only by name
        root = importlib.resources.files(f"{_PACKAGE}.{first}").joinpath(*rest)
        for name, file in _list_files(root, folder):
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _list_files(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            found += _list_files(entry, path)
        elif entry.name.endswith(_SUFFIXES):
            found.append((path, entry))
    return found

"""Hashes of our own code, so that results of older code are not taken for results of the present code.

A hash covers whole folders. It changes with any file in them, which at worst works out again what had not changed.
"""

from __future__ import annotations

import hashlib
import importlib.resources
from functools import lru_cache
from pathlib import Path

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
    """Hash the code, templates and tables in folders of this package.

    Args:
        folders: paths within the package, such as `POSE_TEXT`; subfolders are included.

    Returns:
        SHA-256 as 64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for name in folders:
        folder = find_folder(name)
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(f"{name}/{path.relative_to(folder).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def find_folder(name: str) -> Path:
    """The place of a folder of this package, such as ``generation/checks``."""
    first, *rest = name.split("/")
    # prompts/ lies at the top of a checkout, so its place is asked for by the package's name
    return Path(str(importlib.resources.files(f"{_PACKAGE}.{first}"))).joinpath(*rest)

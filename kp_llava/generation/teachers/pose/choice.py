"""Choices that look free but hang on the seed and the image alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chooser:
    """Picks and shuffles by the hash of (seed, image id, task, name of the choice).

    Equal names give equal choices, so every choice of one text has a name of its own.
    """

    def __init__(self, seed: int, image_id: int, task: str) -> None:
        self._start = f"{seed}/{image_id}/{task}/"

    def number(self, name: str) -> int:
        """A large whole number for this name."""
        return int.from_bytes(hashlib.sha256((self._start + name).encode()).digest()[:8], "big")

    def pick(self, name: str, options: Sequence[T]) -> T:
        """One of the options, of which there must be at least one."""
        return options[self.number(name) % len(options)]

    def shuffled(self, name: str, options: Sequence[T]) -> list[T]:
        """The options in an order of this name's own."""
        order = sorted(range(len(options)), key=lambda i: self.number(f"{name}/{i}"))
        return [options[i] for i in order]

"""One change of one file, named by its text, so that it keeps its name when other lines move."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

Build = Callable[[], str]
"""Makes the whole changed text; called for the sampled mutants only."""


@dataclass(frozen=True)
class Span:
    """The lines that differ: the number of the first one, counted from 1, and both texts."""

    first: int
    last: int
    before: str
    after: str


@dataclass
class Mutant:
    """A change of `file`, a path from the top of the checkout; `number` counts the changes of that file."""

    file: str
    number: int
    original: str
    build: Build

    @cached_property
    def text(self) -> str:
        """The whole changed file."""
        return self.build()

    @cached_property
    def span(self) -> Span:
        """The lines that differ, without those that are alike at both ends."""
        old, new = self.original.splitlines(), self.text.splitlines()
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        before, after = old[head : len(old) - tail], new[head : len(new) - tail]
        clean = [" ".join("\n".join(lines).split()) for lines in (before, after)]
        return Span(head + 1, max(head + 1, len(old) - tail), *clean)

    @property
    def name(self) -> tuple[str, str, str]:
        """What `known.yaml` and the stored results name it by."""
        return self.file, self.span.before, self.span.after

    def rank(self, seed: int) -> str:
        """Where a sample of this seed puts it; independent of the other mutants."""
        place = f"{seed}\0{self.file}\0{self.number}\0{self.original}"
        return hashlib.sha256(place.encode()).hexdigest()

    def diff(self) -> str:
        """The change as a unified diff with one line of context."""
        old, new = self.original.splitlines(), self.text.splitlines()
        return "\n".join(difflib.unified_diff(old, new, self.file, self.file, lineterm="", n=1))

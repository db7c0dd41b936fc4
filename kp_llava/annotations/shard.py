"""A part of a data set: the images whose hash falls on it, the same for whoever asks."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from ..errors import AnnotationError


@dataclass(frozen=True)
class Shard:
    """One of several parts of nearly equal size, which hold each image once.

    Attributes:
        number: from 1.
        count: how many parts there are.
    """

    number: int
    count: int

    @classmethod
    def read(cls, text: str) -> Shard:
        """Read ``3/16``, the third of sixteen parts.

        Raises:
            AnnotationError: the text has another form, or there is no such part.
        """
        match = re.fullmatch(r"(\d{1,7})/(\d{1,7})", text.strip())
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise AnnotationError(f"--shard {text!r}: expected I/N with I from 1 to N, as in 3/16")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def holds(self, image_id: int) -> bool:
        """Whether an image belongs to this part. It hangs on the id alone, so that any two runs agree on it."""
        return self.number_of(image_id, self.count) == self.number

    @staticmethod
    def number_of(image_id: int, count: int) -> int:
        """Return the number, from 1, of the part of so many that an image belongs to."""
        digest = hashlib.sha256(str(image_id).encode()).digest()
        return int.from_bytes(digest[:8], "big") % count + 1

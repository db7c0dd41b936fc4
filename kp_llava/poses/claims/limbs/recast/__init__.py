"""Sentences about limbs in an unusual order of words, written anew in the usual one.

orders.py   the limb behind its verb or its state: "up goes the left arm", "it is his left arm that he raises"
acts.py     arms that are named last, by what is done with them: "points away with his left arm"
"""

from __future__ import annotations

from collections.abc import Iterator

from ...stems import Words
from .acts import recast_acts
from .orders import Recast, recast_orders


def recast(words: Words, text: str, start: int, end: int) -> Iterator[Recast]:
    """What a sentence says of limbs in an unusual order of words, in the usual one.

    Args:
        words: of the sentence.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
    """
    yield from recast_orders(words, text, start, end)
    yield from recast_acts(words, text, start, end)

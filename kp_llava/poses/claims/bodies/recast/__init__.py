"""What is said of bodies in nouns and unusual orders, written anew as plain sentences for the other files to read.

recast.py   a part of a sentence in other words, and of whom it is
nouns.py    nouns with adjectives that the cues lack: "the rigid, vertical torso", "her stooped carriage"
deeds.py    what people do with trunk and head, as a state: "bends her upper body low over the table"
owners.py   parts whose owner is named behind them or before: "the face of the woman", "the eyes"
orders.py   clefts, inversions and gerunds: "it is to the left that he looks", "her leaning back"
"""

from __future__ import annotations

from collections.abc import Iterator

from ...subject import Reference
from .deeds import recast_deeds
from .nouns import recast_nouns
from .orders import recast_orders
from .owners import recast_owners
from .recast import GERUND, Recast, is_anothers, is_general

__all__ = ["GERUND", "Recast", "is_anothers", "is_general", "recast_bodies"]


def recast_bodies(of_whom: Reference, text: str, start: int, end: int) -> Iterator[Recast]:
    """What a sentence says of bodies in nouns and unusual orders, in plain words.

    Args:
        of_whom: whom the sentence is about.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
    """
    yield from recast_orders(of_whom, text, start, end)
    yield from recast_deeds(of_whom, text, start, end)
    yield from recast_nouns(of_whom, text, start, end)
    yield from recast_owners(of_whom, text, start, end)

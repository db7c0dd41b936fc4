"""What a detector finds in a picture: plain data, and what every detector can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec
from PIL import Image

Box = tuple[float, float, float, float]


class Person(msgspec.Struct):
    """A person.

    Attributes:
        bbox: left, top, width, height in pixels.
        score: of the person, 0 to 1.
        keypoints: x, y in pixels and confidence of each point, flat.
    """

    bbox: Box
    score: float
    keypoints: list[float]


class Thing(msgspec.Struct):
    """An object that is no person: its category, box (left, top, width, height in pixels) and score."""

    category: str
    bbox: Box
    score: float


class Found(msgspec.Struct):
    """What is in a picture, in order of falling scores."""

    people: list[Person] = []
    things: list[Thing] = []


class Detector(Protocol):
    """Finds people and things.

    Attributes:
        parts: names of the keypoints, in their order.
        batch_size: pictures at a time.
    """

    parts: tuple[str, ...]
    batch_size: int

    def detect(self, pictures: Sequence[Image.Image]) -> list[Found]:
        """Look at some pictures, RGB; one result a picture."""


def clip_box(left: float, top: float, right: float, bottom: float, width: int, height: int) -> Box | None:
    """A box from its corners, clipped to the picture, as left, top, width, height; None where nothing is left."""
    left, top = max(0.0, left), max(0.0, top)
    right, bottom = min(float(width), right), min(float(height), bottom)
    if right - left < 1 or bottom - top < 1:
        return None
    return (round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2))

"""Things that drawn people sit on, hold, or stand next to; each with a COCO category."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from .shapes import Color, Point, Shape, disc, ellipse, limb, move, polygon, tint

CATEGORY_IDS: dict[str, tuple[int, str]] = {
    "person": (1, "person"),
    "bench": (15, "outdoor"),
    "dog": (18, "animal"),
    "backpack": (27, "accessory"),
    "umbrella": (28, "accessory"),
    "handbag": (31, "accessory"),
    "suitcase": (33, "accessory"),
    "frisbee": (34, "sports"),
    "sports ball": (37, "sports"),
    "baseball bat": (39, "sports"),
    "skateboard": (41, "sports"),
    "surfboard": (42, "sports"),
    "tennis racket": (43, "sports"),
    "chair": (62, "furniture"),
    "potted plant": (64, "furniture"),
}
"""COCO's id and supercategory of every category that is drawn."""

HELD: dict[str, tuple[str, ...]] = {
    "raised": ("umbrella", "sports ball", "frisbee", "tennis racket", "baseball bat"),
    "out to the side": ("frisbee", "tennis racket", "sports ball", "baseball bat"),
    "hanging": ("handbag", "suitcase", "tennis racket", "backpack"),
    "on the hip": (),
}
"""What a hand may hold, by the state of its arm."""

NEARBY = ("dog", "sports ball", "potted plant", "suitcase", "backpack", "bench", "chair", "skateboard")
IN_FRONT = ("potted plant", "suitcase", "bench", "dog")

_PAINT: tuple[Color, ...] = (
    (190, 60, 50),
    (60, 100, 180),
    (70, 130, 80),
    (225, 180, 70),
    (120, 80, 150),
    (90, 90, 96),
    (205, 120, 60),
)
_WOOD: tuple[Color, ...] = ((146, 100, 60), (110, 74, 46), (176, 130, 84))


@dataclass(frozen=True)
class Thing:
    """A thing of a COCO category, as shapes in pixels.

    Attributes:
        category: COCO's name.
        shapes: in painter's order.
        role: ``"held"``, ``"under"`` (sat or stood on), ``"near"`` or ``"front"``; the captions use it.
    """

    category: str
    shapes: list[Shape]
    role: str


def draw_thing(rng: random.Random, category: str, role: str, at: Point, scale: float, direction: int = 1) -> Thing:
    """Draw a thing that stands on, or is held at, a point.

    Args:
        rng: picks colours and proportions.
        category: a key of `CATEGORY_IDS` other than person.
        role: see `Thing`.
        at: the middle of its foot for things that stand; the hand for things that are held.
        scale: pixels per standing height of the person next to it.
        direction: the screen direction (+1 right) that it points to.
    """
    color = rng.choice(_WOOD if category in ("bench", "chair", "baseball bat") else _PAINT)
    unit = (_IN_HAND if role == "held" else _ON_GROUND)[category](rng, color)
    if direction < 0:
        unit = [_mirror(shape) for shape in unit]
    return Thing(category, [move(shape, scale, at[0], at[1]) for shape in unit], role)


def _mirror(shape: Shape) -> Shape:
    return Shape(tuple([(-x, y) for x, y in shape.points]), shape.radii, shape.color, shape.is_detail)


def _rect(left: float, top: float, right: float, bottom: float, color: Color) -> Shape:
    return polygon([(left, top), (right, top), (right, bottom), (left, bottom)], color)


def draw_chair(rng: random.Random, seat: Point, ground_y: float, scale: float, *, side_front: int) -> Thing:
    """A chair under someone who sits: `seat` is the middle of the seat, `side_front` 0 from the front, else ±1."""
    color = rng.choice(_WOOD + _PAINT)
    dark = tint(color, 0.75)
    (x, y), s = seat, scale
    half = 0.15 * s
    shapes = []
    if side_front == 0:
        shapes.append(_rect(x - half, y - 0.34 * s, x + half, y, dark))
    else:
        back_x = x - side_front * 0.13 * s
        shapes.append(limb((back_x - side_front * 0.02 * s, y - 0.33 * s), (back_x, y), 0.018 * s, 0.018 * s, dark))
    for dx in (-half * 0.85, half * 0.85):
        shapes.append(limb((x + dx, y), (x + dx, ground_y - 0.016 * s), 0.016 * s, 0.016 * s, dark))
    shapes.append(_rect(x - half, y - 0.01 * s, x + half, y + 0.035 * s, color))
    return Thing("chair", shapes, "under")


def draw_bench(rng: random.Random, seat: Point, ground_y: float, scale: float) -> Thing:
    """A bench without a back under someone who sits on it at `seat`."""
    color = rng.choice(_WOOD)
    (x, y), s = seat, scale
    left, right = x - rng.uniform(0.2, 0.32) * s, x + rng.uniform(0.2, 0.32) * s
    legs = [
        limb((leg_x, y), (leg_x, ground_y - 0.022 * s), 0.022 * s, 0.022 * s, tint(color, 0.7))
        for leg_x in (left + 0.05 * s, right - 0.05 * s)
    ]
    return Thing("bench", [*legs, _rect(left, y - 0.01 * s, right, y + 0.04 * s, color)], "under")


def draw_board(rng: random.Random, category: str, left: float, right: float, ground_y: float, scale: float) -> Thing:
    """A skateboard or surfboard under the feet between two screen positions; its top is at `ground_y`."""
    color, s = rng.choice(_PAINT), scale
    if category == "surfboard":
        middle, half = (left + right) / 2, (right - left) / 2 + 0.22 * s
        return Thing(category, [ellipse((middle, ground_y + 0.02 * s), half, 0.032 * s, color)], "under")
    left, right = left - 0.08 * s, right + 0.08 * s
    deck = limb((left, ground_y + 0.012 * s), (right, ground_y + 0.012 * s), 0.014 * s, 0.014 * s, color)
    wheels = [disc((x, ground_y + 0.036 * s), 0.02 * s, (50, 50, 54)) for x in (left + 0.06 * s, right - 0.06 * s)]
    return Thing(category, [*wheels, deck], "under")


def _dog(rng: random.Random, color: Color) -> list[Shape]:
    fur = rng.choice(((120, 82, 52), (60, 52, 48), (196, 158, 110), (228, 222, 214)))
    dark = tint(fur, 0.85)
    legs = [limb((x, -0.13), (x + 0.005, -0.018), 0.024, 0.018, dark) for x in (-0.12, -0.07, 0.07, 0.12)]
    body = limb((-0.11, -0.17), (0.11, -0.18), 0.06, 0.066, fur)
    tail = limb((-0.15, -0.2), (-0.22, -0.28), 0.018, 0.012, dark)
    head = [disc((0.17, -0.27), 0.058, fur), limb((0.19, -0.26), (0.235, -0.25), 0.034, 0.026, fur)]
    ear = limb((0.14, -0.3), (0.125, -0.235), 0.022, 0.018, dark)
    face = [disc((0.26, -0.255), 0.012, (20, 20, 20)), disc((0.185, -0.29), 0.009, (20, 20, 20))]
    return [*legs, tail, body, *head, ear, *face]


def _potted_plant(rng: random.Random, color: Color) -> list[Shape]:
    leaf = (58, rng.randint(110, 150), 62)
    leaves = []
    for i in range(7):
        angle = math.radians(-62 + i * 21 + rng.uniform(-6, 6))
        far = rng.uniform(0.15, 0.24)
        tip = (far * math.sin(angle), -0.15 - far * math.cos(angle))
        leaves.append(limb((0, -0.15), tip, 0.03, 0.016, tint(leaf, rng.uniform(0.85, 1.1))))
    return [*leaves, polygon([(-0.075, -0.16), (0.075, -0.16), (0.055, 0.0), (-0.055, 0.0)], (176, 98, 62))]


def _suitcase(rng: random.Random, color: Color) -> list[Shape]:
    high = rng.uniform(0.24, 0.32)
    handle = _rect(-0.035, -high - 0.05, 0.035, -high + 0.01, (70, 70, 74))
    stripe = _rect(-0.1, -high * 0.55, 0.1, -high * 0.48, tint(color, 0.7))
    return [handle, _rect(-0.1, -high, 0.1, -0.01, color), stripe, disc((-0.07, -0.012), 0.012, (40,) * 3)]


def _backpack(rng: random.Random, color: Color) -> list[Shape]:
    loop = limb((-0.02, -0.265), (0.02, -0.265), 0.012, 0.012, (60, 60, 64))
    body = polygon([(-0.09, 0), (-0.1, -0.17), (-0.06, -0.26), (0.06, -0.26), (0.1, -0.17), (0.09, 0)], color)
    return [loop, body, _rect(-0.06, -0.12, 0.06, -0.02, tint(color, 0.75))]


def _bench(rng: random.Random, color: Color) -> list[Shape]:
    legs = [limb((x, -0.2), (x, -0.022), 0.022, 0.022, tint(color, 0.7)) for x in (-0.26, 0.26)]
    return [*legs, _rect(-0.32, -0.36, 0.32, -0.3, color), _rect(-0.32, -0.22, 0.32, -0.17, color)]


def _chair(rng: random.Random, color: Color) -> list[Shape]:
    dark = tint(color, 0.75)
    legs = [limb((x, -0.24), (x, -0.016), 0.016, 0.016, dark) for x in (-0.12, 0.12)]
    return [_rect(-0.14, -0.56, 0.14, -0.24, dark), *legs, _rect(-0.15, -0.26, 0.15, -0.21, color)]


def _skateboard(rng: random.Random, color: Color) -> list[Shape]:
    wheels = [disc((x, -0.02), 0.02, (50, 50, 54)) for x in (-0.12, 0.12)]
    return [*wheels, limb((-0.18, -0.05), (0.18, -0.05), 0.014, 0.014, color)]


def _umbrella(rng: random.Random, color: Color) -> list[Shape]:
    canopy = [(0.27 * math.cos(math.pi * i / 8), -0.2 - 0.15 * math.sin(math.pi * i / 8)) for i in range(9)]
    return [limb((0, 0.03), (0, -0.34), 0.009, 0.009, (60, 60, 64)), polygon(canopy, color)]


def _racket(rng: random.Random, color: Color) -> list[Shape]:
    shaft = limb((-0.02, 0.02), (0.09, -0.09), 0.014, 0.011, (50, 50, 56))
    rim = ellipse((0.155, -0.155), 0.1, 0.072, color, -math.pi / 4)
    return [shaft, rim, ellipse((0.155, -0.155), 0.08, 0.054, (226, 226, 214), -math.pi / 4)]


def _bat(rng: random.Random, color: Color) -> list[Shape]:
    return [limb((-0.03, 0.03), (0.24, -0.26), 0.012, 0.026, color)]


def _handbag(rng: random.Random, color: Color) -> list[Shape]:
    strap = polygon([(-0.012, -0.01), (0.012, -0.01), (0.05, 0.1), (-0.05, 0.1)], tint(color, 0.6))
    return [strap, polygon([(-0.07, 0.08), (0.07, 0.08), (0.085, 0.2), (-0.085, 0.2)], color)]


def _held_suitcase(rng: random.Random, color: Color) -> list[Shape]:
    return [_rect(-0.03, -0.015, 0.03, 0.05, (70, 70, 74)), _rect(-0.12, 0.04, 0.12, 0.24, color)]


def _held_backpack(rng: random.Random, color: Color) -> list[Shape]:
    return [move(shape, 0.8, 0.0, 0.22) for shape in _backpack(rng, color)]


_ON_GROUND: dict[str, Callable[[random.Random, Color], list[Shape]]] = {
    "sports ball": lambda rng, color: [disc((0, -0.06), 0.06, color)],
    "dog": _dog,
    "potted plant": _potted_plant,
    "suitcase": _suitcase,
    "backpack": _backpack,
    "bench": _bench,
    "chair": _chair,
    "skateboard": _skateboard,
}
_IN_HAND: dict[str, Callable[[random.Random, Color], list[Shape]]] = {
    "suitcase": _held_suitcase,
    "backpack": _held_backpack,
    "umbrella": _umbrella,
    "tennis racket": _racket,
    "baseball bat": _bat,
    "handbag": _handbag,
    "sports ball": lambda rng, color: [disc((0.02, -0.075), 0.062, color)],
    "frisbee": lambda rng, color: [ellipse((0.085, -0.01), 0.085, 0.03, color, rng.uniform(-0.3, 0.3))],
}

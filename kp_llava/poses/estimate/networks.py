"""Small networks that give the probability of each state of a part from the points of a person.

A network sees the points of `NETWORKS` relative to some of them, in body sizes, and which of them are labeled and
hidden. It is made for the left limb, and reads a right limb in the mirrored picture. What belongs to both sides is read
in the picture and in the mirrored one, and the mean of both logits is taken. Mirrored people so have mirrored states.
"""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...annotations.skeleton import COCO_SKELETON
from ..vocabulary import part_kind

Array = NDArray[np.float64]
State = tuple[str, str]
Layers = list[tuple[Array, Array]]

PARTS = COCO_SKELETON.parts
WEIGHTS = "weights.npz"
SCALE = 4.0  # of coordinates, so that their spread is about 1
FAR = 8.0  # a point so far away (in these units) is no point of this body
_SIDE = re.compile(r"\b(left|right)\b")


def swap_sides(text: str) -> str:
    """``"left arm"`` -> ``"right arm"``, and so for the viewer's sides."""
    return _SIDE.sub(lambda found: "right" if found[0] == "left" else "left", text)


_MIRROR = np.array([PARTS.index(swap_sides(name)) for name in PARTS])
_FLIP = np.array([-1.0, 1.0])


@dataclass(frozen=True, eq=False)
class Network:
    """What a network sees, and of what it says something.

    Attributes:
        points: the points that it sees, where they are labeled.
        middle: the points whose mean is the origin.
        parts: the parts whose states it gives; for limbs those of the left side.
        is_sided: whether it reads the limbs of one side.
        is_of_strong: whether it gives the states of `STRONG`, and no others.
    """

    points: tuple[str, ...]
    middle: tuple[str, ...]
    parts: tuple[str, ...]
    is_sided: bool
    is_of_strong: bool = False

    def gives(self, part: str, state: str) -> bool:
        """Whether it is made to give the probability of a state."""
        return part in self.parts and ((part_kind(part), state) in STRONG) is self.is_of_strong

    @cached_property
    def seen(self) -> NDArray[np.intp]:
        """The places of its points among `PARTS`."""
        return np.array([PARTS.index(name) for name in self.points])

    @cached_property
    def origin(self) -> NDArray[np.intp]:
        """The places of the points of its origin."""
        return np.array([PARTS.index(name) for name in self.middle])


def _both(*joints: str) -> tuple[str, ...]:
    return tuple(f"{side} {joint}" for joint in joints for side in ("left", "right"))


_BODY = ("nose", *_both("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"))
_FACE = ("nose", *_both("eye", "ear"))
STRONG = frozenset(
    {
        *(("trunk", state) for state in ("doubled over", "leaning far back", "leaning far forward")),
        *(("stance", state) for state in ("wide apart", "close together")),
        ("head", "turned over the shoulder"),
        ("hand", "high above the head"),
    }
)
"""(Kind of part, state) that texts state as far more than a weaker one. They are weighed, and never stated as facts."""
NETWORKS = {
    "arm": Network(_BODY, ("left shoulder",), ("left arm", "left hand"), True),
    "leg": Network(("nose", *_both("shoulder", "hip", "knee", "ankle")), ("left hip",), ("left leg",), True),
    "body": Network(
        _BODY, _both("shoulder", "hip"), ("posture", "trunk", "body", "side", "stance", "legs", "hands"), False
    ),
    "head": Network((*_FACE, *_both("shoulder")), _FACE, ("head",), False),
    "strong": Network(
        PARTS, _both("shoulder", "hip"), ("trunk", "stance", "head", "left hand", "right hand"), False, True
    ),
}


def read_rows(network: Network, places: Array, labeled: Array, hidden: Array) -> Array:
    """What a network sees of each person, a row each.

    Args:
        network: the network.
        places: x and y of each of `PARTS` in body sizes, of shape (people, 17, 2); 0 where a point is not labeled.
        labeled: 1.0 for labeled points, else 0.0, of shape (people, 17).
        hidden: 1.0 for labeled points that are hidden.

    Returns:
        All x, all y, what is labeled and what is hidden, next to each other.
    """
    seen, middle = network.seen, network.origin
    count = np.maximum(labeled.take(middle, 1).sum(1), 1.0)
    origin = places.take(middle, 1).sum(1) / count[:, None]
    own = labeled.take(seen, 1)
    apart = (places.take(seen, 1) - origin[:, None]) * SCALE
    apart = np.minimum(np.maximum(apart, -FAR), FAR) * own[:, :, None]
    return np.concatenate([apart[:, :, 0], apart[:, :, 1], own, hidden.take(seen, 1)], axis=1)


def mirror(places: Array, labeled: Array, hidden: Array) -> tuple[Array, Array, Array]:
    """The same people in a mirror: what was left is right."""
    return places.take(_MIRROR, 1) * _FLIP, labeled.take(_MIRROR, 1), hidden.take(_MIRROR, 1)


class Fitted:
    """A trained network.

    Args:
        network: what it sees.
        states: of the parts that it gives probabilities of, in the order of its logits.
        layers: weights and biases.
    """

    def __init__(self, network: Network, states: tuple[State, ...], layers: Layers) -> None:
        self.network, self.states, self.layers = network, states, layers

    @cached_property
    def swapped(self) -> list[int]:
        """The places of the states that hold in a mirror."""
        at = {state: place for place, state in enumerate(self.states)}
        return [at[swap_sides(part), swap_sides(state)] for part, state in self.states]

    def run(self, rows: Array) -> Array:
        """The logits of the states, a row for each that `read_rows` made."""
        for weights, biases in self.layers[:-1]:
            rows = rows @ weights
            rows += biases
            np.maximum(rows, 0.0, out=rows)
        weights, biases = self.layers[-1]
        return rows @ weights + biases

    def logits(self, rows: Array) -> Array:
        """The logits of people and, in the second half of the rows, of the same people in a mirror.

        Of limbs the second half is that of the right ones; of everything else there is one half.
        """
        found = self.run(rows)
        if self.network.is_sided:
            return found
        half = len(found) // 2
        mean: Array = (found[:half] + found[half:][:, self.swapped]) / 2
        return mean


@lru_cache(maxsize=1)
def load_networks() -> dict[str, Fitted]:
    """The trained networks of the package by name."""
    file = importlib.resources.files(__package__).joinpath(WEIGHTS)
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        return {name: read_network(name, stored) for name in NETWORKS}


def read_network(name: str, stored: Mapping[str, NDArray[Any]], network: Network | None = None) -> Fitted:
    """A network from the arrays that it is stored as: one of `NETWORKS`, or another one."""
    states = tuple((part, state) for part, state in (str(one).split("|") for one in stored[f"{name} states"]))
    layers, place = [], 0
    while f"{name} weights {place}" in stored:
        pair = stored[f"{name} weights {place}"], stored[f"{name} biases {place}"]
        layers.append((pair[0].astype(np.float64), pair[1].astype(np.float64)))
        place += 1
    return Fitted(network or NETWORKS[name], states, layers)


def pack_network(name: str, fitted: Fitted) -> dict[str, NDArray[Any]]:
    """The arrays that a network is stored as, weights in half precision."""
    packed: dict[str, NDArray[Any]] = {f"{name} states": np.array(["|".join(one) for one in fitted.states])}
    for place, (weights, biases) in enumerate(fitted.layers):
        packed[f"{name} weights {place}"] = weights.astype(np.float16)
        packed[f"{name} biases {place}"] = biases.astype(np.float16)
    return packed

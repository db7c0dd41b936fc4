"""What people certainly do not do of whom too little is labeled for the other networks: busts, and who is cut off.

One network has seen people in space without hips and legs, cut by an edge of the picture, or with points left out.
`benchmarks/fit_partial.py` writes partial.npz with it and with a limit for each kind of state: at most 0.5% of those
who are in such a state have a lower probability.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...annotations.scene import OCCLUDED
from ..body import Body
from ..confidence import kind_of
from ..vocabulary import part_kind
from .networks import PARTS, Array, Fitted, Network, mirror, read_network, read_rows

FILE = "partial.npz"
NAME = "partial"
_SIDES = ("left", "right")
_ARMS = tuple(f"{side} {part}" for side in _SIDES for part in ("arm", "hand"))
_JOINTS = tuple(f"{side} {joint}" for joint in ("shoulder", "elbow", "wrist", "hip") for side in _SIDES)
NETWORK = Network(
    ("nose", *(f"{side} {part}" for part in ("eye", "ear") for side in _SIDES), *_JOINTS),
    _JOINTS[:2],
    (*_ARMS, "hands", "trunk", "posture", "head", "body"),
    False,
)
_HEAD = ("nose", "left ear", "right ear")
_CERTAIN = 0.985
"""The confidence of what is excluded: 0.5% of true states, and some more for people who are not as those in space."""


def knows(body: Body, part: str) -> bool:
    """Whether enough is labeled: a head and a shoulder, and of an arm the wrist."""
    if not any(body.has(name) for name in _HEAD) or not any(body.has(name) for name in _JOINTS[:2]):
        return False
    kind = part_kind(part)
    if kind == "hands":
        return body.has("left wrist", "right wrist")
    return kind not in ("arm", "hand") or body.has(f"{part.split()[0]} wrist")


def excludes(body: Body, part: str, state: str) -> float:
    """The confidence that a part is not in a state; 0.0 where the points do not say.

    Args:
        body: of whom the other networks say nothing about the state.
        part: as in `Fact`.
        state: as in `Fact`.
    """
    _, limits, columns = _load()
    column = columns.get((part, state))
    limit = limits.get(kind_of(part, state), 0.0)
    if column is None or not limit or not knows(body, part):
        return 0.0
    return _CERTAIN if _read(body)[column] < limit else 0.0


def likelihood(body: Body, part: str, state: str) -> float | None:
    """How likely a part is in a state, of whom the other networks say nothing; None where the points do not say.

    Args:
        body: of the person.
        part: as in `Fact`.
        state: as in `Fact`.
    """
    column = _load()[2].get((part, state))
    return float(_read(body)[column]) if column is not None and knows(body, part) else None


def known_states() -> tuple[tuple[str, str], ...]:
    """All (part, state) that may be excluded."""
    _, limits, columns = _load()
    return tuple(state for state in columns if kind_of(*state) in limits)


@lru_cache(maxsize=64)
def _read_points(points: tuple[tuple[str, tuple[float, float, int]], ...], size: float) -> NDArray[np.float64]:
    """The probabilities of all states of one person: those with hidden points marked and not, whichever is higher."""
    places, labeled, hidden = np.zeros((2, len(PARTS), 2)), np.zeros((2, len(PARTS))), np.zeros((2, len(PARTS)))
    for name, (x, y, visibility) in points:
        if name in PARTS:
            place = PARTS.index(name)
            places[:, place] = x / size, y / size
            labeled[:, place] = 1.0
            hidden[0, place] = visibility == OCCLUDED
    shares: Array = read_chances(_load()[0], places, labeled, hidden).max(0)
    return shares


def _read(body: Body) -> NDArray[np.float64]:
    return _read_points(tuple(body.points.items()), body.size)


def read_chances(fitted: Fitted, places: Array, labeled: Array, hidden: Array) -> Array:
    """The probability of each state of people, a row each; the arguments are those of `networks.read_rows`."""
    plain = places, labeled, hidden
    rows = np.concatenate([read_rows(fitted.network, *one) for one in (plain, mirror(*plain))])
    shares: Array = (0.5 + 0.5 * np.tanh(0.5 * fitted.logits(rows))).round(4)
    return shares


@lru_cache(maxsize=1)
def _load() -> tuple[Fitted, Mapping[str, float], dict[tuple[str, str], int]]:
    """The network, the limit of each kind, and the places of its states."""
    file = importlib.resources.files(__package__).joinpath(FILE)
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
        fitted = read_network(NAME, stored, NETWORK)
        limits = dict(zip(stored["kinds"].tolist(), stored["limits"].tolist(), strict=True))
    return fitted, limits, {state: column for column, state in enumerate(fitted.states)}

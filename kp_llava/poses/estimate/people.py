"""How likely the people of a scene hold each state, worked out for all of them at once.

`benchmarks/fit_estimate.py` writes weights.npz, and limits.json: from which probability a state holds for certain, and
from which it certainly does not.
"""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...annotations.scene import OCCLUDED
from ..body import Body
from ..confidence import NEVER, kind_of, stated_kinds, sure_from
from ..vocabulary import Fact
from .needs import find_needs
from .networks import PARTS, Array, Fitted, State, load_networks, mirror, read_rows

LIMITS = "limits.json"
_NOT_STATED = frozenset(
    {
        "arm/at shoulder height",
        "body/seen from the side",
        "hand/in front of the chest",
        "posture/standing",
        "stance/apart",
        "stance/striding",
        "stance/together",
    }
)
"""Kinds that the networks state nothing of.

The truth that they are fitted on is wider than what a viewer calls so, as of an arm whose elbow hangs while the hand is
as high as the shoulder, or rests on what people usually do, as of feet that look close together.
"""
_STATED_BY = {"arm/bent": "arm/sharply bent", "leg/bent": "leg/sharply bent"}
"""Kinds that are stated where a stricter one is certain: nearly straight limbs are bent by a little as well."""
_YIELDS = {
    "upright": ("leaning to the viewer's left", "leaning to the viewer's right"),
    "leaning to the viewer's left": ("horizontal",),
    "leaning to the viewer's right": ("horizontal",),
    "horizontal": ("bent over",),
    "sharply bent": ("straight",),
    "straight": ("sharply bent",),
}
"""A state of a part that is not stated where another one is certain as well: both hold near their limits."""
_LIKELY = 0.9
_CLOSE_TO_SURE = 0.75
"""What is excluded with less than the limit of its kind has at most this confidence."""


@lru_cache(maxsize=1)
def _limits() -> dict[str, dict[str, float]]:
    text = importlib.resources.files(__package__).joinpath(LIMITS).read_text(encoding="utf-8")
    found: dict[str, dict[str, float]] = json.loads(text)
    return found


class Chance(NamedTuple):
    """The probability that a state holds: its least and its greatest value.

    They differ where points are hidden: the one without, and the one with what a hidden point says.
    """

    least: float
    most: float


class _Sheet(NamedTuple):
    """What one network says: of each person a row, of right limbs in the second half."""

    fitted: Fitted
    least: Array
    most: Array


class Estimate:
    """The probabilities of states of people.

    Args:
        bodies: by annotation id; None where no size is known.
    """

    def __init__(self, bodies: Mapping[int, Body | None]) -> None:
        self._bodies = {subject: body for subject, body in bodies.items() if body is not None}
        self._rows = {subject: row for row, subject in enumerate(self._bodies)}
        self._sheets: dict[str, _Sheet] = {}

    def chance(self, subject: int, part: str, state: str) -> Chance | None:
        """How likely a part of a person is in a state; None where the points do not say, or no network knows the state.

        Args:
            subject: the person's annotation id.
            part: as in `Fact`.
            state: as in `Fact`.
        """
        row = self._rows.get(subject)
        name = _network_of().get((part, state))
        if row is None or name is None or not _has_points(self._bodies[subject], part, state):
            return None
        sheet = self._sheet(name)
        is_mirrored, column = sheet.fitted.columns[part, state]
        row += len(self._rows) * is_mirrored
        return Chance(float(sheet.least[row, column]), float(sheet.most[row, column]))

    def proof(self, subject: int, part: str, state: str) -> float:
        """The probability of a state that texts have words for, where it is at least `_LIKELY`; else 0.0."""
        kind = kind_of(part, state)
        if kind not in stated_kinds() - _NOT_STATED:
            return 0.0
        if kind in _STATED_BY:
            state = _STATED_BY[kind].split("/")[1]
        chances = [self.chance(subject, part, one) for one in (state, *_YIELDS.get(state, ()))]
        shares = [0.0 if chance is None else chance.least for chance in chances]
        return shares[0] if shares[0] >= _LIKELY > max(shares[1:], default=0.0) else 0.0

    def against(self, subject: int, part: str, state: str) -> float:
        """The confidence that a part is not in a state; 0.0 where the points do not say."""
        chance = self.chance(subject, part, state)
        if chance is None:
            return 0.0
        confidence = round(1.0 - chance.most, 3)
        limit = _limits()["excluded_from"][kind_of(part, state)]
        return confidence if confidence >= limit else min(confidence, _CLOSE_TO_SURE)

    @cached_property
    def facts(self) -> dict[int, list[Fact]]:
        """What is certain about each person by annotation id, of the states that texts have words for."""
        found: dict[int, list[Fact]] = {subject: [] for subject in self._bodies}
        if not found:
            return found
        subjects = list(found)
        patterns = [row.tobytes() for row in self._inputs[1].astype(bool)]
        for name, asked in _asked().items():
            sheet = self._sheet(name)
            # a hidden point lets no state be stated that yields to another one where all are seen
            certain = (sheet.least >= asked.limits) & ~((sheet.most >= asked.limits) @ asked.yields)
            certain &= [_find_known(name, pattern) for pattern in patterns[: len(certain)]]
            points: dict[int, tuple[str, ...]] = {}
            places, columns = certain.nonzero()
            shares = np.maximum(sheet.least, asked.floors)[places, columns].tolist()
            for place, column, share in zip(places.tolist(), columns.tolist(), shares, strict=True):
                is_mirrored, row = divmod(place, len(subjects))
                subject = subjects[row]
                if row not in points:
                    points[row] = _points_of(sheet.fitted, self._bodies[subject])
                part, state = asked.states[is_mirrored][column]
                found[subject].append(Fact(subject, part, state, share, points[row]))
        return found

    @cached_property
    def _inputs(self) -> tuple[Array, Array, Array]:
        """Places, labeled points and hidden points of the people, and of the same people in a mirror."""
        nowhere = (0.0, 0.0, 0)
        raw = np.array([[body.points.get(name, nowhere) for name in PARTS] for body in self._bodies.values()], float)
        sizes = np.array([body.size for body in self._bodies.values()])
        places = raw[:, :, :2] / sizes[:, None, None]
        labeled, hidden = (raw[:, :, 2] > 0).astype(float), (raw[:, :, 2] == OCCLUDED).astype(float)
        turned = mirror(places, labeled, hidden)
        both = zip((places, labeled, hidden), turned, strict=True)
        places, labeled, hidden = (np.concatenate(pair) for pair in both)
        return places, labeled, hidden

    def _sheet(self, name: str) -> _Sheet:
        if name not in self._sheets:
            self._sheets[name] = self._read(load_networks()[name])
        return self._sheets[name]

    def _read(self, fitted: Fitted) -> _Sheet:
        rows = read_rows(fitted.network, *self._inputs)
        found = _to_shares(fitted.logits(rows))
        if not rows[:, -len(fitted.network.points) :].any():
            return _Sheet(fitted, found, found)
        # a hidden point may change what is likely, and makes nothing more certain
        rows[:, -len(fitted.network.points) :] = 0.0
        plain = _to_shares(fitted.logits(rows))
        return _Sheet(fitted, np.minimum(found, plain), np.maximum(found, plain))


def _to_shares(logits: Array) -> Array:
    """Probabilities in thousandths: far less than that is left to the order of sums."""
    shares: Array = (0.5 + 0.5 * np.tanh(logits / 2)).round(3)  # the logistic function, which so never overflows
    return shares


def _points_of(fitted: Fitted, body: Body) -> tuple[str, ...]:
    """The points that a network's facts about a body rest on."""
    return tuple(sorted(body.size_points.union(name for name in fitted.network.points if name in body.points)))


@lru_cache(maxsize=16384)
def _find_known(name: str, pattern: bytes) -> NDArray[np.bool_]:
    """For each state of a network whether its points are among those labeled, which are given as bytes of booleans."""
    labeled = {part for part, is_labeled in zip(PARTS, pattern, strict=True) if is_labeled}
    return np.array(
        [
            all(any(labeled.issuperset(group) for group in groups) for groups in find_needs(part, state))
            for part, state in load_networks()[name].states
        ]
    )


def _has_points(body: Body, part: str, state: str) -> bool:
    return all(any(body.has(*group) for group in groups) for groups in find_needs(part, state))


@lru_cache(maxsize=1)
def _network_of() -> dict[State, str]:
    return {state: name for name, fitted in load_networks().items() for state in fitted.columns}


def _words_of(part: str, state: str) -> State:
    """The state that is stated where one is certain."""
    kind = kind_of(part, state)
    return part, next((broad.split("/")[1] for broad, strict in _STATED_BY.items() if strict == kind), state)


class _Asked(NamedTuple):
    """What is asked of one network.

    Attributes:
        limits: from where the state of each column is certain.
        floors: the least confidence of its facts: each is as sure as those of rules have to be.
        yields: whether the state of a row, where it is certain, keeps that of the column from being stated.
        states: of the columns of people, and of people in a mirror.
    """

    limits: Array
    floors: Array
    yields: NDArray[np.bool_]
    states: tuple[list[State], list[State]]


@lru_cache(maxsize=1)
def _asked() -> dict[str, _Asked]:
    limits, found = _limits()["sure_from"], {}
    for name, fitted in load_networks().items():
        columns: tuple[list[State], list[State]] = ([], [])
        for state, (is_mirrored, _) in sorted(fitted.columns.items(), key=lambda item: item[1]):
            columns[is_mirrored].append(_words_of(*state))
        kinds = [kind_of(part, state) for part, state in fitted.states]
        stated = stated_kinds() - _NOT_STATED - _STATED_BY.keys()
        least = [limits[kind] if kind in stated | set(_STATED_BY.values()) else NEVER for kind in kinds]
        yields = [
            [part == other and has in _YIELDS.get(state, ()) for part, state in fitted.states]
            for other, has in fitted.states
        ]
        if min(least) <= 1.0:
            floors = [sure_from(*_words_of(*state)) for state in fitted.states]
            found[name] = _Asked(np.array(least), np.array(floors), np.array(yields), columns)
    return found

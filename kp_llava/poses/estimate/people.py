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
_NOT_STATED = frozenset({"arm/at shoulder height"})
"""Kinds that rules ask more of than that the state holds: the elbow has to be as high."""
_YIELDS = {
    "upright": ("leaning to the viewer's left", "leaning to the viewer's right"),
    "leaning to the viewer's left": ("horizontal",),
    "leaning to the viewer's right": ("horizontal",),
    "horizontal": ("bent over",),
    "bent": ("straight",),
    "straight": ("bent",),
}
"""A state of a part that is not stated where another one is certain as well: both hold near their limits."""
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
        subjects = list(self._bodies)
        for name, asked in _asked().items() if subjects else ():
            sheet = self._sheet(name)
            # a hidden point lets no state be stated that yields to another one where all are seen
            certain = (sheet.least >= asked.limits) & ~((sheet.most >= asked.limits) @ asked.yields)
            for place, column in zip(*np.nonzero(certain), strict=True):
                is_mirrored, row = divmod(int(place), len(subjects))
                part, state = asked.states[is_mirrored][column]
                subject = subjects[row]
                body = self._bodies[subject]
                if _has_points(body, part, state):
                    confidence = max(float(sheet.least[place, column]), sure_from(part, state))
                    points = self._points(body, sheet.fitted)
                    found[subject].append(Fact(subject, part, state, confidence, points))
        return found

    def _points(self, body: Body, fitted: Fitted) -> tuple[str, ...]:
        return tuple(sorted(body.size_points.union(name for name in fitted.network.points if name in body.points)))

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
        if not self._inputs[2][:, fitted.network.seen].any():
            return _Sheet(fitted, found, found)
        # a hidden point may change what is likely, and makes nothing more certain
        rows[:, -len(fitted.network.points) :] = 0.0
        plain = _to_shares(fitted.logits(rows))
        return _Sheet(fitted, np.minimum(found, plain), np.maximum(found, plain))


def _to_shares(logits: Array) -> Array:
    shares: Array = (1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))).round(3)
    return shares


def _has_points(body: Body, part: str, state: str) -> bool:
    return all(any(body.has(*group) for group in groups) for groups in find_needs(part, state))


@lru_cache(maxsize=1)
def _network_of() -> dict[State, str]:
    return {state: name for name, fitted in load_networks().items() for state in fitted.columns}


class _Asked(NamedTuple):
    """What is asked of one network.

    Attributes:
        limits: from where the state of each column is certain.
        yields: whether the state of a row, where it is certain, keeps that of the column from being stated.
        states: of the columns of people, and of people in a mirror.
    """

    limits: Array
    yields: NDArray[np.bool_]
    states: tuple[list[State], list[State]]


@lru_cache(maxsize=1)
def _asked() -> dict[str, _Asked]:
    limits, found = _limits()["sure_from"], {}
    for name, fitted in load_networks().items():
        columns: tuple[list[State], list[State]] = ([], [])
        for state, (is_mirrored, _) in sorted(fitted.columns.items(), key=lambda item: item[1]):
            columns[is_mirrored].append(state)
        kinds = [kind_of(part, state) for part, state in fitted.states]
        stated = stated_kinds() - _NOT_STATED
        least = [limits[kind] if kind in stated else NEVER for kind in kinds]
        yields = [
            [part == other and has in _YIELDS.get(state, ()) for part, state in fitted.states]
            for other, has in fitted.states
        ]
        if min(least) <= 1.0:
            found[name] = _Asked(np.array(least), np.array(yields), columns)
    return found

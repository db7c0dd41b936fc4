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
from .bank import load_bank
from .needs import find_needs
from .networks import PARTS, STRONG, Array, State, load_networks
from .partial import excludes, likelihood

LIMITS = "limits.json"
_NOT_STATED = frozenset(
    {
        "arm/at shoulder height",
        "arm/out to the side",
        "arm/reaching to the viewer's side",
        "body/seen from the side",
        "hand/in front of the chest",
        "head/facing the viewer",
        "posture/standing",
        "stance/apart",
        "stance/striding",
        "stance/together",
        *(f"{part}/{state}" for part, state in STRONG),
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
_DOUBTS = {"sitting": ("crouching", 0.02)}
"""A state that is not stated where another one is as likely as that: who crouches is rarer, and looks as if sitting."""
_NOWHERE = (0.0, 0.0, 0)
_LIKELY = 0.95
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


class Estimate:
    """The probabilities of states of people.

    Args:
        bodies: by annotation id; None where no size is known.
    """

    def __init__(self, bodies: Mapping[int, Body | None]) -> None:
        self._bodies = {subject: body for subject, body in bodies.items() if body is not None}
        self._rows = {subject: row for row, subject in enumerate(self._bodies)}

    def chance(self, subject: int, part: str, state: str) -> Chance | None:
        """How likely a part of a person is in a state; None where the points do not say, or no network knows the state.

        Args:
            subject: the person's annotation id.
            part: as in `Fact`.
            state: as in `Fact`.
        """
        column = load_bank().columns.get((part, state))
        if column is None or subject not in self._rows or not _has_points(self._bodies[subject], part, state):
            return None
        row = self._rows[subject]
        least, most = self._chances
        return Chance(float(least[row, column]), float(most[row, column]))

    def glimpse(self, subject: int, part: str, state: str) -> float | None:
        """How likely a state is of whom too little is labeled for `chance`; None if the points do not say."""
        body = self._bodies.get(subject)
        return None if body is None or _has_points(body, part, state) else likelihood(body, part, state)

    def proof(self, subject: int, part: str, state: str) -> float:
        """The probability of a state that texts have words for, where it is at least `_LIKELY`; else 0.0."""
        kind = kind_of(part, state)
        if kind not in stated_kinds() - _NOT_STATED:
            return 0.0
        if kind in _STATED_BY:
            state = _STATED_BY[kind].split("/")[1]
        chances = [self.chance(subject, part, one) for one in (state, *_YIELDS.get(state, ()))]
        shares = [0.0 if chance is None else chance.least for chance in chances]
        if state in _DOUBTS:
            doubt = self.chance(subject, part, _DOUBTS[state][0])
            if doubt is not None and doubt.most >= _DOUBTS[state][1]:
                return 0.0
        return shares[0] if shares[0] >= _LIKELY > max(shares[1:], default=0.0) else 0.0

    def against(self, subject: int, part: str, state: str) -> float:
        """The confidence that a part is not in a state; 0.0 where the points do not say."""
        chance = self.chance(subject, part, state)
        if chance is None:
            body = self._bodies.get(subject)
            return 0.0 if body is None or _has_points(body, part, state) else excludes(body, part, state)
        confidence = round(1.0 - chance.most, 3)
        limit = _limits()["excluded_from"][kind_of(part, state)]
        return confidence if confidence >= limit else min(confidence, _CLOSE_TO_SURE)

    @cached_property
    def facts(self) -> dict[int, list[Fact]]:
        """What is certain about each person by annotation id, of the states that texts have words for."""
        found: dict[int, list[Fact]] = {subject: [] for subject in self._bodies}
        if not found:
            return found
        asked, (least, most) = _asked(), self._chances
        labeled = [row.tobytes() for row in self._inputs[1].astype(bool)]
        certain = least >= asked.limits
        certain &= [_find_known(row) for row in labeled]
        subjects, seen = list(found), load_bank().networks
        rows, columns = certain.nonzero()
        shares = np.maximum(least, asked.floors)[rows, columns].tolist()
        for row, column, share in zip(rows.tolist(), columns.tolist(), shares, strict=True):
            # a hidden point lets no state be stated that yields to another one where all are seen
            if any(most[row, rival] >= limit for rival, limit in asked.rivals[column]):
                continue
            subject, (part, state) = subjects[row], asked.states[column]
            points = _points_of(seen[column], labeled[row], self._bodies[subject].size_points)
            found[subject].append(Fact(subject, part, state, share, points))
        return found

    @cached_property
    def _inputs(self) -> tuple[Array, Array, Array]:
        """Places, labeled points and hidden points of the people."""
        raw = np.array(
            [number for body in self._bodies.values() for name in PARTS for number in body.points.get(name, _NOWHERE)],
            float,
        ).reshape(len(self._bodies), len(PARTS), 3)
        sizes = np.array([body.size for body in self._bodies.values()])
        flags = raw[:, :, 2]
        return raw[:, :, :2] / sizes[:, None, None], (flags > 0).astype(float), (flags == OCCLUDED).astype(float)

    @cached_property
    def _chances(self) -> tuple[Array, Array]:
        return load_bank().read(*self._inputs)


@lru_cache(maxsize=16384)
def _points_of(network: int, labeled: bytes, of_size: frozenset[str]) -> tuple[str, ...]:
    """The points that a network's facts rest on: those that it sees, and those that the body's size was taken from."""
    seen = list(load_networks().values())[network].network.seen
    return tuple(sorted(of_size.union(PARTS[place] for place in seen if labeled[place])))


@lru_cache(maxsize=16384)
def _find_known(labeled: bytes) -> NDArray[np.bool_]:
    """For each state whether its points are among the labeled ones, which are given as bytes of booleans."""
    has = sum(1 << place for place, is_labeled in enumerate(labeled) if is_labeled)
    needs, numbers = _needs()
    fits = [all(any(group & has == group for group in groups) for groups in need) for need in needs]
    return np.array(fits)[numbers]


@lru_cache(maxsize=1)
def _needs() -> tuple[list[tuple[tuple[int, ...], ...]], list[int]]:
    """What states need, each need once and its groups as bits, and the number of the need of each state."""
    found: dict[tuple[tuple[int, ...], ...], int] = {}
    numbers = []
    for part, state in load_bank().states:
        need = tuple(
            tuple(sum(1 << PARTS.index(name) for name in group) for group in groups)
            for groups in find_needs(part, state)
        )
        numbers.append(found.setdefault(need, len(found)))
    return list(found), numbers


def _has_points(body: Body, part: str, state: str) -> bool:
    return all(any(body.has(*group) for group in groups) for groups in find_needs(part, state))


def _words_of(part: str, state: str) -> State:
    """The state that is stated where one is certain."""
    kind = kind_of(part, state)
    return part, next((broad.split("/")[1] for broad, strict in _STATED_BY.items() if strict == kind), state)


class _Asked(NamedTuple):
    """What is asked of the states.

    Attributes:
        limits: from where each is certain.
        floors: the least confidence of its facts: each is as sure as those of rules have to be.
        rivals: for each the places of those that keep it from being stated, and from which probability.
        states: what is stated.
    """

    limits: Array
    floors: Array
    rivals: list[list[tuple[int, float]]]
    states: list[State]


@lru_cache(maxsize=1)
def _asked() -> _Asked:
    limits, bank = _limits()["sure_from"], load_bank()
    stated = (stated_kinds() - _NOT_STATED - _STATED_BY.keys()) | set(_STATED_BY.values())
    kinds = [kind_of(part, state) for part, state in bank.states]
    words = [_words_of(part, state) for part, state in bank.states]
    least = [limits[kind] if kind in stated else NEVER for kind in kinds]
    rivals = []
    for part, state in bank.states:
        places = [bank.columns[part, other] for other in _YIELDS.get(state, ())]
        doubts = [(bank.columns[part, other], limit) for one, (other, limit) in _DOUBTS.items() if one == state]
        rivals.append([*((place, least[place]) for place in places), *doubts])
    floors = [sure_from(part, state) for part, state in words]
    return _Asked(np.array(least), np.array(floors), rivals, words)

"""All networks as one, which reads the people of a scene at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .networks import FAR, PARTS, SCALE, Array, Fitted, State, load_networks, mirror, swap_sides

_X, _Y, _LABELED, _HIDDEN = (number * len(PARTS) for number in range(4))
_ZERO = 4 * len(PARTS)
_ONE = _ZERO + 1
_ORIGINS = _ZERO + 2


class Bank:
    """Several trained networks whose inputs are gathered together.

    Args:
        fitted: the networks.

    Attributes:
        states: of all networks, those of right limbs after those of left ones.
        networks: for each state the place of its network.
    """

    def __init__(self, fitted: list[Fitted]) -> None:
        self._fitted = fitted
        self.states: list[State] = []
        self.networks: list[int] = []
        for number, one in enumerate(fitted):
            both = [*one.states, *((swap_sides(part), swap_sides(state)) for part, state in one.states)]
            states = both if one.network.is_sided else list(one.states)
            self.states += states
            self.networks += [number] * len(states)
        self.columns = {state: column for column, state in enumerate(self.states)}
        # which column of the people's sheet each input is, what is taken off it, and what it is multiplied by
        self._own, self._off, self._times = (np.array(one) for one in zip(*self._find_inputs(), strict=True))
        # sums of x, of y and of the labeled points of each origin
        self._sums = np.zeros((_HIDDEN, 3 * len(fitted)))
        for number, one in enumerate(fitted):
            for kind, start in enumerate((_X, _Y, _LABELED)):
                self._sums[start + one.network.origin, kind * len(fitted) + number] = 1.0

    def _find_inputs(self) -> list[tuple[int, int, int]]:
        """For each input of each network, in their order, as `networks.read_rows` has it."""
        found = []
        for number, one in enumerate(self._fitted):
            seen = one.network.seen.tolist()
            for start, origin in ((_X, _ORIGINS + number), (_Y, _ORIGINS + len(self._fitted) + number)):
                found += [(start + place, origin, _LABELED + place) for place in seen]
            found += [(start + place, _ZERO, _ONE) for start in (_LABELED, _HIDDEN) for place in seen]
        return found

    def read(self, places: Array, labeled: Array, hidden: Array) -> tuple[Array, Array]:
        """The least and the greatest probability of each state, a row for each person.

        They are those with and without what hidden points say: a hidden point makes nothing more certain.

        Args:
            places: x and y of the points in body sizes, of shape (people, 17, 2); 0 where a point is not labeled.
            labeled: 1.0 for labeled points, else 0.0, of shape (people, 17).
            hidden: 1.0 for labeled points that are hidden.
        """
        count, marked = len(places), np.nonzero(hidden.any(1))[0]
        if len(marked):  # the same people once more, with every point seen
            places, labeled = (np.concatenate((one, one[marked])) for one in (places, labeled))
            hidden = np.concatenate((hidden, np.zeros((len(marked), len(PARTS)))))
        both = zip((places, labeled, hidden), mirror(places, labeled, hidden), strict=True)
        shares = self._run(self._gather(*(np.concatenate(pair) for pair in both)))
        least, most = shares[:count], shares[:count].copy()
        if len(marked):
            least[marked] = np.minimum(most[marked], shares[count:])
            most[marked] = np.maximum(most[marked], shares[count:])
        return least, most

    def _run(self, rows: Array) -> Array:
        """The probabilities of people from their rows and, after these, those in a mirror."""
        count = len(rows) // 2
        logits = np.empty((count, len(self.states)))
        start = column = 0
        for one in self._fitted:
            end = start + 4 * len(one.network.points)
            found = one.run(rows[:, start:end])
            start, middle = end, column + len(one.states)
            if one.network.is_sided:
                logits[:, column:middle] = found[:count]
                column, middle = middle, middle + len(one.states)
                logits[:, column:middle] = found[count:]
            else:
                logits[:, column:middle] = (found[:count] + found[count:].take(one.swapped, 1)) / 2
            column = middle
        # the logistic function, which so never overflows; in thousandths, as less is left to the order of sums
        np.tanh(np.multiply(logits, 0.5, out=logits), out=logits)
        shares: Array = (0.5 + 0.5 * logits).round(3)
        return shares

    def _gather(self, places: Array, labeled: Array, hidden: Array) -> Array:
        """What all networks see of each person, next to each other."""
        count, networks = len(places), len(self._fitted)
        sheet = np.empty((count, _ORIGINS + 2 * networks))
        sheet[:, _X:_Y], sheet[:, _Y:_LABELED] = places[:, :, 0], places[:, :, 1]
        sheet[:, _LABELED:_HIDDEN], sheet[:, _HIDDEN:_ZERO] = labeled, hidden
        sheet[:, _ZERO], sheet[:, _ONE] = 0.0, 1.0
        sums = sheet[:, :_HIDDEN] @ self._sums
        points = np.maximum(sums[:, 2 * networks :], 1.0)
        sheet[:, _ORIGINS : _ORIGINS + networks] = sums[:, :networks] / points
        sheet[:, _ORIGINS + networks :] = sums[:, networks : 2 * networks] / points
        sheet[:, :_LABELED] *= SCALE
        sheet[:, _ORIGINS:] *= SCALE
        rows: Array = sheet.take(self._own, 1)
        rows -= sheet.take(self._off, 1)
        np.minimum(np.maximum(rows, -FAR, out=rows), FAR, out=rows)
        rows *= sheet.take(self._times, 1)
        return rows


@lru_cache(maxsize=1)
def load_bank() -> Bank:
    """The networks of the package."""
    return Bank(list(load_networks().values()))

"""When the next call may start: how many at once, how fast, and how much money; one turn after the other.

The number of calls at once grows with success and shrinks when the server is overloaded, as a network's sender does:
fast growth until the first sign of overload, then slow growth. A call that takes long holds nothing but its own place.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from ..cost.prices import Budget

_FIRST_WINDOW = 64
_SHRINK = 0.7
_LONGEST_HOLD_S = 120.0


@dataclass(frozen=True)
class Place:
    """A call's right to be made.

    Attributes:
        number: how many calls had one before it.
        tokens: reserved of the tokens a minute.
        cost: reserved of the money, in US dollars.
    """

    number: int
    tokens: float
    cost: float


class Limits:
    """The places that calls need; all of it is used from one thread."""

    def __init__(
        self,
        most_at_once: int,
        *,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        budget: Budget | None = None,
        is_adaptive: bool = True,
    ) -> None:
        self._most_at_once = most_at_once
        self._window = float(min(most_at_once, _FIRST_WINDOW) if is_adaptive else most_at_once)
        self._is_growing_fast = True
        self._in_flight = 0
        self._places = 0
        self._places_at_shrink = 0
        self._places_at_outage = 0
        self._requests = Pace(requests_per_minute)
        self._tokens = Pace(tokens_per_minute)
        self._budget = budget
        self._held_until = 0.0
        self._is_stopped = False
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()

    @property
    def is_stopped(self) -> bool:
        """Whether no more calls are to be made."""
        return self._is_stopped

    @property
    def load(self) -> float:
        """How much of what the server can take it has: calls in flight by the calls that may be."""
        return self._in_flight / self.window

    @property
    def window(self) -> int:
        """How many calls may be in flight now."""
        return max(1, int(self._window))

    async def take_place(self, tokens: float, cost: float = 0.0) -> Place | None:
        """Wait for the right to make a call.

        Args:
            tokens: the most that the call can use.
            cost: the most that the call can cost, in US dollars.

        Returns:
            The place, or None when no more calls are to be made.
        """
        if self._turn.locked() or self.wait_s(tokens, cost) != 0.0:
            async with self._turn:
                while (wait_s := self.wait_s(tokens, cost)) != 0.0:
                    if self._is_stopped:
                        break
                    self._changed.clear()
                    try:
                        await asyncio.wait_for(self._changed.wait(), wait_s)
                    except asyncio.TimeoutError:
                        continue
        return None if self._is_stopped else self.take_now(tokens, cost)

    def take_now(self, tokens: float, cost: float = 0.0) -> Place:
        """Take the right to make a call, which `wait_s` says is there now."""
        self._in_flight += 1
        self._requests.take(1)
        self._tokens.take(tokens)
        if self._budget is not None:
            self._budget.reserve(cost)
        self._places += 1
        return Place(self._places, tokens, cost)

    def leave_place(self, place: Place, *, tokens: float | None, cost: float) -> None:
        """Give a place back.

        Args:
            place: from `take_place`.
            tokens: what the call has used; None where that is unknown.
            cost: what it has cost, or at most has, in US dollars.
        """
        self._in_flight -= 1
        if tokens is not None:
            self._tokens.take(tokens - place.tokens)
        if self._budget is not None:
            self._budget.settle(place.cost, cost)
        self._changed.set()

    def note_success(self) -> None:
        """Make room for more calls at once."""
        self._window = min(self._most_at_once, self._window + (1 if self._is_growing_fast else 1 / self._window))

    def note_overload(self, place: Place, wait_s: float | None) -> None:
        """Make room for fewer calls at once, and for none at all for as long as the server asks."""
        # calls that were under way at the last shrinking say nothing about the new number
        if place.number > self._places_at_shrink:
            self._window = max(1.0, min(self._window, self._in_flight + 1) * _SHRINK)
            self._is_growing_fast = False
            self._places_at_shrink = self._places
        if wait_s:
            self.hold(wait_s)

    def note_outage(self, place: Place, wait_s: float) -> bool:
        """Make no calls for some seconds, and then one at a time until one is answered.

        Returns:
            Whether this is news: calls that were under way at the last outage say nothing more.
        """
        is_new = place.number > self._places_at_outage
        if is_new:
            self._places_at_outage = self._places
            self._window, self._is_growing_fast = 1.0, True
            self.hold(wait_s)
        return is_new

    def note_headers(self, headers: Mapping[str, str]) -> None:
        """Keep to the limits in the server's headers."""
        for kind, pace in (("requests", self._requests), ("tokens", self._tokens)):
            limit, empty_s = read_limits(headers, kind)
            pace.lower(limit)
            if empty_s:
                self.hold(empty_s)

    def stop(self) -> None:
        """Give out no more places."""
        self._is_stopped = True
        self._changed.set()

    def hold(self, wait_s: float) -> None:
        """Start no call for so many seconds."""
        self._held_until = max(self._held_until, time.monotonic() + min(wait_s, _LONGEST_HOLD_S))

    def wait_s(self, tokens: float, cost: float = 0.0) -> float | None:
        """Seconds until a call may start; 0 for now, None for whenever another one ends."""
        if self._is_stopped:
            return None
        if self._budget is not None and not self._budget.has_room(cost):
            if self._in_flight:
                return None
            self._budget.is_used_up = True
            self.stop()
            return None
        if self._in_flight >= self.window:
            return None
        held_s = self._held_until - time.monotonic()
        return max(0.0, held_s, self._requests.wait_s(1), self._tokens.wait_s(tokens))


# so much of a minute's allowance may be used at once
_BURST_SHARE = 1 / 30
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Pace:
    """One allowance a minute, spent evenly: within no 60 seconds is more taken than the limit.

    Attributes:
        limit: how much a minute; None for as much as wanted.
    """

    def __init__(self, limit: float | None) -> None:
        self.limit: float | None = None
        self._burst = self._rate = self._level = 0.0
        self._at = time.monotonic()
        self.lower(limit)

    def lower(self, limit: float | None) -> None:
        """Keep to this limit from now on, unless a lower one is in force."""
        if limit is None or limit <= 0 or (self.limit is not None and limit >= self.limit):
            return
        burst = max(1.0, limit * _BURST_SHARE)
        self._level = burst if self.limit is None else min(self._level, burst)
        self.limit = limit
        self._set_burst(burst)
        self._at = time.monotonic()

    def wait_s(self, amount: float) -> float:
        """Seconds until so much may be taken; 0 for now."""
        if self.limit is None:
            return 0.0
        self._refill()
        if amount > self._burst:
            self._set_burst(min(amount, self.limit))
        needed = min(amount, self._burst)  # what no minute can give is taken when a minute's worth is there
        # what rounding leaves is no reason to wait
        return max(0.0, (needed - self._level) / self._rate) if self._level < needed - 1e-6 else 0.0

    def take(self, amount: float) -> None:
        """Use up so much; a negative amount is given back."""
        if self.limit is not None:
            self._refill()
            self._level = min(self._level - amount, self._burst)

    def _set_burst(self, burst: float) -> None:
        # a burst and a minute's flow together make the limit, so that no 60 seconds hold more
        limit = self.limit or 0.0
        self._burst = burst
        self._rate = max(limit - burst, limit / 2 if limit > 1 else limit) / 60

    def _refill(self) -> None:
        now = time.monotonic()
        self._level = min(self._level + (now - self._at) * self._rate, self._burst)
        self._at = now


def read_limits(headers: Mapping[str, str], kind: str) -> tuple[float | None, float]:
    """Read the headers that speak of ``requests`` or ``tokens``.

    Returns:
        The limit a minute, or None; and for how many seconds nothing is left of it, mostly 0.
    """
    limit = _read_number(headers.get(f"x-ratelimit-limit-{kind}"))
    left = _read_number(headers.get(f"x-ratelimit-remaining-{kind}"))
    reset_s = read_duration(headers.get(f"x-ratelimit-reset-{kind}"))
    return limit, reset_s if left is not None and left < 1 and reset_s is not None else 0.0


def read_duration(text: str | None) -> float | None:
    """Seconds of a duration as in ``1s``, ``6m0s``, ``120ms`` or ``0.5``; None for anything else."""
    if not text:
        return None
    text = text.strip().lower()
    parts = _DURATION_PART.findall(text)
    if parts and "".join(number + unit for number, unit in parts) == text:
        return sum(float(number) * _SECONDS[unit] for number, unit in parts)
    return _read_number(text)


def _read_number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0.0 <= number < float("inf") else None

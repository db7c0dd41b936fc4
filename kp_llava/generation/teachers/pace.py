"""How fast an account may be asked: requests and tokens a minute, given or learned from a server's headers."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

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

"""Money: what was spent, what calls in flight may still cost, and the bound on both."""

from __future__ import annotations


class Budget:
    """Spent and reserved US dollars.

    Attributes:
        bound: the most that may be spent; None for no bound.
        spent: what was spent, at most: a call without a reply counts with the most that it can cost.
        reserved: the most that the calls in flight can cost.
        is_used_up: whether a call was not made because it could have passed the bound.
    """

    def __init__(self, bound: float | None, spent: float = 0.0) -> None:
        self.bound = bound
        self.spent = spent
        self.reserved = 0.0
        self.is_used_up = False

    def has_room(self, cost: float) -> bool:
        """Whether so much more can be spent, should everything in flight cost all that it can."""
        return self.bound is None or self.spent + self.reserved + cost <= self.bound

    def reserve(self, cost: float) -> None:
        """Set so much aside for a call."""
        self.reserved += cost

    def settle(self, reserved: float, cost: float) -> None:
        """Turn what was set aside for a call into what it has cost."""
        self.reserved = max(0.0, self.reserved - reserved)
        self.spent += cost

"""What calls cost, and how much they may."""

from __future__ import annotations

from dataclasses import dataclass

from ..ledger.records import Attempt
from .prices import Budget, Price


@dataclass(frozen=True)
class Money:
    """What calls cost, and how much they may.

    Attributes:
        budget: spent and reserved.
        price: None where it is unknown; then nothing is reserved.
    """

    budget: Budget
    price: Price | None

    def most(self, payload: bytes, picture_tokens: int, answer_tokens: int) -> float:
        """The most that a call can cost: no tokenizer makes more tokens of a text than it has bytes."""
        return 0.0 if self.price is None else self.price.cost(len(payload) + picture_tokens, answer_tokens)

    def cost(self, attempt: Attempt) -> float:
        """What a call has cost by its tokens."""
        if self.price is None:
            return 0.0
        tokens = (attempt.prompt_tokens or 0, attempt.answer_tokens or 0)
        return self.price.cost(*tokens, cached=attempt.cached_tokens or 0, is_batch=attempt.is_batch)

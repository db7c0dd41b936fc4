"""What tokens cost: one dated file of prices, or the user's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec

from ...errors import RunError

_OLD_DAYS = 90
_DATED_NAME = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class ModelPrice(msgspec.Struct, frozen=True):
    """US dollars a million tokens.

    Attributes:
        prompt: tokens that are sent.
        answer: tokens that come back, hidden reasoning included.
        cached: sent tokens that the server had in its cache; as `prompt` where no price is known.
    """

    prompt: float
    answer: float
    cached: float


class _PriceFile(msgspec.Struct):
    as_of: str
    source: str
    batch_share: float
    models: dict[str, ModelPrice]


@dataclass(frozen=True)
class Price:
    """What one model costs, and who says so.

    Attributes:
        tokens: US dollars a million tokens, for online calls.
        batch_share: what a batch costs of that.
        source: as in ``prices of 2026-06`` or ``--prices``.
    """

    tokens: ModelPrice
    batch_share: float
    source: str

    def cost(self, prompt: float, answer: float, *, cached: float = 0, is_batch: bool = False) -> float:
        """US dollars for so many tokens; ``cached`` of the prompt's were in the server's cache."""
        cached = min(cached, prompt)
        million = (prompt - cached) * self.tokens.prompt + cached * self.tokens.cached + answer * self.tokens.answer
        return million / 1e6 * (self.batch_share if is_batch else 1.0)


def find_price(model: str, given: str | None = None) -> Price | None:
    """The price of a model; None where it is unknown.

    Args:
        model: as in ``gpt-4o``; a dated name has its family's price unless it has its own.
        given: the user's own, as in ``2.5,10`` or ``2.5,10,1.25``: prompt, answer and cached.

    Raises:
        RunError: ``given`` is not of that form.
    """
    known = _read_prices()
    if given is not None:
        return Price(_read_given(given), known.batch_share, "--prices")
    found = known.models.get(model) or known.models.get(_DATED_NAME.sub("", model))
    return None if found is None else Price(found, known.batch_share, f"prices of {known.as_of}")


def find_age_note(today: date | None = None) -> str | None:
    """What to say of the price file's prices when they are old; None for fresh ones.

    Args:
        today: the day to compare with; None takes today's date.
    """
    as_of = _read_prices().as_of
    year, month = map(int, as_of.split("-")[:2])
    days = ((today or date.today()) - date(year, month, 28)).days
    if days <= _OLD_DAYS:
        return None
    return f"the prices are of {as_of}, {days} days old; --prices corrects them"


def unknown_price_text(model: str) -> str:
    """Why there is no price, and what to do."""
    return (
        f"the price of {model} is not among those of {_read_prices().as_of}; give --prices PROMPT,ANSWER"
        " in US dollars a million tokens"
    )


@lru_cache(maxsize=1)
def _read_prices() -> _PriceFile:
    return msgspec.json.decode((resources.files(__package__) / "prices.json").read_bytes(), type=_PriceFile)


def _read_given(given: str) -> ModelPrice:
    try:
        numbers = [float(part) for part in given.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (2, 3) or not all(0.0 <= number < float("inf") for number in numbers):
        raise RunError(
            f"--prices {given!r}: expected PROMPT,ANSWER or PROMPT,ANSWER,CACHED in US dollars a million tokens,"
            " as in 2.5,10"
        )
    return ModelPrice(prompt=numbers[0], answer=numbers[1], cached=numbers[2] if len(numbers) == 3 else numbers[0])


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

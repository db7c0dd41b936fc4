"""What a run has cost so far, read from its ledger."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from ...errors import RunError
from ..ledger.ledger import Ledger
from ..ledger.records import UNCERTAIN_ERRORS, Request, json_to_follow_up
from ..payload import rebuild_bytes
from ..prompts.picture import count_picture_tokens
from .prices import Price, find_price

_TOKENS = (
    "SELECT r.teacher, a.is_batch, sum(coalesce(a.prompt_tokens, 0)), sum(coalesce(a.cached_tokens, 0)),"
    " sum(coalesce(a.answer_tokens, 0)) FROM attempts a JOIN requests r USING (key)"
    " WHERE a.answer IS NOT NULL OR a.prompt_tokens IS NOT NULL GROUP BY r.teacher, a.is_batch ORDER BY 1, 2"
)
_UNCERTAIN = (
    "SELECT a.follow_up, a.is_batch, r.key, r.image_id, r.task, r.teacher, r.opening_id, c.text, r.instruction"
    " FROM attempts a JOIN requests r USING (key) JOIN contexts c ON c.id = r.context_id"
    " WHERE a.error IN (SELECT value FROM json_each(?))"
)
_LENGTHS = (
    "SELECT r.task, avg(a.answer_tokens) FROM attempts a JOIN requests r USING (key)"
    " WHERE a.answer_tokens IS NOT NULL AND r.teacher = ? GROUP BY r.task"
)
_SECONDS = (
    "SELECT avg(a.ended_at - a.started_at) FROM attempts a JOIN requests r USING (key)"
    " WHERE a.answer IS NOT NULL AND NOT a.is_batch AND r.teacher = ?"
)
_CALLS = (
    "SELECT count(*), count(DISTINCT a.key) FROM attempts a JOIN requests r USING (key)"
    " WHERE a.answer IS NOT NULL AND r.teacher = ?"
)
_CACHED = (
    "SELECT count(*), sum(a.cached_tokens), sum(a.prompt_tokens) FROM attempts a JOIN requests r USING (key)"
    " WHERE a.cached_tokens IS NOT NULL AND NOT a.is_batch AND r.teacher = ?"
)
# so few say little about those to come
_FEW = 20


@dataclass(frozen=True)
class Spending:
    """What a run has cost.

    Attributes:
        usd: US dollars for all answers; None where a teacher's price is unknown.
        uncertain_usd: the most that calls without a reply can have cost in addition: a server may bill them.
        uncertain_calls: how many of these there were.
        batch_usd: how much of ``usd`` went to batches.
    """

    usd: float | None
    uncertain_usd: float
    uncertain_calls: int
    batch_usd: float


def read_spending(ledger: Ledger, prices: str | None, max_tokens: int | None) -> Spending:
    """Add up what the ledger's answers have cost, each at its teacher's price.

    Args:
        ledger: of the run.
        prices: the user's own, for every teacher of the run; None for the price file's.
        max_tokens: the longest answer that was asked for.

    Raises:
        RunError: ``prices`` has a wrong form.
    """
    usd: float | None = 0.0
    batch_usd = 0.0
    for teacher, is_batch, prompt, cached, answer in ledger.connection.execute(_TOKENS):
        if not prompt and not answer:
            continue  # the pose teacher, and imported answers
        price = find_price(teacher, prices)
        if price is None:
            usd = None
            break
        cost = price.cost(prompt, answer, cached=cached, is_batch=bool(is_batch))
        usd = (usd or 0.0) + cost
        batch_usd += cost if is_batch else 0.0
    uncertain_usd, uncertain_calls = 0.0, 0
    found: dict[str, Price | None] = {}
    errors = msgspec.json.encode(UNCERTAIN_ERRORS).decode()
    for follow_up, is_batch, *row in ledger.connection.execute(_UNCERTAIN, (errors,)):
        uncertain_calls += 1
        try:
            request, ask = Request(*row), json_to_follow_up(follow_up)
        except msgspec.MsgspecError:
            continue
        if request.teacher not in found:
            found[request.teacher] = find_price(request.teacher, prices)
        known = found[request.teacher]
        if known is not None:
            try:
                payload = ask.extend(rebuild_bytes(ledger, request))
            except RunError:  # damaged: `status --verify` names it
                continue
            size = len(payload) + count_picture_tokens(payload, request.teacher)
            uncertain_usd += known.cost(size, ask.max_tokens or max_tokens or 0, is_batch=bool(is_batch))
    return Spending(usd, uncertain_usd, uncertain_calls, batch_usd)


def mean_answer_tokens(ledger: Ledger, teacher: str) -> dict[str, float]:
    """How long a teacher's answers have been so far, by task."""
    return dict(ledger.connection.execute(_LENGTHS, (teacher,)).fetchall())


def mean_calls(ledger: Ledger, teacher: str) -> float:
    """How many answers a teacher has given to a request so far; above 1 where some were sent back."""
    answers, requests = ledger.connection.execute(_CALLS, (teacher,)).fetchone()
    return answers / requests if requests >= _FEW else 1.0


def mean_cached_share(ledger: Ledger, teacher: str) -> float | None:
    """Which share of the prompt tokens a teacher's server has had in its cache, online; None for too few calls."""
    calls, cached, prompt = ledger.connection.execute(_CACHED, (teacher,)).fetchone()
    return cached / prompt if calls >= _FEW and prompt else None


def mean_seconds(ledger: Ledger, teacher: str) -> float | None:
    """How long a teacher has taken for an answer so far, online."""
    mean = ledger.connection.execute(_SECONDS, (teacher,)).fetchone()[0]
    return None if mean is None else float(mean)

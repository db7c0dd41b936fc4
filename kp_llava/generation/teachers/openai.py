"""The online teacher: chat completions from any OpenAI-compatible server, as fast as it and the account allow.

Passing errors are tried again, a bounded number of times, after the wait that the server names or a growing one with
jitter. Errors that every further call would meet stop the run at once, with all work kept. How many calls are in
flight, how fast they follow each other and what they may cost is decided in `limits`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import openai

from ...errors import TeacherError
from ..cost.prices import Budget, Price
from ..ledger.ledger import Ledger
from ..ledger.records import OWN_PAYLOAD, Attempt, FollowUp, Request
from ..prompts.schema import SchemaRefused
from ..server import ServerOptions
from .client import Outcome, describe_server, find_key, is_schema_error, open_client, run_to_end, send_once
from .follow_ups import FollowUps
from .rate import Limits

__all__ = ["Money", "Tally", "answer_all", "ask", "describe_server", "find_key", "open_client", "retry_wait_s"]

_FIRST_WAIT_S, _LONGEST_WAIT_S, _LONGEST_SERVER_WAIT_S = 0.5, 20.0, 120.0
# so many requests in a row that failed for good, with no answer between them, and the run stops
_FAILURES_BEFORE_STOP = 20
# after a stop, calls in flight may still bring an answer that has been paid for
_GRACE_S = 10.0
# before the first reply tells: no text of ours has more tokens a byte
_TOKENS_PER_BYTE = 0.5


@dataclass(frozen=True)
class Money:
    """What calls cost, and how much they may.

    Attributes:
        budget: spent and reserved.
        price: None where it is unknown; then nothing is reserved.
    """

    budget: Budget
    price: Price | None

    def most(self, payload: bytes, answer_tokens: int) -> float:
        """The most that a call can cost: no tokenizer makes more tokens of a text than it has bytes."""
        return 0.0 if self.price is None else self.price.cost(len(payload), answer_tokens)

    def cost(self, attempt: Attempt) -> float | None:
        """What an answer has cost; None where the server has not counted its tokens."""
        if self.price is None or attempt.prompt_tokens is None or attempt.answer_tokens is None:
            return None
        return self.price.cost(attempt.prompt_tokens, attempt.answer_tokens, cached=attempt.cached_tokens or 0)


@dataclass
class Tally:
    """What became of the calls.

    Attributes:
        answers: how many calls brought an answer.
        last_failure: the last call that brought none; None where there was no such call.
    """

    answers: int = 0
    last_failure: Attempt | None = None


def ask(
    server: ServerOptions,
    ledger: Ledger,
    requests: Iterable[Request],
    build_payload: Callable[[Request], dict[str, Any] | bytes],
    on_done: Callable[[], object],
    *,
    money: Money | None = None,
    follow_ups: FollowUps | None = None,
) -> Tally:
    """Get an answer for each request, and keep every attempt in the ledger.

    Args:
        server: the server, its model, the concurrency and the bounds.
        ledger: open for writing; it has the requests.
        requests: taken one by one, as calls become free.
        build_payload: makes a request's final payload, just before it is sent.
        on_done: called when a request has its answer or has failed for good.
        money: what calls cost and how much they may; without it they are not counted.
        follow_ups: says what is asked after an answer that cannot be used; without it every answer is the last.

    Returns:
        How many calls had an answer, and the last that had none.

    Raises:
        SchemaRefused: the requests ask for a schema, and the server takes none; nothing was answered for them.
        TeacherError: there is no key, or no further call can succeed; what was answered is in the ledger.
    """
    find_key(server.base_url, server.key_variable)
    work = answer_all(server, ledger, iter(requests), build_payload, on_done, money=money, follow_ups=follow_ups)
    return run_to_end(work)


async def answer_all(
    server: ServerOptions,
    ledger: Ledger,
    requests: Iterator[Request],
    build_payload: Callable[[Request], dict[str, Any] | bytes],
    on_done: Callable[[], object],
    *,
    money: Money | None = None,
    follow_ups: FollowUps | None = None,
) -> Tally:
    """Get an answer for each request, at most ``server.concurrency`` at a time; see `ask`."""
    crew = _Crew(server, ledger, requests, build_payload, on_done, money, follow_ups)
    async with open_client(server) as client:
        workers = [asyncio.create_task(crew.work(client)) for _ in range(server.concurrency)]
        try:
            await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
            if crew.is_stopped.is_set():
                await asyncio.wait(workers, timeout=_GRACE_S)
        finally:
            for worker in workers:
                worker.cancel()
            ends = await asyncio.gather(*workers, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
            raise end
    if crew.stop_reason is not None:
        raise (SchemaRefused if crew.is_schema_refused else TeacherError)(crew.stop_reason)
    return crew.tally


@dataclass(frozen=True)
class _Sent:
    outcome: Outcome
    attempt: Attempt
    next_ask: FollowUp | None


class _Crew:
    """The workers' shared state; all of it is used from one thread."""

    def __init__(
        self,
        options: ServerOptions,
        ledger: Ledger,
        requests: Iterator[Request],
        build_payload: Callable[[Request], dict[str, Any] | bytes],
        on_done: Callable[[], object],
        money: Money | None,
        follow_ups: FollowUps | None,
    ) -> None:
        self._options = options
        self._requests = requests
        self._build_payload = build_payload
        self._ledger = ledger
        self.tally = Tally()
        self._on_done = on_done
        self._money = money
        self._follow_ups = follow_ups
        self._limits = Limits(
            options.concurrency,
            requests_per_minute=options.requests_per_minute,
            tokens_per_minute=options.tokens_per_minute,
            budget=None if money is None else money.budget,
        )
        self._tokens_per_byte = 0.0
        self._failures_in_a_row = 0
        self.is_stopped = asyncio.Event()
        self.stop_reason: str | None = None
        self.is_schema_refused = False

    async def work(self, client: openai.AsyncOpenAI) -> None:
        while not self.is_stopped.is_set():
            request = next(self._requests, None)
            if request is None:
                return
            try:
                is_done = await self._answer(client, request)
            except BaseException:
                self.is_stopped.set()
                self._limits.stop()
                raise
            if is_done:
                self._on_done()

    async def _answer(self, client: openai.AsyncOpenAI, request: Request) -> bool:
        """Ask until nothing is left to ask; False where nothing more is sent, as money has run out."""
        built = self._build_payload(request)
        payload = built if isinstance(built, bytes) else msgspec.json.encode(built)
        ask = OWN_PAYLOAD if self._follow_ups is None else self._follow_ups.first(request)
        while ask is not None:
            outcome = await self._try(client, request, ask, payload)
            if outcome is None:
                return False
            if outcome.attempt.answer is None or self.is_stopped.is_set():
                break
            ask = outcome.next_ask
        return True

    async def _try(self, client: openai.AsyncOpenAI, request: Request, ask: FollowUp, payload: bytes) -> _Sent | None:
        """Try until there is an answer or no hope; None where nothing more is sent."""
        for number in range(1, self._options.max_attempts + 1):
            sent = await self._send(client, request, ask, payload)
            if sent is None:
                return None
            outcome = sent.outcome
            if sent.attempt.answer is not None:
                self._failures_in_a_row = 0
                return sent
            if is_schema_error(outcome) and b'"response_format"' in payload:
                self.is_schema_refused = True
                self._stop(outcome, "the server takes no schema; ask without --structured")
                return sent
            if outcome.advice is not None:
                self._stop(outcome, outcome.advice)
                return sent
            if not outcome.is_passing or number == self._options.max_attempts or self.is_stopped.is_set():
                break
            try:
                await asyncio.wait_for(self.is_stopped.wait(), retry_wait_s(number, outcome.wait_s))
            except asyncio.TimeoutError:
                continue
            return sent
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= _FAILURES_BEFORE_STOP:
            advice = f"{self._failures_in_a_row} requests in a row have failed; see that the server runs and answers"
            self._stop(outcome, advice)
        return sent

    async def _send(
        self, client: openai.AsyncOpenAI, request: Request, ask: FollowUp, own_payload: bytes
    ) -> _Sent | None:
        payload = ask.extend(own_payload)
        most_answer = ask.max_tokens or self._options.max_tokens or 0
        most_tokens = len(payload) * (self._tokens_per_byte or _TOKENS_PER_BYTE) + most_answer
        most_cost = 0.0 if self._money is None else self._money.most(payload, most_answer)
        place = await self._limits.take_place(most_tokens, most_cost)
        if place is None:
            return None
        tokens: float | None = None
        cost = most_cost  # of a call that is broken off, the server may have made an answer
        next_ask: FollowUp | None = None
        try:
            outcome = await send_once(client, request.key, payload)
            attempt = outcome.attempt
            if attempt.prompt_tokens is not None:
                tokens = attempt.prompt_tokens + (attempt.answer_tokens or 0)
                self._tokens_per_byte = max(self._tokens_per_byte, attempt.prompt_tokens / len(payload))
            if attempt.answer is not None and self._money is not None:
                known = self._money.cost(attempt)
                cost = most_cost if known is None else known
            elif not outcome.is_uncertain:
                cost = 0.0
            if self._follow_ups is not None:
                if attempt.answer is not None:
                    next_ask = self._follow_ups.after(request, replace(attempt, follow_up=ask.to_json()))
                attempt = replace(attempt, follow_up=ask.to_json(), is_final=next_ask is None)
            self._record(attempt)
        finally:
            self._limits.leave_place(place, tokens=tokens, cost=cost)
        self._limits.note_headers(outcome.headers)
        if outcome.is_overload:
            self._limits.note_overload(place, outcome.wait_s)
        elif attempt.answer is not None:
            self._limits.note_success()
        return _Sent(outcome, attempt, next_ask)

    def _record(self, attempt: Attempt) -> None:
        self._ledger.add_attempt(attempt)
        if attempt.answer is None:
            self.tally.last_failure = attempt
        else:
            self.tally.answers += 1

    def _stop(self, outcome: Outcome, advice: str) -> None:
        if self.stop_reason is None:
            said = f"{outcome.attempt.error}: {outcome.attempt.error_text}"
            self.stop_reason = f"{describe_server(self._options)}: {said}; {advice}; answers so far are kept"
        self.is_stopped.set()
        self._limits.stop()


def retry_wait_s(attempt_number: int, server_wait_s: float | None) -> float:
    """Seconds to wait after the given failed attempt (from 1): the server's word, or doubling waits with jitter."""
    if server_wait_s is not None:
        # spread, so that all who were told the same do not come back at once
        return min(server_wait_s, _LONGEST_SERVER_WAIT_S) + random.uniform(0.0, 0.1)
    return min(_FIRST_WAIT_S * 2 ** (attempt_number - 1), _LONGEST_WAIT_S) * random.uniform(0.5, 1.0)

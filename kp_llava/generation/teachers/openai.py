"""The online teacher: chat completions from any OpenAI-compatible server, as fast as it and the account allow.

Passing errors are tried again after the wait that the server names, or a growing one with jitter. An outage of the
server is waited out. Errors that every further call would meet stop the run at once, with all work kept. Every call
stands in the ledger before it is made, so that a kill leaves a trace of what it may have cost. How many calls are in
flight, how fast they follow each other and what they may cost is decided in `rate`, and where they go in `servers`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from ...errors import TeacherError
from ...files import PictureFault
from ..cost.money import Money
from ..ledger.ledger import Ledger
from ..ledger.records import (
    NO_CONNECTION,
    NO_PICTURE,
    OWN_PAYLOAD,
    PROMPT_CUT_OFF,
    Attempt,
    FollowUp,
    Request,
    is_schema_error,
)
from ..prompts.picture import count_picture_tokens, load_picture, put_picture
from ..server import ServerOptions, find_base_url, key_token_parameter
from .client import FORBIDDEN_ADVICE, Outcome, describe_server, find_key, open_client, send_once
from .follow_ups import FollowUps
from .servers import Call, Servers
from .stopping import Stopping, run_to_end
from .tally import Sent, Tally
from .usage import Usage

__all__ = ["Money", "Tally", "answer_all", "ask", "describe_server", "find_key", "open_client", "retry_wait_s"]

FindPlace = Callable[[Request], Path | None]
"""Finds the file of the picture that a request shows."""

_FIRST_WAIT_S, _LONGEST_WAIT_S, _LONGEST_SERVER_WAIT_S = 0.5, 20.0, 120.0
# so many calls in a row that the server forbids, or refuses before it has answered any, and the run stops
_FORBIDDEN_BEFORE_STOP, _REFUSED_BEFORE_STOP = 3, 50
# so many answers may wait for their checks, some 10 KB each
_MOST_CHECKING = 4000
# after a stop, calls in flight may still bring an answer that has been paid for
_GRACE_S = 10.0
# before the first reply shows it: no text of ours has more tokens a byte
_TOKENS_PER_BYTE = 0.5
_CUT_OFF_ADVICE = (
    "it cuts long prompts off without a word; give it a longer context (Ollama: num_ctx; vLLM: --max-model-len)"
)


def ask(
    server: ServerOptions,
    ledger: Ledger,
    requests: Iterable[Request],
    build_payload: Callable[[Request], dict[str, Any] | bytes],
    on_done: Callable[[], object],
    *,
    money: Money | None = None,
    follow_ups: FollowUps | None = None,
    find_place: FindPlace | None = None,
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
        find_place: the file of the picture that a request shows; without it requests show none.

    Returns:
        How many calls had an answer, and the last that had none.

    Raises:
        TeacherError: there is no key, or no further call can succeed; what was answered is in the ledger.
        KeyboardInterrupt: a signal has stopped the work; the calls in flight had some seconds to end.
    """
    for url in server.urls:
        find_key(url, server.key_variable)
    work = answer_all(
        server,
        ledger,
        iter(requests),
        build_payload,
        on_done,
        money=money,
        follow_ups=follow_ups,
        find_place=find_place,
    )
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
    find_place: FindPlace | None = None,
) -> Tally:
    """Get an answer for each request, at most ``server.concurrency`` at a time; see `ask`."""
    servers = Servers(server, ledger, None if money is None else money.budget, _FIRST_WAIT_S)
    crew = _Crew(server, ledger, requests, build_payload, on_done, money, follow_ups, servers, find_place)
    async with servers, Stopping(crew.stop, crew.is_stopped) as stopping:
        workers = [asyncio.create_task(crew.work()) for _ in range(server.concurrency)]
        try:
            await stopping.wait(workers, _GRACE_S)
        finally:
            tasks = [*workers, *crew.checking]
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            if follow_ups is not None:
                follow_ups.keep()
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError):
            raise end
    stopping.check()
    if crew.stop_reason is not None:
        raise crew.stop_reason
    return crew.tally


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
        servers: Servers,
        find_place: FindPlace | None,
    ) -> None:
        self._options = options
        self._ledger = ledger
        self._requests = requests
        self._build_payload = build_payload
        self._on_done = on_done
        self._money = money
        self._follow_ups = follow_ups
        self._servers = servers
        self._find_place = find_place
        self._usage = Usage(options.model)
        self._key_parameter = key_token_parameter(find_base_url(options.base_url))
        self._tokens_per_byte = 0.0
        self._forbidden_in_a_row = self._refused = 0
        # requests whose answers a check rejects, and what they are sent next
        self._again: deque[tuple[Request, FollowUp]] = deque()
        self._busy = 0
        self._is_over = False
        self._changed = asyncio.Event()
        self.checking: set[asyncio.Task[None]] = set()
        self.tally = Tally()
        self.is_stopped = asyncio.Event()
        self.stop_reason: TeacherError | None = None

    async def work(self) -> None:
        """Answer one request after the other."""
        while (job := await self._next()) is not None:
            self._busy += 1
            try:
                await self._answer(*job)
            except BaseException:
                self.stop()
                raise
            finally:
                self._busy -= 1
                self._changed.set()

    async def _next(self) -> tuple[Request, FollowUp | None] | None:
        """What to answer next: what a check has rejected first; None at the end."""
        while not self.is_stopped.is_set() and not self._is_over:
            if self._again:
                return self._again.popleft()
            # checks that fall far behind hold the calls back, so that not more answers wait in memory
            if len(self.checking) < _MOST_CHECKING:
                request = next(self._requests, None)
                if request is not None:
                    return request, None
                if not self._busy and not self.checking:
                    self._changed.set()
                    return None
            self._changed.clear()
            await self._changed.wait()
        return None

    async def _answer(self, request: Request, ask: FollowUp | None) -> None:
        """Ask until nothing is left to ask, or until the answer is to be checked."""
        built = self._build_payload(request)
        payload = built if isinstance(built, bytes) else msgspec.json.encode(built)
        if ask is None:
            ask = OWN_PAYLOAD if self._follow_ups is None else self._follow_ups.first(request)
        self.tally.asked_again += bool(ask is not None and ask.missing)
        sent: Sent | None = None
        while ask is not None:
            sent = await self._try(request, ask, payload)
            if sent is None:
                self._is_over = True  # no money is left, or the work was stopped
                self._changed.set()
                return
            if sent.outcome.attempt.answer is None or self.is_stopped.is_set():
                break
            ask = sent.next_ask
        has_answer = sent is not None and sent.outcome.attempt.answer is not None and sent.next_ask is None
        if has_answer and self._follow_ups is not None:
            task = asyncio.create_task(self._check(self._follow_ups, request))
            self.checking.add(task)
            task.add_done_callback(self._end_check)
        else:
            self._on_done()

    async def _check(self, follow_ups: FollowUps, request: Request) -> None:
        try:
            ask = await follow_ups.check(request)
        except BaseException:
            self.stop()
            raise
        if ask is None:
            self._on_done()
        elif not self.is_stopped.is_set():
            self._again.append((request, ask))

    def _end_check(self, task: asyncio.Task[None]) -> None:
        # one that has failed stays, and is raised in the end
        if not task.cancelled() and task.exception() is None:
            self.checking.discard(task)
        self._changed.set()

    async def _try(self, request: Request, ask: FollowUp, payload: bytes) -> Sent | None:
        """Try until there is an answer or no hope; None where nothing more is sent."""
        number = waits = 0
        outage_since: float | None = None
        while True:
            sent = await self._send(request, ask, payload)
            if sent is None:
                return None
            outcome = sent.outcome
            if outcome.attempt.answer is not None or self.is_stopped.is_set():
                return sent
            if sent.is_free:
                if is_schema_error(outcome.attempt):
                    ask = replace(ask, without_schema=True)
                continue
            if not sent.is_passing:
                return sent
            if outcome.is_outage:
                outage_since = outage_since or time.monotonic()
                if time.monotonic() - outage_since > self._options.patience_s:
                    return sent
            else:
                number += 1
                if number >= self._options.max_attempts:
                    return sent
            if outcome.attempt.error == NO_CONNECTION:
                continue  # the server is left out for a while
            waits += 1
            try:
                await asyncio.wait_for(self.is_stopped.wait(), retry_wait_s(waits, outcome.wait_s))
            except asyncio.TimeoutError:
                continue
            return sent

    async def _send(self, request: Request, ask: FollowUp, own_payload: bytes) -> Sent | None:
        if ask.max_tokens is None and not ask.messages and not ask.without_schema:
            payload = own_payload
        else:
            payload = ask.extend(own_payload)
        try:
            picture = await load_picture(payload, None if self._find_place is None else self._find_place(request))
        except PictureFault as fault:
            return self._leave_out(request, str(fault))
        in_picture = count_picture_tokens(payload, self._options.model)
        most_answer = ask.max_tokens or self._options.max_tokens or 0
        most_tokens = len(payload) * (self._tokens_per_byte or _TOKENS_PER_BYTE) + in_picture + most_answer
        most_cost = 0.0 if self._money is None else self._money.most(payload, in_picture, most_answer)
        call = await self._servers.take(most_tokens, most_cost)
        if call is None:
            return None
        server = call.server
        if server.takes_schema is False and not ask.without_schema and b'"response_format"' in payload:
            ask = replace(ask, without_schema=True)
            payload = ask.extend(own_payload)
        parameter = server.token_parameter
        tokens: float | None = None
        cost = most_cost  # of a call that is broken off, the server may have made an answer
        next_ask: FollowUp | None = None
        try:
            number = self._ledger.open_attempt(request.key, ask.to_json())
            wire = put_picture(server.to_wire(payload, self._key_parameter), picture)
            outcome = await send_once(server.client, request.key, wire)
            attempt = self._usage.complete(replace(outcome.attempt, follow_up=ask.to_json()), payload)
            outcome = replace(outcome, attempt=attempt)
            if attempt.prompt_tokens is not None:
                tokens = attempt.prompt_tokens + (attempt.answer_tokens or 0)
                per_byte = (attempt.prompt_tokens - in_picture) / len(payload)
                self._tokens_per_byte = max(self._tokens_per_byte, per_byte)
                cost = 0.0 if self._money is None else self._money.cost(attempt)
            elif not outcome.is_uncertain:
                cost = 0.0
            if attempt.answer is not None and self._follow_ups is not None:
                next_ask = self._follow_ups.after(request, attempt)
                attempt = replace(attempt, is_final=next_ask is None)
            self._ledger.close_attempt(number, attempt)
        finally:
            self._servers.leave(call, tokens=tokens, cost=cost)
        self._servers.note(call, outcome)
        return self._judge(call, replace(outcome, attempt=attempt), next_ask, payload, parameter)

    def _leave_out(self, request: Request, fault: str) -> Sent:
        """Keep that a request's picture cannot be shown; others go on."""
        now = time.time()
        attempt = Attempt(request.key, now, now, error=NO_PICTURE, error_text=fault)
        self._ledger.add_attempt(attempt)
        self.tally.last_failure = attempt
        return Sent(Outcome(attempt), None)

    def _judge(self, call: Call, outcome: Outcome, next_ask: FollowUp | None, payload: bytes, parameter: str) -> Sent:
        """What follows from a call, for this request and for all."""
        attempt, server = outcome.attempt, call.server
        has_schema = b'"response_format"' in payload
        if attempt.answer is not None:
            self.tally.answers += 1
            self._forbidden_in_a_row = 0
            if has_schema:
                self._servers.learn_schema(server, True)
            return Sent(outcome, next_ask)
        self.tally.last_failure = attempt
        if attempt.error == PROMPT_CUT_OFF:
            self._stop(outcome, _CUT_OFF_ADVICE)
        elif outcome.advice is not None:
            self._stop(outcome, outcome.advice)
        elif self._servers.learn_parameter(server, outcome, parameter):
            return Sent(outcome, None, is_free=True)
        elif has_schema and is_schema_error(attempt):
            self._servers.learn_schema(server, False)
            self.tally.schemas_refused += 1
            return Sent(outcome, None, is_free=True)
        elif outcome.is_passing:
            if self._servers.has_lost_patience:
                self._stop_with(self._servers.describe_silence(outcome))
            return Sent(outcome, None, is_passing=True)
        elif outcome.is_forbidden:
            self._forbidden_in_a_row += 1
            if self._forbidden_in_a_row >= _FORBIDDEN_BEFORE_STOP:
                self._stop(outcome, FORBIDDEN_ADVICE)
        elif not self.tally.answers:
            self._refused += 1
            if self._refused >= _REFUSED_BEFORE_STOP:
                self._stop(outcome, f"{self._refused} requests were refused, and none was answered")
        return Sent(outcome, None)

    def stop(self) -> None:
        """Start no further call."""
        self.is_stopped.set()
        self._servers.stop()
        self._changed.set()

    def _stop(self, outcome: Outcome, advice: str) -> None:
        said = f"{outcome.attempt.error}: {outcome.attempt.error_text}"
        self._stop_with(TeacherError(f"{describe_server(self._options)}: {said}; {advice}; answers so far are kept"))

    def _stop_with(self, reason: TeacherError) -> None:
        self.stop_reason = self.stop_reason or reason
        self.stop()


def retry_wait_s(attempt_number: int, server_wait_s: float | None) -> float:
    """Seconds to wait after the given failed attempt (from 1): the server's word, or doubling waits with jitter."""
    if server_wait_s is not None:
        # spread, so that all who were given the same wait do not come back at once
        return min(server_wait_s, _LONGEST_SERVER_WAIT_S) + random.uniform(0.0, 0.1)
    return min(_FIRST_WAIT_S * 2 ** min(attempt_number - 1, 10), _LONGEST_WAIT_S) * random.uniform(0.5, 1.0)

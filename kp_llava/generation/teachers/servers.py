"""The servers that are asked: one, or several with the same model.

A call goes to the server that has the least of what it can take. One that cannot be reached is left out for a while
that grows, and then tried with one call. What a server wants to be sent is learned from its errors.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

import msgspec
import openai

from ...errors import TeacherError
from ..cost.prices import Budget
from ..ledger.ledger import Ledger
from ..ledger.records import NO_CONNECTION
from ..server import ServerOptions, key_token_parameter
from .client import Outcome, describe_server, find_token_parameter, open_client
from .rate import Limits, Place

_LONGEST_PAUSE_S = 5.0
_PARAMETER_NOTE = "token parameter of {}"


@dataclass
class Server:
    """One server.

    Attributes:
        url: its address.
        client: opened on it.
        limits: how many calls it takes at once.
        token_parameter: the name under which it is sent the bound on the answer's length.
        takes_schema: whether it takes a schema for answers; None where that is not known yet.
        answers: how many calls it has answered in this session.
        outages: failed tries to reach it since it last replied.
        has_switched: whether `token_parameter` was learned in this session.
    """

    url: str
    client: openai.AsyncOpenAI
    limits: Limits
    token_parameter: str
    takes_schema: bool | None = None
    answers: int = 0
    outages: int = 0
    has_switched: bool = False

    def to_wire(self, payload: bytes, key_parameter: str) -> bytes:
        """A payload with the names that this server takes."""
        if self.token_parameter == key_parameter or f'"{key_parameter}"'.encode() not in payload:
            return payload
        record = msgspec.json.decode(payload)
        if key_parameter in record:
            record[self.token_parameter] = record.pop(key_parameter)
        return msgspec.json.encode(record)


@dataclass(frozen=True)
class Call:
    """The right to make one call.

    Attributes:
        server: where it goes.
        place: among all calls.
        own_place: among those of the server.
    """

    server: Server
    place: Place
    own_place: Place


class Servers:
    """All servers of one session; use it as an asynchronous context manager.

    Args:
        options: the addresses and the bounds.
        ledger: keeps what is learned of a server.
        budget: the money; None where it is not counted.
        first_wait_s: the pause after the first failed try to reach a server; it doubles.
    """

    def __init__(self, options: ServerOptions, ledger: Ledger, budget: Budget | None, first_wait_s: float) -> None:
        self._options = options
        self._ledger = ledger
        self._first_wait_s = first_wait_s
        self._stack = AsyncExitStack()
        self._changed = asyncio.Event()
        self._silent_since: float | None = None
        self.is_reached = False
        self.servers: list[Server] = []
        self._all = Limits(
            options.concurrency,
            requests_per_minute=options.requests_per_minute,
            tokens_per_minute=options.tokens_per_minute,
            budget=budget,
            is_adaptive=len(options.urls) == 1,
        )

    async def __aenter__(self) -> Servers:
        for url in self._options.urls:
            client = await self._stack.enter_async_context(open_client(self._options, url))
            learned = self._ledger.find_note(_PARAMETER_NOTE.format(url))
            parameter = self._options.token_parameter or learned or key_token_parameter(url)
            limits = self._all if len(self._options.urls) == 1 else Limits(self._options.concurrency)
            self.servers.append(Server(url, client, limits, parameter))
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    @property
    def answers(self) -> int:
        """How many calls have been answered in this session."""
        return sum(server.answers for server in self.servers)

    async def take(self, tokens: float, cost: float) -> Call | None:
        """Wait for the right to make a call; None when no more calls are to be made.

        Args:
            tokens: the most that the call can use.
            cost: the most that the call can cost, in US dollars.
        """
        place = await self._all.take_place(tokens, cost)
        if place is None:
            return None
        if len(self.servers) == 1:
            return Call(self.servers[0], place, place)
        while not self._all.is_stopped:
            waits = []
            for server in sorted(self.servers, key=lambda one: one.limits.load):
                wait_s = server.limits.wait_s(tokens)
                if wait_s == 0.0:
                    return Call(server, place, server.limits.take_now(tokens))
                if wait_s is not None:
                    waits.append(wait_s)
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), min(waits, default=None))
            except asyncio.TimeoutError:
                continue
        self._all.leave_place(place, tokens=0.0, cost=0.0)
        return None

    def leave(self, call: Call, *, tokens: float | None, cost: float) -> None:
        """Give the right to a call back; see `Limits.leave_place`."""
        self._all.leave_place(call.place, tokens=tokens, cost=cost)
        if call.own_place is not call.place:
            call.server.limits.leave_place(call.own_place, tokens=tokens, cost=0.0)
        self._changed.set()

    def note(self, call: Call, outcome: Outcome) -> None:
        """Learn from what became of a call."""
        server, is_answered = call.server, outcome.attempt.answer is not None
        server.limits.note_headers(outcome.headers)
        self.is_reached = self.is_reached or outcome.attempt.error != NO_CONNECTION
        if is_answered or not outcome.is_passing:
            self._silent_since, server.outages = None, 0
        elif self._silent_since is None:
            self._silent_since = time.monotonic()
        if is_answered:
            server.answers += 1
            server.limits.note_success()
        elif outcome.attempt.error == NO_CONNECTION:
            pause_s = min(self._first_wait_s * 2**server.outages, _LONGEST_PAUSE_S)
            server.outages += server.limits.note_outage(call.own_place, pause_s)
        elif outcome.is_overload:
            server.limits.note_overload(call.own_place, outcome.wait_s)
        self._changed.set()

    @property
    def has_lost_patience(self) -> bool:
        """Whether the servers have given no answer for longer than they are to be waited for."""
        if not self.is_reached:
            # a server that was never there is not waited for as one that is down for a while
            return all(server.outages >= self._options.max_attempts for server in self.servers)
        silent_since = self._silent_since
        return silent_since is not None and time.monotonic() - silent_since > self._options.patience_s

    def learn_parameter(self, server: Server, outcome: Outcome, sent: str) -> bool:
        """Learn the name of the bound on the answer's length from a server's error.

        Args:
            server: that was asked.
            outcome: the error.
            sent: the name that the call had.

        Returns:
            Whether the same call can be made with another name now.
        """
        wanted = None if self._options.token_parameter is not None else find_token_parameter(outcome, sent)
        if wanted is None:
            return False
        if server.token_parameter == sent and not server.has_switched and not server.answers:
            server.token_parameter, server.has_switched = wanted, True
            self._ledger.note(_PARAMETER_NOTE.format(server.url), wanted)
        return server.token_parameter != sent

    def learn_schema(self, server: Server, is_taken: bool) -> None:
        """Learn whether a server takes a schema; one that has taken it once has refused only the request."""
        if is_taken:
            server.takes_schema = True
        elif server.takes_schema is None:
            server.takes_schema = False

    def stop(self) -> None:
        """Make no more calls."""
        self._all.stop()
        self._changed.set()

    def describe_silence(self, outcome: Outcome) -> TeacherError:
        """What to report when patience is lost."""
        said = f"{describe_server(self._options)}: %s; {outcome.attempt.error}: {outcome.attempt.error_text}; %s"
        if not self.is_reached:
            return TeacherError(
                said % ("nothing was answered", "see that the server runs, then give the command again")
            )
        waited = f"no answer for {self._options.patience_s:g} s"
        return TeacherError(
            said % (waited, "answers so far are kept, the same command goes on; --patience waits longer")
        )

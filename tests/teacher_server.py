"""A scriptable OpenAI-compatible server on loopback, for the tests of teachers and judges: real HTTP, no network.

    with TeacherServer() as server:
        ...  # --base-url server.base_url
    assert len(server.payloads) == 3

`TeacherServer(answer)` takes a function of (payload, number of the call from 0) that returns a `Reply` or a text. The
function runs in the server's thread; without one, every task gets a well-formed answer. ``wait_s`` is how long each
call takes, or a function of the call's number, as from `slow_share`.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web

_TOKENS = re.compile(r"\w+|[^\w\s]")


@dataclass
class Reply:
    """What the server does with one call.

    Attributes:
        text: the answer's content; None as servers send with a refusal.
        finish_reason: stop, length or content_filter.
        refusal: the message's refusal field.
        status: other than 200 sends `error` in OpenAI's form.
        error: the error object's fields.
        headers: extra headers, as in Retry-After.
        body: sent as it is, in place of everything above.
        wait_s: how long the call takes.
        until: the call hangs until this is true.
        is_dropped: the connection is closed without a reply, after the call was counted as accepted.
    """

    text: str | None = ""
    finish_reason: str = "stop"
    refusal: str | None = None
    status: int = 200
    error: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    wait_s: float = 0.0
    until: Callable[[], bool] | None = None
    is_dropped: bool = False


Answer = Callable[[dict[str, Any], int], "Reply | str"]


def count_tokens(text: str | list[dict[str, Any]]) -> int:
    """About what a tokenizer makes of a text: words, numbers and signs."""
    if isinstance(text, list):
        text = " ".join(part.get("text", "") for part in text)
    return len(_TOKENS.findall(text))


def error_reply(status: int, message: str, *, code: str | None = None, retry_after: str | None = None) -> Reply:
    """An error in OpenAI's form."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Reply(status=status, error={"message": message, "type": code, "code": code, "param": None}, headers=headers)


def pairs_text(count: int, subject: str = "the person") -> str:
    """Well-formed question-answer pairs."""
    return "\n".join(
        f"Question: What is {subject} doing, part {n}?\nAnswer: This is what is seen, part {n}."
        for n in range(1, count + 1)
    )


def good_answer(payload: dict[str, Any], number: int) -> str:
    """A well-formed answer to whichever task the system message sets."""
    system = payload["messages"][0]["content"]
    if "exactly five pairs" in system:
        return pairs_text(5)
    if "one hard question" in system:
        return pairs_text(1)
    return "One person stands on a path that leads to the trees. " * 3


def slow_share(share: float, slow_s: float, fast_s: float, *, seed: int = 0) -> Callable[[int], float]:
    """Latencies a share of them slow: the same draw for the same seed."""

    def wait_s(number: int) -> float:
        return slow_s if random.Random(f"{seed}:{number}").random() < share else fast_s

    return wait_s


def limit_headers(limit: int, left: int, reset: str, *, kind: str = "requests") -> dict[str, str]:
    """The headers in which OpenAI reports an account's limits."""
    return {
        f"x-ratelimit-limit-{kind}": str(limit),
        f"x-ratelimit-remaining-{kind}": str(left),
        f"x-ratelimit-reset-{kind}": reset,
    }


class TeacherServer:
    """The server; use it as a context manager.

    Attributes:
        payloads: every call's JSON, in the order of arrival, also of calls that got no answer.
        authorizations: every call's Authorization header.
        answered: how many calls got a 200.
        most_in_flight: the highest number of calls at once.
    """

    def __init__(
        self, answer: Answer = good_answer, *, wait_s: float | Callable[[int], float] = 0.0, port: int = 0
    ) -> None:
        self._answer = answer
        self._wait_s = wait_s
        self._port = port
        self._in_flight = 0
        self._thread: threading.Thread | None = None
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self.payloads: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.answered = 0
        self.most_in_flight = 0

    @property
    def base_url(self) -> str:
        """What --base-url takes."""
        return f"http://127.0.0.1:{self._port}/v1"

    def count_payloads(self) -> Counter[str]:
        """How often each different payload has arrived."""
        return Counter(json.dumps(payload, sort_keys=True) for payload in list(self.payloads))

    def __enter__(self) -> TeacherServer:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._is_up.wait(10), "the teacher server did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        assert self._thread is not None
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(self._make_app(), access_log=None, shutdown_timeout=0.1)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        self._loop.run_until_complete(site.start())
        self._port = runner.addresses[0][1]
        self._is_up.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(runner.cleanup())
            left = asyncio.all_tasks(self._loop)  # calls that hang, and connections that were dropped
            for task in left:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self._loop.close()

    def _make_app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_post("/v1/chat/completions", self._complete)
        return app

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        payload = await request.json()
        number = len(self.payloads)
        self.payloads.append(payload)
        self.authorizations.append(request.headers.get("Authorization", ""))
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        try:
            reply = self._answer(payload, number)
            if isinstance(reply, str):
                reply = Reply(reply)
            wait_s = self._wait_s(number) if callable(self._wait_s) else self._wait_s
            await asyncio.sleep(reply.wait_s or wait_s)
            while reply.until is not None and not reply.until():
                await asyncio.sleep(0.005)
        finally:
            self._in_flight -= 1
        if reply.is_dropped:
            if request.transport is not None:  # whoever asked may have gone
                request.transport.abort()
            return web.Response()
        if reply.body is not None:
            return web.Response(body=reply.body, status=reply.status, headers=reply.headers)
        if reply.status != 200:
            return web.json_response({"error": reply.error}, status=reply.status, headers=reply.headers)
        self.answered += 1
        return web.json_response(self._completion(payload, number, reply), headers=reply.headers)

    @staticmethod
    def _completion(payload: dict[str, Any], number: int, reply: Reply) -> dict[str, Any]:
        message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
        prompt_tokens = sum(count_tokens(one["content"]) for one in payload["messages"])
        answer_tokens = count_tokens(reply.text or "")
        return {
            "id": f"chatcmpl-{number}",
            "object": "chat.completion",
            "created": 1700000000,
            "model": payload["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reply.finish_reason, "logprobs": None}],
            "usage": {
                "prompt_tokens": prompt_tokens,
                "completion_tokens": answer_tokens,
                "total_tokens": prompt_tokens + answer_tokens,
            },
        }

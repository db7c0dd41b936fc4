"""The online teacher: chat completions from any OpenAI-compatible server, through the official client.

Passing errors (timeouts, lost connections, 408, 409, 429, 5xx, a reply that is no answer) are tried again, a bounded
number of times, after the wait that the server names or a growing one with jitter. Errors that every further call would
meet (bad key, no permission, no quota, unknown model) stop the run at once. The client's own retries are off: they
would also repeat a call that has no quota.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import random
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
import openai

from ..errors import TeacherError
from .options import RunOptions, clean_url
from .record import Attempt, Request

Result = TypeVar("Result")

_OPENAI_URL = "https://api.openai.com/v1"
_FIRST_WAIT_S, _LONGEST_WAIT_S, _LONGEST_SERVER_WAIT_S = 0.5, 20.0, 120.0
# so many requests in a row that failed for good, with no answer between them, and the run stops
_FAILURES_BEFORE_STOP = 20
# after a stop, calls in flight may still bring an answer that has been paid for
_GRACE_S = 10.0
_NO_QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "access_terminated"}
_UNKNOWN_MODEL = {"model_not_found", "invalid_model"}


class _ReplyMessage(msgspec.Struct):
    content: Any = None


class _ReplyChoice(msgspec.Struct):
    message: _ReplyMessage
    finish_reason: str | None = None


class _Reply(msgspec.Struct):
    choices: list[_ReplyChoice]
    # servers differ in these, and an answer that was paid for is not thrown away over them
    model: Any = None
    usage: Any = None


@dataclass(frozen=True)
class Outcome:
    """One try: the attempt to record, and what follows from it.

    Attributes:
        attempt: what the ledger keeps.
        is_passing: whether the same request can be tried again.
        wait_s: the wait that the server asks for, or None.
        advice: what to do, when no further request can succeed; else None.
    """

    attempt: Attempt
    is_passing: bool = False
    wait_s: float | None = None
    advice: str | None = None


def find_key(base_url: str | None) -> str:
    """The key for a server, from the environment's OPENAI_API_KEY; a server on this machine needs none.

    Raises:
        TeacherError: there is no key and the server is not on this machine.
    """
    key = os.environ.get("OPENAI_API_KEY", "").strip()
    if key:
        return key
    if _is_loopback(_find_base_url(base_url)):
        return "no-key"
    raise TeacherError(
        "OPENAI_API_KEY is not set: put the server's key into this environment variable,"
        " or name a server on this machine with --base-url"
    )


def open_client(base_url: str | None, timeout_s: float) -> openai.AsyncOpenAI:
    """Open the official client on its aiohttp transport, without retries of its own.

    Raises:
        TeacherError: there is no key.
    """
    url = _find_base_url(base_url)
    return openai.AsyncOpenAI(
        api_key=find_key(base_url),
        base_url=url,
        timeout=timeout_s,
        max_retries=0,
        # a proxy from the environment has no way to a server on this machine
        http_client=openai.DefaultAioHttpClient(timeout=timeout_s, trust_env=not _is_loopback(url)),
    )


def run_to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, also from a notebook, whose own loop is already running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return results[0]


async def send_once(client: openai.AsyncOpenAI, key: str, payload: dict[str, Any]) -> Outcome:
    """Send one payload once.

    Args:
        client: from `open_client`.
        key: the request's key in the ledger.
        payload: model, messages and parameters, as they go over the wire.

    Returns:
        The attempt with the raw JSON answer, or with a named error.
    """
    started_at = time.time()
    attempt = Attempt(key=key, started_at=started_at, ended_at=started_at)
    try:
        raw = await client.chat.completions.with_raw_response.create(**payload)
        text = _hide_key(raw.text, client.api_key)
    except openai.APIError as error:
        return _read_error(error, replace(attempt, ended_at=time.time()), client)
    attempt = replace(attempt, ended_at=time.time())
    try:
        reply = msgspec.json.decode(text, type=_Reply)
        choice = reply.choices[0]
    except (msgspec.DecodeError, IndexError):
        # 200 with a proxy's page or a cut-off body
        failed = replace(attempt, error="malformed reply", error_text=text[:2000])
        return Outcome(failed, is_passing=True)
    model = reply.model if isinstance(reply.model, str) else None
    attempt = replace(attempt, answer=text, model=model, finish_reason=choice.finish_reason)
    prompt_tokens, answer_tokens = (_read_count(reply.usage, name) for name in ("prompt_tokens", "completion_tokens"))
    return Outcome(replace(attempt, prompt_tokens=prompt_tokens, answer_tokens=answer_tokens))


async def answer_all(
    options: RunOptions,
    requests: Iterator[Request],
    build_payload: Callable[[Request], dict[str, Any]],
    record: Callable[[Attempt], None],
    on_done: Callable[[], object],
) -> None:
    """Get an answer for each request, at most ``options.concurrency`` at a time.

    Args:
        options: names the server, the concurrency and the bounds.
        requests: taken one by one, as calls become free.
        build_payload: makes a request's final payload, just before it is sent.
        record: keeps an attempt; it must be safe when this returns.
        on_done: called when a request has its answer or has failed for good.

    Raises:
        TeacherError: no further call can succeed; what was answered is recorded.
    """
    crew = _Crew(options, requests, build_payload, record, on_done)
    async with open_client(options.base_url, options.timeout_s) as client:
        workers = [asyncio.create_task(crew.work(client)) for _ in range(options.concurrency)]
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
        raise TeacherError(crew.stop_reason)


class _Crew:
    """The workers' shared state; all of it is used from one thread."""

    def __init__(
        self,
        options: RunOptions,
        requests: Iterator[Request],
        build_payload: Callable[[Request], dict[str, Any]],
        record: Callable[[Attempt], None],
        on_done: Callable[[], object],
    ) -> None:
        self._options = options
        self._requests = requests
        self._build_payload = build_payload
        self._record = record
        self._on_done = on_done
        self._failures_in_a_row = 0
        self._answers = 0
        self.is_stopped = asyncio.Event()
        self.stop_reason: str | None = None

    async def work(self, client: openai.AsyncOpenAI) -> None:
        while not self.is_stopped.is_set():
            request = next(self._requests, None)
            if request is None:
                return
            try:
                await self._answer(client, request)
            except BaseException:
                self.is_stopped.set()
                raise
            self._on_done()

    async def _answer(self, client: openai.AsyncOpenAI, request: Request) -> None:
        payload = self._build_payload(request)
        for number in range(1, self._options.max_attempts + 1):
            outcome = await send_once(client, request.key, payload)
            self._record(outcome.attempt)
            if outcome.attempt.answer is not None:
                self._failures_in_a_row = 0
                self._answers += 1
                return
            if outcome.advice is not None:
                self._stop(outcome, outcome.advice)
                return
            if not outcome.is_passing or number == self._options.max_attempts or self.is_stopped.is_set():
                break
            wait_s = retry_wait_s(number, outcome.wait_s)
            try:
                await asyncio.wait_for(self.is_stopped.wait(), wait_s)
            except asyncio.TimeoutError:
                continue
            return
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= _FAILURES_BEFORE_STOP:
            advice = f"{self._failures_in_a_row} requests in a row have failed; see that the server runs and answers"
            self._stop(outcome, advice)

    def _stop(self, outcome: Outcome, advice: str) -> None:
        if self.stop_reason is None:
            said = f"{outcome.attempt.error}: {outcome.attempt.error_text}"
            self.stop_reason = f"{describe_server(self._options)}: {said}; {advice}; answers so far are kept"
        self.is_stopped.set()


def describe_server(options: RunOptions) -> str:
    """The model and the server's address, without anything secret."""
    return f"{options.model} at {clean_url(_find_base_url(options.base_url))}"


def retry_wait_s(attempt_number: int, server_wait_s: float | None) -> float:
    """Seconds to wait after the given failed attempt (from 1): the server's word, or doubling waits with jitter."""
    if server_wait_s is not None:
        # spread, so that all who were told the same do not come back at once
        return min(server_wait_s, _LONGEST_SERVER_WAIT_S) + random.uniform(0.0, 0.1)
    return min(_FIRST_WAIT_S * 2 ** (attempt_number - 1), _LONGEST_WAIT_S) * random.uniform(0.5, 1.0)


def _read_error(error: openai.APIError, attempt: Attempt, client: openai.AsyncOpenAI) -> Outcome:
    text = " ".join(_hide_key(error.message, client.api_key).split())[:500]
    attempt = replace(attempt, error=type(error).__name__, error_text=text)
    if isinstance(error, openai.APIConnectionError):
        root = _find_root(error)
        if root is not error and not isinstance(root, (asyncio.TimeoutError, TimeoutError)):
            # the aiohttp transport gives every lost connection out for a timeout
            attempt = replace(attempt, error="APIConnectionError", error_text=" ".join(str(root).split())[:500])
        return Outcome(attempt, is_passing=True)
    if not isinstance(error, openai.APIStatusError):
        return Outcome(attempt)
    status = error.status_code
    codes = {str(error.code or ""), str(error.type or "")}
    if codes & _NO_QUOTA or status == 402:
        return Outcome(attempt, advice="the account has no quota left; add credit, then give the same command again")
    if status == 401:
        return Outcome(attempt, advice="the key is not accepted; set OPENAI_API_KEY to a valid one")
    if status == 403:
        return Outcome(attempt, advice="the key has no permission for this; use another key, or another --model")
    if status == 404 or codes & _UNKNOWN_MODEL:
        return Outcome(
            attempt, advice="the server does not know the model or the address; check --model and --base-url"
        )
    if status in (408, 409, 429) or status >= 500:
        return Outcome(attempt, is_passing=True, wait_s=_read_retry_after(error.response.headers))
    return Outcome(attempt)


def _read_count(usage: Any, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if isinstance(count, int) else None


def _find_root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _read_retry_after(headers: Any) -> float | None:
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if 0.0 <= seconds < float("inf"):
            return seconds
    return None


def _hide_key(text: str, key: str) -> str:
    return text.replace(key, "[key]") if len(key) >= 8 else text


def _find_base_url(base_url: str | None) -> str:
    return base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or _OPENAI_URL


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

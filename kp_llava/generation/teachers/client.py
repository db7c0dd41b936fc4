"""One call to an OpenAI-compatible server through the official client, and what its outcome means.

Errors that pass (timeouts, lost connections, 408, 409, 429, 5xx, a reply that is no answer) are told from those that
every further call would meet (bad key, no permission, no quota, unknown model). The client's own retries are off: they
would also repeat a call that has no quota.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import threading
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
import msgspec
import openai

from ...errors import TeacherError
from ..ledger.records import UNCERTAIN_ERRORS, Attempt
from ..server import ServerOptions, clean_url, find_base_url

Result = TypeVar("Result")

_NO_QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "access_terminated"}
_UNKNOWN_MODEL = {"model_not_found", "invalid_model"}
_OVERLOAD = {429, 502, 503, 504, 529}


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
        is_overload: whether the server had too much to do.
        wait_s: the wait that the server asks for, or None.
        advice: what to do, when no further request can succeed; else None.
        headers: the reply's.
    """

    attempt: Attempt
    is_passing: bool = False
    is_overload: bool = False
    wait_s: float | None = None
    advice: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_uncertain(self) -> bool:
        """Whether the server may have answered, and billed, all the same."""
        return self.attempt.error in UNCERTAIN_ERRORS


def find_key(base_url: str | None, variable: str = "OPENAI_API_KEY") -> str:
    """The key for a server, from an environment variable; a server on this machine needs none.

    Raises:
        TeacherError: there is no key and the server is not on this machine.
    """
    key = os.environ.get(variable, "").strip()
    if key:
        return key
    if _is_loopback(find_base_url(base_url)):
        return "no-key"
    raise TeacherError(
        f"{variable} is not set: put the server's key into this environment variable,"
        " or name a server on this machine with --base-url"
    )


def open_client(server: ServerOptions, url: str | None = None) -> openai.AsyncOpenAI:
    """Open the official client on its aiohttp transport, without retries of its own.

    Args:
        server: names the key and the timeout.
        url: the address, where there are several.

    Raises:
        TeacherError: there is no key.
    """
    url = url or find_base_url(server.base_url)
    timeout_s = server.timeout_s
    return openai.AsyncOpenAI(
        api_key=find_key(url, server.key_variable),
        base_url=url,
        timeout=timeout_s,
        max_retries=0,
        # a proxy from the environment has no way to a server on this machine
        http_client=openai.DefaultAioHttpClient(timeout=timeout_s, trust_env=not _is_loopback(url)),
    )


def open_waiting_client(server: ServerOptions) -> openai.OpenAI:
    """Open the official client that waits for each call, without retries of its own.

    Raises:
        TeacherError: there is no key.
    """
    url, timeout_s = find_base_url(server.base_url), server.timeout_s
    return openai.OpenAI(
        api_key=find_key(url, server.key_variable),
        base_url=url,
        timeout=timeout_s,
        max_retries=0,
        http_client=openai.DefaultHttpx2Client(timeout=timeout_s, trust_env=not _is_loopback(url)),
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


async def send_once(client: openai.AsyncOpenAI, key: str, payload: bytes) -> Outcome:
    """Send one payload once.

    Args:
        client: from `open_client`.
        key: the request's key in the ledger.
        payload: the JSON that goes over the wire, byte by byte.

    Returns:
        The attempt with the raw JSON answer, or with a named error.
    """
    started_at = time.time()
    attempt = Attempt(key=key, started_at=started_at, ended_at=started_at)
    try:
        reply = await client.post("/chat/completions", content=payload, cast_to=httpx2.Response)
    except openai.APIError as error:
        return read_error(error, replace(attempt, ended_at=time.time()), client.api_key)
    return read_reply(hide_key(reply.text, client.api_key), replace(attempt, ended_at=time.time()), reply.headers)


def read_reply(text: str, attempt: Attempt, headers: Mapping[str, str] | None = None) -> Outcome:
    """Read a server's JSON answer into the attempt."""
    headers = headers or {}
    try:
        reply = msgspec.json.decode(text, type=_Reply)
        choice = reply.choices[0]
    except (msgspec.DecodeError, IndexError):
        # 200 with a proxy's page or a cut-off body
        failed = replace(attempt, error="malformed reply", error_text=text[:2000])
        return Outcome(failed, is_passing=True, headers=headers)
    usage = reply.usage if isinstance(reply.usage, dict) else {}
    details = usage.get("prompt_tokens_details")
    attempt = replace(
        attempt,
        answer=text,
        model=reply.model if isinstance(reply.model, str) else None,
        finish_reason=choice.finish_reason,
        prompt_tokens=_read_count(usage, "prompt_tokens"),
        answer_tokens=_read_count(usage, "completion_tokens"),
        cached_tokens=_read_count(details, "cached_tokens") if isinstance(details, dict) else None,
    )
    return Outcome(attempt, headers=headers)


def read_error(error: openai.APIError, attempt: Attempt, key: str) -> Outcome:
    """Name an error of the client, and say what follows from it."""
    text = " ".join(hide_key(error.message, key).split())[:500]
    attempt = replace(attempt, error=type(error).__name__, error_text=text)
    if isinstance(error, openai.APIConnectionError):
        root = _find_root(error)
        is_late = isinstance(error, openai.APITimeoutError)
        if root is not error and not isinstance(root, (asyncio.TimeoutError, TimeoutError)):
            # the aiohttp transport gives every lost connection out for a timeout
            attempt = replace(attempt, error="APIConnectionError", error_text=" ".join(str(root).split())[:500])
            is_late = False
        return Outcome(attempt, is_passing=True, is_overload=is_late)
    if not isinstance(error, openai.APIStatusError):
        return Outcome(attempt)
    codes = {str(error.code or ""), str(error.type or "")}
    return read_status(error.status_code, codes, attempt, error.response.headers)


def read_status(status: int, codes: set[str], attempt: Attempt, headers: Mapping[str, str]) -> Outcome:
    """What follows from an HTTP status other than 200 and the error's code and type."""
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
        return Outcome(
            attempt,
            is_passing=True,
            is_overload=status in _OVERLOAD,
            wait_s=_read_retry_after(headers),
            headers=headers,
        )
    return Outcome(attempt)


def is_schema_error(outcome: Outcome) -> bool:
    """Whether a server says that it takes no schema for its answers."""
    text = (outcome.attempt.error_text or "").lower()
    is_rejected = outcome.attempt.error in ("BadRequestError", "UnprocessableEntityError")
    return is_rejected and any(word in text for word in ("response_format", "json_schema", "structured output"))


def describe_server(server: ServerOptions) -> str:
    """The model and the server's address, without anything secret."""
    return f"{server.model} at {' and '.join(map(clean_url, server.urls))}"


def hide_key(text: str, key: str) -> str:
    """A text without the key."""
    return text.replace(key, "[key]") if len(key) >= 8 else text


def _read_count(usage: Mapping[str, Any], name: str) -> int | None:
    count = usage.get(name)
    return count if isinstance(count, int) else None


def _find_root(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _read_retry_after(headers: Mapping[str, str]) -> float | None:
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if 0.0 <= seconds < float("inf"):
            return seconds
    return None


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

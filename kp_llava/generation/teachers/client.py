"""One call to an OpenAI-compatible server through the official client, and what its outcome means.

Some errors pass (timeouts, lost connections, 408, 409, 429, 5xx, a reply that is no answer), some concern one request
(400, a refusal of its content), and some meet every further call (bad key, no quota, unknown model). The client's own
retries are off: they would also repeat a call that has no quota.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
import httpx2
import msgspec
import openai

from ...errors import TeacherError
from .. import parsing
from ..ledger.records import NO_CONNECTION, UNCERTAIN_ERRORS, Attempt
from ..parsing.reply import check_depth
from ..server import TOKEN_PARAMETERS, ServerOptions, clean_url, find_base_url
from .bounds import OddReply, bound_reply
from .responses import is_count, read_response, to_responses

Result = TypeVar("Result")

_NO_QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "access_terminated"}
_UNKNOWN_MODEL = {"model_not_found", "invalid_model"}
# what servers say of a field that they do not know
_UNKNOWN_FIELD = ("support", "unknown", "unrecognized", "unexpected", "not permitted", "forbidden", "extra", "instead")
REDIRECTED, MALFORMED = "redirected", "malformed reply"
_OVERLOAD = {429, 502, 503, 504, 529}


class _ReplyMessage(msgspec.Struct):
    content: Any = None


class _ReplyChoice(msgspec.Struct):
    message: _ReplyMessage
    finish_reason: Any = None


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
        is_outage: whether the server as a whole gives no answers now, as while it restarts.
        is_forbidden: whether the server forbids this call; it may forbid all of them, or only this one.
        wait_s: the wait that the server asks for, or None.
        advice: what to do, when no further request can succeed; else None.
        headers: the reply's.
    """

    attempt: Attempt
    is_passing: bool = False
    is_overload: bool = False
    is_outage: bool = False
    is_forbidden: bool = False
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
        check_key(key, variable)
        return key
    if _is_loopback(find_base_url(base_url)):
        return "no-key"
    raise TeacherError(
        f"{variable} is not set: put the server's key into this environment variable,"
        " or name a server on this machine with --base-url"
    )


def check_key(key: str, variable: str) -> None:
    """See that a key can be sent, before it comes to that.

    Raises:
        TeacherError: with what is wrong and where, and without the key.
    """
    for place, letter in enumerate(key, start=1):
        if not "!" <= letter <= "~":
            kind = "a line break" if letter in "\r\n" else "a blank" if letter in " \t" else "a sign that is not ASCII"
            kind = "a control character" if kind.startswith("a sign") and letter < " " else kind
            raise TeacherError(
                f"{variable}: holds {kind} at place {place} of {len(key)}, which no key has; set it to the key alone, "
                "without quotes and without what was copied with it"
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
        http_client=openai.DefaultAioHttpClient(
            timeout=timeout_s,
            trust_env=not _is_loopback(url),
            # the key stays with the server that was named
            follow_redirects=False,
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [bound_reply]},
        ),
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
        http_client=openai.DefaultHttpx2Client(
            timeout=timeout_s, trust_env=not _is_loopback(url), follow_redirects=False
        ),
    )


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
    other = to_responses(payload)
    path = "/chat/completions" if other is None else "/responses"
    try:
        post = client.post(path, content=other or payload, cast_to=httpx2.Response)
        # the client's own timeout begins anew with each byte
        reply = await asyncio.wait_for(post, client.timeout if isinstance(client.timeout, int | float) else None)
    except openai.APIError as error:
        return read_error(error, replace(attempt, ended_at=time.time()), client.api_key)
    except (asyncio.TimeoutError, TimeoutError):
        late = replace(attempt, ended_at=time.time(), error="APITimeoutError", error_text="Request timed out.")
        return Outcome(late, is_passing=True, is_overload=True)
    except Exception as error:  # noqa: BLE001 - for a reply that is none, libraries raise what comes to them
        name = error.name if isinstance(error, OddReply) else MALFORMED
        said = " ".join(hide_key(str(error), client.api_key).split())[:500]
        return Outcome(replace(attempt, ended_at=time.time(), error=name, error_text=said), is_passing=True)
    text, attempt = hide_key(reply.text, client.api_key), replace(attempt, ended_at=time.time())
    if other is not None and (found := read_response(text, attempt)) is not None:
        return Outcome(found[0], is_passing=found[1], is_overload=found[1], headers=reply.headers)
    return read_reply(text, attempt, reply.headers)


def read_reply(text: str, attempt: Attempt, headers: Mapping[str, str] | None = None) -> Outcome:
    """Read a server's JSON answer into the attempt."""
    headers = headers or {}
    try:
        check_depth(text)
        reply = msgspec.json.decode(text, type=_Reply)
        choice = reply.choices[0]
        parsing.read_reply(text)  # whoever reads the ledger can read it
    except (ValueError, IndexError, RecursionError):
        # 200 with a proxy's page or a cut-off body
        failed = replace(attempt, error=MALFORMED, error_text=text[:2000])
        return Outcome(failed, is_passing=True, headers=headers)
    usage = reply.usage if isinstance(reply.usage, dict) else {}
    prompt, answer = _read_count(usage, "prompt_tokens"), _read_count(usage, "completion_tokens")
    reasoning = _read_detail(usage, "completion_tokens_details", "reasoning_tokens")
    total = _read_count(usage, "total_tokens")
    if prompt is not None and answer is not None and total is not None and total > prompt + answer:
        # some servers leave the tokens of the reasoning, which they bill, out of the answer's
        answer, reasoning = total - prompt, reasoning or total - prompt - answer
    attempt = replace(
        attempt,
        answer=text,
        model=reply.model if isinstance(reply.model, str) else None,
        finish_reason=choice.finish_reason if isinstance(choice.finish_reason, str) else None,
        prompt_tokens=prompt,
        answer_tokens=answer,
        cached_tokens=_read_detail(usage, "prompt_tokens_details", "cached_tokens"),
        reasoning_tokens=reasoning,
    )
    return Outcome(attempt, headers=headers)


def read_error(error: openai.APIError, attempt: Attempt, key: str) -> Outcome:
    """Name an error of the client, and say what follows from it."""
    text = " ".join(hide_key(str(error.message), key).split())[:500]
    attempt = replace(attempt, error=type(error).__name__, error_text=text)
    if isinstance(error, openai.APIConnectionError):
        causes = list(_find_causes(error))
        root = causes[-1]
        is_late = isinstance(error, openai.APITimeoutError)
        if any(isinstance(cause, (httpx2.ConnectError, aiohttp.ClientConnectorError)) for cause in causes):
            attempt = replace(attempt, error=NO_CONNECTION, error_text=" ".join(str(root).split())[:500])
            return Outcome(attempt, is_passing=True, is_outage=True)
        if isinstance(root, OddReply):
            return Outcome(replace(attempt, error=root.name, error_text=str(root)), is_passing=True)
        if root is not error and not isinstance(root, (asyncio.TimeoutError, TimeoutError)):
            # the aiohttp transport gives every lost connection out for a timeout
            # what ends in the middle has begun: the server is there
            is_cut_off = any(isinstance(cause, aiohttp.ClientPayloadError) for cause in causes)
            name = MALFORMED if is_cut_off else "APIConnectionError"
            attempt = replace(attempt, error=name, error_text=" ".join(str(root).split())[:500])
            is_late = False
        return Outcome(attempt, is_passing=True, is_overload=is_late)
    if not isinstance(error, openai.APIStatusError):
        return Outcome(attempt)
    codes = {str(error.code or ""), str(error.type or "")}
    return read_status(error.status_code, codes, attempt, error.response.headers)


def read_status(status: int, codes: set[str], attempt: Attempt, headers: Mapping[str, str]) -> Outcome:
    """What follows from an HTTP status other than 200 and the error's code and type."""
    if 300 <= status < 400:
        said = (
            f"the server sends calls on to {clean_url(headers.get('location', '') or 'nowhere')}, which is not followed"
        )
        return Outcome(replace(attempt, error=REDIRECTED, error_text=said[:500]))
    if codes & _NO_QUOTA or status == 402:
        return Outcome(attempt, advice="the account has no quota left; add credit, then give the same command again")
    if status == 401:
        return Outcome(attempt, advice="the key is not accepted; set OPENAI_API_KEY to a valid one")
    if status == 403:
        return Outcome(attempt, is_forbidden=not _is_about_content(codes, attempt.error_text))
    if status == 404 or codes & _UNKNOWN_MODEL:
        return Outcome(
            attempt, advice="the server does not know the model or the address; check --model and --base-url"
        )
    if status in (408, 409, 429) or status >= 500:
        return Outcome(
            attempt,
            is_passing=True,
            is_overload=status in _OVERLOAD,
            is_outage=status in _OVERLOAD,
            wait_s=_read_retry_after(headers),
            headers=headers,
        )
    return Outcome(attempt)


FORBIDDEN_ADVICE = "the key has no permission for this; use another key, or another --model"


def _is_about_content(codes: set[str], text: str | None) -> bool:
    """Whether a server refuses what a request is about, and not who asks."""
    words = f"{' '.join(codes)} {text or ''}".lower()
    return any(word in words for word in ("content", "policy", "safety", "moderation", "flagged", "blocked"))


def find_token_parameter(outcome: Outcome, sent: str) -> str | None:
    """The name that a server wants for the bound on the answer's length; None where its error is about other things.

    Args:
        outcome: of a call.
        sent: the name that the call had.
    """
    if outcome.attempt.error not in ("BadRequestError", "UnprocessableEntityError"):
        return None
    text = (outcome.attempt.error_text or "").lower()
    other = TOKEN_PARAMETERS[1 - TOKEN_PARAMETERS.index(sent)]
    # "max_tokens" is no part of the other name
    is_named = sent in text and any(word in text for word in _UNKNOWN_FIELD)
    return other if is_named or other in text else None


def describe_server(server: ServerOptions) -> str:
    """The model and the server's address, without anything secret."""
    return f"{server.model} at {' and '.join(map(clean_url, server.urls))}"


def hide_key(text: str, key: str) -> str:
    """A text without the key."""
    return text.replace(key, "[key]") if len(key) >= 8 else text


def _read_count(usage: Mapping[str, Any], name: str) -> int | None:
    count = usage.get(name)
    return count if is_count(count) else None


def _read_detail(usage: Mapping[str, Any], name: str, count: str) -> int | None:
    details = usage.get(name)
    return _read_count(details, count) if isinstance(details, dict) else None


def _find_causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__


def _read_retry_after(headers: Mapping[str, str]) -> float | None:
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if 0.0 <= seconds < float("inf"):
            return seconds
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    # a date without a zone is in UTC
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
    return max(0.0, moment.timestamp() - time.time())


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

"""Which server is asked for which model, with which parameters, and how its address is checked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ..errors import RunError, TeacherError
from .cost.prices import Price, find_price, unknown_price_text

OPENAI_URL = "https://api.openai.com/v1"
TOKEN_PARAMETERS = ("max_tokens", "max_completion_tokens")
"""The two names of the bound on an answer's length."""

CHAT, RESPONSES = "chat", "responses"
"""The two APIs by which a server is asked."""

# these are ours to set: another value would make something else of the request than the ledger keeps
_RESERVED = ("messages", "input", "model", "n", "stream", "api", *TOKEN_PARAMETERS)


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """How to call one OpenAI-compatible server.

    Attributes:
        model: the server's name of the model.
        base_url: the server; None for the environment's OPENAI_BASE_URL, or OpenAI's own.
        more_urls: further servers of the same model; the calls are spread over all of them.
        key_variable: the environment variable that holds the key.
        api: ``chat`` for chat completions, ``responses`` for the Responses API.
        concurrency: calls in flight at once, 1 to 1000.
        temperature: sent to the server; None leaves it to the server.
        top_p: the same.
        reasoning_effort: the same, as in ``low``.
        extra_body: further fields of each request, as in ``{"chat_template_kwargs": {"enable_thinking": False}}``.
        max_tokens: the longest answer; None leaves it to the server.
        token_parameter: the name under which `max_tokens` is sent; None learns it from the server.
        timeout_s: how long to wait for the server's next byte.
        max_attempts: how often one request is tried when passing errors come.
        patience_s: how long an outage of the server is waited out.
        requests_per_minute: the account's limit; a server's headers can lower it.
        tokens_per_minute: the account's limit; a server's headers can lower it.
        prices: PROMPT,ANSWER[,CACHED] in US dollars a million tokens, in place of the price file's.
        max_cost: US dollars that all calls may cost; nothing is sent that could pass it.
    """

    model: str = "gpt-4o"
    base_url: str | None = None
    more_urls: tuple[str, ...] = ()
    key_variable: str = "OPENAI_API_KEY"
    api: str = CHAT
    concurrency: int = 32
    temperature: float | None = None
    top_p: float | None = None
    reasoning_effort: str | None = None
    extra_body: Mapping[str, Any] | None = None
    max_tokens: int | None = 1024
    token_parameter: str | None = None
    timeout_s: float = 120.0
    max_attempts: int = 6
    patience_s: float = 600.0
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    prices: str | None = None
    max_cost: float | None = None

    def __post_init__(self) -> None:
        if self.api not in (CHAT, RESPONSES):
            raise RunError(f"--api {self.api}: expected {CHAT} or {RESPONSES}")
        if not 1 <= self.concurrency <= 1000:
            raise RunError(f"--concurrency {self.concurrency}: expected 1 to 1000")
        if self.max_tokens is not None and self.max_tokens < 1:
            raise RunError(f"--max-tokens {self.max_tokens}: expected 1 or more")
        for flag, limit in (("--rpm", self.requests_per_minute), ("--tpm", self.tokens_per_minute)):
            if limit is not None and not limit >= 1:
                raise RunError(f"{flag} {limit:g}: expected 1 or more a minute")
        if self.top_p is not None and not 0 < self.top_p <= 1:
            raise RunError(f"--top-p {self.top_p:g}: expected above 0, up to 1")
        if self.token_parameter is not None and self.token_parameter not in TOKEN_PARAMETERS:
            raise RunError(f"--token-parameter {self.token_parameter}: expected {' or '.join(TOKEN_PARAMETERS)}")
        if not self.patience_s >= 0:
            raise RunError(f"--patience {self.patience_s:g}: expected seconds, 0 or more")
        if reserved := [name for name in _RESERVED if name in (self.extra_body or {})]:
            raise RunError(f"--extra-body: {reserved[0]} is set by kp-llava itself; leave it out")
        if self.max_cost is not None and not self.max_cost > 0:
            raise RunError(f"--max-cost {self.max_cost:g}: expected US dollars above 0")
        if self.more_urls and self.base_url is None:
            raise RunError("more_urls: name the first server in base_url")
        for url in (self.base_url, *self.more_urls):
            if url is not None and (fault := find_url_fault(url)):
                raise RunError(f"--base-url {clean_url(url)}: {fault}")

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of all servers.

        Raises:
            TeacherError: the environment's OPENAI_BASE_URL holds a password, or is no address.
        """
        return (find_base_url(self.base_url), *self.more_urls)

    @property
    def price(self) -> Price | None:
        """What the model's tokens cost; None where that is unknown.

        Raises:
            RunError: ``prices`` is not of its form, or there is a bound on the cost and no price.
        """
        found = find_price(self.model, self.prices)
        if self.max_cost is not None:
            if found is None:
                raise RunError(f"--max-cost {self.max_cost:g}: {unknown_price_text(self.model)}")
            if self.max_tokens is None:
                raise RunError(f"--max-cost {self.max_cost:g}: needs --max-tokens, without which no answer has a bound")
        return found

    def request_parameters(self) -> dict[str, Any]:
        """Everything of a request but its messages, as its key is made from it.

        The bound on the answer's length has the name here that OpenAI's service and all other servers mostly take; a
        server that wants the other name is sent that, under the same key.
        """
        parameters: dict[str, Any] = {**(self.extra_body or {}), "model": self.model}
        if self.max_tokens is not None:
            parameters[key_token_parameter(find_base_url(self.base_url))] = self.max_tokens
        if self.api != CHAT:
            parameters["api"] = self.api
        for name in ("temperature", "top_p", "reasoning_effort"):
            if (value := getattr(self, name)) is not None:
                parameters[name] = value
        return parameters


def read_extra_body(text: str) -> dict[str, Any]:
    """The fields in an ``--extra-body`` option.

    Raises:
        RunError: it is not a JSON object.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise RunError(f"--extra-body: is not JSON ({error}); expected an object, as in '{{\"top_k\": 20}}'") from None
    if not isinstance(found, dict):
        raise RunError(f"--extra-body {text}: expected a JSON object, as in '{{\"top_k\": 20}}'")
    return found


def key_token_parameter(url: str) -> str:
    """Under which name a request's key has the bound on the answer's length."""
    return "max_completion_tokens" if (urlsplit(url).hostname or "") == urlsplit(OPENAI_URL).hostname else "max_tokens"


def find_base_url(base_url: str | None) -> str:
    """The server's address: the one given, the environment's OPENAI_BASE_URL, or OpenAI's own.

    Raises:
        TeacherError: the environment's holds a password, or is no address.
    """
    found = base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or OPENAI_URL
    if base_url is None and (fault := find_url_fault(found)):
        raise TeacherError(f"OPENAI_BASE_URL {clean_url(found)}: {fault}")
    return found


def find_url_fault(url: str) -> str | None:
    """What is wrong with a server's address, without repeating it, as it may hold a secret; None for a good one."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        return "expected an address like http://127.0.0.1:8000/v1"
    if "@" in parts.netloc or parts.query or parts.fragment:
        return "leave out the user name, password or query; the key is read from OPENAI_API_KEY"
    return None


def clean_url(url: str) -> str:
    """An address without user name, password, query and fragment, since each can hold a key, as a bare word can."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        return "[not an address]"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

"""The Responses API: a chat completion's payload in its form, and its replies.

The ledger keeps one form of payload for both APIs, with the field ``api`` where it is sent to the Responses API. The
key is made from that form, so that an answer of one API is never taken for one of the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from ..ledger.records import Attempt
from ..parsing.reply import check_depth, read_reply
from ..server import RESPONSES, TOKEN_PARAMETERS

_MARK = f'"api":"{RESPONSES}"'.encode()
# more than any model reads or writes at once
_MOST_TOKENS = 1 << 40
_PASSING = ("server_error", "rate_limit_exceeded", "timeout")


def to_responses(payload: bytes) -> bytes | None:
    """Write a payload as the Responses API takes it; None where it is for chat completions.

    Nothing is stored on the server: each request has all that it needs, and the ledger keeps the answers.
    """
    if _MARK not in payload:
        return None
    record: dict[str, Any] = msgspec.json.decode(payload)
    if record.pop("api", None) != RESPONSES:
        return None
    record["input"] = [{**message, "content": _to_parts(message["content"])} for message in record.pop("messages")]
    for name in TOKEN_PARAMETERS:
        if name in record:
            record["max_output_tokens"] = record.pop(name)
    if "reasoning_effort" in record:
        record["reasoning"] = {**(record.get("reasoning") or {}), "effort": record.pop("reasoning_effort")}
    if "response_format" in record:
        schema = record.pop("response_format")["json_schema"]
        record["text"] = {**(record.get("text") or {}), "format": {"type": "json_schema", **schema}}
    record.setdefault("store", False)
    return msgspec.json.encode(record)


def _to_parts(content: Any) -> Any:
    """A message's content with the names that the Responses API has for texts and pictures."""
    if isinstance(content, str):
        return content
    parts = []
    for part in content:
        if part["type"] == "image_url":
            picture = part["image_url"]
            parts.append({"type": "input_image", "image_url": picture["url"], "detail": picture["detail"]})
        else:
            parts.append({"type": "input_text", "text": part["text"]})
    return parts


def read_response(text: str, attempt: Attempt) -> tuple[Attempt, bool] | None:
    """Read a reply of the Responses API into an attempt.

    Args:
        text: the server's JSON.
        attempt: has the request's key and times.

    Returns:
        The attempt, and whether it failed in a way that passes; None where the text is no such reply.
    """
    try:
        check_depth(text)
        found = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    if found.get("status") == "failed" and isinstance(found.get("error"), dict):
        error = found["error"]
        failed = replace(attempt, error=str(error.get("code") or "failed"), error_text=str(error.get("message"))[:500])
        return failed, failed.error in _PASSING
    if not isinstance(found.get("output"), list):
        return None
    try:
        read_reply(text)
    except ValueError:
        return None
    usage = found["usage"] if isinstance(found.get("usage"), dict) else {}
    return (
        replace(
            attempt,
            answer=text,
            model=found["model"] if isinstance(found.get("model"), str) else None,
            finish_reason=_find_finish_reason(found),
            prompt_tokens=_read_count(usage, "input_tokens"),
            answer_tokens=_read_count(usage, "output_tokens"),
            cached_tokens=_read_count(usage.get("input_tokens_details"), "cached_tokens"),
            reasoning_tokens=_read_count(usage.get("output_tokens_details"), "reasoning_tokens"),
        ),
        False,
    )


def _find_finish_reason(found: Mapping[str, Any]) -> str | None:
    """The finish reason that a chat completion would have."""
    details = found.get("incomplete_details")
    if found.get("status") == "incomplete" and isinstance(details, dict):
        return "content_filter" if details.get("reason") == "content_filter" else "length"
    return "stop" if found.get("status") == "completed" else None


def _read_count(usage: Any, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    return count if is_count(count) else None


def is_count(value: Any) -> bool:
    """Whether a server's value can be a number of tokens; what cannot is counted by us."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_TOKENS

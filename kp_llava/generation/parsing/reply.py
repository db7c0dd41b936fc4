"""From a server's raw JSON to what its model wrote: chat completions, responses, and imported answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from .turns import Turn

# what kinds of parts hold text for the reader; others hold thinking, citations or calls of tools
_TEXT_PARTS = (None, "text", "output_text")
_REFUSAL_PARTS = ("refusal",)


_MOST_DEPTH = 64
# a string as a whole, or what is left of one, so that brackets in it do not count
_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True)
class Reply:
    """What a server's model wrote.

    Attributes:
        text: the content, joined where it comes in parts; None where there is none.
        refusal: the model's own words of refusal, where the server has a field for them.
        finish_reason: why it stopped, as in OpenAI's answers (``stop``, ``length``, ``content_filter``).
        turns: the question-answer pairs of an imported answer, which has no text.
    """

    text: str | None
    refusal: str | None = None
    finish_reason: str | None = None
    turns: tuple[Turn, ...] = ()


class _Message(msgspec.Struct):
    content: Any = None
    refusal: Any = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: Any = None


class _Answer(msgspec.Struct):
    """A chat completion has choices, a response has output, an imported answer has turns and neither of them."""

    choices: list[_Choice] = []
    output: Any = None
    status: Any = None
    incomplete_details: Any = None
    turns: Any = None


def read_reply(answer: str) -> Reply:
    """Read the raw JSON of a chat completion or of a response.

    Args:
        answer: as the ledger keeps it.

    Raises:
        ValueError: it is neither (`msgspec.DecodeError` where it is no JSON).
    """
    check_depth(answer)
    found = msgspec.json.decode(answer, type=_Answer)
    if found.choices:
        choice = found.choices[0]
        reason = choice.finish_reason if isinstance(choice.finish_reason, str) else None
        return Reply(_join_parts(choice.message.content), _join_parts(choice.message.refusal), reason)
    if isinstance(found.output, list):
        return _read_response(found)
    if isinstance(found.turns, list) and found.turns:
        return Reply(None, turns=tuple(msgspec.convert(found.turns, type=list[Turn])))
    raise ValueError("the answer has neither choices nor output")


def check_depth(text: str) -> None:
    """See that JSON is not nested so deeply that reading it depends on who calls.

    Raises:
        ValueError: more than 64 lists and objects lie in one another.
    """
    if text.count("[") + text.count("{") <= _MOST_DEPTH:
        return
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > _MOST_DEPTH:
            raise ValueError(f"more than {_MOST_DEPTH} lists and objects lie in one another")


def _read_response(found: _Answer) -> Reply:
    """A response's messages; its items of reasoning are left out."""
    parts: list[Any] = []
    for item in found.output:
        if isinstance(item, dict) and item.get("type") == "message" and isinstance(item.get("content"), list):
            parts += item["content"]
    details = found.incomplete_details
    reason = "stop" if found.status == "completed" else None
    if isinstance(details, dict):
        # others than the filter are bounds on the length, under several names
        reason = "content_filter" if details.get("reason") == "content_filter" else "length"
    refusals = [
        part["refusal"]
        for part in parts
        if isinstance(part, dict) and part.get("type") in _REFUSAL_PARTS and isinstance(part.get("refusal"), str)
    ]
    return Reply(_join_parts(parts) or None, "".join(refusals) or None, reason)


def _join_parts(content: Any) -> str | None:
    if isinstance(content, list):  # some servers give an answer in parts
        return "".join(
            part["text"]
            for part in content
            if isinstance(part, dict) and part.get("type") in _TEXT_PARTS and isinstance(part.get("text"), str)
        )
    return content if isinstance(content, str) else None

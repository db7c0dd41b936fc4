"""The text in a chat completion, as the ledger keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec


@dataclass(frozen=True)
class Reply:
    """What a server's model said.

    Attributes:
        text: the content; empty where there is none.
        refusal: the model's own words of refusal, where the server has a field for them.
        finish_reason: why it stopped.
    """

    text: str
    refusal: str | None
    finish_reason: str | None


class _Message(msgspec.Struct):
    content: Any = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]


def read_reply(answer: str) -> Reply:
    """Read the raw JSON of a chat completion; the ledger holds only those that have a choice."""
    choice = msgspec.json.decode(answer, type=_Completion).choices[0]
    content = choice.message.content
    return Reply(content if isinstance(content, str) else "", choice.message.refusal, choice.finish_reason)

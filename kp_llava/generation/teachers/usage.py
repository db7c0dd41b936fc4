"""The tokens of a call: as the server counted them, held against our own count, or counted by us where it has none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from ..cost.tokens import TokenCounter, find_counter
from ..ledger.records import PROMPT_CUT_OFF, Attempt
from ..parsing import read_reply
from ..prompts.picture import count_picture_tokens

# a server that has read less than this share of the tokens that we count has cut the prompt off: no tokenizer of a
# language model needs so few for English and numbers
_LEAST_SHARE, _LEAST_MISSING = 0.4, 300
# counting takes about as long as all the rest of a call: all of the first calls are counted, and then one in so many
_FIRST, _EVERY = 20, 50


class Usage:
    """Looks after the tokens of one model's calls.

    Args:
        model: names the tokenizer, where it is at hand.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._counter: TokenCounter | None = None
        self._seen = 0

    def complete(self, attempt: Attempt, payload: bytes) -> Attempt:
        """An attempt with its tokens, and with an error where the server has read only a part of the prompt."""
        if attempt.answer is None:
            return attempt
        if attempt.prompt_tokens is None or attempt.answer_tokens is None:
            text = read_reply(attempt.answer).text or ""
            return replace(
                attempt,
                prompt_tokens=self.count_prompt(payload),
                answer_tokens=self._find_counter().count_text(text),
                is_estimated=True,
            )
        self._seen += 1
        if self._seen <= _FIRST or self._seen % _EVERY == 0:
            # what a server makes of a picture is its own affair
            counted = self.count_prompt(payload) - count_picture_tokens(payload, self._model)
            if attempt.prompt_tokens < counted * _LEAST_SHARE and counted - attempt.prompt_tokens > _LEAST_MISSING:
                said = f"the server read {attempt.prompt_tokens:,} of about {counted:,} prompt tokens"
                return replace(attempt, answer=None, error=PROMPT_CUT_OFF, error_text=said)
        return attempt

    def count_prompt(self, payload: bytes) -> int:
        """The tokens of a payload's texts, with the schema and the picture where it has them."""
        record: dict[str, Any] = msgspec.json.decode(payload)
        messages = [{"content": _join_text(message["content"])} for message in record["messages"]]
        if "response_format" in record:
            messages.append({"content": msgspec.json.encode(record["response_format"]).decode()})
        return self._find_counter().count_messages(messages) + count_picture_tokens(payload, self._model)

    def _find_counter(self) -> TokenCounter:
        if self._counter is None:
            self._counter = find_counter(self._model)
        return self._counter


def _join_text(content: Any) -> str:
    if isinstance(content, str):
        return content
    # of a picture a server counts what it makes of it, which only it knows
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))

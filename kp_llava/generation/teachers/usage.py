"""The tokens of a call: as the server counted them, held against our own count, or counted by us where it has none."""

from __future__ import annotations

from bisect import insort
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
# its own tokenizer may need more than ours, by much the same factor in all prompts of a run: once that is known from
# so many replies, less than this share of what is usual is enough to say it
_LEAST_OF_USUAL, _USUAL_FROM = 0.8, 5
# so many replies with one and the same count for prompts that differ by so many tokens, all of them longer, show a cap
_CAPPED, _SPREAD, _LEAST_OF_CAPPED = 4, 100, 0.95
# windows are set to multiples of this, and a few tokens may be kept back; some gateways give one count for all calls
_WINDOW, _KEPT_BACK = 256, 8
# counting takes about as long as all the rest of a call: all of the first calls are counted, and then one in so many
_FIRST, _EVERY = 20, 50
# of the others those that look short by their bytes, where prompts of one length differ by less
_SUSPICIOUS = 0.9


class Usage:
    """Looks after the tokens of one model's calls.

    Args:
        model: names the tokenizer, where it is at hand.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._counter: TokenCounter | None = None
        self._seen = 0
        self._shares: list[float] = []  # of our count, in order of size
        self._per_byte: list[float] = []
        self._by_count: dict[int, list[int]] = {}  # our counts of the prompts for which the server says the same

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
        per_byte = attempt.prompt_tokens / len(payload)
        is_short = len(self._per_byte) >= _USUAL_FROM and per_byte < _SUSPICIOUS * _find_middle(self._per_byte)
        if self._seen <= _FIRST or self._seen % _EVERY == 0 or is_short:
            # what a server makes of a picture or a schema is its own affair, and differs from picture to picture
            in_picture = count_picture_tokens(payload, self._model)
            counted = self.count_prompt(payload, with_schema=False) - in_picture
            expected = self._find_cut(attempt.prompt_tokens, counted, has_picture=in_picture > 0)
            if expected is not None:
                said = f"the server read {attempt.prompt_tokens:,} of about {expected:,} prompt tokens"
                return replace(attempt, answer=None, error=PROMPT_CUT_OFF, error_text=said)
            if not is_short:
                insort(self._shares, attempt.prompt_tokens / counted)
                insort(self._per_byte, per_byte)
        return attempt

    def _find_cut(self, said: int, counted: int, *, has_picture: bool) -> int | None:
        """How many tokens a prompt has, where the server has read only a part of it; None where it has read all."""
        if said < counted * _LEAST_SHARE and counted - said > _LEAST_MISSING:
            return counted
        if has_picture:
            return None
        if len(self._shares) >= _USUAL_FROM:
            usual = round(counted * _find_middle(self._shares))
            if said < usual * _LEAST_OF_USUAL and usual - said > _LEAST_MISSING:
                return usual
        alike = self._by_count.setdefault(said, [])
        alike.append(counted)
        is_window = -said % _WINDOW <= _KEPT_BACK
        is_cap = is_window and len(alike) >= _CAPPED and max(alike) - min(alike) >= _SPREAD
        return counted if is_cap and said < _LEAST_OF_CAPPED * min(alike) else None

    def count_prompt(self, payload: bytes, *, with_schema: bool = True) -> int:
        """The tokens of a payload's texts, with the picture where it has one, and the schema."""
        record: dict[str, Any] = msgspec.json.decode(payload)
        messages = [{"content": _join_text(message["content"])} for message in record["messages"]]
        if with_schema and "response_format" in record:
            messages.append({"content": msgspec.json.encode(record["response_format"]).decode()})
        return self._find_counter().count_messages(messages) + count_picture_tokens(payload, self._model)

    def _find_counter(self) -> TokenCounter:
        if self._counter is None:
            self._counter = find_counter(self._model)
        return self._counter


def _find_middle(ordered: list[float]) -> float:
    return ordered[len(ordered) // 2]


def _join_text(content: Any) -> str:
    if isinstance(content, str):
        return content
    # of a picture a server counts what it makes of it, which only it knows
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))

"""What is asked after an answer that cannot be used: again with the reason, or with room for a longer one.

The follow-ups of a request belong to its key; each attempt in the ledger says what was sent beyond the request's own
payload. A run that is stopped between an answer and its follow-up goes on with the follow-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from .ledger import Ledger
from .options import RunOptions
from .record import Attempt, Request, StoredAnswer
from .rows import read_turns
from .tasks import CUT_OFF, EMPTY, TASKS, UNPARSABLE, WRONG_PAIR_COUNT, UnusableAnswer

# an answer that was cut off gets so many times the room
_LONGER = 4
_REASONS = {
    UNPARSABLE: "it does not have the form that was asked for",
    EMPTY: "it is empty",
    WRONG_PAIR_COUNT: "it does not have exactly {count} pairs of a question and its answer",
}


@dataclass(frozen=True)
class FollowUp:
    """What is sent beyond a request's own payload.

    Attributes:
        messages: put behind the request's own.
        max_tokens: in place of the request's own limit; None keeps that.
    """

    messages: tuple[dict[str, str], ...] = ()
    max_tokens: int | None = None

    def to_json(self) -> str | None:
        """As an attempt keeps it; None for the request's own payload."""
        if not self.messages and self.max_tokens is None:
            return None
        return msgspec.json.encode({"messages": self.messages, "max_tokens": self.max_tokens}).decode()

    def extend(self, payload: bytes) -> bytes:
        """Put it into a request's payload."""
        if not self.messages and self.max_tokens is None:
            return payload
        record: dict[str, Any] = msgspec.json.decode(payload)
        record["messages"] = [*record["messages"], *self.messages]
        if self.max_tokens is not None:
            name = "max_completion_tokens" if "max_completion_tokens" in record else "max_tokens"
            record[name] = self.max_tokens
        return msgspec.json.encode(record)


OWN_PAYLOAD = FollowUp()


def json_to_follow_up(text: str | None) -> FollowUp:
    """Read what `FollowUp.to_json` wrote."""
    return OWN_PAYLOAD if text is None else msgspec.json.decode(text, type=FollowUp)


class FollowUps:
    """Decides what a request is sent next, from what its ledger has."""

    def __init__(self, ledger: Ledger, options: RunOptions) -> None:
        self._ledger = ledger
        self._options = options

    def first(self, request: Request) -> FollowUp | None:
        """What an open request is sent now; None where its answers turn out to need nothing more."""
        answered = [attempt for attempt in self._ledger.attempts(request.key) if attempt.answer is not None]
        if not answered:
            return OWN_PAYLOAD
        found = next_follow_up(request, answered, self._options)
        if found is None:
            self._ledger.settle(request.key)
        return found

    def after(self, request: Request, attempt: Attempt) -> FollowUp | None:
        """What comes after an answer that is not in the ledger yet; None where it settles the request."""
        if find_reason(request, attempt) is None:
            return None
        earlier = [one for one in self._ledger.attempts(request.key) if one.answer is not None]
        return next_follow_up(request, [*earlier, attempt], self._options)


def next_follow_up(request: Request, answered: Sequence[Attempt], options: RunOptions) -> FollowUp | None:
    """What to send after these answers, the oldest first; None where one of them is usable or no try is left."""
    reasons = [find_reason(request, attempt) for attempt in answered]
    if None in reasons:
        return None
    sent = [json_to_follow_up(attempt.follow_up) for attempt in answered]
    limits = [one.max_tokens for one in sent if one.max_tokens is not None]
    if reasons[-1] == CUT_OFF:
        if limits or options.max_tokens is None:
            return None
        return FollowUp(sent[-1].messages, options.max_tokens * _LONGER)
    if reasons[-1] not in _REASONS or sum(bool(one.messages) for one in sent) >= options.max_reasks:
        return None
    why = _REASONS[reasons[-1]].format(count=TASKS[request.task].pair_count)
    again = f"Your answer cannot be used: {why}. Write the whole answer again in the form asked for, and nothing else."
    messages = [{"role": "user", "content": again}]
    text = _read_text(answered[-1])
    if text:
        messages.insert(0, {"role": "assistant", "content": text})
    return FollowUp(tuple(messages), limits[-1] if limits else None)


def find_reason(request: Request, attempt: Attempt) -> str | None:
    """Why an answer gives no rows; None where it does."""
    try:
        read_turns(StoredAnswer(request, "", None, None, attempt.answer, None))
    except UnusableAnswer as unusable:
        return unusable.reason
    return None


def reopen(ledger: Ledger, options: RunOptions) -> int:
    """Open the requests again whose unusable answers may be followed up under these options; returns how many."""
    keys = set()
    for task in options.tasks:
        for stored in ledger.answers(task):
            if stored.answer is None or find_reason(stored.request, _to_attempt(stored)) is None:
                continue
            answered = [one for one in ledger.attempts(stored.request.key) if one.answer is not None]
            if next_follow_up(stored.request, answered, options) is not None:
                keys.add(stored.request.key)
    with ledger.transaction():
        for key in keys:
            ledger.settle(key, False)
    return len(keys)


def _to_attempt(stored: StoredAnswer) -> Attempt:
    return Attempt(stored.request.key, 0.0, 0.0, answer=stored.answer)


def _read_text(attempt: Attempt) -> str:
    content = msgspec.json.decode(attempt.answer or "{}")["choices"][0]["message"].get("content")
    return content if isinstance(content, str) else ""

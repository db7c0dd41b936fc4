"""What is asked after an answer that cannot be used: again with the reason, or with room for a longer one.

The follow-ups of a request belong to its key; each attempt in the ledger says what was sent beyond the request's own
payload. A run that is stopped between an answer and its follow-up goes on with the follow-up. What cannot be read is
followed up at once; what a check rejects when all is answered, as checking takes longer than the server lets us wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from tqdm import tqdm

from ...tasks import TASKS
from ..checks.cache import KeptChecks
from ..checks.checks import CHECKS, check_turns
from ..ledger.ledger import Ledger
from ..ledger.records import OWN_PAYLOAD, Attempt, FollowUp, Request, StoredAnswer, json_to_follow_up
from ..options import RunOptions
from ..parsing import (
    CUT_OFF,
    EMPTY,
    NOT_AN_ANSWER,
    ONLY_THINKING,
    UNPARSABLE,
    WRONG_PAIR_COUNT,
    Turn,
    UnusableAnswer,
    read_turns,
)

# an answer that was cut off gets so many times the room
_LONGER = 4
_REASONS = {
    UNPARSABLE: "it does not have the form that was asked for",
    EMPTY: "it is empty",
    ONLY_THINKING: "it holds thinking alone, and no answer after it",
    NOT_AN_ANSWER: "it does not answer; the image is given as text above, and nothing more is to come",
    WRONG_PAIR_COUNT: "it does not have exactly {count} pairs of a question and its answer",
}


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
        found = next_follow_up(request, answered, self._options, self._find_fault)
        if found is None:
            self._ledger.settle(request.key)
        return found

    def after(self, request: Request, attempt: Attempt) -> FollowUp | None:
        """What comes after an answer that is not in the ledger yet; None where it settles the request."""
        if find_reason(request, attempt) is None:
            return None
        earlier = [one for one in self._ledger.attempts(request.key) if one.answer is not None]
        return next_follow_up(request, [*earlier, attempt], self._options)

    def _find_fault(self, request: Request, attempt: Attempt) -> str | None:
        """What the checks that reject a row find in a readable answer; None where they find nothing."""
        turns = read_turns(_to_stored(request, attempt))
        found = []
        for number, result in enumerate(check_turns(request.task, turns, self._ledger.scene(request.image_id)), 1):
            faults = [CHECKS[name] for name in result.names if name in self._options.checks]
            if faults:
                found.append((f"pair {number} " if len(turns) > 1 else "it ") + " and ".join(faults))
        return "; ".join(found) or None


def next_follow_up(
    request: Request,
    answered: Sequence[Attempt],
    options: RunOptions,
    find_fault: Callable[[Request, Attempt], str | None] | None = None,
) -> FollowUp | None:
    """What to send after these answers; None where one of them is usable or no try is left.

    Args:
        request: what was asked.
        answered: its attempts with an answer, the oldest first.
        options: bound the tries.
        find_fault: says why a readable answer is of no use; without it every readable answer is.
    """
    reasons = [find_reason(request, attempt) for attempt in answered]
    sent = [json_to_follow_up(attempt.follow_up) for attempt in answered]
    has_reasks = sum(bool(one.messages) for one in sent) < options.max_reasks
    limits = [one.max_tokens for one in sent if one.max_tokens is not None]
    longer = limits[-1] if limits else None
    if None in reasons:
        last = max(number for number, reason in enumerate(reasons) if reason is None)
        fault = find_fault(request, answered[last]) if find_fault is not None and has_reasks else None
        return None if fault is None else _ask_again(answered[last], fault, longer)
    if reasons[-1] == CUT_OFF:
        if limits or options.max_tokens is None:
            return None
        return FollowUp(sent[-1].messages, options.max_tokens * _LONGER)
    if reasons[-1] not in _REASONS or not has_reasks:
        return None
    return _ask_again(answered[-1], _REASONS[reasons[-1]].format(count=TASKS[request.task].pair_count), longer)


def _ask_again(attempt: Attempt, why: str, max_tokens: int | None) -> FollowUp:
    again = f"Your answer cannot be used: {why}. Write the whole answer again in the form asked for, and nothing else."
    messages = [{"role": "user", "content": again}]
    text = _read_text(attempt)
    if text:
        messages.insert(0, {"role": "assistant", "content": text})
    return FollowUp(tuple(messages), max_tokens)


def find_reason(request: Request, attempt: Attempt) -> str | None:
    """Why an answer gives no rows; None where it does."""
    try:
        read_turns(_to_stored(request, attempt))
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


def reopen_rejected(
    ledger: Ledger, options: RunOptions, since: int, *, progress: bool = False, processes: int = 1
) -> set[str]:
    """Open the requests again whose answers a check rejects, in whole or in part, and that may be followed up.

    Args:
        ledger: open for writing; it keeps what the checks find.
        options: name the checks and bound the tries.
        since: only requests with an attempt of a higher number than this.
        progress: show a bar on stderr.
        processes: how many check what was never checked.

    Returns:
        Their keys.
    """
    keys: set[str] = set()
    checks = KeptChecks(ledger)
    for task in options.tasks if options.checks and options.max_reasks else ():
        answers, total = ledger.answers(task), ledger.count_wanted(task)
        bar = tqdm(answers, f"checks of {task}", total, unit="answer", disable=not progress, leave=False, delay=1)
        new = (one for one in bar if one.answer is not None and _has_reasks(ledger, one.request, options, since))
        for stored, results in checks.check_all(_readable(new), processes=processes):
            if any(result.is_rejected(options.checks) for result in results):
                keys.add(stored.request.key)
    with ledger.transaction():
        for key in keys:
            ledger.settle(key, False)
    return keys


def _readable(answers: Iterable[StoredAnswer]) -> Iterator[tuple[StoredAnswer, list[Turn]]]:
    for stored in answers:
        try:
            turns = read_turns(stored)
        except UnusableAnswer:
            continue
        yield stored, turns


def _has_reasks(ledger: Ledger, request: Request, options: RunOptions, since: int) -> bool:
    """Whether a request has a new answer and may be followed up."""
    query = "SELECT follow_up, id > ? FROM attempts WHERE key = ? AND answer IS NOT NULL"
    made = ledger.connection.execute(query, (since, request.key)).fetchall()
    reasks = sum(bool(json_to_follow_up(follow_up).messages) for follow_up, _ in made)
    is_new = any(is_new for _, is_new in made)
    return is_new and reasks < options.max_reasks and request.teacher == options.teacher_name


def _to_stored(request: Request, attempt: Attempt) -> StoredAnswer:
    return StoredAnswer(request, "", None, None, attempt.answer, None)


def _to_attempt(stored: StoredAnswer) -> Attempt:
    return Attempt(stored.request.key, 0.0, 0.0, answer=stored.answer)


def _read_text(attempt: Attempt) -> str:
    content = msgspec.json.decode(attempt.answer or "{}")["choices"][0]["message"].get("content")
    return content if isinstance(content, str) else ""

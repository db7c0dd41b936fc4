"""From a teacher's text to question-answer pairs.

Framing is left out, and what is no answer is refused with a named reason. Parsing is a pure function of the raw answer,
which the ledger keeps: a repaired parser runs again at no cost.
"""

from __future__ import annotations

import re
from contextlib import suppress

from ...tasks import TASKS
from ..ledger.records import Request, StoredAnswer
from .framing import drop_next_turn, flatten_markup, strip_offers, strip_preamble, strip_thinking
from .pairs import find_marker, join_lines, read_pairs, take_pairs
from .reply import read_reply
from .structured import read_structured
from .turns import (
    CUT_OFF,
    EMPTY,
    MOST_LETTERS,
    NOBODY_NAMED,
    NOT_AN_ANSWER,
    NOTHING_TO_SAY,
    REFUSED,
    TOO_LONG,
    UNPARSABLE,
    WRONG_PAIR_COUNT,
    Turn,
    UnusableAnswer,
)

_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]*\s*")
_CANNOT = r"i\s*(?:can(?:['’]t|\s?not)|could(?:n['’]t|\s+not)|won['’]t|(?:am|['’]m)\s+(?:unable|not\s+able)\s+to)\b"
_REFUSAL = re.compile(
    # an apology that ends in not being able to, or not being able to do what was asked
    rf"(?:(?:i['’]?m|i\s+am)\s+(?:\w+\s+)?sorry|sorry|unfortunately|i\s+apologi[sz]e|as\s+an?\s+(?:ai|(?:large\s+)?language\s+model))\b"
    rf"[^\n.]{{0,60}}?\b{_CANNOT}"
    rf"|{_CANNOT}\s+(?:\w+\s+)?(?:assist|help|comply|provide|fulfill?|analy[sz]e|identify|describe|create|generate|write)\b",
    re.IGNORECASE,
)
# the teacher asks for what it has, or says that it got nothing
_ASKS_BACK = re.compile(
    r"(?:please|could\s+you(?:\s+please)?|can\s+you(?:\s+please)?|would\s+you(?:\s+please)?|kindly|i(?:['’]ll|\s+will)?\s+need\s+you\s+to|you\s+can)\s+"
    r"(?:provide|share|upload|attach|send|give|paste|clarify|supply|describe)\b"
    r"|(?:i\s+(?:do\s+not|don['’]t|did\s+not|didn['’]t)\s+(?:see|have|find|receive)|there\s+(?:is|was|seems\s+to\s+be)\s+no|no)\s+"
    r"(?:\w+\s+){0,3}(?:image|picture|photo|attachment|input|data)s?\b"
    r"(?:\s+(?:was|were|is|has\s+been|attached|provided|included|in\s+(?:your|the|this)\s+(?:message|conversation|prompt)|here|to)\b|\s*[.,!])"
    r"|(?:it\s+(?:seems|looks|appears)\s+(?:like|that)?\s*(?:you|your|the|there)\b[^.\n]{0,80}\b(?:image|message|picture|input|upload|attach\w*)\b)",
    re.IGNORECASE,
)


def read_turns(stored: StoredAnswer) -> list[Turn]:
    """Parse a stored answer: the last one of its attempts that can be read.

    Raises:
        UnusableAnswer: with the reason under which it is counted.
    """
    try:
        return read_raw(stored.request, stored.answer or "")
    except UnusableAnswer:
        for earlier in stored.earlier_answers:
            with suppress(UnusableAnswer):
                return read_raw(stored.request, earlier)
        raise


def read_raw(request: Request, raw: str, *, pair_count: int | None = None) -> list[Turn]:
    """Parse one raw answer to a request.

    Args:
        request: what was asked.
        raw: the server's JSON.
        pair_count: how many pairs were asked for, where it was not all that the task has.

    Raises:
        UnusableAnswer: with the reason under which it is counted.
    """
    try:
        reply = read_reply(raw)
    except ValueError:
        raise UnusableAnswer(UNPARSABLE) from None
    if any(len(turn.question) > MOST_LETTERS or len(turn.answer) > MOST_LETTERS for turn in reply.turns):
        raise UnusableAnswer(TOO_LONG)
    if reply.turns:
        return list(reply.turns)
    return parse_answer(
        request.task,
        reply.text,
        instruction=request.instruction,
        finish_reason=reply.finish_reason,
        refusal=reply.refusal,
        pair_count=pair_count,
    )


def parse_answer(
    task: str,
    text: str | None,
    *,
    instruction: str | None = None,
    finish_reason: str | None = None,
    refusal: str | None = None,
    pair_count: int | None = None,
) -> list[Turn]:
    """Read a teacher's answer.

    Args:
        task: a key of `TASKS`.
        text: the answer; None where the teacher gave none.
        instruction: the question that a detailed description answers.
        finish_reason: why the teacher stopped, as in OpenAI's answers (``stop``, ``length``, ``content_filter``), or
            ``"nothing to say"`` or ``"nobody can be named"`` of the pose teacher.
        refusal: the teacher's own words of refusal, where its answer has a field for them.
        pair_count: how many pairs were asked for, where it was not all that the task has.

    Returns:
        As many turns as the task has pairs, one for a description. Pairs beyond that number are left out. With fewer
        the answer is refused whole: its rows would not be five an image, and the raw answer stays in the ledger.

    Raises:
        UnusableAnswer: with the reason under which the answer is counted.
    """
    if refusal or finish_reason == "content_filter":
        raise UnusableAnswer(REFUSED)
    if finish_reason in (NOTHING_TO_SAY, NOBODY_NAMED):
        raise UnusableAnswer(finish_reason)
    is_cut_off = finish_reason == "length"
    if text is None or not text.strip():
        raise UnusableAnswer(CUT_OFF if is_cut_off else EMPTY)
    if len(text) > MOST_LETTERS:
        raise UnusableAnswer(TOO_LONG)
    pair_count = pair_count or TASKS[task].pair_count
    if is_cut_off:
        return _read_whole_pairs(text, pair_count)
    body = strip_thinking(text).strip()
    if _is_refusal(body):
        raise UnusableAnswer(REFUSED)
    turns = read_structured(body, has_pairs=pair_count is not None)
    if turns is None:
        lines = [line for line in body.splitlines() if not _FENCE.fullmatch(line)]
        turns = _read_description(lines) if pair_count is None else _read_pairs(lines, body)
    return _check_turns(turns, pair_count, instruction)


def _read_whole_pairs(text: str, pair_count: int | None) -> list[Turn]:
    """The pairs of an answer that was cut off after the last one that is needed."""
    with suppress(UnusableAnswer):
        lines = [line for line in strip_thinking(text).strip().splitlines() if not _FENCE.fullmatch(line)]
        pairs = None if pair_count is None else read_pairs(lines)
        if pairs is not None and pair_count is not None and len(pairs) > pair_count:
            return pairs[:pair_count]
    raise UnusableAnswer(CUT_OFF)


def _read_pairs(lines: list[str], text: str) -> list[Turn]:
    pairs = read_pairs(lines)
    if pairs is None:
        raise UnusableAnswer(NOT_AN_ANSWER if _is_no_answer(text) else UNPARSABLE)
    return pairs


def _read_description(lines: list[str]) -> list[Turn]:
    lines = drop_next_turn(lines)
    found = [marker for marker in map(find_marker, lines) if marker is not None]
    kinds = "".join(kind for kind, _ in found)
    if kinds.count("q") > 1:
        raise UnusableAnswer(UNPARSABLE)  # a conversation in place of a description
    if kinds == "qa" and (pairs := read_pairs(lines)):
        return [Turn("", pairs[0].answer)]  # the instruction is repeated above its answer
    if lines and (marker := find_marker(lines[0])) is not None and marker[0] == "a":
        lines = [marker[1], *lines[1:]]
    text = join_lines(lines)
    body = join_lines(flatten_markup(strip_preamble(text).splitlines()))
    if text and not body:
        raise UnusableAnswer(NOT_AN_ANSWER)
    return [Turn("", body)]


def _check_turns(turns: list[Turn], pair_count: int | None, instruction: str | None) -> list[Turn]:
    """The turns that are needed, without offers at their ends, or the reason why they cannot be used."""
    if pair_count is not None:
        turns = take_pairs(turns, pair_count)
    turns = [Turn(turn.question.strip(), turn.answer.strip()) for turn in turns]
    if not turns or not all(turn.answer and (turn.question or pair_count is None) for turn in turns):
        raise UnusableAnswer(EMPTY)
    if _is_refusal(turns[0].answer):
        raise UnusableAnswer(REFUSED)
    if pair_count is None and _is_no_answer(turns[0].answer):
        raise UnusableAnswer(NOT_AN_ANSWER)
    last = strip_offers(turns[-1].answer)
    if not last:
        raise UnusableAnswer(NOT_AN_ANSWER)
    turns[-1] = Turn(turns[-1].question, last)
    if pair_count is None:
        return [Turn(instruction or "", last)]
    if len(turns) != pair_count:
        raise UnusableAnswer(WRONG_PAIR_COUNT)
    return turns


def _is_refusal(text: str) -> bool:
    return _REFUSAL.match(text.strip().lstrip("*_\"' ")) is not None


def _is_no_answer(text: str) -> bool:
    """Whether a short text asks for the picture in place of describing it."""
    return len(text.split()) < 80 and _ASKS_BACK.search(text) is not None

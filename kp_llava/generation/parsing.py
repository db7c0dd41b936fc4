"""Reading raw answers: from a server's JSON to text, and from a teacher's text to question-answer pairs.

Reading is a pure function of the raw answer, which the ledger keeps: it can be repaired and run again at no cost.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from ..tasks import TASKS
from .ledger.records import Request, StoredAnswer

# why an answer gives no rows
UNPARSABLE = "unparsable"
CUT_OFF = "cut off"
REFUSED = "refused"
EMPTY = "empty"
WRONG_PAIR_COUNT = "wrong number of pairs"
REASONS = (UNPARSABLE, CUT_OFF, REFUSED, EMPTY, WRONG_PAIR_COUNT)


@dataclass(frozen=True)
class Turn:
    """A user's question or instruction and the assistant's answer."""

    question: str
    answer: str


class UnusableAnswer(ValueError):  # noqa: N818 - it is no fault of the program or the user, and it is always counted
    """A teacher's answer gives no rows; ``reason`` is one of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]
    turns: list[Turn] = []


class _Structured(msgspec.Struct):
    """An answer that was asked for by a schema: pairs, or a description."""

    pairs: list[Turn] = []
    description: str = ""


# what may stand before a marker: list bullets, heading signs, emphasis, a number as in "1." or "(2)"
_LEAD = r"(?:[\s>#*_`~•+-]|\d{1,2}\s*[.):]|\(\d{1,2}\))*"
_MARKER = re.compile(
    rf"{_LEAD}(?P<kind>question|answer|q|a)"
    r"(?:\s*[*_]*\s*[:：]|\s*\.?\s*[#(]?\s*\d{1,2}\s*\)?\s*[*_]*\s*[:：.)])[\s*_]*",
    re.IGNORECASE,
)
_BARE_MARKER = re.compile(rf"{_LEAD}(?P<kind>question|answer)\s*#?\s*\d{{0,2}}[\s*_]*", re.IGNORECASE)
# an answer's marker within the question's own line
_INLINE_ANSWER = re.compile(r"(?<=[?.!*])\s+[*_]*(?:Answer|ANSWER|A)\s*\d{0,2}\s*[*_]*\s*[:：][\s*_]*")
_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]*\s*")
_SEPARATOR = re.compile(r"\s*[=\-*_#~—]{3,}\s*")
_PAIR_NUMBER = re.compile(r"[\s*_#>-]*(?:(?:pair|turn|q\s*&\s*a)\s*#?\s*)?\d{1,2}\s*[.):]?[\s*_]*", re.IGNORECASE)
_CANNOT = r"i\s*(?:can(?:['’]t|\s?not)|could(?:n['’]t|\s+not)|won['’]t|(?:am|['’]m)\s+(?:unable|not\s+able)\s+to)\b"
_REFUSAL = re.compile(
    # an apology that ends in not being able to, or not being able to do what was asked
    rf"(?:(?:i['’]?m|i\s+am)\s+(?:\w+\s+)?sorry|sorry|unfortunately|i\s+apologi[sz]e|as\s+an\s+ai)\b[^\n.]{{0,60}}?\b{_CANNOT}"
    rf"|{_CANNOT}\s+(?:\w+\s+)?(?:assist|help|comply|provide|fulfill?|analy[sz]e|identify|describe|create|generate|write)\b",
    re.IGNORECASE,
)


def read_reply(answer: str) -> Reply:
    """Read the raw JSON of a chat completion.

    Args:
        answer: as the ledger keeps it; it has a choice, or turns where it was imported.
    """
    completion = msgspec.json.decode(answer, type=_Completion)
    if completion.turns:
        return Reply(None, turns=tuple(completion.turns))
    choice = completion.choices[0]
    return Reply(_join_parts(choice.message.content), _join_parts(choice.message.refusal), choice.finish_reason)


def _join_parts(content: Any) -> str | None:
    if isinstance(content, list):  # some servers give an answer in parts
        return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    return content if isinstance(content, str) else None


def read_turns(stored: StoredAnswer) -> list[Turn]:
    """Parse a stored answer: the last one of its attempts that can be read.

    Raises:
        UnusableAnswer: with the reason under which it is counted.
    """
    try:
        return _parse_raw(stored.request, stored.answer or "")
    except UnusableAnswer:
        for earlier in stored.earlier_answers:
            with suppress(UnusableAnswer):
                return _parse_raw(stored.request, earlier)
        raise


def _parse_raw(request: Request, raw: str) -> list[Turn]:
    reply = read_reply(raw)
    if reply.turns:
        return list(reply.turns)
    return parse_answer(
        request.task,
        reply.text,
        instruction=request.instruction,
        finish_reason=reply.finish_reason,
        refusal=reply.refusal,
    )


def parse_answer(
    task: str,
    text: str | None,
    *,
    instruction: str | None = None,
    finish_reason: str | None = None,
    refusal: str | None = None,
) -> list[Turn]:
    """Read a teacher's answer.

    Args:
        task: a key of `TASKS`.
        text: the answer; None where the teacher gave none.
        instruction: the question that a detailed description answers.
        finish_reason: why the teacher stopped, as in OpenAI's answers (``stop``, ``length``, ``content_filter``).
        refusal: the teacher's own words of refusal, where its answer has a field for them.

    Returns:
        Five turns for a conversation, one for the others. A conversation of any other number of pairs is left out
        whole: its rows would not be five an image, and the raw answer stays in the ledger.

    Raises:
        UnusableAnswer: with the reason under which the answer is counted.
    """
    if refusal or finish_reason == "content_filter":
        raise UnusableAnswer(REFUSED)
    if finish_reason == "length":
        raise UnusableAnswer(CUT_OFF)
    if text is None or not text.strip():
        raise UnusableAnswer(EMPTY)
    lines = [line for line in text.strip().splitlines() if not _FENCE.fullmatch(line)]
    pair_count = TASKS[task].pair_count
    structured = _read_structured("\n".join(lines))
    if structured is not None:
        return _check_structured(structured, pair_count, instruction)
    if pair_count is None:
        return [Turn(instruction or "", _read_description(lines))]
    pairs = _read_pairs(lines)
    if pairs is None:
        raise UnusableAnswer(REFUSED if _is_refusal(text) else UNPARSABLE)
    if len(pairs) != pair_count:
        raise UnusableAnswer(WRONG_PAIR_COUNT)
    return pairs


def _read_structured(text: str) -> _Structured | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        return msgspec.json.decode(text, type=_Structured)
    except msgspec.DecodeError:
        return None


def _check_structured(answer: _Structured, pair_count: int | None, instruction: str | None) -> list[Turn]:
    if pair_count is None:
        pairs = [Turn(instruction or "", answer.description.strip())]
    else:
        pairs = [Turn(pair.question.strip(), pair.answer.strip()) for pair in answer.pairs]
    if not pairs or not all(pair.answer and (pair.question or pair_count is None) for pair in pairs):
        raise UnusableAnswer(EMPTY)
    if _is_refusal(pairs[0].answer):
        raise UnusableAnswer(REFUSED)
    if pair_count is not None and len(pairs) != pair_count:
        raise UnusableAnswer(WRONG_PAIR_COUNT)
    return pairs


def _is_refusal(text: str) -> bool:
    return _REFUSAL.match(text.strip().lstrip("*_\"' ")) is not None


def _read_description(lines: list[str]) -> str:
    if lines and (match := _MARKER.match(lines[0])) and match["kind"].lower() in ("answer", "a"):
        lines = [lines[0][match.end() :], *lines[1:]]
    text = _join(lines)
    if not text:
        raise UnusableAnswer(EMPTY)
    if _is_refusal(text):
        raise UnusableAnswer(REFUSED)
    return text


def _read_pairs(lines: list[str]) -> list[Turn] | None:
    """The pairs in their order; None where questions and answers do not come in turn or one of them is empty."""
    blocks: list[tuple[str, list[str]]] = []
    for line in lines:
        if _SEPARATOR.fullmatch(line) or _PAIR_NUMBER.fullmatch(line):
            continue
        match = _MARKER.match(line) or _BARE_MARKER.fullmatch(line)
        if match is not None:
            blocks.append((match["kind"][0].lower(), [line[match.end() :]]))
        elif blocks:
            blocks[-1][1].append(line)
        # what stands before the first marker is the teacher's preamble
        if match is not None and blocks[-1][0] == "q" and (inline := _INLINE_ANSWER.search(blocks[-1][1][0])):
            question = blocks[-1][1][0]
            blocks[-1] = ("q", [question[: inline.start()]])
            blocks.append(("a", [question[inline.end() :]]))
    texts = [_join(block) for _, block in blocks]
    kinds = "".join(kind for kind, _ in blocks)
    if not kinds or kinds != "qa" * (len(kinds) // 2) or not all(texts):
        return None
    return [Turn(question, answer) for question, answer in zip(texts[0::2], texts[1::2], strict=True)]


def _join(lines: list[str]) -> str:
    kept = [line.strip() for line in lines if not _SEPARATOR.fullmatch(line)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    for mark in ("**", "__"):
        if text.startswith(mark) and text.endswith(mark) and text.count(mark) == 2 and len(text) > 4:
            text = text[2:-2].strip()
        elif text.count(mark) == 1 and (text.endswith(mark) or text.startswith(mark)):
            text = text.strip(mark).strip()  # the other half of the pair stood around the marker
    return text

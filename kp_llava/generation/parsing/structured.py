"""Answers in JSON, asked for by a schema or not: bare, in a code fence, or after a preamble."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .turns import UNPARSABLE, Turn, UnusableAnswer

# where JSON may begin: at the start of a line
_START = re.compile(r"^[ \t]*(?=\{\s*[\"}]|\[\s*[\[{\]\"])", re.MULTILINE)
_QUESTION_NAMES, _ANSWER_NAMES = ("question", "q", "user", "human"), ("answer", "a", "assistant", "response")


def read_structured(text: str, *, has_pairs: bool) -> list[Turn] | None:
    """Read an answer that is JSON.

    Args:
        text: the answer, without thinking.
        has_pairs: whether pairs are expected; otherwise one description.

    Returns:
        The pairs, with an empty question for a description; None where the answer is not JSON.

    Raises:
        UnusableAnswer: it is JSON, but broken off or without what was asked for.
    """
    start = _START.search(text)
    if start is None:
        return None
    try:
        found, _ = json.JSONDecoder(strict=False).raw_decode(text, start.end())
    except (ValueError, RecursionError):
        if not text[: start.start()].strip() or re.search(r"(?:```|~~~)\s*(?:json)?\s*$", text[: start.start()]):
            raise UnusableAnswer(UNPARSABLE) from None
        return None  # a bracket in the middle of a text
    turns = _find_pairs(found) if has_pairs else _find_description(found)
    if turns is None:
        raise UnusableAnswer(UNPARSABLE)
    return turns


def _find_pairs(found: Any) -> list[Turn] | None:
    """Pairs in a list, in an object's only list, or an object that is one pair itself; None for anything else."""
    if isinstance(found, dict):
        pair = _read_pair(found)
        if pair is not None:
            return [pair]
        lists = [value for value in found.values() if isinstance(value, list)]
        if len(lists) != 1:
            return None
        found = lists[0]
    if not isinstance(found, list):
        return None
    pairs = [_read_pair(one) for one in found]
    return None if None in pairs else [pair for pair in pairs if pair is not None]


def _read_pair(found: Any) -> Turn | None:
    if not isinstance(found, dict):
        return None
    by_name = {str(name).lower(): value for name, value in found.items()}
    question, answer = _pick(by_name, _QUESTION_NAMES), _pick(by_name, _ANSWER_NAMES)
    return None if question is None or answer is None else Turn(question, answer)


def _pick(by_name: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((by_name[name] for name in names if isinstance(by_name.get(name), str)), None)


def _find_description(found: Any) -> list[Turn] | None:
    """The field ``description``, or the only text of an object."""
    if not isinstance(found, dict):
        return None
    texts = [value for value in found.values() if isinstance(value, str)]
    named = found.get("description")
    if isinstance(named, str):
        return [Turn("", named)]
    return [Turn("", texts[0])] if len(texts) == len(found) == 1 else None

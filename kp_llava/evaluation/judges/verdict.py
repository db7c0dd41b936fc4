"""Read the scores out of a judge's reply: strictly, then tolerantly, and never by guessing.

The judge is asked to end with a line `Scores: A B`. A reply in another form is read by several patterns; it counts only
when every pattern that finds something finds the same two numbers, both from 1 to 10. Anything else is no reading: the
caller counts it as unscored. A wrong score would be worse than none. The score of a single criterion, as in "8/10 for
accuracy", is not taken for the overall one.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

LOWEST, HIGHEST = 1.0, 10.0
# a reply that is all brackets must not take long
_MOST_BRACKETS = 100

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORD_VALUES = {word: float(value) for value, word in enumerate(_WORDS)}
# a number that is not a piece of a longer one: "11", "-1" and "8.5" are each taken whole
_NUMBER = r"(?<![\w.,/-])(-?\d+(?:\.\d+)?|" + "|".join(_WORDS) + r")(?![\w%]|\.\d)"
_OF_TEN = r"(?:\s*(?:/|out of)\s*(?:10|ten)(?![\w.]))?(?:\s+points?)?"
_SCORE = _NUMBER + _OF_TEN
_SIDE = r"\b(?:assistant|answer|response|model|candidate|output)[\s_#]*(1|2|a|b|one|two)\b"
_SCORE_WORD = r"(?:(?:final|overall|total)\s+)?(?:scores?|ratings?|scored?|rated?|verdict|overall|total)"
# what may stand between a side's name and its score
_LINK = (
    r"(?:['’]s)?\s*(?:\(?(?:"
    + _SCORE_WORD
    + r")\)?)?\s*(?:gets|receives|earns|is|scores)?\s*[:=\-–—]?\s*\(?(?:an?\s+)?"
)
# what must follow a score in running text, so that "Answer 1: 2 people stand" is not read as a score
_END = r"(?=\s*(?:$|[.,;:!)\]}|\n(–—-]|(?:and|while|but|because|for|since)\b))"

_STRICT = re.compile(r"^scores:\s*(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)$", re.IGNORECASE)
_BETWEEN = r"\s*(?:,|;|\||&|and|vs\.?|\s)\s*"
_OPEN, _CLOSE = r"[\[({]{1,3}\s*", r"\s*[\])}]{1,3}"
# in brackets together, each in its own, or without; one alone in brackets is the number of a list's entry
_PAIRS = (
    _SCORE + _BETWEEN + _SCORE,
    _OPEN + _SCORE + _BETWEEN + _SCORE + _CLOSE,
    _OPEN + _SCORE + _CLOSE + _BETWEEN + _OPEN + _SCORE + _CLOSE,
)
_BARE_PAIRS = tuple(
    re.compile(
        r"^(?:(?:the\s+)?" + _SCORE_WORD + r"\s*(?:are|is)?\s*[:=\-–]?\s*)?" + pair + r"\s*[.!]?$", re.IGNORECASE
    )
    for pair in _PAIRS
)
_NAMED_PAIR = re.compile(
    r"^[^\d\n]{0,80}?" + _SIDE + r"\W{1,9}(?:(?:and|vs|then)\W{1,9})?" + _SIDE
    + r"\W{0,9}(?:" + _SCORE_WORD + r"|get|receive|are)?\W{0,9}?" + _SCORE
    + r"\W{1,9}(?:and\W{1,9})?" + _SCORE + r"(?:,?\s*respectively)?\s*[\])}]*\s*[.!]?$",
    re.IGNORECASE,
)  # fmt: skip
_SIDE_THEN_SCORE = re.compile(_SIDE + _LINK + _SCORE + _END, re.IGNORECASE)
_SCORE_THEN_SIDE = re.compile(_SCORE + r"\s+(?:for|to)\s+" + _SIDE, re.IGNORECASE)
_CRITERION = (
    r"(?:helpfulness|relevance|accuracy|correctness|truthfulness|completeness|clarity|fluency|coherence|conciseness|"
    r"depth|quality of language|(?:level of )?details?|detailedness)"
)
# "8/10 for accuracy"; "accuracy: 8" and "Accuracy - answer 1: 8, answer 2: 6" up to the end of the line
_CRITERION_AFTER = re.compile(
    _SCORE + rf"\s*(?:for|in|on|regarding)\s+(?:the\s+|its\s+|their\s+)?{_CRITERION}\b", re.IGNORECASE
)
_CRITERION_IN_BRACKETS = re.compile(_SCORE + rf"\s*\(\s*{_CRITERION}\s*\)", re.IGNORECASE)
_CRITERION_LINE = re.compile(rf"^[\W\d]*{_CRITERION}(?:\s+(?:scores?|ratings?))?\s*[:=\-–—(|].*$", re.IGNORECASE)
_CRITERION_BEFORE = re.compile(
    rf"\b{_CRITERION}(?:\s+(?:scores?|ratings?))?\s*(?:[:=\-–—]|is|of|at)\s*\(?{_SCORE}", re.IGNORECASE
)
_SINGLE_STRICT = re.compile(r"^score:\s*(\d+(?:\.\d+)?)$", re.IGNORECASE)
_SINGLE = re.compile(
    rf"(?:\b{_SCORE_WORD}\)?\s*(?:is|of)?\s*[:=\-–—]?\s*\(?(?:an?\s+)?|^\W*(?:answer\s*[:=\-–—]\s*)?){_SCORE}{_END}",
    re.IGNORECASE,
)
_COMMA_PAIR = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)(?![\d,])")


# a judge's words about two answers have a twentieth of it; reading has a bound in time
_MOST_LETTERS = 50_000


@dataclass(frozen=True)
class Verdict:
    """What a judge said about two answers.

    Attributes:
        first: the score of the answer that was shown first, from 1 to 10.
        second: the score of the other answer.
        explanation: the judge's words, without the line of scores.
    """

    first: float
    second: float
    explanation: str


def read_verdict(reply: str) -> Verdict | None:
    """Return the two scores of a reply, or None where they are not certain."""
    # a reasoning model's draft ends with this mark; runs of blanks are cut, which also keeps the patterns fast
    text = reply.rpartition("</think>")[2]
    if len(text) > _MOST_LETTERS:
        return None
    lines = [" ".join(line.split()) for line in _without_markup(text).splitlines() if line.strip()]
    if not lines:
        return None
    strict = _STRICT.match(lines[-1])
    if strict:
        pair = (float(strict[1]), float(strict[2]))
        return _in_range(pair, text.strip().rpartition("\n")[0].strip())
    readings = set(_json_readings(text)) | set(_line_readings(_without_criteria(lines)))
    if len(readings) != 1:
        return None
    return _in_range(readings.pop(), text.strip())


def read_score(reply: str) -> Verdict | None:
    """Return the one score of a reply about a single answer, twice; None where it cannot be read for certain."""
    text = reply.rpartition("</think>")[2]
    if len(text) > _MOST_LETTERS:
        return None
    lines = [" ".join(line.split()) for line in _without_markup(text).splitlines() if line.strip()]
    if not lines:
        return None
    strict = _SINGLE_STRICT.match(lines[-1])
    if strict:
        return _in_range((float(strict[1]), float(strict[1])), text.strip().rpartition("\n")[0].strip())
    found = {_value(match[1]) for line in _without_criteria(lines) for match in _SINGLE.finditer(line)}
    found |= {score for value in _json_values(text) if (score := _json_score(value)) is not None}
    if len(found) != 1:
        return None
    score = found.pop()
    return _in_range((score, score), text.strip())


def _without_criteria(lines: list[str]) -> list[str]:
    """The lines without the scores of single criteria."""
    kept = [line for line in lines if not _CRITERION_LINE.match(line)]
    for pattern in (_CRITERION_AFTER, _CRITERION_IN_BRACKETS, _CRITERION_BEFORE):
        kept = [pattern.sub(" ~ ", line) for line in kept]
    return kept


def _in_range(pair: tuple[float, float], explanation: str) -> Verdict | None:
    if not all(LOWEST <= score <= HIGHEST for score in pair):
        return None
    return Verdict(pair[0], pair[1], explanation)


def _without_markup(text: str) -> str:
    plain = re.sub(r"[*`#>]|__", "", text)
    return _COMMA_PAIR.sub(r"\1, \2", plain)


def _value(text: str) -> float:
    word = text.lower()
    return _WORD_VALUES[word] if word in _WORD_VALUES else float(word)


def _is_first(side: str) -> bool:
    return side.lower() in ("1", "a", "one", "first")


def _line_readings(lines: list[str]) -> Iterator[tuple[float, float]]:
    for line in lines:
        for pattern in _BARE_PAIRS:
            bare = pattern.match(line)
            if bare:
                yield _value(bare[1]), _value(bare[2])
        named = _NAMED_PAIR.match(line)
        if named and _is_first(named[1]) != _is_first(named[2]):
            pair = (_value(named[3]), _value(named[4]))
            yield pair if _is_first(named[1]) else (pair[1], pair[0])
    yield from _side_readings("\n".join(line for line in lines if not _NAMED_PAIR.match(line)))


def _side_readings(text: str) -> Iterator[tuple[float, float]]:
    found: dict[bool, set[float]] = {True: set(), False: set()}
    for match in _SIDE_THEN_SCORE.finditer(text):
        found[_is_first(match[1])].add(_value(match[2]))
    for match in _SCORE_THEN_SIDE.finditer(text):
        found[_is_first(match[2])].add(_value(match[1]))
    # every combination: more than one makes the reading ambiguous, and the caller drops it
    yield from ((first, second) for first in found[True] for second in found[False])


def _json_readings(text: str) -> Iterator[tuple[float, float]]:
    for value in _json_values(text):
        yield from _pairs_in(value)


def _json_values(text: str) -> Iterator[object]:
    decoder = json.JSONDecoder()
    end = 0
    for opening in itertools.islice(re.finditer(r"{", text), _MOST_BRACKETS):
        if opening.start() < end:
            continue
        try:
            value, end = decoder.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            continue
        yield value


def _pairs_in(value: object) -> Iterator[tuple[float, float]]:
    if isinstance(value, dict):
        sides: dict[bool, set[float]] = {True: set(), False: set()}
        for key, entry in value.items():
            side = re.fullmatch(
                r"(?:(?:score|rating)s?[\s_-]*)?(?:(?:assistant|answer|response|model|score|rating)[\s_-]*)?"
                r"(1|2|a|b|first|second)(?:[\s_-]*(?:answer|score|rating))?",
                str(key).strip().lower(),
            )
            score = _json_score(entry)
            if side and score is not None:
                sides[_is_first(side[1])].add(score)
            elif str(key).lower() in ("scores", "ratings", "score", "rating", "result", "verdict"):
                yield from _pairs_in(entry)
        yield from ((first, second) for first in sides[True] for second in sides[False])
    elif isinstance(value, list) and len(value) == 2:
        scores = [_json_score(entry) for entry in value]
        if scores[0] is not None and scores[1] is not None:
            yield scores[0], scores[1]


def _json_score(entry: object) -> float | None:
    if isinstance(entry, dict):
        named = [entry[key] for key in ("score", "rating", "overall") if key in entry]
        return _json_score(named[0]) if len(named) == 1 else None
    if isinstance(entry, str):
        match = re.fullmatch(_SCORE, entry.strip(), re.IGNORECASE)
        return _value(match[1]) if match else None
    if isinstance(entry, bool) or not isinstance(entry, int | float):
        return None
    return float(entry)

"""Question-answer pairs in a teacher's text, in the forms that teachers really give them."""

from __future__ import annotations

import re

from .framing import drop_next_turn, is_heading
from .turns import Turn

# what may stand before a marker: list bullets, heading signs, emphasis, a number as in "1." or "(2)"
_LEAD = r"(?:[\s>#*_`~•+-]|\d{1,2}\s*[.):]|\(\d{1,2}\))*"
_MARKER = re.compile(
    rf"{_LEAD}(?P<kind>question|answer|q|a)"
    r"(?:\s*[*_]*\s*[:：]|\s*\.?\s*[#(]?\s*\d{1,2}\s*\)?\s*[*_]*\s*[:：.)])[\s*_]*",
    re.IGNORECASE,
)
_BARE_MARKER = re.compile(rf"{_LEAD}(?P<kind>question|answer)\s*#?\s*\d{{0,2}}[\s*_]*", re.IGNORECASE)
# the names of those who speak, where nothing is named a question
_SPEAKER = re.compile(
    rf"{_LEAD}(?P<kind>user|human|person|assistant|ai|model|you|me)\s*[*_]*\s*[:：][\s*_]*", re.IGNORECASE
)
_ASKS = ("user", "human", "person")
# an answer's marker within the question's own line
_INLINE_ANSWER = re.compile(r"(?<=[?.!*])\s+[*_]*(?:Answer|ANSWER|A)\s*\d{0,2}\s*[*_]*\s*[:：][\s*_]*")
# a numbered or emphasized line that is a question, where no marker stands anywhere
_MARKED_QUESTION = re.compile(
    r"\s*(?:(?:\d{1,2}\s*[.):]|\(\d{1,2}\)|#{1,6})\s*[*_]*|[*_]{2}\s*(?:\d{1,2}\s*[.):]\s*)?)(?P<text>[^\n]*\?)[*_\s]*"
)
_SEPARATOR = re.compile(r"\s*[=\-*_#~—]{3,}\s*")
_PAIR_NUMBER = re.compile(r"[\s*_#>-]*(?:(?:pair|turn|q\s*&\s*a)\s*#?\s*)?\d{1,2}\s*[.):]?[\s*_]*", re.IGNORECASE)


def find_marker(line: str) -> tuple[str, str] | None:
    """The kind of a line that begins a question (``q``) or an answer (``a``), and the text after the marker."""
    match = _MARKER.match(line) or _BARE_MARKER.fullmatch(line)
    return None if match is None else (match["kind"][0].lower(), line[match.end() :])


def read_pairs(lines: list[str]) -> list[Turn] | None:
    """The pairs of a text in their order.

    Args:
        lines: the text's, without thinking and code fences.

    Returns:
        None where questions and answers do not come in turn, or one of them is empty.
    """
    blocks = _split_by_markers(lines) or _split_by_speakers(lines) or _split_by_questions(lines)
    texts = [join_lines(_drop_headings(block)) for _, block in blocks]
    kinds = "".join(kind for kind, _ in blocks)
    if not kinds or kinds != "qa" * (len(kinds) // 2) or not all(texts):
        return None
    return [Turn(question, answer) for question, answer in zip(texts[0::2], texts[1::2], strict=True)]


def _split_by_markers(lines: list[str]) -> list[tuple[str, list[str]]]:
    blocks: list[tuple[str, list[str]]] = []
    for line in drop_next_turn(lines):
        if _SEPARATOR.fullmatch(line) or _PAIR_NUMBER.fullmatch(line):
            continue
        found = find_marker(line)
        if found is None:
            if blocks:
                blocks[-1][1].append(line)
            continue  # what stands before the first marker is the teacher's preamble
        kind, rest = found
        inline = _INLINE_ANSWER.search(rest) if kind == "q" else None
        if inline is None:
            blocks.append((kind, [rest]))
        else:
            blocks += [("q", [rest[: inline.start()]]), ("a", [rest[inline.end() :]])]
    return blocks


def _split_by_speakers(lines: list[str]) -> list[tuple[str, list[str]]]:
    blocks: list[tuple[str, list[str]]] = []
    for line in lines:
        match = _SPEAKER.match(line)
        if match is not None:
            blocks.append(("q" if match["kind"].lower() in _ASKS else "a", [line[match.end() :]]))
        elif blocks and not _SEPARATOR.fullmatch(line):
            blocks[-1][1].append(line)
    return blocks


def _split_by_questions(lines: list[str]) -> list[tuple[str, list[str]]]:
    blocks: list[tuple[str, list[str]]] = []
    for line in lines:
        match = _MARKED_QUESTION.fullmatch(line)
        if match is not None and (not blocks or any(one.strip() for one in blocks[-1][1])):
            blocks += [("q", [match["text"]]), ("a", [])]
        elif blocks:
            blocks[-1][1].append(re.sub(r"^\s*[-*•+]\s+", "", line))
    return blocks


def _drop_headings(block: list[str]) -> list[str]:
    """A block without the headings at its end: they belong to what follows."""
    last = len(block)
    while last > 1 and (not block[last - 1].strip() or is_heading(block[last - 1])):
        last -= 1
    return block[:last]


def join_lines(lines: list[str]) -> str:
    """One text of lines, without separators and without emphasis around the whole."""
    kept = [line.strip() for line in lines if not _SEPARATOR.fullmatch(line)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    for mark in ("**", "__"):
        if text.startswith(mark) and text.endswith(mark) and text.count(mark) == 2 and len(text) > 4:
            text = text[2:-2].strip()
        elif text.count(mark) == 1 and (text.endswith(mark) or text.startswith(mark)):
            text = text.strip(mark).strip()  # the other half of the pair stood around the marker
    return text


def take_pairs(pairs: list[Turn], count: int) -> list[Turn]:
    """So many of the pairs, the first with questions of their own, in their order."""
    if len(pairs) <= count:
        return pairs
    asked: set[str] = set()
    is_new = []
    for pair in pairs:
        key = re.sub(r"[\W_]+", " ", pair.question.lower()).strip()
        is_new.append(key not in asked)
        asked.add(key)
    best = sorted(range(len(pairs)), key=lambda place: (not is_new[place], place))[:count]
    return [pairs[place] for place in sorted(best)]

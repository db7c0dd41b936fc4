"""Read which option an answer names; what names none, or more than one, is unreadable.

This file needs nothing but the standard library: `questions --format lmms-eval` copies it into the folder it writes.
"""

from __future__ import annotations

import re

LETTERS = "ABCD"
_LEAD = re.compile(
    r"^(?:(?:the )?(?:correct |right |best |final )?(?:answer|option|choice)(?: is)?\s*:?\s*)+", re.IGNORECASE
)
_LETTER = re.compile(r"^[(\[]?([A-Da-d])[)\]]?(?:$|[.:,)\]\n]|\s*-\s)")
_LETTER_WORDS = re.compile(r"^(?:option |choice )?[(\[]?([A-D])[)\]]?\s+(.+)$", re.DOTALL)
_NEGATION = re.compile(
    r"\b(?:not|no|neither|nor|never|cannot|isn't|aren't|doesn't|don't|can't|either|both)\b", re.IGNORECASE
)
_MOST_WORDS = 12  # beyond those of the option: a longer text says other things, too


def read_choice(answer: str, options: tuple[str, ...] | list[str]) -> int | None:
    """The number of the option that an answer names, or None where it cannot be read.

    Read are: a letter at the start (``B``, ``(b)``, ``B. the left arm``, ``The answer is B.``); the words of one option
    (``the left arm``, ``Their left arm.``), in a short sentence without a negation; of yes-or-no questions, an answer
    that starts with yes or no. A letter whose words are those of another option is unreadable.

    Args:
        answer: what the model said.
        options: the words of the options in the order shown; ``yes`` and ``no`` for a question that lists none.
    """
    text = re.sub(r"[*_`\"“”]", "", answer).strip()
    is_yes_no = {option.casefold() for option in options} == {"yes", "no"}
    if is_yes_no:
        found = _read_yes_no(text, options)
        if found is not None:
            return found
    text = _LEAD.sub("", text).strip()
    letter = _LETTER.match(text)
    if letter:
        number = LETTERS.index(letter[1].upper())
        if number >= len(options):
            return None
        named = _find_words(text[letter.end() :], options)
        return number if named is None or named == number else None
    both = _LETTER_WORDS.match(text)
    if both:  # "A the left arm": a letter without a stop counts with its words only, since "A man ..." is an article
        named = _find_words(both[2], options)
        number = LETTERS.index(both[1])
        if named is not None:
            return number if named == number else None
    return None if is_yes_no else _find_words(text, options)


def _read_yes_no(text: str, options: tuple[str, ...] | list[str]) -> int | None:
    text = _LEAD.sub("", text).strip()
    word = re.match(r"(yes|no)\b", text, re.IGNORECASE)
    if not word or re.match(r"(?:yes|no)\s*(?:or|and|/|,)\s*(?:yes|no)\b", text, re.IGNORECASE):
        return None
    return [option.casefold() for option in options].index(word[1].casefold())


def _find_words(text: str, options: tuple[str, ...] | list[str]) -> int | None:
    """The one option whose words stand in a short text."""
    said = _plain(text)
    found = []
    for number, option in enumerate(options):
        words = _plain(option)
        if re.search(rf"\b{re.escape(words)}\b", said):
            found.append(number)
    # where one option holds another, the longer one is meant
    found = [n for n in found if not any(n != m and _plain(options[n]) in _plain(options[m]) for m in found)]
    if len(found) != 1:
        return None
    rest = said.replace(_plain(options[found[0]]), " ")
    if _NEGATION.search(rest) or len(rest.split()) > _MOST_WORDS:
        return None
    return found[0]


def _plain(text: str) -> str:
    """Lower case, without punctuation and without the articles and possessives that a model may exchange."""
    text = re.sub(r"[^\w\s']", " ", text.casefold())
    text = re.sub(r"\b(?:the|a|an|their|his|her|its|person's)\b", " ", text)
    return " ".join(text.split())

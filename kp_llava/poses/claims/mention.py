"""A noun for people in a text, with the phrase around it, read as far as it is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import words as words
from .phrase import (
    LIMB_LOOK,
    PLACES,
    WHOLE,
    WHOLE_WORDS,
    Lead,
    Tails,
    Whom,
    find_lead,
    gender_of,
    is_oblique,
    read_phrase,
    read_tails,
)
from .stems import Opener, Words, lazy

MENTION = Opener(rf"{words.PERSON.pattern}|{WHOLE.pattern}", f"{words.PERSON_WORDS}|{WHOLE_WORDS}")
"""A noun for people, or a word for all or none of them."""
_REMEMBERED = 4  # people of earlier sentences
_OPENS = Opener(r"\b(?:he|she|his|her)\b", "he|she|his|her")

_OF_WHOM = re.compile(r",? who(?:se)?\b[^,;]*")
_BETWEEN_COMMAS = re.compile(r", who(?:se)?\b[^,;.]*,")
_BEFORE_WHO = 4  # words between a noun and its "who"


class Mention:
    """A noun for people in a text.

    Args:
        words: of the sentence.
        text: lower-case.
        first: where the sentence starts.
        last: where it ends.
        noun: where the noun stands.
    """

    def __init__(self, words: Words, text: str, first: int, last: int, noun: re.Match[str]) -> None:
        self._words, self._text, self._first, self._last = words, text, first, last
        self.noun, self.start = noun, noun.start()
        self._whom: Whom | None = None

    def whom(self, earlier: tuple[Mention, ...] = ()) -> Whom:
        """The phrase around the noun, read once."""
        if self._whom is None:
            others = [m.whom() for m in earlier if m is not self]
            whom = read_phrase(
                self._words, self._text, self.start, self.noun.end(), self._first, self._lead, self._tails,
                others[0] if others else None,
            )  # fmt: skip
            self._whom = whom._replace(marks=(*whom.marks, *_places_before(whom, others)))
        return self._whom

    @lazy
    def _lead(self) -> Lead:
        return find_lead(self._text, self.start, self._first)

    @lazy
    def _tails(self) -> Tails:
        return read_tails(self._words, self._text, self.noun.end(), self._last)

    @property
    def begin(self) -> int:
        """Where the phrase starts, with its determiner and adjectives."""
        return self._lead[0]

    @property
    def end(self) -> int:
        """Where the phrase ends, with what follows the noun to distinguish the person from others."""
        return self._tails[1]

    @lazy
    def look_until(self) -> int:
        """Where the phrase ends if the look of a limb is a part of it, "the man with the tattooed arm"; 0 if not."""
        is_by_limb = any(LIMB_LOOK.search(value) for kind, value in self._tails[0] if kind == "look")
        return self.end if is_by_limb else 0

    @lazy
    def gender(self) -> str | None:
        """``"m"``, ``"f"``, or None where the noun says neither."""
        return gender_of(self.noun.group())

    def has_clause_to(self, position: int) -> bool:
        """Whether a relative clause about it reaches a place: "next to the girl, who is ..."."""
        if self._text.startswith("whose", position):
            return self._text[self.noun.end() : position].strip(" ,") == ""
        ends = (end for end in (self.noun.end(), self.end) if end < position)
        return any(_OF_WHOM.fullmatch(self._text, end, position) for end in ends)

    @lazy
    def after_clause(self) -> int:
        """Where the phrase ends with a relative clause between commas: "the man, who is near a dog, ..."."""
        clause = _BETWEEN_COMMAS.match(self._text, self.end, self._last)
        return clause.end() if clause is not None else self.end

    @property
    def is_noun(self) -> bool:
        """Whether it is a noun, not "everyone" or "both of them"."""
        return WHOLE.compiled.fullmatch(self.noun.group()) is None

    @property
    def is_owner(self) -> bool:
        """Whether it stands behind "of", as in "the left arm of the man"."""
        return self._text[: self.begin].endswith(" of ")

    @lazy
    def is_oblique(self) -> bool:
        """Whether it stands behind a preposition, as in "next to the woman", and is no subject."""
        return is_oblique(self._text, self._first, self.begin)


def _places_before(whom: Whom, others: Sequence[Whom]) -> tuple[tuple[str, str], ...]:
    """The places that a text has given to the same person before: "the boy at the back ... the boy".

    Args:
        whom: a phrase without a place of its own.
        others: those named before.
    """
    is_same = (
        whom.amount == "one"
        and whom.text.startswith(("the ", "that ", "this ", "both of the ", "each of the "))
        and not whom.is_other
    )
    if not is_same or any(kind in PLACES for kind, _ in whom.marks):
        return ()
    same = [other for other in others if other.noun == whom.noun and not other.is_plural]
    if any(kind == "look" for kind, _ in whom.marks) or whom.adjectives:
        # other clothes are somebody else's, but for "two children, a boy and a girl ... the long-haired girl"
        is_of_two = any(other.number == 2 for other in others) and gender_of(whom.noun) is not None
        same = (
            same
            if is_of_two
            else [other for other in same if other.adjectives == whom.adjectives and other.marks[:1] == whom.marks[:1]]
        )
    found = {tuple(mark for mark in other.marks if mark[0] in PLACES) for other in same} - {()}
    return found.pop() if len(found) == 1 else ()


def is_camera(text: str, first: int, noun: re.Match[str]) -> bool:
    """Whether "the photographer" is the one who took the picture: to whom somebody turns, and who does nothing.

    Args:
        text: lower-case.
        first: where the sentence starts.
        noun: where a noun for people stands.
    """
    if noun.group() != "photographer":
        return False
    before = text[first : noun.start()].strip(" \"'")
    return before.endswith(" the") or before.endswith(" our")


def find_antecedent(text: str, subjects: list[re.Match[str]]) -> re.Match[str]:
    """The last subject, or the one that a last "who" stands for: "nobody here who has ..."."""
    place = len(subjects) - 1
    while place and subjects[place].group() == "who":
        between = text[subjects[place - 1].end() : subjects[place].start()]
        if len(between.split()) > _BEFORE_WHO or "," in between:
            break
        place -= 1
    return subjects[place]


def find_end(mentions: Sequence[Mention], last: int, position: int) -> int:
    """Where the phrase that reaches over the last person or pronoun before a place ends; that place if none does."""
    found = (m for m in mentions if m.start <= last)
    ends = (m.after_clause if last < m.after_clause <= position else m.end for m in found)
    return max((end for end in ends if end <= position), default=last)


def find_remembered(
    words: Words, text: str, start: int, own: Sequence[Mention], earlier: Sequence[Mention]
) -> tuple[Mention, ...]:
    """The nouns for people that a sentence leaves to those after it, the likeliest first.

    First comes the one whom it goes on about by a pronoun, "He looks to where the other man is"; then its own nouns,
    subjects before others.

    Args:
        words: of the sentence.
        text: lower-case.
        start: of the sentence.
        own: the nouns for people in the sentence.
        earlier: those in earlier sentences, the likeliest first.
    """
    pronouns = _OPENS.finditer(words, text, start, min((m.begin for m in own), default=start))[:1]
    gender = "m" if pronouns and pronouns[0].group() in ("he", "his") else "f"
    same = [m for m in earlier if pronouns and m.gender in (None, gender)][:1]
    return (*same, *sorted(own, key=lambda m: m.is_oblique), *earlier)[:_REMEMBERED]

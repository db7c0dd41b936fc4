"""A part of a sentence in other words, and of whom it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from ... import words as words
from ...phrase import find_lead, gender_of, is_oblique
from ...subject import SUBJECT, Reference
from ..cue import Found

_BEHIND = re.compile(
    r"\b(?:for|of|to|into|before|after|about|like|unlike|than|without|behind|above|beside|near|against|from|on|at|no|whose)"
    r"(?: the| an?)? $"
)
_OWNER = re.compile(r"(?:(?:the|an?) )?(?P<owner>[a-z-]+)(?:['’]s|s['’]) ")
GERUND = re.compile(r"\W*(?:by )?[a-z]+ing\b")
_GENERAL = re.compile(r"\W*[a-z]+ing\b")
_A_KIND = re.compile(r"\W*an? (?:[a-z]+ ){1,2}")
_MAY = re.compile(r"[^,;]*?\b(?<!he )(?<!she )(?<!they )(?:would|could|might|can|will|helps|makes|allows|lets)\b")
_WHOSE = re.compile(r"\b(?:his|her)\b")
_OWN_LATER = re.compile(r"\b(?:his|her|he|she|him)\b")
_WOULD = re.compile(r"[^,;.]*?\b(?:would|could|might|may|can|will|should|must|often|usually|always)\b")


LOOKS = (
    r"(?:(?!(?:of|and|or|whose|in|on|with|to|at|is|are|no|not|left|right|his|her|their|the|an?|slight|gentle|subtle|faint|small|mild|little|arms?|hands?|elbows?|legs?|knees?|"
    r"feet|foot|hips?|shoulders?|heads?|faces?|eyes|chins?)\b)[a-z-]+,? (?:and )?)"
)
"""A word for the looks of a part, before its noun."""


class Recast(NamedTuple):
    """A part of a sentence in plain words.

    Attributes:
        said: the plain words, and what follows them in the text.
        begin: where what they stand for starts in the text.
        end: where it ends.
        reach: characters of `said` in which a statement has to start: what starts later is read in the text itself.
        rest: where in `said` the words of the text go on behind `end`.
    """

    said: str
    begin: int
    end: int
    reach: int
    rest: int

    def end_of(self, place: int) -> int:
        """Where a statement that ends at a place in `said` ends in the text."""
        return self.end + max(0, place - self.rest)


def is_free(of_whom: Reference, text: str, start: int, begin: int) -> bool:
    """Whether a noun is no goal, no comparison and no animal's: not "for his leap", "like her leap", "the dog's leap".

    Args:
        of_whom: whom the sentence is about.
        text: lower-case.
        start: of the sentence.
        begin: of the noun's phrase.
    """
    owner = _OWNER.match(text, begin)
    if owner is not None and words.PERSON.match(of_whom.words, text, owner.start("owner")) is None:
        return False
    return _BEHIND.search(text, start, begin) is None


def is_somebodys(of_whom: Reference, text: str, start: int, end: int, begin: int, last: int) -> bool:
    """Whether a part with "the" or "a" is that of somebody whom the text has named.

    Args:
        of_whom: whom the sentence is about.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
        begin: of the part's phrase.
        last: where the phrase ends.
    """
    if words.OTHER_BODY.search(of_whom.words, text, start, begin) or _WOULD.match(text, last, end):
        return False
    if SUBJECT.finditer(of_whom.words, text, start, begin):
        return True
    is_named = of_whom.has_person_before or _OWN_LATER.search(text, last, end) is not None
    return is_named and _GENERAL.match(text, start, end) is None


def is_anothers(of_whom: Reference, text: str, start: int, match: re.Match[str]) -> bool:
    """Whether "his" or "her" stands for somebody of the other sex than who does it: "he looks over her shoulder".

    Args:
        of_whom: whom the sentence is about.
        text: lower-case.
        start: of the sentence.
        match: the words with "his" or "her".
    """
    own = _WHOSE.search(match.group())
    if own is None:
        return False
    for subject in reversed(SUBJECT.finditer(of_whom.words, text, start, match.start())):
        noun = subject.group()
        if noun in ("he", "she"):
            return (noun == "he") != (own.group() == "his")
        if not is_oblique(text, start, find_lead(text, subject.start(), start)[0]):
            return gender_of(noun) == ("f" if own.group() == "his" else "m")
    return False


def is_general(of_whom: Reference, text: str, start: int, end: int, one: Found) -> bool:
    """Whether it is said of a kind of people, after somebody has been named: "A cyclist leans forward to ...".

    Or of what would happen: "Turning his head to look back would help".
    """
    is_opening = len(text[start : one.begin].split()) <= 1
    if is_opening and GERUND.match(text, start, end) and _MAY.match(text, one.end, end):
        return True
    return (
        text.startswith(" to ", one.end)
        and _A_KIND.fullmatch(text, start, one.begin) is not None
        and of_whom.has_person_before
    )

"""Noun phrases for people, read apart: the noun, how many, and what is said to tell the person from others."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from dataclasses import dataclass, field

from .things import HOLDABLE

_NUMBER_WORDS = {
    "two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
}  # fmt: skip
_DETERMINER = re.compile(
    r"\b(?P<det>(?:all|both|each|neither|none|one|some|either|most|two|three|four|five|six) of (?:the|these|those|his|her|their|them)"
    r"|(?:all|both)(?: (?:the|these|those))?(?: (?:two|three|four|five|six))?|each|every|neither|either|no|most|several|many|some|another|the other|other"
    r"|(?:the )?(?:two|three|four|five|six|seven|eight|nine|ten)|\d+|the|this|that|these|those|an|a|one|his|her|their)\b"
    r"(?P<adjectives>(?: (?!(?:and|or|is|are|was|were|has|have|while|as|of|in|on|at|with|to|by|near|behind|who|that|from|for|the|an?|his|her|their)\b)[a-z'’-]+){0,6}?) $"
)
_DETERMINER_WORD = re.compile(
    r"\b(?:all|both|each|neither|none|one|some|either|most|no|every|several|many|another|the|other|this|that|these|those|an?|his|her|their|two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
)
_MASCULINE = re.compile(
    r"(?:m[ae]n|boys?|gu(?:y|ys)|gentlem[ae]n|fathers?|dads?|brothers?|sons?|husbands?|grooms?|grandfathers?|grandpas?|"
    r"basem[ae]n|business ?m[ae]n|fisherm[ae]n|policem[ae]n|firem[ae]n|actors?|waiters?)\b"
)
_FEMININE = re.compile(
    r"(?:wom[ae]n|girls?|lad(?:y|ies)|mothers?|moms?|sisters?|daughters?|wi(?:fe|ves)|brides?|grand(?:mother|ma)s?|"
    r"businesswom[ae]n|policewom[ae]n|actress(?:es)?|waitress(?:es)?)\b"
)
_PLURAL = re.compile(
    r"(?:people|men|women|children|ladies|guys|babies|wives|families|couple|pair|\w+(?:[^s]s|(?:ss|x|ch|sh)es))$"
)
_FRAME = r"(?:the )?(?:image|picture|photo(?:graph)?|frame|scene|shot|table|group|bench|row|line|court|couch|sofa|room|field|net)"
_VERB = (
    r"(?:(?:who|that) )?(?:(?:is|are|was|were|has|have|'s) )?(?:also )?(?:seen |shown |pictured |visible |located |positioned |standing |sitting "
    r"|seated |crouching |kneeling |lying |walking |placed |farthest |furthest |furthest out )?"
)
_NO_LIMB = r"(?! (?:arm|hand|leg|foot|knee|elbow|shoulder|hip|side of (?:his|her|their)|of (?:his|her|their)))"
_OF_FRAME = rf"(?: (?:hand )?(?:side|edge|end|corner|part|half))?(?: of (?={_FRAME}\b){_FRAME})?(?! of\b)(?! (?:side|edge|end|corner) of\b)"
_OBJECT = r"(?:(?:the|a|an|his|her|their|some) )?(?:[a-z'’-]+ ){0,3}?"
_TAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("rank", re.compile(r" from the (?P<value>left|right)\b" + _OF_FRAME)),
    ("far", re.compile(
        rf" {_VERB}(?:on|at|to|toward|towards|in) the (?:far|extreme|very|outer) (?P<value>left|right)\b{_NO_LIMB}{_OF_FRAME}"
        rf"| {_VERB}farthest to the (?P<value2>left|right)\b")),
    ("side", re.compile(rf" {_VERB}(?:on|at|to|toward|towards|in) the (?:bottom |top |lower |upper )?(?P<value>left|right)\b{_NO_LIMB}{_OF_FRAME}")),
    ("middle", re.compile(rf" {_VERB}(?:in|at|near) the (?P<value>middle|cent(?:er|re))(?: of {_FRAME})?\b(?! of\b)")),
    ("front", re.compile(rf" {_VERB}(?:in|at) the (?:immediate |very )?(?P<value>foreground|front)(?: of {_FRAME})?\b(?! of\b)"
                         rf"| {_VERB}(?:closest|nearest)(?: to (?:the (?:camera|viewer)|us))?\b")),
    ("back", re.compile(rf" {_VERB}(?:in|at|near) the (?:far |distant )?(?P<value>background|back|rear|distance)(?: of {_FRAME})?\b(?! of\b)"
                        rf"| {_VERB}(?:farther|further) (?:back|away)\b| behind (?:him|her|them)\b")),
    ("bystander", re.compile(r" (?:in the (?:stands?|crowd|audience|bleachers)|watching(?: from [a-z ]{3,20}?)?)\b")),
    ("thing", re.compile(
        rf" (?:(?:who|that) )?(?:(?:is|are) )?(?:standing |sitting |seated |lying |kneeling |crouching )?(?:with|holding|carrying|swinging|gripping|using|under|beneath|riding|on|pushing|pulling|hitting|throwing) {_OBJECT}(?P<value>{HOLDABLE})\b")),
    ("look", re.compile(
        r" (?:in|wearing|with|dressed in) (?:(?:the|a|an|his|her) )?(?:[a-z'’-]+ ){0,3}?"
        r"(?:shirt|t-shirt|tee|jacket|coat|hat|cap|dress|skirt|shorts|pants|jeans|suit|uniform|sweater|hoodie|vest|helmet|glasses|sunglasses|overalls|"
        r"jersey|wetsuit|scarf|gloves|boots|shoes|bikini|swimsuit|robes?|apron|tie|hair|beard|mustache|ponytail|"
        r"black|white|red|blue|green|yellow|orange|pink|purple|brown|gr[ae]y)\b")),
    ("place", re.compile(
        r" (?:at|on|in|by|near|next to|beside|behind|around|in front of|across|along|against|between|among) (?:the |a |an |his |her |their )?"
        r"(?:head of (?:the )?)?(?:[a-z'’-]+ (?!(?:is|are|was|were|has|have|and|with|who|looks?)\b))?[a-z'’-]+")),
)  # fmt: skip
# "On the far left, a woman ...", "In the middle sits a man ...", "To the right there is a boy ..."
_PLACE_BEFORE = re.compile(
    rf"(?:^|[.,;:]|\band|\bwhile|\bbut|\bover)\s*(?:on|at|to|in|over on) the (?P<far>far |extreme |very )?"
    rf"(?P<side>left|right|middle|cent(?:er|re)|foreground|background)(?: (?:hand )?side)?(?: of {_FRAME})?,?\s*"
    r"(?:(?:there (?:is|are)|we (?:can )?see|one (?:can )?sees?|is|are|stands?|sits?|kneels?|lies|crouches|squats|appears?)\s+)?$"
)
_PLACE_ADJECTIVE = re.compile(r"(?:^| )(?P<side>left|right|middle|cent(?:er|re)|central)$")
_OBLIQUE = re.compile(
    r"\b(?:next to|beside|behind|near|by|to|toward|towards|at|from|with|of|for|in front of|between|against|than|like|under|"
    r"watch(?:es|ing)|help(?:s|ing)|hold(?:s|ing)|carr(?:ies|ying)|follow(?:s|ing)|hug(?:s|ging))\s+$"
)
_NOUN_POSTURE = re.compile(r"\b(standing|sitting|seated|crouching|squatting|kneeling|lying)\b")


@dataclass(frozen=True)
class Whom:
    """What a text calls somebody.

    Attributes:
        text: the words, lower-case.
        noun: the noun alone, as it stands: ``"man"``, ``"players"``, ``"everyone"``.
        amount: ``"one"``, ``"some"`` (of several, unsaid which), ``"all"``, ``"none"``.
        count: how many, where a number is said.
        adjectives: the words between determiner and noun.
        marks: what is said after the noun, as (kind, value): ``("far", "left")``, ``("thing", "tennis racket")``.
        is_plural: whether the noun stands for several.
        is_other: whether it is somebody else than the one spoken of before.
        before: the one spoken of before, where ``is_other``.
        partner: the one named with it, in "the man and the woman".
    """

    text: str
    noun: str
    amount: str = "one"
    count: int | None = None
    adjectives: str = ""
    marks: tuple[tuple[str, str], ...] = field(default=())
    is_plural: bool = False
    is_other: bool = False
    before: Whom | None = None
    partner: Whom | None = None

    @property
    def posture(self) -> str | None:
        """The posture in "the sitting man", or None."""
        said = _NOUN_POSTURE.search(self.adjectives)
        if said is None:
            return None
        return {"seated": "sitting", "squatting": "crouching"}.get(said.group(), said.group())


def gender_of(noun: str) -> str | None:
    """``"m"``, ``"f"``, or None where a noun says neither."""
    return "m" if _MASCULINE.match(noun) else "f" if _FEMININE.match(noun) else None


_WHOLE = {
    "everyone": "all", "everybody": "all", "all of them": "all", "both of them": "all", "each of them": "all",
    "nobody": "none", "no one": "none", "none of them": "none", "neither of them": "none",
    "someone": "some", "somebody": "some", "one of them": "some",
}  # fmt: skip
WHOLE = re.compile(rf"\b(?:{'|'.join(_WHOLE)})\b")
_PRONOUN_GENDERS = {
    "he": "m",
    "his": "m",
    "him": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
_SINGULAR_OWNER = re.compile(r"\b(?:he|his|him|himself|she|hers?|herself)\b")


def read_phrase(text: str, start: int, end: int, first: int, last: int, before: Whom | None = None) -> Whom:
    """Read the noun phrase around a noun for people.

    Args:
        text: lower-case.
        start: of the noun.
        end: of the noun.
        first: where the sentence starts.
        last: where it ends.
        before: the one spoken of before, for "the other man".
    """
    noun = text[start:end]
    whole = _WHOLE.get(noun)
    if whole is not None:
        marks, stop = read_tails(text, end, last)
        marks += _read_place_before(text, first, start, "") if not marks else ()
        count = 2 if noun.startswith(("both", "neither")) else None
        return Whom(text[start:stop], noun, whole, count, "", marks, whole in ("all", "none"))
    begin, determiner, adjectives = find_lead(text, start, first)
    marks, stop = read_tails(text, end, last)
    if not any(kind in PLACES for kind, _ in marks):
        marks += _read_place_before(text, first, begin, adjectives)
    is_plural = bool(_PLURAL.match(noun)) and noun != "boss"
    number = next((_NUMBER_WORDS[w] for w in determiner.split() if w in _NUMBER_WORDS), None)
    if determiner.startswith(("neither", "none", "no")):
        amount = "none"
    elif determiner.startswith(("all", "both", "each", "every")):
        amount = "all"
    elif determiner.startswith(("one", "another", "some", "either", "several", "many", "most")) or noun in (
        "someone",
        "somebody",
    ):
        amount = "some"
    elif is_plural:
        amount = "all" if determiner.startswith(("the", "his", "her", "their")) or number else "some"
    else:
        amount = "one"
    is_other = determiner in ("the other", "other", "another")
    return Whom(
        text[begin:stop], noun, amount, number, adjectives, marks, is_plural or amount in ("all", "none"), is_other,
        before if is_other else None,
    )  # fmt: skip


PLACES = ("rank", "far", "side", "middle", "front", "back")
"""The kinds of marks that say where in the picture somebody is."""


def _read_place_before(text: str, first: int, begin: int, adjectives: str) -> tuple[tuple[str, str], ...]:
    """The place that is said before a noun, as a mark: "on the left, a woman", "the left player"."""
    own = _PLACE_ADJECTIVE.search(adjectives)
    match = own or _PLACE_BEFORE.search(text[first:begin])
    if match is None:
        return ()
    side = match.group("side")
    if side in ("left", "right"):
        return (("far" if own is None and match.group("far") else "side", side),)
    kinds = {"foreground": "front", "background": "back"}
    return ((kinds.get(side, "middle"), side),)


def find_lead(text: str, start: int, first: int) -> tuple[int, str, str]:
    """Where the phrase of a noun starts, its determiner and its adjectives (both may be empty).

    Args:
        text: lower-case.
        start: of the noun.
        first: where the sentence starts.
    """
    window = text[max(first, start - 60) : start]
    for match in _DETERMINER_WORD.finditer(window):
        lead = _DETERMINER.match(window, match.start())
        if lead is not None:
            return start - len(window) + lead.start(), lead.group("det"), lead.group("adjectives").strip()
    return start, "", ""


def read_tails(text: str, position: int, last: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """What follows a noun to tell the person from others, as (kind, value), and where it ends."""
    marks: list[tuple[str, str]] = []
    for _ in range(4):
        comma = 1 if text.startswith(", ", position) and marks else 0
        for kind, pattern in _TAILS:
            match = pattern.match(text, position + comma, last)
            if match is None:
                continue
            groups = match.groupdict()
            marks.append((kind, groups.get("value") or groups.get("value2") or match.group().strip()))
            position = match.end()
            break
        else:
            break
    return tuple(marks), position


def is_oblique(text: str, first: int, start: int) -> bool:
    """Whether a noun stands behind a preposition or a verb that makes it no subject: "next to the woman"."""
    begin = find_lead(text, start, first)[0]
    return _OBLIQUE.search(text, max(first, begin - 16), begin) is not None


def pronoun_gender(text: str, first: int, begin: int, end: int) -> str | None:
    """The gender of the pronoun in a statement, or of the last one before it in its sentence, or None."""
    own = _SINGULAR_OWNER.search(text, begin, end)
    if own is None:
        own = next(reversed(list(_SINGULAR_OWNER.finditer(text, first, begin))), None)
    return _PRONOUN_GENDERS[own.group()] if own else None

"""Postures, leans and looks in nouns and in adjectives: "his deep crouch", "the stooped carriage of the woman", "a low squat like this"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import words as words
from ...stems import Expression, need
from ...subject import Reference
from ..cue import OWN
from .recast import LOOKS, Recast, is_free, is_somebodys

_POSTURES = {
    "crouch": "crouching", "half-crouch": "crouching", "semi-crouch": "crouching", "squat": "squatting", "kneel": "kneeling", "sprawl": "sprawling", "slump": "slumped forward",
    "stoop": "stooped", "hunch": "hunched forward", "slouch": "slouching",
}  # fmt: skip
"""What stands for a noun as it is."""
_LEANS = r"(?:lean|tilt|bend|inclination|slant|arch|recline|bow|tuck|leap|jump)"
_POSES = r"(?:postures?|positions?|poses?|stances?|attitude|carriage|bearing)"
_TRUNKS = r"(?:torsos?|trunks?|backs?|spines?|upper bod(?:y|ies)|bod(?:y|ies)|shoulders)"
_HEADS = r"(?:heads?|faces?|gaze|eyes|chins?|stare|glance)"
_PHRASE = Expression(
    rf"\b(?:(?P<the>the|an?|such an?|this)|{OWN})(?: own)? (?P<adjectives>{LOOKS}{{0,4}}?)(?P<noun>{'|'.join(_POSTURES)}|{_LEANS}|{_POSES}|{_TRUNKS}|{_HEADS})\b(?!['’-])(?P<like> (?:like|such as) (?:this|that|his|hers|theirs)(?: one)?\b)?(?P<down> (?:bent|slumped|hunched|folded|doubled|thrown|sunk|curled|leaning|lying) [^,;.]*?(?= (?:and [a-z]+ [a-z]+ )?(?:indicates?|suggests?|shows?|implies|imply|means?|hints?)\b))?",
    f"{'|'.join(_POSTURES)}|{_LEANS}|{_POSES}|{_TRUNKS}|{_HEADS}")  # fmt: skip
_ADJECTIVES = (
    r"crouch(?:ed|ing)|squatting|seated|sitting|standing|kneeling|lying|prone|supine|reclin(?:ed|ing)|sprawl(?:ed|ing)|upright|erect|vertical|"
    r"hunched|stooped|stooping|slumped|bent|bowed|doubled|folded|curled|leaning|rounded|straight|rigid|crumpled|collapsed|horizontal|flat|"
    r"upturned|uplifted|lifted|raised|lowered|averted|tilted|turned|drooping|hanging|sunken|downcast|downturned|downward|upward|backward|forward|deep|low|"
    r"racing|aerodynamic|full|high|over|camera|sideways|sideward|back|airborne|arched|buried|hidden"
)
_HAS_ADJECTIVE = re.compile(rf"\b(?:{_ADJECTIVES})\b")
_SAYS = re.compile(
    r"(?: of [^,;.]*?)?(?: [a-z]+ly)? (?:suggest|indicate|show|impl(?:y|ies)|hint|point|reveal|betray|fit|speak|lend|give|make|mean|help|add|is typical|express|convey|tell|let|match|go)"
)
_LEANING = re.compile(r"\b(backward|forward) leaning\b")
_PARTS = re.compile(rf"(?:{_TRUNKS}|{_HEADS})")
_SPLIT = re.compile(r",? and |, ")
_READ_BY_CUES = (
    "crouch",
    "squat",
    "sprawl",
    *_LEANS.strip("(?:)").removesuffix("|tuck|leap|jump").split("|"),
    "leap",
    "jump",
)
_STATES, _NOUNS = need(f"{'|'.join(_POSTURES)}|{_LEANS}"), need(f"{_POSES}|{_TRUNKS}|{_HEADS}|bod(?:y|ies)")
_HOW = need(_ADJECTIVES)


def recast_nouns(of_whom: Reference, text: str, start: int, end: int) -> Iterator[Recast]:
    """Postures, leans and looks in nouns and adjectives, as of `recast_bodies`."""
    bits = of_whom.words.bits
    if not bits & _STATES and not (bits & _NOUNS and bits & _HOW):
        return
    for match in _PHRASE.finditer(of_whom.words, text, start, end):
        last = match.end()
        if not is_free(of_whom, text, start, match.start()) or not _is_owned(of_whom, match, text, start, end):
            continue
        noun, adjectives = match.group("noun"), match.group("adjectives").strip(" ,")
        # "her crouch", "the crouch of the woman": other expressions read these
        is_alone = match.group("the") is not None and not text.startswith(" of ", last)
        if noun in _READ_BY_CUES and not (is_alone and (match.group("like") or _SAYS.match(text, last, end))):
            continue
        for said in _said(noun, adjectives, match.group("down")):
            yield Recast(said, match.start(), last, len(said), len(said))


def _is_owned(of_whom: Reference, match: re.Match[str], text: str, start: int, end: int) -> bool:
    """Whether it is somebody's: by a possessive, "of the woman", or of somebody named before."""
    the, last = match.group("the"), match.end()
    if the is None:
        return True
    if text.startswith(" of ", last):
        return of_whom.after_owner(last) > last
    if the in ("a", "an") and not match.group("like") and not _SAYS.match(text, last, end):
        return False
    return is_somebodys(of_whom, text, start, end, match.start(), last)


def _said(noun: str, adjectives: str, down: str | None) -> Iterator[str]:
    """The plain sentences for a noun and its adjectives."""
    hyphenless = adjectives.replace("-", " ")
    each = [one for one in _SPLIT.split(hyphenless) if one]
    if _PARTS.fullmatch(noun):
        if down:
            yield f"his {noun} is{down}"
        for one in each:
            if _HAS_ADJECTIVE.search(one):
                yield f"his {'gaze' if noun in ('stare', 'glance') else noun} is {one}"
        return
    if noun in _POSTURES:
        yield f"he is {_POSTURES[noun]}"
    elif noun == "tuck":
        if re.search(r"\b(?:deep|low|racing|aerodynamic|full|tight)\b", hyphenless):
            yield "he is in a deep tuck"
    elif noun == "bow":
        if re.search(r"\b(?:deep|low)\b", hyphenless):
            yield "he bows deeply"
    elif noun in ("leap", "jump"):
        yield "he is in midair"
    elif re.fullmatch(_LEANS, noun):
        yield from _lean(noun, hyphenless)
    else:
        for one in each:
            if _HAS_ADJECTIVE.search(one):
                yield "he is " + _LEANING.sub(r"leaning \1", one)


def _lean(noun: str, adjectives: str) -> Iterator[str]:
    """The plain sentences for a lean in a direction."""
    how = "far " if re.search(r"\b(?:far|deep|steep|strong|sharp|pronounced|extreme)\b", adjectives) else ""
    if re.search(r"\bbackwards?\b", adjectives) or noun == "recline":
        yield f"he is leaning {how}backward"
    elif re.search(r"\bforwards?\b", adjectives):
        yield f"he is leaning {how}forward"

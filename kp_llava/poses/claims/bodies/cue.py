"""What a lexicon gives for each sense of its words, and the pieces that its expressions share."""

# ruff: noqa: E501 - a pattern a line, whole

from __future__ import annotations

import re
from functools import reduce
from operator import itemgetter, or_
from typing import NamedTuple

from ..states import OWN_WAY, SOME_WAY
from ..stems import Expression, need
from ..words import PERSON, SIDE_OF_PICTURE


class Cue(NamedTuple):
    """Words that say a state of a part.

    Attributes:
        part: as in `Claim`.
        state: as in `Claim`; "!" before it means that the words deny it.
        words: the expression.
        is_owned: the words name whose they are themselves ("only his back is visible"), so that they need no subject.
        gate: the bit of further words that every match has one of; -1 where there are none.
        is_plain: the words are common ones, so that their subject has to stand in the same clause.
    """

    part: str
    state: str
    words: Expression
    is_owned: bool = False
    gate: int = -1
    is_plain: bool = False


class Found(NamedTuple):
    """A statement: where it stands, and what it says."""

    begin: int
    end: int
    part: str
    side: str | None
    state: str
    negated: bool


_PLACE, _MOST_PICKED = itemgetter(0), 4096


class Lexicon:
    """Cues, to be picked by the words of a sentence.

    Args:
        cues: in the order in which they are tried.
    """

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        bits = {cue.words.bit for cue in cues}
        self._by_word = {bit: [(i, cue) for i, cue in enumerate(cues) if cue.words.bit == bit] for bit in bits}
        self._words = reduce(or_, bits)
        self._picked: dict[int, tuple[Cue, ...]] = {}

    def pick(self, bits: int) -> tuple[Cue, ...]:
        """The cues whose words a sentence has, by the bits of its words that cues ask for."""
        if bits in self._picked:
            return self._picked[bits]
        rest = bits & self._words
        picked: list[tuple[int, Cue]] = []
        while rest:  # few of the words are in a sentence, so that these are gone through, and not the cues
            bit = rest & -rest
            rest ^= bit
            picked += [one for one in self._by_word[bit] if one[1].gate < 0 or bits & one[1].gate]
        if len(self._picked) >= _MOST_PICKED:
            self._picked.clear()
        found = self._picked[bits] = tuple(cue for _, cue in sorted(picked, key=_PLACE))
        return found


# a direction on the screen, as far as the text says that it is meant so
WAY = (
    r"(?:to|toward|towards) the (?:viewer['’]s (?=[lr])"
    rf"|(?={SIDE_OF_PICTURE}))"
    r"(?P<way>left|right)\b"
)
OWN = r"(?:his|her|their|(?:(?:the|an?) )?[a-z]+(?:['’]s|s['’]))"
END = (
    r"(?=[,.;:!?)—]| ?$| (?:while|with|as|in|into|toward|towards|at|over|from|rather|instead|but|because|so|for|when|where|during|on|"
    r"to (?!the\b|his\b|her\b|their\b|an?\b|be\b)[a-z]+|and (?!right|left|to the (?:right|left)))\b)"
)
"""Behind "left" or "right" that is a direction, and not "left field" or "left and right"."""
TO_SIDE = rf"(?:(?:(?:to|toward|towards) the )?(?P<some>left|right)(?:wards?)?|(?:to|toward|towards) the (?P<some2>left|right)(?:[- ]hand)? side){END}"
"""A direction that may be the viewer's or the person's own: "to the left", "leftward", "toward the right side"."""
OF = r"(?= of (?:the|an?|this|that) )"
"""Behind a noun that somebody has to follow: "the crouch | of the man"."""
SELF = r"(?:himself|herself|themselves)"
VIEWER = (
    r"(?:us|(?:the|our) (?:camera(?:m[ae]n)?|viewers?|photographers?|lens|observers?|photo-?taker|"
    r"picture-?taker|beholder)"
    r"(?!['’])|you,? the viewer)\b"
)
VIEWER_WORDS = "us|camera[a-z]*|viewers?|photographers?|lens|observers?|taker|phototaker|picturetaker|beholder"
HOW = (
    r"(?:(?:[a-z]+ly|far|right|straight|all|the way|well|way|deep|low|flat|quite|so|very|rather|half|almost|nearly|"
    r"a bit|a little|back|over|out|up|down|off|around|round|still|now|once|again|himself|herself|themselves) )"
)
"""A word that may stand between a verb and what it goes with, with the blank behind it."""
GROUND = (
    r"(?:ground|floor|snow|sand|grass|pavement|sidewalk|street|road|asphalt|concrete|dirt|clay|turf|lawn|carpet|rug|mat|"
    r"court|field|mound|ice|tiles?|deck|dock|boardwalk|path|beach|slope|floorboards|earth|mud|gravel|rocks?|steps?|stairs?)"
)
SEAT = (
    r"(?:chairs?|armchairs?|seats?|sofas?|couch(?:es)?|bench(?:es)?|stools?|cushions?|recliners?|saddles?|wheelchairs?|"
    r"barstools?|rockers?|hammocks?|bleachers|pews?|thrones?|beanbags?|deckchairs?|loungers?|ottomans?|footstools?)"
)
_OF_HAND = re.compile(r"\b(?:fingers|fingertips|thumbs|hands|palms|knuckles)\b[^.;]{0,40}?,? with (?:their )?$")
_OF_PART = re.compile(
    r"\b(?:back|head|face|gaze|rear) of (?:the|an?|this|that) (?:[a-z-]+ ){1,5}?(?:(?:is|are|seems|appears) (?:to be |[a-z]+ly )?)?$"
    r"|(?<!\bon )(?<!\bat )\b(?P<own>(?:his|her|their|one) (?:own )?(?:left |right )?(?:side|shoulder|flank|hip)) (?:(?:is|are) )?$"
)
_VERB_OR_NOUN = re.compile(
    r"(?:gaze|stare|glance|glare|smile|ride|move|skate|stride|cycle|come|slide|glide|advance|race|charge|jump|leap|hop|fly|soar|walk)\b"
)
_MANY = re.compile(
    r"(?:\b(?:they|who|and|to|not|all|both|each|them|people|men|women|children|pair|couple|family|then|also|together)|n['’]t"
    r"|(?<!['’])(?<!\bhi)(?<!\bthi)(?<!\bit)[a-z]s|(?<!\ba )\b[a-z]{3,}ly|,) $"
)
_VIEWERS = re.compile(rf"\b(?:{VIEWER}|ours?\b|onlooker)")
VIEWER_GATES = need(VIEWER_WORDS), need(f"{VIEWER_WORDS}|our|onlooker"), need(f"{VIEWER_WORDS}|ours")
"""The bits of words for the camera and those who look at the picture."""
_ANY_VIEWER = VIEWER_GATES[0] | VIEWER_GATES[1] | VIEWER_GATES[2]


def without_viewers(bits: int, text: str, start: int, end: int) -> int:
    """The bits of a sentence, without those of viewers where only directions are named by them: "the viewer's left"."""
    if bits & _ANY_VIEWER and _VIEWERS.search(text, start, end) is None:
        return bits & ~_ANY_VIEWER
    return bits


def with_way(state: str, match: re.Match[str]) -> str:
    """A state with the direction or the thing that its words name."""
    groups = match.groupdict()
    if groups.get("thing"):
        return f"{state} {groups['thing']}"
    if groups.get("own"):
        return f"{state}{OWN_WAY}{groups['own']}"
    some = groups.get("some") or groups.get("some2")
    if some:
        return f"{state} {SOME_WAY}{some}"
    way = groups.get("way") or groups.get("way2") or groups.get("way3")
    return f"{state} to the viewer's {way}" if way else state


def is_other_word(match: re.Match[str], text: str, start: int, part: str) -> bool:
    """Whether words are of another kind: the noun "her gaze" and not "they gaze", the backs of hands and not of people.

    "The back of the man is turned to us" says nothing of where he faces, nor does "his side facing the camera".

    Args:
        match: the words.
        text: lower-case.
        start: of the sentence.
        part: that they speak of.
    """
    of_part = _OF_PART.search(text, start, match.start()) if part == "body" else None
    if of_part is not None and (of_part.group("own") or PERSON.compiled.search(of_part.group())):
        return True
    if "backs" in match.group() and _OF_HAND.search(text, start, match.start()):
        return True  # "his fingers point up, with their backs to us"
    return _VERB_OR_NOUN.match(match.group()) is not None and _MANY.search(text, start, match.start()) is None


NO_PERSON = "".join(
    rf"(?<!\b{noun} )"
    for noun in ("interest", "attention", "focus", "reason", "difference", "weight", "charm", "key", "gaze")
)
"""Before "lies": what does so in no posture, "her interest lies in the field"."""

_STRONG_LEAD = re.compile(
    r"(?:\b(?:is|are|was|were|remains?|stays?|all|both|still|while|everyone|everybody|he|she|they|who)"
    r" (?:also |all |both |now |still |just |simply |[a-z]+ly )*|, )$"
)
_AND_THEN = re.compile(r"\band (?:now |then )?$")
_VERB = re.compile(r"(?:stands|sits|kneels|crouches|squats|lies)\b")
# "sits on a bench and | looks to the left"
_LOOKS_ON = re.compile(
    r"(?:looks?|gazes|stares|glances|peers|smiles|faces|leans|looking|gazing|staring|smiling|facing|leaning)\b"
)
_AND_IS = re.compile(r"\band (?:now |then |is |are |[a-z]+ly )*$")


def is_own_verb(cue: Cue, match: re.Match[str], text: str, start: int) -> bool:
    """Whether plain words are a verb of their own, whose subject may stand farther off.

    Args:
        cue: whose words they are.
        match: the words.
        text: lower-case.
        start: of the sentence.
    """
    lead = text[start : match.start()]
    if cue.part != "posture":
        return _LOOKS_ON.match(match.group()) is not None and _AND_IS.search(lead) is not None
    is_next = _VERB.match(match.group()) is not None and _AND_THEN.search(lead) is not None
    return is_next or _STRONG_LEAD.search(lead) is not None

"""Limbs that a sentence compares with the other one of a pair: "higher than his right", "the straighter of the two"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from typing import NamedTuple

from ....annotations.skeleton import SIDES
from ...limbs import other_side
from ..stems import Expression, Words
from ..things import HOLDABLE_WORDS
from .holds import HAS_THING, held_by
from .pairs import FARTHER_LEFT, FARTHER_OUT, FARTHER_RIGHT, HIGHER_ELBOW, HIGHER_KNEE, IN_FRONT, MORE_BENT, STRAIGHTER
from .parts import Limb

_NOUN = r"(?:one|hand|arm|leg|foot|knee|elbow|forearm|wrist)"
_FROM_BODY = r"(?:from|away from) (?:his|her|their|the) (?:own )?(?:body|trunk|torso|side|chest)"
_WAY = (
    rf"(?:(?P<out>(?:the )?(?:furthest|farthest)(?: out)?|out (?:the )?(?:furthest|farthest)|(?:further|farther)(?: out| away)?(?: to the side)? {_FROM_BODY}|(?:further|farther) (?:out|away)(?: to the side)?)|(?P<front>(?:further|farther) (?:forwards?|ahead|in front))|(?P<back>(?:further|farther) (?:back|behind))"
    r"|(?P<high>high(?:er|est)(?: up)?|(?:further|farther) up)|(?P<low>low(?:er|est)(?: down)?|(?:further|farther) down)|(?P<near>(?:closer|closest|nearer|nearest) to (?:us|the (?:viewer|camera|lens|photographer)))|(?P<in>(?:closer|closest|nearer|nearest|tighter) to (?:his|her|their|the) (?:own )?(?:body|trunk|torso|chest|side|ribs))|(?P<aside>(?:further|farther) (?:to the )?(?P<where>left|right))|(?P<straight>straighter|more (?:stretched|extended)(?: out)?)|(?P<bent>(?:more (?:sharply |strongly |deeply |clearly )?(?:bent|flexed)|bent (?:more(?: sharply| strongly| deeply)?|harder))))"
)
_WAY_WORDS = (
    "higher|highest|lower|lowest|further|furthest|farther|farthest|closer|closest|nearer|nearest|straighter|more|harder"
)
_DOES = r"(?:(?:is|are|was|stays?|remains?|being|held|kept|raised|lifted|lowered|positioned|placed|reaches|reaching|extends|stretches|extended|stretched|up|out|clearly|slightly|much|far|well|somewhat|even|noticeably|a little|a bit|obviously) )*"
_IMAGE = r"(?:,? (?:in|on) the (?:image|picture|frame|photo|photograph))?"
_THAN = Expression(
    rf"\b{_WAY}{_IMAGE},? than (?:(?:his|her|their|the) (?:left|right|other|free|empty|opposite)(?: {_NOUN})?|the other(?: one)?|the one (?:with|that|which|in|on|holding|at)|the hand (?:with|that|which|holding))\b"
    rf"|(?:\b(?:held|is|kept|positioned|placed|raised|set|planted|stays|remains|sits|lies|rests|extends|reaches|runs|glides|slides|points|stands|goes|lands|comes|moves|moved|steps|stepped) |(?<=foot )|(?<=leg )|(?<=hand )|(?<=arm )|(?<=, ))(?:well |far |just |clearly |slightly |a little |a bit |(?:a|one|half a) (?:small |short |full |long )?(?:step|stride|foot) |on (?:the|his|her) (?:board|deck|ground|floor|snow) )*(?P<place>above|below|beneath|underneath|in front of|ahead of|behind) (?:his|her|their|the) (?:left|right|other)(?: {_NOUN})?\b(?! (?:knee|hip|shoulder|eye|ear|leg|foot|thigh|elbow|side))"
    r"|\b(?:grip|hold|grasp|clasp|clutch)(?:s|es|ping|ing)? (?:the|an?|his|her) (?:[a-z]+ )?[a-z]+ (?:just |right |directly |a little )?(?P<place2>above|below|beneath) (?:his|her|the) (?:left|right|other)(?: hand| one)?(?=[,.;]|$| (?:and|while|as|so|with)\b)",
    f"{_WAY_WORDS}|above|below|beneath|underneath|front|ahead|behind",
)
_HOW = re.compile(rf"\b{_DOES}$")
_REACHES = r"(?:(?:reaches|reaching|extends|stretches|sticks) )?"
_OF_BOTH = r"(?P<of> of (?:the|his|her|their|these|both)(?: two| pair| both)?(?: [a-z]+)?)?"
_GOES_ON = r"(?=[,.;]|$| (?:and|while|in|near|with|so|at|is|on|above|over|beside|by|along|around|as)\b)"
# "is the higher one of the two", "reaches the furthest in the picture"
_OF_TWO = Expression(
    rf"^,?(?: (?:also|clearly|that|which))? {_DOES}{_REACHES}(?P<the>the (?:one (?:(?:that|which) is )?(?:held |kept )?)?)?"
    rf"{_WAY}(?: {_NOUN})?{_OF_BOTH}(?P<image>{_IMAGE}){_GOES_ON}",
    _WAY_WORDS,
)
# "her left hand is lower, holding the scissors": lower than the right one, which goes unsaid
_LOWER = Expression(
    r"^ (?:(?:is|rests|held|kept|stays|remains|sits|placed|positioned) )+(?:a little |a bit |slightly |much |far |clearly |well |somewhat |noticeably )?(?:(?P<high>higher)|(?P<low>lower))(?: up| down)?(?=[.;]|$|, (?:[a-z]+ly )?(?:holding|gripping|grasping|at|on|near|by|close|with|resting|touching|supporting|around|clutching|guiding)\b| on (?:the|its) (?:[a-z]+ )?(?:pole|bat|handle|stick|shaft|rope|string|racket|paddle|oar|board|frame|side|railing|rail|umbrella)\b)",
    "higher|lower",
)
_THAN_WHAT = re.compile(rf"\b(?P<side>left|right)(?: (?P<noun>{_NOUN}))?$")
_JOINTS = {"elbow": ("arm", HIGHER_ELBOW), "knee": ("leg", HIGHER_KNEE)}
_OTHER_THING = 40  # characters: "that holds the red cup"
_WAYS = ("out", "front", "back", "high", "low", "near", "straight", "bent", "in", "aside")
_NAMED_BY = re.compile(rf"^(?:.* )?{_WAY}$")
_RAISED = re.compile(r"\b(?:raised|lifted|upper|upraised|uplifted)\b")
_PUT = r"(?: (?:that|which|is|are|being|placed|set|planted|put|held|kept|positioned|stretched|extended|stepping|slightly|a little|well|far|still|one step|a step|now|out|has|swung|stepped|reaches|stays|the one|[a-z]+ly))*"
_LEADS = Expression(
    rf"^,?{_PUT} (?:(?P<front>in front(?! of)|in front of (?:him|her|the other)|ahead(?! of (?:the|a) (?!other))|forwards?|leads?|leading|the (?:leading|front|forward) (?:one|leg|foot)|steps forward|steps ahead|(?:takes|taking|taken) an? (?:[a-z]+ )?step (?:forward|ahead)|closer to the front|at the front)|(?P<back>trails?|trailing|lags behind|behind(?: (?:him|her))?|(?:set |placed |drawn |planted |left |kicked |stretched )?back|(?:at|in|to) the (?:back|rear)(?! of)|the (?:trailing|rear|back|hind) (?:one|leg|foot)))(?: of (?:the|his|her|their) (?:two|pair|both|feet|legs))?(?=[,.;]|$| (?:and|while|as|with|behind|in|on|so|for|is)\b)",
    "front|ahead|forwards?|leads?|leading|steps|step|trails?|trailing|lags|behind|back|rear|hind",
)
_STEPS = re.compile(
    r"\b(?:(?:steps?|stepped|stepping|strid(?:es|ing)|lung(?:es|ing|ed)|walks|walking|moves|moving) (?:(?P<front>forwards?|ahead|out)|(?P<back>back(?:wards?)?)) (?:with|on|onto)|lead(?:s|ing) (?:off )?with|(?:takes?|taking) an? (?:[a-z]+ )?(?:step|stride)(?: forwards?| ahead)? with) $"
)
_FRONT_ADJECTIVE = re.compile(r"\b(?:(?P<front>front|leading|lead|forward)|(?P<back>back|rear|trailing|trail|hind))\b")
_BOARD = re.compile(r"\b(?:[a-z]*boards?|skis?|water|waves?)\b")
_PAIR_AHEAD = re.compile(
    r"\bof (?:the|his|her|their|both)(?: own)?(?: two| both)? (?:hands|arms|feet|legs|elbows|knees|two)\b[^.;]*$"
)


_BY_THING = Expression(rf"\bthan (?:the|his|her|their) (?:one|hand|arm) {HAS_THING}", HOLDABLE_WORDS)


class Compared(NamedTuple):
    """A comparison of a limb with the other one.

    Attributes:
        part: as in `Claim`.
        side: of the limb that is the higher, straighter ... one; None for the side that is seen.
        state: as in `Claim`.
        begin: where the words for it start, behind the limb.
        end: where they end.
    """

    part: str
    side: str | None
    state: str
    begin: int
    end: int


def find_compared(words: Words, text: str, limb: Limb, first: int, last: int) -> Compared | None:
    """What a sentence says of a limb in comparison with the other one of the pair.

    Args:
        words: of what follows the limb.
        text: lower-case.
        limb: with its side.
        first: where the stretch of the limb begins.
        last: where it ends, with the words for the other limb.
    """
    if limb.side not in SIDES:
        return None
    match = _THAN.search(words, text, limb.end, last)
    if match is not None and not _is_other(match.group(), limb):
        return None
    if match is not None:
        how = _HOW.search(text, limb.end, match.start())
        groups = {**match.groupdict(), "place": match.group("place") or match.group("place2")}
        return _compare(limb, groups, how.start() if how else match.start(), match.end())
    behind = text[limb.end : last]
    match = _OF_TWO.search(words, behind)
    is_of_two = match is not None and (
        limb.is_named
        or limb.owner == "the other"
        or "other" in limb.adjectives
        or match.group("the")
        or match.group("of")
        or match.group("image")
        or _PAIR_AHEAD.search(text[:first] + text[first : limb.begin])
    )
    if match is not None and is_of_two:
        end = limb.end + match.end()
        # "his left arm, the one nearer to us, is ..." goes on about the arm
        is_aside = behind.startswith(",") and behind[match.end() :].startswith(",")
        return _compare(limb, match.groupdict(), end if is_aside else limb.end, end)
    lower = _LOWER.search(words, behind) if limb.noun in ("arm", "hand") else None
    if lower is not None:
        return _compare(limb, {"high": None, "low": None, **lower.groupdict()}, limb.end, limb.end + lower.end())
    if limb.kind in ("leg", "foot"):
        steps = _LEADS.search(words, behind)
        if steps is None and text.endswith((" with ", " on ", " onto "), first, limb.begin):
            steps = _STEPS.search(text[first : limb.begin])
        steps = steps or (_FRONT_ADJECTIVE.search(limb.adjectives) if limb.is_named else None)
        if steps is not None and not _BOARD.search(text, first, last):
            way = "back" if steps.groupdict().get("back") else "front"
            return _compare(limb, {way: "x"}, last, last)
    if limb.is_named and limb.adjectives:
        match = _NAMED_BY.search(limb.adjectives)
        if match is not None:
            return _compare(limb, match.groupdict(), limb.end, limb.end)
        if _RAISED.search(limb.adjectives) and limb.kind in ("arm", "hand"):
            return Compared("hand", limb.side, "higher than the other", limb.end, limb.end)
    return None


def _is_other(said: str, limb: Limb) -> bool:
    """Whether what a limb is compared with is the other one of the pair: not "higher than his left elbow"."""
    than = _THAN_WHAT.search(said)
    if than is None:
        return True
    noun = limb.noun if than.group("noun") in (None, "one") else than.group("noun")
    is_joint = [next((j for j in _JOINTS if one.startswith(j)), "") for one in (noun, limb.noun)]
    return than.group("side") != limb.side and is_joint[0] == is_joint[1]


def find_compared_by_things(words: Words, text: str, limb: Limb, last: int) -> tuple[Compared, str] | None:
    """Which of two hands is the higher one, as a sentence says it by what they hold, and the thing in the one it says it of.

    Args:
        words: of what follows the limb.
        text: lower-case.
        limb: an arm or a hand of no side.
        last: where what follows it ends, with the words for the other hand.
    """
    match = _THAN.search(words, text, limb.end, last)
    if match is None or not (match.group("high") or match.group("low") or match.group("place") in ("above", "below")):
        return None
    is_high = bool(match.group("high")) or match.group("place") == "above"
    thing = held_by(words, limb.adjectives, text[limb.end : match.start()])
    if thing is None:
        other = _BY_THING.search(words, text, match.start(), last + _OTHER_THING)
        thing, is_high = (other.group("thing"), not is_high) if other is not None else (None, is_high)
    if thing is None:
        return None
    state = "higher than the other" if is_high else "lower than the other"
    return Compared("hand", "one", state, match.start(), match.end()), thing


def _compare(limb: Limb, groups: dict[str, str | None], begin: int, end: int) -> Compared | None:
    is_arm = limb.kind in ("arm", "hand")
    place = groups.get("place") or ""
    way = next((name for name in _WAYS if groups.get(name)), "")
    way = way or {"above": "high", "below": "low", "beneath": "low", "underneath": "low", "behind": "back"}.get(
        place, "front"
    )
    side = limb.side
    if way == "in":
        side, way = other_side(side), "out"
    if way == "aside":
        across = FARTHER_LEFT if groups["where"] == "left" else FARTHER_RIGHT
        return Compared("hand" if is_arm else "leg", side, across, begin, end)
    joint = next((name for name in _JOINTS if limb.noun.startswith(name)), None)
    if joint is not None and way in ("high", "low"):
        part, state = _JOINTS[joint]
        return Compared(part, side if way == "high" else other_side(side), state, begin, end)
    if joint == "elbow" and way == "out":
        return None
    if way == "near":
        return Compared("side", None, f"{side} side to the viewer", begin, end)
    if not is_arm and way in ("low", "back"):
        side, way = other_side(side), "high" if way == "low" else "front"
    found: dict[str, tuple[str | None, str]] = {
        "out": ("arm", FARTHER_OUT),
        "high": ("hand" if is_arm else "leg", "higher than the other"),
        "low": ("hand", "lower than the other"),
        "front": (None if is_arm else "leg", IN_FRONT),
        "back": (None, ""),
        "straight": ("arm" if is_arm else "leg", STRAIGHTER),
        "bent": ("arm" if is_arm else "leg", MORE_BENT),
    }
    kind, state = found[way]
    return None if kind is None or (way == "out" and not is_arm) else Compared(kind, side, state, begin, end)

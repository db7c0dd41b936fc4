"""What somebody does with an arm or a hand that is named last, and the "raised one" of two, written anew as said of it.

"Waves high in the air with his left hand", "holds a match out over the table with his right hand", "her right arm is the
extended one".
"""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator

from ...stems import Expression, Words
from ..denials import DENIED, PENDING
from .orders import Recast

_LIMB = r"(?P<limb>(?:both(?: of)?(?: (?:his|her|their|the))?|(?:his|her|their|the|one)(?: of (?:his|her|their))?)(?: (?:own|other|free|outstretched|bare|gloved))?(?: left| right)?(?: outstretched)? (?:arms?|hands?))"
_ON = r"and (?=(?:up|out|down|forwards?|across|over|back|away|to|high)\b)"
# the words of a place, up to the limb: not a second verb, and nobody else
_TAIL = rf"(?P<tail>(?: (?:{_ON})?(?!(?:with|using|while|but|who|he|she|they|and|or|as)\b)[a-z'’-]+){{0,8}}?)"
_BY = r",? (?:with|using)"
_MOVES = r"(?P<verb>reach(?:es|ing)|point(?:s|ing)|stretch(?:es|ing)|wav(?:es|ing)|gestur(?:es|ing))"
_MOVE_WORDS = "reach(?:es|ing)|point(?:s|ing)|stretch(?:es|ing)|wav(?:es|ing)|gestur(?:es|ing)"
_SOMEWHERE = r"(?= (?:(?:far|straight|right|directly|high|well|almost|[a-z]+ly) )*(?:at|to|toward|towards|for|up|upwards?|down|downwards?|out|outwards?|away|forwards?|ahead|off|over|across|back|backwards?|behind|sideways|around|through|into|in|under|above|between|below|high|low|skywards?|overhead)\b|,? (?:with|using)\b)"
_MOVED = Expression(rf"\b{_MOVES}{_SOMEWHERE}{_TAIL}{_BY} {_LIMB}\b", _MOVE_WORDS)
"""Somebody moves an arm somewhere: "reaching up and out to the side with her left arm"."""
_BEHIND = re.compile(r"(?: (?!(?:and|or|while|as|but|who|so|with|which)\b)[a-z'’-]+){0,8}")
_WHO = r"(?P<who>he|she|they|(?:the|an?) (?:[a-z'’-]+ ){0,3}?(?:m[ae]n|wom[ae]n|boy|girl|child|player|person|skater|surfer|skier|rider|batter|catcher|pitcher|umpire|toddler))"
_FRONTED = Expression(
    rf"^\W*(?:with|using) {_LIMB},? {_WHO}(?P<rest> (?:[a-z]+ )?(?:{_MOVE_WORDS}|hold(?:s|ing))\b(?:(?! (?:so|while|as|because|but|who)\b)[^,;:.]){{0,80}})",
    "with|using",
)
"""The same with the limb in front: "with his left hand, he waves high in the air"."""
_AIMS_ELSEWHERE = re.compile(
    r"\b(?:up|upwards?|down|downwards?|forwards?|ahead|sideways|sides?|back|backwards?|behind|himself|herself|his|her|their|high|low|ground|floor|water|sky|skies|ceiling|heavens?|clouds?|sun|stars?|moon|roof|air|lights?|lamps?)\b"
)
_OWN_PART = re.compile(r"\b(?:his|her|their) (?!sides?\b)")
_FOR_LONG = r"(?!(?:umbrella|parasol|kite|flag|banner|sign|pole|stick|string|rope|line|bat|racket|racquet|paddle|oar|arm|hand|elbow|leg|foot|finger|thumb|head|breath|balance|leash)s?\b)"
_THING = rf"(?:an?|the|his|her|their|its|some|something|both) (?:(?!(?:and|or|of|in|on|with|to|out|up)\b)[a-z'’-]+ ){{0,3}}?{_FOR_LONG}[a-z-]+(?: of [a-z-]+(?: [a-z-]+)?)?"
_ANY_THING = r"(?:an?|the|his|her|their|its|some|something|both) (?:(?!(?:and|or|of|in|on|with|to|out|up)\b)[a-z'’-]+ ){0,3}?(?!(?:arm|hand|elbow|leg|foot|finger|thumb|head|tongue|breath)s?\b)[a-z-]+(?: of [a-z-]+(?: [a-z-]+)?)?"
_HOLDS = r"(?:hold(?:s|ing)|stretch(?:es|ing)|extend(?:s|ing)|thrust(?:s|ing)|stick(?:s|ing)|reach(?:es|ing))"
_HOLD_WORDS = "hold(?:s|ing)|stretch(?:es|ing)|extend(?:s|ing)|thrust(?:s|ing)|stick(?:s|ing)|reach(?:es|ing)"
_OUT = r"(?: (?:straight|far|right|well|away))* out(?! of\b)"
_IN = r",? (?:with|in|using)"
_HELD_OUT: tuple[Expression, ...] = (
    # "holds a match out over the table with his right hand"
    Expression(rf"\b{_HOLDS} {_ANY_THING}{_OUT}{_TAIL}{_IN} {_LIMB}\b", _HOLD_WORDS),
    # "holds out a match with his right hand"
    Expression(rf"\b(?:hold|reach|stretch|stick|thrust)(?:s|es|ing) out {_ANY_THING}{_TAIL}{_IN} {_LIMB}\b", "out"),
    # "her right hand holds the cup out toward the man"
    Expression(rf"\b{_LIMB} (?:is |are )?(?:holds?|holding) {_ANY_THING}{_OUT}{_TAIL}(?=[,.;]|$| (?:and|while|as|with)\b)", "holds?|holding"),
)  # fmt: skip
"""A thing that is held out is held with a stretched arm."""
_UP = r"(?P<up>(?: (?:straight|right|up|way|high))* (?:(?:in|into) the air|aloft|skywards?|high(?! (?:on|against|enough)\b)))"
_LIFTS = r"(?:hold(?:s|ing)|lift(?:s|ing)|rais(?:es|ing)|hoist(?:s|ing)|thrust(?:s|ing)|wav(?:es|ing))"
_HELD_UP: tuple[Expression, ...] = (
    # "holds the trophy high in the air with his right hand"
    Expression(rf"\b{_LIFTS} (?:up )?{_THING}{_UP}{_IN} {_LIMB}\b", "hold(?:s|ing)|lift(?:s|ing)|rais(?:es|ing)|hoist(?:s|ing)|thrust(?:s|ing)|wav(?:es|ing)"),
    Expression(rf"\b{_LIMB} (?:is |are )?(?:holds?|holding|lifts?|lifting|raises?|raising) (?:up )?{_THING}{_UP}(?=[,.;]|$| (?:and|while|as|with)\b)", "holds?|holding|lifts?|lifting|raises?|raising"),
)  # fmt: skip
"""A thing that is held up high is held with a raised arm; what is long is high above the hand."""

_NOUN = r"(?:arm|forearm|elbow|hand|leg|knee|foot)"
_OWN = r"(?:his|her|their|the|(?:the )?[a-z-]+['’]s?)"
_STATE = r"(?P<state>raised|lifted|upraised|lowered|bent|flexed|straight|straightened|extended|outstretched|stretched[- ]out|stretched|hanging|dangling|sharply bent|fully extended)"
_ONE: tuple[Expression, ...] = (
    # "her right arm is the extended one"
    Expression(rf"\b(?P<limb>{_OWN} (?:left|right) {_NOUN}) (?:is|was) (?:[a-z]+ly |also )?the {_STATE} one\b", "one"),
    # "the raised one is his left arm"
    Expression(rf"\bthe {_STATE} one is (?:[a-z]+ly )?(?P<limb>{_OWN} (?:left|right) {_NOUN})\b", "one"),
    # "his right arm is held in a bent position"
    Expression(rf"\b(?P<limb>(?:{_OWN}|both|one) (?:(?:left|right) )?{_NOUN}s?) (?:is|are) (?:(?:held|kept|still|shown|seen) )*in an? (?:fully |clearly )?{_STATE} (?:position|pose|posture|state)\b", "position|pose|posture|state"),
)  # fmt: skip
"""What a limb is, by "the one" or "in a position"."""
# "has reached out with his left arm", "has held up both hands": as if it were done now
_NOW = {
    **{
        "held": "holds",
        "thrown": "throws",
        "reached": "reaches",
        "pointed": "points",
        "put": "puts",
        "swung": "swings",
    },
    **{
        "dropped": "drops",
        "waved": "waves",
        "stuck": "sticks",
        "flung": "flings",
        "gestured": "gestures",
        "drawn": "draws",
    },
}
_PERFECT = Expression(
    rf"\b(?:has|have) (?:(?:just|also|now|already|[a-z]+ly) )?(?P<done>{'|'.join(_NOW)}) (?P<rest>[^,;:.]*\b(?:arms?|hands?)\b[^,;:.]*)", "|".join(_NOW))  # fmt: skip
_LET_GO, _OF_LIMB = ("thrown", "flung", "dropped"), re.compile(rf"(?:up |out )?{_LIMB}\b")  # not "has thrown the ball"
# "props himself on his knee with his left hand"
_LEANS = Expression(
    rf"\b(?:leans|leaning|(?:props|propping|supports|supporting|braces|bracing|steadies|steadying|rests|resting|balances|balancing) (?:himself|herself|themselves))(?: up| forward| back| down)? (?P<where>(?:on|against|onto)(?: [a-z]+){{1,4}}?){_BY} {_LIMB}\b", "lean(?:s|ing)|himself|herself|themselves")  # fmt: skip
_DENIED_SOON = 25  # characters before an act in which it would be denied


def recast_acts(words: Words, text: str, start: int, end: int) -> Iterator[Recast]:
    """What a sentence says of an arm or a hand by what is done with it, said of the limb.

    Args:
        words: of the sentence.
        text: lower-case.
        start: of the sentence.
        end: of the sentence.
    """
    fronted = _FRONTED.match(words, text[start:end])
    if fronted is not None and not DENIED.search(fronted.group()):
        said = f"{fronted.group('who')}{fronted.group('rest')} with {fronted.group('limb')}"
        for one in recast_acts(Words(said, 0, len(said)), said, 0, len(said)):
            yield one._replace(begin=start, end=start + fronted.end())
    for match in _MOVED.finditer(words, text, start, end):
        if not _is_denied(text, start, match.start()):
            behind = _BEHIND.match(text, match.end(), end)
            yield from _recast_move(match, match.group("tail") or (behind.group() if behind is not None else ""))
    for match in _LEANS.finditer(words, text, start, end):
        if not _is_denied(text, start, match.start()):
            limb = match.group("limb")
            yield Recast(f"{limb} {_be(limb)} {match.group('where')}", match.start(), match.end())
    for match in _PERFECT.finditer(words, text, start, end):
        is_let_go = match.group("done") in _LET_GO and not _OF_LIMB.match(match.group("rest"))
        if not (is_let_go or _is_denied(text, start, match.start())):
            yield Recast(f"he {_NOW[match.group('done')]} {match.group('rest')}", match.start(), match.end())
    for forms, stem in ((_HELD_OUT, "stretched out"), (_HELD_UP, "raised")):
        for form in forms:
            for match in form.finditer(words, text, start, end):
                if _is_denied(text, start, match.start()):
                    continue
                limb = match.group("limb").replace("hand", "arm")
                tail = match.group("tail") if forms is _HELD_OUT else match.group("up")
                yield Recast(f"{limb} {_be(limb)} {stem}{tail}", match.start(), match.end())
    for form in _ONE:
        for match in form.finditer(words, text, start, end):
            limb, state = match.group("limb"), match.group("state").replace("-", " ")
            if not _is_denied(text, start, match.start()):
                yield Recast(f"{limb} {_be(limb)} {state}", match.start(), match.end())


def _recast_move(match: re.Match[str], tail: str) -> Iterator[Recast]:
    """A movement, and where it goes, as said of the limb."""
    limb, verb = match.group("limb"), match.group("verb")
    moving = next(stem for stem in ("reach", "point", "stretch", "wav", "gestur") if verb.startswith(stem)) + "ing"
    if moving in ("pointing", "gesturing") and _OWN_PART.search(tail):
        return  # "points to his knee": it may be far from there
    if moving == "pointing" and not _AIMS_ELSEWHERE.search(tail):
        if "arm" in limb:
            yield Recast(f"{limb} {_be(limb)} stretched out", match.start(), match.end())
        elif "left" in limb or "right" in limb:  # with a bent elbow it may be, but not down at the side
            limb = limb.replace("hand", "arm")
            yield Recast(f"{limb} {_be(limb)} not hanging", match.start(), match.end())
    elif tail:
        yield Recast(f"{limb} {_be(limb)} {moving}{tail}", match.start(), match.end())


def _be(limb: str) -> str:
    return "are" if limb.endswith("s") and not limb.startswith("one ") else "is"


def _is_denied(text: str, start: int, begin: int) -> bool:
    """Whether it is said that nobody does so, or that somebody may do so."""
    ahead = text[max(start, begin - _DENIED_SOON) : begin]
    return DENIED.search(ahead) is not None or PENDING.search(ahead) is not None

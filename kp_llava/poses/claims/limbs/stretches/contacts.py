"""Hands at somebody else: "with the hand on his partner's back", "is holding her mother's hand with her left hand"."""

# ruff: noqa: E501 - a pattern a line, whole
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...phrase import gender_of
from ...stems import Expression, Opener, Words, need
from ...words import PERSON, PERSON_WORDS, PRONOUN
from ..contacts import AT_BODY, AT_HAND, AT_HEAD
from ..denials import DENIED, PENDING
from ..found import Found, Hit

if TYPE_CHECKING:
    from .stretch import Stretch

_LIMIT = r"(?!(?:and|or|of|in|on|at|with|to|by|for|near|under|behind|beside|from|that|who|is|are|the|an?|his|her|their|own|next|between|over|around|against|above|below|into|as|while)\b)"
_HEADS = "mouths?|lips?|faces?|chins?|cheeks?|heads?|hair|foreheads?|ears?|eyes?|noses?|necks?|brows?|helmets?|hats?|caps?|beard|jaws?|throats?"
_HANDS = "hands?|palms?|fingers?|fingertips|fists?|thumbs?"
_BODIES = "shoulders?|backs?|arms?|forearms?|elbows?|wrists?|biceps?|waists?|chests?|stomachs?|bell(?:y|ies)|hips?|legs?|knees?|thighs?|ankles?|ribs?|torso|armpits?|sleeves?|collars?|jerseys?|shirts?"
_PARTS = f"{_HEADS}|{_HANDS}|{_BODIES}"
_NO_PART = r"(?![-'’])(?! (?:straps?|bags?|packs?|rests?|guards?|pads?|pockets?|seats?|height|level|band|watch|line|bone|piece|cam|warmers?|towel|puppet|written)\b)"
_ADJECTIVES = r"(?:(?:left|right|upper|lower|bare|other|outstretched|raised|extended|open|bent|free|inner|outer|near|far|small|tiny|little|bald) ){0,2}"


def _person(number: int) -> str:
    """ "The other man", with groups for its determiner, adjectives and noun."""
    return rf"(?P<det{number}>the|an?|his|her|their|another|each|one) (?P<adj{number}>(?:{_LIMIT}[a-z-]+ ){{0,3}}?)(?P<noun{number}>{_LIMIT}[a-z-]+)"


def _part(number: int) -> str:
    """A part of the body, in a group by the state of a hand that is there."""
    return rf"(?:(?P<head{number}>{_HEADS})|(?P<hand{number}>{_HANDS})|(?P<body{number}>{_BODIES}))\b{_NO_PART}"


_SIDE_OF = r"(?:(?:the|both|one|each|either) (?:(?:left|right|upper|lower|very) )?(?:(?:back|small|top|side|front|middle|edge|tip|corner)s? )?of )?"
_WHOSE_PART = rf"{_SIDE_OF}(?:{_person(1)}['’]s|(?P<pron>his|her)) {_ADJECTIVES}{_part(1)}"
_ENDS = r"(?=[.,;:]|$| (?:up|back|away|close|[a-z]+ly|and|as|while|with|in|on|at|to|from|next|who|beside|behind|for|by|so|but|which|that|is|are|has|using)\b)"
"""What follows a person, and not the first half of "the baby carriage"."""
_PART_OF = rf"(?:the|an?|one|both) {_ADJECTIVES}{_part(2)} of {_person(2)}{_ENDS}"
_WHOLE = rf"(?:{_person(3)}(?<!the other){_ENDS}(?P<near> (?:next to|beside|in front of|behind) (?:him|her|them)\b)?|(?P<pron3>him|her){_ENDS})"
_OTHER = rf"(?:{_WHOSE_PART}|{_PART_OF}|{_WHOLE})"
_SOMEBODY = need(f"{PERSON_WORDS}|other|another|him|her|his")
# what may stand between a hand and where it is
_WAYS = (
    r"(?:,? (?:(?:(?:that|which) )?(?:is|are)|was|being|held|rests?|resting|lies|lying|laid|lay|put|placed|planted|pressed|presses|pressing|pushed|pushes|pushing|wrapped|wraps|draped|slung|thrown|hooked|looped|"
    r"curled|clasped|joined|linked|locked|entwined|interlocked|intertwined|leaning|leans|raised|lifted|extended|stretched|up|down|out|over|back|flat|still|both|right|high|low|[a-z]+ly))*"
)
_AT = r"(?P<at>to|on|onto|upon|against|around|round|across|over|at|in|into|inside|under|beneath|behind|near|by|close to|beside|next to|on top of|with)"
_TOUCHES = r"(?:hold(?:s|ing)|touch(?:es|ing)|grip(?:s|ping)|grab(?:s|bing)|grasp(?:s|ing)|clasp(?:s|ing)|clutch(?:es|ing)|squeez(?:es|ing)|cup(?:s|ping)|pat(?:s|ting)|strok(?:es|ing)|rub(?:s|bing)|meet(?:s|ing)|cover(?:s|ing)|support(?:s|ing)|pinch(?:es|ing)|massag(?:es|ing)|caress(?:es|ing)|stead(?:ies|ying)|shak(?:es|ing))"
_BEHIND = re.compile(rf"{_WAYS} (?:{_AT}|{_TOUCHES}(?: on to| onto| on)?) {_OTHER}")
_SUBJECT = rf"(?:he|she|they|the (?:{_LIMIT}[a-z-]+ ){{0,3}}?[a-z-]+)"
_GIVES = r"(?:hold|lift|rais|bring|press|put)(?:e|es|s|[a-z]?ing)?"
_THING_TO = rf"{_GIVES} (?:an?|the|his|her|their|some|another) (?:{_LIMIT}[a-z-]+ ){{1,4}}?(?:right )?(?:(?:close |up )?to|against|near|at|in front of) {_WHOSE_PART}"
# "with his right arm raised, holding a fork to the other man's mouth", "by lifting their left hands, they bring ..."
_HOLDS_TO = Expression(
    rf"{_WAYS}(?:,? (?:and |which |that )?(?:is |are )?|, {_SUBJECT} (?:is |are )?){_THING_TO}", _GIVES
)
_LIFTS = re.compile(
    r"\b(?:rais|lift|bring|brought|hold|held|put|mov|press)[a-z]*(?: up| out| both)* $|\b(?:stretch|extend|reach)[a-z]*(?: up| out)*(?P<reach> )$"
)
_PLANS = re.compile(
    r"\b(?:to|could|may|might|would|will|can|should|cannot)(?: [a-z]+ly| not)? [a-z]+(?: up| out| forward)*(?: with)? $"
)
_JOINED = re.compile(r"\b(?:clasped|joined|linked|locked|entwined|interlocked|intertwined)\b")
_BESIDE = ("over", "across", "behind", "by", "beside", "next to", "near", "close to")
"""What is so at a part of the body may not touch it."""
_ROUND = ("around", "round", "over", "across", "behind")
"""Where an arm is whose hand is at somebody."""
_IN = ("in", "into", "inside")
_WHOLE_AT = ("on", "onto", "upon", "against", "around", "round", "on top of")
_OWN = ("his", "her", "their")
_HAND = (
    r"(?P<amount>both|one|an?|the|his|her|their|two)(?: of)? (?:(?:his|her|their|the) )?(?:(?:palm|fingers|tips?|back) of (?:his|her|their|the|one) )?(?:(?!left|right)[a-z-]+ )?(?:(?P<side>left|right) )?"
    r"(?P<noun>hands?|fists?|palms?|fingers?|fingertips|thumb)\b"
)
# "holds the boy with his left hand raised": the boy raises it
_NO_STATE = (
    r"(?! (?:raised|lifted|up|extended|stretched|outstretched|out|hanging|held|behind|above|over|down|in the air)\b)"
)
_HOW = r"(?: (?:up|back|away|close|tight|still|[a-z]+ly|(?:by|around|on|under) the [a-z]+))*"
_VERBS = r"(?:hold|touch|grab|grip|grasp|clasp|clutch|squeez|cup|pat|strok|rub|support|press|pinch|massag|caress|stead|shak|hug|embrac|feed|tap|cradl|push|wip|cover)(?:e|es|s|y|ies|[a-z]?ing)?"
_DOES = rf"(?P<verb>{_VERBS})(?: on to| onto| against| on)?"
# the hand first, and then what it does
_HAND_FIRST = (
    # "uses his left hand to hold the other man's hand"
    Opener(rf"\bus(?:es|ing) {_HAND} to (?:[a-z]+ly )?{_DOES} {_OTHER}", "us(?:es|ing)"),
    # "with his left hand, he is holding the other man's hand"
    Opener(rf"\b(?:with|in|using) {_HAND},? {_SUBJECT} (?:is |are )?{_DOES} {_OTHER}", "with|in|using"),
)
_FORMS = (
    *_HAND_FIRST,
    # "is holding his partner's hand with his left hand", "touches the man next to him with his left hand"
    Opener(rf"\b{_DOES} {_OTHER}{_HOW} (?:with|in|using|between|by) {_HAND}{_NO_STATE}", _VERBS),
    # "holds a fork to the other man's mouth with his right hand"
    Opener(rf"\b{_THING_TO}{_HOW} (?:with|in|using) {_HAND}", _GIVES),
)
_DOES_BIT = need(_VERBS) | need(_GIVES)
_HANDS_BIT = need("hands?|fists?|palms?|fingers?|fingertips|thumb")
# "is holding her mother's hand"
_HOLDS_HAND = Opener(rf"\b(?P<verb>(?:hold|clasp)(?:s|ing)) {_WHOSE_PART}", "(?:hold|clasp)(?:s|ing)")
_HAND_IN_HAND = Opener(
    r"\b(?:hold(?:s|ing)? (?:each other['’]s )?hands|shak(?:e|es|ing) hands|hand in hand)(?=[.,;]|$| (?:and|as|while|with (?:each other|his|her|the|an?))\b)", "hold(?:s|ing)?|shak(?:e|es|ing)|hand"
)  # fmt: skip
_NOT_TOUCHED = ("press", "push", "wip", "cover")
"""Verbs whose object is a part of the body: who pushes somebody may push what carries him."""
_PAIRS = ("hands", "fists", "palms")
_SENTENCE_ENDS = ".!?\n"
_LEAD = 30  # characters before a statement in which it may be denied
_ELSE = re.compile(r"\b(?:other|second|third)\b")
_HE = re.compile(r"\b(?:he|she|they|who)\b")
_STATES = (("head", AT_HEAD), ("hand", AT_HAND), ("body", AT_BODY))


class _Other(NamedTuple):
    """Somebody else than the one whose hand it is.

    Attributes:
        state: where the hand is.
        is_mutual: whether it is "each other", so that of two hands one may be there.
        part: the word for the part of the body; empty where none is named.
    """

    state: str
    is_mutual: bool
    part: str


def read_contacts(stretch: Stretch) -> Iterator[Found]:
    """The statements that the hand of a stretch is at somebody else."""
    limb, text = stretch.limb, stretch.text
    if limb.is_place or limb.is_none or stretch.is_denied_before or not stretch.words.bits & _SOMEBODY:
        return
    held = _HOLDS_TO.match(stretch.words, text, limb.end)
    match = held or _BEHIND.match(text, limb.end)
    if match is None or limb.noun.startswith(("elbow", "wrist")) or _PLANS.search(stretch.lead):
        return
    first = max(text.rfind(end, 0, limb.begin) for end in _SENTENCE_ENDS) + 1
    other = _read_other(match, text, first, limb.begin, limb.owner)
    if other is None:
        return
    state = other.state if held else _state_at(match, other, limb.kind, _LIFTS.search(stretch.lead))
    if state:
        side = "one" if other.is_mutual and limb.side == "both" else limb.side
        found = stretch.found(Hit(state, "place", limb.begin, match.end()), "hand", side)
        yield found._replace(named=limb.end)


def _state_at(match: re.Match[str], other: _Other, kind: str, lifted: re.Match[str] | None) -> str:
    """Where a hand or an arm is by the preposition; empty where it may be elsewhere."""
    at, state = match.group("at") or "", other.state
    if kind == "arm":
        is_round = at in ("around", "round") if other.is_mutual and not other.part else at in _ROUND
        return AT_BODY if is_round and state != AT_HAND else ""
    if not other.part:  # two hands "against each other" are those of one person
        return state if at in ("", *_WHOLE_AT) and not other.is_mutual else ""
    if at == "with":
        return state if state == AT_HAND and _JOINED.search(match.group()) else ""
    if at == "to":
        return state if lifted is not None and (state == AT_HEAD or not lifted.group("reach")) else ""
    if at in _IN:
        return state if state == AT_HAND or other.part == "hair" else ""
    if at in _BESIDE and state != AT_BODY:
        return AT_HEAD if at in ("near", "close to") and state == AT_HEAD else ""
    return state


def find_contacts(words: Words, text: str, start: int, end: int) -> Iterator[Found]:
    """The hands at somebody else that a sentence names behind what they do, or before it, or as "hand in hand"."""
    if not words.bits & _HANDS_BIT:
        return
    said: set[int] = set()
    is_of_other = words.bits & _SOMEBODY and words.bits & _DOES_BIT
    for form in _FORMS if is_of_other else ():
        for match in form.finditer(words, text, start, end):
            begin, amount, is_first = match.start(), match.group("amount"), form in _HAND_FIRST
            hand = match.start("amount")
            other = _read_other(match, text, start, hand if is_first else begin, amount)
            if other is None or _is_denied(text, start, begin, match.end()):
                continue
            if not (is_first or _names_somebody(words, text, start, begin)):
                continue
            said.add(match.start("verb") if "verb" in match.groupdict() else begin)
            side = match.group("side")
            is_pair = not other.is_mutual and (match.group("noun") in _PAIRS or amount in ("both", "two"))
            at, named = (hand, match.end("noun")) if is_first else (begin, begin)
            which, owner = side or ("both" if is_pair else "one"), amount if amount in _OWN else ""
            yield Found(begin, match.end(), at, owner, side is not None, "hand", which, other.state, named=named)
    own = [*_HAND_IN_HAND.finditer(words, text, start, end)]
    for match in _HOLDS_HAND.finditer(words, text, start, end) if is_of_other else ():
        other = _read_other(match, text, start, match.start(), "")
        is_hand = other is not None and other.state == AT_HAND and match.start() not in said
        own += [match] if is_hand and _names_somebody(words, text, start, match.start()) else []
    for match in own:
        begin = match.start()
        if not _is_denied(text, start, begin, match.end()):
            yield Found(begin, match.end(), begin, "their", True, "hand", "one", AT_HAND, named=begin)


def _names_somebody(words: Words, text: str, start: int, end: int) -> bool:
    """Whether the one whose hand it is is named before what the hand does: not in "By holding the boy's hand, she"."""
    return any(noun.search(words, text, start, end) is not None for noun in (PERSON, PRONOUN))


def _is_denied(text: str, start: int, begin: int, end: int) -> bool:
    """Whether a statement is denied, or its words say what may come."""
    is_denied = DENIED.search(text, max(start, begin - _LEAD), end) is not None
    return is_denied or PENDING.search(text[start:begin]) is not None


def _read_other(match: re.Match[str], text: str, first: int, before: int, owner: str) -> _Other | None:
    """Whom a hand is at, and where; None where it may be the one whose hand it is, or no person.

    Args:
        match: with the groups of `_OTHER`.
        text: lower-case.
        first: where the sentence starts.
        before: where what the hand does starts; whom the statement is about stands before it.
        owner: the determiner of the hand.
    """
    groups = match.groupdict()
    parts = ((groups[f"{kind}{n}"], state) for kind, state in _STATES for n in "12" if groups.get(f"{kind}{n}"))
    part, state = next(parts, ("", AT_BODY))
    verb = groups.get("verb") or ""
    if verb.startswith("feed"):
        state = AT_HEAD
    if not part and verb.startswith(_NOT_TOUCHED):
        return None
    pronoun = groups.get("pron") or groups.get("pron3")
    if pronoun is not None:
        is_object = bool(verb and groups.get("pron3"))  # "is feeding him"
        is_other = is_object or _gender_of(owner) not in (None, "f" if pronoun == "her" else "m")
        return _Other(state, False, part) if is_other else None
    number = next(n for n in "123" if groups.get(f"noun{n}"))
    determiner, adjectives, noun = (groups[f"{name}{number}"] for name in ("det", "adj", "noun"))
    if (determiner, noun) in (("each", "other"), ("one", "another")):
        return _Other(state, True, part)
    if noun == "other":
        return _Other(state, False, part) if determiner == "the" and part else None
    if PERSON.compiled.fullmatch(text, *match.span(f"noun{number}")) is None:
        return None
    is_other = (
        bool(groups.get("near")) or determiner in ("a", "an", "another", *_OWN) or _ELSE.search(adjectives) is not None
    )
    is_other = is_other or _is_somebody_else(noun, adjectives, owner, text, first, before)
    return _Other(state, False, part) if is_other else None


def _is_somebody_else(noun: str, adjectives: str, owner: str, text: str, first: int, before: int) -> bool:
    """Whether "the boy" is another one than the one whose hand it is."""
    own, their = _gender_of(owner), gender_of(noun)
    if None not in (own, their) and own != their:
        return True
    subject = PERSON.compiled.search(text, first, before)
    if subject is None:
        return (
            owner in _OWN or _HE.search(text, first, before) is not None or (owner.endswith("s") and noun not in owner)
        )
    return subject.group() != noun or (adjectives != "" and adjectives not in text[first:before])


def _gender_of(owner: str) -> str | None:
    """Whether a hand is a man's or a woman's by its determiner; None where that does not say."""
    if owner in _OWN:
        return {"his": "m", "her": "f"}.get(owner)
    return gender_of(owner.rpartition(" ")[2][:-2]) if owner.endswith(("'s", "’s")) else None

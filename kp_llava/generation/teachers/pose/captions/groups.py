"""What captions say that several people do together: who they are, how many, and the verb with its object."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from .actions import POSTURE_VERBS, RESTS, SECOND_VERBS, VERBS, Action
from .text import NOUNS, PLURALS, ROLES, STOP, plain

_MORE: dict[str, tuple[str, str, str]] = {
    "practice": ("practices", "practicing", "object"), "share": ("shares", "sharing", "object"),
    "unload": ("unloads", "unloading", "object"), "load": ("loads", "loading", "object"),
    "fight": ("fights", "fighting", "at"), "compete": ("competes", "competing", "at"), "race": ("races", "racing", "on"),
    "jog": ("jogs", "jogging", "on"), "hike": ("hikes", "hiking", "on"), "march": ("marches", "marching", "on"),
    "dance": ("dances", "dancing", "on"), "cycle": ("cycles", "cycling", "on"),
    "paddle": ("paddles", "paddling", "object"), "row": ("rows", "rowing", "object"), "clean": ("cleans", "cleaning", "object"), "build": ("builds", "building", "object"),
    "box": ("boxes", "boxing", "on"), "wrestle": ("wrestles", "wrestling", "on"), "fence": ("fences", "fencing", "on"),
    "spar": ("spars", "sparring", "on"), "perform": ("performs", "performing", "on"), "exercise": ("exercises", "exercising", "on"),
    "celebrate": ("celebrates", "celebrating", "object"), "sing": ("sings", "singing", "on"), "chat": ("chats", "chatting", "on"),
    "do": ("does", "doing", "object"), "take": ("takes", "taking", "object"),
    "kiss": ("kisses", "kissing", "on"), "fix": ("fixes", "fixing", "object"), "jump": ("jumps", "jumping", "on"),
    "stroll": ("strolls", "strolling", "on"), "toast": ("toasts", "toasting", "on"), "dine": ("dines", "dining", "on"),
}  # fmt: skip
"""Verbs that captions have of several people, next to those of one."""
_VERBS = {**VERBS, **_MORE, **{base: SECOND_VERBS[base] for base in ("cross", "shake", "use", "watch")}}
_NOT_DOING = frozenset(("hold", "carry", "look", "lean", "touch", "open", "wave"))
"""What says little about a group, or what only some of it may do."""
_ALONE = frozenset(("eat", "drink", "cook", "walk", "run", "jog", "hike", "ski", "surf", "dance", "swim", "skate", "cycle",
                    "skateboard", "snowboard", "march", "race", "box", "wrestle", "fence", "spar", "perform", "exercise",
                    "celebrate", "sing", "chat", "talk", "kiss", "stroll", "toast", "dine", "fight", "hug"))  # fmt: skip
"""Verbs that say enough without what follows."""
ON_FOOT = {
    "walk": "walking",
    "hike": "walking",
    "march": "walking",
    "run": "running",
    "jog": "running",
    "race": "running",
}
"""Verb -> how somebody who does so moves."""
_NUMBERS = {"two": 2, "both": 2, "couple": 2, "pair": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SEVERAL_LEAST = 3  # people: "several" and "a group" are at least so many
_MANY = (
    r"men|women|boys|girls|kids|children|people|persons|friends|players|adults|guys|ladies|teenagers|teens|toddlers|babies|students|"
    r"tourists|pedestrians|skiers|snowboarders|surfers|skaters|riders|cyclists|runners|grooms|brides|dancers|musicians|performers|"
    r"athletes|workers|soldiers|boxers|wrestlers|fencers|fighters|swimmers|climbers|racers|singers|couple|family|team|band"
)
_SETS = ("family", "team", "band")
_ONE = rf"(?:{'|'.join([*NOUNS, *ROLES])}|father|mother|dad|mom|son|daughter|husband|wife|brother|sister)"
_WORD = rf"(?!(?:{STOP}|{_MANY}|{_ONE})\b)[a-z-]+"
_WITH = r"(?: (?:in|with|wearing|on|at|of|from|holding|carrying)(?: [a-z'-]+){1,4}?)?"
_FORMS = {form: base for base, (third, gerund, _) in _VERBS.items() for form in (base, third, gerund)}
_VERB = (
    r"(?:(?:all|both|together|are|were|is|that|who) )*(?:(?:stand|sit|standing|sitting|seated)(?: together| up)? and )?"
    rf"(?P<verb>{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b"
)
_GROUP = re.compile(
    rf"(?:\b(?P<number>two|three|four|five|six|both)\b|\b(?P<several>several|many|some|a few)\b|\ba (?:\w+ )?(?P<set>couple|pair|group|crowd) of\b)?"
    rf"(?: ?(?:{_WORD} ){{0,3}}?)\b(?P<who>{_MANY})\b{_WITH} {_VERB}"
)
_PAIR = re.compile(
    rf"\b(?:an?|the) (?:{_WORD} ){{0,2}}(?P<one>{_ONE}){_WITH} and (?:an? |another |the |his |her )?(?:{_WORD} ){{0,2}}(?P<other>{_ONE}){_WITH} {_VERB}"
)
_ANYBODY = re.compile(rf"\b(?:{_MANY}|{_ONE})\b")
_IS_WHOLE = re.compile(rf"$| (?!\w+ing\b){STOP}\b| (?:holding|using|wearing|watching|talking|practicing|in|to)\b")
_ASIDE = re.compile(
    rf"\b(?:while|as) (?:an?|another|one|some|others?|the) (?:{_WORD} ){{0,3}}(?:{_ONE}|{_MANY}|crowd|coach|others?)\b|(?<!each )\bothers?\b"
)
_OF_WHAT = re.compile(r" of (?!the\b|his\b|her\b|their\b|an?\b)[a-z]+")
_BARE = frozenset(
    (
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "some",
        "each",
        "other",
        "big",
        "large",
        "small",
        "piece",
        "pieces",
        "bites",
    )
)
_CUT = re.compile(
    r" (?:down|past|away|off|out|back|side|before|after|into|onto|towards?|without|outdoors|outside|indoors|because)\b.*"
)
"""Words after which an object is over."""
_OWN_RESTS = {
    "walk": re.compile(r" (?:their|an?|some|two|the) (?:[a-z]+ )?dogs?\b"),
    "run": re.compile(r" (?:in )?(?:an?|the) (?:[a-z]+ )?(?:race|marathon)\b"),
    "pose": re.compile(r" for (?:an?|the) (?:[a-z]+ )?(?:picture|photo|photograph|selfie|camera)\b"),
    "play": re.compile(r" (?:in the (?:water|snow|sand|mud|rain|ocean|sea|grass)|with (?:an?|their|the) [a-z]+)\b"),
    "take": re.compile(r" (?:an? )?(?:selfies?|pictures?|photos?|break)\b"),
    "do": re.compile(r" (?:yoga|exercises|push-ups|gymnastics|karate|homework|the dishes|laundry)\b"),
    "fight": re.compile(r" for (?:the|an?) [a-z]+\b"),
}
"""What else may follow a verb."""
_ONLY_OWN = frozenset(("pose", "take", "do"))
_EACH_OTHER = re.compile(r" (?:each other|one another)\b")
_SELVES = re.compile(r"\b(?:them|sel(?:f|ves)|themselves|it)\b")
_HANDS = re.compile(
    r"\bhold(?:s|ing)?(?: on)?(?: to| onto)?(?: an?)?(?: \w+'s| his| her| each other's)? hands?\b|\bhand in hand\b"
)
_STAYS = re.compile(
    r"\b(?:stands?|standing|sits?|sitting|seated|waits?|waiting|watch(?:es|ing)|lies|lying|crouch\w*|kneel\w*)\b"
)


@dataclass(frozen=True)
class Group:
    """What several people do together.

    Attributes:
        who: the noun in the captions' plural, as in ``"men"``, or ``"a man and a woman"``.
        count: how many a caption says they are; None where it only says several or gives no number.
        act: the verb, with what follows it: ``"playing soccer"``.
        is_all: whether everybody in the picture is meant, and no caption speaks of somebody who does something else.
        captions: how many have several people who do so.
    """

    who: str
    count: int | None
    act: Action
    is_all: bool
    captions: int


@dataclass(frozen=True)
class _Said:
    who: str
    count: int | None
    is_several: bool
    base: str
    rest: str
    others: tuple[str, ...]
    has_aside: bool


@lru_cache(maxsize=256)
def find_group(captions: tuple[str, ...], people: int) -> Group | None:
    """What several people do together; None where captions do not agree on it.

    One caption is enough that counts its people as the picture has them, or has several of them; what is said of fewer,
    or without a number, has to be in another caption too: its verb, or the thing that follows it.

    Args:
        captions: of the picture.
        people: how many there are.
    """
    texts = plain(captions)
    said = [one for n, text in enumerate(texts) if (one := _read(text, texts[:n] + texts[n + 1 :])) is not None]
    found = [(one, support) for one in said if (support := _support(one, people)) >= 0]
    if not found:
        return None
    often = Counter(one.base for one in said)
    best, _ = max(
        found,
        key=lambda one: (
            one[0].base not in POSTURE_VERBS, _fits(one[0], people), often[one[0].base], one[1], -len(one[0].rest.split())
        ),
    )  # fmt: skip
    same = [one for one in said if one.base == best.base and one.count in (best.count, None)]
    rest = _best_rest([one.rest for one in same if one.rest], texts) or best.rest
    if not rest and best.base not in _ALONE:
        return None
    gerund = _VERBS[best.base][1] + rest
    if not rest and best.count == 2 and any(f"{gerund} together" in text for text in texts):
        gerund += " together"
    is_all = _fits(best, people) and not any(one.has_aside for one in same)
    if best.base in ON_FOOT:
        is_all = is_all and not any(_STAYS.search(text) for text in texts)
    return Group(best.who, best.count, Action(best.base, gerund), is_all, often[best.base])


def say_hand_in_hand(captions: tuple[str, ...]) -> bool:
    """Whether two captions say that people hold hands."""
    return sum(_HANDS.search(text) is not None for text in plain(captions)) > 1


_BYSTANDER = re.compile(
    rf"\b(?:coach|referee|official)\b|\b(?:an?|another|the|one) (?:{_WORD} ){{0,3}}{_ONE}\b{_WITH} (?:is |who )?(?:watch(?:es|ing)|look(?:s|ing) on|observ(?:es|ing))\b"
)


def speaks_of_bystander(captions: tuple[str, ...]) -> bool:
    """Whether captions have somebody who only looks on where others play."""
    return any(_BYSTANDER.search(text) for text in plain(captions))


_STEPS = re.compile(
    r"\b(?:walk|run|jog|stroll|hik|march|cross|danc|strid|climb|skip|sprint)(?:s|es|e|ing|ning|ping)?\b|"
    r"\bstep(?:s|ping)? (?:off|out|on|onto|over|up|down|into|through|toward|towards)\b"
)


@lru_cache(maxsize=256)
def speaks_of_steps(captions: tuple[str, ...]) -> bool:
    """Whether captions have somebody take steps, so that of several people who are on their feet nobody surely stands."""
    return any(_STEPS.search(text) for text in plain(captions))


def _read(text: str, others: list[str]) -> _Said | None:
    """What one caption says of several people; None where it is about one, or names no verb of theirs."""
    pair, match = _PAIR.search(text), _GROUP.search(text)
    match = pair or match
    if match is None:
        return None
    first = _ANYBODY.search(text)
    is_subject = first is not None and first.start() >= match.start()
    base = _FORMS[match.group("verb")]
    if not is_subject or base in _NOT_DOING:
        return None
    mutual = _EACH_OTHER.match(text, match.end())
    start = match.end() if mutual is None else mutual.end()
    own = _OWN_RESTS[base].match(text, start) if base in _OWN_RESTS else None
    rest = own or (None if base in _ONLY_OWN else RESTS[_VERBS[base][2]].match(text, start))
    tail = rest.group() if rest is not None and not _SELVES.search(rest.group()) else ""
    kept = _CUT.sub("", tail) if own is None and _VERBS[base][2] == "object" else tail
    is_cut = own is not None or kept != tail
    tail = (mutual.group() if mutual is not None else "") + kept
    tail += of.group() if tail and (of := _OF_WHAT.match(text, match.end() + len(tail))) is not None else ""
    if _ANYBODY.search(tail):
        return None  # whom the group does it to is another person
    is_whole = is_cut or _IS_WHOLE.match(text, match.end() + len(tail)) is not None
    number: int | None
    if pair is not None:
        number, who, is_several = 2, f"a {pair.group('one')} and a {pair.group('other')}", False
        who = PLURALS.get(pair.group("one"), "men") if pair.group("one") == pair.group("other") else who
    else:
        word = match.group("number") or match.group("set") or ("couple" if match.group("who") == "couple" else "")
        number = _NUMBERS.get(word)
        who = "people" if match.group("who") in ("couple", *_SETS) else match.group("who")
        is_several = number is None and bool(
            match.group("several") or match.group("set") or match.group("who") in _SETS
        )
    return _Said(
        who, number, is_several, base, tail if is_whole else "", tuple(others), _ASIDE.search(text) is not None
    )


def _fits(one: _Said, people: int) -> bool:
    """Whether a caption means everybody, as far as its number goes."""
    return one.count == people or (one.count is None and (people >= _SEVERAL_LEAST or not one.is_several))


def _support(one: _Said, people: int) -> int:
    """How many other captions have the verb or the thing that follows it; -1 where that is too few."""
    thing = _head(one.rest)
    words = {one.base, *_VERBS[one.base][:2], *((thing, f"{thing}s") if thing else ())}
    count = sum(not words.isdisjoint(text.split()) for text in one.others)
    is_possible = one.count is None or one.count <= people
    is_counted = _fits(one, people) and (one.count is not None or one.is_several)
    least = 0 if is_counted and one.base not in POSTURE_VERBS else min(1, len(one.others))
    return count if is_possible and count >= least else -1


def _head(rest: str) -> str:
    """The noun of an object: ``" each other bites of cake"`` -> ``"cake"``."""
    words = [word for word in rest.split() if word not in _BARE]
    return words[-1] if words else ""


def _best_rest(rests: list[str], texts: list[str]) -> str:
    """Of several objects the one whose noun most captions have; of those the shortest."""

    def rank(rest: str) -> tuple[int, int, str]:
        head = _head(rest)
        count = sum(head in text.split() for text in texts) if head else 0
        return -count, len(rest.split()), rest

    return min(rests, key=rank) if rests else ""

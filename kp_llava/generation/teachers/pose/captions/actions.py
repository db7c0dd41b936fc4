"""What captions say that somebody does: a verb of action, and what follows it."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from .text import NOUNS, ROLES, STOP, plain

# verbs of action: base, third person, -ing; what follows each in a text, by a key of `_RESTS`
_VERBS: dict[str, tuple[str, str, str]] = {
    "cut": ("cuts", "cutting", "object"), "chop": ("chops", "chopping", "object"), "hold": ("holds", "holding", "object"),
    "eat": ("eats", "eating", "object"), "talk": ("talks", "talking", "on"), "ride": ("rides", "riding", "object"),
    "throw": ("throws", "throwing", "object"), "hit": ("hits", "hitting", "object"), "swing": ("swings", "swinging", "object"),
    "kick": ("kicks", "kicking", "object"), "carry": ("carries", "carrying", "object"), "cook": ("cooks", "cooking", "object"),
    "prepare": ("prepares", "preparing", "object"), "pet": ("pets", "petting", "object"), "feed": ("feeds", "feeding", "object"),
    "read": ("reads", "reading", "object"), "play": ("plays", "playing", "object"), "walk": ("walks", "walking", "on"),
    "run": ("runs", "running", "on"), "push": ("pushes", "pushing", "object"), "pull": ("pulls", "pulling", "object"),
    "brush": ("brushes", "brushing", "object"), "fly": ("flies", "flying", "object"), "catch": ("catches", "catching", "object"),
    "serve": ("serves", "serving", "object"), "drink": ("drinks", "drinking", "object"), "lean": ("leans", "leaning", "on"),
    "pose": ("poses", "posing", "on"), "ski": ("skis", "skiing", "on"), "surf": ("surfs", "surfing", "on"),
    "skateboard": ("skateboards", "skateboarding", "on"), "snowboard": ("snowboards", "snowboarding", "on"),
    "skate": ("skates", "skating", "on"), "climb": ("climbs", "climbing", "object"), "wash": ("washes", "washing", "object"),
    "pitch": ("pitches", "pitching", "object"), "open": ("opens", "opening", "object"), "wave": ("waves", "waving", "on"),
    "hug": ("hugs", "hugging", "object"), "paint": ("paints", "painting", "object"), "sleep": ("sleeps", "sleeping", "on"),
    "sit": ("sits", "sitting", "on"), "stand": ("stands", "standing", "on"), "lie": ("lies", "lying", "on"),
    "wait": ("waits", "waiting", "for"), "look": ("looks", "looking", "at"), "touch": ("touches", "touching", "object"),
    "type": ("types", "typing", "on"), "work": ("works", "working", "on"), "swim": ("swims", "swimming", "on"),
}  # fmt: skip
_OBJECT = rf"(?: (?!{STOP}\b)[a-z-]+){{1,4}}"
_PLACE_REST = rf"(?: the| a| an| his| her| their| some)(?: (?!{STOP}\b)[a-z-]+){{1,3}}"
_RESTS = {
    "object": re.compile(_OBJECT),
    "on": re.compile(
        rf" (?:on(?: top of)?|atop|down|along|through|across|against|around|at|in|next to|by|near){_PLACE_REST}"
    ),
    "for": re.compile(rf" for{_PLACE_REST}"),
    "at": re.compile(rf" (?:at|to|off to){_PLACE_REST}"),
}
# a phrase that stops before another word of it is no phrase: "in an empty concrete | swimming pool"
_IS_WHOLE = re.compile(rf"$| (?!\w+ing\b){STOP}\b")
_FORMS = {form: base for base, (third, gerund, _) in _VERBS.items() for form in (third, gerund)}
POSTURE_VERBS = {"sit": "sitting", "stand": "standing", "lie": "lying"}
_MOVES = frozenset(("ski", "surf", "skateboard", "snowboard", "skate", "ride", "walk", "run", "swim", "climb"))
_VAGUE = frozenset(("hold", "pose", "walk", "look", "wait", "touch", "work"))
_SUBJECT = re.compile(
    rf"\b(?:{'|'.join([*NOUNS, *(r for r in ROLES)])})(?: (?:in|with|wearing|on|at|of|from)(?: [a-z'-]+){{1,5}}?)?(?: who| that)?(?: is| are|'s)?(?: \w+ly)? "
    rf"(?P<verb>{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b"
)


@dataclass(frozen=True)
class Action:
    """What somebody does, by a verb of action.

    Attributes:
        base: as in ``"cut"``.
        gerund: with what follows: ``"cutting vegetables"``.
    """

    base: str
    gerund: str


@lru_cache(maxsize=256)
def find_action(captions: tuple[str, ...], is_posture: bool = False) -> Action | None:
    """What the captions agree that their subject does: a verb that two of them use (one, where there are two at most).

    Args:
        captions: about one person.
        is_posture: look for sitting, standing and lying, and where, in place of actions.
    """
    phrases: dict[str, list[str]] = {}
    for caption in captions:
        text = " ".join(re.findall(r"[a-z'-]+", caption.lower()))
        seen: set[str] = set()
        for match in _SUBJECT.finditer(text):
            base = _FORMS.get(match.group("verb"))
            if base is None or base in seen:
                continue
            seen.add(base)
            rest = _RESTS[_VERBS[base][2]].match(text, match.end())
            is_whole = rest is not None and _IS_WHOLE.match(text, rest.end()) is not None
            phrases.setdefault(base, []).append(rest.group() if rest is not None and is_whole else "")
    least = 2 if len(captions) > 2 else 1
    # holding says least, and what is held is said by the hands
    # of somebody who only stands on skis, some say that they ski
    most = max(least, 0.6 * len(captions))
    named = (
        b
        for b, p in phrases.items()
        if len(p) >= (most if b in _MOVES else least) and (b in POSTURE_VERBS) == is_posture
    )
    order = sorted(named, key=lambda b: (b in _VAGUE, -len(phrases[b]), b))
    if not order:
        return None
    base = order[0]
    rests = [r for r in phrases[base] if r]
    tail = Counter(rests).most_common(1)[0][0] if rests else ""
    if (
        _VERBS[base][2] in ("object", "for", "at")
        and not tail
        and base not in ("eat", "drink", "cook", "read", "pitch", "serve")
    ):
        return None
    return Action(base, _VERBS[base][1] + tail)


@lru_cache(maxsize=256)
def find_posture(captions: tuple[str, ...]) -> str | None:
    """The posture of the one person whom captions are about, where three of five say the same and none another."""
    counts: Counter[str] = Counter()
    for caption in captions:
        text = " ".join(re.findall(r"[a-z'-]+", caption.lower()))
        found = {_FORMS.get(match.group("verb"), "") for match in _SUBJECT.finditer(text)} & set(POSTURE_VERBS)
        counts.update(found)
    if len(counts) != 1:
        return None
    verb, count = counts.most_common(1)[0]
    return POSTURE_VERBS[verb] if count >= max(2, 0.6 * len(captions)) else None


_MANY = (
    "men",
    "women",
    "boys",
    "girls",
    "kids",
    "children",
    "people",
    "friends",
    "players",
    "adults",
    "guys",
    "skiers",
    "surfers",
)
_GROUP = re.compile(
    rf"\b(?P<who>{'|'.join(_MANY)})(?: (?:all|together|are|that|who)){{0,3}} (?P<verb>{'|'.join(sorted((g for _, g, _ in _VERBS.values()), key=len, reverse=True))})\b"
)


@lru_cache(maxsize=256)
def find_group(captions: tuple[str, ...]) -> str | None:
    """What several people do together, as two captions say: ``"surfing the wave"``; or None."""
    rests: dict[str, list[str]] = {}
    for text in plain(captions):
        match = _GROUP.search(text)
        if match is None:
            continue
        base = _FORMS[match.group("verb")]
        rest = _RESTS[_VERBS[base][2]].match(text, match.end())
        is_whole = rest is not None and _IS_WHOLE.match(text, rest.end()) is not None
        rests.setdefault(base, []).append(rest.group() if rest is not None and is_whole else "")
    least = 2 if len(captions) > 2 else 1
    known = [b for b, said in rests.items() if len(said) >= least and (any(said) or b in ("eat", "drink", "cook"))]
    if not known:
        return None
    base = max(known, key=lambda b: (len(rests[b]), b))
    ends = Counter(rest for rest in rests[base] if rest)
    return _VERBS[base][1] + (ends.most_common(1)[0][0] if ends else "")

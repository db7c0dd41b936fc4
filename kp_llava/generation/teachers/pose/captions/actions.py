"""What captions say that somebody does: a verb of action, and what follows it."""

# ruff: noqa: E501 - a wording a line reads better than one broken into pieces
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from .text import NOUNS, ROLES, STOP, plain

# verbs of action: base, third person, -ing; what follows each in a text, by a key of `RESTS`
VERBS: dict[str, tuple[str, str, str]] = {
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
RESTS: dict[str, re.Pattern[str]] = {
    "object": re.compile(_OBJECT),
    "on": re.compile(
        rf" (?:on(?: top of)?|atop|down|along|through|across|against|around|at|in|next to|by|near){_PLACE_REST}"
    ),
    "for": re.compile(rf" for{_PLACE_REST}"),
    "at": re.compile(rf" (?:at|to|off to){_PLACE_REST}"),
}
# a phrase that stops before another word of it is no phrase: "in an empty concrete | swimming pool"
_IS_WHOLE = re.compile(
    rf"$| (?!\w+ing\b){STOP}\b| (?:reaching|holding|looking|using|smiling|wearing|watching|talking|eating)\b(?! area| room| table)"
)
_FORMS = {form: base for base, (third, gerund, _) in VERBS.items() for form in (third, gerund)}
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
            rest = RESTS[VERBS[base][2]].match(text, match.end())
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
        VERBS[base][2] in ("object", "for", "at")
        and not tail
        and base not in ("eat", "drink", "cook", "read", "pitch", "serve")
    ):
        return None
    return Action(base, VERBS[base][1] + tail)


SECOND_VERBS: dict[str, tuple[str, str, str]] = {
    "smile": ("smiles", "smiling", ""), "laugh": ("laughs", "laughing", ""), "use": ("uses", "using", "object"),
    "watch": ("watches", "watching", "object"), "reach": ("reaches", "reaching", "into"), "check": ("checks", "checking", "object"),
    "enjoy": ("enjoys", "enjoying", "object"), "point": ("points", "pointing", "at"), "listen": ("listens", "listening", "at"),
    "look": ("looks", "looking", "aside"), "observe": ("observes", "observing", "object"), "show": ("shows", "showing", "object"),
    "lick": ("licks", "licking", "object"), "cross": ("crosses", "crossing", "object"), "tie": ("ties", "tying", "object"),
    "stir": ("stirs", "stirring", "object"), "blow": ("blows", "blowing", "object"), "shake": ("shakes", "shaking", "object"),
}  # fmt: skip
"""Verbs that captions have next to another one."""
_FURTHER = {**VERBS, **SECOND_VERBS}
_FURTHER_FORMS = {form: base for base, (third, gerund, _) in _FURTHER.items() for form in (third, gerund)}
RESTS |= {
    "into": re.compile(rf" (?:for|into|toward|towards|over){_PLACE_REST}"),
    "aside": re.compile(
        rf"(?: (?:off|up|down|out|over|back|away))?(?: (?:at|to|into|toward|towards)(?:{_PLACE_REST}| others))| (?:up|down|away)\b"
    ),
    "": re.compile(rf" (?:at|for){_PLACE_REST}"),
}
_LEANS = re.compile(rf" (?:on|against)(?: (?!{STOP}\b)[a-z-]+){{1,3}}")
_TO_DO = re.compile(rf" to (?:eat|cut|drink|hit|hold|reach|open|clean|cook|write|play|talk|carry|catch){_OBJECT}")
_OF_WHAT = re.compile(rf" of (?!the\b|his\b|her\b|their\b|a\b)[a-z]+(?: (?!{STOP}\b)[a-z]+)?")
_PERSON = re.compile(rf"\b(?:{'|'.join([*NOUNS, *ROLES])})\b")
_ACTOR = re.compile(
    rf"\b(?:{'|'.join([*NOUNS, *ROLES])}|people|men|boys|girls|kids|children|players|skiers|friends|others|crowd|group|couple|someone|"
    r"dogs?|cats?|horses?|cows?|elephants?|birds?|sheep|bears?|giraffes?|zebras?|animals?|puppy|kitten|train|bus|car|truck|tv|television)\b"
)
_NOT_BEFORE = frozenset(
    ("a", "an", "the", "his", "her", "their", "its", "this", "that", "in", "on", "of", "for", "to", "with", "at", "from", "by", "about",
     "finished", "started", "stopped", "not", "ready", "before", "after", "trying", "no", "some", "two", "three", "and/or", "without")
)  # fmt: skip
_FINITE_AFTER = frozenset(("he", "she", "they", "and", "who", "while"))


@lru_cache(maxsize=256)
def find_acts(captions: tuple[str, ...]) -> tuple[Action, ...]:
    """What else the captions' one person does, each as one caption or more say; those of most captions first.

    Where somebody is and goes is left out, and so is whatever an animal or another person may be doing.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for text in plain(captions):
        subject = _PERSON.search(text)
        if subject is None:
            continue
        for match in re.finditer(
            rf"\b({'|'.join(sorted(_FURTHER_FORMS, key=len, reverse=True))})\b", text[subject.end() :]
        ):
            start, end = subject.end() + match.start(), subject.end() + match.end()
            base = _FURTHER_FORMS[match.group()]
            before = text[:start].split()[-1]
            if base in POSTURE_VERBS or base in _MOVES or before in _NOT_BEFORE:
                continue
            if (
                match.group() == _FURTHER[base][0]
                and before not in _FINITE_AFTER
                and before != subject.group().split()[-1]
            ):
                continue
            if before not in _FINITE_AFTER and _ACTOR.search(text, subject.end(), start):
                continue
            if before in ("he", "she") and NOUNS.get(subject.group(), ("", ""))[0] == ("f" if before == "he" else "m"):
                continue
            rest = (_LEANS if base == "lean" else RESTS[_FURTHER[base][2]]).match(text, end)
            tail = rest.group() if rest is not None else ""
            if base == "use" and rest is not None and (more := _TO_DO.match(text, rest.end())) is not None:
                tail += more.group()
            tail += of.group() if tail and (of := _OF_WHAT.match(text, end + len(tail))) is not None else ""
            is_whole = _IS_WHOLE.match(text, end + len(tail)) is not None
            if not is_whole or (not tail and _FURTHER[base][2] != ""):
                continue
            counts[base, _with_article(tail) if base == "lean" else tail] += 1
    order = sorted(counts, key=lambda act: (-counts[act], -len(act[1]), act))
    found: dict[str, Action] = {}
    for base, tail in order:
        found.setdefault(base, Action(base, _FURTHER[base][1] + tail))
    return tuple(found.values())


def say_act(act: Action) -> str:
    """An action in words that people use: ``"using his hands to eat the food"`` -> ``"eating with his hands"``."""
    said = re.sub(r"\busing (his|her|their) hands to eat(?: the)? (\w+)", r"eating \2 with \1 hands", act.gerund)
    return said.replace("eating food", "eating").replace("the food", "food")


def _with_article(phrase: str) -> str:
    """``" on post"`` -> ``" on a post"``."""
    way, *words = phrase.split()
    is_bare = words[0] not in ("a", "an", "the", "his", "her", "their", "its", "some") and not words[-1].endswith("s")
    return f" {way} {'a ' if is_bare else ''}{' '.join(words)}"


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


_BOARDS = {
    "surfboard": r"\bsurf(?:s|ing|ers?|boards?)?\b",
    "skateboard": r"\bskate ?board(?:s|ing|ers?)?\b",
    "snowboard": r"\bsnow ?board(?:s|ing|ers?)?\b",
    "skis": r"\b(?:skis|skiing|skiers?|skied)\b",
}
_NOT_ON = re.compile(r"\b(?:carr(?:y|ies|ying)|hold(?:s|ing)|next to|beside|without|sits?|sitting|walk(?:s|ing))\b")


@lru_cache(maxsize=256)
def find_board(captions: tuple[str, ...]) -> str | None:
    """What the captions' one person rides on: a board or skis of which three of five captions speak; or None."""
    texts = plain(captions)
    counts = {board: sum(re.search(form, text) is not None for text in texts) for board, form in _BOARDS.items()}
    found = [board for board, count in counts.items() if count >= max(2, 0.6 * len(texts))]
    is_other = any(_NOT_ON.search(text) for text in texts) or sum(count > 0 for count in counts.values()) > 1
    return found[0] if len(found) == 1 and not is_other else None


def is_called_otherwise(captions: tuple[str, ...], board: str) -> bool:
    """Whether captions speak of another board, and of this one not at all: annotators may mistake one for the other."""
    spoken = {kind for kind, form in _BOARDS.items() if any(re.search(form, text) for text in plain(captions))}
    return bool(spoken) and board in _BOARDS and board not in spoken

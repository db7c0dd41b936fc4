"""What several people do together, as captions say and their bodies allow."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache

from .....annotations.scene import SceneObject
from .....poses.people import People
from ..captions.actions import Action
from ..captions.groups import ON_FOOT, Group, find_group, say_hand_in_hand
from ..captions.nouns import find_plural
from ..captions.scenery import is_crowd
from ..captions.text import NOUNS, PLURALS, plain

_WRISTS = ("left wrist", "right wrist")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_ON_FEET = ("walk", "run", "hike", "march", "jog", "race", "stand", "ski", "surf", "dance", "skate")
_POSTURES = {**dict.fromkeys(_ON_FEET, ("standing", "airborne")), "sit": ("sitting",), "lie": ("lying",)}
"""Verb -> the postures in which somebody does so."""
_PLURAL_NOUNS = {"men": "m", "women": "f", "boys": "m", "girls": "f", "guys": "m", "ladies": "f"}


@lru_cache(maxsize=64)  # three tasks and each person ask for the same
def read_group(people: People) -> Group | None:
    """What several people do together; None where captions do not say it, or postures deny it."""
    scene = people.scene
    if len(people.all) < 2:
        return None
    group = find_group(scene.captions, max(2, len(people.all) - sum(_is_below(people, one) for one in people.all)))
    if group is None:
        return None
    denied = sum(_is_denied(people, person.annotation_id, group.act) for person in people.all)
    if group.act.base in _POSTURES and denied > len(people.all) - (group.count or len(people.all)):
        return None
    return replace(group, is_all=group.is_all and denied == 0)


_UPPER = ("nose", "left ear", "right ear", "left shoulder", "right shoulder")


def has_head_or_shoulder(people: People, person: SceneObject) -> bool:
    """Whether a head or a shoulder of somebody is labeled: a leg alone nobody counts."""
    body = people.bodies[person.annotation_id]
    return body is not None and any(body.has(name) for name in _UPPER)


def _is_below(people: People, person: SceneObject) -> bool:
    return people.bodies[person.annotation_id] is not None and not has_head_or_shoulder(people, person)


_LYING = (
    "lie",
    "read",
    "talk",
    "chat",
    "watch",
    "play",
    "practice",
    "exercise",
    "do",
    "swim",
    "surf",
    "wrestle",
    "take",
    "use",
)
"""What somebody may do lying down, too."""


_UNLIKELY = 0.05  # of standing: nobody walks with legs like that


_NOT_SEATED = frozenset(("unload", "load", "box", "wrestle", "fence", "spar", "kick"))
"""What nobody does sitting."""
_SEATED_RIDES = re.compile(r"\briding .*\b(?:horses?|bikes?|bicycles?|motorcycles?|motorbikes?|elephants?|camels?)\b")


def _is_denied(people: People, key: int, act: Action) -> bool:
    """Whether somebody's posture is known to be another than that in which one does so."""
    known = [fact.state for fact in people.clear[key] if fact.part == "posture"]
    verb, allowed = act.base, _POSTURES.get(act.base)
    is_on_legs = verb in _NOT_SEATED or _RUNNING_GAMES.search(act.gerund) is not None
    if _SEATED_RIDES.search(act.gerund) and "standing" in known:
        return True
    if allowed is None and is_on_legs and not {"sitting", "lying"}.isdisjoint(known):
        return True
    if allowed is None:
        return "lying" in known and verb not in _LYING
    likely = people.probability(key, "posture", "standing") if verb in ON_FOOT else None
    if likely is not None and likely < _UNLIKELY:
        return True
    excluded = {fact.state for fact in people.excluded[key] if fact.part == "posture"}
    return any(state not in allowed for state in known) or excluded.issuperset(allowed[:1])


def gait_of_all(people: People) -> str | None:
    """``"walking"`` or ``"running"``, where captions say it of everybody."""
    group = read_group(people)
    return ON_FOOT.get(group.act.base) if group is not None and group.is_all else None


_RUNNING_GAMES = re.compile(
    r"\b(?:soccer|football|basketball|volleyball|handball|rugby|hockey|lacrosse)\b(?! (?:ball|shirt|jersey)\b)"
)


def are_in_play(people: People) -> bool:
    """Whether captions have several people in a game in which hardly anybody stands still."""
    said = sum(_RUNNING_GAMES.search(text) is not None for text in plain(people.scene.captions))
    return len(people.all) > 1 and said >= min(2, len(people.scene.captions))


_APART = 0.6  # of the body's size: wrists that are farther from each other are those of hands that are not joined


def are_hand_in_hand(people: People) -> bool:
    """Whether two captions have the picture's two people hold hands, and no pair of their wrists denies it."""
    if len(people.all) != 2 or not say_hand_in_hand(people.scene.captions):
        return False
    one, other = (people.bodies[person.annotation_id] for person in people.all)
    if one is None or other is None:
        return True
    wrists = [[body.points[name] for name in _WRISTS if body.has(name)] for body in (one, other)]
    if not all(wrists):
        return True  # a hand that is not seen may be the one
    if any(len(found) < len(_WRISTS) for found in wrists):
        return False
    least = min(math.dist(a[:2], b[:2]) for a in wrists[0] for b in wrists[1])
    return least < _APART * max(one.size, other.size)


def name_group(people: People, group: Group) -> str:
    """Who does something together: ``"two men"``, ``"several people"``, ``"a man and a woman"``."""
    scene = people.scene
    if " " in group.who:
        return group.who
    noun = find_plural(scene.captions).word
    if noun not in NOUNS and group.act.gerund.startswith(noun.removesuffix("er")):
        noun = "person"  # skiers who ski are people who do so
    several = PLURALS.get(noun, f"{noun}s") if noun != "person" else _noun_of(scene.captions, group.who)
    count = group.count
    if count is None and not scene.is_detected and not is_crowd(scene):
        count = len(people.all)
    number = _NUMBERS[count] if count is not None and count < len(_NUMBERS) else "several"
    ages = {
        _AGES[match.group(1)]
        for text in plain(scene.captions)
        for match in re.finditer(_AGED.format(number, several), text)
    }
    return f"{number} {f'{ages.pop()} ' if len(ages) == 1 else ''}{several}"


_AGES = {"young": "young", "old": "older", "older": "older", "elderly": "older", "little": "little", "bald": "bald"}
_AGED = rf"\b{{0}} ({'|'.join(_AGES)}) {{1}}\b"
"""A number and a noun with the age of all of them, to be put in."""


def _noun_of(captions: tuple[str, ...], who: str) -> str:
    """The captions' own plural, unless others of them speak of the other sex."""
    words = {word for text in plain(captions) for word in text.split()}
    sexes = {NOUNS[word][0] for word in words & set(NOUNS)} | {_PLURAL_NOUNS[w] for w in words & set(_PLURAL_NOUNS)}
    return who if _PLURAL_NOUNS.get(who) is not None and sexes - {""} == {_PLURAL_NOUNS[who]} else "people"

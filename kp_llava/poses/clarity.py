"""Which sure facts are so clear that a text may state them in so many words.

A fact is sure where at least 0.99 of its kind are right of people in space. Viewers are stricter: shoulders without
hips face the viewer only where the nose is between them, nobody sees what an arm does whose hand is hidden, nor that an
arm or a leg is straight whose elbow or knee is hidden, and of people who are known by a reflection nothing is stated at
all. Less clear facts still agree with texts and contradict them. A description calls a back upright only where head and
shoulders stand well above the hips.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from ..annotations.skeleton import SIDES
from .body import Body
from .confidence import is_sure
from .vocabulary import Fact

_HEAD = ("nose", "left eye", "right eye", "left ear", "right ear", "head")
_UPRIGHT_LEAN = 10.0  # degrees
_HEAD_RISE = 0.06  # of the body's size: a head that hangs forward is level with the shoulders
_TRUNK, _TRUNK_ALONE = 0.23, 0.28  # the trunk's length; where no head is labeled, it alone has to show the stoop
_THIGH_SLANT = 22.0  # degrees: of somebody who stands, the thighs go on where the trunk ends

_NOSE_ASIDE = 0.3  # of the width of the shoulders, from either
_EYES = ("left eye", "right eye")
_EYES_APART = 0.02  # of the body's size: eyes so close together have no clear line
_TILT = 20.0  # degrees of the line of the eyes
_NOSE_TURNED = 0.8  # of the way from the near eye to the far one

_PEOPLE = r"(?:people|persons?|m[ae]n|wom[ae]n|boys?|girls?|child(?:ren)?|kids?|passengers?|figures?|himself|herself)"
_NOT_THERE = re.compile(
    rf"\bghost(?:s|ly|like)?\b[^.]*\b{_PEOPLE}\b|\b{_PEOPLE}\b[^.]*\bghost|"
    rf"\breflections? of (?:\w+ ){{0,3}}?{_PEOPLE}\b|\b(?:his|her|their)(?: own)? reflections?\b|"
    rf"\b{_PEOPLE}\b (?:\w+ ){{0,2}}?reflected\b|\boptical illusion\b|\bdouble exposure\b",
    re.IGNORECASE,
)


def clear_facts(facts: tuple[Fact, ...], body: Body | None, captions: tuple[str, ...]) -> tuple[Fact, ...]:
    """The facts about one person that a text may state.

    Args:
        facts: all of that person.
        body: the person's points.
        captions: of the scene.
    """
    if body is None or are_reflected(captions):
        return ()
    hazy: set[tuple[str, str]] = set()
    if not _is_front_clear(body):
        hazy.add(("body", "facing the viewer"))
    hazy.update(("head", f"turned to the viewer's {way}") for way in SIDES if not _is_turn_clear(body, way))
    hazy.update((f"{side} leg", "straight") for side in SIDES if f"{side} knee" in body.hidden)
    return tuple(
        fact
        for fact in facts
        if is_sure(fact) and (fact.part, fact.state) not in hazy and not _is_guessed(fact, body.hidden)
    )


_BY_ELBOW = frozenset(("bent", "straight", "forward", "across the body", "held away from the body", "on the hip"))
"""States of an arm that nobody sees without its elbow; of others the wrist is enough."""


def _is_guessed(fact: Fact, hidden: frozenset[str]) -> bool:
    """Whether a fact is about an arm or a hand of which an annotator only guessed where it is."""
    side, _, limb = fact.part.partition(" ")
    if limb not in ("arm", "hand"):
        return False
    return f"{side} wrist" in hidden or (fact.state in _BY_ELBOW and f"{side} elbow" in hidden)


@lru_cache(maxsize=256)
def are_reflected(captions: tuple[str, ...]) -> bool:
    """Whether a caption speaks of reflected or ghostly people: nobody can say which person's body is meant."""
    return any(_NOT_THERE.search(caption) for caption in captions)


def _is_front_clear(body: Body) -> bool:
    """Whether shoulders without hips show the front: the nose is then near the middle between them."""
    if body.has("left hip") or body.has("right hip") or not body.has("nose", "left shoulder", "right shoulder"):
        return True
    places = body.right_of("nose", "right shoulder"), body.right_of("left shoulder", "nose")
    return min(places) > _NOSE_ASIDE * (places[0] + places[1])


def _is_turn_clear(body: Body, way: str) -> bool:
    """Whether a turn of the head shows along the line of the eyes: a tilt moves the nose aside without any turn."""
    if not body.has("nose", *_EYES):
        return True
    near, far = sorted(_EYES, key=lambda eye: body.points[eye][0], reverse=way == "left")
    across, up = body.right_of(far, near), body.above(far, near)
    length = across * across + up * up
    if length < _EYES_APART**2 or abs(up) < math.tan(math.radians(_TILT)) * abs(across):
        return True
    share = (body.right_of("nose", near) * across + body.above("nose", near) * up) / length
    return share >= _NOSE_TURNED


def is_clearly_upright(body: Body, is_standing: bool) -> bool:
    """Whether a viewer calls a trunk upright: nearly vertical, not stooped, with the head well above it.

    Args:
        body: the person's points.
        is_standing: whether the person stands; the thighs have to be nearly vertical, too.
    """
    if body.lean is None or abs(body.lean[0]) > _UPRIGHT_LEAN:
        return False
    shoulders = [f"{side} shoulder" for side in SIDES if body.has(f"{side} shoulder")]
    head = [name for name in _HEAD if name in body.points]
    if head and shoulders:
        rise = min(body.above(name, shoulder) for name in head for shoulder in shoulders)
        if rise < _HEAD_RISE or body.trunk_length < _TRUNK:
            return False
    elif body.trunk_length < _TRUNK_ALONE:
        return False
    return not is_standing or all(
        abs(math.degrees(math.atan2(body.right_of(knee, hip), body.above(hip, knee)))) <= _THIGH_SLANT
        for hip, knee in ((f"{side} hip", f"{side} knee") for side in SIDES)
        if body.has(hip, knee)
    )

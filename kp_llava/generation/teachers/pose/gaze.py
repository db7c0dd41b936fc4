"""What a turned head is turned to, as boxes and captions have it."""

from __future__ import annotations

import re

from ....annotations.scene import SceneObject
from ....annotations.skeleton import SIDES
from ....poses.claims.meant.boxes import gap_between, to_box
from ....poses.people import People
from .captions.nouns import find_plural
from .captions.scenery import is_crowd, speaks_of

_LOOKED_AT = frozenset(
    ("cake", "pizza", "sandwich", "hot dog", "donut", "dog", "cat", "horse", "elephant", "giraffe", "zebra", "cow",
     "bear", "sheep", "bird", "tv", "laptop", "frisbee", "sports ball", "kite", "parking meter", "teddy bear")
)  # fmt: skip
_NAMES = {"tv": "television", "sports ball": "ball"}
_HEAD = ("nose", "left eye", "right eye", "left ear", "right ear")
_STEEP = 1.0  # up or down for each step to the side: farther from level than that is not where a turned head points
_FOOD = ("cake", "pizza", "sandwich", "hot dog", "donut")  # people at a table look at it rather than at each other
_IN_PLAY = ("frisbee", "sports ball", "kite")  # eyes follow it however far it is
_SCREENS = ("tv", "laptop")  # looked at from the front, which boxes do not show
_NEAR = 0.3  # of the person's height: what is farther away only lies in that direction
_COVERED = 0.4  # of the narrower box of two people
_FAR = 0.6  # of the other person's height: smaller ones are somewhere in the background


def find_target(people: People, subject: int, way: str, held: frozenset[str]) -> str | None:
    """What a head that is turned to one side is turned to: ``"the cake"``; None where nothing or too much is there.

    Args:
        people: of the scene.
        subject: the person's annotation.
        way: ``"left"`` or ``"right"`` in the picture.
        held: what the person holds.
    """
    person = next(one for one in people.all if one.annotation_id == subject)
    body = people.bodies[subject]
    seen = [] if body is None else [body.points[name] for name in _HEAD if name in body.points]
    if not seen:
        return None
    x, y = sum(point[0] for point in seen) / len(seen), sum(point[1] for point in seen) / len(seen)
    others = [one for one in people.all if one is not person]
    other = others[0] if len(others) == 1 and not is_crowd(people.scene) and _is_there(others[0], x, y, way) else None
    between = None if other is None else abs(_middle(other) - x)
    found: dict[str, int] = {}
    for thing in people.scene.objects:
        kind = thing.category
        if kind in _LOOKED_AT and kind not in held and speaks_of(people.scene.captions, kind):
            same = [other for other in people.scene.objects if other.category == kind]
            is_nearer = between is None or kind in _FOOD or all(abs(_middle(one) - x) < between for one in same)
            are_there = all(_is_there(one, x, y, way) for one in same)
            if is_nearer and are_there and any(_is_safe(people, person, one) for one in same):
                found[kind] = sum(speaks_of((caption,), kind) for caption in people.scene.captions)
    if found:
        most = max(found.values())
        best = [kind for kind, count in found.items() if count == most]
        return f"the {_NAMES.get(best[0], best[0])}" if len(best) == 1 else None
    if other is None:
        return None
    heights = person.bbox_xywh[3], other.bbox_xywh[3]
    if min(heights) <= _FAR * max(heights) or _covers(person, other):
        return None
    return f"the other {find_plural(people.scene.captions).word}"


def _covers(one: SceneObject, other: SceneObject) -> bool:
    """Whether one of two people is largely in front of the other: neither looks at the other by a turn to the side."""
    (x, _, width, _), (other_x, _, other_width, _) = one.bbox_xywh, other.bbox_xywh
    shared = min(x + width, other_x + other_width) - max(x, other_x)
    return shared > _COVERED * min(width, other_width)


def _is_safe(people: People, person: SceneObject, thing: SceneObject) -> bool:
    """Whether a thing may be said to be where somebody's head is turned to, and does not just lie that way far behind.

    It is food or in play, at the own hands, or close by with nobody else's hands at it; a screen only if at the own
    hands, or with nobody else around.
    """
    kind = thing.category
    if kind in (*_IN_PLAY, *_FOOD) or _is_at_hand(people, person, thing):
        return True
    if gap_between(person.bbox_xywh, thing.bbox_xywh) > _NEAR * person.bbox_xywh[3]:
        return False
    others = [one for one in people.all if one is not person]
    if kind in _SCREENS:
        return not others
    return not any(_is_at_hand(people, one, thing) for one in others)


def _is_at_hand(people: People, person: SceneObject, thing: SceneObject) -> bool:
    body = people.bodies[person.annotation_id]
    wrists = [] if body is None else [body.points[f"{side} wrist"] for side in SIDES if body.has(f"{side} wrist")]
    return any(to_box(x, y, thing.bbox_xywh) <= _HAND * person.bbox_xywh[3] for x, y, _ in wrists)


_HAND = 0.06  # of the person's height: a hand reaches so far past its wrist


def merge_gaze(sentences: list[str]) -> list[str]:
    """Without a sentence of its own for a gaze at what the head was said to be turned to.

    ``"He turns his head toward the left side of the picture, where the dog is. He seems to be looking at the dog."``
    becomes one sentence that ends in ``", and seems to be looking at the dog."``
    """
    for at, sentence in enumerate(sentences):
        match = _GAZE.match(sentence)
        place = f", where {match.group('thing')} is" if match is not None else ""
        before = next((n for n, one in enumerate(sentences[:at]) if place and place in one), None)
        if match is None or before is None:
            continue
        rest = sentences[:at] + sentences[at + 1 :]
        if rest[before].endswith(f"{place}."):
            rest[before] = rest[before].removesuffix(f"{place}.") + f", and {match.group('gaze')}."
        return rest
    return sentences


_GAZE = re.compile(r"(?:He|She|They) (?P<gaze>seems? to be looking at (?P<thing>the [a-z ]+?))\.$")


def _is_there(thing: SceneObject, x: float, y: float, way: str) -> bool:
    _, top, _, height = thing.bbox_xywh
    aside = _middle(thing) - x if way == "right" else x - _middle(thing)
    off = max(top - y, y - top - height, 0.0)
    return aside > 0 and off <= _STEEP * aside


def _middle(thing: SceneObject) -> float:
    return thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2

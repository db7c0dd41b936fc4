"""What a turned head is turned to, as boxes and captions have it."""

from __future__ import annotations

from ....annotations.scene import SceneObject
from ....poses.people import People
from .captions.nouns import find_plural
from .captions.scenery import is_crowd, speaks_of

_LOOKED_AT = frozenset(
    ("cake", "pizza", "sandwich", "hot dog", "donut", "dog", "cat", "horse", "elephant", "giraffe", "zebra", "cow",
     "bear", "sheep", "bird", "tv", "laptop", "frisbee", "sports ball", "kite", "parking meter", "train", "airplane",
     "teddy bear")
)  # fmt: skip
_NAMES = {"tv": "television", "sports ball": "ball"}
_HEAD = ("nose", "left eye", "right eye", "left ear", "right ear")
_STEEP = 1.0  # up or down for each step to the side: farther from level than that is not where a turned head points
_FOOD = ("cake", "pizza", "sandwich", "hot dog", "donut")  # people at a table look at it rather than at each other
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
            if is_nearer and all(_is_there(one, x, y, way) for one in same):
                found[kind] = sum(speaks_of((caption,), kind) for caption in people.scene.captions)
    if found:
        most = max(found.values())
        best = [kind for kind, count in found.items() if count == most]
        return f"the {_NAMES.get(best[0], best[0])}" if len(best) == 1 else None
    if other is None:
        return None
    heights = person.bbox_xywh[3], other.bbox_xywh[3]
    return f"the other {find_plural(people.scene.captions).word}" if min(heights) > _FAR * max(heights) else None


def _is_there(thing: SceneObject, x: float, y: float, way: str) -> bool:
    _, top, _, height = thing.bbox_xywh
    aside = _middle(thing) - x if way == "right" else x - _middle(thing)
    off = max(top - y, y - top - height, 0.0)
    return aside > 0 and off <= _STEEP * aside


def _middle(thing: SceneObject) -> float:
    return thing.bbox_xywh[0] + thing.bbox_xywh[2] / 2

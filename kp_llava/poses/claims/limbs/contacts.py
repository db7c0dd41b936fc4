"""Where hands certainly are not: at other people, as far as these are labeled.

As in `reach`, the state of such a fact is the one that does not hold. A distance in the picture is never more than the
one in space, so a hand that is far from everybody else here is far from them there. Where there may be people who are
not labeled, nothing is excluded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ....annotations.scene import Scene, SceneObject
from ....annotations.skeleton import SIDES
from ...body import Body
from ...confidence import LENGTH
from ...people import People
from ...vocabulary import Fact

AT_HEAD, AT_HAND, AT_BODY = "at the head of somebody", "at the hand of somebody", "at somebody"
"""The states of a hand that is at another person."""

_MANY = 9  # people: where there are more, some may have no label
_EDGE = 0.01  # of the picture: a box that ends so near to its edge is cut off there
_FACE = ("nose", *(f"{side} {joint}" for joint in ("eye", "ear") for side in SIDES))
_WRISTS = tuple(f"{side} wrist" for side in SIDES)
# body sizes from the joint to the finger tips, at most
_REACHES = (("wrist", 0.13), ("elbow", 0.3), ("shoulder", 0.5))
_TO_SKIN = {AT_HEAD: 0.04, AT_HAND: 0.1}  # sizes of the other body from the labeled points to where a hand may be
_STEEP = 1.7  # beyond reach by 0.09 body sizes is certain


def contact_facts(people: People, subject: int) -> Iterator[Fact]:
    """At whom the hands of a person certainly are not.

    Args:
        people: of the scene.
        subject: the person's annotation id.
    """
    body = people.bodies.get(subject)
    others = [person for person in people.all if person.annotation_id != subject]
    if body is None or not others or len(people.all) > _MANY or people.scene.is_detected:
        return
    for side in SIDES:
        name, reach = next(((f"{side} {one}", far) for one, far in _REACHES if body.has(f"{side} {one}")), ("", 0.0))
        if not name:
            continue
        point, is_seen = body.points[name][:2], name in _WRISTS
        # a hand that may be out of the picture may be at what is out of it of somebody else
        if not is_seen and any(_is_cut(other, people.scene) for other in others):
            continue
        for state in (AT_HEAD, AT_HAND, AT_BODY):
            gap = min(_gap(body, point, other, state, people) for other in others)
            yield from body.excludes(f"{side} hand", state, (gap - reach) / LENGTH * _STEEP, name)


def _gap(body: Body, point: tuple[float, float], other: SceneObject, state: str, people: People) -> float:
    """How far a point of a body is from where somebody else may be touched, in sizes of the body."""
    theirs = people.bodies.get(other.annotation_id)
    names: tuple[str, ...] = ()
    if theirs is not None and state == AT_HEAD:
        names = tuple(name for name in _FACE if theirs.has(name))
    elif theirs is not None and state == AT_HAND and theirs.has(*_WRISTS):
        names = _WRISTS
    x, y = point
    if theirs is None or not names:
        left, top, width, height = other.bbox_xywh
        return math.hypot(max(left - x, x - left - width, 0.0), max(top - y, y - top - height, 0.0)) / body.size
    nearest = min(math.hypot(x - theirs.points[name][0], y - theirs.points[name][1]) for name in names)
    return nearest / body.size - _TO_SKIN[state] * max(1.0, theirs.size / body.size)


def _is_cut(person: SceneObject, scene: Scene) -> bool:
    """Whether an edge of the picture cuts somebody off."""
    left, top, width, height = person.bbox_xywh
    across, down = _EDGE * scene.width, _EDGE * scene.height
    return (
        min(left - across, top - down, scene.width - across - left - width, scene.height - down - top - height) <= 0.0
    )

"""The geometry of boxes by which people are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ....annotations.scene import SceneObject

_REACH = 0.1  # of the height of a person's box
_EDGE = 0.015  # of the height of a picture
_CUT = 0.5  # of the largest box: a smaller one that the picture cuts off may be far away


def area(person: SceneObject) -> float:
    """The area of a box in pixels."""
    return person.bbox_xywh[2] * person.bbox_xywh[3]


def middle(person: SceneObject) -> float:
    """The vertical middle of a box."""
    return person.bbox_xywh[1] + person.bbox_xywh[3] / 2


def base(person: SceneObject) -> float:
    """The lower edge of a box."""
    return person.bbox_xywh[1] + person.bbox_xywh[3]


def center(person: SceneObject) -> float:
    """The horizontal middle of a box."""
    return person.bbox_xywh[0] + person.bbox_xywh[2] / 2


def cut_below(people: Sequence[SceneObject], height: int) -> list[SceneObject]:
    """Those whom the lower edge of the picture cuts off, so that they are nearer than their boxes are tall.

    Args:
        people: to choose from.
        height: of the picture in pixels.
    """
    least = _CUT * max(map(area, people), default=0.0)
    return [p for p in people if base(p) >= (1.0 - _EDGE) * height and area(p) >= least]


def to_box(x: float, y: float, box: tuple[float, float, float, float]) -> float:
    """The gap between a point and a box (left, top, width, height), across and down together; 0 inside of it."""
    left, top, width, height = box
    return max(left - x, x - left - width, 0.0) + max(top - y, y - top - height, 0.0)


def gap_between(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> float:
    """The gap between two boxes (left, top, width, height), across and down together; 0 where they overlap."""
    (left, top, width, height), (x, y, across, down) = one, two
    return max(left - x - across, x - left - width, 0.0) + max(top - y - down, y - top - height, 0.0)


def touching(people: Iterable[SceneObject], things: Sequence[SceneObject]) -> list[SceneObject]:
    """The people whose boxes reach one of the things, or nearly."""
    return [p for p in people if any(gap_between(p.bbox_xywh, o.bbox_xywh) <= _REACH * p.bbox_xywh[3] for o in things)]

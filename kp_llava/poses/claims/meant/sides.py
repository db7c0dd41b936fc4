"""Where in the picture people are: on a side, at an end, in a corner, in the middle, the third from one side."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ....annotations.scene import Scene, SceneObject
from ..phrase import ORDINALS, Whom
from .boxes import area, center, cut_below, middle
from .roles import CHILD_NOUN, PLAYED, SMALL_WORDS, things_of_role

_CORNER = 0.08  # of the picture: people about as near to a corner
_NEARER = 0.3  # widths and heights: who is so much nearer to a corner is meant
_SMALL = 0.2  # of the largest area: smaller people without points are in the distance
_NEAR = 0.1  # of the largest area: smaller people are in the distance, and not described by clothes alone
_FEW, _MAIN = 4, 2.0  # so many people, all of them so many times as large as the others, are whom a picture is of
_LEFT = 0.45  # of the picture's width: who is on the left of it
_ROW = 0.03  # of the picture's width: people further apart than this have an order


_HEAD = frozenset(("nose", "left eye", "right eye", "left ear", "right ear", "head", "head top"))
_EDGE = 0.015  # of the picture: a box that comes so near to an edge is cut off by it
_TINY = 0.05  # of the largest area
_LARGE = 0.3  # the same of somebody who counts without a head
_UP, _DOWN = ("top", "upper", "back", "rear"), ("bottom", "lower", "front")  # who is further away is further up
_ORDERED = ("side", "far", "rank", "middle")


def without_torsos(people: Sequence[SceneObject], scene: Scene) -> list[SceneObject]:
    """The people whom a viewer counts from one side to the other.

    Somebody of whom points but no head are labeled, and whom the left, the right or the upper edge cuts off or who is
    tiny, does not count where at least two others have heads.

    Args:
        people: to choose from.
        scene: the picture.
    """
    names = scene.skeleton.parts
    headed = [
        p for p in people if any(at.is_labeled and name in _HEAD for name, at in zip(names, p.keypoints, strict=False))
    ]
    if len(headed) < 2 or len(headed) == len(people):
        return list(people)
    largest = max(map(area, people))
    return [
        p
        for p in people
        if p in headed
        or not (p.labeled_count and (_is_cut(p, scene) or area(p) < _TINY * largest))
        or area(p) >= _LARGE * largest
    ]


def _is_cut(person: SceneObject, scene: Scene) -> bool:
    left, top, width, _ = person.bbox_xywh
    return left < _EDGE * scene.width or left + width > (1.0 - _EDGE) * scene.width or top < _EDGE * scene.height


def in_row(people: list[SceneObject], whom: Whom, scene: Scene) -> list[SceneObject]:
    """All people, or those who count from one side to the other where a phrase names one of them by place or order."""
    if whom.is_plural or not any(kind in _ORDERED for kind, _ in whom.marks):
        return people
    return without_torsos(people, scene)


def by_rank(people: list[SceneObject], whom: Whom, side: str, scene: Scene) -> list[SceneObject]:
    """The one who is the third, say, from a side, with those who are about as far; empty if no order is said."""
    rank = next((ORDINALS[w] for w in whom.adjectives.split() if w in ORDINALS), None)
    if rank is None:
        return []
    order = sorted(people, key=lambda p: (center(p), p.annotation_id), reverse=side == "right")
    if rank > len(order):
        return []
    return [p for p in order if abs(center(p) - center(order[rank - 1])) < _ROW * scene.width]


def by_size(people: list[SceneObject], sign: int) -> list[SceneObject]:
    """The tallest box (+1), or the smallest one (-1)."""
    return sorted(people, key=lambda p: -sign * p.bbox_xywh[3])[:1]


def at_end(people: list[SceneObject], side: str, scene: Scene, count: int = 1) -> list[SceneObject]:
    """The one furthest to a side, or so many of them, with those who are about as far."""
    sign = -1 if side == "left" else 1
    order = sorted((sign * center(p) for p in people), reverse=True)
    last = order[min(count, len(order)) - 1]
    found = [p for p in people if last - sign * center(p) < _ROW * scene.width]
    # of two whose boxes end at the edge of the picture the larger one is not further from it
    edge = (scene.width if sign > 0 else 0.0) - sign * _ROW * scene.width
    outer = {p.annotation_id: sign * (center(p) - edge) + p.bbox_xywh[2] / 2 for p in people}
    size = max(area(p) for p in found)
    is_cut = any(outer[p.annotation_id] > 0 for p in found)
    return [p for p in people if p in found or (is_cut and area(p) > size and outer[p.annotation_id] > 0)]


def near_corner(people: list[SceneObject], corner: str, count: int, scene: Scene) -> list[SceneObject]:
    """The one nearest to a corner of the picture, or to its top or bottom, or so many, with those about as near."""
    gaps = to_corner(people, corner, scene)
    last = sorted(gaps)[min(count, len(gaps)) - 1]
    return [p for p, gap in zip(people, gaps, strict=True) if gap < last + _CORNER]


def with_small(placed: list[SceneObject], people: list[SceneObject], corner: str, scene: Scene) -> list[SceneObject]:
    """Those in a corner, with people without points who may be meant, too, or who alone are there.

    Args:
        placed: those with points who are nearest to the corner.
        people: all of the scene.
        corner: as for `near_corner`.
        scene: the picture.
    """
    near = [p for p in near_corner(people, corner, 1, scene) if p not in placed and not p.labeled_count]
    if not near or not placed:
        return [*placed, *near]
    is_large = max(map(area, near)) >= _SMALL * max(map(area, placed))
    is_alone = min(to_corner(placed, corner, scene)) > min(to_corner(near, corner, scene)) + _NEARER
    return near if is_large and is_alone else [*placed, *near]


def to_corner(people: list[SceneObject], corner: str, scene: Scene) -> list[float]:
    """How far each person is from a corner, or from the top or the bottom, in widths and heights of the picture."""
    y = 0.0 if corner.startswith(_UP) else 1.0
    down = [abs(middle(p) / scene.height - y) for p in people]
    if not corner.endswith(("left", "right")):
        return down
    x = 0.0 if corner.endswith("left") else 1.0
    return [math.hypot(center(p) / scene.width - x, gap) for p, gap in zip(people, down, strict=True)]


def in_middle(people: list[SceneObject], scene: Scene) -> list[SceneObject]:
    """The one in the middle of three or five, or those in the middle third of the picture."""
    order = sorted(people, key=lambda p: (center(p), p.annotation_id))
    if len(order) in (3, 5):
        return [order[len(order) // 2]]
    inner = [p for p in order if 0.33 < center(p) / scene.width < 0.67]
    return inner or people


def without_far(people: list[SceneObject], whom: Whom) -> list[SceneObject]:
    """Without people in the distance, where "the man on the left" may be one of several who are near."""
    kinds = {kind for kind, _ in whom.marks}
    if _may_be_far(whom) or not whom.text.startswith("the ") or kinds & {"back", "behind", "bystander"}:
        return people
    order = sorted(people, key=lambda p: (-area(p), p.annotation_id))
    for count in range(2, min(_FEW, len(order) - 1) + 1):
        if area(order[count - 1]) >= _MAIN * area(order[count]):
            return [p for p in people if p in order[:count]]
    near = _near(people)
    return near if len(near) > 1 else people


def foremost(people: list[SceneObject]) -> list[SceneObject]:
    """The few people who are far larger than all others; nobody where there is no such gap."""
    order = sorted(people, key=lambda p: (-area(p), p.annotation_id))
    for count in range(1, min(_FEW, len(order) - 1) + 1):
        if area(order[count - 1]) >= _MAIN * area(order[count]):
            return order[:count]
    return []


def described(people: list[SceneObject], whom: Whom) -> list[SceneObject]:
    """Without people in the distance, where clothes or looks are all that a phrase says of one person."""
    kinds = {kind for kind, _ in whom.marks}
    return people if _may_be_far(whom) or "look" not in kinds or kinds - {"look", "thing"} else _near(people)


def _may_be_far(whom: Whom) -> bool:
    """Whether a phrase may stand for people in the distance: for several, or for somebody small."""
    is_small = CHILD_NOUN.match(whom.noun) or SMALL_WORDS.search(whom.adjectives)
    return whom.amount != "one" or is_small is not None


def _near(people: list[SceneObject]) -> list[SceneObject]:
    largest = max((area(p) for p in people), default=0.0)
    return [p for p in people if area(p) >= _NEAR * largest]


def is_on(person: SceneObject, where: str, scene: Scene) -> bool:
    """Whether somebody is on the left or on the right of the picture, and not about in its middle.

    Args:
        person: whose box it is.
        where: ``"left"``, ``"right"``, or with a half before it: ``"upper left"``.
        scene: the picture.
    """
    share, height = center(person) / scene.width, middle(person) / scene.height
    if where.startswith(_UP) and height > 0.5:
        return False
    if where.startswith(_DOWN) and height < 0.5:
        return False
    return share < _LEFT if where.endswith("left") else share > 1.0 - _LEFT


def may_be_there(found: list[SceneObject], people: list[SceneObject], whom: Whom, scene: Scene) -> bool:
    """Whether one of those whom a role suggests may be in the place that is said: the place is seen, the role guessed.

    Args:
        found: those in the role, as things show it.
        people: all who may be meant.
        whom: the phrase.
        scene: the picture.
    """
    things = things_of_role(whom.noun)
    if whom.is_plural or found == people or (things and not set(things) & set(PLAYED)):
        return True  # not every board has a box
    sides = [where for kind, where in whom.marks if kind in ("far", "corner") and where.endswith(("left", "right"))]
    if any(not any(is_on(p, where, scene) for p in found) for where in sides):
        return False
    cut_off = cut_below(people, scene.height) if any(kind == "front" for kind, _ in whom.marks) else []
    return not cut_off or any(p in cut_off for p in found)


def on_side(people: list[SceneObject], whom: Whom, scene: Scene) -> list[SceneObject]:
    """Those on the side that a phrase names, or the one furthest to it."""
    side = next((value for kind, value in whom.marks if kind == "side"), None)
    if side is None:
        return people
    half = [p for p in people if is_on(p, side, scene)]
    if half:
        return half
    sign = -1 if side == "left" else 1
    return [max(people, key=lambda p: (sign * center(p), p.annotation_id))]

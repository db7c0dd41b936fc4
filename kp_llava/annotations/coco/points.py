"""Which points of a skeleton are kept: all, those of the body, or a list.

COCO-WholeBody's 133 points take 1,730 tokens a person in a prompt, its 17 points of the body 220.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import AnnotationError
from ..skeleton import COCO_SKELETON, FACE_PARTS, FOOT_PARTS, Skeleton, hand_parts, make_skeleton
from .keypoints import clean_part
from .records import PersonRecord

_NO_BODY = {*FACE_PARTS, *FOOT_PARTS, *hand_parts("left"), *hand_parts("right")}


def pick_points(skeleton: Skeleton, points: str) -> Skeleton:
    """The skeleton with the wanted points only.

    Args:
        skeleton: of the annotations.
        points: ``all``; ``body``, which is COCO's 17 points where the skeleton has them, and else everything but face,
            hands and feet; or names of points, separated by commas.

    Raises:
        AnnotationError: a name is unknown, or nothing is left.
    """
    if points == "all":
        return skeleton
    if points == "body":
        if set(COCO_SKELETON.parts) <= set(skeleton.parts):
            return COCO_SKELETON
        parts = tuple(part for part in skeleton.parts if part not in _NO_BODY)
    else:
        wanted = [clean_part(name) for name in points.split(",") if name.strip()]
        unknown = [name for name in wanted if name not in skeleton.parts]
        if unknown or not wanted:
            known = ", ".join(skeleton.parts[:30]) + (", ..." if len(skeleton.parts) > 30 else "")
            raise AnnotationError(
                f"--points {points!r}: no point {', '.join(unknown) or 'is named'}; known are {known}"
            )
        parts = tuple(part for part in skeleton.parts if part in wanted)
    if not parts:
        raise AnnotationError(f"--points {points}: the skeleton has no such point; expected all, or names")
    if parts == skeleton.parts:
        return skeleton
    place = {part: number for number, part in enumerate(parts)}
    edges = tuple(
        (place[skeleton.parts[a]], place[skeleton.parts[b]])
        for a, b in skeleton.edges
        if skeleton.parts[a] in place and skeleton.parts[b] in place
    )
    return Skeleton(parts, edges) if edges else make_skeleton(parts)


def keep_points(people: Sequence[PersonRecord], skeleton: Skeleton, kept: Skeleton) -> None:
    """Leave the kept points in records, in the kept skeleton's order; the records are changed."""
    if kept is skeleton:
        return
    places = [skeleton.parts.index(part) for part in kept.parts]
    for person in people:
        flat = person.keypoints
        person.keypoints = [number for place in places for number in flat[3 * place : 3 * place + 3]]

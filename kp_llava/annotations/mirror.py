"""The scene of a mirrored picture: points and boxes on the other side, left joints for right ones."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from .scene import Keypoint, Scene, SceneObject
from .skeleton import SIDES

SIDED = re.compile(r"\b(?:left|right)|clockwise|southpaw|goofy|starboard|\bport side", re.IGNORECASE)
"""What a caption may say that is wrong in a mirror. `right` counts in any meaning, as the word says too little."""

_NUMBERED = re.compile(r"(?P<group>.+?) (?P<number>\d+)")
_SIDE = re.compile(rf"\b(?:{'|'.join(SIDES)})\b")
# sums of the numbers of two points of the usual 68 of a face that a mirror exchanges: (up to this number, their sum)
_FACE_SUMS = {
    "jaw": ((17, 18),),
    "eyebrow": ((5, 6),),
    "nose base": ((5, 6),),
    "eye contour": ((4, 5), (6, 11)),
    "outer lip": ((7, 8), (12, 20)),
    "inner lip": ((5, 6), (8, 14)),
}
_DIGITS = 6


def mirror_scene(scene: Scene) -> Scene | None:
    """What the annotations say of the mirrored picture; mirrored twice a scene is what it was.

    Args:
        scene: of a picture.

    Returns:
        The scene; None where a caption says what a mirror makes wrong, where the skeleton has a left part without its
        right one, or where rounding would keep the scene from coming back.
    """
    order = mirror_order(scene.skeleton.parts)
    if order is None or any(SIDED.search(caption) for caption in scene.captions):
        return None
    mirrored = _turn(scene, order)
    return mirrored if _turn(mirrored, order) == scene else None


@lru_cache(maxsize=64)
def mirror_order(parts: tuple[str, ...]) -> tuple[int, ...] | None:
    """Where each part of a mirrored person comes from.

    Args:
        parts: a skeleton's, as in ``("nose", "left eye", "right eye")``.

    Returns:
        For each part the place of the one that it was, as in ``(0, 2, 1)``; None where one of them is not there.
    """
    places = {part: place for place, part in enumerate(parts)}
    order = tuple(places.get(_mirror_part(part), -1) for part in parts)
    return None if -1 in order else order


def _mirror_part(part: str) -> str:
    part = _SIDE.sub(lambda match: SIDES[1 - SIDES.index(match.group())], part)
    numbered = _NUMBERED.fullmatch(part)
    if numbered is None:
        return part
    group, number = numbered["group"], int(numbered["number"])
    for up_to, total in _FACE_SUMS.get(_SIDE.sub("", group).strip(), ()):
        if number <= up_to:
            return f"{group} {total - number}"
    return part


def _turn(scene: Scene, order: tuple[int, ...]) -> Scene:
    def turn(item: SceneObject) -> SceneObject:
        x, y, width, height = item.bbox_xywh
        points = [
            Keypoint(_other_side(point.x, scene.width), point.y, point.visibility) if point.is_labeled else point
            for point in item.keypoints
        ]
        return replace(
            item,
            bbox_xywh=(_other_side(x, scene.width - width), y, width, height),
            keypoints=tuple(points[place] for place in order) if points else (),
        )

    return replace(scene, objects=tuple(map(turn, scene.objects)))


def _other_side(x: float, width: float) -> float:
    """`width - x`, as a decimal where `x` is one, so that the same step leads back to the very same number."""
    rounded = round(width - x, _DIGITS)
    return rounded if round(width - rounded, _DIGITS) == x else width - x

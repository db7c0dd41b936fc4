"""Which side of one person is seen, and where the face points.

Distances are in body sizes, as in `limb`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..annotations.skeleton import SIDES
from .body import Body
from .vocabulary import Fact

_FACING_WIDTH = 0.185  # shoulders this wide are turned by less than about 40 degrees
_SHOULDERS = ("left shoulder", "right shoulder")
_PROFILE = 0.025  # a nose this far beyond the ears


def side_facts(body: Body) -> Iterator[Fact]:
    """Whether the front, the back, or which side of the body is seen."""
    hips = tuple(f"{side} hip" for side in SIDES if body.has(f"{side} hip"))
    if not body.has(*_SHOULDERS) or not hips:
        return
    if min(body.above(shoulder, hip) for shoulder in _SHOULDERS for hip in hips) < 0.12:
        return
    width = body.right_of(*_SHOULDERS)
    points = (*_SHOULDERS, *hips)
    if len(hips) == 2:
        if body.is_profile:
            yield body.fact("body", "seen from the side", 0.85, *points)
            direction = find_direction(body)
            if direction is not None:
                side = "right" if direction[0] > 0 else "left"
                yield body.fact("body", f"turned to the viewer's {side}", 0.8, *direction[1])
                # who looks to the viewer's right shows the right side
                yield body.fact("side", f"{side} side to the viewer", 0.8, *direction[1])
        if width * body.right_of(*hips) <= 0:
            return
    if abs(width) > _FACING_WIDTH:
        yield body.fact("body", "facing the viewer" if width > 0 else "facing away", 0.9, *points)


def find_direction(body: Body) -> tuple[int, tuple[str, ...]] | None:
    """Where somebody seen from the side looks: +1 for the viewer's right, -1 for the left, and the points used."""
    if not body.is_profile or not body.has("nose"):
        return None
    ears = tuple(f"{side} ear" for side in SIDES if body.has(f"{side} ear"))
    if not ears:
        return None
    offsets = [body.right_of("nose", ear) for ear in ears]
    points = (*_SHOULDERS, "left hip", "right hip", "nose", *ears)
    if min(offsets) > _PROFILE:
        return 1, points
    return (-1, points) if max(offsets) < -_PROFILE else None


def head_facts(body: Body) -> Iterator[Fact]:
    """Where the face points and whether the head is tilted."""
    ears = tuple(f"{side} ear" for side in SIDES if body.has(f"{side} ear"))
    if body.has("nose") and ears:
        offsets = [body.right_of("nose", ear) for ear in ears]
        if min(offsets) > _PROFILE:
            yield body.fact("head", "turned to the viewer's right", 0.88, "nose", *ears)
        elif max(offsets) < -_PROFILE:
            yield body.fact("head", "turned to the viewer's left", 0.88, "nose", *ears)
        elif len(ears) == 2 and body.has("left eye", "right eye"):
            width = body.right_of("left ear", "right ear")
            middle = (offsets[0] + offsets[1]) / 2
            if width > 0.05 and abs(middle) < 0.15 * width:
                yield body.fact("head", "facing the viewer", 0.85, "nose", "left eye", "right eye", *ears)
    if body.has("left ear", "right ear", *_SHOULDERS):
        yield from _ear_facts(body)
    elif not ears:
        yield from _crown_facts(body)


def _ear_facts(body: Body) -> Iterator[Fact]:
    """What both ears say above both shoulders."""
    points = ("left ear", "right ear", *_SHOULDERS)
    across, rise = body.right_of("left ear", "right ear"), body.above("left ear", "right ear")
    slope = math.degrees(math.atan2(rise, abs(across)))
    is_up = min(body.above(ear, shoulder) for ear in points[:2] for shoulder in _SHOULDERS) > 0.02
    # from behind, the left ear is on the viewer's left
    if is_up and across < -0.05 and abs(slope) < 45:
        yield body.fact("head", "turned away from the viewer", 0.88, *points)
    if abs(across) > 0.05 and abs(slope) > 20:
        # the head tilts to the side of the lower ear
        is_left_ear_low = rise < 0
        is_left_ear_right = across > 0
        side = "right" if is_left_ear_low == is_left_ear_right else "left"
        yield body.fact("head", f"tilted to the viewer's {side}", 0.8, *points)


def _crown_facts(body: Body) -> Iterator[Fact]:
    """A tilt as the top of the head tells it, on skeletons without ears; only of those seen from front or behind."""
    tops = [(top, neck) for top in ("head top", "head") for neck in ("upper neck", "neck") if body.has(top, neck)]
    if not tops or not body.has(*_SHOULDERS) or abs(body.right_of(*_SHOULDERS)) < _FACING_WIDTH:
        return
    top, neck = tops[0]
    slope = math.degrees(math.atan2(body.right_of(top, neck), body.above(top, neck)))
    if 25 < abs(slope) < 80 and abs(body.above(*_SHOULDERS)) < 0.05:
        yield body.fact(
            "head", f"tilted to the viewer's {'right' if slope > 0 else 'left'}", 0.8, top, neck, *_SHOULDERS
        )

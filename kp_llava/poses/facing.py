"""Which side of one person is seen, and where the face points.

Distances are in body sizes, as in `limbs`; each rule gives the margin by which its tightest condition is met.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..annotations.skeleton import SIDES
from .body import Body
from .confidence import LENGTH
from .vocabulary import Fact

_FACING_WIDTH = 0.185  # shoulders this wide are turned by less than about 40 degrees
_SHOULDERS = ("left shoulder", "right shoulder")
_EYES = ("left eye", "right eye")
_PROFILE = 0.025  # a nose this far beyond the ears
_FACE_LENGTH = 0.02  # labels of the face scatter half as much as those of limbs


def side_facts(body: Body) -> Iterator[Fact]:
    """Whether the front, the back, or which side of the body is seen."""
    hips = tuple(f"{side} hip" for side in SIDES if body.has(f"{side} hip"))
    if not body.has(*_SHOULDERS):
        return
    width = body.right_of(*_SHOULDERS)
    if hips:
        upright = min(body.above(shoulder, hip) for shoulder in _SHOULDERS for hip in hips)
        if upright < 0.12:
            return
        points = (*_SHOULDERS, *hips)
        if len(hips) == 2 and body.is_profile:
            yield body.fact("body", "seen from the side", (0.06 - abs(width)) / LENGTH * 2, *points)
            direction = find_direction(body)
            if direction is not None:
                side = "right" if direction[0] > 0 else "left"
                margin = direction[2]
                yield body.fact("body", f"turned to the viewer's {side}", margin, *direction[1])
                # who looks to the viewer's right shows the right side
                yield body.fact("side", f"{side} side to the viewer", margin, *direction[1])
        if len(hips) == 2 and width * body.right_of(*hips) <= 0:
            return
        margin = (abs(width) - 0.13) / LENGTH
        if margin > 0:
            yield body.fact("body", "facing the viewer" if width > 0 else "facing away", margin, *points)
    elif body.has("nose", *_EYES) and width > 0 and min(body.above("nose", s) for s in _SHOULDERS) > 0.02:
        # without hips, the face has to say that the front is seen
        margin = (width - 0.13) / LENGTH
        if margin > 0:
            yield body.fact("body", "facing the viewer", margin, *_SHOULDERS, "nose", *_EYES, rule="face")


def find_direction(body: Body) -> tuple[int, tuple[str, ...], float] | None:
    """Where somebody seen from the side looks: +1 for the viewer's right, -1 for the left, the points, the margin."""
    if not body.is_profile or not body.has("nose"):
        return None
    ears = tuple(f"{side} ear" for side in SIDES if body.has(f"{side} ear"))
    if not ears:
        return None
    offsets = [body.right_of("nose", ear) for ear in ears]
    points = (*_SHOULDERS, "left hip", "right hip", "nose", *ears)
    for way, ahead in ((1, min(offsets)), (-1, -max(offsets))):
        if ahead > _PROFILE and not _is_near_side_hidden(body, way):
            return way, points, (ahead - _PROFILE) / _FACE_LENGTH
    return None


def _is_near_side_hidden(body: Body, way: int) -> bool:
    """Whether shoulder or hip of the side that would be the near one is hidden, and the far one is seen.

    The head is then turned back: who looks to the viewer's right shows the right side.
    """
    near, far = ("right", "left") if way > 0 else ("left", "right")
    return any(
        f"{near} {joint}" in body.hidden and f"{far} {joint}" not in body.hidden for joint in ("shoulder", "hip")
    )


def head_facts(body: Body) -> Iterator[Fact]:
    """Where the face points and whether the head is tilted."""
    ears = tuple(f"{side} ear" for side in SIDES if body.has(f"{side} ear"))
    if body.has("nose") and ears:
        offsets = [body.right_of("nose", ear) for ear in ears]
        for way, beyond in (("right", min(offsets)), ("left", -max(offsets))):
            margin = (beyond - 0.01) / _FACE_LENGTH
            if margin <= 0:
                continue
            state = f"turned to the viewer's {way}"
            if len(ears) == 2:
                yield body.fact("head", state, margin, "nose", *ears)
            elif body.has(*_EYES):
                # one ear is hidden by a slight turn already; the nose nears the far eye only by a real one
                yield from _turn_by_eyes(body, way, ears, margin)
            else:
                yield body.fact("head", state, margin, "nose", *ears, rule="one ear")
        if len(ears) == 2 and body.has(*_EYES):
            width = body.right_of("left ear", "right ear")
            middle = (offsets[0] + offsets[1]) / 2
            margin = min((width - 0.03) / _FACE_LENGTH, (0.3 * width - abs(middle)) / _FACE_LENGTH * 2)
            if margin > 0:
                yield body.fact("head", "facing the viewer", margin, "nose", *_EYES, *ears)
    if body.has("left ear", "right ear", *_SHOULDERS):
        yield from _ear_facts(body)
    elif not ears:
        yield from _crown_facts(body)


def _turn_by_eyes(body: Body, way: str, ears: tuple[str, ...], by_ear: float) -> Iterator[Fact]:
    """A turn of the head with one ear seen: nose and near eye move away from that ear, the far eye hardly does.

    In shares of the body's size, nose, near eye and far eye are 0.045, 0.025 and 0.065 from the ear of a head that
    looks ahead, and 0.072, 0.048 and 0.082 of one that is turned by 30°.
    """
    side = ears[0].split()[0]
    if side != way:
        return  # who looks to the viewer's right shows the right ear
    sign = 1 if way == "right" else -1
    other = "left" if side == "right" else "right"
    nose, near, far = (sign * body.right_of(name, ears[0]) for name in ("nose", f"{side} eye", f"{other} eye"))
    margin = min(by_ear, (nose + 1.45 * near - 1.2 * far - 0.015) / 0.01)
    if margin > 0:
        yield body.fact("head", f"turned to the viewer's {way}", margin, "nose", *_EYES, *ears, rule="eyes")


def _ear_facts(body: Body) -> Iterator[Fact]:
    """What both ears say above both shoulders."""
    points = ("left ear", "right ear", *_SHOULDERS)
    across, rise = body.right_of("left ear", "right ear"), body.above("left ear", "right ear")
    slope = math.degrees(math.atan2(rise, abs(across)))
    up = min(body.above(ear, shoulder) for ear in points[:2] for shoulder in _SHOULDERS)
    # from behind, the left ear is on the viewer's left
    if up > 0.02 and across < 0 and abs(slope) < 45:
        margin = (-across - 0.03) / _FACE_LENGTH
        if margin > 0:
            yield body.fact("head", "turned away from the viewer", margin, *points)
    margin = min((abs(across) - 0.035) / _FACE_LENGTH, (abs(slope) - 12) / 5)
    if margin > 0:
        # the head tilts to the side of the lower ear
        is_left_ear_low = rise < 0
        is_left_ear_right = across > 0
        side = "right" if is_left_ear_low == is_left_ear_right else "left"
        yield body.fact("head", f"tilted to the viewer's {side}", margin, *points)


def _crown_facts(body: Body) -> Iterator[Fact]:
    """A tilt by the top of the head, on skeletons without ears; only of those seen from front or behind."""
    tops = [(top, neck) for top in ("head top", "head") for neck in ("upper neck", "neck") if body.has(top, neck)]
    if not tops or not body.has(*_SHOULDERS) or abs(body.right_of(*_SHOULDERS)) < _FACING_WIDTH:
        return
    top, neck = tops[0]
    slope = math.degrees(math.atan2(body.right_of(top, neck), body.above(top, neck)))
    if 25 < abs(slope) < 80 and abs(body.above(*_SHOULDERS)) < 0.05:
        side = "right" if slope > 0 else "left"
        margin = (abs(slope) - 12) / 5
        yield body.fact("head", f"tilted to the viewer's {side}", margin, top, neck, *_SHOULDERS, rule="crown")

"""What one person's arms, hands and legs do.

Distances are in body sizes (shares of the standing height: a whole arm is about 0.33, a whole leg about 0.49), angles
in degrees. A limb that is bent in the picture is bent in the world; one that is straight in the picture need not be, so
"straight" also asks for length. Between two states lies a gap in which nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..annotations.scene import VISIBLE
from ..annotations.skeleton import SIDES
from .body import FRONTAL_WIDTH, Body
from .facing import find_direction
from .vocabulary import Fact

ARM_JOINTS = {side: (f"{side} shoulder", f"{side} elbow", f"{side} wrist") for side in SIDES}
LEG_JOINTS = {side: (f"{side} hip", f"{side} knee", f"{side} ankle") for side in SIDES}
# parts of the head, and how far above each a hand is above the head
_HEAD = {"nose": 0.06, "left eye": 0.06, "right eye": 0.06, "left ear": 0.06, "right ear": 0.06}
_HEAD |= {"head": 0.0, "head top": 0.0}


def other_side(side: str) -> str:
    """``"left"`` -> ``"right"`` and back."""
    return "right" if side == "left" else "left"


def outward(body: Body, side: str, joint: str) -> float:
    """+1 or -1: the screen direction away from the body on this side; 0 where the pair is too close to tell."""
    sign = body.left_sign[joint]
    return sign if side == "left" else -sign


def is_upside_up(body: Body, shoulder: str, hip: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the shoulder is above the hip (without a hip: the head above the shoulder), and on what it rests."""
    if body.has(hip):
        return body.above(shoulder, hip) > 0.1, (hip,)
    for name in ("nose", "head top", "head"):
        if body.has(name):
            return body.above(name, shoulder) > 0.02, (name,)
    return False, ()


def arm_facts(body: Body) -> Iterator[Fact]:
    """Facts about each arm and hand, and about both hands."""
    head = tuple(name for name in _HEAD if body.has(name))
    for side in SIDES:
        shoulder, elbow, wrist = ARM_JOINTS[side]
        if body.has(shoulder, wrist):
            yield from _arm_direction(body, side)
        if body.has(shoulder, elbow, wrist):
            yield from _arm_shape(body, side)
            yield from _hand_on_hip(body, side)
        if body.has(wrist):
            yield from _hand_places(body, side, head)
    if body.has("left wrist", "right wrist", "left elbow", "right elbow"):
        apart = body.distance("left wrist", "right wrist")
        elbows = body.distance("left elbow", "right elbow")
        if apart < 0.06 and elbows > 0.03:
            yield body.fact("hands", "together", 0.8, "left wrist", "right wrist", "left elbow", "right elbow")


def _arm_direction(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    hip = LEG_JOINTS[side][0]
    is_up, up_points = is_upside_up(body, shoulder, hip)
    if not is_up:
        return
    part = f"{side} arm"
    rise, across = body.above(wrist, shoulder), body.right_of(wrist, shoulder)
    has_elbow = body.has(elbow)
    points = (shoulder, wrist, *up_points, *((elbow,) if has_elbow else ()))
    elbow_rise = body.above(elbow, shoulder) if has_elbow else rise / 2
    bend = body.angle(shoulder, elbow, wrist) if has_elbow else 180.0
    slope = math.degrees(math.atan2(rise, abs(across)))
    reach = math.hypot(rise, across)
    if rise > 0.08 and elbow_rise > -0.03 and slope > 38:
        yield body.fact(part, "raised", 0.97 if rise > 0.14 else 0.85, *points)
    out = outward(body, side, "shoulder") * across
    if bend > 140 and reach > 0.2 and abs(slope) < 30 and out > 0.18:
        yield body.fact(part, "out to the side", 0.95, *points, f"{other_side(side)} shoulder")
    if has_elbow and bend > 125 and abs(across) > 0.17 and abs(slope) < 38:
        yield body.fact(part, f"reaching to the viewer's {'right' if across > 0 else 'left'}", 0.9, *points)
    if has_elbow and out > 0.12 and -68 < slope < -30 and body.right_of(elbow, shoulder) * across > 0:
        # an elbow that points out while the hand is back at the hip is another pose
        if not body.has(hip):
            yield body.fact(part, "held away from the body", 0.85, *points, f"{other_side(side)} shoulder")
        elif body.distance(wrist, hip) > 0.1:
            yield body.fact(part, "held away from the body", 0.85, *points, f"{other_side(side)} shoulder", hip)
    if has_elbow and rise < -0.22 and slope < -67 and bend > 148 and elbow_rise < -0.1:
        knees = tuple(f"{s} knee" for s in SIDES if body.has(f"{s} knee"))
        # a hand on the lap is no hanging arm; one that hangs outside the shoulder may pass close to a knee
        is_outside = outward(body, side, "shoulder") != 0 and out > -0.02
        if is_outside or all(body.distance(wrist, knee) > 0.1 for knee in knees):
            width = (f"{other_side(side)} shoulder",) if is_outside else knees
            yield body.fact(part, "hanging", 0.93, *points, *width)
    direction = find_direction(body)
    if direction is not None and bend > 115 and abs(slope) < 45 and across * direction[0] > 0.15:
        yield body.fact(part, "forward", 0.85, *points, *direction[1])
    if has_elbow and abs(rise) < 0.06 and abs(across) > 0.1 and abs(elbow_rise) < 0.07:
        yield body.fact(part, "at shoulder height", 0.9, *points)


def _arm_shape(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    upper, fore = body.distance(shoulder, elbow), body.distance(elbow, wrist)
    bend = body.angle(shoulder, elbow, wrist)
    if bend < 125 and upper > 0.05 and fore > 0.05:
        yield body.fact(f"{side} arm", "bent", 0.97 if bend < 105 else 0.88, shoulder, elbow, wrist)
    if bend > 167 and upper > 0.12 and fore > 0.09:
        yield body.fact(f"{side} arm", "straight", 0.92, shoulder, elbow, wrist)


def _hand_on_hip(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    hip = LEG_JOINTS[side][0]
    if not body.has(hip, f"{other_side(side)} shoulder"):
        return
    # from the front the elbow points away from the body; from the side it may point either way
    is_frontal = outward(body, side, "shoulder") != 0
    out = outward(body, side, "shoulder") or math.copysign(1.0, body.right_of(elbow, shoulder))
    is_elbow_out = min(body.right_of(elbow, shoulder) * out, body.right_of(elbow, wrist) * out) > 0.07
    inward = -body.right_of(wrist, hip) * out
    is_at_hip = body.distance(wrist, hip) < 0.11 and inward < (0.03 if is_frontal else 0.05)
    is_upright = body.above(shoulder, hip) > 0.15
    if is_elbow_out and is_at_hip and is_upright and 35 < body.angle(shoulder, elbow, wrist) < 138:
        points = (shoulder, elbow, wrist, hip, f"{other_side(side)} shoulder")
        confidence = 0.93 if is_frontal else 0.8
        yield body.fact(f"{side} arm", "on the hip", confidence, *points)
        yield body.fact(f"{side} hand", "on the hip", confidence, *points)


def _hand_places(body: Body, side: str, head: tuple[str, ...]) -> Iterator[Fact]:
    shoulder, wrist, hip = f"{side} shoulder", f"{side} wrist", f"{side} hip"
    part = f"{side} hand"
    if head and body.has(shoulder):
        is_head_up = all(body.above(name, shoulder) > 0.02 for name in head)
        if is_head_up and all(body.above(wrist, name) > _HEAD[name] for name in head):
            yield body.fact(part, "above the head", 0.93, wrist, shoulder, *head)
    if body.has("nose"):
        gap = body.distance(wrist, "nose")
        if gap < 0.075:
            yield body.fact(part, "near the face", 0.85, wrist, "nose")
    for name in head:
        if name != "nose" and body.distance(wrist, name) < 0.065:
            yield body.fact(part, "at the head", 0.8, wrist, name)
    if body.has("left shoulder", "right shoulder", hip):
        width = abs(body.right_of("left shoulder", "right shoulder"))
        inner = body.right_of(wrist, shoulder) * -outward(body, side, "shoulder")
        down = body.above(shoulder, wrist)
        trunk = body.above(shoulder, hip)
        if width > FRONTAL_WIDTH and 0.25 * width < inner < 1.1 * width and 0.1 * trunk < down < 0.6 * trunk:
            yield body.fact(part, "in front of the chest", 0.8, wrist, "left shoulder", "right shoulder", hip)
        is_seen = body.points[wrist][2] == VISIBLE  # a hidden hand may as well be behind the back
        if (
            is_seen
            and width > FRONTAL_WIDTH < trunk
            and 0.62 * width < inner < 1.6 * width
            and 0.03 < down < 1.05 * trunk
        ):
            yield body.fact(f"{side} arm", "across the body", 0.85, wrist, "left shoulder", "right shoulder", hip)
    knees = [f"{s} knee" for s in SIDES if body.has(f"{s} knee")]
    for knee in knees:
        if body.distance(wrist, knee) < 0.06:
            yield body.fact(part, "at the knee", 0.8, wrist, knee)


def leg_facts(body: Body) -> Iterator[Fact]:
    """Facts about each leg, and about the stance."""
    for side in SIDES:
        hip, knee, ankle = LEG_JOINTS[side]
        if body.has(hip, knee, ankle):
            yield from _leg_shape(body, side)
            yield from _leg_place(body, side)
    yield from _stance(body)
    yield from _crossing(body)


def _leg_shape(body: Body, side: str) -> Iterator[Fact]:
    hip, knee, ankle = LEG_JOINTS[side]
    thigh, shank = body.distance(hip, knee), body.distance(knee, ankle)
    bend = body.angle(hip, knee, ankle)
    if bend < 145 and thigh > 0.08 and shank > 0.08:
        yield body.fact(f"{side} leg", "bent", 0.97 if bend < 125 else 0.88, hip, knee, ankle)
    elif bend < 156 and thigh > 0.16 and shank > 0.16:
        yield body.fact(f"{side} leg", "slightly bent", 0.85, hip, knee, ankle)
    elif bend > 164 and thigh > 0.16 and shank > 0.16:
        yield body.fact(f"{side} leg", "straight", 0.93, hip, knee, ankle)


def _leg_place(body: Body, side: str) -> Iterator[Fact]:
    hip, knee, ankle = LEG_JOINTS[side]
    far_hip, far_ankle = f"{other_side(side)} hip", f"{other_side(side)} ankle"
    is_bent = body.angle(hip, knee, ankle) < 140
    if body.has(far_hip, far_ankle):
        is_other_standing = body.above(far_hip, far_ankle) > 0.28
        points = (hip, knee, ankle, far_hip, far_ankle)
        rise = body.above(ankle, far_ankle)
        if is_bent and is_other_standing and rise > 0.085:
            yield body.fact(f"{side} leg", "lifted", 0.93 if rise > 0.11 else 0.85, *points)
        if is_other_standing and body.above(knee, hip) > -0.04 and body.above(ankle, far_ankle) > 0.08:
            yield body.fact(f"{side} leg", "knee up", 0.9, *points)
    out = outward(body, side, "hip")
    if out and outward(body, side, "shoulder") == out:
        slope = math.degrees(math.atan2(body.right_of(ankle, hip) * out, body.above(hip, ankle)))
        is_straight = body.angle(hip, knee, ankle) > 150 and body.distance(hip, ankle) > 0.3
        if is_straight and 20 < slope < 100:
            wide = (hip, knee, ankle, far_hip, "left shoulder", "right shoulder")
            yield body.fact(f"{side} leg", "out to the side", 0.9 if slope > 24 else 0.8, *wide)


def _crossing(body: Body) -> Iterator[Fact]:
    """Legs of somebody seen from the front or behind, each foot on the other's side."""
    names = tuple(f"{side} {joint}" for joint in ("shoulder", "hip", "knee", "ankle") for side in SIDES)
    if not body.has(*names):
        return
    out = outward(body, "left", "hip")
    if not out or out != outward(body, "left", "shoulder"):
        return
    is_upright = min(body.above(f"{side} hip", f"{side} ankle") for side in SIDES) > 0.15
    if is_upright and body.right_of("left ankle", "right ankle") * out < -0.03:
        yield body.fact("legs", "crossed", 0.85, *names)


def _stance(body: Body) -> Iterator[Fact]:
    legs = tuple(f"{side} {joint}" for joint in ("hip", "ankle") for side in SIDES)
    if not body.has(*legs):
        return
    if min(body.above("left hip", "left ankle"), body.above("right hip", "right ankle")) < 0.3:
        return
    gap = abs(body.right_of("left ankle", "right ankle"))
    if gap < 0.09 and abs(body.above("left ankle", "right ankle")) < 0.04:
        yield body.fact("stance", "together", 0.85, *legs)
    if gap > 0.24:
        yield body.fact("stance", "apart", 0.93, *legs)
        if body.is_profile:
            yield body.fact("stance", "striding", 0.85, *legs, "left shoulder", "right shoulder")

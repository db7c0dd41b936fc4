"""What one person's arms, hands and legs do.

Distances are in body sizes (shares of the standing height: a whole arm is about 0.33, a whole leg about 0.49), angles
in degrees. Each rule gives the margin by which its tightest condition is met. A limb that points at the viewer looks
short, so what rests on the direction of a limb asks for its length.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..annotations.scene import VISIBLE
from ..annotations.skeleton import SIDES
from .body import FRONTAL_WIDTH, Body
from .confidence import ANGLE, LENGTH
from .facing import find_direction
from .vocabulary import Fact

ARM_JOINTS = {side: (f"{side} shoulder", f"{side} elbow", f"{side} wrist") for side in SIDES}
LEG_JOINTS = {side: (f"{side} hip", f"{side} knee", f"{side} ankle") for side in SIDES}
# parts of the head, and how far above each a hand is above the head
_HEAD = {"nose": 0.04, "left eye": 0.04, "right eye": 0.04, "left ear": 0.04, "right ear": 0.04}
_HEAD |= {"head": 0.0, "head top": 0.0}


def other_side(side: str) -> str:
    """``"left"`` -> ``"right"`` and back."""
    return "right" if side == "left" else "left"


def outward(body: Body, side: str, joint: str) -> float:
    """+1 or -1: the screen direction away from the body on this side; 0 where the pair is too close to decide."""
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
            yield from _hand_at_head(body, side, head)
        if body.has(wrist):
            yield from _hand_places(body, side)
    if body.has("left wrist", "right wrist", "left elbow", "right elbow"):
        apart = body.distance("left wrist", "right wrist")
        elbows = body.distance("left elbow", "right elbow")
        margin = min((0.08 - apart) / LENGTH * 2, (elbows - 0.05) / LENGTH)
        if margin > 0:
            names = ("left wrist", "right wrist", "left elbow", "right elbow")
            yield body.fact("hands", "together", margin, *names)


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
    margin = min((rise - 0.04) / LENGTH, (elbow_rise + 0.07) / LENGTH, (slope - 28) / ANGLE) if rise > 0.04 else 0.0
    if margin > 0:
        is_upright, trunk = body.upright
        yield body.fact(part, "raised", margin, *points, *trunk, rule="upright" if is_upright else "")
    far = f"{other_side(side)} shoulder"
    out = outward(body, side, "shoulder") * across
    if out > 0.14 and abs(slope) < 34:
        width = abs(body.right_of(shoulder, far))
        # a body that is turned, or an arm that looks short, leaves open whether the arm points aside or ahead
        margin = min((bend - 135) / ANGLE, (reach - 0.18) / LENGTH, (34 - abs(slope)) / ANGLE, (width - 0.1) / LENGTH)
        if margin > 0:
            yield body.fact(part, "out to the side", min(margin, (out - 0.14) / LENGTH), *points, far)
    if has_elbow and abs(across) > 0.14 and abs(slope) < 45:
        # the further the hand is from the shoulder, the less the arm can point at the viewer
        margin = min((bend - 115) / 1.5 / ANGLE, (abs(across) - 0.14) / 1.5 / LENGTH, (45 - abs(slope)) / 6)
        is_upright, trunk = body.upright
        if is_upright:
            length = body.distance(shoulder, elbow) + body.distance(elbow, wrist)
            margin = min(margin, (length - 0.2) / 1.5 / LENGTH)
        if margin > 0:
            state = f"reaching to the viewer's {'right' if across > 0 else 'left'}"
            yield body.fact(part, state, margin, *points, *trunk, rule="upright" if is_upright else "")
    if has_elbow and out > 0.1 and -72 < slope < -26 and body.right_of(elbow, shoulder) * across > 0:
        width = abs(body.right_of(shoulder, far))
        margin = min((out - 0.1) / LENGTH, (slope + 72) / ANGLE, (-26 - slope) / ANGLE, (width - 0.12) / LENGTH)
        margin = min(margin, (reach - 0.2) / LENGTH)
        # an elbow that points out while the hand is back at the hip is another pose
        if margin > 0 and (not body.has(hip) or body.distance(wrist, hip) > 0.1):
            names = (*points, far, hip) if body.has(hip) else (*points, far)
            yield body.fact(part, "held away from the body", margin, *names)
    if has_elbow and rise < -0.19 and slope < -62:
        yield from _hanging(body, side, rise, slope, bend, (*points,))
    direction = find_direction(body) if bend > 105 and abs(slope) < 50 and abs(across) > 0.12 else None
    if direction is not None:
        margin = min((bend - 105) / ANGLE, (50 - abs(slope)) / ANGLE, (across * direction[0] - 0.12) / LENGTH)
        if margin > 0:
            yield body.fact(part, "forward", margin, *points, *direction[1])
    if has_elbow and abs(across) > 0.1 and abs(rise) < 0.085:
        yield from _at_shoulder_height(body, side, rise, points)


def _at_shoulder_height(body: Body, side: str, rise: float, points: tuple[str, ...]) -> Iterator[Fact]:
    """An arm whose hand and elbow are level with the shoulder; heights mean most where the back is upright."""
    shoulder, elbow, _ = ARM_JOINTS[side]
    elbow_rise = abs(body.above(elbow, shoulder))
    is_upright, trunk = body.upright
    head = tuple(name for name in _HEAD if name in body.points)
    if is_upright and head:
        up = min(body.above(name, shoulder) for name in head)
        margin = min((0.07 - abs(rise)) / 0.02, (0.14 - elbow_rise) / 0.02, (body.trunk_length - 0.18) / LENGTH)
        margin, names, rule = min(margin, up / 0.02), (*points, *trunk, *head), "upright"
    else:
        margin = min((0.085 - abs(rise)) / LENGTH, (0.1 - elbow_rise) / LENGTH) * 2
        names, rule = (*points, *trunk), ""
    if margin > 0:
        yield body.fact(f"{side} arm", "at shoulder height", margin, *names, rule=rule)


def _hanging(body: Body, side: str, rise: float, slope: float, bend: float, points: tuple[str, ...]) -> Iterator[Fact]:
    """An arm that hangs: down, straight, nearly as long as an arm is, and with no lap under the hand."""
    shoulder, elbow, wrist = ARM_JOINTS[side]
    hip = LEG_JOINTS[side][0]
    elbow_rise = body.above(elbow, shoulder)
    margin = min((-rise - 0.19) / LENGTH, (-62 - slope) / ANGLE, (bend - 142) / ANGLE, (-elbow_rise - 0.07) / LENGTH)
    if margin <= 0:
        return
    knees = tuple(f"{s} knee" for s in SIDES if body.has(f"{s} knee"))
    names = points
    if knees:
        # the thighs of somebody who sits facing the viewer look short, and the hands lie on them
        names = (*names, *knees)
        hips = {knee: f"{knee.split()[0]} hip" for knee in knees}
        lap = [knee for knee in knees if body.has(hips[knee])]
        names = (*names, *(hips[knee] for knee in lap))
        if any(body.above(hips[knee], knee) < 0.14 for knee in lap) or not lap:
            out = outward(body, side, "shoulder") * body.right_of(wrist, shoulder)
            names = (*names, f"{other_side(side)} shoulder")
            is_beyond = body.has(hip) and body.above(wrist, hip) < -0.03
            margin = min(margin, (out - 0.0) / LENGTH) if is_beyond else -1.0
    rule = ""
    if margin > 0 and body.has(hip):
        # a hand that reaches down to the hip
        margin = min(margin, (0.03 - body.above(wrist, hip)) / 0.03)
        is_upright, trunk = body.upright
        names = (*names, hip, *trunk)
        head = tuple(name for name in _HEAD if name in body.points)
        drop = body.above(hip, f"{side} knee") if f"{side} knee" in knees else 0.0
        if drop >= 0.14 and is_upright and body.lean is not None and head:
            # of somebody who stands straight, with a thigh that hangs down as well
            names, rule = (*names, *head), "straight"
            rise = min(body.above(name, shoulder) for name in head)
            margin = min(margin, (drop - 0.14) / 0.035, (25 - abs(body.lean[0])) / 10, (rise - 0.03) / 0.03)
    if margin > 0:
        yield body.fact(f"{side} arm", "hanging", margin, *(name for name in names if body.has(name)), rule=rule)


def _arm_shape(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    upper, fore = body.distance(shoulder, elbow), body.distance(elbow, wrist)
    bend = body.angle(shoulder, elbow, wrist)
    margin = min((140 - bend) / ANGLE, (min(upper, fore) - 0.03) / LENGTH * 2)
    if margin > 0:
        yield body.fact(f"{side} arm", "bent", margin, shoulder, elbow, wrist)
    # only a trunk that looks long says how long an arm is
    is_upright, trunk = body.upright
    if is_upright:
        margin = min((bend - 158) / 6, (upper + fore - 0.25) / LENGTH * 1.5)
        margin = min(margin, (upper - 0.1) / LENGTH * 1.5, (fore - 0.07) / LENGTH * 1.5)
    else:
        margin = min((bend - 158) / 6, (upper - 0.11) / LENGTH * 1.5, (fore - 0.08) / LENGTH * 1.5)
    if margin > 0:
        rule = "upright" if is_upright else ""
        yield body.fact(f"{side} arm", "straight", margin, shoulder, elbow, wrist, *trunk, rule=rule)


def _hand_on_hip(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    hip = LEG_JOINTS[side][0]
    if not body.has(hip, f"{other_side(side)} shoulder") or body.distance(wrist, hip) >= 0.13:
        return
    out = outward(body, side, "shoulder")
    is_frontal = out != 0
    # from the front the elbow points away from the body; from the side it may point either way
    out = out or math.copysign(1.0, body.right_of(elbow, shoulder))
    elbow_out = min(body.right_of(elbow, shoulder) * out, body.right_of(elbow, wrist) * out)
    inward = -body.right_of(wrist, hip) * out
    bend = body.angle(shoulder, elbow, wrist)
    margin = min(
        (elbow_out - 0.04) / LENGTH,
        (0.13 - body.distance(wrist, hip)) / LENGTH * 1.5,
        (0.02 - inward) / LENGTH * 1.5,
        (148 - bend) / ANGLE,
        (bend - 25) / ANGLE,
        (body.above(shoulder, hip) - 0.12) / LENGTH,
    )
    if margin > 0:
        points = (shoulder, elbow, wrist, hip, f"{other_side(side)} shoulder")
        rule = "" if is_frontal else "profile"
        yield body.fact(f"{side} arm", "on the hip", margin, *points, rule=rule)
        yield body.fact(f"{side} hand", "on the hip", margin, *points, rule=rule)


def _hand_at_head(body: Body, side: str, head: tuple[str, ...]) -> Iterator[Fact]:
    """A hand above, at or before the head: only with an arm that is bent, or looks as long as one that reaches up."""
    shoulder, elbow, wrist = ARM_JOINTS[side]
    part = f"{side} hand"
    arm = body.distance(shoulder, elbow) + body.distance(elbow, wrist)
    is_upright, trunk = body.upright
    rule = "upright" if is_upright else ""
    # a head that hangs is no measure of height
    rise = min(body.above(name, shoulder) for name in head) if head and body.above(elbow, shoulder) > 0 else 0.0
    if rise > 0.02:
        margin = min((body.above(wrist, name) - _HEAD[name]) / LENGTH for name in head)
        margin = min(margin, (arm - 0.12) / LENGTH, (rise - 0.02) / LENGTH, body.above(elbow, shoulder) / LENGTH)
        if margin > 0:
            yield body.fact(part, "above the head", margin, shoulder, elbow, wrist, *head, *trunk, rule=rule)
    # an arm that is stretched toward the viewer may end before the face, too
    height, bend = body.above(wrist, shoulder) + 0.02, body.angle(shoulder, elbow, wrist)
    is_bent = min((128 - bend) / ANGLE, (arm - 0.14) / LENGTH, (body.distance(shoulder, elbow) - 0.05) / LENGTH)
    is_bent = min(is_bent, height / LENGTH)
    if is_bent <= 0:
        return
    if body.has("nose"):
        margin = min((0.1 - body.distance(wrist, "nose")) / LENGTH * 1.5, is_bent)
        if margin > 0:
            yield body.fact(part, "near the face", margin, shoulder, elbow, wrist, "nose", *trunk, rule=rule)
    for name in head:
        if name != "nose":
            margin = min((0.085 - body.distance(wrist, name)) / LENGTH * 1.5, is_bent)
            if margin > 0:
                yield body.fact(part, "at the head", margin, shoulder, elbow, wrist, name, *trunk, rule=rule)


def _hand_places(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    hip = f"{side} hip"
    part = f"{side} hand"
    # from behind, a hand before the chest is not seen
    if body.has("left shoulder", "right shoulder", elbow, hip) and body.left_sign["shoulder"] > 0:
        width = abs(body.right_of("left shoulder", "right shoulder"))
        inner = body.right_of(wrist, shoulder) * -outward(body, side, "shoulder")
        down = body.above(shoulder, wrist)
        trunk = body.above(shoulder, hip)
        bend = body.angle(shoulder, elbow, wrist)
        is_bent = (140 - bend) / ANGLE
        points = (elbow, wrist, "left shoulder", "right shoulder", hip)
        margin = min(
            (inner - 0.1 * width) / LENGTH,
            (1.1 * width - inner) / LENGTH,
            (down - 0.05 * trunk) / LENGTH,
            (0.68 * trunk - down) / LENGTH,
            is_bent,
        )
        if margin > 0:
            yield body.fact(part, "in front of the chest", margin, *points)
        is_seen = body.points[wrist][2] == VISIBLE  # a hidden hand may as well be behind the back
        margin = min((inner - 0.5 * width) / LENGTH, (1.6 * width - inner) / LENGTH, (down - 0.01) / LENGTH)
        margin = min(margin, (1.05 * trunk - down) / LENGTH, (width - FRONTAL_WIDTH) / LENGTH)
        if is_seen and margin > 0:
            yield body.fact(f"{side} arm", "across the body", margin, *points)
    for knee in (f"{s} knee" for s in SIDES if body.has(f"{s} knee")):
        margin = (0.08 - body.distance(wrist, knee)) / LENGTH * 1.5
        if margin > 0:
            yield body.fact(part, "at the knee", margin, wrist, knee)


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
    margin = min((158 - bend) / ANGLE, (min(thigh, shank) - 0.05) / LENGTH)
    if margin > 0:
        yield body.fact(f"{side} leg", "bent", margin, hip, knee, ankle)
    margin = min((162 - bend) / ANGLE, (bend - 140) / ANGLE, (min(thigh, shank) - 0.16) / LENGTH * 2) * 2
    if margin > 0:
        yield body.fact(f"{side} leg", "slightly bent", margin, hip, knee, ankle)
    # a leg that points at the viewer looks straight and short
    margin = min((bend - 160) / 6, (thigh + shank - 0.36) / LENGTH, (min(thigh, shank) - 0.15) / LENGTH * 1.5)
    shoulders = ("left shoulder", "right shoulder")
    if body.has(*shoulders):
        # knees bend forward and backward: who is seen from the side shows how much
        width = abs(body.right_of(*shoulders))
        turned = min((bend - 159) / 6, (thigh + shank - 0.34) / LENGTH, (min(thigh, shank) - 0.13) / LENGTH * 1.5)
        turned = min(turned, (0.17 - width) / LENGTH)
        if turned > 0 and width < 0.15:
            yield body.fact(f"{side} leg", "straight", turned, hip, knee, ankle, *shoulders, rule="turned")
            return
    if margin > 0:
        yield body.fact(f"{side} leg", "straight", margin, hip, knee, ankle)


def _leg_place(body: Body, side: str) -> Iterator[Fact]:
    hip, knee, ankle = LEG_JOINTS[side]
    far_hip, far_knee, far_ankle = LEG_JOINTS[other_side(side)]
    bend = body.angle(hip, knee, ankle)
    if body.has(far_hip, far_ankle):
        standing = (body.above(far_hip, far_ankle) - 0.3) / LENGTH
        points = (hip, knee, ankle, far_hip, far_ankle)
        rise = body.above(ankle, far_ankle)
        margin = min(standing, (rise - 0.05) / LENGTH, (140 - bend) / ANGLE)
        if margin > 0:
            yield body.fact(f"{side} leg", "lifted", margin, *points)
        margin = min(standing, (body.above(knee, hip) + 0.06) / LENGTH, (rise - 0.06) / LENGTH)
        if margin > 0:
            yield body.fact(f"{side} leg", "knee up", margin, *points)
    out = outward(body, side, "hip")
    if out and outward(body, side, "shoulder") == out and body.has(far_knee, far_ankle):
        slope = _outward_slope(body, side, out)
        # legs that slant the same way lean with the body
        spread = slope + _outward_slope(body, other_side(side), -out)
        margin = min(
            (bend - 148) / ANGLE,
            (body.distance(hip, ankle) - 0.32) / LENGTH,
            (slope - 14) / 8,
            (100 - slope) / 8,
            (spread - 14) / 8,
            (abs(body.right_of("left shoulder", "right shoulder")) - 0.13) / LENGTH,
        )
        if margin > 0:
            wide = (hip, knee, ankle, far_hip, far_knee, far_ankle, "left shoulder", "right shoulder")
            yield body.fact(f"{side} leg", "out to the side", margin, *wide)


def _outward_slope(body: Body, side: str, out: float) -> float:
    """Degrees by which a leg points away from the body's middle line, 0 straight down."""
    hip, _, ankle = LEG_JOINTS[side]
    return math.degrees(math.atan2(body.right_of(ankle, hip) * out, body.above(hip, ankle)))


def _crossing(body: Body) -> Iterator[Fact]:
    """Legs of somebody seen from the front or behind, each foot on the other's side."""
    names = tuple(f"{side} {joint}" for joint in ("shoulder", "hip", "knee", "ankle") for side in SIDES)
    if not body.has(*names):
        return
    out = outward(body, "left", "hip")
    if not out or out != outward(body, "left", "shoulder"):
        return
    is_upright = min(body.above(f"{side} hip", f"{side} ankle") for side in SIDES) > 0.15
    # the feet of somebody who walks past cross in the picture, too
    width = abs(body.right_of("left shoulder", "right shoulder"))
    margin = min((-body.right_of("left ankle", "right ankle") * out - 0.03) / LENGTH, (width - 0.15) / LENGTH)
    if is_upright and margin > 0:
        yield body.fact("legs", "crossed", margin, *names)


def _stance(body: Body) -> Iterator[Fact]:
    legs = tuple(f"{side} {joint}" for joint in ("hip", "ankle") for side in SIDES)
    if not body.has(*legs):
        return
    standing = (min(body.above("left hip", "left ankle"), body.above("right hip", "right ankle")) - 0.28) / LENGTH
    gap = abs(body.right_of("left ankle", "right ankle"))
    level = abs(body.above("left ankle", "right ankle"))
    margin = min(standing, (0.12 - gap) / LENGTH * 1.5, (0.05 - level) / LENGTH * 2)
    if margin > 0 and not body.is_profile:
        yield (
            body.fact("stance", "together", margin, *legs, "left shoulder", "right shoulder")
            if body.has("left shoulder", "right shoulder")
            else body.fact("stance", "together", margin, *legs)
        )
    margin = min(standing, (gap - 0.17) / LENGTH)
    if margin > 0:
        yield body.fact("stance", "apart", margin, *legs)
        if body.is_profile:
            yield body.fact("stance", "striding", margin, *legs, "left shoulder", "right shoulder")

"""What a part of a person certainly does not do: the facts that statements are refuted with.

Such a fact has the form of any other, and its state is the one that does not hold. "The wrist is 0.28 below the
shoulder" leaves open whether the arm hangs, is bent or reaches forward, but says that it is not raised. Distances are
in body sizes, as in `limbs`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..annotations.skeleton import SIDES
from .body import FRONTAL_WIDTH, Body
from .limbs import ARM_JOINTS, LEG_JOINTS, is_upside_up, other_side, outward
from .vocabulary import Fact

_FACE = ("nose", "left eye", "right eye", "left ear", "right ear", "head")


def excluded_facts(body: Body) -> tuple[Fact, ...]:
    """The states that the labeled points of one person exclude, each with its part, confidence and points."""
    facts = [
        *(fact for side in SIDES for fact in _arm(body, side)),
        *(fact for side in SIDES for fact in _hand(body, side)),
        *(fact for side in SIDES for fact in _leg(body, side)),
        *_stance(body),
        *_trunk(body),
        *_posture(body),
        *_facing(body),
    ]
    return tuple(sorted(facts, key=lambda f: (f.part, -f.confidence, f.state)))


def _arm(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    if not body.has(shoulder, elbow, wrist):
        return
    part, points = f"{side} arm", (shoulder, elbow, wrist)
    rise, across = body.above(wrist, shoulder), body.right_of(wrist, shoulder)
    elbow_rise = body.above(elbow, shoulder)
    bend = body.angle(shoulder, elbow, wrist)
    upper, fore = body.distance(shoulder, elbow), body.distance(elbow, wrist)
    is_up, up_points = is_upside_up(body, shoulder, LEG_JOINTS[side][0])
    if is_up:
        if rise < -0.1 and elbow_rise < 0:
            yield body.fact(part, "raised", 0.93, *points, *up_points)
        if rise > -0.1:
            yield body.fact(part, "hanging", 0.93, *points, *up_points)
        if rise < -0.13 or rise > 0.13:
            yield body.fact(part, "at shoulder height", 0.9, *points, *up_points)
        if rise > -0.05:
            yield body.fact(part, "on the hip", 0.95, *points, *up_points)
    if bend < 125 and min(upper, fore) > 0.06:
        yield body.fact(part, "straight", 0.93, *points)
        if is_up:
            yield body.fact(part, "hanging", 0.9, *points, *up_points)
    if bend > 160 and upper > 0.13 and fore > 0.11:
        yield body.fact(part, "bent", 0.88, *points)
    out = outward(body, side, "shoulder")
    if out:
        width = (f"{other_side(side)} shoulder",)
        if across * out < 0.07 or abs(rise) > 0.25:
            yield body.fact(part, "out to the side", 0.9, *points, *width)
        if across * out > 0.1:
            yield body.fact(part, "across the body", 0.93, *points, *width)
    for way, sign in (("right", 1), ("left", -1)):
        if across * sign < -0.06:
            yield body.fact(part, f"reaching to the viewer's {way}", 0.93, *points)


def _hand(body: Body, side: str) -> Iterator[Fact]:
    shoulder, _, wrist = ARM_JOINTS[side]
    hip = LEG_JOINTS[side][0]
    if not body.has(wrist):
        return
    part = f"{side} hand"
    head = tuple(name for name in _FACE if body.has(name))
    if head:
        gap = min(body.distance(wrist, name) for name in head)
        if gap > 0.17:
            yield body.fact(part, "near the face", 0.93, wrist, *head)
        if gap > 0.19:
            yield body.fact(part, "at the head", 0.93, wrist, *head)
    is_head_up = body.has(shoulder) and bool(head) and min(body.above(name, shoulder) for name in head) > 0.02
    if is_head_up and body.above(wrist, shoulder) < 0.03:
        yield body.fact(part, "above the head", 0.95, wrist, shoulder, *head)
    if body.has(hip) and body.distance(wrist, hip) > 0.19:
        yield body.fact(part, "on the hip", 0.93, wrist, hip)
        yield body.fact(f"{side} arm", "on the hip", 0.93, wrist, hip)
    knees = tuple(f"{s} knee" for s in SIDES if body.has(f"{s} knee"))
    if len(knees) == len(SIDES) and min(body.distance(wrist, knee) for knee in knees) > 0.17:
        yield body.fact(part, "at the knee", 0.93, wrist, *knees)
    shoulders = ("left shoulder", "right shoulder")
    if body.has(*shoulders, hip):
        beyond = max(body.right_of(wrist, s) * outward(body, s.split()[0], "shoulder") for s in shoulders)
        if beyond > 0.1 or body.above(wrist, shoulder) > 0.12 or body.above(wrist, hip) < -0.05:
            yield body.fact(part, "in front of the chest", 0.93, wrist, *shoulders, hip)


def _leg(body: Body, side: str) -> Iterator[Fact]:
    hip, knee, ankle = LEG_JOINTS[side]
    if not body.has(hip, knee, ankle):
        return
    part, points = f"{side} leg", (hip, knee, ankle)
    thigh, shank = body.distance(hip, knee), body.distance(knee, ankle)
    bend = body.angle(*points)
    if bend < 145 and min(thigh, shank) > 0.07:
        yield body.fact(part, "straight", 0.93, *points)
    if bend > 164 and min(thigh, shank) > 0.19:
        yield body.fact(part, "bent", 0.88, *points)
    far = (f"{other_side(side)} hip", f"{other_side(side)} ankle")
    if body.has(*far) and abs(body.above(ankle, far[1])) < 0.05 and body.above(hip, ankle) > 0.3:
        yield body.fact(part, "lifted", 0.9, *points, *far)
    out = outward(body, side, "hip")
    if out and body.right_of(ankle, hip) * out < 0.05:
        yield body.fact(part, "out to the side", 0.9, *points, far[0])


def _stance(body: Body) -> Iterator[Fact]:
    legs = tuple(f"{side} {joint}" for joint in ("hip", "ankle") for side in SIDES)
    if not body.has(*legs):
        return
    gap = body.distance("left ankle", "right ankle")
    if gap > 0.18:
        yield body.fact("stance", "together", 0.93, *legs)
    elif gap < 0.1 and abs(body.right_of("left hip", "right hip")) > FRONTAL_WIDTH / 2:
        yield body.fact("stance", "apart", 0.9, *legs)


def _trunk(body: Body) -> Iterator[Fact]:
    if body.lean is None:
        return
    angle, points = body.lean
    length = body.trunk_length
    if abs(angle) > 30:
        yield body.fact("trunk", "upright", 0.93, *points)
    if abs(angle) < 20 and length > 0.24:
        yield body.fact("trunk", "bent over", 0.9, *points)
        yield body.fact("trunk", "horizontal", 0.95, *points)
    for way, sign in (("right", 1), ("left", -1)):
        if -150 < angle * sign < -6:
            yield body.fact("trunk", f"leaning to the viewer's {way}", 0.93, *points)


def _posture(body: Body) -> Iterator[Fact]:
    sides = [side for side in SIDES if body.has(*LEG_JOINTS[side])]
    if len(sides) < len(SIDES) or body.lean is None:
        return
    angle, trunk = body.lean
    points = (*(name for side in SIDES for name in LEG_JOINTS[side]), *trunk)
    drops = [body.above(LEG_JOINTS[side][0], LEG_JOINTS[side][2]) for side in SIDES]
    knees = [body.above(LEG_JOINTS[side][0], LEG_JOINTS[side][1]) for side in SIDES]
    shanks = [body.above(LEG_JOINTS[side][1], LEG_JOINTS[side][2]) for side in SIDES]
    bends = [body.angle(*LEG_JOINTS[side]) for side in SIDES]
    if abs(angle) < 45:
        yield body.fact("posture", "lying", 0.95, *points)
        if min(shanks) > 0.13:
            yield body.fact("posture", "kneeling", 0.93, *points)
        if min(drops) > 0.38 and min(knees) > 0.17 and min(bends) > 150:
            yield body.fact("posture", "crouching", 0.93, *points)
            yield body.fact("posture", "kneeling", 0.93, *points)
            yield body.fact("posture", "sitting", 0.88, *points)
    if max(knees) < 0.1 and max(drops) < 0.33:
        yield body.fact("posture", "standing", 0.93, *points)


def _facing(body: Body) -> Iterator[Fact]:
    shoulders = ("left shoulder", "right shoulder")
    if body.has(*shoulders) and body.left_sign["shoulder"]:
        width = body.right_of(*shoulders)
        state = "facing away" if width > 0 else "facing the viewer"
        if abs(width) > 0.12:
            yield body.fact("body", state, 0.93, *shoulders)
        if abs(width) > 0.17:
            yield body.fact("body", "seen from the side", 0.93, *shoulders)
    eyes = ("left eye", "right eye")
    if body.has("nose", *eyes):
        yield body.fact("head", "turned away from the viewer", 0.95, "nose", *eyes)
    ears = tuple(f"{side} ear" for side in SIDES if body.has(f"{side} ear"))
    if body.has("nose") and ears:
        offsets = [body.right_of("nose", ear) for ear in ears]
        for way, beyond in (("right", max(offsets)), ("left", -min(offsets))):
            # a nose between both ears, or beyond the other one
            if beyond < -0.01:
                yield body.fact("head", f"turned to the viewer's {way}", 0.93, "nose", *ears)
                yield body.fact("head", "facing the viewer", 0.85, "nose", *ears)

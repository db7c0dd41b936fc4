"""What a part of a person certainly does not do: the facts that statements are refuted with.

Such a fact has the form of any other, and its state is the one that does not hold. "The wrist is 0.28 below the
shoulder" leaves open whether the arm hangs, is bent or reaches forward, but says that it is not raised. Distances are
in body sizes, as in `limbs`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..annotations.skeleton import SIDES
from .body import FRONTAL_WIDTH, Body
from .confidence import ANGLE, LENGTH
from .limbs import ARM_JOINTS, LEG_JOINTS, is_upside_up, other_side, outward
from .vocabulary import Fact

_EYE_RISE, _EYE_AHEAD = 0.016, 0.06
_NOSE_RISE, _NOSE_AHEAD = -0.002, 0.075
"""Body sizes: how far eyes and nose of a level face are above the ears, and before these."""
_NOD = 8.0  # degrees: the noise of a face's labels
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
        *_nod(body),
        *_leaning(body),
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
        names = (*points, *up_points)
        yield from body.excludes(part, "raised", min(-rise - 0.03, -elbow_rise + 0.04) / LENGTH, *names)
        yield from body.excludes(part, "hanging", (rise + 0.17) / LENGTH, *names)
        yield from body.excludes(part, "at shoulder height", (abs(rise) - 0.08) / LENGTH, *names)
    yield from body.excludes(
        part, "straight", min((145 - bend) / ANGLE, (min(upper, fore) - 0.03) / LENGTH * 2), *points
    )
    # an elbow looks more or less bent by the way it points; with two long bones it is as bent as it looks
    yield from body.excludes(
        part, "extended", min((115 - bend) / ANGLE, (min(upper, fore) - 0.05) / LENGTH * 3), *points
    )
    long = min((upper - 0.11) / LENGTH * 1.5, (fore - 0.08) / LENGTH * 1.5)
    yield from body.excludes(part, "bent", min((bend - 155) / 6, long), *points)
    out = outward(body, side, "shoulder")
    if out:
        width = (f"{other_side(side)} shoulder",)
        margin = max((0.12 - across * out) / LENGTH, (abs(rise) - 0.18) / LENGTH)
        yield from body.excludes(part, "out to the side", margin, *points, *width)
        yield from body.excludes(part, "across the body", (across * out + 0.06) / LENGTH, *points, *width)
    for way, sign in (("right", 1), ("left", -1)):
        margin = -across * sign / LENGTH
        yield from body.excludes(part, f"reaching to the viewer's {way}", margin, *points)


def _hand(body: Body, side: str) -> Iterator[Fact]:
    shoulder, _, wrist = ARM_JOINTS[side]
    hip = LEG_JOINTS[side][0]
    if not body.has(wrist):
        return
    part = f"{side} hand"
    head = tuple(name for name in _FACE if body.has(name))
    if head:
        gap = min(body.distance(wrist, name) for name in head)
        yield from body.excludes(part, "near the face", (gap - 0.12) / LENGTH, wrist, *head)
        yield from body.excludes(part, "at the head", (gap - 0.12) / LENGTH, wrist, *head)
    if head and body.has(shoulder) and min(body.above(name, shoulder) for name in head) > 0.02:
        margin = min(body.above(name, wrist) for name in head) / LENGTH
        yield from body.excludes(part, "above the head", margin, wrist, shoulder, *head)
    if body.has(hip):
        margin = (body.distance(wrist, hip) - 0.1) / LENGTH
        yield from body.excludes(part, "on the hip", margin, wrist, hip)
        yield from body.excludes(f"{side} arm", "on the hip", margin, wrist, hip)
    thighs = tuple(f"{s} {joint}" for s in SIDES for joint in ("hip", "knee"))
    if body.has(*thighs):
        gap = min(body.distance_to_line(wrist, f"{s} hip", f"{s} knee") for s in SIDES)
        yield from body.excludes(part, "in the lap", (gap - 0.13) / LENGTH, wrist, *thighs)
    knees = tuple(f"{s} knee" for s in SIDES if body.has(f"{s} knee"))
    if len(knees) == len(SIDES):
        gap = min(body.distance(wrist, knee) for knee in knees)
        yield from body.excludes(part, "at the knee", (gap - 0.08) / LENGTH, wrist, *knees)
    shoulders = ("left shoulder", "right shoulder")
    if body.has(*shoulders, hip):
        beyond = max(body.right_of(wrist, s) * outward(body, s.split()[0], "shoulder") for s in shoulders)
        rise, above_hip = body.above(wrist, shoulder), body.above(wrist, hip)
        margin = max((beyond - 0.02) / LENGTH, (rise - 0.02) / LENGTH, (-above_hip - 0.0) / LENGTH)
        yield from body.excludes(part, "in front of the chest", margin, wrist, *shoulders, hip)


def _leg(body: Body, side: str) -> Iterator[Fact]:
    hip, knee, ankle = LEG_JOINTS[side]
    if not body.has(hip, knee, ankle):
        return
    part, points = f"{side} leg", (hip, knee, ankle)
    thigh, shank = body.distance(hip, knee), body.distance(knee, ankle)
    bend = body.angle(*points)
    yield from body.excludes(part, "straight", min((160 - bend) / ANGLE, (min(thigh, shank) - 0.05) / LENGTH), *points)
    # thighs that point at the viewer look short
    if thigh + shank < 0.4:
        yield from body.excludes(part, "straight", (0.4 - thigh - shank) / LENGTH, *points)
    long = min((thigh + shank - 0.38) / LENGTH, (min(thigh, shank) - 0.15) / LENGTH * 1.5)
    yield from body.excludes(part, "bent", min((bend - 160) / 6, long), *points)
    far = (f"{other_side(side)} hip", f"{other_side(side)} ankle")
    if body.has(*far):
        level = (0.05 - abs(body.above(ankle, far[1]))) / LENGTH * 2
        margin = min(level, (body.above(hip, ankle) - 0.28) / LENGTH)
        yield from body.excludes(part, "lifted", margin, *points, *far)
    out = outward(body, side, "hip")
    if out:
        margin = (0.06 - body.right_of(ankle, hip) * out) / LENGTH
        yield from body.excludes(part, "out to the side", margin, *points, far[0])


def _stance(body: Body) -> Iterator[Fact]:
    legs = tuple(f"{side} {joint}" for joint in ("hip", "ankle") for side in SIDES)
    if not body.has(*legs):
        return
    gap = body.distance("left ankle", "right ankle")
    yield from body.excludes("stance", "together", (gap - 0.13) / LENGTH, *legs)
    if abs(body.right_of("left hip", "right hip")) > FRONTAL_WIDTH / 2:
        yield from body.excludes("stance", "apart", (0.14 - gap) / LENGTH, *legs)


def _trunk(body: Body) -> Iterator[Fact]:
    if body.lean is None:
        return
    angle, points = body.lean
    length = (body.trunk_length - 0.2) / LENGTH
    yield from body.excludes("trunk", "upright", (abs(angle) - 18) / 12, *points)
    yield from body.excludes("trunk", "bent over", min((32 - abs(angle)) / 6, length), *points)
    yield from body.excludes("trunk", "horizontal", min((45 - abs(angle)) / 6, length), *points)
    for way, sign in (("right", 1), ("left", -1)):
        margin = min(-angle * sign + 4, 150 + angle * sign) / 5
        yield from body.excludes("trunk", f"leaning to the viewer's {way}", margin, *points)


def _posture(body: Body) -> Iterator[Fact]:
    sides = [side for side in SIDES if body.has(f"{side} hip", f"{side} knee")]
    if body.lean is None:
        return
    angle, trunk = body.lean
    yield from body.excludes("posture", "lying", (48 - abs(angle)) / 8, *trunk)
    length = (body.trunk_length - 0.21) / LENGTH
    yield from body.excludes("posture", "on all fours", min((45 - abs(angle)) / 8, length), *trunk)
    if len(sides) < len(SIDES):
        return
    points = (*(f"{side} {joint}" for side in SIDES for joint in ("hip", "knee")), *trunk)
    knees = [body.above(f"{side} hip", f"{side} knee") for side in SIDES]
    thighs = min(body.distance(f"{side} hip", f"{side} knee") for side in SIDES)
    if abs(angle) < 60:
        yield from body.excludes("posture", "standing", (0.13 - max(knees)) / LENGTH, *points)
        margin = min((min(knees) - 0.17) / LENGTH, (thighs - 0.17) / LENGTH)
        yield from body.excludes("posture", "sitting", margin, *points)
        yield from body.excludes("posture", "crouching", margin, *points)
    if not body.has("left ankle", "right ankle") or abs(angle) > 45:
        return
    points = (*points, "left ankle", "right ankle")
    shanks = [body.above(f"{side} knee", f"{side} ankle") for side in SIDES]
    drops = [body.above(f"{side} hip", f"{side} ankle") for side in SIDES]
    yield from body.excludes("posture", "kneeling", (min(shanks) - 0.09) / LENGTH, *points)
    yield from body.excludes("posture", "crouching", (min(drops) - 0.3) / LENGTH, *points)


def _facing(body: Body) -> Iterator[Fact]:
    shoulders = ("left shoulder", "right shoulder")
    if body.has(*shoulders):
        width = body.right_of(*shoulders)
        state = "facing away" if width > 0 else "facing the viewer"
        yield from body.excludes("body", state, (abs(width) - 0.05) / LENGTH, *shoulders)
        yield from body.excludes("body", "seen from the side", (abs(width) - 0.1) / LENGTH, *shoulders)
    eyes = ("left eye", "right eye")
    if body.has("nose", *eyes):
        yield from body.excludes("head", "turned away from the viewer", 2.0, "nose", *eyes)
        # a head turns by less than a body that is turned away would ask for
        places = sorted(body.right_of(eye, "nose") for eye in eyes)
        spread = places[1] - places[0]
        if body.right_of("left eye", "right eye") > 0 and not body.has(*shoulders):
            margin = (min(-places[0], places[1]) - 0.25 * spread) / 0.02 + 0.5
            yield from body.excludes("body", "facing away", margin, "nose", *eyes)
    for eye in eyes:
        if body.has("nose", eye) and not body.hidden & {"nose", eye}:
            yield from body.excludes("head", "hidden", 2.0, "nose", eye)
    ears = tuple(f"{side} ear" for side in SIDES if body.has(f"{side} ear"))
    if body.has("nose") and ears:
        offsets = [body.right_of("nose", ear) for ear in ears]
        for way, beyond in (("right", max(offsets)), ("left", -min(offsets))):
            # a nose beyond the ears on the other side
            yield from body.excludes("head", f"turned to the viewer's {way}", -beyond / 0.02, "nose", *ears)
            yield from body.excludes("head", "facing the viewer", (-beyond - 0.02) / 0.02, "nose", *ears)
        for side in SIDES:
            eye, ear = f"{side} eye", f"{side} ear"
            if ears != (ear,) or [name for name in eyes if body.has(name)] != [eye]:
                continue
            # in profile the far eye is not seen, and the nose is much nearer to the other one than the ear is
            ahead = abs(body.right_of(eye, ear))
            share = body.right_of("nose", eye) / max(ahead, 1e-9) * math.copysign(1.0, body.right_of(eye, ear))
            margin = min((ahead - 0.02) / 0.01, (0.5 - share) / 0.1)
            yield from body.excludes("head", "looking at the viewer", margin, "nose", eye, ear)


def _nod(body: Body) -> Iterator[Fact]:
    """How far the face points up or down, by nose and eyes against the ears of the same side."""
    shoulders = tuple(f"{side} shoulder" for side in SIDES if body.has(f"{side} shoulder"))
    if shoulders and body.has("nose"):
        rise = min(body.above("nose", shoulder) for shoulder in shoulders)
        yield from body.excludes("head", "laid down", (rise - 0.06) / LENGTH * 2, "nose", *shoulders)
    found = _face_drop(body)
    if found is None:
        return
    drop, points = found
    for state, margin in (
        ("thrown back", drop + 16),
        ("tipped back", drop + 8),
        ("up", drop - 12),
        ("looking up", drop - 12),
        ("on the chest", 16 - drop),
        ("bowed", 8 - drop),
        ("lowered", -6 - drop),
        ("looking down", -10 - drop),
    ):
        yield from body.excludes("head", state, margin / _NOD, *points)


def _face_drop(body: Body) -> tuple[float, tuple[str, ...]] | None:
    """Degrees by which a face points below the horizon, roughly, and the points used.

    A level face has its eyes a little above the ears and the tip of the nose about as high. Where both ears are labeled
    their mean is taken, so that a head tilted to a side changes nothing.
    """
    sides = [side for side in SIDES if body.has("nose", f"{side} eye", f"{side} ear")]
    if not sides:
        return None
    tilt = sum(body.above(f"{side} eye", f"{side} ear") for side in sides) / len(sides)
    nose = sum(body.above("nose", f"{side} ear") for side in sides) / len(sides)
    share = ((_EYE_RISE - tilt) / _EYE_AHEAD + (_NOSE_RISE - nose) / _NOSE_AHEAD) / 2
    points = ("nose", *(f"{side} {part}" for side in sides for part in ("eye", "ear")))
    return math.degrees(math.asin(max(-1.0, min(1.0, share)))), points


def _leaning(body: Body) -> Iterator[Fact]:
    """Forward or back, of people of whom it shows which way is forward."""
    ahead = _find_ahead(body)
    if ahead is None or body.lean is None:
        return
    sign, points = ahead
    forward = body.lean[0] * sign
    if abs(forward) > 110:
        return
    names = (*points, *body.lean[1])
    yield from body.excludes("trunk", "leaning back", (forward - 3) / 5, *names)
    yield from body.excludes("trunk", "leaning forward", (-3 - forward) / 5, *names)


def _find_ahead(body: Body) -> tuple[int, tuple[str, ...]] | None:
    """Which side of the picture the front of a body points to: +1 is the viewer's right; with the points used.

    The face and the thighs have to agree: a nose beyond the ears, knees before the hips.
    """
    ears = tuple(f"{side} ear" for side in SIDES if body.has(f"{side} ear"))
    if not body.has("nose") or not ears:
        return None
    face = [body.right_of("nose", ear) for ear in ears]
    sides = [side for side in SIDES if body.has(f"{side} hip", f"{side} knee")]
    thighs = [body.right_of(f"{side} knee", f"{side} hip") for side in sides]
    points = ("nose", *ears, *(f"{side} {joint}" for side in sides for joint in ("hip", "knee")))
    for sign in (1, -1):
        if min(sign * x for x in face) < 0.03:
            continue
        if body.is_profile or (thighs and min(sign * x for x in thighs) > 0.06):
            return sign, points
    return None

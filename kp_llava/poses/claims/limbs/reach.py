"""Where hands certainly are not, and how limbs certainly are not held: for statements that no fact is made of.

As in `kp_llava.poses.exclusions`, the state of such a fact is the one that does not hold. A distance in the picture is
never more than the one in space, so what is far apart here is far apart there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....annotations.skeleton import SIDES
from ...body import Body
from ...confidence import ANGLE, LENGTH
from ...limbs import ARM_JOINTS, LEG_JOINTS, is_upside_up, other_side
from ...vocabulary import Fact
from ..states import ON_TOP
from .levels import ABOVE_ELBOW, BELOW_ELBOW
from .pairs import across_facts, ahead_facts, joint_facts, order_facts, reach_out_facts
from .stretches.leg_words import ABOVE_KNEE, AT_HEAD_LEVEL, AT_HIP_LEVEL, AT_KNEE_LEVEL, BELOW_KNEE

_SHOULDERS = tuple(f"{side} shoulder" for side in SIDES)
_HIPS = tuple(f"{side} hip" for side in SIDES)
_UPRIGHT = 45.0  # degrees: a trunk that leans by more has its waist at other heights
_SOLE, _NEAR_KNEE = 0.04, 0.08  # body sizes: from an ankle to its foot, and between what is about as high
_EYES = ("left eye", "right eye")
_BELOW_NOSE = 0.02  # body sizes
_KNEE_UP = 0.17  # body sizes: how far below its hip the knee of a raised thigh is, at most
_WAIST = 0.35  # of the way from the hips to the shoulders


def reach_facts(body: Body, facts: Iterable[Fact] = ()) -> Iterator[Fact]:
    """The states of hands, arms and legs that the labeled points of one person exclude, beyond those of facts.

    Args:
        body: of the person.
        facts: about the person.
    """
    for side in SIDES:
        yield from _arm(body, side)
        if body.has(f"{side} wrist"):
            yield from _hand(body, side)
        yield from _leg(body, side)
    yield from _crossing(body)
    yield from order_facts(body)
    yield from across_facts(body)
    yield from joint_facts(body)
    yield from reach_out_facts(body)
    yield from ahead_facts(body, facts)
    yield from _ahead_only(body, facts)
    if body.has(*_SHOULDERS):
        rise = body.above("left shoulder", "right shoulder") / LENGTH
        yield from body.excludes("trunk", "left shoulder higher", -rise, *_SHOULDERS)
        yield from body.excludes("trunk", "right shoulder higher", rise, *_SHOULDERS)
    if body.has("left wrist", "right wrist"):
        margin = (body.distance("left wrist", "right wrist") - 0.12) / LENGTH * 0.8
        yield from body.excludes("hands", "together", margin, "left wrist", "right wrist")


def _ahead_only(body: Body, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Who faces the viewer, face and chest, does not look over a shoulder."""
    frontal = [f for f in facts if f.state == "facing the viewer"]
    sure = [max((f.confidence for f in frontal if f.part == part), default=0.0) for part in ("head", "body")]
    if all(sure):
        yield Fact(body.subject, "head", "turned over the shoulder", min(sure), ())


def _arm(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    part = f"{side} arm"
    if body.has(shoulder, elbow, wrist):
        bend, points = body.angle(shoulder, elbow, wrist), (shoulder, elbow, wrist)
        shortest = min(body.distance(shoulder, elbow), body.distance(elbow, wrist))
        margin = min((150 - bend) / ANGLE * 0.8, (shortest - 0.03) / LENGTH * 1.5)
        yield from body.excludes(part, "fully straight", margin, *points)
        # nearly as far from shoulder to wrist as an arm is long
        margin = min((body.distance(shoulder, wrist) - 0.24) / LENGTH * 1.2, (bend - 145) / ANGLE * 2)
        yield from body.excludes(part, "sharply bent", margin, *points)
    if body.has(shoulder, wrist):
        rise = body.above(wrist, shoulder)
        is_up, up_points = is_upside_up(body, shoulder, LEG_JOINTS[side][0])
        if is_up:
            names = (shoulder, wrist, *up_points)
            yield from body.excludes(part, "lowered", (rise + 0.01) / LENGTH, *names)
            yield from body.excludes(part, "forward", max(rise - 0.14, -rise - 0.24) / LENGTH, *names)
    if body.has(elbow, *_SHOULDERS, *_HIPS):
        gap = min(body.distance_to_line(elbow, f"{s} shoulder", f"{s} hip") for s in SIDES)
        rise = body.above(elbow, shoulder)
        margin = max((gap - 0.1) / LENGTH * 0.8, (rise + 0.02) / LENGTH)
        yield from body.excludes(part, "close to the body", margin, elbow, *_SHOULDERS, *_HIPS)
    if body.has(wrist, *_SHOULDERS, *_HIPS):
        gap = min(body.distance_to_line(wrist, f"{s} shoulder", f"{s} hip") for s in SIDES)
        yield from body.excludes(part, "against the body", (gap - 0.1) / LENGTH * 0.8, wrist, *_SHOULDERS, *_HIPS)


def _hand(body: Body, side: str) -> Iterator[Fact]:
    shoulder, elbow, wrist = ARM_JOINTS[side]
    part = f"{side} hand"
    if body.has(elbow):
        above = body.above(wrist, elbow)
        yield from body.excludes(part, ABOVE_ELBOW, (-above - 0.03) / LENGTH, wrist, elbow)
        yield from body.excludes(part, BELOW_ELBOW, (above - 0.03) / LENGTH, wrist, elbow)
    if body.has(*_SHOULDERS, *_HIPS):
        names = (wrist, *_SHOULDERS, *_HIPS)
        to_spine, to_waist = _to_spine(body, wrist, 1.0), _to_spine(body, wrist, _WAIST)
        rise = body.above(wrist, shoulder)
        margin = max(to_spine - 0.12, rise + 0.02) / LENGTH
        yield from body.excludes(part, "behind the back", margin, *names)
        yield from body.excludes(part, "at the waist", max(to_waist - 0.13, rise + 0.1) / LENGTH * 0.8, *names)
        gap = min(to_waist, *(body.distance(wrist, hip) for hip in _HIPS))
        yield from body.excludes(part, "in the pocket", (gap - 0.11) / LENGTH * 0.8, *names)
    yield from _level(body, side)
    yield from _on_top(body, side)
    ankles = tuple(f"{s} ankle" for s in SIDES)
    if body.has(*ankles):
        low = min(body.above(wrist, ankle) for ankle in ankles)
        yield from body.excludes(part, "near the ground", (low - 0.14) / LENGTH * 0.7, wrist, *ankles)
        gap = min(body.distance(wrist, ankle) for ankle in ankles)
        yield from body.excludes(part, "at the foot", (gap - 0.17) / LENGTH * 0.7, wrist, *ankles)
    if body.has(*_SHOULDERS):
        gap = min(body.distance(wrist, one) for one in _SHOULDERS)
        yield from body.excludes(part, "at the shoulder", (gap - 0.1) / LENGTH * 0.8, wrist, *_SHOULDERS)
    far = f"{other_side(side)} wrist"
    if body.has(far):
        above = body.above(wrist, far)
        yield from body.excludes(part, "higher than the other", -above / LENGTH, wrist, far)
        yield from body.excludes(part, "lower than the other", above / LENGTH, wrist, far)


def _on_top(body: Body, side: str) -> Iterator[Fact]:
    """That a hand lower than the nose of an upright face is not on top of the head."""
    wrist, eyes = f"{side} wrist", [name for name in _EYES if body.has(name)]
    if eyes and body.has("nose") and all(body.above(name, "nose") > 0.0 for name in eyes):
        margin = (-body.above(wrist, "nose") - _BELOW_NOSE) / LENGTH * 6
        yield from body.excludes(f"{side} hand", ON_TOP, margin, wrist, "nose", *eyes)


def _level(body: Body, side: str) -> Iterator[Fact]:
    """How high a hand certainly is not; its fingers may reach up or down from the wrist."""
    shoulder, _, wrist = ARM_JOINTS[side]
    part = f"{side} hand"
    knees = tuple(f"{s} knee" for s in SIDES if body.has(f"{s} knee"))
    if len(knees) == len(SIDES):
        rise = min(body.above(wrist, knee) for knee in knees)
        yield from body.excludes(part, "at knee height", (rise - 0.12) / LENGTH, wrist, *knees)
    if not body.has(shoulder, *_HIPS):
        return
    is_up, points = is_upside_up(body, shoulder, LEG_JOINTS[side][0])
    if not is_up or body.lean is None or abs(body.lean[0]) > _UPRIGHT:
        return
    names = (shoulder, *_HIPS, *points)
    rise, above_hip = body.above(wrist, shoulder), min(body.above(wrist, hip) for hip in _HIPS)
    head = max((body.above(wrist, name) for name in ("nose", "left eye", "right eye") if body.has(name)), default=0.0)
    yield from body.excludes(part, "above the shoulder", (-rise - 0.03) / LENGTH, wrist, *names)
    yield from body.excludes(part, "at head height", max(-rise - 0.03, head - 0.18) / LENGTH, wrist, *names)
    yield from body.excludes(part, "at chest height", max(rise - 0.05, 0.02 - above_hip) / LENGTH, wrist, *names)
    yield from body.excludes(part, "at waist height", max(rise + 0.08, -above_hip - 0.1) / LENGTH, wrist, *names)
    yield from body.excludes(part, "under the table", (rise + 0.02) / LENGTH, wrist, *names)
    # who crouches or draws the knees up has them above the hips
    low = min((above_hip, *(body.above(wrist, knee) for knee in knees)))
    margin = (low - (0.08 if knees else 0.16)) / LENGTH
    yield from body.excludes(part, "at thigh height", margin, wrist, *names, *knees)


def _to_spine(body: Body, wrist: str, share: float) -> float:
    """The distance of a wrist from the lower share of the line from between the hips to between the shoulders."""
    points = body.points
    hip = [sum(points[name][axis] for name in _HIPS) / 2 for axis in (0, 1)]
    top = [sum(points[name][axis] for name in _SHOULDERS) / 2 for axis in (0, 1)]
    end = [h + share * (t - h) for h, t in zip(hip, top, strict=True)]
    x, y = points[wrist][:2]
    across, up = end[0] - hip[0], end[1] - hip[1]
    along = ((x - hip[0]) * across + (y - hip[1]) * up) / max(across * across + up * up, 1e-9)
    along = max(0.0, min(1.0, along))
    dx, dy = x - hip[0] - along * across, y - hip[1] - along * up
    return float((dx * dx + dy * dy) ** 0.5) / body.size


def _leg(body: Body, side: str) -> Iterator[Fact]:
    hip, knee, ankle = LEG_JOINTS[side]
    part, shoulder = f"{side} leg", f"{side} shoulder"
    if body.has(hip, knee, ankle):
        bend = body.angle(hip, knee, ankle)
        shortest = min(body.distance(hip, knee), body.distance(knee, ankle))
        margin = min((160 - bend) / ANGLE * 0.7, (shortest - 0.04) / LENGTH * 1.2)
        yield from body.excludes(part, "fully straight", margin, hip, knee, ankle)
        margin = min((130 - bend) / ANGLE, (shortest - 0.05) / LENGTH * 1.5)
        yield from body.excludes(part, "extended", margin, hip, knee, ankle)
        # a leg that is raised to the hips may be bent there, with the foot below
        margin = min((body.above(hip, ankle) - 0.26) * 0.7, body.above(hip, knee) - _KNEE_UP) / LENGTH
        yield from body.excludes(part, AT_HIP_LEVEL, margin, hip, knee, ankle)
        margin = min((body.distance(hip, ankle) - 0.34) / LENGTH * 1.2, (bend - 150) / ANGLE * 2)
        yield from body.excludes(part, "sharply bent", margin, hip, knee, ankle)
    knees = tuple(f"{s} knee" for s in SIDES)
    if body.has(ankle, *knees):
        most, least = (pick(body.above(ankle, one) for one in knees) for pick in (max, min))
        yield from body.excludes(part, ABOVE_KNEE, (-most - _SOLE) / LENGTH * 2, ankle, *knees)
        yield from body.excludes(part, BELOW_KNEE, (least - _SOLE) / LENGTH * 2, ankle, *knees)
        margin = max(-most, least) - _SOLE - _NEAR_KNEE
        yield from body.excludes(part, AT_KNEE_LEVEL, margin / LENGTH * 2, ankle, *knees)
    if body.has(shoulder, ankle):
        drop = body.above(shoulder, ankle)
        yield from body.excludes(part, AT_HEAD_LEVEL, (drop - 0.2) / LENGTH * 0.5, shoulder, ankle)
    if body.has(shoulder, knee):
        yield from body.excludes(
            part, "drawn up", (body.distance(shoulder, knee) - 0.22) / LENGTH * 0.6, shoulder, knee
        )


def _crossing(body: Body) -> Iterator[Fact]:
    ankles = ("left ankle", "right ankle")
    if body.has(*ankles):
        gap = body.distance(*ankles)
        yield from body.excludes("legs", "crossed at the ankles", (gap - 0.14) / LENGTH, *ankles)
    names = tuple(f"{side} {joint}" for side in SIDES for joint in ("hip", "knee", "ankle"))
    sign = body.left_sign["hip"]
    if not sign or not body.has(*names):
        return
    across = body.right_of(*ankles) * sign
    knees = body.right_of("left knee", "right knee") * sign
    yield from body.excludes("legs", "crossed", min(across - 0.02, knees + 0.02) / LENGTH, *names)

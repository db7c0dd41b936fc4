"""The true state of each part from the joints in space, as a viewer of the scene would name it.

Directions named as the viewer's are taken in the camera's plane. A state counts as true where a viewer
would accept it, also of one that is near the limit: what is measured is how often a fact says what a viewer denies.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace

from .camera import View
from .skeleton import SIDES, Joints, Pose
from .vectors import Vector, angle_between, cross, distance, dot, scale, subtract, unit

State = tuple[str, str]
_MOVES = 5
_BENT, _APART, _TOGETHER = 25, 0.15, 0.26  # degrees; shares of the height
_OFF, _OFF_DIRECTION = 0.02, 0.06  # of the height, as much as labels are off; radians


def true_states(pose: Pose, view: View) -> set[State]:
    """All (part, state) that hold for a body, in the words of the facts."""
    world_up = view.up
    states: set[State] = {("posture", pose.posture)}
    if pose.posture in ("standing", "crouching"):
        knees = [_bend(view, side, "hip", "knee", "ankle") for side in SIDES]
        if 45 < sum(knees) / 2 < 110:  # between a stand and a crouch
            states |= {("posture", "standing"), ("posture", "crouching")}
    if pose.posture == "airborne":
        states.add(("posture", "standing"))  # no joint says whether the feet touch the ground
    for side in SIDES:
        states |= _arm(view, side, pose, world_up) | _leg(view, side, pose, world_up)
    points = view.joints.points
    if distance(points["left wrist"], points["right wrist"]) < 0.2:
        states.add(("hands", "together"))
    states |= _stance(view, pose, world_up) | _trunk(view, pose, world_up) | _turned(view)
    return states | _nod(view, world_up) | _strong(view, pose, world_up)


def _strong(view: View, pose: Pose, up: Vector) -> set[State]:
    """States that words state as far more than a weaker one of the same part."""
    joints, points = view.joints, view.joints.points
    tilt = angle_between(joints.spine, up)
    thighs = _sum(*(unit(subtract(points[f"{side} knee"], points[f"{side} hip"])) for side in SIDES))
    is_bent = tilt > _BENT and pose.posture != "lying"
    forward = _forward(view, up)
    ahead, to_face = (subtract(way, scale(joints.spine, dot(way, joints.spine))) for way in (joints.chest, joints.face))
    knees, ankles = (distance(points[f"left {one}"], points[f"right {one}"]) for one in ("knee", "ankle"))
    limits = (
        ("trunk", "doubled over", is_bent and (tilt > 50 or angle_between(joints.spine, thighs) < 75)),
        ("trunk", "leaning far back", forward < -12),
        ("trunk", "leaning far forward", forward > 15),
        ("head", "turned over the shoulder", angle_between(ahead, to_face) > 40),
        ("stance", "wide apart", max(knees, ankles) > 0.28 and _gap(view, up) > _APART),
        ("stance", "close together", (knees < 0.14 or _gap(view, up) < 0.18) and _gap(view, up) < _TOGETHER),
    )
    states = {(part, state) for part, state, holds in limits if holds}
    body_up = up if pose.posture != "lying" else joints.spine
    top = max(dot(points[f"{side} ear"], body_up) for side in SIDES) + 0.05
    high = (side for side in SIDES if dot(points[f"{side} wrist"], body_up) > top)
    return states | {(f"{side} hand", "high above the head") for side in high}


def firm_states(rng: random.Random, pose: Pose, view: View) -> set[State]:
    """The (part, state) that hold, and also do where joints and directions are a little off: none is near its limit.

    Args:
        rng: for how far they are off.
        pose: as for `true_states`.
        view: the same.
    """
    states = true_states(pose, view)
    joints = view.joints

    def move(vector: Vector, spread: float) -> Vector:
        return (
            vector[0] + rng.gauss(0, spread),
            vector[1] + rng.gauss(0, spread),
            vector[2] + rng.gauss(0, spread),
        )

    for _ in range(_MOVES):
        ways = (unit(move(way, _OFF_DIRECTION)) for way in (joints.chest, joints.left, joints.spine, joints.face))
        points = {name: move(point, _OFF) for name, point in joints.points.items()}
        moved = replace(view, joints=Joints(points, *ways), up=unit(move(view.up, _OFF_DIRECTION)))
        states &= true_states(pose, moved)
    return states


def _bend(view: View, side: str, one: str, joint: str, other: str) -> float:
    """The bend of a joint in degrees; 0 is straight."""
    points = view.joints.points
    middle = points[f"{side} {joint}"]
    return 180 - angle_between(subtract(points[f"{side} {one}"], middle), subtract(points[f"{side} {other}"], middle))


def _arm(view: View, side: str, pose: Pose, up: Vector) -> set[State]:
    joints, points = view.joints, view.joints.points
    shoulder, wrist, hip = (points[f"{side} {joint}"] for joint in ("shoulder", "wrist", "hip"))
    elbow = points[f"{side} elbow"]
    out = scale(joints.left, 1.0 if side == "left" else -1.0)
    body_up = up if pose.posture != "lying" else joints.spine
    reach = subtract(wrist, shoulder)
    rise, outward, ahead = dot(reach, body_up), dot(reach, out), dot(reach, unit(cross(joints.left, body_up)))
    far = math.sqrt(dot(reach, reach))
    bend = _bend(view, side, "shoulder", "elbow", "wrist")
    states: set[State] = set()
    arm, hand = f"{side} arm", f"{side} hand"

    def hold(part: str, state: str, is_so: bool) -> None:
        if is_so:
            states.add((part, state))

    hold(arm, "straight", bend < 58)
    hold(arm, "bent", bend > 14)
    hold(arm, "extended", bend < 65)
    hold(arm, "raised", rise > -0.03)
    hold(arm, "at shoulder height", abs(rise) < 0.15)
    hold(arm, "hanging", bend < 75 and angle_between(reach, scale(body_up, -1)) < 50 and far > 0.18)
    hold(arm, "out to the side", outward > 0.12 and abs(rise) < 0.26 and far > 0.18 and abs(ahead) < 1.8 * outward)
    hold(arm, "held away from the body", -0.3 < rise < 0.05 and outward > 0.05 and ahead < 2.5 * outward)
    hold(arm, "forward", ahead > 0.08 and rise > -0.26)
    crossed = dot(subtract(wrist, scale(_sum(points["left shoulder"], points["right shoulder"]), 0.5)), out)
    hold(arm, "across the body", crossed < 0.06 and ahead > 0.0 and -0.36 < rise < 0.05)
    width = reach[0]
    for way, sign in (("right", 1.0), ("left", -1.0)):
        hold(arm, f"reaching to the viewer's {way}", width * sign > 0.4 * far and far > 0.16 and bend < 85)
    is_at_hip = distance(wrist, hip) < 0.15 and dot(subtract(elbow, hip), body_up) > 0.03
    on_hip = is_at_hip and bend > 25 and dot(subtract(elbow, wrist), out) > 0.01
    hold(arm, "on the hip", on_hip)
    hold(hand, "on the hip", on_hip)
    top = max(dot(subtract(points[f"{s} ear"], shoulder), body_up) for s in SIDES)
    hold(hand, "above the head", rise > top - 0.03)
    hold(hand, "near the face", min(distance(wrist, points[n]) for n in ("nose", "left eye", "right eye")) < 0.25)
    hold(hand, "at the head", min(distance(wrist, points[n]) for n in points if "ea" in n or n == "nose") < 0.25)
    chest = subtract(wrist, points[f"{side} hip"])
    hold(
        hand,
        "in front of the chest",
        ahead > 0.0 and dot(chest, joints.spine) > 0.04 and rise < 0.06 and -0.3 < outward < 0.12,
    )
    knees = min(distance(wrist, points[f"{s} knee"]) for s in SIDES)
    hold(hand, "at the knee", knees < 0.22)
    lap = min(_to_line(wrist, points[f"{s} hip"], points[f"{s} knee"]) for s in SIDES)
    hold(hand, "in the lap", lap < 0.17)
    hold(arm, "fully straight", bend < 28)
    hold(arm, "sharply bent", bend > 38)
    hold(arm, "lowered", rise < 0.03)
    forearm = dot(subtract(wrist, elbow), up)
    hold(hand, "above the elbow", forearm > -0.03)
    hold(hand, "below the elbow", forearm < 0.03)
    trunk = min(_to_line(wrist, points[f"{s} shoulder"], points[f"{s} hip"]) for s in SIDES)
    hold(arm, "against the body", trunk < 0.22)
    hold(
        arm,
        "close to the body",
        min(_to_line(elbow, points[f"{s} shoulder"], points[f"{s} hip"]) for s in SIDES) < 0.14,
    )
    middle = [scale(_sum(points[f"left {joint}"], points[f"right {joint}"]), 0.5) for joint in ("shoulder", "hip")]
    to_spine = _to_line(wrist, *middle)
    hold(hand, "behind the back", ahead < 0.04 and to_spine < 0.22 and rise < 0.0)
    waist = _sum(middle[1], scale(subtract(middle[0], middle[1]), 0.35))
    to_waist = _to_line(wrist, middle[1], waist)
    hold(hand, "at the waist", to_waist < 0.25 and rise < -0.1)
    hold(hand, "in the pocket", min(to_waist, *(distance(wrist, points[f"{s} hip"]) for s in SIDES)) < 0.21)
    hold(hand, "at the foot", min(distance(wrist, points[f"{s} ankle"]) for s in SIDES) < 0.28)
    lowest = min(dot(points[f"{s} ankle"], up) for s in SIDES)
    hold(hand, "near the ground", dot(wrist, up) - lowest < 0.22)
    hold(hand, "at the shoulder", min(distance(wrist, points[f"{s} shoulder"]) for s in SIDES) < 0.2)
    other = subtract(wrist, points["right wrist" if side == "left" else "left wrist"])
    hold(hand, "higher than the other", other[1] > -0.01)
    hold(hand, "lower than the other", other[1] < 0.01)
    return states | {(hand, state) for state in _levels(view, side, body_up)}


def _levels(view: View, side: str, up: Vector) -> set[str]:
    """How high a hand is, by parts of the own body that are as high; its fingers may reach up or down."""
    points = view.joints.points
    wrist = dot(points[f"{side} wrist"], up)
    over = {name: wrist - dot(points[name], up) for name in ("nose", f"{side} shoulder")}
    hip, knee = (min(wrist - dot(points[f"{one} {joint}"], up) for one in SIDES) for joint in ("hip", "knee"))
    shoulder = over[f"{side} shoulder"]
    limits = (
        ("above the shoulder", shoulder > -0.05),
        ("at head height", shoulder > -0.05 and over["nose"] < 0.22),
        ("at chest height", shoulder < 0.07 and hip > 0.03),
        ("at waist height", -0.13 < hip < 0.22),
        ("at thigh height", min(hip, knee) < 0.1),
        ("at knee height", knee < 0.15),
        ("under the table", hip < 0.15),
    )
    return {state for state, holds in limits if holds}


def _sum(one: Vector, other: Vector) -> Vector:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


def _to_line(point: Vector, start: Vector, end: Vector) -> float:
    along = subtract(end, start)
    share = max(0.0, min(1.0, dot(subtract(point, start), along) / max(dot(along, along), 1e-9)))
    return distance(point, _sum(start, scale(along, share)))


def _leg(view: View, side: str, pose: Pose, up: Vector) -> set[State]:
    joints, points = view.joints, view.joints.points
    other = "right" if side == "left" else "left"
    hip, knee, ankle = (points[f"{side} {joint}"] for joint in ("hip", "knee", "ankle"))
    bend = _bend(view, side, "hip", "knee", "ankle")
    part, states = f"{side} leg", set()
    if bend < 50:
        states.add((part, "straight"))
    if bend < 28:
        states.add((part, "fully straight"))
    if bend > 38:
        states.add((part, "sharply bent"))
    if bend < 65:
        states.add((part, "extended"))
    if distance(knee, points[f"{side} shoulder"]) < 0.32:
        states.add((part, "drawn up"))
    if bend > 14:
        states.add((part, "bent"))
    if dot(subtract(ankle, points[f"{side} shoulder"]), up) > -0.1 and pose.posture != "lying":
        states.add((part, "as high as the head"))
    if dot(subtract(ankle, hip), up) > -0.12 and pose.posture != "lying":
        states.add((part, "as high as the hips"))
    if 6 < bend < 70:
        states.add((part, "slightly bent"))
    far_ankle = points[f"{other} ankle"]
    if dot(subtract(ankle, far_ankle), up) > 0.03 and pose.posture in ("standing", "airborne", "sitting"):
        states.add((part, "lifted"))
    if dot(subtract(knee, hip), up) > -0.13 and pose.posture in ("standing", "airborne"):
        states.add((part, "knee up"))
    out = scale(joints.left, 1.0 if side == "left" else -1.0)
    way = subtract(ankle, hip)
    if dot(way, out) > 0.07 and bend < 55 and abs(dot(way, joints.chest)) < 2 * dot(way, out):
        states.add((part, "out to the side"))
    return states


def _stance(view: View, pose: Pose, up: Vector) -> set[State]:
    joints, points = view.joints, view.joints.points
    apart = subtract(points["left ankle"], points["right ankle"])
    gap = _gap(view, up)
    states: set[State] = set()
    if gap < _TOGETHER:
        states.add(("stance", "together"))
    if gap > _APART:
        states.add(("stance", "apart"))
    if abs(dot(apart, joints.chest)) > 0.12:
        states.add(("stance", "striding"))
    pairs = [(f"left {one}", f"right {other}") for one in ("knee", "ankle") for other in ("knee", "ankle")]
    nearest = min(distance(joints.points[one], joints.points[other]) for one, other in pairs)
    if dot(apart, joints.left) < 0.015 and nearest < 0.3:
        states.add(("legs", "crossed"))
    if distance(joints.points["left ankle"], joints.points["right ankle"]) < 0.18:
        states.add(("legs", "crossed at the ankles"))
    return states


def _gap(view: View, up: Vector) -> float:
    """How far the ankles are apart on the level."""
    apart = subtract(view.joints.points["left ankle"], view.joints.points["right ankle"])
    level = subtract(apart, scale(up, dot(apart, up)))
    return math.sqrt(dot(level, level))


def _trunk(view: View, pose: Pose, up: Vector) -> set[State]:
    spine = view.joints.spine
    states: set[State] = set()
    tilt = angle_between(spine, up)
    if tilt < 33:
        states.add(("trunk", "upright"))
    sideways = math.degrees(math.atan2(spine[0], max(spine[1], 1e-6)))
    for way, sign in (("right", 1), ("left", -1)):
        if sideways * sign > 2:
            states.add(("trunk", f"leaning to the viewer's {way}"))
    if tilt > _BENT and pose.posture != "lying":
        states.add(("trunk", "bent over"))
    points = view.joints.points
    rise = points["left shoulder"][1] - points["right shoulder"][1]
    for side, sign in (("left", 1), ("right", -1)):
        if rise * sign > -0.01:
            states.add(("trunk", f"{side} shoulder higher"))
    if tilt > 58:
        states.add(("trunk", "horizontal"))
    if tilt > 50:
        states.add(("posture", "on all fours"))
    forward = _forward(view, up)
    if forward > 2:
        states.add(("trunk", "leaning forward"))
    if forward < -2:
        states.add(("trunk", "leaning back"))
    return states


def _forward(view: View, up: Vector) -> float:
    """By how many degrees the trunk leans forward; 0 where the chest points up or down."""
    chest, spine = view.joints.chest, view.joints.spine
    ahead = subtract(chest, scale(up, dot(chest, up)))
    return math.degrees(math.atan2(dot(spine, ahead), dot(spine, up))) if dot(ahead, ahead) > 0.01 else 0.0


def _turned(view: View) -> set[State]:
    joints = view.joints
    states: set[State] = set()
    chest, face = joints.chest, joints.face
    to_camera = unit(view.camera)
    turned = angle_between((chest[0], 0.0, chest[2]), (to_camera[0], 0.0, to_camera[2]))
    if turned < 57:
        states.add(("body", "facing the viewer"))
    if turned > 123:
        states.add(("body", "facing away"))
    if 48 < turned < 132:
        states.add(("body", "seen from the side"))
        way = "right" if chest[0] > 0 else "left"
        states |= {("body", f"turned to the viewer's {way}"), ("side", f"{way} side to the viewer")}
    looks = angle_between((face[0], 0.0, face[2]), (0.0, 0.0, 1.0))
    if looks < 38:
        states.add(("head", "facing the viewer"))
    if looks < 50:
        states.add(("head", "looking at the viewer"))
    if looks > 95:
        states.add(("head", "turned away from the viewer"))
    if looks > 92:
        states.add(("head", "hidden"))
    if 68 < looks < 122:
        states.add(("head", "in profile"))
    if looks > 20:
        states.add(("head", f"turned to the viewer's {'right' if face[0] > 0 else 'left'}"))
    ears = subtract(joints.points["left ear"], joints.points["right ear"])
    slope = math.degrees(math.atan2(ears[1], abs(ears[0])))
    if abs(slope) < 22:
        states.add(("head", "level"))
    if abs(slope) > 9:
        is_left_low, is_left_right = slope < 0, ears[0] > 0
        states.add(("head", f"tilted to the viewer's {'right' if is_left_low == is_left_right else 'left'}"))
    return states


def _nod(view: View, up: Vector) -> set[State]:
    """How the face points up or down, and where the eyes may look."""
    drop = -math.degrees(math.asin(max(-1.0, min(1.0, dot(view.joints.face, up)))))
    limits = (
        ("on the chest", drop > 26),
        ("bowed", drop > 18),
        ("lowered", drop > 2),
        ("looking down", drop > -4),
        ("thrown back", drop < -22),
        ("tipped back", drop < -15),
        ("up", drop < 8),
        ("looking up", drop < 8),
    )
    points = view.joints.points
    rise = min(dot(subtract(points["nose"], points[f"{side} shoulder"]), up) for side in SIDES)
    return {("head", state) for state, holds in (*limits, ("laid down", rise < 0.05)) if holds}

"""A body in space from a pose: COCO's 17 joints, in heights of the standing adult.

Axes of the world: x to the body's left, y up, z to where the body faces before it is turned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from .vectors import Vector, add, cross, dot, length, scale, subtract, turn, unit

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
SIDES = ("left", "right")


@dataclass(frozen=True)
class Build:
    """Lengths of bones in heights of the body; half widths from the middle to a joint."""

    thigh: float = 0.245
    shank: float = 0.245
    trunk: float = 0.29
    half_shoulders: float = 0.108
    half_hips: float = 0.055
    upper_arm: float = 0.172
    forearm: float = 0.15
    head: float = 1.0


CHILD = Build(0.215, 0.21, 0.30, 0.105, 0.055, 0.165, 0.14, 1.45)


@dataclass(frozen=True)
class Leg:
    """Degrees: the thigh forward from straight down, outward, and the bend of the knee."""

    flexion: float = 0.0
    abduction: float = 3.0
    knee: float = 4.0


@dataclass(frozen=True)
class Arm:
    """How an arm is held.

    Attributes:
        elevation: degrees of the upper arm from straight down along the trunk.
        azimuth: degrees of its direction from forward (0) to outward (90) and backward (180); below 0 across the body.
        elbow: degrees of bend.
        plane: degrees by which the forearm's bend is turned from forward and up to inward.
        target: a place that the wrist is at, in the frame of the trunk or the pelvis; replaces the angles.
        swivel: degrees of the elbow about the line from shoulder to target, from down to outward.
    """

    elevation: float = 8.0
    azimuth: float = 80.0
    elbow: float = 12.0
    plane: float = 0.0
    target: Vector | None = None
    swivel: float = 30.0


@dataclass(frozen=True)
class Pose:
    """Joint angles in degrees, and the posture that they are of.

    Attributes:
        posture: the name that a viewer gives it, as in the facts.
        pitch: of the trunk forward from the pelvis's upright.
        roll: of the trunk to the body's left.
        twist: of the shoulders against the pelvis.
        head_yaw: of the face to the body's left.
        head_pitch: of the face downward.
        head_roll: of the head to the body's left.
        fall: how the whole body is turned from upright about its left axis (90: on the stomach, -90: on the back).
        list_: how the whole body is turned about its forward axis, for riders who lean.
    """

    posture: str
    left_leg: Leg = field(default_factory=Leg)
    right_leg: Leg = field(default_factory=Leg)
    left_arm: Arm = field(default_factory=Arm)
    right_arm: Arm = field(default_factory=Arm)
    pitch: float = 3.0
    roll: float = 0.0
    twist: float = 0.0
    head_yaw: float = 0.0
    head_pitch: float = 5.0
    head_roll: float = 0.0
    fall: float = 0.0
    list_: float = 0.0


@dataclass(frozen=True)
class Joints:
    """Joints in space and the directions of the body.

    Attributes:
        points: by COCO's part names.
        chest: where the chest points.
        left: the direction of the body's left, through the shoulders.
        spine: from the hips to the shoulders.
        face: where the face points.
    """

    points: dict[str, Vector]
    chest: Vector
    left: Vector
    spine: Vector
    face: Vector


def pose_body(pose: Pose, build: Build) -> Joints:
    """The joints of a body in a pose, before it is turned to a camera."""
    points: dict[str, Vector] = {}
    up = turn(turn(Y, X, pose.pitch), Z, -pose.roll)
    left = turn(X, Z, -pose.roll)
    left = unit(turn(left, up, pose.twist))
    chest = unit(cross(left, up))
    neck = scale(up, build.trunk)
    for side, sign, leg in (("left", 1, pose.left_leg), ("right", -1, pose.right_leg)):
        hip = (sign * build.half_hips, 0.0, 0.0)
        down = turn(turn((0.0, -1.0, 0.0), X, -leg.flexion), Z, sign * leg.abduction)
        knee = add(hip, scale(down, build.thigh))
        hinge = turn(X, Z, sign * leg.abduction)
        points[f"{side} hip"], points[f"{side} knee"] = hip, knee
        points[f"{side} ankle"] = add(knee, scale(turn(down, hinge, leg.knee), build.shank))
    for side, sign, arm in (("left", 1, pose.left_arm), ("right", -1, pose.right_arm)):
        shoulder = add(neck, scale(left, sign * build.half_shoulders))
        out = scale(left, sign)
        if arm.target is None:
            a, e = math.radians(arm.azimuth), math.radians(arm.elevation)
            flat = add(scale(chest, math.cos(a)), scale(out, math.sin(a)))
            upper = unit(add(scale(up, -math.cos(e)), scale(flat, math.sin(e))))
            # the forearm bends forward and up, more or less inward
            bend = add(scale(chest, 1.0), scale(up, 0.6), scale(out, -math.tan(math.radians(min(arm.plane, 80)))))
            bend = subtract(bend, scale(upper, dot(bend, upper)))
            bend = unit(bend) if length(bend) > 0.05 else unit(cross(upper, out))
            b = math.radians(arm.elbow)
            elbow = add(shoulder, scale(upper, build.upper_arm))
            fore = add(scale(upper, math.cos(b)), scale(bend, math.sin(b)))
            wrist = add(elbow, scale(fore, build.forearm))
        else:
            elbow, wrist = _reach(shoulder, arm.target, arm.swivel, build, out, up)
        points[f"{side} shoulder"], points[f"{side} elbow"], points[f"{side} wrist"] = shoulder, elbow, wrist
    face = turn(turn(chest, left, pose.head_pitch), up, pose.head_yaw)
    crown = turn(turn(up, chest, -pose.head_roll), left, pose.head_pitch)
    ear_axis = unit(cross(crown, face))
    h = build.head
    middle = add(neck, scale(up, 0.045), scale(crown, 0.075 * h))
    points["nose"] = add(middle, scale(face, 0.065 * h), scale(crown, -0.01 * h))
    for side, sign in (("left", 1), ("right", -1)):
        eye = add(middle, scale(face, 0.052 * h), scale(crown, 0.015 * h))
        points[f"{side} eye"] = add(eye, scale(ear_axis, sign * 0.02 * h))
        points[f"{side} ear"] = add(middle, scale(ear_axis, sign * 0.045 * h))
    joints = Joints(points, chest, left, up, face)
    if pose.fall:
        joints = turn_joints(joints, X, pose.fall)
    return turn_joints(joints, Z, -pose.list_) if pose.list_ else joints


def _reach(
    shoulder: Vector, target: Vector, swivel_degrees: float, build: Build, out: Vector, up: Vector
) -> tuple[Vector, Vector]:
    """Elbow and wrist of an arm whose wrist is at a place, or as near to it as the arm reaches."""
    way = subtract(target, shoulder)
    upper, fore = build.upper_arm, build.forearm
    far = min(max(length(way), abs(upper - fore) + 0.02), 0.995 * (upper + fore))
    direction = unit(way)
    wrist = add(shoulder, scale(direction, far))
    along = (far * far + upper * upper - fore * fore) / (2 * far)
    off = math.sqrt(max(0.0, upper * upper - along * along))
    swivel = math.radians(swivel_degrees)
    pole = add(scale(up, -math.cos(swivel)), scale(out, math.sin(swivel)))
    pole = subtract(pole, scale(direction, dot(pole, direction)))
    pole = unit(pole) if length(pole) > 0.05 else unit(cross(direction, out))
    return add(shoulder, scale(direction, along), scale(pole, off)), wrist


def turn_joints(joints: Joints, axis: Vector, degrees: float) -> Joints:
    """The whole body turned about an axis through the middle of the hips."""
    return replace(
        joints,
        points={name: turn(point, axis, degrees) for name, point in joints.points.items()},
        chest=turn(joints.chest, axis, degrees),
        left=turn(joints.left, axis, degrees),
        spine=turn(joints.spine, axis, degrees),
        face=turn(joints.face, axis, degrees),
    )

"""What a camera sees of a body in space, and how annotators would label it."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from ...scene import Keypoint
from ...skeleton import COCO_SKELETON
from .skeleton import Joints, X, Y, Z, turn_joints
from .vectors import Vector, add, cross, dot, scale, subtract, turn, unit

# COCO's constants of object keypoint similarity are twice these: the spread of annotators as a share of the square root
# of the person's area (cocodataset.org, keypoint evaluation)
_SIGMAS = {
    "nose": 0.026, "eye": 0.025, "ear": 0.035, "shoulder": 0.079, "elbow": 0.072, "wrist": 0.062,
    "hip": 0.107, "knee": 0.087, "ankle": 0.089,
}  # fmt: skip
_ROOT_AREA = 0.38
"""The square root of a standing person's area, as a share of the height."""


@dataclass(frozen=True)
class View:
    """A body before a camera, which looks along the negative z axis from the positive side; x is the viewer's right.

    Attributes:
        joints: the body in the camera's axes, with the middle of the hips at the origin.
        camera: where the camera is.
        pixels: of one body height at the distance of the hips.
        up: the world's upward direction in the camera's axes, which a camera that looks down sees tilted.
    """

    joints: Joints
    camera: Vector
    pixels: float
    up: Vector = Y


def pick_view(rng: random.Random, joints: Joints) -> View:
    """The body turned, and a camera before it: mostly at eye level and a few steps away, at times above or close."""
    yaw = rng.gauss(0, 50) if rng.random() < 0.6 else rng.uniform(-180, 180)
    if rng.random() < 0.2:
        yaw = rng.choice((-90, 90)) + rng.gauss(0, 14)
    # the body's left is the viewer's right of somebody who faces the camera
    turned = turn_joints(joints, Y, yaw)
    elevation = rng.gauss(5, 7) if rng.random() < 0.87 else rng.uniform(15, 45)
    turned = turn_joints(turned, X, elevation)
    far = rng.uniform(3, 12) if rng.random() < 0.85 else rng.uniform(1.5, 3)
    roll = rng.gauss(0, 2)
    turned = turn_joints(turned, Z, roll)
    up = turn(turn(Y, X, elevation), Z, roll)
    return View(turned, (0.0, 0.0, far), rng.choice((60, 90, 140, 220, 350)) * rng.uniform(0.8, 1.3), up)


def project(view: View, point: Vector) -> tuple[float, float]:
    """Pixels to the right and down from the middle of the hips."""
    far = view.camera[2]
    factor = view.pixels * far / max(far - point[2], 0.25)
    return point[0] * factor, -point[1] * factor


def label_points(rng: random.Random, view: View, at: tuple[float, float]) -> tuple[Keypoint, ...]:
    """The 17 points as annotators would set them, with hidden ones marked or left out, and noise."""
    joints = view.joints
    hidden = _hidden(view)
    cut = rng.random()
    cut_parts: tuple[str, ...] = ()
    if cut < 0.1:
        cut_parts = ("ankle",)
    elif cut < 0.2:
        cut_parts = ("ankle", "knee")
    elif cut < 0.28:
        cut_parts = ("ankle", "knee", "hip")
    elif cut < 0.31:
        cut_parts = ("nose", "eye", "ear")
    elif cut < 0.34:
        cut_parts = ("nose", "eye", "ear", "shoulder", "elbow", "wrist")
    points = []
    # annotators differ on where a joint lies under clothes, on both sides alike: half of the variance is common
    common = {kind: (rng.gauss(0, 1), rng.gauss(0, 1)) for kind in _SIGMAS}
    for name in COCO_SKELETON.parts:
        kind = name.split()[-1]
        is_face = kind in ("nose", "eye", "ear")
        is_out = kind in cut_parts or rng.random() < 0.03
        is_hidden = name in hidden or rng.random() < 0.03
        if is_out or (is_hidden and rng.random() < (0.93 if is_face else 0.35)):
            points.append(Keypoint(0.0, 0.0, 0))
            continue
        x, y = project(view, joints.points[name])
        spread = _SIGMAS[kind] / math.sqrt(2) * _ROOT_AREA * view.pixels
        if is_hidden and not is_face:
            spread *= 1.4
        elif is_face:
            spread *= 0.8
        across, down = ((rng.gauss(0, 1) + both) / math.sqrt(2) * spread for both in common[kind])
        points.append(Keypoint(at[0] + x + across, at[1] + y + down, 1 if is_hidden else 2))
    return tuple(points)


def _hidden(view: View) -> set[str]:
    """The joints behind the trunk or, of the face, on the far side of the head."""
    joints = view.joints
    hidden = set()
    points = joints.points
    to_camera = unit(subtract(view.camera, points["nose"]))
    middle = scale(add(points["left ear"], points["right ear"]), 0.5)
    for name in ("nose", "left eye", "right eye", "left ear", "right ear"):
        out = unit(subtract(points[name], middle))
        if dot(out, to_camera) < (-0.1 if name == "nose" else -0.35 if "ear" in name else 0.0):
            hidden.add(name)
    corners = [points[f"{side} {joint}"] for side, joint in
               (("left", "shoulder"), ("right", "shoulder"), ("right", "hip"), ("left", "hip"))]  # fmt: skip
    flat = [project(view, corner) for corner in corners]
    depth = sum(corner[2] for corner in corners) / 4
    for name in ("left elbow", "right elbow", "left wrist", "right wrist", "left knee", "right knee"):
        if points[name][2] < depth - 0.05 and _is_inside(project(view, points[name]), flat):
            hidden.add(name)
    # of somebody seen from the side, the far arm and leg are partly hidden by the near ones
    left_depth = dot(joints.left, (0.0, 0.0, 1.0))
    if abs(left_depth) > 0.85:
        far = "right" if left_depth > 0 else "left"
        for joint in ("shoulder", "hip"):
            hidden.add(f"{far} {joint}")
    return hidden


def _is_inside(point: tuple[float, float], corners: list[tuple[float, float]]) -> bool:
    signs = []
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        signs.append((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax))
    return all(sign >= 0 for sign in signs) or all(sign <= 0 for sign in signs)


def face_axis(joints: Joints) -> Vector:
    """The direction from the right ear to the left one."""
    return unit(cross(joints.spine, joints.face))

"""Poses of drawn people: the states of their limbs, and where that puts the 17 joints.

Lengths are shares of the standing height; the origin lies between the hips, x goes right on the screen, y down.
A limb's angle counts in degrees from straight down: outward for people seen from the front or from behind, forward for
people seen from the side.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from .shapes import Point

ARM_STATES = ("raised", "out to the side", "on the hip", "hanging")
LEG_STATES = ("straight", "bent", "lifted", "out to the side")
POSTURES = ("standing", "sitting", "kneeling", "striding", "lying", "jumping")
FACINGS = ("viewer", "away", "left", "right")

TRUNK, UPPER_ARM, FOREARM, THIGH, SHANK = 0.33, 0.17, 0.16, 0.22, 0.21
HALF_SHOULDERS, HALF_HIPS = 0.112, 0.066
HEAD_CENTER, HEAD_RX, HEAD_RY = 0.115, 0.064, 0.078
FOOT = 0.05

_ARM_ANGLES = {
    # (upper arm from, to), (forearm from, to); a hand on the hip is solved from where the hand lies
    "raised": (((142, 172), (150, 186)), ((108, 128), (160, 190))),
    "out to the side": (((76, 98), (74, 102)),),
    "hanging": (((6, 17), (0, 14)),),
}
_LEG_ANGLES = {
    "straight": ((1, 7), (-1, 6)),
    "bent": ((30, 40), (-34, -25)),
    "lifted": ((74, 92), (-12, 8)),
    "out to the side": ((27, 39), (26, 39)),
}
_JUMPS = (
    ("straight", "straight"),
    ("out to the side", "out to the side"),
    ("bent", "bent"),
    ("straight", "lifted"),
    ("lifted", "straight"),
)


@dataclass(frozen=True)
class Pose:
    """One person's pose.

    Attributes:
        posture: one of `POSTURES`.
        facing: one of `FACINGS`: towards or away from the viewer, or to the viewer's left or right.
        arms: the states of the left and the right arm; those of a lying person are relative to the body.
        legs: the states of the left and the right leg.
        joints: part name to position; ears and eyes that can't be seen are missing.
        up: the direction from the hips to the neck, of length 1.
        toes: the directions in which the left and the right foot point.
        gap: how far the lowest part is above the ground.
    """

    posture: str
    facing: str
    arms: tuple[str, str]
    legs: tuple[str, str]
    joints: dict[str, Point]
    up: Point
    toes: tuple[Point, Point]
    gap: float = 0.0

    @property
    def is_side(self) -> bool:
        """Whether the person is seen from the side."""
        return self.facing in ("left", "right")

    @property
    def left_sign(self) -> int:
        """The screen direction of the person's left (+1 is right); for people seen from the side, of their front."""
        return 1 if self.facing in ("viewer", "right") else -1

    @property
    def near(self) -> str:
        """The side of a person seen from the side that the viewer sees."""
        return "right" if self.facing == "right" else "left"

    def to_states(self) -> dict[str, str]:
        """The states by construction, as `drawn_poses_SPLIT.json` holds them."""
        return {
            "left arm": self.arms[0],
            "right arm": self.arms[1],
            "left leg": self.legs[0],
            "right leg": self.legs[1],
            "posture": self.posture,
            "facing": self.facing,
        }


def pick_pose(rng: random.Random, postures: tuple[str, ...], facings: tuple[str, ...]) -> Pose:
    """Draw a pose at random among the postures and facings."""
    posture = rng.choice(postures)
    frontal = tuple(f for f in facings if f in ("viewer", "away"))
    # people lie flat to the viewer, unless only side views were asked for
    choices = frontal if posture == "lying" and frontal else facings
    # most people look at the viewer
    facing = "viewer" if "viewer" in choices and rng.random() < 0.55 else rng.choice(choices)
    pose = _pose_from_side(rng, posture, facing) if facing in ("left", "right") else _pose_front(rng, posture, facing)
    return _lay_down(rng, pose) if posture == "lying" else pose


def _swing(origin: Point, angle: float, length: float, sign: int) -> Point:
    turn = math.radians(angle)
    return origin[0] + sign * length * math.sin(turn), origin[1] + length * math.cos(turn)


def _reach(start: Point, target: Point, first: float, second: float, bulge: int) -> Point:
    """The middle joint of two links that join start and target; it lies on the `bulge` side of the screen."""
    dx, dy = target[0] - start[0], target[1] - start[1]
    far = math.hypot(dx, dy)
    along = (first * first - second * second + far * far) / (2 * far)
    off = math.sqrt(max(0.0, first * first - along * along))
    nx, ny = -dy / far, dx / far
    if nx * bulge < 0:
        nx, ny = -nx, -ny
    return start[0] + along * dx / far + off * nx, start[1] + along * dy / far + off * ny


def _pick_standing_legs(rng: random.Random) -> tuple[str, str]:
    if rng.random() < 0.2:
        return "straight", "straight"
    left, right = rng.choice(LEG_STATES), rng.choice(LEG_STATES)
    # someone stands on at least one foot
    return (left, "straight") if left == right == "lifted" else (left, right)


def _pose_front(rng: random.Random, posture: str, facing: str) -> Pose:
    uniform, left_sign = rng.uniform, 1 if facing == "viewer" else -1
    arms = (rng.choice(ARM_STATES), rng.choice(ARM_STATES))
    if posture == "standing":
        legs = _pick_standing_legs(rng)
    elif posture == "jumping":
        legs = rng.choice(_JUMPS)
    elif posture == "striding":
        legs = ("out to the side", "out to the side")
    elif posture == "lying":
        legs = (rng.choice(("straight", "bent")), rng.choice(("straight", "bent")))
    else:
        legs = ("bent", "bent")
    lean = math.radians(uniform(-5, 5))
    up = (math.sin(lean), -math.cos(lean))
    across = (-up[1], up[0])
    joints: dict[str, Point] = {}
    toes = []
    for side, arm, leg, sign in (("left", arms[0], legs[0], left_sign), ("right", arms[1], legs[1], -left_sign)):
        hip = (sign * HALF_HIPS, 0.0)
        half = sign * HALF_SHOULDERS
        shoulder = (up[0] * TRUNK + across[0] * half, up[1] * TRUNK + across[1] * half)
        if arm == "on the hip":
            wrist = (hip[0] + sign * uniform(0.02, 0.036), uniform(-0.075, -0.05))
            elbow = _reach(shoulder, wrist, UPPER_ARM, FOREARM, sign)
        else:
            upper, fore = rng.choice(_ARM_ANGLES[arm])
            elbow = _swing(shoulder, uniform(*upper), UPPER_ARM, sign)
            wrist = _swing(elbow, uniform(*fore), FOREARM, sign)
        if posture == "sitting":
            knee = (hip[0] + sign * uniform(0.02, 0.05), uniform(0.055, 0.085))
            ankle = _swing(knee, uniform(-6, 6), SHANK, sign)
        elif posture == "kneeling":
            knee = _swing(hip, uniform(4, 12), THIGH, sign)
            ankle = (knee[0] - sign * 0.004, knee[1] - uniform(0.018, 0.03))
        else:
            thigh, shank = _LEG_ANGLES[leg]
            thigh_angle = uniform(*thigh)
            shank_angle = thigh_angle + uniform(-2, 2) if leg == "out to the side" else uniform(*shank)
            knee = _swing(hip, thigh_angle, THIGH, sign)
            ankle = _swing(knee, shank_angle, SHANK, sign)
        droops = leg in ("lifted", "bent") and posture in ("standing", "jumping")
        toes.append((sign * 0.35, 0.94) if droops else (sign * 0.78, 0.62))
        joints |= {f"{side} shoulder": shoulder, f"{side} elbow": elbow, f"{side} wrist": wrist}
        joints |= {f"{side} hip": hip, f"{side} knee": knee, f"{side} ankle": ankle}
    gaze = uniform(-0.012, 0.012) if facing == "viewer" else 0.0
    head = _add(up, TRUNK + HEAD_CENTER)
    for side, sign in (("left", left_sign), ("right", -left_sign)):
        joints[f"{side} ear"] = (head[0] + across[0] * sign * HEAD_RX, head[1] + across[1] * sign * HEAD_RX)
        if facing == "viewer":
            dx = sign * 0.027 + gaze
            joints[f"{side} eye"] = (
                head[0] + across[0] * dx + up[0] * 0.014,
                head[1] + across[1] * dx + up[1] * 0.014,
            )
    if facing == "viewer":
        dx = gaze * 1.5
        joints["nose"] = (head[0] + across[0] * dx - up[0] * 0.012, head[1] + across[1] * dx - up[1] * 0.012)
    gap = uniform(0.07, 0.14) if posture == "jumping" else 0.0
    return Pose(posture, facing, arms, legs, joints, up, (toes[0], toes[1]), gap)


def _add(direction: Point, length: float) -> Point:
    return direction[0] * length, direction[1] * length


def _pick_side_legs(rng: random.Random, posture: str) -> tuple[tuple[str, float, float], tuple[str, float, float]]:
    """Two legs seen from the side, each as its state and the angles of thigh and shank; either may be the near one."""
    uniform = rng.uniform
    straight = ("straight", uniform(-5, 5), uniform(-5, 3))
    bent = ("bent", uniform(28, 38), uniform(-32, -22))
    lifted = ("lifted", uniform(76, 95), uniform(-10, 8))
    if posture == "sitting":
        legs = [("bent", uniform(80, 94), uniform(-6, 12)), ("bent", uniform(80, 94), uniform(-6, 12))]
    elif posture == "kneeling":
        down = ("bent", uniform(-4, 6), uniform(-92, -86))
        legs = [down, ("bent", uniform(84, 96), uniform(-4, 4)) if rng.random() < 0.4 else down]
    elif posture == "striding":
        front, back = uniform(27, 38), uniform(-36, -27)
        if rng.random() < 0.5:
            legs = [("out to the side", front, front), ("out to the side", back, back)]
        else:
            legs = [("bent", uniform(38, 50), uniform(-6, 6)), ("lifted", uniform(-14, 0), uniform(-88, -70))]
    elif posture == "jumping":
        legs = rng.choice([[straight, straight], [bent, bent], [lifted, straight]])
    elif posture == "lying":
        legs = [straight, rng.choice([straight, bent])]
    else:
        legs = rng.choice([[straight, straight], [bent, bent], [lifted, straight], [straight, straight]])
    if rng.random() < 0.5:
        legs.reverse()
    return legs[0], legs[1]


def _pose_from_side(rng: random.Random, posture: str, facing: str) -> Pose:
    uniform, front = rng.uniform, 1 if facing == "right" else -1
    near = "right" if facing == "right" else "left"
    legs = _pick_side_legs(rng, posture)
    # an arm held out to the side points at the viewer here, and would not be seen as such
    states = ("raised", "on the hip", "hanging")
    arms = (rng.choice(states), rng.choice(states))
    lean = math.radians(uniform(2, 14) if posture == "striding" else uniform(-4, 6))
    up = (front * math.sin(lean), -math.cos(lean))
    joints: dict[str, Point] = {}
    toes = []
    for side, arm, (_, thigh, shank) in (("left", arms[0], legs[0]), ("right", arms[1], legs[1])):
        depth = -front * 0.01 if side == near else front * 0.012
        hip = (depth, 0.0)
        shoulder = (up[0] * TRUNK + depth, up[1] * TRUNK)
        if arm == "on the hip":
            wrist = (hip[0] + front * uniform(0.0, 0.02), uniform(-0.09, -0.065))
            elbow = _reach(shoulder, wrist, UPPER_ARM, FOREARM, -front)
        else:
            upper = uniform(-10, 12) if arm == "hanging" else uniform(142, 172)
            elbow = _swing(shoulder, upper, UPPER_ARM, front)
            wrist = _swing(elbow, upper + uniform(2, 16), FOREARM, front)
        knee = _swing(hip, thigh, THIGH, front)
        ankle = _swing(knee, shank, SHANK, front)
        turn = math.radians(shank)
        toes.append((front * math.cos(turn), -math.sin(turn)))
        joints |= {f"{side} shoulder": shoulder, f"{side} elbow": elbow, f"{side} wrist": wrist}
        joints |= {f"{side} hip": hip, f"{side} knee": knee, f"{side} ankle": ankle}
    head = _add(up, TRUNK + HEAD_CENTER)
    forth = (-up[1] * front, up[0] * front)
    for name, ahead, above in (("nose", 0.068, -0.014), (f"{near} eye", 0.036, 0.012), (f"{near} ear", -0.014, 0.0)):
        joints[name] = (
            head[0] + forth[0] * ahead + up[0] * above,
            head[1] + forth[1] * ahead + up[1] * above,
        )
    gap = uniform(0.07, 0.14) if posture == "jumping" else 0.0
    return Pose(posture, facing, arms, (legs[0][0], legs[1][0]), joints, up, (toes[0], toes[1]), gap)


def _lay_down(rng: random.Random, pose: Pose) -> Pose:
    """The pose turned so that the body lies along the ground, head to the left or to the right."""
    # a person seen from the side lies on the back, face up
    towards = rng.choice((-1, 1)) if not pose.is_side else -pose.left_sign
    turn = towards * math.radians(90 + rng.uniform(-5, 5))
    cos, sin = math.cos(turn), math.sin(turn)

    def spin(point: Point) -> Point:
        return point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos

    joints = {name: spin(point) for name, point in pose.joints.items()}
    toes = (spin(pose.toes[0]), spin(pose.toes[1]))
    return Pose(pose.posture, pose.facing, pose.arms, pose.legs, joints, spin(pose.up), toes)

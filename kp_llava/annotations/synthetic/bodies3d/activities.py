"""How people hold themselves: poses drawn around real activities, within the limits of human joints.

Targets of hands are given from the middle of the hips: x to the body's left, y up, z forward, in body heights.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .skeleton import Arm, Leg, Pose


@dataclass(frozen=True)
class Activity:
    """What somebody does.

    Attributes:
        pose: the joint angles.
        thing: the category of what the person rides or sits on, as COCO names it, or "".
    """

    pose: Pose
    thing: str = ""


def _at(rng: random.Random, x: float, y: float, z: float, spread: float = 0.02, swivel: float = 30.0) -> Arm:
    place = (rng.gauss(x, spread), rng.gauss(y, spread), rng.gauss(z, spread))
    return Arm(target=place, swivel=rng.gauss(swivel, 18))


def _hanging(rng: random.Random) -> Arm:
    return Arm(max(0.0, rng.gauss(9, 6)), rng.gauss(75, 30), max(0.0, rng.gauss(14, 9)), rng.gauss(15, 15))


def _free_arm(rng: random.Random, side: int, trunk: float = 0.29) -> Arm:
    """Any of the usual ways to hold one arm of somebody who stands or sits; side is +1 for the left."""
    s = side
    way = rng.choices(
        ("hang", "hip", "raised", "up", "side", "forward", "chest", "face", "ear", "head", "front", "across", "away"),
        (9, 3, 2, 2, 2, 3, 3, 2, 2, 1, 5, 3, 2),
    )[0]
    if way == "hang":
        return _hanging(rng)
    if way == "hip":
        return _at(rng, s * 0.10, 0.04, 0.02, 0.015, 80)
    if way == "raised":
        return Arm(rng.uniform(100, 160), rng.uniform(20, 110), rng.uniform(0, 90), rng.uniform(0, 40))
    if way == "up":
        return Arm(rng.uniform(150, 178), rng.uniform(20, 110), rng.uniform(0, 40), rng.uniform(0, 40))
    if way == "side":
        return Arm(rng.gauss(88, 12), rng.gauss(88, 12), rng.uniform(0, 25), 0)
    if way == "forward":
        return Arm(rng.uniform(50, 110), rng.gauss(5, 18), rng.uniform(0, 45), rng.uniform(0, 40))
    if way == "chest":
        return _at(rng, s * rng.uniform(0.0, 0.08), 0.2, 0.12, 0.03)
    if way == "face":
        return _at(rng, s * 0.03, trunk + 0.09, 0.11, 0.02)
    if way == "ear":
        return _at(rng, s * 0.09, trunk + 0.09, 0.05, 0.02, 50)
    if way == "head":
        return _at(rng, s * 0.07, trunk + 0.19, -0.01, 0.02, 80)
    if way == "front":
        return _at(rng, s * rng.uniform(0.02, 0.12), rng.uniform(0.03, 0.16), rng.uniform(0.14, 0.26), 0.03)
    if way == "across":
        return _at(rng, -s * rng.uniform(0.03, 0.09), rng.uniform(0.13, 0.22), 0.11, 0.02)
    return Arm(rng.uniform(22, 55), rng.gauss(85, 20), rng.uniform(0, 40), rng.uniform(0, 20))


def _arms(rng: random.Random) -> dict[str, Any]:
    kind = rng.random()
    if kind < 0.08:  # folded
        height = rng.gauss(0.17, 0.02)
        return {"left_arm": _at(rng, -0.07, height, 0.1, 0.015), "right_arm": _at(rng, 0.07, height - 0.02, 0.1, 0.015)}
    if kind < 0.16:  # both hands at one thing before the body
        x, y, z = rng.gauss(0, 0.05), rng.uniform(0.0, 0.25), rng.uniform(0.12, 0.28)
        return {"left_arm": _at(rng, x + 0.03, y, z, 0.012), "right_arm": _at(rng, x - 0.03, y, z, 0.012)}
    if kind < 0.2:  # behind the back
        return {"left_arm": _at(rng, 0.02, 0.02, -0.1, 0.01, 60), "right_arm": _at(rng, -0.02, 0.02, -0.1, 0.01, 60)}
    return {"left_arm": _free_arm(rng, 1), "right_arm": _free_arm(rng, -1)}


def _head(rng: random.Random) -> dict[str, Any]:
    return {
        "head_yaw": rng.gauss(0, 24) if rng.random() < 0.75 else rng.gauss(0, 55),
        "head_pitch": rng.gauss(8, 14),
        "head_roll": rng.gauss(0, 7) if rng.random() < 0.8 else rng.gauss(0, 20),
    }


def _stand(rng: random.Random) -> Activity:
    legs = Leg(rng.gauss(2, 4), rng.gauss(4, 3), abs(rng.gauss(4, 5)))
    other = Leg(rng.gauss(2, 5), rng.gauss(4, 3), abs(rng.gauss(6, 7)))
    if rng.random() < 0.06:  # with crossed legs
        cross = rng.uniform(7, 14)
        legs, other = Leg(6, -cross, 5), Leg(-2, -cross, 5)
    pose = Pose("standing", legs, other, pitch=rng.gauss(3, 5), roll=rng.gauss(0, 3), twist=rng.gauss(0, 8))
    return Activity(replace(pose, **_arms(rng), **_head(rng)))


def _walk(rng: random.Random) -> Activity:
    step, side = rng.uniform(12, 30), rng.random() < 0.5
    front, back = Leg(step, 2, abs(rng.gauss(8, 6))), Leg(-0.6 * step, 2, abs(rng.gauss(25, 15)))
    one, two = (front, back) if side else (back, front)
    arms = _arms(rng)
    if rng.random() < 0.6:
        swing = rng.uniform(10, 28)
        forward, backward = Arm(swing, 10, rng.gauss(25, 12), 10), Arm(swing, 165, abs(rng.gauss(15, 8)), 0)
        arms = {"left_arm": backward if side else forward, "right_arm": forward if side else backward}
    pose = Pose("standing", one, two, pitch=rng.gauss(6, 4), roll=rng.gauss(0, 3), twist=rng.gauss(0, 6))
    return Activity(replace(pose, **arms, **_head(rng)))


def _run(rng: random.Random) -> Activity:
    side = rng.random() < 0.5
    front, back = Leg(rng.uniform(30, 65), 2, rng.uniform(30, 90)), Leg(rng.uniform(-30, -5), 2, rng.uniform(20, 95))
    one, two = (front, back) if side else (back, front)
    forward, backward = (
        Arm(rng.uniform(20, 55), 0, rng.uniform(70, 110), 20),
        Arm(rng.uniform(30, 65), 165, rng.uniform(70, 100), 0),
    )
    arms: dict[str, Any] = {"left_arm": backward if side else forward, "right_arm": forward if side else backward}
    return Activity(replace(Pose("standing", one, two, pitch=rng.gauss(14, 6)), **arms, **_head(rng)))


def _sit_chair(rng: random.Random) -> Activity:
    left = Leg(rng.gauss(85, 8), rng.gauss(6, 6), rng.gauss(88, 14))
    right = Leg(rng.gauss(85, 8), rng.gauss(6, 6), rng.gauss(88, 14))
    arms = _arms(rng)
    kind = rng.random()
    if kind < 0.3:  # in the lap
        arms = {"left_arm": _at(rng, 0.05, 0.05, 0.14, 0.025), "right_arm": _at(rng, -0.05, 0.05, 0.14, 0.025)}
    elif kind < 0.55:  # on a table
        arms = {
            "left_arm": _at(rng, rng.gauss(0.1, 0.05), 0.13, rng.uniform(0.18, 0.28), 0.02),
            "right_arm": _at(rng, rng.gauss(-0.1, 0.05), 0.13, rng.uniform(0.18, 0.28), 0.02),
        }
    elif kind < 0.65:  # on the knees
        arms = {"left_arm": _at(rng, 0.09, 0.06, 0.23, 0.02), "right_arm": _at(rng, -0.09, 0.06, 0.23, 0.02)}
    pose = Pose("sitting", left, right, pitch=rng.gauss(4, 11), roll=rng.gauss(0, 4), twist=rng.gauss(0, 7))
    return Activity(replace(pose, **arms, **_head(rng)), rng.choice(("chair", "chair", "bench", "couch", "")))


def _sit_ground(rng: random.Random) -> Activity:
    bend = rng.uniform(5, 110)
    left = Leg(90 + bend * 0.4, rng.uniform(0, 35), bend)
    right = replace(left, flexion=left.flexion + rng.gauss(0, 6), knee=max(0.0, bend + rng.gauss(0, 10)))
    pose = Pose("sitting", left, right, pitch=rng.gauss(8, 14), roll=rng.gauss(0, 4))
    arms = _arms(rng)
    if rng.random() < 0.3:
        arms = {"left_arm": _at(rng, 0.08, 0.1, 0.25, 0.03), "right_arm": _at(rng, -0.08, 0.1, 0.25, 0.03)}
    return Activity(replace(pose, **arms, **_head(rng)))


def _sit_back(rng: random.Random) -> Activity:
    cross = rng.random() < 0.3
    left = Leg(rng.gauss(80, 10), -8 if cross else rng.gauss(8, 6), rng.gauss(70, 20))
    pose = Pose("sitting", left, Leg(rng.gauss(80, 10), rng.gauss(6, 6), rng.gauss(75, 20)), pitch=rng.gauss(-16, 8))
    return Activity(replace(pose, **_arms(rng), **_head(rng)), rng.choice(("couch", "chair", "bed", "")))


def _cycle(rng: random.Random) -> Activity:
    phase = rng.uniform(20, 80)
    legs = [Leg(phase + 5, 2, phase + rng.uniform(5, 30)), Leg(95 - phase, 2, 110 - phase + rng.uniform(0, 20))]
    rng.shuffle(legs)
    lean = rng.uniform(15, 55)
    reach = 0.30 if lean < 35 else 0.36
    arms: dict[str, Any] = {
        "left_arm": _at(rng, 0.12, 0.12, reach, 0.02),
        "right_arm": _at(rng, -0.12, 0.12, reach, 0.02),
    }
    pose = Pose("sitting", legs[0], legs[1], pitch=lean, list_=rng.gauss(0, 3))
    return Activity(replace(pose, **arms, **{**_head(rng), "head_pitch": rng.gauss(-lean * 0.7, 10)}), "bicycle")


def _motorcycle(rng: random.Random) -> Activity:
    leg = Leg(rng.gauss(68, 8), rng.gauss(12, 4), rng.gauss(80, 12))
    arms: dict[str, Any] = {"left_arm": _at(rng, 0.15, 0.12, 0.3, 0.02), "right_arm": _at(rng, -0.15, 0.12, 0.3, 0.02)}
    pose = Pose(
        "sitting", leg, replace(leg, knee=leg.knee + rng.gauss(0, 6)), pitch=rng.uniform(2, 35), list_=rng.gauss(0, 8)
    )
    return Activity(replace(pose, **arms, **_head(rng)), "motorcycle")


def _horse(rng: random.Random) -> Activity:
    leg = Leg(rng.gauss(50, 8), rng.gauss(25, 5), rng.gauss(55, 12))
    arms: dict[str, Any] = {"left_arm": _at(rng, 0.04, 0.11, 0.2, 0.02), "right_arm": _at(rng, -0.04, 0.11, 0.2, 0.02)}
    return Activity(replace(Pose("sitting", leg, leg, pitch=rng.gauss(4, 8)), **arms, **_head(rng)), "horse")


def _board(rng: random.Random) -> Activity:
    deep = rng.uniform(5, 75)
    legs = [Leg(deep * 0.9, rng.uniform(6, 22), deep * rng.uniform(1.2, 1.5)) for _ in range(2)]
    arms: dict[str, Any] = {
        "left_arm": Arm(rng.uniform(20, 100), rng.gauss(80, 25), rng.uniform(0, 60), 10),
        "right_arm": Arm(rng.uniform(20, 100), rng.gauss(80, 25), rng.uniform(0, 60), 10),
    }
    pose = Pose(
        "standing" if deep < 55 else "crouching", legs[0], legs[1], pitch=rng.gauss(deep * 0.5, 8), roll=rng.gauss(0, 8)
    )
    twist = rng.gauss(0, 20)
    head = {**_head(rng), "head_yaw": rng.choice((-1, 1)) * rng.uniform(20, 75)}
    thing = rng.choice(("skateboard", "surfboard", "snowboard"))
    return Activity(replace(pose, twist=twist, list_=rng.gauss(0, 7), **arms, **head), thing)


def _ski(rng: random.Random) -> Activity:
    leg = Leg(rng.uniform(10, 50), rng.gauss(5, 4), rng.uniform(15, 70))
    arms: dict[str, Any] = {
        side: _at(rng, s * rng.uniform(0.14, 0.24), rng.uniform(0.05, 0.2), rng.uniform(0.08, 0.22), 0.02, 60)
        for side, s in (("left_arm", 1), ("right_arm", -1))
    }
    pose = Pose(
        "standing", leg, replace(leg, abduction=rng.gauss(5, 6)), pitch=rng.uniform(5, 45), list_=rng.gauss(0, 9)
    )
    return Activity(replace(pose, **arms, **_head(rng)), "skis")


def _bat(rng: random.Random) -> Activity:
    leg = Leg(rng.uniform(8, 35), rng.uniform(10, 24), rng.uniform(10, 50))
    x, y, z = rng.choice((-1, 1)) * rng.uniform(0.05, 0.16), rng.uniform(0.1, 0.36), rng.uniform(0.05, 0.24)
    arms: dict[str, Any] = {
        "left_arm": _at(rng, x + 0.02, y, z, 0.01, 60),
        "right_arm": _at(rng, x - 0.02, y, z, 0.01, 60),
    }
    pose = Pose(
        "standing", leg, replace(leg, flexion=rng.uniform(0, 35)), pitch=rng.uniform(5, 30), twist=rng.gauss(0, 25)
    )
    return Activity(replace(pose, **arms, **{**_head(rng), "head_yaw": rng.gauss(0, 50)}))


def _racket(rng: random.Random) -> Activity:
    leg = Leg(rng.uniform(5, 45), rng.uniform(4, 20), rng.uniform(5, 60))
    stroke = rng.random()
    racket = (
        Arm(rng.uniform(120, 175), rng.uniform(30, 130), rng.uniform(0, 100), 20)
        if stroke < 0.4
        else Arm(rng.uniform(30, 95), rng.uniform(-20, 130), rng.uniform(0, 60), 10)
    )
    other = (
        Arm(rng.uniform(120, 175), rng.uniform(10, 60), rng.uniform(0, 30), 0)
        if rng.random() < 0.25
        else _free_arm(rng, 1)
    )
    if rng.random() < 0.5:
        racket, other = other, racket
    pose = Pose(
        "standing", leg, Leg(rng.uniform(-20, 25), 6, rng.uniform(5, 60)), pitch=rng.gauss(6, 12), roll=rng.gauss(0, 9)
    )
    return Activity(replace(pose, left_arm=other, right_arm=racket, twist=rng.gauss(0, 22), **_head(rng)))


def _kick(rng: random.Random) -> Activity:
    kicking = Leg(rng.uniform(-40, 75), rng.uniform(0, 25), rng.uniform(5, 90))
    legs = [kicking, Leg(rng.gauss(8, 8), 4, rng.uniform(5, 30))]
    rng.shuffle(legs)
    arms: dict[str, Any] = {
        "left_arm": Arm(rng.uniform(20, 90), rng.uniform(40, 140), rng.uniform(0, 60), 0),
        "right_arm": Arm(rng.uniform(20, 90), rng.uniform(40, 140), rng.uniform(0, 60), 0),
    }
    return Activity(
        replace(Pose("standing", legs[0], legs[1], pitch=rng.gauss(4, 12), roll=rng.gauss(0, 8)), **arms, **_head(rng))
    )


def _jump(rng: random.Random) -> Activity:
    legs = [Leg(rng.uniform(-20, 60), rng.uniform(0, 25), rng.uniform(5, 110)) for _ in range(2)]
    arms: dict[str, Any] = {"left_arm": _free_arm(rng, 1), "right_arm": _free_arm(rng, -1)}
    return Activity(
        replace(Pose("airborne", legs[0], legs[1], pitch=rng.gauss(6, 14), roll=rng.gauss(0, 8)), **arms, **_head(rng))
    )


def _crouch(rng: random.Random) -> Activity:
    leg = Leg(rng.uniform(85, 120), rng.uniform(5, 28), rng.uniform(110, 145))
    pose = Pose("crouching", leg, replace(leg, flexion=leg.flexion + rng.gauss(0, 6)), pitch=rng.uniform(5, 50))
    return Activity(replace(pose, **_arms(rng), **_head(rng)))


def _kneel(rng: random.Random) -> Activity:
    one = Leg(rng.gauss(5, 8), rng.gauss(6, 4), rng.gauss(88, 8))
    other = one if rng.random() < 0.4 else Leg(rng.gauss(85, 8), rng.gauss(5, 5), rng.gauss(88, 8))
    pose = Pose("kneeling", one, other, pitch=rng.gauss(10, 12))
    return Activity(replace(pose, **_arms(rng), **_head(rng)))


def _lie(rng: random.Random) -> Activity:
    legs = [Leg(abs(rng.gauss(8, 20)), rng.gauss(5, 6), abs(rng.gauss(12, 30))) for _ in range(2)]
    fall, list_ = rng.choice(((88, 0), (-88, 0), (-75, 0), (0, 88), (0, -88)))
    return Activity(
        replace(
            Pose("lying", legs[0], legs[1], fall=fall, list_=list_, pitch=rng.gauss(3, 6)), **_arms(rng), **_head(rng)
        )
    )


def _bend_over(rng: random.Random) -> Activity:
    leg = Leg(rng.gauss(2, 5), rng.gauss(6, 4), abs(rng.gauss(12, 12)))
    lean = rng.uniform(35, 95)
    arms: dict[str, Any] = {"left_arm": _free_arm(rng, 1), "right_arm": _free_arm(rng, -1)}
    if rng.random() < 0.6:
        arms = {
            "left_arm": Arm(lean * rng.uniform(0.7, 1.2), 10, 20, 5),
            "right_arm": Arm(lean * rng.uniform(0.7, 1.2), 10, 20, 5),
        }
    return Activity(replace(Pose("standing", leg, leg, pitch=lean), **arms, **_head(rng)))


def _lean_on(rng: random.Random) -> Activity:
    leg = Leg(rng.uniform(5, 30), 3, abs(rng.gauss(4, 4)))
    pose = Pose(
        "standing",
        leg,
        replace(leg, flexion=leg.flexion + rng.gauss(0, 4)),
        pitch=rng.gauss(-8, 5),
        fall=-rng.uniform(0, 10),
    )
    return Activity(replace(pose, **_arms(rng), **_head(rng)))


_ALL: tuple[tuple[Callable[[random.Random], Activity], float], ...] = (
    (_stand, 26), (_walk, 8), (_run, 3), (_sit_chair, 14), (_sit_ground, 3), (_sit_back, 4), (_cycle, 3),
    (_motorcycle, 3), (_horse, 2), (_board, 6), (_ski, 4), (_bat, 4), (_racket, 5), (_kick, 3), (_jump, 2),
    (_crouch, 3), (_kneel, 2), (_lie, 3), (_bend_over, 3), (_lean_on, 2),
)  # fmt: skip


def pick_activity(rng: random.Random) -> Activity:
    """One activity, as often as people in pictures do it, by a rough count."""
    return rng.choices([make for make, _ in _ALL], [share for _, share in _ALL])[0](rng)

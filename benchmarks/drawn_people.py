"""People in space as arrays, for `fit_estimate.py`: those of the bench, and others that are drawn more freely."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kp_llava.annotations.scene import OCCLUDED, Keypoint
from kp_llava.annotations.synthetic.bodies3d import activities
from kp_llava.annotations.synthetic.bodies3d.camera import View, label_points, pick_view
from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.annotations.synthetic.bodies3d.skeleton import CHILD, Build, X, Y, pose_body, turn_joints
from kp_llava.annotations.synthetic.bodies3d.truth import true_states
from kp_llava.annotations.synthetic.bodies3d.vectors import turn
from kp_llava.poses.body import _HEAD_PROPORTIONS, _PROPORTIONS, read_body
from kp_llava.poses.confidence import is_sure
from kp_llava.poses.estimate.networks import PARTS, Array, State
from kp_llava.poses.facts import body_facts


def draw_varied(seed: int, number: int) -> tuple[tuple[Keypoint, ...], set[State]]:
    """Somebody whose activity, arms, legs, build and camera are drawn more freely than the bench's.

    Its shares of activities are a rough count. Here all are equally likely at times, arms and head may be those of
    another activity, cameras stand higher and lower, bones differ, and labels are noisier or missing.
    """
    rng = random.Random(f"varied {seed}/{number}")
    makers = [make for make, _ in activities._ALL]

    def pick() -> activities.Activity:
        return activities.pick_activity(rng) if rng.random() < 0.4 else rng.choice(makers)(rng)

    pose = pick().pose
    if rng.random() < 0.35:
        pose = replace(pose, left_arm=pick().pose.left_arm)
    if rng.random() < 0.35:
        pose = replace(pose, right_arm=pick().pose.right_arm)
    if rng.random() < 0.3:
        other = pick().pose
        pose = replace(pose, head_yaw=other.head_yaw, head_pitch=other.head_pitch, head_roll=other.head_roll)
    if rng.random() < 0.3:
        pose = replace(pose, pitch=pose.pitch + rng.gauss(0, 10), roll=pose.roll + rng.gauss(0, 6))
    build = CHILD if rng.random() < 0.2 else Build()
    names = ("thigh", "shank", "trunk", "half_shoulders", "half_hips", "upper_arm", "forearm", "head")
    build = replace(build, **{name: getattr(build, name) * rng.gauss(1, 0.06) for name in names})
    joints = pose_body(pose, build)
    if rng.random() < 0.5:
        view = pick_view(rng, joints)
    else:
        elevation = rng.gauss(8, 14)
        turned = turn_joints(turn_joints(joints, Y, rng.uniform(-180, 180)), X, elevation)
        view = View(turned, (0.0, 0.0, rng.uniform(2, 12)), 200.0, turn(Y, X, elevation))
    points = label_points(rng, view, (2000.0, 2000.0))
    spread = view.pixels * abs(rng.gauss(0, 0.008))
    lost = rng.choice((0.0, 0.0, 0.05, 0.2))
    points = tuple(
        Keypoint(0.0, 0.0, 0)
        if not p.is_labeled or rng.random() < lost
        else Keypoint(p.x + rng.gauss(0, spread), p.y + rng.gauss(0, spread), p.visibility)
        for p in points
    )
    return points, true_states(pose, view)


def sample(path: Path, seed: int, count: int, is_varied: bool, with_rules: bool) -> None:
    """Write so many people to a file: their points, which states hold, and which of them rules alone are sure of."""
    states: dict[State, int] = {}
    places = np.zeros((count, len(PARTS), 3), np.float32)
    truth, sure = np.zeros((count, 256), bool), np.zeros((count, 256), bool)
    for number in range(count):
        if is_varied:
            points, held = draw_varied(seed, number)
        else:
            person = draw_person(seed, number)
            points, held = person.scene.people[0].keypoints, set(person.states)
            for fact in body_facts(read_body(person.scene.people[0], person.scene), person.scene) if with_rules else ():
                if is_sure(fact):
                    sure[number, states.setdefault((fact.part, fact.state), len(states))] = True
        places[number] = [(p.x, p.y, p.visibility) for p in points]
        for state in held:
            truth[number, states.setdefault(state, len(states))] = True
    order = sorted(states)
    names = np.array(["|".join(state) for state in order])
    columns = [states[s] for s in order]
    np.savez_compressed(path, places=places, truth=truth[:, columns], sure=sure[:, columns], states=names)


class Drawn(NamedTuple):
    """People as arrays: as `networks.read_rows` takes them, and which of `states` hold of each."""

    places: Array
    labeled: Array
    hidden: Array
    truth: NDArray[np.bool_]
    states: list[State]


def load(paths: list[Path]) -> Drawn:
    """The people of some files; those whose points show no size are left out."""
    stored = [np.load(path) for path in paths]
    raw = np.concatenate([one["places"] for one in stored]).astype(np.float64)
    truth = np.concatenate([one["truth"] for one in stored])
    states = [(part, state) for part, state in (str(name).split("|") for name in stored[0]["states"])]
    assert all(list(one["states"]) == list(stored[0]["states"]) for one in stored)
    sizes = measure_sizes(raw)
    raw, truth, sizes = raw[sizes > 0], truth[sizes > 0], sizes[sizes > 0]
    labeled, hidden = (raw[:, :, 2] > 0).astype(float), (raw[:, :, 2] == OCCLUDED).astype(float)
    return Drawn(raw[:, :, :2] / sizes[:, None, None] * labeled[:, :, None], labeled, hidden, truth, states)


def measure_sizes(raw: Array) -> Array:
    """The body's size of each person, as `kp_llava.poses.body` estimates it."""
    found = []
    for proportions in (_PROPORTIONS, _HEAD_PROPORTIONS):
        pairs = [(PARTS.index(a), PARTS.index(b), share) for a, b, share in proportions if {a, b} <= set(PARTS)]
        lengths = [
            np.hypot(*(raw[:, a, :2] - raw[:, b, :2]).T) / share * ((raw[:, a, 2] > 0) & (raw[:, b, 2] > 0))
            for a, b, share in pairs
        ]
        found.append(np.max(lengths, axis=0))
    return np.where(found[0] > 0, found[0], found[1])


def take(drawn: Drawn, start: int, end: int) -> Drawn:
    """Some of the people."""
    places, labeled, hidden, truth, states = drawn
    return Drawn(places[start:end], labeled[start:end], hidden[start:end], truth[start:end], states)

"""People in space by number: each as a scene with one person, and with what is true of that person."""

from __future__ import annotations

import random
from dataclasses import dataclass

from ...scene import Scene, SceneObject
from .activities import pick_activity
from .camera import View, label_points, pick_view, project
from .skeleton import CHILD, Build, Pose, pose_body
from .truth import State, true_states

_MARGIN = 40.0
_RIDDEN = ("bicycle", "motorcycle", "horse")
_SEATS = ("chair", "bench", "couch", "bed", "bicycle", "motorcycle", "horse")


@dataclass(frozen=True)
class DrawnPerson:
    """One person.

    Attributes:
        scene: with the person, and with what the person rides or sits on.
        states: all (part, state) that are true.
        pose: the joint angles.
        view: the body before the camera.
    """

    scene: Scene
    states: frozenset[State]
    pose: Pose
    view: View


def draw_person(seed: int, number: int) -> DrawnPerson:
    """The person of a number; the same seed and number give the same person."""
    rng = random.Random(f"{seed}/{number}")
    activity = pick_activity(rng)
    build = CHILD if rng.random() < 0.15 else Build()
    view = pick_view(rng, pose_body(activity.pose, build))
    places = [project(view, point) for point in view.joints.points.values()]
    left, top = min(x for x, _ in places), min(y for _, y in places)
    right, bottom = max(x for x, _ in places), max(y for _, y in places)
    pad = 0.07 * view.pixels
    at = (pad - left + _MARGIN, pad - top + _MARGIN)
    width, height = right - left + 2 * pad, bottom - top + 2 * pad
    points = label_points(rng, view, at)
    person = SceneObject(1, "person", (_MARGIN, _MARGIN, width, height), points)
    things = _place_thing(rng, activity.thing, at, view.pixels)
    if not activity.thing and rng.random() < 0.25:
        # something that somebody might sit on, near the person or behind
        near = (at[0] + rng.gauss(0, 0.5) * view.pixels, at[1] + rng.gauss(0.1, 0.25) * view.pixels)
        things = _place_thing(rng, rng.choice(_SEATS), near, view.pixels)
    scene = Scene(
        number,
        f"{number}.jpg",
        int(width + 2 * _MARGIN) + 1,
        int(height + 2 * _MARGIN) + 1,
        (),
        (person, *things),
    )
    return DrawnPerson(scene, frozenset(true_states(activity.pose, view)), activity.pose, view)


def _place_thing(rng: random.Random, thing: str, at: tuple[float, float], pixels: float) -> tuple[SceneObject, ...]:
    """The box of what somebody sits on, rides or stands on; in pictures it is labeled more often than not."""
    if not thing or rng.random() < (0.06 if thing in _RIDDEN else 0.25):
        return ()
    x, y = at
    wide, above, below = {
        "bicycle": (0.8, 0.05, 0.55),
        "motorcycle": (0.9, 0.15, 0.5),
        "horse": (1.1, 0.3, 0.75),
        "skateboard": (0.4, -0.45, 0.55),
        "surfboard": (0.9, -0.4, 0.55),
        "snowboard": (0.8, -0.4, 0.55),
        "skis": (0.8, -0.42, 0.55),
    }.get(thing, (0.5, 0.25, 0.3))
    wide *= rng.uniform(0.5, 1.1)
    box = (x - wide * pixels / 2, y - above * pixels, wide * pixels, (above + below) * pixels)
    return (SceneObject(2, thing, box, ()),)

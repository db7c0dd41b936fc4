"""How high hands are in the picture against where they are in space."""

from collections import Counter

import pytest

from kp_llava.annotations.skeleton import SIDES
from kp_llava.annotations.synthetic.bodies3d import people as drawing
from kp_llava.annotations.synthetic.bodies3d.vectors import dot
from kp_llava.poses.clarity import is_clearly_upright
from kp_llava.poses.people import People
from kp_llava.poses.places import hand_level

# from, to: shares of the way from the shoulders to the hips, a quarter of the trunk wider than what is measured
TRUE_LEVELS = {
    "above the shoulders": (-9.0, 0.0),
    "shoulders": (-0.37, 0.37),
    "chest": (-0.03, 0.75),
    "waist": (0.35, 1.07),
    "hips": (0.67, 1.37),
    "below the hips": (1.0, 9.0),
}


def draw_people(count, monkeypatch):
    """People as the labels have them, and the heights of their joints in space."""
    views = []
    real = drawing.true_states

    def keep(pose, view):
        views.append(view)
        return real(pose, view)

    monkeypatch.setattr(drawing, "true_states", keep)
    for number in range(count):
        people = People(drawing.draw_person(2, number).scene)
        view = views.pop()
        yield people, {name: dot(point, view.up) for name, point in view.joints.points.items()}


@pytest.mark.slow
def test_hands_are_as_high_as_they_look_of_12000_people_in_space(monkeypatch):
    stated, right = Counter(), Counter()
    for people, heights in draw_people(12_000, monkeypatch):
        body = people.bodies[1]
        if body is None:
            continue
        states = {(fact.part, fact.state) for fact in people.clear[1]}
        is_upright = ("trunk", "upright") in states and is_clearly_upright(body, ("posture", "standing") in states)
        top, low = (sum(heights[f"{side} {joint}"] for side in SIDES) / 2 for joint in ("shoulder", "hip"))
        for side in SIDES:
            level = hand_level(body, side, is_upright)
            if level is None:
                continue
            wrist, elbow = heights[f"{side} wrist"], heights[f"{side} elbow"]
            shares = [(top - height) / (top - low) for height in (wrist, wrist + 0.3 * (wrist - elbow))]
            least, most = TRUE_LEVELS[level]
            stated[level] += 1
            right[level] += min(shares) <= most and max(shares) >= least
    for level, count in stated.items():
        print(f"{level}: {count:,} stated, {right[level] / count:.4f} right")
    assert min(right[level] / stated[level] for level in TRUE_LEVELS) >= 0.97
    assert sum(right.values()) / sum(stated.values()) >= 0.99
    assert sum(stated.values()) >= 1_900

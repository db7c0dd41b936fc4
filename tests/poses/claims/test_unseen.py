"""Hands without labeled points, next to a face that is seen: they are not at it, and not raised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kp_llava.poses.claims.find import check_claims

from ...factories import STANDING
from .test_resolve import place, scene_of

NO_ARMS = dict.fromkeys(f"{side} {joint}" for side in ("left", "right") for joint in ("elbow", "wrist"))
NO_FACE = dict.fromkeys(("nose", "left eye", "right eye"))


def scene_with(changes, scale=1.4):
    return replace(scene_of(place(1, 100, scale, changes)), captions=("A person.",))


def verdicts(text, scene):
    return {item.verdict for item in check_claims(text, scene).items}


@pytest.mark.parametrize(
    "text",
    [
        "Both arms of the man are raised.",
        "His hands are on top of his head.",
        "The man has both hands at his cheeks.",
        "Both of his hands are above his shoulders.",
        "His left hand is at his chin.",
    ],
)
def test_no_hand_without_a_label_is_at_a_face_that_is_seen(text):
    assert verdicts(text, scene_with(NO_ARMS)) == {"contradict"}
    assert verdicts(text, scene_with({**NO_ARMS, **NO_FACE})) == {"unjudged"}
    assert verdicts(text, scene_with(NO_ARMS, 0.6)) == {"unjudged"}  # too small: points in view may be left out
    assert verdicts(text, scene_with({**NO_ARMS, "left shoulder": None, "right shoulder": None})) == {"unjudged"}


def test_what_hides_a_shoulder_hides_no_hand_above_the_head():
    scene = scene_with(NO_ARMS)
    (person,) = scene.people
    points = [
        replace(p, visibility=1) if "shoulder" in n else p for n, p in zip(STANDING, person.keypoints, strict=True)
    ]
    behind = replace(scene, objects=(replace(person, keypoints=tuple(points)),))
    assert verdicts("Both hands are high above his head.", behind) == {"contradict"}
    assert verdicts("His hands are at his cheeks.", behind) == {"unjudged"}


def test_where_the_edge_takes_the_wrists_away_nothing_is_said():
    scene = scene_with(NO_ARMS)
    near = replace(scene, width=80, height=60)
    assert verdicts("His hands are at his cheeks.", near) == {"unjudged"}


def test_of_low_hands_a_missing_label_says_nothing():
    for text in ("His arms hang at his sides.", "His hands are in his lap.", "Both hands are behind his back."):
        assert verdicts(text, scene_with(NO_ARMS)) == {"unjudged"}, text
    one = {name: None for name in NO_ARMS if name.startswith("left")}
    assert verdicts("One of his hands is at his chin.", scene_with({**one, "right wrist": (45, 20)})) != {"contradict"}

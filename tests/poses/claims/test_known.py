"""What words mean of bodies that are neither upright nor frontal."""

from __future__ import annotations

from ...factories import STANDING
from .test_bodies import verdict
from .test_verdicts import verdicts


def test_who_lies_on_the_belly_may_have_the_head_up():
    stands = {"nose": (55, 24), "left eye": (54, 20), "left ear": (49, 12), "right ear": None, "right eye": None}
    # the same face, pointing down and to the viewer's right, of somebody who swims to the right
    swims = {
        **dict.fromkeys(STANDING),
        **stands,
        **{f"{side} shoulder": (42, 20) for side in ("left", "right")},
        **{f"{side} hip": (8, 22) for side in ("left", "right")},
        **{f"{side} knee": (-14, 24) for side in ("left", "right")},
    }
    assert verdict("He keeps his head up.", stands) == {"contradict"}
    assert verdict("He keeps his head up.", swims) == {"unjudged"}


def test_a_hand_on_one_side_of_a_body_that_is_turned_aside_may_be_in_front_of_the_chest():
    ahead = {"left elbow": (70, 32), "left wrist": (88, 36)}
    aside = {
        **ahead,
        "left shoulder": (53, 28),
        "right shoulder": (47, 28),
        "left hip": (52, 62),
        "right hip": (48, 62),
    }
    text = "His left hand is in front of his chest."
    assert verdict(text, ahead) == {"contradict"}
    assert verdict(text, aside) == {"unjudged"}
    assert verdict(text, {**aside, "left wrist": (88, 4)}) == {"contradict"}  # higher than the shoulders


def test_the_far_side_of_somebody_seen_from_the_side_is_away_from_the_viewer():
    shown, face = ("side", "left side to the viewer", 0.98), ("head", "facing the viewer", 0.98)
    for text in ("The person's head is turned to their own {}.", "The person has turned their head to their own {}."):
        assert verdicts(text.format("right"), shown, face) == ["contradict"], text
        assert verdicts(text.format("left"), shown, face) == ["unjudged"], text
        assert verdicts(text.format("right"), face) == ["unjudged"], text

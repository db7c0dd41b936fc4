"""How far hands are from things: what a hand out of reach or on the own thigh does not hold."""

from __future__ import annotations

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims

from .test_resolve import place, scene_of

IN_LEFT = "The man holds a phone in his left hand."


def test_a_hand_that_is_not_labeled_holds_nothing_out_of_reach_of_its_elbow():
    person = place(1, 100, changes={"left wrist": None})  # the elbow is at x = 136, and 0.6 body sizes are 68 pixels
    for x, wanted in ((190, "unjudged"), (220, "contradict")):
        scene = scene_of(person, SceneObject(9, "cell phone", (float(x), 130.0, 6.0, 6.0)))
        assert {item.verdict for item in check_claims(IN_LEFT, scene).items} == {wanted}


def test_a_spoon_may_be_called_a_fork():
    person = place(1, 100)  # the wrists are at x = 137 and 103, both at y = 151
    at_left, at_right = (SceneObject(9, "spoon", (x, 140.0, 6.0, 24.0)) for x in (134.0, 100.0))
    for spoon, is_false in ((at_left, False), (at_right, True)):
        (item,) = check_claims("The man holds a fork in his left hand.", scene_of(person, spoon)).items
        assert (item.verdict == "contradict") == is_false, spoon
    scene = scene_of(person, SceneObject(9, "knife", (100.0, 140.0, 6.0, 24.0)))
    (item,) = check_claims("The man holds a fork in his left hand.", scene).items
    assert item.verdict == "unjudged"


def test_a_hand_on_the_own_thigh_is_not_at_the_handlebar():
    bike = SceneObject(9, "bicycle", (90.0, 130.0, 120.0, 70.0))
    ahead = {"right elbow": (20, 50), "right wrist": (66, 66), "left elbow": (90, 60), "left wrist": (118, 66)}
    rider = place(1, 100, changes={**ahead, "left knee": (66, 84), "right knee": (62, 84)})
    for side in ("left", "right"):
        (item,) = check_claims(f"The man's {side} hand is on the handlebar.", scene_of(rider, bike)).items
        assert (item.verdict == "contradict") == (side == "right")

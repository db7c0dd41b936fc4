"""What is said of one of two limbs, held against people of whom the other one does it."""

from __future__ import annotations

from collections import Counter

import pytest

from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.poses.claims.claim import Claim
from kp_llava.poses.claims.find import check_claims
from kp_llava.poses.claims.limbs.pairs import compare_pair
from kp_llava.poses.people import read_people

from ...factories import make_person, make_scene

# the viewer sees the person's left on the right
LEFT_UP = {"left elbow": (68, 16), "left wrist": (70, -2)}
# the left hand as high as the nose, the right one as high as the shoulder
LEFT_HIGHER = {
    "left elbow": (78, 30), "left wrist": (74, 10), "right elbow": (22, 40), "right wrist": (18, 26),
}  # fmt: skip


def verdicts(text, changes):
    return [item.verdict for item in check_claims(text, make_scene(make_person(changes))).items]


@pytest.mark.parametrize(
    "text", ["The man's right arm is raised.", "His right hand is at head height.", "The man lifts his right hand."]
)
def test_the_other_arm_is_the_raised_one(text):
    assert verdicts(text, LEFT_UP) == ["contradict"]
    assert "contradict" not in verdicts(text.replace("right", "left"), LEFT_UP)


def test_the_lower_of_two_raised_arms_is_not_the_one_that_is_called_raised():
    assert verdicts("The man's left arm is raised.", LEFT_HIGHER) == ["agree"]
    assert verdicts("The man's right arm is raised.", LEFT_HIGHER) != ["agree"]


# both arms are raised: the left one is straight, the elbow of the right one is bent by 80 degrees
ONE_STRAIGHT = {
    "left elbow": (66, 15), "left wrist": (68, -3), "right elbow": (21.5, 24.5), "right wrist": (28, 6.6),
}  # fmt: skip


@pytest.mark.parametrize("state", ["points straight up", "is stretched upward"])
def test_of_two_raised_arms_the_straight_one_points_up(state):
    assert verdicts(f"The man's right arm {state}.", ONE_STRAIGHT) == ["contradict"]
    assert verdicts(f"The man's left arm {state}.", ONE_STRAIGHT) == ["agree"]
    assert verdicts("The man's right arm is raised.", ONE_STRAIGHT) != ["contradict"]


# the left elbow makes a right angle, the right one hardly bends (by 24 degrees) or bends by 70
ONE_BENT = {
    "left elbow": (66, 48), "left wrist": (84, 48), "right elbow": (34, 48), "right wrist": (26.7, 64.4),
}  # fmt: skip
BOTH_BENT = {**ONE_BENT, "right wrist": (17.1, 54.2)}
BOTH_UP = {**ONE_BENT, "right wrist": (17, 44)}


def test_the_arm_that_is_hardly_bent_is_not_the_one_that_is_called_bent():
    assert verdicts("The man's right arm is bent.", ONE_BENT) == ["contradict"]
    assert verdicts("The man's left arm is bent.", ONE_BENT) == ["agree"]
    assert verdicts("The man's right arm is bent.", BOTH_BENT) != ["contradict"]
    assert "contradict" not in verdicts("The man has both arms bent.", BOTH_BENT)


def test_the_hand_that_is_up_is_not_the_one_that_may_hang():
    assert "contradict" in verdicts("His right hand is up by the neck of the guitar.", ONE_BENT)
    assert "contradict" not in verdicts("His left hand is up by the neck of the guitar.", ONE_BENT)
    assert "contradict" not in verdicts("His right hand is up by the neck of the guitar.", BOTH_UP)


def test_of_people_in_space_the_sides_are_the_wrong_way_round_where_they_are_swapped():
    wrong = Counter()
    for number in range(120):
        person = draw_person(777, number)
        sides: dict[tuple[str, str], set[str]] = {}
        for part, state in person.states:
            side, _, kind = part.partition(" ")
            if side in ("left", "right"):
                sides.setdefault((kind, state), set()).add(side)
        alone = {key: next(iter(of)) for key, of in sides.items() if len(of) == 1}
        people = read_people(person.scene)
        for (kind, state), side in alone.items():
            for said, is_true in ((side, True), ("right" if side == "left" else "left", False)):
                claim = Claim(None, kind, said, state, False, False, (0, 1))
                verdict = compare_pair(claim, ("unjudged", 0.0), person.scene.objects[0].annotation_id, people)
                wrong[is_true] += verdict[0] == "contradict"
                wrong[is_true, "all"] += 1
    assert wrong[True] <= 0.01 * wrong[True, "all"]
    assert wrong[False] >= 0.35 * wrong[False, "all"]


# of a body of 114 pixels that is turned to the viewer's left
PROFILE = {
    "nose": (40, 12), "left eye": (42, 10), "right eye": None, "left ear": (50, 12), "right ear": None,
    "left shoulder": (51, 30), "right shoulder": (49, 30), "left hip": (51, 68), "right hip": (49, 68),
    "left knee": (51, 91), "right knee": (49, 91), "left ankle": (51, 113), "right ankle": (49, 113),
    "left elbow": (62, 40), "left wrist": (74, 44), "right elbow": (38, 40), "right wrist": (26, 44),
}  # fmt: skip


def test_an_arm_that_reaches_behind_does_not_reach_forward():
    assert "contradict" in verdicts("The man's left arm is stretched out in front of him.", PROFILE)
    assert "contradict" not in verdicts("The man's right arm is stretched out in front of him.", PROFILE)


# of the same person, seen at an angle from the right side
AT_AN_ANGLE = {
    "nose": (58, 12), "left eye": (58, 10), "right eye": (55, 10), "left ear": None, "right ear": (46, 12),
    "left shoulder": (56, 30), "right shoulder": (42, 30), "left hip": (54, 68), "right hip": (46, 68),
    "left elbow": None, "left wrist": None,
}  # fmt: skip
ONE_SHOULDER = {
    "nose": (58, 12), "left eye": None, "right eye": (55, 10), "left ear": None, "right ear": (46, 12),
    "left shoulder": None, "right shoulder": (45, 30), "right hip": None, "left hip": None,
}  # fmt: skip


@pytest.mark.parametrize("changes", [AT_AN_ANGLE, ONE_SHOULDER])
@pytest.mark.parametrize(
    "text",
    [
        "We see the man from his {} side.",
        "The man is seen from his {} side.",
        "The man's {} shoulder is closer to us.",
        "The man stands there. His {} side is the one nearer to the camera.",
    ],
)
def test_the_side_that_is_named_is_the_nearer_one(text, changes):
    assert "contradict" in verdicts(text.format("left"), changes)
    assert "contradict" not in verdicts(text.format("right"), changes)


def test_a_profile_is_named_by_the_side_of_the_face_that_is_seen():
    assert "contradict" in verdicts("The man stands in right profile.", PROFILE)
    assert "contradict" not in verdicts("The man stands in left profile.", PROFILE)


def test_the_foot_that_is_clearly_the_lower_one_is_not_the_lifted_one():
    # the knee hides, so that the estimate says nothing; a tenth of the body's size is 11 pixels
    for height, wanted in ((98, True), (106, False)):
        changes = {"left knee": None, "right knee": None, "left ankle": (58, height)}
        assert ("contradict" in verdicts("The man's right foot is lifted off the ground.", changes)) == wanted
        assert "contradict" not in verdicts("The man's left foot is lifted off the ground.", changes)


def test_the_arm_that_is_far_less_straight_is_not_the_one_that_is_stretched_out():
    # the left arm points forward and down to the viewer's right, the right one is somewhat bent
    reaches = {
        "left elbow": (72, 44), "left wrist": (88, 60), "right elbow": (36, 42), "right wrist": (37, 58),
    }  # fmt: skip
    for text in ("The man's {} arm is extended.", "He reaches out with his {} arm."):
        assert verdicts(text.format("right"), reaches) == ["contradict"], text
        assert "contradict" not in verdicts(text.format("left"), reaches), text
    near = {**reaches, "left elbow": (62, 47), "left wrist": (64, 64)}  # no farther from the trunk than the other hand
    assert "contradict" not in verdicts("The man's right arm is extended.", near)

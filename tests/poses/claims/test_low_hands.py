"""Hands that are said to be low at a place, held against people whose places are worked out by hand."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

# of a body of 114 pixels; the viewer sees the person's left on the right
ARM_UP = {"left elbow": (68, 16), "left wrist": (70, -2)}
AT_BELLY = {"left elbow": (72, 54), "left wrist": (54, 58)}
# bent over, with the left hand at the left knee, or at the foot
OVER = {
    "nose": (76, 46), "left eye": (78, 43), "right eye": (75, 43), "left ear": (76, 40), "right ear": (72, 40),
    "left shoulder": (74, 50), "right shoulder": (66, 48),
}  # fmt: skip
AT_KNEE = {**OVER, "left elbow": (72, 70), "left wrist": (60, 88)}
AT_FOOT = {**OVER, "left elbow": (74, 80), "left wrist": (66, 106)}

FALSE = [
    ("The man's left hand is down by his knee.", None),
    ("His left hand is lowered next to his knee.", AT_BELLY),
    ("His left hand sits low beside his left knee.", AT_BELLY),
    ("Her left hand has dropped below her knees.", None),
    ("His hands have sunk below his knees.", None),
    ("His left hand reaches all the way down to his shins.", None),
    ("The man has lowered both hands onto his knees.", None),
    ("His left arm reaches down toward the board near his back foot.", None),
    ("He drops his left hand beside his ankle.", None),
    ("His left palm is pressed flat on the mat beside his hip.", None),
    ("His left hand dangles close to the ground.", None),
    ("His left fist is near his hip.", ARM_UP),
    ("His left arm is pressed flat against his thigh.", ARM_UP),
    ("The man lowers his left hand to his lap.", ARM_UP),
]

NOT_FALSE = [
    ("The man's left hand is down by his knee.", AT_KNEE),
    ("His left hand is lowered next to his knee.", AT_KNEE),
    ("Her left hand has dropped below her knees.", AT_FOOT),
    ("His left hand reaches all the way down to his shins.", AT_FOOT),
    ("His left arm reaches down toward the board near his back foot.", AT_FOOT),
    ("The man has lowered his left hand onto his knee.", AT_KNEE),
    ("His left fist is near his hip.", None),
    ("His left hand is close to his hip.", AT_BELLY),
    ("His left arm is pressed flat against his thigh.", None),
    # loosely said of an arm that hangs
    ("His left hand hangs beside his knee.", None),
    ("His left hand hangs by his thigh.", None),
    # a thing that is there, somebody else's, or denied
    ("His left hand holds a rope that drops down to his shins.", None),
    ("The man's left hand is down by the boy's knee.", None),
    ("His left hand is not down by his knee.", None),
    ("His left hand rests on a cane near his knee.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "changes"), FALSE)
def test_a_hand_that_is_not_so_low_contradicts(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" in {item.verdict for item in items}


@pytest.mark.parametrize(("text", "changes"), NOT_FALSE)
def test_a_hand_that_may_be_so_low_does_not_contradict(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" not in {item.verdict for item in items}


@pytest.mark.parametrize(
    ("sentence", "statements"),
    [
        ("His hands have dropped below his knees.", ["both arm lowered", "both hand at knee height"]),
        ("His left hand hangs below his knees.", ["left arm lowered", "left hand at knee height"]),
        ("His right hand is down beside his hip.", ["right arm lowered", "right hand at thigh height"]),
        ("His right hand is near his hip.", ["right hand at waist height"]),
        ("His left arm is down low near his knee.", ["left arm lowered", "left hand at knee height"]),
        ("His left arm is down at his thigh.", ["left arm lowered"]),
        ("She has lowered both hands onto her thighs.", ["both arm lowered", "both hand in the lap"]),
        ("His fingers reach down to the floor.", ["one hand near the ground"]),
        ("His left hand hangs straight down at his hip.", ["left arm hanging"]),
    ],
)
def test_of_low_places_the_lowest_is_read(sentence, statements):
    assert sorted(write(claim) for claim in find_claims(f"A person is outdoors. {sentence}")) == statements

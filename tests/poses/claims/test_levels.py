"""How high hands and small things in them are said to be, held against people whose places are worked out by hand."""

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

# of a body of 114 pixels; the viewer sees the person's left on the right
ARM_UP = {"left elbow": (68, 16), "left wrist": (70, -2)}
CROUCHING = {
    "left hip": (64, 80), "left knee": (64, 56), "left ankle": (64, 84), "left elbow": (70, 50), "left wrist": (64, 58),
    "right hip": (36, 80), "right knee": (36, 56), "right ankle": (36, 84), "right elbow": (30, 50),
    "right wrist": (36, 58),
}  # fmt: skip
BOTH_UP = {**ARM_UP, "right elbow": (32, 16), "right wrist": (30, -2)}
HAND_AT_CHIN = {"left elbow": (70, 52), "left wrist": (55, 26)}

FALSE = [
    ("The man has lifted his right hand to the height of his eyes.", None),
    ("The man's hands are raised to ear level.", None),
    ("Both of her hands are at head height.", None),
    ("Her left hand is held at waist level.", ARM_UP),
    ("His left hand dangles at about knee height.", ARM_UP),
    ("Her left hand is level with her knees.", ARM_UP),
    ("The woman's left hand is below her hips.", ARM_UP),
    ("The man keeps his left hand at the height of his shins.", ARM_UP),
    ("His left arm is pressed down against his thigh.", ARM_UP),
    ("His right hand is higher than his ear.", ARM_UP),
    ("The boy sits at a table. His left hand has dropped under the table.", ARM_UP),
    ("The woman's forearms are raised on either side of her face.", None),
    ("The small child keeps both arms low, and its hands are free.", BOTH_UP),
    ("The boy's two hands are both below his belt.", BOTH_UP),
    ("The woman holds her cup high above her hat.", None),
    ("The boy balances an orange on top of his head.", None),
    ("The man lowers the phone to his knees.", BOTH_UP),
    ("With his left hand, the man lowers a bottle to his thigh.", ARM_UP),
    ("The man waits. The bottle is held below his hips.", BOTH_UP),
    ("The girl has a cookie in her hand. Her cookie is lifted over her head.", None),
]

NOT_FALSE = [
    ("The man has lifted his left hand to the height of his eyes.", HAND_AT_CHIN),
    ("His left hand is at chin level.", HAND_AT_CHIN),
    ("His left hand is higher than his shoulder.", ARM_UP),
    ("Her hands hang below her hips.", None),
    ("His left hand is at the height of his hips.", None),
    ("His left arm hangs down by his thigh.", None),
    ("The man lowers the phone to his knees.", None),
    ("The man lowers the phone to his knees.", ARM_UP),  # in the other hand
    ("The woman holds her cup high above her hat.", ARM_UP),
    # what flies, hangs or lies there is in no hand
    ("The ball is above his head.", None),
    ("The plates are stacked above her head.", None),
    ("The frisbee sails above the man's cap.", None),
    ("The bottle on the floor is at the height of his ankles.", BOTH_UP),
    # denied, supposed, of somebody else
    ("The man does not hold the cup above his head.", None),
    ("The man is about to lift the cup over his head.", None),
    ("His hands are not at head height.", None),
    ("The man's hand is at the height of the boy's head.", None),
    ("His right hand is hidden under the table.", ARM_UP),
    ("The man is under the table with his left arm raised.", ARM_UP),
    ("The man keeps his left hand low on the bat.", ARM_UP),
    ("The boy keeps both arms low, in case of a fall.", None),
    ("His left hand is held out at waist level.", {"left elbow": (78, 42), "left wrist": (92, 50)}),
    ("The catcher lowers the ball to his knees.", CROUCHING),
    ("His left hand is down at his knees.", CROUCHING),
    ("The man carries a camera over his shoulder.", None),
    # other levels
    ("The table is at waist level.", BOTH_UP),
    ("The photo was taken at eye level.", None),
    ("His surfboard is at head height, and his hands are free.", None),
]


@pytest.mark.parametrize(("text", "changes"), FALSE)
def test_a_hand_at_another_height_contradicts(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" in {item.verdict for item in items}


@pytest.mark.parametrize(("text", "changes"), NOT_FALSE)
def test_a_hand_that_may_be_so_high_does_not_contradict(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" not in {item.verdict for item in items}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The man's left hand is the one with the racket.", "left hand holding racket"),
        ("The bat dangles from the man's right hand.", "right hand holding bat"),
        ("The girl has her left hand inside a baseball glove.", "left hand holding baseball glove"),
    ],
)
def test_a_thing_that_hangs_from_a_hand_or_has_it_inside_is_held(text, held):
    assert held in [f"{c.side} {c.part} {c.state}" for c in find_claims(text)]


@pytest.mark.parametrize("text", ["The man takes the bag from his left hand.", "The ball flies from his right hand."])
def test_what_leaves_a_hand_is_not_held(text):
    assert not [claim for claim in find_claims(text) if claim.state.startswith("holding")]


@pytest.mark.parametrize(
    ("sentence", "statements"),
    [
        ("His left leg is kicked up as high as his head.", ["left leg as high as the head"]),
        ("Her legs are hoisted up with the feet above the level of her head.", ["both leg as high as the head"]),
        ("Both of her knees are drawn up sharply.", ["both leg bent", "both leg drawn up"]),
        ("One of his feet is lifted to the height of his hip.", ["one leg as high as the hips"]),
        ("Her right leg is raised to waist level.", ["right leg as high as the hips", "right leg lifted"]),
        # a knee at the shoulders says nothing of the foot below it
        ("Her right knee is raised to shoulder height.", ["right leg lifted"]),
        ("He holds the board above his head with his legs apart.", ["one arm raised", "stance apart"]),
        ("He has both feet on the floor and a bat over his shoulder.", ["!both leg lifted"]),
    ],
)
def test_how_high_legs_are_is_read(sentence, statements):
    assert sorted(write(claim) for claim in find_claims(f"A person is outdoors. {sentence}")) == statements


@pytest.mark.parametrize(
    ("sentence", "ankle", "verdict"),
    [
        ("His left leg is kicked up as high as his head.", (58, 113), "contradict"),
        ("His left leg is kicked up as high as his head.", (88, 30), "unjudged"),
        ("His left foot is lifted to hip height.", (58, 113), "contradict"),
        ("His left foot is lifted to hip height.", (88, 30), "unjudged"),
        ("Both of his knees are drawn up.", (58, 113), "contradict"),
    ],
)
def test_a_foot_far_below_the_shoulder_is_not_at_the_head(sentence, ankle, verdict):
    knee = (58, 91) if ankle[1] > 60 else (72, 55)
    scene = make_scene(make_person({"left ankle": ankle, "left knee": knee}))
    items = check_claims(f"A man is outdoors. {sentence}", scene).items
    assert items[-1].verdict == verdict

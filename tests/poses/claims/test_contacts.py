"""Hands that are said to be at somebody else, held against where the other people of a scene are."""

from dataclasses import replace

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims
from kp_llava.poses.claims.meant.chance import usual_chance

from ...factories import STANDING, make_person, make_scene
from .test_claims import write

HEAD, HAND, BODY = "at the head of somebody", "at the hand of somebody", "at somebody"

READ = {
    # at the head
    "He has his right hand up at the other man's mouth.": [f"right hand {HEAD}"],
    "He holds a fork to the other man's mouth with his left hand.": [f"left hand {HEAD}", "left hand holding fork"],
    "His right arm is bent, with the hand lifted close to his partner's lips.": [
        "!right arm hanging",
        "right arm bent",
        f"right hand {HEAD}",
    ],
    "By lifting their left hands, they bring the forks up to each other's mouths.": [
        "!left arm hanging",
        f"left hand {HEAD}",
    ],
    "The man on the right is feeding him with his left hand.": [f"left hand {HEAD}"],
    "He has his right hand on the boy's head.": [f"right hand {HEAD}"],
    # at a hand
    "The man is holding his partner's hand with his right hand.": [f"right hand {HAND}"],
    "He has his right arm extended, with the hand in his partner's hand.": ["right arm extended", f"right hand {HAND}"],
    "The girl holds her mother's hand with her left hand.": [f"left hand {HAND}"],
    "He uses his left hand to hold the other man's hand.": [f"left hand {HAND}"],
    "With his left hand, he is holding the other man's hand.": [f"left hand {HAND}"],
    "His right hand is joined with his partner's left hand.": [f"right hand {HAND}"],
    "The boy's left hand is in his father's hand.": [f"left hand {HAND}"],
    "The two are holding hands.": [f"one hand {HAND}"],
    "Two girls walk hand in hand.": [f"one hand {HAND}"],
    "The woman is holding a child's hand.": [f"one hand {HAND}"],
    "The man shakes hands with the woman.": [f"one hand {HAND}"],
    # at the body
    "By laying his left hand on his partner's back, he leads the dance.": [f"left hand {BODY}"],
    "By placing his right hand on the back of his partner, he keeps him close.": [f"right hand {BODY}"],
    "She has her right arm around the other woman's shoulders.": [f"right hand {BODY}"],
    "The man has his left arm around the woman.": [f"left hand {BODY}"],
    "He puts his hand on the boy's shoulder.": [f"one hand {BODY}"],
    "He presses his right hand against his opponent's chest.": [f"right hand {BODY}"],
    "He has his right arm extended, with the fist against the player's arm.": [
        "right arm extended",
        f"right hand {BODY}",
    ],
    "She touches the man next to him with her left hand.": [f"left hand {BODY}"],
    "The player grabs his opponent by the shirt with his right hand.": [f"right hand {BODY}"],
    "His left hand rests on her shoulder.": [f"left hand {BODY}"],
    "The woman's right hand is on his back.": [f"right hand {BODY}"],
    "His left hand grips the other player's sleeve.": [f"left hand {BODY}"],
    "The trainer uses both hands to massage the player's leg.": [f"both hand {BODY}"],
    "The two men have their hands on each other's shoulders.": [f"one hand {BODY}"],
    "The man stands behind the boy with one hand on the boy's shoulder.": [f"one hand {BODY}", "posture standing"],
}

NOT_READ = [
    # the own body
    "His left hand is on his own shoulder.",
    "The man puts his left hand on the man's shoulder.",
    "The left hand is on the man's hip.",
    "His palms are pressed flat against each other.",
    # denied, planned, or asked
    "His left hand does not touch the other man's shoulder.",
    "He is not holding his partner's hand with his left hand.",
    "He is about to put his left hand on the boy's shoulder.",
    "He wants to hold her hand with his left hand.",
    "Is he putting his left hand on the boy's shoulder?",
    # things and animals
    "His hand is on the man's bicycle.",
    "Her hand is in the woman's bag.",
    "The woman rests her hand on the baby carriage.",
    "He has his hand on the dog's head.",
    "He has his hand on the back of the woman's chair.",
    "The man holds the woman's umbrella in his hand.",
    # only toward somebody, or above
    "He reaches his left hand toward the other man's mouth.",
    "He points his right hand at the other man.",
    "She stretches out her right hand to the other woman.",
    "He holds his hand over the boy's head.",
    "His left hand is level with the other man's shoulder.",
    "His hand is at the height of the boy's head.",
    # whose hand it is stays open
    "The woman holds the boy with his left hand raised.",
    "By holding his partner's hand with his left hand, he leads.",
]


@pytest.mark.parametrize("sentence", READ)
def test_a_hand_at_somebody_is_read(sentence):
    assert sorted({write(claim) for claim in find_claims(f"A man and a woman are here. {sentence}")}) == READ[sentence]


@pytest.mark.parametrize("sentence", NOT_READ)
def test_what_is_not_at_somebody_else_is_not_read(sentence):
    found = find_claims(f"A man and a woman are here. {sentence}")
    assert not [claim for claim in found if claim.state in (HEAD, HAND, BODY)]


def test_the_one_whose_hand_it_is_is_not_the_one_whom_it_is_at():
    for sentence, who in (
        ("The man on the left holds the woman's hand with his left hand.", "the man on the left"),
        ("The girl has her right hand on the other girl's back.", "the girl"),
        ("By placing his right hand on the back of his partner, the tall dancer leads.", "the tall dancer"),
        ("The man on the right is feeding him with his left hand.", "the man on the right"),
    ):
        (claim,) = find_claims(sentence)
        assert claim.who.text == who


# of bodies of 111 pixels that face the viewer, who sees the left hand of each on the right
ARM_OUT = {"left elbow": (84, 35), "left wrist": (103, 35)}
NO_POINTS = dict.fromkeys(STANDING)
NEXT_TO, FAR = 60, 150
ON_THE_LEFT = "The person on the left"


def beside(by, changes=None, annotation_id=2):
    """A standing person that many pixels to the viewer's right."""
    points = {**STANDING, **(changes or {})}
    moved = {name: point and (point[0] + by, *point[1:]) for name, point in points.items()}
    return make_person(moved, annotation_id=annotation_id, bbox_xywh=(30.0 + by, 4.0, 40.0, 114.0))


def wide(*people):
    return replace(make_scene(*people), width=400, height=160)


def verdict(sentence, scene):
    (item,) = [i for i in check_claims(sentence, scene).items if i.claim.state.endswith("somebody")]
    return item.verdict


AT = [
    "has the {} hand on the other person's shoulder",
    "is holding the other person's hand with the {} hand",
    "touches the other person with the {} hand",
    "has the {} hand at the other person's chin",
]


@pytest.mark.parametrize("said", AT)
@pytest.mark.parametrize(
    ("changes", "by", "wrong"),
    [
        (ARM_OUT, NEXT_TO, ("right",)),
        (ARM_OUT, FAR, ("left", "right")),
        (None, FAR, ("left", "right")),
    ],
)
def test_a_hand_is_at_nobody_who_is_far_from_it(said, changes, by, wrong):
    other = beside(by, {"right wrist": (53, 36)}) if by == NEXT_TO else beside(by)
    scene = wide(make_person(changes), other)
    for side in ("left", "right"):
        expected = "contradict" if side in wrong else "unjudged"
        assert verdict(f"{ON_THE_LEFT} {said.format(side)}.", scene) == expected, side


def test_a_hand_that_hangs_beside_somebody_is_at_no_face():
    scene = wide(make_person(), beside(NEXT_TO))
    assert verdict(f"{ON_THE_LEFT} has the left hand at the other person's chin.", scene) == "contradict"
    assert verdict(f"{ON_THE_LEFT} has the left hand on the other person's arm.", scene) == "unjudged"
    no_face = beside(NEXT_TO, {name: None for name in STANDING if name.startswith(("nose", "left e", "right e"))})
    scene = wide(make_person(), no_face)
    assert verdict(f"{ON_THE_LEFT} has the left hand at the other person's chin.", scene) == "unjudged"


def test_both_or_one_hand():
    for changes, other, both, one in (
        (ARM_OUT, NEXT_TO, "contradict", "unjudged"),
        (ARM_OUT, FAR, "contradict", "contradict"),
        ({**ARM_OUT, "right wrist": (95, 50)}, NEXT_TO, "unjudged", "unjudged"),
    ):
        scene = wide(make_person(changes), beside(other))
        assert verdict(f"{ON_THE_LEFT} has both hands on the other person's arm.", scene) == both
        assert verdict(f"{ON_THE_LEFT} has one hand on the other person's arm.", scene) == one


def test_without_a_wrist_the_elbow_or_the_shoulder_says_how_far_a_hand_reaches():
    sentence = f"{ON_THE_LEFT} has the right hand on the other person's shoulder."
    for changes, expected in (
        ({"right wrist": None}, "contradict"),
        ({"right wrist": None, "right elbow": None}, "unjudged"),
    ):
        assert verdict(sentence, wide(make_person(changes), beside(NEXT_TO))) == expected
    assert verdict(sentence, wide(make_person({"right wrist": None, "right elbow": None}), beside(FAR))) == "contradict"


def test_the_nearest_of_all_others_counts():
    sentence = f"{ON_THE_LEFT} has the left hand on somebody else's shoulder."
    assert not find_claims(sentence)
    sentence = sentence.replace("somebody else's", "a child's")
    assert verdict(sentence, wide(make_person(), beside(FAR))) == "contradict"
    near = make_person(NO_POINTS, annotation_id=3, bbox_xywh=(75.0, 60.0, 20.0, 50.0))
    assert verdict(sentence, wide(make_person(), beside(FAR), near)) == "unjudged"


def test_nothing_is_excluded_where_others_may_have_no_label():
    sentence = f"{ON_THE_LEFT} has the left hand on the other person's shoulder."
    scene = wide(make_person(), beside(FAR))
    assert verdict(sentence, scene) == "contradict"
    assert verdict(sentence, replace(scene, is_detected=True)) == "unjudged"
    many = [make_person(NO_POINTS, annotation_id=i, bbox_xywh=(350.0, 4.0, 10.0, 20.0)) for i in range(3, 11)]
    assert verdict(sentence, wide(make_person(), beside(FAR), *many)) == "unjudged"
    assert verdict(sentence.replace("The person on the left", "The person"), wide(make_person())) == "unjudged"


def test_a_hand_out_of_the_picture_may_be_at_somebody_who_is_cut_off():
    sentence = "The person on the right has the right hand on the other person's shoulder."
    whole = make_person(NO_POINTS, annotation_id=2, bbox_xywh=(10.0, 4.0, 20.0, 20.0))
    cut = replace(whole, bbox_xywh=(0.0, 4.0, 20.0, 20.0))
    for other, changes, expected in (
        (whole, {"right wrist": None}, "contradict"),
        (cut, {"right wrist": None}, "unjudged"),
        (cut, None, "contradict"),
    ):
        assert verdict(sentence, wide(beside(150, changes, 1), other)) == expected


def test_no_chance_is_needed_for_these_states():
    for side in ("left", "both", "one"):
        assert all(0.0 < usual_chance("hand", side, state) < 1.0 for state in (HEAD, HAND, BODY))

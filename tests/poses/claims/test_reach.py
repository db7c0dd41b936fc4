"""Statements about limbs held against people whose places are worked out by hand: what is false, true and open."""

from __future__ import annotations

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims

from ...factories import STANDING, make_person, make_scene

# of a body of 114 pixels; the viewer sees the person's left on the right
ARM_UP = {"left elbow": (68, 16), "left wrist": (70, -2)}
HAND_AT_CHIN = {"left elbow": (70, 52), "left wrist": (55, 26)}
HAND_AT_BELLY = {"left elbow": (72, 54), "left wrist": (54, 58)}
ARM_OUT = {"left elbow": (84, 35), "left wrist": (103, 35)}
LEG_BACK = {"left knee": (72, 88), "left ankle": (94, 80)}


def verdicts(text, changes=None, *things):
    items = check_claims(text, make_scene(make_person(changes), *things)).items
    assert items, text
    return {item.verdict for item in items}


FALSE = [
    ("His left hand is stuffed into his trouser pocket.", ARM_UP),
    ("His left hand is stuffed into his trouser pocket.", ARM_OUT),
    ("His left palm lies flat on his stomach.", ARM_OUT),
    ("His left hand rests on top of his head.", HAND_AT_CHIN),
    ("His left hand rests on the crown of his head.", HAND_AT_BELLY),
    ("His left arm is tucked tight against his ribs.", ARM_OUT),
    ("Her left hand is hidden behind her back.", ARM_UP),
    ("His left hand clasps his ankle.", ARM_UP),
    ("His left hand clasps his ankle.", None),
    ("Her right hand is on her shoulder.", None),
    ("His left arm points down at the ground.", ARM_UP),
    ("The man's left elbow is locked.", HAND_AT_CHIN),
    ("He stretches his left arm to its full length.", HAND_AT_CHIN),
    ("His right hand is higher than his left.", ARM_UP),
    ("His left hand is held well below his right.", ARM_UP),
    ("His right hand is scratching his chin.", ARM_UP),
    ("He covers his mouth with both hands.", HAND_AT_CHIN),
    ("His palms are pressed together.", ARM_OUT),
    ("There is no bend at all in his left knee.", LEG_BACK),
    ("His knees are hugged to his chest.", None),
    ("The man's ankles are crossed.", None),
    ("He drags his left hand through the snow.", ARM_UP),
]

NOT_FALSE = [
    ("His left hand is in his trouser pocket.", None),
    ("His left hand is on his stomach.", HAND_AT_BELLY),
    ("Her hands are hidden behind her back.", None),
    ("His left hand is on his shoulder.", HAND_AT_CHIN),
    ("His left hand is scratching his chin.", HAND_AT_CHIN),
    ("He covers his mouth with one hand.", HAND_AT_CHIN),
    ("His left hand is higher than his right.", ARM_UP),
    ("His left elbow is locked.", ARM_OUT),
    ("The man's left arm droops.", None),
    ("His left arm is tucked against his side.", None),
    ("There is a bend in his left knee.", LEG_BACK),
    ("His left arm is slightly bent.", ARM_OUT),
    ("His left hand may be in his pocket.", ARM_UP),
    ("He is about to put his left hand in his pocket.", ARM_UP) ,
]  # fmt: skip


@pytest.mark.parametrize(("text", "changes"), FALSE)
def test_what_the_points_exclude_contradicts(text, changes):
    assert "contradict" in verdicts(text, changes)


@pytest.mark.parametrize(("text", "changes"), NOT_FALSE)
def test_what_may_be_so_does_not_contradict(text, changes):
    items = check_claims(text, make_scene(make_person(changes))).items
    assert "contradict" not in {item.verdict for item in items}


def phone(x, y):
    return SceneObject(9, "cell phone", (x - 2.0, y - 2.0, 4.0, 4.0), ())


@pytest.mark.parametrize(
    ("text", "is_false"),
    [
        ("It is the left hand that works the phone.", False),
        ("It is the right hand that works the phone.", True),
        ("The right fist is closed around the phone.", True),
        ("His right hand is empty. The other one grips a phone.", False),
        ("The hand with the phone is far above his head.", True),
        ("The arm with the phone hangs at his side.", True),
        ("The hand with the phone is lower than the other one.", True),
        ("The hand with the phone is higher than the other one.", False),
        ("The arm without a phone hangs at his side.", False),
        ("His other hand, without the phone, hangs.", False),
    ],
)
def test_the_hand_that_holds_a_thing_is_the_one_at_the_thing(text, is_false):
    assert ("contradict" in verdicts_or_none(text, HAND_AT_CHIN, phone(56, 24))) == is_false


def verdicts_or_none(text, changes, *things):
    return {item.verdict for item in check_claims(text, make_scene(make_person(changes), *things)).items}


def test_what_neither_hand_is_at_is_held_by_none_unless_there_are_many():
    text = "His fingers are curled around a phone."
    far = [SceneObject(9 + n, "cell phone", (1.0 + 9 * n, 112.0, 4.0, 4.0), ()) for n in range(4)]
    assert verdicts_or_none(text, ARM_UP, *far[:1]) == {"contradict"}
    assert verdicts_or_none(text, ARM_UP, *far) == {"unjudged"}
    # a kite is held by its string
    assert verdicts_or_none("His fingers are curled around a kite.", ARM_UP, kite(1, 112)) == {"unjudged"}


def kite(x, y):
    return SceneObject(20, "kite", (float(x), float(y), 4.0, 4.0), ())


NO_WRISTS = {"left wrist": None, "right wrist": None}
TO_THE_SHOULDERS = {
    name: None
    for name in (
        *("nose", "left eye", "right eye", "left ear", "right ear"),
        *(f"{side} {joint}" for side in ("left", "right") for joint in ("hip", "knee", "ankle")),
    )
}


def verdicts_in_box(text, box, changes=None):
    person = make_person(changes, bbox_xywh=box)
    return {item.verdict for item in check_claims(text, make_scene(person, captions=())).items}


@pytest.mark.parametrize(
    ("box", "is_false"),
    [
        ((40.0, 20.0, 20.0, 60.0), True),  # three times as high as wide
        ((20.0, 40.0, 60.0, 20.0), False),
        ((40.0, 40.0, 24.0, 26.0), False),
        ((0.0, 20.0, 20.0, 60.0), False),  # the picture ends at the left: it may show a small part
    ],
)
def test_nobody_lies_whose_box_is_much_higher_than_wide(box, is_false):
    person = SceneObject(1, "person", box, ())
    report = check_claims("The man is lying on the ground.", make_scene(person, captions=()))
    assert [item.verdict for item in report.items] == ["contradict" if is_false else "unjudged"]


TO_THE_CHIN = {  # shoulders where a body of 114 pixels has them, and no point of arms and legs
    **{name: None for name in STANDING if name.split()[-1] in ("elbow", "wrist", "hip", "knee", "ankle")},
    "left shoulder": (60, 26),
    "right shoulder": (40, 26),
}


@pytest.mark.parametrize(
    "text",
    [
        "The man is sitting.",
        "The man kneels on the ground.",
        "The man is squatting.",
        "He is bent over.",
        "He is doubled over at the waist.",
        "He swings his left foot up to hip height.",
        "His knees are drawn up to his chest.",
    ],
)
def test_who_fills_a_high_and_narrow_box_is_upright_on_straight_legs(text):
    assert "contradict" in verdicts_in_box(text, (35.0, 4.0, 30.0, 114.0), TO_THE_CHIN)  # 3.8 times as high as wide
    assert "contradict" not in verdicts_in_box(text, (20.0, 4.0, 60.0, 114.0), TO_THE_CHIN)
    assert "contradict" not in verdicts_in_box(text, (35.0, 4.0, 30.0, 116.0), TO_THE_CHIN)  # the picture ends there
    # head and shoulders are a third of what is seen: the rest may be behind a table
    half = {**TO_THE_CHIN, "left shoulder": (60, 42), "right shoulder": (40, 42)}
    assert "contradict" not in verdicts_in_box(text, (35.0, 4.0, 30.0, 114.0), half)


def test_a_box_says_nothing_of_the_legs_of_a_head_below_the_shoulders():
    low = {**TO_THE_CHIN, **{name: (x, y + 14) for name, (x, y) in STANDING.items() if y < 20}}
    assert verdicts_in_box("He is bent over.", (35.0, 4.0, 30.0, 114.0), low) == {"unjudged"}


def test_no_hand_is_above_a_head_that_ends_the_box():
    text = "He holds his left hand above his head."
    assert verdicts_in_box(text, (30.0, 5.0, 40.0, 113.0), NO_WRISTS) == {"contradict"}  # 10 above the eyes
    shifted = {name: (x, y + 40) for name, (x, y) in STANDING.items() if "wrist" not in name and "ankle" not in name}
    shifted = {**shifted, **NO_WRISTS, "left ankle": None, "right ankle": None}
    assert verdicts_in_box(text, (30.0, 10.0, 40.0, 110.0), shifted) == {"unjudged"}  # 45 above the eyes
    assert verdicts_in_box(text, (30.0, 0.0, 40.0, 118.0), NO_WRISTS) == {"unjudged"}  # the picture ends there


def test_a_face_with_two_eyes_is_not_in_profile():
    text = "His face is in profile."
    assert verdicts_in_box(text, (30.0, 4.0, 40.0, 114.0)) == {"contradict"}
    aside = {"nose": (41, 18), "left eye": (44, 15), "left ear": (51, 17), "right eye": None, "right ear": None}
    assert "contradict" not in verdicts_in_box(text, (30.0, 4.0, 40.0, 114.0), aside)


def test_level_shoulders_show_that_hands_below_them_are_not_raised():
    low = {**TO_THE_SHOULDERS, "left wrist": (60, 66)}
    assert verdicts_in_box("He raises his left arm.", (30.0, 4.0, 40.0, 114.0), low) == {"contradict"}
    assert verdicts_in_box("He holds his left hand above his head.", (30.0, 4.0, 40.0, 114.0), low) == {"contradict"}
    # one shoulder above the other: the picture may show somebody who lies
    steep = {**low, "right shoulder": (50, 54)}
    assert verdicts_in_box("He raises his left arm.", (30.0, 4.0, 40.0, 114.0), steep) == {"unjudged"}

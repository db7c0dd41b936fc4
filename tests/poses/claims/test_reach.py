"""Statements about limbs held against people whose places are worked out by hand: what is false, true and open."""

from __future__ import annotations

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.poses.claims.find import check_claims

from ...factories import make_person, make_scene

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

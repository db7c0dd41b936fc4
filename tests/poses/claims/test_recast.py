"""Limbs in an unusual order of words, compared with each other, or held in what "it" stands for: what is read."""

from __future__ import annotations

import re

import pytest

from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .test_claims import write

READ = {
    # the side that is named behind the limb
    "The raised arm is his left one.": ["left arm raised", "left hand higher than the other"],
    "The bent leg is the left one.": ["left leg bent"],
    "The higher hand is his right one.": ["right hand higher than the other"],
    "The lower of his hands is the left one.": ["left hand lower than the other"],
    "His left hand is the higher of the two.": ["left hand higher than the other"],
    "Of her two hands, the left one is higher.": ["left hand higher than the other"],
    "Of the two arms, the right one is held lower.": ["right hand lower than the other"],
    "The higher foot is his right one.": ["right leg higher than the other"],
    "The arm that reaches farther out is the left one.": ["left arm farther out than the other"],
    "The right hand is held farther from the body than the left.": ["right arm farther out than the other"],
    "The straighter arm is her left one.": ["left arm straighter than the other"],
    "Her left elbow is bent more sharply than the right.": ["left arm more bent than the other"],
    "His glove arm, the right one, is the higher of the two.": ["right hand higher than the other"],
    "The man's right arm is the one that is closer to us.": ["side right side to the viewer"],
    "The arm nearest to the camera is his left.": ["side left side to the viewer"],
    "The hand on her right is held higher than the other.": ["right hand higher than the other"],
    "His left arm reaches out the farthest.": ["left arm farther out than the other"],
    "Her left hand, lower in the picture, holds a phone.": [
        "left hand holding phone",
        "left hand lower than the other",
    ],
    "His left hand is lower than the one with the scissors.": ["left hand lower than the other"],
    "One knee, the left one, bends.": ["left leg bent"],
    "He covers the ears with the palms of both hands.": ["both hand near the face"],
    # clefts and inversions
    "It is his right hand that grabs for the board.": ["right hand holding board"],
    "It is the right arm that she raises.": ["right arm raised"],
    "It is his left knee that he bends.": ["left leg bent"],
    "It is his right leg that he lifts.": ["right leg lifted"],
    "Up goes the left arm.": ["left arm raised"],
    "Bent at the elbow is the right arm.": ["right arm bent"],
    "Raised high in the air is her left hand.": ["left arm raised"],
    "Behind his back, the left arm is tucked away.": ["left hand behind the back"],
    "With his right hand, he reaches down to the deck.": [
        "right arm lowered",
        "right hand holding deck",
        "right hand near the ground",
    ],
    "We cannot see his arms, since he holds them behind his back.": ["both hand behind the back"],
    "His left hand is at his ear while the other hand stays lower.": [
        "left hand near the face",
        "right hand lower than the other",
    ],
    # legs before and behind
    "His left leg is in front.": ["left leg in front of the other"],
    "Her right foot is set back.": ["left leg in front of the other"],
    "He steps forward with his left foot.": ["left leg in front of the other"],
    "His front leg is the right one.": ["right leg in front of the other"],
    "The left leg is farther forward than the right.": ["left leg in front of the other"],
    # things
    "In her left hand, lower in the picture, she has a pair of scissors.": [
        "left hand holding scissors",
        "left hand lower than the other",
    ],
    "The hand with the knife is the right one.": ["right hand holding knife"],
    "Only one hand, the right one, is at the handlebar.": ["right hand holding handlebar"],
    "The phone is pinched in the right hand.": ["right hand holding phone"],
    "A cup of hot coffee sits in his left hand.": ["left hand holding cup"],
    "The glove is on his right hand.": ["right hand holding glove"],
    "The surfboard is tucked under his right arm.": ["right hand holding surfboard"],
    "He has a bottle. He is holding it in his left hand.": ["left hand holding bottle"],
    "He swings the racket. He is left-handed, as tennis players go.": [
        "left hand holding racket",
        "one hand holding racket",
    ],
    "He is about to throw the frisbee with his left hand.": ["left hand holding frisbee"],
    "His right arm is back, ready to throw the ball.": ["right hand holding ball"],
    "The phone is at her left ear.": ["left hand holding phone", "left hand near the face"],
    "The man balances an orange on top of his head.": ["one hand above the shoulder"],
    "He lifts the picture high above his hat.": ["one hand above the shoulder"],
    "She grips the handle of the bat high above her helmet.": ["one hand above the shoulder"],
    "He clutches the shaft of the paddle at his waist.": ["one hand at waist height"],
    "She holds her chin with her right hand.": ["right hand near the face"],
    "The man's left forearm lies across a bag.": [],
    "The man's bag is lying on the ground.": [],
    "The man's standing.": ["posture standing"],
    "The cellist is standing.": ["posture standing"],
    "The man has inclined his head toward his partner.": [],
    "The footballer is sitting.": ["posture sitting"],
    "He presses his right hand against his own lower back.": ["right hand behind the back"],
    "He puts his hand on her back.": ["one hand at somebody"],
    "Two curlers in white jackets are sitting in their wheelchairs.": ["posture sitting"],
    "The wheelchair user leans back.": ["trunk leaning back"],
    "The man tilts his head to his right, as dancers do.": ["head tilted to the own right"],
    "Their joined hands are at shoulder height.": ["both arm at shoulder height"],
    "His hands are on either side of his jaw.": ["both hand near the face"],
    "She holds up her left hand.": ["!left arm hanging"],
    "The hand that the woman on the right raises is her left one.": ["left arm raised"],
    "She has raised her left hand in a fist beside her chest.": ["!left arm hanging"],
    "She has lifted her left hand while she talks.": ["!left arm hanging"],
    "She has lifted her left hand high while she talks.": ["left arm raised"],
    "She holds up her left arm.": ["left arm raised"],
    "The man is reaching across the board with his left arm.": ["left arm extended"],
    "The man is seen straight from behind.": ["body facing away"],
    "The backs of their bodies are toward the camera.": ["body facing away"],
    "She keeps it down by her knees.": ["one hand at thigh height"],
    "The man holds his banana at arm's length.": ["one arm extended"],
    "He has put one foot up on the counter.": ["one leg lifted"],
    "He holds the frame behind his back.": ["one hand behind the back"],
    "The skier swings both poles in the air.": ["both arm raised"],
    "His legs are tucked under him on the seat.": ["both leg folded under the body"],
    # the limbs of whom the text speaks
    "The arms are crossed over the chest.": ["both arm across the body"],
    "The feet are planted far apart.": ["stance wide apart"],
    "The elbows are locked.": ["both arm fully straight"],
    "The fingers of his left hand touch his chin.": ["left hand near the face"],
    "His elbows are higher than his ears.": ["both arm raised"],
    "What stands out are his arms, both wrapped around his own waist.": ["both arm across the body"],
    "She presses her left arm tightly to her body.": ["left arm against the body"],
    "The man drops his banana down to his waist.": ["one hand at waist height"],
    "Stiff, straightened legs carry him.": ["both leg straight"],
}

NOT_READ = [
    "He has a bottle and a map. He is holding it in his left hand.",
    "The arms that are stretched out would help.",
    "He rides a surfboard with his left foot in front.",
    "He is about to raise his left hand.",
    "The hand is spread wide.",
    "He plants both poles in the snow.",
]


@pytest.mark.parametrize("sentence", READ)
def test_what_is_said_in_other_words_is_read(sentence):
    assert sorted({write(claim) for claim in find_claims(f"The man is tall. {sentence}")}) == READ[sentence]


@pytest.mark.parametrize("sentence", NOT_READ)
def test_what_stays_open_is_not_read(sentence):
    assert not find_claims(f"The man is tall. {sentence}")


def test_a_mirrored_sentence_states_the_mirrored_thing():
    swap = {"left": "right", "right": "left"}
    for sentence, statements in READ.items():
        if "-handed" in sentence:
            continue
        words = [
            swap.get(word.strip(".,"), word.strip(".,")) + word[len(word.strip(".,")) :] for word in sentence.split()
        ]
        read = {write(claim) for claim in find_claims(f"The man is tall. {' '.join(words)}")}
        wanted = {re.sub(r"\b(left|right)\b", lambda side: swap[side[0]], statement) for statement in statements}
        assert read == wanted, sentence


# of a body of 114 pixels that faces the viewer; y grows downward, and the right foot is 16 pixels nearer
STEPS_RIGHT = {"right knee": (42, 93), "right ankle": (42, 117), "left knee": (58, 91), "left ankle": (58, 101)}


def verdicts(text, changes):
    return [item.verdict for item in check_claims(text, make_scene(make_person(changes))).items]


def test_of_somebody_who_faces_the_viewer_the_lower_foot_is_in_front():
    assert "contradict" in verdicts("The man's left leg is in front.", STEPS_RIGHT)
    assert "contradict" not in verdicts("The man's right leg is in front.", STEPS_RIGHT)
    assert "contradict" not in verdicts("The man's left leg is in front.", None)


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        ("The man is on a bench with both arms raised.", "both arm raised"),
        ("A woman stands next to a table, one hand on her hip.", "one arm on the hip"),
        ("The boy walks past a horse, both arms raised.", "both arm raised"),
        ("He leans over the table with both elbows bent.", "both arm bent"),
    ],
)
def test_a_thing_between_the_subject_and_a_limb_has_no_limb(sentence, statement):
    assert statement in {write(claim) for claim in find_claims(sentence)}


@pytest.mark.parametrize(
    "sentence",
    ["A man feeds a horse with one leg lifted.", "The chair has both arms bent.", "A dog with one leg up runs."],
)
def test_the_limbs_of_things_and_animals_are_nobodys(sentence):
    assert not [claim for claim in find_claims(sentence) if claim.part in ("arm", "leg")]


SITTING = {
    "left hip": (57, 80), "right hip": (43, 80), "left knee": (60, 84), "right knee": (40, 84),
    "left ankle": (60, 112), "right ankle": (40, 112),
}  # fmt: skip


def test_legs_that_are_bent_on_a_seat_are_not_for_that_folded_under_it():
    assert "agree" not in verdicts("The man's legs are tucked under him.", SITTING)
    assert "contradict" in verdicts("The man's legs are tucked under him.", None)

"""Statements about limbs in any order of words: what they say, and what only looks like one."""

from __future__ import annotations

import pytest

from kp_llava.poses.claims.find import check_claims

from ...factories import make_person, make_scene
from .test_claims import find_claims, write

READ = {
    # the shape of a limb: behind it, before it, in a noun, in a cleft
    "There is a clear bend in his right elbow.": ["right arm bent"],
    "What bends is her left knee.": ["left leg bent"],
    "It is his left leg that is bent.": ["left leg bent"],
    "Her left arm, crooked at the elbow, carries a basket.": ["left arm bent"],
    "His right arm forms a right angle.": ["right arm sharply bent"],
    "She crooks her right arm.": ["right arm bent"],
    "The woman has both knees doubled up.": ["both leg sharply bent"],
    "He sits with his legs tucked beneath him.": ["both leg folded under the body", "posture sitting"],
    "His right elbow is locked.": ["right arm fully straight"],
    "Her arms are stiff as a board.": ["both arm fully straight"],
    "The man's left arm is ramrod-straight.": ["left arm fully straight"],
    "There is no bend whatsoever in the man's knees.": ["both leg fully straight"],
    "She stretches her left arm as far as it will go.": ["left arm extended"],
    # where an arm or a hand is
    "Her right hand is aloft.": ["right arm raised"],
    "His left arm points at the ceiling.": ["left arm raised"],
    "The boy flings both arms up.": ["both arm raised"],
    "Her right arm shoots straight up into the air.": ["right arm raised"],
    "His fist is higher than the top of his helmet.": ["one hand above the head"],
    "Her left arm droops.": ["left arm hanging"],
    "He lets his right arm dangle.": ["right arm hanging"],
    "His arms rest idly at his sides.": ["both arm hanging"],
    "Her left hand trails in the sand.": ["left arm lowered", "left hand near the ground"],
    "His right arm reaches down to the pavement.": ["right arm lowered", "right hand near the ground"],
    "Both her hands stay well below her waist.": ["both arm lowered", "both hand at thigh height"],
    "The girl's arms are spread like wings.": ["both arm out to the side"],
    "His left arm is flung out sideways.": ["left arm out to the side"],
    "His hands are clasped behind his back.": ["both hand behind the back", "hands together"],
    "Her right arm is twisted behind her.": ["right hand behind the back"],
    "Her left arm is pressed tight against her ribs.": ["left arm against the body"],
    "His left hand is higher than his right.": ["left hand higher than the other"],
    "Her right hand is held well below her left.": ["right hand lower than the other"],
    "Her left arm hangs by her hip.": ["left arm hanging"],
    "She bends her right arm sharply.": ["right arm bent"],
    "There is a deep bend in his knees.": ["both leg sharply bent"],
    # hands at the own body
    "Her left hand is buried deep in her coat pocket.": ["left hand in the pocket"],
    "His hands are stuffed into the pockets of his jeans.": ["both hand in the pocket"],
    "His right palm lies flat on his stomach.": ["right hand at the waist"],
    "Her left hand grips her ankle.": ["left hand at the foot"],
    "The man's right hand is at the nape of his neck.": ["right hand at the head"],
    "He hides his face in his hands.": ["both hand near the face", "head hidden"],
    "She shades her eyes with her left hand.": ["left hand near the face"],
    "His chin is propped on his right fist.": ["right hand near the face"],
    "The boy lifts a mug to his lips.": ["one hand holding mug", "one hand near the face"],
    "She is scratching her head.": ["one hand at the head"],
    # legs and feet
    "Her right foot is well off the ground.": ["right leg lifted"],
    "He has his left leg kicked up behind him.": ["left leg lifted"],
    "She balances on her right foot.": ["left leg lifted"],
    "His knees are hugged to his chest.": ["both leg drawn up"],
    "Her feet are planted far apart.": ["stance wide apart"],
    "The man's legs are splayed.": ["stance apart"],
    "Her heels are touching.": ["stance close together"],
    "The boy's ankles are crossed.": ["legs crossed at the ankles"],
    "Her left leg is slung over her right.": ["legs crossed"],
    "He sits cross-legged.": ["legs crossed", "posture sitting"],
    "His legs are stretched out in front of him.": ["both leg extended"],
    "The man points to the clouds with his left hand.": ["left arm raised"],
    "Her right arm is drawn back behind her head.": ["right hand at the head"],
    "A handset is pressed to his ear.": ["one hand holding handset", "one hand near the face"],
    "She brushes a strand of hair from her face.": ["one hand near the face"],
    "The skaters wave, legs apart, arms outspread.": ["both arm out to the side", "stance apart"],
    "The man whose left arm is locked waits.": ["left arm fully straight"],
    "She hugs her knees.": ["both leg drawn up"],
    "The arms of both men are raised.": ["both arm raised"],
    "Her left hand, meanwhile, hangs limply.": ["left arm hanging"],
    "He sits with one ankle on the opposite knee.": ["posture sitting"],
    # one and the other, that one
    "The man's right arm is bent, while the left one hangs limp.": ["left arm hanging", "right arm bent"],
    "His left hand is on his knee and the other is in his pocket.": [
        "left hand at the knee",
        "right hand in the pocket",
    ],
    "With his left arm bent, he holds that hand near his chin.": ["left arm bent", "left hand near the face"],
    # hands and things
    "The woman wields a knife in her right hand.": ["right hand holding knife"],
    "With his left hand he picks at the sandwich.": ["left hand holding sandwich"],
    "It is the right hand that works the scissors.": ["right hand holding scissors"],
    "He wears the glove on his left hand.": ["left hand holding glove"],
    "His left hand firmly grips the umbrella.": ["left hand holding umbrella"],
}  # fmt: skip

NOT_READ = (
    "Her left elbow is far from straight.",
    "His left arm is bent or straight.",
    "He is about to raise his left arm.",
    "She could stretch her right arm.",
    "The arms of the chair are straight.",
    "The table's legs are bent.",
    "Its left leg is bent.",
    "The clock's hands are raised.",
    "On the other hand, the weather is fine.",
    "He stands a few feet away, straight ahead of the car.",
    "The girl hugs a doll whose arms are raised.",
    "In his right hand is a kite string.",
    "The dog's right leg is locked straight.",
    "The palm trees are bent.",
    "The child hands him a bent fork.",
    "His hand is on the roof.",
    "His left hand rests on the head of the statue.",
    "His left arm is more bent than hers.",
    "Should he keep his right arm straight?",
    "Keep your knees bent.",
    "His left arm is anything but straight.",
)  # fmt: skip


@pytest.mark.parametrize("sentence", READ)
def test_a_state_is_read_wherever_it_stands_in_the_clause(sentence):
    assert sorted(set(map(write, find_claims(sentence)))) == READ[sentence]


@pytest.mark.parametrize("sentence", NOT_READ)
def test_what_only_looks_like_a_statement_about_a_limb_is_none(sentence):
    found = [claim for claim in find_claims(sentence) if claim.part not in ("posture", "body", "trunk", "head")]
    assert found == []


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        # words between a limb and its state, set off by commas
        (
            "His right arm, with the racket, is raised above his head.",
            ["right arm raised", "right hand above the head"],
        ),
        ("Her left arm, however, hangs at her side.", ["left arm hanging"]),
        ("His left hand, still in the glove, is held behind his back.", ["left hand behind the back"]),
        # the perfect tense
        ("The woman has crossed her legs.", ["legs crossed"]),
        ("He has folded his arms over his stomach.", ["both arm across the body"]),
        ("He has folded both arms behind his back.", ["both hand behind the back"]),
        ("The girl has spread her feet.", ["stance apart"]),
        ("The skater has pressed his legs together.", ["stance together"]),
        ("She has bent her right knee.", ["right leg bent"]),
        ("His left leg is stretched out behind him.", ["left leg extended"]),
        ("The man is waving at the crowd with his right hand.", ["right arm raised"]),
        ("By raising both arms, the boy keeps his balance.", ["both arm raised"]),
    ],
)
def test_plain_sentences_about_limbs_are_read(sentence, wanted):
    found = {write(claim) for claim in find_claims(sentence)}
    assert set(wanted) <= found


@pytest.mark.parametrize(
    "sentence",
    [
        "His left arm, with the glove, is not raised.",
        "The man has folded the map in his hands.",
        "The woman has crossed the street, her legs hidden by a bus.",
        "He has folded a shirt over his arms.",
        "The man waved aside the offer with the other hand to the ball.",
    ],
)
def test_plain_sentences_about_something_else_are_not(sentence):
    found = {write(claim) for claim in find_claims(sentence) if not claim.negated}
    assert not found & {"left arm raised", "both arm across the body", "legs crossed", "one arm raised"}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("His left arm is raised higher than his right arm.", {"left hand higher than the other"}),
        ("Her right hand is lower than her left hand.", {"right hand lower than the other"}),
        ("He holds the racket above his head.", {"one arm raised"}),
        ("He holds an umbrella over his head.", set()),
        ("She is reaching down to the dog with her left hand.", {"left arm lowered", "left hand holding dog"}),
    ],
)
def test_heights_and_reaches_are_read_whole(sentence, wanted):
    assert {write(claim) for claim in find_claims(sentence)} == wanted


def test_a_heel_off_the_ground_lifts_no_leg():
    assert not find_claims("The batter's back heel is off the ground.")
    assert write(find_claims("The batter's back foot is off the ground.")[0]) == "one leg lifted"


@pytest.mark.parametrize(
    "text", ["He raises his left arm up and away from his body.", "His left arm is lifted away from his body."]
)
def test_an_arm_that_is_up_may_be_away_from_the_body(text):
    report = check_claims(text, make_scene(make_person({"left elbow": (68, 16), "left wrist": (84, -2)})))
    assert "contradict" not in {item.verdict for item in report.items}


def test_an_arm_tucked_in_front_is_not_against_the_body():
    states = {claim.state for claim in find_claims("His left arm stays tucked in front of him.")}
    assert "against the body" not in states
    assert "against the body" in {claim.state for claim in find_claims("His left arm stays tucked in.")}


def test_joined_hands_without_an_owner_may_be_one_of_each_of_two_people():
    assert find_claims("The girl is next to her father, and the joined hands keep her close.") == []
    assert [c.state for c in find_claims("The girl's joined hands are at her chin.") if c.part == "hands"] == [
        "together"
    ]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "The right arm goes down, with the hand beside his hip.",
            ["arm lowered", "hand at waist height"],
        ),  # no hand on the hip
        ("His left hand is next to his hip.", ["hand at waist height"]),
        ("His left hand rests at his hip.", ["arm on the hip"]),
        ("His hands are held apart, one on each pole.", []),  # and not out to the sides
        ("His arms are held wide apart.", ["arm out to the side"]),
    ],
)
def test_hands_beside_the_hip_or_apart_are_neither_on_the_hip_nor_out_to_the_side(sentence, wanted):
    found = [f"{claim.part} {claim.state}" for claim in find_claims(sentence)]
    assert [claim for claim in dict.fromkeys(found) if claim not in ("arm pointing down",)] == wanted

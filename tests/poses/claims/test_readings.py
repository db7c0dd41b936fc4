"""Limbs that are named late or by what is on them, elbows, knees on the ground, stances and clasped hands."""

import pytest

from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.poses.claims.find import check_claims, find_claims

from ...factories import make_person, make_scene
from .sentences.turns import TURNS
from .test_claims import write

READ = {
    # the side is named at the end
    "The arm he uses to hold the phone is his left.": ["left hand holding phone"],
    "The arm that he raises is his left one.": ["left arm raised"],
    "The hand she holds the cup with is her left one.": ["left hand holding cup"],
    "The leg he lifts is his right.": ["right leg lifted"],
    "His left arm is the one that he raises.": ["left arm raised"],
    "What she lifts is her right leg.": ["right leg lifted"],
    "It is with his left hand that he holds the cup.": ["left hand holding cup"],
    "Of his two arms, it is the left one that is raised.": ["left arm raised"],
    "The cup he holds is in his left hand.": ["left hand holding cup"],
    "He raises one arm, the left.": ["left arm raised"],
    # limbs without a determiner, in gloves and shoes
    "Left hand on her hip, the woman waits.": ["left arm on the hip"],
    "He leans on the counter, left hand on his hip.": ["left arm on the hip"],
    "His left glove is raised.": ["left arm raised"],
    "Her right boot is off the ground.": ["right leg lifted"],
    "She holds her left ankle with her right hand.": ["right hand at the foot"],
    "He touches his shoulder with his left hand.": ["left hand at the shoulder"],
    "She holds a frisbee above her head in her left hand.": [
        "left hand above the shoulder", "left hand holding frisbee", "one arm raised"],
    # elbows and arms that are close to the trunk
    "Her elbows are tucked in.": ["both arm close to the body"],
    "He tucks his left elbow against his side.": ["left arm close to the body"],
    "She keeps her arms close to her body.": ["both arm close to the body"],
    "His left elbow is tucked in front of him.": [],
    "The bag is held close to her side.": [],
    # where hands are
    "His right hand is at chest level.": ["right hand at chest height"],
    "Her left fist is held before her chest.": ["left hand in front of the chest"],
    "He reaches forward with his left arm.": ["left arm forward"],
    "His arms are held out at his sides.": ["both arm out to the side"],
    "His left arm falls naturally to his side.": ["left arm hanging"],
    "His crossed arms show that he waits.": ["both arm across the body"],
    "She clasps her hands.": ["hands together"],
    "His fingers are interlaced.": ["hands together"],
    "He swings the bat two-handed.": ["both hand holding bat"],
    # legs and feet
    "One knee rests on the grass.": ["posture kneeling"],
    "Both knees are on the ground.": ["posture kneeling"],
    "He rides with one knee down.": ["posture kneeling"],
    "He bends deeply at the knees.": ["both leg sharply bent"],
    "He is bent at the waist and knees.": ["both leg bent", "trunk bent over"],
    "His left leg is extended.": ["left leg extended"],
    "She has crossed her left leg over her right.": ["legs crossed"],
    "His feet are crossed at the ankles.": ["legs crossed at the ankles"],
    "She sits with crossed legs.": ["legs crossed", "posture sitting"],
    "His left ankle rests on his right knee.": ["legs crossed"],
    "Her left foot is planted ahead of her right.": ["left leg in front of the other"],
    "His feet are far separated.": ["stance wide apart"],
    "Both feet are close to each other.": ["stance close together"],
    "His right foot is firmly planted on the ground.": ["!right leg lifted"],
    "He puts his weight on his left leg.": ["!left leg lifted"],
    "He stands stiff-legged.": ["both leg straight", "posture standing"],
    # limbs that reach out, and go on behind "and"
    "He stretches his right hand out over the table.": ["right arm extended"],
    "She reaches her left arm out toward the dog.": ["left arm extended"],
    "The player throws her left arm upward to toss the ball.": ["left arm raised"],
    "His left arm is stretched vertically above him.": ["left arm raised"],
    "Her left elbow points outward and is sharply bent.": ["left arm sharply bent"],
    "His left foot leaves the ground.": ["left leg lifted"],
    "Her left leg comes up.": ["left leg lifted"],
    "He extends his left hand.": ["left arm extended"],
    "With folded hands, she waits.": ["hands together"],
    "He draws up his knees.": ["both leg bent"],
    "His left leg is thrust out.": ["left leg extended"],
    "He has spread his arms.": ["both arm out to the side"],
    "She waits with spread legs.": ["stance apart"],
    "His right arm is swung back.": ["!right arm forward"],
    "He waits with flexed knees.": ["both leg bent"],
    "She tucks in her chin.": ["head lowered"],
    "He keeps his back straightened.": ["trunk upright"],
    # which hand, and what it holds
    "The hand on her right is held higher than the other.": ["right hand higher than the other"],
    "The hand that reaches out the farthest, his left, is raised.": ["left arm raised"],
    "The left hand is clearly lower than the one with the scissors.": ["left hand lower than the other"],
    "Only one hand, the right one, is at the handlebar.": ["right hand holding handlebar"],
    "In her left hand, lower in the picture, she has a pair of scissors.": [
        "left hand holding scissors",
        "left hand lower than the other",
    ],
    "He props his chin on both hands with the elbows on the table.": ["both hand near the face"],
    "She rests her hand on her right arm.": [],
    "His right hand is pressed to his back.": ["right hand behind the back"],
    # words for limbs and poses that say something else
    "The fingers of her left hand point up, with their backs to us.": [],
    "The hand that tossed the ball is still above his head.": ["one hand above the head"],
    "He grips a frame with one hand on each side of it.": [],
    "The man's hand is on her shoulder.": ["one hand at somebody"],
    "The woman's hand is on her shoulder.": ["one hand at the shoulder"],
    "The catcher holds his mitt out in front of him.": ["one arm forward"],
    "His mitt is held above his shoulder.": ["one hand above the shoulder"],
    "His glove is brown.": [],
    "His hand is already down beside his hip.": ["one hand at thigh height"],
    "His two hands hang below his hips.": ["both arm lowered", "both hand at thigh height"],
    "His two hands hang at his sides.": ["both arm hanging"],
    "He keeps his left arm low with a bent elbow.": ["left arm bent", "left arm lowered"],
    "The palm leaves hang low.": [],
    "His left glove is brown.": [],
    "His shirt is tucked in.": [],
    "His knees are covered with mud.": [],
    "The right boot of the pair is missing.": [],
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "stated"), [*READ.items(), *TURNS.items()])
def test_each_of_these_is_read(sentence, stated):
    found = find_claims(f"A man and a woman are here. {sentence}")
    assert sorted(set(map(write, found))) == sorted(stated)


def verdict(sentence, person):
    (item,) = check_claims(sentence, make_scene(person)).items
    return item.verdict


WIDE = {"left elbow": (86, 35), "left wrist": (104, 36), "right elbow": (14, 35), "right wrist": (-4, 36)}


def test_arms_that_are_out_to_the_side_are_not_close_to_the_body():
    person = make_person(WIDE)
    for sentence in ("The person's elbows are tucked in.", "The person keeps both arms close to the body."):
        assert verdict(sentence, person) == "contradict", sentence
    assert verdict("The person's elbows are tucked in.", make_person()) == "unjudged"


def test_a_hand_above_the_head_or_at_the_thigh_is_not_at_chest_height():
    arms = (((68, 20), (66, 2), "contradict"), ((64, 55), (62, 76), "contradict"), ((68, 52), (62, 46), "unjudged"))
    for elbow, place, wanted in arms:
        person = make_person({"left elbow": elbow, "left wrist": place})
        assert verdict("The person's left hand is at chest height.", person) == wanted, place


def test_a_foot_in_the_air_is_not_planted_on_the_ground():
    lifted = make_person({"left knee": (64, 88), "left ankle": (66, 66)})
    assert verdict("The person's left foot is planted firmly on the ground.", lifted) == "contradict"
    assert verdict("The person has the weight on the left leg.", lifted) == "contradict"


def test_legs_that_are_far_from_each_other_are_not_crossed():
    apart = make_person(
        {"left knee": (68, 90), "right knee": (32, 90), "left ankle": (78, 112), "right ankle": (22, 112)}
    )
    near = make_person({"left ankle": (49, 113), "right ankle": (52, 113)})
    for sentence in ("The person's legs are crossed.", "The person's legs are crossed at the ankles."):
        assert verdict(sentence, apart) == "contradict", sentence
        assert verdict(sentence, near) != "contradict", sentence


def test_people_in_space_have_hands_at_chest_height_and_elbows_close_to_the_body():
    drawn = [draw_person(5, number).states for number in range(60)]
    for state in (("left arm", "close to the body"), ("left hand", "at chest height")):
        assert 10 < sum(state in states for states in drawn) < 55, state

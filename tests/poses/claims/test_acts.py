"""Bare comparisons of two hands, arms at the side, and hands at parts of the own body."""

import pytest

from kp_llava.poses.claims.find import find_claims

from .test_claims import write

READ = {
    # bare comparisons
    "Her left hand is lower, holding the scissors.": ["left hand lower than the other"],
    "The right hand is held a little higher on the pole.": ["right hand higher than the other"],
    "His left hand grips the bat below his right.": ["left hand holding bat", "left hand lower than the other"],
    "His left hand is lower than the table.": [],
    "His left hand is lower on the wall than the picture.": [],
    # arms at the side
    "He presses his left arm to his side.": ["left arm against the body"],
    "He drops his left arm to his side.": ["left arm lowered"],
    "He stretches his left arm to his side.": ["left arm out to the side"],
    "He has his right arm tucked in at his side.": ["right arm against the body"],
    "The man keeps his elbows down at his sides.": ["both arm close to the body"],
    "With his arms low and close to his body, he waits.": ["both arm close to the body"],
    # many arms, and what ends where an "and" begins
    "Both of the girl's arms reach forward.": ["both arm forward"],
    "Her left arm reaches forward, away from her body.": ["left arm forward"],
    "Both arms are held out from his body.": ["both arm extended"],
    "He keeps one arm up and smiles.": ["one arm raised"],
    "Holding a hand to his ear, the man is busy with the call.": ["one hand near the face"],
    "By keeping the arm down, the woman looks relaxed.": ["one arm lowered"],
    # hands
    "Her right hand touches the knee.": ["right hand at the knee"],
    "Hands in pockets, he waits.": ["both hand in the pocket"],
    "Her left hand points at the pocket.": [],
    "She runs her right hand through her hair.": ["right hand at the head"],
    "She presses her left hand into her hip.": ["left arm on the hip"],
    "His left hand is beside his thigh.": ["left hand at thigh height"],
    "With his left hand low over the board, he seems to be busy.": ["left arm lowered"],
    "His right hand is at about the height of his shoulder.": ["right arm at shoulder height"],
}


@pytest.mark.parametrize(("text", "stated"), READ.items(), ids=READ)
def test_plain_forms_of_arms_and_hands_are_read(text, stated):
    assert sorted(write(claim) for claim in find_claims(text)) == sorted(stated)

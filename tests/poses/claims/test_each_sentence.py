"""Every hand-written sentence by itself: one that was read as its author means it is never lost again."""

from __future__ import annotations

import pytest

from kp_llava.poses.claims.find import find_claims

from .test_claims import SETS, write

# read otherwise than by their authors, who wrote before hands were said to hold things, or beyond what is read
READ_OTHERWISE = {
    "His left hand holds a racket.": ["left hand holding racket"],
    "The man carries a bag in his right hand.": ["right hand holding bag"],
    "He raises a glass with his right hand.": ["right hand holding glass"],
    "Her right hand holds a phone.": ["right hand holding phone"],
    "Holding a kite in her right hand, the woman raises her left arm.": ["left arm raised", "right hand holding kite"],
    "The man is holding a cell phone to his ear with his right hand.": ["right hand holding cell phone"],
    "He holds the banana in his right hand and keeps his left arm straight down by his side.": [
        "left arm hanging",
        "right hand holding banana",
    ],
    "The batter stands in a wide stance, with his knees slightly bent and both hands gripping the bat.": [
        "both hand holding bat",
        "both leg bent",
        "posture standing",
        "stance apart",
    ],
    "Her hands are folded together in her lap.": ["both hand in the lap", "hands together"],
    "His upper body is bent forward over the bicycle.": [],
    "Her left arm, unlike her right, is raised.": [],
    "His right arm isn't bent; it is fully extended.": ["!right arm bent"],
    "The man and his dog are lying on the couch.": [],
    "The man stretches his left arm forward.": [],
}
# one wording each, and what it states
WORDINGS = [
    ("Her trunk is bent over.", ["trunk bent over"]),
    ("His torso is doubled over.", ["trunk bent over"]),
    ("His upper body is bent at the waist.", ["trunk bent over"]),
    ("Her upper body is upright.", ["trunk upright"]),
    ("His torso is horizontal.", ["trunk horizontal"]),
    ("Their left elbow is bent.", ["left arm bent"]),
    ("Her right elbow is straight.", ["right arm straight"]),
    ("His left arm is raised.", ["left arm raised"]),
    ("His left hand is above his head.", ["left hand above the head"]),
    ("Her right hand is on her hip.", ["right arm on the hip"]),
    ("His right arm hangs at his side.", ["right arm hanging"]),
    ("Her left arm is out to the side.", ["left arm out to the side"]),
    ("Both arms are crossed.", ["both arm across the body"]),
    ("His legs are crossed.", ["legs crossed"]),
    ("Her legs are apart.", ["stance apart"]),
    ("His feet are together.", ["stance together"]),
    ("Her left knee is bent.", ["left leg bent"]),
    ("His right leg is straight.", ["right leg straight"]),
    ("His right foot is lifted.", ["right leg lifted"]),
    ("Her left leg is out to the side.", ["left leg out to the side"]),
    ("His hands are clasped together.", ["hands together"]),
    ("He is not standing.", ["!posture standing"]),
    ("She may be sitting.", ["?posture sitting"]),
    ("He is kneeling.", ["posture kneeling"]),
    ("She is lying.", ["posture lying"]),
    ("He is crouching.", ["posture crouching"]),
]


def read(sentence):
    return sorted(set(map(write, find_claims(sentence))))


@pytest.mark.parametrize("name", SETS)
def test_each_sentence_states_what_its_author_says(name):
    for sentence, statements in SETS[name]:
        assert read(sentence) == READ_OTHERWISE.get(sentence, sorted(statements)), sentence


@pytest.mark.parametrize(("sentence", "statements"), WORDINGS, ids=[sentence for sentence, _ in WORDINGS])
def test_a_wording_states_one_thing(sentence, statements):
    assert read(sentence) == statements

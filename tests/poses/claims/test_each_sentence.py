"""Every hand-written sentence by itself: one that was read as its author means it is never lost again."""

from __future__ import annotations

import re

import pytest

from kp_llava.poses.claims.find import find_claims

from .sentences.otherwise import READ_OTHERWISE
from .sentences.wordings import WORDINGS
from .test_claims import SETS, write

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

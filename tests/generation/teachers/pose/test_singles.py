"""What captions say of one of several people, and that a text says it only of "one of them" or of the only one."""

import re
from dataclasses import replace

import pytest

from kp_llava.generation.teachers.pose.captions.singles import Single, find_single_acts, find_single_clothes
from kp_llava.generation.teachers.pose.clauses.words import held_thing
from kp_llava.generation.teachers.pose.frame.singles import act_sentence, single_clothes_sentence
from kp_llava.generation.teachers.pose.speaker import name_speakers
from kp_llava.poses.people import read_people

from ....factories import make_scene
from .test_certain import write
from .test_safe import standing_at


def pair(*captions):
    scene = replace(make_scene(standing_at(60, 1), standing_at(160, 2), captions=captions), width=220)
    people = read_people(scene)
    return people, name_speakers(people)


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("A man walks down a ramp.", "walking down a ramp"),
        ("A man in blue places a stone on a board.", "placing a stone on a board"),
        ("A woman in a hat raises her hand to her ear.", "raising her hand to her ear"),
        ("An older man is climbing a ladder.", "climbing a ladder"),
        ("A man reaches out to defend.", None),  # nothing but an adverb
        ("A man lifts his cup looks up.", "lifting his cup"),
        ("A man hugs another man.", None),
        ("A man pushes him.", None),
        ("A man stands on a box.", None),
        ("Two men walk down a ramp.", None),
        ("There is a man who walks down a ramp.", None),  # not about that one from the start
    ],
)
def test_what_one_of_several_does_is_read_from_captions_that_begin_with_one(caption, said):
    assert [one.text for one in find_single_acts((caption,))] == ([said] if said else [])


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("A man in a red vest stands there.", [Single("man", "wearing a red vest")]),
        ("A woman in a cap and sunglasses walks.", [Single("woman", "wearing a cap and sunglasses")]),
        ("A man beside a woman in a green dress.", [Single("woman", "wearing a green dress")]),
        ("A player in a checkered jersey runs.", [Single("player", "wearing a checkered jersey")]),
        ("A man in gray leads a horse.", [Single("man", "dressed in gray")]),
        ("A man in black.", [Single("man", "dressed in black")]),
        ("A man in black pants and boots.", [Single("man", "wearing black pants")]),
        ("A man in red boats is there.", []),
        ("Two men in suits.", []),
        ("A man in the kitchen.", []),
    ],
)
def test_what_one_of_several_wears_is_read_with_the_noun(caption, said):
    assert list(find_single_clothes((caption,))) == said


def test_one_of_several_is_one_of_them_and_the_only_woman_is_the_woman():
    men = ("Two men near a truck.", "A man walks down a ramp.", "A man in a red vest.")
    assert act_sentence(*pair(*men), "Two men are talking.") == "One of them is walking down a ramp."
    assert act_sentence(*pair(*men), "Two men are walking.") is None
    assert single_clothes_sentence(*pair(*men), "") == "One of the men is wearing a red vest."
    assert single_clothes_sentence(*pair(*men), "a vest") is None
    both = ("A man and a woman walk.", "A woman in a green dress.")
    assert single_clothes_sentence(*pair(*both), "") == "The woman is wearing a green dress."
    dressed = single_clothes_sentence(*pair(*both, "A man in gray walks."), "")
    assert dressed == "The man is dressed in gray, and the woman is wearing a green dress."
    for more in ("Three women walk.", "A man and another man.", "A crowd of people."):
        assert single_clothes_sentence(*pair(*both, more), "") is None
    assert single_clothes_sentence(*pair("A man and a dog.", "A man in a red vest."), "") is None


def test_nobody_among_men_is_a_woman():
    assert single_clothes_sentence(*pair("Two men wait.", "Two men.", "A woman in a red coat."), "") is None


def test_a_description_has_what_one_of_several_does_right_behind_what_all_do():
    captions = (
        "Two men are unloading boxes.",
        "Two men unload boxes.",
        "A man walks down a ramp.",
        "A man in a red vest.",
    )
    text = write(pair(*captions)[0].scene, "detail")
    assert text.startswith("Two men are unloading boxes. One of them is walking down a ramp. The man on the ")
    assert "One of the men is wearing a red vest." in text
    assert not re.search(r"the man on the (?:left|right) (?:is )?(?:wear|walk)", text, re.I)


def test_one_hand_holds_a_piece():
    assert [held_thing(thing) for thing in ("cake", "pizza", "bottle")] == [
        "a piece of cake",
        "a slice of pizza",
        "a bottle",
    ]

"""What several people do together: read from captions, held against bodies, and written."""

import re

import pytest

from kp_llava.generation.teachers.pose.captions.groups import are_hand_in_hand, find_group
from kp_llava.generation.teachers.pose.frame.group import gait_of_all, name_group, read_group
from kp_llava.poses.claims.find import check_claims
from kp_llava.poses.people import read_people

from .test_teacher import TASKS, write
from .test_wordings import row_of

WALKERS = ("Three people are walking down a street.", "A woman walks past a shop.")


def gerund_of(captions, people):
    group = find_group(captions, people)
    return None if group is None else group.act.gerund


@pytest.mark.parametrize(
    ("captions", "doing"),
    [
        (("Two men eating apples.", "Men are eating apples.", "A field."), "eating apples"),
        (("Two men eating apples.", "Men stand around.", "A field."), None),  # two of three, and nobody else says so
        (("People riding horses.", "Some people are riding horses."), "riding horses"),
        (("People riding horses.", "A field."), None),  # neither a number nor another caption
        (("A man eating an apple.", "A man is eating."), None),
        (("Three boys in white shirts play chess.", "A lawn."), "playing chess"),  # it counts them right
        (("A group of women are rowing a boat.", "A lake."), "rowing a boat"),
        (("Two girls share an ice cream.", "The ice cream melts."), "sharing an ice cream"),
        (("Four boys play chess.", "A game of chess."), None),  # there are only three
    ],
)
def test_what_a_group_does_is_in_two_captions_or_in_one_that_counts_it_right(captions, doing):
    assert gerund_of(captions, 3) == doing


@pytest.mark.parametrize(
    ("captions", "doing"),
    [
        (("A man and a woman walking together.",), "walking together"),
        (("A boy in a cap and another boy are flying a kite.",), "flying a kite"),
        (("A girl and her dog are walking.",), None),
        (("A man stands while two boys play football.", "A game of football."), None),  # the man is the subject
        (("Two boys feed each other slices of pie.", "Pie on a plate."), "feeding each other slices of pie"),
    ],
)
def test_pairs_are_read_from_their_nouns(captions, doing):
    assert gerund_of(captions, 2) == doing


def test_a_group_is_everybody_only_where_nobody_does_something_else():
    everybody = find_group(("Three men playing football.",), 3)
    assert everybody is not None and everybody.is_all
    fewer = find_group(("Two men playing football.", "A game of football."), 3)
    assert fewer is not None and not fewer.is_all
    watched = find_group(("Three men playing football while a woman watches.",), 3)
    assert watched is not None and not watched.is_all


def test_two_captions_are_needed_for_held_hands():
    assert are_hand_in_hand(("A boy holds a girl's hand.", "They walk hand in hand."))
    assert not are_hand_in_hand(("A boy holds a girl's hand.", "A hand holds a cup."))


def test_the_description_opens_with_what_the_group_does_in_words_of_its_own():
    text = write(row_of(3, ("Three tall men in hats playing football on a lawn.", "Men kick a ball.")), "detail")
    assert text.startswith("Three men are playing football.")


def test_the_scene_is_named_once():
    text = write(row_of(3, ("Three men flying kites in a park.", "A park with kites.")), "detail")
    assert text.startswith("Three men are flying kites in a park.") and text.count("park") == 1


def test_a_conversation_asks_what_the_group_does():
    found = set()
    for seed in range(4):
        found |= set(re.findall(r"Answer: (They are walking[^\n]*)", write(row_of(3, WALKERS), "conversation", seed)))
    assert found == {"They are walking down a street."}


def test_people_who_all_walk_do_not_stand():
    people = read_people(row_of(3, WALKERS))
    assert gait_of_all(people) == "walking"
    for task in TASKS:
        text = write(row_of(3, WALKERS), task)
        assert "standing upright" not in text and "stands" not in text, text
        assert check_claims(text, people.scene).contradict == 0
    assert "walking toward the camera" in write(row_of(3, WALKERS), "detail")


@pytest.mark.parametrize("more", ["A man stands at a corner.", "A man is sitting there.", "Another man watches."])
def test_nobody_walks_where_a_caption_has_somebody_who_stays(more):
    scene = row_of(3, (*WALKERS, more))
    assert gait_of_all(read_people(scene)) is None
    assert "walking toward" not in write(scene, "detail")


def test_nobody_sits_who_is_known_to_stand():
    captions = ("Three people are sitting on a bench.", "People sitting on a bench.")
    assert find_group(captions, 3) is not None
    assert read_group(read_people(row_of(3, captions))) is None


def test_a_group_is_named_as_captions_agree():
    def named(captions, count=2):
        people = read_people(row_of(count, captions))
        return name_group(people, read_group(people))

    assert named(("Two men playing chess.", "A game of chess.")) == "two men"
    assert named(("Two men playing chess.", "A woman plays chess.")) == "two people"
    assert named(("A man and a woman playing chess.",)) == "a man and a woman"
    assert named(("Several people playing chess.",), 4) == "several people"

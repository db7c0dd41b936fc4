"""What captions give to a text in pieces, and what the pose teacher never writes: measurements, laws, bare states."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.generation.teachers.pose.caption import find_clothes, find_group, find_lap, find_plural
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer

from ....factories import STANDING, make_person, make_scene

TASKS = ("conversation", "detail", "complex")


def write(scene, task, seed=0):
    try:
        return write_answer(scene, task, seed=seed)
    except NothingToSay:
        return ""


def row_of(count, captions, *others):
    """Several people who stand side by side, the first at x = 130, and others."""
    people = [
        make_person(
            {name: (x + shift, y) for name, (x, y) in STANDING.items()},
            annotation_id=number,
            bbox_xywh=(30.0 + shift, 4.0, 40.0, 114.0),
        )
        for number, shift in enumerate(range(100, 100 + 120 * count, 120), start=1)
    ]
    return replace(make_scene(*people, *others, captions=captions), width=100 + 120 * count)


@pytest.mark.parametrize(
    ("captions", "worn"),
    [
        (("A man in a green coat waits.", "A man outdoors."), "a green coat"),
        (("A girl wearing an old hat.",), "an old hat"),
        (("A woman holding a bag and wearing red boots.",), "red boots"),
        (("A boy dressed in warm clothes stands there.", "A boy in a hat."), "warm clothes"),
        (("A man in a kitchen.", "A man with a dog."), None),
        (("A coat on a chair.", "A shop with a blue shirt."), None),
        (("A man in front of a dress shop.",), None),
        (("A man near a woman in a red dress.",), "a red dress"),  # only read of pictures about one person
    ],
)
def test_clothes_are_read_from_the_captions_of_one_person(captions, worn):
    assert find_clothes(captions) == worn


def test_what_lies_on_the_lap_is_read_and_what_lies_elsewhere_is_not():
    assert find_lap(("A girl sits with a bowl of soup on her lap.",)) == "a bowl of soup on"
    assert find_lap(("A girl with a bowl of soup on the table.",)) is None


@pytest.mark.parametrize(
    ("captions", "doing"),
    [
        (("Two men eating apples.", "Men are eating apples.", "A field."), "eating apples"),
        (("Two men eating apples.", "Men stand around.", "A field."), None),  # one caption in three is too few
        (("People riding horses.", "Some people are riding horses."), "riding horses"),
        (("A man eating an apple.", "A man is eating."), None),
    ],
)
def test_what_a_group_does_takes_two_captions(captions, doing):
    assert find_group(captions) == doing


def test_guys_are_men_and_boys_are_not():
    assert find_plural(("Three guys stand.", "Three men.", "Some guys.")).word == "man"
    assert find_plural(("Three boys stand.", "Three men.", "Some guys.")).word == "person"


def test_a_lone_persons_clothes_are_in_the_description_and_nobody_elses():
    captions = ("A man in a green coat stands on the street.", "A man is standing on the street.")
    alone = write(make_scene(make_person(), captions=captions), "detail")
    assert "He is wearing a green coat." in alone
    several = write(row_of(2, captions), "detail")
    assert several and "green coat" not in several


def test_no_sentence_measures_the_picture_or_recites_mechanics():
    banned = re.compile(
        r"higher in the picture|highest part|takes? up about|of the picture's height|on the (?:left|right) for us|"
        r"the bones stand|at arm's length|muscles of the back"
    )
    texts = [
        write(plan_scene(5, number, SampleOptions(), split="train2014", first_id=1).scene, task)
        for number in range(60)
        for task in TASKS
    ]
    assert sum(bool(text) for text in texts) > 150
    assert [match.group() for text in texts if (match := banned.search(text))] == []


def test_a_straight_leg_is_said_with_what_its_owner_does_or_with_the_other_one():
    captions = ("A man is standing on the street.", "A man stands on the street.")
    answers = set()
    for image_id in range(40):
        text = write(make_scene(make_person(), captions=captions, image_id=image_id), "conversation")
        answers |= set(re.findall(r"Answer: ([^\n]*\bleg\b[^.\n]*)\.", text))
    straight = {answer for answer in answers if "straight" in answer}
    assert straight
    assert all("and so is his" in answer or "standing" in answer for answer in straight), straight


@pytest.mark.parametrize(("height", "is_named"), [(6, True), (12, False)])
def test_nobody_is_on_the_far_left_whom_somebody_well_seen_passes(height, is_named):
    passer = SceneObject(9, "person", (2.0, 40.0, 5.0, float(height)))
    scene = row_of(3, ("Some stand in a park.",), passer)
    text = " ".join(write(scene, task, seed=seed) for task in TASKS for seed in range(3))
    assert "on the far right" in text
    assert ("on the far left" in text) is is_named

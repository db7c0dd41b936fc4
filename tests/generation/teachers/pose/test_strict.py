"""What the pose teacher leaves out of any text: guessed limbs, people in mid-step, mechanics, people cut off."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.teachers.pose.activities.answers import Case
from kp_llava.generation.teachers.pose.activities.features import find_features
from kp_llava.generation.teachers.pose.captions.groups import speaks_of_steps
from kp_llava.generation.teachers.pose.frame.person import acts_sentence, are_arms_down, side_of_picture
from kp_llava.generation.teachers.pose.person import person_sentences
from kp_llava.generation.teachers.pose.questions.scene import scene_pairs
from kp_llava.generation.teachers.pose.reading import read_person
from kp_llava.generation.teachers.pose.speaker import name_speakers
from kp_llava.generation.teachers.pose.wording import Chooser
from kp_llava.poses.people import read_people

from ....factories import STANDING, make_person, make_scene
from .test_certain import EMPTY, write
from .test_safe import standing_at

RAISED = {"left elbow": (68, 20), "left wrist": (66, 2)}
AT_WAIST = {"left elbow": (70, 52), "left wrist": (60, 58)}
TASKS = ("conversation", "detail", "complex")


def hide(points, *names):
    return {**points, **{name: (*{**STANDING, **points}[name], 1) for name in names}}


def reading_of(points, captions=("A man in a room.",)):
    people = read_people(make_scene(make_person(points), captions=captions))
    return people, name_speakers(people)[0], read_person(people, 1)


@pytest.mark.parametrize(
    ("points", "hidden", "state"),
    [
        (RAISED, (), "above the head"),
        (RAISED, ("left elbow",), "above the head"),  # the hand is seen
        (RAISED, ("left wrist",), None),
        (AT_WAIST, (), "bent"),
        (AT_WAIST, ("left elbow",), None),
        (AT_WAIST, ("left wrist",), None),
        ({}, ("left wrist",), None),
    ],
)
def test_nothing_is_said_of_an_arm_whose_hand_is_hidden_or_whose_bend_is(points, hidden, state):
    people, _, reading = reading_of(hide(points, *hidden))
    assert reading.arms.get("left") == state
    for task in TASKS if state is None else ():
        text = write(people.scene, task)
        assert not re.search(r"\bleft (?:arm|hand)\b|\bboth (?:arms|hands)\b", text), text


def test_no_arm_is_excluded_whose_hand_is_hidden():
    for points, is_known in (({}, True), (hide({}, "left wrist"), False)):
        people, who, reading = reading_of(points)
        assert not are_arms_down(people, who, replace(reading, arms={})) or is_known


def test_an_arm_that_hangs_a_little_forward_is_not_held_forward():
    for wrist, is_forward in (((63, 40), True), ((63, 58), False)):  # the shoulder is at 34
        people = read_people(make_scene(make_person({"left elbow": (64, 42), "left wrist": wrist})))
        states = [(f.part, f.state) for f in people.clear[1]]
        if ("left arm", "forward") in states and ("left arm", "bent") not in states:
            assert (read_person(people, 1).arms.get("left") == "forward") is is_forward


@pytest.mark.parametrize(
    ("caption", "is_step"),
    [
        ("A man walks down a ramp.", True),
        ("One of them steps out of a truck.", True),
        ("A woman is climbing the stairs.", True),
        ("A man is standing on a step.", False),
        ("A man stands by a walkway.", False),
    ],
)
def test_nobody_of_several_surely_stands_where_a_caption_has_somebody_take_steps(caption, is_step):
    captions = ("Two men near a truck.", "Two men at a truck.", caption)
    assert speaks_of_steps(captions) is is_step
    scene = replace(make_scene(standing_at(60, 1), standing_at(220, 2), captions=captions), width=300)
    text = " ".join(write(scene, task) for task in TASKS)
    assert text
    assert bool(re.search(r"\bstand(?:s|ing)?\b|legs? (?:is )?straight|both legs", text)) is not is_step, text


def test_the_eyes_of_somebody_seen_from_behind_are_on_nothing():
    captions = ("A woman on skis is looking at others.", "A woman skiing.", "A woman skis down a slope.")
    turned = {name: (100 - x, y) for name, (x, y) in STANDING.items()}  # left and right change places
    back = {**turned, "nose": None, "left eye": None, "right eye": None}
    for points, is_seen in (({}, True), (back, False)):
        people, who, reading = reading_of(points, captions)
        assert (reading.body == "facing away") is not is_seen
        assert any(one.key == "looks on" for one in find_features(people, who, reading, None)) is is_seen


def test_a_description_has_no_mechanics_where_the_activity_is_unknown():
    for seed in range(6):
        text = write(make_scene(make_person(RAISED), captions=("A man in a room.",)), "detail", seed)
        assert text and not re.search(r"\bshoulders?\b|work for|can rest|reach what", text), text


def test_an_answer_ends_without_what_another_question_would_ask():
    asked = r"would have to come first|keep .* from doing|not do at once|limit what"
    for seed in range(40):
        text = write(make_scene(make_person(RAISED), captions=("A man in a room.",)), "complex", seed)
        question, _, answer = text.partition("Answer:")
        if not re.search(asked, question):
            assert "would have to" not in answer, text


def test_who_is_cut_off_by_the_edge_with_half_the_shoulders_is_not_spoken_of():
    half = {name: None for name in STANDING if name.startswith("right")}
    for left, is_named in ((60.0, True), (278.0, False)):
        points = {name: (x + left - 30, y) for name, (x, y) in STANDING.items()}
        other = make_person({**points, **half}, annotation_id=2, bbox_xywh=(left, 4.0, 22.0, 114.0))
        scene = replace(make_scene(standing_at(200, 1), other, captions=("Two men.", "Two men in a hall.")), width=300)
        assert any(who.person.annotation_id == 2 for who in name_speakers(read_people(scene))) is is_named


def test_people_are_counted_only_where_each_has_a_head_or_a_shoulder():
    legs = {name: None for name in STANDING if not name.endswith(("knee", "ankle"))}
    for points, is_counted in ((None, True), (legs, False)):
        people = read_people(
            replace(make_scene(standing_at(60, 1), standing_at(220, 2, points), captions=("Two men.",)), width=300)
        )
        topics = [pair.topic for pair in scene_pairs(people, name_speakers(people), Chooser(0, 1, "conversation"))]
        assert ("count" in topics) is is_counted


@pytest.mark.parametrize(
    ("x", "place"), [(50.0, "in the middle of"), (44.0, "a little left of"), (30.0, "on the left")]
)
def test_the_middle_is_narrow(x, place):
    person = SceneObject(1, "person", (x - 10.0, 0.0, 20.0, 100.0))
    assert side_of_picture(make_scene(person), person).startswith(place)


def test_who_plays_an_instrument_holds_it_without_a_word():
    for captions, is_held in (
        (("A man is holding a cello.", "A man in a room."), True),
        (("A man is holding a cello.", "A man playing the cello."), False),
    ):
        people, who, reading = reading_of({}, captions)
        said = acts_sentence(people, who, reading, "A man stands.") or ""
        assert ("holding" in said) is is_held, said


@pytest.mark.parametrize(
    ("captions", "is_still"),
    [
        (("A man walks on a path.", "A man on a path."), False),
        (("A man walks on a path.", "A man stands on a path."), True),
        (("A man stands on a path.", "A man on a path."), True),
    ],
)
def test_a_lone_person_stands_unless_more_captions_have_steps(captions, is_still):
    text = write(make_scene(make_person(), captions=captions), "detail")
    assert text and bool(re.search(r"\bstand(?:s|ing)\b|legs straight", text)) is is_still, text


def test_an_arm_that_holds_something_bars_no_way():
    people, who, reading = reading_of({})
    for held, is_out in (({}, True), ({"sports ball": ("right",)}, True), ({"sports ball": ("left",)}, False),
                         ({"sports ball": ("left", "right")}, False)):  # fmt: skip
        stretched = replace(reading, arms={"left": "out to the side"}, held=held)
        features = Case.of(people, who, stretched, None, None).features
        assert any(one.key == "arm out" for one in features) is is_out


def test_a_face_that_is_turned_as_the_body_is_not_turned_again():
    reading = replace(EMPTY, posture="standing", head="turned to the viewer's left", body="turned to the viewer's left")
    people, who, _ = reading_of({})
    for target, is_said in ((None, False), ("the dog", True)):
        sentences = person_sentences(people, who, replace(reading, target=target), Chooser(0, 1, "detail"))
        assert "facing the left side of the picture" in sentences[0]
        assert any(" head " in one for one in sentences) is is_said

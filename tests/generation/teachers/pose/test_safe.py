"""What the pose teacher only says where it is safe: who counts from the left, gazes at things, what hands work at."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.teachers.pose.activities.features import find_features
from kp_llava.generation.teachers.pose.clauses.arms import arm_clause, held_clauses
from kp_llava.generation.teachers.pose.gaze import find_target, merge_gaze
from kp_llava.generation.teachers.pose.reading import read_person
from kp_llava.generation.teachers.pose.speaker import name_speakers
from kp_llava.generation.teachers.pose.wording import Chooser
from kp_llava.poses.people import read_people

from ....factories import STANDING, make_person, make_scene
from .test_certain import EMPTY, MAN, write

HEADLESS = {name: None for name in ("nose", "left eye", "right eye", "left ear", "right ear")}


def standing_at(x, number, without=None):
    """Somebody who stands around x."""
    points = {name: (px + x - 50, py) for name, (px, py) in STANDING.items()}
    return make_person({**points, **(without or {})}, annotation_id=number, bbox_xywh=(x - 20.0, 4.0, 40.0, 114.0))


@pytest.mark.parametrize(("x", "names"), [(20, {2: "the man on the left", 3: "the man on the right"}), (60, None)])
def test_a_torso_that_the_edge_cuts_off_does_not_count_from_the_left(x, names):
    torso = replace(standing_at(x, 1, HEADLESS), bbox_xywh=(x - 20.0, 4.0, 10.0, 114.0))  # a quarter of the others
    people = [torso, standing_at(160, 2), standing_at(280, 3)]
    scene = replace(make_scene(*people, captions=("Two men wait.", "Two men in a hall.")), width=340)
    named = {who.person.annotation_id: who.name for who in name_speakers(read_people(scene))}
    whole = {1: "the man on the far left", 2: "the man in the middle", 3: "the man on the far right"}
    assert named == (names or whole)


def test_a_laptop_at_another_ones_hands_is_not_looked_at():
    people = [standing_at(60, 1), standing_at(160, 2)]
    laptop = SceneObject(9, "laptop", (150.0, 55.0, 40.0, 25.0))
    scene = replace(make_scene(*people, laptop, captions=("A man uses a laptop.",)), width=220)
    assert find_target(read_people(scene), 1, "right", frozenset()) != "the laptop"
    dog = replace(laptop, category="dog", bbox_xywh=(90.0, 40.0, 20.0, 20.0))
    scene = replace(scene, objects=(*people, dog), captions=("A man with a dog.",))
    assert find_target(read_people(scene), 1, "right", frozenset()) == "the dog"


def test_a_gaze_is_one_sentence_with_the_turned_head():
    head = "He turns his head toward the left side of the picture, where the dog is."
    gaze = "He seems to be looking at the dog."
    merged = "He turns his head toward the left side of the picture, and seems to be looking at the dog."
    assert merge_gaze([head, "He sits.", gaze]) == [merged, "He sits."]
    assert merge_gaze(["He sits.", gaze]) == ["He sits.", gaze]


def test_an_arm_is_stretched_forward_only_where_it_is_straight():
    reading = replace(EMPTY, arms={"left": "forward"})
    clause = arm_clause(reading, MAN, "left", Chooser(0, 1, "x"))
    assert clause is not None and clause.after(False) == "holds his left arm forward"
    clause = arm_clause(replace(reading, straight=frozenset(["left"])), MAN, "left", Chooser(0, 1, "x"))
    assert clause is not None and clause.after(False) == "stretches his left arm forward"


def test_nobody_who_sits_holds_up_a_laptop():
    reading = replace(EMPTY, posture="sitting", held={"laptop": ("left", "right")})
    assert [one.after(False) for one in held_clauses(reading, MAN)] == ["has both hands at the laptop"]
    cake, ball = (
        [c.after(False) for c in held_clauses(replace(EMPTY, held={t: ("left",)}), MAN)]
        for t in ("cake", "sports ball")
    )
    assert (cake, ball) == (["holds a piece of cake in his left hand"], ["holds a ball in his left hand"])
    standing = replace(reading, posture="standing")
    assert [one.after(False) for one in held_clauses(standing, MAN)] == ["holds a laptop with both hands"]


@pytest.mark.parametrize(("word", "is_chair"), [("chair", True), ("wheelchair", False)])
def test_a_wheelchair_is_no_chair(word, is_chair):
    low = {"left knee": (64, 70), "right knee": (36, 70), "left ankle": (64, 100), "right ankle": (36, 100)}
    seat = SceneObject(20, "chair", (30.0, 60.0, 40.0, 55.0))
    captions = tuple(f"A man {verb} in a {word}." for verb in ("sits", "is sitting", "sitting"))
    scene = make_scene(make_person(low), seat, captions=captions)
    text = write(scene, "detail")
    keys = {one.key for one in find_features(read_people(scene), MAN, read_person(read_people(scene), 1))}
    assert ("sitting" in keys) is is_chair
    assert "sit" in text and (re.search(r"[io]n a chair", text) is not None) is is_chair, text


def test_nobody_looks_at_somebody_right_behind():
    for x, is_said in ((70, False), (160, True)):
        people = [standing_at(60, 1), standing_at(x, 2)]
        scene = replace(make_scene(*people, captions=("Two men wait.", "Two men in a hall.")), width=240)
        assert (find_target(read_people(scene), 1, "right", frozenset()) == "the other man") is is_said


@pytest.mark.parametrize(("more", "stands"), [("The players run.", False), ("A coach watches the players.", True)])
def test_players_are_upright_and_only_who_may_look_on_stands(more, stands):
    people = [standing_at(60, 1), standing_at(160, 2)]
    scene = replace(make_scene(*people, captions=("Two men playing soccer.", "A soccer game.", more)), width=220)
    assert (not read_person(read_people(scene), 1).is_in_play) is stands

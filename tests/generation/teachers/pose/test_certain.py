"""What the pose teacher leaves out because a viewer may see it otherwise: counts, gazes, purposes, moods."""

import re
from dataclasses import replace

import pytest

from kp_llava.annotations.scene import SceneObject
from kp_llava.generation.teachers.pose.activities import boards, daily, games, other, rides
from kp_llava.generation.teachers.pose.activities.answers import Case, answer_question, find_reasons
from kp_llava.generation.teachers.pose.activities.features import Feature, find_features
from kp_llava.generation.teachers.pose.activities.general import GENERAL
from kp_llava.generation.teachers.pose.activities.script import Script
from kp_llava.generation.teachers.pose.captions.actions import Action
from kp_llava.generation.teachers.pose.captions.scenery import find_setting
from kp_llava.generation.teachers.pose.consequences import Consequence
from kp_llava.generation.teachers.pose.frame.called import called_together, join_things
from kp_llava.generation.teachers.pose.questions.person import join_consequence, person_pairs
from kp_llava.generation.teachers.pose.reading import Reading
from kp_llava.generation.teachers.pose.speaker import Speaker, name_speakers
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.generation.teachers.pose.wording import Chooser
from kp_llava.poses.people import read_people

from ....factories import make_person, make_scene

MAN = Speaker(SceneObject(1, "person", (0.0, 0.0, 10.0, 10.0)), "the man", "man", "m", True)
EMPTY = Reading(None, {}, frozenset(), {}, None, None, None, None, False, False, {}, None, None, None)
RAISED = {"left elbow": (68, 20), "left wrist": (66, 2)}
SCRIPTS = [
    script
    for module in (boards, daily, games, other, rides)
    for script in vars(module).values()
    if isinstance(script, Script)
] + [GENERAL]


def write(scene, task, seed=0):
    try:
        return write_answer(scene, task, seed=seed)
    except NothingToSay:
        return ""


def things(count, size, kind="fork"):
    return [SceneObject(20 + n, kind, (20.0 * n, 10.0, size, size)) for n in range(count)]


def test_only_two_large_things_are_counted():
    people = read_people(make_scene(make_person()))  # a picture of 100 x 120
    assert called_together(people, things(1, 2.0)) == "a fork"
    assert called_together(people, things(2, 2.0)) == "forks"
    assert called_together(people, things(2, 20.0, "oven")) == "two ovens"
    assert called_together(people, things(3, 20.0, "oven")) == "ovens"
    assert called_together(people, things(2, 20.0, "potted plant")) == "plants"


def test_things_of_several_kinds_follow_their_verb():
    assert join_things(["a cake", "drinks", "forks"], True) == "is a cake, along with drinks and forks"
    assert join_things(["a cake", "a fork"], True) == "is a cake and a fork"
    assert join_things(["cars", "a clock"], False) == "are cars and a clock"


@pytest.mark.parametrize(
    ("target", "at_target", "is_looked_at"),
    [
        ("the other man", (), True),
        ("the dog", (), True),
        ("the pizza", ("left",), True),
        ("the pizza", (), False),
        ("the parking meter", ("left", "right"), False),  # hands may be before it
    ],
)
def test_a_turned_head_looks_at_what_moves_and_at_food_in_reach(target, at_target, is_looked_at):
    reading = replace(EMPTY, head="turned to the viewer's left", target=target, at_target=at_target)
    keys = {part.key for part in find_features(read_people(make_scene(make_person())), MAN, reading)}
    assert ("looks at" in keys) is is_looked_at


def test_no_script_gives_a_limb_a_purpose_that_a_viewer_cannot_see():
    guess = re.compile(
        r"\barms? (?:helps?|keeps? \{him\} balanced|balances?) |ready to take hold|"
        r"\bas if \{he\} had|may (?:well )?be|may have|\blooks relaxed\b|set the feet apart"
    )
    said = [text for script in SCRIPTS for texts in script.reasons.values() for text in texts]
    said += [text for script in SCRIPTS for texts in script.firsts.values() for text in texts]
    assert [text for text in said if guess.search(text)] == []


def test_poles_are_pushed_with_where_a_caption_has_them():
    skis = SceneObject(20, "skis", (20.0, 108.0, 90.0, 14.0))
    bent = {"left elbow": (70, 52), "left wrist": (60, 52), "right elbow": (30, 52), "right wrist": (40, 52)}
    captions = ("A man skiing in the snow.", "A man is on skis.", "A man on skis.")
    for said, is_known in ((captions, False), ((*captions[:2], "A man with ski poles."), True)):
        texts = [write(make_scene(make_person(bent), skis, captions=said), task, s) for task in ("detail", "complex")
                 for s in range(6)]  # fmt: skip
        assert any(texts) and ("poles" in " ".join(texts)) is is_known, texts


def test_a_description_begins_with_a_man_whom_nobody_has_named_yet():
    captions = ("A man cutting bread in a kitchen.", "A man cuts bread in a kitchen.")
    assert write(make_scene(make_person(RAISED), captions=captions), "detail").startswith("In a kitchen, a man is ")
    assert write(make_scene(make_person(RAISED), captions=("A man.", "A man.")), "detail").startswith("A man ")


def test_a_straight_leg_whose_other_one_is_not_known_is_asked_for_last():
    hidden = {"right knee": (42, 91, 1), "right ankle": (42, 113, 1)}
    for changes, group in ((hidden, "last"), ({}, "limb")):
        people = read_people(make_scene(make_person(changes), captions=("A man.", "A man.")))
        who = name_speakers(people)[0]
        pairs = person_pairs(people, who, None, Chooser(0, 1, "conversation"))
        groups = {pair.group for pair in pairs if pair.topic.startswith("leg") and "straight" in pair.answer}
        assert groups - {"limb pair"} == {group}


def test_two_questions_of_a_conversation_have_two_answers():
    for seed in range(30):
        answers = re.findall(r"Answer: (.*)", write(make_scene(make_person(RAISED)), "conversation", seed))
        assert len(set(answers)) == len(answers) == 5


def case_of(script, *keys):
    return Case(MAN, script, tuple(Feature(key, f"{{he}} shows {key}", "left") for key in keys), None)


def test_nobody_in_the_middle_of_a_trick_is_called_steady():
    seen = set()
    for seed in range(60):
        found = answer_question(
            case_of(boards.SKATEBOARDING, "bent knees", "trick", "bent over"), Chooser(seed, 1, "x")
        )
        question, _, closing = found
        if re.search(r"steady|balance", question):
            seen.add(question)
            assert "shows trick" in closing and "unlikely to fall" not in closing, closing
            assert not question.startswith("What keeps"), question
    assert len(seen) == 2


def test_neither_a_raised_arm_nor_a_lean_makes_somebody_steady():
    for seed in range(60):
        parts = ("arm up", "lean", "wide stance", "bent knee", "standing")
        question, _, closing = answer_question(case_of(GENERAL, *parts), Chooser(seed, 1, "x"))
        if re.search(r"steady|balance", question):
            assert "shows arm up" not in closing and "shows lean" not in closing, closing


def test_a_dog_at_the_hand_can_be_touched():
    reading = replace(EMPTY, posture="sitting", touched={"left": "dog", "right": "handlebar"})
    parts = find_features(read_people(make_scene(make_person())), replace(MAN, is_subject=False), reading)
    assert [(part.side, part.thing) for part in parts if part.key == "touch"] == [("left", "dog")]


def test_who_sits_is_relaxed_only_before_the_camera():
    aside = {"nose": (40, 14), "right eye": (42, 12), "left eye": (46, 12), "left ear": (54, 13), "right ear": None}
    captions = ("A man is sitting on a chair.", "A man sits on a chair.", "A man sitting on a chair.")
    seat = SceneObject(20, "chair", (30.0, 60.0, 40.0, 55.0))
    low = {"left knee": (64, 70), "right knee": (36, 70), "left ankle": (64, 100), "right ankle": (36, 100)}
    for changes, is_said in ((low, True), ({**low, **aside}, False)):
        text = write(make_scene(make_person(changes), seat, captions=captions), "detail")
        assert "sit" in text and ("relaxed" in text) is is_said, text


def test_a_kind_of_place_has_no_second_preposition():
    assert find_setting(("A man lying down in a street.", "A man in a street.")) == "in the street"
    assert find_setting(("A man walks down a busy street.", "A man on a busy street.")) == "on a busy street"


def test_how_tiring_a_position_is_follows_from_the_body_alone():
    parts = [Feature(key, f"{{he}} shows {key}", "left", "dog") for key in ("lean", "sitting", "touch", "looks at")]
    kinds = set()
    for seed in range(80):
        found = answer_question(Case(MAN, other.TABLE, tuple(parts), None), Chooser(seed, 1, "x"))
        if found is not None and re.search(r"demanding|for long|relaxed or", found[0]):
            kinds.add(found[0])
            assert not any("dog" in text for text in found[1]), found
    work = tuple(
        Feature(key, f"{{he}} shows {key}", "left", "dog") for key in ("bent over", "kneeling", "pet", "looks at")
    )
    for seed in range(80):
        question, said, _ = answer_question(Case(MAN, GENERAL, work, None), Chooser(seed, 1, "x"))
        if re.search(r"demanding|for long|relaxed or", question):
            kinds.add(question)
            assert not any("dog" in text for text in said), said
    assert kinds


def test_a_state_is_not_said_again_before_what_follows_from_it():
    more = Consequence("x", "Both legs are straight and the back is upright, so he is standing still.", ())
    assert (
        join_consequence("He keeps both legs straight.", more)
        == "He keeps both legs straight, so he is standing still."
    )
    arms = Consequence("x", "Both arms are bent, so his hands are in front of his body.", ())
    assert join_consequence("His left arm is bent, and so is his right arm.", arms) == (
        "His left arm is bent, and so is his right arm. His hands are in front of his body."
    )


def test_nobody_stands_still_who_walks_as_a_caption_says():
    standing = replace(EMPTY, posture="standing", trunk="upright", legs={"left": "straight", "right": "straight"})
    for captions, is_said in ((("A man in a park.",), True), (("A man walking in a park.",), False)):
        people = read_people(make_scene(make_person(), captions=captions))
        keys = {part.key for part in find_features(people, MAN, replace(standing, stance="apart"))}
        assert ({"straight legs", "wide stance", "standing"} <= keys) is is_said and "upright" in keys
        assert is_said or not {"straight legs", "wide stance", "standing"} & keys
        on_board = {part.key for part in find_features(people, MAN, replace(standing, board="skateboard"))}
        assert "standing" in on_board  # nobody walks on a board


def test_no_general_advice_is_given_to_somebody_who_is_busy():
    parts = tuple(Feature(key, f"{{he}} shows {key}") for key in ("upright", "standing", "straight legs", "arms bent"))
    asked = {
        action: " ".join(
            found[0]
            for seed in range(60)
            if (found := answer_question(Case(MAN, GENERAL, parts, action), Chooser(seed, 1, "x"))) is not None
        )
        for action in (None, Action("cut", "cutting a cake"))
    }
    assert "easier or safer" in asked[None] and asked[Action("cut", "cutting a cake")]
    assert not re.search(r"advice|easier or safer|stood close by", asked[Action("cut", "cutting a cake")])


def test_a_thing_is_up_in_the_raised_hand_only():
    people, arms = read_people(make_scene(make_person())), {"left": "raised", "right": "bent"}
    for side, names in (("left", {"holds up frisbee"}), ("right", {"holds bent frisbee"})):
        reading = replace(EMPTY, arms=arms, held={"frisbee": (side,)})
        parts = [part for part in find_features(people, replace(MAN, is_subject=False), reading) if part.thing]
        assert {part.names[0] for part in parts} == {"holds frisbee", *names} and {part.side for part in parts} == {
            side
        }
        texts = [
            reason.text for reason in find_reasons(Case(MAN, games.FRISBEE, tuple(parts), None), Chooser(0, 1, "x"))
        ]
        assert any("behind a throw" in text for text in texts) is (side == "left"), texts


def test_a_rider_who_faces_the_camera_may_look_where_the_way_goes():
    reading = replace(EMPTY, posture="sitting", seat="motorcycle", trunk="upright", head="facing the viewer")
    people = read_people(make_scene(make_person()))
    for action, is_said in ((None, True), (Action("ride", "riding a motorcycle"), False)):
        keys = {part.key for part in find_features(people, MAN, reading, action)}
        assert ("facing" in keys) is is_said
    said = [text for script in SCRIPTS for texts in script.reasons.values() for text in texts]
    assert not any("not on the way ahead" in text and "camera" in text for text in said)

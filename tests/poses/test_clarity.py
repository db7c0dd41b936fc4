"""What a text may state of what is sure, and how high hands are, on bodies whose measures are worked out by hand."""

import re

import pytest

from kp_llava.generation.prompts.facts import scene_sentences
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.poses.body import read_body
from kp_llava.poses.clarity import are_reflected, is_clearly_upright
from kp_llava.poses.people import People
from kp_llava.poses.places import hand_level, is_hand_before_body

from ..factories import make_person, make_scene

# the trunk of the standing person goes from 34 to 68, the body is about 111 pixels high
HUNG = {name: (50, 36) for name in ("nose", "left eye", "right eye", "left ear", "right ear")}
CAPTIONS = ("A man outside.", "The man is outside.")


def body_of(changes=None):
    scene = make_scene(make_person(changes))
    return read_body(scene.people[0], scene)


@pytest.mark.parametrize(
    ("changes", "is_upright"),
    [
        ({}, True),
        (HUNG, False),  # the head is level with the shoulders
        ({"left shoulder": (71, 34), "right shoulder": (47, 34)}, False),  # 15 degrees from upright
        ({"left knee": (72, 88), "right knee": (57, 88)}, False),  # the thighs slant by 35 degrees
        ({"left knee": (60, 91), "right knee": (45, 91)}, True),
        ({name: None for name in HUNG}, True),
    ],
)
def test_who_is_called_upright(changes, is_upright):
    assert is_clearly_upright(body_of(changes), True) is is_upright


def test_nobody_sees_that_a_leg_is_straight_whose_knee_is_hidden():
    for visibility, is_said in ((2, True), (1, False)):
        people = People(make_scene(make_person({"left knee": (58, 91, visibility)})))
        assert ("left leg", "straight") in {(fact.part, fact.state) for fact in people.facts[1]}
        assert (("left leg", "straight") in {(fact.part, fact.state) for fact in people.clear[1]}) is is_said


def test_a_stooping_man_stands_and_is_not_said_to_stand_upright():
    for changes, is_said in (({}, True), (HUNG, False)):
        scene = make_scene(make_person(changes), captions=("A man stands outside.", "The man is standing."))
        text = write_answer(scene, "detail", seed=0)
        assert "stand" in text and ("upright" in text) is is_said


@pytest.mark.parametrize(
    ("caption", "is_one"),
    [
        ("A station with ghost like people on the train.", True),
        ("The reflection of two women in a shop window.", True),
        ("A woman looks at her reflection.", True),
        ("An optical illusion with a man holding a picture.", True),
        ("A man sees the reflection of the sky in a lake.", False),
        ("A dog looks at its reflection.", False),
        ("A man in a ghost costume.", True),
        ("A boy walks past a ghost town.", True),  # better left out than wrong
        ("A man stands on a hill.", False),
    ],
)
def test_captions_about_people_who_are_only_reflected(caption, is_one):
    assert are_reflected((caption,)) is is_one


def test_of_reflected_people_nothing_is_stated_and_the_facts_stay():
    scene = make_scene(captions=("A man stands.", "Ghostly people in a window."))
    people = People(scene)
    assert people.facts[1] and people.clear[1] == ()
    assert scene_sentences(scene) == {1: []}
    for task in ("conversation", "detail", "complex"):
        with pytest.raises(NothingToSay, match="only reflected"):
            write_answer(scene, task, seed=0)


@pytest.mark.parametrize(
    ("nose", "is_turned"),
    [
        ((51, 18), True),  # the head is level, and the nose below the far eye
        ((45.7, 18.9), False),  # the head is tilted by 33 degrees: along the eyes the nose is 0.6 of the way
    ],
)
def test_a_tilted_head_is_not_a_turned_one(nose, is_turned):
    eyes = (
        {"left eye": (57, 15), "right eye": (51, 15)}
        if is_turned
        else {"left eye": (52, 18.5), "right eye": (46, 14.6)}
    )
    points = {**eyes, "nose": nose, "right ear": None, "left ear": (64, 18)}
    found = People(make_scene(make_person(points)))
    assert "turned to the viewer's left" in {f.state for f in found.facts[1]}
    assert ("turned to the viewer's left" in {f.state for f in found.clear[1]}) is is_turned


def test_shoulders_alone_face_the_viewer_where_the_nose_is_between_them():
    cut = {
        f"{side} {joint}": None for side in ("left", "right") for joint in ("hip", "knee", "ankle", "wrist", "elbow")
    }
    aside = {"nose": (66, 18), "left eye": (68, 15), "right eye": (62, 15)}  # beyond the left shoulder
    stated = [{f.state for f in People(make_scene(make_person({**cut, **more}))).clear[1]} for more in ({}, aside)]
    assert "facing the viewer" in stated[0]
    assert "facing the viewer" not in stated[1]


@pytest.mark.parametrize(
    ("elbow", "wrist", "level"),
    [
        ((66, 52), (55, 45), "chest"),  # a third of the way down
        ((66, 52), (52, 58), "waist"),  # 0.7 of the way
        ((66, 52), (67, 69), "hips"),
        ((80, 34), (96, 34), "shoulders"),
        ((76, 30), (78, 12), "above the shoulders"),
        ((66, 53), (60, 52), None),  # between chest and waist
        ((66, 52), (66, 69, 1), None),  # hidden
        ((62, 40), (62, 45), None),  # points at the viewer
    ],
)
def test_how_high_a_hand_is(elbow, wrist, level):
    body = body_of({"left elbow": elbow, "left wrist": wrist})
    assert hand_level(body, "left", True) == level
    mirrored = body_of({"right elbow": (100 - elbow[0], elbow[1]), "right wrist": (100 - wrist[0], *wrist[1:])})
    assert hand_level(mirrored, "right", True) == level


def test_low_hands_need_a_back_that_is_clearly_upright():
    assert hand_level(body_of(), "left", False) is None
    assert hand_level(body_of({"left wrist": (55, 45)}), "left", False) == "chest"


def test_heights_of_hands_and_arms_that_are_not_raised_follow_the_facts_of_the_body():
    at_chest = {"left elbow": (66, 52), "left wrist": (55, 45)}
    stated = scene_sentences(make_scene(make_person(at_chest)))[1]
    assert stated.index("The left arm is bent.") < stated.index("The left hand is at the height of the chest.")
    assert "Neither arm is raised." in scene_sentences(make_scene(make_person({"left wrist": (52, 58)})))[1]
    raised = {"left elbow": (68, 20), "left wrist": (66, 2)}
    stated = scene_sentences(make_scene(make_person(raised)))[1]
    assert "The right arm is not raised." in stated and "Neither arm is raised." not in stated
    assert not any("left hand is at the height" in sentence for sentence in stated)  # "raised" says it


def test_a_hand_before_the_trunk():
    before, aside = (body_of({"left wrist": place}) for place in ((50, 47), (75, 47)))
    assert is_hand_before_body(before, "left") and not is_hand_before_body(aside, "left")


def test_a_description_says_how_high_the_hands_are():
    raised = {"left elbow": (66, 52), "left wrist": (52, 58), "right elbow": (34, 52), "right wrist": (48, 58)}
    texts = [
        write_answer(make_scene(make_person(raised), captions=CAPTIONS, image_id=i), "detail", seed=0) for i in range(4)
    ]
    for text in texts:
        assert re.search("at (?:about )?the height of his waist, in front of his body", text)


@pytest.mark.parametrize(("bent", "is_said"), [(False, False), (True, True)])
def test_walking_needs_legs_that_step(bent, is_said):
    knee = {"left knee": (70, 86), "left ankle": (58, 104)} if bent else {}
    captions = ("A man is walking on the street.", "A man walks on the street.", "The man is walking on the street.")
    texts = [
        write_answer(make_scene(make_person(knee), captions=captions, image_id=i), task, seed=0)
        for i in range(6)
        for task in ("detail", "conversation")
    ]
    assert any("is walking" in text or "and walking" in text for text in texts) is is_said

"""Classes of true sentences that were flagged once: what they say, and that people as they are do not contradict it."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.fit_claims import find_states, make_statements
from kp_llava.annotations.scene import SceneObject
from kp_llava.annotations.synthetic.bodies3d.people import draw_person
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
from kp_llava.poses.claims.find import check_claims, find_claims
from kp_llava.poses.claims.verify import judge_claims
from kp_llava.poses.people import read_people

from .test_claims import write
from .test_resolve import RAISED, place, scene_of, thing

READ = {
    # "nobody ... who" denies
    "There is nobody here who has lifted a hand above his head.": ["!one hand above the head"],
    "Nobody in the room who is standing looks tired.": ["!posture standing"],
    # no deep bend may be a bend
    "His legs hold him without any deep bend in the knees.": [],
    "There is no sharp bend in her left elbow.": [],
    "There is no bend in her left elbow.": ["left arm fully straight"],
    # a level, a way and a thing are no touch
    "Her left hand is at the height of her waist.": ["left hand at waist height"],
    "His right hand reaches down toward his ankles.": ["right arm lowered"],
    "She holds both hands near her thighs.": [],
    "She has both hands near her lap.": ["both hand in the lap"],
    "His bent right arm keeps the racket behind him.": ["right arm bent"],
    "One arm is flung out past her head.": ["one arm extended"],
    # of a forearm the elbow may be bent
    "He stretches his forearms across the desk.": [],
    # the back of a head looks at nobody
    "The back of her head is turned to us.": ["head turned away from the viewer"],
    # not yet, no longer, or not at all
    "He has not yet raised his arms.": ["!both arm raised"],
    "She is standing next to a chair that somebody had been sitting on.": ["posture standing"],
    "He has got up from the bench on which he was sitting.": ["posture standing"],
    "He stops short of raising his hand.": [],
    "It is not the case that she is sitting.": [],
    "He does anything but sit.": [],
    "She is not the one who sits.": [],
    "He is anything but seated.": ["!posture sitting"],
    # of things, of all others
    "Her arms are down, in contrast to the raised arms of the statue.": ["both arm lowered"],
    "He has put his hands on the arms of the chair.": [],
    "Apart from the girl, everyone lets their arms hang.": [],
    "Everyone else has both arms raised.": [],
    # who looks back has not turned the back
    "He glances sideways and looks back toward the camera.": ["head looking at the viewer"],
    "The woman stands with her back toward the camera.": ["body facing away", "posture standing"],
    # a height is no touch
    "Her right hand is level with her eyes.": ["right hand at head height"],
    "She keeps upright like somebody standing in line.": [],
    # one hand alone: the other one is not there
    "Only one of his hands is on the bat.": [],
}


@pytest.mark.parametrize("sentence", READ)
def test_a_sentence_says_what_it_says_and_no_more(sentence):
    assert sorted(write(claim) for claim in find_claims(sentence)) == READ[sentence]


ONE_OF_THREE = scene_of(place(1, 40, changes=RAISED), place(2, 180), place(3, 320))
TWO_OF_THREE = scene_of(place(1, 40, changes=RAISED), place(2, 180, changes=RAISED), place(3, 320))


@pytest.mark.parametrize("subject", ["The majority of the people", "Most of the people", "Nearly all of the people"])
def test_most_of_several_are_more_than_half_of_them(subject):
    text = f"{subject} have their left arm raised."
    assert [item.verdict for item in check_claims(text, TWO_OF_THREE).items] == ["agree"]
    assert [item.verdict for item in check_claims(text, ONE_OF_THREE).items] == ["contradict"]
    text = "All of the people have their left arm raised."
    assert [item.verdict for item in check_claims(text, TWO_OF_THREE).items] == ["contradict"]


@pytest.mark.parametrize("subject", ["The spectators", "The people behind the fence", "The people in the stands"])
def test_who_looks_on_is_none_of_the_players_and_is_spoken_of_as_a_whole(subject):
    player = place(1, 40, 1.6)
    crowd = [place(number, 100 + 90 * number, 0.7, changes=RAISED) for number in (2, 3)]
    scene = scene_of(player, *crowd, place(4, 480, 0.7), thing(10, "tennis racket", 94, 115, 10.0, 40.0))
    text = f"{subject} have their left arm raised."
    (item,) = check_claims(text, scene).items
    assert (item.people, item.verdict) == ((2, 3, 4), "agree")
    scene = scene_of(
        player, place(2, 280, 0.7, changes=RAISED), place(3, 370, 0.7), place(4, 480, 0.7), scene.objects[-1]
    )
    assert [item.verdict for item in check_claims(text, scene).items] == ["contradict"]


@pytest.mark.parametrize("subject", ["The batter", "The umpire", "The catcher", "The player at the plate"])
def test_a_role_goes_to_nobody_where_its_thing_lies_with_somebody_who_is_not_annotated(subject):
    bats = thing(10, "baseball bat", 154, 115, 10.0, 40.0), thing(11, "baseball bat", 520, 60, 8.0, 14.0)
    scene = scene_of(place(1, 100, 1.6), place(2, 260), *bats, captions=("A batter swings.",))
    for state in ("raised above his head", "lowered"):  # false and true of both who are there
        text = f"{subject} has his left arm {state}."
        assert {item.verdict for item in check_claims(text, scene).items} == {"unjudged"}


def test_a_verb_is_no_part_of_the_words_for_whom_it_is_said_of():
    (claim,) = find_claims("Two people are standing on a surfboard.")
    assert (claim.who.text, claim.who.marks) == ("two people", ())
    (claim,) = find_claims("Two people who are on a surfboard are standing.")
    assert claim.who.marks == (("thing", "surfboard"),)


def test_who_anybody_in_the_background_is_stays_open_where_one_of_many_is_known():
    others = [SceneObject(number, "person", (40.0 * number, 60.0, 20.0, 32.0)) for number in range(3, 11)]
    scene = scene_of(place(1, 60, 1.6), place(2, 460, 0.6), *others, captions=("People in a park.",))
    for subject in ("In the background, a woman", "In the stands, somebody"):
        text = f"{subject} has both arms raised."
        assert {item.verdict for item in check_claims(text, scene).items} == {"unjudged"}, subject


def test_somebody_new_is_whoever_does_what_is_said():
    flat = SceneObject(3, "person", (300.0, 170.0, 60.0, 24.0))
    scene = scene_of(place(1, 60), place(2, 200), flat, captions=("People in a park.",))
    assert {item.verdict for item in check_claims("A player lies on the ground.", scene).items} == {"unjudged"}
    assert {item.verdict for item in check_claims("The player in red lies on the ground.", scene).items} == {
        "contradict"
    }
    upright = SceneObject(3, "person", (300.0, 140.0, 24.0, 60.0))
    scene = scene_of(place(1, 60), place(2, 200), upright, captions=("People in a park.",))
    assert {item.verdict for item in check_claims("A player lies on the ground.", scene).items} == {"contradict"}


def test_a_posture_that_only_says_who_is_meant_contradicts_nothing():
    scene = scene_of(place(1, 40), place(2, 180))
    verdicts = {
        item.claim.state: item.verdict for item in check_claims("One of the seated men is waving.", scene).items
    }
    assert verdicts == {"sitting": "unjudged"}
    assert [item.verdict for item in check_claims("One of the men is sitting.", scene).items] == ["contradict"]


def test_two_others_than_those_at_a_place_may_be_meant():
    unseen = [SceneObject(number, "person", (20.0 * number, 60.0, 20.0, 32.0)) for number in (5, 6)]
    text = "The two people on the left are sitting."
    scene = scene_of(place(1, 40), place(2, 180), place(3, 320))
    assert [item.verdict for item in check_claims(text, scene).items] == ["contradict"]
    scene = scene_of(place(1, 40), place(2, 180), place(3, 320), *unseen)
    assert [item.verdict for item in check_claims(text, scene).items] == ["unjudged"]


def test_no_text_of_the_pose_teacher_is_contradicted_by_the_person_it_is_about():
    texts = 0
    for number in range(150):
        scene = draw_person(4242, number).scene
        for task in ("conversation", "detail", "complex"):
            try:
                text = write_answer(scene, task, seed=1)
            except NothingToSay:
                continue  # nothing is certain of this person
            texts += 1
            answers = " ".join(
                line.removeprefix("Answer: ") for line in text.split("\n") if not line.startswith("Question:")
            )
            wrong = [
                answers[slice(*item.claim.span)]
                for item in check_claims(answers, scene).items
                if item.verdict == "contradict"
            ]
            assert not wrong, (number, task, answers)
    assert texts > 300


@pytest.mark.slow
def test_hardly_any_true_statement_about_people_in_space_is_contradicted():
    """Of states that are clearly so: `make_statements` leaves out those near their limits, and heads out of view."""
    states, told, wrong = find_states(), Counter(), Counter()
    for number in range(5_000):
        scene, said = make_statements(number, states, seed=31_337)
        true = [(claim, kind) for claim, kind, is_true in said if is_true]
        items = judge_claims([claim for claim, _ in true], read_people(scene)).items
        for item, (_, kind) in zip(items, true, strict=True):
            told[kind] += 1
            wrong[kind] += item.verdict == "contradict"
    for kind in sorted(told, key=lambda kind: -wrong[kind] / told[kind]):
        print(f"{kind}: {wrong[kind]} of {told[kind]} ({wrong[kind] / told[kind]:.1%})")
    assert told.total() > 100_000
    assert wrong.total() <= 0.0055 * told.total(), f"{wrong.total()} of {told.total()}"

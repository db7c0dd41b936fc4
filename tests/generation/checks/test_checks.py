"""What each check finds, and what it leaves alone."""

import re
from dataclasses import replace

import pytest

from kp_llava.errors import RunError
from kp_llava.generation.checks.checks import DEFAULT_REJECT, check_turns, read_check_names
from kp_llava.generation.checks.text import fold, is_leak
from kp_llava.generation.parsing import Turn, parse_answer
from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer

from ...factories import STANDING, make_person, make_scene
from ..good_answers import GOOD_ANSWERS

QUESTION = "What is the person doing with their left arm?"


def names_of(answer, question=QUESTION, task="conversation"):
    (result,) = check_turns(task, [Turn(question, answer)], make_scene(make_person()))
    return set(result.names)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("According to the keypoints, their left arm is hanging.", "leak"),
        ("The left wrist is at (0.42, 0.57).", "leak"),
        ("The bounding box of the person is tall.", "leak"),
        ("Based on the provided information, they wait.", "leak"),
        ("The left wrist lies at 0.425 of the width.", "leak"),
        ("Die Koordinaten zeigen das.", "leak"),
        ("In the provided information, the person waits.", "leak"),
        ("The caption says that they wait for the bus.", "leak"),
        ("The wrist is at 0.42, so it is low.", "leak"),
        ("The coordinates show a straight arm.", "leak"),
        ("The body key points indicate a low stance.", "leak"),
        ("The key points of the person show a straight arm.", "leak"),
        ("According to the context, they wait.", "leak"),
        ("Die Schlüsselpunkte zeigen einen hängenden Arm.", "leak"),
        ("Nach den bereitgestellten Informationen wartet die Person.", "leak"),
        ("Los puntos clave muestran un brazo recto.", "leak"),
        ("Según la información proporcionada, la persona espera.", "leak"),
        ("Les points clés montrent un bras tendu.", "leak"),
        ("Les coordonnées montrent un bras tendu.", "leak"),
        ("As informações fornecidas mostram um braço.", "leak"),
        ("La didascalia dice che la persona aspetta.", "leak"),
        ("De sleutelpunten tonen een gestrekte arm.", "leak"),
        ("Punkty kluczowe pokazują wyprostowaną rękę.", "leak"),
        ("Ключевые точки показывают прямую руку.", "leak"),
        ("关键点显示手臂是直的。", "leak"),
        ("キーポイントによると腕はまっすぐです。", "leak"),
        ("키포인트에 따르면 팔이 곧다.", "leak"),
        ("Their left arm is raised above their head.", "contradiction"),
        ("There are three people in the picture.", "people-count"),
        ("It cannot be determined.", "unanswerable"),
        ("Their left arm is hanging and the other is", "cut-off"),
        ("Their left arm is hanging while the person looks over towards the", "cut-off"),
        ("The person waits. Their left arm is hanging while they look over at somebody", "cut-off"),
        ("The person waits,", "cut-off"),
        ("Der Mann steht mit den Armen an der Seite und die Beine sind nicht zu sehen.", "not-english"),
        ("这个人站着。", "not-english"),
        ("Hanging.", "too-short"),
        ("", "no-answer"),
    ],
)
def test_a_check_finds_what_it_is_for(answer, name):
    assert name in names_of(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "Their left arm is hanging at their side.",
        "She coordinates her arms and legs with ease.",
        "It weighs 1.25 kg, or so it says on the box.",
        "One person can be seen clearly.",
        "They wait for the bus. How long cannot be said.",
        "They are standing at the side of a road and wait for somebody",
        "The key point is that both arms hang down, ready for what comes.",
        "The race starts at 1.30 pm, and they wait for it.",
        "The sign gives information about the shade that the trees provided.",
        "A box of pizza lies at the boundary of the field.",
        "They find joy in the context of the game.",
    ],
)
def test_a_sound_answer_is_left_alone(answer):
    assert names_of(answer) == set()


def test_a_list_where_sentences_are_asked_for_is_found():
    text = "The person waits on a path.\n- left arm: hanging down\n- right arm: hanging down"
    assert names_of(text, task="detail") >= {"markup"}
    assert names_of("# Pose\nThe person waits.") == {"markup"}
    assert "markup" not in names_of("The person waits.\n\nTheir left arm hangs down.", task="detail")


def test_a_question_that_comes_twice_is_found_at_its_second_time():
    turns = [Turn(QUESTION, "It is hanging down."), Turn(QUESTION.upper(), "It is hanging down.")]
    first, second = check_turns("conversation", turns, make_scene(make_person()))
    assert "duplicate-question" not in first.names and "duplicate-question" in second.names


def test_the_question_says_whom_the_answer_is_about():
    raised = {"left elbow": (68, 20), "left wrist": (66, 2)}
    moved = {part: (x + 200, y) for part, (x, y) in STANDING.items()}
    raising = {part: (x + 200, y) for part, (x, y) in raised.items()}
    left = make_person(annotation_id=1)
    right = make_person({**moved, **raising}, annotation_id=2, bbox_xywh=(230.0, 0.0, 40.0, 120.0))
    scene = replace(make_scene(left, right), width=320)
    for side, found in (("right", (1, 0)), ("left", (0, 1))):
        turn = Turn(f"What is the person on the {side} doing?", "The left arm is raised.")
        (result,) = check_turns("conversation", [turn], scene)
        assert (result.agree, result.contradict) == found, side


def test_the_pose_teacher_passes_every_check():
    written = 0
    for image_id in range(10):
        scene = make_scene(make_person(), image_id=image_id)
        for task in ("conversation", "complex", "detail"):
            try:
                answer = write_answer(scene, task, seed=0)
            except NothingToSay:
                continue
            written += 1
            turns = parse_answer(task, answer, instruction="Describe the person.")
            results = check_turns(task, turns, scene)
            assert [result.names for result in results] == [()] * len(turns)
            assert all(result.contradict == 0 for result in results)
    assert written >= 15


def test_names_of_checks_are_read_and_unknown_ones_refused():
    assert read_check_names("all") == (
        *("leak", "contradiction", "doubtful-contradiction", "people-count", "unanswerable", "duplicate-question"),
        *("no-answer", "too-short", "cut-off", "not-english", "markup"),
    )
    assert read_check_names("none") == ()
    assert read_check_names("cut-off, leak") == ("leak", "cut-off")
    assert DEFAULT_REJECT == ("leak", "contradiction", "cut-off")
    with pytest.raises(RunError, match="no such check; expected all, none, or some of leak"):
        read_check_names("spelling")


def test_forty_good_answers_about_real_pictures_are_not_rejected():
    assert len(GOOD_ANSWERS) >= 40
    marked, statements = [], 0
    for scene, task, question, answer in GOOD_ANSWERS:
        (result,) = check_turns(task, [Turn(question, answer)], scene)
        assert not result.is_rejected(DEFAULT_REJECT), (result, answer)
        statements += result.agree + result.contradict + result.unjudged
        marked += [(name, answer) for name in result.names]
    print(f"{len(GOOD_ANSWERS)} good answers with {statements} statements, {len(marked)} marked")
    assert not marked
    assert statements >= 30


def test_every_letter_that_counts_as_a_latin_one_is_folded_to_it():
    # an expression that ignores case takes the long s for an s, and so on: no leak may hide behind such a letter
    for letter in "abcdefghijklmnopqrstuvwxyz":
        alike = [chr(code) for code in range(0x3000) if re.fullmatch(letter, chr(code), re.IGNORECASE)]
        assert {fold("é" + other)[1:] for other in alike} == {letter}


@pytest.mark.parametrize(
    "text",
    ["The KEYPOINTS show it.", "the bounding-box", "the key pointſ show", "the coordınates", "关键点", "at 0.42"],
)
def test_a_leak_is_found_in_any_case_and_script(text):
    assert is_leak(text)

from __future__ import annotations

import pytest

from kp_llava.evaluation.judges.keypoints import (
    NO_PERSON,
    StatementCount,
    count_statements,
    judge_by_keypoints,
    read_scene,
    score_statements,
)

from ..factories import CONTEXT, FALSE_ANSWER, TRUE_ANSWER, question


def score_of(answer: str, **fields: object) -> float:
    verdict = judge_by_keypoints(question(**fields), "", answer)
    assert verdict.candidate_score is not None
    return verdict.candidate_score


def test_an_answer_as_full_and_true_as_the_reference_gets_ten():
    assert score_of(TRUE_ANSWER) == 10


def test_more_true_statements_score_higher():
    parts = ["The person is standing.", " Their left arm is raised.", " Their right arm is hanging at their side."]
    scores = [score_of("".join(parts[: count + 1])) for count in range(3)]
    assert scores == sorted(scores)
    assert 1 < scores[0] < scores[1] < scores[2] == 10


def test_contradictions_pull_the_score_down():
    assert score_of(FALSE_ANSWER) == 1
    mixed = score_of("The person is standing. Their left arm is hanging at their side.")
    assert mixed < score_of("The person is standing.")


def test_a_true_statement_that_is_repeated_counts_once():
    once = score_of("Their left arm is raised.")
    assert score_of("Their left arm is raised. " * 9) == once


@pytest.mark.parametrize("answer", ["", "   ", "arm arm raised the of sweater left qx 7", "I like the weather."])
def test_gibberish_and_silence_get_one(answer):
    assert score_of(answer) == 1


def test_statements_that_the_keypoints_cannot_decide_get_two():
    unlabeled = "A person.\nperson: [0.3, 0, 0.7, 1], keypoints: [0.5, 0.15, 2" + ", 0, 0, 0" * 16 + "]"
    assert score_of("Their left arm is raised.", context=unlabeled) == 2


def test_a_true_statement_about_a_part_that_was_not_asked_for_counts_half():
    asked = {"question": "What is the left arm doing?", "reference": "Their left arm is raised."}
    assert score_of("Their left arm is raised.", **asked) == 10
    assert score_of("Their right leg is straight.", **asked) == 5.5


def test_two_true_of_one_true_answer_do_not_score_above_ten():
    for agree in range(12):
        for contradict in range(12):
            for wanted in range(1, 9):
                score = score_statements(StatementCount(agree, agree, contradict, 0), wanted)
                assert 1 <= score <= 10


@pytest.mark.parametrize(
    "context", ["", "Just a caption.", "dog: [0, 0, 1, 1]", "person: [0, 0, 1, 1]", "person: [0, 0, 1], keypoints: [5]"]
)
def test_a_context_without_a_readable_person_leaves_the_question_unscored(context):
    verdict = judge_by_keypoints(question(context=context), "a", "b")
    assert verdict.baseline_score is None
    assert verdict.candidate_score is None
    assert verdict.reason == NO_PERSON


def test_the_scene_has_the_pictures_proportions():
    scene = read_scene(question(width=100, height=120))
    assert scene is not None
    assert (scene.width, scene.height) == (100, 120)
    assert count_statements(TRUE_ANSWER, scene, frozenset()).contradict == 0
    assert CONTEXT.startswith("A person.")

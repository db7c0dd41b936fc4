from __future__ import annotations

import math

import pytest

from kp_llava.evaluation.judges.keypoints import KeypointJudge
from kp_llava.evaluation.judges.statements import read_scene

from ..factories import FALSE_ANSWER, TRUE_ANSWER, question, true_answer

# eight pictures: the left arm is raised in four of them, the right one in the other four, and everybody stands
IMAGES = range(1, 9)


def make_judge(*more, images=IMAGES) -> KeypointJudge:
    return KeypointJudge([*(question(image) for image in images), *more])


def mean_of(judge: KeypointJudge, write) -> float:
    """The column's mean, each question by its weight."""
    asked = [question(image) for image in IMAGES]
    weights = [judge.weight(one) for one in asked]
    scores = [judge.score(one, write(one.image_id)).score for one in asked]
    return sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)


def test_a_statement_is_worth_the_bits_of_its_share():
    # half of the people have the left arm raised: one bit when true, one lost when false; all stand, which says nothing
    judge = make_judge()
    assert judge.score(question(1), "Their left arm is raised.").bits == pytest.approx(1)
    assert judge.score(question(2), "Their left arm is raised.").bits == pytest.approx(-1)
    assert judge.score(question(1), "The person is standing.").bits == 0
    assert judge.score(question(1), TRUE_ANSWER).bits == pytest.approx(2)
    assert judge.score(question(1), TRUE_ANSWER).score == 10


def test_a_rare_state_earns_more_and_its_false_mention_costs_less():
    # image 1 is the only one of eight with the left arm up
    judge = KeypointJudge([question(1), *(question(2 * image) for image in range(1, 8))])
    assert judge.score(question(1), "Their left arm is raised.").bits == pytest.approx(math.log2(8))
    assert judge.score(question(2), "Their left arm is raised.").bits == pytest.approx(-math.log2(8) / 7)
    # the complement: seven of eight have it not raised
    assert judge.score(question(2), "Their left arm is not raised.").bits == pytest.approx(math.log2(8 / 7))
    assert judge.score(question(1), "Their left arm is not raised.").bits == pytest.approx(-7 * math.log2(8 / 7))


def test_a_hedged_statement_counts_a_third_either_way():
    judge = make_judge()
    assert judge.score(question(1), "Their left arm may be raised.").bits == pytest.approx(1 / 3)
    assert judge.score(question(2), "Their left arm may be raised.").bits == pytest.approx(-1 / 3)


def test_a_repeated_statement_counts_once_and_both_arms_make_two():
    judge = make_judge()
    assert judge.score(question(1), "Their left arm is raised. " * 9).bits == pytest.approx(1)
    assert judge.score(question(1), "Both arms are raised. Their left arm is raised.").bits == pytest.approx(0)


def test_any_constant_text_has_a_mean_of_no_more_than_one():
    judge = make_judge()
    for text in (TRUE_ANSWER, FALSE_ANSWER, "Their left arm is raised.", "Their left arm may be raised.", "Nice."):
        assert mean_of(judge, lambda image, text=text: text) <= 1 + 1e-9
    assert mean_of(judge, true_answer) == pytest.approx(10)
    assert mean_of(judge, lambda image: true_answer(image + 1)) < 0


def test_half_of_the_reference_gets_half_of_the_way():
    judge = make_judge()
    assert judge.score(question(1), "Their left arm is raised.").score == pytest.approx(5.5)


def test_more_true_statements_than_the_reference_has_get_no_more_than_ten():
    judge = KeypointJudge([question(image, reference=true_answer(image).partition(", and")[0]) for image in IMAGES])
    assert judge.score(question(2), true_answer(2)).bits > judge.weight(question(2))
    assert judge.score(question(2), true_answer(2)).score == 10


@pytest.mark.parametrize("answer", ["", "   ", "arm arm raised the of sweater left qx 7", "I like the weather."])
def test_gibberish_and_silence_get_one(answer):
    assert make_judge().score(question(1), answer).score == 1


def test_what_the_keypoints_do_not_decide_counts_nothing():
    unlabeled = "A person.\nperson: [0.3, 0, 0.7, 1], keypoints: [0.5, 0.15, 2" + ", 0, 0, 0" * 16 + "]"
    extra = question(99, context=unlabeled)
    judge = make_judge(extra)
    assert judge.asked[extra.question_id].truth(
        judge.asked[extra.question_id].read("Their left arm is raised.")[0].statement
    ) == (0, 0)
    # its reference says nothing that can be held against anything
    assert judge.reason(extra) == "left out: the reference states nothing that sets its picture apart"


def test_a_reference_without_a_statement_leaves_the_question_out():
    silent = question(99, reference="Two people in a street.")
    judge = make_judge(silent)
    verdict = judge.judge(silent, "a", "b")
    assert verdict.baseline_score is None
    assert verdict.reason.startswith("left out: ")
    assert judge.weight(silent) == 0


@pytest.mark.parametrize(
    "context", ["", "Just a caption.", "dog: [0, 0, 1, 1]", "person: [0, 0, 1, 1]", "person: [0, 0, 1], keypoints: [5]"]
)
def test_a_context_without_a_readable_person_leaves_the_question_unscored(context):
    blank = question(99, context=context)
    verdict = make_judge(blank).judge(blank, "a", "b")
    assert verdict.baseline_score is None
    assert verdict.candidate_score is None
    assert verdict.reason == "no person with keypoints in the context"


def test_the_scene_has_the_pictures_proportions():
    scene = read_scene(question(width=100, height=120))
    assert scene is not None
    assert (scene.width, scene.height) == (100, 120)

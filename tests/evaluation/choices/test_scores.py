from __future__ import annotations

import random
from functools import lru_cache

import pytest

from kp_llava.evaluation.choices import scores
from kp_llava.evaluation.choices.benchmark import ChoiceQuestion
from kp_llava.evaluation.choices.scores import Outcomes, answer_most_frequently, compare, score
from kp_llava.evaluation.statistics import draw_weights

from .factories import ask


def answer(questions, choose):
    return Outcomes.read(questions, {one.question_id: choose(one) for one in questions})


def confuse(question):
    """What who takes left for right would say."""
    if not question.swaps:
        return question.answer
    return next(words for words in question.options if words != question.answer)


def test_a_perfect_answerer_gets_all_and_is_consistent_in_the_mirror():
    row = score(answer(ask(300), lambda one: one.answer))
    for cell in (row.all, row.sides, *row.by_kind.values(), *row.by_part.values()):
        assert (cell.accuracy, cell.kappa, cell.mirror_consistency, cell.unreadable) == (1.0, 1.0, 1.0, 0)


def test_who_confuses_left_and_right_gets_nothing_where_a_side_is_asked_for():
    row = score(answer(ask(300), confuse))
    assert row.sides.accuracy == 0.0 and row.sides.mirror_consistency == 0.0
    others = score(answer([one for one in ask(300) if not one.swaps], confuse))
    assert others.all.accuracy == 1.0


def test_letters_and_words_are_the_same_answer():
    questions = ask(100)
    assert score(answer(questions, lambda one: one.letter)) == score(answer(questions, lambda one: one.answer))


def test_unreadable_answers_are_counted_and_wrong():
    row = score(answer(ask(100), lambda one: "A person stands in a park." if one.image_id % 2 else one.answer))
    silent = sum(one.image_id % 2 for one in ask(100))
    assert row.all.unreadable == silent
    assert row.all.accuracy == pytest.approx(1 - silent / len(ask(100)))


def test_the_most_frequent_answer_is_right_by_chance_in_every_kind_and_never_in_both_twins_of_a_side():
    row = score(answer_most_frequently(ask(300)))
    assert row.all.kappa == pytest.approx(0, abs=1e-9)
    assert all(cell.kappa == pytest.approx(0, abs=1e-9) for cell in row.by_kind.values())
    assert row.sides.accuracy == pytest.approx(0.5)


def test_always_the_first_option_never_gets_both_twins_of_a_side_more_often_than_guessing():
    row = score(answer(ask(300), lambda one: one.options[0]))
    assert row.first_share == 1.0 and row.yes_share == 1.0
    assert row.sides.mirror_consistency <= 0.25


def test_the_interval_of_a_known_rate_holds_it_as_often_as_it_says(monkeypatch):
    monkeypatch.setattr(scores, "_draw", lru_cache(lambda count, seed: draw_weights(count, draws=300, seed=seed)))
    # a model that is right in 70% of the images and wrong in the others: questions of an image share their fate
    questions = tuple(one for one in ask(60) if one.kind == "arms")
    images = sorted({one.image_id for one in questions})
    held = 0
    for seed in range(60):
        rng = random.Random(seed)
        good = {image_id: rng.random() < 0.7 for image_id in images}
        row = score(answer(questions, lambda one, good=good: one.answer if good[one.image_id] else "?"))
        low, high = row.all.accuracy_interval
        held += low <= 0.7 <= high
    assert held >= 52  # 95% of 60 is 57; 52 or fewer has a probability below 0.4%


def test_two_models_are_compared_question_by_question():
    questions = [one for one in ask(60) if one.kind == "arms"][:40]
    first = answer(questions, lambda one: one.answer if questions.index(one) < 30 else "?")
    second = answer(questions, lambda one: one.answer if questions.index(one) >= 6 else "?")
    found = compare(first, second)
    assert (found.only_first, found.only_second) == (6, 10)
    assert found.difference == pytest.approx(0.1)
    # 2 * sum of C(16, k) / 2**16 for k = 0..6
    assert found.p_mcnemar == pytest.approx(2 * (1 + 16 + 120 + 560 + 1820 + 4368 + 8008) / 2**16)
    assert compare(first, first).p_mcnemar == 1.0 and compare(first, first).p_clustered == 1.0


def test_the_clustered_test_counts_images_rather_than_questions():
    # one image decides all: McNemar's test is sure, the clustered one is not
    questions = ask(60)
    image = max({one.image_id for one in questions}, key=lambda i: sum(one.image_id == i for one in questions))
    first = answer(questions, lambda one: "?")
    second = answer(questions, lambda one: one.answer if one.image_id == image else "?")
    found = compare(first, second)
    assert found.p_mcnemar < 0.001
    assert found.p_clustered == pytest.approx(0.3173, abs=1e-3)  # |z| = 1


def make_question(number, image_id, options, answer, **changes):
    fields = {
        "question_id": f"q{number}",
        "image_id": image_id,
        "file_name": f"{image_id}.jpg",
        "kind": "arms",
        "part": "arm",
        "template": "t",
        "question": "What does the left arm do?",
        "options": options,
        "answer": answer,
        "sentences": options,
        "item": f"i{number}",
        "twin": "",
        "is_mirrored": False,
        "round": 0,
        "swaps": False,
        "marks": (),
        "width": 100,
        "height": 100,
    }
    return ChoiceQuestion(**{**fields, **changes})


def test_a_line_is_worked_out_as_by_hand():
    four = ("raised", "hanging", "bent", "on the hip")
    questions = (
        # a pair of twins, both right; one of them the mirrored picture
        make_question(1, 1, four, "raised", twin="q2"),
        make_question(2, 1, four, "hanging", twin="q1", is_mirrored=True),
        # a pair of twins, one right; the side is asked for
        make_question(3, 2, ("left", "right"), "left", twin="q4", swaps=True, kind="legs", part="leg"),
        make_question(
            4, 2, ("left", "right"), "right", twin="q3", swaps=True, is_mirrored=True, kind="legs", part="leg"
        ),
        make_question(5, 3, ("yes", "no"), "yes", kind="posture", part="head"),
        make_question(6, 3, ("yes", "no"), "no", kind="posture", part="head"),
        make_question(7, 4, ("yes", "no"), "no", kind="posture", part="head"),
    )
    said = {"q1": "A", "q2": "hanging", "q3": "left", "q4": "A", "q5": "no", "q6": "no", "q7": "perhaps"}
    row = score(Outcomes.read(questions, said))
    assert (row.all.questions, row.all.unreadable) == (7, 1)
    assert row.all.accuracy == pytest.approx(4 / 7)
    chance = (2 / 4 + 5 / 2) / 7
    assert row.all.chance == pytest.approx(chance)
    assert row.all.kappa == pytest.approx((4 / 7 - chance) / (1 - chance))
    assert row.all.mirror_consistency == 0.5
    low, high = row.all.accuracy_interval
    assert low < 4 / 7 < high
    assert list(row.by_kind) == ["arms", "legs", "posture"] and list(row.by_part) == ["head", "arm", "leg"]
    assert [row.by_part[part].accuracy for part in ("head", "arm", "leg")] == [1 / 3, 1.0, 0.5]
    assert row.by_part["head"].mirror_consistency == 0.0 and row.by_part["head"].mirror_interval is None
    assert (row.sides.questions, row.sides.accuracy, row.sides.mirror_consistency) == (2, 0.5, 0.0)
    # of four listed answers A, B, A and A; nobody said yes, twice no
    assert row.first_share == 0.75
    assert row.yes_share == 0.0
    record = row.to_json()
    assert record["accuracy"] == row.all.accuracy and record["sides"]["questions"] == 2
    assert record["by_part"]["leg"]["accuracy"] == 0.5 and record["by_kind"]["arms"]["kappa"] == 1.0
    assert (record["first_share"], record["yes_share"]) == (0.75, 0.0)
    only = score(Outcomes.read(questions[:2], said))
    assert only.sides is None and only.to_json()["sides"] is None
    assert only.yes_share is None
    assert score(Outcomes.read(questions[4:], said)).first_share is None


def test_the_most_frequent_answer_to_a_text_is_the_best_blind_one():
    two = ("left", "right")
    questions = tuple(make_question(n, n, two, side) for n, side in enumerate(("right", "right", "left")))
    other = (make_question(9, 9, two, "left", question="Which leg?"),)
    found = answer_most_frequently(questions + other)
    assert [one.options[number] for one, number in zip(found.questions, found.chosen, strict=True)] == [
        "right",
        "right",
        "right",
        "left",
    ]

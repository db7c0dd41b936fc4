from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kp_llava.evaluation.judgement import Judgement, OrderVerdict
from kp_llava.evaluation.report.report import render_table
from kp_llava.evaluation.scores import build_scores

from .factories import TASKS, judged, spread

# the sums of 30 integer scores behind the cells of the paper's Table 3; the baseline's are of 120, over four pairings
PAPER_SUMS = {
    "full": {"conversation": 131, "detail": 201, "complex": 200},
    "conversation-only": {"conversation": 135, "detail": 97, "complex": 116},
    "detail-only": {"conversation": 181, "detail": 185, "complex": 194},
    "complex-only": {"conversation": 144, "detail": 167, "complex": 243},
}
PAPER_BASELINE_SUMS = {"conversation": 429, "detail": 462, "complex": 865}
# Table 3 as it is printed: conversation, detailed description, complex reasoning, all
PAPER_TABLE = {
    "full": (43.67, 67.00, 66.67, 59.11),
    "conversation-only": (45.00, 32.33, 38.67, 38.67),
    "detail-only": (60.33, 61.67, 64.67, 62.22),
    "complex-only": (48.00, 55.67, 81.00, 61.56),
    "LLaVA-7B": (35.75, 38.50, 72.08, 48.78),
}


def paper_judgements(names: Sequence[str] = tuple(PAPER_SUMS)) -> list[Judgement]:
    """Integer scores that have these sums, of 30 questions a column and pairing, which differ between the questions."""
    judgements = []
    for task in TASKS:
        baseline = spread(PAPER_BASELINE_SUMS[task], 30 * len(names))
        for position, name in enumerate(names):
            ours = vary(spread(PAPER_SUMS[name][task], 30))
            theirs = vary(baseline[position :: len(names)])
            judgements += [judged(name, image, task, theirs[image], ours[image]) for image in range(30)]
    return judgements


def vary(scores: list[int]) -> list[int]:
    """Other scores from 1 to 10 of the same sum: pairs drift apart."""
    scores = list(scores)
    for place in range(0, len(scores) - 1, 2):
        step = min(place // 2 % 4, scores[place] - 1, 10 - scores[place + 1])
        scores[place] -= step
        scores[place + 1] += step
    return scores


def test_the_papers_table_comes_out_to_the_digit():
    judgements = paper_judgements()
    assert all(
        score == int(score) and 1 <= score <= 10
        for one in judgements
        for score in (one.baseline_score, one.candidate_score)
    )
    assert sum(one.baseline_score for one in judgements if one.task == "conversation") == 429
    assert len(judgements) == 4 * 90
    scores = build_scores(judgements, baseline="LLaVA-7B", candidates=list(PAPER_SUMS))
    table = scores.to_json()["table"]
    assert {name: tuple(round(table[name][c], 2) for c in (*TASKS, "all")) for name in table} == PAPER_TABLE
    percent = {name: round(one.improvement_percent, 2) for name, one in scores.comparisons.items()}
    assert percent == {"full": 21.18, "conversation-only": -20.73, "detail-only": 27.56, "complex-only": 26.2}
    # the figure at the top is that of the named candidate, not the best one's
    assert scores.to_json()["improvement_of"] == "full"
    assert round(scores.to_json()["improvement_percent"], 2) == 21.18
    text = render_table(scores)
    for figure in ("35.75 [", "43.67 [", "48.78 [", "59.11 [", "full against LLaVA-7B: +21.18%"):
        assert figure in text


def test_what_rests_on_all_pairings_says_so():
    # the baseline gets 9 against "strong" in every question and 1 against "weak", which it loses to in none
    judgements = [judged("strong", image, "detail", 9, 8) for image in range(30)]
    judgements += [judged("weak", image, "detail", 3, 2) for image in range(30)]
    scores = build_scores(judgements, baseline="old", candidates=["strong", "weak"])
    strong = scores.comparisons["strong"]
    assert strong.wins_ties_losses["all"] == (0, 0, 30)
    assert strong.improvement_percent == pytest.approx(100 * (8 / 6 - 1))
    assert strong.pairing_improvement_percent == pytest.approx(100 * (8 / 9 - 1))
    line = next(line for line in render_table(scores).splitlines() if line.startswith("strong against"))
    assert "+33.33%" in line and "over the baseline's mean of all pairings, -11.11%" in line
    assert "in its own pairing, wins 0, ties 0, losses 30" in line


def test_a_baseline_at_the_floor_gives_points_and_no_percentage():
    scores = build_scores([judged("new", i, "detail", 1, 8) for i in range(30)], baseline="old", candidates=["new"])
    comparison = scores.comparisons["new"]
    assert comparison.improvement_percent is None
    assert comparison.llava_ratio["all"] is None
    assert "+70.00 [70.0, 70.0] points (no percentage: the baseline is at the floor)" in render_table(scores)


def test_a_column_is_never_below_the_lowest_score_and_counts_questions_by_weight():
    judgements = [
        replace(judged("new", image, "detail", 5, score), weight=weight)
        for image, (score, weight) in enumerate([(10, 3.0), (2, 1.0)] * 15)
    ]
    scores = build_scores(judgements, baseline="old", candidates=["new"])
    assert scores.rows["new"].cells["detail"] == pytest.approx(80)
    below = [judged("new", image, "detail", 5, -4 + image % 3) for image in range(30)]
    assert build_scores(below, baseline="old", candidates=["new"]).rows["new"].cells["detail"] == 10


def test_one_bad_candidate_does_not_void_the_others():
    good = [judged("good", image, "detail", 4, 8) for image in range(30)]
    bad = [judged("bad", image, "detail", None, None, reason="unreadable") for image in range(30)]
    scores = build_scores(good + bad, baseline="old", candidates=["bad", "good", "gone"], refusals={"gone": "no file"})
    assert not scores.refusal
    assert list(scores.rows) == ["old", "good"]
    assert scores.refusals["bad"].startswith("30 of 30 judgements of bad (100%) are unscored")
    assert "gone has no row: no file" in render_table(scores)


def test_what_a_judge_cannot_judge_is_left_out_and_not_missing():
    judgements = [judged("new", image, "detail", 4, 8) for image in range(10)]
    judgements += [judged("new", image, "complex", None, None, reason="left out: no statement") for image in range(10)]
    scores = build_scores(judgements, baseline="old", candidates=["new"])
    assert (scores.judged, scores.unscored, scores.left_out) == (10, 0, 10)
    assert scores.columns == ["detail"]


def test_blind_rows_stand_beside_the_models_and_change_nothing_else():
    judgements = [judged("new", image, "detail", 4, 8) for image in range(30)]
    blind = [judged("blind: constant", image, "detail", 9, 2) for image in range(30)]
    alone = build_scores(judgements, baseline="old", candidates=["new"]).to_json()
    with_blind = build_scores(
        judgements + blind, baseline="old", candidates=["new"], blind=["blind: constant"]
    ).to_json()
    assert with_blind["blind"] == {"blind: constant": {"detail": 20, "all": 20}}
    for name in ("table", "comparisons", "judged", "unscored"):
        assert with_blind[name] == alone[name]


def test_all_is_the_mean_of_the_columns_not_of_the_questions():
    judgements = [judged("new", image, "detail", 5, 8) for image in range(3)] + [judged("new", 9, "complex", 2, 3)]
    scores = build_scores(judgements, baseline="old", candidates=["new"])
    assert scores.rows["new"].cells == {"detail": 80.0, "complex": 30.0, "all": 55.0}
    assert scores.rows["old"].cells["all"] == 35.0


def test_llavas_ratio_agrees_with_an_independent_computation():
    generator = np.random.default_rng(5)
    records = [
        (image, task, int(generator.integers(1, 11)), int(generator.integers(1, 11)))
        for image in range(30)
        for task in TASKS
    ]
    scores = build_scores([judged("new", *record) for record in records], baseline="old", candidates=["new"])
    ratio = scores.comparisons["new"].llava_ratio
    for task in (*TASKS, "all"):
        theirs = statistics.mean(old for _, name, old, _ in records if task in ("all", name))
        ours = statistics.mean(new for _, name, _, new in records if task in ("all", name))
        assert ratio[task] == pytest.approx(ours / theirs * 100)


def test_more_than_one_in_twenty_unscored_gives_no_table():
    judgements = [judged("new", image, task, 5, 6) for image in range(30) for task in TASKS]
    for index in range(4):
        judgements[index] = judged("new", 0, judgements[index].task, None, None, reason="unreadable")
    assert not build_scores(judgements, baseline="old", candidates=["new"]).refusal
    judgements[4] = judged("new", 1, judgements[4].task, None, None, reason="unreadable")
    scores = build_scores(judgements, baseline="old", candidates=["new"])
    assert "5 of 90 judgements of new (6%) are unscored (unreadable: 5)" in scores.refusal
    assert scores.to_json()["table"] == {}
    assert scores.to_json()["improvement_percent"] is None
    assert scores.unscored_reasons == {"unreadable": 5}


def test_an_unscored_question_is_not_averaged_in():
    judgements = [judged("new", image, "detail", 4, 8) for image in range(30)]
    judgements.append(judged("new", 30, "detail", None, None, reason="unreadable"))
    scores = build_scores(judgements, baseline="old", candidates=["new"])
    assert scores.rows["new"].cells["detail"] == 80
    assert scores.rows["new"].scored["detail"] == 30
    assert scores.rows["new"].unscored["detail"] == 1
    assert scores.unscored == 1


def test_a_column_without_any_score_gives_no_table():
    judgements = [judged("new", image, "detail", 4, 8) for image in range(40)]
    judgements.append(judged("new", 1, "complex", None, None, reason="unreadable"))
    assert "column complex" in build_scores(judgements, baseline="old", candidates=["new"]).refusal


def test_a_candidate_without_judgements_gives_no_table():
    scores = build_scores([judged("new", 1, "detail", 4, 8)], baseline="old", candidates=["new", "newer"])
    assert scores.refusals == {"newer": "newer has no judgement"}
    assert not scores.refusal


def two_orders(image: int, first: tuple[float, float], second: tuple[float, float]) -> Judgement:
    """A judgement in both orders; each pair is (score of the answer shown first, of the other)."""
    orders = (OrderVerdict("baseline", *first), OrderVerdict("candidate", second[1], second[0]))
    return Judgement(str(image), image, "detail", "new", orders)


def test_a_judge_that_prefers_the_first_answer_shows_as_disagreement_and_no_difference():
    scores = build_scores([two_orders(i, (8, 5), (8, 5)) for i in range(30)], baseline="old", candidates=["new"])
    comparison = scores.comparisons["new"]
    assert comparison.judge_agreement == 0
    assert comparison.first_preference == 3
    assert comparison.difference["all"] == 0
    low, high = comparison.difference_intervals["all"]
    assert low <= 0 <= high


def test_a_steady_judge_agrees_with_itself():
    scores = build_scores([two_orders(i, (5, 8), (8, 5)) for i in range(30)], baseline="old", candidates=["new"])
    assert scores.comparisons["new"].judge_agreement == 1
    assert scores.comparisons["new"].first_preference == 0
    assert scores.rows["new"].cells["detail"] == 80


def test_one_unreadable_order_leaves_the_question_unscored():
    orders = (OrderVerdict("baseline", 5, 6), OrderVerdict("candidate", None, None, "", "unreadable"))
    judgement = Judgement("1", 1, "detail", "new", orders)
    assert judgement.baseline_score is None
    assert judgement.reason == "unreadable"


def test_the_order_of_the_judgements_changes_nothing():
    generator = np.random.default_rng(7)
    judgements = [
        judged("new", image, task, int(generator.integers(1, 11)), int(generator.integers(1, 11)))
        for image in range(12)
        for task in TASKS
    ]
    forward = build_scores(judgements, baseline="old", candidates=["new"], draws=200).to_json()
    backward = build_scores(judgements[::-1], baseline="old", candidates=["new"], draws=200).to_json()
    assert json.dumps(forward) == json.dumps(backward)


def test_longer_answers_that_win_for_their_length_lose_their_lead_at_equal_length():
    judgements = []
    for image in range(60):
        extra = 50 if image % 2 else -50
        # the longer answer wins, whoever wrote it
        old, new = (5, 8) if extra > 0 else (8, 5)
        judgements.append(judged("new", image, "detail", old, new, words=(100, 100 + extra)))
    for image in range(60, 90):
        judgements.append(judged("new", image, "detail", 5, 8, words=(100, 150)))
    comparison = build_scores(judgements, baseline="old", candidates=["new"]).comparisons["new"]
    assert comparison.win_rate["detail"] == pytest.approx(66.7, abs=0.1)
    assert 45 < comparison.length_adjusted_win_rate["detail"] < 60


def test_a_candidate_that_always_wins_has_a_finite_adjusted_rate():
    judgements = [judged("new", image, "detail", 2, 9, words=(40, 30 + image)) for image in range(30)]
    comparison = build_scores(judgements, baseline="old", candidates=["new"]).comparisons["new"]
    assert 85 < comparison.length_adjusted_win_rate["detail"] < 100
    low, high = comparison.length_adjusted_intervals["detail"]
    assert low <= comparison.length_adjusted_win_rate["detail"] <= high


def test_the_win_rate_at_equal_length_is_left_out_where_lengths_hardly_overlap():
    # a judge that only counts words would otherwise get 99%
    judgements = [judged("new", image, "detail", 2, 9, words=(10, 40 + image)) for image in range(30)]
    comparison = build_scores(judgements, baseline="old", candidates=["new"]).comparisons["new"]
    assert comparison.length_adjusted_win_rate["detail"] is None
    assert comparison.length_reasons["detail"] == "100% of the candidate's answers are longer than the baseline's"


def test_a_judge_that_counts_words_finds_no_lead_at_equal_length():
    judgements = []
    for image in range(90):
        extra = 5 + image % 40 if image % 5 else -5 - image % 17  # four of five answers are longer
        judgements.append(judged("new", image, "detail", 5, 5 + (extra > 0) - (extra < 0), words=(60, 60 + extra)))
    comparison = build_scores(judgements, baseline="old", candidates=["new"]).comparisons["new"]
    assert comparison.win_rate["detail"] == 80
    assert 40 < comparison.length_adjusted_win_rate["detail"] < 60


def simulate_coverage(benchmarks: int, draws: int) -> float:
    """How often the 95% interval of the overall difference holds the true one, with image-level correlation."""
    generator = np.random.default_rng(11)
    covered = 0
    for seed in range(benchmarks):
        hard = generator.normal(0, 1.0, 30)
        gain = generator.normal(0.8, 1.2, 30)
        judgements = []
        for image in range(30):
            for task in TASKS:
                old = 5 + hard[image] + generator.normal(0, 0.8)
                new = 5 + hard[image] + gain[image] + generator.normal(0, 0.8)
                judgements.append(judged("new", image, task, old, new))
        scores = build_scores(judgements, baseline="old", candidates=["new"], draws=draws, seed=seed)
        low, high = scores.comparisons["new"].difference_intervals["all"]
        covered += low <= 8.0 <= high
    return covered / benchmarks


def test_the_interval_holds_the_true_difference_in_most_simulated_benchmarks():
    assert simulate_coverage(100, 300) >= 0.88


@pytest.mark.slow
def test_the_interval_holds_the_true_difference_in_93_to_97_percent_of_1000_benchmarks():
    assert 0.93 <= simulate_coverage(1000, 1000) <= 0.97

from __future__ import annotations

import numpy as np
import pytest

from kp_llava.evaluation.statistics import (
    count_outcomes,
    draw_weights,
    interval_of,
    length_adjusted_win_rate,
    student_t_quantile,
    wilson_interval,
    win_rate,
)


@pytest.mark.parametrize(
    ("degrees", "quantile"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (5, 2.5706), (8, 2.3060), (29, 2.0452), (89, 1.9870)],
)
def test_the_t_quantile_agrees_with_the_printed_tables(degrees, quantile):
    assert student_t_quantile(0.975, degrees) == pytest.approx(quantile, abs=0.005)


def test_every_draw_takes_as_many_images_as_there_are():
    weights = draw_weights(7, draws=100, seed=1)
    assert weights.shape == (100, 7)
    assert set(weights.sum(axis=1)) == {7.0}


def test_the_same_seed_draws_the_same_images():
    assert np.array_equal(draw_weights(5, draws=50, seed=3), draw_weights(5, draws=50, seed=3))
    assert not np.array_equal(draw_weights(5, draws=50, seed=3), draw_weights(5, draws=50, seed=4))


def test_one_image_gives_no_interval():
    assert interval_of(np.ones(100), 1) is None


def test_draws_without_a_value_are_left_out_until_most_are():
    values = np.arange(100.0)
    values[:10] = np.nan
    low, high = interval_of(values, 30)
    assert 10 <= low < high <= 99
    values[:60] = np.nan
    assert interval_of(values, 30) is None


def test_the_interval_of_a_mean_is_about_as_wide_as_students():
    values = np.random.default_rng(0).normal(5, 2, 30)
    drawn = draw_weights(30, draws=20_000, seed=1) @ values / 30
    low, high = interval_of(drawn, 30)
    half = student_t_quantile(0.975, 29) * values.std(ddof=1) / np.sqrt(30)
    assert (high - low) / 2 == pytest.approx(half, rel=0.06)


def test_the_interval_holds_the_middle_of_the_draws_widened_by_students_factor():
    # 2.7764 (Student, 4 degrees) x sqrt(5 / 4) = 3.1041 normal deviations: 0.0954% is cut at each end
    low, high = interval_of(np.arange(100_001.0), 5)
    assert (low, high) == pytest.approx((95.4, 99_904.6), abs=1.5)
    # 12.7062 x sqrt(2) deviations cut nothing
    assert interval_of(np.arange(101.0), 2) == pytest.approx((0.0, 100.0))


@pytest.mark.parametrize(
    ("right", "total", "interval"),
    # Wilson's score interval, as printed in Newcombe (1998), table I
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_wilsons_interval_agrees_with_newcombes_table(right, total, interval):
    assert wilson_interval(right, total) == pytest.approx(interval, abs=5e-5)
    low, high = wilson_interval(total - right, total)
    assert (1 - high, 1 - low) == pytest.approx(interval, abs=5e-5)


def test_without_a_trial_there_is_no_wilson_interval():
    assert wilson_interval(0, 0) is None


def test_outcomes_are_counted_from_the_candidates_side():
    leads = np.array([2.0, 1.0, 0.5, 0.0, -1.0])
    assert count_outcomes(leads) == (3, 1, 1)
    assert win_rate(leads) == pytest.approx(70)  # 3 wins and half a tie, of 5
    assert win_rate(np.array([])) is None


def test_the_rate_at_equal_length_of_answers_of_one_length_is_the_win_rate_drawn_to_the_middle():
    # 30 wins of 40; with a normal prior of deviation 2 on the logit b the estimate solves 30 - 40 p = b / 4
    found = length_adjusted_win_rate(np.array([1.0] * 30 + [-1.0] * 10), np.zeros(40), np.arange(40))
    share = found.rate / 100
    assert 30 - 40 * share == pytest.approx(np.log(share / (1 - share)) / 4, abs=1e-6)
    assert found.reason == ""
    assert found.interval[0] < found.rate < found.interval[1]


def test_the_slope_of_length_has_a_prior_of_deviation_4():
    # two lengths, 10 answers each: tanh of +1 and -1 deviations is +0.76159 and -0.76159
    wins = np.array([1.0] * 9 + [-1.0] + [1.0] * 3 + [-1.0] * 7)
    extra = np.array([20.0] * 10 + [-20.0] * 10)
    rate = length_adjusted_win_rate(wins, extra, np.arange(20)).rate / 100
    constant = np.log(rate / (1 - rate))
    # at the estimate both derivatives of the log posterior are 0; the first one gives the slope
    reach = np.tanh(1.0)

    def chances(slope):
        return [1 / (1 + np.exp(-(constant + slope * side * reach))) for side in (1, -1)]

    slopes = np.linspace(0, 6, 600_001)
    longer, shorter = chances(slopes)
    slope = slopes[np.argmin(np.abs(reach * (9 - 10 * longer) - reach * (3 - 10 * shorter) - slopes / 16))]
    longer, shorter = chances(slope)
    assert 12 - 10 * longer - 10 * shorter - constant / 4 == pytest.approx(0, abs=1e-3)


def test_without_overlap_of_lengths_the_rate_is_left_out_with_the_reason():
    leads = np.ones(20)
    longer = np.array([5.0] * 19 + [-5.0])
    found = length_adjusted_win_rate(leads, longer, np.arange(20))
    assert (found.rate, found.interval) == (None, None)
    assert found.reason == "95% of the candidate's answers are longer than the baseline's"
    assert length_adjusted_win_rate(leads, -longer, np.arange(20)).reason == (
        "95% of the candidate's answers are shorter than the baseline's"
    )
    # nine of ten is the limit, and still enough
    assert length_adjusted_win_rate(leads, np.array([5.0] * 18 + [-5.0] * 2), np.arange(20)).reason == ""
    assert length_adjusted_win_rate(np.array([]), np.array([]), np.array([])).reason == "no question is scored"

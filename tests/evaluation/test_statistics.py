from __future__ import annotations

import numpy as np
import pytest

from kp_llava.evaluation.statistics import draw_weights, interval_of, student_t_quantile


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

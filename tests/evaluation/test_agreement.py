"""Two judges on the same comparisons, worked by hand."""

from __future__ import annotations

import math

import pytest

from kp_llava.evaluation.agreement import Agreement, compare_judges

from .factories import judged


def by(*leads: float | None):
    """A judge whose candidate scores so far above 5; None is unscored."""
    return [
        judged("new", image, "detail", None, None, reason="unreadable")
        if lead is None
        else judged("new", image, "detail", 5, 5 + lead)
        for image, lead in enumerate(leads)
    ]


def test_agreement_is_counted_over_what_both_have_scored():
    found = compare_judges(by(2, 1, -1, None, 3), by(1, -1, -2, 4, None))
    assert found.comparisons == 3
    assert found.same_winner == pytest.approx(2 / 3)
    # shares of wins 2/3 and 1/3, of losses 1/3 and 2/3: 4/9 by chance
    assert found.kappa == pytest.approx((2 / 3 - 4 / 9) / (5 / 9))
    # leads 2, 1, -1 and 1, -1, -2, less their means 2/3 and -2/3
    ours, theirs = (4 / 3, 1 / 3, -5 / 3), (5 / 3, -1 / 3, -4 / 3)
    product = sum(a * b for a, b in zip(ours, theirs, strict=True))
    spread = math.sqrt(sum(a * a for a in ours) * sum(b * b for b in theirs))
    assert found.correlation == pytest.approx(product / spread)


def test_ties_are_a_verdict_of_their_own():
    found = compare_judges(by(0, 1, 0, 1), by(0, 1, 1, 0))
    assert found.same_winner == 0.5
    assert found.kappa == pytest.approx(0)  # 1/2 x 1/2 + 1/2 x 1/2 by chance
    assert found.correlation == pytest.approx(0)
    # a difference below rounding is a tie
    assert compare_judges(by(1e-12, 1), by(0, 2)).same_winner == 1


def test_judges_that_always_say_the_same_have_no_kappa_and_no_correlation():
    assert compare_judges(by(1, 1), by(1, 1)) == Agreement(2, 1.0, None, None)


def test_judges_without_a_common_comparison_are_not_compared():
    assert compare_judges(by(None, 1), by(1, None)) == Agreement(0, None, None, None)
    other = [judged("newer", 0, "detail", 5, 6)]
    assert compare_judges(by(1), other) == Agreement(0, None, None, None)

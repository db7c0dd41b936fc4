"""Error bars: a paired bootstrap that resamples whole images.

The questions of one image share its difficulty, so images are drawn, not questions; both answers of a question stay
together, so that a difference is taken within the question.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# a statistic of (sums, counts), each (draws, columns): it gives one value for each draw
Statistic = Callable[[Array, Array], Array]


def draw_weights(image_count: int, *, draws: int, seed: int) -> Array:
    """How often each image is drawn, for each bootstrap draw: (draws, images), every row sums to `image_count`."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(image_count, np.full(image_count, 1 / image_count), size=draws).astype(np.float64)


def interval_of(values: Array, image_count: int, *, level: float = 0.95) -> tuple[float, float] | None:
    """The expanded percentile interval of bootstrap values.

    A plain percentile interval is too short for few images: it uses the normal distribution where Student's t belongs,
    and the bootstrap's variance lacks the factor n / (n - 1). The tails are widened to make up for both (Hesterberg,
    "What Teachers Should Know about the Bootstrap", 2015, section 4.1).

    Args:
        values: the statistic on each bootstrap draw; draws in which it has no value (nan) are left out.
        image_count: how many images there are.
        level: the share of the intervals that shall hold the true value.

    Returns:
        Both ends, or None with fewer than two images or when most draws have no value.
    """
    usable = values[np.isfinite(values)]
    if image_count < 2 or len(usable) < len(values) / 2:
        return None
    normal = NormalDist()
    reach = math.sqrt(image_count / (image_count - 1)) * student_t_quantile((1 + level) / 2, image_count - 1)
    tail = normal.cdf(-reach)
    low, high = np.quantile(usable, [tail, 1 - tail])
    return float(low), float(high)


def student_t_quantile(probability: float, degrees: int) -> float:
    """Student's t quantile, exact for 1 and 2 degrees of freedom, else by the Cornish-Fisher expansion.

    The error of the expansion at 0.975 is below 0.03 for 3 degrees and below 0.001 from 8 on (Abramowitz and Stegun,
    26.7.5).
    """
    if degrees == 1:
        return math.tan(math.pi * (probability - 0.5))
    if degrees == 2:
        return (2 * probability - 1) * math.sqrt(2 / (4 * probability * (1 - probability)))
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / degrees**power for power, term in enumerate(terms, start=1))


# weak normal priors (standard deviations 5 and 2.5 on the logit scale): who always wins has no finite estimate
_RIDGE = np.array([1 / 25, 1 / 6.25])
_STEPS = 50


def count_outcomes(differences: np.ndarray) -> tuple[int, int, int]:
    """Wins, ties and losses of the candidate, from candidate minus baseline scores."""
    return int((differences > 0).sum()), int((differences == 0).sum()), int((differences < 0).sum())


def win_rate(differences: np.ndarray) -> float | None:
    """Wins plus half the ties, in percent of the questions; None without a question."""
    if not len(differences):
        return None
    return float(100 * ((differences > 0).mean() + (differences == 0).mean() / 2))


def length_adjusted_win_rate(differences: np.ndarray, extra_words: np.ndarray) -> float | None:
    """The win rate a logistic model predicts for answers as long as the baseline's, in percent.

    The model follows AlpacaEval's length-controlled win rate (Dubois et al., 2024): the logit of a win is a constant
    plus a slope times tanh of the length difference over its standard deviation; the prediction leaves the slope out.
    Unlike AlpacaEval it has no term for a question's difficulty, which one pair of models cannot identify.

    Args:
        differences: candidate minus baseline scores, (questions,).
        extra_words: candidate minus baseline answer length in words, (questions,).
    """
    if not len(differences):
        return None
    spread = float(np.std(extra_words))
    lengths = np.tanh(extra_words / spread) if spread else np.zeros(len(extra_words))
    features = np.stack([np.ones(len(lengths)), lengths], axis=1)
    outcome = (np.sign(differences) + 1) / 2
    weights = np.zeros(2)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (outcome - chance) - _RIDGE * weights
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features + np.diag(_RIDGE)
        step = np.linalg.solve(curvature, slope)
        weights += step
        if np.abs(step).max() < 1e-10:
            break
    return float(100 / (1 + np.exp(-weights[0])))

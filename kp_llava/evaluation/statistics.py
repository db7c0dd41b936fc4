"""Error bars: a paired bootstrap that resamples whole images.

The questions of one image share its difficulty, so images are drawn, not questions; both answers of a question stay
together, so that a difference is taken within the question.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
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


# weak normal priors (standard deviations 2 and 4 on the logit scale): who always wins has no finite estimate, and the
# one on the slope keeps answers that were cut short on purpose from buying a win rate, as in AlpacaEval
_RIDGE = np.array([1 / 4, 1 / 16])
_STEPS = 60
# with fewer answers on the other side of equal length the two effects cannot be separated
_LEAST_OVERLAP = 0.1
_LENGTH_DRAWS = 400


def count_outcomes(differences: np.ndarray) -> tuple[int, int, int]:
    """Wins, ties and losses of the candidate, from candidate minus baseline scores."""
    return int((differences > 0).sum()), int((differences == 0).sum()), int((differences < 0).sum())


def win_rate(differences: np.ndarray) -> float | None:
    """Wins plus half the ties, in percent of the questions; None without a question."""
    if not len(differences):
        return None
    return float(100 * ((differences > 0).mean() + (differences == 0).mean() / 2))


@dataclass(frozen=True)
class EqualLength:
    """The win rate at equal length.

    Attributes:
        rate: in percent; None where it is left out.
        interval: its 95% interval, from draws of whole images.
        reason: why it is left out; empty where it is not.
    """

    rate: float | None
    interval: tuple[float, float] | None = None
    reason: str = ""


def length_adjusted_win_rate(differences: np.ndarray, extra_words: np.ndarray, images: np.ndarray) -> EqualLength:
    """The win rate that a logistic model predicts for answers as long as the baseline's.

    The model follows AlpacaEval's length-controlled win rate (Dubois et al., 2024): the logit of a win is a constant
    plus a slope times tanh of the length difference over its standard deviation; the prediction leaves the slope out.
    Unlike AlpacaEval it has no term for a question's difficulty, which one pair of models cannot identify.

    Args:
        differences: candidate minus baseline scores, (questions,).
        extra_words: candidate minus baseline answer length in words, (questions,).
        images: the image of each question, (questions,).
    """
    if not len(differences):
        return EqualLength(None, reason="no question is scored")
    longer, shorter = float((extra_words > 0).mean()), float((extra_words < 0).mean())
    if max(longer, shorter) > 1 - _LEAST_OVERLAP:
        word = "longer" if longer > shorter else "shorter"
        return EqualLength(
            None, reason=f"{100 * max(longer, shorter):.0f}% of the candidate's answers are {word} than the baseline's"
        )
    spread = float(np.std(extra_words))
    lengths = np.tanh(extra_words / spread) if spread else np.zeros(len(extra_words))
    outcome = (np.sign(differences) + 1) / 2
    names, place = np.unique(images, return_inverse=True)
    weights = draw_weights(len(names), draws=_LENGTH_DRAWS, seed=0)[:, place]
    drawn = _fit_intercepts(lengths, outcome, weights)
    rate = _fit_intercepts(lengths, outcome, np.ones((1, len(lengths))))[0]
    return EqualLength(float(rate), interval_of(drawn, len(names)))


def _fit_intercepts(lengths: Array, outcome: Array, weights: Array) -> Array:
    """The win rate at equal length for each row of question weights, by Newton's method."""
    features = np.stack([np.ones(len(lengths)), lengths], axis=1)
    found = np.zeros((len(weights), 2))
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(found @ features.T, -30, 30)))
        slope = (weights * (outcome - chance)) @ features - _RIDGE * found
        curvature = np.einsum("dq,qi,qj->dij", weights * chance * (1 - chance), features, features) + np.diag(_RIDGE)
        step = np.linalg.solve(curvature, slope[..., None])[..., 0]
        found += step
        if np.abs(step).max() < 1e-9:
            break
    rates: Array = 100 / (1 + np.exp(-found[:, 0]))
    return rates


def wilson_interval(right: float, total: int, *, z: float = 1.959964) -> tuple[float, float] | None:
    """The 95% interval of a share of independent trials by Wilson's score; None without a trial."""
    if total == 0:
        return None
    share = right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)

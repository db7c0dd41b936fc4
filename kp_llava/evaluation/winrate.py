"""Wins, ties and losses, and the win rate that is left when length is taken out."""

from __future__ import annotations

import numpy as np

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

"""How far two judges agree on who answered better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .judgement import Judgement

_TIE_BELOW = 1e-9


@dataclass(frozen=True)
class Agreement:
    """Two judges on the same comparisons.

    Attributes:
        comparisons: those that both have scored.
        same_winner: the share on which both name the same winner, or both a tie.
        kappa: the same beyond chance (Cohen); None where one judge always says the same.
        correlation: Pearson's, of candidate minus baseline; None where one judge never differs.
    """

    comparisons: int
    same_winner: float | None
    kappa: float | None
    correlation: float | None


def compare_judges(first: Sequence[Judgement], second: Sequence[Judgement]) -> Agreement:
    """Compare two judges' judgements, over the questions and candidates that both have scored."""
    others = {(one.question_id, one.candidate): one for one in second if one.is_scored}
    pairs = [
        (_lead(one), _lead(others[key]))
        for one in first
        if one.is_scored and (key := (one.question_id, one.candidate)) in others
    ]
    if not pairs:
        return Agreement(0, None, None, None)
    signs = [tuple(0 if abs(lead) < _TIE_BELOW else 1 if lead > 0 else -1 for lead in pair) for pair in pairs]
    same = sum(one == other for one, other in signs) / len(signs)
    shares = [Counter(pair[place] for pair in signs) for place in (0, 1)]
    chance = sum(shares[0][sign] * shares[1][sign] for sign in (-1, 0, 1)) / len(signs) ** 2
    leads = np.array(pairs)
    has_spread = bool((leads.std(axis=0) > 0).all())
    return Agreement(
        comparisons=len(pairs),
        same_winner=same,
        kappa=None if chance >= 1 else (same - chance) / (1 - chance),
        correlation=float(np.corrcoef(leads.T)[0, 1]) if has_spread else None,
    )


def _lead(judgement: Judgement) -> float:
    return (judgement.candidate_score or 0.0) - (judgement.baseline_score or 0.0)

"""From judgements to the paper's table, with intervals.

A cell is the mean score x 10, each question by its weight, and no less than 10, the lowest score; "all" is the mean of
the columns; the baseline's row is its mean over its pairings with all candidates. A candidate with too many missing
judgements has no row; the others keep theirs.

Of a candidate, the difference, the wins, LLaVA's ratio and `pairing_improvement_percent` rest on its own pairing with
the baseline; `improvement_percent`, the paper's figure, is all(candidate) / all(baseline's row) - 1, which rests on all
pairings. With one candidate the two are the same. LLaVA's ratio is the candidate's mean over the baseline's, in
percent, its "all" over the pooled questions. Where the baseline is at the floor, no better than texts without the
picture, there is no ratio and no improvement in percent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ..tasks import TASKS
from .judgement import Judgement
from .statistics import Array, count_outcomes, draw_weights, interval_of, length_adjusted_win_rate, win_rate

MAX_UNSCORED = 0.05
LOWEST = 1.0
BLIND_CEILING = 15.0
"""What texts without the picture may reach in the table; a baseline below it is at the floor."""
Interval = tuple[float, float] | None


@dataclass
class Row:
    """One model's line of the table.

    Attributes:
        cells: column or ``"all"`` -> mean score x 10.
        intervals: column or ``"all"`` -> both ends of the 95% interval, or None with fewer than two images.
        scored: column or ``"all"`` -> how many judgements the cell rests on.
        unscored: column or ``"all"`` -> how many judgements are missing from it.
    """

    cells: dict[str, float] = field(default_factory=dict)
    intervals: dict[str, Interval] = field(default_factory=dict)
    scored: dict[str, int] = field(default_factory=dict)
    unscored: dict[str, int] = field(default_factory=dict)


@dataclass
class Comparison:
    """One candidate against the baseline, on the questions that both were scored on.

    Attributes:
        difference: column or ``"all"`` -> candidate minus baseline in their own pairing, in points of the table.
        difference_intervals: the paired 95% intervals of ``difference``.
        improvement_percent: all(candidate) / all(baseline's row) - 1, in percent; None with the baseline at the floor.
        improvement_interval: its 95% interval.
        pairing_improvement_percent: the same over the baseline's scores in their own pairing.
        pairing_improvement_interval: its 95% interval.
        llava_ratio: column or ``"all"`` (pooled questions) -> mean(candidate) / mean(baseline) x 100, or None.
        wins_ties_losses: column or ``"all"`` -> three counts, from the candidate's side.
        win_rate: column or ``"all"`` -> wins plus half the ties, in percent.
        length_adjusted_win_rate: the same, as predicted for answers of equal length; None where it is left out.
        length_adjusted_intervals: its 95% intervals.
        length_reasons: column or ``"all"`` -> why the win rate at equal length is left out.
        judge_agreement: share of questions on which both orders name the same winner; None where one order was asked.
        first_preference: mean score of the answer shown first minus that of the second; None where one order was asked.
    """

    difference: dict[str, float] = field(default_factory=dict)
    difference_intervals: dict[str, Interval] = field(default_factory=dict)
    improvement_percent: float | None = None
    improvement_interval: Interval = None
    pairing_improvement_percent: float | None = None
    pairing_improvement_interval: Interval = None
    llava_ratio: dict[str, float | None] = field(default_factory=dict)
    wins_ties_losses: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    win_rate: dict[str, float | None] = field(default_factory=dict)
    length_adjusted_win_rate: dict[str, float | None] = field(default_factory=dict)
    length_adjusted_intervals: dict[str, Interval] = field(default_factory=dict)
    length_reasons: dict[str, str] = field(default_factory=dict)
    judge_agreement: float | None = None
    first_preference: float | None = None


@dataclass
class Scores:
    """The whole result; ``rows`` and ``comparisons`` are empty when it is refused.

    Attributes:
        baseline: the baseline's name.
        candidates: in the order of the command.
        columns: the tasks that the benchmark has, in the table's order.
        rows: name -> its line, the baseline first.
        blind: what was written without the picture -> its line.
        comparisons: candidate -> how it differs from the baseline.
        judged: how many comparisons were asked for.
        unscored: how many of them have no score.
        unscored_reasons: reason -> how many.
        left_out: how many more comparisons lie outside of what the judge can judge.
        refusals: candidate -> why it has no row.
        refusal: why there is no table; empty when there is one.
    """

    baseline: str
    candidates: list[str]
    columns: list[str]
    rows: dict[str, Row] = field(default_factory=dict)
    blind: dict[str, Row] = field(default_factory=dict)
    comparisons: dict[str, Comparison] = field(default_factory=dict)
    judged: int = 0
    unscored: int = 0
    unscored_reasons: dict[str, int] = field(default_factory=dict)
    left_out: int = 0
    refusals: dict[str, str] = field(default_factory=dict)
    refusal: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain dicts and lists; `table[NAME][column]` and `improvement_percent` at the top, for scripts.

        `improvement_percent` is that of the candidate `improvement_of`, the first one with a row; each one's own lies
        under `comparisons`.
        """
        first = next(iter(self.comparisons), None)
        return {
            "baseline": self.baseline,
            "candidates": self.candidates,
            "columns": self.columns,
            "table": {name: row.cells for name, row in self.rows.items()},
            "blind": {name: row.cells for name, row in self.blind.items()},
            "improvement_of": first,
            "improvement_percent": None if first is None else self.comparisons[first].improvement_percent,
            "refusal": self.refusal or None,
            "refusals": self.refusals,
            "judged": self.judged,
            "unscored": self.unscored,
            "unscored_reasons": dict(sorted(self.unscored_reasons.items())),
            "left_out": self.left_out,
            "intervals": {name: row.intervals for name, row in [*self.rows.items(), *self.blind.items()]},
            "scored_by_column": {name: row.scored for name, row in self.rows.items()},
            "unscored_by_column": {name: row.unscored for name, row in self.rows.items()},
            "comparisons": {name: asdict(comparison) for name, comparison in self.comparisons.items()},
        }


def build_scores(
    judgements: Sequence[Judgement],
    *,
    baseline: str,
    candidates: Sequence[str],
    blind: Sequence[str] = (),
    refusals: Mapping[str, str] | None = None,
    draws: int = 2000,
    seed: int = 0,
    max_unscored: float = MAX_UNSCORED,
) -> Scores:
    """Average the judgements into the table, or refuse to.

    Args:
        judgements: one for each question and candidate, scored or not.
        baseline: the name of the baseline's row.
        candidates: the names of the other rows.
        blind: the names under which texts that were written without the picture were judged.
        refusals: candidates that have no answers, and why.
        draws: bootstrap draws for the intervals.
        seed: of those draws; the same seed gives the same intervals.
        max_unscored: the largest share of unscored judgements, of each candidate, that still gives a row.
    """
    judgements = sorted(judgements, key=lambda judgement: (judgement.candidate, judgement.question_id))
    asked = [judgement for judgement in judgements if judgement.candidate not in blind]
    inside = [judgement for judgement in asked if not judgement.is_left_out]
    columns = [column for column in TASKS if any(judgement.task == column for judgement in inside)]
    missing = [judgement for judgement in inside if not judgement.is_scored]
    scores = Scores(
        baseline=baseline,
        candidates=list(candidates),
        columns=columns,
        judged=len(inside),
        unscored=len(missing),
        unscored_reasons=dict(Counter(judgement.reason for judgement in missing)),
        left_out=len(asked) - len(inside),
        refusals=dict(refusals or {}),
    )
    for name in candidates:
        reason = scores.refusals.get(name) or _refusal(inside, name, columns, max_unscored)
        if reason:
            scores.refusals[name] = reason
    good = [name for name in candidates if name not in scores.refusals]
    if not good:
        scores.refusal = "; ".join(dict.fromkeys(scores.refusals.values()))
        return scores
    images = sorted({judgement.image_id for judgement in inside})
    weights = draw_weights(len(images), draws=draws, seed=seed)
    pairings = {name: _Pairing.build([j for j in inside if j.candidate == name], columns, images) for name in good}
    sums = np.sum([pairing.baseline for pairing in pairings.values()], axis=0)
    counts = np.sum([pairing.counts for pairing in pairings.values()], axis=0)
    baseline_table = _Table(sums, counts, weights, columns)
    scores.rows[baseline] = baseline_table.to_row([j for j in inside if j.candidate in good])
    for name, pairing in pairings.items():
        table = _Table(pairing.candidate, pairing.counts, weights, columns)
        scores.rows[name] = table.to_row([j for j in inside if j.candidate == name])
        scores.comparisons[name] = _compare(pairing, table, baseline_table, weights, columns)
    for name in blind:
        own = [j for j in judgements if j.candidate == name and not j.is_left_out]
        if not _refusal(own, name, columns, max_unscored):
            pairing = _Pairing.build(own, columns, images)
            scores.blind[name] = _Table(pairing.candidate, pairing.counts, weights, columns).to_row(own)
    return scores


def _refusal(judgements: Sequence[Judgement], name: str, columns: Sequence[str], max_unscored: float) -> str:
    own = [judgement for judgement in judgements if judgement.candidate == name]
    missing = [judgement for judgement in own if not judgement.is_scored]
    if not own:
        return f"{name} has no judgement"
    reasons = ", ".join(f"{reason}: {count}" for reason, count in Counter(j.reason for j in missing).most_common())
    if len(missing) > max_unscored * len(own):
        share = 100 * len(missing) / len(own)
        return f"{len(missing)} of {len(own)} judgements of {name} ({share:.0f}%) are unscored ({reasons}); " + (
            f"a score needs at most {100 * max_unscored:.0f}%"
        )
    for column in columns:
        if not any(judgement.task == column and judgement.is_scored for judgement in own):
            return f"no judgement of {name} in the column {column} is scored ({reasons})"
    return ""


@dataclass
class _Pairing:
    """Weighted sums over an image's scored questions, by column: arrays of shape (images, columns)."""

    baseline: Array
    candidate: Array
    counts: Array
    scored: list[Judgement]

    @classmethod
    def build(cls, judgements: Sequence[Judgement], columns: Sequence[str], images: Sequence[int]) -> _Pairing:
        place = {image_id: index for index, image_id in enumerate(images)}
        baseline, candidate, counts = (np.zeros((len(images), len(columns))) for _ in range(3))
        scored = [judgement for judgement in judgements if judgement.is_scored]
        for judgement in scored:
            at = place[judgement.image_id], columns.index(judgement.task)
            baseline[at] += judgement.weight * (judgement.baseline_score or 0.0)
            candidate[at] += judgement.weight * (judgement.candidate_score or 0.0)
            counts[at] += judgement.weight
        return cls(baseline, candidate, counts, scored)


class _Table:
    """A row's means, and the same on every bootstrap draw."""

    def __init__(self, sums: Array, counts: Array, weights: Array, columns: Sequence[str]) -> None:
        self.columns = columns
        self.images = len(sums)
        self.means = _with_all(_floor(10 * sums.sum(axis=0, keepdims=True) / counts.sum(axis=0, keepdims=True)))[0]
        with np.errstate(invalid="ignore", divide="ignore"):
            self.drawn = _with_all(_floor(10 * (weights @ sums) / (weights @ counts)))

    def to_row(self, judgements: Sequence[Judgement]) -> Row:
        row = Row()
        for index, column in enumerate([*self.columns, "all"]):
            own = [judgement for judgement in judgements if column in ("all", judgement.task)]
            row.cells[column] = float(self.means[index])
            row.intervals[column] = interval_of(self.drawn[:, index], self.images)
            row.scored[column] = sum(judgement.is_scored for judgement in own)
            row.unscored[column] = len(own) - row.scored[column]
        return row


def _floor(means: Array) -> Array:
    return np.maximum(means, 10 * LOWEST)  # nan, where a draw has no question of a column, stays


def _with_all(means: Array) -> Array:
    return np.concatenate([means, means.mean(axis=1, keepdims=True)], axis=1)


def _compare(
    pairing: _Pairing, table: _Table, baseline_row: _Table, weights: Array, columns: Sequence[str]
) -> Comparison:
    own_baseline = _Table(pairing.baseline, pairing.counts, weights, columns)
    result = Comparison()
    for index, column in enumerate([*columns, "all"]):
        result.difference[column] = float(table.means[index] - own_baseline.means[index])
        result.difference_intervals[column] = interval_of(
            table.drawn[:, index] - own_baseline.drawn[:, index], table.images
        )
        own = [judgement for judgement in pairing.scored if column in ("all", judgement.task)]
        ours, theirs, extra, weight, image = (np.array(values, dtype=np.float64) for values in _by_question(own))
        means = [max(LOWEST, float(np.average(scores, weights=weight))) for scores in (ours, theirs)]
        result.llava_ratio[column] = None if 10 * means[1] < BLIND_CEILING else 100 * means[0] / means[1]
        result.wins_ties_losses[column] = count_outcomes(ours - theirs)
        result.win_rate[column] = win_rate(ours - theirs)
        at_equal_length = length_adjusted_win_rate(ours - theirs, extra, image)
        result.length_adjusted_win_rate[column] = at_equal_length.rate
        result.length_adjusted_intervals[column] = at_equal_length.interval
        if at_equal_length.reason:
            result.length_reasons[column] = at_equal_length.reason
    result.improvement_percent, result.improvement_interval = _improve(table, baseline_row)
    result.pairing_improvement_percent, result.pairing_improvement_interval = _improve(table, own_baseline)
    result.judge_agreement = _mean_of(pairing.scored, lambda judgement: judgement.is_same_winner)
    result.first_preference = _mean_of(pairing.scored, _first_preference)
    return result


def _by_question(judgements: Sequence[Judgement]) -> list[list[float]]:
    return [
        [one.candidate_score or 0.0 for one in judgements],
        [one.baseline_score or 0.0 for one in judgements],
        [float(one.candidate_words - one.baseline_words) for one in judgements],
        [one.weight for one in judgements],
        [float(one.image_id) for one in judgements],
    ]


def _improve(table: _Table, baseline: _Table) -> tuple[float | None, Interval]:
    """The improvement of "all" in percent; neither it nor an interval where the baseline is at the floor."""
    if baseline.means[-1] < BLIND_CEILING:
        return None, None
    drawn = 100 * (table.drawn[:, -1] / baseline.drawn[:, -1] - 1)
    return float(100 * (table.means[-1] / baseline.means[-1] - 1)), interval_of(drawn, table.images)


def _mean_of(judgements: Sequence[Judgement], value: Callable[[Judgement], float | None]) -> float | None:
    values = [found for judgement in judgements if (found := value(judgement)) is not None]
    return float(np.mean(values)) if values else None


def _first_preference(judgement: Judgement) -> float | None:
    if not judgement.has_both_orders:
        return None
    leads = []
    for order in judgement.orders:
        lead = (order.baseline_score or 0.0) - (order.candidate_score or 0.0)
        leads.append(lead if order.first == "baseline" else -lead)
    return sum(leads) / len(leads)

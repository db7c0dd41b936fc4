"""Accuracy, kappa and mirror consistency with intervals, and models compared question by question."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from ..statistics import Array, draw_weights, interval_of
from .benchmark import ChoiceQuestion
from .read import read_choice
from .templates import KINDS, PARTS

DRAWS = 2000
Interval = tuple[float, float] | None
MOST_FREQUENT = "most frequent answer"


@dataclass(frozen=True)
class Cell:
    """How some questions were answered.

    Attributes:
        questions: how many there are.
        accuracy: the share that is right; an unreadable answer is wrong.
        accuracy_interval: 95%, by a bootstrap over images.
        chance: the accuracy that guessing has.
        kappa: accuracy beyond chance, (accuracy - chance) / (1 - chance): 0 for guessing, 1 for all right.
        kappa_interval: 95%.
        mirror_consistency: the share of pairs (a picture and its mirror image) with both answers right.
        mirror_interval: 95%.
        unreadable: how many answers name no option, or more than one.
    """

    questions: int
    accuracy: float
    accuracy_interval: Interval
    chance: float
    kappa: float
    kappa_interval: Interval
    mirror_consistency: float
    mirror_interval: Interval
    unreadable: int


@dataclass(frozen=True)
class Row:
    """One model's line.

    Attributes:
        all: over all questions.
        sides: over those that ask for left or right, whose twins have the other answer.
        by_kind: kind -> its questions.
        by_part: part of the body -> its questions.
        first_share: how often the first listed option was named, of the readable answers.
        yes_share: how often yes was said, of the readable answers to yes-or-no questions; None without such.
    """

    all: Cell
    sides: Cell | None
    by_kind: dict[str, Cell]
    by_part: dict[str, Cell]
    first_share: float | None
    yes_share: float | None

    def to_json(self) -> dict[str, Any]:
        """`accuracy`, `chance`, `kappa`, `mirror_consistency`, `unreadable` at the top, then `by_kind` and the rest."""
        return {
            **asdict(self.all),
            "sides": None if self.sides is None else asdict(self.sides),
            "by_kind": {kind: asdict(cell) for kind, cell in self.by_kind.items()},
            "by_part": {part: asdict(cell) for part, cell in self.by_part.items()},
            "first_share": self.first_share,
            "yes_share": self.yes_share,
        }


@dataclass(frozen=True)
class Comparison:
    """Two models on the same questions.

    Attributes:
        difference: the second one's accuracy less the first one's.
        difference_interval: 95%, by a bootstrap over images.
        only_first: questions that only the first model has right.
        only_second: questions that only the second model has right.
        p_mcnemar: McNemar's exact test, which takes the questions as independent.
        p_clustered: the same for questions that come in clusters, an image each (Obuchowski, 1998).
    """

    difference: float
    difference_interval: Interval
    only_first: int
    only_second: int
    p_mcnemar: float
    p_clustered: float


@dataclass
class Outcomes:
    """Each question's answer of one model, in the order of the questions: the option's number, or None."""

    questions: Sequence[ChoiceQuestion]
    chosen: list[int | None] = field(default_factory=list)

    @classmethod
    def read(cls, questions: Sequence[ChoiceQuestion], answers: Mapping[str, str]) -> Outcomes:
        """Read the answers strictly.

        Args:
            questions: the benchmark's.
            answers: question_id -> text.
        """
        return cls(questions, [read_choice(answers[one.question_id], one.options) for one in questions])

    @property
    def hits(self) -> Array:
        """1 where the right option was named, else 0."""
        return np.array(
            [
                float(number is not None and one.options[number] == one.answer)
                for one, number in zip(self.questions, self.chosen, strict=True)
            ]
        )


def score(outcomes: Outcomes, *, seed: int = 0) -> Row:
    """Work out a model's line."""
    questions, hits = outcomes.questions, outcomes.hits
    by_kind: dict[str, list[int]] = defaultdict(list)
    by_part: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(questions):
        by_kind[one.kind].append(place)
        by_part[one.part].append(place)
    sides = [place for place, one in enumerate(questions) if one.swaps]
    named = [one.options[number] for one, number in zip(questions, outcomes.chosen, strict=True) if number is not None]
    listed = [
        number
        for one, number in zip(questions, outcomes.chosen, strict=True)
        if number is not None and not one.is_yes_no
    ]
    yes_no = [words for words in named if words in ("yes", "no")]

    images = sorted({one.image_id for one in questions})
    weights = _draw(len(images), seed)

    def cell(places: Sequence[int]) -> Cell:
        return _score_cell(outcomes, hits, places, images, weights)

    return Row(
        all=cell(range(len(questions))),
        sides=cell(sides) if sides else None,
        by_kind={kind: cell(by_kind[kind]) for kind in KINDS if kind in by_kind},
        by_part={part: cell(by_part[part]) for part in (*PARTS, *sorted(set(by_part) - set(PARTS))) if part in by_part},
        first_share=sum(number == 0 for number in listed) / len(listed) if listed else None,
        yes_share=sum(words == "yes" for words in yes_no) / len(yes_no) if yes_no else None,
    )


@lru_cache(maxsize=4)
def _draw(image_count: int, seed: int) -> Array:
    return draw_weights(image_count, draws=DRAWS, seed=seed)


def _score_cell(outcomes: Outcomes, hits: Array, places: Sequence[int], images: Sequence[int], weights: Array) -> Cell:
    questions = [outcomes.questions[place] for place in places]
    row = {image_id: number for number, image_id in enumerate(images)}
    # an image's sums: right answers, questions, their chances, pairs with both right, pairs
    sums = np.zeros((len(images), 5))
    by_id = {outcomes.questions[place].question_id: hits[place] for place in places}
    for place, one in zip(places, questions, strict=True):
        sums[row[one.image_id], :3] += hits[place], 1, one.chance
        if not one.is_mirrored and one.twin in by_id:
            sums[row[one.image_id], 3:] += hits[place] * by_id[one.twin], 1
    total = sums.sum(axis=0)
    asked = int((sums[:, 1] > 0).sum())
    drawn = weights @ sums
    with np.errstate(invalid="ignore", divide="ignore"):
        accuracy, chance, mirror = drawn[:, 0] / drawn[:, 1], drawn[:, 2] / drawn[:, 1], drawn[:, 3] / drawn[:, 4]
    mean, guess = total[0] / total[1], total[2] / total[1]
    return Cell(
        questions=len(questions),
        accuracy=float(mean),
        accuracy_interval=interval_of(accuracy, asked),
        chance=float(guess),
        kappa=float((mean - guess) / (1 - guess)),
        kappa_interval=interval_of((accuracy - chance) / (1 - chance), asked),
        mirror_consistency=float(total[3] / total[4]) if total[4] else 0.0,
        mirror_interval=interval_of(mirror, asked) if total[4] else None,
        unreadable=sum(outcomes.chosen[place] is None for place in places),
    )


def compare(first: Outcomes, second: Outcomes, *, seed: int = 0) -> Comparison:
    """Compare two models on the same questions."""
    gains = second.hits - first.hits
    images = sorted({one.image_id for one in first.questions})
    row = {image_id: number for number, image_id in enumerate(images)}
    sums = np.zeros((len(images), 2))
    for one, gain in zip(first.questions, gains, strict=True):
        sums[row[one.image_id]] += gain, 1
    drawn = _draw(len(images), seed) @ sums
    only_first, only_second = int((gains < 0).sum()), int((gains > 0).sum())
    spread = math.sqrt(float((sums[:, 0] ** 2).sum()))
    distance = abs(float(sums[:, 0].sum())) / spread if spread else 0.0
    return Comparison(
        difference=float(gains.mean()),
        difference_interval=interval_of(drawn[:, 0] / drawn[:, 1], len(images)),
        only_first=only_first,
        only_second=only_second,
        p_mcnemar=_sign_test(only_first, only_second),
        p_clustered=math.erfc(distance / math.sqrt(2)),
    )


def _sign_test(losses: int, wins: int) -> float:
    """The two-sided probability that a fair coin splits wins + losses at least as unevenly."""
    count = wins + losses
    logs = [
        math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1) - count * math.log(2)
        for k in range(min(wins, losses) + 1)
    ]
    return min(1.0, 2 * sum(math.exp(value) for value in logs))


def answer_most_frequently(questions: Sequence[ChoiceQuestion]) -> Outcomes:
    """The best that can be done with the key but without pictures: to each text its most frequent answer."""
    counts: dict[tuple[str, frozenset[str]], Counter[str]] = defaultdict(Counter)
    for one in questions:
        counts[one.question, frozenset(one.options)][one.answer] += 1
    best = {cell: min(count, key=lambda words: (-count[words], words)) for cell, count in counts.items()}
    return Outcomes(questions, [one.options.index(best[one.question, frozenset(one.options)]) for one in questions])

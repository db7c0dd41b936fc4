"""The offline judge: what an answer states about poses; a text that was written without the picture earns nothing.

A statement whose share of true cases in this benchmark is p earns log2(1/p) bits where it is true and loses
p/(1-p) x log2(1/p) where it is false. Its mean over the benchmark is exactly 0, so a constant text earns nothing,
however it was found; only who says it more often where it is true than where it is false has bits left. What nearly
everybody does (p near 1) earns next to nothing. A hedged statement counts a third, an undecided one nothing, a repeated
one once; a negation has the share of its complement.

An answer's score is 1 + 9 x its bits / the reference's bits, at most 10. A question weighs as many bits as its
reference has, so that a column's mean is 1 + 9 x all bits / all bits of the references. One answer can fall below 1,
which keeps the mean honest; a column's mean is shown as no less than 1. The shares are taken over the column's
questions, apart for pictures of one person and of several.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..benchmark import Question
from ..judgement import LEFT_OUT, OrderVerdict
from .statements import Asked, Made, Statement, read_asked

NAME = "keypoint statements"
NO_PERSON = "no person with keypoints in the context"
SAYS_NOTHING = f"{LEFT_OUT}: the reference states nothing that sets its picture apart"
LEAST_REFERENCE_BITS = 0.05
_HEDGED = 1 / 3
# so many questions of a column give the shares: a larger benchmark takes its first ones by hash of the id
_MOST_SHARED = 400


@dataclass(frozen=True)
class Scored:
    """One statement of an answer with what it earned.

    Attributes:
        made: the statement and its place in the answer.
        verdict: ``"agree"``, ``"contradict"``, ``"unjudged"``, or ``"mixed"`` where it is open who is meant.
        bits: what it earned or lost.
    """

    made: Made
    verdict: str
    bits: float


@dataclass(frozen=True)
class AnswerScore:
    """What an answer to one question is worth.

    Attributes:
        score: 10 as full and true as the reference, 1 no better than a text without the picture; may be below 1.
        bits: of all statements.
        reference_bits: of the reference answer.
        statements: in the order of the text.
    """

    score: float
    bits: float
    reference_bits: float
    statements: tuple[Scored, ...]

    def count(self, verdict: str) -> int:
        """How many statements have a verdict."""
        return sum(one.verdict == verdict for one in self.statements)


class KeypointJudge:
    """Scores answers to one benchmark.

    Args:
        questions: the whole benchmark, from which the shares follow; also where only some of it is judged.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        self.asked = read_asked(questions)
        by_task: dict[str, list[Asked]] = defaultdict(list)
        for one in self.asked.values():
            by_task[one.question.task].append(one)
        self._columns = {task: _Column(asked) for task, asked in by_task.items()}

    def reason(self, question: Question) -> str:
        """Why a question cannot be scored; empty where it can."""
        if question.question_id not in self.asked:
            return NO_PERSON
        is_scored = question.question_id in self._columns[question.task].reference_bits
        return "" if is_scored else SAYS_NOTHING

    def weight(self, question: Question) -> float:
        """How much a question counts in its column's mean: its reference's bits; 0 where it is not scored."""
        column = self._columns.get(question.task)
        return 0.0 if column is None else column.reference_bits.get(question.question_id, 0.0)

    def score(self, question: Question, text: str) -> AnswerScore | None:
        """Score an answer; None where `reason` names one."""
        if self.reason(question):
            return None
        return self._columns[question.task].score(self.asked[question.question_id], text)

    def judge(self, question: Question, baseline_answer: str, candidate_answer: str) -> OrderVerdict:
        """Score both answers to a question; the order in which they come has no say."""
        scores, words, reference = [], [], 0.0
        for who, answer in (("Baseline", baseline_answer), ("Candidate", candidate_answer)):
            found = self.score(question, answer)
            if found is None:
                return OrderVerdict("baseline", None, None, "", self.reason(question))
            reference = found.reference_bits
            scores.append(found.score)
            words.append(
                f"{who}: {found.bits:+.2f} bits (true {found.count('agree')}, false {found.count('contradict')},"
                f" undecided {found.count('unjudged') + found.count('mixed')})."
            )
        return OrderVerdict("baseline", scores[0], scores[1], f"{' '.join(words)} Reference: {reference:.2f} bits.")

    def prepare(self, texts: Iterable[tuple[Question, str]]) -> None:
        """Read many answers and work out the shares of their statements together, which is faster than one by one."""
        by_task: dict[str, set[tuple[bool, Statement]]] = defaultdict(set)
        for question, text in texts:
            asked = self.asked.get(question.question_id)
            if asked is not None:
                by_task[question.task] |= {(asked.has_one_person, made.statement) for made in asked.read(text)}
        for task, statements in by_task.items():
            self._columns[task].prepare(statements)


class _Column:
    """The questions of one kind: what their statements are worth."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        shared = sorted(asked, key=lambda one: one.question.question_id)[:_MOST_SHARED]
        self._groups = {alone: [one for one in shared if one.has_one_person is alone] for alone in (True, False)}
        self._shares: dict[tuple[bool, Statement], tuple[float, float]] = {}
        references = {one.question.question_id: one.read(one.question.reference) for one in asked}
        self.prepare(
            {(one.has_one_person, made.statement) for one in asked for made in references[one.question.question_id]}
        )
        while True:
            bits = {
                one.question.question_id: sum(self._score_one(one, made).bits for made in references[key])
                for one in asked
                if (key := one.question.question_id)
            }
            silent = {key for key, value in bits.items() if value < LEAST_REFERENCE_BITS}
            if not silent:
                break
            # a question that is left out gives no share either: the mean of a constant text must stay 0
            asked = [one for one in asked if one.question.question_id not in silent]
            self._groups = {
                alone: [one for one in group if one.question.question_id not in silent]
                for alone, group in self._groups.items()
            }
            self._shares.clear()
        self.reference_bits = bits

    def prepare(self, statements: Iterable[tuple[bool, Statement]]) -> None:
        for alone, group in self._groups.items():
            own = [statement for is_alone, statement in statements if is_alone is alone]
            for asked in group:
                asked.judge(own)

    def score(self, asked: Asked, text: str) -> AnswerScore:
        reference = self.reference_bits[asked.question.question_id]
        scored = tuple(self._score_one(asked, made) for made in asked.read(text))
        bits = sum(one.bits for one in scored)
        return AnswerScore(1 + 9 * min(1.0, bits / reference), bits, reference, scored)

    def _score_one(self, asked: Asked, made: Made) -> Scored:
        truth = asked.truth(made.statement)
        if not truth.agree and not truth.contradict:
            return Scored(made, "unjudged", 0.0)
        gain, loss = self._worth(asked.has_one_person, made.statement)
        weight = _HEDGED if made.hedged else 1.0
        is_mixed = truth.agree < 1 and truth.contradict < 1
        verdict = "mixed" if is_mixed else "agree" if truth.agree else "contradict"
        return Scored(made, verdict, weight * (truth.agree * gain - truth.contradict * loss))

    def _worth(self, alone: bool, statement: Statement) -> tuple[float, float]:
        """The bits that a statement earns where it is true, and loses where it is false."""
        key = alone, statement
        if key not in self._shares:
            truths = [asked.truth(statement) for asked in self._groups[alone]]
            true, false = sum(one.agree for one in truths), sum(one.contradict for one in truths)
            # a statement that is never true loses as if it were true once: what is made up is not free
            share = max(true, 1.0) / (max(true, 1.0) + false)
            gain = math.log2((true + false) / true) if true else 0.0
            self._shares[key] = gain, _loss(share)
        return self._shares[key]


def _loss(share: float) -> float:
    """p/(1-p) x log2(1/p), which tends to log2(e) as p tends to 1."""
    if share >= 1 - 1e-9:
        return math.log2(math.e)
    return share / (1 - share) * math.log2(1 / share)

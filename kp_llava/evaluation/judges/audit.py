"""Is a judge any good? Pairs of answers whose order is known, made from a benchmark's references, are put before it.

The better answer is the reference; the other one is the reference with something done to it. Sides and states are only
changed where the keypoints then refute the text, so that a pair's order does not rest on wording.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import EvaluationError
from ...files import write_atomically
from ...version import __version__
from ..benchmark import Benchmark, Question
from ..blind import move_to_next_image
from ..judgement import Judgement, OrderVerdict
from ..options import JudgeOptions
from ..statistics import wilson_interval
from .keypoints import KeypointJudge

BETTER, WORSE = "reference", "changed"
# kind -> what is done to the reference, and whether it is about single parts of the body
KINDS = {
    "sides swapped": "part",
    "raised and lowered exchanged": "part",
    "another image's": "whole",
    "half of it": "whole",
    "padded": "even",
    "the same text": "even",
}
_LIMB = r"(?:arms?|hands?|elbows?|wrists?|legs?|knees?|foot|feet|thighs?|ankles?)"
_SIDE = re.compile(rf"\b(left|right)(?= (?:and (?:left|right) )?(?:\w+ )?{_LIMB}\b)")
_UP = re.compile(
    r"\b(?:raised|lifted|held)(?: (?:high|up|straight up))*(?: (?:above|over) (?:his|her|their|the) heads?)?\b"
)
_DOWN = re.compile(
    r"\b(?:hanging|hangs?|hang)(?: (?:down|loosely|straight down))* (?:at|by) (?:his|her|their|the) sides?\b"
)
_BENT, _STRAIGHT = re.compile(r"\bbent(?: at the knees?)?\b"), re.compile(r"\bstraight\b")
_FILLER = (
    "This is a picture of a scene that one can look at for a while.",
    "There are many things that could be said about it, and every viewer will notice something else.",
    "Pictures like this one capture a moment, and a moment can be described in many ways.",
    "The overall impression is that of an ordinary scene with its own atmosphere.",
    "It is worth taking one's time with such a picture and letting the eye wander.",
)


@dataclass(frozen=True)
class Pair:
    """Two answers to one question whose order is known.

    Attributes:
        kind: a key of `KINDS`.
        question: the benchmark's.
        better: the reference.
        worse: the changed text; as good as the reference where the kind is ``even``.
    """

    kind: str
    question: Question
    better: str
    worse: str

    @property
    def pair_id(self) -> str:
        """Unique over the audit."""
        return f"{self.question.question_id}: {self.kind}"


@dataclass(frozen=True)
class KindResult:
    """How a judge did on one kind of pair.

    Attributes:
        pairs: those that have a score.
        unscored: those that have none.
        accuracy: the share that it ordered right, a tie counting half; of the same text, the share called even; of the
            padded, the share in which padding won nothing.
        interval: its 95% interval.
        lead: the mean score of the reference minus that of the other text.
        finding: in words.
    """

    pairs: int
    unscored: int
    accuracy: float | None
    interval: tuple[float, float] | None
    lead: float | None
    finding: str


@dataclass(frozen=True)
class Audit:
    """What an audit of a judge found.

    Attributes:
        judge: name and settings.
        benchmark: file and hash.
        kinds: kind -> how it did.
        first_place_lead: mean score of the answer shown first minus that of the second; None where one order was shown.
        same_winner: the share of pairs in which both orders name the same winner; None where one order was shown.
        length_correlation: between the difference in length and the difference in score, over the pairs whose order is
            not known by length; None where the judge never differs.
        usage: calls, tokens and cost.
    """

    judge: dict[str, Any]
    benchmark: dict[str, Any]
    kinds: dict[str, KindResult]
    first_place_lead: float | None = None
    same_winner: float | None = None
    length_correlation: float | None = None
    usage: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The content of audit.json."""
        return {**asdict(self), "kp_llava_version": __version__}


def make_pairs(benchmark: Benchmark, judge: KeypointJudge, count: int, *, seed: int = 0) -> list[Pair]:
    """Make pairs of every kind.

    Args:
        benchmark: its references are the better answers.
        judge: holds the changed texts against the keypoints.
        count: pairs of each kind, at most.
        seed: of the pick of questions.

    Raises:
        EvaluationError: no question has a reference.
    """
    questions = sorted(benchmark.questions, key=lambda one: _digest(seed, one.question_id))
    questions = [one for one in questions if one.reference.strip()]
    if not questions:
        raise EvaluationError(f"{benchmark.path}: no question has a reference answer, from which pairs are made")
    following = move_to_next_image(questions)
    references = {one.question_id: one.reference for one in questions}
    makers: dict[str, Callable[[Question], str | None]] = {
        "sides swapped": lambda one: _refuted(one, swap_sides(one.reference), judge),
        "raised and lowered exchanged": lambda one: _refuted(one, exchange_states(one.reference), judge),
        "another image's": lambda one: _other(references[following[one.question_id]], one.reference),
        "half of it": lambda one: _halve(one.reference),
        "padded": lambda one: f"{_FILLER[0]} {one.reference} {' '.join(_FILLER[1:])}",
        "the same text": lambda one: one.reference,
    }
    pairs = []
    for kind, make in makers.items():
        found = 0
        for question in questions:
            if found == count:
                break
            changed = make(question)
            if changed is not None:
                pairs.append(Pair(kind, question, question.reference, changed))
                found += 1
    return pairs


def swap_sides(text: str) -> str:
    """Exchange left and right where they stand before a part of the body."""
    return _SIDE.sub(lambda match: "right" if match[1] == "left" else "left", text)


def exchange_states(text: str) -> str:
    """Lower what is raised and raise what hangs; where there is neither, exchange bent and straight."""
    changed = _UP.sub("\0", text)
    changed = _DOWN.sub("raised above their head", changed).replace("\0", "hanging at their side")
    if changed == text:
        changed = _BENT.sub("\0", text)
        changed = _STRAIGHT.sub("bent", changed).replace("\0", "straight")
    return changed


def audit_judge(
    benchmark: Benchmark, options: JudgeOptions, pairs: Sequence[Pair], out: Path, *, progress: bool = False
) -> Audit:
    """Have a judge score the pairs, and write audit.json and audit.md; what was judged once is not asked for again.

    Raises:
        TeacherError: the judge's server cannot be used.
        EvaluationError: the calls would cost more than allowed, or the folder cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"{out}: cannot make the folder ({error.strerror}); name another with --out") from error
    usage: dict[str, Any] = {}
    record = options.to_record()
    if options.kind == "keypoints":
        verdicts = _judge_offline(KeypointJudge(benchmark.questions), pairs)
    else:
        from .openai import judge_online, load_prompts_for

        record = options.to_record(load_prompts_for(out / "judge", options, may_call=True).prompts_hash)
        questions, texts = to_questions(pairs)
        outcome = judge_online(
            out / "judge", questions, texts, WORSE, [BETTER], options, may_call=True, progress=progress
        )
        usage = asdict(outcome.usage)
        verdicts = {question_id: orders for (question_id, _), orders in outcome.verdicts.items()}
    judgements = {}
    for pair in pairs:
        orders = verdicts[pair.pair_id]
        judgements[pair.pair_id] = Judgement(pair.pair_id, pair.question.image_id, pair.question.task, BETTER, orders)
    both = [one for one in judgements.values() if one.is_scored and one.has_both_orders]
    agreements = [one.is_same_winner for one in both]
    audit = Audit(
        judge=record,
        benchmark={"file": benchmark.path.name, "hash": benchmark.benchmark_hash},
        kinds={kind: _rate(kind, [judgements[p.pair_id] for p in pairs if p.kind == kind]) for kind in KINDS},
        first_place_lead=float(np.mean([_lead_of_first(one) for one in both])) if both else None,
        same_winner=float(np.mean([bool(one) for one in agreements])) if both else None,
        length_correlation=_length_correlation(pairs, judgements),
        usage=usage,
    )
    write_atomically(out / "audit.json", json.dumps(audit.to_json(), indent=2, ensure_ascii=False) + "\n")
    write_atomically(out / "audit.md", render_audit(audit))
    return audit


def describe_cost(options: JudgeOptions, pairs: Sequence[Pair], out: Path) -> str:
    """What an audit would take, in a line; nothing is sent."""
    kinds = Counter(pair.kind for pair in pairs)
    made = f"{len(pairs)} pairs ({', '.join(f'{kind}: {kinds[kind]}' for kind in KINDS)})"
    if options.kind == "keypoints":
        return f"{made}; {options.name} works offline, no calls, no cost"
    from .openai import preview_online

    questions, texts = to_questions(pairs)
    found = preview_online(out / "judge", questions, texts, WORSE, [BETTER], options)
    return f"{made}; {options.name}: {found.describe()}"


def to_questions(pairs: Sequence[Pair]) -> tuple[list[Question], dict[str, dict[str, str]]]:
    """The pairs as questions and answers of two models, as the online judge takes them."""
    questions = [replace(pair.question, question_id=pair.pair_id) for pair in pairs]
    return questions, {
        BETTER: {pair.pair_id: pair.better for pair in pairs},
        WORSE: {pair.pair_id: pair.worse for pair in pairs},
    }


def render_audit(audit: Audit) -> str:
    """The content of audit.md, which is readable as it is."""
    lines = [
        f"# Audit of the judge {audit.judge['name']}",
        "",
        f"Pairs of answers whose order is known, from `{audit.benchmark['file']}`"
        f" (SHA-256 `{audit.benchmark['hash'][:16]}`).",
        "",
        "| the reference against | pairs | right | 95% interval | lead, points | finding |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for kind, one in audit.kinds.items():
        right = "-" if one.accuracy is None else f"{100 * one.accuracy:.0f}%"
        interval = "-" if one.interval is None else f"{100 * one.interval[0]:.0f} to {100 * one.interval[1]:.0f}%"
        lead = "-" if one.lead is None else f"{one.lead:+.2f}"
        lines.append(f"| {kind} | {one.pairs} | {right} | {interval} | {lead} | {one.finding} |")
    lines.append("")
    if audit.judge["name"] == "keypoint statements":
        lines += [
            "Sides and states were changed where the keypoints refute the text, which is also this judge's rule: its"
            " share on them shows that it works as written, and is no evidence that it is right.",
            "",
        ]
    if audit.first_place_lead is not None and audit.same_winner is not None:
        lines.append(
            f"The answer shown first gets {audit.first_place_lead:+.2f} points more than the second; both orders name"
            f" the same winner in {100 * audit.same_winner:.0f}% of the pairs."
        )
    if audit.length_correlation is not None:
        lines.append(f"Correlation of score and length: {audit.length_correlation:+.2f}.")
    if audit.usage:
        cost = "" if audit.usage["usd"] is None else f", ${audit.usage['usd']:.4f}"
        tokens = audit.usage["prompt_tokens"] + audit.usage["answer_tokens"]
        lines.append(f"{audit.usage['calls']:,} calls, {tokens:,} tokens{cost}.")
    return "\n".join(lines).rstrip() + "\n"


def _judge_offline(judge: KeypointJudge, pairs: Sequence[Pair]) -> dict[str, tuple[OrderVerdict, ...]]:
    judge.prepare((pair.question, text) for pair in pairs for text in (pair.better, pair.worse))
    return {pair.pair_id: (judge.judge(pair.question, pair.worse, pair.better),) for pair in pairs}


def _rate(kind: str, judgements: Sequence[Judgement]) -> KindResult:
    scored = [one for one in judgements if one.is_scored]
    leads = [(one.candidate_score or 0.0) - (one.baseline_score or 0.0) for one in scored]
    if kind == "the same text":
        right = sum(
            float(all(order.candidate_score == order.baseline_score for order in judgement.orders))
            for judgement in scored
        )
    elif kind == "padded":
        right = sum(float(lead >= 0) for lead in leads)
    else:
        right = sum(1.0 if lead > 0 else 0.5 if lead == 0 else 0.0 for lead in leads)
    interval = wilson_interval(right, len(scored))
    accuracy = right / len(scored) if scored else None
    return KindResult(
        pairs=len(scored),
        unscored=len(judgements) - len(scored),
        accuracy=accuracy,
        interval=interval,
        lead=float(np.mean(leads)) if leads else None,
        finding=_find(kind, accuracy, interval),
    )


def _find(kind: str, accuracy: float | None, interval: tuple[float, float] | None) -> str:
    if accuracy is None or interval is None:
        return "no such pair"
    if KINDS[kind] == "even":
        good = "padding wins nothing" if kind == "padded" else "even, as it should be"
        bad = "padding is rewarded" if kind == "padded" else "prefers one of two equal texts"
        return good if accuracy >= 0.9 else bad
    if interval[1] < 0.5:
        return "prefers the wrong one"
    if interval[0] <= 0.5:
        return "no better than chance"
    return "reliable" if interval[0] > 0.8 else "better than chance"


def _lead_of_first(judgement: Judgement) -> float:
    leads = []
    for order in judgement.orders:
        lead = (order.baseline_score or 0.0) - (order.candidate_score or 0.0)
        leads.append(lead if order.first == "baseline" else -lead)
    return sum(leads) / len(leads)


def _length_correlation(pairs: Sequence[Pair], judgements: Mapping[str, Judgement]) -> float | None:
    """Over other images' references, whose length says nothing of their order."""
    values = [
        (len(pair.better.split()) - len(pair.worse.split()), (one.candidate_score or 0.0) - (one.baseline_score or 0.0))
        for pair in pairs
        if pair.kind == "another image's" and (one := judgements[pair.pair_id]).is_scored
    ]
    table = np.array(values, dtype=np.float64)
    if len(table) < 3 or not (table.std(axis=0) > 0).all():
        return None
    return float(np.corrcoef(table.T)[0, 1])


def _refuted(question: Question, changed: str, judge: KeypointJudge) -> str | None:
    """A changed text, where the keypoints refute a statement of it and none of the reference."""
    asked = judge.asked.get(question.question_id)
    if asked is None or changed == question.reference:
        return None

    def refuted(text: str) -> int:
        return sum(asked.truth(made.statement).contradict == 1 for made in asked.read(text))

    return changed if refuted(changed) and not refuted(question.reference) else None


def _other(text: str, reference: str) -> str | None:
    return None if text.strip() == reference.strip() else text


def _halve(text: str) -> str | None:
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    return " ".join(sentences[: len(sentences) // 2]) if len(sentences) > 1 else None


def _digest(seed: int, question_id: str) -> bytes:
    return hashlib.sha256(f"{seed}:{question_id}:audit".encode()).digest()

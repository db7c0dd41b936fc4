"""The online judge: pairs of answers in both orders, or single answers; each call is kept in a ledger of its own.

A reply that cannot be read is asked for again in the same conversation, a bounded number of times. Which answer comes
first is decided by a hash; the second order is the swap. Reading the ledger is a pure function: a replay makes no call.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from tqdm import tqdm

from ...errors import EvaluationError
from ...generation.cost.prices import Budget
from ...generation.cost.spending import mean_answer_tokens, read_spending
from ...generation.cost.tokens import find_counter
from ...generation.ledger.answers import DAMAGED
from ...generation.ledger.ledger import Ledger
from ...generation.ledger.records import Request
from ...generation.parsing import read_reply
from ...generation.payload import rebuild_payload
from ...generation.server import ServerOptions
from ...generation.teachers import openai as openai_teacher
from ..benchmark import Question
from ..judgement import OrderVerdict
from ..options import JudgeOptions
from .prompts import SINGLE, JudgePrompts, Message, load_judge_prompts
from .verdict import Verdict, read_score, read_verdict

PROMPTS_FOLDER = "prompts"
NOT_JUDGED, UNREADABLE, CUT_OFF, REFUSED = "not judged", "unreadable", "cut off", "refused"
# an explanation of a few sentences; taken for a dry run until the ledger has answers
_ASSUMED_ANSWER_TOKENS = 220


@dataclass(frozen=True)
class Usage:
    """What the calls of a judge came to.

    Attributes:
        calls: answered calls.
        prompt_tokens: as the server counted them.
        answer_tokens: as the server counted them.
        usd: US dollars; None where the model's price is unknown.
        served: the model's name in the replies, as in ``gpt-4o-2024-08-06`` -> how many of them.
    """

    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    usd: float | None = None
    served: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What judging would take.

    Attributes:
        calls: calls that are still to be made, without repeats of replies that cannot be read.
        prompt_tokens: of all these calls.
        answer_tokens: expected.
        usd: expected US dollars; None where the model's price is unknown.
        most_usd: the same if every answer has the longest length.
        is_exact: whether the prompt's tokens are counted by the model's own tokenizer.
    """

    calls: int
    prompt_tokens: int
    answer_tokens: int
    usd: float | None
    most_usd: float | None
    is_exact: bool

    def describe(self) -> str:
        """All of it in a line."""
        cost = "price unknown, give --prices"
        if self.usd is not None:
            cost = f"${self.usd:.2f}, at most ${self.most_usd:.2f}"
        return (
            f"{self.calls:,} calls, {'' if self.is_exact else 'about '}{self.prompt_tokens:,} prompt tokens, about"
            f" {self.answer_tokens:,} answer tokens; {cost}"
        )


@dataclass(frozen=True)
class Outcome:
    """All verdicts by (question_id, candidate), and what they took."""

    verdicts: dict[tuple[str, str], tuple[OrderVerdict, ...]]
    usage: Usage


@dataclass
class _Case:
    """One question to the judge; `messages` is what is to be sent next, empty when there is nothing more to ask.

    `first` is whose answer comes first in a pair, and empty where one answer is graded alone.
    """

    question: Question
    name: str
    first: str
    epoch: int
    messages: list[Message]
    request_ids: list[str] = field(default_factory=list)
    verdict: Verdict | None = None
    reason: str = NOT_JUDGED

    def to_verdict(self) -> OrderVerdict:
        if self.verdict is None:
            return OrderVerdict(self.first, None, None, "", self.reason, tuple(self.request_ids))
        scores = (self.verdict.first, self.verdict.second)
        baseline, candidate = scores if self.first == "baseline" else scores[::-1]
        return OrderVerdict(self.first, baseline, candidate, self.verdict.explanation, "", tuple(self.request_ids))


def judge_online(
    folder: Path,
    questions: Sequence[Question],
    texts: Mapping[str, Mapping[str, str]],
    baseline: str,
    candidates: Sequence[str],
    options: JudgeOptions,
    may_call: bool,
    progress: bool,
) -> Outcome:
    """Judge every question for every candidate.

    Args:
        folder: where the ledger and the templates are kept.
        questions: those that are judged.
        texts: name -> question_id -> answer.
        baseline: the baseline's name.
        candidates: the names of what is compared with it.
        options: model, server and bounds.
        may_call: whether missing judgements are asked for; a replay asks for none.
        progress: show a bar on stderr.

    Raises:
        TeacherError: the judge's server cannot be used.
        EvaluationError: the calls would cost more than allowed; what was answered is kept.
        RunError: the ledger is in use or cannot be written.
    """
    prompts = load_prompts_for(folder, options, may_call=may_call)
    cases = list(_make_cases(questions, texts, baseline, candidates, options, prompts))
    server = options.to_server()
    usage = Usage()
    if (found := Ledger.write(folder) if may_call else Ledger.find(folder)) is not None:
        with closing(found) as ledger:
            asked = _Round(ledger, server, progress)
            open_cases = cases
            for number in range(1, options.max_asks + 1):
                if may_call:
                    asked.ask([case for case in open_cases if case.messages], number)
                for case in open_cases:
                    _read_answer(ledger, case, server, prompts, options, is_last=number == options.max_asks)
                open_cases = [case for case in open_cases if case.messages and case.verdict is None]
            usage = _read_usage(ledger, cases, options)
    return Outcome(_collect(cases, questions, baseline, candidates, options), usage)


def preview_online(
    folder: Path,
    questions: Sequence[Question],
    texts: Mapping[str, Mapping[str, str]],
    baseline: str,
    candidates: Sequence[str],
    options: JudgeOptions,
) -> Preview:
    """Count what `judge_online` would send; nothing is sent."""
    prompts = load_judge_prompts(options.prompts_dir, options.grading)
    cases = list(_make_cases(questions, texts, baseline, candidates, options, prompts))
    server = options.to_server()
    requests = {request.key: case for case in cases for request in [_to_request(case, server, 1)[0]]}
    length: float = _ASSUMED_ANSWER_TOKENS
    if (found := Ledger.find(folder)) is not None:
        with closing(found) as ledger:
            requests = {key: case for key, case in requests.items() if not ledger.has_answer(key)}
            lengths = mean_answer_tokens(ledger, options.model).values()
            length = sum(lengths) / len(lengths) if lengths else length
    counter = find_counter(options.model)
    prompt = sum(counter.count_messages(case.messages) + 3 for case in requests.values())
    answer, most = round(length * len(requests)), options.max_tokens * len(requests)
    price = server.price
    return Preview(
        calls=len(requests),
        prompt_tokens=prompt,
        answer_tokens=answer,
        usd=None if price is None else price.cost(prompt, answer),
        most_usd=None if price is None else price.cost(prompt, most),
        is_exact=counter.encoding_name is not None,
    )


def check_key(options: JudgeOptions) -> None:
    """Check that there is a key where the judge's server needs one.

    Raises:
        TeacherError: there is none.
    """
    openai_teacher.find_key(options.base_url, options.key_variable)


def load_prompts_for(folder: Path, options: JudgeOptions, *, may_call: bool) -> JudgePrompts:
    """The templates of an evaluation: those that are asked for, kept in its folder; for a replay those kept there."""
    kept = folder / PROMPTS_FOLDER
    if not may_call:
        return load_judge_prompts(kept if kept.is_dir() else None, options.grading)
    prompts = load_judge_prompts(options.prompts_dir, options.grading)
    prompts.keep(kept)
    return prompts


def _make_cases(
    questions: Sequence[Question],
    texts: Mapping[str, Mapping[str, str]],
    baseline: str,
    candidates: Sequence[str],
    options: JudgeOptions,
    prompts: JudgePrompts,
) -> Iterator[_Case]:
    for epoch in range(1, options.epochs + 1):
        if options.grading == SINGLE:
            for name in dict.fromkeys([baseline, *candidates]):
                for question in questions:
                    messages = prompts.first_messages(question, texts[name][question.question_id])
                    yield _Case(question, name, "", epoch, messages)
            continue
        for candidate in candidates:
            for question in questions:
                digest = hashlib.sha256(f"{options.seed}:{question.question_id}:{candidate}:order".encode()).digest()
                orders = ["baseline", "candidate"] if digest[0] % 2 else ["candidate", "baseline"]
                for first in orders if options.both_orders else orders[:1]:
                    pair = [texts[name][question.question_id] for name in (baseline, candidate)]
                    shown = pair if first == "baseline" else pair[::-1]
                    yield _Case(question, candidate, first, epoch, prompts.first_messages(question, *shown))


def _collect(
    cases: Sequence[_Case],
    questions: Sequence[Question],
    baseline: str,
    candidates: Sequence[str],
    options: JudgeOptions,
) -> dict[tuple[str, str], tuple[OrderVerdict, ...]]:
    """The cases' verdicts by (question_id, candidate); two single grades make one comparison."""
    verdicts: dict[tuple[str, str], tuple[OrderVerdict, ...]] = {}
    if options.grading != SINGLE:
        for case in cases:
            key = (case.question.question_id, case.name)
            verdicts[key] = (*verdicts.get(key, ()), case.to_verdict())
        return verdicts
    graded = {(case.question.question_id, case.name, case.epoch): case for case in cases}
    for candidate in candidates:
        for question in questions:
            key = (question.question_id, candidate)
            for epoch in range(1, options.epochs + 1):
                pair = [graded[question.question_id, name, epoch] for name in (baseline, candidate)]
                verdicts[key] = (*verdicts.get(key, ()), _join_grades(*pair))
    return verdicts


def _join_grades(baseline: _Case, candidate: _Case) -> OrderVerdict:
    ids = (*baseline.request_ids, *candidate.request_ids)
    if baseline.verdict is None or candidate.verdict is None:
        failed = baseline if baseline.verdict is None else candidate
        return OrderVerdict("", None, None, "", failed.reason, ids)
    words = f"Baseline: {baseline.verdict.explanation}\n\nCandidate: {candidate.verdict.explanation}"
    return OrderVerdict("", baseline.verdict.first, candidate.verdict.first, words, "", ids)


def _mark_epoch(case: _Case) -> bytes:
    # a further epoch sends the same again, and wants an answer of its own
    return b"" if case.epoch == 1 else f"epoch {case.epoch}".encode()


def _to_request(case: _Case, server: ServerOptions, number: int) -> tuple[Request, str]:
    """The request for a case's next reply, and its payload without the last message."""
    parameters = dict(sorted(server.request_parameters().items()))
    opening = msgspec.json.encode({**parameters, "messages": case.messages[:-1]})
    payload = msgspec.json.encode({**parameters, "messages": case.messages})
    request = Request(
        key=hashlib.sha256(payload + _mark_epoch(case)).hexdigest(),
        image_id=case.question.image_id,
        task=f"judge {case.question.question_id} {case.name} {case.first} {case.epoch} {number}",
        teacher=server.model,
        opening_id=hashlib.sha256(opening).hexdigest(),
        context=case.messages[-1]["content"],
    )
    return request, opening.decode()


def _read_answer(
    ledger: Ledger, case: _Case, server: ServerOptions, prompts: JudgePrompts, options: JudgeOptions, *, is_last: bool
) -> None:
    """Take a case's next reply from the ledger: a verdict, a reason, or the messages that ask again."""
    request, _ = _to_request(case, server, 1)
    attempts = ledger.attempts(request.key)
    answered = [attempt.answer for attempt in attempts if attempt.answer is not None]
    if not answered:
        is_damaged = not attempts and ledger.has_answer(request.key)
        case.reason = f"failed: {attempts[-1].error}" if attempts else DAMAGED if is_damaged else case.reason
        case.messages = []
        return
    case.request_ids.append(request.key)
    text, case.reason = _read_text(answered[-1])
    case.verdict = None if case.reason else (read_score if options.grading == SINGLE else read_verdict)(text)
    if case.verdict is None:
        case.reason = case.reason or UNREADABLE
        case.messages = [] if is_last or case.reason == REFUSED else prompts.again_messages(case.messages, text)


def _read_text(answer: str) -> tuple[str, str]:
    """A reply's text, and why it cannot count: empty when it can."""
    reply = read_reply(answer)
    if reply.refusal or reply.finish_reason == "content_filter":
        return reply.text or "", REFUSED
    return reply.text or "", CUT_OFF if reply.finish_reason == "length" else ""


def _read_usage(ledger: Ledger, cases: Sequence[_Case], options: JudgeOptions) -> Usage:
    """Add up the calls behind the cases; calls of an earlier evaluation in the same folder are left out."""
    served: Counter[str] = Counter()
    calls = prompt = answer = cached = 0
    for key in dict.fromkeys(key for case in cases for key in case.request_ids):
        for attempt in ledger.attempts(key):
            if attempt.answer is None:
                continue
            calls += 1
            prompt += attempt.prompt_tokens or 0
            answer += attempt.answer_tokens or 0
            cached += attempt.cached_tokens or 0
            served[_snapshot(attempt.answer, attempt.model or options.model)] += 1
    price = options.to_server().price
    usd = None if price is None else round(price.cost(prompt, answer, cached=cached), 6)
    return Usage(calls, prompt, answer, usd, dict(sorted(served.items())))


class _Fingerprint(msgspec.Struct):
    system_fingerprint: str | None = None


def _snapshot(answer: str, model: str) -> str:
    """The model as the server names it, with the fingerprint of its system where it gives one."""
    try:
        found = msgspec.json.decode(answer, type=_Fingerprint).system_fingerprint
    except (msgspec.DecodeError, RecursionError):
        found = None
    return f"{model} ({found})" if found else model


class _Round:
    """Sends what has no answer yet, within the bound of cost."""

    def __init__(self, ledger: Ledger, server: ServerOptions, progress: bool) -> None:
        self._ledger, self._server, self._progress = ledger, server, progress

    def ask(self, cases: Sequence[_Case], number: int) -> None:
        """Have every case's next reply in the ledger."""
        pending, marks = dict[str, Request](), dict[str, bytes]()
        with self._ledger.transaction():
            for case in cases:
                request, opening = _to_request(case, self._server, number)
                self._ledger.add_opening(request.opening_id, opening)
                self._ledger.add_request(request)
                if not self._ledger.has_answer(request.key):
                    pending[request.key] = request
                    marks[request.key] = _mark_epoch(case)
        if not pending:
            return
        name = f"judge {self._server.model}" + (f", asked again ({number})" if number > 1 else "")
        spent = read_spending(self._ledger, self._server.prices, self._server.max_tokens)
        budget = Budget(self._server.max_cost, (spent.usd or 0.0) + spent.uncertain_usd)

        def build(request: Request) -> dict[str, Any]:
            return rebuild_payload(self._ledger, request, marks[request.key])

        with tqdm(total=len(pending), desc=name, unit="call", disable=not self._progress) as bar:
            openai_teacher.ask(
                self._server,
                self._ledger,
                list(pending.values()),
                build,
                bar.update,
                money=openai_teacher.Money(budget, self._server.price),
            )
        if budget.is_used_up:
            raise EvaluationError(
                f"--max-cost {self._server.max_cost:g}: a further call could go beyond it (spent so far:"
                f" ${budget.spent:.4f}); what was judged is kept, the same command with a higher bound goes on"
            )

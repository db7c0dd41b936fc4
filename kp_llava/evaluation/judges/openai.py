"""The online judge: each pair of answers in both orders; every call is kept in a ledger of its own, never made twice.

A reply that cannot be read is asked for again in the same conversation, a bounded number of times. Which answer comes
first is decided by a hash; the second order is the swap. Reading the ledger is a pure function: a replay makes no call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from tqdm import tqdm

from ...errors import EvaluationError
from ...generation.cost.prices import Budget
from ...generation.cost.spending import read_spending
from ...generation.ledger.ledger import LEDGER_NAME, Ledger
from ...generation.ledger.records import Request
from ...generation.parsing import read_reply
from ...generation.payload import rebuild_payload
from ...generation.server import ServerOptions
from ...generation.teachers import openai as openai_teacher
from ..benchmark import Question
from ..judgement import OrderVerdict
from ..options import JudgeOptions
from .prompts import JudgePrompts, Message, load_judge_prompts
from .verdict import Verdict, read_verdict

JUDGE_FOLDER, PROMPTS_FOLDER = "judge", "prompts"
NOT_JUDGED, UNREADABLE, CUT_OFF, REFUSED = "not judged", "unreadable", "cut off", "refused"


@dataclass
class _Case:
    """One pair in one order; `messages` is what is to be sent next, empty when there is nothing more to ask."""

    question: Question
    candidate: str
    first: str
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
    out: Path,
    questions: Sequence[Question],
    texts: dict[str, dict[str, str]],
    baseline: str,
    candidates: Sequence[str],
    options: JudgeOptions,
    may_call: bool,
    progress: bool,
) -> dict[tuple[str, str], tuple[OrderVerdict, ...]]:
    """Judge every question for every candidate, and return its verdicts by (question_id, candidate).

    Args:
        out: the evaluation's folder; the ledger lies in its `judge` folder.
        questions: the benchmark's.
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
    folder = out / JUDGE_FOLDER
    prompts = load_prompts_for(out, options, may_call=may_call)
    cases = [
        case
        for candidate in candidates
        for question in questions
        for case in _make_cases(question, candidate, texts[baseline], texts[candidate], options, prompts)
    ]
    server = options.to_server()
    if may_call or (folder / LEDGER_NAME).exists():
        with closing(Ledger.write(folder) if may_call else Ledger.read(folder)) as ledger:
            asked = _Round(ledger, server, progress)
            open_cases = cases
            for number in range(1, options.max_asks + 1):
                if may_call:
                    asked.ask([case for case in open_cases if case.messages], number)
                for case in open_cases:
                    _read_answer(ledger, case, server, prompts, is_last=number == options.max_asks)
                open_cases = [case for case in open_cases if case.messages and case.verdict is None]
    verdicts: dict[tuple[str, str], tuple[OrderVerdict, ...]] = {}
    for case in cases:
        key = (case.question.question_id, case.candidate)
        verdicts[key] = (*verdicts.get(key, ()), case.to_verdict())
    return verdicts


def check_key(base_url: str | None) -> None:
    """See that there is a key where the judge's server needs one.

    Raises:
        TeacherError: there is none.
    """
    openai_teacher.find_key(base_url)


def load_prompts_for(out: Path, options: JudgeOptions, *, may_call: bool) -> JudgePrompts:
    """The templates of an evaluation: those that are asked for, kept in its folder; for a replay those kept there."""
    kept = out / JUDGE_FOLDER / PROMPTS_FOLDER
    if not may_call:
        return load_judge_prompts(kept if kept.is_dir() else None)
    prompts = load_judge_prompts(options.prompts_dir)
    prompts.keep(kept)
    return prompts


def _make_cases(
    question: Question,
    candidate: str,
    baseline: dict[str, str],
    answers: dict[str, str],
    options: JudgeOptions,
    prompts: JudgePrompts,
) -> Iterator[_Case]:
    digest = hashlib.sha256(f"{options.seed}:{question.question_id}:{candidate}:order".encode()).digest()
    orders = ["baseline", "candidate"] if digest[0] % 2 else ["candidate", "baseline"]
    for first in orders if options.both_orders else orders[:1]:
        pair = [baseline[question.question_id], answers[question.question_id]]
        shown = pair if first == "baseline" else pair[::-1]
        yield _Case(question, candidate, first, prompts.first_messages(question, *shown))


def _to_request(case: _Case, server: ServerOptions, number: int) -> tuple[Request, str]:
    """The request for a case's next reply, and its payload without the last message."""
    parameters = dict(sorted(server.request_parameters().items()))
    opening = msgspec.json.encode({**parameters, "messages": case.messages[:-1]})
    payload = msgspec.json.encode({**parameters, "messages": case.messages})
    request = Request(
        key=hashlib.sha256(payload).hexdigest(),
        image_id=case.question.image_id,
        task=f"judge {case.question.question_id} {case.candidate} {case.first} {number}",
        teacher=server.model,
        opening_id=hashlib.sha256(opening).hexdigest(),
        context=case.messages[-1]["content"],
    )
    return request, opening.decode()


def _read_answer(ledger: Ledger, case: _Case, server: ServerOptions, prompts: JudgePrompts, *, is_last: bool) -> None:
    """Take a case's next reply from the ledger: a verdict, a reason, or the messages that ask again."""
    request, _ = _to_request(case, server, 1)
    attempts = ledger.attempts(request.key)
    answered = [attempt.answer for attempt in attempts if attempt.answer is not None]
    if not answered:
        if attempts:
            case.reason = f"failed: {attempts[-1].error}"
        case.messages = []
        return
    case.request_ids.append(request.key)
    text, case.reason = _read_text(answered[-1])
    case.verdict = None if case.reason else read_verdict(text)
    if case.verdict is None:
        case.reason = case.reason or UNREADABLE
        case.messages = [] if is_last or case.reason == REFUSED else prompts.again_messages(case.messages, text)


def _read_text(answer: str) -> tuple[str, str]:
    """A reply's text, and why it cannot count: empty when it can."""
    reply = read_reply(answer)
    if reply.refusal or reply.finish_reason == "content_filter":
        return reply.text or "", REFUSED
    return reply.text or "", CUT_OFF if reply.finish_reason == "length" else ""


class _Round:
    """Sends what has no answer yet, within the bound of cost."""

    def __init__(self, ledger: Ledger, server: ServerOptions, progress: bool) -> None:
        self._ledger = ledger
        self._server = server
        self._progress = progress

    def ask(self, cases: Sequence[_Case], number: int) -> None:
        """Have every case's next reply in the ledger."""
        pending: dict[str, Request] = {}
        with self._ledger.transaction():
            for case in cases:
                request, opening = _to_request(case, self._server, number)
                self._ledger.add_opening(request.opening_id, opening)
                self._ledger.add_request(request)
                if not self._ledger.has_answer(request.key):
                    pending[request.key] = request
        if not pending:
            return
        name = f"judge {self._server.model}" + (f", asked again ({number})" if number > 1 else "")
        spent = read_spending(self._ledger, self._server.prices, self._server.max_tokens)
        budget = Budget(self._server.max_cost, (spent.usd or 0.0) + spent.uncertain_usd)
        with tqdm(total=len(pending), desc=name, unit="call", disable=not self._progress) as bar:
            openai_teacher.ask(
                self._server,
                self._ledger,
                list(pending.values()),
                lambda request: rebuild_payload(self._ledger, request),
                bar.update,
                money=openai_teacher.Money(budget, self._server.price),
            )
        if budget.is_used_up:
            raise EvaluationError(
                f"--max-cost {self._server.max_cost:g}: a further call could go beyond it (spent so far:"
                f" ${budget.spent:.4f}); what was judged is kept, the same command with a higher bound goes on"
            )

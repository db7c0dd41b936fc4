"""Dataset rows from a run: the wanted requests' raw answers, parsed anew each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from tqdm import tqdm

from ..errors import RunError
from ..version import __version__
from .checks.cache import KeptChecks, code_digest
from .checks.checks import DEFAULT_REJECT, TurnCheck, rejecting_checks
from .fidelity import Fidelity
from .ledger.ledger import Ledger
from .ledger.records import Request, StoredAnswer
from .options import read_run_file
from .parsing import TASKS, Turn, UnusableAnswer, parse_answer


@dataclass
class RowCount:
    """What one task of a run comes to.

    Attributes:
        wanted: images asked about.
        usable: images whose answer gives at least one row.
        rows: rows with ``turns="single"``, without rejected ones.
        pending: images without any attempt.
        failed: images without rows, by reason: a named error, or why the answer cannot be used.
        rejected: question-answer pairs that give no row, by the first of the rejecting checks that found something.
        checks: pairs of the teacher in which a check found something, by its name; one pair may count for several.
        fidelity: how the statements about poses in the rows stand to the keypoints.
        teacher_fidelity: the same of all that the teacher wrote, with what was rejected.
    """

    wanted: int = 0
    usable: int = 0
    rows: int = 0
    pending: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    checks: dict[str, int] = field(default_factory=dict)
    fidelity: Fidelity = field(default_factory=Fidelity)
    teacher_fidelity: Fidelity = field(default_factory=Fidelity)

    def add_turns(self, results: list[TurnCheck], reject: Iterable[str]) -> None:
        """Count the question-answer pairs of one usable image."""
        rows = self.rows
        for result in results:
            self.teacher_fidelity.add(result)
            for name in result.names:
                self.checks[name] = self.checks.get(name, 0) + 1
            reason = next((name for name in result.names if name in reject), None)
            if reason is None:
                self.rows += 1
                self.fidelity.add(result)
            else:
                self.rejected[reason] = self.rejected.get(reason, 0) + 1
        if self.rows > rows:
            self.usable += 1
        else:
            self.add_failure("every row rejected")

    def add_failure(self, reason: str) -> None:
        """Count one image without rows."""
        self.failed[reason] = self.failed.get(reason, 0) + 1


class _Message(msgspec.Struct):
    content: Any = None
    refusal: Any = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Answer(msgspec.Struct):
    choices: list[_Choice]
    # an imported answer came as turns, of any number, and has no text to parse
    turns: list[Turn] = []


def read_turns(stored: StoredAnswer) -> list[Turn]:
    """Parse a stored answer: the last one of its attempts that can be read.

    Raises:
        UnusableAnswer: with the reason under which it is counted.
    """
    try:
        return _parse_raw(stored.request, stored.answer or "")
    except UnusableAnswer:
        for earlier in stored.earlier_answers:
            with suppress(UnusableAnswer):
                return _parse_raw(stored.request, earlier)
        raise


def _parse_raw(request: Request, raw: str) -> list[Turn]:
    answer = msgspec.json.decode(raw, type=_Answer)
    if answer.turns:
        return answer.turns
    choice = answer.choices[0]
    return parse_answer(
        request.task,
        _read_text(choice.message.content),
        instruction=request.instruction,
        finish_reason=choice.finish_reason,
        refusal=_read_text(choice.message.refusal),
    )


def _read_text(content: Any) -> str | None:
    if isinstance(content, list):  # some servers give an answer in parts
        return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    return content if isinstance(content, str) else None


def read_rows(run_dir: Path | str, task: str, *, turns: str = "single") -> Iterator[dict[str, Any]]:
    """Read the rows of one task, by image id.

    Args:
        run_dir: a run folder.
        task: ``conversation``, ``detail`` or ``complex``.
        turns: ``single`` gives a row a question-answer pair, ``multi`` one row an image with all its turns.

    Pairs that one of the run's rejecting checks finds fault with are left out, and the others keep their ids.

    Yields:
        Rows with id, image (a path or None), image_id, file_name, image_url, messages, context, teacher, request_id,
        checks (names of those that only mark).

    Raises:
        RunError: the folder is not a run, or an argument has an unknown value.
    """
    if task not in TASKS:
        raise RunError(f"task {task!r}: unknown; expected one of {', '.join(TASKS)}")
    if turns not in ("single", "multi"):
        raise RunError(f"turns {turns!r}: unknown; expected single or multi")
    reject = rejecting_checks(read_run_file(Path(run_dir))["options"])
    with Ledger.read(Path(run_dir)) as ledger:
        checks = KeptChecks(ledger)
        for stored in ledger.answers(task):
            if stored.answer is None:
                continue
            try:
                pairs = read_turns(stored)
            except UnusableAnswer:
                continue  # counted by row_counts
            results = checks.check(stored, pairs)
            kept = [
                (number, pair, result)
                for number, (pair, result) in enumerate(zip(pairs, results, strict=True))
                if not result.is_rejected(reject)
            ]
            if turns == "single":
                for number, pair, result in kept:
                    yield _make_row(stored, number, [(pair, result)])
            elif kept:
                yield _make_row(stored, 0, [(pair, result) for _, pair, result in kept])


def _make_row(stored: StoredAnswer, number: int, turns: list[tuple[Turn, TurnCheck]]) -> dict[str, Any]:
    request = stored.request
    messages = []
    for turn, _ in turns:
        messages.append({"role": "user", "content": turn.question})
        messages.append({"role": "assistant", "content": turn.answer})
    return {
        "id": f"{request.task}-{request.image_id:012d}-{number}",
        "image": stored.image_path,
        "image_id": request.image_id,
        "file_name": stored.file_name,
        "image_url": stored.image_url,
        "messages": messages,
        "context": request.context,
        "teacher": request.teacher,
        "request_id": request.key,
        "checks": list(dict.fromkeys(name for _, result in turns for name in result.names)),
    }


def row_counts(run_dir: Path | str) -> dict[str, RowCount]:
    """Count rows, pending images and failures of each task that the run has.

    Raises:
        RunError: the folder is not a run.
    """
    reject = rejecting_checks(read_run_file(Path(run_dir))["options"])
    with Ledger.read(Path(run_dir)) as ledger:
        return count_rows(ledger, reject)


def count_rows(
    ledger: Ledger,
    reject: Iterable[str] = DEFAULT_REJECT,
    *,
    is_written: bool = False,
    progress: bool = False,
    processes: int = 1,
) -> dict[str, RowCount]:
    """Count rows, pending images and failures of each task of an open ledger.

    Args:
        ledger: of the run.
        reject: the checks that reject a row.
        is_written: whether the ledger is open for writing; what the checks say is then kept in it.
        progress: show a bar on stderr; checking what was never checked takes some milliseconds an answer.
        processes: how many check what was never checked.
    """
    checks = KeptChecks(ledger)
    has_task = set(ledger.wanted_tasks())
    counts = {task: RowCount() for task in TASKS if task in has_task}
    for task, count in counts.items():
        total = ledger.count_wanted(task)
        answers = tqdm(
            ledger.answers(task), f"rows of {task}", total, unit="answer", disable=not progress, leave=False, delay=1
        )
        readable = _read_or_count(answers, count)
        for _, results in checks.check_all(readable, is_written=is_written, processes=processes):
            count.add_turns(results, reject)
    return counts


def _read_or_count(answers: Iterable[StoredAnswer], count: RowCount) -> Iterator[tuple[StoredAnswer, Sequence[Turn]]]:
    """The answers that can be read, with their pairs; the others are counted."""
    for stored in answers:
        count.wanted += 1
        if stored.answer is not None:
            try:
                pairs = read_turns(stored)
            except UnusableAnswer as unusable:
                count.add_failure(unusable.reason)
            else:
                yield stored, pairs
        elif stored.error is not None:
            count.add_failure(stored.error)
        else:
            count.pending += 1


def run_fingerprint(run_dir: Path | str, task: str) -> str:
    """A hash that changes whenever the rows of a task could: with answers, scenes, and the code that reads them.

    Raises:
        RunError: the folder is not a run.
    """
    digest = hashlib.sha256(__version__.encode())
    digest.update(Path(__file__).read_bytes())
    digest.update(code_digest().encode())
    digest.update(repr(rejecting_checks(read_run_file(Path(run_dir))["options"])).encode())
    with Ledger.read(Path(run_dir)) as ledger:
        for stored in ledger.answers(task):
            if stored.answer is not None:
                # context and instruction are not hashed: the request's key is made from them
                parts = (stored.request.image_id, stored.request.key, stored.answer, *stored.earlier_answers)
                place = (stored.file_name, stored.image_path, stored.image_url)
                digest.update(repr((parts, place)).encode())
    return digest.hexdigest()

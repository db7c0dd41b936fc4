"""Dataset rows from a run: the wanted requests' raw answers, parsed anew each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..code_hash import CHECKING, hash_code
from ..errors import RunError
from ..tasks import TASKS
from ..version import __version__
from .checks.cache import KeptChecks
from .checks.checks import DEFAULT_REJECT, TurnCheck, rejecting_checks
from .ledger.ledger import Ledger
from .ledger.records import StoredAnswer
from .options import read_run_file
from .parsing import Turn, UnusableAnswer, read_turns


@dataclass
class Fidelity:
    """How many statements agree with the keypoints, contradict them, or are left open by them."""

    agree: int = 0
    contradict: int = 0
    unjudged: int = 0

    def add(self, other: Fidelity | TurnCheck) -> None:
        """Count the statements of a pair, or of another part of the data."""
        self.agree += other.agree
        self.contradict += other.contradict
        self.unjudged += other.unjudged

    @property
    def judged(self) -> int:
        """The statements that the keypoints settle."""
        return self.agree + self.contradict

    def to_record(self) -> dict[str, Any]:
        """Counts, the share of the judged statements that agree, and the share of all that are judged; for JSON."""
        total = self.judged + self.unjudged
        return {
            "agree": self.agree,
            "contradict": self.contradict,
            "unjudged": self.unjudged,
            "agree_share_of_judged": round(self.agree / self.judged, 4) if self.judged else None,
            "judged_share": round(self.judged / total, 4) if total else None,
        }

    def __str__(self) -> str:
        if not self.judged:
            return f"no statement about a pose is judged, {self.unjudged:,} are left open"
        return (
            f"{self.agree / self.judged:.1%} of {self.judged:,} judged statements about poses agree with the keypoints "
            f"({self.contradict:,} contradict, {self.unjudged:,} are left open)"
        )


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
    digest.update(hash_code(CHECKING).encode())
    digest.update(repr(rejecting_checks(read_run_file(Path(run_dir))["options"])).encode())
    with Ledger.read(Path(run_dir)) as ledger:
        for stored in ledger.answers(task):
            if stored.answer is not None:
                # context and instruction are not hashed: the request's key is made from them
                parts = (stored.request.image_id, stored.request.key, stored.answer, *stored.earlier_answers)
                place = (stored.file_name, stored.image_path, stored.image_url)
                digest.update(repr((parts, place)).encode())
    return digest.hexdigest()


def sum_fidelity(parts: Iterable[Fidelity]) -> Fidelity:
    """All the parts together."""
    total = Fidelity()
    for part in parts:
        total.add(part)
    return total


def fidelity_record(tasks: Mapping[str, RowCount]) -> dict[str, Any]:
    """What ``status --json`` and ``check --json`` say of a data set.

    Returns:
        ``fidelity``, of the rows, and ``teacher_fidelity``, with rejected rows, each for ``all`` and by config; and
        ``checks`` and ``rejected`` by the check's name.
    """
    return {
        "fidelity": _by_config({task: count.fidelity for task, count in tasks.items()}),
        "teacher_fidelity": _by_config({task: count.teacher_fidelity for task, count in tasks.items()}),
        "checks": sum_counts(count.checks for count in tasks.values()),
        "rejected": sum_counts(count.rejected for count in tasks.values()),
    }


def _by_config(parts: dict[str, Fidelity]) -> dict[str, Any]:
    whole = {"all": sum_fidelity(parts.values()), **parts}
    return {name: part.to_record() for name, part in whole.items()}


def sum_counts(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts by name, added up; names in order."""
    total: dict[str, int] = {}
    for part in parts:
        for name, count in part.items():
            total[name] = total.get(name, 0) + count
    return dict(sorted(total.items()))

"""How many rows a run has, and why its other images give none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ...tasks import TASKS
from ..checks.best import BestPairs
from ..checks.cache import KeptChecks
from ..checks.checks import DEFAULT_REJECT, TurnCheck, rejecting_checks
from ..ledger.answers import DAMAGED
from ..ledger.ledger import Ledger
from ..ledger.records import StoredAnswer
from ..options import read_run_file
from ..parsing import Turn, UnusableAnswer
from .blind import measure_run
from .fidelity import SAME_GEOMETRY, Fidelity, sum_fidelity
from .tallies import Tallies, read_stamps


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
        blind: the same of some of these texts held against other pictures, where that was asked for.
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
    blind: Fidelity = field(default_factory=Fidelity)

    def add_turns(self, results: Sequence[TurnCheck], reject: Iterable[str], images: int = 1) -> None:
        """Count the question-answer pairs of one image with a readable answer, or of several with the same results."""
        rows = self.rows
        for result in results:
            self.teacher_fidelity.add(result, images)
            for name in result.names:
                self.checks[name] = self.checks.get(name, 0) + images
            reason = next((name for name in result.names if name in reject), None)
            if reason is None:
                self.rows += images
                self.fidelity.add(result, images)
            else:
                self.rejected[reason] = self.rejected.get(reason, 0) + images
        if self.rows > rows:
            self.usable += images
        else:
            self.add_failure("every row rejected", images)

    def add_failure(self, reason: str, images: int = 1) -> None:
        """Count images without rows."""
        self.failed[reason] = self.failed.get(reason, 0) + images


def sum_row_counts(parts: Iterable[Mapping[str, RowCount]]) -> dict[str, RowCount]:
    """The counts of several runs together, by task."""
    found = list(parts)
    return {
        task: _sum([part[task] for part in found if task in part])
        for task in TASKS
        if any(task in part for part in found)
    }


def _sum(parts: Sequence[RowCount]) -> RowCount:
    return RowCount(
        wanted=sum(part.wanted for part in parts),
        usable=sum(part.usable for part in parts),
        rows=sum(part.rows for part in parts),
        pending=sum(part.pending for part in parts),
        failed=sum_counts(part.failed for part in parts),
        rejected=sum_counts(part.rejected for part in parts),
        checks=sum_counts(part.checks for part in parts),
        fidelity=sum_fidelity(part.fidelity for part in parts),
        teacher_fidelity=sum_fidelity(part.teacher_fidelity for part in parts),
        blind=sum_fidelity(part.blind for part in parts),
    )


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
    is_blind_asked: bool = False,
    progress: bool = False,
    processes: int = 1,
) -> dict[str, RowCount]:
    """Count rows, pending images and failures of each task of an open ledger.

    Each answer is read and checked once. What it comes to is kept in the run's folder, and the next count takes it from
    there as long as the answer and the code are the same.

    Args:
        ledger: of the run.
        reject: the checks that reject a row.
        is_blind_asked: also hold some of the texts against other pictures, which takes a second or so.
        progress: show a bar on stderr.
        processes: how many check what was never checked.
    """
    checks = KeptChecks(ledger)
    reject = tuple(reject)
    has_task = set(ledger.wanted_tasks())
    counts = {task: RowCount() for task in TASKS if task in has_task}
    with Tallies(ledger, reject) as tallies:
        for task, count in counts.items():
            total = ledger.count_wanted(task)
            with tqdm(
                desc=f"rows of {task}", total=total, unit="answer", disable=not progress, leave=False, delay=1
            ) as bar:
                new = _read_new(ledger, task, tallies, count, reject, bar)
                for stored, results in checks.check_all(new, processes=processes):
                    count.add_turns(results, reject)
                    tallies.add(stored.request.key, results)
                    bar.update()
            if is_blind_asked:
                count.blind = measure_run(ledger, task)
    return counts


def _read_new(
    ledger: Ledger,
    task: str,
    tallies: Tallies,
    count: RowCount,
    reject: tuple[str, ...],
    bar: Any,
) -> Iterator[tuple[StoredAnswer, Sequence[Turn]]]:
    """The readable answers that no earlier count has read, with their pairs; all the others are counted here."""
    known: Counter[str] = Counter()
    best = BestPairs(ledger, reject)
    for page in read_stamps(ledger, task):
        found = tallies.find([(stamp.key, stamp.answers) for stamp in page if stamp.answers])
        new = {}
        count.wanted += len(page)
        for stamp in page:
            if stamp.answers is None:
                if stamp.error is None:
                    count.pending += 1
                else:
                    count.add_failure(stamp.error)
            elif stamp.key in found:
                known[found[stamp.key]] += 1
            else:
                new[stamp.image_id] = stamp
        bar.update(len(page) - len(new))
        for stored in ledger.answers(task, list(new)) if new else ():
            if stored.answer is None:
                count.add_failure(stored.error or DAMAGED)
                bar.update()
                continue
            tallies.expect(stored.request.key, new[stored.request.image_id].answers or "")
            try:
                yield stored, best.read(stored)
            except UnusableAnswer as unusable:
                count.add_failure(unusable.reason)
                tallies.add(stored.request.key, unusable.reason)
                bar.update()
    for text, images in known.items():
        outcome = Tallies.decode(text)
        if isinstance(outcome, str):
            count.add_failure(outcome, images)
        else:
            count.add_turns(outcome, reject, images)


def fidelity_record(tasks: Mapping[str, RowCount], teacher: str = "") -> dict[str, Any]:
    """What ``status --json`` and ``check --json`` say of a data set.

    Args:
        tasks: what each kind comes to.
        teacher: who wrote it; for ``"pose"`` the fidelity is left out, and ``fidelity_note`` says why.

    Returns:
        ``fidelity``, of the rows, and ``teacher_fidelity``, with rejected rows, each for ``all`` and by config; and
        ``checks`` and ``rejected`` by the check's name.
    """
    record: dict[str, Any] = {
        "checks": sum_counts(count.checks for count in tasks.values()),
        "rejected": sum_counts(count.rejected for count in tasks.values()),
    }
    if teacher == "pose":
        return {"fidelity": None, "teacher_fidelity": None, "fidelity_note": SAME_GEOMETRY} | record
    blind = {task: count.blind for task, count in tasks.items()}
    return {
        "fidelity": _by_config({task: count.fidelity for task, count in tasks.items()}, blind),
        "teacher_fidelity": _by_config({task: count.teacher_fidelity for task, count in tasks.items()}, {}),
    } | record


def _by_config(parts: dict[str, Fidelity], blind: dict[str, Fidelity]) -> dict[str, Any]:
    record = {"all": sum_fidelity(parts.values()).to_record(sum_fidelity(blind.values()))}
    return record | {name: part.to_record(blind.get(name)) for name, part in parts.items()}


def sum_counts(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts by name, added up; names in order."""
    total: dict[str, int] = {}
    for part in parts:
        for name, count in part.items():
            total[name] = total.get(name, 0) + count
    return dict(sorted(total.items()))

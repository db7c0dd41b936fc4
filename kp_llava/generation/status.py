"""Where a run stands, read from its folder alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from ..errors import RunError
from .checks.checks import rejecting_checks
from .cost.spending import Spending, read_spending
from .ledger.batches import BatchBook
from .ledger.damage import describe
from .ledger.ledger import Ledger
from .ledger.repair import repair
from .options import RUN_FILE_NAME, describe_parts, read_run_file, sum_exclusions
from .rows import RowCount, count_rows, fidelity_record, sum_row_counts

_ROWS_NOTE = "rows by task"


@dataclass(frozen=True)
class RunStatus:
    """Where a run stands.

    Attributes:
        options: what was asked last, from ``run.json``.
        exclusions: annotations and images that were left out, by named reason.
        images: how many images any task of the run is about.
        tasks: rows, pending images and failures of each task.
        attempts: tries with and without an answer, over all calls.
        prompt_tokens: as servers counted them, over all calls.
        answer_tokens: as servers counted them, over all calls.
        spending: what the run has cost.
        batches: of the openai-batch teacher, as last seen.
        parts: which parts of the images these are, in words; None for all of them.
    """

    options: dict[str, Any]
    exclusions: dict[str, int]
    images: int
    tasks: dict[str, RowCount]
    attempts: int
    prompt_tokens: int
    answer_tokens: int
    spending: Spending
    batches: list[dict[str, Any]]
    parts: str | None = None

    def to_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON, with the checks and the fidelity of all tasks together."""
        return asdict(self) | fidelity_record(self.tasks, self.options.get("teacher", ""))


def read_status(run_dir: Path | str, *, progress: bool = False, processes: int = 1) -> RunStatus:
    """Read where a run stands; another process may be writing to it.

    Args:
        run_dir: the run folder.
        progress: show a bar on stderr.
        processes: how many check answers that were never checked.

    Raises:
        RunError: the folder is not a run.
    """
    record = read_run_file(Path(run_dir))
    with Ledger.read(Path(run_dir)) as ledger:
        reject = rejecting_checks(record["options"])
        is_blind_asked = record["options"].get("teacher") != "pose"
        tasks = count_rows(ledger, reject, is_blind_asked=is_blind_asked, progress=progress, processes=processes)
        prompt_tokens, answer_tokens = ledger.count_tokens()
        return RunStatus(
            options=record["options"],
            exclusions=record["exclusions"],
            images=ledger.count_images(),
            tasks=tasks,
            attempts=ledger.count_attempts(),
            prompt_tokens=prompt_tokens,
            answer_tokens=answer_tokens,
            spending=read_spending(ledger, record["options"].get("prices"), record["options"].get("max_tokens")),
            batches=[asdict(batch) for batch in BatchBook(ledger).all()],
            parts=describe_parts([record["options"]]),
        )


def read_statuses(runs: Sequence[Path], *, progress: bool = False, processes: int = 1) -> RunStatus:
    """Read where several runs stand that are parts of one.

    Args:
        runs: the run folders, at least one.
        progress: show bars on stderr.
        processes: how many check answers that were never checked.

    Raises:
        RunError: a folder is not a run.
    """
    found = [read_status(run, progress=progress, processes=processes) for run in runs]
    first = found[0]
    spent = [one.spending for one in found]
    usd = [one.usd for one in spent if one.usd is not None]
    return RunStatus(
        options=first.options,
        exclusions=sum_exclusions([one.exclusions for one in found]),
        images=sum(one.images for one in found),
        tasks=sum_row_counts(one.tasks for one in found),
        attempts=sum(one.attempts for one in found),
        prompt_tokens=sum(one.prompt_tokens for one in found),
        answer_tokens=sum(one.answer_tokens for one in found),
        spending=Spending(
            usd=sum(usd) if len(usd) == len(found) else None,
            uncertain_usd=sum(one.uncertain_usd for one in spent),
            uncertain_calls=sum(one.uncertain_calls for one in spent),
            batch_usd=sum(one.batch_usd for one in spent),
        ),
        batches=[batch for one in found for batch in one.batches],
        parts=describe_parts([one.options for one in found]),
    )


@dataclass(frozen=True)
class Reparsed:
    """What a run's raw answers give now.

    Attributes:
        rows_before: rows of each task when they were last counted.
        status: of the run, now.
    """

    rows_before: dict[str, int]
    status: RunStatus


def reparse(run_dir: Path, *, progress: bool = False, processes: int = 1) -> Reparsed:
    """Read the raw answers of a run again, as far as answers or code are new; nothing is sent.

    Args:
        run_dir: the run folder.
        progress: show a bar on stderr.
        processes: how many check answers that were never checked.

    Raises:
        RunError: the folder is not a run, or another process is writing to it.
    """
    read_run_file(run_dir)
    with Ledger.write(run_dir) as ledger:
        try:
            before = msgspec.json.decode(ledger.find_note(_ROWS_NOTE) or "{}", type=dict[str, int])
        except msgspec.MsgspecError:
            before = {}  # a damaged note
        status = read_status(run_dir, progress=progress, processes=processes)
        note_rows(ledger, status.tasks)
    return Reparsed(before, status)


def note_rows(ledger: Ledger, tasks: Mapping[str, RowCount]) -> None:
    """Keep how many rows each task has, so that a later count can report what changed."""
    ledger.note(_ROWS_NOTE, msgspec.json.encode({task: count.rows for task, count in tasks.items()}).decode())


def mend_run(run_dir: Path) -> list[str]:
    """Take out of a run's folder, or of another one that has a ledger, what is damaged.

    Returns:
        What was done, a line each; empty where all is whole.

    Raises:
        RunError: another process is writing to the run, or nothing of its ledger can be read.
    """
    found, kept = repair(run_dir)
    notes = []
    if found:
        where = "" if kept is None else f"; the old file is kept as {kept.name}"
        notes.append(f"taken out as damaged: {describe(found)}{where}")
    path = run_dir / RUN_FILE_NAME
    try:
        if path.exists():
            read_run_file(run_dir)
    except RunError as error:
        kept = path.with_name(f"{RUN_FILE_NAME}.damaged")
        path.replace(kept)
        notes.append(f"{error}; it is written anew, the old one is kept as {kept.name}")
    return notes

"""One run: read the scenes, plan the requests, have the missing ones answered, keep everything in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..annotations.coco.scenes import SceneSet
from ..annotations.scene import Scene
from ..errors import RunError
from .cost.prices import Budget
from .cost.spending import Spending, read_spending
from .ledger.batches import BatchBook
from .ledger.ledger import Ledger
from .options import RunOptions, check_same_run, read_run_file, write_run_file
from .plan import find_scenes, plan_requests
from .preview import DryRun, preview
from .prompts.messages import load_prompts
from .recording import Plan, count_answered, find_plan, make_stamp, read_plan, record_plan
from .rows import RowCount, count_rows
from .status import mend_run, note_rows
from .teachers import ask as teachers
from .teachers.ask import CHECKED_NOTE, ProgressBar, Teachers
from .teachers.follow_ups import reopen

__all__ = ["DryRun", "RunOptions", "RunSummary", "generate", "preview"]


@dataclass(frozen=True)
class RunSummary:
    """What a call of `generate` found and did.

    Attributes:
        images: how many images the options ask about.
        exclusions: annotations and images that were left out, by named reason.
        already_answered: requests whose answer was in the ledger before.
        sent: requests that this call had answered or tried.
        tasks: rows, pending images and failures of each task of the run.
        prompt_tokens: all that the run has used so far, as servers counted them.
        answer_tokens: all that the run has used so far, as servers counted them.
        spending: what the run has cost so far.
        in_batches: requests in batches that still run, or whose results were not collected yet.
        asked_again: answers that were sent back because a check rejects them.
        notes: further remarks for the user.
    """

    images: int
    exclusions: dict[str, int]
    already_answered: int
    sent: int
    tasks: dict[str, RowCount]
    prompt_tokens: int
    answer_tokens: int
    spending: Spending
    in_batches: int = 0
    asked_again: int = 0
    notes: tuple[str, ...] = ()


def generate(
    options: RunOptions,
    *,
    progress: bool = False,
    scene_set: SceneSet | None = None,
    processes: int = 1,
    is_repairing: bool = False,
) -> RunSummary:
    """Ask the teacher for whatever the run does not have yet.

    What a run wants is set anew for the tasks that the options name; answers to earlier requests stay in the ledger. A
    run that was stopped at any point goes on with the same call.

    Args:
        options: what to ask, of whom, and where to keep it.
        progress: show a bar on stderr.
        scene_set: scenes that were read before, in place of reading ``options.coco``.
        processes: how many check the answers.
        is_repairing: take what is damaged out of the run first; it is asked for again, and nothing else is.

    Raises:
        AnnotationError: the COCO folder cannot be read.
        PromptError: a template or seed example is broken.
        RunError: the run folder is in use, was made from other images, or cannot be written; ``max_cost`` has no
            price to go by, or is reached.
        TeacherError: the teacher cannot be used, or answered nothing at all.
    """
    prompts = load_prompts(options.prompts_dir)
    notes = mend_run(options.run_dir) if is_repairing else []
    check_same_run(options)
    price = options.price
    stamp = make_stamp(options, prompts) if scene_set is None else None
    scenes: list[Scene] | None = None
    plan = find_plan(options.run_dir, stamp)
    if plan is None:
        scenes, exclusions = find_scenes(options, scene_set)
        list(plan_requests(options, scenes[:1], prompts))  # a broken template is found before anything is written
        plan = Plan(stamp or "", len(scenes), exclusions)
    with Ledger.write(options.run_dir) as ledger:
        record = check_same_run(options)  # again: only now can no other process write to the run
        if options.structured and _took_no_schema(ledger, record):
            options = replace(options, structured=False)
            notes.append(_NO_SCHEMA.format(options.teacher_name))
        write_run_file(options, prompt_hashes=prompts.hashes, exclusions=plan.exclusions)
        if scenes is None and read_plan(ledger, stamp) is None:  # another process has planned something else meanwhile
            scenes, _ = find_scenes(options)
        if scenes is not None:
            record_plan(ledger, options, scenes, prompts, plan, progress=progress)
        already_answered = count_answered(ledger, options)
        since = _read_number(ledger.find_note(CHECKED_NOTE))
        if record is not None and record["options"].get("max_reasks") != options.max_reasks:
            since = 0  # more tries are allowed: all answers are looked at again
            reopen(ledger, options)
        book = BatchBook(ledger)
        to_send = ledger.count_pending_of(options.tasks)
        in_batches = book.count_live_requests()
        spent = read_spending(ledger, options.prices, options.max_tokens)
        budget = Budget(options.max_cost, (spent.usd or 0.0) + spent.uncertain_usd)
        asked_again = 0
        if options.teacher == "pose":
            from .teachers.pose import answers as pose

            with ProgressBar("pose", to_send, is_shown=progress) as bar:
                pending = ledger.pending(options.tasks)
                pose.answer_requests(ledger, pending, options.seed, bar.step, processes=processes)
        elif to_send or in_batches or since < ledger.last_attempt():
            if options.max_cost is not None and spent.usd is None:
                raise RunError(
                    f"--max-cost {options.max_cost:g}: the run has answers of a model whose price is unknown;"
                    " give --prices PROMPT,ANSWER for all of them"
                )
            teacher = Teachers(ledger, options, budget, price, progress=progress, processes=processes)
            asked_again = teacher.answer_all(since, has_answers=already_answered > 0)
            if teacher.schemas_refused:
                notes.append(_NO_SCHEMA.format(options.teacher_name))
        if options.max_cost is not None and (left := ledger.count_pending_of(options.tasks)) and budget.is_used_up:
            raise RunError(
                f"--max-cost {options.max_cost:g}: the next call could pass it (spent so far: ${budget.spent:.4f});"
                f" {left} requests are left, what was answered is kept; a higher bound goes on from there"
            )
        prompt_tokens, answer_tokens = ledger.count_tokens()
        tasks = count_rows(
            ledger,
            options.checks,
            is_blind_asked=options.teacher != "pose",
            progress=progress,
            processes=processes,
        )
        note_rows(ledger, tasks)
        return RunSummary(
            images=plan.images,
            exclusions=plan.exclusions,
            already_answered=already_answered,
            sent=to_send,
            tasks=tasks,
            prompt_tokens=prompt_tokens,
            answer_tokens=answer_tokens,
            spending=read_spending(ledger, options.prices, options.max_tokens),
            in_batches=book.count_live_requests(),
            asked_again=asked_again,
            notes=tuple(notes),
        )


def _read_number(note: str | None) -> int:
    """A number of an attempt; 0, so that all are looked at, where there is none or it is damaged."""
    return int(note) if note is not None and note.isascii() and note.isdigit() else 0


_NO_SCHEMA = (
    "{} takes no schema for answers, and was asked for text in spite of --structured, as often as it refused one"
)


def _took_no_schema(ledger: Ledger, record: Mapping[str, Any] | None) -> bool:
    """Whether an earlier version continued without a schema after the server refused it; its answers stay."""
    if record is None or record["options"].get("structured") is not False:
        return False
    query = (
        "SELECT 1 FROM attempts WHERE error IN ('BadRequestError', 'UnprocessableEntityError') AND follow_up IS NULL"
        " AND (error_text LIKE '%response_format%' OR error_text LIKE '%json_schema%') LIMIT 1"
    )
    return ledger.connection.execute(query).fetchone() is not None


def cancel_batches(options: RunOptions) -> int:
    """Cancel the batches of a run that still run, and collect what they have; returns how many there were.

    Args:
        options: name the run and the server, and whether to wait for the end.

    Raises:
        RunError: the folder is not a run, or another process is writing to it.
        TeacherError: the server cannot be used.
    """
    read_run_file(options.run_dir)
    with Ledger.write(options.run_dir) as ledger:
        return teachers.cancel_batches(options, ledger)

"""What `kp-llava generate` and `kp-llava status` print."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cost.spending import Spending
    from .preview import DryRun
    from .rows import RowCount
    from .run import RunOptions, RunSummary


def print_preview(options: RunOptions, found: DryRun) -> None:
    """Print what would be sent, cost and take."""
    from .cost.prices import unknown_price_text
    from .prompts.picture import MOST_SIDE, has_picture_rule

    print_exclusions(found.images, found.exclusions)
    if found.changes:
        print("changed since the last call:")
        for line in found.changes:
            print(f"  {line}")
    print(f"to send: {found.to_send} requests; {found.already_answered} have their answer already")
    if found.in_batches:
        print(f"in batches: {found.in_batches} requests")
    for task, count in found.to_send_by_task.items():
        print(f"  {task}: {count}")
    if options.teacher == "pose":
        print("the pose teacher uses no tokens")
    else:
        if found.encoding_name:
            but = " without the schema, whose tokens servers count in ways of their own" * options.structured
            print(f"{found.prompt_tokens:,} prompt tokens, counted by tiktoken's {found.encoding_name}{but}")
        else:
            print(f"about {found.prompt_tokens:,} prompt tokens (an estimate without the model's tokenizer)")
        if options.show_picture:
            by = "by the rule of the model's maker" if has_picture_rule(options.model) else "a guess: a token a 28 x 28"
            print(f"  {found.picture_tokens:,} of them for pictures ({by}), downscaled to {MOST_SIDE} pixels")
        most = "" if found.most_answer_tokens is None else f", at most {found.most_answer_tokens:,}"
        by = "as long as this run's so far" if found.is_length_measured else "taking 250 for each"
        print(f"about {found.answer_tokens:,} answer tokens ({by}){most}")
        if found.usd is None:
            print(f"cost: unknown: {unknown_price_text(options.model)}")
        else:
            print(f"cost online: {_range(found.usd, found.most_usd)} ({found.price_source})")
            _print_age(options.prices)
            most_batch = None if found.most_usd is None else found.most_usd * found.batch_share
            print(f"cost in batches: {_range(found.batch_usd or 0.0, most_batch)}")
        by = "measured in this run" if found.is_time_measured else "assumed"
        print(
            f"time online: about {_duration(found.seconds)} with {options.concurrency} calls at once"
            f" ({found.seconds_per_call:.1f} s a call, {by}); in batches: up to 24 hours for each round of them"
        )
        if options.max_reasks:
            print("at most: every answer cut off once and sent back as often as --max-reasks says, at its longest")
        print_spending(found.spent, options.prices, has_note=found.usd is None)
    print("dry run: nothing was sent or written")


def print_summary(options: RunOptions, summary: RunSummary) -> None:
    """Print what a call of `generate` did, and what comes next."""
    print_exclusions(summary.images, summary.exclusions)
    print(f"asked {options.teacher_name} {summary.sent} times; {summary.already_answered} answers were there before")
    if summary.asked_again:
        print(f"sent back because a check rejects them: {summary.asked_again} answers")
    if summary.in_batches:
        print(f"{summary.in_batches} requests are in batches; the same command collects their answers")
    print_tasks(summary.tasks)
    print_checks(summary.tasks, options.checks, options.teacher)
    if summary.prompt_tokens or summary.answer_tokens:
        print(f"tokens of the whole run: {summary.prompt_tokens:,} prompt, {summary.answer_tokens:,} answer")
        print_spending(summary.spending, options.prices)
    for note in summary.notes:
        print(f"note: {note}")
    print(f"the run lies in {options.run_dir}")
    if any(count.pending or count.failed for count in summary.tasks.values()):
        print("the same command tries again what has no answer; answers that give no rows are kept, raw")


def print_next(options: RunOptions, summary: RunSummary, split: str) -> None:
    """Print how the rows are loaded.

    Args:
        options: of the run.
        summary: what it has.
        split: the name of the run's split in `load_dataset`.
    """
    made = [task for task, count in summary.tasks.items() if count.rows]
    if made:
        print("next:  from datasets import load_dataset; import kp_llava")
    for task in made:
        print(f'       load_dataset("kp_llava", "{task}", data_dir="{options.run_dir}")["{split}"]')


def print_reparsed(run: Path) -> None:
    """Read a run's raw answers again, and print what they give."""
    from ..processes import count_processes
    from .checks.checks import rejecting_checks
    from .status import reparse

    found = reparse(run, progress=True, processes=count_processes())
    print_tasks(found.status.tasks)
    print_checks(found.status.tasks, rejecting_checks(found.status.options), found.status.options.get("teacher", ""))
    for task, count in found.status.tasks.items():
        more = count.rows - found.rows_before.get(task, count.rows)
        if more:
            print(f"  {task}: {more:+d} rows since they were last counted")
    print("the raw answers were read again; nothing was sent")


def print_cancelled(run: Path, base_url: str | None, *, is_waiting: bool, poll_s: float) -> None:
    """Cancel a run's batches, and print what they had."""
    from .options import RunOptions, read_run_file
    from .run import cancel_batches

    last = read_run_file(run)["options"]
    base_url = _confirm_server(run, base_url, last["base_url"])
    options = RunOptions(
        run_dir=run,
        coco=last["coco"],
        split=last["split"],
        teacher="openai-batch",
        model=last["model"],
        base_url=base_url,
        max_tokens=last["max_tokens"],
        prices=last["prices"],
        is_waiting=is_waiting,
        poll_s=poll_s,
    )
    count = cancel_batches(options)
    print(f"cancelled: {count} batches; what they had answered is kept" + ("" if is_waiting else " once they end"))
    print_reparsed(run)


def _confirm_server(run: Path, named: str | None, recorded: Any) -> str | None:
    """The server to ask: one that the user named, by flag, variable or on being asked; never one of a file alone.

    Raises:
        RunError: only the run's file names one.
    """
    from ..errors import RunError
    from .server import clean_url, find_base_url

    if named is not None or recorded is None or os.environ.get("OPENAI_BASE_URL", "").strip():
        print(f"the server asked is {clean_url(find_base_url(named))}", file=sys.stderr)
        return named
    shown = clean_url(str(recorded))
    question = f"{run / 'run.json'} names the server {shown}; send it the key of OPENAI_API_KEY? [y/N] "
    if sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
        print(question, end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            return str(recorded)
    raise RunError(
        f"{run / 'run.json'} names the server {shown}, and you have not: nothing was sent; where it is yours, give "
        f"--base-url {shown} too"
    )


def print_batches(batches: list[dict[str, Any]]) -> None:
    """Print the batches that still run, and how many are over."""
    over = sum(batch["state"] == "done" for batch in batches)
    if batches:
        print(f"batches: {len(batches) - over} running, {over} over")
    for batch in batches:
        if batch["state"] != "done":
            name = batch["batch_id"] or "not submitted yet"
            seen = f"{batch['status'] or batch['state']}, {batch['completed']} done, {batch['failed']} failed"
            print(f"  {name}: {batch['requests']} requests, as last seen: {seen}")


def print_spending(spent: Spending | None, prices: str | None, *, has_note: bool = True) -> None:
    """Print what the run has cost so far."""
    if spent is None or spent.usd == 0 == spent.uncertain_calls:
        return
    if spent.usd is None:
        print("cost of the run so far: unknown, as its teacher's price is unknown; give --prices PROMPT,ANSWER")
        return
    batches = f", ${spent.batch_usd:.4f} of it for batches" if spent.batch_usd else ""
    print(f"cost of the run so far: ${spent.usd:.4f}{batches}")
    if has_note:
        _print_age(prices)
    if spent.uncertain_calls:
        print(f"  and at most ${spent.uncertain_usd:.4f} for {spent.uncertain_calls} calls that got no reply")


def print_exclusions(image_count: int, exclusions: Mapping[str, int]) -> None:
    """Print how many images are asked about, and what was left out under which name."""
    print(f"images: {image_count}")
    for reason, count in exclusions.items():
        if count:
            print(f"  left out: {reason}: {count}")


def print_tasks(tasks: Mapping[str, RowCount]) -> None:
    """Print rows, pending images and failures of each task."""
    for task, count in tasks.items():
        print(
            f"  {task}: {count.rows} rows of {count.usable} images"
            + (f", {count.pending} pending" * bool(count.pending))
        )
        for reason, failed in sorted(count.failed.items()):
            print(f"    failed: {reason}: {failed}")
        for check, pairs in sorted(count.rejected.items()):
            print(f"    rejected by the check {check}: {pairs} question-answer pairs")


def print_checks(tasks: Mapping[str, RowCount], reject: Sequence[str], teacher: str = "") -> None:
    """Print what each check found and rejected, and how the statements about poses stand to the keypoints."""
    from .checks.checks import CHECKS
    from .rows import SAME_GEOMETRY, describe_beyond, sum_counts, sum_fidelity

    found = sum_counts(count.checks for count in tasks.values())
    rejected = sum(sum(count.rejected.values()) for count in tasks.values())
    print(f"checks: {f'{rejected:,} question-answer pairs rejected' if rejected else 'nothing rejected'}")
    for name in CHECKS:
        if name in found:
            print(f"  {name}: {found[name]:,} {'rejected' if name in reject else 'marked'} ({CHECKS[name]})")
    if teacher == "pose":
        print(f"fidelity: {SAME_GEOMETRY}")
        return
    whole = sum_fidelity(count.fidelity for count in tasks.values())
    print(f"fidelity: {whole}")
    beyond = describe_beyond(whole, sum_fidelity(count.blind for count in tasks.values()))
    if beyond:
        print(f"  {beyond}")
    if rejected:
        print(f"  with what was rejected: {sum_fidelity(count.teacher_fidelity for count in tasks.values())}")


def _print_age(prices: str | None) -> None:
    from .cost.prices import find_age_note

    if prices is None and (note := find_age_note()):
        print(f"  {note}")


def _range(expected: float, most: float | None) -> str:
    return f"about ${expected:,.2f}" + ("" if most is None else f", at most ${most:,.2f}")


def _duration(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def print_verified(runs: Sequence[Path]) -> None:
    """Check all of some ledgers, and print each thing that is damaged on a line.

    Args:
        runs: folders of runs, of judges, or of a server's answers or captions.

    Raises:
        RunError: something is damaged, or a folder has no ledger.
    """
    from ..errors import RunError
    from .ledger.faults import way_out
    from .ledger.repair import verify
    from .options import RUN_FILE_NAME, read_run_file

    damaged = []
    for run in runs:
        if (run / RUN_FILE_NAME).exists():
            read_run_file(run)
        found = verify(run)
        for damage in found:
            print(f"{run}: damaged: {damage}")
        if found:
            damaged.append(run)
        else:
            print(f"{run}: every scene, request and answer is whole")
    if damaged:
        raise RunError(f"{', '.join(map(str, damaged))}: is damaged; {way_out(damaged[0])}")


def repair_ledgers(runs: Sequence[Path]) -> None:
    """Take out of some ledgers what is damaged, and print what that was.

    Args:
        runs: as for `print_verified`.

    Raises:
        RunError: a folder has no ledger, or another process is writing to it.
    """
    from ..errors import RunError
    from .ledger.ledger import LEDGER_NAME
    from .status import mend_run

    for run in runs:
        if not (run / LEDGER_NAME).is_file():
            raise RunError(f"{run}: has no {LEDGER_NAME}; give the folder of a run or of a judge")
    for run in runs:
        notes = mend_run(run)
        for note in notes:
            print(f"{run}: {note}")
        print(f"{run}: the command that made it asks for that again" if notes else f"{run}: nothing is damaged")

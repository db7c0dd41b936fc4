"""`kp-llava generate`: instruction data from a COCO folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..generation.rows import RowCount
    from ..generation.run import DryRun, RunOptions, RunSummary


def generate(
    run: Annotated[
        Path, typer.Argument(help="The run's folder; made where there is none, gone on with where there is one.")
    ],
    coco: Annotated[Path, typer.Option(help="A folder in COCO's layout: annotations/*.json and SPLIT/*.jpg.")],
    split: Annotated[str, typer.Option(help="As in the files' names: train2014, val2017, ...")],
    tasks: Annotated[str, typer.Option(help="Kinds of data, separated by commas.")] = "conversation,detail,complex",
    teacher: Annotated[
        str, typer.Option(help="pose: true sentences from the keypoints, no network; openai: a server.")
    ] = "pose",
    model: Annotated[str, typer.Option(help="The model of --teacher openai.")] = "gpt-4o",
    base_url: Annotated[
        str | None, typer.Option(help="An OpenAI-compatible server, as in http://127.0.0.1:8000/v1.")
    ] = None,
    concurrency: Annotated[int, typer.Option(help="Calls in flight at once.")] = 32,
    max_images: Annotated[
        int | None, typer.Option(help="Ask about so many images, picked by the seed; all without it.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the pick of images and of the wordings.")] = 0,
    prompts: Annotated[
        Path | None, typer.Option(help="A folder whose files replace the package's prompts of that name.")
    ] = None,
    min_keypoints: Annotated[int, typer.Option(help="Leave out images with fewer labeled keypoints.")] = 1,
    temperature: Annotated[float | None, typer.Option(help="Sent to the server; its own default without it.")] = None,
    max_tokens: Annotated[int, typer.Option(help="The longest answer, in tokens.")] = 1024,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for the server's next byte.")] = 120.0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count requests and tokens; send and write nothing.")
    ] = False,
) -> None:
    """Turn a COCO folder's captions, boxes and keypoints into instruction data, kept in the folder RUN.

    The key of --teacher openai is read from the environment's OPENAI_API_KEY. Stopped at any moment, the same command
    goes on where it was; given again, it sends only what is missing.
    """
    from ..generation.run import RunOptions, preview
    from ..generation.run import generate as generate_run

    options = RunOptions(
        run_dir=run,
        coco=coco,
        split=split,
        tasks=tuple(dict.fromkeys(task.strip() for task in tasks.split(",") if task.strip())),
        teacher=teacher,
        model=model,
        base_url=base_url,
        concurrency=concurrency,
        max_images=max_images,
        seed=seed,
        prompts_dir=prompts,
        min_keypoints=min_keypoints,
        temperature=temperature,
        max_tokens=max_tokens,
        timeout_s=timeout,
    )
    if dry_run:
        _print_preview(options, preview(options, progress=True))
    else:
        _print_summary(options, generate_run(options, progress=True))


def _print_preview(options: RunOptions, found: DryRun) -> None:
    print_exclusions(found.images, found.exclusions)
    print(f"to send: {found.to_send} requests; {found.already_answered} have their answer already")
    for task, count in found.to_send_by_task.items():
        print(f"  {task}: {count}")
    if options.teacher == "pose":
        print("the pose teacher uses no tokens")
    else:
        print(f"about {found.prompt_tokens:,} prompt tokens (an estimate without the model's tokenizer)")
    print("dry run: nothing was sent or written")


def _print_summary(options: RunOptions, summary: RunSummary) -> None:
    print_exclusions(summary.images, summary.exclusions)
    print(f"asked {options.teacher_name} {summary.sent} times; {summary.already_answered} answers were there before")
    print_tasks(summary.tasks)
    if summary.prompt_tokens or summary.answer_tokens:
        print(f"tokens of the whole run: {summary.prompt_tokens:,} prompt, {summary.answer_tokens:,} answer")
    print(f"the run lies in {options.run_dir}")
    if any(count.pending or count.failed for count in summary.tasks.values()):
        print("the same command tries again what has no answer; answers that give no rows are kept, raw")
    print("next:  from datasets import load_dataset; import kp_llava")
    for task in summary.tasks:
        print(f'       load_dataset("kp_llava", "{task}", data_dir="{options.run_dir}")["train"]')


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

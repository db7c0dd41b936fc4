"""`kp-llava questions`: a benchmark file from a COCO folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def questions(
    out: Annotated[Path, typer.Argument(help="The benchmark file to write, as in bench.jsonl.", metavar="FILE")],
    coco: Annotated[Path, typer.Option(help="A folder in COCO's layout: annotations/*.json and SPLIT/*.jpg.")],
    split: Annotated[str, typer.Option(help="As in the files' names: val2014, val2017, ...")],
    images: Annotated[int, typer.Option(help="Images to ask about, three questions each.")] = 30,
    seed: Annotated[int, typer.Option(help="Of the pick of images and of the wordings.")] = 0,
    teacher: Annotated[str, typer.Option(help="Who writes questions and reference answers: pose or openai.")] = "pose",
    model: Annotated[str, typer.Option(help="The model of --teacher openai.")] = "gpt-4o",
    base_url: Annotated[
        str | None, typer.Option(help="An OpenAI-compatible server, as in http://127.0.0.1:8000/v1.")
    ] = None,
    concurrency: Annotated[int, typer.Option(help="Calls in flight at once.")] = 32,
    prompts: Annotated[
        Path | None, typer.Option(help="A folder whose files replace the package's prompts of that name.")
    ] = None,
    min_keypoints: Annotated[int, typer.Option(help="Labeled points that somebody in the image has.")] = 10,
    min_height: Annotated[float, typer.Option(help="That person's height as a share of the image's.")] = 0.25,
    trained_on: Annotated[
        list[Path] | None, typer.Option(help="A run folder whose images are left out; can be repeated.")
    ] = None,
) -> None:
    """Pick images with people and write three questions about each, with reference answers, as JSON lines.

    Every request and raw answer is kept in FILE.run; stopped at any moment, the same command goes on where it was.
    """
    from ..evaluation.questions import PersonRule, make_questions
    from ..generation.run import RunOptions
    from ..generation.summary import print_exclusions

    run = RunOptions(
        run_dir=out.with_name(out.name + ".run"),
        coco=coco,
        split=split,
        teacher=teacher,
        model=model,
        base_url=base_url,
        concurrency=concurrency,
        seed=seed,
        prompts_dir=prompts,
    )
    rule = PersonRule(min_keypoints=min_keypoints, min_height=min_height)
    summary = make_questions(out, run, images=images, rule=rule, trained_on=trained_on or (), progress=True)
    print_exclusions(summary.images, summary.exclusions)
    print(f"{3 * summary.images} questions in {out}, SHA-256 {summary.benchmark_hash}")
    print(f"what was asked and answered lies in {summary.run_dir}")

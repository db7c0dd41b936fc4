"""`kp-llava questions`: a benchmark file from a COCO folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import EvaluationError

_FORMS, _FORMATS = ("judged", "choice"), ("jsonl", "vlmevalkit", "lmms-eval")
# what only one of the two forms uses
_ONLY = {
    "judged": ("teacher", "model", "base_url", "concurrency", "prompts"),
    "choice": ("format_", "rounds", "from_file", "pictures"),
}


def questions(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="The benchmark file to write, as in bench.jsonl.", metavar="FILE")],
    coco: Annotated[
        Path | None, typer.Option(help="A folder in COCO's layout: annotations/*.json and SPLIT/*.jpg.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="As in the files' names: val2014, val2017, ...")] = None,
    form: Annotated[
        str,
        typer.Option(help="judged: three questions an image, for a judge; choice: PoseChoice, with exact answers."),
    ] = "judged",
    images: Annotated[int, typer.Option(help="Images to ask about.")] = 30,
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
    keypoint_threshold: Annotated[
        float, typer.Option(help="Leave out detected keypoints of a lower confidence; those below 0.5 count as hidden.")
    ] = 0.3,
    min_height: Annotated[float, typer.Option(help="That person's height as a share of the image's.")] = 0.25,
    trained_on: Annotated[
        list[Path] | None, typer.Option(help="A run folder whose images are left out; can be repeated.")
    ] = None,
    rounds: Annotated[int, typer.Option(help="choice: in how many orders the options are asked.")] = 2,
    format_: Annotated[
        str,
        typer.Option("--format", help="choice: jsonl; vlmevalkit writes FILE.tsv; lmms-eval a folder of a task."),
    ] = "jsonl",
    from_file: Annotated[
        Path | None, typer.Option("--from", help="choice: a PoseChoice file to write in another --format.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="choice: the pictures of --from, where they lie elsewhere than it records.")
    ] = None,
) -> None:
    """Write a benchmark about the people of a COCO folder as JSON lines.

    --form judged asks a teacher for three questions an image, with reference answers for a judge; every request and raw
    answer is kept in FILE.run, and the same command goes on where it was stopped. --form choice writes PoseChoice:
    questions with two to four options whose answers are certain from the keypoints, each asked about the picture and
    about its mirror image.
    """
    from ..evaluation.choices.formats.write import own_file

    _check_options(context, form, format_)
    if from_file is not None:
        _rewrite(from_file, out, format_, pictures)
        return
    if coco is None or split is None:
        raise EvaluationError("--coco and --split are needed: the folder with the annotations, and its split")
    if form == "choice":
        from ..evaluation.choices.candidates import PersonRule as ChoiceRule
        from ..evaluation.choices.make import make_choices

        own = own_file(out, format_)
        done = make_choices(
            own,
            coco,
            split,
            images=images,
            seed=seed,
            rounds=rounds,
            keypoint_threshold=keypoint_threshold,
            rule=ChoiceRule(min_keypoints=min_keypoints, min_height=min_height),
            trained_on=trained_on or (),
            progress=True,
        )
        for reason, count in done.left_out.items():
            print(f"left out: {count} {reason}")
        kinds = ", ".join(f"{kind} {count}" for kind, count in done.by_kind.items())
        print(f"{done.questions} questions about {done.images} images in {own}, SHA-256 {done.benchmark_hash}")
        print(f"by kind: {kinds}")
        if format_ != "jsonl":
            _rewrite(own, out, format_, pictures)
        return
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
        keypoint_threshold=keypoint_threshold,
    )
    rule = PersonRule(min_keypoints=min_keypoints, min_height=min_height)
    summary = make_questions(out, run, images=images, rule=rule, trained_on=trained_on or (), progress=True)
    print_exclusions(summary.images, summary.exclusions)
    print(f"{3 * summary.images} questions in {out}, SHA-256 {summary.benchmark_hash}")
    print(f"what was asked and answered lies in {summary.run_dir}")


def _check_options(context: typer.Context, form: str, format_: str) -> None:
    """Refuse an unknown form or format, and options that the form does not use."""
    if form not in _FORMS:
        raise EvaluationError(f"--form {form}: unknown; expected {' or '.join(_FORMS)}")
    if format_ not in _FORMATS:
        raise EvaluationError(f"--format {format_}: unknown; expected {', '.join(_FORMATS)}")
    other = "judged" if form == "choice" else "choice"
    for name in _ONLY[other]:
        if is_given(context, name):
            option = {"format_": "format", "from_file": "from"}.get(name, name).replace("_", "-")
            raise EvaluationError(f"--{option}: belongs to --form {other}, which is not asked for")


def is_given(context: typer.Context, name: str) -> bool:
    """Whether the user has named the option, rather than left it to its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _rewrite(source: Path, out: Path, to: str, pictures: Path | None) -> None:
    """Write a PoseChoice file in another format."""
    from ..evaluation.choices.benchmark import read_choices
    from ..evaluation.choices.formats.write import write_format

    if to == "jsonl":
        raise EvaluationError("--from: goes with --format vlmevalkit or lmms-eval")
    write_format(out, to, read_choices(source), pictures, progress=True)
    print(f"{out}: the same questions for {to}")

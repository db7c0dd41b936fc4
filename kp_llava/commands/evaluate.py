"""`kp-llava eval`: compare models on a benchmark; the top-level eval.py does the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import EvaluationError
from ..processes import run_program
from .judging import NO_FLAGS, JudgeFlags, takes_judges
from .output import print_error
from .questions import is_given
from .spelling import EitherSpelling

if TYPE_CHECKING:
    from ..evaluation.choices.report import ChoiceReport
    from ..evaluation.choices.run import ChoiceOptions

Blind = Annotated[
    bool,
    typer.Option("--blind/--no-blind", help="Judge texts that were written without the pictures, too."),
]
Limit = Annotated[int | None, typer.Option(help="Ask and judge the benchmark's first so many questions only.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print calls, tokens and cost of judging, and send nothing.")]
JudgeAudit = Annotated[Path | None, typer.Option(help="audit.json of `kp-llava audit-judge`, for the report to cite.")]
Elsewhere = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=FILE",
        help="A result file of lmms-eval or VLMEvalKit for a model, shown in the report; can be repeated.",
    ),
]
Dtype = Annotated[
    str | None, typer.Option(help="Of a local model: float32, bfloat16 or float16; by the device without it.")
]
DeviceMap = Annotated[
    str | None, typer.Option(help="As transformers takes it: auto spreads one copy of a model over all GPUs.")
]
AnswerProcesses = Annotated[
    int | None, typer.Option(help="Copies of a local model, one a GPU; as many as there are GPUs without it.")
]
PictureSize = Annotated[int, typer.Option(help="The longer side in pixels to which pictures are reduced for a server.")]


@takes_judges
def evaluate(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder for answers, judgements and reports.")],
    benchmark: Annotated[Path | None, typer.Option(help="A file from `kp-llava questions`.")] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=SOURCE",
            help="An answers file, a model folder, a Hub id, the word reference, or a server: URL#MODEL?key=VARIABLE.",
        ),
    ] = None,
    candidate: Annotated[
        list[str] | None, typer.Option(metavar="NAME=SOURCE", help="What is compared with it; can be repeated.")
    ] = None,
    judging: JudgeFlags = NO_FLAGS,
    images: Annotated[
        Path | None, typer.Option(help="The pictures' folder; the one that the benchmark records without it.")
    ] = None,
    contexts: Annotated[
        Path | None, typer.Option(help="LLaVA's caps_boxes_*.jsonl, for a benchmark without captions and boxes.")
    ] = None,
    limit: Limit = None,
    blind: Blind = True,
    dry_run: DryRun = False,
    seed: Annotated[int | None, typer.Option(help="Decides which answer is shown first.")] = None,
    judge_audit: JudgeAudit = None,
    elsewhere: Elsewhere = None,
    max_new_tokens: Annotated[int, typer.Option(help="The longest answer of a model, in tokens.")] = 512,
    batch_size: Annotated[int, typer.Option(help="Questions that a model answers together.")] = 16,
    device: Annotated[str | None, typer.Option(help="As torch names it; the GPU where there is one.")] = None,
    dtype: Dtype = None,
    device_map: DeviceMap = None,
    answer_processes: AnswerProcesses = None,
    picture_size: PictureSize = 2048,
    trained_on: Annotated[
        list[Path] | None, typer.Option(help="A run that a model was trained on; warns of its images.")
    ] = None,
    score: Annotated[
        str,
        typer.Option(
            help="PoseChoice: generate reads what a model says; likelihood takes its likeliest option, sentences its"
            " likeliest sentence, gain the sentence that the picture makes likelier (local models)."
        ),
    ] = "generate",
    replay: Annotated[
        bool,
        typer.Option(
            "--replay", help="Score the judgements, or answers to PoseChoice, in --out anew, without any call."
        ),
    ] = False,
) -> None:
    """Score models' answers to a benchmark, and print the table with its 95% intervals.

    To a file of `questions` judges score the answers side by side. To a PoseChoice file (`questions --form choice`)
    answers are right or wrong: it needs no judge and no baseline, and models are also asked without the pictures.

    The key of --judge openai is read from the environment's OPENAI_API_KEY, or from the variable after ?key=; a server
    that answers as NAME has its key in NAME_API_KEY. Stopped at any moment, the same command goes on where it was.
    Exit code 1 when a candidate has no score, as when more than 5% of its judgements cannot be read.
    """
    from ..evaluation.answers.model import AnswerOptions
    from ..evaluation.answers.source import parse_source
    from ..evaluation.choices.benchmark import is_choice_file
    from ..evaluation.choices.run import MAX_NEW_TOKENS, ChoiceOptions, is_choice_folder, replay_choices
    from ..evaluation.elsewhere import parse_elsewhere
    from ..evaluation.options import EvaluationOptions
    from ..evaluation.report.report import render_table
    from ..evaluation.run import evaluate as evaluate_models
    from ..evaluation.run import preview
    from ..evaluation.run import replay as replay_evaluation

    if benchmark is not None and not replay and is_choice_file(benchmark):
        # an answer is a letter, so the usual length of an answer is not the default here
        is_length_given = is_given(context, "max_new_tokens")
        _evaluate_choices(
            ChoiceOptions(
                benchmark=benchmark,
                sources=tuple(
                    parse_source(one, flag)
                    for flag, given in (
                        ("--baseline", [baseline] if baseline else []),
                        ("--candidate", candidate or []),
                    )
                    for one in given
                ),
                out=out,
                answers=AnswerOptions(
                    images=images,
                    max_new_tokens=max_new_tokens if is_length_given else MAX_NEW_TOKENS,
                    batch_size=batch_size,
                    concurrency=judging.concurrency or 16,
                    device=device,
                    dtype=dtype,
                    device_map=device_map,
                    processes=answer_processes,
                    picture_size=picture_size,
                    score=score,
                ),
                trained_on=tuple(trained_on or ()),
            )
        )
        return
    if score != "generate":
        raise EvaluationError(f"--score {score}: goes with a PoseChoice file (`kp-llava questions --form choice`)")
    if replay and is_choice_folder(out):
        _show_choices(replay_choices(out), out)
        return
    if replay:
        report = replay_evaluation(out, progress=True)
    else:
        if benchmark is None or baseline is None or not candidate:
            raise EvaluationError("--benchmark, --baseline and --candidate are needed (all but for --replay)")
        sources = [parse_source(baseline, "--baseline"), *(parse_source(one, "--candidate") for one in candidate)]
        asks_server = any(source.kind == "server" for source in sources)
        judges = judging.parse(seed=seed, **_share_concurrency(judging, asks_server))
        options = EvaluationOptions(
            benchmark=benchmark,
            baseline=sources[0],
            candidates=tuple(sources[1:]),
            out=out,
            judge=judges[0],
            more_judges=judges[1:],
            answers=AnswerOptions(
                images=images,
                max_new_tokens=max_new_tokens,
                batch_size=batch_size,
                concurrency=judging.concurrency or 16,
                device=device,
                dtype=dtype,
                device_map=device_map,
                processes=answer_processes,
                picture_size=picture_size,
            ),
            trained_on=tuple(trained_on or ()),
            limit=limit,
            is_blind_judged=blind,
            contexts=contexts,
            audit=judge_audit,
            elsewhere=tuple(parse_elsewhere(one) for one in elsewhere or ()),
        )
        if dry_run:
            print("\n".join(preview(options)))
            return
        report = evaluate_models(options, progress=True)
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    if report.scores.refusal:
        raise EvaluationError(f"no score: {report.scores.refusal}; the judgements are kept in {out}")
    print(render_table(report.scores))
    for line in report.describe_judging():
        print(line)
    print(f"report: {out / 'report.md'}, {out / 'report.json'}, {out / 'report.html'}")
    if report.scores.refusals:
        raise EvaluationError(f"no score of {', '.join(report.scores.refusals)}; the others stand above")


def _share_concurrency(judging: JudgeFlags, asks_server: bool) -> dict[str, None]:
    """--concurrency is the servers' that answer, where no language model judges."""
    return {"concurrency": None} if asks_server and "openai" not in "".join(judging.judge or ()) else {}


def _evaluate_choices(options: ChoiceOptions) -> None:
    """Score answers to PoseChoice, and print the table."""
    from ..evaluation.choices.run import evaluate_choices

    _show_choices(evaluate_choices(options), options.out)


def _show_choices(report: ChoiceReport, out: Path) -> None:
    from ..evaluation.choices.report import render_choice_table

    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    print(render_choice_table(report))
    print(f"report: {out / 'report.md'}, {out / 'report.json'}, {out / 'report.html'}")


def main() -> None:
    """What eval.py calls."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(cls=EitherSpelling)(evaluate)
    run_program(app, "finished work is kept, the same command goes on from there", print_error)

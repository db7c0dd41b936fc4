"""`kp-llava eval`: compare models on a benchmark; the top-level eval.py does the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import EvaluationError, KpLlavaError
from .questions import is_given

if TYPE_CHECKING:
    from ..evaluation.choices.run import ChoiceOptions


def evaluate(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder for answers, judgements and reports.")],
    benchmark: Annotated[Path | None, typer.Option(help="A file from `kp-llava questions`.")] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=SOURCE",
            help="An answers file, a model folder, a Hub id, a server's URL, or the word reference.",
        ),
    ] = None,
    candidate: Annotated[
        list[str] | None, typer.Option(metavar="NAME=SOURCE", help="What is compared with it; can be repeated.")
    ] = None,
    judge: Annotated[
        str, typer.Option(help="keypoints: offline, by true and false statements about poses; openai: a server.")
    ] = "keypoints",
    images: Annotated[
        Path | None, typer.Option(help="The pictures' folder; the one that the benchmark records without it.")
    ] = None,
    model: Annotated[str, typer.Option(help="The model of --judge openai.")] = "gpt-4o",
    base_url: Annotated[
        str | None, typer.Option(help="The judge's server, as in http://127.0.0.1:8000/v1; OpenAI's own without it.")
    ] = None,
    prompts: Annotated[
        Path | None, typer.Option(help="A folder whose judge*.j2 replace the package's templates of that name.")
    ] = None,
    one_order: Annotated[
        bool, typer.Option("--one-order", help="Show each pair of answers in one order only, at half the cost.")
    ] = False,
    concurrency: Annotated[int, typer.Option(help="Calls in flight at once.")] = 16,
    max_asks: Annotated[int, typer.Option(help="How often an unreadable judgement is asked for.")] = 2,
    max_attempts: Annotated[int, typer.Option(help="How often a call that fails in passing is tried.")] = 6,
    max_cost: Annotated[
        float | None, typer.Option(help="US dollars that the judge may cost; nothing is sent that could pass it.")
    ] = None,
    prices: Annotated[
        str | None, typer.Option(help="PROMPT,ANSWER in US dollars a million tokens, for models of unknown price.")
    ] = None,
    temperature: Annotated[float, typer.Option(help="Of the judge; below 0 leaves it to the server.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Decides which answer is shown first.")] = 0,
    max_new_tokens: Annotated[int, typer.Option(help="The longest answer of a model, in tokens.")] = 512,
    batch_size: Annotated[int, typer.Option(help="Questions that a model answers together.")] = 16,
    device: Annotated[str | None, typer.Option(help="As torch names it; the GPU where there is one.")] = None,
    trained_on: Annotated[
        list[Path] | None, typer.Option(help="A run that a model was trained on; warns of its images.")
    ] = None,
    score: Annotated[
        str,
        typer.Option(
            help="PoseChoice: generate reads what a model says; likelihood takes its likeliest option, sentences its"
            " likeliest sentence (local models)."
        ),
    ] = "generate",
    replay: Annotated[
        bool, typer.Option("--replay", help="Read and score the judgements in --out anew, without any call.")
    ] = False,
) -> None:
    """Score models' answers to a benchmark, and print the table with its 95% intervals.

    To a file of `questions` a judge scores the answers side by side. To a PoseChoice file (`questions --form choice`)
    answers are right or wrong: it needs no judge and no baseline, and models are also asked without the pictures.

    The key of --judge openai is read from the environment's OPENAI_API_KEY. Stopped at any moment, the same command
    goes on where it was. Exit code 1 when more than 5% of the judgements cannot be read: then there is no score.
    """
    from ..evaluation.answers.model import AnswerOptions
    from ..evaluation.answers.source import parse_source
    from ..evaluation.choices.benchmark import is_choice_file
    from ..evaluation.choices.run import MAX_NEW_TOKENS, ChoiceOptions
    from ..evaluation.options import EvaluationOptions, JudgeOptions
    from ..evaluation.report.report import render_table
    from ..evaluation.run import evaluate as evaluate_models
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
                    concurrency=concurrency,
                    device=device,
                    score=score,
                ),
                trained_on=tuple(trained_on or ()),
            )
        )
        return
    if score != "generate":
        raise EvaluationError(f"--score {score}: goes with a PoseChoice file (`kp-llava questions --form choice`)")
    if replay:
        report = replay_evaluation(out, progress=True)
    else:
        if benchmark is None or baseline is None or not candidate:
            raise EvaluationError("--benchmark, --baseline and --candidate are needed (all but for --replay)")
        options = EvaluationOptions(
            benchmark=benchmark,
            baseline=parse_source(baseline, "--baseline"),
            candidates=tuple(parse_source(one, "--candidate") for one in candidate),
            out=out,
            judge=JudgeOptions(
                kind=judge,
                model=model,
                base_url=base_url,
                both_orders=not one_order,
                concurrency=concurrency,
                max_asks=max_asks,
                max_attempts=max_attempts,
                max_cost=max_cost,
                prices=prices,
                temperature=temperature if temperature >= 0 else None,
                seed=seed,
                prompts_dir=prompts,
            ),
            answers=AnswerOptions(
                images=images,
                max_new_tokens=max_new_tokens,
                batch_size=batch_size,
                concurrency=concurrency,
                device=device,
            ),
            trained_on=tuple(trained_on or ()),
        )
        report = evaluate_models(options, progress=True)
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    if report.scores.refusal:
        raise EvaluationError(f"no score: {report.scores.refusal}; the judgements are kept in {out}")
    print(render_table(report.scores))
    print(f"report: {out / 'report.md'}, {out / 'report.json'}, {out / 'report.html'}")


def _evaluate_choices(options: ChoiceOptions) -> None:
    """Score answers to PoseChoice, and print the table."""
    from ..evaluation.choices.report import render_choice_table
    from ..evaluation.choices.run import evaluate_choices

    report = evaluate_choices(options)
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    print(render_choice_table(report))
    print(f"report: {options.out / 'report.md'}, {options.out / 'report.json'}, {options.out / 'report.html'}")


def main() -> None:
    """What eval.py calls."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(evaluate)
    try:
        app()
    except KpLlavaError as error:
        print(f"kp-llava: error: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("kp-llava: interrupted; finished work is kept, the same command goes on from there", file=sys.stderr)
        sys.exit(130)

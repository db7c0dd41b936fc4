"""`kp-llava ablate RECIPE --data_dir RUN --benchmark FILE --out DIR`: the paper's ablation, trained and evaluated."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..errors import EvaluationError, TrainingError
from .evaluate import AnswerProcesses, Blind, Elsewhere, JudgeAudit
from .judging import NO_FLAGS, JudgeFlags, takes_judges


@takes_judges
def ablate(
    context: typer.Context,
    recipe: Annotated[Path, typer.Argument(metavar="RECIPE", help="The YAML recipe; --field value wins, as in train.")],
    benchmark: Annotated[Path, typer.Option(help="A file from `kp-llava questions`.")],
    out: Annotated[Path, typer.Option(help="The folder for models, answers, judgements and the table.")],
    data_dir: Annotated[
        Path | None,
        typer.Option(
            "--data_dir", "--data-dir", help="The run with the rows; without it the dataset that the recipe names."
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="NAME=SOURCE", help="As in eval; the model that all trainings start from without it."),
    ] = None,
    from_model: Annotated[
        str | None, typer.Option(help="A model folder or Hub id to start from, in place of the recipe's.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option("--processes", "--gpus", help="Of a training; as many as there are GPUs without it.")
    ] = None,
    retrain: Annotated[
        bool, typer.Option("--retrain", help="Train those variants anew whose recipe, rows or model have changed.")
    ] = False,
    keep_checkpoints: Annotated[
        bool, typer.Option("--keep-checkpoints", help="Keep the checkpoints of finished trainings.")
    ] = False,
    judging: JudgeFlags = NO_FLAGS,
    choices: Annotated[
        Path | None, typer.Option(help="A PoseChoice file (`kp-llava questions --form choice`) to answer, too.")
    ] = None,
    score: Annotated[
        str,
        typer.Option(help="How answers to --choices are taken: generate, likelihood, sentences, gain (see eval)."),
    ] = "generate",
    blind: Blind = True,
    judge_audit: JudgeAudit = None,
    elsewhere: Elsewhere = None,
    images: Annotated[
        Path | None, typer.Option(help="The pictures' folder; the one that the benchmark records without it.")
    ] = None,
    max_new_tokens: Annotated[int, typer.Option(help="The longest answer of a model, in tokens.")] = 512,
    batch_size: Annotated[int, typer.Option(help="Questions that a model answers together.")] = 16,
    device: Annotated[
        str | None, typer.Option(help="For answering, as torch names it; the GPU where there is one.")
    ] = None,
    answer_processes: AnswerProcesses = None,
) -> None:
    """Train on all rows, and on each kind of rows alone; then judge all four models on one benchmark.

    Each variant takes the recipe's epochs over its own rows, one by default, as in the paper; --max_steps N gives all
    the same number of steps instead. Stopped at any moment, the same command goes on: finished trainings are skipped,
    a stopped one goes on from its last checkpoint, answers and judgements are kept. Further --field value parts are
    the recipe's.
    """
    from ..evaluation.answers.model import AnswerOptions
    from ..evaluation.choices.run import MAX_NEW_TOKENS, SCORES
    from ..evaluation.elsewhere import parse_elsewhere
    from ..experiments.ablation.run import AblationOptions, run_ablation
    from ..experiments.ablation.table import render_ablation

    if processes is not None and processes < 1:
        raise TrainingError(f"--processes {processes}: expected 1 or more")
    judges = judging.parse()
    if any(one.kind == "openai" for one in judges):
        from ..evaluation.judges.openai import check_key

        for one in judges:
            if one.kind == "openai":
                check_key(one)  # before hours of training, not after
    if score not in SCORES:
        raise EvaluationError(f"--score {score}: unknown; expected {', '.join(SCORES)}")
    if score != "generate" and choices is None:
        raise EvaluationError(f"--score {score}: goes with --choices, a PoseChoice file")
    answers = AnswerOptions(
        images=images,
        max_new_tokens=max_new_tokens,
        batch_size=batch_size,
        device=device,
        processes=answer_processes,
    )
    found = run_ablation(
        AblationOptions(
            recipe=recipe,
            fields=tuple(context.args),
            data_dir=data_dir,
            benchmark=benchmark,
            out=out,
            baseline=baseline,
            from_model=from_model,
            processes=processes,
            retrain=retrain,
            keeps_checkpoints=keep_checkpoints,
            judges=judges,
            answers=answers,
            choices=choices,
            choice_answers=replace(answers, score=score, max_new_tokens=MAX_NEW_TOKENS),
            is_blind_judged=blind,
            audit=judge_audit,
            elsewhere=tuple(parse_elsewhere(one) for one in elsewhere or ()),
        )
    )
    report = found.report
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    if report.scores.refusal:
        raise EvaluationError(f"no score: {report.scores.refusal}; models and judgements are kept in {out}")
    print(f"\n{render_ablation(report, found.choice)}")
    print(f"ablation: {out / 'ablation.md'}, {out / 'ablation.json'}")

"""`kp-llava ablate RECIPE --data_dir RUN --benchmark FILE --out DIR`: the paper's ablation, trained and evaluated."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import EvaluationError, TrainingError


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
    judge: Annotated[str, typer.Option(help="keypoints (offline) or openai (a server), as in eval.")] = "keypoints",
    model: Annotated[str, typer.Option(help="The model of --judge openai.")] = "gpt-4o",
    base_url: Annotated[str | None, typer.Option(help="The judge's server; OpenAI's own without it.")] = None,
    prompts: Annotated[
        Path | None, typer.Option(help="A folder whose judge*.j2 replace the package's templates of that name.")
    ] = None,
    one_order: Annotated[
        bool, typer.Option("--one-order", help="Show each pair of answers in one order only.")
    ] = False,
    concurrency: Annotated[int, typer.Option(help="Calls of the judge in flight at once.")] = 16,
    max_asks: Annotated[int, typer.Option(help="How often an unreadable judgement is asked for.")] = 2,
    max_cost: Annotated[float | None, typer.Option(help="US dollars that the judge may cost.")] = None,
    prices: Annotated[str | None, typer.Option(help="PROMPT,ANSWER in US dollars a million tokens.")] = None,
    images: Annotated[
        Path | None, typer.Option(help="The pictures' folder; the one that the benchmark records without it.")
    ] = None,
    max_new_tokens: Annotated[int, typer.Option(help="The longest answer of a model, in tokens.")] = 512,
    batch_size: Annotated[int, typer.Option(help="Questions that a model answers together.")] = 16,
    device: Annotated[
        str | None, typer.Option(help="For answering, as torch names it; the GPU where there is one.")
    ] = None,
) -> None:
    """Train on all rows, and on each kind of rows alone; then judge all four models on one benchmark.

    Each variant takes the recipe's epochs over its own rows, one by default, as in the paper; --max_steps N gives all
    the same number of steps instead. Stopped at any moment, the same command goes on: finished trainings are skipped,
    a stopped one goes on from its last checkpoint, answers and judgements are kept. Further --field value parts are
    the recipe's.
    """
    from ..evaluation.answers.model import AnswerOptions
    from ..evaluation.options import JudgeOptions
    from ..experiments.ablation.run import AblationOptions, run_ablation
    from ..experiments.ablation.table import render_ablation

    if processes is not None and processes < 1:
        raise TrainingError(f"--processes {processes}: expected 1 or more")
    if judge == "openai":
        from ..evaluation.judges.openai import check_key

        check_key(base_url)  # before hours of training, not after
    report = run_ablation(
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
            judge=JudgeOptions(
                kind=judge,
                model=model,
                base_url=base_url,
                prompts_dir=prompts,
                both_orders=not one_order,
                concurrency=concurrency,
                max_asks=max_asks,
                max_cost=max_cost,
                prices=prices,
            ),
            answers=AnswerOptions(images=images, max_new_tokens=max_new_tokens, batch_size=batch_size, device=device),
        )
    )
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    if report.scores.refusal:
        raise EvaluationError(f"no score: {report.scores.refusal}; models and judgements are kept in {out}")
    print(f"\n{render_ablation(report)}")
    print(f"ablation: {out / 'ablation.md'}, {out / 'ablation.json'}")

"""`kp-llava audit-judge`: is a judge any good? It is put before pairs of answers whose order is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .evaluate import (
    DryRun,
    Epochs,
    Grading,
    JudgeConcurrency,
    JudgeModel,
    JudgePromptsDir,
    Judges,
    JudgeUrl,
    MaxAsks,
    MaxAttempts,
    MaxCost,
    OneOrder,
    Prices,
    Temperature,
)


def audit_judge(
    benchmark: Annotated[Path, typer.Argument(metavar="FILE", help="A benchmark from `kp-llava questions`.")],
    out: Annotated[Path, typer.Option(help="The folder for audit.json, audit.md and the judgements.")],
    judge: Judges = None,
    pairs: Annotated[int, typer.Option(help="Pairs of each kind, at most.")] = 60,
    dry_run: DryRun = False,
    model: JudgeModel = None,
    base_url: JudgeUrl = None,
    prompts: JudgePromptsDir = None,
    grading: Grading = None,
    epochs: Epochs = None,
    one_order: OneOrder = False,
    concurrency: JudgeConcurrency = None,
    max_asks: MaxAsks = None,
    max_attempts: MaxAttempts = None,
    max_cost: MaxCost = None,
    prices: Prices = None,
    temperature: Temperature = None,
) -> None:
    """Print how often a judge orders pairs right: sides swapped, arms lowered, other images', halved, padded, the same.

    The pairs are made from the benchmark's reference answers. Calls and cost are printed before anything is sent; the
    report of an evaluation cites the audit with --judge-audit OUT/audit.json.
    """
    from ..errors import EvaluationError
    from ..evaluation.benchmark import read_benchmark
    from ..evaluation.judges.audit import audit_judge as audit
    from ..evaluation.judges.audit import describe_cost, make_pairs, render_audit
    from ..evaluation.judges.keypoints import KeypointJudge
    from ..evaluation.options import parse_judges

    judges = parse_judges(
        judge or (),
        {
            "model": model,
            "base_url": base_url,
            "prompts_dir": prompts,
            "grading": grading,
            "epochs": epochs,
            "both_orders": False if one_order else None,
            "concurrency": concurrency,
            "max_asks": max_asks,
            "max_attempts": max_attempts,
            "max_cost": max_cost,
            "prices": prices,
            "temperature": temperature,
        },
    )
    if len(judges) != 1:
        raise EvaluationError("--judge: audit one judge at a time")
    if pairs < 1:
        raise EvaluationError(f"--pairs {pairs}: expected at least 1")
    read = read_benchmark(benchmark)
    made = make_pairs(read, KeypointJudge(read.questions), pairs)
    print(describe_cost(judges[0], made, out), flush=True)
    if not dry_run:
        print(render_audit(audit(read, judges[0], made, out, progress=True)), end="")
        print(f"\naudit: {out / 'audit.md'}, {out / 'audit.json'}")

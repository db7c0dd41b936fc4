"""`kp-llava audit-judge`: is a judge any good? It is put before pairs of answers whose order is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .evaluate import DryRun
from .judging import NO_FLAGS, JudgeFlags, takes_judges


@takes_judges
def audit_judge(
    benchmark: Annotated[Path, typer.Argument(metavar="FILE", help="A benchmark from `kp-llava questions`.")],
    out: Annotated[Path, typer.Option(help="The folder for audit.json, audit.md and the judgements.")],
    judging: JudgeFlags = NO_FLAGS,
    pairs: Annotated[int, typer.Option(help="Pairs of each kind, at most.")] = 60,
    dry_run: DryRun = False,
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

    judges = judging.parse()
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

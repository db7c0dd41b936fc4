"""`kp-llava check`: how true instruction data in LLaVA's JSON is to the keypoints, whoever made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def check(
    file: Annotated[
        Path, typer.Argument(help="LLaVA's JSON: a list, or an item a line, of {id, image, conversations}.")
    ],
    coco: Annotated[Path, typer.Option(help="The folder in COCO's layout that the images are from.")],
    split: Annotated[str, typer.Option(help="As in the files' names: train2014, val2017, ...")],
    task: Annotated[
        str | None, typer.Option(help="The kind of all items: conversation, detail or complex; guessed without it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Hold the statements about poses in FILE against the keypoints, and run every other check on it.

    Statements that the keypoints do not settle are left open; nothing is sent or written.
    """
    from ..dataset.llava.check import check_llava
    from ..generation.checks.checks import CHECKS
    from ..generation.rows import sum_fidelity
    from ..processes import count_processes

    report = check_llava(file, coco, split, task=task, progress=True, processes=count_processes())
    record = report.to_record()
    if as_json:
        print(json.dumps(record, indent=2))
        return
    print(f"{file}: {record['rows']:,} question-answer pairs; images: {report.images:,}")
    for reason, count in report.exclusions.items():
        print(f"  left out: {reason}: {count:,}")
    for name, part in report.tasks.items():
        print(f"  {name} ({part.rows:,}): {part.fidelity}")
    print(f"  all: {sum_fidelity(part.fidelity for part in report.tasks.values())}")
    print("checks:" if record["checks"] else "checks: nothing found")
    for name, found in record["checks"].items():
        print(f"  {name}: {found:,} ({CHECKS[name]})")

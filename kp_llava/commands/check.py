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
    keypoint_threshold: Annotated[
        float, typer.Option(help="Leave out detected keypoints of a lower confidence; those below 0.5 count as hidden.")
    ] = 0.3,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for scripts, with every statement, its place and its verdict.")
    ] = False,
    reject: Annotated[
        Path | None, typer.Option(help="Write FILE to this place without the pairs that a check of --checks rejects.")
    ] = None,
    checks: Annotated[
        str, typer.Option(help="The checks that reject a pair: names separated by commas, all or none.")
    ] = "leak,contradiction,cut-off",
) -> None:
    """Hold the statements about poses in FILE against the keypoints, and run every other check on it.

    Statements that the keypoints do not settle are left open; nothing is sent.
    """
    from ..dataset.llava.check import check_llava, write_without
    from ..generation.checks.checks import CHECKS, read_check_names
    from ..generation.rows import describe_beyond, sum_fidelity
    from ..processes import count_processes

    names = read_check_names(checks)
    report = check_llava(
        file,
        coco,
        split,
        task=task,
        keypoint_threshold=keypoint_threshold,
        progress=True,
        processes=count_processes(),
    )
    done = write_without(file, reject, report.turns, names) if reject is not None else None
    record = report.to_record()
    if as_json:
        if done is not None:
            record["rejected"] = done.rejected
        print(json.dumps(record, indent=2))
        return
    print(f"{file}: {record['rows']:,} question-answer pairs; images: {report.images:,}")
    for reason, count in report.exclusions.items():
        print(f"  left out: {reason}: {count:,}")
    for name, part in report.tasks.items():
        print(f"  {name} ({part.rows:,}): {part.fidelity}")
    whole = sum_fidelity(part.fidelity for part in report.tasks.values())
    print(f"  all: {whole}")
    beyond = describe_beyond(whole, sum_fidelity(part.blind for part in report.tasks.values()))
    if beyond:
        print(f"  {beyond}")
    print("checks:" if record["checks"] else "checks: nothing found")
    for name, found in record["checks"].items():
        print(f"  {name}: {found:,} ({CHECKS[name]})")
    worst = report.worst()
    if worst:
        print("worst rows:")
    for one in worst:
        print(f"  {one.turn.item_id}, pair {one.turn.number + 1}, image {one.image_id}:")
        for statement in one.contradictions:
            print(f'    "{" ".join(statement.text.split())}" ({statement.confidence:.2f})')
    if done is not None:
        left_out = ", ".join(f"{name} {count:,}" for name, count in done.rejected.items()) or "nothing"
        print(f"{reject}: {done.written:,} pairs written; rejected: {left_out}; not checked: {done.unchecked:,}")

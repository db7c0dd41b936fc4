"""`kp-llava import`: LLaVA's JSON into a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def import_file(
    file: Annotated[Path, typer.Argument(help="A list of {id, image, conversations}, or an item a line.")],
    run: Annotated[Path, typer.Argument(help="The run's folder; made.")],
    coco: Annotated[Path, typer.Option(help="The COCO folder that the images are from.")],
    split: Annotated[str, typer.Option(help="As in the files' names: train2014, val2017, ...")] = "train2014",
    task: Annotated[
        str | None, typer.Option(help="The kind of all items, as in detail; guessed for each without it.")
    ] = None,
    keypoint_threshold: Annotated[
        float, typer.Option(help="Leave out detected keypoints of a lower confidence; those below 0.5 count as hidden.")
    ] = 0.3,
    teacher: Annotated[str, typer.Option(help="What the rows name as their teacher.")] = "imported",
    made_by: Annotated[
        str | None, typer.Option(help="Who made the data and how, in words, for the card of a dataset.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option("--license", help="The data's terms, as in cc-by-4.0, for the card.")
    ] = None,
) -> None:
    """Read instruction data in LLaVA's JSON into a run, to check, view, mix and publish it like one made here.

    Pictures are matched by COCO's image id: 000000000009.jpg and COCO_train2014_000000000009.jpg are the same picture.
    """
    from ..dataset.llava.import_run import import_llava
    from ..generation.summary import print_checks
    from ..processes import count_processes

    report = import_llava(
        file,
        coco,
        split,
        run,
        task=task,
        keypoint_threshold=keypoint_threshold,
        teacher=teacher,
        made_by=made_by,
        licence=licence,
        progress=True,
        processes=count_processes(),
    )
    typer.echo(f"{run}: {report.images:,} images")
    for name, count in report.pairs.items():
        typer.echo(f"{name:<14}{count:>9,} pairs")
    for reason, count in sorted(report.exclusions.items()):
        typer.echo(f"left out: {count:,} items, {reason}")
    print_checks(report.tasks, ())

"""`kp-llava detect`: pictures without annotations to a COCO folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..annotations.detection.options import BOX_MODEL, POSE_MODEL, DetectOptions


def detect(
    pictures: Annotated[
        str,
        typer.Argument(
            help="A folder, a pattern in quotes, a picture, a video, or dataset:NAME for an image dataset.",
            metavar="PICTURES",
        ),
    ],
    out: Annotated[Path, typer.Argument(help="The COCO folder to write.", metavar="OUT")],
    split: Annotated[str, typer.Option(help="The split's name in OUT.")] = "train",
    detector: Annotated[
        str, typer.Option(help="transformers, or mediapipe, whose package carries its weights.")
    ] = "transformers",
    box_model: Annotated[str, typer.Option(help="Hub id or folder of an object detector of transformers.")] = BOX_MODEL,
    pose_model: Annotated[str, typer.Option(help="Hub id or folder of a pose estimator of transformers.")] = POSE_MODEL,
    threshold: Annotated[float, typer.Option(help="Least score of a person or a thing, 0 to 1.")] = 0.5,
    max_people: Annotated[int, typer.Option(help="Most people of a picture.")] = 20,
    fps: Annotated[float, typer.Option(help="Frames a second to take from a video.")] = 1.0,
    batch: Annotated[int, typer.Option(min=1, help="Pictures at a time.")] = 4,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...; the GPU where there is one by default.")] = None,
) -> None:
    """Find people, their keypoints and things in pictures, and write them as a COCO folder.

    Confidences are kept for each point: `generate --keypoint-threshold` decides what is used. Stopped at any moment,
    the same command goes on where it was.
    """
    from ..annotations.detection import run

    options = DetectOptions(
        split=split,
        detector=detector,
        box_model=box_model,
        pose_model=pose_model,
        threshold=threshold,
        max_people=max_people,
        fps=fps,
    )
    summary = run.detect(pictures, out, options, batch_size=batch, device=device, progress=True)
    typer.echo(
        f"{out}: {summary.people:,} people with {summary.points:,} points and {summary.things:,} things in "
        f"{summary.pictures:,} pictures, {summary.new:,} of them new"
    )
    for reason, count in sorted(summary.skipped.items()):
        typer.echo(f"  {reason}: {count:,}")
    typer.echo(f"next:  kp-llava generate RUN --coco {out} --split {split}")

"""`kp-llava detect`: pictures without annotations to a COCO folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..annotations.detection.options import BOX_MODEL, POSE_MODEL, DetectOptions

if TYPE_CHECKING:
    from ..annotations.detection.captions import CaptionSummary
    from ..annotations.detection.run import DetectSummary
    from ..generation.server import ServerOptions

Split = Annotated[str, typer.Option(help="The split's name in OUT.")]
Detector = Annotated[str, typer.Option(help="transformers, or mediapipe, whose package carries its weights.")]
BoxModel = Annotated[str, typer.Option(help="Hub id or folder of an object detector of transformers.")]
PoseModel = Annotated[str, typer.Option(help="Hub id or folder of a pose estimator of transformers.")]
Threshold = Annotated[float, typer.Option(help="Least score of a person or a thing, 0 to 1.")]
MaxPeople = Annotated[int, typer.Option(help="Most people of a picture.")]
Fps = Annotated[float, typer.Option(help="Frames a second to take from a video.")]
Batch = Annotated[int, typer.Option(min=1, help="Pictures at a time.")]
"""The options that `kp-llava detect` and `kp-llava scale detect` share."""


def detect(
    pictures: Annotated[
        str,
        typer.Argument(
            help="A folder, a pattern in quotes, a picture, a video, or dataset:NAME for an image dataset.",
            metavar="PICTURES",
        ),
    ],
    out: Annotated[Path, typer.Argument(help="The COCO folder to write.", metavar="OUT")],
    split: Split = "train",
    detector: Detector = "transformers",
    box_model: BoxModel = BOX_MODEL,
    pose_model: PoseModel = POSE_MODEL,
    threshold: Threshold = 0.5,
    max_people: MaxPeople = 20,
    fps: Fps = 1.0,
    batch: Batch = 4,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...; the GPU where there is one by default.")] = None,
    captioner: Annotated[
        str | None,
        typer.Option(
            help="Who writes five captions a picture: an image-text-to-text model of transformers by Hub id or folder,"
            " or the address of an OpenAI-compatible server that takes pictures. No captions without it."
        ),
    ] = None,
    captioner_model: Annotated[str | None, typer.Option(help="The server's name of the captioner's model.")] = None,
    concurrency: Annotated[int, typer.Option(help="Calls to the captioner's server at once.")] = 16,
    prices: Annotated[
        str | None, typer.Option(help="The captioner's PROMPT,ANSWER[,CACHED] in US dollars a million tokens.")
    ] = None,
    max_cost: Annotated[float | None, typer.Option(help="US dollars that the captions may cost.")] = None,
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
    server = _read_server(captioner, captioner_model, concurrency, prices, max_cost)
    local = None
    if captioner is not None and server is None:
        from ..annotations.detection.captioner import LocalCaptioner

        # a wrong name shows before hours of detecting
        local = LocalCaptioner(captioner, device=device)
    summary = run.detect(pictures, out, options, batch_size=batch, device=device, progress=True)
    print_detected(out, summary)
    if server is not None:
        from ..generation.summary import print_spending
        from ..generation.teachers.captioner import caption_by_server

        found = caption_by_server(out, split, server, progress=True)
        _print_captions(found.summary, found.faults)
        print_spending(found.spending, prices)
    elif local is not None and captioner is not None:
        from ..annotations.detection.captions import caption_folder

        _print_captions(caption_folder(out, split, captioner, local.write, progress=True), {})
    typer.echo(f"next:  kp-llava generate RUN --coco {out} --split {split}")


def _read_server(
    captioner: str | None, model: str | None, concurrency: int, prices: str | None, max_cost: float | None
) -> ServerOptions | None:
    """The captioner's server; None where there is no captioner, or one of transformers."""
    if captioner is None or not captioner.startswith(("http://", "https://")):
        for name, value in (("captioner-model", model), ("prices", prices), ("max-cost", max_cost)):
            if value is not None:
                raise typer.BadParameter(f"--{name}: is for a captioner on a server; give its address to --captioner")
        return None
    if model is None:
        raise typer.BadParameter("--captioner: names a server; give the model's name there to --captioner-model")
    from ..generation.server import ServerOptions
    from ..generation.teachers.client import find_key

    find_key(captioner)
    return ServerOptions(
        model=model, base_url=captioner, concurrency=concurrency, max_tokens=400, prices=prices, max_cost=max_cost
    )


def _print_captions(found: CaptionSummary, faults: Mapping[str, int]) -> None:
    typer.echo(f"captions by {found.captioner}: {found.sentences:,} sentences for {found.pictures:,} pictures")
    if found.few:
        typer.echo(f"  pictures with fewer than five: {found.few:,}")
    if found.without:
        typer.echo(f"  pictures without any: {found.without:,}")
    for reason, count in sorted(faults.items()):
        typer.echo(f"  failed: {reason}: {count:,}")


def print_detected(out: Path, summary: DetectSummary) -> None:
    """Print what was found, and what was left out under which name."""
    typer.echo(
        f"{out}: {summary.people:,} people with {summary.points:,} points and {summary.things:,} things in "
        f"{summary.pictures:,} pictures, {summary.new:,} of them new"
    )
    for reason, count in sorted(summary.skipped.items()):
        typer.echo(f"  {reason}: {count:,}")

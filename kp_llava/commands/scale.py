"""`kp-llava scale`: the work of a run in parts, on a Ray cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ..annotations.detection.options import BOX_MODEL, POSE_MODEL
from .detect import Batch, BoxModel, Detector, Fps, MaxPeople, PoseModel, Split, Threshold
from .export import print_export, read_tasks_option
from .spelling import EitherSpelling, Escaped

app = typer.Typer(no_args_is_help=True, help="Generate, check and export in parts, on one machine or on many, by Ray.")

Address = Annotated[
    str | None, typer.Option(help="A Ray cluster, as in auto or 10.0.0.1:6379; one on this machine without it.")
]
Cpus = Annotated[int | None, typer.Option(help="Processors of the cluster on this machine; all without it.")]
Tries = Annotated[int, typer.Option(help="How often a part is begun whose process dies.")]
Parts = Annotated[Path, typer.Argument(metavar="RUNS", help="The folder with a run folder a part.")]


@app.command(
    cls=Escaped,
    name="generate",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def generate(
    context: typer.Context,
    runs: Parts,
    shards: Annotated[int, typer.Option(help="How many parts.")],
    address: Address = None,
    cpus: Cpus = None,
    cpus_each: Annotated[float, typer.Option(help="Processors that a part takes.")] = 1.0,
    tries: Tries = 4,
) -> None:
    """Generate a run in parts; further options are those of `kp-llava generate`.

    Each part keeps its own ledger in RUNS. A part whose process dies is begun again and goes on where it was; so does
    the same command. A bound on the cost and limits a minute are divided among the parts.
    """
    from ..generation.summary import print_spending, print_tasks
    from ..scale.cluster import ClusterOptions
    from ..scale.work import generate_shards
    from .generate import generate as generate_one
    from .generate import make_options

    single = typer.Typer(add_completion=False)
    single.command(cls=EitherSpelling)(generate_one)
    parsed = typer.main.get_command(single).make_context("generate", [str(runs), *context.args])
    if parsed.params["coco"] is None or parsed.params["split"] is None:
        raise typer.BadParameter("--coco and --split say what to ask about; both are needed")
    for name in ("reparse", "cancel", "dry_run"):
        if parsed.params[name]:
            raise typer.BadParameter(f"--{name.replace('_', '-')}: is for one run; use `kp-llava generate`")
    status = generate_shards(
        make_options(parsed.params),
        shards,
        ClusterOptions(address=address, cpus=cpus, cpus_each=cpus_each, tries=tries),
        progress=True,
    )
    _print_parts(runs, status)
    print_tasks(status.tasks)
    print_spending(status.spending, status.options.get("prices"))


@app.command("detect")
def detect(
    pictures: Annotated[
        str, typer.Argument(help="A folder, a pattern in quotes, a video, or dataset:NAME; all machines must see it.")
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The COCO folder to write; all machines must see it.")],
    shards: Annotated[int, typer.Option(help="How many parts; each loads the models once.")],
    address: Address = None,
    cpus: Cpus = None,
    cpus_each: Annotated[float, typer.Option(help="Processors that a part takes.")] = 1.0,
    gpus_each: Annotated[float, typer.Option(help="GPUs that a part takes, as in 1 or 0.5.")] = 0.0,
    tries: Tries = 4,
    split: Split = "train",
    detector: Detector = "transformers",
    box_model: BoxModel = BOX_MODEL,
    pose_model: PoseModel = POSE_MODEL,
    threshold: Threshold = 0.5,
    max_people: MaxPeople = 20,
    fps: Fps = 1.0,
    batch: Batch = 4,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...; the GPU where a part has one.")] = None,
) -> None:
    """Find people, keypoints and things in pictures in parts, and write them as one COCO folder.

    The folder is the one that `kp-llava detect` writes. A part whose process dies is begun again and goes on where it
    was; so does the same command.
    """
    from ..annotations.detection.options import DetectOptions
    from ..scale.cluster import ClusterOptions
    from ..scale.work import detect_shards
    from .detect import print_detected

    options = DetectOptions(
        split=split,
        detector=detector,
        box_model=box_model,
        pose_model=pose_model,
        threshold=threshold,
        max_people=max_people,
        fps=fps,
    )
    cluster = ClusterOptions(address=address, cpus=cpus, cpus_each=cpus_each, gpus_each=gpus_each, tries=tries)
    print_detected(
        out, detect_shards(pictures, out, options, shards, cluster, batch_size=batch, device=device, progress=True)
    )
    typer.echo(f"next:  kp-llava scale generate RUNS --shards {shards} --coco {out} --split {split}")


@app.command("check", cls=Escaped)
def check(runs: Parts, address: Address = None, cpus: Cpus = None, tries: Tries = 4) -> None:
    """Check all answers of all parts against the keypoints, and print what the checks found."""
    from ..generation.checks.checks import rejecting_checks
    from ..generation.summary import print_checks, print_tasks
    from ..scale.cluster import ClusterOptions
    from ..scale.work import check_shards

    status = check_shards(runs, ClusterOptions(address=address, cpus=cpus, tries=tries), progress=True)
    _print_parts(runs, status)
    print_tasks(status.tasks)
    print_checks(status.tasks, rejecting_checks(status.options), status.options.get("teacher", ""))


@app.command("export", cls=Escaped)
def export(
    runs: Parts,
    out: Annotated[Path, typer.Argument(help="The folder to make; all machines must see it.")],
    address: Address = None,
    cpus: Cpus = None,
    tries: Tries = 4,
    split: Annotated[str | None, typer.Option(help="The split's name; by default from COCO's.")] = None,
    tasks: Annotated[str | None, typer.Option(help="Which kinds go in, separated by commas; all without it.")] = None,
    turns: Annotated[str, typer.Option(help="single: a row a question-answer pair; multi: a row an image.")] = "single",
    embed_images: Annotated[
        bool, typer.Option("--embed-images", help="Put the pictures into the Parquet files.")
    ] = False,
    image_folder: Annotated[
        list[Path] | None,
        typer.Option(help="Where the pictures lie, for a run that was made elsewhere; may be given again."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="The card's heading.")] = None,
    licence: Annotated[
        str | None, typer.Option("--license", help="The terms that you choose for the text, as in cc-by-4.0.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier export.")] = False,
) -> None:
    """Export all parts as one Hub dataset: Parquet files by part, and one card."""
    from ..dataset.export import ExportOptions
    from ..scale.cluster import ClusterOptions
    from ..scale.work import export_shards

    report = export_shards(
        runs,
        out,
        ExportOptions(
            tasks=read_tasks_option(tasks),
            turns=turns,
            title=title,
            licence=licence,
            embed_images=embed_images,
            image_folders=tuple(image_folder or ()),
        ),
        ClusterOptions(address=address, cpus=cpus, tries=tries),
        split=split,
        overwrite=overwrite,
        progress=True,
    )
    print_export(report)


@app.command("rehearse", cls=Escaped)
def rehearse(
    shards: Annotated[int, typer.Option(help="How many parts.")] = 1000,
    deaths: Annotated[float, typer.Option(help="The share of parts whose process is killed once.")] = 0.02,
    seed: Annotated[int, typer.Option(help="Picks these parts.")] = 0,
    address: Address = None,
    cpus: Cpus = None,
) -> None:
    """Run many parts that only sleep, kill the processes of some, and see that no step is lost or done twice."""
    from ..errors import RunError
    from ..scale.cluster import ClusterOptions
    from ..scale.rehearsal import rehearse as run_rehearsal

    found = run_rehearsal(
        shards, ClusterOptions(address=address, cpus=cpus), death_rate=deaths, seed=seed, progress=True
    )
    typer.echo(
        f"{found.parts:,} parts of {found.steps:,} steps in {found.wall_s:.1f} s (their own time: "
        f"{found.ideal_s:.1f} s); {found.deaths:,} processes killed; steps lost: {found.lost:,}, "
        f"done twice: {found.repeated:,}"
    )
    if found.lost or found.repeated:
        raise RunError("rehearsal: steps were lost or done twice; do not trust this cluster with paid work")


def _print_parts(runs: Path, status: Any) -> None:
    typer.echo(f"{runs}: {status.images:,} images" + (f"; {status.parts}" if status.parts else ""))

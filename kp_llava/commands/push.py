"""`kp-llava push`: a run to the Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .export import split_run


def push(
    run: Annotated[Path, typer.Argument(help="The run's folder, made by `kp-llava generate`.")],
    repo_id: Annotated[str, typer.Argument(help="The dataset's name on the Hub, as in you/poses; made if absent.")],
    private: Annotated[bool, typer.Option("--private/--public", help="Who sees a dataset that is made now.")] = True,
    embed_images: Annotated[
        bool, typer.Option("--embed-images", help="Put the pictures into the Parquet files.")
    ] = False,
    split: Annotated[
        str | None, typer.Option(help="The split's name; by default from COCO's, as in val2014 -> validation.")
    ] = None,
    also: Annotated[
        list[str] | None, typer.Option(help="Another run as another split: RUN or SPLIT=RUN; may be given again.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The card's heading.")] = None,
    tag: Annotated[str | None, typer.Option(help="A git tag for the commit, as in v1.0.")] = None,
) -> None:
    """Push a run to the Hub as a dataset with its card, in one commit.

    The token is that of HF_TOKEN or of `hf auth login`. Stopped at any moment, the same command goes on where it was.
    """
    from ..dataset.push import push_runs
    from ..processes import count_processes

    runs: list[tuple[Path, str | None]] = [(run, split), *(split_run(text) for text in also or [])]
    report = push_runs(
        runs,
        repo_id,
        private=private,
        title=title,
        embed_images=embed_images,
        tag=tag,
        progress=True,
        processes=count_processes(),
    )
    for config, files in report.export.files.items():
        for written in files:
            typer.echo(f"{config:<14}{written.split:<12}{written.rows:>9,} rows")
    for name in report.deleted:
        typer.echo(f"removed from the Hub: {name}")
    typer.echo(f"{report.url}: commit {report.commit[:12]}")
    typer.echo(f'load_dataset("{repo_id}", "{next(iter(report.export.files))}") reads it')

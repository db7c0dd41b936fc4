"""`kp-llava push`: a run to the Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .export import read_tasks_option, split_run


def push(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="The run's folder, or those of all its parts (`--shard`).")
    ],
    repo_id: Annotated[str, typer.Argument(help="The dataset's name on the Hub, as in you/poses; made if absent.")],
    private: Annotated[bool, typer.Option("--private/--public", help="Who sees a dataset that is made now.")] = True,
    embed_images: Annotated[
        bool, typer.Option("--embed-images", help="Put the pictures into the Parquet files.")
    ] = False,
    image_folder: Annotated[
        list[Path] | None,
        typer.Option(help="Where the pictures lie, for a run that was made elsewhere; may be given again."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="The split's name; by default from COCO's, as in val2014 -> validation.")
    ] = None,
    also: Annotated[
        list[str] | None, typer.Option(help="Another run as another split: RUN or SPLIT=RUN; may be given again.")
    ] = None,
    tasks: Annotated[str | None, typer.Option(help="Which kinds go in, separated by commas; all without it.")] = None,
    turns: Annotated[str, typer.Option(help="single: a row a question-answer pair; multi: a row an image.")] = "single",
    title: Annotated[str | None, typer.Option(help="The card's heading; an earlier one stays without it.")] = None,
    licence: Annotated[
        str | None, typer.Option("--license", help="The terms that you choose for the text, as in cc-by-4.0.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the files that would change on the Hub; send nothing.")
    ] = False,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Delete every file of earlier pushes and write the card anew; do not merge."),
    ] = False,
    revision: Annotated[str | None, typer.Option(help="The branch to commit to; made if absent.")] = None,
    create_pr: Annotated[bool, typer.Option("--create-pr", help="Open a pull request in place of committing.")] = False,
    tag: Annotated[str | None, typer.Option(help="A git tag for the commit, as in v1.0.")] = None,
) -> None:
    """Push a run to the Hub as a dataset with its card, in one commit.

    Other splits, configs and files of the repository stay, and so does what others wrote into its card. The token is
    that of HF_TOKEN or of `hf auth login`. Stopped at any moment, the same command goes on where it was.
    """
    from ..dataset.export import ExportOptions
    from ..dataset.push import PushOptions, push_runs
    from ..processes import count_processes

    report = push_runs(
        [(runs, split), *(split_run(text) for text in also or [])],
        repo_id,
        ExportOptions(
            tasks=read_tasks_option(tasks),
            turns=turns,
            title=title,
            licence=licence,
            embed_images=embed_images,
            image_folders=tuple(image_folder or ()),
        ),
        PushOptions(private=private, replaces=replace, revision=revision, create_pr=create_pr, tag=tag, is_dry=dry_run),
        progress=True,
        processes=count_processes(),
    )
    for config, files in report.export.files.items():
        for written in files:
            typer.echo(f"{config:<14}{written.split:<12}{written.rows:>9,} rows")
    for change, path in report.changes:
        typer.echo(f"{change:<8}{path}")
    if not report.changes:
        typer.echo("the Hub has all of it already")
    if report.commit is None:
        typer.echo(f"{report.url}: nothing was sent; without --dry-run the changes above are made")
        return
    typer.echo(f"{report.url}: commit {report.commit[:12]}")
    if not create_pr:
        option = f', revision="{revision}"' if revision else ""
        typer.echo(f'load_dataset("{repo_id}", "{next(iter(report.export.files))}"{option}) reads it')

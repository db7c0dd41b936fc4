"""`kp-llava export`: a run as a Hub dataset folder or as LLaVA's JSON."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..dataset.export import ExportOptions, ExportReport


class ExportFormat(str, Enum):
    """What an export writes."""

    hub = "hub"
    llava = "llava"


def export(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="The run's folder, or those of all its parts (`--shard`).")
    ],
    out: Annotated[Path, typer.Argument(help="The folder to make (hub), or the JSON file (llava).")],
    format: Annotated[
        ExportFormat, typer.Option(help="hub: Parquet and a card; llava: one JSON list.")
    ] = ExportFormat.hub,
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
    turns: Annotated[
        str, typer.Option(help="single: a row or item a question-answer pair; multi: one an image.")
    ] = "single",
    mirrored: Annotated[
        bool,
        typer.Option(
            "--mirrored",
            help="Add mirrored_messages: each row of the pose teacher written for the mirrored picture too, which "
            "training takes with --mirror.",
        ),
    ] = False,
    title: Annotated[str | None, typer.Option(help="The card's heading.")] = None,
    licence: Annotated[
        str | None, typer.Option("--license", help="The terms that you choose for the text, as in cc-by-4.0.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier export.")] = False,
) -> None:
    """Export a run, or all its parts: a folder that `load_dataset` and the Hub take as it is, or LLaVA's JSON."""
    from ..dataset.export import ExportOptions, export_hub
    from ..errors import DatasetError
    from ..processes import count_processes

    options = ExportOptions(
        tasks=read_tasks_option(tasks),
        turns=turns,
        title=title,
        licence=licence,
        embed_images=embed_images,
        image_folders=tuple(image_folder or ()),
        mirrored=mirrored,
    )
    if format is ExportFormat.llava:
        given = {
            "--also": also,
            "--embed-images": embed_images,
            "--image-folder": image_folder,
            "--mirrored": mirrored,
            "--split": split,
            "--title": title,
        }
        foreign = [name for name, value in (given | {"--license": licence}).items() if value]
        if foreign:
            raise DatasetError(
                f"--format llava: one run a file, no pictures, no mirrored texts and no card; leave out {foreign[0]}"
            )
        _export_llava(runs, out, options, overwrite=overwrite)
        return
    splits: list[tuple[Path | list[Path], str | None]] = [(runs, split), *(split_run(text) for text in also or [])]
    report = export_hub(splits, out, options, overwrite=overwrite, progress=True, processes=count_processes())
    print_export(report)


def print_export(report: ExportReport) -> None:
    """Print what an export wrote and left out, and how to load it."""
    from ..dataset.registration import NAME
    from ..markdown import show_size

    for config, files in report.files.items():
        for written in files:
            size = f"{show_size(written.file_bytes)} in {len(written.names)} file{'s' * (len(written.names) > 1)}"
            typer.echo(f"{config:<14}{written.split:<12}{written.rows:>9,} rows  {size}")
    for fact in report.facts:
        if fact.parts:
            typer.echo(f"{fact.split}: {fact.parts}")
        for task, count in fact.tasks.items():
            for reason, number in sorted(count.failed.items()):
                typer.echo(f"left out of {task} {fact.split}: {number:,} images, {reason}")
            if count.pending:
                typer.echo(f"left out of {task} {fact.split}: {count.pending:,} images, not asked yet")
    # the bare name would load the built-in sample
    shown = f"./{report.folder}" if str(report.folder) == NAME else str(report.folder)
    typer.echo(f'{report.folder}: load_dataset("{shown}", "{next(iter(report.files))}") reads it')


def read_tasks_option(text: str | None) -> tuple[str, ...] | None:
    """Read kinds separated by commas; None for all."""
    return None if text is None else tuple(dict.fromkeys(task.strip() for task in text.split(",") if task.strip()))


def split_run(text: str) -> tuple[Path, str | None]:
    """Read `RUN` or `SPLIT=RUN`."""
    name, equals, path = text.partition("=")
    return (Path(path), name) if equals and name and "/" not in name else (Path(text), None)


def _export_llava(runs: list[Path], out: Path, options: ExportOptions, *, overwrite: bool) -> None:
    from ..dataset.card.runs import read_all_facts
    from ..dataset.export import check_rows
    from ..dataset.llava.items import read_tasks, write_llava
    from ..errors import DatasetError

    if out.exists() and not overwrite:
        raise DatasetError(f"{out}: exists already; give another file, or --overwrite")
    fact = read_all_facts(runs, tasks=options.tasks, progress=True)
    check_rows(fact, options)
    # in the order of the option
    report = write_llava(read_tasks(runs, options.tasks or tuple(fact.tasks), turns=options.turns), out)
    typer.echo(f"{out}: {report.written:,} items")
    for reason, count in report.exclusions.items():
        typer.echo(f"left out: {count:,} rows, {reason}")

"""`kp-llava export`: a run as a Hub dataset folder or as LLaVA's JSON."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class ExportFormat(str, Enum):
    """What an export writes."""

    hub = "hub"
    llava = "llava"


def export(
    run: Annotated[Path, typer.Argument(help="The run's folder, made by `kp-llava generate`.")],
    out: Annotated[Path, typer.Argument(help="The folder to make (hub), or the JSON file (llava).")],
    format: Annotated[
        ExportFormat, typer.Option(help="hub: Parquet and a card; llava: one JSON list.")
    ] = ExportFormat.hub,
    embed_images: Annotated[
        bool, typer.Option("--embed-images", help="Put the pictures into the Parquet files.")
    ] = False,
    split: Annotated[
        str | None, typer.Option(help="The split's name; by default from COCO's, as in val2014 -> validation.")
    ] = None,
    also: Annotated[
        list[str] | None, typer.Option(help="Another run as another split: RUN or SPLIT=RUN; may be given again.")
    ] = None,
    tasks: Annotated[str, typer.Option(help="Which kinds go into the JSON list.")] = "conversation,detail,complex",
    turns: Annotated[
        str, typer.Option(help="In the JSON list: single (an item a pair) or multi (an item an image).")
    ] = "single",
    title: Annotated[str | None, typer.Option(help="The card's heading.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier export.")] = False,
) -> None:
    """Export a run: a folder that `load_dataset` and the Hub take as it is, or the JSON that LLaVA trains on."""
    if format is ExportFormat.llava:
        _export_llava(run, out, tasks=tasks, turns=turns, overwrite=overwrite, also=also, embed_images=embed_images)
        return
    from ..dataset.export import export_hub
    from ..markdown import show_size
    from ..processes import count_processes

    runs: list[tuple[Path, str | None]] = [(run, split), *(split_run(text) for text in also or [])]
    report = export_hub(
        runs,
        out,
        title=title,
        embed_images=embed_images,
        overwrite=overwrite,
        progress=True,
        processes=count_processes(),
    )
    for config, files in report.files.items():
        for written in files:
            size = f"{show_size(written.file_bytes)} in {len(written.names)} file{'s' * (len(written.names) > 1)}"
            typer.echo(f"{config:<14}{written.split:<12}{written.rows:>9,} rows  {size}")
    for fact in report.facts:
        for task, count in fact.tasks.items():
            for reason, number in sorted(count.failed.items()):
                typer.echo(f"left out of {task} {fact.split}: {number:,} images, {reason}")
            if count.pending:
                typer.echo(f"left out of {task} {fact.split}: {count.pending:,} images, not asked yet")
    typer.echo(f'{out}: load_dataset("{out}", "{next(iter(report.files))}") reads it')


def split_run(text: str) -> tuple[Path, str | None]:
    """Read `RUN` or `SPLIT=RUN`."""
    name, equals, path = text.partition("=")
    return (Path(path), name) if equals and name and "/" not in name else (Path(text), None)


def _export_llava(
    run: Path, out: Path, *, tasks: str, turns: str, overwrite: bool, also: list[str] | None, embed_images: bool
) -> None:
    from ..dataset.llava.items import read_tasks, write_llava
    from ..errors import DatasetError

    if also or embed_images:
        raise DatasetError("--format llava: one run a file and no pictures in it; leave out --also and --embed-images")
    if out.exists() and not overwrite:
        raise DatasetError(f"{out}: exists already; give another file, or --overwrite")
    report = write_llava(read_tasks(run, [task for task in tasks.split(",") if task], turns=turns), out)
    typer.echo(f"{out}: {report.written:,} items")
    for reason, count in report.exclusions.items():
        typer.echo(f"left out: {count:,} rows, {reason}")

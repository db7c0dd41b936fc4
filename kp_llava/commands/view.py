"""`kp-llava view`: a run as one page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def view(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="The run's folder, or those of all its parts (`--shard`).")
    ],
    out: Annotated[Path, typer.Option(help="The HTML file to write.")],
    sample: Annotated[int, typer.Option(help="Show so many scenes, picked by the seed; 0 for all.", min=0)] = 200,
    seed: Annotated[int, typer.Option(help="Of the pick of scenes.")] = 0,
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Put the pictures in, small; without it skeletons only.")
    ] = True,
    image_folder: Annotated[
        list[Path] | None,
        typer.Option(help="Where the pictures lie, for a run that was made elsewhere; may be given again."),
    ] = None,
) -> None:
    """Write one page with pictures, skeletons, prompts, raw and read answers and their checks; it loads nothing."""
    from ..dataset.view import write_view

    written = write_view(
        runs,
        out,
        sample=sample or None,
        seed=seed,
        pictures=pictures,
        image_folders=image_folder or (),
        progress=True,
    )
    for reason, count in sorted(written.left_out.items()):
        typer.echo(f"left out: {count:,} pictures: {reason}")
    typer.echo(f"{out}: {written.scenes:,} scenes, {out.stat().st_size / 1e6:.1f} MB; open it in a browser")

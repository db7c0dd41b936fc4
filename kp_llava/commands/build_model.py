"""`kp-llava build-model`: a LLaVA of pretrained parts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import TrainingError


def build_model(
    out: Annotated[Path, typer.Argument(help="The folder to write the model into.", metavar="OUT")],
    vision: Annotated[
        str, typer.Option(help="Hub id of the vision tower: a CLIP, SigLIP or DINOv2 model.", metavar="ID")
    ] = "facebook/dinov2-small",
    language: Annotated[
        str, typer.Option(help="Hub id of the language model, one with a chat template.", metavar="ID")
    ] = "HuggingFaceTB/SmolLM2-135M-Instruct",
    vision_folder: Annotated[
        Path | None, typer.Option(help="A local folder with the vision tower, in place of --vision.", metavar="DIR")
    ] = None,
    language_folder: Annotated[
        Path | None, typer.Option(help="A local folder with the language model, in place of --language.", metavar="DIR")
    ] = None,
    image_size: Annotated[
        int | None,
        typer.Option(help="A picture's side in pixels, where the tower takes any (DINOv2); its own otherwise."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the projector's weights.")] = 0,
) -> None:
    """Put a vision tower and a language model together with a fresh projector, to be trained in LLaVA's two stages."""
    for name, folder in (("--vision-folder", vision_folder), ("--language-folder", language_folder)):
        if folder is not None and not folder.is_dir():
            raise TrainingError(f"{name}: {folder}: no such folder")
    from ..training.models.compose import build_llava

    sizes = build_llava(
        out, str(vision_folder or vision), str(language_folder or language), image_size=image_size, seed=seed
    )
    typer.echo(
        f"{out}: vision tower {sizes['vision']:,}, projector {sizes['projector']:,} (not trained yet), "
        f"language model {sizes['language']:,} parameters; {sizes['tokens']} tokens a picture"
    )
    typer.echo(f"next:  kp-llava train recipes/small_align.yaml --model_name_or_path {out}")

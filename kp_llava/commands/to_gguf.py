"""`kp-llava to-gguf`: a model for llama.cpp."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def to_gguf(
    model: Annotated[Path, typer.Argument(help="The folder of a saved model.", metavar="MODEL")],
    out: Annotated[Path, typer.Argument(help="The folder to write the two files into.", metavar="OUT")],
    dtype: Annotated[str, typer.Option(help="Of the matrices: f16, bf16 or f32.")] = "f16",
) -> None:
    """Write the language model and the vision tower with its projector as the two files that llama.cpp runs."""
    from ..serving.gguf import write_gguf

    for path in write_gguf(model, out, dtype=dtype):
        typer.echo(f"{path}: {path.stat().st_size / 1e6:,.1f} MB")
    typer.echo(f"next:  llama-server -m {out}/model-{dtype}.gguf --mmproj {out}/mmproj-{dtype}.gguf")

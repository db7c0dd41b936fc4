"""`kp-llava demo-page`: a page in the browser that asks one model or two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo_page(
    model: Annotated[str, typer.Argument(help="A model folder or Hub id.", metavar="MODEL")],
    original: Annotated[
        str | None, typer.Option(help="A second model, asked the same, such as the one before tuning.")
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="A run or COCO folder: its pictures can be chosen, and show their skeletons.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="Of the COCO folder, where it has several.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 7860,
    host: Annotated[str, typer.Option(help="Others than 127.0.0.1 let other machines in.")] = "127.0.0.1",
    max_new_tokens: Annotated[int, typer.Option(min=1, help="The longest answer, in tokens.")] = 512,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...; the GPU where there is one by default.")] = None,
) -> None:
    """Open a page for this machine: drop a picture, ask, and see the answers, of two models side by side."""
    from ..dataset.view import read_drawing
    from ..dataset.view.known import read_known
    from ..serving.model import ChatModel
    from ..serving.page import build_page, import_gradio, serve_page

    import_gradio()  # what is missing is found before the models are loaded
    known = {} if data_dir is None else read_known(data_dir, split=split)
    models = [ChatModel(name, device=device) for name in (model, original) if name is not None]
    page, settings = build_page(models, known=known, drawing=read_drawing(), max_new_tokens=max_new_tokens)
    serve_page(page, settings, host=host, port=port, say=typer.echo)

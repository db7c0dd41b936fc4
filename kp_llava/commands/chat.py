"""`kp-llava chat`: a conversation with a model in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer


def chat(
    model: Annotated[str, typer.Argument(help="A model folder or Hub id.", metavar="MODEL")],
    image: Annotated[Path | None, typer.Option(help="A picture that goes with the first question.")] = None,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="The longest answer, in tokens.")] = 512,
    temperature: Annotated[float, typer.Option(min=0, help="0 for the likeliest words.")] = 0.0,
    device: Annotated[str | None, typer.Option(help="cpu, cuda, ...; the GPU where there is one by default.")] = None,
) -> None:
    """Ask a model about pictures, with several turns: /image FILE adds a picture, /new starts again, /quit ends."""
    from ..serving import chat as room
    from ..serving.model import ChatModel, open_picture

    if image is not None:
        open_picture(image)  # a wrong name is found before the model is loaded
    loaded = ChatModel(model, device=device)
    if sys.stdin.isatty():
        typer.echo(f"{model}; {room.HELP}")
    room.chat(
        loaded,
        _read_lines(),
        lambda text: typer.echo(text, nl=False),
        picture=image,
        max_new_tokens=max_new_tokens,
        temperature=temperature,
    )


def _read_lines() -> Iterator[str]:
    while True:
        if sys.stdin.isatty():
            typer.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        yield line

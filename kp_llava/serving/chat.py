"""A conversation in the terminal: lines in, answers streamed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ..errors import TrainingError
from .model import ChatModel, Turn, open_picture

HELP = "/image FILE adds a picture to the next question, /new starts again, /quit ends"


def chat(
    model: ChatModel,
    lines: Iterable[str],
    say: Callable[[str], object],
    *,
    picture: Path | None = None,
    max_new_tokens: int = 512,
    temperature: float = 0.0,
) -> int:
    """Answer lines until they end or one says ``/quit``.

    Args:
        model: answers.
        lines: what the user types.
        say: prints a piece of text as it is.
        picture: shown with the first question.
        max_new_tokens: the longest answer.
        temperature: 0 for the likeliest words.

    Returns:
        How many questions were answered.
    """
    turns: list[Turn] = []
    waiting = [] if picture is None else [open_picture(picture)]
    answered = 0
    for line in lines:
        text = line.strip()
        command, _, rest = text.partition(" ")
        if not text:
            continue
        if command == "/quit":
            break
        if command == "/new":
            turns, waiting = [], []
            say("[a new conversation]\n")
        elif command == "/image":
            try:
                waiting.append(open_picture(Path(rest.strip()).expanduser()))
                say("[the picture goes with the next question]\n")
            except TrainingError as error:
                say(f"[{error}]\n")
        elif command.startswith("/"):
            say(f"[{HELP}]\n")
        else:
            turns.append(Turn("user", text, tuple(waiting)))
            waiting = []
            answer = ""
            for piece in model.stream(turns, max_new_tokens=max_new_tokens, temperature=temperature):
                answer += piece
                say(make_printable(piece))
            say("\n")
            turns.append(Turn("assistant", answer.strip()))
            answered += 1
    return answered


def make_printable(text: str) -> str:
    """A model's words without control characters, which a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "�" for sign in text)

"""Two models asked at once: their answers come piece by piece, in the order in which they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Thread

from ..errors import TrainingError
from .model import ChatModel, Turn


def ask_side_by_side(
    models: Sequence[ChatModel], turns: Sequence[Sequence[Turn]], *, max_new_tokens: int = 512, temperature: float = 0.0
) -> Iterator[list[str]]:
    """Ask every model its own conversation.

    Args:
        models: one or more.
        turns: per model, its conversation; the last turn is the user's.
        max_new_tokens: the longest answer.
        temperature: 0 for the likeliest words.

    Yields:
        What each model has said so far, whenever one has said more. A model that cannot answer says why, in brackets.
    """
    queue: Queue[tuple[int, str | None]] = Queue()

    def work(number: int) -> None:
        try:
            pieces = models[number].stream(turns[number], max_new_tokens=max_new_tokens, temperature=temperature)
            for piece in pieces:
                queue.put((number, piece))
        except TrainingError as error:
            queue.put((number, f"[{error}]"))
        finally:
            queue.put((number, None))

    for number in range(len(models)):
        Thread(target=work, args=(number,), daemon=True).start()
    said = [""] * len(models)
    running = len(models)
    while running:
        number, piece = queue.get()
        if piece is None:
            running -= 1
        elif piece:
            said[number] += piece
            yield list(said)

"""One process a GPU: each loads the model and answers its share of the questions."""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...errors import EvaluationError
from ..benchmark import Question
from .model import AnswerOptions, ModelAnswer, VisionModel, count_gpus

_WAIT_S = 1.0


class ParallelModel:
    """Several copies of a model, each in a process of its own.

    Args:
        place: the model's folder or Hub id.
        options: how answers are made.
        processes: how many; process N uses GPU N, or the CPU where there is none.

    Attributes:
        commit: the Hub's commit of the model, once there was an answer.
    """

    def __init__(self, place: str, options: AnswerOptions, processes: int) -> None:
        self._place, self._options, self._processes = place, options, processes
        self.commit: str | None = None

    def answer(self, questions: Sequence[Question]) -> Iterator[ModelAnswer]:
        """Answer every question, in the order in which answers come.

        Raises:
            EvaluationError: a process failed; the message is its own.
        """
        # whole images stay together, since their questions share the encoding of the picture
        ordered = sorted(questions, key=lambda question: (question.file_name, question.question_id))
        count = min(self._processes, len(ordered))
        parts = [ordered[len(ordered) * n // count : len(ordered) * (n + 1) // count] for n in range(count)]
        context = multiprocessing.get_context("spawn")  # CUDA cannot be used in a forked process
        found: Any = context.Queue()
        gpus = count_gpus()
        workers = [
            context.Process(
                target=_work,
                args=(self._place, replace(self._options, device=f"cuda:{n % gpus}" if gpus else "cpu"), part, found),
                daemon=True,
            )
            for n, part in enumerate(parts)
        ]
        for worker in workers:
            worker.start()
        try:
            open_workers = len(workers)
            while open_workers:
                kind, value = self._next(found, workers)
                if kind == "answer":
                    yield value
                elif kind == "end":
                    self.commit = value
                    open_workers -= 1
                else:
                    raise EvaluationError(value)
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.join()

    def _next(self, found: Any, workers: Sequence[Any]) -> tuple[str, Any]:
        while True:
            try:
                item: tuple[str, Any] = found.get(timeout=_WAIT_S)
                return item
            except queue.Empty:
                dead = [worker.exitcode for worker in workers if worker.exitcode not in (None, 0)]
                if dead:
                    return "error", (
                        f"{self._place}: an answering process ended with code {dead[0]}; its memory may not hold the"
                        " model: use fewer --answer-processes or a smaller --batch-size"
                    )


def _work(place: str, options: AnswerOptions, questions: Sequence[Question], found: Any) -> None:
    try:
        model = VisionModel(place, options)
        for answer in model.answer(questions):
            found.put(("answer", answer))
        found.put(("end", model.commit))
    except EvaluationError as error:
        found.put(("error", str(error)))

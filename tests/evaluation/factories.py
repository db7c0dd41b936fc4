"""Small judgements and benchmarks for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

from kp_llava.evaluation.benchmark import Question
from kp_llava.evaluation.judgement import Judgement, OrderVerdict

TASKS = ("conversation", "detail", "complex")


def judged(
    candidate: str,
    image_id: int,
    task: str,
    baseline: float | None,
    score: float | None,
    *,
    reason: str = "",
    words: tuple[int, int] = (10, 10),
) -> Judgement:
    verdict = OrderVerdict("baseline", baseline, score, "because", reason)
    return Judgement(f"{image_id}-{task}", image_id, task, candidate, (verdict,), *words)


def spread(total: int, count: int) -> list[int]:
    """`count` scores from 1 to 10 that sum to `total`, as even as they can be."""
    low, extra = divmod(total, count)
    return [low + 1] * extra + [low] * (count - extra)


def question(image_id: int = 1, task: str = "detail", **fields: object) -> Question:
    values: dict = {
        "question_id": f"{image_id}-{task}",
        "image_id": image_id,
        "file_name": f"{image_id:012d}.jpg",
        "task": task,
        "question": "What is the person doing?",
        "reference": "The person raises the left arm.",
        "context": "A person.",
    }
    return Question(**(values | fields))


def questions(images: Sequence[int] = (1, 2)) -> list[Question]:
    return [question(image_id, task) for image_id in images for task in TASKS]

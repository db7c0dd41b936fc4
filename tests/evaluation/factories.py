"""Small judgements, questions and folders for the tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from kp_llava.annotations.scene import Scene
from kp_llava.evaluation.answers.source import parse_source
from kp_llava.evaluation.benchmark import Question, write_benchmark
from kp_llava.evaluation.judgement import Judgement, OrderVerdict
from kp_llava.evaluation.options import EvaluationOptions, JudgeOptions
from kp_llava.generation.prompts.messages import render_context
from tests.factories import make_person

TASKS = ("conversation", "detail", "complex")
# in a picture of 100 x 120 somebody stands on straight legs: one arm straight up, the other one hanging; the left arm
# is up in pictures with an odd id, the right one in the others
_UP = ({"right elbow": (34, 18), "right wrist": (33, 2)}, {"left elbow": (66, 18), "left wrist": (67, 2)})
CONTEXTS = [render_context(Scene(1, "a.jpg", 100, 120, ("A person.",), (make_person(up),))) for up in _UP]
ANSWERS = [
    "The person is standing. Their left arm is hanging at their side, and their right arm is raised.",
    "The person is standing. Their left arm is raised, and their right arm is hanging at their side.",
]
CONTEXT, FALSE_ANSWER, TRUE_ANSWER = CONTEXTS[1], ANSWERS[0], ANSWERS[1]


def true_answer(image_id: int) -> str:
    return ANSWERS[image_id % 2]


def false_answer(image_id: int) -> str:
    return ANSWERS[1 - image_id % 2]


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
        "question": f"What is the person doing in picture {image_id}? ({task})",
        "reference": true_answer(image_id),
        "context": CONTEXTS[image_id % 2],
        "width": 100,
        "height": 120,
    }
    return Question(**(values | fields))


def questions(images: Sequence[int] = (1, 2)) -> list[Question]:
    return [question(image_id, task) for image_id in images for task in TASKS]


def write_answers(path: Path, answers: Mapping[str, str]) -> Path:
    lines = [json.dumps({"question_id": key, "answer": text}) + "\n" for key, text in answers.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def make_evaluation(
    folder: Path,
    judge: JudgeOptions | None = None,
    *,
    images: Sequence[int] | None = None,
    names: Sequence[str] = ("new",),
    is_blind_judged: bool = False,
) -> EvaluationOptions:
    """A benchmark, a baseline that says what is false, and candidates that say what is true, all as files."""
    if images is None:  # keypoint statements need pictures that differ; a scripted judge knows one true answer
        images = (1, 3) if judge is not None and judge.kind == "openai" else (1, 2)
    asked = questions(images)
    write_benchmark(folder / "bench.jsonl", asked, {})
    false = write_answers(folder / "false.jsonl", {q.question_id: false_answer(q.image_id) for q in asked})
    true = write_answers(folder / "true.jsonl", {q.question_id: true_answer(q.image_id) for q in asked})
    return EvaluationOptions(
        benchmark=folder / "bench.jsonl",
        baseline=parse_source(f"old={false}", "--baseline"),
        candidates=tuple(parse_source(f"{name}={true}", "--candidate") for name in names),
        out=folder / "out",
        judge=judge or JudgeOptions(),
        is_blind_judged=is_blind_judged,
    )

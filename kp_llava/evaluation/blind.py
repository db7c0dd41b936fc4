"""Texts that are written without seeing the pictures: what a judge gives them is what it gives for nothing."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from .benchmark import Question

PREFIX = "blind: "
CONSTANT = (
    "The person is standing and facing the viewer, with the upper body upright. Both arms are hanging at their sides,"
    " and both legs are straight. They look relaxed and attentive, and may be about to take a step."
)


def make_blind_texts(
    questions: Sequence[Question], texts: Mapping[str, Mapping[str, str]], step: int = 1
) -> dict[str, dict[str, str]]:
    """The image-blind rows: one text for all questions, references of other images, and each model's moved answers.

    Args:
        questions: those that are judged.
        texts: a model's name -> question_id -> its answer.
        step: how many images further references and answers are moved.

    Returns:
        The row's name, which starts with `PREFIX` -> question_id -> the text.
    """
    following = move_to_next_image(questions, step)
    rows = {f"{PREFIX}one text for all": {question.question_id: CONSTANT for question in questions}}
    if all(question.reference.strip() for question in questions):
        references = {question.question_id: question.reference for question in questions}
        rows[f"{PREFIX}references of other images"] = {key: references[following[key]] for key in following}
    for name, answers in texts.items():
        rows[f"{PREFIX}{name}, next image's answer"] = {key: answers[following[key]] for key in following}
    return rows


def count_exchanges(questions: Sequence[Question]) -> int:
    """In how many different ways `move_to_next_image` moves the questions of the kind with the most images."""
    return max(max(1, len(own) // _largest(own) - 1) for own in _by_task(questions))


def move_to_next_image(questions: Sequence[Question], step: int = 1) -> dict[str, str]:
    """question_id -> that of the same kind about another image, each used once; by a hash, so no order of files shows.

    A kind with a single image keeps its own.
    """
    found: dict[str, str] = {}
    for own in _by_task(questions):
        order = sorted(own, key=lambda one: (_digest(f"{one.image_id}"), one.question_id))
        # questions of one image stand together; a shift by the largest such group leaves none on its own image
        largest = _largest(own)
        shift = largest * (1 + (step - 1) % max(1, len(order) // largest - 1))
        for index, one in enumerate(order):
            found[one.question_id] = order[(index + shift) % len(order)].question_id
    return found


def _by_task(questions: Sequence[Question]) -> list[list[Question]]:
    by_task: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_task[question.task].append(question)
    return list(by_task.values())


def _largest(questions: Sequence[Question]) -> int:
    """How many of these questions are about the image that has the most."""
    return max(Counter(one.image_id for one in questions).values())


def _digest(text: str) -> bytes:
    return hashlib.sha256(f"next image:{text}".encode()).digest()

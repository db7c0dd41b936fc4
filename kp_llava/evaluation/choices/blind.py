"""The questions without sight: with a grey picture, and with the pictures of other images."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from ..benchmark import Question
from ..pictures import Mark, View
from .benchmark import ChoiceQuestion

GREY, EXCHANGED = "grey picture", "exchanged pictures"


def grey_questions(
    questions: Sequence[ChoiceQuestion], *, by_sentence: bool = False
) -> tuple[list[Question], dict[str, str]]:
    """One question for each text, about a grey picture, and question_id -> the question_id that stands for it."""
    first: dict[str, ChoiceQuestion] = {}
    stands_for = {one.question_id: first.setdefault(one.prompt, one).question_id for one in questions}
    grey = View(is_grey=True)
    return [one.to_question(view=grey, by_sentence=by_sentence) for one in first.values()], stands_for


def exchanged_questions(questions: Sequence[ChoiceQuestion], *, by_sentence: bool = False) -> list[Question]:
    """Every question about the picture of another image, mirrored and marked as its own picture is.

    The images are put into a circle by a hash, and each gets the next one's picture; boxes are scaled to it.
    With a single image there is no other, and the list is empty.
    """
    sample = {one.image_id: one for one in questions}
    circle = sorted(sample, key=lambda image_id: hashlib.sha256(f"exchange {image_id}".encode()).digest())
    if len(circle) < 2:
        return []
    following = dict(zip(circle, circle[1:] + circle[:1], strict=True))
    return [_exchange(one, sample[following[one.image_id]], by_sentence) for one in questions]


def _exchange(one: ChoiceQuestion, other: ChoiceQuestion, by_sentence: bool) -> Question:
    x, y = other.width / one.width, other.height / one.height
    marks = tuple(Mark(m.color, (m.box[0] * x, m.box[1] * y, m.box[2] * x, m.box[3] * y)) for m in one.view.marks)
    return one.to_question(replace(one.view, marks=marks), other.file_name, by_sentence=by_sentence)

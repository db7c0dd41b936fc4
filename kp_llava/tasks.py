"""The kinds of instruction data. Everything that depends on a kind reads it here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One kind of instruction data.

    Its name is also the name of its template (``NAME.j2``), of its worked examples (``seeds_NAME.yaml``), of its
    dataset config, and the key in reports.

    Attributes:
        name: lower-case letters.
        pair_count: the question-answer pairs in one answer of the teacher; None where the answer is plain text that
            replies to an instruction.
        title: the column's title in evaluation tables.
        summary: what a row holds, for a dataset card.
        least_words: an answer with fewer words is marked as too short.
        question_tokens: assumed mean length, for planning a training without data.
        answer_tokens: the same of an answer.
        is_written_by_pose: whether the teacher ``pose`` can write it; every other teacher writes what a prompt asks.
    """

    name: str
    pair_count: int | None
    title: str
    summary: str
    least_words: int = 2
    question_tokens: int = 20
    answer_tokens: int = 150
    is_written_by_pose: bool = False

    @property
    def rows_per_image(self) -> int:
        """Rows that one usable answer gives."""
        return 1 if self.pair_count is None else self.pair_count


TASKS = {
    "conversation": Task(
        "conversation",
        pair_count=5,
        title="Conversation",
        summary="questions and answers about poses, actions and movements, five pairs an image, a row a pair",
        question_tokens=14,
        answer_tokens=30,
        is_written_by_pose=True,
    ),
    "detail": Task(
        "detail",
        pair_count=None,
        title="Detailed description",
        summary="one instruction and one long description of the people's poses and actions, a row an image",
        least_words=20,
        question_tokens=18,
        answer_tokens=200,
        is_written_by_pose=True,
    ),
    "complex": Task(
        "complex",
        pair_count=1,
        title="Complex reasoning",
        summary="one question that needs reasoning from the poses, and a reasoned answer, a row an image",
        least_words=10,
        question_tokens=24,
        answer_tokens=180,
        is_written_by_pose=True,
    ),
}
"""The kinds by name. Read it when it is needed, not while a module is imported: a kind may be added at run time."""

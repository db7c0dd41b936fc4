"""The benchmark file of PoseChoice: JSON lines, one question each, that can be shared, pinned and rerun.

A line has question_id, image_id and file_name; kind, part and template; question, options and answer (the words of the
right option); item, twin, is_mirrored, round and swaps, which say what belongs together; marks (boxes to draw), the
picture's width and height, and because, the facts that answer. FILE.meta.json has the file's SHA-256 and how it was
made.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from ...errors import EvaluationError
from ...files import write_atomically
from ..benchmark import Benchmark, Question, meta_path, read_meta, sign_image_folder
from ..pictures import COLORS, Mark, View
from .templates import KINDS, LEADS

LETTERS = "ABCD"
FORM = "choice"
TASK = "choice"
"""The task of its questions, where the other benchmark has conversation, detail or complex."""


@dataclass(frozen=True)
class ChoiceQuestion:
    """One line.

    Attributes:
        question_id: unique over the file; says nothing about the answer.
        image_id: COCO's.
        file_name: the picture's name inside the benchmark's picture folder.
        kind: arms, legs, trunk, posture, facing, place or contact.
        part: what of the body it is about, for the figure.
        template: how it is asked.
        question: the text, without options.
        options: the words of two to four options, in the order shown; ``["yes", "no"]`` are not listed.
        answer: the right one.
        sentences: what each option says, as a sentence.
        item: the same for all questions that rest on one fact about one picture.
        twin: the question_id of the same question about the mirrored picture, or about the picture as it is.
        is_mirrored: whether it is asked about the mirrored picture.
        round: counts the orders of the options, or the colourings of the boxes.
        swaps: whether its twin has the other answer: left and right are asked for.
        marks: boxes to draw: colour, x1, y1, x2, y2 in pixels of the picture as it is on the disk.
        width: of the picture in pixels.
        height: of the picture in pixels.
        because: what the answer rests on.
    """

    question_id: str
    image_id: int
    file_name: str
    kind: str
    part: str
    template: str
    question: str
    options: tuple[str, ...]
    answer: str
    sentences: tuple[str, ...]
    item: str
    twin: str
    is_mirrored: bool
    round: int
    swaps: bool
    marks: tuple[tuple[str, float, float, float, float], ...]
    width: int
    height: int
    because: str = ""

    @property
    def is_yes_no(self) -> bool:
        """Whether it is answered by yes or no, without a list of options."""
        return set(self.options) == {"yes", "no"}

    @property
    def letter(self) -> str:
        """The right option's letter, also of yes (A) and no (B)."""
        return LETTERS[self.options.index(self.answer)]

    @property
    def chance(self) -> float:
        """How often a guess is right."""
        return 1 / len(self.options)

    @property
    def view(self) -> View:
        """What is done to the picture before a model sees it."""
        return View(self.is_mirrored, tuple(Mark(color, (a, b, c, d)) for color, a, b, c, d in self.marks))

    @property
    def prompt(self) -> str:
        """What the model is asked, as LLaVA was trained to answer it."""
        if self.is_yes_no:
            return f"{self.question}\nAnswer with yes or no."
        listed = "\n".join(f"{LETTERS[i]}. {words}" for i, words in enumerate(self.options))
        return f"{self.question}\n{listed}\nAnswer with the option's letter from the given choices directly."

    @property
    def _bare_question(self) -> str:
        text = self.question
        for lead in LEADS:
            text = text.removeprefix(lead)
        return text[0].upper() + text[1:]

    def to_question(
        self, view: View | None = None, file_name: str | None = None, *, by_sentence: bool = False
    ) -> Question:
        """What `collect_answers` asks.

        Args:
            view: in place of its own, for a blind row.
            file_name: the picture in place of its own.
            by_sentence: the options are not listed; their sentences are compared. They say whose left is meant, so
                the question does not.
        """
        choices = self.options if self.is_yes_no else tuple(LETTERS[: len(self.options)])
        return Question(
            question_id=self.question_id,
            image_id=self.image_id,
            file_name=file_name or self.file_name,
            task=TASK,
            question=self._bare_question if by_sentence else self.prompt,
            width=self.width,
            height=self.height,
            view=self.view if view is None else view,
            choices=self.sentences if by_sentence else choices,
        )


@dataclass(frozen=True)
class ChoiceBenchmark:
    """A benchmark as read.

    Attributes:
        questions: in the order of the file.
        benchmark_hash: SHA-256 of the file's bytes.
        meta: what FILE.meta.json says; empty where there is none.
        path: the file.
    """

    questions: tuple[ChoiceQuestion, ...]
    benchmark_hash: str
    path: Path
    meta: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def image_count(self) -> int:
        """How many different images are asked about."""
        return len({question.image_id for question in self.questions})

    def to_benchmark(self, questions: Sequence[Question] | None = None, name: str = "") -> Benchmark:
        """The same as a `Benchmark`, for what collects answers; `name` stands for other pictures."""
        asked = tuple(question.to_question() for question in self.questions) if questions is None else tuple(questions)
        digest = self.benchmark_hash + (f"+{name}" if name else "")
        return Benchmark(asked, digest, self.meta, self.path)


_decode = msgspec.json.Decoder(ChoiceQuestion).decode


def is_choice_file(path: Path) -> bool:
    """Whether a benchmark file is one of PoseChoice: its first line has options."""
    try:
        with path.open("rb") as file:
            first = file.readline(1 << 20)
        record = json.loads(first)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(record, dict) and "options" in record


def read_choices(path: Path) -> ChoiceBenchmark:
    """Read a PoseChoice file.

    Raises:
        EvaluationError: the file is missing, empty, changed since it was made, or a line has a wrong field.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{path}: cannot read the benchmark file ({error.strerror})") from error
    questions = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            try:
                question = _decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise EvaluationError(f"{path}, line {number}: {error}; expected a question with options") from error
            _check(question, f"{path}, line {number}")
            questions.append(question)
    if not questions:
        raise EvaluationError(f"{path}: no question in it; `kp-llava questions --form choice` writes a benchmark")
    meta, digest = read_meta(path), hashlib.sha256(data).hexdigest()
    if meta.get("sha256", digest) != digest:
        raise EvaluationError(
            f"{path}: was changed after it was made (SHA-256 {digest[:12]}…, {meta_path(path).name} says "
            f"{str(meta['sha256'])[:12]}…); restore it, or delete {meta_path(path).name} to use it as it is"
        )
    _check_twins(questions, path)
    return ChoiceBenchmark(tuple(questions), digest, path, meta)


def write_choices(path: Path, questions: Sequence[ChoiceQuestion], meta: dict[str, Any]) -> str:
    """Write a PoseChoice file and its description, the file last, and return its SHA-256.

    Raises:
        EvaluationError: another benchmark lies there.
    """
    text = "".join(json.dumps(asdict(question), ensure_ascii=False) + "\n" for question in questions)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise EvaluationError(f"{path}: another file lies there; delete it, or write under another name")
    path.parent.mkdir(parents=True, exist_ok=True)
    described = {"sha256": digest, **sign_image_folder(path, meta)}
    write_atomically(meta_path(path), json.dumps(described, indent=2, ensure_ascii=False) + "\n")
    write_atomically(path, text)
    return digest


def _check(question: ChoiceQuestion, place: str) -> None:
    count = len(question.options)
    if not 2 <= count <= len(LETTERS) or len(set(question.options)) < count:
        raise EvaluationError(f"{place}: options is {list(question.options)}; expected two to four that differ")
    if question.answer not in question.options:
        raise EvaluationError(f"{place}: answer is {question.answer!r}; expected one of {list(question.options)}")
    if len(question.sentences) != count:
        raise EvaluationError(f"{place}: {len(question.sentences)} sentences for {count} options")
    if question.kind not in KINDS:
        raise EvaluationError(f"{place}: kind is {question.kind!r}; expected one of {', '.join(KINDS)}")
    for color, *_ in question.marks:
        if color not in COLORS:
            raise EvaluationError(f"{place}: a box is {color!r}; expected {' or '.join(COLORS)}")


def _check_twins(questions: Sequence[ChoiceQuestion], path: Path) -> None:
    by_id = {question.question_id: question for question in questions}
    if len(by_id) < len(questions):
        twice = Counter(question.question_id for question in questions).most_common(1)[0][0]
        raise EvaluationError(f"{path}: question_id {twice!r} comes twice; every question needs its own")
    for question in questions:
        twin = by_id.get(question.twin)
        if twin is None or twin.twin != question.question_id or twin.is_mirrored == question.is_mirrored:
            raise EvaluationError(f"{path}: question {question.question_id!r} has no twin on the mirrored picture")

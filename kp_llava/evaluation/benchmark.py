"""The benchmark file: JSON lines that can be shared, pinned and rerun, and the answers to it.

A line has question_id, image_id, file_name, task, question, reference and context, the picture's width and height
where they are known, and the parts that the context's keypoints stand for where they are not COCO's 17. Next to FILE
lies FILE.meta.json with the file's SHA-256, the picture folder and how it was made; a FILE that was edited after that
is refused. LLaVA's `qa90_questions.jsonl` is read, too: its `image`, `text` and `category`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import EvaluationError
from ..files import find_folders, record_folders, write_atomically
from ..files.picture import is_within
from ..generation.parsing import MOST_LETTERS
from ..tasks import TASKS
from .pictures import PLAIN, View

_TASK_NAMES = {"conv": "conversation", "detail_description": "detail", "complex_reasoning": "complex"}


_LONGEST_NAME = 1_000
_MOST_PIXELS = 1_000_000_000


@dataclass(frozen=True)
class Question:
    """One line of a benchmark.

    Attributes:
        question_id: unique over the file.
        image_id: COCO's; a picture has the same id in the 2014 and 2017 splits.
        file_name: the picture's name inside the benchmark's picture folder.
        task: ``conversation``, ``detail`` or ``complex``.
        question: what the models are asked about the picture.
        reference: the text-only teacher's answer; may be empty.
        context: captions, boxes and keypoints as text, for the judge; may be empty.
        width: pixels, or None where it is not known.
        height: pixels, or None where it is not known.
        parts: names of the context's keypoints in their order; empty for COCO's 17.
        view: what is done to the picture before a model sees it; not in the file.
        choices: texts; the likeliest is the answer where it is chosen by likelihood. Not in the file.
    """

    question_id: str
    image_id: int
    file_name: str
    task: str
    question: str
    reference: str = ""
    context: str = ""
    width: int | None = None
    height: int | None = None
    parts: tuple[str, ...] = ()
    view: View = PLAIN
    choices: tuple[str, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """The line of the file, as plain values."""
        record = asdict(self)
        del record["view"], record["choices"]
        if not self.parts:
            del record["parts"]
        return record


@dataclass(frozen=True)
class Benchmark:
    """A benchmark as read.

    Attributes:
        questions: in the order of the file.
        benchmark_hash: SHA-256 of the file's bytes, as `sha256sum` prints it.
        meta: what FILE.meta.json says; empty where there is none.
        path: the file.
    """

    questions: tuple[Question, ...]
    benchmark_hash: str
    meta: dict[str, Any]
    path: Path

    @property
    def image_count(self) -> int:
        """How many different images are asked about."""
        return len({question.image_id for question in self.questions})

    def image_folder(self) -> Path | None:
        """The picture folder that the benchmark was made with, or None where that is not recorded.

        Raises:
            EvaluationError: it lies elsewhere, and somebody else may have written its name into the description.
        """
        return find_image_folder(self.path, self.meta)


def find_image_folder(path: Path, meta: Mapping[str, Any]) -> Path | None:
    """The picture folder that a benchmark's description names; None where it names none.

    Args:
        path: the benchmark.
        meta: its description. It is believed where the folder lies next to the benchmark, which the user named, or
            where this user made the benchmark on this machine.

    Raises:
        EvaluationError: the folder lies elsewhere, and somebody else may have written it there.
    """
    recorded = meta.get("images")
    if not isinstance(recorded, str) or not recorded or "\0" in recorded:
        return None
    folder = path.parent / recorded
    if is_within(folder, [path.parent, *find_folders([meta])]):
        return folder
    raise EvaluationError(
        f"{meta_path(path)}: images names {folder}, which you have not named; give --images DIR where its pictures may "
        "be read"
    )


def sign_image_folder(path: Path, meta: Mapping[str, Any]) -> dict[str, Any]:
    """A benchmark's description with its picture folder signed by the user who makes it.

    Args:
        path: the benchmark.
        meta: its description.
    """
    recorded = meta.get("images")
    return dict(meta) | ({"pictures": record_folders([path.parent / recorded])} if isinstance(recorded, str) else {})


def meta_path(path: Path) -> Path:
    """Where a benchmark's or an answers file's description lies."""
    return path.with_name(path.name + ".meta.json")


def read_benchmark(path: Path) -> Benchmark:
    """Read a benchmark file.

    Raises:
        EvaluationError: the file is missing, empty, changed since it was made, or a line has a wrong field.
    """
    data = _read_bytes(path, "benchmark")
    questions = [_to_question(record, f"{path}, line {number}") for number, record in _json_lines(data, path)]
    if not questions:
        raise EvaluationError(f"{path}: no question in it; `kp-llava questions` writes a benchmark")
    _check_unique([question.question_id for question in questions], path)
    digest = hashlib.sha256(data).hexdigest()
    meta = read_meta(path)
    if meta.get("sha256", digest) != digest:
        raise EvaluationError(
            f"{path}: was changed after it was made (SHA-256 {digest[:12]}…, {meta_path(path).name} says "
            f"{str(meta['sha256'])[:12]}…); restore it, or delete {meta_path(path).name} to use it as it is"
        )
    return Benchmark(tuple(questions), digest, meta, path)


def write_benchmark(path: Path, questions: Sequence[Question], meta: dict[str, Any]) -> str:
    """Write a benchmark and its description, the file last, and return its SHA-256."""
    data = "".join(json.dumps(question.to_record(), ensure_ascii=False) + "\n" for question in questions).encode()
    digest = hashlib.sha256(data).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    described = {"sha256": digest, **sign_image_folder(path, meta)}
    write_atomically(meta_path(path), json.dumps(described, indent=2, ensure_ascii=False) + "\n")
    write_atomically(path, data.decode())
    return digest


def read_answers(path: Path, questions: Sequence[Question], wanted: Sequence[Question] | None = None) -> dict[str, str]:
    """Read an answers file: lines of question_id and answer (or LLaVA's text), one for each question.

    Args:
        path: the file.
        questions: the benchmark's.
        wanted: those that must be answered; None for all.

    Raises:
        EvaluationError: a line is broken, an id is unknown or comes twice, or a question has no answer.
    """
    known = {question.question_id for question in questions}
    answers: dict[str, str] = {}
    for number, record in _json_lines(_read_bytes(path, "answers"), path):
        place = f"{path}, line {number}"
        question_id = _question_id(record, place)
        if question_id not in known:
            raise EvaluationError(
                f"{place}: the benchmark has no question_id {question_id!r}; is it the same benchmark?"
            )
        if question_id in answers:
            raise EvaluationError(f"{place}: question_id {question_id!r} is answered twice; keep one line")
        answers[question_id] = _text(record, "answer" if "answer" in record else "text", place, shown_as="answer")
    needed = questions if wanted is None else wanted
    missing = [question.question_id for question in needed if question.question_id not in answers]
    if missing:
        raise EvaluationError(
            f"{path}: {len(missing)} of {len(needed)} questions have no answer, the first is {missing[0]!r}; "
            "add the lines, with an empty answer where the model gave none"
        )
    return answers


def read_partial_answers(path: Path) -> dict[str, str]:
    """The answers that an interrupted run has already written; a last line that was cut off is left out."""
    if not path.exists():
        return {}
    lines = path.read_bytes().split(b"\n")
    data = b"\n".join(lines[:-1])
    return {
        _question_id(record, f"{path}, line {number}"): _text(record, "answer", f"{path}, line {number}")
        for number, record in _json_lines(data, path)
    }


def add_contexts(questions: Sequence[Question], path: Path) -> tuple[Question, ...]:
    """Give questions without a context the captions and boxes of LLaVA's `caps_boxes_*.jsonl`.

    Its lines have ``image``, ``captions`` and ``instances`` of ``category`` and ``bbox``.

    Raises:
        EvaluationError: a line is broken, or an image of the benchmark is not in the file.
    """
    found: dict[str, str] = {}
    for number, record in _json_lines(_read_bytes(path, "captions and boxes"), path):
        place = f"{path}, line {number}"
        captions, instances = record.get("captions"), record.get("instances", [])
        if not isinstance(captions, list) or not all(isinstance(caption, str) for caption in captions):
            raise EvaluationError(f"{place}: captions is {captions!r}; expected a list of texts")
        if not isinstance(instances, list) or not all(isinstance(one, dict) for one in instances):
            raise EvaluationError(f"{place}: instances is not a list of objects with category and bbox")
        boxes = [f"{one.get('category')}: {one.get('bbox')}" for one in instances]
        image = record.get("image", record.get("id"))
        found[_image_key(str(image))] = "\n".join([*captions, *boxes])
    missing = [one.file_name for one in questions if not one.context and _image_key(one.file_name) not in found]
    if missing:
        raise EvaluationError(f"{path}: has nothing about {missing[0]}, which the benchmark asks about")
    return tuple(replace(one, context=one.context or found[_image_key(one.file_name)]) for one in questions)


def check_contexts(benchmark: Benchmark) -> None:
    """Refuse a benchmark without anything about its pictures for the judge.

    Raises:
        EvaluationError: no question has a context, so that the judge would be blind.
    """
    if not any(question.context.strip() for question in benchmark.questions):
        raise EvaluationError(
            f"{benchmark.path}: no question has a context (captions, boxes, keypoints), so the judge would be blind;"
            " give --contexts with LLaVA's caps_boxes_*.jsonl, or make a benchmark with `kp-llava questions`"
        )


def _image_key(name: str) -> str:
    """COCO's number in a file name: `COCO_val2014_000000000785.jpg` and `000000000785` are one image."""
    digits = re.search(r"(\d+)(?:\.\w+)?$", name)
    return digits[1].lstrip("0") if digits else name


def _read_bytes(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{path}: cannot read the {what} file ({error.strerror})") from error


def read_meta(path: Path) -> dict[str, Any]:
    """What a benchmark's FILE.meta.json says; empty where there is none."""
    if not meta_path(path).exists():
        return {}
    try:
        meta = json.loads(meta_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise EvaluationError(f"{meta_path(path)}: not JSON; delete it to use the benchmark without it") from error
    if not isinstance(meta, dict):
        raise EvaluationError(f"{meta_path(path)}: not a JSON object; delete it to use the benchmark without it")
    return meta


def _json_lines(data: bytes, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise EvaluationError(f"{path}, line {number}: not JSON; expected one object a line") from error
        if not isinstance(record, dict):
            raise EvaluationError(f"{path}, line {number}: not a JSON object; expected one object a line")
        yield number, record


def _to_question(record: dict[str, Any], place: str) -> Question:
    is_llava = "question" not in record and "image" in record and "text" in record
    if is_llava:
        file_name = _text(record, "image", place)
        digits = re.search(r"(\d{1,18})\.\w+$", file_name[-60:])
        record = {
            **record,
            "file_name": file_name,
            "question": record["text"],
            "task": record.get("category"),
            "image_id": int(digits[1]) if digits else None,
        }
    task = _text(record, "task", place)
    task = _TASK_NAMES.get(task, task)
    if task not in TASKS:
        raise EvaluationError(f"{place}: task is {task!r}; expected one of {', '.join(TASKS)}")
    image_id = record.get("image_id")
    if isinstance(image_id, bool) or not isinstance(image_id, int):
        raise EvaluationError(f"{place}: image_id is {_shorten(image_id)}; expected a whole number")
    if not -(1 << 63) <= image_id < 1 << 63:
        raise EvaluationError(f"{place}: image_id is {_shorten(image_id)}; expected at most 64 bits")
    return Question(
        question_id=_question_id(record, place),
        image_id=image_id,
        file_name=_text(record, "file_name", place),
        task=task,
        question=_text(record, "question", place),
        reference=_text(record, "reference", place) if "reference" in record else "",
        context=_text(record, "context", place) if "context" in record else "",
        width=_size(record, "width", place),
        height=_size(record, "height", place),
        parts=_parts(record, place),
    )


def _question_id(record: dict[str, Any], place: str) -> str:
    value = record.get("question_id")
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise EvaluationError(f"{place}: question_id is {_shorten(value)}; expected text or a whole number")
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
        raise EvaluationError(f"{place}: question_id is {_shorten(value)}; expected at most 64 bits")
    if len(str(value)) > _LONGEST_NAME:
        raise EvaluationError(
            f"{place}: question_id has {len(str(value)):,} characters; expected {_LONGEST_NAME:,} at most"
        )
    return str(value)


def _shorten(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > 400:
        return f"a number of {value.bit_length():,} bits"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:60]}… ({len(text):,} characters)"


def _text(record: dict[str, Any], field: str, place: str, *, shown_as: str | None = None) -> str:
    value = record.get(field)
    if not isinstance(value, str):
        raise EvaluationError(f"{place}: {shown_as or field} is {_shorten(value)}; expected text")
    if len(value) > MOST_LETTERS:
        raise EvaluationError(
            f"{place}: {shown_as or field} has {len(value):,} letters; expected {MOST_LETTERS:,} at most"
        )
    return value


def _size(record: dict[str, Any], field: str, place: str) -> int | None:
    value = record.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise EvaluationError(f"{place}: {field} is {_shorten(value)}; expected a whole number of pixels above 0")
    if value > _MOST_PIXELS:
        raise EvaluationError(f"{place}: {field} is {_shorten(value)}; expected {_MOST_PIXELS:,} pixels at most")
    return value


def _parts(record: dict[str, Any], place: str) -> tuple[str, ...]:
    value = record.get("parts", [])
    if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
        raise EvaluationError(f"{place}: parts is {value!r}; expected the names of the context's keypoints")
    return tuple(value)


def _check_unique(question_ids: Iterable[str], path: Path) -> None:
    seen: set[str] = set()
    for question_id in question_ids:
        if question_id in seen:
            raise EvaluationError(f"{path}: question_id {question_id!r} comes twice; every question needs its own")
        seen.add(question_id)

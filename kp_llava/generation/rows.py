"""Dataset rows from a run: the wanted requests' raw answers, parsed anew each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from ..errors import RunError
from ..version import __version__
from .ledger import Ledger
from .record import Request, StoredAnswer
from .tasks import TASKS, Turn, UnusableAnswer, parse_answer


@dataclass
class RowCount:
    """What one task of a run comes to.

    Attributes:
        wanted: images asked about.
        usable: images whose answer gives rows.
        rows: rows with ``turns="single"``.
        pending: images without any attempt.
        failed: images without rows, by reason: a named error, or why the answer cannot be used.
    """

    wanted: int = 0
    usable: int = 0
    rows: int = 0
    pending: int = 0
    failed: dict[str, int] = field(default_factory=dict)

    def add_failure(self, reason: str) -> None:
        """Count one image without rows."""
        self.failed[reason] = self.failed.get(reason, 0) + 1


class _Message(msgspec.Struct):
    content: Any = None
    refusal: Any = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Answer(msgspec.Struct):
    choices: list[_Choice]
    # an imported answer came as turns, of any number, and has no text to parse
    turns: list[Turn] = []


def read_turns(stored: StoredAnswer) -> list[Turn]:
    """Parse a stored answer: the last one of its attempts that can be read.

    Raises:
        UnusableAnswer: with the reason under which it is counted.
    """
    try:
        return _parse_raw(stored.request, stored.answer or "")
    except UnusableAnswer:
        for earlier in stored.earlier_answers:
            with suppress(UnusableAnswer):
                return _parse_raw(stored.request, earlier)
        raise


def _parse_raw(request: Request, raw: str) -> list[Turn]:
    answer = msgspec.json.decode(raw, type=_Answer)
    if answer.turns:
        return answer.turns
    choice = answer.choices[0]
    return parse_answer(
        request.task,
        _read_text(choice.message.content),
        instruction=request.instruction,
        finish_reason=choice.finish_reason,
        refusal=_read_text(choice.message.refusal),
    )


def _read_text(content: Any) -> str | None:
    if isinstance(content, list):  # some servers give an answer in parts
        return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    return content if isinstance(content, str) else None


def read_rows(run_dir: Path | str, task: str, *, turns: str = "single") -> Iterator[dict[str, Any]]:
    """Read the rows of one task, by image id.

    Args:
        run_dir: a run folder.
        task: ``conversation``, ``detail`` or ``complex``.
        turns: ``single`` gives a row a question-answer pair, ``multi`` one row an image with all its turns.

    Yields:
        Rows with id, image (a path or None), image_id, file_name, image_url, messages, context, teacher, request_id.

    Raises:
        RunError: the folder is not a run, or an argument has an unknown value.
    """
    if task not in TASKS:
        raise RunError(f"task {task!r}: unknown; expected one of {', '.join(TASKS)}")
    if turns not in ("single", "multi"):
        raise RunError(f"turns {turns!r}: unknown; expected single or multi")
    with Ledger.read(Path(run_dir)) as ledger:
        for stored in ledger.answers(task):
            if stored.answer is None:
                continue
            try:
                pairs = read_turns(stored)
            except UnusableAnswer:
                continue  # counted by row_counts
            groups = [pairs] if turns == "multi" else [[pair] for pair in pairs]
            for number, group in enumerate(groups):
                yield _make_row(stored, number, group)


def _make_row(stored: StoredAnswer, number: int, turns: list[Turn]) -> dict[str, Any]:
    request = stored.request
    messages = []
    for turn in turns:
        messages.append({"role": "user", "content": turn.question})
        messages.append({"role": "assistant", "content": turn.answer})
    return {
        "id": f"{request.task}-{request.image_id:012d}-{number}",
        "image": stored.image_path,
        "image_id": request.image_id,
        "file_name": stored.file_name,
        "image_url": stored.image_url,
        "messages": messages,
        "context": request.context,
        "teacher": request.teacher,
        "request_id": request.key,
    }


def row_counts(run_dir: Path | str) -> dict[str, RowCount]:
    """Count rows, pending images and failures of each task that the run has.

    Raises:
        RunError: the folder is not a run.
    """
    with Ledger.read(Path(run_dir)) as ledger:
        return count_rows(ledger)


def count_rows(ledger: Ledger) -> dict[str, RowCount]:
    """Count rows, pending images and failures of each task of an open ledger."""
    has_task = set(ledger.wanted_tasks())
    counts = {task: RowCount() for task in TASKS if task in has_task}
    for task, count in counts.items():
        for stored in ledger.answers(task):
            count.wanted += 1
            if stored.answer is not None:
                try:
                    count.rows += len(read_turns(stored))
                    count.usable += 1
                except UnusableAnswer as unusable:
                    count.add_failure(unusable.reason)
            elif stored.error is not None:
                count.add_failure(stored.error)
            else:
                count.pending += 1
    return counts


def run_fingerprint(run_dir: Path | str, task: str) -> str:
    """A hash that changes whenever the rows of a task could: with answers, scenes, and the code that reads them.

    Raises:
        RunError: the folder is not a run.
    """
    digest = hashlib.sha256(__version__.encode())
    for name in ("rows.py", "tasks.py"):
        digest.update(Path(__file__).with_name(name).read_bytes())
    with Ledger.read(Path(run_dir)) as ledger:
        for stored in ledger.answers(task):
            if stored.answer is not None:
                # context and instruction are not hashed: the request's key is made from them
                parts = (stored.request.image_id, stored.request.key, stored.answer, *stored.earlier_answers)
                place = (stored.file_name, stored.image_path, stored.image_url)
                digest.update(repr((parts, place)).encode())
    return digest.hexdigest()

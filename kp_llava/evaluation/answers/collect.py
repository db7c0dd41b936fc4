"""Get a source's answers, from where they are or by asking; what was answered once is kept and not asked again."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from ...errors import EvaluationError
from ...files import find_picture, write_atomically
from ...files.json_file import JsonFault, read_object
from ...generation.server import clean_url
from ..benchmark import Benchmark, Question, meta_path, read_answers, read_partial_answers
from ..pictures import read_bytes
from .model import AnswerOptions, VisionModel, count_gpus, hash_model
from .source import Source

if TYPE_CHECKING:
    from .parallel import ParallelModel


@dataclass(frozen=True)
class Answers:
    """One source's answers to a whole benchmark.

    Attributes:
        source: where they come from.
        texts: question_id -> answer, one for each question.
        made_by: kind of source, settings and model hash, as far as known.
        cut_off: how many answers had not ended at `max_new_tokens`, as far as known.
    """

    source: Source
    texts: dict[str, str]
    made_by: dict[str, Any]
    cut_off: int = 0


def collect_answers(
    source: Source,
    benchmark: Benchmark,
    folder: Path,
    options: AnswerOptions,
    wanted: Sequence[Question] | None = None,
) -> Answers:
    """Return a source's answers, kept as `folder/NAME.jsonl` with `NAME.jsonl.meta.json` next to it.

    Answers that were made from other pictures or with other settings are set aside as `NAME.jsonl.before`, and asked
    for again.

    Args:
        source: a file, the references, a server or a model.
        benchmark: whose questions are answered.
        folder: where answers are kept.
        options: how answers are made.
        wanted: the questions that want an answer; None for all.

    Raises:
        EvaluationError: answers are missing or wrong, the model or a picture cannot be used, or the kept answers were
            made by another model or for another benchmark.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.file_stem}.jsonl"
    questions = benchmark.questions if wanted is None else wanted
    if source.kind in ("file", "reference"):
        return _copy_answers(source, benchmark, path, questions)
    made_by = {
        "kind": source.kind,
        "place": f"{clean_url(source.url)}#{source.model}" if source.kind == "server" else source.place,
        "model_hash": hash_model(source.place),
        "benchmark_hash": benchmark.benchmark_hash,
        **_describe_settings(source, benchmark, options),
    }
    _check_same_maker(path, made_by)
    kept = read_partial_answers(path)
    pending = [question for question in questions if question.question_id not in kept]
    if pending:
        write_atomically(meta_path(path), json.dumps(made_by, indent=2) + "\n")
    if pending and source.kind == "server":
        _ask_server(source, questions, path, options)
    elif pending:
        _drop_torn_line(path)
        commit = _ask_model(source, pending, path, options)
        write_atomically(meta_path(path), json.dumps(made_by | {"commit": commit}, indent=2) + "\n")
    return read_kept_answers(source, benchmark, path, questions)


def read_kept_answers(
    source: Source, benchmark: Benchmark, path: Path, wanted: Sequence[Question] | None = None
) -> Answers:
    """Read the answers that `collect_answers` has kept.

    Raises:
        EvaluationError: answers are missing, or the file's description is.
    """
    texts = read_answers(path, benchmark.questions, wanted)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    cut_off = sum(line.get("finish_reason") == "length" for line in lines)
    return Answers(source, texts, _read_maker(path), cut_off)


_SETTINGS = ("max_new_tokens", "dtype", "picture_size", "pictures")


def _describe_settings(source: Source, benchmark: Benchmark, options: AnswerOptions) -> dict[str, Any]:
    """What the answers of one model depend on; where one of these changes, they are asked for again."""
    digest = hashlib.sha256()
    for name in sorted({question.file_name for question in benchmark.questions}):
        try:
            data = read_bytes(find_picture(name, [options.picture_folder()], error=EvaluationError))
        except EvaluationError:
            continue  # reported where the picture is needed
        digest.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())
    return {
        "max_new_tokens": options.max_new_tokens,
        "dtype": (options.dtype or "auto") if source.kind == "model" else None,
        "picture_size": options.picture_size if source.kind == "server" else None,
        "pictures": digest.hexdigest()[:16],
    }


def _copy_answers(source: Source, benchmark: Benchmark, path: Path, wanted: Sequence[Question]) -> Answers:
    made_by: dict[str, Any] = {"kind": source.kind, "benchmark_hash": benchmark.benchmark_hash}
    if source.kind == "reference":
        texts = {question.question_id: question.reference for question in wanted}
        empty = [question_id for question_id, text in texts.items() if not text.strip()]
        if empty:
            raise EvaluationError(
                f"{benchmark.path}: {len(empty)} questions have no reference answer, the first is {empty[0]!r}; "
                "they cannot stand as the row " + source.name
            )
    else:
        made_by["place"] = source.place
        texts = read_answers(Path(source.place), benchmark.questions, wanted)
    if path.resolve() != Path(source.place).resolve():
        if path.exists() and _read_maker(path).get("kind") not in ("file", "reference"):
            raise EvaluationError(
                f"{path}: holds a model's answers, which {source.place} would replace; delete it or use another --out"
            )
        write_atomically(path, "".join(_to_line(question_id, text) for question_id, text in texts.items()))
        write_atomically(meta_path(path), json.dumps(made_by, indent=2) + "\n")
    return Answers(source, texts, made_by)


def _ask_model(source: Source, pending: Sequence[Question], path: Path, options: AnswerOptions) -> str | None:
    """Add the pending answers to the file as they come; returns the Hub's commit of the model."""
    processes = options.processes or (1 if options.device or options.device_map else max(1, count_gpus()))
    model: VisionModel | ParallelModel
    if processes > 1 and len(pending) > 1:
        from .parallel import ParallelModel

        model = ParallelModel(source.place, options, processes)
    else:
        model = VisionModel(source.place, options)
    with path.open("a", encoding="utf-8") as file, tqdm(total=len(pending), desc=f"answers of {source.name}") as bar:
        for answer in model.answer(pending):
            file.write(_to_line(answer.question_id, answer.answer, answer.is_cut_off))
            file.flush()
            bar.update()
    return model.commit


def _ask_server(source: Source, questions: Sequence[Question], path: Path, options: AnswerOptions) -> None:
    from .server import ask_server

    answers = ask_server(source, questions, path.with_suffix(".server"), options)
    write_atomically(path, "".join(_to_line(one.question_id, one.answer, one.is_cut_off) for one in answers))


def _to_line(question_id: str, answer: str, is_cut_off: bool | None = None) -> str:
    record = {"question_id": question_id, "answer": answer}
    if is_cut_off is not None:
        record["finish_reason"] = "length" if is_cut_off else "stop"
    return json.dumps(record, ensure_ascii=False) + "\n"


def _drop_torn_line(path: Path) -> None:
    if path.exists():
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            path.write_bytes(whole)


def _read_maker(path: Path) -> dict[str, Any]:
    """Who made the answers in a file that lies in an evaluation's folder."""
    try:
        return read_object(meta_path(path))
    except (FileNotFoundError, JsonFault) as fault:
        raise EvaluationError(
            f"{path}: lies there without a readable {meta_path(path).name} that says who made it;"
            " delete it or use another --out"
        ) from fault


def _check_same_maker(path: Path, made_by: dict[str, Any]) -> None:
    """Refuse answers of another model or benchmark; set those aside that were made with other settings."""
    if not path.exists():
        return
    before = _read_maker(path)
    for field, value in made_by.items():
        if field not in _SETTINGS and before.get(field) != value:
            raise EvaluationError(
                f"{path}: was made with another {field} ({before.get(field)}, now {value});"
                " delete it or use another --out"
            )
    changed = [name for name in _SETTINGS if name in before and before[name] != made_by[name]]
    if changed:
        path.replace(path.with_name(path.name + ".before"))
        meta_path(path).unlink()
        tqdm.write(f"{path.name}: made with other {' and '.join(changed)}; asking again", file=sys.stderr)


def options_for(benchmark: Benchmark, options: AnswerOptions) -> AnswerOptions:
    """The same options, with the picture folder that the benchmark records where none is named."""
    if options.images is not None:
        return options
    try:
        folder = benchmark.image_folder()
    except EvaluationError as error:
        tqdm.write(f"note: {error}", file=sys.stderr)  # answers from files need no pictures
        return options
    return AnswerOptions(**{**asdict(options), "images": folder})

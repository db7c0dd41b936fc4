"""One evaluation on PoseChoice: get the answers, with and without sight, score them, and write the report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec

from ...errors import EvaluationError
from ...files import find_folders, record_folders, write_atomically
from ...files.json_file import JsonFault, read_object
from ...files.picture import is_within
from ...generation.server import clean_url
from ..answers.collect import collect_answers, options_for, read_kept_answers
from ..answers.model import AnswerOptions
from ..answers.source import REFERENCE, Source
from ..benchmark import Question, meta_path
from ..questions import read_image_ids
from .benchmark import ChoiceBenchmark, read_choices
from .blind import EXCHANGED, GREY, exchanged_questions, grey_questions
from .report import ChoiceReport, write_choice_report
from .scores import MOST_FREQUENT, Outcomes, answer_most_frequently, compare, score

SCORES = ("generate", "likelihood", "sentences", "gain")
BY_SENTENCE = ("sentences", "gain")
"""Ways to take answers that list no options."""
MAX_NEW_TOKENS = 32
_COPY = "benchmark.jsonl"
_RECORD = "choices.json"  # who was asked and how, for `replay_choices`
_BLIND_FILES = {"grey": GREY, "exchanged": EXCHANGED}


@dataclass(frozen=True)
class ChoiceOptions:
    """One request to `evaluate_choices`.

    Attributes:
        benchmark: the PoseChoice file.
        sources: whose answers are scored.
        out: the folder that answers and reports are kept in.
        answers: how models answer; its `score` says whether they write an answer or the likeliest option counts.
        trained_on: run folders that a model was trained on; questions about their images are warned of.
    """

    benchmark: Path
    sources: tuple[Source, ...]
    out: Path
    answers: AnswerOptions = field(default_factory=lambda: AnswerOptions(max_new_tokens=MAX_NEW_TOKENS))
    trained_on: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if not self.sources:
            raise EvaluationError("nobody to ask; name at least one with --candidate NAME=SOURCE")
        names = [source.name.casefold() for source in self.sources]
        for name in names:
            if names.count(name) > 1:
                raise EvaluationError(f"the name {name!r} is given twice; every row of the table needs its own")
        if self.answers.score not in SCORES:
            raise EvaluationError(f"--score {self.answers.score}: unknown; expected {', '.join(SCORES)}")
        for source in self.sources:
            if source.kind == REFERENCE:
                raise EvaluationError(f"{source.name}: PoseChoice has no reference answers, only right options")
            if source.kind == "server" and self.answers.score != "generate":
                raise EvaluationError(
                    f"--score {self.answers.score}: goes with local models; {source.name} is a server"
                )


def evaluate_choices(options: ChoiceOptions) -> ChoiceReport:
    """Score every source, and write report.md, report.json and report.html into `options.out`.

    Each model is also asked with a grey picture and with the pictures of other images. Answers are kept: the same call
    asks for nothing twice, and goes on where it was stopped.

    Raises:
        EvaluationError: the benchmark, a source, or the kept files cannot be used.
        TeacherError: a server cannot be used.
    """
    benchmark = read_choices(options.benchmark)
    out = options.out
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"{out}: cannot make the folder ({error.strerror}); name another with --out") from error
    _keep_benchmark(benchmark, out)
    answer_options = options_for(benchmark.to_benchmark(), options.answers)
    trained = read_image_ids(options.trained_on) & {question.image_id for question in benchmark.questions}
    record = {
        "file": options.benchmark.name,
        "sources": [_describe(source) for source in options.sources],
        "score": options.answers.score,
        "pictures": None if answer_options.images is None else str(answer_options.images.resolve()),
        "named": record_folders([answer_options.images] if answer_options.images else []),
        "trained_images": len(trained),
    }
    write_atomically(out / _RECORD, json.dumps(record, indent=2) + "\n")
    return _score_all(benchmark, record, options.sources, out, answer_options, may_ask=True)


def _describe(source: Source) -> dict[str, str]:
    place = f"{clean_url(source.url)}#{source.model}" if source.kind == "server" else source.place
    return {"name": source.name, "kind": source.kind, "place": place}


class _Record(msgspec.Struct):
    """The fields that a replay reads, each with its type."""

    file: str
    sources: list[Source]
    score: str
    pictures: str | None
    trained_images: int


def is_choice_folder(out: Path) -> bool:
    """Whether a folder holds an evaluation on PoseChoice that `replay_choices` can score anew."""
    return (out / _RECORD).is_file()


def replay_choices(out: Path) -> ChoiceReport:
    """Score the answers that an evaluation has kept anew, and write its reports again; nobody is asked.

    Raises:
        EvaluationError: the record or answers are missing or cannot be read.
    """
    path = out / _RECORD
    try:
        record = read_object(path)
        kept = msgspec.convert(record, _Record)
        ChoiceOptions(out / _COPY, tuple(kept.sources), out, AnswerOptions(score=kept.score))
    except (FileNotFoundError, JsonFault, msgspec.ValidationError, EvaluationError) as error:
        raise EvaluationError(
            f"{path}: cannot be read ({error}); give the command without --replay, which asks for nothing twice"
        ) from error
    # somebody else's evaluation may name any folder
    folders = [out, *find_folders([{"pictures": record.get("named")}])]
    pictures = Path(kept.pictures) if kept.pictures and is_within(Path(kept.pictures), folders) else None
    options = AnswerOptions(images=pictures, score=kept.score)
    return _score_all(read_choices(out / _COPY), record, kept.sources, out, options, may_ask=False)


def _score_all(
    benchmark: ChoiceBenchmark,
    record: dict[str, Any],
    sources: Sequence[Source],
    out: Path,
    options: AnswerOptions,
    *,
    may_ask: bool,
) -> ChoiceReport:
    report = ChoiceReport(
        benchmark={
            "file": record["file"],
            "hash": benchmark.benchmark_hash,
            "questions": len(benchmark.questions),
            "images": benchmark.image_count,
        },
        score=options.score,
        questions=benchmark.questions,
    )
    report.blind[MOST_FREQUENT] = score(answer_most_frequently(benchmark.questions))
    for source in sources:
        _ask(source, benchmark, out, options, report, may_ask=may_ask)
    for one, other in combinations(sources, 2):
        report.comparisons[one.name, other.name] = compare(report.outcomes[one.name], report.outcomes[other.name])
    report.notes += _notes(benchmark, sources, report, record["trained_images"])
    write_choice_report(report, out, options.images)
    return report


def _ask(
    source: Source,
    benchmark: ChoiceBenchmark,
    out: Path,
    options: AnswerOptions,
    report: ChoiceReport,
    *,
    may_ask: bool,
) -> None:
    by_sentence = options.score in BY_SENTENCE
    questions = benchmark.questions
    folder = out / ("answers" if options.score == "generate" else f"answers-{options.score}")

    def collect(asked: Sequence[Question], name: str, asker: Source | None = None) -> dict[str, str]:
        asker = asker or (replace(source, name=f"{source.name}, {name}") if name else source)
        wanted = benchmark.to_benchmark(asked, name)
        if may_ask:
            return collect_answers(asker, wanted, folder, options).texts
        return read_kept_answers(asker, wanted, folder / f"{asker.file_stem}.jsonl").texts

    plain = [one.to_question(by_sentence=by_sentence) for one in questions]
    outcomes = Outcomes.read(questions, collect(plain, ""))
    report.outcomes[source.name] = outcomes
    report.choice[source.name] = score(outcomes)
    rows = report.blind_rows.setdefault(source.name, {})
    if source.kind == "file":
        for name, how in _BLIND_FILES.items():
            blind = replace(
                source, name=f"{source.name}, {how}", place=str(Path(source.place).with_suffix(f".{name}.jsonl"))
            )
            kept = Path(blind.place) if may_ask else folder / f"{blind.file_stem}.jsonl"
            if kept.is_file():
                rows[how] = score(Outcomes.read(questions, collect(plain, how, blind)))
        return
    grey, stands_for = grey_questions(questions, by_sentence=by_sentence)
    said = collect(grey, GREY)
    rows[GREY] = score(Outcomes.read(questions, {one: said[first] for one, first in stands_for.items()}))
    exchanged = exchanged_questions(questions, by_sentence=by_sentence)
    if exchanged:
        rows[EXCHANGED] = score(Outcomes.read(questions, collect(exchanged, EXCHANGED)))


def _keep_benchmark(benchmark: ChoiceBenchmark, out: Path) -> None:
    copy = out / _COPY
    if copy.exists() and copy.resolve() == benchmark.path.resolve():
        return
    if copy.exists() and copy.read_bytes() != benchmark.path.read_bytes():
        raise EvaluationError(f"{out}: holds an evaluation on another benchmark; name another folder with --out")
    shutil.copyfile(benchmark.path, copy)
    if meta_path(benchmark.path).exists():
        shutil.copyfile(meta_path(benchmark.path), meta_path(copy))


def _notes(
    benchmark: ChoiceBenchmark, sources: Sequence[Source], report: ChoiceReport, trained_images: int
) -> list[str]:
    notes = []
    if trained_images:
        notes.append(
            f"{trained_images} of {benchmark.image_count} images are in the training data; a model has seen them, and"
            " its scores are too high."
        )
    for name, row in report.choice.items():
        if row.all.unreadable > 0.05 * row.all.questions:
            notes.append(
                f"{row.all.unreadable} of {row.all.questions} answers of {name} cannot be read and count as wrong; for"
                " a local model, --score likelihood, sentences or gain asks for no particular form."
            )
        for blind, seen in report.blind_rows[name].items():
            interval = seen.all.kappa_interval
            if interval is not None and interval[0] > 0:
                notes.append(f"{name} is above chance with {blind}: the questions give something away.")
    unasked = [one.name for one in sources if one.kind == "file" and not report.blind_rows[one.name]]
    if unasked:
        notes.append(
            f"{', '.join(unasked)}: answers from a file cannot be asked for again without sight; answers to the same"
            " questions with grey and with exchanged pictures are read from FILE.grey.jsonl and FILE.exchanged.jsonl."
        )
    return notes

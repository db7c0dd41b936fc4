"""One evaluation: get the answers, have them judged side by side, average, and write the report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..errors import EvaluationError, KpLlavaError
from ..files import find_folders, record_folders
from ..files.picture import is_within
from ..generation.checks.checks import ask_before
from ..generation.rows import Fidelity
from ..poses.claims.find import check_claims, find_claims
from .agreement import compare_judges
from .answers.collect import Answers, collect_answers, options_for, read_kept_answers
from .answers.source import Source
from .benchmark import Benchmark, Question, add_contexts, check_contexts, meta_path, read_answers, read_benchmark
from .blind import count_exchanges, make_blind_texts
from .elsewhere import read_elsewhere
from .judgement import Judgement, OrderVerdict
from .judges.cited import read_audit
from .judges.keypoints import KeypointJudge
from .options import EvaluationOptions, JudgeOptions, read_evaluation_file, write_evaluation_file
from .questions import read_image_ids
from .report.page import write_html
from .report.report import Report, write_judgements, write_report
from .scores import Scores, build_scores

_BENCHMARK_COPY, _CONTEXTS_COPY = "benchmark.jsonl", "contexts.jsonl"
_ANSWERS, _JUDGEMENTS = "answers", "judgements{}.jsonl"
_MOST_EXCHANGES = 32
Texts = dict[str, dict[str, str]]


def evaluate(options: EvaluationOptions, *, progress: bool = False) -> Report:
    """Evaluate, and write report.md, report.json, report.html, judgements.jsonl and the answers into `options.out`.

    A run that was stopped goes on with the same call: kept answers and judgements are not asked for again. A candidate
    whose answers cannot be had has no row and says why; the others are judged.

    Raises:
        EvaluationError: the benchmark, the baseline, every candidate, or the kept files cannot be used.
        TeacherError: the judge's or the baseline's server cannot be used.
    """
    benchmark = _read(options)
    out = options.out
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"{out}: cannot make the folder ({error.strerror}); name another with --out") from error
    _keep_benchmark(benchmark, options, out)
    asked = benchmark.questions[: options.limit]
    answer_options = options_for(benchmark, options.answers)
    answers = [collect_answers(options.baseline, benchmark, out / _ANSWERS, answer_options, asked)]
    refusals: dict[str, str] = {}
    for source in options.candidates:
        try:
            answers.append(collect_answers(source, benchmark, out / _ANSWERS, answer_options, asked))
        except KpLlavaError as error:
            if len(options.candidates) == 1:
                raise
            refusals[source.name] = str(error)
    if len(answers) == 1:
        raise EvaluationError("no candidate has answers: " + "; ".join(refusals.values()))
    record: dict[str, Any] = {
        "benchmark": {
            "file": options.benchmark.name,
            "hash": benchmark.benchmark_hash,
            "questions": len(asked),
            "images": len({question.image_id for question in asked}),
        },
        "limit": options.limit,
        "models": {one.source.name: {**one.made_by, "file": f"{one.source.file_stem}.jsonl"} for one in answers},
        "baseline": options.baseline.name,
        "candidates": [source.name for source in options.candidates],
        "refusals": refusals,
        "is_blind_judged": options.is_blind_judged,
        "picture_folder": str(answer_options.images.resolve()) if answer_options.images else None,
        "pictures": record_folders([answer_options.images] if answer_options.images else []),
        "notes": _notes(asked, answers, options),
        "audit": None if options.audit is None else read_audit(options.audit),
        "elsewhere": read_elsewhere(options.elsewhere),
    }
    judges = (options.judge, *options.more_judges)
    write_evaluation_file(out, record, judges)
    return _judge_and_report(out, record, benchmark, answers, judges, may_call=True, progress=progress)


def replay(out: Path, *, progress: bool = False) -> Report:
    """Read and score the kept judgements of an evaluation anew, without any call.

    Raises:
        EvaluationError: the folder holds no evaluation, or its files were changed.
    """
    record, judges = read_evaluation_file(out)
    benchmark = read_benchmark(out / _BENCHMARK_COPY)
    if benchmark.benchmark_hash != record["benchmark"]["hash"]:
        raise EvaluationError(f"{out / _BENCHMARK_COPY}: is not the benchmark that was evaluated; evaluate again")
    if (out / _CONTEXTS_COPY).exists():
        benchmark = _with_contexts(benchmark, out / _CONTEXTS_COPY)
    asked = benchmark.questions[: record.get("limit")]
    answers = []
    for name in [record["baseline"], *(name for name in record["candidates"] if name in record["models"])]:
        path = out / _ANSWERS / Path(record["models"][name]["file"]).name
        answers.append(read_kept_answers(Source(name, "file", str(path)), benchmark, path, asked))
    return _judge_and_report(out, record, benchmark, answers, judges, may_call=False, progress=progress)


def preview(options: EvaluationOptions) -> list[str]:
    """What judging would take, a line for each judge; nothing is sent or written.

    Answers that are not there yet are taken to be as long as the references.

    Raises:
        EvaluationError: the benchmark or a source cannot be used.
    """
    benchmark = _read(options)
    asked = benchmark.questions[: options.limit]
    texts, missing = _texts_at_hand(options, benchmark, asked)
    blind = make_blind_texts(asked, texts) if options.is_blind_judged else {}
    lines = [f"{len(asked)} questions about {len({question.image_id for question in asked})} images"]
    lines += [f"{name}: {len(asked)} answers are still to be made" for name in missing]
    for number, judge in enumerate((options.judge, *options.more_judges)):
        if judge.kind == "keypoints":
            lines.append(f"{judge.name}: works offline, no calls, no cost")
            continue
        from .judges.openai import preview_online

        names = [*(source.name for source in options.candidates), *blind]
        found = preview_online(
            options.out / judge_folder(number), asked, {**texts, **blind}, options.baseline.name, names, judge
        )
        lines.append(f"{judge.name}: {found.describe()}")
    return lines


def judge_folder(number: int) -> str:
    """The folder of a judge's ledger within an evaluation's, by its place among the judges."""
    return "judge" if number == 0 else f"judge-{number + 1}"


def _judge_and_report(
    out: Path,
    record: dict[str, Any],
    benchmark: Benchmark,
    answers: Sequence[Answers],
    judges: Sequence[JudgeOptions],
    *,
    may_call: bool,
    progress: bool,
) -> Report:
    asked = benchmark.questions[: record.get("limit")]
    texts: Texts = {one.source.name: one.texts for one in answers}
    good = [name for name in record["candidates"] if name in texts]
    blind = make_blind_texts(asked, texts) if record.get("is_blind_judged", True) else {}
    keypoint_judge = KeypointJudge(benchmark.questions)
    everything: Texts = {**texts, **blind}
    names = [*good, *blind]
    scores: list[Scores] = []
    judged: list[list[Judgement]] = []
    records: list[dict[str, Any]] = []
    for number, judge in enumerate(judges):
        own_record = judge.to_record()
        if judge.kind == "keypoints":
            verdicts = _judge_offline(keypoint_judge, asked, everything, record["baseline"], names, progress)
            if blind:
                verdicts |= _judge_moved(keypoint_judge, asked, texts, record["baseline"])
        else:
            from .judges.openai import judge_online, load_prompts_for

            folder = out / judge_folder(number)
            own_record = judge.to_record(load_prompts_for(folder, judge, may_call=may_call).prompts_hash)
            outcome = judge_online(
                folder, asked, everything, record["baseline"], names, judge, may_call=may_call, progress=progress
            )
            verdicts = outcome.verdicts
            own_record["usage"] = asdict(outcome.usage)
        judgements = _to_judgements(asked, everything, record["baseline"], names, verdicts, judge, keypoint_judge)
        judged.append(judgements)
        records.append(own_record)
        scores.append(
            build_scores(
                judgements,
                baseline=record["baseline"],
                candidates=record["candidates"],
                blind=list(blind),
                refusals=record.get("refusals", {}),
            )
        )
        write_judgements(judgements, out / _JUDGEMENTS.format("" if number == 0 else f"-{number + 1}"))
    report = Report(
        scores=scores[0],
        benchmark=record["benchmark"],
        judge=records[0],
        models=record["models"],
        fidelity=_measure_fidelity(keypoint_judge, asked, everything),
        notes=tuple(record["notes"]),
        panel=tuple(
            {
                "judge": own,
                "scores": other,
                "agreement": asdict(compare_judges(_without(judged[0], blind), _without(theirs, blind))),
            }
            for own, other, theirs in zip(records[1:], scores[1:], judged[1:], strict=True)
        ),
        audit=record.get("audit"),
        elsewhere=tuple(record.get("elsewhere") or ()),
    )
    pictures = record["picture_folder"]
    if pictures and not is_within(Path(pictures), [out, *find_folders([record])]):
        pictures = None  # somebody else's evaluation may name any folder
    write_html(
        report,
        asked,
        texts,
        _without(judged[0], blind),
        keypoint_judge,
        Path(pictures) if pictures else None,
        out / "report.html",
    )
    write_report(report, out)
    return report


def _without(judgements: Sequence[Judgement], blind: Mapping[str, Any]) -> list[Judgement]:
    return [one for one in judgements if one.candidate not in blind]


def _judge_offline(
    judge: KeypointJudge,
    questions: Sequence[Question],
    texts: Texts,
    baseline: str,
    names: Sequence[str],
    progress: bool,
) -> dict[tuple[str, str], tuple[OrderVerdict, ...]]:
    judge.prepare((question, texts[name][question.question_id]) for name in texts for question in questions)
    pairs = [(question, name) for name in names for question in questions]
    return {
        (question.question_id, name): (
            judge.judge(question, texts[baseline][question.question_id], texts[name][question.question_id]),
        )
        for question, name in tqdm(pairs, desc="judge", disable=not progress)
    }


def _judge_moved(
    judge: KeypointJudge, questions: Sequence[Question], texts: Texts, baseline: str
) -> dict[tuple[str, str], tuple[OrderVerdict, ...]]:
    """The blind rows, each the mean of several exchanges: a single one depends on which text meets which picture."""
    verdicts: dict[tuple[str, str], tuple[OrderVerdict, ...]] = {}
    for step in range(1, min(_MOST_EXCHANGES, count_exchanges(questions)) + 1):
        for name, answers in make_blind_texts(questions, texts, step).items():
            for question in questions:
                own = texts[baseline][question.question_id]
                key = question.question_id, name
                verdict = judge.judge(question, own, answers[question.question_id])
                verdicts[key] = (*verdicts.get(key, ()), verdict)
    return verdicts


def _to_judgements(
    questions: Sequence[Question],
    texts: Texts,
    baseline: str,
    names: Sequence[str],
    verdicts: Mapping[tuple[str, str], tuple[OrderVerdict, ...]],
    judge: JudgeOptions,
    keypoint_judge: KeypointJudge,
) -> list[Judgement]:
    return [
        Judgement(
            question_id=question.question_id,
            image_id=question.image_id,
            task=question.task,
            candidate=name,
            orders=verdicts[question.question_id, name],
            baseline_words=len(texts[baseline][question.question_id].split()),
            candidate_words=len(texts[name][question.question_id].split()),
            weight=keypoint_judge.weight(question) if judge.kind == "keypoints" else 1.0,
        )
        for name in names
        for question in questions
    ]


def _measure_fidelity(judge: KeypointJudge, questions: Sequence[Question], texts: Texts) -> dict[str, Fidelity]:
    found = {}
    for name, answers in texts.items():
        total = Fidelity()
        for question in questions:
            asked = judge.asked.get(question.question_id)
            if asked is not None:
                report = check_claims(ask_before(question.question) + answers[question.question_id], asked.scene)
                total.agree += report.agree
                total.contradict += report.contradict
                total.unjudged += report.unjudged
        found[name] = total
    return found


def _read(options: EvaluationOptions) -> Benchmark:
    benchmark = read_benchmark(options.benchmark)
    if options.contexts is not None:
        benchmark = _with_contexts(benchmark, options.contexts)
    check_contexts(benchmark)
    return benchmark


def _with_contexts(benchmark: Benchmark, path: Path) -> Benchmark:
    questions = add_contexts(benchmark.questions, path)
    return Benchmark(questions, benchmark.benchmark_hash, benchmark.meta, benchmark.path)


def _texts_at_hand(
    options: EvaluationOptions, benchmark: Benchmark, asked: Sequence[Question]
) -> tuple[Texts, list[str]]:
    """The answers that need not be made, the references in place of the others, and the names of those."""
    texts: Texts = {}
    missing = []
    for source in (options.baseline, *options.candidates):
        kept = options.out / _ANSWERS / f"{source.file_stem}.jsonl"
        path = Path(source.place) if source.kind == "file" else kept
        try:
            texts[source.name] = read_answers(path, benchmark.questions, asked)
        except EvaluationError:
            texts[source.name] = {question.question_id: question.reference or "x " * 60 for question in asked}
            if source.kind != "reference":
                missing.append(source.name)
    return texts, missing


def _keep_benchmark(benchmark: Benchmark, options: EvaluationOptions, out: Path) -> None:
    copy = out / _BENCHMARK_COPY
    if copy.exists() and copy.resolve() == benchmark.path.resolve():
        return
    if copy.exists() and read_benchmark(copy).benchmark_hash != benchmark.benchmark_hash:
        raise EvaluationError(f"{out}: holds an evaluation on another benchmark; name another folder with --out")
    shutil.copyfile(benchmark.path, copy)
    if options.contexts is not None:
        shutil.copyfile(options.contexts, out / _CONTEXTS_COPY)
    meta = {"sha256": benchmark.benchmark_hash, **{k: v for k, v in benchmark.meta.items() if k != "images"}}
    meta_path(copy).write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _notes(questions: Sequence[Question], answers: Sequence[Answers], options: EvaluationOptions) -> list[str]:
    notes = [
        f"{one.cut_off} of {len(one.texts)} answers of {one.source.name} were cut off at"
        f" {one.made_by.get('max_new_tokens')} tokens."
        for one in answers
        if one.cut_off
    ]
    images = {question.image_id for question in questions}
    trained = read_image_ids(options.trained_on) & images
    if trained:
        first = ", ".join(str(image_id) for image_id in sorted(trained)[:5])
        notes.append(
            f"{len(trained)} of {len(images)} images are in the training data ({first}"
            + (", ...); " if len(trained) > 5 else "); ")
            + "a model has seen them, and its scores are too high."
        )
    if any(question.width is None or question.height is None for question in questions):
        notes.append("The benchmark lacks pictures' sizes: statements are held against poses stretched to a square.")
    if "keypoints" in [judge.kind for judge in (options.judge, *options.more_judges)]:
        notes.append(
            "Keypoint statements: true and false statements about poses, each worth what it sets apart; neither wording"
            " nor reasoning is judged."
        )
        silent = sum(bool(one.reference) and not find_claims(one.reference) for one in questions)
        if silent:
            notes.append(
                f"{silent} of {len(questions)} questions have a reference answer without any statement about poses;"
                " keypoint statements leave them out."
            )
        if len(images) < 20:
            notes.append(
                f"The shares behind keypoint statements rest on {len(images)} images; fewer than 20 make them rough."
            )
    return notes

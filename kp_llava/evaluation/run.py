"""One evaluation: get the answers, have them judged side by side, average, and write the report."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..errors import EvaluationError
from ..generation.rows import Fidelity
from ..poses.claims.find import find_claims
from .answers.collect import Answers, collect_answers, options_for, read_kept_answers
from .answers.source import Source
from .benchmark import Benchmark, Question, meta_path, read_benchmark
from .judgement import Judgement, OrderVerdict
from .judges.keypoints import count_statements, judge_by_keypoints, read_scene
from .options import EvaluationOptions, JudgeOptions, read_evaluation_file, write_evaluation_file
from .questions import read_image_ids
from .report.page import write_html
from .report.report import Report, write_judgements, write_report
from .scores import build_scores

_BENCHMARK_COPY = "benchmark.jsonl"
_ANSWERS, _JUDGEMENTS = "answers", "judgements.jsonl"


def evaluate(options: EvaluationOptions, *, progress: bool = False) -> Report:
    """Evaluate, and write report.md, report.json, report.html, judgements.jsonl and the answers into `options.out`.

    A run that was stopped goes on with the same call: kept answers and judgements are not asked for again.

    Raises:
        EvaluationError: the benchmark, a source, or the kept files cannot be used.
        TeacherError: the judge's or a candidate's server cannot be used.
    """
    benchmark = read_benchmark(options.benchmark)
    out = options.out
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"{out}: cannot make the folder ({error.strerror}); name another with --out") from error
    _keep_benchmark(benchmark, out)
    answer_options = options_for(benchmark, options.answers)
    sources = [options.baseline, *options.candidates]
    answers = [collect_answers(source, benchmark, out / _ANSWERS, answer_options) for source in sources]
    record: dict[str, Any] = {
        "benchmark": {
            "file": options.benchmark.name,
            "hash": benchmark.benchmark_hash,
            "questions": len(benchmark.questions),
            "images": benchmark.image_count,
        },
        "models": {one.source.name: {**one.made_by, "file": f"{one.source.file_stem}.jsonl"} for one in answers},
        "baseline": options.baseline.name,
        "candidates": [source.name for source in options.candidates],
        "picture_folder": str(answer_options.images.resolve()) if answer_options.images else None,
        "notes": _notes(benchmark, answers, options),
    }
    write_evaluation_file(out, record, options.judge)
    return _judge_and_report(out, record, benchmark, answers, options.judge, may_call=True, progress=progress)


def replay(out: Path, *, progress: bool = False) -> Report:
    """Read and score the kept judgements of an evaluation anew, without any call.

    Raises:
        EvaluationError: the folder holds no evaluation, or its files were changed.
    """
    record, judge = read_evaluation_file(out)
    benchmark = read_benchmark(out / _BENCHMARK_COPY)
    if benchmark.benchmark_hash != record["benchmark"]["hash"]:
        raise EvaluationError(f"{out / _BENCHMARK_COPY}: is not the benchmark that was evaluated; evaluate again")
    answers = []
    for name in [record["baseline"], *record["candidates"]]:
        path = out / _ANSWERS / Path(record["models"][name]["file"]).name
        answers.append(read_kept_answers(Source(name, "file", str(path)), benchmark, path))
    return _judge_and_report(out, record, benchmark, answers, judge, may_call=False, progress=progress)


def _judge_and_report(
    out: Path,
    record: dict[str, Any],
    benchmark: Benchmark,
    answers: Sequence[Answers],
    judge: JudgeOptions,
    *,
    may_call: bool,
    progress: bool,
) -> Report:
    texts = {one.source.name: one.texts for one in answers}
    baseline, candidates = record["baseline"], list(record["candidates"])
    prompts_hash = None
    if judge.kind == "keypoints":
        verdicts = _judge_offline(benchmark.questions, texts, baseline, candidates, progress)
    else:
        from .judges.openai import judge_online, load_prompts_for

        prompts_hash = load_prompts_for(out, judge, may_call=may_call).prompts_hash
        verdicts = judge_online(out, benchmark.questions, texts, baseline, candidates, judge, may_call, progress)
    judgements = [
        Judgement(
            question_id=question.question_id,
            image_id=question.image_id,
            task=question.task,
            candidate=candidate,
            orders=verdicts[question.question_id, candidate],
            baseline_words=len(texts[baseline][question.question_id].split()),
            candidate_words=len(texts[candidate][question.question_id].split()),
        )
        for candidate in candidates
        for question in benchmark.questions
    ]
    report = Report(
        scores=build_scores(judgements, baseline=baseline, candidates=candidates),
        benchmark=record["benchmark"],
        judge=judge.to_record(prompts_hash),
        models=record["models"],
        fidelity=_measure_fidelity(benchmark.questions, texts),
        notes=tuple(record["notes"]),
    )
    write_judgements(judgements, out / _JUDGEMENTS)
    pictures = record["picture_folder"]
    write_html(
        report, benchmark.questions, texts, judgements, Path(pictures) if pictures else None, out / "report.html"
    )
    write_report(report, out)
    return report


def _judge_offline(
    questions: Sequence[Question],
    texts: dict[str, dict[str, str]],
    baseline: str,
    candidates: Sequence[str],
    progress: bool,
) -> dict[tuple[str, str], tuple[OrderVerdict, ...]]:
    pairs = [(question, candidate) for candidate in candidates for question in questions]
    return {
        (question.question_id, candidate): (
            judge_by_keypoints(question, texts[baseline][question.question_id], texts[candidate][question.question_id]),
        )
        for question, candidate in tqdm(pairs, desc="judge", disable=not progress)
    }


def _measure_fidelity(questions: Sequence[Question], texts: dict[str, dict[str, str]]) -> dict[str, Fidelity]:
    scenes = {question.question_id: read_scene(question) for question in questions}
    asked = {question.question_id: question.question for question in questions}
    found = {}
    for name, answers in texts.items():
        counts = [
            count_statements(answers[question_id], scene, frozenset(), asked[question_id])
            for question_id, scene in scenes.items()
            if scene is not None
        ]
        found[name] = Fidelity(
            sum(count.agree for count in counts),
            sum(count.contradict for count in counts),
            sum(count.unjudged for count in counts),
        )
    return found


def _keep_benchmark(benchmark: Benchmark, out: Path) -> None:
    copy = out / _BENCHMARK_COPY
    if copy.exists() and copy.resolve() == benchmark.path.resolve():
        return
    if copy.exists() and read_benchmark(copy).benchmark_hash != benchmark.benchmark_hash:
        raise EvaluationError(f"{out}: holds an evaluation on another benchmark; name another folder with --out")
    shutil.copyfile(benchmark.path, copy)
    meta = {"sha256": benchmark.benchmark_hash, **{k: v for k, v in benchmark.meta.items() if k != "images"}}
    meta_path(copy).write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _notes(benchmark: Benchmark, answers: Sequence[Answers], options: EvaluationOptions) -> list[str]:
    notes = [
        f"{one.cut_off} of {len(one.texts)} answers of {one.source.name} were cut off at"
        f" {one.made_by.get('max_new_tokens')} tokens."
        for one in answers
        if one.cut_off
    ]
    trained = read_image_ids(options.trained_on) & {question.image_id for question in benchmark.questions}
    if trained:
        first = ", ".join(str(image_id) for image_id in sorted(trained)[:5])
        notes.append(
            f"{len(trained)} of {benchmark.image_count} images are in the training data ({first}"
            + (", ...); " if len(trained) > 5 else "); ")
            + "a model has seen them, and its scores are too high."
        )
    if any(question.width is None or question.height is None for question in benchmark.questions):
        notes.append("The benchmark lacks pictures' sizes: statements are held against poses stretched to a square.")
    if options.judge.kind == "keypoints":
        notes.append(
            "The keypoints judge counts true and false statements about poses; it judges neither wording nor reasoning."
        )
        silent = sum(bool(one.reference) and not find_claims(one.reference) for one in benchmark.questions)
        if silent:
            notes.append(
                f"{silent} of {len(benchmark.questions)} questions have a reference answer without any statement about"
                " poses; an answer without one gets the keypoints judge's lowest score there, too."
            )
    return notes

"""One ablation: train the four variants, have all answer one benchmark, judge them against the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...errors import EvaluationError
from ...evaluation.answers.collect import options_for
from ...evaluation.answers.model import AnswerOptions
from ...evaluation.answers.source import REFERENCE, Source, parse_source
from ...evaluation.benchmark import meta_path, read_benchmark
from ...evaluation.choices.benchmark import read_choices
from ...evaluation.choices.page import SECTION_STYLE, render_choice_section
from ...evaluation.choices.report import ChoiceReport
from ...evaluation.choices.run import MAX_NEW_TOKENS, ChoiceOptions, evaluate_choices
from ...evaluation.options import EvaluationOptions, JudgeOptions
from ...evaluation.report.page import embed_section
from ...evaluation.report.report import Report
from ...evaluation.run import evaluate
from ...generation.options import RUN_FILE_NAME
from .ablation import Training, list_variants, train_variants
from .settings import plan_trainings, saves_checkpoints
from .table import write_ablation


@dataclass(frozen=True)
class AblationOptions:
    """One request to `run_ablation`.

    Attributes:
        recipe: the YAML file.
        benchmark: the questions' file.
        out: the folder of models, answers, judgements and the table.
        fields: recipe fields of the command line, as in ``("--learning_rate", "1e-5")``.
        data_dir: the run with the rows; None for the dataset that the recipe names.
        baseline: NAME=SOURCE; None for the model that all trainings start from, under the name ``original``.
        from_model: a model folder or Hub id in place of the recipe's.
        processes: of a training; None for as many as there are GPUs.
        retrain: train those variants anew whose settings have changed.
        keeps_checkpoints: whether a finished training's checkpoints stay.
        judges: who judges; the first one's table comes first.
        answers: how models answer.
        choices: a PoseChoice file that all models answer, too; None for none.
        choice_answers: how they answer it; None for letters, as `eval` has it.
        is_blind_judged: whether texts that were written without the pictures are judged, too.
        audit: audit.json of `kp-llava audit-judge`, which the report cites.
        elsewhere: result files of other benchmarks, NAME=FILE.
    """

    recipe: Path
    benchmark: Path
    out: Path
    fields: tuple[str, ...] = ()
    data_dir: Path | None = None
    baseline: str | None = None
    from_model: str | None = None
    processes: int | None = None
    retrain: bool = False
    keeps_checkpoints: bool = False
    judges: tuple[JudgeOptions, ...] = (JudgeOptions(),)
    answers: AnswerOptions = field(default_factory=AnswerOptions)
    choices: Path | None = None
    choice_answers: AnswerOptions | None = None
    is_blind_judged: bool = True
    audit: Path | None = None
    elsewhere: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True)
class Ablation:
    """What an ablation found.

    Attributes:
        report: of the one evaluation of all models by judges.
        choice: of their answers to PoseChoice; None where there is no such file.
    """

    report: Report
    choice: ChoiceReport | None = None


def run_ablation(options: AblationOptions, *, say: Callable[[str], None] = print) -> Ablation:
    """Train, evaluate, and write ablation.md and ablation.json into `options.out`.

    A run that was stopped goes on with the same call: finished trainings, answers and judgements are kept.

    Raises:
        TrainingError: recipe, rows or model cannot be used, a training failed, or the folder holds others.
        EvaluationError: the benchmark, the baseline or the pictures cannot be used.
    """
    # what can be wrong with the evaluation is to be known before hours of training
    benchmark = read_benchmark(options.benchmark)
    options_for(benchmark, options.answers).picture_folder()
    if options.choices is not None:
        choices = read_choices(options.choices)
        options_for(choices.to_benchmark(), options.choice_answers or options.answers).picture_folder()
    given = parse_source(options.baseline, "--baseline") if options.baseline else None
    if given and given.name in list_variants():
        raise EvaluationError(f"--baseline {given.name}: is the name of a variant; take another")
    _make_folder(options.out)
    trainings, launch = plan_trainings(
        options.recipe,
        options.fields,
        data_dir=options.data_dir,
        out=options.out,
        from_model=options.from_model,
        processes=options.processes,
        keeps_checkpoints=options.keeps_checkpoints,
    )
    if not saves_checkpoints(options.recipe, options.fields):
        say(
            "note: the recipe saves no checkpoints, so a training that is stopped starts anew; "
            "--save_strategy steps --save_steps N saves them"
        )
    train_variants(trainings, launch, retrain=options.retrain, say=say)
    out = evaluation_folder(options.out, benchmark.benchmark_hash)
    _drop_old_answers(trainings, out / "answers")
    for folder in options.out.glob("choices-*/answers*"):
        _drop_old_answers(trainings, folder)
    baseline = given or Source("original", "model", launch.model)
    candidates = tuple(Source(one.name, "model", str(one.folder)) for one in trainings)
    runs = [options.data_dir] if options.data_dir and (options.data_dir / RUN_FILE_NAME).is_file() else []
    report = evaluate(
        EvaluationOptions(
            benchmark=options.benchmark,
            baseline=baseline,
            candidates=candidates,
            out=out,
            judge=options.judges[0],
            more_judges=options.judges[1:],
            answers=options.answers,
            is_blind_judged=options.is_blind_judged,
            audit=options.audit,
            elsewhere=options.elsewhere,
            trained_on=tuple(runs),
        ),
        progress=True,
    )
    choice = _answer_choices(options, [baseline, *candidates])
    if choice is not None:
        section = f"<h2>PoseChoice</h2>{render_choice_section(choice)}"
        embed_section(out / "report.html", section, SECTION_STYLE)
    if not report.scores.refusal:
        write_ablation(report, trainings, options.out, out.name, choice)
    return Ablation(report, choice)


def _answer_choices(options: AblationOptions, sources: list[Source]) -> ChoiceReport | None:
    if options.choices is None:
        return None
    digest = read_choices(options.choices).benchmark_hash
    answers = options.choice_answers or replace(options.answers, max_new_tokens=MAX_NEW_TOKENS, score="generate")
    asked = [source for source in sources if source.kind != REFERENCE]
    out = options.out / f"choices-{digest[:8]}"
    return evaluate_choices(ChoiceOptions(options.choices, tuple(asked), out, answers))


def evaluation_folder(out: Path, benchmark_hash: str) -> Path:
    """Where a benchmark's answers, judgements and reports lie; another benchmark on the same models has another."""
    return out / f"evaluation-{benchmark_hash[:8]}"


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(f"{out}: cannot make the folder ({error.strerror}); name another with --out") from error


def _drop_old_answers(trainings: list[Training], folder: Path) -> None:
    """Delete answers that are older than the model that is to give them: it was trained anew."""
    for training in trainings:
        for answers in [*folder.glob(f"{training.name}.jsonl"), *folder.glob(f"{training.name}-*.jsonl")]:
            if answers.stat().st_mtime < training.record_file.stat().st_mtime:
                answers.unlink()
                meta_path(answers).unlink(missing_ok=True)

"""The ablation's table next to the paper's: as text, as ablation.md and as ablation.json.

The paper's Table 3 has twenty cells, each the mean of 30 scores from 1 to 10, times 10; its "All" is the mean of the
three columns, and the row of the untuned model is its mean over four pairings.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...evaluation.choices.report import ChoiceReport, render_choice_markdown, render_choice_table
from ...evaluation.report.report import (
    Report,
    align_rows,
    describe_comparisons,
    describe_improvement,
    markdown_table,
    show_cell,
)
from ...files import write_atomically
from ...markdown import escape
from ...tasks import TASKS
from .ablation import Training

PAPER = "arXiv 2409.09306"
PAPER_BASELINE = "LLaVA-7B"
PAPER_TABLE: dict[str, dict[str, float]] = {
    "full": {"conversation": 43.67, "detail": 67.00, "complex": 66.67, "all": 59.11},
    "conversation-only": {"conversation": 45.00, "detail": 32.33, "complex": 38.67, "all": 38.67},
    "detail-only": {"conversation": 60.33, "detail": 61.67, "complex": 64.67, "all": 62.22},
    "complex-only": {"conversation": 48.00, "detail": 55.67, "complex": 81.00, "all": 61.56},
    PAPER_BASELINE: {"conversation": 35.75, "detail": 38.50, "complex": 72.08, "all": 48.78},
}
# sums of the 90 scores behind a variant's row, and of the untuned model's in its four pairings
_PAPER_SUMS = {"full": 532, "conversation-only": 348, "detail-only": 560, "complex-only": 554}
_PAPER_BASELINE_SUM = 1756
_NOTE = (
    "Its judge, benchmark, model and data are others: compare the order of the rows, not the numbers. The paper's"
    " headline, +21.18%, is full data against LLaVA-7B; two of its single-kind models are above full data, detail only"
    " (+27.56%) and complex only (+26.20%)."
)


def paper_improvement(name: str) -> float | None:
    """The paper's improvement of a variant over LLaVA-7B in percent; None for one that the paper does not have."""
    if name not in _PAPER_SUMS:
        return None
    return 100 * (_PAPER_SUMS[name] / (_PAPER_BASELINE_SUM / 4) - 1)


def render_ablation(report: Report, choice: ChoiceReport | None = None) -> str:
    """The tables as plain text, their cells with 95% intervals, and what follows from them."""
    lines = describe_comparisons(report.scores)
    return "\n".join(
        [
            align_rows(_rows(report)),
            "",
            *lines,
            "",
            *([] if choice is None else ["PoseChoice:", render_choice_table(choice), ""]),
            f"The paper's table ({PAPER}, Table 3):",
            align_rows(_paper_rows(report.scores.columns)),
            f"in the paper: full against {PAPER_BASELINE} {paper_improvement('full'):+.2f}%",
            _NOTE,
        ]
    )


def render_ablation_markdown(
    report: Report, trainings: Sequence[Training], evaluation: str, choice: ChoiceReport | None = None
) -> str:
    """The content of ablation.md.

    Args:
        report: of the one evaluation of all models.
        trainings: the variants.
        evaluation: the evaluation's folder, as seen from the file.
        choice: the models' answers to PoseChoice.
    """
    scores = report.scores
    head, *rows = [[escape(cell) for cell in row[:1]] + list(row[1:]) for row in _rows(report)]
    paper_head, *paper_rows = _paper_rows(scores.columns)
    parts = [
        "# Ablation: what each kind of row teaches",
        "",
        f"Every model was asked the same {report.benchmark.get('questions')} questions about "
        f"{report.benchmark.get('images')} images and held against {escape(scores.baseline)} by the judge "
        f"{escape(str(report.judge.get('name')))}. Mean score x 10, with 95% intervals "
        "(bootstrap over images).",
        "",
        *markdown_table(["Model", *head[1:]], rows),
        "",
        'Rows that begin with "blind" were written without seeing the pictures.',
        "",
        *_choice_parts(choice),
        f"## The paper's table ({PAPER}, Table 3)",
        "",
        *markdown_table(["Model", *paper_head[1:]], paper_rows),
        "",
        _NOTE,
        "",
        f"## Against {escape(scores.baseline)}",
        "",
        *markdown_table(
            ["Model", "improvement", "in the paper", "win / tie / loss"],
            [
                [
                    escape(name),
                    describe_improvement(one),
                    "-" if (paper := paper_improvement(name)) is None else f"{paper:+.2f}%",
                    " / ".join(map(str, one.wins_ties_losses["all"])),
                ]
                for name, one in scores.comparisons.items()
            ],
        ),
        "",
        "## Trainings",
        "",
        "The same recipe and the same start; each variant on its own rows.",
        "",
        *markdown_table(
            ["Model", "rows", "epochs", "steps", "seconds"],
            [
                [
                    one.name,
                    f"{one.rows:,}",
                    f"{one.record['epochs']:g}",
                    f"{one.record['steps']:,}",
                    f"{one.record['seconds']:.0f}",
                ]
                for one in trainings
            ],
        ),
        "",
        f"Judgements, answers and all further figures: `{evaluation}/report.md` and `{evaluation}/report.html`.",
    ]
    if report.notes:
        parts += ["", *(f"- {escape(note)}" for note in report.notes)]
    return "\n".join(parts) + "\n"


def write_ablation(
    report: Report, trainings: Sequence[Training], out: Path, evaluation: str, choice: ChoiceReport | None = None
) -> None:
    """Write ablation.md and ablation.json; the latter is report.json with `paper`, `trainings` and `choice`."""
    record: dict[str, Any] = {
        **report.to_json(),
        "paper": {
            "source": PAPER,
            "table": PAPER_TABLE,
            "improvement_percent": round(paper_improvement("full") or 0.0, 2),
            "improvements_percent": {name: round(paper_improvement(name) or 0.0, 2) for name in _PAPER_SUMS},
        },
        "trainings": {
            one.name: {
                "rows": one.rows,
                **{name: one.record[name] for name in ("epochs", "steps", "seconds")},
                "settings": one.settings,
            }
            for one in trainings
        },
        "evaluation": evaluation,
        "choice": None if choice is None else choice.to_json(),
    }
    write_atomically(out / "ablation.json", json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    write_atomically(out / "ablation.md", render_ablation_markdown(report, trainings, evaluation, choice))


def _choice_parts(choice: ChoiceReport | None) -> list[str]:
    """PoseChoice's section of ablation.md: its own report without the title, one level down."""
    if choice is None:
        return []
    lines = render_choice_markdown(choice).splitlines()
    return ["## PoseChoice", *(f"#{line}" if line.startswith("#") else line for line in lines[1:]), ""]


def _rows(report: Report) -> list[list[str]]:
    scores = report.scores
    rows = [["", *(TASKS[column].title for column in scores.columns), "All"]]
    for name, row in [*scores.rows.items(), *scores.blind.items()]:
        rows.append([name, *(show_cell(row.cells[c], row.intervals[c]) for c in [*scores.columns, "all"])])
    return rows


def _paper_rows(columns: Sequence[str]) -> list[list[str]]:
    """The paper's cells under the same columns; a kind that the paper does not have gets a dash."""
    rows = [["", *(TASKS[column].title for column in columns), "All"]]
    for name, cells in PAPER_TABLE.items():
        rows.append([name, *(f"{cells[c]:.2f}" if c in cells else "-" for c in [*columns, "all"])])
    return rows

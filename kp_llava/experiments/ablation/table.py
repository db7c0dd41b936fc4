"""The ablation's table beside the paper's figures: as text, as ablation.md and as ablation.json.

Of the paper's Table 3 this library knows the overall scores of LLaVA-7B and of the model that was trained on all rows,
and the improvement that follows. They are exact: over 4 x 90 and 90 integer scores, only the sums 1,756 and 532 give
48.78 and 59.11.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
PAPER_BASELINE, PAPER_FULL, PAPER_IMPROVEMENT = 48.78, 59.11, 21.18
_NOTE = (
    f"The last column has the paper's own overall scores ({PAPER}, Table 3), of LLaVA-7B and of the model trained on "
    "all rows; its other cells are not known here. Its judge, benchmark and data are others: compare what stands above "
    "what, not the numbers."
)


def render_ablation(report: Report) -> str:
    """The table as plain text, its cells with 95% intervals, and what follows from it."""
    scores = report.scores
    lines = describe_comparisons(scores)
    paper = f"in the paper: full against LLaVA-7B +{PAPER_IMPROVEMENT:.2f}%"
    return "\n".join([align_rows(_rows(report)), "", *lines[:-1], paper, lines[-1]])


def render_ablation_markdown(report: Report, trainings: Sequence[Training], evaluation: str) -> str:
    """The content of ablation.md.

    Args:
        report: of the one evaluation of all models.
        trainings: the variants.
        evaluation: the evaluation's folder, as seen from the file.
    """
    scores = report.scores
    head, *rows = [[escape(cell) for cell in row[:1]] + list(row[1:]) for row in _rows(report)]
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
                    f"+{PAPER_IMPROVEMENT:.2f}%" if name == "full" else "-",
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


def write_ablation(report: Report, trainings: Sequence[Training], out: Path, evaluation: str) -> None:
    """Write ablation.md and ablation.json; the latter is report.json with `paper` and `trainings`."""
    record: dict[str, Any] = {
        **report.to_json(),
        "paper": {
            "source": PAPER,
            "table": {"LLaVA-7B": {"all": PAPER_BASELINE}, "full": {"all": PAPER_FULL}},
            "improvement_percent": PAPER_IMPROVEMENT,
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
    }
    write_atomically(out / "ablation.json", json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    write_atomically(out / "ablation.md", render_ablation_markdown(report, trainings, evaluation))


def _rows(report: Report) -> list[list[str]]:
    scores = report.scores
    paper = {scores.baseline: f"{PAPER_BASELINE:.2f}", "full": f"{PAPER_FULL:.2f}"}
    rows = [["", *(TASKS[column].title for column in scores.columns), "All", "All, paper"]]
    for name, row in scores.rows.items():
        cells = [show_cell(row.cells[c], row.intervals[c]) for c in [*scores.columns, "all"]]
        rows.append([name, *cells, paper.get(name, "-")])
    return rows

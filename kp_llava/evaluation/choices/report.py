"""The report on PoseChoice: as text, as report.md, as report.json and as report.html."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ...files import write_atomically
from ...markdown import code, escape
from ...version import __version__
from ..report.report import align_rows, markdown_table
from .benchmark import ChoiceQuestion
from .scores import Cell, Comparison, Interval, Outcomes, Row

_ABOUT = (
    "Accuracy is the share of right answers, an unreadable one counted as wrong; kappa is accuracy beyond chance (0 for"
    " guessing, 1 for all right); mirror is the share of pairs, a picture and its mirror image, with both answers"
    " right. In brackets: 95% intervals by a bootstrap over images. Every answer is right equally often, so a row"
    " without sight that is above chance would be a fault of the questions."
)


@dataclass
class ChoiceReport:
    """The result of one evaluation.

    Attributes:
        benchmark: file, hash, questions and images.
        score: how answers were taken: ``generate``, ``likelihood`` or ``sentences``.
        questions: the benchmark's.
        choice: name -> a model's line.
        blind_rows: name -> how it was kept from seeing -> its line.
        blind: lines of no model, as ``most frequent answer``.
        comparisons: (first, second) -> how the second model differs from the first one.
        outcomes: name -> each question's answer.
        notes: what a reader must know besides.
    """

    benchmark: dict[str, Any]
    score: str
    questions: Sequence[ChoiceQuestion]
    choice: dict[str, Row] = field(default_factory=dict)
    blind_rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    blind: dict[str, Row] = field(default_factory=dict)
    comparisons: dict[tuple[str, str], Comparison] = field(default_factory=dict)
    outcomes: dict[str, Outcomes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """What report.json holds: ``choice[NAME]`` has accuracy, kappa, mirror_consistency, unreadable, by_kind."""
        return {
            "form": "choice",
            "benchmark": self.benchmark,
            "score": self.score,
            "choice": {
                name: {
                    **row.to_json(),
                    "blind": {how: one.to_json() for how, one in self.blind_rows.get(name, {}).items()},
                }
                for name, row in self.choice.items()
            },
            "blind": {name: row.to_json() for name, row in self.blind.items()},
            "comparisons": [
                {"first": first, "second": second, **asdict(one)} for (first, second), one in self.comparisons.items()
            ],
            "notes": self.notes,
            "kp_llava_version": __version__,
        }

    def rows(self) -> list[tuple[str, Row]]:
        """Every line of the table, a model's blind ones after its own."""
        found = []
        for name, row in self.choice.items():
            found.append((name, row))
            found += [(f"{name}, {how}", one) for how, one in self.blind_rows.get(name, {}).items()]
        return [*found, *self.blind.items()]


def write_choice_report(report: ChoiceReport, out: Path, pictures: Path | None) -> None:
    """Write report.json, report.md and report.html."""
    from .page import write_page

    write_atomically(out / "report.json", json.dumps(report.to_json(), indent=2, ensure_ascii=False) + "\n")
    write_atomically(out / "report.md", render_choice_markdown(report))
    write_page(report, pictures, out / "report.html")


def render_choice_table(report: ChoiceReport) -> str:
    """The table as plain text, and the comparisons with the first model."""
    head = ["", "accuracy %", "chance", "kappa", "mirror %", "left/right %", "unreadable"]
    lines = [align_rows([head, *([name, *_cells(row)] for name, row in report.rows())])]
    kinds = _kinds(report)
    by_kind = [[name, *(_kind(row, kind) for kind in kinds)] for name, row in report.rows()]
    lines += ["", "kappa by kind", align_rows([["", *kinds], *by_kind])]
    if report.comparisons:
        first = next(iter(report.choice))
        lines += ["", *(_compare_line(*n, one) for n, one in report.comparisons.items() if n[0] == first)]
    return "\n".join(lines)


def render_choice_markdown(report: ChoiceReport) -> str:
    """The content of report.md."""
    bench, kinds = report.benchmark, _kinds(report)
    rows = [(escape(name), row) for name, row in report.rows()]
    parts = [
        "# PoseChoice",
        "",
        f"Benchmark {code(str(bench.get('file')))} (SHA-256 `{str(bench.get('hash'))[:16]}`): {bench.get('questions')}"
        f" questions about {bench.get('images')} images. Answers taken by: {report.score}.",
        "",
        *markdown_table(
            ["Model", "accuracy %", "chance", "kappa", "mirror %", "left/right %", "unreadable"],
            [[name, *_cells(row)] for name, row in rows],
        ),
        "",
        _ABOUT,
        "",
        "## Kappa by kind",
        "",
        *markdown_table(["Model", *kinds], [[name, *(_kind(row, kind) for kind in kinds)] for name, row in rows]),
        "",
        "## Answers taken",
        "",
        "How often the first listed option was chosen, and how often yes; guessing gives 50% of two options.",
        "",
        *markdown_table(
            ["Model", "first option", "yes"],
            [[name, _share(row.first_share), _share(row.yes_share)] for name, row in rows],
        ),
    ]
    if report.comparisons:
        parts += [
            "",
            "## Models compared",
            "",
            "The difference of the accuracies (second less first), the questions that only one of them has right, and"
            " the probability of such a difference by chance: McNemar's exact test, and the same for questions in"
            " clusters, an image each, which is the one to cite.",
            "",
            *markdown_table(
                ["First", "Second", "difference", "only first", "only second", "p (McNemar)", "p (clustered)"],
                [
                    [
                        escape(first),
                        escape(second),
                        _with_interval(100 * one.difference, one.difference_interval, 100, "+.1f"),
                        str(one.only_first),
                        str(one.only_second),
                        f"{one.p_mcnemar:.4f}",
                        f"{one.p_clustered:.4f}",
                    ]
                    for (first, second), one in report.comparisons.items()
                ],
            ),
        ]
    if report.notes:
        parts += ["", "## Notes", "", *(f"- {escape(note)}" for note in report.notes)]
    return "\n".join(parts) + "\n"


def _kinds(report: ChoiceReport) -> list[str]:
    return list(next(iter(report.choice.values())).by_kind)


def _cells(row: Row) -> list[str]:
    one = row.all
    return [
        _with_interval(100 * one.accuracy, one.accuracy_interval, 100, ".1f"),
        f"{100 * one.chance:.1f}",
        _with_interval(one.kappa, one.kappa_interval, 1, ".2f"),
        _with_interval(100 * one.mirror_consistency, one.mirror_interval, 100, ".1f"),
        f"{100 * row.sides.accuracy:.1f}" if row.sides else "-",
        str(one.unreadable),
    ]


def _kind(row: Row, kind: str) -> str:
    cell: Cell | None = row.by_kind.get(kind)
    return "-" if cell is None else _with_interval(cell.kappa, cell.kappa_interval, 1, ".2f")


def _with_interval(value: float, interval: Interval, scale: float, form: str) -> str:
    shown = show_value(value, form)
    if interval is None:
        return shown
    return f"{shown} [{show_value(scale * interval[0], form)}, {show_value(scale * interval[1], form)}]"


def show_value(value: float, form: str) -> str:
    """The value in this form; one that rounds to zero has no sign."""
    shown = format(value, form)
    return shown.lstrip("-+") if float(shown) == 0 else shown


def _compare_line(first: str, second: str, one: Comparison) -> str:
    difference = _with_interval(100 * one.difference, one.difference_interval, 100, "+.1f")
    return (
        f"{second} against {first}: {difference} points; right only {one.only_second} against {one.only_first},"
        f" p = {one.p_clustered:.4f} (clustered by image), {one.p_mcnemar:.4f} (McNemar)"
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"

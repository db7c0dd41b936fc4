"""The result as text for the terminal, as report.md and as report.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ...files import write_atomically
from ...generation.rows import Fidelity
from ...markdown import escape
from ...tasks import TASKS
from ...version import __version__
from ..judgement import Judgement
from ..scores import Comparison, Interval, Row, Scores


@dataclass(frozen=True)
class Report:
    """Everything that the files of an evaluation say.

    Attributes:
        scores: the table.
        benchmark: ``file``, ``hash``, ``questions`` and ``images``.
        judge: ``name`` and settings, without any secret.
        models: name -> where its answers come from.
        fidelity: name -> its statements against the keypoints.
        notes: what a reader must know, a sentence each.
        panel: further judges: ``judge``, ``scores`` and ``agreement`` with the first one.
        audit: what `kp-llava audit-judge` found about a judge, as `judges.cited.read_audit` gives it.
        elsewhere: figures of other benchmarks: ``name``, ``file`` and ``figures``.
    """

    scores: Scores
    benchmark: dict[str, Any]
    judge: dict[str, Any]
    models: dict[str, dict[str, Any]]
    fidelity: dict[str, Fidelity] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    panel: tuple[dict[str, Any], ...] = ()
    audit: dict[str, Any] | None = None
    elsewhere: tuple[dict[str, Any], ...] = ()

    def describe_judging(self) -> list[str]:
        """What judging took and how far the judges agree, a line each."""
        lines = [f"judge: {describe_judge(self.judge)}"]
        for one in self.panel:
            lines += [f"judge: {describe_judge(one['judge'])}", describe_agreement(self, one)]
        return lines

    def to_json(self) -> dict[str, Any]:
        """The content of report.json; the same evaluation gives the same bytes."""
        return {
            **self.scores.to_json(),
            "benchmark_hash": self.benchmark.get("hash"),
            "benchmark": self.benchmark,
            "judge": self.judge,
            "models": self.models,
            "fidelity": {name: {**asdict(one), "share": agree_share(one)} for name, one in self.fidelity.items()},
            "notes": list(self.notes),
            "panel": [{**one, "scores": one["scores"].to_json()} for one in self.panel],
            "audit": self.audit,
            "elsewhere": list(self.elsewhere),
            "kp_llava_version": __version__,
        }


def agree_share(fidelity: Fidelity) -> float | None:
    """The statements that the keypoints confirm among those that they settle; None where they settle none."""
    return fidelity.agree / fidelity.judged if fidelity.judged else None


def write_report(report: Report, folder: Path) -> None:
    """Write report.json and report.md into a folder."""
    text = json.dumps(report.to_json(), indent=2, ensure_ascii=False, allow_nan=False)
    write_atomically(folder / "report.json", text + "\n")
    write_atomically(folder / "report.md", render_markdown(report))


def write_judgements(judgements: Sequence[Judgement], path: Path) -> None:
    """Write every judgement as a line: both orders, explanations, and why a score is missing."""
    lines = []
    for judgement in judgements:
        record = {
            **asdict(judgement),
            "baseline_score": judgement.baseline_score,
            "candidate_score": judgement.candidate_score,
            "reason": judgement.reason or None,
        }
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    write_atomically(path, "".join(lines))


def render_table(scores: Scores) -> str:
    """The paper's table as plain text, its cells with 95% intervals, and what follows from it."""
    if scores.refusal:
        return f"No score: {scores.refusal}."
    rows = [["", *(TASKS[column].title for column in scores.columns), "All"]]
    for name, row in [*scores.rows.items(), *scores.blind.items()]:
        rows.append([name, *(show_cell(row.cells[c], row.intervals[c]) for c in [*scores.columns, "all"])])
    return "\n".join([align_rows(rows), "", *describe_comparisons(scores)])


def align_rows(rows: Sequence[Sequence[str]]) -> str:
    """Cells as a table of plain text: the first row is the head, the first column is left-aligned."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = []
    for line in rows:
        cells = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        lines.append("  ".join([line[0].ljust(widths[0]), *cells]).rstrip())
    lines.insert(1, "-" * max(len(line) for line in lines))
    return "\n".join(lines)


def describe_comparisons(scores: Scores) -> list[str]:
    """A line for each candidate against the baseline, one for each without a row, and one about what has no score."""
    lines = []
    for name, comparison in scores.comparisons.items():
        wins, ties, losses = comparison.wins_ties_losses["all"]
        lines.append(
            f"{name} against {scores.baseline}: {describe_improvement(comparison)}, "
            f"wins {wins}, ties {ties}, losses {losses}"
            + (
                ""
                if comparison.judge_agreement is None
                else f"; same winner in both orders: {100 * comparison.judge_agreement:.0f}%"
            )
        )
    lines += [f"{name} has no row: {reason}" for name, reason in scores.refusals.items()]
    return [*lines, unscored_line(scores)]


def unscored_line(scores: Scores) -> str:
    """How many judgements have no score, and why."""
    reasons = ", ".join(f"{reason}: {count}" for reason, count in sorted(scores.unscored_reasons.items()))
    return (
        f"unscored: {scores.unscored} of {scores.judged} judgements"
        + (f" ({reasons})" if reasons else "")
        + (f"; {scores.left_out} more lie outside of what this judge can judge" if scores.left_out else "")
    )


def render_markdown(report: Report) -> str:
    """The content of report.md."""
    scores = report.scores
    parts = ["# Evaluation", "", _describe(report), ""]
    if scores.refusal:
        parts += [f"**No score:** {escape(scores.refusal)}.", ""]
    else:
        columns = [*scores.columns, "all"]
        titles = [*(TASKS[column].title for column in scores.columns), "All"]
        parts += [
            "Mean score x 10, with 95% intervals (bootstrap over images). "
            "The baseline's row is its mean over its pairings."
            + (' Rows that begin with "blind" were written without seeing a picture.' if scores.blind else ""),
            "",
            *markdown_table(
                ["Model", *titles],
                [
                    [escape(name), *(show_cell(row.cells[c], row.intervals[c]) for c in columns)]
                    for name, row in [*scores.rows.items(), *scores.blind.items()]
                ],
            ),
            "",
            f"## Against {escape(scores.baseline)}",
            "",
            *_comparison_tables(report, columns, titles),
        ]
    if report.fidelity:
        parts += [
            "## Statements about poses",
            "",
            "Each answer's statements about poses, checked against the annotated keypoints.",
            "",
            *markdown_table(
                ["Model", "agree", "contradict", "not labeled", "share that agrees"],
                [
                    [escape(name), str(f.agree), str(f.contradict), str(f.unjudged), _share(agree_share(f))]
                    for name, f in report.fidelity.items()
                ],
            ),
            "",
        ]
    parts += [*_render_panel(report), *_render_audit(report.audit), *_render_elsewhere(report.elsewhere)]
    parts += [unscored_line(scores) + ".", ""]
    parts += [f"- {escape(note)}" for note in report.notes]
    return "\n".join(parts).rstrip() + "\n"


def _comparison_tables(report: Report, columns: list[str], titles: list[str]) -> list[str]:
    scores = report.scores
    parts: list[str] = []
    for name, one in scores.comparisons.items():
        outcomes = {column: " / ".join(map(str, one.wins_ties_losses[column])) for column in columns}
        rows = [
            ["Difference, points", *(show_cell(one.difference[c], one.difference_intervals[c], True) for c in columns)],
            ["Scored questions", *(_scored(scores.rows[name], c) for c in columns)],
            ["LLaVA's ratio, %", *(_number(one.llava_ratio[c]) for c in columns)],
            ["Win / tie / loss", *(outcomes[c] for c in columns)],
            ["Win rate, %", *(_number(one.win_rate[c]) for c in columns)],
            ["Win rate at equal length, %", *(_at_equal_length(one, c) for c in columns)],
        ]
        parts += [
            f"**{escape(name)}**: improvement {describe_improvement(one)}",
            "",
            *markdown_table(["", *titles], rows),
            "",
            "Difference, wins and ratio rest on the candidate's own pairing with the baseline.",
            "",
        ]
        if one.length_reasons:
            parts += [f"The win rate at equal length is left out where it cannot be worked out: {_reasons(one)}.", ""]
        if one.judge_agreement is not None and one.first_preference is not None:
            parts += [
                f"With the answers in the other order the judge named the same winner in "
                f"{100 * one.judge_agreement:.0f}% of the questions (disagreement "
                f"{100 * (1 - one.judge_agreement):.0f}%); it gave the answer shown first "
                f"{_signed(one.first_preference)} points (of 10) more than the second.",
                "",
            ]
    return parts


def _render_panel(report: Report) -> list[str]:
    parts: list[str] = []
    for one in report.panel:
        scores, name = one["scores"], escape(str(one["judge"]["name"]))
        parts += [f"## The same, judged by {name}", ""]
        if scores.refusal:
            parts += [f"**No score:** {escape(scores.refusal)}.", ""]
            continue
        columns = [*scores.columns, "all"]
        rows = [
            [escape(model), *(show_cell(row.cells[c], row.intervals[c]) for c in columns)]
            for model, row in [*scores.rows.items(), *scores.blind.items()]
        ]
        titles = [*(TASKS[column].title for column in scores.columns), "All"]
        parts += [*markdown_table(["Model", *titles], rows), "", f"{describe_agreement(report, one)}.", ""]
    return parts


def describe_agreement(report: Report, other: dict[str, Any]) -> str:
    """How far a further judge agrees with the first one, in a line."""
    found = other["agreement"]
    names = f"{report.judge.get('name')} and {other['judge'].get('name')}"
    if not found["comparisons"]:
        return f"{names} have no comparison in common"
    kappa = "" if found["kappa"] is None else f", kappa {found['kappa']:.2f}"
    correlation = "" if found["correlation"] is None else f", correlation of the differences {found['correlation']:.2f}"
    return (
        f"{names} name the same winner in {100 * found['same_winner']:.0f}% of"
        f" {found['comparisons']} comparisons{kappa}{correlation}"
    )


def _render_audit(audit: dict[str, Any] | None) -> list[str]:
    if audit is None:
        return []
    rows = []
    for kind, one in audit["kinds"].items():
        right = _share(one["accuracy"])
        interval = (
            "-" if one["interval"] is None else f"{100 * one['interval'][0]:.0f} to {100 * one['interval'][1]:.0f}%"
        )
        rows.append([kind, str(one["pairs"]), right, interval, str(one["finding"])])
    return [
        f"## Audit of the judge {escape(str(audit['judge']))}",
        "",
        "Pairs of answers whose order is known (`kp-llava audit-judge`).",
        "",
        *markdown_table(["the reference against", "pairs", "right", "95% interval", "finding"], rows),
        "",
    ]


def _render_elsewhere(elsewhere: Sequence[dict[str, Any]]) -> list[str]:
    if not elsewhere:
        return []
    models = list(dict.fromkeys(one["name"] for one in elsewhere))
    names = list(dict.fromkeys(name for one in elsewhere for name in one["figures"]))
    found = {(one["name"], name): value for one in elsewhere for name, value in one["figures"].items()}
    rows = [
        [escape(name), *(f"{found[model, name]:g}" if (model, name) in found else "-" for model in models)]
        for name in names
    ]
    return [
        "## Elsewhere",
        "",
        "Figures of other benchmarks, as their result files have them.",
        "",
        *markdown_table(["", *map(escape, models)], rows),
        "",
    ]


def describe_judge(judge: dict[str, Any]) -> str:
    """A judge's name, settings and usage, in a line."""
    settings = [f"{key} {value}" for key, value in judge.items() if key not in ("name", "usage") and value is not None]
    usage = judge.get("usage")
    if usage and usage["calls"]:
        settings.append("served by " + ", ".join(usage["served"]))
        tokens = f"{usage['prompt_tokens']:,} + {usage['answer_tokens']:,} tokens"
        settings.append(
            f"{usage['calls']:,} calls, {tokens}" + ("" if usage["usd"] is None else f", ${usage['usd']:.4f}")
        )
    return str(judge.get("name")) + (f" ({', '.join(settings)})" if settings else "")


def _describe(report: Report) -> str:
    bench = report.benchmark
    return (
        f"Benchmark `{escape(str(bench.get('file')))}` (SHA-256 `{str(bench.get('hash'))[:16]}`): "
        f"{bench.get('questions')} questions about {bench.get('images')} images. "
        f"Judge: {escape(describe_judge(report.judge))}."
    )


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table, its first column left-aligned."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def show_cell(value: float, interval: Interval, is_signed: bool = False) -> str:
    """A figure of the table with its interval, where it has one."""
    return (_signed(value) if is_signed else f"{value:.2f}") + (
        f" [{interval[0]:.1f}, {interval[1]:.1f}]" if interval else ""
    )


def describe_improvement(comparison: Comparison) -> str:
    """The improvement in percent with its interval: ``+21.18% (95%: +12.30% to +30.05%)``.

    Where the baseline's row has further pairings, both figures come and say what they rest on. With the baseline at the
    floor, the difference in points comes instead.
    """
    over_row, over_pairing = comparison.improvement_percent, comparison.pairing_improvement_percent
    if over_row is None or over_pairing is None:
        points = show_cell(comparison.difference["all"], comparison.difference_intervals["all"], True)
        return f"{points} points (no percentage: the baseline is at the floor)"
    text = _show_percent(over_row, comparison.improvement_interval)
    if abs(over_row - over_pairing) < 0.005:
        return text
    own = _show_percent(over_pairing, comparison.pairing_improvement_interval)
    return f"{text} over the baseline's mean of all pairings, {own} in its own pairing"


def _show_percent(value: float, interval: Interval) -> str:
    return f"{_signed(value)}%" + (f" (95%: {_signed(interval[0])}% to {_signed(interval[1])}%)" if interval else "")


def _signed(value: float) -> str:
    return f"{value:+.2f}"


def _scored(row: Row, column: str) -> str:
    return f"{row.scored[column]} of {row.scored[column] + row.unscored[column]}"


def _at_equal_length(comparison: Comparison, column: str) -> str:
    rate = comparison.length_adjusted_win_rate[column]
    return "-" if rate is None else show_cell(rate, comparison.length_adjusted_intervals[column])


def _reasons(comparison: Comparison) -> str:
    return "; ".join(f"{column}: {reason}" for column, reason in comparison.length_reasons.items())


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"

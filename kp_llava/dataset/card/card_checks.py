"""The card's section on checks and on fidelity to the keypoints."""

from __future__ import annotations

from collections.abc import Sequence

from ...generation.checks.checks import CHECKS, rejecting_checks
from ...generation.fidelity import Fidelity, sum_counts, sum_fidelity
from .runs import RunFacts


def write_checks(facts: Sequence[RunFacts]) -> str:
    """How the statements about poses stand to the keypoints, and what each check found, as Markdown."""
    lines = [
        "## Checks",
        "",
        "A program read the statements about poses in the text and held them against the annotated keypoints. "
        "*Left open* are those that keypoints in a flat picture cannot settle.",
        "",
        "| split | config | agree | contradict | left open | agree, of the judged |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for fact in facts:
        for task, count in fact.tasks.items():
            lines.append(_write_fidelity(fact.split, task, count.fidelity))
        lines.append(_write_fidelity(fact.split, "all", sum_fidelity(c.fidelity for c in fact.tasks.values())))
        teacher = sum_fidelity(c.teacher_fidelity for c in fact.tasks.values())
        lines.append(_write_fidelity(fact.split, "all, with rejected rows", teacher))
    lines += [
        "",
        "| check | what it finds | rows marked, with rejected ones | rejects a row |",
        "|---|---|---:|---|",
    ]
    found = sum_counts(count.checks for fact in facts for count in fact.tasks.values())
    for name, note in CHECKS.items():
        rejecting = sorted(fact.split for fact in facts if name in rejecting_checks(fact.options))
        word = "yes" if len(rejecting) == len(facts) else ", ".join(rejecting) or "no"
        lines.append(f"| `{name}` | {note} | {found.get(name, 0):,} | {word} |")
    return "\n".join(lines)


def _write_fidelity(split: str, config: str, part: Fidelity) -> str:
    share = f"{part.agree / part.judged:.1%}" if part.judged else "-"
    return f"| {split} | {config} | {part.agree:,} | {part.contradict:,} | {part.unjudged:,} | {share} |"

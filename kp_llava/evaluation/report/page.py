"""report.html: one page that needs nothing else, with the table, its error bars, and all answers side by side.

Names, questions and answers come from models and users: in the markup they are escaped, in the data they are JSON whose
`<` is written as an escape, and the script sets them as text only. The page's policy forbids it to load anything.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from ...errors import EvaluationError
from ...files import PictureFault, find_picture, opened_picture, write_atomically
from ...tasks import TASKS
from ..benchmark import Question
from ..judgement import Judgement
from ..judges.keypoints import KeypointJudge
from ..scores import Comparison, Row, Scores
from .report import Report, agree_share, describe_agreement, describe_judge, unscored_line

# the longer side of an embedded picture in pixels; a benchmark of 30 images makes a page of about 1 MB
_PICTURE_SIZE = 480
_SIDE_BY_SIDE = "<h2>Side by side</h2>"
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'"


def write_html(
    report: Report,
    questions: Sequence[Question],
    texts: dict[str, dict[str, str]],
    judgements: Sequence[Judgement],
    judge: KeypointJudge,
    pictures: Path | None,
    path: Path,
) -> None:
    """Write the page.

    Args:
        report: what report.md says, too.
        questions: those that were judged.
        texts: name -> question_id -> answer.
        judgements: every comparison of a candidate, scored or not.
        judge: finds the statements about poses that are marked in the answers.
        pictures: the folder of the pictures; without it, or where one is missing, the page has none.
        path: the file to write.
    """
    data = {
        "baseline": report.scores.baseline,
        "candidates": [name for name in report.scores.candidates if name in texts],
        "columns": {task: TASKS[task].title for task in TASKS if any(one.task == task for one in questions)},
        **_describe_images(questions, pictures, judge),
        "questions": [
            {
                "question_id": question.question_id,
                "image_id": str(question.image_id),
                "file_name": question.file_name,
                "task": question.task,
                "question": question.question,
                "reference": question.reference,
                "answers": {name: answers[question.question_id] for name, answers in texts.items()},
                "marks": {
                    name: _mark(judge, question, answers[question.question_id]) for name, answers in texts.items()
                },
                "reference_marks": _mark(judge, question, question.reference),
            }
            for question in questions
        ],
        "judgements": _describe_judgements(questions, judgements),
    }
    write_atomically(path, _render_page(report, data))


def embed_section(path: Path, section: str, style: str) -> None:
    """Put another section into a page that `write_html` wrote, after the scores.

    Args:
        path: the page.
        section: HTML, with its own heading and everything from outside escaped.
        style: CSS that the section needs.
    """
    page = path.read_text(encoding="utf-8")
    # neither can stand in a text of the data: `<` is escaped there
    page = page.replace("</head>", f"<style>{style}</style>\n</head>", 1)
    write_atomically(path, page.replace(_SIDE_BY_SIDE, f"{section}\n{_SIDE_BY_SIDE}", 1))


def _mark(judge: KeypointJudge, question: Question, text: str) -> list[list[Any]]:
    """Where a text's statements about poses stand: begin, end, verdict and the bits that each is worth, if any."""
    asked = judge.asked.get(question.question_id)
    if asked is None:
        return []
    scored = judge.score(question, text)
    if scored is not None:
        found = [(one.made, one.verdict, round(one.bits, 2)) for one in scored.statements]
    else:
        found = [(made, _name_verdict(*asked.truth(made.statement)), 0.0) for made in asked.read(text)]
    marks: list[list[Any]] = []
    for made, verdict, bits in sorted(found, key=lambda one: one[0].span):
        begin, end = made.span
        if marks and begin < marks[-1][1]:  # "both arms" makes two statements with the same words
            if [begin, end] == marks[-1][:2]:
                marks[-1][2] = verdict if verdict == marks[-1][2] else "mixed"
                marks[-1][3] = round(marks[-1][3] + bits, 2)
            continue
        marks.append([begin, end, verdict, bits])
    return marks


def _name_verdict(agree: float, contradict: float) -> str:
    if not agree and not contradict:
        return "unjudged"
    return "agree" if agree == 1 else "contradict" if contradict == 1 else "mixed"


def _render_page(report: Report, data: dict[str, Any]) -> str:
    bench, scores = report.benchmark, report.scores
    about = (
        f"Benchmark {escape(str(bench.get('file')))}: {bench.get('questions')} questions about {bench.get('images')}"
        f" images, SHA-256 {escape(str(bench.get('hash'))[:16])}. Judge: {escape(describe_judge(report.judge))}."
    )
    # no text of the data can end the script element or start another
    encoded = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evaluation of {escape(", ".join(scores.candidates))}</title>
<style>{_read_asset("style.css")}</style>
</head>
<body>
<h1>Evaluation against {escape(scores.baseline)}</h1>
<p class="dim small">{about}</p>
{_render_scores(report)}
<p class="small">{escape(unscored_line(scores))}.</p>
{f'<ul class="small">{notes}</ul>' if notes else ""}
{_SIDE_BY_SIDE}
<div class="filters">
<label>Kind<select id="task"><option value="">all</option></select></label>
<label>Candidate<select id="candidate"><option value="">all</option></select></label>
<label>Outcome<select id="outcome"><option value="">all</option><option>win</option><option>tie</option>
<option>loss</option><option>unscored</option></select></label>
<label>Words<input id="words" type="search" placeholder="in question or answers"></label>
</div>
<p class="small">Statements about poses: <mark class="agree">true</mark> <mark class="contradict">false</mark>
<mark class="mixed">open who is meant</mark> <mark class="unjudged">undecided by the keypoints</mark></p>
<p class="dim small" id="count" role="status"></p>
<div id="cards"></div>
<button id="more" type="button" hidden>Show more</button>
<noscript><p>The side-by-side view needs JavaScript; judgements.jsonl has the same content.</p></noscript>
<script type="application/json" id="data">{encoded}</script>
<script>{_read_asset("script.js")}</script>
</body>
</html>
"""


def _read_asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _render_scores(report: Report) -> str:
    scores = report.scores
    if scores.refusal:
        return f'<p class="refused"><strong>No score:</strong> {escape(scores.refusal)}.</p>'
    columns = [*scores.columns, "all"]
    head = "".join(f"<th>{title}</th>" for title in ["Model", *(TASKS[c].title for c in scores.columns), "All"])
    body = [_render_row(name, row, columns) for name, row in scores.rows.items()]
    body += [_render_row(name, row, columns, "blind") for name, row in scores.blind.items()]
    refused = "".join(
        f'<p class="refused"><strong>{escape(name)} has no row:</strong> {escape(reason)}.</p>'
        for name, reason in scores.refusals.items()
    )
    return f"""<h2>Scores</h2>
<p class="dim small">Mean score x 10, with 95% intervals from a bootstrap over images. Rows in italics were written
without seeing the pictures.</p>
<div class="wide"><table class="scores"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>
{refused}
{_render_chart(scores)}
{_render_comparisons(scores)}
{_render_panel(report)}
{_render_fidelity(report)}"""


def _render_row(name: str, row: Row, columns: Sequence[str], kind: str = "") -> str:
    cells = "".join(f"<td>{row.cells[c]:.2f}{_small(row.intervals[c])}</td>" for c in columns)
    return f'<tr class="{kind}"><td>{escape(name)}</td>{cells}</tr>'


def _render_panel(report: Report) -> str:
    parts = []
    for one in report.panel:
        scores = one["scores"]
        parts.append(f"<h2>Judged by {escape(str(one['judge'].get('name')))}</h2>")
        parts.append(f'<p class="dim small">{escape(describe_judge(one["judge"]))}.</p>')
        if scores.refusal:
            parts.append(f'<p class="refused"><strong>No score:</strong> {escape(scores.refusal)}.</p>')
            continue
        columns = [*scores.columns, "all"]
        head = "".join(f"<th>{title}</th>" for title in ["Model", *(TASKS[c].title for c in scores.columns), "All"])
        body = [_render_row(name, row, columns) for name, row in scores.rows.items()]
        body += [_render_row(name, row, columns, "blind") for name, row in scores.blind.items()]
        parts.append(
            f'<div class="wide"><table class="scores"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody>'
            f'</table></div><p class="small">{escape(describe_agreement(report, one))}.</p>'
        )
    return "".join(parts)


def _show_improvement(comparison: Comparison) -> str:
    if comparison.improvement_percent is None:
        return f"{comparison.difference['all']:+.2f} points; the baseline is at the floor"
    return f"{comparison.improvement_percent:+.2f}%"


def _render_comparisons(scores: Scores) -> str:
    titles = ["Improvement", "Win / tie / loss", "Win rate", "At equal length", "LLaVA's ratio"]
    has_orders = any(one.judge_agreement is not None for one in scores.comparisons.values())
    if has_orders:
        titles += ["Same winner in both orders", "Lead of the answer shown first"]
    rows = []
    for name, one in scores.comparisons.items():
        low_high = one.improvement_interval
        small = f"<small>{low_high[0]:+.1f}% to {low_high[1]:+.1f}%</small>" if low_high else ""
        cells = [
            escape(_show_improvement(one)) + small,
            " / ".join(map(str, one.wins_ties_losses["all"])),
            _number(one.win_rate["all"]),
            _number(one.length_adjusted_win_rate["all"]) + _small(one.length_adjusted_intervals["all"]),
            _number(one.llava_ratio["all"]),
        ]
        if has_orders:
            agreement, lead = one.judge_agreement, one.first_preference
            cells += [_percent(agreement), "-" if lead is None else f"{lead:+.2f}"]
        rows.append(f"<tr><td>{escape(name)}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    head = "".join(f"<th>{title}</th>" for title in [f"Against {escape(scores.baseline)}", *titles])
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _render_fidelity(report: Report) -> str:
    if not report.fidelity:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{one.agree}</td><td>{one.contradict}</td><td>{one.unjudged}</td>"
        f"<td>{_percent(agree_share(one))}</td></tr>"
        for name, one in report.fidelity.items()
    )
    head = "".join(f"<th>{title}</th>" for title in ("Model", "agree", "contradict", "undecided", "share that agrees"))
    return f"""<h2>Statements about poses</h2>
<p class="dim small">Each answer's statements about poses, checked against the annotated keypoints.</p>
<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"""


def _render_chart(scores: Scores) -> str:
    """The table's cells as dots with their intervals as bars: a group a column, a line a model."""
    left, width, line = 140, 480, 22
    scale = (width - left - 72) / 100
    parts, y = [], 8
    for column in [*scores.columns, "all"]:
        y += line
        parts.append(
            f'<text x="0" y="{y}" font-weight="600">{TASKS[column].title if column in TASKS else "All"}</text>'
        )
        for number, (name, row) in enumerate([*scores.rows.items(), *scores.blind.items()]):
            y += line
            value, interval = row.cells[column], row.intervals[column]
            color = f"var(--s{number % 6})" if number < len(scores.rows) else "var(--dim)"
            middle = y - 4
            label = name if len(name) <= 16 else name[:15] + "…"
            parts.append(f'<text x="12" y="{y}" class="dim">{escape(label)}<title>{escape(name)}</title></text>')
            if interval:
                low, high = (left + scale * min(max(end, 0.0), 100.0) for end in interval)
                parts.append(
                    f'<path d="M{low:.1f} {middle}H{high:.1f}M{low:.1f} {middle - 5}v10M{high:.1f} {middle - 5}v10"'
                    f' stroke="{color}" stroke-width="2" fill="none"/>'
                )
            parts.append(f'<circle cx="{left + scale * value:.1f}" cy="{middle}" r="5" fill="{color}"/>')
            parts.append(f'<text x="{width}" y="{y}" text-anchor="end">{value:.2f}</text>')
        y += line // 2
    grid = "".join(
        f'<path class="grid" d="M{left + scale * tick:.0f} 6V{y}"/>'
        f'<text class="dim" x="{left + scale * tick:.0f}" y="{y + 16}" text-anchor="middle">{tick}</text>'
        for tick in range(0, 101, 20)
    )
    return (
        f'<svg class="chart" viewBox="0 0 {width} {y + 22}" role="img"'
        f' aria-label="Scores of the table with their 95% intervals">{grid}{"".join(parts)}</svg>'
    )


def _describe_images(questions: Sequence[Question], pictures: Path | None, judge: KeypointJudge) -> dict[str, Any]:
    images: dict[str, Any] = {}
    edges: list[tuple[int, int]] = []
    for question in questions:
        key = str(question.image_id)
        if key in images:
            continue
        asked = judge.asked.get(question.question_id)
        scene = asked.scene if asked else None
        people = [
            [[round(point.x, 4), round(point.y, 4), point.visibility] for point in person.keypoints]
            for person in (scene.people if scene else ())
        ]
        if scene:
            edges = list(scene.skeleton.edges)
        images[key] = {
            "src": _embed_picture(pictures, question.file_name),
            "width": question.width or 1,
            "height": question.height or 1,
            "people": [person for person in people if person],
        }
    return {"images": images, "edges": edges}


def _embed_picture(folder: Path | None, file_name: str) -> str | None:
    if folder is None:
        return None
    try:
        with opened_picture(find_picture(file_name, [folder], error=EvaluationError)) as picture:
            small = picture.convert("RGB")
    except (EvaluationError, PictureFault):
        return None  # the page is readable without it, and shows the file's name
    small.thumbnail((_PICTURE_SIZE, _PICTURE_SIZE))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _describe_judgements(questions: Sequence[Question], judgements: Sequence[Judgement]) -> list[dict[str, Any]]:
    place = {question.question_id: number for number, question in enumerate(questions)}
    return [
        {
            "question": place[one.question_id],
            "candidate": one.candidate,
            "baseline_score": one.baseline_score,
            "candidate_score": one.candidate_score,
            "reason": one.reason,
            "orders": [
                {
                    "first": order.first,
                    "baseline_score": order.baseline_score,
                    "candidate_score": order.candidate_score,
                    "explanation": order.explanation,
                    "reason": order.reason,
                }
                for order in one.orders
            ],
        }
        for one in judgements
    ]


def _small(interval: tuple[float, float] | None) -> str:
    return f"<small>{interval[0]:.1f} to {interval[1]:.1f}</small>" if interval else ""


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}%"

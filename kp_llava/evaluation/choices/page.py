"""report.html of PoseChoice: one page that needs nothing else, with the table, a body by parts, and the questions.

Names, questions and answers come from models and users: they are escaped. The page's policy forbids it to load
anything.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

from ...errors import EvaluationError
from ...files import find_picture, write_atomically
from ..pictures import open_picture
from .benchmark import LETTERS, ChoiceQuestion
from .figure import draw_body, draw_chips
from .report import ChoiceReport, show_value
from .scores import Cell, Row

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'"
_PICTURE_SIZE = 260
_MOST_SHOWN = 48  # pairs of questions
SECTION_STYLE = """
.choice .scroll { overflow-x: auto; }
.choice table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.choice th, .choice td { padding: .25em .6em; border-bottom: 1px solid #8886; text-align: right; white-space: nowrap; }
.choice th:first-child, .choice td:first-child { text-align: left; white-space: normal; min-width: 8em; }
.choice tr.blind td { opacity: .75; font-style: italic; }
.choice td small { display: block; opacity: .75; }
.choice .bodies { display: flex; flex-wrap: wrap; gap: 1.2em; } .choice figure { margin: 0; width: 190px; }
.choice figure svg { width: 130px; height: 270px; display: block; }
.choice figcaption { font-weight: 600; overflow-wrap: anywhere; }
.choice .chip { display: inline-block; color: #111; border-radius: .8em; padding: .1em .7em; font-size: 13px;
  margin: .15em .2em .15em 0; }
.choice .small { font-size: 13px; opacity: .85; }
@media (max-width: 44rem) { .choice .bodies { gap: .6em; } .choice figure { width: 150px; }
  .choice figure svg { width: 104px; height: 216px; }
  .choice th, .choice td { padding: .25em .4em; font-size: 13px; }
  .choice th:first-child, .choice td:first-child { min-width: 5.5em; position: sticky; left: 0; background: Canvas; } }
"""
"""What `render_choice_section` needs in the head of a page."""
_STYLE = """
:root { color-scheme: light dark; --line: #8886; --right: #2c8a4b; --wrong: #c0392b; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1000px; padding: 1em; }
h1, h2 { line-height: 1.2; } p { overflow-wrap: anywhere; }
.small { font-size: 13px; opacity: .85; } section.pair { border-top: 1px solid var(--line); padding: .8em 0; }
.twins { display: flex; flex-wrap: wrap; gap: 1em; } .twin { flex: 1 1 260px; max-width: 420px; }
.twin img { max-width: 100%; display: block; } ol { padding-left: 1.6em; margin: .3em 0; }
.right { color: var(--right); } .wrong { color: var(--wrong); } .key { font-weight: 700; }
"""


def write_page(report: ChoiceReport, pictures: Path | None, path: Path) -> None:
    """Write the page.

    Args:
        report: what report.md says, too.
        pictures: the folder of the pictures; without it, or where one is missing, the page has none.
        path: the file to write.
    """
    write_atomically(path, "".join(_render(report, pictures)))


def _render(report: ChoiceReport, pictures: Path | None) -> Iterator[str]:
    bench = report.benchmark
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>PoseChoice</title>'
        f"<style>{_STYLE}{SECTION_STYLE}</style></head><body><h1>PoseChoice</h1><p>Benchmark"
        f" {escape(str(bench.get('file')))}: {bench.get('questions')} questions about {bench.get('images')} images,"
        f" SHA-256 {escape(str(bench.get('hash'))[:16])}. Answers taken by: {escape(report.score)}.</p>"
    )
    yield render_choice_section(report)
    yield "<h2>Questions</h2>"
    yield from _questions(report, pictures)
    yield "</body></html>\n"


def render_choice_section(report: ChoiceReport) -> str:
    """The table, the bodies and the notes as HTML, for this page and for others, whose head needs `SECTION_STYLE`."""
    models = set(report.choice)
    kinds = list(next(iter(report.choice.values())).by_kind)
    lines = [
        '<div class="choice">',
        _table(
            ["", "accuracy %", "chance", "kappa", "mirror %", "left/right %", "unreadable"],
            [(name, _cells(row), name not in models) for name, row in report.rows()],
        ),
        '<p class="small">Accuracy: right answers, an unreadable one counted as wrong. Kappa: accuracy beyond chance, 0'
        " for guessing and 1 for all right. Mirror: the share of pairs, a picture and its mirror image, with both"
        " answers right. Left/right: accuracy where a side is asked for. In italics: rows without sight. In brackets:"
        " 95% intervals by a bootstrap over images.</p><h2>By part of the body</h2>"
        '<p class="small">Kappa from grey (chance) over yellow to green (all right); white: not asked about.</p>'
        '<div class="bodies">',
        *(
            f"<figure><figcaption>{escape(name)}</figcaption>{draw_body(row.by_part)}{draw_chips(row.by_part)}</figure>"
            for name, row in report.choice.items()
        ),
        "</div><h2>Kappa by kind</h2>",
        _table(
            ["", *kinds],
            [(name, [_kappa(row.by_kind.get(k)) for k in kinds], name not in models) for name, row in report.rows()],
        ),
    ]
    if report.notes:
        lines += ["<ul>", *(f"<li>{escape(note)}</li>" for note in report.notes), "</ul>"]
    return "".join([*lines, "</div>"])


def _table(head: list[str], rows: list[tuple[str, list[str], bool]]) -> str:
    cells = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = "".join(
        f"<tr{' class=blind' if is_blind else ''}><td>{escape(name)}</td>"
        + "".join(f"<td>{_cell(text)}</td>" for text in texts)
        + "</tr>"
        for name, texts, is_blind in rows
    )
    return f'<div class="scroll"><table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(text: str) -> str:
    """A value, and its interval in a line of its own: a table of short columns fits a phone."""
    value, bracket, reach = escape(text).partition(" [")
    return f"{value}<small>[{reach}</small>" if bracket else value


def _cells(row: Row) -> list[str]:
    one = row.all
    reach = one.accuracy_interval
    return [
        f"{100 * one.accuracy:.1f}" + (f" [{100 * reach[0]:.1f}, {100 * reach[1]:.1f}]" if reach else ""),
        f"{100 * one.chance:.1f}",
        _kappa(one),
        f"{100 * one.mirror_consistency:.1f}",
        f"{100 * row.sides.accuracy:.1f}" if row.sides else "-",
        str(one.unreadable),
    ]


def _kappa(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    reach = cell.kappa_interval
    shown = show_value(cell.kappa, ".2f")
    return f"{shown} [{show_value(reach[0], '.2f')}, {show_value(reach[1], '.2f')}]" if reach else shown


def _questions(report: ChoiceReport, pictures: Path | None) -> Iterator[str]:
    """The first pairs of the file, which is shuffled, one of each item."""
    place = {question.question_id: number for number, question in enumerate(report.questions)}
    shown: set[str] = set()
    for question in report.questions:
        if question.item in shown or question.is_mirrored:
            continue
        if len(shown) == _MOST_SHOWN:
            yield f'<p class="small">The first {_MOST_SHOWN} of more pairs.</p>'
            return
        shown.add(question.item)
        yield f'<section class="pair"><div class="small">{escape(question.kind)}: {escape(question.because)}</div>'
        yield '<div class="twins">'
        for twin in (question, report.questions[place[question.twin]]):
            yield _show(twin, place[twin.question_id], report, pictures)
        yield "</div></section>"


def _show(question: ChoiceQuestion, place: int, report: ChoiceReport, pictures: Path | None) -> str:
    options = "".join(
        f"<li{' class=key' if words == question.answer else ''}>{LETTERS[number]}. {escape(words)}</li>"
        for number, words in enumerate(question.options)
    )
    said = []
    for name, outcomes in report.outcomes.items():
        number = outcomes.chosen[place]
        words = "unreadable" if number is None else question.options[number]
        verdict = "right" if words == question.answer else "wrong"
        said.append(f'<div>{escape(name)}: <span class="{verdict}">{escape(words)}, {verdict}</span></div>')
    kind = "mirrored" if question.is_mirrored else "as it is"
    return (
        f'<div class="twin">{_image(question, pictures)}<div class="small">{kind}</div>{escape(question.question)}'
        f'<ol style="list-style:none">{options}</ol>{"".join(said)}</div>'
    )


def _image(question: ChoiceQuestion, pictures: Path | None) -> str:
    if pictures is None:
        return ""
    try:
        picture = open_picture(find_picture(question.file_name, [pictures], error=EvaluationError), question.view)
    except EvaluationError:
        return ""
    picture.thumbnail((_PICTURE_SIZE, _PICTURE_SIZE))
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", quality=80)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img alt="{escape(question.file_name)}" src="data:image/jpeg;base64,{data}">'

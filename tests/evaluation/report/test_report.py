from __future__ import annotations

import json
import re

import pytest

from kp_llava.evaluation.report.report import Report, render_markdown, render_table, write_report
from kp_llava.evaluation.scores import build_scores
from kp_llava.generation.rows import Fidelity

from ..factories import TASKS, judged


def make_report(name: str = "tuned", unscored: int = 0, **fields: object) -> Report:
    judgements = [judged(name, image, task, 4, 6 + image % 2) for image in range(30) for task in TASKS]
    for index in range(unscored):
        judgements[index] = judged(name, index // 3, TASKS[index % 3], None, None, reason="unreadable")
    values: dict = {
        "scores": build_scores(judgements, baseline="original", candidates=[name]),
        "benchmark": {"file": "bench.jsonl", "hash": "ab" * 32, "questions": 90, "images": 30},
        "judge": {"name": "gpt-4o", "orders": 2, "base_url": None},
        "models": {},
        "fidelity": {name: Fidelity(9, 1, 4)},
    }
    return Report(**(values | fields))


def test_the_printed_table_has_the_papers_columns_in_line():
    lines = render_table(make_report().scores).splitlines()
    assert re.split(r"\s{2,}", lines[0].strip()) == [
        "Conversation",
        "Detailed description",
        "Complex reasoning",
        "All",
    ]
    assert lines[2].startswith("original  ")
    assert lines[2].split()[1] == "40.00"
    assert lines[3].split()[1] == "65.00"
    assert len(lines[2]) == len(lines[3])
    assert "tuned against original: +62.50% (95%: +57.50% to +67.50%)" in lines[5]
    assert lines[6] == "unscored: 0 of 90 judgements"


def test_a_refused_score_prints_no_number():
    table = render_table(make_report(unscored=9).scores)
    assert table.startswith("No score: 9 of 90 judgements of tuned (10%) are unscored (unreadable: 9)")
    text = render_markdown(make_report(unscored=9))
    assert "**No score:**" in text
    assert "65.00" not in text


def test_report_md_has_every_figure_that_the_report_knows():
    text = render_markdown(make_report(unscored=3))
    for words in ("Win / tie / loss", "LLaVA's ratio", "Win rate at equal length", "| Scored questions | 29 of 30 |"):
        assert words in text
    assert "| tuned | 9 | 1 | 4 | 90.0% |" in text
    assert "unscored: 3 of 90 judgements (unreadable: 3)." in text
    assert "orders 2" in text
    assert "None" not in text


@pytest.mark.parametrize("name", ["a|b", "<script>x</script>", "# head", "[x](http://y)", "*bold*", "`code`", "a\\b"])
def test_a_name_cannot_break_the_markdown(name):
    text = render_markdown(make_report(name))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    for row in rows:
        cells = re.split(r"(?<!\\)(?:\\\\)*\|", row)
        assert len(cells) in (7, 8), row
    assert "<script>" not in text
    assert "\n# head" not in text
    assert "](http" not in text.replace("\\]", "")


def test_report_json_holds_no_number_that_json_does_not_know(tmp_path):
    write_report(make_report(), tmp_path)
    record = json.loads((tmp_path / "report.json").read_text(), parse_constant=pytest.fail)
    assert set(record["table"]) == {"original", "tuned"}
    assert set(record["table"]["tuned"]) == {"conversation", "detail", "complex", "all"}
    assert record["improvement_percent"] == pytest.approx(62.5)
    assert record["unscored"] == 0
    assert record["benchmark_hash"] == "ab" * 32
    assert record["fidelity"]["tuned"]["share"] == 0.9
    low, high = record["intervals"]["tuned"]["all"]
    assert low < 65 < high

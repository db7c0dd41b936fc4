"""One hostile scene through the whole room: a run with a server that answers in kind, and all that is made of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from datasets import load_dataset
from huggingface_hub import DatasetCard
from markdown_it import MarkdownIt

import kp_llava
from kp_llava.dataset.export import ExportOptions, export_hub
from kp_llava.dataset.llava.import_run import import_llava
from kp_llava.dataset.llava.items import read_tasks, write_llava
from kp_llava.dataset.view import write_view
from kp_llava.evaluation.answers.model import AnswerOptions
from kp_llava.evaluation.answers.source import parse_source
from kp_llava.evaluation.benchmark import write_benchmark
from kp_llava.evaluation.options import EvaluationOptions, JudgeOptions
from kp_llava.evaluation.run import evaluate
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import RunOptions, generate

from ..evaluation.browser import Page, open_browser
from ..evaluation.factories import question, write_answers
from ..factories import make_coco, make_coco_folder
from ..teacher_server import TeacherServer

TASKS = ("conversation", "detail", "complex")
MARK = "window.hacked=1"
# markup in all its forms, a closed script, Markdown, templates, an emoji of several code points, Hebrew, Arabic, and a
# sign that turns the writing direction round
EVIL = (
    f"</script><script>{MARK}</script><img src=x onerror={MARK}><svg onload={MARK}></svg><iframe srcdoc='<script>{MARK}"
    f"</script>'></iframe> \"double\" 'single' `ticks` ``` --- | a | [link](javascript:{MARK}) ![x](x){{{{ 7*7 }}}} "
    "{% raw %} \\ %s &amp; &lt;b&gt; ]]> --> "
    "\U0001f469\u200d\U0001f680 \u05e9\u05dc\u05d5\u05dd \ufdfd \u202eevil\u202c"
)
LONG = f"{EVIL} {'She lifts her arm. ' * 5_300}{EVIL}."
FILE_NAME = f"a 'picture' \"of\" <img src=x onerror={MARK}>&amp; `x` | \u05e9\u05dc\u05d5\u05dd \U0001f938 #?%41.jpg"


def answer_in_kind(payload: dict, number: int) -> str:
    system = payload["messages"][0]["content"]
    if "exactly five pairs" in system:
        return "\n".join(f"Question: {EVIL} {n}?\nAnswer: {n} {EVIL}." for n in range(5))
    return f"Question: {EVIL}?\nAnswer: {LONG}" if "one hard question" in system else LONG


@pytest.fixture(scope="module")
def coco(tmp_path_factory) -> Path:
    contents = make_coco(1)
    contents["person_keypoints"]["images"][0]["file_name"] = FILE_NAME  # one record for all three files
    for caption in contents["captions"]["annotations"]:
        caption["caption"] = LONG
    return make_coco_folder(tmp_path_factory.mktemp("hostile") / "coco", contents)


@pytest.fixture(scope="module")
def run(tmp_path_factory, coco) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "run"
    with pytest.MonkeyPatch.context() as patch, TeacherServer(answer_in_kind) as server:
        patch.setenv("OPENAI_API_KEY", "sk-test")
        options = RunOptions(
            run_dir=folder,
            coco=coco,
            split="val2017",
            teacher="openai",
            base_url=server.base_url,
            checks=(),
            max_tokens=None,
        )
        generate(options)
    rows = {task: list(read_rows(folder, task)) for task in TASKS}
    assert [len(found) for found in rows.values()] == [5, 1, 1]
    assert rows["detail"][0]["messages"][1]["content"] == LONG
    assert rows["complex"][0]["messages"] == [
        {"role": "user", "content": f"{EVIL}?"},
        {"role": "assistant", "content": LONG},
    ]
    assert len(LONG) > 100_000
    return folder


@pytest.mark.parametrize("task", TASKS)
def test_parquet_gives_back_every_character(coco, run, tmp_path, task):
    export_hub([(run, None)], tmp_path / "embedded", ExportOptions(embed_images=True))
    export_hub([(run, None)], tmp_path / "reference")
    expected = [{**row, "image": None} for row in read_rows(run, task)]
    assert list(load_dataset(str(tmp_path / "reference"), task, split="validation")) == expected
    embedded = load_dataset(str(tmp_path / "embedded"), task, split="validation")
    filled = kp_llava.attach_images(load_dataset(str(tmp_path / "reference"), task, split="validation"), coco)
    for rows in (embedded, filled):
        assert [row.pop("image").size for row in rows] == [(100, 120)] * len(expected)
    assert embedded.remove_columns("image")[:] == filled.remove_columns("image")[:]


@pytest.mark.parametrize("turns", ["single", "multi"])
def test_llavas_json_gives_back_every_character(coco, run, tmp_path, turns):
    write_llava(read_tasks(run, TASKS, turns=turns), tmp_path / "one.json")
    import_llava(tmp_path / "one.json", coco, "val2017", tmp_path / "again")
    kept = ("id", "image", "image_id", "file_name", "image_url", "messages", "context")
    for task in TASKS:
        rows, again = (list(read_rows(folder, task)) for folder in (run, tmp_path / "again"))
        assert [[row[key] for key in kept] for row in rows] == [[row[key] for key in kept] for row in again]
    write_llava(read_tasks(tmp_path / "again", TASKS, turns=turns), tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def render_card(run: Path, folder: Path) -> str:
    """The card as a reader's Markdown program shows it, with raw HTML let through."""
    export_hub([(run, None)], folder / "out", ExportOptions(title=EVIL))
    card = DatasetCard.load(folder / "out" / "README.md")
    assert card.data.pretty_name == EVIL
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(card.text))


def test_the_card_renders_to_nothing_but_its_own_elements(run, tmp_path):
    page = render_card(run, tmp_path)
    own = re.compile("h[1-3]|p|ul|li|strong|em|code|pre|table|thead|tbody|tr|th|td|img|a")
    assert [name for name in re.findall(r"<([a-z0-9]+)", page) if not own.fullmatch(name)] == []
    pictures = re.findall(r"\ssrc=\"figures/validation-(\w+)-[0-9a-f]{16}\.png\"", page)
    assert sorted(pictures) == ["body_parts", "lengths", "people", "verbs"]
    assert len(re.findall(r"<img[^>]*\ssrc=", page)) == 4
    assert not re.search(r"<[^>]+\s(on\w+|srcdoc)\s*=", page)
    assert set(re.findall(r"href=\"([^\"]*)", page)) <= {"https://cocodataset.org/#termsofuse"}
    assert len(page) < 100_000
    text = DatasetCard.load(tmp_path / "out" / "README.md").text
    with Ledger.read(run) as ledger:
        openings = {ledger.opening(stored.request.opening_id) for task in TASKS for stored in ledger.answers(task)}
    assert len(openings) == 3
    for opening in openings:  # the prompts stand in it in full
        assert json.dumps(json.loads(opening), indent=2, ensure_ascii=False) in text


def write_report(run: Path, coco: Path, folder: Path) -> Path:
    """A report on answers as hostile as the questions, by the judge that needs no key."""
    asked = [
        question(1, task, question=f"{EVIL}?", file_name=FILE_NAME, reference=LONG, context=row["context"][:150_000])
        for task in TASKS
        for row in [next(read_rows(run, task))]
    ]
    write_benchmark(folder / "bench.jsonl", asked, {})
    for name in ("old", "new"):
        write_answers(folder / f"{name}.jsonl", {item.question_id: f"{name} {LONG}" for item in asked})
    options = EvaluationOptions(
        benchmark=folder / "bench.jsonl",
        baseline=parse_source(f"</script><b>old={folder / 'old.jsonl'}", "--baseline"),
        candidates=(parse_source(f"new={folder / 'new.jsonl'}", "--candidate"),),
        out=folder / "report",
        judge=JudgeOptions(),
        answers=AnswerOptions(images=coco / "val2017"),
    )
    evaluate(options)
    return folder / "report" / "report.html"


def check_page(browser: Page, path: Path) -> None:
    """Open a page, and see that nothing of the run has come to life in it."""
    browser.problems.clear()
    browser.open(path, width=1200, height=900)
    assert browser.run("typeof window.hacked") == "undefined"
    assert browser.run("document.querySelectorAll('iframe, object, embed, [onerror], [onload], [srcdoc]').length") == 0
    assert browser.run("document.querySelectorAll('a[href^=\"javascript\"]').length") == 0
    assert browser.problems == []


@pytest.mark.slow
def test_a_browser_shows_card_view_and_report_and_runs_nothing_of_them(coco, run, tmp_path):
    write_view(run, tmp_path / "view.html")
    report = write_report(run, coco, tmp_path)
    card = tmp_path / "out" / "card.html"
    rendered = render_card(run, tmp_path)
    card.write_text(f'<!doctype html><meta charset="utf-8">{rendered}', encoding="utf-8")
    with open_browser(tmp_path) as browser:
        check_page(browser, tmp_path / "view.html")
        assert browser.run("document.querySelector('h2').textContent") == FILE_NAME
        assert browser.run("document.querySelector('figure p').textContent") == LONG
        browser.run("document.querySelectorAll('details').forEach(e => e.open = true)")
        answers = browser.run("[...document.querySelectorAll('.turn .question + *')].map(e => e.textContent)")
        assert answers == [*(f"{n} {EVIL}." for n in range(5)), LONG, LONG]
        assert browser.run(
            "[...document.querySelectorAll('details pre')].some(e => e.textContent.includes('<script>'))"
        )
        assert browser.run("document.querySelector('.picture img').naturalWidth") == 100
        assert browser.run("typeof window.hacked") == "undefined"
        browser.save_picture(tmp_path / "view.png")
        check_page(browser, report)
        browser.run("document.querySelectorAll('details').forEach(e => e.open = true)")
        assert browser.run("document.body.textContent").count(f"new {LONG}") == 3
        assert browser.run("typeof window.hacked") == "undefined"
        browser.save_picture(tmp_path / "report.png")
        check_page(browser, card)
        assert browser.run("[...document.images].every(e => e.naturalWidth > 100)")
        assert EVIL in browser.run("document.querySelector('h1').textContent")
        browser.save_picture(tmp_path / "card.png")

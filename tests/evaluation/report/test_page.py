from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from PIL import Image

from kp_llava.evaluation.answers.model import AnswerOptions
from kp_llava.evaluation.answers.source import parse_source
from kp_llava.evaluation.benchmark import write_benchmark
from kp_llava.evaluation.options import EvaluationOptions, JudgeOptions
from kp_llava.evaluation.report.page import embed_section
from kp_llava.evaluation.run import evaluate
from tests.teacher_server import TeacherServer

from ..browser import open_browser
from ..factories import FALSE_ANSWER, TRUE_ANSWER, question, write_answers

EVIL = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\u2028'\"&amp; {{ 7 * 7 }}"
IMAGES = range(1, 11)


def make_report(folder, judge: JudgeOptions | None = None, name: str = "tuned"):
    """An evaluation of ten pictures, with text everywhere that tries to break out of the page."""
    pictures = folder / "pictures"
    pictures.mkdir()
    for image_id in IMAGES:
        Image.new("RGB", (100, 120), (20 * image_id, 120, 200)).save(pictures / f"{image_id:012d}.jpg")
    asked = [
        question(i, task, question=f"What? {EVIL}") for i in IMAGES for task in ("conversation", "detail", "complex")
    ]
    write_benchmark(folder / "bench.jsonl", asked, {})
    false = write_answers(folder / "false.jsonl", {q.question_id: f"{FALSE_ANSWER} {EVIL}" for q in asked})
    true = write_answers(folder / "true.jsonl", {q.question_id: f"{TRUE_ANSWER} {EVIL}" for q in asked})
    options = EvaluationOptions(
        benchmark=folder / "bench.jsonl",
        baseline=parse_source(f"<b>old</b>={false}", "--baseline"),
        candidates=(parse_source(f"{name}={true}", "--candidate"), parse_source(f"same={false}", "--candidate")),
        out=folder / "out",
        judge=judge or JudgeOptions(),
        answers=AnswerOptions(images=pictures),
    )
    evaluate(options)
    return folder / "out" / "report.html"


class Tags(HTMLParser):
    """The page's tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_nothing_that_models_or_users_wrote_becomes_markup(tmp_path):
    page = make_report(tmp_path, name="a'\"><script>alert(1)</script>").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.tags.count("script") == 2
    assert "img" not in tags.tags
    assert "b" not in tags.tags
    assert not [name for name, _ in tags.attributes if name.startswith("on")]


def test_the_page_loads_nothing(tmp_path):
    page = make_report(tmp_path).read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    tags = Tags()
    tags.feed(page)
    assert not [value for name, value in tags.attributes if name in ("src", "href")]


def test_the_data_of_the_page_is_complete(tmp_path):
    page = make_report(tmp_path).read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(found[1])
    assert len(data["judgements"]) == 60
    assert len(data["images"]) == 10
    image = data["images"]["1"]
    assert image["src"].startswith("data:image/jpeg;base64,")
    assert len(image["people"][0]) == 17
    assert data["questions"][0]["question"] == f"What? {EVIL}"


def test_a_refused_score_says_why_and_still_shows_the_answers(tmp_path):
    with TeacherServer(lambda payload, number: f"No score. {EVIL}") as server:
        judge = JudgeOptions(kind="openai", model="judge", base_url=server.base_url, max_asks=1)
        page = make_report(tmp_path, judge).read_text(encoding="utf-8")
    assert "<strong>No score:</strong> 30 of 30 judgements of tuned (100%) are unscored" in page
    assert "<td>" not in page


@pytest.mark.slow  # it starts a browser, which not every machine has
def test_the_page_is_used_in_a_real_browser(tmp_path):
    def judge_by_number(payload: dict, number: int) -> str:
        text = payload["messages"][1]["content"]
        is_pair = TRUE_ANSWER in text and FALSE_ANSWER in text
        is_true_second = is_pair and text.index(TRUE_ANSWER) > text.index(FALSE_ANSWER)
        return f"The arms decide. {EVIL}\nScores: {'3 8' if is_true_second else '8 3' if is_pair else '5 5'}"

    with TeacherServer(judge_by_number) as server:
        path = make_report(tmp_path, JudgeOptions(kind="openai", model="judge", base_url=server.base_url))
    with open_browser(tmp_path) as page:
        page.open(path, width=1200, height=900)
        cards = "document.querySelectorAll('.card').length"
        count = "document.getElementById('count').textContent"
        assert page.run(count) == "60 of 60 comparisons, 30 questions"
        assert page.run(cards) == 20
        # the baseline and both candidates stand in one card
        assert page.run("document.querySelector('.card').querySelectorAll('.answer').length") == 3
        page.run("document.getElementById('more').click()")
        assert page.run(cards) == 30

        def choose(name: str, value: str) -> None:
            page.run(
                f"(() => {{ const e = document.getElementById('{name}'); e.value = {json.dumps(value)};"
                " e.dispatchEvent(new Event('input', {bubbles: true})); })()"
            )

        choose("candidate", "tuned")
        choose("task", "detail")
        assert page.run(count) == "10 of 60 comparisons, 10 questions"
        choose("outcome", "loss")
        assert page.run(count) == "0 of 60 comparisons, 0 questions"
        assert page.run("document.getElementById('more').hidden") is True
        choose("outcome", "win")
        choose("words", "7-detail RAISED")
        assert page.run(count) == "1 of 60 comparisons, 1 questions"
        assert page.run("document.querySelector('.question').textContent") == f"What? {EVIL}"
        assert page.run("[...document.querySelectorAll('.score')].map(e => e.textContent)") == ["3", "8"]
        # the picture is there, and its skeleton comes and goes
        assert page.run("document.querySelector('.picture img').decode().then(() => true)") is True
        assert page.run("document.querySelectorAll('.picture svg').length") == 0
        page.run("document.querySelector('.picture button').click()")
        assert page.run("document.querySelectorAll('.picture svg circle').length") == 17
        assert page.run("document.querySelector('.picture button').textContent") == "Hide skeleton"
        # the true and the false statements are marked
        assert page.run("document.querySelectorAll('.card mark.contradict').length") >= 2
        assert page.run("document.querySelectorAll('.card mark.agree').length") >= 2
        page.save_picture(tmp_path / "wide.png")
        page.run("document.querySelector('.picture button').click()")
        assert page.run("document.querySelectorAll('.picture svg').length") == 0
        page.run("document.querySelectorAll('details').forEach(e => e.open = true)")
        assert "The arms decide." in page.run("document.querySelector('.card').textContent")
        # on a phone nothing runs out of the page to the side
        page.open(path, width=390, height=844)
        assert page.run("document.documentElement.scrollWidth") <= 390
        assert page.run("document.querySelector('.card').getBoundingClientRect().right") <= 390
        # "All" is in sight without a swipe
        last = "document.querySelector('.scores tbody tr td:last-child').getBoundingClientRect()"
        assert page.run(f"{last}.left") >= 0 and page.run(f"{last}.right") <= 390
        assert page.run("parseFloat(getComputedStyle(document.body).fontSize)") >= 15
        page.save_picture(tmp_path / "phone.png")
        page.run("document.querySelector('.picture button').click(); document.querySelector('.card').scrollIntoView()")
        page.save_picture(tmp_path / "phone-card.png")
        assert page.run("typeof window.hacked") == "undefined"
        assert page.problems == []
        assert [url for url in page.requests if not url.startswith(("file:", "data:", "about:"))] == []


def test_another_section_stands_between_the_scores_and_the_answers_whatever_the_answers_say(tmp_path):
    path = make_report(tmp_path, name="<h2>Side by side</h2></head>")
    embed_section(path, "<h2>PoseChoice</h2><div class='choice'>0.35</div>", ".choice { color: red; }")
    page = path.read_text(encoding="utf-8")
    assert page.count("<div class='choice'>") == 1 and page.count(".choice { color: red; }") == 1
    assert page.index(".choice {") < page.index("</head>")
    assert page.index("<h2>Scores</h2>") < page.index("<h2>PoseChoice</h2>") < page.index("<h2>Side by side</h2>")
    tags = Tags()
    tags.feed(page)
    assert tags.tags.count("style") == 2 and tags.tags.count("head") == 1

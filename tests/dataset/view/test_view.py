"""The page to look at a run: what it holds, and what it does in a real browser."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import time

import pytest
from PIL import Image

from kp_llava.dataset.view import mark_claims, write_view
from kp_llava.errors import DatasetError, RunError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.rows import read_rows

from ... import factories
from ...evaluation.browser import Page, open_browser
from ..factories import HOSTILE, HOSTILE_NAME, make_hostile_run, make_run, make_scene


def read_blocks(page: str) -> dict[str, dict]:
    """The JSON blocks of a page, by id."""
    pattern = r'<script type="application/json" id="([^"]+)">(.*?)</script>'
    return {name: json.loads(text) for name, text in re.findall(pattern, page, re.DOTALL)}


def test_the_page_holds_scenes_prompts_answers_checks_and_pictures(finished_run, tmp_path):
    assert write_view(finished_run, tmp_path / "view.html").scenes == 7
    blocks = read_blocks((tmp_path / "view.html").read_text(encoding="utf-8"))
    assert len(blocks) == 8
    scene = blocks["scene-0"]
    row = next(read_rows(finished_run, "complex"))
    assert (scene["image_id"], scene["file_name"]) == (row["image_id"], row["file_name"])
    complex_task = next(task for task in scene["tasks"] if task["task"] == "complex")
    assert "".join(text for text, _ in complex_task["turns"][0]["answer"]) == row["messages"][1]["content"]
    assert complex_task["last"][0]["content"] == row["context"]
    assert row["request_id"] in complex_task["cost"]
    assert complex_task["check"] == "agree"
    picture = Image.open(io.BytesIO(base64.b64decode(scene["picture"].split(",", 1)[1])))
    assert (picture.format, picture.size) == ("JPEG", (320, 240))
    assert blocks["index"]["skeletons"][0]["parts"][0] == "nose"
    assert [entry["number"] for entry in blocks["index"]["index"]] == list(range(7))


def test_a_sample_is_picked_by_the_seed(finished_run, tmp_path):
    def names(seed: int) -> list[str]:
        write_view(finished_run, tmp_path / "view.html", sample=3, seed=seed, pictures=False)
        blocks = read_blocks((tmp_path / "view.html").read_text(encoding="utf-8"))
        assert blocks["scene-0"]["picture"] is None
        return [entry["name"] for entry in blocks["index"]["index"]]

    assert names(0) == names(0)
    assert len(names(0)) == 3
    assert len({tuple(names(seed)) for seed in range(6)}) > 1


def test_hostile_text_stays_data(tmp_path):
    run = make_hostile_run(tmp_path / "run")
    write_view(run, tmp_path / "view.html")
    page = (tmp_path / "view.html").read_text(encoding="utf-8")
    tags = re.findall(r"<(/?[a-zA-Z]+)", page)
    assert tags.count("script") == tags.count("/script") == 3
    assert "img" not in tags
    blocks = read_blocks(page)
    assert blocks["scene-0"]["file_name"] == HOSTILE_NAME
    detail = next(task for task in blocks["scene-0"]["tasks"] if task["task"] == "detail")
    assert (
        "".join(text for text, _ in detail["turns"][0]["answer"])
        == next(read_rows(run, "detail"))["messages"][1]["content"]
    )


def test_the_policy_allows_the_pages_own_script_and_style_only(finished_run, tmp_path):
    write_view(finished_run, tmp_path / "view.html", pictures=False)
    page = (tmp_path / "view.html").read_text(encoding="utf-8")
    for kind, text in (
        ("style", re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]),
        ("script", re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]),
    ):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page.split('<script type="application/json"')[0])


def test_claims_are_marked_where_they_stand(finished_run):
    with Ledger.read(finished_run) as ledger:
        scene = next(iter(ledger.scenes()))
    for text in ("The person is standing. Their left arm is raised.", "", HOSTILE, "no claim here"):
        assert "".join(piece for piece, _ in mark_claims(text, scene)) == text


def test_claims_that_share_words_show_the_worst_verdict():
    knees, ankles = {"left knee": (61, 76), "right knee": (39, 76)}, {"left ankle": (60, 104), "right ankle": (40, 104)}
    sitting = factories.make_scene(factories.make_person(knees | ankles), captions=("A person at home.",))
    assert mark_claims("They are standing upright, and they wait.", sitting) == [
        ("They ", None),
        ("are standing upright", "contradict"),
        (", and they wait.", None),
    ]


def test_unusable_and_missing_answers_say_why(tmp_path):
    run = make_run(tmp_path / "run", [make_scene(1, file_name="1.jpg")], {"complex": "I'm sorry, I can't help."})
    write_view(run, tmp_path / "view.html")
    blocks = read_blocks((tmp_path / "view.html").read_text(encoding="utf-8"))
    task = next(task for task in blocks["scene-0"]["tasks"] if task["task"] == "complex")
    assert (task["state"], task["turns"], task["filed"]) == ("refused", [], ["refused"])
    assert blocks["scene-0"]["picture"] is None


def test_mistakes_get_one_clear_line(finished_run, tmp_path):
    with pytest.raises(RunError, match="not a run folder"):
        write_view(tmp_path, tmp_path / "view.html")
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match="cannot be written"):
        write_view(finished_run, tmp_path / "file" / "view.html")


def press(page: Page, key: str) -> None:
    text = {"text": key} if len(key) == 1 else {}
    page.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
    page.call("Input.dispatchKeyEvent", type="keyUp", key=key)


@pytest.mark.slow
def test_a_browser_draws_steps_and_filters(finished_run, tmp_path):
    write_view(finished_run, tmp_path / "view.html")
    with open_browser(tmp_path) as browser:
        browser.open(tmp_path / "view.html", width=1300, height=1000)
        assert browser.problems == []
        assert browser.run("document.querySelectorAll('#list button').length") == 7
        assert browser.run("document.querySelector('.picture img').naturalWidth") == 320
        assert browser.run("document.querySelectorAll('circle.point').length") >= 10
        assert browser.run("document.querySelectorAll('mark.agree').length") > 0
        assert browser.run("document.getElementById('count').textContent") == "1 of 7 (7 in all)"
        press(browser, "j")
        press(browser, "ArrowRight")
        assert browser.run("document.getElementById('count').textContent") == "3 of 7 (7 in all)"
        press(browser, "k")
        press(browser, "b")
        assert browser.run("getComputedStyle(document.querySelector('.box')).display") == "none"
        assert browser.run("document.getElementById('count').textContent") == "2 of 7 (7 in all)"
        press(browser, "b")
        assert browser.run("getComputedStyle(document.querySelector('.box')).display") != "none"
        browser.run("document.getElementById('skeletons').click()")
        assert browser.run("getComputedStyle(document.querySelector('circle.point')).display") == "none"
        press(browser, "s")
        assert browser.run("getComputedStyle(document.querySelector('circle.point')).display") != "none"
        assert browser.run("by('scene').scrollWidth <= by('scene').clientWidth")
        browser.run("document.querySelector('details').open = true")
        time.sleep(0.2)
        assert "person: [" in browser.run("document.querySelector('details pre').textContent")
        browser.run("task.value = 'detail'; task.dispatchEvent(new Event('change'))")
        assert browser.run("document.querySelectorAll('article').length") == 1
        browser.run("search.value = 'no such words'; search.dispatchEvent(new Event('input'))")
        time.sleep(0.5)
        assert browser.run("document.getElementById('count').textContent") == "0 of 0 (7 in all)"
        name = next(read_rows(finished_run, "detail"))["file_name"]
        browser.run(f"search.value = {name!r}; search.dispatchEvent(new Event('input'))")
        time.sleep(0.5)
        assert browser.run("document.getElementById('count').textContent") == "1 of 1 (7 in all)"
        browser.save_picture(tmp_path / "view.png")
        picture = Image.open(tmp_path / "view.png")
        assert len(picture.convert("RGB").resize((200, 200)).getcolors(40_000) or []) > 500
        assert browser.problems == []


@pytest.mark.slow
def test_on_a_phone_the_header_is_low_and_the_list_is_folded_away(finished_run, tmp_path):
    write_view(finished_run, tmp_path / "view.html")
    with open_browser(tmp_path) as browser:
        browser.open(tmp_path / "view.html", width=390, height=844)
        assert browser.run("document.querySelector('header').offsetHeight") <= 80
        assert browser.run("getComputedStyle(by('list')).display") == "none"
        assert browser.run("getComputedStyle(document.querySelector('.keys')).display") == "none"
        assert browser.run("document.documentElement.scrollWidth <= 390 && by('scene').scrollWidth <= 390")
        browser.run("by('next').click()")
        browser.run("by('next').click()")
        browser.run("by('previous').click()")
        assert browser.run("by('count').textContent") == "2 of 7 (7 in all)"
        browser.run("by('menu').click()")
        assert browser.run("getComputedStyle(by('list')).display") == "block"
        assert browser.run("getComputedStyle(by('filters')).display") == "flex"
        browser.run("by('list').children[4].click()")
        assert browser.run("by('count').textContent") == "5 of 7 (7 in all)"
        assert browser.run("getComputedStyle(by('list')).display") == "none"
        browser.save_picture(tmp_path / "phone.png")
        assert browser.problems == []


@pytest.mark.slow
def test_a_browser_shows_hostile_text_as_text(tmp_path):
    write_view(make_hostile_run(tmp_path / "run"), tmp_path / "view.html")
    with open_browser(tmp_path) as browser:
        browser.open(tmp_path / "view.html", width=1300, height=1000)
        assert browser.problems == []
        assert browser.run("document.querySelector('h2').textContent") == HOSTILE_NAME
        assert browser.run("document.querySelectorAll('#scene script, #scene img[src=x]').length") == 0
        assert "<script>alert(1)</script>" in browser.run("document.querySelector('figure p').textContent")
        assert {url.split(":")[0] for url in browser.requests} == {"file"}


@pytest.mark.slow
def test_two_thousand_scenes_draw_one_at_a_time(tmp_path):
    scenes = [make_scene(number, caption=f"caption {number}", file_name=f"{number}.jpg") for number in range(1, 2001)]
    write_view(make_run(tmp_path / "run", scenes), tmp_path / "all.html")
    write_view(tmp_path / "run", tmp_path / "some.html", sample=20)
    steps, opened = {}, {}
    with open_browser(tmp_path) as browser:
        for name, count in (("some", 20), ("all", 2000), ("some", 20), ("all", 2000)):
            started = time.monotonic()
            browser.open(tmp_path / f"{name}.html", width=1300, height=1000)
            assert browser.run("document.querySelectorAll('#list button').length") == count
            opened[name] = time.monotonic() - started
            # what stands on the page beside the list is one scene's, however many there are
            assert browser.run("document.querySelectorAll('#scene article').length") == 3
            assert browser.run("document.querySelectorAll('#scene *').length") < 300
            steps[name] = browser.run(
                "(() => { const start = performance.now(); for (let i = 0; i < 20; i++) showScene(i); "
                "return (performance.now() - start) / 20; })()"
            )
        browser.run("search.value = 'caption 1999'; search.dispatchEvent(new Event('input'))")
        time.sleep(0.5)
        assert browser.run("document.getElementById('count').textContent") == "1 of 1 (2000 in all)"
        assert browser.run("document.querySelector('h2').textContent") == "1999.jpg"
    print(f"opens in {opened['all']:.2f} s with 2,000 scenes and in {opened['some']:.2f} s with 20")
    print(f"a step takes {steps['all']:.1f} ms with 2,000 scenes and {steps['some']:.1f} ms with 20")

"""The page of `kp-llava demo-page`: two models at once, pictures with known keypoints, and (slow) a real browser."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.dataset.view.known import read_known
from kp_llava.errors import DatasetError, TrainingError
from kp_llava.serving import page as page_module
from kp_llava.serving.compare import ask_side_by_side
from kp_llava.serving.model import ChatModel, Turn, open_picture
from tests.evaluation.browser import open_browser

from .factories import draw_blob, save_vivid_model

# the Python of an environment that has gradio; this one is used otherwise
PYTHON = os.environ.get("KP_LLAVA_PAGE", sys.executable)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return save_vivid_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    return draw_sample(tmp_path_factory.mktemp("drawn"), images=2, seed=1)


def test_two_models_asked_at_once_say_what_each_says_alone(model):
    first = ChatModel(str(model))
    turns = [[Turn("user", question, (draw_blob(0),))] for question in ("What does the left arm do?", "Why?")]
    alone = ["".join(first.stream(mine, max_new_tokens=6)) for mine in turns]
    assert alone[0] != alone[1]
    states = list(ask_side_by_side([first, ChatModel(str(model))], turns, max_new_tokens=6))
    assert states[-1] == alone
    # each state says more than the one before
    assert all(
        any(len(new) > len(old) for new, old in zip(later, earlier, strict=True))
        for earlier, later in itertools.pairwise(states)
    )


def test_a_model_that_cannot_answer_says_why_and_the_other_answers(model, tmp_path):
    shutil.copytree(model, tmp_path / "mute")
    for path in (tmp_path / "mute").glob("chat_template*"):
        path.unlink()
    mute = ChatModel(str(tmp_path / "mute"))
    mute._processor.chat_template = None
    said = list(ask_side_by_side([mute, ChatModel(str(model))], [[Turn("user", "Why?")]] * 2, max_new_tokens=4))[-1]
    assert re.match(r"\[.*mute: its chat template or processor cannot be used", said[0])
    assert said[1] and not said[1].startswith("[")


def test_pictures_of_a_coco_folder_are_known_with_their_skeletons(coco):
    known = read_known(coco)
    assert len(known) == 2
    path, scene = next(iter(known.values()))
    assert path.is_file()
    assert (scene["width"], scene["height"]) == (320, 240)
    assert len(scene["skeleton"]["parts"]) == 17
    assert any(len(item["keypoints"]) == 17 for item in scene["objects"])


def test_pictures_of_a_run_are_known_and_what_is_neither_is_named(coco, tmp_path):
    words = ["generate", tmp_path / "run", "--coco", coco, "--split", "train2014", "--teacher", "pose"]
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    assert read_known(tmp_path / "run").keys() == read_known(coco).keys()
    with pytest.raises(DatasetError, match=r"neither a run \(run.json\) nor a COCO folder"):
        read_known(tmp_path)
    shutil.copytree(coco, tmp_path / "bare")
    shutil.rmtree(tmp_path / "bare" / "train2014")
    with pytest.raises(DatasetError, match="none of its 2 pictures is there"):
        read_known(tmp_path / "bare")


def test_without_gradio_one_line_says_what_to_install(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "gradio", None)
    done = CliRunner().invoke(app, ["demo-page", str(model)])
    assert isinstance(done.exception, TrainingError)
    assert "install kp_llava with its extra page" in str(done.exception)


def test_a_port_that_is_taken_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(TrainingError, match=rf"--port {port}: cannot be listened at \(.*in use\); give another"):
            page_module.serve_page(None, {}, host="127.0.0.1", port=port, say=print)


def test_headings_tell_the_models_apart():
    class Named:
        def __init__(self, place):
            self.place = place

    assert page_module._name([Named("out/paper")]) == ["paper"]
    assert page_module._name([Named("out/paper"), Named("llava-hf/llava-1.5-7b-hf")]) == [
        "paper (tuned)",
        "llava-1.5-7b-hf (original)",
    ]
    assert page_module._name([Named("a/model"), Named("b/model")]) == ["a/model (tuned)", "b/model (original)"]


def type_into(browser, text):
    browser.run(
        "(() => { const box = document.querySelector('#question textarea, #question input');"
        " const set = Object.getOwnPropertyDescriptor(box.constructor.prototype, 'value').set;"
        f" set.call(box, {text!r}); box.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"
    )


def wait_for(browser, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not browser.run(condition):
        assert time.monotonic() < deadline, f"{condition} never came: {browser.run('document.body.innerText')}"
        time.sleep(0.2)


def box_of(selector):
    return f"document.querySelector('{selector}').getBoundingClientRect()"


def drop(browser, path):
    root = browser.call("DOM.getDocument", depth=-1, pierce=True)["root"]["nodeId"]
    box = browser.call("DOM.querySelector", nodeId=root, selector="#picture input[type=file]")["nodeId"]
    browser.call("DOM.setFileInputFiles", nodeId=box, files=[str(path)])


@pytest.fixture
def address(model, coco, tmp_path):
    if subprocess.run([PYTHON, "-c", "import gradio"], capture_output=True, check=False).returncode:
        pytest.skip("needs gradio; KP_LLAVA_PAGE names an interpreter that has it")
    second = tmp_path / "second"
    shutil.copytree(model, second)
    command = [PYTHON, "-m", "kp_llava.commands.main", "demo-page", str(model), "--original", str(second)]
    command += ["--data-dir", str(coco), "--port", "0", "--max-new-tokens", "6"]
    log = (tmp_path / "page.log").open("w+", encoding="utf-8")
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 120
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", (tmp_path / "page.log").read_text())):
            assert server.poll() is None and time.monotonic() < deadline, (tmp_path / "page.log").read_text()
            time.sleep(0.2)
        yield found[0]
    finally:
        server.terminate()
        assert server.wait(30) == 143
        log.close()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_picture_is_dropped_and_both_models_answer_in_a_browser(address, coco, model, tmp_path, width, height):
    picture = sorted((coco / "train2014").iterdir())[0]
    question = "What does the left arm do?"

    expected = "".join(
        ChatModel(str(model)).stream([Turn("user", question, (open_picture(picture),))], max_new_tokens=6)
    )
    with open_browser(tmp_path) as browser:
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            browser.call(f"{domain}.enable")
        browser.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        browser.call("Page.navigate", url=address)
        wait_for(browser, "!!document.querySelector('#picture input[type=file]')")
        assert browser.run("document.querySelectorAll('.skeleton').length") == 0
        # what is no picture
        (tmp_path / "x.png").write_text("no picture")
        drop(browser, tmp_path / "x.png")
        wait_for(browser, "document.body.innerText.includes('x.png: cannot be read as a picture')")
        # a picture whose keypoints are known by its name and size
        drop(browser, picture)
        wait_for(browser, "document.querySelectorAll('.skeleton circle').length > 10")
        inner, outer = (
            browser.run(f"(({{left, top, width}}) => [left, top, width])({box_of(one)})")
            for one in (".skeleton", "#picture img")
        )
        assert inner == pytest.approx(outer, abs=1)
        type_into(browser, question)
        browser.run("document.querySelector('#ask').click()")
        for number in (0, 1):
            told = f"document.querySelector('#chat-{number} .bot').innerText"
            wait_for(browser, f"!!document.querySelector('#chat-{number} .bot') && {told}.trim() !== '…'")
        time.sleep(1)
        for number in (0, 1):
            said = browser.run(f"document.querySelector('#chat-{number} .bot').innerText")
            assert said.split() == expected.split()
        tops = [browser.run(f"document.querySelector('#chat-{n}').getBoundingClientRect().top") for n in (0, 1)]
        assert (tops[0] == tops[1]) == (width > 600)  # side by side, on a phone one below the other
        # both answers are in sight, on a phone after scrolling
        wait_for(browser, f"{box_of('#chat-0')}.top >= 0 && {box_of('#chat-1')}.bottom <= innerHeight", 10)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
        browser.save_picture(tmp_path / f"page-{width}.png")
        # the skeleton is taken away, and a question without words refused
        browser.run("document.querySelector('#shows input').click()")
        wait_for(browser, "document.querySelectorAll('.skeleton').length === 0")
        browser.run("document.querySelector('#ask').click()")
        wait_for(browser, "document.body.innerText.includes('Type a question first.')")
        browser.run("document.querySelector('#new').click()")
        wait_for(browser, "document.querySelectorAll('.bot').length === 0")
        assert {url.split("/")[2] for url in browser.requests if url.startswith("http")} == {address.split("/")[2]}
        assert not browser.problems

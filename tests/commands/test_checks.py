"""Every check through a real run: a teacher whose answers are bad in each way, and where the user sees it."""

from __future__ import annotations

import json
import re

import pytest
from huggingface_hub import DatasetCard
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.dataset.view import write_view
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.rows import read_rows
from tests.evaluation.browser import open_browser
from tests.factories import make_coco, make_coco_folder
from tests.teacher_server import TeacherServer

GOOD = "The person waits for somebody in a quiet place."
# what a check is to find: the third of five answers about an image, wrong in this way and in no other
BAD = {
    "leak": "According to the keypoints, the person waits.",
    "contradiction": "Their left arm is raised.",
    "doubtful-contradiction": "The person's head is bowed.",
    "people-count": "There are eleven people in the picture.",
    "unanswerable": "It cannot be determined what the person thinks.",
    "duplicate-question": GOOD,
    "no-answer": "What else would the person do?",
    "too-short": "Waiting.",
    "cut-off": "The person waits for somebody in a place of the",
    "not-english": "Der Mensch ist auf dem Platz und wartet mit dem Ball auf die anderen, die nicht zu sehen sind.",
    "markup": "What the person does:\n- The person waits for somebody.\n- The person is in a quiet place.",
}
ROOMS = (*BAD, "plain")
# what --checks rejects unless it is given, and what is printed of each check; in the order in which they are printed
REJECTED = ["leak", "contradiction", "cut-off"]
NOTES = {
    "leak": "speaks of keypoints, boxes, captions or other means of making, or gives coordinates",
    "contradiction": "says of a pose what the keypoints clearly exclude",
    "doubtful-contradiction": "says of a pose what the keypoints seem to exclude",
    "people-count": "gives a wrong number of people",
    "unanswerable": "the answer is that nobody can say",
    "duplicate-question": "was asked before of the same image",
    "no-answer": "the answer is empty, a question, or the question again",
    "too-short": "fewer words than the task can need",
    "cut-off": "the text stops in the middle of a sentence",
    "not-english": "is in another language than English",
    "markup": "has a list or headings, where plain sentences are asked for",
}


def name_of_room(text):
    """The room of a caption, which is written backwards there, so that no check takes its name for a word."""
    return re.search(r"in room ([a-z-]+)", text)[1][::-1]


def answer(payload, number):
    """Five pairs about the image whose caption names the fault to make."""
    room = name_of_room(payload["messages"][-1]["content"])
    pairs = [[f"What of the person, part {part}?", GOOD] for part in ("one", "two", "three", "four", "five")]
    if room in BAD:
        pairs[2][1] = BAD[room]
    if room == "duplicate-question":
        pairs[2][0] = pairs[0][0]
    return "\n".join(f"Question: {question}\nAnswer: {text}" for question, text in pairs)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The run's folder and what `generate` printed."""
    folder = tmp_path_factory.mktemp("checks")
    coco = make_coco(len(ROOMS))
    for number, room in enumerate(ROOMS, start=1):
        for caption in coco["captions"]["annotations"]:
            if caption["image_id"] == number:
                caption["caption"] = f"A person stands in room {room[::-1]}."
    make_coco_folder(folder / "coco", coco, split="val2017")
    with TeacherServer(answer) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "sk-test")
        arguments = ["--coco", str(folder / "coco"), "--split", "val2017", "--tasks", "conversation"]
        teacher = ["--teacher", "openai", "--base-url", server.base_url, "--max-reasks", "0"]
        result = CliRunner().invoke(app, ["generate", str(folder / "run"), *arguments, *teacher])
    assert result.exit_code == 0, result.output
    return folder / "run", result.output


def test_each_check_is_found_once_and_the_default_ones_reject(made):
    run, _ = made
    rows = list(read_rows(run, "conversation"))
    assert len(rows) == 57  # 12 images of 5 pairs, less 3
    marked = {name: [row["messages"][1]["content"] for row in rows if name in row["checks"]] for name in BAD}
    assert marked == {name: [] if name in REJECTED else [text] for name, text in BAD.items()}


def test_generate_and_status_print_what_was_found(made):
    run, printed = made
    lines = [
        "checks: 3 question-answer pairs rejected",
        *(f"  {name}: 1 {'rejected' if name in REJECTED else 'marked'} ({note})" for name, note in NOTES.items()),
        "fidelity: 0.0% of 1 judged statements about poses agree with the keypoints (1 contradict, 0 are left open)",
        "  texts that never saw their picture would get 0.0% (the same texts held against other pictures): +0.0 points "
        "beyond that",
        "  with what was rejected: 0.0% of 2 judged statements about poses agree with the keypoints "
        "(2 contradict, 0 are left open)",
    ]
    assert "\n".join(lines) in printed
    assert "\n".join(lines) in CliRunner().invoke(app, ["status", str(run)]).output
    reparsed = CliRunner().invoke(app, ["generate", str(run), "--reparse"])
    assert "\n".join(lines) in reparsed.output


def test_scripts_read_the_same_counts(made):
    record = json.loads(CliRunner().invoke(app, ["status", str(made[0]), "--json"]).output)
    assert record["checks"] == dict.fromkeys(sorted(BAD), 1)
    assert record["rejected"] == {"contradiction": 1, "cut-off": 1, "leak": 1}
    assert record["tasks"]["conversation"]["checks"] == record["checks"]
    counts = {"agree": 0, "contradict": 1, "unjudged": 0, "agree_share_of_judged": 0.0, "judged_share": 1.0}
    counts |= {"expected_share": 0.0, "beyond_expected": 0.0}
    assert record["fidelity"] == {"all": counts, "conversation": counts}
    assert record["teacher_fidelity"]["all"]["contradict"] == 2


def test_the_card_has_a_row_for_each_check(made, tmp_path):
    result = CliRunner().invoke(app, ["export", str(made[0]), str(tmp_path / "out"), "--format", "hub"])
    assert result.exit_code == 0, result.output
    text = DatasetCard.load(tmp_path / "out" / "README.md").text
    for name, note in NOTES.items():
        assert f"| `{name}` | {note} | 1 | {'yes' if name in REJECTED else 'no'} |" in text


def test_other_checks_reject_where_they_are_chosen(made, tmp_path):
    run, _ = made
    record = json.loads((run / "run.json").read_text())
    assert record["options"]["checks"] == REJECTED
    arguments = ["--coco", record["options"]["coco"], "--split", "val2017", "--tasks", "conversation"]
    # every answer is there already, so nothing is asked of the server, which is gone
    teacher = ["--teacher", "openai", "--base-url", "http://127.0.0.1:9/v1", "--checks", "all", "--max-reasks", "0"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "sk-test")
        (tmp_path / "run").mkdir()
        for name in ("run.json", "ledger.sqlite"):
            (tmp_path / "run" / name).write_bytes((run / name).read_bytes())
        result = CliRunner().invoke(app, ["generate", str(tmp_path / "run"), *arguments, *teacher])
    assert result.exit_code == 0, result.output
    assert "asked gpt-4o 0 times" in result.output
    assert "checks: 11 question-answer pairs rejected" in result.output
    rows = list(read_rows(tmp_path / "run", "conversation"))
    assert len(rows) == 49  # 12 images of 5 pairs, less 11
    assert not any(row["checks"] for row in rows)


def test_the_page_marks_and_files_each_check(made, tmp_path):
    run, _ = made
    write_view(run, tmp_path / "view.html", pictures=False)
    blocks = re.findall(r'<script type="application/json" id="([^"]+)">(.*?)</script>', _read(tmp_path), re.DOTALL)
    found = {name: json.loads(text) for name, text in blocks}
    assert found["index"]["rejecting"] == REJECTED
    with Ledger.read(run) as ledger:
        names = [name_of_room(scene.captions[0]) for scene in ledger.scenes()]
    for number, name in enumerate(names):
        (task,) = found[f"scene-{number}"]["tasks"]
        wanted = [[], [], [name] if name in BAD else [], [], []]
        assert [turn["checks"] for turn in task["turns"]] == wanted
        assert [label for label in found["index"]["index"][number]["checks"]["conversation"] if label in BAD] == (
            wanted[2]
        )


def _read(folder):
    return (folder / "view.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_browser_filters_by_check_and_colours_it(made, tmp_path):
    write_view(made[0], tmp_path / "view.html")
    with open_browser(tmp_path) as browser:
        browser.open(tmp_path / "view.html", width=1300, height=1000)
        for name in BAD:
            browser.run(f"check.value = {name!r}; check.dispatchEvent(new Event('change'))")
            assert browser.run("document.getElementById('count').textContent").startswith("1 of 1 (")
            text = f"{name}: rejected" if name in REJECTED else name
            assert browser.run("[...document.querySelectorAll('.check')].map((chip) => chip.textContent)") == [text]
            assert browser.run("document.querySelector('.check').title") == NOTES[name]
            assert browser.run("document.querySelectorAll('.turn.rejected').length") == (name in REJECTED)
        colours = set()
        for name in ("leak", "too-short"):
            browser.run(f"check.value = {name!r}; check.dispatchEvent(new Event('change'))")
            colours.add(browser.run("getComputedStyle(document.querySelector('.check')).backgroundColor"))
            browser.save_picture(tmp_path / f"{name}.png")
        assert len(colours) == 2
        assert browser.problems == []

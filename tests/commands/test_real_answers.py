"""`kp-llava generate` with a server whose model thinks aloud, chats, offers more help, and writes Markdown and JSON."""

from __future__ import annotations

import json
import sys

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import main
from kp_llava.generation.rows import read_rows
from tests.teacher_server import TeacherServer, pairs_text

PROSE = "One person stands on a path that leads to the trees, and looks at them for a long while without moving at all."
DETAIL = {
    f"<think>The wrists are low.</think>\n\n{PROSE}": PROSE,
    f"<|channel|>analysis<|message|>Low.<|end|><|start|>assistant<|channel|>final<|message|>{PROSE}<|return|>": PROSE,
    f"Sure! Here is a detailed description of the image:\n\n{PROSE}": PROSE,
    f"**Description:**\n\n{PROSE}\n\nLet me know if you need anything else!": PROSE,
    f"Here is the JSON:\n```json\n{json.dumps({'description': PROSE})}\n```": PROSE,
    f"{PROSE}\n- arms: low\n- legs: straight": f"{PROSE}\n- arms: low\n- legs: straight",
    "<think>The wrists are low, so": "only thinking",
    "Sure! I'd be happy to help. Please provide the image.": "not an answer",
    '{"people": 1}': "unparsable",
    pairs_text(5): "unparsable",
}


def run_main(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["kp-llava", *map(str, arguments)])
    with pytest.raises(SystemExit) as caught:
        main()
    printed = capsys.readouterr()
    assert not caught.value.code, printed.err
    return printed.out


@pytest.fixture
def coco(tmp_path):
    folder = tmp_path / "coco"
    draw_sample(folder, images=len(DETAIL), seed=2, split="val2017", with_images=False)
    return folder


def test_framing_is_left_out_of_rows_and_no_junk_becomes_one(tmp_path, coco, monkeypatch, capsys):
    answers = list(DETAIL)
    run = tmp_path / "run"
    with TeacherServer(lambda payload, number: answers[number]) as server:
        options = ["--tasks", "detail", "--teacher", "openai", "--base-url", server.base_url, "--concurrency", 1]
        run_main(
            monkeypatch,
            capsys,
            "generate",
            run,
            "--coco",
            coco,
            "--split",
            "val2017",
            *options,
            "--max-reasks",
            0,
            "--checks",
            "none",
        )
    texts = [row["messages"][1]["content"] for row in read_rows(run, "detail")]
    reasons = ("only thinking", "not an answer", "unparsable")
    assert sorted(texts) == sorted(text for text in DETAIL.values() if text not in reasons)
    marked = [row["checks"] for row in read_rows(run, "detail") if "- arms" in row["messages"][1]["content"]]
    assert "markup" in marked[0]
    found = json.loads(run_main(monkeypatch, capsys, "status", run, "--json"))
    assert found["tasks"]["detail"]["failed"] == {"only thinking": 1, "not an answer": 1, "unparsable": 2}


def test_of_six_pairs_five_become_rows_and_nothing_is_asked_again(tmp_path, coco, monkeypatch, capsys):
    run = tmp_path / "run"
    with TeacherServer(lambda payload, number: f"Here are six pairs:\n\n{pairs_text(6)}\n\nI hope it helps!") as server:
        options = ["--tasks", "conversation", "--teacher", "openai", "--base-url", server.base_url, "--max-images", 3]
        out = run_main(monkeypatch, capsys, "generate", run, "--coco", coco, "--split", "val2017", *options)
        assert len(server.payloads) == 3
    assert "conversation: 15 rows of 3 images" in out
    answers = [row["messages"][1]["content"] for row in read_rows(run, "conversation")]
    assert answers == [f"This is what is seen, part {n}." for n in range(1, 6)] * 3

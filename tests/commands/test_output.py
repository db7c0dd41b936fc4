"""Foreign signs that a terminal would obey come out as text, wherever they come from."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app, main
from kp_llava.commands.output import escape

from ..factories import make_coco, make_coco_folder
from ..odd_server import OddServer, completion, http

OWNED = "\x1b]0;owned\x07"
TURNED = "\u202egnp.exe\u202c"
OBEYED = ("\x1b", "\x07", "\x9b", "\u202e", "\x00", "\x08")
EVIL = f"{OWNED} \x9b31m {TURNED} \x08\x08"


def printed(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.output + str(done.exception or "")


def no_sign_in(text: str) -> None:
    for sign in OBEYED:
        assert sign not in text.replace("\x1b[A", ""), repr(text)


def test_letters_of_all_languages_stay_and_signs_come_out_as_json_writes_them():
    kept = "Zo\u00eb \u05e9\u05dc\u05d5\u05dd \U0001f469\u200d\U0001f680 \ufdfd a\tb\nc"
    assert escape(kept) == kept
    assert escape(OWNED) == "\\u001b]0;owned\\u0007"
    assert json.loads(f'"{escape(EVIL)}"') == EVIL
    assert escape("\ud800") == "\\ud800"


def test_errors_show_a_hostile_file_name(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["kp-llava", "status", str(tmp_path / EVIL.replace("\x00", ""))])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1
    shown = capsys.readouterr().err
    assert "\\u001b]0;owned\\u0007" in shown
    no_sign_in(shown)


def test_a_process_of_its_own_escapes_too(tmp_path):
    path = tmp_path / f"{OWNED}.json"
    path.write_text(json.dumps([{"id": OWNED, "image": f"{OWNED}.jpg", "conversations": []}]))
    coco = make_coco_folder(tmp_path / "coco", make_coco(1))
    line = [sys.executable, "-m", "kp_llava.commands.main", "check", path, "--coco", coco, "--split", "val2017"]
    done = subprocess.run(list(map(str, line)), capture_output=True, text=True, check=False)
    no_sign_in(done.stdout + done.stderr)
    assert "owned" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["error body", "refusal", "model", "answer", "redirect"])
def test_what_a_server_says_is_shown_and_not_obeyed(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-secret")
    coco = make_coco_folder(tmp_path / "coco", make_coco(1))
    error = {"error": {"message": EVIL, "type": EVIL, "code": EVIL}}
    replies = {
        "error body": http(json.dumps(error), status="400 Bad"),
        "refusal": http(json.dumps({"error": {**error["error"], "code": "model_not_found"}}), status="404 Not Found"),
        "model": http(json.dumps(completion(EVIL, model=EVIL))),
        "answer": http(json.dumps(completion(f"A person stands. {EVIL} The left arm is raised."))),
        "redirect": http("", status="302 Found", headers=[("Location", "http://x/\x1b]0;owned\x07")]),
    }
    run = tmp_path / "run"
    with OddServer(lambda number, payload: replies[kind]) as server:
        words = ["generate", run, "--coco", coco, "--split", "val2017", "--tasks", "detail", "--teacher", "openai"]
        shown = escape(printed(*words, "--base-url", server.base_url, "--timeout", 5, "--patience", 0))
    no_sign_in(shown)
    for words in (["status", run], ["generate", run, "--reparse"], ["view", run, "--out", tmp_path / "page.html"]):
        no_sign_in(CliRunner().invoke(app, [str(word) for word in words]).output)


def test_captions_and_file_names_are_shown_and_not_obeyed(tmp_path):
    contents = make_coco(1)
    for caption in contents["captions"]["annotations"]:
        caption["caption"] = f"A person stands. {EVIL}"
    contents["person_keypoints"]["images"][0]["file_name"] = f"{OWNED}.jpg"
    coco = make_coco_folder(tmp_path / "coco", contents, with_pictures=False)
    run = tmp_path / "run"
    for words in (
        ["audit", coco, "--split", "val2017"],
        ["generate", run, "--coco", coco, "--split", "val2017"],
        ["generate", run, "--coco", coco, "--split", "val2017", "--dry-run"],
        ["status", run],
        ["export", run, tmp_path / OWNED],
        ["export", run, tmp_path / "out"],
    ):
        no_sign_in(CliRunner().invoke(app, [str(word) for word in words]).output)

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kp_llava.commands.evaluate import main
from kp_llava.evaluation.benchmark import write_benchmark
from tests.evaluation.factories import false_answer, questions, true_answer, write_answers
from tests.teacher_server import TeacherServer

EVAL = Path(__file__).parents[2] / "eval.py"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process: gives the exit code, stdout and stderr."""

    def run_main(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["eval.py", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, printed.err

    return run_main


@pytest.fixture
def files(tmp_path):
    asked = questions((1, 2, 3))
    write_benchmark(tmp_path / "bench.jsonl", asked, {})
    write_answers(tmp_path / "false.jsonl", {q.question_id: false_answer(q.image_id) for q in asked})
    write_answers(tmp_path / "true.jsonl", {q.question_id: true_answer(q.image_id) for q in asked})
    return tmp_path


def compare(files: Path, *more: object) -> list[object]:
    return [
        *("--benchmark", files / "bench.jsonl", "--baseline", f"original={files / 'false.jsonl'}"),
        *("--candidate", f"tuned={files / 'true.jsonl'}", "--out", files / "out"),
        *(() if "--judge" in more else ("--judge", "keypoints")),
        *more,
    ]


def test_eval_py_prints_the_table_and_writes_the_reports(files):
    command = [sys.executable, str(EVAL), *map(str, compare(files))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].split()[:2] == ["Conversation", "Detailed"]
    assert "tuned against original: +90.00 [90.0, 90.0] points (no percentage: the baseline" in done.stdout
    assert "unscored: 0 of 9 judgements" in done.stdout
    report = json.loads((files / "out" / "report.json").read_text())
    assert report["table"]["tuned"] == {"conversation": 100, "detail": 100, "complex": 100, "all": 100}
    assert report["table"]["original"]["all"] == 10
    assert report["improvement_percent"] is None  # a ratio to the floor says nothing
    assert report["judge"] == {"name": "keypoint statements"}
    assert list(report["blind"]["blind: one text for all"].values()) == pytest.approx([10] * 4)
    assert {"blind: references of other images", "blind: tuned, next image's answer"} < set(report["blind"])
    assert report["unscored"] == 0
    assert "| tuned | 100.00" in (files / "out" / "report.md").read_text()


def test_no_readable_judgement_gives_no_score_and_exit_code_1(files, run):
    with TeacherServer(lambda payload, number: "Both are fine.") as server:
        code, out, err = run(*compare(files, "--judge", "openai", "--base-url", server.base_url, "--max-asks", 1))
    assert code == 1
    assert out == ""
    assert "kp-llava: error: no score: 9 of 9 judgements of tuned (100%) are unscored (unreadable: 9)" in err
    assert json.loads((files / "out" / "report.json").read_text())["table"] == {}


def test_a_server_that_is_not_there_gives_no_score_and_exit_code_1(files, run):
    address = ("--base-url", "http://127.0.0.1:9/v1", "--max-attempts", 1, "--no-blind")
    code, out, err = run(*compare(files, "--judge", "openai", *address))
    assert code == 1
    assert out == ""
    assert "gpt-4o at http://127.0.0.1:9/v1: nothing was answered; no connection: " in err


def test_replay_prints_the_same_table(files, run):
    first = run(*compare(files))
    assert run("--out", files / "out", "--replay")[:2] == first[:2]


def test_a_missing_option_or_a_wrong_value_is_one_line(files, run):
    for arguments, message in [
        (["--out", files / "out"], "--benchmark, --baseline and --candidate are needed"),
        (["--out", files / "none", "--replay"], "holds no evaluation"),
        (compare(files, "--candidate", "tuned=reference"), "the name 'tuned' is given twice"),
        (compare(files, "--judge", "llama"), "--judge llama: unknown; expected keypoints or openai"),
        (compare(files, "--judge", "openai", "--max-asks", "0"), "--max-asks 0: expected 1 to 10"),
        (compare(files, "--max-asks", "3"), "--max-asks: the keypoints judge does not use it"),
        (compare(files, "--one-order"), "--one-order: the keypoints judge does not use it"),
        (compare(files, "--judge", "openai", "--grading", "single", "--one-order"), "each answer is shown alone"),
        (compare(files)[:-2], "--judge: name who judges; keypoints: offline"),
        (compare(files, "--judge", "keypoints", "--judge", "keypoints"), "keypoint statements is named twice"),
        (compare(files, "--candidate", "blind: x=reference"), "is one of the image-blind rows'"),
    ]:
        code, _, err = run(*arguments)
        assert code == 1
        assert message in err
        assert len(err.splitlines()) == 1

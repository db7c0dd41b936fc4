"""A judge's ledger is paid for: what is damaged in it is named, never scored, and asked for again alone."""

from __future__ import annotations

import logging

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import EvaluationError, RunError
from kp_llava.evaluation.run import evaluate
from tests.teacher_server import TeacherServer

from ..factories import make_evaluation
from .test_openai import fair, judge_at


def invoke(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def row_of(table):
    """The candidate's line of a printed table."""
    return next(line for line in table.splitlines() if line.startswith("new "))


@pytest.fixture
def judged(tmp_path, monkeypatch):
    """An evaluation of six pairs in both orders, the command that makes it, and its judge's server and folder."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    with TeacherServer(fair) as server:
        options = make_evaluation(tmp_path, judge_at(server))
        evaluate(options)
        command = ["eval", "--benchmark", options.benchmark, "--out", options.out, "--no-blind"]
        command += ["--baseline", f"old={tmp_path / 'false.jsonl'}", "--candidate", f"new={tmp_path / 'true.jsonl'}"]
        assert len(server.payloads) == 12
        yield [*command, "--judge", f"openai:judge@{server.base_url}"], server, options.out / "judge"


def test_a_whole_ledger_is_verified_and_left_as_it_is(judged):
    command, server, folder = judged
    done = invoke("status", folder, "--verify")
    assert (done.exit_code, done.output) == (0, f"{folder}: every scene, request and answer is whole\n")
    done = invoke("status", folder, "--repair")
    assert (done.exit_code, done.output) == (0, f"{folder}: nothing is damaged\n")
    assert invoke(*command).exit_code == 0
    assert len(server.payloads) == 12


def test_a_judgement_with_a_flipped_digit_is_not_scored_and_asked_again_alone(judged, caplog):
    command, server, folder = judged
    table = invoke(*command).output
    assert row_of(table).count("80.00") == 4
    data = (folder / "ledger.sqlite").read_bytes()
    (folder / "ledger.sqlite").write_bytes(data.replace(b"Scores: 8 3", b"Scores: 9 3", 1))
    for words in (command, ["eval", "--out", folder.parent, "--replay"]):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            done = invoke(*words)
        assert isinstance(done.exception, EvaluationError)
        assert "1 of 6 judgements of new (17%) are unscored (damaged in the ledger: 1)" in str(done.exception)
        (line,) = [record.getMessage() for record in caplog.records]
        assert f"{folder / 'ledger.sqlite'}: is damaged, and this is left out: answer for judge" in line
        assert f"`kp-llava status {folder} --repair` keeps what is whole" in line
    done = invoke("status", folder, "--verify")
    assert done.exit_code == 1
    assert done.output.count("damaged: answer for judge") == 1
    assert f"`kp-llava status {folder} --repair`" in str(done.exception)
    assert len(server.payloads) == 12  # nothing is paid again without being asked for
    done = invoke("status", folder, "--repair")
    assert done.exit_code == 0
    assert f"{folder}: the command that made it asks for that again" in done.output
    done = invoke(*command)
    assert done.exit_code == 0
    assert len(server.payloads) == 13
    assert row_of(done.output) == row_of(table)


@pytest.mark.parametrize("damage", ["garbage", "start lost"])
def test_a_judge_s_ledger_that_sqlite_cannot_read_is_one_line_with_a_way_out(judged, damage):
    command, server, folder = judged
    data = (folder / "ledger.sqlite").read_bytes()
    data = b"\1" * 50_000 if damage == "garbage" else bytes(2048) + data[2048:]
    (folder / "ledger.sqlite").write_bytes(data)
    done = invoke(*command)
    assert isinstance(done.exception, RunError)
    line = str(done.exception)
    assert f"{folder / 'ledger.sqlite'}: is damaged" in line
    assert f"`kp-llava status {folder} --repair` keeps what is whole" in line
    assert "generate" not in line and "\n" not in line
    assert invoke("status", folder, "--repair").exit_code == 0
    assert (folder / "ledger.damaged-1.sqlite").read_bytes() == data
    assert invoke(*command).exit_code == 0
    assert len(server.payloads) == (24 if damage == "garbage" else 12)


def test_a_folder_without_a_ledger_is_not_repaired(tmp_path):
    done = invoke("status", tmp_path, "--repair")
    assert isinstance(done.exception, RunError)
    assert str(done.exception) == f"{tmp_path}: has no ledger.sqlite; give the folder of a run or of a judge"

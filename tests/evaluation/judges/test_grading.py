"""Further ways to judge: several times, one answer alone, several judges, and what it took."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kp_llava.errors import EvaluationError, TeacherError
from kp_llava.evaluation.answers.source import parse_source
from kp_llava.evaluation.options import JudgeOptions, parse_judges
from kp_llava.evaluation.run import evaluate, preview, replay
from tests.teacher_server import TeacherServer

from ..factories import FALSE_ANSWER, TRUE_ANSWER, make_evaluation, write_answers
from .test_openai import fair, judge_at


def grade(payload: dict, number: int) -> str:
    text = payload["messages"][1]["content"]
    return f"As asked.\nScore: {9 if TRUE_ANSWER in text else 2}"


def test_every_epoch_asks_anew_and_the_scores_are_averaged(tmp_path):
    def waver(payload: dict, number: int) -> str:
        return fair(payload, number).replace("8", str(7 + number % 3))

    with TeacherServer(waver) as server:
        options = make_evaluation(tmp_path, judge_at(server, epochs=3))
        report = evaluate(options)
        assert len(server.payloads) == 36
        assert len(server.count_payloads()) == 12  # the same payloads, three times each
        before = (tmp_path / "out" / "report.json").read_bytes()
        evaluate(options)
    assert len(server.payloads) == 36
    assert 70 < report.scores.rows["new"].cells["all"] < 90
    assert report.judge["epochs"] == 3
    replay(tmp_path / "out")
    assert (tmp_path / "out" / "report.json").read_bytes() == before


def test_single_grading_shows_one_answer_and_asks_for_the_baseline_once(tmp_path):
    with TeacherServer(grade) as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server, grading="single"), names=["new", "newer"]))
    # six questions: the baseline once, and both candidates, whose answers are the same texts
    assert len(server.count_payloads()) == 12
    for payload in server.payloads:
        text = payload["messages"][1]["content"]
        assert (TRUE_ANSWER in text) != (FALSE_ANSWER in text)
    assert report.scores.rows["new"].cells["all"] == 90
    assert report.scores.rows["old"].cells["all"] == 20
    assert report.scores.comparisons["new"].judge_agreement is None
    before = (tmp_path / "out" / "report.json").read_bytes()
    replay(tmp_path / "out")
    assert (tmp_path / "out" / "report.json").read_bytes() == before


def test_two_judges_in_one_run_and_how_far_they_agree(tmp_path):
    def contrary(payload: dict, number: int) -> str:
        return fair(payload, number) if "picture 1?" in payload["messages"][1]["content"] else "Scores: 5 5"

    with TeacherServer(fair) as one, TeacherServer(contrary) as other:
        options = make_evaluation(tmp_path, judge_at(one))
        second = replace(judge_at(other), model="contrary")
        report = evaluate(replace(options, more_judges=(second,)))
    assert report.panel[0]["judge"]["name"] == "contrary"
    agreement = report.panel[0]["agreement"]
    assert agreement["comparisons"] == 6
    assert agreement["same_winner"] == 0.5
    assert agreement["kappa"] == pytest.approx(0)
    assert report.panel[0]["scores"].rows["new"].cells["all"] == pytest.approx(65)
    text = (tmp_path / "out" / "report.md").read_text()
    assert "judge and contrary name the same winner in 50% of 6 comparisons, kappa 0.00" in text
    assert json.loads((tmp_path / "out" / "report.json").read_text())["panel"][0]["scores"]["table"]["new"]
    before = (tmp_path / "out" / "report.json").read_bytes()
    replay(tmp_path / "out")
    assert (tmp_path / "out" / "report.json").read_bytes() == before


def test_a_dry_run_counts_calls_and_cost_and_sends_nothing(tmp_path):
    with TeacherServer(fair) as server:
        options = make_evaluation(tmp_path, judge_at(server, prices="2,10", max_tokens=500))
        lines = preview(options)
        assert server.payloads == []
        assert not (tmp_path / "out").exists()
        assert lines[0] == "6 questions about 2 images"
        # 12 answers of an expected 220 tokens at $10 a million, and of 500 at most; prompts at $2
        assert lines[1].startswith("judge: 12 calls, about ")
        tokens = int(lines[1].split("about ")[1].split(" ")[0].replace(",", ""))
        expected, most = (tokens * 2e-6 + 12 * length * 1e-5 for length in (220, 500))
        assert lines[1].endswith(f"2,640 answer tokens; ${expected:.2f}, at most ${most:.2f}")
        evaluate(options)
        assert "judge: 0 calls" in preview(options)[1]
    sent = sum(len(json.dumps(p)) for p in server.payloads)
    assert sent / 8 < tokens < sent / 2


def test_the_report_has_the_served_model_tokens_and_cost(tmp_path):
    with TeacherServer(fair) as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server, prices="2,10")))
    usage = report.judge["usage"]
    assert usage["calls"] == 12
    assert usage["prompt_tokens"] > 0 and usage["answer_tokens"] > 0
    assert usage["usd"] == pytest.approx((usage["prompt_tokens"] * 2 + usage["answer_tokens"] * 10) / 1e6)
    assert sum(usage["served"].values()) == 12
    text = (tmp_path / "out" / "report.md").read_text()
    assert f"served by {next(iter(usage['served']))}".replace("_", "\\_") in text


def test_the_limit_judges_the_first_questions_only_and_can_be_raised(tmp_path):
    with TeacherServer(fair) as server:
        options = make_evaluation(tmp_path, judge_at(server))
        report = evaluate(replace(options, limit=3))
        assert report.benchmark["questions"] == 3
        assert len(server.payloads) == 6
        evaluate(options)
    assert len(server.payloads) == 12


def test_a_candidate_without_answers_does_not_void_the_others(tmp_path):
    options = make_evaluation(tmp_path)
    write_answers(tmp_path / "few.jsonl", {"1-detail": "The person stands."})
    few = parse_source(f"few={tmp_path / 'few.jsonl'}", "--candidate")
    report = evaluate(replace(options, candidates=(few, *options.candidates)))
    assert list(report.scores.rows) == ["old", "new"]
    assert "5 of 6 questions have no answer" in report.scores.refusals["few"]
    with pytest.raises(EvaluationError, match="5 of 6 questions have no answer"):
        evaluate(replace(options, candidates=(few,), out=tmp_path / "other"))


def test_blind_rows_are_judged_by_the_same_judge(tmp_path):
    seen = []

    def judge(payload: dict, number: int) -> str:
        seen.append(payload["messages"][1]["content"])
        return "Scores: 4 4"

    with TeacherServer(judge) as server:
        options = make_evaluation(tmp_path, judge_at(server), is_blind_judged=True)
        report = evaluate(options)
    assert set(report.scores.blind) == {
        "blind: one text for all",
        "blind: references of other images",
        "blind: old, next image's answer",
        "blind: new, next image's answer",
    }
    assert report.scores.judged == 6
    assert any("ready" in text or "relaxed" in text for text in seen)


def test_judges_on_the_command_line():
    own = parse_judges(["openai:small@http://127.0.0.1:9/v1?key=SMALL_KEY", "keypoints"], {"epochs": 2, "model": None})
    assert (own[0].model, own[0].base_url, own[0].key_variable) == ("small", "http://127.0.0.1:9/v1", "SMALL_KEY")
    assert own[0].epochs == 2
    assert own[1] == JudgeOptions(kind="keypoints")
    for specs, message in [
        ([], "name who judges; keypoints: offline"),
        (["openai:"], "expected openai:MODEL"),
        (["gpt-4o"], "unknown; expected keypoints or openai"),
    ]:
        with pytest.raises(EvaluationError, match=message):
            parse_judges(specs, {})


def test_the_judges_key_is_the_one_that_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "openai-secret")
    monkeypatch.setenv("JUDGE_KEY", "judge-secret")
    with TeacherServer(fair) as server:
        evaluate(make_evaluation(tmp_path, judge_at(server, key_variable="JUDGE_KEY")))
    assert set(server.authorizations) == {"Bearer judge-secret"}
    assert b"judge-secret" not in (tmp_path / "out" / "evaluation.json").read_bytes()
    monkeypatch.delenv("JUDGE_KEY")
    from kp_llava.evaluation.judges.openai import check_key

    far = JudgeOptions(kind="openai", base_url="https://judge.example/v1", key_variable="JUDGE_KEY")
    with pytest.raises(TeacherError, match="JUDGE_KEY is not set"):
        check_key(far)

from __future__ import annotations

import json
import sqlite3

import pytest

from kp_llava.errors import EvaluationError, RunError, TeacherError
from kp_llava.evaluation.options import JudgeOptions
from kp_llava.evaluation.report.report import render_table
from kp_llava.evaluation.run import evaluate, replay
from tests.teacher_server import Reply, TeacherServer, error_reply

from ..factories import FALSE_ANSWER, TRUE_ANSWER, make_evaluation
from .test_verdict import READ, UNREAD


def fair(payload: dict, number: int) -> str:
    """A judge that scores what is true 8 and what is false 3, wherever it stands, as the prompt asks."""
    text = payload["messages"][1]["content"]
    scores = ("8 3", "3 8")[text.index(TRUE_ANSWER) > text.index(FALSE_ANSWER)]
    return f"One answer is right about the arms.\nScores: {scores}"


def judge_at(server: TeacherServer, **fields: object) -> JudgeOptions:
    return JudgeOptions(kind="openai", model="judge", base_url=server.base_url, **fields)


def test_each_pair_is_judged_in_both_orders_and_averaged(tmp_path):
    with TeacherServer(fair) as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server)))
    assert len(server.payloads) == 12
    assert report.scores.rows["new"].cells["all"] == 80
    assert report.scores.rows["old"].cells["all"] == 30
    assert report.scores.comparisons["new"].judge_agreement == 1
    assert report.scores.comparisons["new"].first_preference == 0


def test_the_judge_sees_the_question_the_context_and_the_criteria_but_no_name(tmp_path):
    with TeacherServer(fair) as server:
        evaluate(make_evaluation(tmp_path, judge_at(server), names=["secretly-tuned"]))
    system, user = (message["content"] for message in server.payloads[0]["messages"])
    for word in ("Helpfulness", "Relevance", "Accuracy", "Level of detail"):
        assert word in system
    assert "What is the person doing in picture" in user
    assert "keypoints: [" in user
    assert "secretly-tuned" not in json.dumps(server.payloads)
    assert server.payloads[0]["temperature"] == 0


def test_one_order_halves_the_calls_and_the_hash_decides_which(tmp_path):
    with TeacherServer(fair) as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server, both_orders=False), images=range(1, 9)))
    assert len(server.payloads) == 24
    firsts = [
        p["messages"][1]["content"].index(TRUE_ANSWER) < p["messages"][1]["content"].index(FALSE_ANSWER)
        for p in server.payloads
    ]
    assert 4 <= sum(firsts) <= 20
    assert report.scores.comparisons["new"].judge_agreement is None


def test_a_second_evaluation_sends_nothing_and_gives_the_same_report(tmp_path):
    with TeacherServer(fair) as server:
        options = make_evaluation(tmp_path, judge_at(server))
        evaluate(options)
        before = (tmp_path / "out" / "report.json").read_bytes()
        evaluate(options)
    assert len(server.payloads) == 12
    assert (tmp_path / "out" / "report.json").read_bytes() == before


def test_a_replay_needs_no_server_and_gives_identical_json(tmp_path):
    with TeacherServer(fair) as server:
        evaluate(make_evaluation(tmp_path, judge_at(server)))
    out = tmp_path / "out"
    before = {name: (out / name).read_bytes() for name in ("report.json", "report.md", "judgements.jsonl")}
    for name in before:
        (out / name).unlink()
    replay(out)
    assert {name: (out / name).read_bytes() for name in before} == before


def test_a_changed_answer_pays_for_its_own_judgements_only(tmp_path):
    with TeacherServer(fair) as server:
        options = make_evaluation(tmp_path, judge_at(server))
        evaluate(options)
        path = tmp_path / "true.jsonl"
        path.write_text(path.read_text().replace(TRUE_ANSWER, TRUE_ANSWER + " They look calm.", 1))
        evaluate(options)
    assert len(server.payloads) == 14


def test_an_unreadable_reply_is_asked_for_again_in_the_same_conversation(tmp_path):
    def mumble(payload: dict, number: int) -> str:
        return fair(payload, number) if len(payload["messages"]) > 2 else "Both are fine."

    with TeacherServer(mumble) as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server)))
    assert len(server.payloads) == 24
    again = next(p for p in server.payloads if len(p["messages"]) == 4)["messages"]
    assert again[2] == {"role": "assistant", "content": "Both are fine."}
    assert "Scores:" in again[3]["content"]
    assert report.scores.unscored == 0


def test_what_stays_unreadable_is_unscored_and_refuses_the_score(tmp_path):
    with TeacherServer(lambda payload, number: "Both are fine.") as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server, max_asks=3)))
    assert len(server.payloads) == 36
    assert report.scores.unscored_reasons == {"unreadable": 6}
    assert "6 of 6 judgements of new (100%) are unscored" in report.scores.refusal
    assert report.to_json()["table"] == {}


def test_cut_off_and_refused_replies_are_counted_under_their_reason(tmp_path):
    def reply(payload: dict, number: int) -> Reply:
        if number % 2:
            return Reply("Scores: 5 5", finish_reason="length")
        return Reply(None, refusal="I will not.")

    with TeacherServer(reply) as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server, concurrency=1, both_orders=False, max_asks=1)))
    assert report.scores.unscored_reasons == {"cut off": 3, "refused": 3}


def test_failing_calls_give_no_score(tmp_path):
    with TeacherServer(lambda payload, number: error_reply(400, "bad request")) as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server)))
    assert report.scores.unscored == 6
    assert set(report.scores.unscored_reasons) == {"failed: BadRequestError"}
    assert report.scores.refusal


def test_failed_calls_are_tried_again_by_the_same_command(tmp_path):
    failing = True

    def flaky(payload: dict, number: int) -> Reply | str:
        return error_reply(400, "bad request") if failing and number % 2 else fair(payload, number)

    with TeacherServer(flaky) as server:
        options = make_evaluation(tmp_path, judge_at(server))
        assert evaluate(options).scores.refusal
        answered = server.answered
        failing = False
        assert not evaluate(options).scores.refusal
    assert answered < 12
    assert server.answered == 12


def test_a_bad_key_stops_with_its_reason(tmp_path):
    with (
        TeacherServer(lambda payload, number: error_reply(401, "no such key")) as server,
        pytest.raises(TeacherError, match="the key is not accepted"),
    ):
        evaluate(make_evaluation(tmp_path, judge_at(server)))


def test_a_judge_that_prefers_the_first_answer_shows_as_disagreement(tmp_path):
    with TeacherServer(lambda payload, number: "Scores: 9 4") as server:
        report = evaluate(make_evaluation(tmp_path, judge_at(server), images=range(1, 6)))
    comparison = report.scores.comparisons["new"]
    assert comparison.judge_agreement == 0
    assert comparison.first_preference == 5
    assert comparison.difference["all"] == 0
    low, high = comparison.difference_intervals["all"]
    assert low <= 0 <= high
    assert "same winner in both orders: 0%" in render_table(report.scores)


def test_the_bound_of_cost_stops_before_it_is_passed(tmp_path):
    with TeacherServer(fair) as server:
        # an answer of 1,000 tokens would cost 0.1 dollars
        fields = {"prices": "0,100", "max_tokens": 1000, "concurrency": 1}
        with pytest.raises(EvaluationError, match=r"--max-cost 0\.09: a further call could go beyond it"):
            evaluate(make_evaluation(tmp_path, judge_at(server, max_cost=0.09, **fields)))
        assert len(server.payloads) == 0
        # each costs far less than it may, so that one after the other finds room
        evaluate(make_evaluation(tmp_path, judge_at(server, max_cost=0.2, **fields)))
        assert len(server.payloads) == 12


def test_a_bound_of_cost_needs_a_known_price(tmp_path):
    with TeacherServer(fair) as server, pytest.raises(RunError, match="the price of judge is not among those"):
        evaluate(make_evaluation(tmp_path, judge_at(server, max_cost=1.0)))


def test_the_key_is_written_nowhere(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-key")
    with TeacherServer(fair) as server:
        evaluate(make_evaluation(tmp_path, judge_at(server)))
    assert set(server.authorizations) == {"Bearer sk-very-secret-key"}
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert b"sk-very-secret-key" not in path.read_bytes(), path


def test_a_password_in_the_address_is_refused_without_showing_it():
    with pytest.raises(EvaluationError, match="OPENAI_API_KEY") as caught:
        JudgeOptions(kind="openai", base_url="http://user:hunter2@127.0.0.1:8000/v1")
    assert "hunter2" not in str(caught.value)


def test_every_reply_is_kept_raw_and_named_in_the_judgements(tmp_path):
    with TeacherServer(fair) as server:
        evaluate(make_evaluation(tmp_path, judge_at(server)))
    keys = {
        key
        for line in (tmp_path / "out" / "judgements.jsonl").read_text().splitlines()
        for order in json.loads(line)["orders"]
        for key in order["request_ids"]
    }
    with sqlite3.connect(tmp_path / "out" / "judge" / "ledger.sqlite") as ledger:
        kept = {key for (key,) in ledger.execute("SELECT key FROM attempts WHERE answer IS NOT NULL")}
    assert keys == kept
    assert len(keys) == 12


def test_a_judge_that_answers_in_every_style_is_read_right_or_not_at_all(tmp_path):
    styles = [*READ.values(), *UNREAD.values()]
    said: dict[str, str] = {}

    def answer(payload: dict, number: int) -> str:
        key = payload["messages"][1]["content"]
        return said.setdefault(key, styles[len(said) % len(styles)])

    with TeacherServer(answer) as server:
        evaluate(make_evaluation(tmp_path, judge_at(server, max_asks=1), images=range(1, 11)))
    orders = [
        order
        for line in (tmp_path / "out" / "judgements.jsonl").read_text().splitlines()
        for order in json.loads(line)["orders"]
    ]
    assert len(orders) == len(said) == 60
    read = [order for order in orders if not order["reason"]]
    for order in read:
        shown = [order["baseline_score"], order["candidate_score"]]
        assert (shown if order["first"] == "baseline" else shown[::-1]) == [8, 7]
    assert len(read) == sum(text in READ.values() for text in said.values())

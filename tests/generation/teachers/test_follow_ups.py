"""Answers that cannot be used: sent back, given more room, asked for by schema, read again for nothing."""

from __future__ import annotations

import json

import pytest

from kp_llava.errors import RunError
from kp_llava.generation import parsing as tasks
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt
from kp_llava.generation.payload import rebuild_payload
from kp_llava.generation.rows import read_rows, tallies
from kp_llava.generation.status import read_status, reparse
from kp_llava.generation.teachers import openai as openai_teacher
from kp_llava.generation.teachers.follow_ups import FollowUps
from tests.teacher_server import Reply, TeacherServer, error_reply, good_answer, pairs_text

from ..factories import run_on


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.001)


def ask(run_dir, server, count=1, **changes):
    options = {"tasks": ("complex",), "concurrency": 1} | changes
    return run_on(run_dir, count, teacher="openai", base_url=server.base_url, **options)


def attempts_of(run_dir):
    with Ledger.read(run_dir) as ledger:
        (stored,) = ledger.answers("complex")
        return stored.request, ledger.attempts(stored.request.key)


def in_turn(*replies):
    return lambda payload, number: replies[number]


def test_an_unreadable_answer_is_sent_back_with_the_reason_and_all_attempts_stay(tmp_path):
    with TeacherServer(in_turn("What a nice picture!", pairs_text(1))) as server:
        summary = ask(tmp_path, server)
        assert ask(tmp_path, server).sent == 0
    assert summary.tasks["complex"].usable == 1
    first, second = server.payloads
    assert second["messages"][: len(first["messages"])] == first["messages"]
    answer, why = second["messages"][len(first["messages"]) :]
    assert answer == {"role": "assistant", "content": "What a nice picture!"}
    assert why["role"] == "user" and "it does not have the form that was asked for" in why["content"]
    request, attempts = attempts_of(tmp_path)
    assert [attempt.follow_up is None for attempt in attempts] == [True, False]
    with Ledger.read(tmp_path) as ledger:
        assert rebuild_payload(ledger, request) == first
    assert json.loads(attempts[1].follow_up)["messages"] == [answer, why]


@pytest.mark.parametrize(("max_reasks", "sent"), [(0, 1), (1, 2), (3, 4)])
def test_there_are_so_many_reasks_and_no_more(tmp_path, max_reasks, sent):
    with TeacherServer(lambda payload, number: "no form") as server:
        summary = ask(tmp_path, server, max_reasks=max_reasks)
        assert len(server.payloads) == sent
        lengths = {len(payload["messages"]) for payload in server.payloads[1:]}
        assert lengths <= {len(server.payloads[0]["messages"]) + 2}
        assert ask(tmp_path, server, max_reasks=max_reasks).sent == 0
    assert summary.tasks["complex"].failed == {"unparsable": 1}


def test_more_reasks_in_a_later_call_open_what_could_not_be_used(tmp_path):
    with TeacherServer(in_turn("no form", pairs_text(1))) as server:
        ask(tmp_path, server, max_reasks=0)
        again = ask(tmp_path, server, max_reasks=1)
    assert (again.sent, again.tasks["complex"].usable) == (1, 1)


def test_a_refusal_is_not_argued_with(tmp_path):
    with TeacherServer(lambda payload, number: "I'm sorry, but I can't assist with that.") as server:
        ask(tmp_path, server)
        assert len(server.payloads) == 1


def test_an_answer_that_was_cut_off_gets_more_room_once(tmp_path):
    replies = [Reply("Question: Wh", finish_reason="length"), Reply(pairs_text(1))]
    with TeacherServer(in_turn(*replies)) as server:
        summary = ask(tmp_path, server, max_tokens=100)
    assert [payload["max_tokens"] for payload in server.payloads] == [100, 400]
    assert server.payloads[0]["messages"] == server.payloads[1]["messages"]
    assert summary.tasks["complex"].usable == 1
    with TeacherServer(lambda payload, number: Reply("Question: Wh", finish_reason="length")) as server:
        summary = ask(tmp_path / "endless", server)
        assert len(server.payloads) == 2
    assert summary.tasks["complex"].failed == {"cut off": 1}


def test_a_run_that_was_stopped_before_the_follow_up_goes_on_with_it(tmp_path):
    def answer(payload, number):
        return "no form" if number == 0 else error_reply(401, "bad key")

    with TeacherServer(answer) as server, pytest.raises(openai_teacher.TeacherError):
        ask(tmp_path, server)
    with TeacherServer() as server:
        assert ask(tmp_path, server).tasks["complex"].usable == 1
        (payload,) = server.payloads
    assert payload["messages"][-2]["content"] == "no form"


def test_an_open_answer_that_a_repaired_parser_reads_needs_nothing_more(tmp_path):
    with TeacherServer() as server:
        ask(tmp_path, server)
        request, _ = attempts_of(tmp_path)
        with Ledger.write(tmp_path) as ledger:
            ledger.settle(request.key, False)
        ask(tmp_path, server)
        assert len(server.payloads) == 1
    with Ledger.read(tmp_path) as ledger:
        assert ledger.has_answer(request.key)


def test_the_last_answer_that_can_be_read_counts(tmp_path):
    with TeacherServer() as server:
        ask(tmp_path, server)
    request, _ = attempts_of(tmp_path)
    with Ledger.write(tmp_path) as ledger:
        worse = json.dumps({"choices": [{"message": {"content": "I'm sorry, I can't help with that."}}]})
        ledger.add_attempt(Attempt(request.key, 3.0, 4.0, answer=worse, follow_up='{"messages": []}'))
    (row,) = read_rows(tmp_path, "complex")
    assert row["messages"][0]["content"].startswith("What is the person doing")


LEAK = "Question: What is the person doing?\nAnswer: The keypoints say that the person stands upright."


def test_what_a_check_rejects_is_sent_back_with_the_reason_once_all_is_answered(tmp_path):
    with TeacherServer(in_turn(LEAK, pairs_text(1), pairs_text(1))) as server:
        summary = ask(tmp_path, server, 2)
        assert ask(tmp_path, server, 2).sent == 0
        assert len(server.payloads) == 3
    assert (summary.asked_again, summary.tasks["complex"].rows, summary.tasks["complex"].rejected) == (1, 2, {})
    first, other, again = server.payloads
    assert again["messages"][: len(first["messages"])] == first["messages"] != other["messages"]
    answer, why = again["messages"][len(first["messages"]) :]
    assert answer == {"role": "assistant", "content": LEAK}
    assert why["content"].startswith(
        "Your answer cannot be used: it speaks of keypoints, boxes, captions or other means of making, or gives"
        " coordinates. Write the whole answer again"
    )


def test_of_several_pairs_the_faulty_ones_are_named(tmp_path):
    pairs = pairs_text(5).split("\n")
    pairs[5] = "Answer: The bounding box is in the middle."
    with TeacherServer(in_turn("\n".join(pairs), pairs_text(5))) as server:
        summary = ask(tmp_path, server, tasks=("conversation",))
    assert (
        "cannot be used: pair 3 speaks of keypoints, boxes, captions or other means of making, or gives coordinates."
        " Write"
    ) in server.payloads[1]["messages"][-1]["content"]
    assert summary.tasks["conversation"].rows == 5


@pytest.mark.parametrize(("options", "sent"), [({"checks": ()}, 1), ({"max_reasks": 0}, 1), ({"max_reasks": 3}, 4)])
def test_what_a_check_rejects_is_sent_back_as_often_as_the_options_say(tmp_path, options, sent):
    with TeacherServer(lambda payload, number: LEAK) as server:
        summary = ask(tmp_path, server, **options)
        assert len(server.payloads) == sent
        assert ask(tmp_path, server, **options).sent == 0
        assert len(server.payloads) == sent
    assert summary.asked_again == sent - 1
    assert summary.tasks["complex"].rows == (options.get("checks") == ())


def test_answers_of_earlier_calls_stay_unless_more_tries_are_allowed(tmp_path):
    with TeacherServer(in_turn(LEAK, pairs_text(1), pairs_text(1))) as server:
        ask(tmp_path, server, checks=())
        assert ask(tmp_path, server, 2).tasks["complex"].rows == 1
        assert len(server.payloads) == 2
        assert ask(tmp_path, server, 2, max_reasks=2).tasks["complex"].rows == 2
        assert len(server.payloads) == 3


def test_an_answer_whose_second_try_fails_keeps_its_rows_and_leaves_nothing_open(tmp_path):
    pairs = pairs_text(5).split("\n")
    pairs[5] = "Answer: The bounding box is in the middle."
    with TeacherServer(in_turn("\n".join(pairs), error_reply(400, "too long"))) as server:
        summary = ask(tmp_path, server, tasks=("conversation",))
        assert ask(tmp_path, server, tasks=("conversation",)).sent == 0
        assert len(server.payloads) == 2
    assert (summary.tasks["conversation"].rows, summary.tasks["conversation"].rejected) == (4, {"leak": 1})


def test_stopped_while_rejected_answers_are_sent_back_a_rerun_goes_on_with_them(tmp_path):
    def answer(payload, number):
        return LEAK if number < 2 else error_reply(401, "bad key")

    with TeacherServer(answer) as server, pytest.raises(openai_teacher.TeacherError):
        ask(tmp_path, server, 2)
    with TeacherServer() as server:
        assert ask(tmp_path, server, 2).tasks["complex"].rows == 2
        assert [payload["messages"][-2]["content"] for payload in server.payloads] == [LEAK, LEAK]


def test_stopped_before_anything_was_checked_a_rerun_sends_back_what_a_check_rejects(tmp_path, monkeypatch):
    class Stopped(BaseException):
        pass

    async def stop(*arguments):
        raise Stopped

    with TeacherServer(in_turn(LEAK, pairs_text(1), pairs_text(1))) as server:
        with monkeypatch.context() as patch, pytest.raises(Stopped):
            patch.setattr(FollowUps, "check", stop)
            ask(tmp_path, server, 1)
        with monkeypatch.context() as patch, pytest.raises(Stopped):
            patch.setattr(FollowUps, "check", stop)
            ask(tmp_path, server, 2)
        assert ask(tmp_path, server, 2).tasks["complex"].rows == 2
        assert ask(tmp_path, server, 2).asked_again == 0
        assert len(server.payloads) == 3


def test_sending_back_keeps_to_the_bound_on_the_cost(tmp_path):
    with TeacherServer(lambda payload, number: LEAK) as server:
        with pytest.raises(RunError, match=r"--max-cost 0\.15: the next call could pass it"):
            ask(tmp_path, server, 3, prices="0,1000", max_tokens=100, max_cost=0.15)
        assert len(server.payloads) == 3  # $0.02 an answer, and $0.1 set aside for each
    assert read_status(tmp_path).spending.usd <= 0.15


def test_reading_again_after_a_repair_costs_nothing(tmp_path, monkeypatch):
    with TeacherServer(lambda payload, number: pairs_text(1)) as server:
        with monkeypatch.context() as broken:
            broken.setattr(tasks.answer, "read_pairs", lambda lines: None)
            broken.setattr(tallies, "hash_code", lambda folders: "the broken code")
            assert ask(tmp_path, server, max_reasks=0).tasks["complex"].rows == 0
        found = reparse(tmp_path)
        assert len(server.payloads) == 1
    assert (found.rows_before, found.status.tasks["complex"].rows) == ({"complex": 0}, 1)
    assert reparse(tmp_path).rows_before == {"complex": 1}


def structured_answer(payload, number):
    name = payload["response_format"]["json_schema"]["name"]
    if name == "detail":
        return json.dumps({"description": "One person stands on a path that leads to the trees."})
    count = payload["response_format"]["json_schema"]["schema"]["properties"]["pairs"]["minItems"]
    pairs = [{"question": f"What is part {n} doing?", "answer": f"It hangs, part {n}."} for n in range(count)]
    return json.dumps({"pairs": pairs})


def test_structured_answers_are_asked_for_by_schema_and_read(tmp_path):
    with TeacherServer(structured_answer) as server:
        summary = ask(tmp_path, server, 2, structured=True, tasks=("conversation", "detail", "complex"))
    assert {task: count.usable for task, count in summary.tasks.items()} == dict.fromkeys(summary.tasks, 2)
    for payload in server.payloads:
        assert payload["response_format"]["json_schema"]["strict"] is True
        for message in payload["messages"]:
            if message["role"] == "assistant":
                assert json.loads(message["content"]).keys() <= {"pairs", "description"}
    assert summary.notes == ()


def test_a_server_that_takes_no_schema_is_asked_for_text(tmp_path):
    def answer(payload, number):
        if "response_format" in payload:
            return error_reply(400, "Unknown parameter: response_format", code="unknown_parameter")
        return good_answer(payload, number)

    with TeacherServer(answer) as server:
        summary = ask(tmp_path, server, 3, structured=True)
        assert len(server.payloads) == 4
    assert summary.tasks["complex"].usable == 3
    assert "takes no schema for answers, and was asked for text" in summary.notes[0]


@pytest.mark.parametrize(
    ("task", "text", "reason"),
    [
        ("complex", '{"pairs": []}', "empty"),
        ("complex", '{"pairs": [{"question": "Why?", "answer": ""}]}', "empty"),
        ("conversation", '{"pairs": [{"question": "Why?", "answer": "So."}]}', "wrong number of pairs"),
        ("detail", '{"description": "I\'m sorry, but I can\'t assist with that."}', "refused"),
        ("complex", '{"pairs": [{"question": "Why?"', "unparsable"),
    ],
)
def test_structured_answers_that_give_no_rows_have_their_reason(task, text, reason):
    with pytest.raises(tasks.UnusableAnswer) as caught:
        tasks.parse_answer(task, text)
    assert caught.value.reason == reason

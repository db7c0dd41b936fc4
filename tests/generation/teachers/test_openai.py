"""The online teacher against a real HTTP server that misbehaves on purpose."""

from __future__ import annotations

import asyncio
import json
import sqlite3

import openai
import pytest

from kp_llava.errors import TeacherError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.payload import rebuild_payload
from kp_llava.generation.prompts.messages import render_messages
from kp_llava.generation.rows import read_rows
from kp_llava.generation.server import ServerOptions
from kp_llava.generation.teachers import openai as openai_teacher
from tests.teacher_server import Reply, TeacherServer, error_reply, good_answer, pairs_text

from ..factories import make_scene, run_on

KEY = "sk-test-0123456789-not-a-real-key"


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.001)


def ask(run_dir, server, count=3, **changes):
    return run_on(run_dir, count, teacher="openai", base_url=server.base_url, **changes)


def attempts_of(run_dir):
    with sqlite3.connect(run_dir / "ledger.sqlite") as connection:
        return connection.execute("SELECT key, error, answer, finish_reason FROM attempts ORDER BY id").fetchall()


def once(reply, *, first=1):
    """Answer the first calls with the reply and all later ones well."""
    return lambda payload, number: reply if number < first else good_answer(payload, number)


def test_answers_become_rows_and_a_second_call_sends_nothing(tmp_path):
    with TeacherServer() as server:
        first = ask(tmp_path, server)
        again = ask(tmp_path, server)
        assert len(server.payloads) == 9
    assert {task: count.rows for task, count in first.tasks.items()} == {"conversation": 15, "detail": 3, "complex": 3}
    assert (again.sent, again.already_answered) == (0, 9)
    assert first.prompt_tokens > 0 < first.answer_tokens
    assert next(read_rows(tmp_path, "detail"))["teacher"] == "gpt-4o"


def test_the_wire_carries_the_rendered_messages_and_no_picture(tmp_path):
    with TeacherServer() as server:
        ask(tmp_path, server, 1, tasks=("complex",), temperature=0.25, max_tokens=300)
    (payload,) = server.payloads
    assert payload.pop("messages") == list(render_messages("complex", make_scene(1)))
    assert payload == {"model": "gpt-4o", "temperature": 0.25, "max_tokens": 300}
    assert server.authorizations == [f"Bearer {KEY}"]


def test_a_request_s_key_is_the_hash_of_what_was_sent(tmp_path):
    with TeacherServer() as server:
        ask(tmp_path, server, 2)
    with Ledger.read(tmp_path) as ledger:
        stored = [one.request for task in ("conversation", "detail", "complex") for one in ledger.answers(task)]
        rebuilt = [rebuild_payload(ledger, request) for request in stored]
    assert len({request.key for request in stored}) == 6
    by_text = {json.dumps(payload, sort_keys=True) for payload in rebuilt}
    assert by_text == set(server.count_payloads())


def test_raw_answers_are_kept_as_they_came(tmp_path):
    with TeacherServer(lambda payload, number: pairs_text(1)) as server:
        ask(tmp_path, server, 1, tasks=("complex",))
    ((_, error, answer, finish_reason),) = attempts_of(tmp_path)
    assert (error, finish_reason) == (None, "stop")
    assert json.loads(answer)["id"] == "chatcmpl-0"


def test_concurrency_is_used_and_bounded(tmp_path):
    with TeacherServer(wait_s=0.05) as server:
        ask(tmp_path, server, 8, concurrency=6)
    assert server.most_in_flight == 6


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        (error_reply(429, "slow down", retry_after="0.01"), "RateLimitError"),
        (error_reply(429, "slow down"), "RateLimitError"),
        (error_reply(500, "oh"), "InternalServerError"),
        (error_reply(503, "overloaded"), "InternalServerError"),
        (error_reply(408, "late"), "APIStatusError"),
        (error_reply(409, "locked"), "ConflictError"),
        (Reply(is_dropped=True), "APIConnectionError"),
        (Reply(body=b"<html>gateway</html>"), "malformed reply"),
        (Reply(body=b'{"choices": []}'), "malformed reply"),
        (Reply(body=b'{"choices": [{"mess'), "malformed reply"),
    ],
)
def test_a_passing_error_is_tried_again_and_every_attempt_is_kept(tmp_path, reply, name):
    with TeacherServer(once(reply, first=2)) as server:
        summary = ask(tmp_path, server, 1, tasks=("detail",))
        assert len(server.payloads) == 3
    assert summary.tasks["detail"].rows == 1
    assert [error for _, error, _, _ in attempts_of(tmp_path)] == [name, name, None]


def test_a_hanging_call_is_given_up_and_tried_again(tmp_path):
    with TeacherServer(once(Reply("late", wait_s=30))) as server:
        summary = ask(tmp_path, server, 1, tasks=("detail",), timeout_s=0.3)
    assert summary.tasks["detail"].rows == 1
    assert [error for _, error, _, _ in attempts_of(tmp_path)] == ["APITimeoutError", None]


def test_tries_are_bounded_and_the_rest_goes_on(tmp_path):
    def answer(payload, number):
        is_bad = "exactly five pairs" in payload["messages"][0]["content"]
        return error_reply(500, "never") if is_bad else good_answer(payload, number)

    with TeacherServer(answer) as server:
        summary = ask(tmp_path, server, 1, max_attempts=3)
        assert len(server.payloads) == 3 + 2
        assert summary.tasks["conversation"].failed == {"InternalServerError": 1}
        assert (summary.tasks["detail"].rows, summary.tasks["complex"].rows) == (1, 1)
        assert ask(tmp_path, server, 1, max_attempts=3).sent == 1


def test_one_bad_request_is_not_tried_again_and_does_not_stop_the_others(tmp_path):
    with TeacherServer(once(error_reply(400, "context too long", code="context_length_exceeded"))) as server:
        summary = ask(tmp_path, server, 3, concurrency=1)
        assert len(server.payloads) == 9
    assert sum(count.failed.get("BadRequestError", 0) for count in summary.tasks.values()) == 1


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (
            error_reply(401, f"Incorrect API key provided: {KEY}"),
            "AuthenticationError.*set OPENAI_API_KEY to a valid",
        ),
        (error_reply(403, "not allowed"), "PermissionDeniedError.*no permission"),
        (error_reply(429, "exceeded", code="insufficient_quota"), "RateLimitError.*no quota left; add credit"),
        (error_reply(404, "no such model", code="model_not_found"), "NotFoundError.*check --model and --base-url"),
        (error_reply(400, "no such model", code="model_not_found"), "BadRequestError.*check --model and --base-url"),
    ],
)
def test_a_hopeless_error_stops_the_run_at_once(tmp_path, reply, message):
    with TeacherServer(lambda payload, number: reply) as server:
        with pytest.raises(TeacherError, match=message) as caught:
            ask(tmp_path, server, 30, concurrency=4)
        # what is forbidden may be one picture's fault: only the third in a row stops the run
        assert len(server.payloads) <= (7 if "Permission" in message else 4)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_quota_that_runs_out_keeps_the_answers_and_the_run_goes_on_later(tmp_path):
    def answer(payload, number):
        return good_answer(payload, number) if number < 10 else error_reply(429, "gone", code="insufficient_quota")

    with TeacherServer(answer) as server:
        with pytest.raises(TeacherError, match="answers so far are kept"):
            ask(tmp_path, server, 10, concurrency=3)
        assert server.answered == 10
    with TeacherServer() as server:
        summary = ask(tmp_path, server, 10)
        assert len(server.payloads) == 20
    assert summary.already_answered == 10
    assert summary.tasks["conversation"].rows == 50


def test_a_server_that_answers_nothing_for_long_stops_the_run(tmp_path):
    with TeacherServer(lambda payload, number: error_reply(500, "broken"), wait_s=0.01) as server:
        with pytest.raises(TeacherError, match=r"no answer for 0.2 s; InternalServerError: .*broken; answers so far"):
            ask(tmp_path, server, 40, concurrency=2, max_attempts=1, patience_s=0.2)
        assert len(server.payloads) < 120


def test_a_server_that_is_not_there_is_named(tmp_path):
    with TeacherServer() as server:
        pass
    with pytest.raises(TeacherError, match=r"gpt-4o at http://127\.0\.0\.1:\d+/v1: nothing was answered; no conn"):
        ask(tmp_path, server, 1, max_attempts=2)


def test_unusable_answers_are_kept_raw_counted_and_not_paid_again(tmp_path):
    replies = [
        Reply("One person st", finish_reason="length"),
        Reply(None, refusal="I can't help with that."),
        Reply("I'm sorry, but I can't assist with that."),
        Reply(""),
        Reply("One person stands.", finish_reason="content_filter"),
    ]
    with TeacherServer(lambda payload, number: replies[number]) as server:
        options = {"tasks": ("detail",), "max_reasks": 0, "max_tokens": None}
        summary = ask(tmp_path, server, 5, concurrency=1, **options)
        assert ask(tmp_path, server, 5, **options).sent == 0
    assert summary.tasks["detail"].failed == {"cut off": 1, "refused": 3, "empty": 1}
    assert summary.tasks["detail"].rows == 0
    kept = [json.loads(answer)["choices"][0] for _, _, answer, _ in attempts_of(tmp_path)]
    assert kept[0]["message"]["content"] == "One person st"
    assert kept[1]["message"]["refusal"] == "I can't help with that."


@pytest.mark.parametrize(
    "odd",
    [
        {"usage": None, "model": None},
        {"usage": {"prompt_tokens": 1.5, "completion_tokens": None}, "model": 3},
        {"usage": [], "choices": [{"message": {"content": [{"type": "text", "text": "One person stands."}]}}]},
    ],
)
def test_an_answer_in_an_odd_envelope_is_not_thrown_away(tmp_path, odd):
    plain = {"choices": [{"message": {"content": "One person stands."}, "finish_reason": "stop"}]}
    with TeacherServer(lambda payload, number: Reply(body=json.dumps(plain | odd).encode())) as server:
        ask(tmp_path, server, 1, tasks=("detail",))
        assert len(server.payloads) == 1
    (row,) = read_rows(tmp_path, "detail")
    assert row["messages"][1]["content"] == "One person stands."


def test_pairs_of_a_wrong_number_are_counted(tmp_path):
    with TeacherServer(lambda payload, number: pairs_text(4)) as server:
        summary = ask(tmp_path, server, 2, tasks=("conversation",))
    assert summary.tasks["conversation"].failed == {"wrong number of pairs": 2}


def test_images_with_one_and_the_same_payload_share_one_answer(tmp_path):
    import dataclasses

    from kp_llava.generation.run import generate

    from ..factories import make_options, make_scene_set

    twin = dataclasses.replace(make_scene(1), image_id=2, file_name="twin.jpg")
    with TeacherServer() as server:
        options = make_options(tmp_path, teacher="openai", base_url=server.base_url, tasks=("complex",))
        generate(options, scene_set=make_scene_set([make_scene(1), twin]))
        assert len(server.payloads) == 1
    rows = list(read_rows(tmp_path, "complex"))
    assert [row["file_name"] for row in rows] == ["000000000001.jpg", "twin.jpg"]
    assert rows[0]["request_id"] == rows[1]["request_id"]


@pytest.mark.parametrize("change", ["template", "model", "temperature"])
def test_a_change_sends_the_difference_and_the_rows_are_the_new_ones(tmp_path, change):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "detail.j2").write_text("Describe them shortly.")
    changes = {
        "template": ({"prompts_dir": tmp_path / "prompts"}, 2),
        "model": ({"model": "gpt-next"}, 6),
        "temperature": ({"temperature": 0.5}, 6),
    }
    options, expected = changes[change]
    with TeacherServer() as server:
        ask(tmp_path / "run", server, 2)
        before = {row["request_id"] for row in read_rows(tmp_path / "run", "detail")}
        assert ask(tmp_path / "run", server, 2, **options).sent == expected
        assert not before & {row["request_id"] for row in read_rows(tmp_path / "run", "detail")}
        assert ask(tmp_path / "run", server, 2).sent == 0
        assert before == {row["request_id"] for row in read_rows(tmp_path / "run", "detail")}


def test_the_key_is_written_nowhere(tmp_path, capfd):
    def answer(payload, number):
        if number == 0:
            return error_reply(500, f"trouble with {KEY}")
        return f"They say {KEY}. {good_answer(payload, number)}"

    with TeacherServer(answer) as server:
        ask(tmp_path, server, 2)
    for path in tmp_path.rglob("*"):
        assert KEY.encode() not in path.read_bytes(), path
    assert KEY not in "".join(capfd.readouterr())


def test_without_a_key_only_a_server_on_this_machine_is_asked(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    with TeacherServer() as server:
        assert ask(tmp_path / "here", server, 1).tasks["detail"].rows == 1
    for base_url in (None, "https://teacher.example/v1"):
        with pytest.raises(TeacherError, match="OPENAI_API_KEY is not set: put the server's key into this"):
            run_on(tmp_path / "away", 1, teacher="openai", base_url=base_url)


def test_openai_s_own_service_gets_the_new_name_of_the_token_limit(tmp_path):
    from ..factories import make_options

    own = make_options(tmp_path).request_parameters()
    other = make_options(tmp_path, base_url="http://127.0.0.1:1/v1").request_parameters()
    assert own == {"model": "gpt-4o", "max_completion_tokens": 1024}
    assert other == {"model": "gpt-4o", "max_tokens": 1024}


def test_a_run_also_works_where_a_loop_is_running_as_in_a_notebook(tmp_path):
    async def cell(server):
        return ask(tmp_path, server, 2)

    with TeacherServer() as server:
        assert asyncio.run(cell(server)).tasks["detail"].rows == 2


@pytest.mark.parametrize(("number", "server_wait_s", "low", "high"), [(1, None, 0.25, 0.5), (9, None, 10, 20)])
def test_waits_double_up_to_a_limit(monkeypatch, number, server_wait_s, low, high):
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.5)
    assert all(low <= openai_teacher.retry_wait_s(number, server_wait_s) <= high for _ in range(50))


def test_the_server_s_wait_is_kept_to_within_reason():
    assert 3 <= openai_teacher.retry_wait_s(1, 3.0) <= 3.1
    assert openai_teacher.retry_wait_s(1, 1e9) <= 120.1


def test_the_client_uses_the_aiohttp_transport():
    async def transport_of():
        async with openai_teacher.open_client(ServerOptions(base_url="http://127.0.0.1:1/v1", timeout_s=5.0)) as client:
            return type(client._client).__mro__, client.max_retries

    kinds, max_retries = asyncio.run(transport_of())
    assert openai.DefaultAioHttpClient in kinds
    assert max_retries == 0

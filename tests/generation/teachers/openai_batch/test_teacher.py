"""Batches through the official client and a real HTTP server: nothing is billed twice, nothing that came is lost."""

from __future__ import annotations

import json
import random

import pytest

from kp_llava.errors import RunError, TeacherError
from kp_llava.generation.ledger.batches import BatchBook
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import cancel_batches, preview
from kp_llava.generation.status import read_status
from kp_llava.generation.teachers import openai as openai_teacher
from kp_llava.generation.teachers.openai_batch import teacher as batch_teacher
from tests.batch_server import BatchPlan, BatchServer
from tests.teacher_server import Reply, error_reply, good_answer, pairs_text

from ...factories import make_options, make_scene, make_scene_set, run_on

KEY = "sk-test-0123456789-not-a-real-key"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.001)
    monkeypatch.setattr(batch_teacher, "_LOOK_WAIT_S", 0.01)


def ask(run_dir, server, count=3, **changes):
    options = {"teacher": "openai-batch", "poll_s": 0.02, "tasks": ("detail", "complex")} | changes
    return run_on(run_dir, count, base_url=server.base_url, **options)


def usable(summary):
    return {task: count.usable for task, count in summary.tasks.items()}


def test_a_batch_brings_the_same_rows_as_online_calls_at_half_the_price(tmp_path):
    with BatchServer() as server:
        batch = ask(tmp_path / "batch", server)
        online = ask(tmp_path / "online", server, teacher="openai")
        assert ask(tmp_path / "batch", server).sent == 0
        assert len(server.batches) == 1
    assert usable(batch) == usable(online) == {"detail": 3, "complex": 3}
    rows = [list(read_rows(tmp_path / name, "complex")) for name in ("batch", "online")]
    assert rows[0] == rows[1]
    assert batch.spending.usd == batch.spending.batch_usd == pytest.approx(online.spending.usd / 2)
    assert online.spending.batch_usd == 0
    assert server.authorizations[0] == f"Bearer {KEY}"


def test_a_line_is_the_very_payload_of_which_the_key_is_the_hash(tmp_path):
    import hashlib

    with BatchServer() as server:
        ask(tmp_path, server, 1)
        (line, _) = server.files["file-0"].splitlines()
    assert json.loads(line)["url"] == "/v1/chat/completions"
    body = line[line.index(b'"body":') + len(b'"body":') : -1]
    assert json.loads(line)["custom_id"] == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("changes", [{"batch_requests": 4}, {"batch_bytes": 20_000}])
def test_batches_are_split_by_count_and_bytes(tmp_path, changes):
    with BatchServer() as server:
        summary = ask(tmp_path, server, 5, **changes)
        assert len(server.batches) >= 3
        sizes = [len(server.files[batch["input_file_id"]]) for batch in server.batches]
        assert all(size <= changes.get("batch_bytes", 10**9) for size in sizes)
        assert all(batch["request_counts"]["total"] <= 4 or "batch_bytes" in changes for batch in server.batches)
        assert set(server.billed.values()) == {1}
    assert usable(summary) == {"detail": 5, "complex": 5}


def test_the_account_s_enqueued_tokens_are_learned_and_kept_to(tmp_path):
    with BatchServer(enqueued_limit=6000, default=BatchPlan(seconds=0.05)) as server:
        summary = ask(tmp_path, server, 6)
        failed = [batch for batch in server.batches if batch["status"] == "failed"]
        assert 1 <= len(failed) <= 3
        assert set(server.billed.values()) == {1}
    assert usable(summary) == {"detail": 6, "complex": 6}


def test_a_given_limit_of_enqueued_tokens_is_kept_to_from_the_start(tmp_path):
    with BatchServer(default=BatchPlan(seconds=0.05)) as server:
        summary = ask(tmp_path, server, 4, enqueued_tokens=5500)
        assert len(server.batches) >= 3
        with pytest.raises(TeacherError, match="the account takes 10 tokens in batches at once, and one request has"):
            ask(tmp_path, server, 5, enqueued_tokens=10)
    assert usable(summary) == {"detail": 4, "complex": 4}


@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_partial_results_are_kept_and_only_the_rest_is_submitted_again(tmp_path, end):
    with BatchServer(plans=[BatchPlan(share=0.5, end=end)]) as server:
        summary = ask(tmp_path, server, 4)
        assert [len(server.custom_ids(number)) for number in (0, 1)] == [8, 4]
        assert set(server.billed.values()) == {1}
    assert usable(summary) == {"detail": 4, "complex": 4}


def test_the_error_file_is_read_and_what_may_pass_is_tried_again(tmp_path):
    calls = []

    def answer(payload, number):
        calls.append(payload)
        return error_reply(500, "oh") if len(calls) <= 2 else good_answer(payload, number)

    with BatchServer(answer) as server:
        summary = ask(tmp_path, server)
        assert [len(server.custom_ids(number)) for number in (0, 1)] == [6, 2]
    assert usable(summary) == {"detail": 3, "complex": 3}


def test_a_bad_request_is_not_put_into_another_batch_of_this_call(tmp_path):
    def answer(payload, number):
        return error_reply(400, "too long") if number == 0 else good_answer(payload, number)

    with BatchServer(answer, plans=[BatchPlan()]) as server:
        summary = ask(tmp_path, server)
        assert len(server.batches) == 1
        assert sum(count.failed.get("BadRequestError", 0) for count in summary.tasks.values()) == 1


def test_a_request_that_fails_in_every_batch_ends(tmp_path):
    with BatchServer(
        lambda payload, number: good_answer(payload, number) if number else error_reply(500, "oh")
    ) as server:
        summary = ask(tmp_path, server)
        assert len(server.batches) <= 5
    assert sum(count.usable for count in summary.tasks.values()) >= 3


def test_a_batch_that_fails_names_the_server_s_reason(tmp_path):
    error = {"code": "invalid_json_line", "message": f"Line 1 is bad, {KEY}", "line": 1, "param": None}
    with BatchServer(plans=[BatchPlan(end="failed", errors=[error])]) as server:
        with pytest.raises(TeacherError, match=r"batch_0 failed: Line 1 is bad, \[key\]; nothing of it is billed"):
            ask(tmp_path, server)
        assert usable(ask(tmp_path, server)) == {"detail": 3, "complex": 3}


@pytest.mark.parametrize("hidden_looks", [0, 2])
def test_a_batch_that_the_server_took_without_a_reply_is_adopted(tmp_path, hidden_looks):
    with BatchServer(plans=[BatchPlan(is_dropped=True, hidden_looks=hidden_looks)]) as server:
        summary = ask(tmp_path, server)
        assert len(server.batches) == 1
        assert set(server.billed.values()) == {1}
    assert usable(summary) == {"detail": 3, "complex": 3}


class Killed(BaseException):
    """Stands for the end of the process: nothing in the package catches it."""


STEPS = ["_upload", "_adopt", "_collect", "_download", "_read_results"]
WRITES = ["intend", "set_file", "set_state", "set_submitted", "set_status", "finish"]


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize("step", STEPS + WRITES)
def test_stopped_around_any_step_a_rerun_bills_nothing_twice(tmp_path, monkeypatch, step, is_before):
    owner = batch_teacher.BatchTeacher if step in STEPS else BatchBook
    real = getattr(owner, step)

    def stop(*arguments):
        if not is_before:
            real(*arguments)
        raise Killed

    plans = [BatchPlan(is_dropped=step == "_adopt")]
    with BatchServer(plans=plans) as server:
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(owner, step, stop)
            ask(tmp_path, server)
        summary = ask(tmp_path, server)
        assert len(server.batches) == 1
        assert len(server.billed) == 6 and set(server.billed.values()) == {1}
        assert ask(tmp_path, server).sent == 0
    assert usable(summary) == {"detail": 3, "complex": 3}
    assert not list(tmp_path.glob("*.part"))


def test_no_wait_submits_and_returns_and_the_next_call_collects(tmp_path):
    plan = BatchPlan(seconds=600)
    with BatchServer(default=plan) as server:
        first = ask(tmp_path, server, is_waiting=False)
        assert (first.sent, first.in_batches, sum(usable(first).values())) == (6, 6, 0)
        (batch,) = read_status(tmp_path).batches
        assert (batch["state"], batch["batch_id"], batch["requests"]) == ("submitted", "batch_0", 6)
        more = ask(tmp_path, server, 4, is_waiting=False)
        assert (more.sent, more.in_batches) == (2, 8)
        plan.seconds = 0
        last = ask(tmp_path, server, 4)
        assert len(server.batches) == 2
        assert set(server.billed.values()) == {1}
    assert (last.in_batches, usable(last)) == (0, {"detail": 4, "complex": 4})


def test_one_run_mixes_online_calls_and_batches(tmp_path):
    plan = BatchPlan(seconds=600)
    with BatchServer(default=plan) as server:
        ask(tmp_path, server, is_waiting=False, tasks=("detail",))
        online = ask(tmp_path, server, teacher="openai", tasks=("detail", "complex"))
        assert len(server.payloads) == 3, "what is in a batch is not asked for online"
        assert usable(online) == {"detail": 0, "complex": 3}
        scenes = make_scene_set(make_scene(image_id) for image_id in (1, 2, 3, 4))
        found = preview(make_options(tmp_path, teacher="openai", base_url=server.base_url), scene_set=scenes)
        assert (found.in_batches, found.already_answered, found.to_send) == (3, 3, 6)
        plan.seconds = 0
        last = ask(tmp_path, server)
        assert set(server.billed.values()) == {1}
    assert usable(last) == {"detail": 3, "complex": 3}
    assert 0 < last.spending.batch_usd < last.spending.usd


def test_cancelled_batches_keep_what_they_had(tmp_path):
    plan = BatchPlan(seconds=60, share=0.5)
    with BatchServer(plans=[plan]) as server:
        ask(tmp_path, server, is_waiting=False)
        options = make_options(tmp_path, teacher="openai-batch", base_url=server.base_url, poll_s=0.02)
        assert cancel_batches(options) == 1
        assert [batch["status"] for batch in server.batches] == ["cancelled"]
        assert sum(count.usable for count in read_status(tmp_path).tasks.values()) == 3
        assert cancel_batches(options) == 0
        assert usable(ask(tmp_path, server)) == {"detail": 3, "complex": 3}
        assert set(server.billed.values()) == {1}


def test_answers_that_cannot_be_used_go_into_the_next_batch_with_the_reason(tmp_path):
    def answer(payload, number):
        is_again = "Your answer cannot be used" in payload["messages"][-1]["content"]
        return pairs_text(1) if is_again else "no form"

    with BatchServer(answer) as server:
        summary = ask(tmp_path, server, tasks=("complex",))
        assert [len(server.custom_ids(number)) for number in (0, 1)] == [3, 3]
    assert usable(summary) == {"complex": 3}


def test_answers_that_a_check_rejects_go_into_the_next_batch_with_the_reason(tmp_path):
    def answer(payload, number):
        is_again = "Your answer cannot be used" in payload["messages"][-1]["content"]
        return pairs_text(1) if is_again else "Question: What is seen?\nAnswer: The keypoints show somebody."

    with BatchServer(answer) as server:
        summary = ask(tmp_path, server, tasks=("complex",), is_waiting=False)
        assert (summary.in_batches, len(server.batches)) == (3, 1)
        summary = ask(tmp_path, server, tasks=("complex",), is_waiting=False)
        assert (summary.in_batches, len(server.batches)) == (3, 2)
        summary = ask(tmp_path, server, tasks=("complex",))
        assert ask(tmp_path, server, tasks=("complex",)).sent == 0
        assert [len(server.custom_ids(number)) for number in range(len(server.batches))] == [3, 3]
    assert (summary.in_batches, summary.tasks["complex"].rows) == (0, 3)


def test_max_cost_bounds_what_is_in_batches_too(tmp_path):
    words = 200
    with BatchServer(lambda payload, number: Reply("word " * words)) as server:
        options = {"prices": "1,1000", "max_tokens": words, "tasks": ("detail",)}
        with pytest.raises(RunError, match="--max-cost 1: the next call could pass it"):
            ask(tmp_path, server, 20, max_cost=1.0, **options)
        assert 7 <= sum(server.billed.values()) <= 9  # $0.1 an answer, and a bit for the prompt
        assert read_status(tmp_path).spending.usd <= 1.0


def test_a_server_without_batches_is_told(tmp_path):
    from tests.teacher_server import TeacherServer

    with TeacherServer() as server, pytest.raises(TeacherError, match=r"NotFoundError.*check --model and --base-url"):
        ask(tmp_path, server)


def test_the_key_is_written_nowhere(tmp_path):
    with BatchServer(lambda payload, number: f"They say {KEY}. {good_answer(payload, number)}") as server:
        ask(tmp_path, server)
    for path in tmp_path.rglob("*"):
        assert KEY.encode() not in path.read_bytes(), path


def test_random_ends_of_batches_bill_every_request_once(tmp_path):
    rng = random.Random(5)
    plans = [BatchPlan(share=rng.random(), end=rng.choice(["expired", "cancelled", "completed"])) for _ in range(6)]
    with BatchServer(plans=plans) as server:
        for _ in range(4):
            summary = ask(tmp_path, server, 6, batch_requests=4)
        assert set(server.billed.values()) == {1}
    assert usable(summary) == {"detail": 6, "complex": 6}

"""`kp-llava generate` against servers that behave as real ones do: picky, down for a while, forgetful, or several."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from email.utils import formatdate

import pytest

from kp_llava.generation import plan, server
from kp_llava.generation.teachers import openai as openai_teacher
from tests.factories import make_coco, make_coco_folder
from tests.teacher_server import Reply, TeacherServer, error_reply, good_answer, pairs_text

from .test_generate import start_process, wait_for

IMAGES = 8


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    contents = make_coco(IMAGES)
    for caption in contents["captions"]["annotations"]:  # equal prompts would be one request
        caption["caption"] += f" It is picture {caption['image_id']}."
    return make_coco_folder(tmp_path_factory.mktemp("coco"), contents, with_pictures=False)


@pytest.fixture
def kp_llava(monkeypatch, run_command):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.01)
    return run_command


def command(run_dir, coco, *more, tasks="complex"):
    return "generate", run_dir, "--coco", coco, "--split", "val2017", "--teacher", "openai", "--tasks", tasks, *more


def spending(kp_llava, run_dir):
    return json.loads(kp_llava("status", run_dir, "--json")[1])["spending"]


def test_a_server_that_is_down_costs_nothing(tmp_path, coco, kp_llava):
    with TeacherServer() as gone:
        pass
    code, _, err = kp_llava(*command(tmp_path, coco, "--base-url", gone.base_url, "--max-cost", 3))
    assert code == 1
    assert "nothing was answered; no connection: " in err
    assert spending(kp_llava, tmp_path) == {"usd": 0.0, "uncertain_usd": 0.0, "uncertain_calls": 0, "batch_usd": 0.0}


def refuse_max_tokens(payload, number):
    if "max_tokens" in payload:
        text = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        return error_reply(400, text, code="unsupported_parameter")
    return good_answer(payload, number)


def test_the_name_of_the_token_limit_is_learned_and_is_no_part_of_the_key(tmp_path, coco, kp_llava, monkeypatch):
    with TeacherServer(refuse_max_tokens) as teacher:
        code, out, _ = kp_llava(*command(tmp_path, coco, "--base-url", teacher.base_url, "--concurrency", 1))
        assert (code, len(teacher.payloads)) == (0, IMAGES + 1)
        assert all(payload["max_completion_tokens"] == 1024 for payload in teacher.payloads[1:])
        monkeypatch.setenv("OPENAI_BASE_URL", teacher.base_url)
        assert f"to send: 0 requests; {IMAGES} have their answer" in kp_llava(*command(tmp_path, coco, "--dry-run"))[1]
        _, out, _ = kp_llava(*command(tmp_path, coco, "--token-parameter", "max_completion_tokens"))
        assert f"asked gpt-4o 0 times; {IMAGES} answers were there before" in out
        assert len(teacher.payloads) == IMAGES + 1
        kp_llava(*command(tmp_path / "new", coco, "--token-parameter", "max_completion_tokens"))
        assert len(teacher.payloads) == 2 * IMAGES + 1


def test_keys_of_earlier_versions_are_found_under_the_other_name(tmp_path, coco, kp_llava, monkeypatch):
    with TeacherServer() as teacher:
        ask = command(tmp_path, coco, "--base-url", teacher.base_url)
        with monkeypatch.context() as earlier:  # which named the limit by the option, and not by the address
            earlier.setattr(server, "key_token_parameter", lambda url: "max_completion_tokens")
            kp_llava(*ask)
        assert "to send: 0 requests" in kp_llava(*ask, "--dry-run")[1]
        assert "asked gpt-4o 0 times" in kp_llava(*ask)[1]
        assert len(teacher.payloads) == IMAGES
    assert plan.TOKEN_PARAMETERS == ("max_tokens", "max_completion_tokens")


def test_parameters_and_further_fields_go_over_the_wire(tmp_path, coco, kp_llava):
    with TeacherServer() as teacher:
        more = (
            "--reasoning-effort",
            "low",
            "--top-p",
            0.9,
            "--extra-body",
            '{"chat_template_kwargs": {"thinking": false}}',
        )
        ask = command(tmp_path, coco, "--base-url", teacher.base_url, *more)
        assert kp_llava(*ask)[0] == 0
        assert "asked gpt-4o 0 times" in kp_llava(*ask)[1]
        for payload in teacher.payloads:
            assert (payload["reasoning_effort"], payload["top_p"]) == ("low", 0.9)
            assert payload["chat_template_kwargs"] == {"thinking": False}
        for body, message in (
            ('{"messages": []}', "messages is set by kp-llava itself"),
            ("[1]", "expected a JSON object"),
        ):
            code, _, err = kp_llava(*command(tmp_path, coco, "--extra-body", body))
            assert code == 1 and message in err


def test_one_refusal_of_the_schema_falls_back_for_that_request_alone(tmp_path, coco, kp_llava):
    def answer(payload, number):
        if number == 3:
            return error_reply(400, "response_format: the schema is too complex for this prompt")
        if "response_format" not in payload:
            return pairs_text(1)
        return json.dumps({"pairs": [{"question": "What is the person doing?", "answer": "The person stands there."}]})

    with TeacherServer(answer) as teacher:
        code, out, _ = kp_llava(*command(tmp_path, coco, "--base-url", teacher.base_url, "--structured"))
        assert code == 0
        assert len(teacher.payloads) == IMAGES + 1
        assert sum("response_format" not in payload for payload in teacher.payloads) == 1
    assert f"complex: {IMAGES} rows of {IMAGES} images" in out
    assert "note: gpt-4o takes no schema for answers" in out


@pytest.mark.parametrize("text", ["not allowed", "flagged by our content policy"])
def test_what_is_forbidden_for_one_picture_fails_that_picture(tmp_path, coco, kp_llava, text):
    def answer(payload, number):
        return error_reply(403, text) if number == 2 else good_answer(payload, number)

    with TeacherServer(answer) as teacher:
        code, out, _ = kp_llava(*command(tmp_path, coco, "--base-url", teacher.base_url, "--concurrency", 2))
    assert code == 0
    assert f"complex: {IMAGES - 1} rows of {IMAGES - 1} images" in out
    assert "failed: PermissionDeniedError: 1" in out


def test_many_refusals_of_contents_in_a_row_stop_nothing(tmp_path, coco, kp_llava):
    def answer(payload, number):
        if number < IMAGES - 1:
            return error_reply(400, "The response was filtered", code="content_filter")
        return good_answer(payload, number)

    with TeacherServer(answer) as teacher:
        code, out, _ = kp_llava(*command(tmp_path, coco, "--base-url", teacher.base_url, "--concurrency", 1))
    assert code == 0
    assert "complex: 1 rows of 1 images" in out


@pytest.mark.parametrize("kind", ["503", pytest.param("refused", marks=pytest.mark.slow)])
def test_an_outage_is_waited_out(tmp_path, coco, kp_llava, kind, monkeypatch):
    monkeypatch.setattr(openai_teacher, "_LONGEST_WAIT_S", 0.1)
    since = []

    def answer(payload, number):
        if number < 3:
            return good_answer(payload, number)
        since.append(time.monotonic())
        return good_answer(payload, number) if since[-1] - since[0] > 1.5 else error_reply(503, "restarting")

    if kind == "503":  # far more failures than one request is tried
        with TeacherServer(answer) as teacher:
            code, out, _ = kp_llava(*command(tmp_path, coco, "--base-url", teacher.base_url, "--concurrency", 2))
            assert len(teacher.payloads) > IMAGES + 12
    else:
        with TeacherServer(wait_s=0.3) as first:
            process = start_process(*command(tmp_path, coco, "--base-url", first.base_url, "--concurrency", 2))
            wait_for(lambda: first.answered >= 2)
        time.sleep(1.5)
        with TeacherServer(port=first._port):
            out, err = process.communicate(timeout=60)
        code = process.returncode
        assert code == 0, err
    assert code == 0
    assert f"complex: {IMAGES} rows of {IMAGES} images" in out


def test_a_server_that_stays_silent_is_given_up_after_the_patience(tmp_path, coco, kp_llava):
    def answer(payload, number):
        return good_answer(payload, number) if number < 2 else error_reply(503, "overloaded")

    with TeacherServer(answer) as teacher:
        started = time.monotonic()
        ask = command(tmp_path, coco, "--base-url", teacher.base_url, "--patience", 0.5, "--concurrency", 2)
        code, _, err = kp_llava(*ask)
        assert time.monotonic() - started < 8
    assert code == 1
    assert "no answer for 0.5 s; InternalServerError: Error code: 503 - overloaded; answers so far are kept" in err


def test_a_date_in_retry_after_is_waited_for(tmp_path, coco, kp_llava):
    moments = []

    def answer(payload, number):
        moments.append(time.time())
        if number == 0:
            return error_reply(429, "slow down", retry_after=formatdate(moments[0] + 2.0, usegmt=True))
        return good_answer(payload, number)

    with TeacherServer(answer) as teacher:
        assert (
            kp_llava(*command(tmp_path, coco, "--base-url", teacher.base_url, "--concurrency", 1, "--max-images", 1))[0]
            == 0
        )
    assert moments[1] - moments[0] >= 0.9  # the date has whole seconds


def test_a_prompt_that_the_server_cuts_off_is_an_error_that_names_it(tmp_path, coco, kp_llava):
    def answer(payload, number):
        body = {"choices": [{"message": {"content": pairs_text(1)}, "finish_reason": "stop"}]}
        return Reply(body=json.dumps(body | {"usage": {"prompt_tokens": 512, "completion_tokens": 20}}).encode())

    with TeacherServer(answer) as teacher:
        code, _, err = kp_llava(*command(tmp_path, coco, "--base-url", teacher.base_url, "--prices", "10,10"))
    assert code == 1
    assert re.search(r"the server read 512 of about [\d,]+ prompt tokens; it cuts long prompts off", err)
    assert spending(kp_llava, tmp_path)["usd"] > 0, "what was billed is counted"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_waits_for_the_calls_in_flight_and_keeps_their_answers(tmp_path, coco, number, code):
    with TeacherServer(wait_s=1.0) as teacher:
        process = start_process(*command(tmp_path, coco, "--base-url", teacher.base_url, "--concurrency", 3))
        wait_for(lambda: len(teacher.payloads) == 3)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        assert process.returncode == code
        assert "stopping: up to 5 s for the calls in flight" in err
        assert (len(teacher.payloads), teacher.answered) == (3, 3)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        assert connection.execute("SELECT count(*), count(answer) FROM attempts").fetchone() == (3, 3)


@pytest.mark.parametrize("is_killed", [False, True])
def test_what_a_stop_cuts_off_stands_in_the_ledger_with_what_it_may_cost(tmp_path, coco, kp_llava, is_killed):
    with TeacherServer(lambda payload, number: Reply("late", wait_s=60)) as teacher:
        ask = command(tmp_path, coco, "--base-url", teacher.base_url, "--concurrency", 3)
        process = start_process(*ask)
        wait_for(lambda: len(teacher.payloads) == 3)
        started = time.monotonic()
        if is_killed:
            process.kill()
        else:
            process.send_signal(signal.SIGINT)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert time.monotonic() - started < 25  # the reply would take 60 s
    found = spending(kp_llava, tmp_path)
    assert (found["uncertain_calls"], found["usd"]) == (3, 0.0)
    assert found["uncertain_usd"] > 3 * 1024 * 10e-6
    assert f"complex: 0 rows of 0 images, {IMAGES} pending" in kp_llava("status", tmp_path)[1]
    with TeacherServer() as teacher:
        more = command(tmp_path, coco, "--base-url", teacher.base_url)
        code, out, err = kp_llava(*more, "--max-cost", found["uncertain_usd"])
        assert code == 1 and "the next call could pass it" in err, "what is uncertain counts to the bound"
        code, out, _ = kp_llava(*more)
    assert code == 0 and f"for {3} calls that got no reply" in out
    assert f"complex: {IMAGES} rows of {IMAGES} images" in out


def test_sigterm_stops_other_commands_too(tmp_path):
    arguments = ["sample", str(tmp_path / "sample"), "--images", "1000"]
    process = subprocess.Popen(
        [sys.executable, "-m", "kp_llava.commands.main", *arguments], stderr=subprocess.PIPE, text=True
    )
    # its workers have started when the first picture is there; one that starts while the parent ends has no chance
    wait_for(lambda: any((tmp_path / "sample").rglob("*.jpg")))
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 143
    assert "kp-llava: interrupted" in err and "Traceback" not in err


def test_several_servers_share_the_calls_and_one_that_dies_is_left_out(tmp_path, coco, kp_llava):
    with TeacherServer(wait_s=0.05) as first, TeacherServer(wait_s=0.05) as second:
        with TeacherServer() as dead:
            pass
        urls = [word for one in (first, dead, second) for word in ("--base-url", one.base_url)]
        code, out, err = kp_llava(*command(tmp_path, coco, *urls, "--concurrency", 4, tasks="complex,detail"))
        assert code == 0, err
        assert len(first.payloads) + len(second.payloads) == 2 * IMAGES
        assert min(len(first.payloads), len(second.payloads)) >= IMAGES // 2
    assert f"complex: {IMAGES} rows of {IMAGES} images" in out
    assert spending(kp_llava, tmp_path)["uncertain_calls"] == 0


def test_of_several_servers_the_faster_one_gets_more(tmp_path, coco, kp_llava):
    with TeacherServer(wait_s=0.3) as slow, TeacherServer(wait_s=0.02) as fast:
        urls = ("--base-url", slow.base_url, "--base-url", fast.base_url)
        ask = command(tmp_path, coco, *urls, "--concurrency", 4, tasks="conversation,complex,detail")
        assert kp_llava(*ask)[0] == 0
        assert len(fast.payloads) > 2 * len(slow.payloads) > 0


def test_a_server_that_dies_amid_the_run_is_asked_again_when_it_is_back(tmp_path, coco, kp_llava):
    first = TeacherServer(wait_s=0.05)
    first.__enter__()
    port, died, back = first._port, threading.Event(), []

    def die_and_return():
        while first.answered < 3:
            time.sleep(0.005)
        first.__exit__(None, None, None)
        died.set()
        time.sleep(0.3)
        back.append(TeacherServer(wait_s=0.05, port=port))
        back[0].__enter__()

    thread = threading.Thread(target=die_and_return)
    thread.start()

    def wait_for_the_other(payload, number):
        return Reply(good_answer(payload, number), until=lambda: bool(back), wait_s=0.1)

    with TeacherServer(wait_for_the_other) as second:
        urls = ("--base-url", first.base_url, "--base-url", second.base_url)
        code, out, err = kp_llava(
            *command(tmp_path, coco, *urls, "--concurrency", 4, tasks="conversation,complex,detail")
        )
        thread.join()
        assert code == 0, err
        assert died.is_set()
        assert len(back[0].payloads) > 0 and len(second.payloads) > 0
        back[0].__exit__(None, None, None)
    assert all(f"{task}: " in out and f"of {IMAGES} images" in out for task in ("conversation", "complex", "detail"))
    found = json.loads(kp_llava("status", tmp_path, "--json")[1])
    assert sum(task["usable"] for task in found["tasks"].values()) == 3 * IMAGES
    assert sum(task["pending"] for task in found["tasks"].values()) == 0

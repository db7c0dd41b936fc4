"""An account's limits and a server's overload, through the real client: the rate follows, and nobody waits in vain."""

from __future__ import annotations

import time

import pytest

from kp_llava.generation.teachers import openai as openai_teacher
from tests.teacher_server import Reply, TeacherServer, error_reply, good_answer, limit_headers

from ..factories import run_on


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.001)


class Clocked:
    """Answers well, and remembers when each call came."""

    def __init__(self, answer=good_answer):
        self.moments: list[float] = []
        self._answer = answer

    def __call__(self, payload, number):
        self.moments.append(time.monotonic())
        return self._answer(payload, number)

    @property
    def seconds(self):
        return self.moments[-1] - self.moments[0]


def ask(run_dir, server, count, **changes):
    options = {"tasks": ("detail",), "concurrency": 8} | changes
    return run_on(run_dir, count, teacher="openai", base_url=server.base_url, **options)


def test_a_given_limit_of_requests_is_kept_to(tmp_path):
    answer = Clocked()
    with TeacherServer(answer) as server:
        ask(tmp_path, server, 7, requests_per_minute=120)
    assert answer.seconds >= 0.9  # a burst of 4, then 116 a minute


def test_a_given_limit_of_tokens_is_kept_to(tmp_path):
    body = b'{"choices": [{"message": {"content": "One person stands."}, "finish_reason": "stop"}], "usage": %s}'
    usage = b'{"prompt_tokens": 3000, "completion_tokens": 100}'
    answer = Clocked(lambda payload, number: Reply(body=body % usage))
    with TeacherServer(answer) as server:
        ask(tmp_path, server, 6, tokens_per_minute=300_000, max_tokens=100)
    assert answer.seconds >= 0.5  # 10,000 at once, then 290,000 a minute


def test_limits_are_learned_from_the_server_s_headers(tmp_path):
    def answer(payload, number):
        return Reply(good_answer(payload, number), headers=limit_headers(120, 100, "500ms"))

    clocked = Clocked(answer)
    with TeacherServer(clocked) as server:
        ask(tmp_path, server, 7, concurrency=1)
    assert clocked.seconds >= 0.9  # after the first reply a burst of 4, then 116 a minute


def test_when_nothing_is_left_every_call_waits_for_the_reset(tmp_path):
    def answer(payload, number):
        headers = limit_headers(100_000, 0, "400ms", kind="tokens") if number == 0 else {}
        return Reply(good_answer(payload, number), headers=headers)

    clocked = Clocked(answer)
    with TeacherServer(clocked) as server:
        ask(tmp_path, server, 3, concurrency=1)
    assert clocked.moments[1] - clocked.moments[0] >= 0.35


def test_retry_after_holds_all_calls_and_the_number_at_once_shrinks(tmp_path):
    def answer(payload, number):
        return error_reply(429, "slow down", retry_after="0.5") if number < 8 else good_answer(payload, number)

    clocked = Clocked(answer)
    with TeacherServer(clocked, wait_s=0.02) as server:
        summary = ask(tmp_path, server, 30)
    assert summary.tasks["detail"].pending == 0
    assert clocked.moments[8] - clocked.moments[7] >= 0.4


def test_an_overloaded_server_gets_fewer_calls_at_once(tmp_path):
    most = []
    in_flight = set()

    def answer(payload, number):
        in_flight.add(number)
        most.append(server._in_flight)
        return error_reply(503, "overloaded") if server._in_flight > 6 else good_answer(payload, number)

    with TeacherServer(answer, wait_s=0.02) as server:
        summary = ask(tmp_path, server, 90, concurrency=32, max_attempts=40)
    assert summary.tasks["detail"].pending == 0
    assert max(most[:32]) > 20
    assert sum(most[-40:]) / 40 < 14


def test_slow_calls_hold_only_their_own_place(tmp_path):
    def answer(payload, number):
        # the first calls end when all the others have ended
        return Reply(good_answer(payload, number), until=(lambda: server.answered >= 37) if number < 3 else None)

    with TeacherServer(answer) as server:
        summary = ask(tmp_path, server, 40, concurrency=4)
    assert summary.tasks["detail"].usable == 40

"""No minute holds more than the limit, whatever the sizes and whenever they come."""

from __future__ import annotations

import random

import pytest

from kp_llava.generation.teachers import rate as pace_module
from kp_llava.generation.teachers.rate import Pace, read_duration, read_limits


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(pace_module, "time", clock)
    return clock


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 60, 500])
def test_a_greedy_sender_stays_within_the_limit_and_comes_near_it(clock, limit):
    pace = Pace(limit)
    sent = []
    start = clock.now
    while clock.now < start + 300:
        wait_s = pace.wait_s(1)
        if wait_s:
            clock.now += wait_s
            continue
        pace.take(1)
        sent.append(clock.now)
        assert len(sent) < 5 * limit + 5
    last = 0
    for number, moment in enumerate(sent):
        while sent[last] <= moment - 60:
            last += 1
        assert number - last + 1 <= limit
    assert len(sent) >= 0.9 * 5 * limit * (limit - 1) / limit


def test_tokens_of_every_size_stay_within_the_limit(clock):
    limit, rng = 10_000, random.Random(3)
    pace = Pace(limit)
    sent = []
    start = clock.now
    while clock.now < start + 600:
        amount = rng.choice([50, 400, 3000])
        while wait_s := pace.wait_s(amount):
            clock.now += wait_s
        pace.take(amount)
        sent.append((clock.now, amount))
    for moment, _ in sent:
        assert sum(amount for at, amount in sent if moment - 60 < at <= moment) <= limit * 1.001


def test_what_was_reserved_and_not_used_is_given_back(clock):
    pace = Pace(600)
    for _ in range(40):
        assert pace.wait_s(15) == 0
        pace.take(15)
        pace.take(-14.9)
    assert pace.wait_s(20) > 0


def test_no_limit_waits_for_nothing_and_a_learned_one_only_goes_down(clock):
    pace = Pace(None)
    pace.take(10**9)
    assert pace.wait_s(10**9) == 0
    for told, kept in ((600, 600), (6000, 600), (60, 60), (0, 60)):
        pace.lower(told)
        assert pace.limit == kept


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1s", 1), ("6m0s", 360), ("120ms", 0.12), ("1h2m3.5s", 3723.5), ("0.5", 0.5), ("soon", None), ("", None)],
)
def test_durations_are_read_as_servers_write_them(text, seconds):
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, (None, 0.0)),
        ({"limit": "500", "remaining": "499", "reset": "120ms"}, (500.0, 0.0)),
        ({"limit": "500", "remaining": "0", "reset": "3s"}, (500.0, 3.0)),
        ({"limit": "many", "remaining": "0", "reset": "later"}, (None, 0.0)),
        ({"limit": "-5", "remaining": "nan", "reset": "1s"}, (None, 0.0)),
    ],
)
def test_limits_are_read_from_headers(headers, expected):
    assert read_limits({f"x-ratelimit-{name}-tokens": text for name, text in headers.items()}, "tokens") == expected

"""How many calls at once: the number follows the server, and one slow call holds nothing but its place."""

from __future__ import annotations

import asyncio
import time

import pytest

from kp_llava.generation.cost.prices import Budget
from kp_llava.generation.teachers.rate import Limits


def run(scenario):
    return asyncio.run(asyncio.wait_for(scenario, 10))


async def fill(limits, count):
    return [await limits.take_place(1) for _ in range(count)]


def test_the_window_doubles_until_the_first_overload_and_then_grows_slowly():
    async def scenario():
        limits = Limits(1000)
        assert limits.window == 64
        places = await fill(limits, 64)
        for place in places:
            limits.leave_place(place, tokens=None, cost=0)
            limits.note_success()
        assert limits.window == 128
        places = await fill(limits, 100)
        for place in places:
            limits.leave_place(place, tokens=None, cost=0)
        limits.note_overload(places[-1], None)
        shrunk = limits.window
        for _ in range(shrunk):
            limits.note_success()
        return shrunk, limits.window

    shrunk, grown = run(scenario())
    assert shrunk < 64
    assert grown in (shrunk, shrunk + 1)


def test_one_overload_that_many_calls_meet_shrinks_the_window_once():
    async def scenario():
        limits = Limits(64)
        places = await fill(limits, 64)
        for place in places:
            limits.leave_place(place, tokens=None, cost=0)
            limits.note_overload(place, None)
        return limits.window

    assert run(scenario()) == pytest.approx(64 * 0.7, abs=1)


def test_a_full_window_waits_for_any_call_to_end():
    async def scenario():
        limits = Limits(2)
        slow, quick = await fill(limits, 2)
        waiting = asyncio.create_task(limits.take_place(1))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        limits.leave_place(quick, tokens=None, cost=0)
        assert await waiting is not None
        assert slow.number == 1

    run(scenario())


def test_the_server_s_wait_holds_every_new_call():
    async def scenario():
        limits = Limits(8)
        (place,) = await fill(limits, 1)
        limits.leave_place(place, tokens=None, cost=0)
        limits.note_overload(place, 0.2)
        started = time.monotonic()
        await limits.take_place(1)
        return time.monotonic() - started

    assert run(scenario()) >= 0.19


def test_a_stop_lets_nobody_wait():
    async def scenario():
        limits = Limits(1)
        await fill(limits, 1)
        waiting = [asyncio.create_task(limits.take_place(1)) for _ in range(5)]
        await asyncio.sleep(0.01)
        limits.stop()
        return await asyncio.gather(*waiting)

    assert run(scenario()) == [None] * 5


def test_money_in_flight_is_waited_for_and_then_the_end_is_told():
    async def scenario():
        budget = Budget(1.0)
        limits = Limits(8, budget=budget)
        first = await limits.take_place(1, 0.6)
        waiting = asyncio.create_task(limits.take_place(1, 0.6))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        limits.leave_place(first, tokens=10, cost=0.3)
        second = await waiting
        limits.leave_place(second, tokens=10, cost=0.5)
        assert budget.spent == pytest.approx(0.8)
        assert await limits.take_place(1, 0.6) is None
        assert budget.is_used_up

    run(scenario())

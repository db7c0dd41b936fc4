"""SIGKILL at random moments: nothing that came is lost, nothing is billed twice that need not be."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import signal
from collections import Counter

import pytest

from kp_llava.generation.ledger import connect
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate, preview
from tests.batch_server import BatchPlan, BatchServer
from tests.factories import make_coco_folder
from tests.teacher_server import TeacherServer

from .killed import end_run, kill_after, start_run

TASKS = ("conversation", "detail", "complex")


def kept_answers(run_dir):
    if not (run_dir / "ledger.sqlite").exists():
        return {}
    with Ledger.read(run_dir) as ledger:
        query = "SELECT key, answer FROM attempts WHERE answer IS NOT NULL"
        return dict(ledger.connection.execute(query).fetchall())


def check_rows(run_dir, count):
    images = {task: [row["image_id"] for row in read_rows(run_dir, task)] for task in TASKS}
    assert set(Counter(images["detail"]).values()) == set(Counter(images["complex"]).values()) == {1}
    assert {task: len(set(ids)) for task, ids in images.items()} == dict.fromkeys(TASKS, count)


@pytest.mark.slow
def test_killed_at_twenty_random_moments_online(tmp_path):
    rng, count, concurrency = random.Random(7), 120, 8
    run = tmp_path / "run"
    with TeacherServer(wait_s=lambda number: random.Random(number).uniform(0.02, 0.4)) as server:
        options = {"teacher": "openai", "base_url": server.base_url, "concurrency": concurrency}
        kept: dict[str, str] = {}
        for _ in range(20):
            before = len(server.payloads)
            process = start_run(run, count, **options)
            calls = before + rng.randint(0, 14)
            kill_after(process, lambda calls=calls: len(server.payloads) >= calls, rng.uniform(0, 0.1))
            now = kept_answers(run)
            assert kept.items() <= now.items(), "no finished answer is lost"
            assert len(server.payloads) - before - (len(now) - len(kept)) <= concurrency
            kept = now
        assert 0 < len(kept) < 3 * count, "the kills fell into the work"
        assert end_run(start_run(run, count, **options)) == 0
        sent = len(server.payloads)
        assert len(server.count_payloads()) == 3 * count
        assert sent <= 3 * count + 20 * concurrency
        assert end_run(start_run(run, count, **options)) == 0
        assert len(server.payloads) == sent, "the last rerun sends nothing"
    assert kept.items() <= kept_answers(run).items()
    check_rows(run, count)


@pytest.mark.slow
def test_killed_at_twenty_random_moments_and_between_accept_and_reply_in_batches(tmp_path):
    rng, count = random.Random(11), 60
    run = tmp_path / "run"
    running = []

    def die():
        os.kill(running[-1].pid, signal.SIGKILL)

    # every third batch is taken by the server just before the client dies
    plans = [BatchPlan(seconds=0.3, on_accept=die if number % 3 == 0 else None) for number in range(60)]
    with BatchServer(plans=plans) as server:
        options = {"teacher": "openai-batch", "base_url": server.base_url, "batch_requests": 9, "poll_s": 0.05}
        kept: dict[str, str] = {}
        for _ in range(20):
            running.append(start_run(run, count, **options))
            calls = server.batch_calls.total() + rng.randint(0, 9)
            is_time = lambda calls=calls: server.batch_calls.total() >= calls  # noqa: E731
            kill_after(running[-1], is_time, rng.uniform(0, 0.05))
            now = kept_answers(run)
            assert kept.items() <= now.items()
            kept = now
        for _ in range(30):  # those that the server kills
            running.append(start_run(run, count, **options))
            if end_run(running[-1]) == 0:
                break
        assert len(server.billed) == 3 * count
        assert set(server.billed.values()) == {1}, "nothing is billed twice"
        batches = len(server.batches)
        running.append(start_run(run, count, **options))
        assert end_run(running[-1]) == 0
        assert len(server.batches) == batches
    check_rows(run, count)


def test_killed_between_the_server_s_accept_and_our_commit_a_batch_is_adopted(tmp_path):
    running = []
    plan = BatchPlan(on_accept=lambda: os.kill(running[0].pid, signal.SIGKILL))
    with BatchServer(plans=[plan]) as server:
        options = {"teacher": "openai-batch", "base_url": server.base_url, "poll_s": 0.02}
        running.append(start_run(tmp_path / "run", 2, **options))
        assert end_run(running[0]) == -signal.SIGKILL
        assert end_run(start_run(tmp_path / "run", 2, **options)) == 0
        assert len(server.batches) == 1
        assert set(server.billed.values()) == {1}
    check_rows(tmp_path / "run", 2)


def _die_while_the_ledger_is_made(options, statement):
    """In a process of its own: SIGKILL before the given SQL statement that makes the file's tables."""
    prepare = connect.prepare

    def prepare_and_die(connection, path):
        seen = itertools.count(1)
        connection.set_trace_callback(
            lambda _: os.kill(os.getpid(), signal.SIGKILL) if next(seen) == statement else None
        )
        prepare(connection, path)
        connection.set_trace_callback(None)

    connect.prepare = prepare_and_die
    generate(options)


def test_killed_while_the_ledger_is_made_the_same_call_goes_on(tmp_path):
    coco = make_coco_folder(tmp_path / "coco", images=1)
    context = multiprocessing.get_context("fork")
    deaths = 0
    for statement in itertools.count(1, 3):
        options = RunOptions(run_dir=tmp_path / f"run-{statement}", coco=coco, split="val2017", tasks=("detail",))
        process = context.Process(target=_die_while_the_ledger_is_made, args=(options, statement))
        process.start()
        process.join(30)
        if process.exitcode == 0:
            break
        deaths += 1
        assert process.exitcode == -signal.SIGKILL
        assert preview(options).to_send == 1
        assert generate(options).sent == 1
        assert len(list(read_rows(options.run_dir, "detail"))) == 1
    assert deaths > 3

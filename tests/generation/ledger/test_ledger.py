"""The ledger keeps what it was given, whatever happens to the process or the disk."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest

from kp_llava.errors import RunError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt, Request

from ..factories import make_scene


def request_of(number: int, task: str = "detail") -> Request:
    return Request(f"{task}{number}", number, task, "gpt", "opening", f"context {number}", "Describe.")


def attempt_of(request: Request, **facts: object) -> Attempt:
    return Attempt(request.key, 1.0, 2.0, **facts)


def fill(ledger: Ledger, count: int, task: str = "detail") -> list[Request]:
    requests = [request_of(number, task) for number in range(1, count + 1)]
    with ledger.transaction():
        for request in requests:
            ledger.add_scene(make_scene(request.image_id))
            ledger.add_request(request)
    return requests


def test_every_attempt_is_kept_in_order(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        request = fill(ledger, 1)[0]
        ledger.add_attempt(attempt_of(request, error="RateLimitError", error_text="slow down"))
        ledger.add_attempt(attempt_of(request, answer='{"n": 1}', prompt_tokens=5, answer_tokens=2))
        ledger.add_attempt(attempt_of(request, answer='{"n": 2}', prompt_tokens=5, answer_tokens=3))
    with Ledger.read(tmp_path) as ledger:
        assert [attempt.error or attempt.answer for attempt in ledger.attempts("detail1")] == [
            "RateLimitError",
            '{"n": 1}',
            '{"n": 2}',
        ]
        assert [stored.answer for stored in ledger.answers("detail")] == ['{"n": 2}']
        assert ledger.count_tokens() == (10, 5)


def test_pending_requests_come_by_image_in_pages_each_once(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        fill(ledger, 20)
        fill(ledger, 20, "complex")
        seen = []
        for request in ledger.pending(["detail", "complex"], page_size=3):
            seen.append((request.image_id, request.task))
            ledger.add_attempt(attempt_of(request, answer="{}"))
        assert seen == [(n, task) for n in range(1, 21) for task in ("complex", "detail")]
        assert ledger.count_pending_of(["detail", "complex"]) == 0


def test_a_failed_request_stays_pending_but_is_not_offered_twice_in_one_pass(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        fill(ledger, 5)
        for request in ledger.pending(["detail"], page_size=2):
            ledger.add_attempt(attempt_of(request, error="APITimeoutError"))
        assert ledger.count_pending_of(["detail"]) == 5
        assert ledger.count_attempts() == 5
        assert {stored.error for stored in ledger.answers("detail")} == {"APITimeoutError"}


def test_the_error_of_a_request_is_the_last_one_that_a_call_came_back_with(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        first, second, third = fill(ledger, 3)
        for error in ("APITimeoutError", "RateLimitError", "interrupted"):
            ledger.add_attempt(attempt_of(first, error=error))
        ledger.open_attempt(first.key, None)
        ledger.add_attempt(attempt_of(second, error="interrupted"))
        ledger.open_attempt(second.key, None)
        ledger.add_attempt(attempt_of(third, error="RateLimitError"))
        ledger.add_attempt(attempt_of(third, answer="{}"))
        assert [stored.error for stored in ledger.answers("detail")] == ["RateLimitError", None, None]
        assert [attempt.error for attempt in ledger.attempts(first.key)][-1] == "interrupted"


def test_forgotten_wishes_keep_their_answers(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        request = fill(ledger, 2)[1]
        ledger.add_attempt(attempt_of(request, answer="{}"))
        ledger.forget_wanted("detail", [2])
        assert [stored.request.image_id for stored in ledger.answers("detail")] == [1]
        ledger.add_request(request)
        assert [stored.answer for stored in ledger.answers("detail")] == [None, "{}"]


def test_a_broken_off_transaction_leaves_nothing(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        with pytest.raises(KeyboardInterrupt), ledger.transaction():
            ledger.add_request(request_of(1))
            raise KeyboardInterrupt
        assert ledger.wanted_tasks() == []
        fill(ledger, 1)
        assert ledger.wanted_tasks() == ["detail"]


def test_a_second_writer_is_refused_and_a_reader_is_not(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        fill(ledger, 1)
        with pytest.raises(
            RunError, match="another process is writing to this run; wait for it to end, or give another"
        ):
            Ledger.write(tmp_path)
        with Ledger.read(tmp_path) as reader:
            assert reader.wanted_image_ids("detail") == {1}
    with Ledger.write(tmp_path) as ledger:
        assert ledger.wanted_image_ids("detail") == {1}


def _write_and_die(run_dir: str) -> None:
    ledger = Ledger.write(Path(run_dir))
    for request in fill(ledger, 50):
        ledger.add_attempt(attempt_of(request, answer='{"kept": true}'))
    os.kill(os.getpid(), 9)


def test_a_killed_process_loses_no_answer_and_leaves_no_lock(tmp_path):
    process = multiprocessing.get_context("spawn").Process(target=_write_and_die, args=(str(tmp_path),))
    process.start()
    process.join(60)
    assert process.exitcode == -9
    with Ledger.read(tmp_path) as reader:
        assert sum(stored.answer is not None for stored in reader.answers("detail")) == 50
    with Ledger.write(tmp_path) as ledger:
        assert ledger.count_pending_of(["detail"]) == 0


def test_a_full_disk_is_a_clear_error_and_what_was_kept_stays(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        requests = fill(ledger, 200)
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count={pages + 20}")  # SQLite then says what a full disk says
        kept = 0
        with pytest.raises(RunError, match=r"ledger\.sqlite: .*full; make room and give the same command again"):
            for request in requests:
                ledger.add_attempt(attempt_of(request, answer="x" * 2000))
                kept += 1
        assert 10 < kept < 200
        assert sum(stored.answer is not None for stored in ledger.answers("detail")) == kept
    with Ledger.write(tmp_path) as ledger:  # room was made
        ledger.add_attempt(attempt_of(requests[-1], answer="x" * 2000))
        assert sum(stored.answer is not None for stored in ledger.answers("detail")) == kept + 1


def test_a_closed_ledger_is_one_file_and_reads_without_write_permission(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        fill(ledger, 1)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".lock") == ["ledger.sqlite"]
    (tmp_path / "ledger.sqlite").chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with Ledger.read(tmp_path) as reader:
            assert reader.wanted_image_ids("detail") == {1}
    finally:
        tmp_path.chmod(0o755)


def test_scenes_come_back_as_they_were(tmp_path):
    scene = make_scene(5)
    with Ledger.write(tmp_path) as ledger, ledger.transaction():
        ledger.add_scene(scene)
    with Ledger.read(tmp_path) as reader:
        assert reader.scene(5) == scene
        assert list(reader.scenes()) == [scene]
        with pytest.raises(RunError, match="has no image 6"):
            reader.scene(6)


def test_a_file_that_is_no_ledger_is_named(tmp_path):
    (tmp_path / "ledger.sqlite").write_text("not a database, but long enough to be looked at" * 100)
    for opening in (Ledger.read, Ledger.write):
        with pytest.raises(RunError, match=r"ledger\.sqlite: .*file is not a database"):
            opening(tmp_path)


def test_a_ledger_of_a_later_version_is_refused(tmp_path):
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    for opening in (Ledger.read, Ledger.write):
        with pytest.raises(RunError, match="has format 99, this version reads 2"):
            opening(tmp_path)


def test_a_folder_without_a_ledger_is_named(tmp_path):
    with pytest.raises(RunError, match=r"not a run folder \(it has no ledger\.sqlite\)"):
        Ledger.read(tmp_path)

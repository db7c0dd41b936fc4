"""A ledger whose own index of tables is gone: every row is found again by its form, and put where it was."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

import pytest

from kp_llava.errors import RunError
from kp_llava.generation.ledger.batches import BatchBook, Shard
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt, FollowUp, Request
from kp_llava.generation.ledger.repair import repair, verify

from ..factories import make_scene

OPENING = '{"model":"gpt-4o","messages":[]}'
OPENING_ID = hashlib.sha256(OPENING.encode()).hexdigest()
TABLES = {
    "scenes": "image_id, file_name, image_path, image_url, scene, checksum",
    "openings": "id, payload",
    "contexts": "id, text",
    "requests": "key, image_id, task, teacher, opening_id, context_id, instruction, is_settled, checksum",
    "wanted": "task, image_id, key",
    "attempts": (
        "id, key, started_at, ended_at, answer, model, finish_reason, prompt_tokens, answer_tokens, error, error_text,"
        " cached_tokens, is_batch, follow_up, reasoning_tokens, is_estimated, checksum"
    ),
    "batches": (
        "number, shard, state, created_at, requests, prompt_tokens, most_usd, input_file_id, batch_id, status,"
        " completed, failed"
    ),
    "batch_requests": "number, key, follow_up, is_live",
    "notes": "name, value",
}


def request_of(number, task="detail", instruction="Describe."):
    return Request(f"{task} {number}", number, task, "gpt-4o", OPENING_ID, f"context {number} {task}", instruction)


@pytest.fixture
def run(tmp_path):
    with Ledger.write(tmp_path) as ledger:
        with ledger.transaction():
            ledger.add_opening(OPENING_ID, OPENING)
            ledger.note("mood", "good")
            for number in range(1, 41):
                ledger.add_scene(make_scene(number))
                ledger.add_request(request_of(number))
                ledger.add_request(request_of(number, "complex", None))
        whole = Attempt("detail 1", 1.5, 2.25, '{"n": 1}', "gpt-4o-2024", "stop", 100, 20, None, None, 40, True, None)
        again = FollowUp(({"role": "user", "content": "Again."},), 500).to_json()
        ledger.add_attempt(whole)
        ledger.add_attempt(Attempt("detail 2", 3, 4, error="RateLimitError", error_text="slow down"))
        ledger.add_attempt(Attempt("detail 2", 5.0, 6.0, answer="x" * 9000, follow_up=again, reasoning_tokens=7))
        ledger.add_attempt(Attempt("detail 3", 5.0, 6.0, answer="{}", is_estimated=True, prompt_tokens=3))
        ledger.add_attempt(Attempt("detail 4", 5.0, 6.0, error="APITimeoutError"))
        book = BatchBook(ledger)
        book.intend(Shard([("detail 5", None), ("detail 6", again)], 900, 0.5))
        book.set_submitted(1, "batch-1")
        book.set_status(1, "in_progress", 1, 0)
        book.intend(Shard([("detail 7", None)], 90, 0.25))
        book.finish(2, [Attempt("detail 7", 5.0, 6.0, answer="{}", is_batch=True)])
    assert verify(tmp_path) == []
    return tmp_path


def rows_of(run):
    with closing(sqlite3.connect(run / "ledger.sqlite")) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
            for table, columns in TABLES.items()
        }


def lose_index_of_tables(run):
    data = bytearray((run / "ledger.sqlite").read_bytes())
    data[:2048] = bytes(2048)
    (run / "ledger.sqlite").write_bytes(data)


def test_every_row_of_every_table_is_found_again_by_its_form(run):
    before = rows_of(run)
    assert all(before.values())
    lose_index_of_tables(run)
    found, kept = repair(run)
    assert [damage.what for damage in found] == ["file"]
    assert kept == run / "ledger.damaged-1.sqlite"
    after = rows_of(run)
    added = {"answers without requests": "[]"}  # a note of the repair itself
    after["notes"] = [row for row in after["notes"] if added.get(row[0]) != row[1]]
    assert after == before
    assert verify(run) == []


def test_a_reader_sees_the_same_and_changes_nothing(run):
    with Ledger.read(run) as ledger:
        before = [(s.request, s.answer, s.error, s.follow_ups) for s in ledger.answers("detail")]
    lose_index_of_tables(run)
    data = (run / "ledger.sqlite").read_bytes()
    with Ledger.read(run) as ledger:
        assert [(s.request, s.answer, s.error, s.follow_ups) for s in ledger.answers("detail")] == before
        assert [damage.what for damage in ledger.damaged] == ["file"]
        assert ledger.find_note("mood") == "good"
        assert [batch.state for batch in BatchBook(ledger).all()] == ["submitted", "done"]
        assert ledger.scene(40) == make_scene(40)
        assert (ledger.count_images(), ledger.count_attempts(), ledger.last_attempt()) == (40, 6, 6)
    assert (run / "ledger.sqlite").read_bytes() == data


def test_repairs_keep_each_old_file_under_a_name_of_its_own(run):
    for number in (1, 2):
        lose_index_of_tables(run)
        data = (run / "ledger.sqlite").read_bytes()
        _, kept = repair(run)
        assert kept == run / f"ledger.damaged-{number}.sqlite"
        assert kept.read_bytes() == data
    assert repair(run) == ([], None)
    assert sorted(path.name for path in run.glob(".ledger*")) == []


def test_a_file_of_which_nothing_can_be_read_is_refused_and_set_aside_by_a_repair(run):
    (run / "ledger.sqlite").write_bytes(b"\1" * 100_000)
    with pytest.raises(RunError, match="nothing can be read, the file is damaged"):
        Ledger.read(run)
    _, kept = repair(run)
    assert kept is not None and kept.read_bytes() == b"\1" * 100_000
    assert all(rows == [] for table, rows in rows_of(run).items() if table != "notes")


def test_a_folder_without_a_ledger_needs_no_repair(tmp_path):
    assert repair(tmp_path) == ([], None)

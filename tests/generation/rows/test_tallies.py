"""What an answer comes to is worked out once, also by those who only read, and counted anew when it could differ."""

from __future__ import annotations

import sqlite3

import msgspec
import pytest

from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt
from kp_llava.generation.rows import counts, read_rows, row_counts, tallies

from ..factories import run_on

TASKS = ("conversation", "detail", "complex")


@pytest.fixture
def run_dir(tmp_path):
    run_on(tmp_path, 4)
    (tmp_path / "results.sqlite").unlink()
    return tmp_path


@pytest.fixture
def read(monkeypatch):
    """The keys of the answers that were read, in order."""
    keys, real = [], counts.BestPairs.read

    def read_pairs(best, stored):
        keys.append(stored.request.key)
        return real(best, stored)

    monkeypatch.setattr(counts.BestPairs, "read", read_pairs)
    return keys


def put_answer(run_dir, key, text):
    answer = {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}
    with Ledger.write(run_dir) as ledger:
        ledger.add_attempt(Attempt(key, 1.0, 2.0, answer=msgspec.json.encode(answer).decode()))


def test_a_second_count_reads_no_answer_and_says_the_same(run_dir, read):
    first = row_counts(run_dir)
    assert len(read) == 12
    assert row_counts(run_dir) == first
    assert len(read) == 12
    assert first["conversation"].rows == 20
    assert first["conversation"].fidelity.judged > 0


def test_a_new_answer_is_the_only_one_that_is_read(run_dir, read):
    row_counts(run_dir)
    key = next(read_rows(run_dir, "complex"))["request_id"]
    put_answer(run_dir, key, "No question here.")
    read.clear()
    found = row_counts(run_dir)["complex"]
    assert read == [key]
    assert (found.wanted, found.usable, found.failed) == (4, 3, {"unparsable": 1})
    assert row_counts(run_dir)["complex"] == found
    assert read == [key]


def test_another_code_and_other_rejecting_checks_count_anew(run_dir, read, monkeypatch):
    row_counts(run_dir)
    with Ledger.read(run_dir) as ledger:
        counts.count_rows(ledger, ("too-short",))
    assert len(read) == 24
    monkeypatch.setattr(tallies, "hash_code", lambda folders: "other code")
    row_counts(run_dir)
    assert len(read) == 36


def test_who_only_reads_keeps_it_while_another_process_writes(run_dir, read):
    with Ledger.write(run_dir):
        first = row_counts(run_dir)
        assert row_counts(run_dir) == first
    assert len(read) == 12


@pytest.mark.parametrize("fault", ["damaged", "a folder"])
def test_a_file_of_results_that_cannot_be_used_changes_no_count(run_dir, fault):
    first = row_counts(run_dir)
    path = run_dir / "results.sqlite"
    path.unlink()
    if fault == "damaged":
        path.write_bytes(b"no database, but long enough to be looked at " * 40)
    else:
        path.mkdir()
    assert row_counts(run_dir) == first
    assert [sum(1 for _ in read_rows(run_dir, task)) for task in TASKS] == [20, 4, 4]
    if fault == "damaged":
        with sqlite3.connect(path) as results:
            assert results.execute("SELECT count(*) FROM tallies").fetchone() == (12,)


def test_pages_of_any_size_count_the_same(run_dir, monkeypatch):
    first = row_counts(run_dir)
    for size in (1, 2, 3, 4, 5):
        monkeypatch.setattr(tallies, "_PAGE", size)
        (run_dir / "results.sqlite").unlink()
        assert row_counts(run_dir) == first
        assert row_counts(run_dir) == first

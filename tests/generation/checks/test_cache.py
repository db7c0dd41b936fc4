"""Results of checks are worked out once and kept with the run."""

from __future__ import annotations

import sqlite3

import pytest

from kp_llava.generation.checks import cache as check_pool
from kp_llava.generation.checks import cache as kept_checks
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import count_rows, read_rows, row_counts
from kp_llava.generation.run import generate
from tests.factories import make_coco_folder


@pytest.fixture
def run(tmp_path):
    generate(RunOptions(run_dir=tmp_path / "run", coco=make_coco_folder(tmp_path / "coco"), split="val2017"))
    return tmp_path / "run"


def read_all(run):
    return [row for task in row_counts(run) for row in read_rows(run, task)]


def test_a_finished_run_is_read_without_checking_again(run, monkeypatch):
    before, counts = read_all(run), row_counts(run)

    def fail(*_):
        raise AssertionError("checked again")

    monkeypatch.setattr(check_pool, "check_turns", fail)
    assert before
    assert (read_all(run), row_counts(run)) == (before, counts)


def test_a_run_without_kept_results_reads_the_same(run):
    before, counts = read_all(run), row_counts(run)
    (run / "results.sqlite").unlink()
    assert (read_all(run), row_counts(run)) == (before, counts)


def test_results_that_an_earlier_version_kept_in_the_ledger_are_used(run, monkeypatch):
    before = read_all(run)
    with sqlite3.connect(run / "results.sqlite") as results:
        # that version kept the results without a checksum in front
        kept = [(*row, text.partition(" ")[2]) for *row, text in results.execute("SELECT * FROM checks")]
    (run / "results.sqlite").unlink()
    with sqlite3.connect(run / "ledger.sqlite") as ledger:
        ledger.execute("CREATE TABLE checks (task, image_id, digest, results)")
        ledger.executemany("INSERT INTO checks VALUES (?, ?, ?, ?)", kept)
    monkeypatch.setattr(check_pool, "check_turns", None)
    assert read_all(run) == before


def test_results_of_other_code_do_not_count(run, monkeypatch):
    calls = []
    monkeypatch.setattr(kept_checks, "hash_code", lambda folders: "other code")
    real = check_pool.check_turns
    monkeypatch.setattr(check_pool, "check_turns", lambda *all_: calls.append(all_) or real(*all_))
    assert read_all(run)
    assert calls


def test_results_are_kept_page_by_page_so_that_a_stop_loses_few(run, monkeypatch):
    counts = row_counts(run)
    (run / "results.sqlite").unlink()
    real, calls = check_pool.check_turns, []

    def check(*all_):
        calls.append(all_)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*all_)

    monkeypatch.setattr(kept_checks, "CHECK_PAGE", 1)
    monkeypatch.setattr(check_pool, "check_turns", check)
    with Ledger.write(run) as ledger, pytest.raises(KeyboardInterrupt):
        count_rows(ledger)
    with Ledger.write(run) as ledger:
        assert count_rows(ledger) == counts
    assert len(calls) == 4 + 3, "the three results before the stop were kept"


def test_several_processes_say_the_same_and_keep_it(run, monkeypatch):
    counts = row_counts(run)
    with sqlite3.connect(run / "results.sqlite") as results:
        kept = results.execute("SELECT * FROM checks").fetchall()
    (run / "results.sqlite").unlink()
    monkeypatch.setattr(check_pool, "_FEW", 1)
    started, real = [], check_pool.start_pool
    monkeypatch.setattr(check_pool, "start_pool", lambda count: started.append(count) or real(count))
    with Ledger.write(run) as ledger:
        assert count_rows(ledger, processes=2) == counts
    with sqlite3.connect(run / "results.sqlite") as results:
        assert results.execute("SELECT * FROM checks").fetchall() == kept
    assert started == [2] * len(counts)

"""Results of checks are worked out once and kept with the run."""

from __future__ import annotations

import hashlib
import json
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


@pytest.mark.parametrize("how", ["no signature", "checksum", "another user", "another row"])
def test_a_forged_verdict_is_not_believed(run, tmp_path, monkeypatch, how):
    """Whoever shares a run knows its answers and our code, and so the digests; the user's key they do not know."""
    before, counts = read_all(run), row_counts(run)
    with sqlite3.connect(run / "results.sqlite") as results:
        rows = results.execute("SELECT task, image_id, results FROM checks").fetchall()
        for place, (task, image_id, text) in enumerate(rows):
            signature, _, verdict = text.partition(" ")
            forged = json.dumps([one | {"names": ["leak"], "agree": 99} for one in json.loads(verdict)])
            signature = {
                "no signature": "",
                "checksum": hashlib.blake2b(forged.encode(), digest_size=8).hexdigest(),
                "another user": signature,
                "another row": "",
            }[how]
            text = rows[place - 1][2] if how == "another row" else f"{signature} {forged}"
            results.execute("UPDATE checks SET results = ? WHERE task = ? AND image_id = ?", (text, task, image_id))
        results.execute("UPDATE tallies SET outcome = ?", (' "cut-off"',))
    results.close()
    if how == "another user":
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert len(rows) > 1
    assert (read_all(run), row_counts(run)) == (before, counts)


def test_without_a_key_results_are_worked_out_each_time(run, tmp_path, monkeypatch):
    before = read_all(run)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
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

"""The file of results next to a ledger: what is kept there, believed, and looked for once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from kp_llava.errors import RunError
from kp_llava.files.signature import sign
from kp_llava.generation.ledger import connect
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.repair import repair
from kp_llava.generation.ledger.results import Results, Seal

from ..factories import run_on

PAGE = 4096


@pytest.fixture
def with_key(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert sign("anything", 1)  # makes the user's key, as `generate` does


def test_a_seal_opens_what_it_closed_and_nothing_else(with_key):
    closed = Seal().close('{"agree": 3}', "the answer")
    assert re.fullmatch(r'[0-9a-f]{64} \{"agree": 3\}', closed)
    assert Seal().open(closed, "the answer") == '{"agree": 3}'
    assert Seal().open(closed, "another answer") is None
    assert Seal().open(closed.replace("3}", "4}"), "the answer") is None
    # SQLite keeps a value of any type in a column of text
    for value in (None, 7, 0.5, closed.encode()):
        assert Seal().open(value, "the answer") is None


def test_without_a_key_nothing_is_believed(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    closed = Seal().close("7", "the answer")
    assert Seal().open(closed, "the answer") is None
    assert not (tmp_path / "state").exists()


def test_rows_are_kept_for_the_next_reader(tmp_path):
    for number in (1, 2):
        results = Results(tmp_path)
        results.make_table("CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY)")
        results.add("INSERT INTO seen VALUES (?)", [(number,)])
        results.close()
    results = Results(tmp_path)
    assert results.find("SELECT number FROM seen WHERE number < ? ORDER BY number", (3,)) == [(1,), (2,)]
    assert results.find("SELECT number FROM nowhere", ()) == []
    results.add("INSERT INTO seen VALUES (?)", [(3,), (1,)])  # the second is there: all of them or none
    assert results.find("SELECT count(*) FROM seen", ()) == [(2,)]
    results.close()


def test_a_results_file_that_cannot_be_replaced_leaves_one_in_memory(tmp_path):
    with closing(sqlite3.connect(tmp_path / "results.sqlite")) as foreign:
        foreign.execute("CREATE TABLE seen (number TEXT, more BLOB)")
        foreign.execute("CREATE VIEW endless AS SELECT 1")
        foreign.commit()
    results = Results(tmp_path)
    results.make_table("CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY)")
    results.add("INSERT INTO seen VALUES (?)", [(5,)])
    assert results.find("SELECT * FROM seen", ()) == [(5,)]
    results.close()
    (tmp_path / "results.sqlite").unlink()
    (tmp_path / "results.sqlite").mkdir()
    results = Results(tmp_path)
    results.make_table("CREATE TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY)")
    results.add("INSERT INTO seen VALUES (?)", [(6,)])
    assert results.find("SELECT * FROM seen", ()) == [(6,)]
    results.close()


@pytest.fixture(params=["small", "large"])
def run(request, tmp_path, monkeypatch, with_key):
    """A run whose ledger counts as small, or as one that is looked through once."""
    if request.param == "large":
        monkeypatch.setattr(connect, "_LARGE", 0)
    run_on(tmp_path / "run", 2)
    return tmp_path / "run"


def damage_an_index(path):
    """Swap two entries of an index, which only SQLite's own check notices; returns its words."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'requests' LIMIT 1"
        ).fetchone()
    data = bytearray(path.read_bytes())
    start = PAGE * (root - 1)
    cells = start + 8  # after the header of a leaf, two bytes for the place of each cell
    data[cells : cells + 2], data[cells + 2 : cells + 4] = data[cells + 2 : cells + 4], data[cells : cells + 2]
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as connection:
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    assert said != "ok"
    return said


def test_what_only_sqlite_s_own_check_finds_is_reported_by_reader_writer_and_repair(run):
    with Ledger.read(run) as ledger:
        assert ledger.damaged == []
        images = ledger.count_images()
    said = damage_an_index(run / "ledger.sqlite")
    for _ in range(2):
        with Ledger.read(run) as ledger:
            assert [str(damage) for damage in ledger.damaged] == [f"the file: {said}"]
            assert ledger.count_images() == images
        with pytest.raises(RunError, match=re.escape(f"ledger.sqlite: is damaged ({said}); ")):
            Ledger.write(run)
    found, kept = repair(run)
    assert [str(damage) for damage in found] == [f"the file: {said}"]
    assert kept == run / "ledger.damaged-1.sqlite"
    with Ledger.write(run) as ledger:
        assert (ledger.damaged, ledger.count_images()) == ([], images)


def test_a_lost_table_is_named(run):
    with closing(sqlite3.connect(run / "ledger.sqlite")) as connection:
        connection.execute("DROP TABLE wanted")
        connection.commit()
    with Ledger.read(run) as ledger:
        assert "the file: no table wanted" in map(str, ledger.damaged)


def test_a_large_ledger_is_looked_through_once_as_long_as_it_stays_as_it_is(tmp_path, monkeypatch, with_key):
    run_on(tmp_path / "run", 2)
    monkeypatch.setattr(connect, "_LARGE", 0)
    looked, look = [], connect.check_structure
    monkeypatch.setattr(connect, "check_structure", lambda connection: looked.append(1) or look(connection))
    for _ in range(3):
        Ledger.read(tmp_path / "run").close()
    assert len(looked) == 1
    with Ledger.write(tmp_path / "run") as ledger, ledger.transaction():
        ledger.note("mood", "good")
    before = len(looked)
    for _ in range(2):
        Ledger.read(tmp_path / "run").close()
    assert len(looked) == before + 1

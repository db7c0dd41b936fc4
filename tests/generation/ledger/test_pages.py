"""What is read of a SQLite file page by page, against what SQLite itself reads of it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from kp_llava.generation.ledger.pages import read_records


def make(path, *statements, rows=(), page_size=4096):
    """A file with a table of (a, b)."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA page_size={page_size}")
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE t (a, b)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def rows_of(path):
    """The rows of the table, without those in which SQLite describes it."""
    return sorted(record.values for record in read_records(path) if record.is_row and len(record.values) == 2)


def numbered(count, length=200):
    return [(number, f"row {number} " * (length // 8)) for number in range(count)]


@pytest.mark.parametrize("page_size", [512, 1024, 4096, 8192, 65536])
def test_pages_of_every_size_are_read_with_what_goes_on_elsewhere(tmp_path, page_size):
    # from rows of which many fit a page to rows that go over many pages, with all lengths around a page's
    rows = [
        (0, "x" * length) for length in (*range(page_size - 60, page_size + 10, 3), 1, 5 * page_size, page_size // 4)
    ]
    make(tmp_path / "db", rows=rows, page_size=page_size)
    assert rows_of(tmp_path / "db") == sorted(rows)


@pytest.mark.parametrize("page_size", [512, 4096])
def test_entries_of_a_table_without_row_ids_are_read_on_leaves_and_between_them(tmp_path, page_size):
    # around the length up to which an entry stays on its page, and far beyond it
    edge = (page_size - 12) * 64 // 255 - 23
    entries = [(f"{n:04d}" + "k" * (edge - 20 + n % 40), n) for n in range(300)] + [("z" * 3 * page_size, 300)]
    with closing(sqlite3.connect(tmp_path / "db")) as connection, connection:
        connection.execute(f"PRAGMA page_size={page_size}")
        connection.execute("CREATE TABLE u (a PRIMARY KEY, b) WITHOUT ROWID")
        connection.executemany("INSERT INTO u VALUES (?, ?)", entries)
    found = [record for record in read_records(tmp_path / "db") if not record.is_row]
    assert sorted(record.values for record in found) == sorted(entries)
    assert {record.row_id for record in found} == {0}


def test_row_ids_come_back_as_they_are(tmp_path):
    numbers = [-(2**63), -1, 0, 1, 127, 128, 16383, 16384, 2**31, 2**55, 2**56, 2**63 - 1]
    with closing(sqlite3.connect(tmp_path / "db")) as connection, connection:
        connection.execute("CREATE TABLE t (a, b)")
        connection.executemany("INSERT INTO t (rowid, a, b) VALUES (?, ?, 'x')", [(n, n) for n in numbers])
    records = [record for record in read_records(tmp_path / "db") if record.values[1:] == ("x",)]
    assert sorted(record.row_id for record in records) == sorted(numbers)
    assert all(record.values[0] == record.row_id for record in records)


@pytest.mark.parametrize("page_size", [512, 4096])
def test_pages_that_are_free_are_left_out_and_read_where_their_list_is_broken(tmp_path, page_size):
    rows = numbered(900)
    make(tmp_path / "db", "PRAGMA secure_delete=OFF", "DELETE FROM t", page_size=page_size, rows=rows)
    data = bytearray((tmp_path / "db").read_bytes())
    assert b"row 500" in data
    assert rows_of(tmp_path / "db") == []
    first = int.from_bytes(data[32:36], "big")
    assert first > 1
    place = (first - 1) * page_size
    # a list that names a page which is not there is none: better a deleted record than one too few
    data[place + 8 : place + 12] = (10**6).to_bytes(4, "big")
    (tmp_path / "db").write_bytes(data)
    assert set(rows_of(tmp_path / "db")) & set(rows)


def copy_of(tmp_path, connection):
    """The files as a kill would leave them."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in tmp_path.glob("db*"):
        shutil.copy(path, copy)
    assert (copy / "db-wal").stat().st_size > 32
    return copy / "db"


@pytest.fixture
def logged(tmp_path):
    """A file with one row, and a connection that writes further ones to its log."""
    make(tmp_path / "db", "PRAGMA journal_mode=WAL", rows=[(0, "in the file")])
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        yield connection


def test_what_the_log_has_committed_takes_the_place_of_the_file_s_pages(tmp_path, logged):
    logged.execute("UPDATE t SET b = 'newer'")
    logged.executemany("INSERT INTO t VALUES (?, ?)", numbered(100)[1:])
    assert rows_of(copy_of(tmp_path, logged)) == [(0, "newer"), *numbered(100)[1:]]


def test_what_the_log_has_not_committed_is_not_read(tmp_path, logged):
    logged.execute("INSERT INTO t VALUES (1, 'committed')")
    logged.execute("PRAGMA cache_size=1")  # so that pages go to the log before the end of the transaction
    logged.execute("BEGIN")
    logged.executemany("INSERT INTO t VALUES (?, ?)", numbered(2000))
    copy = copy_of(tmp_path, logged)
    assert b"row 7 " in copy.with_name("db-wal").read_bytes()
    assert rows_of(copy) == [(0, "in the file"), (1, "committed")]


def test_what_an_earlier_log_left_behind_is_not_read(tmp_path, logged):
    logged.executemany("INSERT INTO t VALUES (?, ?)", numbered(100)[1:])
    logged.execute("DELETE FROM t")
    logged.execute("INSERT INTO t VALUES (1, 'kept')")
    logged.execute("PRAGMA wal_checkpoint(RESTART)")
    logged.execute("INSERT INTO t VALUES (2, 'after')")  # at the log's start, before the old frames
    copy = copy_of(tmp_path, logged)
    assert b"row 50 " in copy.with_name("db-wal").read_bytes()
    assert rows_of(copy) == [(1, "kept"), (2, "after")]


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, b"\x00"), (3, b"\x81"), (8, b"\x01"), (10, b"\x08"), (11, b"\x01")],
    ids=["other file", "no such order", "far larger pages", "smaller pages", "odd pages"],
)
def test_a_log_that_is_none_of_this_file_s_is_left_out(tmp_path, logged, place, value):
    logged.execute("UPDATE t SET b = 'in the log'")
    copy = copy_of(tmp_path, logged)
    log = bytearray(copy.with_name("db-wal").read_bytes())
    assert rows_of(copy) == [(0, "in the log")]
    log[place : place + 1] = value
    copy.with_name("db-wal").write_bytes(log)
    assert rows_of(copy) == [(0, "in the file")]
    copy.with_name("db-wal").write_bytes(log[:31])
    assert rows_of(copy) == [(0, "in the file")]


@pytest.mark.parametrize("size", [0, 256, 3000, 4095, 2], ids=str)
def test_a_file_that_names_no_size_of_its_pages_is_read_with_the_usual_one(tmp_path, size):
    make(tmp_path / "db", rows=numbered(50))
    data = bytearray((tmp_path / "db").read_bytes())
    data[16:18] = size.to_bytes(2, "big")
    (tmp_path / "db").write_bytes(data)
    assert rows_of(tmp_path / "db") == numbered(50)


def test_a_lost_page_costs_its_own_rows_and_no_other_ones(tmp_path):
    rows = numbered(400)
    make(tmp_path / "db", rows=rows)
    data = (tmp_path / "db").read_bytes()
    pages = len(data) // 4096
    for number in range(1, pages):
        (tmp_path / "db").write_bytes(data[: number * 4096] + bytes(4096) + data[(number + 1) * 4096 :])
        found = rows_of(tmp_path / "db")
        assert set(found) <= set(rows) and len(found) >= len(rows) - 25
    # half a page at the end: what lies in its lower half is gone, or has no beginning
    (tmp_path / "db").write_bytes(data[: len(data) // 2 + 1000])
    assert 100 < len(rows_of(tmp_path / "db")) < 300
    # the first page at another place, as after a swap
    (tmp_path / "db").write_bytes(data[4096:8192] + data[:4096] + data[8192:])
    assert set(rows_of(tmp_path / "db")) == set(rows)


def test_no_file_and_an_empty_one_have_no_records(tmp_path):
    assert list(read_records(tmp_path / "nothing")) == []
    (tmp_path / "empty").touch()
    assert list(read_records(tmp_path / "empty")) == []
    (tmp_path / "text").write_text("no database, " * 2000)
    assert list(read_records(tmp_path / "text")) == []


def test_what_goes_on_on_the_second_page_is_read(tmp_path):
    view = "CREATE VIEW v AS SELECT '" + "long " * 2000 + "' AS a"
    with closing(sqlite3.connect(tmp_path / "db")) as connection, connection:
        connection.execute(view)  # it has no page of its own, so that its text goes on on the first free one
    (record,) = read_records(tmp_path / "db")
    assert record.values == ("view", "v", "v", 0, view)

"""A ledger that somebody else made runs nothing and hangs nothing, through the command line."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import RunError
from kp_llava.generation.ledger.schema import limit_reads
from kp_llava.generation.run import RunOptions, generate

from ...factories import make_coco, make_coco_folder

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x < 0"
DELETING = "CREATE TRIGGER clean AFTER INSERT ON attempts BEGIN DELETE FROM attempts; END"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("schema")
    coco = make_coco_folder(folder / "coco", make_coco(2))
    generate(RunOptions(run_dir=folder / "run", coco=coco, split="val2017"))
    return folder


@pytest.fixture
def run(made, tmp_path) -> Path:
    return Path(shutil.copytree(made / "run", tmp_path / "run"))


def change(file: Path, sql: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(sql)


def invoke(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


COMMANDS = {
    "status": lambda run, made, out: ("status", run),
    "generate": lambda run, made, out: ("generate", run, "--coco", made / "coco", "--split", "val2017"),
    "export": lambda run, made, out: ("export", run, out),
    "view": lambda run, made, out: ("view", run, "--out", out),
    "reparse": lambda run, made, out: ("generate", run, "--reparse"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("sql", "name"),
    [
        (DELETING, "trigger 'clean'"),
        (f"ALTER TABLE attempts RENAME TO kept; CREATE VIEW attempts AS {ENDLESS}", "view 'attempts'|table 'kept'"),
        (f"CREATE VIEW more AS {ENDLESS}", "view 'more'"),
    ],
    ids=["trigger", "view in place of a table", "view"],
)
def test_what_is_not_ours_is_named_before_anything_is_read(made, run, tmp_path, command, sql, name):
    change(run / "ledger.sqlite", sql)
    before = (run / "ledger.sqlite").read_bytes()
    started = time.monotonic()
    done = invoke(*COMMANDS[command](run, made, tmp_path / "out"))
    assert time.monotonic() - started < 20
    assert done.exit_code == 1
    assert isinstance(done.exception, RunError), done.exception
    with pytest.raises(RunError, match=f"holds the ({name}), which is none of kp_llava's"):
        raise done.exception
    assert (run / "ledger.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON attempts (answer)",
        "CREATE VIRTUAL TABLE more USING fts5(text)",
        "ALTER TABLE attempts ADD COLUMN large TEXT AS (hex(zeroblob(100000000)))",
        "ALTER TABLE attempts ADD COLUMN more TEXT CHECK (more IS NULL OR hex(more) = 1)",
        "DROP INDEX wanted_by_key; CREATE INDEX wanted_by_key ON wanted (hex(key))",
    ],
)
def test_other_tables_columns_and_indexes_are_not_opened(run, sql):
    change(run / "ledger.sqlite", sql)
    done = invoke("status", run)
    assert done.exit_code == 1
    assert isinstance(done.exception, RunError), done.exception


def test_statistics_of_sqlite_itself_do_no_harm(run):
    change(run / "ledger.sqlite", "ANALYZE")
    assert invoke("status", run).exit_code == 0


@pytest.mark.parametrize("sql", [f"CREATE VIEW tallies AS {ENDLESS}", "CREATE TABLE best (key TEXT CHECK (1 = 0))"])
def test_results_of_somebody_else_are_worked_out_anew(made, run, sql):
    expected = invoke("status", run, "--json").stdout
    (run / "results.sqlite").unlink()
    change(run / "results.sqlite", sql)
    done = invoke("status", run, "--json")
    assert done.exit_code == 0, done.exception
    assert done.stdout == expected
    with closing(sqlite3.connect(run / "results.sqlite")) as connection:
        assert {kind for (kind,) in connection.execute("SELECT type FROM sqlite_master")} <= {"table"}


def test_a_pipe_in_place_of_the_results_is_not_waited_for(run):
    (run / "results.sqlite").unlink(missing_ok=True)
    os.mkfifo(run / "results.sqlite")
    assert invoke("status", run).exit_code == 0


def test_a_journal_that_names_another_file_is_not_rolled_back(run, tmp_path):
    victim = tmp_path / "notes.txt"
    victim.write_text("mine")
    name = os.fsencode(victim)
    tail = name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + bytes.fromhex("d9d505f920a163d7")
    header = bytes.fromhex("d9d505f920a163d7") + (1).to_bytes(4, "big") * 3 + (512).to_bytes(4, "big") * 2
    (run / "ledger.sqlite-journal").write_bytes(header.ljust(512, b"\0") + tail)
    done = invoke("status", run)
    assert done.exit_code == 1
    assert "is no journal of kp_llava's" in str(done.exception)
    assert victim.read_text() == "mine"


def test_a_query_that_gives_no_row_is_stopped_and_one_that_gives_some_is_not():
    with closing(sqlite3.connect(":memory:")) as connection:
        limit_reads(connection, 0.3)
        started = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.execute(ENDLESS).fetchone()
        assert time.monotonic() - started < 10
    with closing(sqlite3.connect(":memory:")) as connection:
        limit_reads(connection, 1.0)
        rows = connection.execute(ENDLESS.replace("x < 0", "x % 100000 = 0"))
        for number in range(1, 8):
            assert rows.fetchone() == (100_000 * number,)
            time.sleep(0.3)

"""A ledger with a flipped byte, a lost page or half its length: one line, and what is whole stays usable."""

from __future__ import annotations

import json
import logging
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import KpLlavaError, RunError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.pages import read_records
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate
from kp_llava.generation.teachers import openai as openai_teacher
from tests.factories import make_coco, make_coco_folder
from tests.teacher_server import TeacherServer, good_answer

from ..factories import make_options, make_scene, make_scene_set, run_on

IMAGES = 8
PAGE = 4096
OLD = Path(__file__).parents[1] / "old_run"
TASKS = ("conversation", "detail", "complex")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A run of the pose teacher, and one of an earlier version, whose rows have no checksums."""
    folder = tmp_path_factory.mktemp("runs")
    run_on(folder / "pose", IMAGES)
    shutil.copytree(OLD, folder / "old")
    run_file = folder / "old" / "run.json"
    run_file.write_text(run_file.read_text().replace("COCO", str(folder / "old" / "coco")))
    return {name: (folder / name, rows_of(folder / name)) for name in ("pose", "old")}


def rows_of(run):
    return {row["id"]: row for task in TASKS for row in read_rows(run, task)}


def damage_at_random(path: Path, draw: random.Random) -> tuple[object, ...]:
    data = bytearray(path.read_bytes())
    kind = draw.choice(("flip", "flip", "zero", "swap", "truncate"))
    first, second = (PAGE * place for place in draw.sample(range(len(data) // PAGE), 2))
    if kind == "flip":
        first = draw.randrange(len(data))
        data[first] ^= 1 << draw.randrange(8)
    elif kind == "zero":
        data[first : first + PAGE] = bytes(PAGE)
    elif kind == "swap":
        data[first : first + PAGE], data[second : second + PAGE] = (
            data[second : second + PAGE],
            data[first : first + PAGE],
        )
    else:
        del data[draw.randrange(1, len(data)) :]
    path.write_bytes(data)
    return kind, first, second


def try_damage(runs, tmp_path, seed):
    draw = random.Random(seed)
    name = draw.choice(sorted(runs))
    whole, rows = runs[name]
    run = tmp_path / f"run-{seed}"
    shutil.copytree(whole, run)
    if draw.random() < 0.8:
        (run / "results.sqlite").unlink(missing_ok=True)
    what = damage_at_random(run / "ledger.sqlite", draw)
    commands = (
        ("status", run),
        ("status", run, "--verify"),
        ("export", run, tmp_path / f"{seed}.json", "--format", "llava"),
        ("view", run, "--out", tmp_path / "view.html"),
    )
    for command in commands:
        done = CliRunner().invoke(app, list(map(str, command)))
        assert isinstance(done.exception, SystemExit | KpLlavaError | None), (seed, what, command, done.exception)
        assert "\n" not in str(done.exception)
    try:
        found = rows_of(run)
    except RunError as error:  # nothing is left of it, or a table has another name
        assert any(words in str(error) for words in ("nothing can be read", "schema", "none of kp_llava's")), (
            seed,
            what,
        )
        found = {}
    assert found.items() <= rows.items(), (seed, what)
    if name == "pose":
        scene_set = make_scene_set(make_scene(image_id) for image_id in range(1, IMAGES + 1))
        generate(make_options(run), scene_set=scene_set, is_repairing=True)
        assert rows_of(run) == rows, (seed, what)
        assert CliRunner().invoke(app, ["status", str(run), "--verify"]).exit_code == 0, (seed, what)
    shutil.rmtree(run)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_damaged_no_command_fails_and_no_row_is_altered(runs, tmp_path, seed):
    try_damage(runs, tmp_path, seed)


@pytest.mark.slow
def test_three_hundred_kinds_of_damage(runs, tmp_path):
    for seed in range(3, 303):
        try_damage(runs, tmp_path, seed)


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """A run of a server's answers, and the command that makes it."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setattr(openai_teacher, "_FIRST_WAIT_S", 0.01)
    contents = make_coco(IMAGES)
    for caption in contents["captions"]["annotations"]:
        caption["caption"] += f" It is picture {caption['image_id']}."
    coco = make_coco_folder(tmp_path / "coco", contents, with_pictures=False)
    run = tmp_path / "run"

    def answer(payload, number):
        return f"{good_answer(payload, number)} It is answer {number:03d}."

    with TeacherServer(answer) as teacher:
        command = ["generate", run, "--coco", coco, "--split", "val2017", "--teacher", "openai", "--tasks", "detail"]
        command = [*map(str, command), "--base-url", teacher.base_url, "--concurrency", "1"]
        assert CliRunner().invoke(app, command).exit_code == 0
        yield run, command, teacher


def flip(path: Path, text: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert data.count(text) == 1
    path.write_bytes(data.replace(text, new))


def test_a_flipped_byte_costs_one_answer_which_is_named_and_asked_again_alone(asked, caplog):
    run, command, teacher = asked
    rows = rows_of(run)
    assert len(rows) == IMAGES
    # still JSON, and still a good sentence: only its checksum says that nobody has answered this
    flip(run / "ledger.sqlite", b"It is answer 003.", b"It is answer 903.")
    damaged = next(row for row in rows.values() if "answer 003" in row["messages"][1]["content"])
    with caplog.at_level(logging.WARNING):
        left = rows_of(run)
    assert left == {name: row for name, row in rows.items() if name != damaged["id"]}
    assert len(caplog.records) == 1
    line = caplog.records[0].getMessage()
    assert f"detail of image {damaged['image_id']} (request {damaged['request_id'][:16]})" in line
    done = CliRunner().invoke(app, ["status", str(run), "--verify"])
    assert done.exit_code == 1
    assert damaged["request_id"][:16] in done.output
    assert CliRunner().invoke(app, command).exit_code == 0
    assert len(teacher.payloads) == IMAGES  # nothing is paid again without being asked for
    done = CliRunner().invoke(app, [*command, "--repair"])
    assert done.exit_code == 0, done.output
    assert len(teacher.payloads) == IMAGES + 1
    again = rows_of(run)
    assert set(again) == set(rows)
    assert {name for name in rows if again[name] != rows[name]} == {damaged["id"]}
    assert CliRunner().invoke(app, ["status", str(run), "--verify"]).exit_code == 0


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE contexts SET text = replace(text, 'picture 5', 'picture 6')",
        "UPDATE requests SET instruction = 'What is it?' WHERE image_id = 2",
    ],
    ids=["prompt", "request"],
)
def test_a_damaged_prompt_or_request_is_not_sent_and_its_answer_is_kept(asked, damage):
    run, command, teacher = asked
    rows = rows_of(run)
    with sqlite3.connect(run / "ledger.sqlite") as connection:
        connection.execute(damage)
    connection.close()
    assert len(rows_of(run)) == IMAGES - 1
    done = CliRunner().invoke(app, [*command, "--repair"])
    assert done.exit_code == 0, done.output
    assert len(teacher.payloads) == IMAGES
    assert rows_of(run) == rows


def test_a_damaged_file_is_not_written_to_and_kept_by_repair(asked):
    run, command, teacher = asked
    rows = rows_of(run)
    data = bytearray((run / "ledger.sqlite").read_bytes())
    data[: PAGE // 2] = bytes(PAGE // 2)
    (run / "ledger.sqlite").write_bytes(data)
    assert rows_of(run) == rows  # each page still names its rows
    done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, RunError)
    assert "--repair" in str(done.exception)
    done = CliRunner().invoke(app, [*command, "--repair"])
    assert done.exit_code == 0, done.output
    assert len(teacher.payloads) == IMAGES
    assert rows_of(run) == rows
    assert (run / "ledger.damaged-1.sqlite").read_bytes() == bytes(data)


def test_an_old_ledger_gets_its_checksums_when_it_is_written_to(runs, tmp_path):
    shutil.copytree(runs["old"][0], tmp_path / "old")
    Ledger.write(tmp_path / "old").close()
    with sqlite3.connect(tmp_path / "old" / "ledger.sqlite") as connection:
        for table in ("scenes", "requests", "attempts WHERE answer IS NOT NULL"):
            rows = connection.execute(f"SELECT checksum FROM {table}").fetchall()
            assert rows
            assert all(len(row[0]) == 16 for row in rows)
    connection.close()
    assert rows_of(tmp_path / "old") == runs["old"][1]


def test_pages_are_read_as_sqlite_reads_them(tmp_path):
    path = tmp_path / "numbers.sqlite"
    values = [
        *(0, 1, -1, 127, -128, 2**15, -(2**31), 2**47, 2**62, -(2**63), 0.5, -1e300, None, "", "ä" * 5000),
        *(b"\0\xff", "x" * 4060, "y" * 4061, b"z" * 20000),
    ]
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (a, b)")
        connection.execute("CREATE TABLE u (a, b, PRIMARY KEY (b)) WITHOUT ROWID")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(value, "row") for value in values])
        connection.executemany("INSERT INTO u VALUES (?, ?)", [(f"entry {n}" * 40, n) for n in range(500)])
    connection.close()
    records = list(read_records(path))
    assert [(r.row_id, r.values[0]) for r in records if r.is_row and r.values[1:] == ("row",)] == [
        (n, value) for n, value in enumerate(values, 1)
    ]
    entries = {r.values[0]: r.values[1] for r in records if not r.is_row}
    assert entries == {n: f"entry {n}" * 40 for n in range(500)}


def test_what_a_killed_writer_left_in_its_log_is_read_too(tmp_path):
    connection = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES ('in the log only')")
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in tmp_path.glob("ledger.sqlite*"):
        shutil.copy(path, copy)
    connection.close()
    assert (copy / "ledger.sqlite-wal").stat().st_size
    assert ("in the log only",) in [record.values for record in read_records(copy / "ledger.sqlite")]


@pytest.mark.parametrize(
    "text",
    [
        '{"format": 1, "options": ',
        "[" * 100_000,
        '{"format": 1, "options": [1]}',
        '{"format": 1, "options": {}}',
        '{"format": 1, "options": {"split": 7, "coco": "c", "model": "m"}, "exclusions": {}}',
        '[{"format": 1}]',
        '{"format": 1, "options": {"checks": 5, "coco": "c", "split": "s", "model": "m"}, "exclusions": []}',
        '{"format": "one", "options": {}}',
        '{"format": 1, "options": "none"}',
    ],
    ids=["half", "deep", "list", "empty", "number", "outer list", "no counts", "format", "options"],
)
def test_a_damaged_run_file_is_one_line_and_written_anew_by_repair(runs, tmp_path, text):
    shutil.copytree(runs["pose"][0], tmp_path / "run")
    run = tmp_path / "run"
    (run / "run.json").write_text(text)
    for command in (["status", run], ["export", run, tmp_path / "out"], ["view", run, "--out", tmp_path / "v.html"]):
        done = CliRunner().invoke(app, list(map(str, command)))
        assert isinstance(done.exception, RunError), done.exception
        assert "run.json" in str(done.exception)
        assert "--repair to the same `kp-llava generate`" in str(done.exception)
        assert "\n" not in str(done.exception)
    scene_set = make_scene_set(make_scene(image_id) for image_id in range(1, IMAGES + 1))
    generate(make_options(run), scene_set=scene_set, is_repairing=True)
    assert rows_of(run) == runs["pose"][1]
    assert (run / "run.json.damaged").read_text() == text
    assert json.loads((run / "run.json").read_text())["options"]["split"] == "drawn"


def test_a_run_of_a_later_version_is_left_to_that_version(runs, tmp_path):
    shutil.copytree(runs["pose"][0], tmp_path / "run")
    path = tmp_path / "run" / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 2}))
    done = CliRunner().invoke(app, ["status", str(tmp_path / "run")])
    assert str(done.exception).endswith("run.json: format is 2, this version reads 1; use the kp_llava that made it")

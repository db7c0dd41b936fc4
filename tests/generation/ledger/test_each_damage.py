"""Each kind of damage by itself: what it is called, and what is taken out for it."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

import pytest

from kp_llava.errors import RunError
from kp_llava.generation.ledger.damage import Damage, describe
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt, Request
from kp_llava.generation.ledger.repair import repair, verify

from ..factories import make_scene

TASKS = ("detail", "complex")
OPENING = '{"model":"gpt-4o","messages":[]}'
OPENING_ID = hashlib.sha256(OPENING.encode()).hexdigest()


def request_of(number, task="detail"):
    return Request(f"{task} {number}", number, task, "gpt-4o", OPENING_ID, f"context {number} {task}", "Describe.")


@pytest.fixture
def run(tmp_path):
    """A run of four images and two tasks; the first three images are answered."""
    with Ledger.write(tmp_path) as ledger:
        with ledger.transaction():
            ledger.add_opening(OPENING_ID, OPENING)
            for number in range(1, 5):
                ledger.add_scene(make_scene(number))
                for task in TASKS:
                    ledger.add_request(request_of(number, task))
        for number in range(1, 4):
            for task in TASKS:
                key = request_of(number, task).key
                ledger.add_attempt(Attempt(key, 1.0, 2.0, answer=f'{{"n": {number}}}', prompt_tokens=7))
                ledger.settle(key)
    assert verify(tmp_path) == []
    return tmp_path


def change(run, *statements):
    with closing(sqlite3.connect(run / "ledger.sqlite")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def count(run, table):
    with closing(sqlite3.connect(run / "ledger.sqlite")) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


COUNTS = {"scenes": 4, "requests": 8, "contexts": 8, "openings": 1, "wanted": 8, "attempts": 6}
CASES = {
    "an answer": (
        """UPDATE attempts SET answer = '{"n": 9}' WHERE key = 'detail 2'""",
        ["answer for detail of image 2 (request detail 2)"],
        {"attempts": 5},
    ),
    "tokens of an answer": (
        "UPDATE attempts SET prompt_tokens = 8 WHERE key = 'complex 1'",
        ["answer for complex of image 1 (request complex 1)"],
        {"attempts": 5},
    ),
    "an answer that is gone": (
        "DELETE FROM attempts WHERE key = 'detail 3'",
        ["answer for detail of image 3 (request detail 3)"],
        {"attempts": 5},
    ),
    "a scene": ("UPDATE scenes SET file_name = 'other.jpg' WHERE image_id = 2", ["scene of image 2"], {"scenes": 3}),
    "a scene that is none": (
        "UPDATE scenes SET scene = '{}', checksum = NULL WHERE image_id = 2",
        ["scene of image 2"],
        {"scenes": 3},
    ),
    "a scene that is gone": ("DELETE FROM scenes WHERE image_id = 4", ["scene of image 4"], {"scenes": 3}),
    "a request": (
        "UPDATE requests SET instruction = 'Tell.' WHERE key = 'detail 2'",
        ["request for detail of image 2 (request detail 2)"],
        {"requests": 7, "wanted": 7},
    ),
    "a request that is gone": (
        "DELETE FROM requests WHERE key = 'detail 4'",
        ["request for detail of image 4 (request detail 4)"],
        {"requests": 7, "wanted": 7},
    ),
    "whether a request is settled": (
        "UPDATE requests SET is_settled = 7 WHERE key = 'detail 4'",
        ["request for detail of image 4 (request detail 4)"],
        {"requests": 7, "wanted": 7},
    ),
    "a prompt": (
        "UPDATE contexts SET text = 'context 9 detail' WHERE text = 'context 3 detail'",
        ["prompt for detail of image 3 (request detail 3)"],
        {"contexts": 7},
    ),
    "a prompt that is gone": (
        "DELETE FROM contexts WHERE text = 'context 3 detail'",
        ["prompt for detail of image 3 (request detail 3)"],
        {"contexts": 7},
    ),
    "a task of what is wanted": (
        "UPDATE wanted SET task = 'conversation' WHERE key = 'detail 4'",
        ["request for conversation of image 4 (request detail 4)"],
        {"requests": 7, "wanted": 7},
    ),
}


@pytest.mark.parametrize(("statement", "names", "left"), CASES.values(), ids=CASES.keys())
def test_one_thing_that_is_wrong_is_named_and_taken_out(run, statement, names, left):
    change(run, statement)
    assert list(map(str, verify(run))) == names
    found, kept = repair(run)
    assert (list(map(str, found)), kept) == (names, None)
    assert {table: count(run, table) for table in COUNTS} == {**COUNTS, **left}
    # what was taken out is missing now, and only where the run still wants it
    assert set(map(str, verify(run))) <= {*names}


def test_an_answer_that_is_taken_out_is_asked_for_again_and_no_other_one(run):
    change(run, "UPDATE attempts SET answer = 'x' WHERE key = 'detail 2'")
    repair(run)
    with Ledger.write(run) as ledger:
        assert [request.key for request in ledger.pending(TASKS)] == ["detail 2", "complex 4", "detail 4"]
        assert [stored.answer for stored in ledger.answers("complex")] == ['{"n": 1}', '{"n": 2}', '{"n": 3}', None]


def test_an_answer_whose_request_is_taken_out_is_kept_for_it(run):
    change(run, "UPDATE requests SET teacher = 'x' WHERE key = 'detail 2'")
    repair(run)
    assert verify(run) == []
    with Ledger.write(run) as ledger:
        with ledger.transaction():
            ledger.add_request(request_of(2))
        assert [stored.answer for stored in ledger.answers("detail")] == ['{"n": 1}', '{"n": 2}', '{"n": 3}', None]


def test_an_answer_of_an_earlier_version_has_no_checksum_and_has_to_be_json(run):
    change(run, "UPDATE attempts SET checksum = NULL")
    assert verify(run) == []
    change(run, "UPDATE attempts SET answer = '{' WHERE key = 'detail 1'")
    assert list(map(str, verify(run))) == ["answer for detail of image 1 (request detail 1)"]
    change(run, "UPDATE attempts SET answer = '{}', follow_up = '[' WHERE key = 'detail 1'")
    assert list(map(str, verify(run))) == ["answer for detail of image 1 (request detail 1)"]


def test_readers_leave_out_what_is_damaged_and_say_so_once(run, caplog):
    change(run, "UPDATE attempts SET answer = 'x' WHERE key = 'detail 2'", "DELETE FROM scenes WHERE image_id = 3")
    with Ledger.read(run) as ledger:
        answers = {stored.request.image_id: stored for stored in ledger.answers("detail")}
        assert {number: stored.answer for number, stored in answers.items()} == {
            1: '{"n": 1}', 2: None, 3: None, 4: None,
        }  # fmt: skip
        assert [answers[number].error for number in (2, 3, 4)] == [
            "damaged in the ledger",
            "damaged in the ledger",
            None,
        ]
        assert [damage.image_id for damage in ledger.damaged] == [2, 3]


def test_a_list_of_damage_names_five_and_counts_the_rest():
    assert str(Damage("file", detail="row 7 missing from index")) == "the file: row 7 missing from index"
    assert str(Damage("request")) == "request"
    assert str(Damage("answer", "0123456789abcdefXYZ", 5, "detail", 3)) == (
        "answer for detail of image 5 (request 0123456789abcdef)"
    )
    scenes = [Damage("scene", image_id=number) for number in range(1, 9)]
    assert describe(scenes[:1]) == "scene of image 1"
    assert describe(scenes[:5]) == "; ".join(f"scene of image {number}" for number in range(1, 6))
    assert describe(scenes).endswith("scene of image 5 and 3 more")
    assert describe(scenes, 1) == "scene of image 1 and 7 more"
    assert describe([]) == ""


def test_an_error_over_a_damaged_ledger_names_the_damage_and_over_a_whole_one_stays(run):
    def fail(error):
        with Ledger.read(run):
            raise error

    with pytest.raises(ValueError, match="odd"):
        fail(ValueError("odd"))
    change(run, "UPDATE attempts SET answer = 'x' WHERE key = 'detail 2'")
    fault = r"is damaged \(answer for detail of image 2 \(request detail 2\)\); "
    with pytest.raises(RunError, match=fault + "`kp-llava status .* --repair` keeps what is whole"):
        fail(ValueError("odd"))
    (run / "run.json").write_text("{}")  # what `generate` makes
    with pytest.raises(RunError, match=fault + "the same `kp-llava generate` with --repair keeps what is whole"):
        fail(ValueError("odd"))
    for error in (OSError("full"), RunError("other"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as caught:
            fail(error)
        assert caught.value is error


@pytest.mark.parametrize(
    "statement",
    [
        # of an earlier version, which had no checksums: only its types say that nobody wrote this
        "UPDATE attempts SET answer = CAST(answer AS BLOB), checksum = NULL WHERE key = 'detail 2'",
        "UPDATE attempts SET follow_up = CAST('{}' AS BLOB), checksum = NULL WHERE key = 'detail 2'",
        "UPDATE attempts SET answer = replace(answer, '2', '3') WHERE key = 'detail 2'",
        "UPDATE attempts SET prompt_tokens = 8 WHERE key = 'detail 2'",
    ],
    ids=["answer's type", "follow-up's type", "answer", "tokens"],
)
def test_a_damaged_answer_is_left_out_of_the_attempts_at_its_request_and_named_once(run, statement):
    with Ledger.read(run) as ledger:
        (whole,) = ledger.attempts("detail 2")
        assert (whole.answer, whole.prompt_tokens, whole.is_estimated) == ('{"n": 2}', 7, False)
    change(run, statement)
    with Ledger.read(run) as ledger:
        for _ in range(2):
            assert ledger.attempts("detail 2") == []
        answers = {stored.request.image_id: stored.answer for stored in ledger.answers("detail")}
        assert answers == {1: '{"n": 1}', 2: None, 3: '{"n": 3}', 4: None}
        assert ledger.damaged == [Damage("answer", "detail 2", 2, "detail")]
        ledger.damaged.clear()
        assert ledger.attempts("detail 3")[0].answer == '{"n": 3}'
        assert ledger.damaged == []


def test_a_damaged_answer_whose_request_is_gone_is_named_by_its_key(run):
    change(
        run,
        "UPDATE attempts SET answer = replace(answer, '2', '3') WHERE key = 'detail 2'",
        "DELETE FROM requests WHERE key = 'detail 2'",
    )
    with Ledger.read(run) as ledger:
        assert ledger.attempts("detail 2") == []
        assert [damage.key for damage in ledger.damaged] == ["detail 2"]
        ledger.damaged.clear()


def test_a_failed_attempt_needs_no_checksum(run):
    with Ledger.write(run) as ledger:
        number = ledger.open_attempt("detail 4", None)
        assert ledger.attempts("detail 4") == []  # under way
        ledger.close_attempt(number, Attempt("detail 4", 1.0, 2.0, error="RateLimitError", error_text="slow down"))
        change(run, f"UPDATE attempts SET error_text = 'slower', checksum = NULL WHERE id = {number}")
        assert [(one.error, one.error_text) for one in ledger.attempts("detail 4")] == [("RateLimitError", "slower")]


def test_a_ledger_without_scenes_that_was_never_planned_lacks_none(run):
    """A judge asks about images and keeps no scene; of a run that was planned, all scenes may be lost."""
    change(run, "DELETE FROM scenes")
    assert verify(run) == []
    change(run, "INSERT INTO notes VALUES ('plan', 'x')")
    assert sorted(damage.image_id for damage in verify(run)) == [1, 2, 3, 4]


def test_a_table_of_somebody_else_is_named_and_not_copied(run):
    change(run, "CREATE TABLE other (x)")
    found, kept = repair(run)
    assert [str(damage) for damage in found] == [
        "the file: holds the table 'other', which is none of kp_llava's; the file could run what somebody else put into"
        " it and is not opened; give another RUN folder"
    ]
    assert kept == run / "ledger.damaged-1.sqlite"
    with closing(sqlite3.connect(run / "ledger.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'other'").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM attempts WHERE answer IS NOT NULL").fetchone() == (6,)
    assert verify(run) == []

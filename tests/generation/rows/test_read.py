"""Rows as DESIGN.md fixes them, and a fingerprint that moves with them."""

from __future__ import annotations

import msgspec
import pytest

from kp_llava.errors import RunError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.ledger.records import Attempt
from kp_llava.generation.rows import read_rows, row_counts, run_fingerprint

from ..factories import run_on

COLUMNS = [
    *("id", "image", "image_id", "file_name", "image_url", "messages", "context", "teacher", "request_id"),
    *("captioner", "checks"),
]


@pytest.fixture
def run_dir(tmp_path):
    run_on(tmp_path, 3)
    return tmp_path


def put_answer(run_dir, key, text, **choice):
    answer = {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop", **choice}]}
    with Ledger.write(run_dir) as ledger:
        ledger.add_attempt(Attempt(key, 1.0, 2.0, answer=msgspec.json.encode(answer).decode()))


def test_a_row_has_the_fixed_columns(run_dir):
    row = next(read_rows(run_dir, "complex"))
    assert list(row) == COLUMNS
    assert row["id"] == "complex-000000000001-0"
    assert (row["image"], row["image_id"], row["file_name"]) == (None, 1, "000000000001.jpg")
    assert [message["role"] for message in row["messages"]] == ["user", "assistant"]
    assert row["context"].startswith("A person stands on a path.\nperson: [")
    assert row["teacher"] == "pose"
    with Ledger.read(run_dir) as ledger:
        assert ledger.attempts(row["request_id"])[0].answer


def test_a_conversation_gives_a_row_a_pair_or_one_an_image(run_dir):
    single = list(read_rows(run_dir, "conversation"))
    multi = list(read_rows(run_dir, "conversation", turns="multi"))
    assert [row["id"] for row in single[:6]] == [
        *(f"conversation-000000000001-{number}" for number in range(5)),
        "conversation-000000000002-0",
    ]
    assert [row["id"] for row in multi] == [f"conversation-{image_id:012d}-0" for image_id in (1, 2, 3)]
    assert multi[0]["messages"] == [message for row in single[:5] for message in row["messages"]]
    assert len({row["id"] for row in single}) == 15


def test_unusable_answers_give_no_rows_and_are_counted(run_dir):
    keys = [row["request_id"] for row in read_rows(run_dir, "complex")]
    put_answer(run_dir, keys[0], "No question here.")
    put_answer(run_dir, keys[2], "Question: W", finish_reason="length")
    assert [row["image_id"] for row in read_rows(run_dir, "complex")] == [2]
    count = row_counts(run_dir)["complex"]
    assert (count.wanted, count.usable, count.rows) == (3, 1, 1)
    assert count.failed == {"unparsable": 1, "cut off": 1}


def test_the_fingerprint_moves_with_the_rows_and_only_with_them(run_dir):
    before = {task: run_fingerprint(run_dir, task) for task in ("conversation", "detail", "complex")}
    assert run_fingerprint(run_dir, "detail") == before["detail"]
    key = next(read_rows(run_dir, "detail"))["request_id"]
    put_answer(run_dir, key, "Another description.")
    assert run_fingerprint(run_dir, "detail") != before["detail"]
    assert run_fingerprint(run_dir, "complex") == before["complex"]
    run_on(run_dir, 4)
    assert run_fingerprint(run_dir, "complex") != before["complex"]


def test_two_equal_runs_have_one_fingerprint(tmp_path):
    run_on(tmp_path / "a", 2)
    run_on(tmp_path / "b", 2)
    assert run_fingerprint(tmp_path / "a", "detail") == run_fingerprint(tmp_path / "b", "detail")


@pytest.mark.parametrize(("task", "turns"), [("poem", "single"), ("detail", "some")])
def test_unknown_names_are_refused(run_dir, task, turns):
    with pytest.raises(RunError, match="unknown; expected"):
        list(read_rows(run_dir, task, turns=turns))

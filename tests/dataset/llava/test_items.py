"""LLaVA's JSON: its form, checked strictly, and nothing lost on the way."""

from __future__ import annotations

import json

import pytest

from kp_llava.dataset.llava.items import read_tasks, write_llava
from kp_llava.errors import DatasetError
from kp_llava.generation.rows import read_rows

from ..factories import make_hostile_run, make_run, make_scene

TASKS = ("conversation", "detail", "complex")


def check_form(items: list[dict]) -> None:
    """The form that LLaVA's own loader and LLaMA-Factory's need."""
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert set(item) == {"id", "image", "conversations"}
        speakers = [turn["from"] for turn in item["conversations"]]
        assert speakers == ["human", "gpt"] * (len(speakers) // 2)
        assert speakers
        assert item["conversations"][0]["value"].startswith("<image>\n")
        assert sum(turn["value"].count("<image>") for turn in item["conversations"]) == 1
        assert all(set(turn) == {"from", "value"} for turn in item["conversations"])


@pytest.mark.parametrize(("turns", "count"), [("single", 49), ("multi", 21)])
def test_the_list_has_llavas_form(finished_run, tmp_path, turns, count):
    report = write_llava(read_tasks(finished_run, TASKS, turns=turns), tmp_path / "out.json")
    items = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    check_form(items)
    assert report.written == len(items) == count
    rows = list(read_tasks(finished_run, TASKS, turns=turns))
    assert [item["image"] for item in items] == [row["file_name"] for row in rows]
    assert [item["conversations"][1]["value"] for item in items] == [row["messages"][1]["content"] for row in rows]


def test_hostile_text_stays_what_it_is(tmp_path):
    run = make_hostile_run(tmp_path / "run")
    write_llava(read_rows(run, "complex"), tmp_path / "out.json")
    items = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    check_form(items)
    row = next(read_rows(run, "complex"))
    assert items[0]["conversations"][1]["value"] == row["messages"][1]["content"]


def test_a_text_with_an_image_token_is_left_out_and_counted(tmp_path):
    answers = {
        "complex": "Question: Where is <image>?\nAnswer: Here.",
        "detail": "One person stands on a path. " * 5,
    }
    run = make_run(tmp_path / "run", [make_scene(1, file_name="1.jpg")], answers)
    report = write_llava(read_tasks(run, ("detail", "complex")), tmp_path / "out.json")
    assert report.written == 1
    assert report.exclusions == {"text holds <image>": 1}


def test_a_file_is_whole_or_not_there(finished_run, tmp_path):
    with pytest.raises(DatasetError, match="there is no row to write"):
        write_llava([], tmp_path / "out.json")
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match="cannot be written"):
        write_llava(read_rows(finished_run, "complex"), tmp_path / "file" / "out.json")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

"""The parts of a run: their folders, their options, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kp_llava.errors import RunError
from kp_llava.generation.options import RunOptions
from kp_llava.generation.prompts.messages import load_prompts
from kp_llava.generation.recording import make_stamp
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate
from kp_llava.scale.shards import divide_run, list_shards
from kp_llava.scale.work import divide_annotations
from kp_llava.tasks import TASKS

from ..factories import make_coco_folder


def options(folder: Path, **given) -> RunOptions:
    return RunOptions(run_dir=folder, coco="coco", split="train2014", **given)


def test_parts_share_what_is_bounded(tmp_path):
    whole = options(
        tmp_path,
        teacher="openai",
        max_cost=8.0,
        prices="1,2",
        requests_per_minute=400.0,
        tokens_per_minute=1000.0,
    )
    parts = divide_run(whole, 4)
    assert [part.shard for part in parts] == ["1/4", "2/4", "3/4", "4/4"]
    assert [part.run_dir.name for part in parts] == [f"shard-0000{number}-of-00004" for number in (1, 2, 3, 4)]
    assert {(part.max_cost, part.requests_per_minute, part.tokens_per_minute) for part in parts} == {
        (2.0, 100.0, 250.0)
    }
    assert {part.split for part in parts} == {"train2014"}


def make_parts(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "run.json").write_text("{}")


def test_parts_are_listed_in_order_and_only_when_all_are_there(tmp_path):
    with pytest.raises(RunError, match="has no parts of a run"):
        list_shards(tmp_path / "none")
    names = [f"shard-{number:05d}-of-00003" for number in (1, 2, 3)]
    make_parts(tmp_path / "runs", *reversed(names))
    (tmp_path / "runs" / "notes").mkdir()
    assert [path.name for path in list_shards(tmp_path / "runs")] == names
    make_parts(tmp_path / "less", names[0], names[2])
    with pytest.raises(RunError, match=r"part 2 of 3 has not been made \(1 are missing\)"):
        list_shards(tmp_path / "less")
    make_parts(tmp_path / "mixed", names[0], "shard-00001-of-00001")
    with pytest.raises(RunError, match=r"several divisions \(00001, 00003\)"):
        list_shards(tmp_path / "mixed")


def test_what_does_not_go_with_parts_is_refused(tmp_path):
    for given, count, message in (
        ({}, 0, "--shards 0: expected 1 or more"),
        ({"shard": "1/2"}, 2, "leave it out"),
        ({"max_images": 5}, 2, "would hold for each part by itself"),
    ):
        with pytest.raises(RunError, match=message):
            divide_run(options(tmp_path / "runs", **given), count)
    make_parts(tmp_path / "runs", "shard-00001-of-00003")
    with pytest.raises(RunError, match="is a part of another division"):
        divide_run(options(tmp_path / "runs"), 2)


def test_a_part_of_divided_annotations_is_the_same_run_to_the_last_row(tmp_path):
    coco = make_coco_folder(tmp_path / "coco", images=9)
    whole = RunOptions(run_dir=tmp_path / "runs", coco=coco, split="val2017")
    whole.run_dir.mkdir()
    division = divide_annotations(whole, 2)
    for number in (1, 2):
        part = replace(whole, run_dir=tmp_path / f"read-{number}", shard=f"{number}/2")
        generate(part)
        divided = replace(part, run_dir=tmp_path / f"divided-{number}", division=division)
        generate(divided)
        for task in TASKS:
            assert list(read_rows(divided.run_dir, task)) == list(read_rows(part.run_dir, task))
        one, other = ((run.run_dir / "run.json").read_bytes() for run in (part, divided))
        assert one == other
        # either way of reading takes the plan of the other for its own
        prompts = load_prompts()
        assert make_stamp(part, prompts) == make_stamp(divided, prompts)
    assert [path.name for path in whole.run_dir.iterdir()] == [".annotations-of-00002"]

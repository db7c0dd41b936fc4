"""Rows about mirrored pictures, held against a run on a COCO folder that was mirrored by other means."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.checks.checks import check_turns
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions
from kp_llava.generation.parsing import Turn
from kp_llava.generation.rows import read_rows, run_fingerprint
from kp_llava.generation.rows.mirrored import write_mirrored
from kp_llava.generation.run import generate

TASKS = ("conversation", "detail", "complex")
FLIP = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)


def mirror_folder(coco, out):
    """COCO's files mirrored as files: the flat lists, by the usual exchange of the 17 points."""
    shutil.copytree(coco, out)
    for path in (out / "annotations").glob("[ip]*_*.json"):
        data = json.loads(path.read_text())
        widths = {image["id"]: image["width"] for image in data["images"]}
        for item in data["annotations"]:
            width = widths[item["image_id"]]
            if "bbox" in item:
                x, y, w, h = item["bbox"]
                item["bbox"] = [round(width - x - w, 4), y, w, h]
            if "keypoints" in item:
                flat = item["keypoints"]
                points = [flat[3 * place : 3 * place + 3] for place in FLIP]
                item["keypoints"] = [n for x, y, v in points for n in ((round(width - x, 4), y, v) if v else (0, 0, 0))]
        path.write_text(json.dumps(data))
    return out


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mirrored")
    coco = draw_sample(folder / "coco", images=24, seed=3)
    for path in (coco / "annotations").glob("captions_*.json"):  # two pictures out of three say nothing of sides
        data = json.loads(path.read_text())
        for item in data["annotations"]:
            if item["image_id"] % 3:
                item["caption"] = item["caption"].replace("left", "other").replace("right", "other")
        path.write_text(json.dumps(data))
    mirrored = mirror_folder(coco, folder / "other")
    for name, place in (("run", coco), ("other-run", mirrored)):
        generate(RunOptions(run_dir=folder / name, coco=place, split="train2014", seed=5))
    return folder / "run", folder / "other-run"


@pytest.mark.parametrize("task", TASKS)
def test_the_mirrored_chat_is_the_one_that_a_run_on_mirrored_annotations_writes(runs, task):
    """Also the way back: the mirror of the mirror is the row, byte for byte."""
    rows = {row["id"]: row for row in read_rows(runs[0], task, mirrored=True)}
    others = {row["id"]: row for row in read_rows(runs[1], task, mirrored=True)}
    written = [name for name, row in rows.items() if row["mirrored_messages"]]
    assert len(written) > 0.6 * len(rows)
    for name in written:
        assert rows[name]["mirrored_messages"] == others[name]["messages"]
        assert others[name]["mirrored_messages"] == rows[name]["messages"]
    assert any(rows[name]["mirrored_messages"] != rows[name]["messages"] for name in written)


@pytest.mark.parametrize("task", TASKS)
def test_no_mirrored_chat_contradicts_the_mirrored_picture(runs, task):
    agreed = 0
    with Ledger.read(runs[1]) as ledger:
        for row in read_rows(runs[0], task, mirrored=True):
            if row["mirrored_messages"]:
                question, answer = (turn["content"] for turn in row["mirrored_messages"])
                (result,) = check_turns(task, [Turn(question, answer)], ledger.scene(row["image_id"]))
                assert not result.contradict, (row["id"], answer)
                agreed += result.agree
    assert agreed > 10


def test_a_row_an_image_has_all_turns_mirrored(runs):
    single = list(read_rows(runs[0], "conversation", mirrored=True))
    for row in read_rows(runs[0], "conversation", turns="multi", mirrored=True):
        mine = [one["mirrored_messages"] for one in single if one["image_id"] == row["image_id"]]
        assert row["mirrored_messages"] == (None if None in mine else [turn for one in mine for turn in one])


def test_what_the_pose_teacher_did_not_write_or_would_write_otherwise_today_stays(runs):
    with Ledger.read(runs[0]) as ledger:
        rows = [row for row in read_rows(runs[0], "detail", mirrored=True) if row["mirrored_messages"]]
        stored = next(one for one in ledger.answers("detail") if one.request.image_id == rows[0]["image_id"])
        scene = ledger.scene(stored.request.image_id)
    question, answer = (turn["content"] for turn in rows[0]["messages"])
    settings = {"seed": 5, "reject": ()}
    assert write_mirrored(stored.request, [Turn(question, answer)], scene, **settings) != [None]
    assert write_mirrored(stored.request, [Turn(question, answer + " So.")], scene, **settings) == [None]
    assert write_mirrored(stored.request, [Turn(question, answer)], scene, seed=6, reject=()) == [None]
    by_a_model = replace(stored.request, teacher="gpt-4o")
    assert write_mirrored(by_a_model, [Turn(question, answer)], scene, **settings) == [None]


def test_the_column_is_there_only_where_it_is_asked_for(runs):
    assert "mirrored_messages" not in next(read_rows(runs[0], "detail"))
    assert run_fingerprint(runs[0], "detail") != run_fingerprint(runs[0], "detail", mirrored=True)

"""`keypoint_threshold` wherever annotations are read: a wrist of confidence 0.03 counts at 0 and is left out at 0.3."""

from __future__ import annotations

import json

import pytest
from datasets import load_dataset
from typer.testing import CliRunner

import kp_llava  # noqa: F401  registers the builder
from kp_llava.annotations.detection.options import DetectOptions
from kp_llava.annotations.detection.run import detect
from kp_llava.commands.main import app
from kp_llava.errors import KpLlavaError
from kp_llava.generation.rows import read_rows
from tests.annotations.detection.factories import save_pictures
from tests.annotations.detection.test_run import Finder


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    home = tmp_path_factory.mktemp("threshold")
    detect(str(save_pictures(home / "in", 2)), home / "out", DetectOptions(split="mine"), detector=Finder())
    return home / "out"


def call(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def left_wrist(context):
    """The tenth point of COCO's 17."""
    numbers = context.split("keypoints: [")[1].split("]")[0].split(", ")
    return numbers[27:30]


def test_load_dataset_takes_it(coco, tmp_path):
    found = {}
    for threshold in (0.3, 0.0):
        rows = load_dataset(
            "kp_llava",
            "detail",
            coco_dir=str(coco),
            keypoint_threshold=threshold,
            run_dir=str(tmp_path / f"run{threshold}"),
            cache_dir=str(tmp_path / "cache"),
        )
        (name,) = rows
        found[threshold] = left_wrist(rows[name][0]["context"])
    assert found[0.3] == ["0", "0", "0"]
    # below 0.5 it counts as hidden
    assert found[0.0][2] == "1"
    assert found[0.0][:2] != ["0", "0"]


@pytest.fixture
def statements(coco, tmp_path):
    image = json.loads((coco / "annotations" / "person_keypoints_mine.json").read_text())["images"][0]
    turns = [
        {"from": "human", "value": "<image>\nHow does the person hold the left arm?"},
        {"from": "gpt", "value": "The person's left arm is raised above the head."},
    ]
    path = tmp_path / "items.json"
    path.write_text(json.dumps([{"id": f"{image['id']}", "image": image["file_name"], "conversations": turns}]))
    return path


@pytest.mark.parametrize(("threshold", "wrong"), [("0.3", 0), ("0", 1)])
def test_check_and_import_take_it(coco, statements, tmp_path, threshold, wrong):
    words = ("--coco", coco, "--split", "mine", "--task", "conversation", "--keypoint-threshold", threshold)
    record = json.loads(call("check", statements, *words, "--json"))
    assert record["checks"].get("contradiction", 0) == wrong
    call("import", statements, tmp_path / "run", *words)
    (row,) = read_rows(tmp_path / "run", "conversation")
    assert ("contradiction" in row["checks"]) == bool(wrong)


def test_questions_take_it(coco, tmp_path):
    words = ("--coco", coco, "--split", "mine", "--images", 1, "--min-keypoints", 17)
    with pytest.raises(KpLlavaError, match="0 images qualify, 1 were asked for"):
        call("questions", tmp_path / "bench.jsonl", *words)
    call("questions", tmp_path / "bench.jsonl", *words, "--keypoint-threshold", 0)
    with pytest.raises(KpLlavaError):
        call("questions", tmp_path / "choice.jsonl", *words, "--form", "choice")

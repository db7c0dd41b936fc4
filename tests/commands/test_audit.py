"""`kp-llava audit`: what a folder holds, and what its keypoints say."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import AnnotationError
from tests.factories import make_coco, make_coco_folder, make_keypoints


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    """Two pictures, one of them missing: in the first an arm is raised and a wrist hidden, in the second is a crowd."""
    folder = tmp_path_factory.mktemp("audit") / "coco"
    contents = make_coco(2)
    first, second = contents["person_keypoints"]["annotations"]
    first["keypoints"] = make_keypoints({"left elbow": (68, 20), "left wrist": (66, 2), "right wrist": (33, 69, 1)})
    crowd = {**second, "id": 99, "iscrowd": 1, "keypoints": [0] * 51, "num_keypoints": 0}
    contents["person_keypoints"]["annotations"].append(crowd)
    contents["instances"]["annotations"].append({k: v for k, v in crowd.items() if "keypoints" not in k})
    make_coco_folder(folder, contents)
    (folder / "val2017" / "000000000002.jpg").unlink()
    return folder


def call(coco, *arguments):
    result = CliRunner().invoke(app, ["audit", "--coco", str(coco), "--split", "val2017", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_people_read_counts_and_what_is_left_out(coco):
    lines = call(coco).splitlines()
    assert lines[0] == "split val2017: 2 images, 1 of their pictures are in the folder"
    assert lines[1] == "people: 2, 2 with labeled points; other things: 2"
    assert "33 visible, 1 hidden" in lines[2]
    assert "images by captions: 2: 2" in lines
    assert any(line.startswith("  crowd") and line.endswith(": 1") for line in lines)


def test_scripts_read_the_same(coco):
    record = json.loads(call(coco, "--json"))
    assert (record["images"], record["people"], record["people_with_points"]) == (2, 2, 2)
    assert (record["visible_points"], record["occluded_points"]) == (33, 1)
    assert "facts" not in record


def test_facts_are_told_of_each_person(coco):
    text = call(coco, "--facts")
    first, second = text.split("image 1 (")[1].split("image 2 (")
    assert "The left arm is raised." in first
    assert "The left arm is raised." not in second
    assert "The left arm is hanging at the side." in second
    record = json.loads(call(coco, "--facts", "--json"))
    (person,) = record["facts"][0]["people"]
    assert (person["annotation_id"], person["labeled_points"]) == (10, 17)
    assert all(sentence in first for sentence in person["facts"])


def test_another_split_is_named(coco):
    result = CliRunner().invoke(app, ["audit", "--coco", str(coco), "--split", "train2014"])
    assert isinstance(result.exception, AnnotationError)
    assert "train2014" in str(result.exception)

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.commands.main import app
from kp_llava.errors import AnnotationError


def run(*arguments):
    return CliRunner().invoke(app, ["sample", *map(str, arguments)], catch_exceptions=False)


def test_it_draws_a_folder_and_says_what_is_in_it(tmp_path):
    result = run(tmp_path / "coco", "--images", 3, "--size", "64x48", "--people", 2, "--split", "val2017")
    assert result.exit_code == 0
    scenes = read_scenes(tmp_path / "coco", "val2017", min_keypoints=0).scenes
    assert {(scene.width, scene.height, len(scene.people)) for scene in scenes} == {(64, 48, 2)}
    assert all(scene.image_path for scene in scenes)
    assert "3 drawn scenes in val2017, 6 people" in result.output


def test_options_reach_the_drawing(tmp_path):
    run(
        *(
            tmp_path,
            "--images",
            8,
            "--no-images",
            "--people",
            "1-1",
            "--facing",
            "viewer",
            "--postures",
            "kneeling, lying",
        ),
        *("--occlusion", 0, "--no-objects", "--clutter", 0, "--person-height", "0.5-0.6", "--seed", 4),
    )
    assert not (tmp_path / "train2014").exists()
    content = json.loads((tmp_path / "annotations/person_keypoints_train2014.json").read_text())
    assert content["info"]["drawn"]["seed"] == 4
    assert content["info"]["drawn"]["person_height"] == [0.5, 0.6]
    states = json.loads((tmp_path / "annotations/drawn_poses_train2014.json").read_text()).values()
    assert {s["posture"] for s in states} == {"kneeling", "lying"}
    assert {s["facing"] for s in states} == {"viewer"}
    assert {o.category for s in read_scenes(tmp_path, "train2014").scenes for o in s.objects} == {"person"}


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--people", "a-b", "--people is 'a-b'; expected two numbers, as in 1-3"),
        ("--people", "1-2-3", "--people is '1-2-3'; expected two numbers, as in 1-3"),
        ("--people", "9", "people is 9, 9; expected the least and the most, 1 to 4"),
        ("--size", "320", "--size is '320'; expected two numbers, as in 320x240"),
        ("--person-height", "tall", "--person-height is 'tall'; expected two numbers, as in 0.5-0.9"),
        ("--facing", "up", "facing has 'up'; expected some of viewer"),
        ("--images", "0", "images is 0; expected 1 to"),
    ],
)
def test_bad_options_are_named(tmp_path, option, value, message):
    with pytest.raises(AnnotationError, match=message):
        run(tmp_path, option, value)

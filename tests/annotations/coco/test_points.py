"""A part of a skeleton's points."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.coco.points import pick_points
from kp_llava.annotations.skeleton import COCO_SKELETON, CROWDPOSE_PARTS, HALPE_26_PARTS, make_skeleton
from kp_llava.commands.main import app
from kp_llava.errors import AnnotationError
from kp_llava.generation.rows import read_rows
from tests.factories import make_coco, make_coco_folder, make_keypoints


@pytest.fixture
def whole_body(tmp_path):
    people = make_coco(2)["person_keypoints"]
    for record in people["annotations"]:
        record["keypoints"] = [*make_keypoints({"nose": (50, 18, 1)}), *[7, 7, 2] * 116]
    return make_coco_folder(tmp_path / "coco", {"person_keypoints": people})


def test_the_body_of_a_whole_body_is_cocos_17_points(whole_body):
    found = read_scenes(whole_body, "val2017", points="body")
    assert found.skeleton == COCO_SKELETON
    (first, *_), *_ = [scene.people[0].keypoints for scene in found.scenes]
    assert (first.x, first.y, first.visibility) == (50, 18, 1)
    assert len(found.scenes[0].people[0].keypoints) == 17


def test_a_run_shows_the_teacher_the_body_only(whole_body, tmp_path):
    place = ["--coco", str(whole_body), "--split", "val2017", "--points", "body"]
    done = CliRunner().invoke(app, ["generate", str(tmp_path / "run"), *place])
    assert done.exit_code == 0, done.output
    context = next(read_rows(tmp_path / "run", "detail"))["context"]
    assert context.split("keypoints: [")[1].count(",") == 50


def test_points_are_picked_by_name_in_the_skeletons_order():
    kept = pick_points(COCO_SKELETON, "right_wrist, LShoulder")
    assert kept.parts == ("left shoulder", "right wrist")
    assert pick_points(COCO_SKELETON, "left shoulder,left elbow,left wrist").edges == ((0, 1), (1, 2))


def test_other_skeletons_keep_their_own_body_points():
    assert pick_points(make_skeleton(CROWDPOSE_PARTS), "body").parts == CROWDPOSE_PARTS
    assert pick_points(make_skeleton(HALPE_26_PARTS), "body") == COCO_SKELETON


@pytest.mark.parametrize("points", ["tail", "nose,tail", ","])
def test_unknown_points_are_named(points):
    with pytest.raises(AnnotationError, match=r"--points .*known are nose, left eye"):
        pick_points(COCO_SKELETON, points)

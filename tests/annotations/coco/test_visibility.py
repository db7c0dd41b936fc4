"""Visibility and names of points as other data sets write them."""

from __future__ import annotations

import pytest

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.errors import AnnotationError
from tests.factories import make_coco, make_coco_folder


def with_marks(folder, marks, **category):
    """One person whose points have these marks."""
    people = make_coco(1)["person_keypoints"]
    flat = people["annotations"][0]["keypoints"]
    flat[2::3] = marks
    people["categories"][0].update(category)
    return make_coco_folder(folder, {"person_keypoints": people})


def read_marks(folder, **options):
    found = read_scenes(folder, "val2017", **options)
    return [point.visibility for point in found.scenes[0].people[0].keypoints], found.exclusions


def test_a_file_of_zeros_and_ones_means_labeled_and_visible(tmp_path):
    with_marks(tmp_path, [1, 0] * 8 + [1])
    marks, counts = read_marks(tmp_path)
    assert marks == [2, 0] * 8 + [2]
    assert counts["points marked 0 or 1 only, read as visible"] == 9


def test_one_two_in_a_file_makes_it_cocos_meaning(tmp_path):
    with_marks(tmp_path, [1, 0] * 8 + [2])
    marks, counts = read_marks(tmp_path)
    assert marks == [1, 0] * 8 + [2]
    assert "points marked 0 or 1 only, read as visible" not in counts


def test_names_without_points_are_left_out_as_in_human_art(tmp_path):
    names = [part.replace(" ", "_") for part in COCO_SKELETON.parts]
    with_marks(
        tmp_path, [2] * 17, keypoints=[*names, "left_finger", "right_finger", "left_toe", "right_toe"], skeleton=[]
    )
    found = read_scenes(tmp_path, "val2017")
    assert found.skeleton == COCO_SKELETON
    assert found.exclusions["keypoint names without points"] == 4


def test_133_points_under_cocos_17_names_are_whole_body(tmp_path):
    people = make_coco(1)["person_keypoints"]
    # a merged file keeps hands as confidences
    people["annotations"][0]["keypoints"] += [5, 5, 0.08] + [0, 0, 0] * 115
    make_coco_folder(tmp_path, {"person_keypoints": people})
    found = read_scenes(tmp_path, "val2017")
    assert (len(found.skeleton.parts), found.skeleton.parts[17]) == (133, "left big toe")
    assert found.scenes[0].people[0].keypoints[17].visibility == 2
    assert found.exclusions["keypoints known by their number, not by names"] == 116


def test_other_differences_of_names_and_points_are_refused(tmp_path):
    with_marks(tmp_path, [2] * 17, keypoints=[f"point {n}" for n in range(21)], skeleton=[])
    with pytest.raises(AnnotationError, match=r"names 21 keypoints, and the annotations have 17; expected as many"):
        read_scenes(tmp_path, "val2017")


def test_a_mark_beyond_cocos_is_refused_with_its_place(tmp_path):
    with_marks(tmp_path, [2] * 16 + [7])
    with pytest.raises(AnnotationError, match=r"keypoints\[50\] \(right ankle\) has visibility 7; expected 0, 1 or 2"):
        read_scenes(tmp_path, "val2017")

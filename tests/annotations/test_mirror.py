"""Scenes of mirrored pictures: joints change sides and names, and mirrored twice nothing has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kp_llava.annotations.mirror import mirror_order, mirror_scene
from kp_llava.annotations.scene import Keypoint
from kp_llava.annotations.skeleton import (
    COCO_SKELETON,
    FACE_PARTS,
    HALPE_26_PARTS,
    HALPE_136_PARTS,
    WHOLE_BODY_PARTS,
    make_skeleton,
)

from ..factories import make_person, make_scene

# detectron2's and COCO's usual exchange of the 17 points
COCO_FLIP = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)
# the 300-W challenge's usual exchange of its 68 points, counted from 1
FACE_FLIP = [
    (1, 17), (2, 16), (3, 15), (4, 14), (5, 13), (6, 12), (7, 11), (8, 10), (18, 27), (19, 26), (20, 25), (21, 24),
    (22, 23), (32, 36), (33, 35), (37, 46), (38, 45), (39, 44), (40, 43), (41, 48), (42, 47), (49, 55), (50, 54),
    (51, 53), (60, 56), (59, 57), (61, 65), (62, 64), (68, 66),
]  # fmt: skip
FACE_MIDDLE = {9, 28, 29, 30, 31, 34, 52, 58, 63, 67}


def test_points_and_boxes_change_sides():
    scene = make_scene(
        make_person({"left wrist": (90, 12, 1), "right ankle": None}, bbox_xywh=(30.5, 4.0, 61.25, 114.0))
    )
    (person,) = mirror_scene(scene).people
    places = dict(zip(COCO_SKELETON.parts, person.keypoints, strict=True))
    assert places["right wrist"] == Keypoint(10.0, 12.0, 1)
    assert places["nose"] == Keypoint(50.0, 18.0, 2)
    assert places["left ankle"] == Keypoint(0.0, 0.0, 0)
    assert person.bbox_xywh == (8.25, 4.0, 61.25, 114.0)
    order = mirror_order(COCO_SKELETON.parts)
    assert order == COCO_FLIP


def test_the_points_of_a_face_are_exchanged_as_usual():
    expected = {number: number for number in FACE_MIDDLE}
    for one, other in FACE_FLIP:
        expected |= {one: other, other: one}
    order = mirror_order(FACE_PARTS)
    assert [place + 1 for place in order] == [expected[number] for number in range(1, 69)]


@pytest.mark.parametrize("parts", [HALPE_26_PARTS, HALPE_136_PARTS, WHOLE_BODY_PARTS])
def test_larger_skeletons_are_mirrored_too(parts):
    order = mirror_order(make_skeleton(parts).parts)
    assert sorted(order) == list(range(len(parts)))
    assert all(order[order[place]] == place for place in range(len(parts)))


places = st.one_of(
    st.decimals(0, 640, places=2).map(float), st.integers(0, 640).map(float), st.floats(0, 640, width=32)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(places, places, st.sampled_from([0, 1, 2])), min_size=17, max_size=17), places)
def test_mirrored_twice_a_scene_is_what_it_was_bit_for_bit(points, x):
    keypoints = tuple(Keypoint(x, y, v) if v else Keypoint(0.0, 0.0, 0) for x, y, v in points)
    scene = replace(
        make_scene(replace(make_person(), keypoints=keypoints, bbox_xywh=(x, 1.5, 17.33, 20.0))), width=640, height=480
    )
    mirrored = mirror_scene(scene)
    if mirrored is not None:  # of a float with more digits than are kept the way back may be another
        assert mirror_scene(mirrored) == scene
    has_cents = all(round(value, 2) == value for point in points for value in point) and round(x, 2) == x
    assert mirrored is not None or not has_cents


@pytest.mark.parametrize(
    ("caption", "is_mirrored"),
    [
        ("A man raises his left arm.", False),
        ("He stands right behind the bench.", False),
        ("They run clockwise.", False),
        ("A bright copyright.", True),
    ],
)
def test_a_caption_that_names_a_side_has_no_mirrored_scene(caption, is_mirrored):
    assert (mirror_scene(make_scene(captions=("A person.", caption))) is not None) == is_mirrored


def test_a_left_part_without_its_right_one_has_no_mirror_image():
    assert mirror_order(("nose", "left eye")) is None

"""Names of parts as data sets write them, and the edges between named parts."""

import pytest

from kp_llava.annotations.coco.keypoints import clean_part
from kp_llava.annotations.skeleton import (
    AIC_PARTS,
    COCO_SKELETON,
    CROWDPOSE_PARTS,
    HALPE_26_PARTS,
    HALPE_136_PARTS,
    WHOLE_BODY_FIELDS,
    join_parts,
    make_skeleton,
)


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("left_shoulder", "left shoulder"),
        ("Left Shoulder", "left shoulder"),
        ("LShoulder", "left shoulder"),
        ("leftShoulder", "left shoulder"),
        ("l_shoulder", "left shoulder"),
        ("L.Shoulder", "left shoulder"),
        ("shoulder-left", "left shoulder"),
        ("shoulder_l", "left shoulder"),
        ("lsho", "left shoulder"),
        ("RWri", "right wrist"),
        ("r_ankle", "right ankle"),
        ("REye", "right eye"),
        ("LBigToe", "left big toe"),
        ("Head top", "head top"),
        ("head_top", "head top"),
        ("top_head", "head top"),
        ("upper_neck", "upper neck"),
        ("MidHip", "pelvis"),
        ("thorax", "thorax"),
        ("nose", "nose"),
        ("lip", "lip"),
        ("left", "left"),
        ("tail 2", "tail 2"),
    ],
)
def test_a_name_is_told_one_way(written, part):
    assert clean_part(written) == part
    assert clean_part(part) == part


# the category "person" of COCO's person_keypoints_val2017.json; its pairs count from 1
COCO_NAMES = [
    *("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow"),
    *("right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle"),
    "right_ankle",
]
COCO_PAIRS = [
    *((16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8), (7, 9)),
    *((8, 10), (9, 11), (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7)),
]


def test_our_skeleton_is_the_one_that_coco_s_files_carry():
    assert COCO_SKELETON.parts == tuple(name.replace("_", " ") for name in COCO_NAMES)
    assert COCO_SKELETON.edges == tuple((first - 1, second - 1) for first, second in COCO_PAIRS)


def test_coco_s_own_names_stay_coco_s_skeleton():
    parts = tuple(name.replace("_", " ") for name in COCO_NAMES)
    pairs = {(first - 1, second - 1) for first, second in COCO_PAIRS}
    assert make_skeleton(parts).edges == tuple((first - 1, second - 1) for first, second in COCO_PAIRS)
    assert set(join_parts(parts)) == pairs and len(join_parts(parts)) == 19


def test_known_skeletons_have_the_points_of_their_data_sets():
    # CrowdPose's categories; AI Challenger's description of its 14 points; Halpe's README
    assert (
        *("left shoulder", "right shoulder", "left elbow", "right elbow", "left wrist", "right wrist", "left hip"),
        *("right hip", "left knee", "right knee", "left ankle", "right ankle", "head", "neck"),
    ) == CROWDPOSE_PARTS
    assert (
        *("right shoulder", "right elbow", "right wrist", "left shoulder", "left elbow", "left wrist", "right hip"),
        *("right knee", "right ankle", "left hip", "left knee", "left ankle", "head top", "neck"),
    ) == AIC_PARTS
    assert HALPE_26_PARTS[17:] == (
        *("head", "neck", "pelvis", "left big toe", "right big toe", "left small toe", "right small toe"),
        *("left heel", "right heel"),
    )
    counts = [len(p) for p in (CROWDPOSE_PARTS, AIC_PARTS, HALPE_26_PARTS, HALPE_136_PARTS)]
    assert counts == [14, 14, 26, 136]
    assert {field: len(parts) for field, parts in WHOLE_BODY_FIELDS.items()} == {
        "foot": 6,
        "face": 68,
        "lefthand": 21,
        "righthand": 21,
    }


@pytest.mark.parametrize("parts", [CROWDPOSE_PARTS, AIC_PARTS, HALPE_26_PARTS])
def test_all_parts_of_a_body_hang_together(parts):
    edges = join_parts(parts)
    reached = {0}
    for _ in parts:
        reached |= {end for edge in edges if reached & set(edge) for end in edge}
    # without a pelvis or a neck that is joined to the legs, shoulders and hips are joined as in COCO
    assert reached == set(range(len(parts)))
    assert len(set(edges)) == len(edges)

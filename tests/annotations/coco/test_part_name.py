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


def test_coco_s_own_names_stay_coco_s_skeleton():
    assert make_skeleton(COCO_SKELETON.parts) is COCO_SKELETON
    assert join_parts(COCO_SKELETON.parts) == COCO_SKELETON.edges


def test_known_skeletons_have_the_points_of_their_data_sets():
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

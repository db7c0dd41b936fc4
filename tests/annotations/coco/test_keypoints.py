"""Small files in the layouts of other data sets, read as scenes, with what their keypoints say."""

import copy
import json

import pytest
from PIL import Image

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.scene import Keypoint
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.errors import AnnotationError
from kp_llava.poses.facts import person_facts
from tests.factories import make_coco, make_coco_folder

# somebody who faces the viewer in a picture of 200 x 260: the right arm is raised, the left one hangs
POINTS = {
    **{"nose": (100, 66), "left eye": (106, 60), "right eye": (94, 60), "left ear": (114, 64), "right ear": (86, 64)},
    **{"left shoulder": (124, 98), "right shoulder": (76, 98), "left elbow": (132, 134), "right elbow": (64, 62)},
    **{"left wrist": (134, 168), "right wrist": (68, 28), "left hip": (114, 166), "right hip": (86, 166)},
    **{"left knee": (116, 212), "right knee": (84, 212), "left ankle": (116, 256), "right ankle": (84, 256)},
    **{"head": (100, 44), "head top": (100, 44), "neck": (100, 94), "upper neck": (100, 84), "thorax": (100, 100)},
    **{"pelvis": (100, 166), "left big toe": (118, 259), "right heel": (84, 259), "left heel": (116, 258)},
    **{"right big toe": (82, 259), "left small toe": (122, 259), "right small toe": (80, 259)},
}
EXPECTED = {
    ("right arm", "raised"),
    ("right hand", "above the head"),
    ("left arm", "hanging"),
    ("left leg", "straight"),
    ("right leg", "straight"),
    ("trunk", "upright"),
    ("posture", "standing"),
}
CROWDPOSE_NAMES = [
    *("left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip"),
    *("right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "head", "neck"),
]
AIC_NAMES = [
    *("Right Shoulder", "Right Elbow", "Right Wrist", "Left Shoulder", "Left Elbow", "Left Wrist", "Right Hip"),
    *("Right Knee", "Right Ankle", "Left Hip", "Left Knee", "Left Ankle", "Head top", "Neck"),
]
MPII_NAMES = [
    *("r_ankle", "r_knee", "r_hip", "l_hip", "l_knee", "l_ankle", "pelvis", "thorax", "upper_neck", "head_top"),
    *("r_wrist", "r_elbow", "r_shoulder", "l_shoulder", "l_elbow", "l_wrist"),
]
SHORT_NAMES = [
    *("nose", "leye", "reye", "lear", "rear", "lsho", "rsho", "lelb", "relb", "lwri", "rwri", "lhip", "rhip"),
    *("lkne", "rkne", "lank", "rank"),
]
HALPE_26 = [
    *COCO_SKELETON.parts,
    *("head", "neck", "pelvis", "left big toe", "right big toe", "left small toe", "right small toe"),
    *("left heel", "right heel"),
]
MPII_PARTS = [
    *("right ankle", "right knee", "right hip", "left hip", "left knee", "left ankle", "pelvis", "thorax"),
    *("upper neck", "head top", "right wrist", "right elbow", "right shoulder", "left shoulder", "left elbow"),
    "left wrist",
]


def flat_points(parts, mark=2):
    return [number for part in parts for number in (*POINTS[part], mark)]


def people_file(keypoints, names=(), skeleton=(), images=None, **fields):
    image = {"id": 7, "file_name": "7.jpg", "width": 200, "height": 260}
    person = {"id": 70, "image_id": 7, "category_id": 1, "iscrowd": 0, "bbox": [56, 20, 90, 240], **fields}
    category = {"supercategory": "person", "id": 1, "name": "person"}
    return {
        "images": images or [image],
        "annotations": [{**person, "keypoints": keypoints}],
        "categories": [{**category, "keypoints": list(names), "skeleton": list(skeleton)}],
    }


def read(folder, content):
    (folder / "annotations").mkdir(exist_ok=True)
    (folder / "annotations" / "person_keypoints_train.json").write_text(json.dumps(content), encoding="utf-8")
    return read_scenes(folder, "train")


def facts_found(found):
    scene = found.scenes[0]
    return {(fact.part, fact.state) for fact in person_facts(scene.people[0], scene)}


def crowdpose_file():
    # CrowdPose's files say crowdIndex, and carry the edges of COCO's 17 points
    edges = [[16, 14], [14, 12], [17, 15], [15, 13], [12, 13], [6, 12], [7, 13], [6, 7], [6, 8], [7, 9], [8, 10]]
    image = {"file_name": "7.jpg", "id": 7, "height": 260, "width": 200, "crowdIndex": 0.33}
    points = flat_points([name.replace("_", " ") for name in CROWDPOSE_NAMES])
    points[-4], points[-1] = 1, 1
    return people_file(points, CROWDPOSE_NAMES, edges, [image], num_keypoints=14)


def test_crowdpose_is_read_with_its_own_edges_and_its_marks_mean_labeled(tmp_path):
    found = read(tmp_path, crowdpose_file())
    assert found.skeleton.parts == tuple(name.replace("_", " ") for name in CROWDPOSE_NAMES)
    named = {tuple(sorted((found.skeleton.parts[a], found.skeleton.parts[b]))) for a, b in found.skeleton.edges}
    assert {("left knee", "left hip")[::-1], ("head", "neck"), ("left shoulder", "neck")} <= named
    assert ("left ankle", "right ankle") not in named
    assert [point.visibility for point in found.scenes[0].people[0].keypoints] == [2] * 14
    assert facts_found(found) >= EXPECTED
    assert found.exclusions == {"captions files missing": 1, "instances files missing": 1, "pictures missing": 1}


def test_aic_marks_are_one_for_visible_two_for_hidden_three_for_unlabeled(tmp_path):
    points = flat_points([name.lower() for name in AIC_NAMES], mark=1)
    points[2 * 3 + 2] = 2  # the right wrist is hidden
    points[-3:] = [0, 0, 3]  # the neck is not labeled
    found = read(tmp_path, people_file(points, AIC_NAMES, [[3, 2], [13, 14]]))
    assert found.skeleton.parts[:3] == ("right shoulder", "right elbow", "right wrist")
    assert found.skeleton.edges == ((2, 1), (12, 13))
    marks = [point.visibility for point in found.scenes[0].people[0].keypoints]
    assert marks == [2, 2, 1, *[2] * 10, 0]
    assert facts_found(found) >= EXPECTED


def test_aic_files_in_coco_s_meaning_keep_it(tmp_path):
    points = flat_points([name.lower() for name in AIC_NAMES])
    points[2], points[-3:] = 1, [0, 0, 0]
    found = read(tmp_path, people_file(points, AIC_NAMES))
    marks = [point.visibility for point in found.scenes[0].people[0].keypoints]
    assert marks == [1, *[2] * 12, 0]


def aic_list():
    points = flat_points([name.lower() for name in AIC_NAMES], mark=1)
    points[-3:] = [0, 0, 3]
    return [
        {
            "image_id": "054d9ce9201beffc76e5ff2169d2af2f027002ca",
            "url": "http://pictures.example/704.jpg",
            "keypoint_annotations": {"human2": points, "human1": [0, 0, 3] * 14},
            "human_annotations": {"human1": [150, 10, 190, 90], "human2": [56, 20, 146, 260]},
        }
    ]


def test_ai_challenger_s_own_list_is_read(tmp_path):
    (tmp_path / "train").mkdir()
    name = "054d9ce9201beffc76e5ff2169d2af2f027002ca.jpg"
    Image.new("RGB", (200, 260)).save(tmp_path / "train" / name)
    found = read(tmp_path, aic_list())
    scene = found.scenes[0]
    assert (scene.width, scene.height, scene.file_name) == (200, 260, name)
    assert scene.image_path == tmp_path / "train" / name
    assert 0 < scene.image_id < 2**45
    # human1 has no labeled point, human2 has all but the neck
    assert [person.bbox_xywh for person in scene.people] == [(150, 10, 40, 80), (56, 20, 90, 240)]
    assert [person.labeled_count for person in scene.people] == [0, 13]
    assert {(f.part, f.state) for f in person_facts(scene.people[1], scene)} >= EXPECTED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda record: record["human_annotations"].pop("human2"), "human_annotations has no 'human2'; add its box"),
        (lambda record: record.update(image_id="../x"), "expected the plain name of a picture"),
        (lambda record: record.update(image_id="absent"), "absent.jpg: cannot be read"),
        (lambda record: record.pop("image_id"), "not AI Challenger's list of image_id, keypoint_annotations"),
    ],
)
def test_a_broken_list_gives_one_line(tmp_path, change, message):
    (tmp_path / "train").mkdir()
    Image.new("RGB", (200, 260)).save(tmp_path / "train" / "054d9ce9201beffc76e5ff2169d2af2f027002ca.jpg")
    content = aic_list()
    change(content[0])
    with pytest.raises(AnnotationError, match=message) as caught:
        read(tmp_path, content)
    assert "\n" not in str(caught.value)


def whole_body_folder(folder, **changes):
    """A COCO folder whose one person has points of feet, face and hands."""
    content = make_coco(1)
    body = flat_points(COCO_SKELETON.parts)
    feet = ["left big toe", "left small toe", "left heel", "right big toe", "right small toe", "right heel"]
    extra = {
        "foot_kpts": flat_points(feet, 1.0),
        "foot_valid": True,
        "face_box": [80, 40, 40, 40],
        "face_kpts": [number for i in range(68) for number in (90.5 + i / 8, 60.25, 1.0)],
        "face_valid": True,
        "lefthand_box": [0.0, 0.0, 0.0, 0.0],
        "lefthand_kpts": [0.0] * 63,
        "lefthand_valid": False,
        "righthand_box": [60, 10, 16, 18],
        "righthand_kpts": [number for i in range(21) for number in (66.5 + i / 4, 24.75, 0.62)],
        "righthand_valid": True,
        **changes,
    }
    for part in content.values():
        part["images"][0].update(width=200, height=260)
    for kind in ("instances", "person_keypoints"):
        content[kind]["annotations"][0]["bbox"] = [56, 20, 90, 240]
    content["person_keypoints"]["annotations"][0].update(keypoints=body, **extra)
    return make_coco_folder(folder, content)


def test_whole_body_adds_feet_face_and_hands_to_the_body(tmp_path):
    found = read_scenes(whole_body_folder(tmp_path), "val2017")
    parts = found.skeleton.parts
    assert len(parts) == 133
    assert (parts[:17], parts[17], parts[23]) == (COCO_SKELETON.parts, "left big toe", "jaw 1")
    assert (parts[91], parts[112], parts[132]) == ("left hand root", "right hand root", "right little finger 4")
    points = dict(zip(parts, found.scenes[0].people[0].keypoints, strict=True))
    assert points["right heel"] == Keypoint(84, 259, 2)
    assert points["jaw 1"] == Keypoint(90.5, 60.25, 2)
    assert points["right hand root"] == Keypoint(66.5, 24.75, 2)  # 0.62 means labeled
    assert not any(points[part].is_labeled for part in parts if part.startswith("left") and "finger" in part)
    assert found.scenes[0].people[0].labeled_count == 17 + 6 + 68 + 21
    assert facts_found(found) >= EXPECTED
    assert found.scenes[0].captions


def test_a_field_whose_flag_is_off_holds_nothing(tmp_path):
    found = read_scenes(whole_body_folder(tmp_path, face_valid=False, foot_valid=False), "val2017")
    assert found.scenes[0].people[0].labeled_count == 17 + 21


def test_a_field_of_a_wrong_length_is_named(tmp_path):
    with pytest.raises(AnnotationError, match="annotation 10: face_kpts has 6 numbers; expected 204"):
        read_scenes(whole_body_folder(tmp_path, face_kpts=[1, 2, 1] * 2), "val2017")


def test_halpe_is_known_by_the_number_of_its_points(tmp_path):
    found = read(tmp_path, people_file(flat_points(HALPE_26)))
    assert found.skeleton.parts == tuple(HALPE_26)
    assert facts_found(found) >= EXPECTED
    # with face and hands; points of the face have places there and a visibility of 0.0
    points = [*flat_points(HALPE_26), *[382.0, 88.0, 0.0] * 68, *[0, 0, 0] * 21, *[60.5, 30.0, 2] * 20, 9, 9, 0.4]
    found = read(tmp_path, people_file(points))
    assert len(found.skeleton.parts) == 136
    assert [point.visibility for point in found.scenes[0].people[0].keypoints[26:94]] == [0] * 68
    assert found.scenes[0].people[0].labeled_count == 26 + 21
    assert facts_found(found) >= EXPECTED


def test_points_that_nobody_names_need_a_known_number(tmp_path):
    with pytest.raises(AnnotationError, match=r"names no keypoints, and 5 points .* expected 17 \(COCO\), 26 or 136"):
        read(tmp_path, people_file([1, 2, 2] * 5))


def test_names_as_mpii_writes_them_are_known(tmp_path):
    found = read(tmp_path, people_file(flat_points(MPII_PARTS), MPII_NAMES))
    assert found.skeleton.parts == tuple(MPII_PARTS)
    assert facts_found(found) >= EXPECTED


def test_coco_s_points_under_short_names_are_coco_s_skeleton(tmp_path):
    content = make_coco(1)
    content["person_keypoints"]["categories"][0].update(keypoints=SHORT_NAMES)
    assert read_scenes(make_coco_folder(tmp_path, content), "val2017").skeleton == COCO_SKELETON


def test_mixed_skeletons_are_refused_with_the_annotations_that_differ(tmp_path):
    content = crowdpose_file()
    other = {**content["annotations"][0], "keypoints": flat_points(COCO_SKELETON.parts)}
    content["annotations"] += [copy.deepcopy({**content["annotations"][0], "id": n}) for n in (71, 72)]
    content["annotations"] += [{**other, "id": 80}, {**other, "id": 90}]
    with pytest.raises(AnnotationError, match=r"annotations 80 and 90 have keypoints of 17 points, .* other 3 have 14"):
        read(tmp_path, content)
    content["annotations"] += [{**other, "id": n} for n in range(100, 110)]
    with pytest.raises(AnnotationError, match="annotations 80, 90, 100, 101, 102 and 7 more have keypoints"):
        read(tmp_path, content)


def test_names_and_points_of_different_numbers_are_refused(tmp_path):
    content = people_file(flat_points(COCO_SKELETON.parts), CROWDPOSE_NAMES)
    with pytest.raises(AnnotationError, match=r"names 14 keypoints, and the annotations have 17; expected as many"):
        read(tmp_path, content)


def test_people_with_and_without_whole_body_points_do_not_mix(tmp_path):
    whole_body_folder(tmp_path)
    path = tmp_path / "annotations" / "person_keypoints_val2017.json"
    content = json.loads(path.read_text())
    person = content["annotations"][0]
    bare = {key: value for key, value in person.items() if "_kpts" not in key and "_valid" not in key}
    content["annotations"].append({**bare, "id": 99})
    path.write_text(json.dumps(content))
    with pytest.raises(AnnotationError, match=r"annotation 99 has no points of feet, face and hands, .* other 1 have"):
        read_scenes(tmp_path, "val2017")

from __future__ import annotations

import json
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO

from kp_llava.annotations.coco.scenes import pick_scenes, read_scenes
from kp_llava.annotations.scene import Keypoint
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.errors import AnnotationError
from tests.factories import make_coco, make_coco_folder, make_keypoints, make_scene

KINDS = ("captions", "instances", "person_keypoints")


def load_objects(folder, split="val2017"):
    return {kind: COCO(folder / "annotations" / f"{kind}_{split}.json") for kind in KINDS}


def change(contents, kind, index=0, **fields):
    contents[kind]["annotations"][index].update(fields)
    return contents


def test_captions_boxes_and_keypoints_are_joined(tmp_path):
    found = read_scenes(make_coco_folder(tmp_path), "val2017")
    assert [scene.image_id for scene in found.scenes] == [1, 2]
    assert (found.split, found.image_dir, found.skeleton) == ("val2017", tmp_path / "val2017", COCO_SKELETON)
    assert found.exclusions == {}
    scene = found.scenes[1]
    assert (scene.width, scene.height, scene.file_name) == (100, 120, "000000000002.jpg")
    assert scene.captions == ("A person stands beside a ball.", "Someone in a hall.")
    assert scene.image_path == tmp_path / "val2017" / "000000000002.jpg"
    assert scene.image_url == "http://images.example/2.jpg"
    person, ball = scene.objects
    assert (person.annotation_id, person.category, person.bbox_xywh) == (20, "person", (30, 4, 40, 114))
    assert person.keypoints[0] == Keypoint(50, 18, 2)
    assert person.labeled_count == 17
    assert (ball.annotation_id, ball.category, ball.bbox_xywh, ball.keypoints) == (
        21,
        "sports ball",
        (80.5, 100, 12, 12),
        (),
    )


def make_odd_folder(folder):
    contents = make_coco(4)
    change(contents, "person_keypoints", 1, keypoints=make_keypoints({"nose": None, "left knee": (58.25, 91.5, 1)}))
    change(contents, "person_keypoints", 2, keypoints=[0] * 51)
    change(contents, "instances", 7, iscrowd=1, segmentation={"counts": [4, 9], "size": [120, 100]})
    return make_coco_folder(folder, contents)


def draw_folder(folder):
    return draw_sample(folder, images=40, seed=3, split="val2017", with_images=False)


@pytest.mark.parametrize("make_folder", [make_odd_folder, draw_folder])
def test_a_folder_and_coco_objects_agree_on_every_annotation(tmp_path, make_folder):
    make_folder(tmp_path)
    from_files = read_scenes(tmp_path, "val2017", min_keypoints=0)
    objects = load_objects(tmp_path)
    from_objects = read_scenes(objects, "val2017", min_keypoints=0, image_dir=tmp_path / "val2017")
    assert from_files == from_objects
    seen = captions = 0
    for scene in from_files.scenes:
        image = objects["instances"].imgs[scene.image_id]
        assert (scene.file_name, scene.width, scene.height) == (image["file_name"], image["width"], image["height"])
        assert list(scene.captions) == [a["caption"] for a in objects["captions"].imgToAnns[scene.image_id]]
        captions += len(scene.captions)
        for item in scene.objects:
            reference = objects["instances"].anns[item.annotation_id]
            assert reference["image_id"] == scene.image_id
            assert list(item.bbox_xywh) == reference["bbox"]
            assert item.category == objects["instances"].cats[reference["category_id"]]["name"]
            flat = [n for p in item.keypoints for n in (p.x, p.y, p.visibility)]
            if item.category == "person":
                assert (flat or [0] * 51) == objects["person_keypoints"].anns[item.annotation_id]["keypoints"]
            seen += 1
    assert seen == sum(not a["iscrowd"] for a in objects["instances"].anns.values()) >= 7
    assert captions == len(objects["captions"].anns)


def test_a_coco_object_of_keypoints_alone_gives_people_without_captions(tmp_path):
    coco = load_objects(make_coco_folder(tmp_path))["person_keypoints"]
    found = read_scenes(coco, "val2017")
    assert [[o.category for o in scene.objects] for scene in found.scenes] == [["person"], ["person"]]
    assert [scene.captions for scene in found.scenes] == [(), ()]
    assert found.exclusions == {"pictures missing": 2}


def test_detected_keypoints_come_in_through_load_res(tmp_path):
    objects = load_objects(make_coco_folder(tmp_path))
    detected = make_keypoints({"nose": (50, 18, 0.9), "left eye": (0, 0, 0)})
    results = [{"image_id": 2, "category_id": 1, "keypoints": detected, "score": 0.8}]
    (tmp_path / "results.json").write_text(json.dumps(results))
    objects["person_keypoints"] = objects["person_keypoints"].loadRes(str(tmp_path / "results.json"))
    found = read_scenes(objects, "val2017")
    assert found.exclusions["people replaced by detections"] == 2
    assert found.exclusions["images without a person"] == 1
    (scene,) = found.scenes
    person, ball = scene.objects
    assert person.labeled_count == 16
    assert person.keypoints[0] == Keypoint(50, 18, 2)
    # loadRes counts unlabeled points at 0, 0 into the box; ours goes round the points that were found
    assert person.bbox_xywh == (33, 15, 34, 98)
    assert ball.category == "sports ball"
    assert scene.captions == ("A person stands beside a ball.", "Someone in a hall.")


def test_people_without_a_labeled_point_keep_their_box_and_are_counted(tmp_path):
    contents = make_coco(1)
    extra = {**contents["person_keypoints"]["annotations"][0], "id": 5, "keypoints": [0] * 51}
    contents["person_keypoints"]["annotations"].append(extra)
    found = read_scenes(make_coco_folder(tmp_path, contents), "val2017")
    assert [(p.annotation_id, p.labeled_count) for p in found.scenes[0].people] == [(5, 0), (10, 17)]
    assert found.exclusions == {"people without a labeled point": 1}


def test_people_of_the_instances_file_alone_are_kept_too(tmp_path):
    contents = make_coco(1)
    extra = {**contents["instances"]["annotations"][0], "id": 5}
    contents["instances"]["annotations"].append(extra)
    found = read_scenes(make_coco_folder(tmp_path, contents), "val2017")
    assert [(p.annotation_id, p.labeled_count) for p in found.scenes[0].people] == [(5, 0), (10, 17)]


@pytest.mark.parametrize(
    ("kind", "index", "fields", "reason", "scenes"),
    [
        ("instances", 1, {"iscrowd": 1, "segmentation": {"counts": [1], "size": [2, 2]}}, "crowd annotations", 2),
        ("instances", 1, {"bbox": [5, 5, 0, 9]}, "boxes of no area", 2),
        ("instances", 1, {"bbox": [5, 5, 9, -1]}, "boxes of no area", 2),
        ("instances", 1, {"bbox": [100, 5, 9, 9]}, "boxes outside the picture", 2),
        ("instances", 1, {"bbox": [-9, 5, 9, 9]}, "boxes outside the picture", 2),
        ("instances", 0, {"iscrowd": 1}, "images without a person", 1),
        ("person_keypoints", 0, {"keypoints": [0] * 51}, "images with too few labeled keypoints", 1),
        ("person_keypoints", 0, {"keypoints": make_keypoints({"nose": (0, 0, 0)})}, "unlabeled points", 2),
        (
            "person_keypoints",
            0,
            {"keypoints": make_keypoints({"nose": (50, -3)})},
            "labeled points outside the picture",
            2,
        ),
        ("captions", 0, {"caption": "  \n"}, "empty captions", 2),
    ],
)
def test_what_is_left_out_is_counted_under_its_name(tmp_path, kind, index, fields, reason, scenes):
    found = read_scenes(make_coco_folder(tmp_path, change(make_coco(2), kind, index, **fields)), "val2017")
    assert found.exclusions[reason] == 1
    assert len(found.scenes) == scenes


def test_min_keypoints_counts_the_points_of_all_people_of_a_scene(tmp_path):
    folder = make_coco_folder(tmp_path)
    assert len(read_scenes(folder, "val2017", min_keypoints=17).scenes) == 2
    found = read_scenes(folder, "val2017", min_keypoints=18)
    assert (found.scenes, found.exclusions) == ([], {"images with too few labeled keypoints": 2})
    with pytest.raises(AnnotationError, match="min_keypoints is -1; expected 0 or more"):
        read_scenes(folder, "val2017", min_keypoints=-1)


def test_a_missing_picture_is_counted_and_its_path_is_none(tmp_path):
    folder = make_coco_folder(tmp_path)
    (folder / "val2017" / "000000000001.jpg").unlink()
    found = read_scenes(folder, "val2017")
    assert [scene.image_path is None for scene in found.scenes] == [True, False]
    assert found.exclusions == {"pictures missing": 1}


def test_no_captions_iscrowd_or_coco_url_is_fine(tmp_path):
    contents = make_coco(1)
    contents["captions"]["annotations"] = []
    for content in contents.values():
        for record in content["annotations"]:
            record.pop("iscrowd", None)
        for image in content["images"]:
            image.pop("coco_url", None)
    scene = read_scenes(make_coco_folder(tmp_path, contents), "val2017").scenes[0]
    assert (scene.captions, scene.image_url) == ((), None)


def test_a_skeleton_of_other_parts_is_taken_from_the_category(tmp_path):
    contents = make_coco(1)
    contents["person_keypoints"]["categories"][0].update(keypoints=["head_top", "tail"], skeleton=[[1, 2]])
    change(contents, "person_keypoints", keypoints=[1, 2, 2, 3, 4, 1])
    found = read_scenes(make_coco_folder(tmp_path, contents), "val2017")
    assert (found.skeleton.parts, found.skeleton.edges) == (("head top", "tail"), ((0, 1),))
    assert found.scenes[0].people[0].keypoints == (Keypoint(1, 2, 2), Keypoint(3, 4, 1))
    contents["person_keypoints"]["categories"][0]["skeleton"] = [[1, 3]]
    with pytest.raises(AnnotationError, match=r"skeleton has \[1, 3\]; expected numbers from 1 to 2"):
        read_scenes(make_coco_folder(tmp_path, contents), "val2017")


def break_image(**fields):
    def apply(contents):
        for content in contents.values():
            content["images"][0].update(fields)

    return apply


def break_annotation(kind, **fields):
    return lambda contents: change(contents, kind, 0, **fields)


def list_twice(kind, group):
    return lambda contents: contents[kind][group].append(contents[kind][group][0])


def drop(kind, group, field):
    return lambda contents: contents[kind][group][0].pop(field)


PEOPLE = "person_keypoints_val2017.json: annotation 10"


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        (break_annotation("person_keypoints", keypoints=[1] * 50), f"{PEOPLE}: keypoints has 50 numbers; expected 51"),
        (
            break_annotation("person_keypoints", keypoints=make_keypoints({"nose": (5, 5, 3)})),
            f"{PEOPLE}: keypoints[2] (nose) has visibility 3; expected 0, 1 or 2",
        ),
        (
            break_annotation("person_keypoints", keypoints=make_keypoints({"nose": (5, math.nan, 2)})),
            f"{PEOPLE}: keypoints[1] is NaN, which is no JSON number",
        ),
        (break_annotation("instances", bbox=[1, 2, math.inf, 4]), "annotation 10: bbox[2] is Infinity"),
        (break_annotation("instances", bbox=[1, 2, 3]), "annotations[0] (id 10), bbox: expected `array` of length 4"),
        (
            break_annotation("instances", bbox=[1, 2, "x", 4]),
            "annotations[0] (id 10), bbox[2]: expected `float`, got `str` 'x'",
        ),
        (
            break_annotation("instances", category_id=99),
            "annotation 10 has category_id 99, which categories does not list",
        ),
        (break_annotation("captions", image_id=77), "annotation 10 names image 77, which images does not list"),
        (break_annotation("person_keypoints", image_id=2), f"{PEOPLE} is on image 2 with category 1, but on image 1"),
        (break_annotation("captions", caption=5), "annotations[0] (id 10), caption: expected `str`, got `int` 5"),
        (
            drop("captions", "annotations", "image_id"),
            "annotations[0] (id 10): object missing required field `image_id`",
        ),
        (
            drop("captions", "images", "width"),
            "image 1 has no width and height, and its picture '000000000001.jpg' is not in",
        ),
        (list_twice("captions", "annotations"), "annotation 10 is listed twice; expected each id once"),
        (list_twice("instances", "annotations"), "annotation 10 is listed twice; expected each id once"),
        (list_twice("person_keypoints", "images"), "image 1 is listed twice in images"),
        (break_image(width=0), "image 1: width is 0; expected 1 or more pixels"),
        (break_image(height=-2), "image 1: height is -2; expected 1 or more pixels"),
        (break_image(file_name="../x.jpg"), "image 1: file_name is '../x.jpg'; expected a plain name inside"),
        (break_image(file_name="a/../../x.jpg"), "image 1: file_name is 'a/../../x.jpg'"),
        (break_image(file_name="/etc/x.jpg"), "image 1: file_name is '/etc/x.jpg'"),
        (break_image(file_name="..\\x.jpg"), "image 1: file_name is '..\\\\x.jpg'"),
        (break_image(file_name="C:x.jpg"), "image 1: file_name is 'C:x.jpg'"),
        (break_image(file_name="x\0.jpg"), "image 1: file_name is 'x\\x00.jpg'"),
        (break_image(file_name=""), "image 1: file_name is ''"),
        (
            lambda c: c["instances"].update(images=[{**c["instances"]["images"][0], "width": 7}]),
            "image 1 is 000000000001.jpg, 7 x 120, but 000000000001.jpg, 100 x 120 in another file",
        ),
        (lambda c: c["instances"]["categories"][0].update(name="man"), "category 1 is 'person', but 'man'"),
        (lambda c: c["person_keypoints"].update(categories=[]), "categories has none named 'person'"),
        (lambda c: c["captions"].pop("annotations"), "object missing required field `annotations`"),
    ],
)
def test_bad_input_gives_one_line_that_says_what_and_where(tmp_path, breaks, message):
    contents = json.loads(json.dumps(make_coco(2)))
    breaks(contents)
    make_coco_folder(tmp_path, contents, with_pictures=False)
    with pytest.raises(AnnotationError) as caught:
        read_scenes(tmp_path, "val2017")
    text = str(caught.value)
    assert message in text
    assert str(tmp_path / "annotations") in text
    assert "\n" not in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"images": [', "not JSON"),
        (b"", "empty"),
        (b'\xff\xfe"', "not JSON"),
        (b"[]", "expected `object`, got `array`"),
    ],
)
def test_a_broken_file_is_named(tmp_path, content, message):
    folder = make_coco_folder(tmp_path)
    path = folder / "annotations" / "instances_val2017.json"
    path.write_bytes(content)
    with pytest.raises(AnnotationError, match=re.escape(str(path)) + ".*" + re.escape(message)):
        read_scenes(folder, "val2017")


def test_missing_files_and_folders_name_the_splits_that_are_there(tmp_path):
    with pytest.raises(AnnotationError, match="nowhere: no such folder; expected a COCO folder"):
        read_scenes(tmp_path / "nowhere", "val2017")
    with pytest.raises(AnnotationError, match="has no folder 'annotations'"):
        read_scenes(tmp_path, "val2017")
    make_coco_folder(tmp_path)
    make_coco_folder(tmp_path, split="train2014")
    with pytest.raises(AnnotationError, match=r"person_keypoints_val2014.json: no such file.* are train2014, val2017"):
        read_scenes(tmp_path, "val2014")


def test_captions_and_instances_may_be_missing_and_are_counted(tmp_path):
    make_coco_folder(tmp_path)
    for kind in ("captions", "instances"):
        (tmp_path / "annotations" / f"{kind}_val2017.json").unlink()
    found = read_scenes(tmp_path, "val2017")
    assert [(scene.captions, len(scene.objects)) for scene in found.scenes] == [((), 1), ((), 1)]
    assert found.exclusions["captions files missing"] == found.exclusions["instances files missing"] == 1


@pytest.mark.parametrize("split", ["", "../x", "a/b", "..", "a\\b", "a\0"])
def test_a_split_is_a_plain_name(tmp_path, split):
    with pytest.raises(AnnotationError, match="is not the name of a split; expected one like 'train2014'"):
        read_scenes(make_coco_folder(tmp_path), split)


def test_coco_objects_are_checked_like_files(tmp_path):
    objects = load_objects(make_coco_folder(tmp_path))
    with pytest.raises(AnnotationError, match="expected person_keypoints and, where there are such"):
        read_scenes({"captions": objects["captions"]}, "val2017")
    with pytest.raises(AnnotationError, match="a source of type int cannot be read"):
        read_scenes(5, "val2017")
    with pytest.raises(AnnotationError, match="COCO object for person_keypoints: is empty"):
        read_scenes(COCO(), "val2017")
    people = objects["person_keypoints"].dataset["annotations"]
    people[0]["keypoints"][4] = math.nan
    with pytest.raises(AnnotationError, match=r"annotation 10: keypoints\[4\] \(left eye\) is nan; expected a finite"):
        read_scenes(objects, "val2017")
    people[0]["bbox"] = [1, math.inf, 2, 2]
    with pytest.raises(AnnotationError, match=r"annotation 10: bbox is \[1.0, inf, 2.0, 2.0\]; expected four finite"):
        read_scenes(objects["person_keypoints"], "val2017")
    people[0]["bbox"] = "box"
    with pytest.raises(AnnotationError, match=r"annotations\[0\] \(id 10\), bbox: expected `array`, got `str` 'box'"):
        read_scenes(objects["person_keypoints"], "val2017")


@given(order=st.permutations(range(1, 13)), count=st.integers(0, 15), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_picking_hangs_on_seed_and_image_id_only(order, count, seed):
    scenes = [make_scene(image_id=n) for n in order]
    picked = [scene.image_id for scene in pick_scenes(scenes, count, seed=seed)]
    assert picked == [s.image_id for s in pick_scenes(sorted(scenes, key=lambda s: s.image_id), count, seed=seed)]
    assert picked == sorted(picked)
    assert len(picked) == min(count, 12)
    assert set(picked) <= {scene.image_id for scene in pick_scenes(scenes, count + 1, seed=seed)}


def test_another_seed_picks_other_scenes():
    scenes = [make_scene(image_id=n) for n in range(1, 101)]
    assert pick_scenes(scenes, 10, seed=0) != pick_scenes(scenes, 10, seed=1)
    with pytest.raises(AnnotationError, match="number of images to pick is -1"):
        pick_scenes(scenes, -1, seed=0)

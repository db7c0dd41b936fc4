"""A split's files as other data sets have them: results lists, a file a video, no sizes, no boxes, no captions."""

from __future__ import annotations

import json

import pytest
from PIL import Image
from typer.testing import CliRunner

from kp_llava.annotations.coco import read_scenes
from kp_llava.commands.main import app
from kp_llava.errors import AnnotationError
from kp_llava.generation.rows import read_rows
from tests.factories import make_coco, make_coco_folder, make_keypoints


def write(folder, name, content):
    path = folder / "annotations" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def only_people(images=2):
    return {"person_keypoints": make_coco(images)["person_keypoints"]}


def make_result(image_id, wrist=0.9, score=0.8):
    """A detection of the standing person; one wrist has a confidence of its own, all other points have 0.9."""
    flat = make_keypoints({"left wrist": (67, 69)})
    flat[2::3] = [0.9] * 17
    flat[3 * 9 + 2] = wrist
    return {"image_id": image_id, "category_id": 1, "keypoints": flat, "score": score}


def test_keypoints_alone_go_through_the_commands(tmp_path):
    make_coco_folder(tmp_path / "coco", only_people())
    place = ["--coco", str(tmp_path / "coco"), "--split", "val2017"]
    done = CliRunner().invoke(app, ["audit", *place])
    assert done.exit_code == 0, done.output
    assert "captions files missing: 1" in done.output
    done = CliRunner().invoke(app, ["generate", str(tmp_path / "run"), *place])
    assert done.exit_code == 0, done.output
    assert {row["image_id"] for row in read_rows(tmp_path / "run", "detail")} == {1, 2}


def test_iscrowd_may_be_true_or_false(tmp_path):
    contents = only_people()
    for record, is_crowd in zip(contents["person_keypoints"]["annotations"], (False, True), strict=True):
        record["iscrowd"] = is_crowd
    make_coco_folder(tmp_path, contents)
    found = read_scenes(tmp_path, "val2017")
    assert [scene.image_id for scene in found.scenes] == [1]
    assert found.exclusions["crowd annotations"] == 1


def test_a_missing_box_is_drawn_round_the_labeled_points(tmp_path):
    contents = only_people(1)
    record = contents["person_keypoints"]["annotations"][0]
    del record["bbox"]
    record["keypoints"] = make_keypoints({"nose": (50, 10), "left wrist": (90, 69), "right wrist": None})
    make_coco_folder(tmp_path, contents)
    (scene,) = read_scenes(tmp_path, "val2017").scenes
    # from the right elbow (34) to the left wrist (90), from the nose (10) to the ankles (113)
    assert scene.people[0].bbox_xywh == (34.0, 10.0, 56.0, 103.0)


def test_somebody_without_a_box_and_without_points_is_counted(tmp_path):
    contents = only_people(2)
    record = contents["person_keypoints"]["annotations"][0]
    del record["bbox"]
    record["keypoints"] = [0] * 51
    make_coco_folder(tmp_path, contents)
    found = read_scenes(tmp_path, "val2017")
    assert [scene.image_id for scene in found.scenes] == [2]
    assert found.exclusions["people without a box or a labeled point"] == 1


def test_missing_sizes_are_those_of_the_picture(tmp_path):
    contents = only_people(1)
    image = contents["person_keypoints"]["images"][0]
    make_coco_folder(tmp_path, contents)
    Image.new("RGB", (130, 140)).save(tmp_path / "val2017" / image["file_name"])
    del image["width"], image["height"]
    write(tmp_path, "person_keypoints_val2017.json", contents["person_keypoints"])
    (scene,) = read_scenes(tmp_path, "val2017").scenes
    assert (scene.width, scene.height) == (130, 140)
    (tmp_path / "val2017" / image["file_name"]).write_bytes(b"no picture")
    with pytest.raises(
        AnnotationError, match=r"image 1 has no width and height, and .*0001.jpg cannot be read .*; add both"
    ):
        read_scenes(tmp_path, "val2017")


def test_a_results_list_stands_in_for_the_keypoints_file(tmp_path):
    contents = make_coco(2)
    make_coco_folder(tmp_path, contents)
    write(tmp_path, "person_keypoints_val2017.json", [make_result(1, wrist=0.03), make_result(2, wrist=0.4)])
    found = read_scenes(tmp_path, "val2017")
    wrists = [scene.people[0].keypoints[9] for scene in found.scenes]
    # 0.03 is below the threshold of 0.3; 0.4 is above it, and below 0.5
    assert [point.visibility for point in wrists] == [0, 1]
    assert found.exclusions["points below the confidence threshold"] == 1
    assert found.exclusions["points of a confidence below 0.5, read as hidden"] == 1
    assert found.exclusions["people replaced by detections"] == 2
    strict = read_scenes(tmp_path, "val2017", keypoint_threshold=0.5)
    assert [scene.people[0].keypoints[9].visibility for scene in strict.scenes] == [0, 0]
    lax = read_scenes(tmp_path, "val2017", keypoint_threshold=0.0)
    assert [scene.people[0].keypoints[9].visibility for scene in lax.scenes] == [1, 1]


def test_a_results_list_takes_its_images_from_an_image_info_file(tmp_path):
    contents = make_coco(2)
    make_coco_folder(tmp_path, contents)
    for kind in ("captions", "instances"):
        (tmp_path / "annotations" / f"{kind}_val2017.json").unlink()
    write(tmp_path, "person_keypoints_val2017.json", [make_result(1), make_result(2)])
    with pytest.raises(AnnotationError, match=r"names images by number only; add image_info_val2017.json"):
        read_scenes(tmp_path, "val2017")
    names = [{"id": image["id"], "file_name": image["file_name"]} for image in contents["captions"]["images"]]
    write(tmp_path, "image_info_val2017.json", {"images": names})
    found = read_scenes(tmp_path, "val2017")
    assert [(scene.file_name, scene.width, scene.height) for scene in found.scenes] == [
        ("000000000001.jpg", 100, 120),
        ("000000000002.jpg", 100, 120),
    ]


def test_boxes_without_keypoints_and_broken_lists_are_named(tmp_path):
    make_coco_folder(tmp_path)
    path = write(tmp_path, "person_keypoints_val2017.json", [{"image_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}])
    with pytest.raises(AnnotationError, match="result 1 has no keypoints; expected the results of a pose detector"):
        read_scenes(tmp_path, "val2017")
    path.write_text('[{"image_id": "x", "score": 1, "keypoints": []}]')
    with pytest.raises(AnnotationError, match=r"person_keypoints_val2017.json: not a COCO results list .*image_id"):
        read_scenes(tmp_path, "val2017")
    with pytest.raises(AnnotationError, match=r"keypoint_threshold is 1.5; expected 0 to 1"):
        read_scenes(tmp_path, "val2017", keypoint_threshold=1.5)


@pytest.mark.parametrize("place", ["person_keypoints_val", "val"])
def test_a_folder_with_a_file_a_video_is_one_split(tmp_path, place):
    whole = make_coco(3)["person_keypoints"]
    for number in range(3):
        video = {
            "images": [{**whole["images"][number], "file_name": f"images/val/video{number}/0.jpg"}],
            "annotations": [whole["annotations"][number]],
            "categories": whole["categories"],
        }
        write(tmp_path, f"{place}/video{number}.json", video)
        picture = tmp_path / "images" / "val" / f"video{number}" / "0.jpg"
        picture.parent.mkdir(parents=True)
        Image.new("RGB", (100, 120)).save(picture)
    found = read_scenes(tmp_path, "val")
    assert [scene.image_id for scene in found.scenes] == [1, 2, 3]
    # the names begin at the folder, not at the split's
    assert [scene.image_path for scene in found.scenes] == [
        tmp_path / "images" / "val" / f"video{number}" / "0.jpg" for number in range(3)
    ]


def test_an_image_of_two_videos_is_named(tmp_path):
    whole = make_coco(1)["person_keypoints"]
    for number in range(2):
        write(tmp_path, f"val/video{number}.json", whole)
    with pytest.raises(AnnotationError, match=r"annotations.val: image 1 is listed twice"):
        read_scenes(tmp_path, "val")

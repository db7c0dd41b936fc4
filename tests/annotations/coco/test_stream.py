"""Parts of a COCO folder, read record by record, have together what the whole has, however its files are written."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from kp_llava.annotations.coco import files, stream
from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.shard import Shard
from kp_llava.errors import AnnotationError

from ...factories import make_coco, make_coco_folder

PARTS = 5
IMAGES = 23


def write(folder, contents, **form):
    make_coco_folder(folder, contents, with_pictures=False)
    for kind, content in contents.items():
        path = folder / "annotations" / f"{kind}_val2017.json"
        path.write_text(json.dumps(content, **form), encoding="utf-8")
    return folder


def read_parts(folder, **options):
    """The scenes of all parts by image id, and what was left out of all of them together."""
    parts = [read_scenes(folder, "val2017", shard=Shard(n, PARTS), **options) for n in range(1, PARTS + 1)]
    scenes = sorted((scene for part in parts for scene in part.scenes), key=lambda scene: scene.image_id)
    return scenes, sum((Counter(part.exclusions) for part in parts), Counter()), parts


def assert_parts_are_the_whole(folder, **options):
    whole = read_scenes(folder, "val2017", **options)
    scenes, exclusions, parts = read_parts(folder, **options)
    assert scenes == whole.scenes
    assert {part.skeleton for part in parts} == {whole.skeleton}
    assert exclusions == whole.exclusions
    assert all(0 < len(part.scenes) < len(whole.scenes) for part in parts)


def vary(contents):
    """Make it as full of odd things as real files are."""
    people, things = contents["person_keypoints"]["annotations"], contents["instances"]["annotations"]
    people[3]["keypoints"][2::3] = [0] * 17
    people[5]["keypoints"][8] = 1
    things[7]["segmentation"] = {"counts": [1, 2, 3], "size": [120, 100]}
    things[9] |= {"iscrowd": 1, "segmentation": {"counts": "a}, {b]", "size": [1, 2]}}
    things[11]["bbox"] = [0, 0, 0, 4]
    things[13]["image_id"] = 999
    contents["captions"]["images"].append({"id": 999, "file_name": "999.jpg", "width": 10, "height": 10})
    contents["captions"]["annotations"][4]["caption"] = 'Braces: "}, {" and ]} and \\ and é and 猫.'
    contents["captions"]["annotations"][5]["caption"] = " "
    return contents


FORMS = {
    "compact": {"separators": (",", ":")},
    "as Python writes it": {},
    "indented": {"indent": 2},
    "plain letters": {"ensure_ascii": False, "indent": "\t"},
    "by name": {"sort_keys": True},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("chunk", [7, 100, 2**20])
def test_parts_are_the_whole_however_the_file_is_written(tmp_path, monkeypatch, form, chunk):
    contents = vary(make_coco(IMAGES))
    contents["instances"] = {"info": {"a": ["}", 1.5e3, None]}, "licenses": [], **contents["instances"], "last": "x"}
    folder = write(tmp_path, contents, **form)
    expected = read_scenes(folder, "val2017")
    monkeypatch.setattr(files, "read_one", None)  # no file is read as a whole
    monkeypatch.setattr(stream, "_CHUNK", chunk)
    scenes, exclusions, _ = read_parts(folder)
    assert scenes == expected.scenes
    assert exclusions == expected.exclusions


def test_what_only_one_record_of_the_file_shows_holds_for_every_part(tmp_path):
    contents = make_coco(IMAGES)
    people = contents["person_keypoints"]["annotations"]
    for person in people:  # 0 and 1 alone would be read as visible; one 2 makes a 1 hidden
        person["keypoints"][2::3] = [1] * 17
    assert_parts_are_the_whole(write(tmp_path / "binary", contents))
    people[8]["keypoints"][2] = 2
    assert_parts_are_the_whole(write(tmp_path / "coco", contents))
    scene = read_parts(tmp_path / "coco")[0][0]
    assert {point.visibility for point in scene.people[0].keypoints} == {1}


def test_one_skeleton_that_does_not_fit_is_refused_in_every_part(tmp_path):
    contents = make_coco(IMAGES)
    contents["person_keypoints"]["annotations"][8]["keypoints"] = [1.0] * 9
    folder = write(tmp_path, contents)
    for number in range(1, PARTS + 1):
        with pytest.raises(AnnotationError, match="annotation 90 has keypoints of 3 points"):
            read_scenes(folder, "val2017", shard=Shard(number, PARTS))


def test_results_of_a_detector_are_shared_out_too(tmp_path):
    contents = make_coco(IMAGES)
    results = [
        {"image_id": p["image_id"], "category_id": 1, "keypoints": [*p["keypoints"][:-1], 0.4], "score": 0.5}
        for p in contents["person_keypoints"]["annotations"]
    ]
    folder = write(tmp_path, contents)
    (folder / "annotations" / "person_keypoints_val2017.json").write_text(json.dumps(results))
    assert_parts_are_the_whole(folder)


def test_a_part_without_people_is_empty(tmp_path):
    folder = write(tmp_path, make_coco(1))
    found = [read_scenes(folder, "val2017", shard=Shard(n, 50)).scenes for n in range(1, 51)]
    assert sum(map(len, found)) == 1


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text[:-40], "not JSON"),
        (lambda text: text.replace('"bbox": [', '"bbox": ["x", ', 1), r"annotations\[0\] \(id 10\), bbox"),
        (lambda text: text.replace('"annotations"', '"annotation"'), "annotations"),
        (lambda text: "", "empty"),
        (lambda text: text + "}", "not JSON"),
    ],
)
def test_a_broken_file_gets_the_same_message_as_without_parts(tmp_path, damage, message):
    folder = write(tmp_path, make_coco(IMAGES))
    path = folder / "annotations" / "instances_val2017.json"
    path.write_text(damage(path.read_text()))
    with pytest.raises(AnnotationError, match=message) as whole:
        read_scenes(folder, "val2017")
    with pytest.raises(AnnotationError) as part:
        read_scenes(folder, "val2017", shard=Shard(1, PARTS))
    assert str(part.value) == str(whole.value)

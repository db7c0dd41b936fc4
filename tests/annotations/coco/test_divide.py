"""The parts of a divided COCO folder have together what the whole has, and each reads its own records alone."""

from __future__ import annotations

import json
import re

import pytest

from kp_llava.annotations.coco import divide, files
from kp_llava.annotations.coco.divide import divide_split, stamp_split
from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.coco.stream import NotStreamable, stream_records
from kp_llava.annotations.shard import Shard
from kp_llava.errors import AnnotationError
from kp_llava.generation.options import sum_exclusions

from ...factories import make_coco
from .test_stream import FORMS, IMAGES, PARTS, vary, write


def divide_folder(folder):
    out = folder.parent / f"{folder.name}-divided"
    divide_split(folder, "val2017", PARTS, stamp_split(folder, "val2017"), out)
    return out


def read_parts(folder, division):
    return [
        read_scenes(folder, "val2017", shard=Shard(number, PARTS), division=division) for number in range(1, PARTS + 1)
    ]


def assert_parts_are_the_whole(folder):
    whole = read_scenes(folder, "val2017")
    undivided = [read_scenes(folder, "val2017", shard=Shard(number, PARTS)) for number in range(1, PARTS + 1)]
    parts = read_parts(folder, divide_folder(folder))
    assert parts == undivided
    scenes = sorted((scene for part in parts for scene in part.scenes), key=lambda scene: scene.image_id)
    assert scenes == whole.scenes
    assert sum_exclusions([part.exclusions for part in parts]) == whole.exclusions


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_the_parts_are_the_whole_however_the_file_is_written(tmp_path, form):
    assert_parts_are_the_whole(write(tmp_path / "coco", vary(make_coco(IMAGES)), **form))


def test_a_part_opens_none_of_the_whole_files(tmp_path):
    folder = write(tmp_path / "coco", make_coco(IMAGES))
    division = divide_folder(folder)
    expected = [read_scenes(folder, "val2017", shard=Shard(number, PARTS)).scenes for number in range(1, PARTS + 1)]
    for path in (folder / "annotations").iterdir():
        path.unlink()
    assert [part.scenes for part in read_parts(folder, division)] == expected
    sizes = [sum(path.stat().st_size for path in (division / f"{n:05d}").iterdir()) for n in range(1, PARTS + 1)]
    assert max(sizes) < sum(sizes) / 2


def test_what_only_one_record_shows_holds_for_every_part(tmp_path):
    contents = make_coco(IMAGES)
    for person in contents["person_keypoints"]["annotations"]:
        person["keypoints"][2::3] = [1] * 17
    assert_parts_are_the_whole(write(tmp_path / "binary", contents))
    contents["person_keypoints"]["annotations"][8]["keypoints"][2] = 2
    folder = write(tmp_path / "coco", contents)
    assert_parts_are_the_whole(folder)
    marks = {
        point.visibility
        for part in read_parts(folder, divide_folder(folder))
        for scene in part.scenes
        for person in scene.people
        for point in person.keypoints
    }
    assert marks == {1, 2}  # without the one 2, each 1 would be read as 2


@pytest.mark.parametrize("has_info", [False, True])
def test_results_of_a_detector_are_divided_too(tmp_path, has_info):
    contents = make_coco(IMAGES)
    results = [
        {"image_id": p["image_id"], "category_id": 1, "keypoints": [*p["keypoints"][:-1], 0.4], "score": 0.5}
        for p in contents["person_keypoints"]["annotations"]
    ]
    folder = write(tmp_path / "coco", contents)
    annotations = folder / "annotations"
    (annotations / "person_keypoints_val2017.json").write_text(json.dumps(results))
    if has_info:
        (annotations / "image_info_val2017.json").write_text(json.dumps({"images": contents["captions"]["images"]}))
        (annotations / "captions_val2017.json").unlink()
        (annotations / "instances_val2017.json").unlink()
    assert_parts_are_the_whole(folder)


def test_a_folder_with_a_file_a_video_is_divided_as_one(tmp_path):
    contents = make_coco(IMAGES)
    folder = write(tmp_path / "coco", contents)
    for kind in ("captions", "person_keypoints"):
        (folder / "annotations" / f"{kind}_val2017.json").unlink()
        place = folder / "annotations" / f"{kind}_val2017"
        place.mkdir()
        for rest in (0, 1):
            ids = {image["id"] for image in contents[kind]["images"] if image["id"] % 2 == rest}
            part = {
                "images": [image for image in contents[kind]["images"] if image["id"] in ids],
                "annotations": [one for one in contents[kind]["annotations"] if one["image_id"] in ids],
                "categories": contents[kind].get("categories", [{"name": "of no meaning"}]),
            }
            (place / f"{rest}.json").write_text(json.dumps(part))
    assert_parts_are_the_whole(folder)


def test_a_file_that_turns_out_to_be_unusual_halfway_is_read_whole(tmp_path, monkeypatch):
    folder = write(tmp_path / "coco", make_coco(IMAGES))
    expected = read_scenes(folder, "val2017").scenes

    def give_up(path, kind):
        for number, found in enumerate(stream_records(path, kind)):
            if number == IMAGES + 3:
                raise NotStreamable
            yield found

    monkeypatch.setattr(divide, "stream_records", give_up)
    monkeypatch.setattr(divide, "_BUFFER_BYTES", 500)
    parts = read_parts(folder, divide_folder(folder))
    assert sorted((s for part in parts for s in part.scenes), key=lambda scene: scene.image_id) == expected


def test_the_same_files_are_divided_once_and_changed_ones_again(tmp_path, monkeypatch):
    folder = write(tmp_path / "coco", make_coco(IMAGES))
    division = divide_folder(folder)
    first = (division / "shared.json").stat().st_mtime_ns
    with monkeypatch.context() as patched:
        patched.setattr(divide, "stream_records", None)
        divide_folder(folder)
    assert (division / "shared.json").stat().st_mtime_ns == first
    contents = make_coco(IMAGES)
    contents["captions"]["annotations"][0]["caption"] = "Somebody waits for a long, long time."
    write(folder, contents)
    parts = read_parts(folder, divide_folder(folder))
    assert "Somebody waits for a long, long time." in {text for p in parts for s in p.scenes for text in s.captions}


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text[:-40], "not JSON"),
        (lambda text: text.replace('"bbox": [', '"bbox": ["x", ', 1), r"annotations\[0\] \(id 10\), bbox"),
        (
            lambda text: re.sub(r'"id": 10,', f'"id": {10**30},', text, count=1),
            "an image's id is 1000.*at most 64 bits",
        ),
        (lambda text: "", "empty"),
    ],
)
def test_a_broken_file_is_named_and_no_division_is_left(tmp_path, damage, message):
    folder = write(tmp_path / "coco", make_coco(IMAGES))
    path = folder / "annotations" / "instances_val2017.json"
    path.write_text(damage(path.read_text()))
    with pytest.raises(AnnotationError, match=message) as caught:
        divide_folder(folder)
    assert str(path) in str(caught.value)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["coco"]


def test_a_folder_of_the_user_is_not_replaced(tmp_path):
    folder = write(tmp_path / "coco", make_coco(3))
    (tmp_path / "coco-divided").mkdir()
    (tmp_path / "coco-divided" / "mine.txt").write_text("mine")
    with pytest.raises(AnnotationError, match="is no division of annotations, and is not replaced"):
        divide_folder(folder)


def test_a_part_of_another_division_or_a_damaged_one_is_refused(tmp_path):
    folder = write(tmp_path / "coco", make_coco(IMAGES))
    division = divide_folder(folder)
    with pytest.raises(AnnotationError, match="is no division into 3 parts; give the command again"):
        read_scenes(folder, "val2017", shard=Shard(1, 3), division=division)
    path = division / "00001" / "instances.annotations.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(AnnotationError, match=r"instances\.annotations\.jsonl: is damaged"):
        read_scenes(folder, "val2017", shard=Shard(1, PARTS), division=division)


def test_a_split_without_keypoints_is_refused_at_once(tmp_path):
    folder = write(tmp_path / "coco", make_coco(3))
    (folder / "annotations" / "person_keypoints_val2017.json").unlink()
    with pytest.raises(AnnotationError, match="a split needs its keypoints"):
        divide_folder(folder)
    assert files.find_kind(folder, "captions", "val2017")

"""Annotations, benchmarks and LLaVA's JSON with what no table, disk or expression takes: one clear line each."""

from __future__ import annotations

import json
import time

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import AnnotationError, EvaluationError

from ..factories import make_coco, make_coco_folder

BIG = 10**40
HUGE = int("9" * 3000)


def invoke(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


def commands_on(coco, split, run):
    return (("audit", "--coco", coco, "--split", split), ("generate", run, "--coco", coco, "--split", split))


def set_ids(contents, value):
    for content in contents.values():
        for record in [*content["images"], *content["annotations"]]:
            if "image_id" in record:
                record["image_id"] = value
            else:
                record["id"] = value


def set_field(field, value):
    def change(contents):
        contents["person_keypoints"]["images"][0][field] = value

    return change


def set_annotation_id(value):
    def change(contents):
        contents["person_keypoints"]["annotations"][0]["id"] = value
        contents["instances"]["annotations"][0]["id"] = value

    return change


def set_coordinate(value):
    def change(contents):
        contents["person_keypoints"]["annotations"][0]["keypoints"][0] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda contents: set_ids(contents, BIG),
        lambda contents: set_ids(contents, -BIG),
        lambda contents: set_ids(contents, HUGE),
        set_annotation_id(BIG),
        set_field("width", BIG),
        set_field("height", HUGE),
        set_field("file_name", "a\0b.jpg"),
        set_field("file_name", "a" * 10_000 + ".jpg"),
        set_field("file_name", "a\nb.jpg"),
        set_coordinate(BIG),
    ],
    ids=[
        "id",
        "negative id",
        "long id",
        "annotation",
        "width",
        "height",
        "NUL",
        "long name",
        "line feed",
        "coordinate",
    ],
)
def test_numbers_and_names_that_nothing_takes_are_named(tmp_path, change):
    contents = make_coco(1)
    change(contents)
    coco = make_coco_folder(tmp_path / "coco", contents, with_pictures=False)
    for words in commands_on(coco, "val2017", tmp_path / "run"):
        done = invoke(*words)
        if done.exit_code == 0:
            continue  # a far point is a point outside of the picture
        assert isinstance(done.exception, AnnotationError), done.exception
        assert len(str(done.exception)) < 1000 + len(str(coco))
        assert "\n" not in str(done.exception)


@pytest.mark.parametrize("kind", ["person_keypoints", "captions", "instances"])
def test_deep_annotations_are_no_json_of_coco(tmp_path, kind):
    coco = make_coco_folder(tmp_path / "coco", make_coco(1), with_pictures=False)
    path = coco / "annotations" / f"{kind}_val2017.json"
    path.write_text(path.read_text()[:-1] + ', "more": ' + "[" * 200_000 + "]" * 200_000 + "}")
    for words in commands_on(coco, "val2017", tmp_path / "run"):
        done = invoke(*words)
        assert done.exit_code == 0 or isinstance(done.exception, AnnotationError), done.exception


@pytest.mark.parametrize("split", ["a" * 10_000, "a\nb", "a\0b", "a\x1bb"])
def test_odd_names_of_splits_are_named(tmp_path, split):
    coco = make_coco_folder(tmp_path / "coco", make_coco(1), with_pictures=False)
    for words in (
        *commands_on(coco, split, tmp_path / "run"),
        ("sample", tmp_path / "drawn", "--images", 1, "--split", split),
    ):
        done = invoke(*words)
        assert isinstance(done.exception, AnnotationError), (words, done.exception)
        assert len(str(done.exception)) < 400


@pytest.mark.parametrize("text", ["a", "The left arm is raised. ", " ", "(", "left ", "0.5, ", "\n"])
def test_ten_megabytes_in_a_turn_are_counted_and_not_read(tmp_path, text):
    coco = make_coco_folder(tmp_path / "coco", make_coco(2), with_pictures=False)
    long = text * (10_000_000 // len(text))
    turns = [{"from": "human", "value": "<image>\nWhat is seen?"}, {"from": "gpt", "value": "A person stands."}]
    items = [
        {"id": "1", "image": "000000000001.jpg", "conversations": [turns[0], {"from": "gpt", "value": long}]},
        {"id": "2", "image": "000000000002.jpg", "conversations": turns},
    ]
    (tmp_path / "llava.json").write_text(json.dumps(items))
    started = time.monotonic()
    for words in (
        ("check", tmp_path / "llava.json", "--coco", coco, "--split", "val2017"),
        ("import", tmp_path / "llava.json", tmp_path / "run", "--coco", coco, "--split", "val2017"),
    ):
        done = invoke(*words)
        assert done.exit_code == 0, (done.output, done.exception)
        assert "a turn of more than 200,000 letters" in done.output
    assert time.monotonic() - started < 20


LINE = {
    "question_id": "1",
    "image_id": 1,
    "file_name": "1.jpg",
    "task": "detail",
    "question": "What is seen?",
    "reference": "A person.",
    "context": "A person.",
}


@pytest.mark.parametrize(
    "fields",
    [
        {"image_id": BIG},
        {"image_id": HUGE},
        {"question_id": BIG},
        {"question_id": "a" * 10_000},
        {"width": BIG, "height": 10},
        {"question": "a" * 10_000_000},
        {"reference": "a" * 10_000_000},
        {"file_name": "1" * 10_000 + ".jpg", "image_id": None, "text": "What?", "image": "9" * 6000 + ".jpg"},
        {"file_name": {"a": 1}},
    ],
    ids=["image", "long image", "question", "long question", "size", "text", "reference", "llava", "type"],
)
def test_a_benchmark_with_odd_values_is_named_by_its_line(tmp_path, fields):
    (tmp_path / "bench.jsonl").write_text(json.dumps(LINE | fields) + "\n")
    done = invoke(
        *("eval", "--benchmark", tmp_path / "bench.jsonl", "--baseline", "one=reference"),
        *("--candidate", "two=reference", "--judge", "keypoints", "--out", tmp_path / "out"),
    )
    assert done.exit_code == 1
    assert isinstance(done.exception, EvaluationError), done.exception
    assert "line 1" in str(done.exception)
    assert len(str(done.exception)) < 500 + len(str(tmp_path))


def test_a_deep_line_of_a_benchmark_is_named(tmp_path):
    (tmp_path / "bench.jsonl").write_text('{"question_id": ' + "[" * 100_000 + "]" * 100_000 + "}\n")
    done = invoke(
        *("eval", "--benchmark", tmp_path / "bench.jsonl", "--baseline", "one=reference"),
        *("--candidate", "two=reference", "--judge", "keypoints", "--out", tmp_path / "out"),
    )
    assert isinstance(done.exception, EvaluationError), done.exception

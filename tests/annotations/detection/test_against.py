"""AP and AR of detected keypoints: cases worked by hand, and pycocotools called on the same files by itself."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import math
import os
from pathlib import Path

import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from typer.testing import CliRunner

from kp_llava.annotations.detection.against import compare_folders
from kp_llava.commands.main import app
from kp_llava.errors import AnnotationError
from tests.factories import make_coco, make_coco_folder, make_keypoints

# COCO's constants of the 17 points, from its page on the evaluation of keypoints
SIGMAS = [0.026, *[0.025] * 2, *[0.035] * 2, *[0.079] * 2, *[0.072] * 2, *[0.062] * 2, *[0.107] * 2, *[0.087] * 2]
SIGMAS += [0.089] * 2
AREA = 3000.5


def similarity(shift):
    """The similarity of a person all of whose points lie so many pixels off."""
    return sum(math.exp(-(shift**2) / (2 * AREA * (2 * sigma) ** 2)) for sigma in SIGMAS) / 17


def make_detected(folder, *, images=2, shift=0.0, names=None, score=0.9, leave_out=()):
    contents = make_coco(images)
    people = contents["person_keypoints"]
    for number, image in enumerate(people["images"]):
        image["id"] += 500
        image["file_name"] = names[number] if names else image["file_name"]
    for person in people["annotations"]:
        person["image_id"] += 500
        flat = make_keypoints()
        person["keypoints"] = [flat[i] + (shift if i % 3 == 0 else 0) for i in range(51)]
        person["keypoints"][2::3] = [0.8] * 17
        if score is not None:
            person["score"] = score
        del person["area"]
    people["annotations"] = [one for one in people["annotations"] if one["image_id"] - 500 not in leave_out]
    people["images"] = [one for one in people["images"] if one["id"] - 500 not in leave_out]
    return make_coco_folder(folder, {"person_keypoints": people}, with_pictures=False)


@pytest.fixture
def annotated(tmp_path):
    return make_coco_folder(tmp_path / "annotated", with_pictures=False)


def test_the_same_points_have_a_precision_and_recall_of_one(tmp_path, annotated):
    found = compare_folders(make_detected(tmp_path / "detected"), "val2017", annotated)
    assert (found.pictures, found.annotated, found.detected) == (2, 2, 2)
    assert (found.ap, found.ar) == (1.0, 1.0)
    # of 3,000 pixels: a person of medium size, and no large one
    assert (found.ap_medium, found.ap_large) == (1.0, -1.0)


def test_points_that_are_off_count_at_the_thresholds_below_their_similarity(tmp_path, annotated):
    shift = next(step / 10 for step in range(1, 500) if similarity(step / 10) < 0.64)
    assert 0.6 < similarity(shift) < 0.65
    found = compare_folders(make_detected(tmp_path / "detected", shift=shift), "val2017", annotated)
    # three of the ten thresholds, 0.5, 0.55 and 0.6, lie below
    assert found.ap == pytest.approx(0.3)
    assert (found.ap50, found.ap75) == (1.0, 0.0)


def test_a_picture_in_which_nobody_was_found_counts(tmp_path, annotated):
    detected = make_detected(tmp_path / "detected", leave_out=(2,))
    # without its log the folder does not say that the second picture was looked at
    assert compare_folders(detected, "val2017", annotated).ar == 1.0
    lines = [{"options": {}, "parts": []}, *({"name": f"{number:012d}.jpg"} for number in (1, 2))]
    (detected / "detect.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = compare_folders(detected, "val2017", annotated)
    assert (found.pictures, found.ar) == (2, 0.5)


def test_pictures_in_other_folders_are_matched_by_the_end_of_their_names(tmp_path, annotated):
    detected = make_detected(tmp_path / "detected", names=["holiday/000000000001.jpg", "elsewhere.jpg"])
    found = compare_folders(detected, "val2017", annotated)
    assert (found.pictures, found.only_detected, found.only_annotated) == (1, 1, 1)


def test_what_cannot_be_compared_is_named(tmp_path, annotated):
    other = make_detected(tmp_path / "other", names=["a.jpg", "b.jpg"])
    with pytest.raises(AnnotationError, match=r"--against .*annotated: has none of the pictures of .*other; .*'a.jpg'"):
        compare_folders(other, "val2017", annotated)
    people = make_detected(tmp_path / "people", score=None)
    with pytest.raises(AnnotationError, match="its people have no scores; --coco names what a detector found"):
        compare_folders(people, "val2017", annotated)
    few = make_detected(tmp_path / "few")
    path = few / "annotations" / "person_keypoints_val2017.json"
    content = json.loads(path.read_text())
    content["categories"] = [{"id": 1, "name": "person", "keypoints": ["head", "neck"]}]
    for person in content["annotations"]:
        person["keypoints"] = [50, 20, 0.9, 50, 30, 0.9]
    path.write_text(json.dumps(content))
    with pytest.raises(AnnotationError, match=r"has 2 points \(head, neck\), and .* has 17 .*compare the same ones"):
        compare_folders(few, "val2017", annotated)
    with pytest.raises(AnnotationError, match="defined for COCO's 17 points; --points body takes them"):
        compare_folders(few, "val2017", few)


def test_the_command_prints_it_and_scripts_read_it(tmp_path, annotated):
    words = ["audit", "--coco", str(make_detected(tmp_path / "detected")), "--split", "val2017"]
    done = CliRunner().invoke(app, [*words, "--against", str(annotated)])
    assert done.exit_code == 0, done.output
    assert "2 pictures, 2 annotated people with points, 2 detected" in done.output
    assert "AP 1.000 (average precision, OKS 0.5 to 0.95); at 0.5 1.000" in done.output
    record = json.loads(CliRunner().invoke(app, [*words, "--against", str(annotated), "--json"]).output)
    assert record["against"]["ap"] == 1.0
    assert CliRunner().invoke(app, [*words, "--against-split", "val2017"]).exit_code == 2


def test_real_pictures_give_what_pycocotools_gives_on_the_files_themselves(tmp_path):
    home = Path(os.environ.get("KP_LLAVA_REAL", Path(__file__).parents[4] / "shared" / "data")) / "coco_real"
    if not home.is_dir():
        pytest.skip("needs the pictures of coco_real; KP_LLAVA_REAL names their folder")
    path = home / "annotations" / "person_keypoints_train2017.json"
    content = json.loads(path.read_text())
    results = []
    for number, person in enumerate(content["annotations"]):
        # every third person is missed, and the others are off by what their number says
        if number % 3 and person["num_keypoints"]:
            flat = [value + (number % 5) * 2 * (i % 3 != 2) for i, value in enumerate(person["keypoints"])]
            flat[2::3] = [0.9 if mark else 0.1 for mark in flat[2::3]]
            score = round(1 - number / 500, 3)
            results.append({"image_id": person["image_id"], "category_id": 1, "keypoints": flat, "score": score})
    with contextlib.redirect_stdout(io.StringIO()):
        reference = COCO(str(path))
        evaluation = COCOeval(reference, reference.loadRes(copy.deepcopy(results)), "keypoints")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    detected = tmp_path / "detected" / "annotations"
    detected.mkdir(parents=True)
    (detected / path.name).write_text(json.dumps(results))
    (detected / "image_info_train2017.json").write_text(json.dumps({"images": content["images"]}))
    found = compare_folders(tmp_path / "detected", "train2017", home)
    figures = [found.ap, found.ap50, found.ap75, found.ap_medium, found.ap_large]
    figures += [found.ar, found.ar50, found.ar75, found.ar_medium, found.ar_large]
    assert 0.1 < found.ap < 0.9
    assert figures == pytest.approx(list(evaluation.stats))

"""A detector may miss people: where it found them, no text says how many there are, or that nobody else is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.generation.checks.text import is_wrong_count
from kp_llava.generation.ledger.records import json_to_scene, scene_to_json
from kp_llava.generation.prompts.messages import load_prompts
from kp_llava.generation.rows import read_rows
from kp_llava.tasks import TASKS

NUMBER = r"(?:only )?(?:one|two|three|four|five|six|\d+)"
COUNTS = re.compile(
    rf"nobody else|no one else|how many people|\balone in|\bthere (?:is|are) {NUMBER} (?:person|people|m[ae]n|wom[ae]n|"
    r"child(?:ren)?|boys?|girls?|players?|skateboarders?|surfers?|skiers?)\b",
    re.IGNORECASE,
)


def write_as_detected(coco: Path, split: str, *, is_scored: bool) -> None:
    """Give a folder the form that `kp-llava detect` writes: no captions, scored people, confidences of their points."""
    annotations = coco / "annotations"
    (annotations / f"captions_{split}.json").unlink()
    path = annotations / f"person_keypoints_{split}.json"
    content = json.loads(path.read_text())
    for person in content["annotations"] if is_scored else ():
        person["score"] = 0.8
        person["keypoints"][2::3] = [{0: 0.05, 1: 0.4, 2: 0.9}[mark] for mark in person["keypoints"][2::3]]
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """What the pose teacher says of the same people: annotated, and found by a detector."""
    found = {}
    for name, is_scored in (("annotated", False), ("detected", True)):
        home = tmp_path_factory.mktemp(name)
        coco = draw_sample(home / "coco", images=24, seed=2, split="train2014", with_images=False)
        write_as_detected(coco, "train2014", is_scored=is_scored)
        arguments = ["generate", str(home / "run"), "--coco", str(coco), "--split", "train2014"]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        rows = [row for task in TASKS for row in read_rows(home / "run", task)]
        found[name] = [message["content"] for row in rows for message in row["messages"]]
    return found


def test_the_pose_teacher_counts_annotated_people_and_no_detected_ones(texts):
    assert sum(COUNTS.search(text) is not None for text in texts["annotated"]) > 10
    assert [text for text in texts["detected"] if COUNTS.search(text)] == []
    assert len(texts["detected"]) > 0.7 * len(texts["annotated"])


def test_where_the_only_detected_person_is_stays_said(texts):
    places = [text for text in texts["detected"] if re.search(r" (?:is|are) in the middle of the picture\b", text)]
    assert places


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    coco = draw_sample(tmp_path_factory.mktemp("scenes") / "coco", images=24, seed=2, with_images=False)
    annotated = read_scenes(coco, "train2014").scenes
    write_as_detected(coco, "train2014", is_scored=True)
    return annotated, read_scenes(coco, "train2014").scenes


def test_a_scene_knows_that_a_detector_found_its_people(scenes):
    annotated, detected = scenes
    assert not any(scene.is_detected for scene in annotated)
    assert all(scene.is_detected for scene in detected)
    for scene in (annotated[0], detected[0]):
        assert json_to_scene(scene_to_json(scene)).is_detected == scene.is_detected
    assert "is_detected" not in scene_to_json(annotated[0])  # keys of earlier requests stay


@pytest.mark.parametrize("task", TASKS)
def test_the_prompts_ask_for_no_count_of_detected_people(task):
    asks = {is_detected: load_prompts().render_system(task, is_detected=is_detected) for is_detected in (False, True)}
    assert "how many people" in asks[False]
    assert len(re.findall("how many people", asks[True])) == 1
    assert "Do not say how many people there are" in asks[True]


def test_a_teacher_that_sees_more_people_than_the_detector_is_not_called_wrong(scenes):
    annotated, detected = next(pair for pair in zip(*scenes, strict=True) if len(pair[0].people) == 1)
    for scene, is_wrong in ((annotated, True), (detected, False)):
        assert is_wrong_count("What is going on?", "Four people are playing in the park.", scene) is is_wrong

"""The default detectors at tiny size, held to transformers' own calls and post-processing."""

from __future__ import annotations

import pytest
import torch
from PIL import Image
from transformers import (
    AutoImageProcessor,
    AutoModelForObjectDetection,
    VitPoseForPoseEstimation,
)

from kp_llava.annotations.detection.options import DetectOptions
from kp_llava.annotations.detection.transformers import TransformersDetector
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.errors import AnnotationError

from .factories import LABELS, save_box_model, save_pose_model

PICTURES = [Image.new("RGB", (100, 120), (9, 99, 200)), Image.new("RGB", (140, 90), (200, 60, 60))]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return {"box_model": str(save_box_model(folder / "box")), "pose_model": str(save_pose_model(folder / "pose"))}


@pytest.fixture(scope="module")
def found(models):
    return TransformersDetector(DetectOptions(**models, threshold=0.2)).detect(PICTURES)


def test_boxes_are_those_of_transformers_as_left_top_width_height(models, found):
    processor = AutoImageProcessor.from_pretrained(models["box_model"])
    model = AutoModelForObjectDetection.from_pretrained(models["box_model"]).eval()
    for picture, one in zip(PICTURES, found, strict=True):
        with torch.no_grad():
            outputs = model(**processor(images=[picture], return_tensors="pt"))
        (reference,) = processor.post_process_object_detection(
            outputs, threshold=0.2, target_sizes=[(picture.height, picture.width)]
        )
        expected = []
        for label, (x1, y1, x2, y2) in zip(reference["labels"].tolist(), reference["boxes"].tolist(), strict=True):
            x1, y1, x2, y2 = max(x1, 0), max(y1, 0), min(x2, picture.width), min(y2, picture.height)
            if x2 - x1 >= 1 and y2 - y1 >= 1:
                expected.append((LABELS[label], x1, y1, x2 - x1, y2 - y1))
        got = [("person", *person.bbox) for person in one.people] + [(t.category, *t.bbox) for t in one.things]
        assert expected
        assert len(got) == len(expected)
        for mine, theirs in zip(sorted(got), sorted(expected), strict=True):
            assert mine[0] == theirs[0]
            assert mine[1:] == pytest.approx(theirs[1:], abs=0.02)


def test_keypoints_are_those_of_transformers_for_each_box(models, found):
    processor = AutoImageProcessor.from_pretrained(models["pose_model"])
    model = VitPoseForPoseEstimation.from_pretrained(models["pose_model"]).eval()
    assert any(one.people for one in found)
    for picture, one in zip(PICTURES, found, strict=True):
        for person in one.people:
            boxes = [[list(person.bbox)]]
            with torch.no_grad():
                outputs = model(**processor([picture], boxes=boxes, return_tensors="pt"))
            pose = processor.post_process_pose_estimation(outputs, boxes=boxes)[0][0]
            assert person.keypoints[0::3] == pytest.approx(pose["keypoints"][:, 0].tolist(), abs=0.02)
            assert person.keypoints[1::3] == pytest.approx(pose["keypoints"][:, 1].tolist(), abs=0.02)
            assert person.keypoints[2::3] == pytest.approx(pose["scores"].clamp(0, 1).tolist(), abs=1e-3)


def test_a_threshold_above_all_scores_finds_nobody(models):
    assert TransformersDetector(DetectOptions(**models, threshold=0.999)).detect(PICTURES[:1])[0].people == []


def test_the_best_people_are_kept_in_order_of_their_scores(models):
    (one,) = TransformersDetector(DetectOptions(**models, threshold=0.0)).detect(PICTURES[:1])
    (two,) = TransformersDetector(DetectOptions(**models, threshold=0.0, max_people=2)).detect(PICTURES[:1])
    scores = [person.score for person in one.people]
    assert scores == sorted(scores, reverse=True)
    assert [person.bbox for person in two.people] == [person.bbox for person in one.people[:2]]


def test_points_without_names_are_cocos(models):
    assert TransformersDetector(DetectOptions(**models)).parts == COCO_SKELETON.parts


def test_what_is_no_detector_of_people_is_refused_by_name(models, tmp_path):
    other = str(save_box_model(tmp_path / "cats", {0: "cat", 1: "dog", 2: "bird"}))
    with pytest.raises(AnnotationError, match=r"--box-model .*cats: has no label for a person"):
        TransformersDetector(DetectOptions(box_model=other, pose_model=models["pose_model"]))
    with pytest.raises(AnnotationError, match=r"--pose-model .*: cannot be loaded as a pose estimator of transformers"):
        TransformersDetector(DetectOptions(box_model=models["box_model"], pose_model=models["box_model"]))
    with pytest.raises(AnnotationError, match=r"--box-model .*none: cannot be loaded as an object detector"):
        TransformersDetector(DetectOptions(box_model=str(tmp_path / "none"), pose_model=models["pose_model"]))
    odd = str(save_pose_model(tmp_path / "odd", points=5))
    with pytest.raises(AnnotationError, match=r"--pose-model .*odd: has 5 points without names"):
        TransformersDetector(DetectOptions(box_model=models["box_model"], pose_model=odd))

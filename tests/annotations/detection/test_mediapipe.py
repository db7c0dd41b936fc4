"""MediaPipe's detector, with the weights that its package carries, on real pictures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.detection.options import DetectOptions
from kp_llava.annotations.detection.run import detect
from kp_llava.errors import AnnotationError

PICTURES = Path(os.environ.get("KP_LLAVA_REAL", Path(__file__).parents[4] / "shared" / "data")) / "coco_sample"


def test_without_the_package_the_way_to_install_it_is_named(monkeypatch, tmp_path):
    import sys

    from PIL import Image

    monkeypatch.setitem(sys.modules, "mediapipe", None)
    Image.new("RGB", (20, 20)).save(tmp_path / "1.png")
    with pytest.raises(AnnotationError, match=r"--detector mediapipe needs `pip install --no-deps mediapipe==0.10.21"):
        detect(str(tmp_path), tmp_path / "out", DetectOptions(detector="mediapipe"))


@pytest.mark.slow
def test_people_of_real_pictures_lie_where_the_annotators_saw_them(tmp_path):
    pytest.importorskip("mediapipe")
    if not PICTURES.is_dir():
        pytest.skip("needs the four pictures of coco_sample; KP_LLAVA_REAL names their folder")
    summary = detect(str(PICTURES / "val2017"), tmp_path, DetectOptions(split="val2017", detector="mediapipe"))
    assert summary.pictures == 4
    annotated = {scene.file_name: scene for scene in read_scenes(PICTURES, "val2017").scenes}
    near = total = 0
    for scene in read_scenes(tmp_path, "val2017").scenes:
        truths = [person for person in annotated[scene.file_name].people if person.labeled_count >= 10]
        for person in scene.people:
            best = max(truths, key=lambda truth: _count_near(person, truth))
            near += _count_near(person, best)
            total += sum(a.is_labeled and b.is_labeled for a, b in zip(person.keypoints, best.keypoints, strict=True))
    assert total >= 40
    # within a tenth of the person's height
    assert near / total > 0.7


def _count_near(person, truth):
    reach = 0.1 * truth.bbox_xywh[3]
    return sum(
        a.is_labeled and b.is_labeled and abs(a.x - b.x) < reach and abs(a.y - b.y) < reach
        for a, b in zip(person.keypoints, truth.keypoints, strict=True)
    )

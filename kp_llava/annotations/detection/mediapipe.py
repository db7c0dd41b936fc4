"""MediaPipe's pose detector: its package carries the weights, so that nothing is downloaded.

Its package asks for numpy below 2, which pyarrow no longer takes; it runs with numpy 2 all the same.

It finds one person at a time. Others are found by painting over those that were found before, largest first.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image

from ...errors import AnnotationError
from ..skeleton import COCO_SKELETON
from .found import Found, Person, clip_box
from .options import DetectOptions

# COCO's points among MediaPipe's 33 landmarks
_LANDMARKS = (0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
_MARGIN = 0.08  # of the box's size, around all landmarks
_SAME = 0.5  # overlap above which a second finding is the first one again


class MediaPipeDetector:
    """People only, one after the other.

    Attributes:
        parts: COCO's 17.
        batch_size: pictures at a time.
    """

    parts = COCO_SKELETON.parts
    batch_size = 1

    def __init__(self, options: DetectOptions) -> None:
        """Load the weights that the package carries.

        Raises:
            AnnotationError: the package is missing.
        """
        os.environ.setdefault("GLOG_minloglevel", "2")
        try:
            import mediapipe
        except ModuleNotFoundError as error:
            raise AnnotationError(
                f"{error}: --detector mediapipe needs `pip install --no-deps mediapipe==0.10.21 "
                "opencv-contrib-python absl-py flatbuffers 'protobuf<5'` (it asks for an older numpy but runs)"
            ) from error
        self._options = options
        with _quiet():
            self._pose = mediapipe.solutions.pose.Pose(
                static_image_mode=True, model_complexity=1, min_detection_confidence=options.threshold
            )

    def detect(self, pictures: Sequence[Image.Image]) -> list[Found]:
        """Look at some pictures, RGB; one result a picture."""
        return [Found(self._find_people(picture), []) for picture in pictures]

    def _find_people(self, picture: Image.Image) -> list[Person]:
        pixels = np.array(picture)
        people: list[Person] = []
        while len(people) < self._options.max_people:
            with _quiet():
                landmarks = self._pose.process(pixels).pose_landmarks
            person = None if landmarks is None else _read_person(landmarks.landmark, picture.width, picture.height)
            if person is None or any(_overlap(person.bbox, other.bbox) > _SAME for other in people):
                break
            people.append(person)
            left, top, width, height = (round(side) for side in person.bbox)
            pixels[top : top + height, left : left + width] = 127
        return people


def _read_person(landmarks: Any, width: int, height: int) -> Person | None:
    """A person of landmarks; x and y are shares of the picture, and outside of it where the person is cut off."""
    points = [landmarks[number] for number in _LANDMARKS]
    inside = [point for point in points if 0 <= point.x <= 1 and 0 <= point.y <= 1]
    if len(inside) < 2:
        return None
    xs = [point.x * width for point in inside]
    ys = [point.y * height for point in inside]
    margin = _MARGIN * max(max(xs) - min(xs), max(ys) - min(ys))
    box = clip_box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin, width, height)
    if box is None:
        return None
    flat: list[float] = []
    for point in points:
        is_inside = 0 <= point.x <= 1 and 0 <= point.y <= 1
        # a landmark beyond the picture's edge is a guess about what cannot be seen
        flat += [
            round(point.x * width, 2),
            round(point.y * height, 2),
            round(point.visibility if is_inside else 0.0, 4),
        ]
    score = sum(flat[2::3]) / len(points)
    return Person(box, round(score, 4), flat)


def _overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes (left, top, width, height)."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the library's C++ code writes to stderr away from the user's terminal."""
    saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)

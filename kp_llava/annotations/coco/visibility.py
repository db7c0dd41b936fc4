"""The third number of a keypoint, as other data sets and detectors write it, brought to COCO's 0, 1 and 2.

- CrowdPose: above 0 means labeled, whether the point can be seen or not.
- AI Challenger: 1 visible, 2 hidden, 3 not labeled. Files in which no 3 occurs were converted to COCO's meaning.
- Halpe, and other files that name no keypoints: 1 and 2 as in COCO; any other number above 0 means that it is there.
- PoseTrack and many others: 0 and 1 only. Where no 2 occurs in a whole file, 1 means labeled, and the point counts as
  visible: nothing says that it is hidden.
- Results of a detector: a confidence. Below the threshold a point is not labeled, below 0.5 it is hidden.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from ..skeleton import AIC_PARTS, CROWDPOSE_PARTS, Skeleton
from .records import PersonRecord

THRESHOLD = 0.3
"""Below this confidence a detected point is left out."""
_VISIBLE_FROM = 0.5

BINARY = "points marked 0 or 1 only, read as visible"
BELOW_THRESHOLD = "points below the confidence threshold"
DOUBTFUL = f"points of a confidence below {_VISIBLE_FROM}, read as hidden"

Convert = Callable[[float], float]


def unify_visibility(
    people: Sequence[PersonRecord], skeleton: Skeleton, *, has_names: bool, threshold: float = THRESHOLD
) -> Counter[str]:
    """Write the third numbers of a file's keypoints the way COCO does.

    Args:
        people: the file's records; their ``keypoints`` are changed.
        skeleton: the parts of their points.
        has_names: whether the file names its points.
        threshold: the confidence from which a detected point counts, 0 to 1.

    Returns:
        What was read in another way than COCO's, as counts of points by name.
    """
    counts: Counter[str] = Counter()
    plain = [person for person in people if person.score is None]
    _convert(plain, _find_conversion(plain, skeleton, has_names, counts))
    scored = [person for person in people if person.score is not None]
    marks = _collect_marks(scored)
    if not marks <= {0, 1, 2}:
        _convert(scored, lambda mark: _read_confidence(mark, threshold, counts))
    elif 2 not in marks:
        _convert(scored, lambda mark: 2.0 * mark)
    return counts


def _convert(people: Sequence[PersonRecord], convert: Convert | None) -> None:
    if convert is None:
        return
    for person in people:
        flat = list(person.keypoints)
        flat[2::3] = map(convert, flat[2::3])
        person.keypoints = flat


def _collect_marks(people: Sequence[PersonRecord]) -> set[float]:
    marks: set[float] = set()
    for person in people:
        marks.update(person.keypoints[2::3])
    return marks


def _find_conversion(
    people: Sequence[PersonRecord], skeleton: Skeleton, has_names: bool, counts: Counter[str]
) -> Convert | None:
    """How to read a third number, or None where it is COCO's own."""
    if skeleton.parts == CROWDPOSE_PARTS:
        return lambda mark: 2 if mark > 0 else 0
    marks = _collect_marks(people)
    if skeleton.parts == AIC_PARTS and 3 in marks:
        return _read_aic_mark
    if 1 in marks and marks <= {0, 1}:
        counts[BINARY] += sum(person.keypoints[2::3].count(1) for person in people)
        return lambda mark: 2.0 * mark
    return None if has_names else _read_real_mark


_AIC_MARKS: dict[float, float] = {1: 2, 2: 1, 3: 0}


def _read_aic_mark(mark: float) -> float:
    return _AIC_MARKS.get(mark, mark)


def _read_real_mark(mark: float) -> float:
    """A mark that may be a confidence: 1 and 2 mean what they do in COCO, any other number above 0 that it is there."""
    if mark in (0, 1, 2) or math.isnan(mark):
        return mark
    return 2 if mark > 0 else 0


def _read_confidence(mark: float, threshold: float, counts: Counter[str]) -> float:
    if math.isnan(mark):
        return mark  # refused later, with its place
    if mark <= 0:
        return 0
    if mark < threshold:
        counts[BELOW_THRESHOLD] += 1
        return 0
    if mark < _VISIBLE_FROM:
        counts[DOUBTFUL] += 1
        return 1
    return 2

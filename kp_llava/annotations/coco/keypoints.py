"""Other data sets' keypoints as COCO's: x, y and a visibility of 0, 1 or 2 for each part of one skeleton.

What is known of the formats:

- COCO-WholeBody keeps feet, face and hands in fields of their own. A field whose flag of validity is off holds nothing;
  visibilities there are numbers, and any above 0 means labeled.
- CrowdPose has 14 points; its third number means labeled, whether the point can be seen or not. The edges in its files
  are those of COCO's 17 points and fit nothing.
- AIC has 14 points; its third number is 1 for visible, 2 for hidden, 3 for not labeled. Files in which no 3 occurs were
  converted to COCO's meaning, as the common tools do.
- Halpe names no keypoints: 26 of body and feet, or 136 with face and hands. Points of a face can have a place and a
  visibility of 0; these are not labeled.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

from ...errors import AnnotationError
from ..skeleton import (
    AIC_PARTS,
    COCO_SKELETON,
    CROWDPOSE_PARTS,
    WHOLE_BODY_FIELDS,
    Skeleton,
    find_unnamed,
    make_skeleton,
)
from .records import CategoryRecord, PersonFile, PersonRecord

_SHOWN_IDS = 5


def unify_keypoints(people: PersonFile, name: str) -> Skeleton:
    """Find the one skeleton of a keypoints file, and write its records' keypoints the way COCO does.

    Args:
        people: the file; the records' ``keypoints`` are changed.
        name: what messages call the file.

    Raises:
        AnnotationError: there is no category ``person``, its keypoints or edges are broken, or annotations have
            keypoints of different skeletons; the message names them.
    """
    category = next((category for category in people.categories if category.name == "person"), None)
    if category is None:
        raise AnnotationError(f"{name}: categories has none named 'person'; add it, with its keypoints")
    skeleton = _read_skeleton(category, people.annotations, name)
    _refuse_mixed(people.annotations, len(skeleton.parts), name)
    convert = _find_conversion(category, skeleton, people.annotations)
    if convert is not None:
        for person in people.annotations:
            if person.score is None:
                flat = list(person.keypoints)
                flat[2::3] = map(convert, flat[2::3])
                person.keypoints = flat
    if any(map(_has_whole_body, people.annotations)):
        skeleton = _add_whole_body(people.annotations, skeleton, name)
    return skeleton


def _read_skeleton(category: CategoryRecord, people: Sequence[PersonRecord], name: str) -> Skeleton:
    parts = tuple(map(clean_part, category.keypoints))
    if not parts:
        return _guess_skeleton(people, name)
    if parts == COCO_SKELETON.parts:
        return COCO_SKELETON
    if len(set(parts)) < len(parts):
        twice = next(part for part, count in Counter(parts).items() if count > 1)
        raise AnnotationError(
            f"{name}: category 'person': keypoints names {twice!r} twice; expected a different name for each part"
        )
    if parts == CROWDPOSE_PARTS or not category.skeleton:
        return make_skeleton(parts)
    for edge in category.skeleton:
        if not all(1 <= end <= len(parts) for end in edge):
            raise AnnotationError(
                f"{name}: category 'person': skeleton has {list(edge)}; expected numbers from 1 to {len(parts)}"
            )
    return Skeleton(parts, tuple((a - 1, b - 1) for a, b in category.skeleton))


def _guess_skeleton(people: Sequence[PersonRecord], name: str) -> Skeleton:
    """The skeleton of a category without names, by the length of most annotations."""
    lengths = Counter(len(person.keypoints) for person in people if not len(person.keypoints) % 3)
    if not lengths:
        return COCO_SKELETON
    length = max(lengths, key=lambda length: (lengths[length], length))
    skeleton = find_unnamed(length // 3)
    if skeleton is None:
        raise AnnotationError(
            f"{name}: category 'person' names no keypoints, and {length // 3} points an annotation tell no skeleton; "
            "expected 17 (COCO), 26 or 136 (Halpe), or names in categories[].keypoints"
        )
    return skeleton


def _refuse_mixed(people: Sequence[PersonRecord], point_count: int, name: str) -> None:
    others = [person for person in people if len(person.keypoints) != 3 * point_count]
    if not others:
        return
    person, length = others[0], len(others[0].keypoints)
    if length % 3:
        raise AnnotationError(
            f"{name}: annotation {person.id}: keypoints has {length} numbers; expected {3 * point_count}, "
            f"x, y and visibility for each of {point_count} points"
        )
    counts = " or ".join(str(n) for n in sorted({len(person.keypoints) // 3 for person in others}))
    if len(others) == len(people):
        raise AnnotationError(
            f"{name}: category 'person' names {point_count} keypoints, and the annotations have {counts}; "
            "expected as many of both"
        )
    raise AnnotationError(
        f"{name}: {_list_ids(others)} of {counts} points, the split's other {len(people) - len(others)} have "
        f"{point_count}; expected one skeleton a split, put them into a split of their own"
    )


def _list_ids(people: Sequence[PersonRecord]) -> str:
    """``annotations 3, 4 and 5 have keypoints``, with the first few ids."""
    shown = [str(person.id) for person in people[:_SHOWN_IDS]]
    if len(people) > _SHOWN_IDS:
        shown.append(f"{len(people) - _SHOWN_IDS} more")
    if len(shown) == 1:
        return f"annotation {shown[0]} has keypoints"
    return f"annotations {', '.join(shown[:-1])} and {shown[-1]} have keypoints"


def _find_conversion(
    category: CategoryRecord, skeleton: Skeleton, people: Sequence[PersonRecord]
) -> Callable[[float], float] | None:
    """How to read a third number, or None where it is COCO's own."""
    if skeleton.parts == CROWDPOSE_PARTS:
        return lambda mark: 2 if mark > 0 else 0
    if skeleton.parts == AIC_PARTS:
        is_own = any(3 in person.keypoints[2::3] for person in people)
        return _read_aic_mark if is_own else None
    if not category.keypoints:
        return _read_real_mark
    return None


_AIC_MARKS: dict[float, float] = {1: 2, 2: 1, 3: 0}


def _read_aic_mark(mark: float) -> float:
    return _AIC_MARKS.get(mark, mark)


def _read_real_mark(mark: float) -> float:
    """A mark that may be a confidence: 1 and 2 mean what they do in COCO, any other number above 0 that it is there."""
    if mark in (0, 1, 2) or math.isnan(mark):
        return mark
    return 2 if mark > 0 else 0


def _has_whole_body(person: PersonRecord) -> bool:
    return not (
        person.foot_kpts is None
        and person.face_kpts is None
        and person.lefthand_kpts is None
        and person.righthand_kpts is None
    )


def _add_whole_body(people: Sequence[PersonRecord], body: Skeleton, name: str) -> Skeleton:
    """Put the points of feet, face and hands behind those of the body."""
    without = [person for person in people if not _has_whole_body(person)]
    if without:
        what = _list_ids(without).replace(" keypoints", " no points of feet, face and hands")
        raise AnnotationError(
            f"{name}: {what}, the split's other {len(people) - len(without)} have; "
            "expected one skeleton a split, put them into a split of their own"
        )
    for person in people:
        person.keypoints = [*person.keypoints, *_read_whole_body(person, name)]
        person.foot_kpts = person.face_kpts = person.lefthand_kpts = person.righthand_kpts = None
    return make_skeleton((*body.parts, *(part for parts in WHOLE_BODY_FIELDS.values() for part in parts)))


def _read_whole_body(person: PersonRecord, name: str) -> list[float]:
    flat: list[float] = []
    for field, parts in WHOLE_BODY_FIELDS.items():
        points: list[float] = getattr(person, f"{field}_kpts") or []
        if not getattr(person, f"{field}_valid"):
            flat += [0.0] * (3 * len(parts))
            continue
        if len(points) != 3 * len(parts):
            raise AnnotationError(
                f"{name}: annotation {person.id}: {field}_kpts has {len(points)} numbers; expected {3 * len(parts)}, "
                f"x, y and visibility for each of {len(parts)} points"
            )
        for x, y, mark in zip(points[0::3], points[1::3], points[2::3], strict=True):
            flat += [x, y, 2.0] if mark > 0 else [0.0, 0.0, 0.0]
    return flat


_SIDES = {"left": "left", "l": "left", "lt": "left", "lft": "left", "right": "right", "r": "right", "rt": "right"}
_SIDES["rgt"] = "right"
_SHORT = {
    "sho": "shoulder",
    "shldr": "shoulder",
    "elb": "elbow",
    "wri": "wrist",
    "wrst": "wrist",
    "kne": "knee",
    "ank": "ankle",
    "ankl": "ankle",
    "bigtoe": "big toe",
    "smalltoe": "small toe",
}
_ALIASES = {
    "top head": "head top",
    "top of head": "head top",
    "headtop": "head top",
    "crown": "head top",
    "upperneck": "upper neck",
    "mid hip": "pelvis",
    "middle hip": "pelvis",
    "center hip": "pelvis",
    "hip center": "pelvis",
    "root": "pelvis",
}
_JOINTS = (
    *("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "eye", "ear"),
    *("hand", "foot", "heel", "toe", "big toe", "small toe"),
)
_WORD_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\s_.\-/]+")


def clean_part(name: str) -> str:
    """One spelling of a part's name: lower case, words apart, the side first and in full.

    ``"Left Shoulder"``, ``"left_shoulder"``, ``"LShoulder"``, ``"l_shoulder"``, ``"shoulder-left"`` and ``"lsho"`` all
    give ``"left shoulder"``. Parts that are not known keep their words.
    """
    words = [word.lower() for word in _WORD_EDGE.split(name) if word]
    side = ""
    if len(words) > 1 and words[0] in _SIDES:
        side, words = _SIDES[words[0]], words[1:]
    elif len(words) > 1 and words[-1] in _SIDES:
        side, words = _SIDES[words[-1]], words[:-1]
    elif len(words) == 1:
        side, words = _split_side(words[0])
    text = " ".join(_SHORT.get(word, word) for word in words)
    text = _ALIASES.get(text, text)
    return f"{side} {text}" if side else text


def _split_side(word: str) -> tuple[str, list[str]]:
    """``"lsho"`` -> left, shoulder; a word that is no side and joint in one stays as it is."""
    for prefix in ("left", "right", "l", "r"):
        rest = word.removeprefix(prefix)
        if rest != word and (rest in _SHORT or rest in _JOINTS):
            return _SIDES[prefix], [rest]
    return "", [word]

"""Other data sets' keypoints as COCO's: x, y and a visibility of 0, 1 or 2 for each part of one skeleton.

- COCO-WholeBody keeps feet, face and hands in fields of their own. A field whose flag of validity is off holds nothing;
  visibilities there are numbers, and any above 0 means labeled.
- The edges in CrowdPose's files are those of COCO's 17 points and fit nothing; they are replaced.
- Halpe names no keypoints: 26 of body and feet, or 136 with face and hands. Points of a face can have a place and a
  visibility of 0; these are not labeled.

How each data set writes visibility stands in `visibility`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ...errors import AnnotationError
from ..skeleton import (
    COCO_SKELETON,
    CROWDPOSE_PARTS,
    WHOLE_BODY_FIELDS,
    Skeleton,
    find_unnamed,
    make_skeleton,
)
from .records import CategoryRecord, PersonFile, PersonRecord
from .visibility import THRESHOLD, unify_visibility

_SHOWN_IDS = 5


def unify_keypoints(people: PersonFile, name: str, *, threshold: float = THRESHOLD) -> tuple[Skeleton, Counter[str]]:
    """Find the one skeleton of a keypoints file, and write its records' keypoints the way COCO does.

    Args:
        people: the file; the records' ``keypoints`` are changed.
        name: what messages call the file.
        threshold: the confidence from which a detected point counts, 0 to 1.

    Returns:
        The skeleton, and counts of what was read in another way than COCO's.

    Raises:
        AnnotationError: there is no category ``person``, its keypoints or edges are broken, or annotations have
            keypoints of different skeletons; the message names them.
    """
    category = next((category for category in people.categories if category.name == "person"), None)
    if category is None:
        raise AnnotationError(f"{name}: categories has none named 'person'; add it, with its keypoints")
    counts: Counter[str] = Counter()
    skeleton = _fit_names(_read_skeleton(category, people.annotations, name), people.annotations, counts)
    _refuse_mixed(people.annotations, len(skeleton.parts), name)
    counts += unify_visibility(
        people.annotations, skeleton, has_names=len(category.keypoints) >= len(skeleton.parts), threshold=threshold
    )
    if any(map(_has_whole_body, people.annotations)):
        skeleton = _add_whole_body(people.annotations, skeleton, name)
    return skeleton, counts


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


def _fit_names(named: Skeleton, people: Sequence[PersonRecord], counts: Counter[str]) -> Skeleton:
    """The skeleton of the annotations, where all of them have more or fewer points than the category names.

    Human-Art names 21 points and gives 17; merged COCO-WholeBody files name 17 and give 133. The first names must be
    those of a known skeleton: any other difference is left to be refused.
    """
    lengths = {len(person.keypoints) for person in people}
    if len(lengths) != 1 or (length := lengths.pop()) % 3 or length == 3 * len(named.parts):
        return named
    known = find_unnamed(length // 3)
    if known is None:
        return named
    shared = min(len(known.parts), len(named.parts))
    if known.parts[:shared] != named.parts[:shared]:
        return named
    if len(named.parts) > shared:
        counts["keypoint names without points"] += len(named.parts) - shared
    else:
        counts["keypoints known by their number, not by names"] += len(known.parts) - shared
    return known


def _guess_skeleton(people: Sequence[PersonRecord], name: str) -> Skeleton:
    """The skeleton of a category without names, by the length of most annotations."""
    lengths = Counter(len(person.keypoints) for person in people if not len(person.keypoints) % 3)
    if not lengths:
        return COCO_SKELETON
    length = max(lengths, key=lambda length: (lengths[length], length))
    skeleton = find_unnamed(length // 3)
    if skeleton is None:
        raise AnnotationError(
            f"{name}: category 'person' names no keypoints, and {length // 3} points fit no known skeleton; "
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

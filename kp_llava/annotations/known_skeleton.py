"""The skeletons of data sets that do not say all about theirs, and the edges between parts that nobody has joined."""

from __future__ import annotations

from ..poses.vocabulary import SIDES
from .skeleton import COCO_SKELETON, Skeleton

_FINGERS = ("thumb", "forefinger", "middle finger", "ring finger", "little finger")
# the usual 68 points of a face; right and left are the person's own
_FACE_GROUPS = (
    ("jaw", 17),
    ("right eyebrow", 5),
    ("left eyebrow", 5),
    ("nose bridge", 4),
    ("nose base", 5),
    ("right eye contour", 6),
    ("left eye contour", 6),
    ("outer lip", 12),
    ("inner lip", 8),
)
_CLOSED = ("right eye contour", "left eye contour", "outer lip", "inner lip")

FACE_PARTS = tuple(f"{group} {number}" for group, count in _FACE_GROUPS for number in range(1, count + 1))
"""68 points of a face, from the jaw's end at the person's right ear on."""
FOOT_PARTS = tuple(f"{side} {part}" for side in SIDES for part in ("big toe", "small toe", "heel"))
"""COCO-WholeBody's six points of the feet."""


def hand_parts(side: str) -> tuple[str, ...]:
    """21 points of a hand: its root, then each finger from the palm to the tip."""
    return (f"{side} hand root", *(f"{side} {finger} {number}" for finger in _FINGERS for number in range(1, 5)))


WHOLE_BODY_FIELDS: dict[str, tuple[str, ...]] = {
    "foot": FOOT_PARTS,
    "face": FACE_PARTS,
    "lefthand": hand_parts("left"),
    "righthand": hand_parts("right"),
}
"""COCO-WholeBody's further fields (``foot_kpts``, ``foot_valid`` and so on), in the order in which they are added."""

CROWDPOSE_PARTS = (
    *(f"{side} {joint}" for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle") for side in SIDES),
    *("head", "neck"),
)
AIC_PARTS = (
    *(f"{side} {joint}" for side in ("right", "left") for joint in ("shoulder", "elbow", "wrist")),
    *(f"{side} {joint}" for side in ("right", "left") for joint in ("hip", "knee", "ankle")),
    *("head top", "neck"),
)
HALPE_26_PARTS = (
    *COCO_SKELETON.parts,
    *("head", "neck", "pelvis"),
    *(f"{side} {part}" for part in ("big toe", "small toe", "heel") for side in SIDES),
)
HALPE_136_PARTS = (*HALPE_26_PARTS, *FACE_PARTS, *hand_parts("left"), *hand_parts("right"))

_UNNAMED = (COCO_SKELETON.parts, HALPE_26_PARTS, HALPE_136_PARTS)


def find_unnamed(point_count: int) -> Skeleton | None:
    """The skeleton of a category that names no keypoints, by how many there are; None where that tells nothing."""
    for parts in _UNNAMED:
        if len(parts) == point_count:
            return make_skeleton(parts)
    return None


def make_skeleton(parts: tuple[str, ...]) -> Skeleton:
    """A skeleton of named parts with the edges that a body has."""
    return COCO_SKELETON if parts == COCO_SKELETON.parts else Skeleton(parts, join_parts(parts))


def join_parts(parts: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Edges between those parts that a body joins, as 0-based pairs."""
    place = {part: i for i, part in enumerate(parts)}
    pairs = [(COCO_SKELETON.parts[a], COCO_SKELETON.parts[b]) for a, b in COCO_SKELETON.edges]
    pairs += [("head top", "head"), ("head top", "upper neck"), ("upper neck", "thorax"), ("thorax", "pelvis")]
    if "upper neck" not in place:
        pairs += [("head top", "neck"), ("head", "neck")]
    for side in SIDES:
        for middle, joint in (("neck", "shoulder"), ("thorax", "shoulder"), ("pelvis", "hip")):
            pairs.append((middle, f"{side} {joint}"))
        pairs += [(f"{side} ankle", f"{side} {part}") for part in ("big toe", "small toe", "heel")]
        pairs += _join_hand(side)
    pairs += _join_face()
    return tuple((place[a], place[b]) for a, b in pairs if a in place and b in place)


def _join_hand(side: str) -> list[tuple[str, str]]:
    root = f"{side} hand root"
    pairs = [(f"{side} wrist", root)]
    for finger in _FINGERS:
        pairs.append((root, f"{side} {finger} 1"))
        pairs += [(f"{side} {finger} {n}", f"{side} {finger} {n + 1}") for n in range(1, 4)]
    return pairs


def _join_face() -> list[tuple[str, str]]:
    pairs = []
    for group, count in _FACE_GROUPS:
        pairs += [(f"{group} {n}", f"{group} {n + 1}") for n in range(1, count)]
        if group in _CLOSED:
            pairs.append((f"{group} {count}", f"{group} 1"))
    return pairs

"""The names and the edges of a person's keypoints."""

from __future__ import annotations

from dataclasses import dataclass

SIDES = ("left", "right")
"""The person's own left and right."""


@dataclass(frozen=True)
class Skeleton:
    """The parts of a person, in the order in which their keypoints are listed.

    Attributes:
        parts: part names with spaces, as in ``("nose", "left eye", ...)``; left is the person's own left.
        edges: pairs of 0-based indices into ``parts`` that a drawing joins (COCO's files count from 1).
    """

    parts: tuple[str, ...]
    edges: tuple[tuple[int, int], ...] = ()

    def index(self, part: str) -> int | None:
        """The 0-based position of a part, or None where the skeleton has no such part."""
        return self.parts.index(part) if part in self.parts else None


COCO_SKELETON = Skeleton(
    parts=(
        "nose",
        "left eye",
        "right eye",
        "left ear",
        "right ear",
        "left shoulder",
        "right shoulder",
        "left elbow",
        "right elbow",
        "left wrist",
        "right wrist",
        "left hip",
        "right hip",
        "left knee",
        "right knee",
        "left ankle",
        "right ankle",
    ),
    edges=(
        (15, 13),
        (13, 11),
        (16, 14),
        (14, 12),
        (11, 12),
        (5, 11),
        (6, 12),
        (5, 6),
        (5, 7),
        (6, 8),
        (7, 9),
        (8, 10),
        (1, 2),
        (0, 1),
        (0, 2),
        (1, 3),
        (2, 4),
        (3, 5),
        (4, 6),
    ),
)


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

WHOLE_BODY_PARTS = (*COCO_SKELETON.parts, *(part for parts in WHOLE_BODY_FIELDS.values() for part in parts))

_UNNAMED = (COCO_SKELETON.parts, HALPE_26_PARTS, WHOLE_BODY_PARTS, HALPE_136_PARTS)


def find_unnamed(point_count: int) -> Skeleton | None:
    """The skeleton of a category that names no keypoints, by how many there are; None for any other number."""
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

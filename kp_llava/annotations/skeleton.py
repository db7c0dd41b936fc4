"""The names and the edges of a person's keypoints."""

from __future__ import annotations

from dataclasses import dataclass


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

"""One image and what its annotations say: the plain data that every later room works on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .skeleton import COCO_SKELETON, Skeleton

NOT_LABELED, OCCLUDED, VISIBLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Keypoint:
    """One point of a person, in pixels from the image's top left corner.

    Attributes:
        x: pixels to the right; 0.0 when not labeled.
        y: pixels down; 0.0 when not labeled.
        visibility: 0 not labeled (x and y mean nothing), 1 labeled but not visible, 2 labeled and visible.
    """

    x: float
    y: float
    visibility: int

    @property
    def is_labeled(self) -> bool:
        """Whether x and y say where the point is."""
        return self.visibility != NOT_LABELED


@dataclass(frozen=True, slots=True)
class SceneObject:
    """One annotated instance: a person or a thing.

    Attributes:
        annotation_id: COCO's annotation id.
        category: COCO's category name, as in ``"person"`` or ``"skis"``.
        bbox_xywh: left, top, width, height in pixels; width and height are above 0.
        keypoints: one entry for each part of the scene's skeleton, in its order; empty when nothing is labeled.
    """

    annotation_id: int
    category: str
    bbox_xywh: tuple[float, float, float, float]
    keypoints: tuple[Keypoint, ...] = ()

    @property
    def labeled_count(self) -> int:
        """How many keypoints are labeled (visibility 1 or 2)."""
        return sum(point.is_labeled for point in self.keypoints)


@dataclass(frozen=True)
class Scene:
    """One image with its captions and instances, the people first.

    Attributes:
        image_id: COCO's image id.
        file_name: the picture's name inside the split's folder.
        width: pixels.
        height: pixels.
        captions: in the order of their annotation ids; may be empty.
        objects: people first, then things, each by annotation id.
        image_path: the picture, or None where the folder has no such file.
        image_url: COCO's ``coco_url``, or None.
        skeleton: names the entries of every object's ``keypoints``.
        captioner: the model that wrote the captions; None where people did, or where there are none.
        is_detected: a program found the people, so that the picture may have more of them.
    """

    image_id: int
    file_name: str
    width: int
    height: int
    captions: tuple[str, ...]
    objects: tuple[SceneObject, ...]
    image_path: Path | None = None
    image_url: str | None = None
    skeleton: Skeleton = COCO_SKELETON
    captioner: str | None = None
    is_detected: bool = False

    @property
    def people(self) -> tuple[SceneObject, ...]:
        """The instances of category ``person``, in the order of ``objects``."""
        return tuple(o for o in self.objects if o.category == "person")

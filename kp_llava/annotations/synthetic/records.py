"""COCO's records of drawn scenes: outlines, areas, keypoints, categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pycocotools import mask as coco_mask

from ..scene import Scene, SceneObject
from ..skeleton import COCO_SKELETON
from .objects import CATEGORY_IDS
from .shapes import Shape, cut, trace, trace_limbs


def make_image_record(scene: Scene) -> dict[str, Any]:
    """The scene's entry of ``images``."""
    return {"id": scene.image_id, "file_name": scene.file_name, "width": scene.width, "height": scene.height}


def make_instance_record(item: SceneObject, outline: list[list[float]], scene: Scene) -> dict[str, Any]:
    """An object's entry of ``annotations``, with its outline and the area of that."""
    return {
        "id": item.annotation_id,
        "image_id": scene.image_id,
        "category_id": CATEGORY_IDS[item.category][0],
        "bbox": item.bbox_xywh,
        "area": _measure(outline, scene.width, scene.height),
        "iscrowd": 0,
        "segmentation": outline,
    }


def add_keypoints(record: dict[str, Any], person: SceneObject) -> dict[str, Any]:
    """A person's entry with what the keypoints file has beyond the instances file."""
    flat = [number for p in person.keypoints for number in (p.x, p.y, p.visibility)]
    return {**record, "keypoints": flat or [0] * 51, "num_keypoints": person.labeled_count}


def trace_scene(scene: Scene, shapes: Sequence[list[Shape]]) -> list[list[list[float]]]:
    """For each object COCO's segmentation: a polygon a shape, cut at the picture's borders.

    All of a scene goes through numpy at once: a call for each shape would take longer than laying out the scene.
    """
    outer = [[shape for shape in group if not shape.is_detail] for group in shapes]
    limbs = [shape for group in outer for shape in group if shape.radii]
    corners = [corner for group in outer for shape in group if not shape.radii for corner in shape.points]
    traced = iter(np.round(trace_limbs(limbs), 2).reshape(len(limbs), -1).tolist() if limbs else [])
    rounded = np.round(corners, 2).reshape(-1).tolist()
    outlines, start = [], 0
    for item, group in zip(scene.objects, outer, strict=True):
        outline = []
        for shape in group:
            if shape.radii:
                outline.append(next(traced))
            else:
                outline.append(rounded[start : start + 2 * len(shape.points)])
                start += 2 * len(shape.points)
        x, y, width, height = item.bbox_xywh
        if x <= 0 or y <= 0 or x + width >= scene.width or y + height >= scene.height:
            outline = [part for shape in group if (part := _cut_flat(shape, scene.width, scene.height))]
        outlines.append(outline)
    return outlines


def _cut_flat(shape: Shape, width: int, height: int) -> list[float]:
    """A shape's polygon inside the picture, as a flat list of at least three corners; else an empty one."""
    corners = cut(trace(shape), width, height)
    return [round(number, 2) for corner in corners for number in corner] if len(corners) >= 3 else []


def _measure(outline: list[list[float]], width: int, height: int) -> float:
    """The area in pixels, counted as COCO's own tools count it."""
    return float(coco_mask.area(coco_mask.merge(coco_mask.frPyObjects(outline, height, width)))) if outline else 0.0


def make_categories(kind: str) -> list[dict[str, Any]]:
    """The ``categories`` of an instances or a keypoints file."""
    if kind == "instances":
        return [{"id": i, "name": name, "supercategory": above} for name, (i, above) in CATEGORY_IDS.items()]
    return [
        {
            "id": 1,
            "name": "person",
            "supercategory": "person",
            "keypoints": [part.replace(" ", "_") for part in COCO_SKELETON.parts],
            "skeleton": [[a + 1, b + 1] for a, b in COCO_SKELETON.edges],
        }
    ]

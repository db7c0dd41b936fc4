"""COCO's records of drawn scenes: outlines, areas, keypoints, categories."""

from __future__ import annotations

from typing import Any

import numpy as np
from pycocotools import mask as coco_mask

from .sample_shape import Shape, cut, find_box, trace
from .sample_thing import CATEGORY_IDS
from .scene import Scene, SceneObject
from .skeleton import COCO_SKELETON


def make_image_record(scene: Scene) -> dict[str, Any]:
    """The scene's entry of ``images``."""
    return {"id": scene.image_id, "file_name": scene.file_name, "width": scene.width, "height": scene.height}


def make_instance_record(item: SceneObject, shapes: list[Shape], scene: Scene) -> dict[str, Any]:
    """An object's entry of ``annotations``, with the outline and area of its shapes."""
    outline = _trace_all(shapes, scene.width, scene.height)
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


def _trace_all(shapes: list[Shape], width: int, height: int) -> list[list[float]]:
    """COCO's segmentation: a polygon a shape, cut at the picture's borders."""
    polygons = []
    for shape in shapes:
        if shape.is_detail:
            continue
        left, top, right, bottom = find_box(shape)
        corners = trace(shape)
        if left < 0 or top < 0 or right > width or bottom > height:
            corners = cut(corners, width, height)
        if len(corners) >= 3:
            polygons.append(corners)
    # one call rounds all numbers: a call for each would take longer than drawing does
    rounded = np.round([corner for corners in polygons for corner in corners], 2).reshape(-1).tolist()
    outline, start = [], 0
    for corners in polygons:
        outline.append(rounded[start : start + 2 * len(corners)])
        start += 2 * len(corners)
    return outline


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

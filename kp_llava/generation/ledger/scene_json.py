"""Scenes as JSON, so that a run keeps what it was made from and needs its COCO folder no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from ...annotations.scene import Keypoint, Scene, SceneObject
from ...annotations.skeleton import COCO_SKELETON, Skeleton


def scene_to_json(scene: Scene) -> str:
    """Write a scene as JSON, all but its picture's path, which differs between machines."""
    record: dict[str, Any] = {
        "image_id": scene.image_id,
        "file_name": scene.file_name,
        "width": scene.width,
        "height": scene.height,
        "captions": scene.captions,
        "objects": [
            {
                "annotation_id": item.annotation_id,
                "category": item.category,
                "bbox_xywh": item.bbox_xywh,
                "keypoints": [(point.x, point.y, point.visibility) for point in item.keypoints],
            }
            for item in scene.objects
        ],
        "image_url": scene.image_url,
    }
    if scene.skeleton != COCO_SKELETON:
        record["skeleton"] = {"parts": scene.skeleton.parts, "edges": scene.skeleton.edges}
    return msgspec.json.encode(record).decode()


def json_to_scene(text: str, image_path: str | None = None) -> Scene:
    """Read a scene that `scene_to_json` wrote; the picture's path is kept beside it."""
    record = msgspec.json.decode(text)
    skeleton = COCO_SKELETON
    if "skeleton" in record:
        edges = tuple((start, end) for start, end in record["skeleton"]["edges"])
        skeleton = Skeleton(parts=tuple(record["skeleton"]["parts"]), edges=edges)
    objects = tuple(
        SceneObject(
            annotation_id=item["annotation_id"],
            category=item["category"],
            bbox_xywh=tuple(item["bbox_xywh"]),
            keypoints=tuple(Keypoint(*point) for point in item["keypoints"]),
        )
        for item in record["objects"]
    )
    return Scene(
        image_id=record["image_id"],
        file_name=record["file_name"],
        width=record["width"],
        height=record["height"],
        captions=tuple(record["captions"]),
        objects=objects,
        image_path=None if image_path is None else Path(image_path),
        image_url=record["image_url"],
        skeleton=skeleton,
    )

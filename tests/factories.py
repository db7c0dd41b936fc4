"""Small annotations for all tests: `from tests.factories import make_coco_folder` (every folder of tests is a package).

`make_scene` and `make_person` make scenes in memory; `make_coco` makes the contents of COCO's three files, to be
changed at will; `make_coco_folder` writes them, with pictures, where a test wants them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.annotations.skeleton import COCO_SKELETON

STANDING: dict[str, tuple[float, float]] = {
    "nose": (50, 18),
    "left eye": (53, 15),
    "right eye": (47, 15),
    "left ear": (57, 17),
    "right ear": (43, 17),
    "left shoulder": (62, 34),
    "right shoulder": (38, 34),
    "left elbow": (66, 52),
    "right elbow": (34, 52),
    "left wrist": (67, 69),
    "right wrist": (33, 69),
    "left hip": (57, 68),
    "right hip": (43, 68),
    "left knee": (58, 91),
    "right knee": (42, 91),
    "left ankle": (58, 113),
    "right ankle": (42, 113),
}
"""Pixels of someone who faces the viewer with both arms hanging, in a picture of 100 x 120."""


def make_keypoints(changes: dict[str, tuple[float, ...] | None] | None = None) -> list[float]:
    """COCO's flat list of `STANDING` with some points changed: (x, y), (x, y, visibility), or None for not labeled."""
    points: dict[str, tuple[float, ...] | None] = {**STANDING, **(changes or {})}
    flat: list[float] = []
    for part in COCO_SKELETON.parts:
        point = points[part]
        flat += [0, 0, 0] if point is None else [point[0], point[1], point[2] if len(point) == 3 else 2]
    return flat


def make_person(
    changes: dict[str, tuple[float, ...] | None] | None = None,
    *,
    annotation_id: int = 1,
    bbox_xywh: tuple[float, float, float, float] = (30.0, 4.0, 40.0, 114.0),
) -> SceneObject:
    """A standing person with some points changed, see `make_keypoints`."""
    flat = make_keypoints(changes)
    points = tuple(Keypoint(float(flat[i]), float(flat[i + 1]), int(flat[i + 2])) for i in range(0, 51, 3))
    return SceneObject(annotation_id, "person", bbox_xywh, points if any(p.visibility for p in points) else ())


def make_scene(*objects: SceneObject, image_id: int = 1, captions: tuple[str, ...] = ("A person stands.",)) -> Scene:
    """A scene of 100 x 120 pixels; one standing person unless objects are given."""
    return Scene(image_id, f"{image_id:012d}.jpg", 100, 120, captions, objects or (make_person(),))


def make_coco(images: int = 2) -> dict[str, dict[str, Any]]:
    """The contents of COCO's three files: in each image of 100 x 120 a standing person, a ball and two captions.

    Image ids are 1, 2, ...; the person's annotation id is 10 times that, the ball's one more.
    """
    pictures, captions, people, things = [], [], [], []
    for n in range(1, images + 1):
        url = f"http://images.example/{n}.jpg"
        pictures.append({"id": n, "file_name": f"{n:012d}.jpg", "width": 100, "height": 120, "coco_url": url})
        for i, text in enumerate(("A person stands beside a ball.", "Someone in a hall.")):
            captions.append({"id": 10 * n + i, "image_id": n, "caption": text})
        person = {
            "id": 10 * n,
            "image_id": n,
            "category_id": 1,
            "bbox": [30, 4, 40, 114],
            "area": 3000.5,
            "iscrowd": 0,
            "segmentation": [[30, 4, 70, 4, 70, 118, 30, 118]],
        }
        things += [person, {**person, "id": 10 * n + 1, "category_id": 37, "bbox": [80.5, 100, 12, 12]}]
        people.append({**person, "keypoints": make_keypoints(), "num_keypoints": 17})
    person_category = {"id": 1, "name": "person", "supercategory": "person"}
    names = [part.replace(" ", "_") for part in COCO_SKELETON.parts]
    skeleton = [[a + 1, b + 1] for a, b in COCO_SKELETON.edges]
    ball = {"id": 37, "name": "sports ball", "supercategory": "sports"}
    return {
        "captions": {"images": pictures, "annotations": captions},
        "instances": {"images": pictures, "annotations": things, "categories": [person_category, ball]},
        "person_keypoints": {
            "images": pictures,
            "annotations": people,
            "categories": [{**person_category, "keypoints": names, "skeleton": skeleton}],
        },
    }


def make_coco_folder(
    folder: Path,
    contents: dict[str, dict[str, Any]] | None = None,
    *,
    split: str = "val2017",
    images: int = 2,
    with_pictures: bool = True,
) -> Path:
    """Write a COCO folder of `contents`, or of `make_coco(images)`; a picture for each image record."""
    contents = contents if contents is not None else make_coco(images)
    (folder / "annotations").mkdir(parents=True, exist_ok=True)
    for kind, content in contents.items():
        (folder / "annotations" / f"{kind}_{split}.json").write_text(json.dumps(content), encoding="utf-8")
    if with_pictures:
        (folder / split).mkdir(exist_ok=True)
        for record in contents.get("person_keypoints", {}).get("images", []):
            Image.new("RGB", (record["width"], record["height"]), (90, 120, 150)).save(
                folder / split / record["file_name"]
            )
    return folder

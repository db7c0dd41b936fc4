"""Drawn scenes in COCO's layout: people whose keypoints are exact, because they are where the limbs were drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, ImageDraw

from .sample_background import paint_background
from .sample_options import SampleOptions
from .sample_scene import ScenePlan, plan_scene, seed_random
from .sample_shape import Point, Shape, measure_union, paint, trace
from .sample_thing import CATEGORY_IDS
from .scene import Scene, SceneObject
from .skeleton import COCO_SKELETON

__all__ = ["DrawnScene", "SampleOptions", "draw_sample", "draw_scene"]

_ZOOM = 2  # painted at twice the size, then halved, for smooth edges


@dataclass(frozen=True)
class DrawnScene:
    """A drawn picture and all that is true of it.

    Attributes:
        image: the picture, RGB.
        scene: its annotations, as `read_scenes` would give them.
        states: for each of `people`, the limbs' states by construction: "left arm", "right arm", "left leg",
            "right leg", "posture" and "facing".
    """

    image: Image.Image
    scene: Scene
    states: tuple[dict[str, str], ...]

    @property
    def people(self) -> tuple[SceneObject, ...]:
        """The people, in the order of `states`."""
        return self.scene.people

    @property
    def objects(self) -> tuple[SceneObject, ...]:
        """The things."""
        return tuple(o for o in self.scene.objects if o.category != "person")

    @property
    def captions(self) -> tuple[str, ...]:
        """One to five sentences."""
        return self.scene.captions


def draw_scene(seed: int, index: int, options: SampleOptions | None = None, *, split: str = "train2014") -> DrawnScene:
    """Draw one scene in memory; the same arguments give the same picture and annotations.

    Args:
        seed: changes every choice.
        index: the scene's number, from 0.
        options: how scenes look.
        split: scenes of another split differ.
    """
    options = options or SampleOptions()
    plan = plan_scene(seed, index, options, split=split, first_id=first_image_id(split))
    return DrawnScene(paint_plan(plan, options.clutter), plan.scene, plan.states)


def first_image_id(split: str) -> int:
    """The image id of a split's first scene: 1 for train2014, far from it for others, as COCO's splits share no id."""
    if split == "train2014":
        return 1
    return 1 + 1_000_000 * (1 + int.from_bytes(hashlib.sha256(split.encode()).digest()[:4], "big") % 9000)


def paint_plan(plan: ScenePlan, clutter: float) -> Image.Image:
    """Paint a planned scene."""
    width, height = plan.scene.width, plan.scene.height
    size = (width * _ZOOM, height * _ZOOM)
    rng = seed_random(plan.key + " background")
    canvas = paint_background(rng, plan.background, size, plan.horizon * _ZOOM, clutter)
    draw = ImageDraw.Draw(canvas)
    edge = height * _ZOOM / 220
    for shape in plan.layers:
        paint(draw, shape, _ZOOM, edge)
    return canvas.reduce(_ZOOM)


def draw_sample(
    folder: Path | str,
    *,
    images: int = 32,
    seed: int = 0,
    split: str = "train2014",
    with_images: bool = True,
    options: SampleOptions | None = None,
) -> Path:
    """Draw a split of a COCO folder.

    Writes ``annotations/{captions,instances,person_keypoints}_SPLIT.json``, ``annotations/drawn_poses_SPLIT.json`` (the
    limbs' states by construction, by annotation id) and ``SPLIT/*.jpg``. Splits of other names are left as they are.

    Args:
        folder: the COCO folder; made if absent.
        images: how many scenes.
        seed: changes every choice.
        split: the split's name.
        with_images: False writes the annotations only.
        options: how scenes look.

    Returns:
        The folder.

    Raises:
        AnnotationError: an option out of range, or a folder that holds something else.
    """
    options = options or SampleOptions()
    folder = Path(folder)
    annotations = folder / "annotations"
    annotations.mkdir(parents=True, exist_ok=True)
    if with_images:
        (folder / split).mkdir(exist_ok=True)
    pictures = folder / split
    records: dict[str, list[Any]] = {"captions": [], "instances": [], "person_keypoints": []}
    image_records: list[dict[str, Any]] = []
    poses: dict[str, dict[str, str]] = {}
    for plan in _plan_all(images, seed, split, options):
        image_records.append(_image_record(plan.scene))
        _add_records(records, poses, plan, first_image_id(split))
        if with_images:
            paint_plan(plan, options.clutter).save(pictures / plan.scene.file_name, quality=90)
    info = {
        "description": "people drawn by kp-llava sample; their keypoints are exact",
        "drawn": {"seed": seed, "images": images, "split": split, **msgspec.to_builtins(options)},
    }
    for kind, rows in records.items():
        content = {"info": info, "images": image_records, "annotations": rows, "categories": _categories(kind)}
        (annotations / f"{kind}_{split}.json").write_bytes(msgspec.json.encode(content))
    (annotations / f"drawn_poses_{split}.json").write_bytes(msgspec.json.encode(poses))
    return folder


def _plan_all(images: int, seed: int, split: str, options: SampleOptions) -> Iterator[ScenePlan]:
    next_id = first_image_id(split)
    for index in range(images):
        plan = plan_scene(seed, index, options, split=split, first_id=first_image_id(split))
        objects = tuple(replace(o, annotation_id=next_id + i) for i, o in enumerate(plan.scene.objects))
        next_id += len(objects)
        yield replace(plan, scene=replace(plan.scene, objects=objects))


def _image_record(scene: Scene) -> dict[str, Any]:
    return {"id": scene.image_id, "file_name": scene.file_name, "width": scene.width, "height": scene.height}


def _add_records(
    records: dict[str, list[Any]], poses: dict[str, dict[str, str]], plan: ScenePlan, first_id: int
) -> None:
    scene = plan.scene
    for i, caption in enumerate(scene.captions):
        caption_id = first_id + (scene.image_id - first_id) * 5 + i
        records["captions"].append({"id": caption_id, "image_id": scene.image_id, "caption": caption})
    for item, shapes in zip(scene.objects, plan.shapes, strict=True):
        outline = _trace_all(shapes, scene.width, scene.height)
        record: dict[str, Any] = {
            "id": item.annotation_id,
            "image_id": scene.image_id,
            "category_id": CATEGORY_IDS[item.category][0],
            "bbox": item.bbox_xywh,
            "area": round(measure_union(outline), 2) if outline else 0.0,
            "iscrowd": 0,
            "segmentation": [[round(number, 2) for corner in corners for number in corner] for corners in outline],
        }
        records["instances"].append(record)
        if item.category == "person":
            flat = [number for p in item.keypoints for number in (p.x, p.y, p.visibility)] or [0] * 51
            records["person_keypoints"].append({**record, "keypoints": flat, "num_keypoints": item.labeled_count})
    for person, states in zip(scene.people, plan.states, strict=True):
        poses[str(person.annotation_id)] = states


def _trace_all(shapes: list[Shape], width: int, height: int) -> list[list[Point]]:
    """A polygon a shape, cut at the picture's borders."""
    polygons = []
    for shape in shapes:
        if shape.is_detail:
            continue
        corners = trace(shape)
        if not all([0 <= x <= width and 0 <= y <= height for x, y in corners]):
            corners = _cut(corners, width, height)
        if len(corners) >= 3:
            polygons.append(corners)
    return polygons


def _cut(corners: list[Point], width: int, height: int) -> list[Point]:
    """A convex polygon cut at the picture's four borders, one after the other (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, 0.0, 1), (0, float(width), -1), (1, 0.0, 1), (1, float(height), -1)):
        kept = []
        for before, here in zip([corners[-1], *corners[:-1]] if corners else [], corners, strict=True):
            was_in, is_in = (before[axis] - limit) * sign >= 0, (here[axis] - limit) * sign >= 0
            if was_in != is_in:
                t = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + t * (here[0] - before[0]), before[1] + t * (here[1] - before[1])))
            if is_in:
                kept.append(here)
        corners = kept
    return corners


def _categories(kind: str) -> list[dict[str, Any]]:
    if kind == "captions":
        return []
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

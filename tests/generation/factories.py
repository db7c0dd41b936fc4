"""Scenes and runs made to order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kp_llava.annotations.coco.scenes import SceneSet
from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.generation.options import RunOptions
from kp_llava.generation.run import RunSummary, generate

# a person of 100 x 300 pixels who stands and faces the viewer, both arms hanging
STANDING = (
    *((50, 30), (56, 24), (44, 24), (64, 28), (36, 28), (75, 70), (25, 70), (82, 120), (18, 120)),
    *((84, 165), (16, 165), (65, 165), (35, 165), (64, 230), (36, 230), (64, 290), (36, 290)),
)


def make_person(left: float = 100, top: float = 80, annotation_id: int = 1) -> SceneObject:
    keypoints = tuple(Keypoint(left + x, top + y, 2) for x, y in STANDING)
    return SceneObject(annotation_id, "person", (left, top, 100.0, 300.0), keypoints)


def make_scene(image_id: int, captions: tuple[str, ...] = ("A person stands on a path.",)) -> Scene:
    people = (make_person(left=60 + 3 * image_id),)
    bench = SceneObject(2, "bench", (300.0, 200.0, 150.0, 120.0))
    return Scene(image_id, f"{image_id:012d}.jpg", 640, 480, captions, (*people, bench))


def make_scene_set(scenes: Iterable[Scene]) -> SceneSet:
    return SceneSet(list(scenes), {"crowd annotations": 3}, COCO_SKELETON, "drawn", None)


def make_options(run_dir: Path, **changes: object) -> RunOptions:
    return RunOptions(run_dir=run_dir, coco="coco", split="drawn", **changes)


def run_on(run_dir: Path, count: int = 3, **changes: object) -> RunSummary:
    """Generate on the scenes 1 to count."""
    scenes = make_scene_set(make_scene(image_id) for image_id in range(1, count + 1))
    return generate(make_options(run_dir, **changes), scene_set=scenes)

"""Runs whose text is out to break whatever shows it."""

from __future__ import annotations

import json
from pathlib import Path

from kp_llava.annotations.coco.scenes import SceneSet
from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.annotations.skeleton import COCO_SKELETON
from kp_llava.generation.ledger.ledger import Attempt, Ledger
from kp_llava.generation.run import RunOptions, generate

# among the rest: an emoji of several code points, Hebrew, Arabic, and a sign that turns the writing direction round
HOSTILE = (
    "</script><script>alert(1)</script> <img src=x onerror=alert(2)> \"double\" 'single' `ticks` ```` four\n"
    "---\nlicense: evil\n---\n| a | b |\n[link](javascript:alert(3)) {{ 7*7 }} {% raw %} \\ %s &amp; ]]> --> "
    "\U0001f469\u200d\U0001f680 \u05e9\u05dc\u05d5\u05dd \ufdfd \u202eevil\u202c"
)
HOSTILE_NAME = 'a picture\'s "name" <b>&amp; `x` | émoji 🤸 #?.jpg'


def make_scene(image_id: int = 7, *, caption: str = HOSTILE, file_name: str = HOSTILE_NAME) -> Scene:
    """A scene with one person, all points visible in a row."""
    points = tuple(Keypoint(10.0 + 4 * i, 20.0 + 3 * i, 2) for i in range(len(COCO_SKELETON.parts)))
    person = SceneObject(annotation_id=image_id * 10, category="person", bbox_xywh=(5, 5, 90, 90), keypoints=points)
    return Scene(image_id, file_name, 100, 100, (caption,), (person,))


def make_run(folder: Path, scenes: list[Scene], answers: dict[str, str] | None = None) -> Path:
    """A run over scenes; `answers` puts a teacher's text for each task in place of the pose teacher's."""
    options = RunOptions(run_dir=folder, coco="nowhere", split="train2014", checks=())
    generate(options, scene_set=SceneSet(scenes, {}, COCO_SKELETON, "train2014", None))
    if answers:
        with Ledger.write(folder) as ledger:
            for task, text in answers.items():
                for stored in list(ledger.answers(task)):
                    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
                    answer = json.dumps({"model": "evil", "choices": [choice]})
                    ledger.add_attempt(Attempt(stored.request.key, 0.0, 1.0, answer=answer, finish_reason="stop"))
    return folder


def make_hostile_run(folder: Path) -> Path:
    """One image whose caption, file name and answers are hostile, and 100,000 characters long in places."""
    flat = " ".join(HOSTILE.split())
    long = f"{flat} {'long ' * 20_000}".strip()
    return make_run(
        folder,
        [make_scene(caption=long)],
        {"complex": f"Question: {flat}?\nAnswer: {long}", "detail": HOSTILE},
    )

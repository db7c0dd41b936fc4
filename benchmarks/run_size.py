"""How long a large run takes to plan, to answer with the pose teacher, to count, to read again, and to look at.

    python benchmarks/run_size.py --images 37700

The run's scenes are copies of drawn ones under new image ids. Each command runs in a process of its own.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kp_llava.annotations.coco.scenes import read_scenes
from kp_llava.annotations.scene import Scene
from kp_llava.annotations.synthetic.sample import draw_sample

DRAWN = 300


def draw_coco(folder: Path, images: int) -> Path:
    """Write a COCO folder of so many images, without pictures: copies of drawn scenes."""
    drawn = draw_sample(folder / "drawn", images=min(images, DRAWN), seed=3, split="val2017", with_images=False)
    scenes = read_scenes(drawn, "val2017").scenes
    copies = [
        dataclasses.replace(scene, image_id=number, file_name=f"{number:012d}.jpg")
        for number, scene in zip(range(1, images + 1), _cycle(scenes), strict=False)
    ]
    (folder / "coco/annotations").mkdir(parents=True)
    names = sorted({item.category for scene in scenes for item in scene.objects} - {"person"})
    categories = {"person": 1, **{name: number for number, name in enumerate(names, start=2)}}
    for kind, content in _to_files(copies, categories).items():
        (folder / f"coco/annotations/{kind}_val2017.json").write_text(json.dumps(content), encoding="utf-8")
    return folder / "coco"


def _cycle(scenes: list[Scene]):
    while True:
        yield from scenes


def _to_files(scenes: list[Scene], categories: dict[str, int]) -> dict[str, dict]:
    images = [
        {"id": s.image_id, "file_name": s.file_name, "width": s.width, "height": s.height, "coco_url": s.image_url}
        for s in scenes
    ]
    captions, instances, people = [], [], []
    for scene in scenes:
        for text in scene.captions:
            captions.append({"id": len(captions) + 1, "image_id": scene.image_id, "caption": text})
        for item in scene.objects:
            record = {
                "id": len(instances) + 1,
                "image_id": scene.image_id,
                "category_id": categories[item.category],
                "bbox": item.bbox_xywh,
                "iscrowd": 0,
                "area": 1.0,
                "segmentation": [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]],
            }
            instances.append(record)
            if item.category == "person":
                points = [number for p in item.keypoints for number in (p.x, p.y, p.visibility)] or [0] * 51
                people.append({**record, "keypoints": points, "num_keypoints": item.labeled_count})
    named = [{"id": number, "name": name} for name, number in categories.items()]
    person = {**named[0], "keypoints": [part.replace(" ", "_") for part in scenes[0].skeleton.parts], "skeleton": []}
    return {
        "captions": {"images": images, "annotations": captions},
        "instances": {"images": images, "annotations": instances, "categories": [person, *named[1:]]},
        "person_keypoints": {"images": images, "annotations": people, "categories": [person]},
    }


def measure(name: str, *arguments: object) -> None:
    """Run a command and print its time and memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "kp_llava.commands.main", *map(str, arguments)],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert done.returncode == 0, done.stderr[-2000:]
    memory = f"at most {after / 2**10:,.0f} MiB" + (" (of an earlier step)" if after == before else "")
    print(f"{name:<34}{seconds:8.1f} s   {memory}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=37_700)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="run_size_"))
    coco = folder / "coco"
    if not coco.exists():
        coco = draw_coco(folder, given.images)
    run = folder / "run"
    generate = ("generate", run, "--coco", coco, "--split", "val2017")
    print(f"{given.images:,} images, {3 * given.images:,} requests, {os.cpu_count()} processors, in {folder}")
    measure("plan, answer by pose, check", *generate)
    measure("the same again", *generate)
    measure("status", "status", run)
    measure("status again", "status", run)
    measure("--reparse", "generate", run, "--reparse")
    measure("--reparse again", "generate", run, "--reparse")


if __name__ == "__main__":
    main()

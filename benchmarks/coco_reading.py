"""Reading COCO's three files: kp_llava's records and scenes against pycocotools' three COCO objects.

python benchmarks/coco_reading.py --rounds 3

The files, of train2014's size, are written by coco_files.py unless `--folder` has them. Each side reads in a process of
its own, in turn; its time is that of the reading alone, its memory the peak of the whole process.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coco_files import IMAGES, SPLIT

KINDS = ("captions", "instances", "person_keypoints")


def read_reference(folder: Path) -> None:
    from pycocotools.coco import COCO

    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        objects = [COCO(folder / "annotations" / f"{kind}_{SPLIT}.json") for kind in KINDS]
    seconds = time.perf_counter() - started
    report(seconds, sum(len(one.anns) for one in objects))


def read_records(folder: Path) -> None:
    from kp_llava.annotations.coco.files import find_kind
    from kp_llava.annotations.coco.records import read_file

    started = time.perf_counter()
    files = [read_file(path, kind) for kind in KINDS for path in find_kind(folder, kind, SPLIT)]
    report(time.perf_counter() - started, sum(len(content.annotations) for content in files))


def read_whole(folder: Path) -> None:
    from kp_llava.annotations.coco.scenes import read_scenes

    started = time.perf_counter()
    found = read_scenes(folder, SPLIT)
    report(time.perf_counter() - started, len(found.scenes))


SIDES = {"pycocotools": read_reference, "records": read_records, "scenes": read_whole}


def report(seconds: float, count: int) -> None:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "count": count, "peak_mb": peak_mb}))


def measure(side: str, folder: Path) -> dict:
    command = [sys.executable, __file__, "--side", side, "--folder", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def compare(folder: Path, rounds: int) -> None:
    found: dict[str, list[dict]] = {side: [] for side in SIDES}
    for number in range(rounds):
        for side in SIDES if number % 2 else reversed(SIDES):
            one = measure(side, folder)
            found[side].append(one)
            print(f"{side}: {one['seconds']:.1f} s, peak {one['peak_mb']:.0f} MB, {one['count']:,} found", flush=True)
    middle = {
        side: {name: statistics.median(one[name] for one in ones) for name in ("seconds", "peak_mb")}
        for side, ones in found.items()
    }
    base = middle["pycocotools"]
    for side, what in (("records", "typed records"), ("scenes", "checked and joined scenes")):
        times, share = base["seconds"] / middle[side]["seconds"], middle[side]["peak_mb"] / base["peak_mb"]
        print(f"{what}: {times:.1f} times as fast as pycocotools, {share:.2f} of its memory")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=IMAGES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--side", choices=list(SIDES))
    asked = parser.parse_args()
    if asked.side:
        SIDES[asked.side](asked.folder)
        return
    if asked.folder:
        compare(asked.folder, asked.rounds)
        return
    with tempfile.TemporaryDirectory() as folder:
        # in a process of its own: a child's peak memory counts what its parent holds when it starts
        command = [
            sys.executable,
            str(Path(__file__).with_name("coco_files.py")),
            folder,
            "--images",
            str(asked.images),
        ]
        subprocess.run(command, check=True)
        compare(Path(folder), asked.rounds)


if __name__ == "__main__":
    main()

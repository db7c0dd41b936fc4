"""How export grows: time and peak memory for some rows and for several times as many, from synthetic ledgers.

    python benchmarks/export_scale.py --rows 200328
    python benchmarks/export_scale.py --rows 200000 --times 5 --shards 16
    python benchmarks/export_scale.py --cold --rows 20034

The second exports the parts of one run together. The first two have the checks' results in the ledger, as `generate`
leaves them there; they are made up, which costs an export as much as true ones. The third works them out in a first
export and finds them in a second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROWS_PER_IMAGE = 7
SENTENCES = [
    "The person on the left bends both knees and leans forward.",
    "Their right arm is raised above the head and the left hangs at the side.",
    "A second person sits on a bench and looks at the ball.",
    "Both feet stand wide apart, which keeps the weight low.",
    "Their head is turned to the viewer's right.",
]


def make_ledger(folder: Path, rows: int, *, is_checked: bool, part: str | None = None) -> None:
    """Fill a run with answers of about the length of a language model's, without asking any."""
    from kp_llava.annotations.coco.scenes import SceneSet
    from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
    from kp_llava.annotations.shard import Shard
    from kp_llava.annotations.skeleton import COCO_SKELETON
    from kp_llava.generation.checks import cache as check_pool
    from kp_llava.generation.checks.checks import TurnCheck
    from kp_llava.generation.ledger.ledger import Attempt, Ledger
    from kp_llava.generation.plan import plan_requests
    from kp_llava.generation.prompts.messages import load_prompts
    from kp_llava.generation.rows import count_rows
    from kp_llava.generation.run import RunOptions, generate

    rng = random.Random(part)
    shard = Shard.read(part or "1/1")

    def text(sentences: int) -> str:
        return " ".join(rng.choice(SENTENCES) for _ in range(sentences))

    scenes = []
    for image_id in filter(shard.holds, range(1, rows // ROWS_PER_IMAGE + 1)):
        points = tuple(Keypoint(rng.uniform(0, 640), rng.uniform(0, 480), 2) for _ in COCO_SKELETON.parts)
        people = tuple(SceneObject(image_id * 10 + i, "person", (9, 9, 200, 300), points) for i in range(2))
        captions = tuple(text(1) for _ in range(5))
        scenes.append(Scene(image_id, f"{image_id:012d}.jpg", 640, 480, captions, people))
    # random sentences contradict random points: the checks mark rows, and reject none
    options = RunOptions(run_dir=folder, coco="nowhere", split="train2014", checks=(), shard=part)
    # one image by the real way in, for a run like any other; the rest by the ledger, which is what grows
    generate(options, scene_set=SceneSet(scenes[:1], {}, COCO_SKELETON, "train2014", None))
    with Ledger.write(folder) as ledger, ledger.transaction():
        for scene in scenes:
            ledger.add_scene(scene)
        for request, opening in plan_requests(options, scenes, load_prompts()):
            ledger.add_opening(opening.id, opening.payload)
            ledger.add_request(request)
            if request.task == "conversation":
                answer = "\n\n".join(f"Question: {text(1)}\nAnswer: {text(2)}" for _ in range(5))
            else:
                answer = text(18) if request.task == "detail" else f"Question: {text(1)}\nAnswer: {text(10)}"
            choice = {"message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}
            ledger.add_attempt(Attempt(request.key, 0.0, 1.0, answer=json.dumps({"choices": [choice]})))

    def make_up(_task: str, turns: Sequence[Any], _scene: Any) -> list[TurnCheck]:
        return [TurnCheck(("doubtful-contradiction",) * (number == 3), 3, 0, 1) for number, _ in enumerate(turns)]

    if is_checked:
        check_pool.check_turns = make_up
        with Ledger.write(folder) as ledger:
            count_rows(ledger, ())


def make_apart(place: Path, rows: int, shards: int, *, is_checked: bool) -> list[Path]:
    """Make a run or its parts, each in a process of its own: a child's peak memory counts what its parent holds."""
    parts = {place / f"{n}-of-{shards}": f"{n}/{shards}" for n in range(1, shards + 1)} if shards > 1 else {place: ""}
    for run, part in parts.items():
        if is_checked and run.is_dir():
            continue
        command = [sys.executable, __file__, "--rows", str(rows), "--make", str(run), "--part", part]
        subprocess.run([*command, *([] if is_checked else ["--cold"])], check=True)
    return list(parts)


def measure(runs: Sequence[Path], rows: int, out: Path) -> tuple[float, float, float]:
    """Export in a process of its own; its seconds on the clock and on the processor, and its peak memory in MB."""
    start = time.perf_counter()
    code = "from kp_llava.commands.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "export", *map(str, runs), str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the export of {runs[0]} failed with {status}")
    wall, cpu, peak = time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    size = sum(path.stat().st_size for path in out.rglob("*.parquet")) / 1e6
    print(
        f"{rows:>10,} rows: {wall:6.1f} s ({cpu:.1f} s of CPU, {1000 * cpu / rows:.3f} ms a row), peak {peak:.0f} MB, "
        f"{size:.1f} MB written",
        flush=True,
    )
    return wall, cpu, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_328)
    parser.add_argument("--times", type=int, default=2, help="how many times as many the second export has")
    parser.add_argument("--shards", type=int, default=1, help="how many parts the run is divided into")
    parser.add_argument("--cold", action="store_true", help="export a run whose checks nobody has worked out yet")
    parser.add_argument("--runs", type=Path, help="where synthetic runs are kept from one call to the next")
    parser.add_argument("--make", type=Path, help="only make the synthetic run, in this folder")
    parser.add_argument("--part", help="make this part of it, as in 3/16")
    arguments = parser.parse_args()
    rows = arguments.rows // ROWS_PER_IMAGE * ROWS_PER_IMAGE
    if arguments.make:
        make_ledger(arguments.make, rows, is_checked=not arguments.cold, part=arguments.part or None)
        return
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.runs or Path(folder)
        counts = (rows,) if arguments.cold else (rows, arguments.times * rows)
        made = [make_apart(home / str(n), n, arguments.shards, is_checked=not arguments.cold) for n in counts]
        if arguments.cold:
            counts, made = (rows, rows), made * 2
        first, second = (
            measure(runs, count, Path(folder) / f"out-{number}")
            for number, (runs, count) in enumerate(zip(made, counts, strict=True))
        )
    if arguments.cold:
        print(f"checks worked out against found: {first[1] / second[1]:.2f} times the CPU time")
    else:
        print(
            f"{arguments.times} times the rows: {second[1] / first[1]:.2f} times the CPU time, "
            f"{second[2] / first[2]:.2f} the memory"
        )


if __name__ == "__main__":
    main()

"""How memory grows: the peak of asking for 10,000 answers and for 100,000, each in a process of its own, in turn.

python benchmarks/generation_memory.py --requests 10000 --rounds 3
python benchmarks/generation_memory.py --requests 10000 --rounds 3 --coco DIR --split train2014

By itself it measures the asking alone, with the scenes in the ledger before. With a COCO folder it measures the whole
`kp-llava generate`, which reads that folder, once with a tenth of the images and once with all that are needed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from generation_rate import TASK, get, make_scenes, start_server


def make_options(folder: Path, base_url: str):
    from kp_llava.generation.run import RunOptions

    return RunOptions(
        run_dir=folder,
        coco="",
        split="",
        tasks=(TASK,),
        teacher="openai",
        base_url=base_url,
        concurrency=256,
        max_reasks=0,
    )


def plan(folder: Path, base_url: str, requests: int) -> None:
    """Write the requests to a ledger without asking anything."""
    from kp_llava.generation.ledger.ledger import Ledger
    from kp_llava.generation.plan import plan_requests
    from kp_llava.generation.prompts.messages import load_prompts

    options = make_options(folder, base_url)
    scenes = make_scenes(requests).scenes
    with Ledger.write(folder) as ledger, ledger.transaction():
        for scene in scenes:
            ledger.add_scene(scene)
        for request, opening in plan_requests(options, scenes, load_prompts()):
            ledger.add_opening(opening.id, opening.payload)
            ledger.add_request(request)


def ask(folder: Path, base_url: str) -> None:
    from kp_llava.generation.cost.prices import Budget
    from kp_llava.generation.ledger.ledger import Ledger
    from kp_llava.generation.payload import rebuild_bytes
    from kp_llava.generation.teachers import openai as openai_teacher
    from kp_llava.generation.teachers.follow_ups import FollowUps

    options = make_options(folder, base_url)
    with Ledger.write(folder) as ledger:
        openai_teacher.ask(
            options,
            ledger,
            ledger.pending(options.tasks),
            lambda request: rebuild_bytes(ledger, request),
            lambda: None,
            money=openai_teacher.Money(Budget(None), options.price),
            follow_ups=FollowUps(ledger, options),
        )
    print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measure_whole(url: str, requests: int, coco: Path, split: str) -> float:
    """The peak in MB of the command itself, for three tasks of a third as many images."""
    get(f"{url}/reset")
    images = -(-requests // 3)
    with tempfile.TemporaryDirectory() as folder:
        code = "from kp_llava.commands.main import main; main()"
        command = [sys.executable, "-c", code, "generate", folder, "--coco", str(coco), "--split", split]
        command += ["--max-images", str(images), "--teacher", "openai", "--base-url", f"{url}/v1"]
        command += ["--concurrency", "256", "--max-reasks", "0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    assert status == 0 and get(f"{url}/stats")["count"] == 3 * images
    return usage.ru_maxrss / 1024


def measure(url: str, requests: int) -> float:
    get(f"{url}/reset")
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
        for step in ("plan", "ask"):
            command = [sys.executable, __file__, "--step", step, "--folder", folder, "--base-url", f"{url}/v1"]
            command += ["--requests", str(requests)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert get(f"{url}/stats")["count"] == requests
    return json.loads(done.stdout.splitlines()[-1])["peak_mb"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--coco", type=Path)
    parser.add_argument("--split", default="train2014")
    parser.add_argument("--step", choices=["plan", "ask"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--base-url")
    asked = parser.parse_args()
    if asked.step == "plan":
        plan(asked.folder, asked.base_url, asked.requests)
        return
    if asked.step == "ask":
        ask(asked.folder, asked.base_url)
        return
    peaks: dict[int, list[float]] = {asked.requests: [], 10 * asked.requests: []}
    server, url = start_server(0.0, 0.0, 0.0)
    try:
        for _ in range(asked.rounds):
            for count, found in peaks.items():
                whole = asked.coco is not None
                found.append(measure_whole(url, count, asked.coco, asked.split) if whole else measure(url, count))
                print(f"{count:>9,} requests: peak {found[-1]:.0f} MB", flush=True)
    finally:
        server.terminate()
    few, many = (statistics.median(found) for found in peaks.values())
    print(f"memory for ten times as many: {many / few:.2f} times")


if __name__ == "__main__":
    main()

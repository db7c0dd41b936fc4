"""`generate` against a bare loop over AsyncOpenAI: same transport, payloads, concurrency, server and latencies.

python benchmarks/generation_rate.py --requests 4000 --concurrency 256 --latency 0.2
python benchmarks/generation_rate.py --requests 4000 --concurrency 200 --latency 0.5 --slow-share 0.01 --slow-s 8

Each side runs in a process of its own, in turn; the time is the server's, from the first call to the last reply; the
CPU time is that of the asking itself. `generate` has every answer committed to disk and checked, the bare loop throws
them away.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TASK = "complex"


def make_scenes(count: int):
    from kp_llava.annotations.coco.scenes import SceneSet
    from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
    from kp_llava.annotations.skeleton import COCO_SKELETON

    def scene(image_id: int) -> Scene:
        people = tuple(
            SceneObject(
                image_id * 10 + n,
                "person",
                (20.0 + n, 30.0, 200.0, 300.0),
                tuple(Keypoint(40.0 + 7 * k + n, 50.0 + (image_id * 13 + k * 17) % 280, 2) for k in range(17)),
            )
            for n in range(2)
        )
        captions = tuple(f"Two people stand on path {image_id}, seen from side {n}." for n in range(5))
        return Scene(image_id, f"{image_id:012d}.jpg", 640, 480, captions, people)

    return SceneSet([scene(n) for n in range(1, count + 1)], {}, COCO_SKELETON, "drawn", None)


def cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def ask_bare(base_url: str, requests: int, concurrency: int) -> None:
    import openai

    from kp_llava.generation.options import RunOptions
    from kp_llava.generation.prompts.messages import render_messages

    options = RunOptions(run_dir=Path(), coco="", split="", teacher="openai", base_url=base_url)
    parameters = options.request_parameters()
    scenes = make_scenes(requests).scenes
    payloads = iter([{**parameters, "messages": list(render_messages(TASK, scene))} for scene in scenes])

    async def work() -> None:
        async with openai.AsyncOpenAI(
            api_key="none", base_url=base_url, max_retries=0, http_client=openai.DefaultAioHttpClient(timeout=120)
        ) as client:

            async def worker() -> None:
                for payload in payloads:
                    reply = await client.chat.completions.create(**payload)
                    assert reply.choices[0].message.content

            await asyncio.gather(*(worker() for _ in range(concurrency)))

    before = cpu_s()
    asyncio.run(work())
    print(json.dumps({"cpu_s": cpu_s() - before}))


def ask_ours(base_url: str, requests: int, concurrency: int) -> None:
    from kp_llava.generation.run import RunOptions, generate
    from kp_llava.generation.teachers import openai as openai_teacher
    from kp_llava.processes import count_processes

    spent = {}
    real = openai_teacher.run_to_end

    def run_to_end(work):
        before = cpu_s()
        try:
            return real(work)
        finally:
            spent["cpu_s"] = cpu_s() - before

    openai_teacher.run_to_end = run_to_end
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(
            run_dir=Path(folder),
            coco="",
            split="",
            tasks=(TASK,),
            teacher="openai",
            base_url=base_url,
            concurrency=concurrency,
            checks=(),  # all are worked out, and none sends back the server's one answer, which fits few scenes
        )
        summary = generate(options, scene_set=make_scenes(requests), processes=count_processes())
        assert summary.tasks[TASK].pending == 0 and not summary.tasks[TASK].failed.get("APITimeoutError")
    print(json.dumps(spent | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def get(url: str) -> dict:
    with urllib.request.urlopen(url) as reply:
        return json.load(reply)


def add_load_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--concurrency", type=int, default=256, help="calls at once")
    parser.add_argument("--latency", type=float, default=0.2, help="seconds that the server takes to answer")
    parser.add_argument("--slow-share", type=float, default=0.0, help="share of the calls that take --slow-s instead")
    parser.add_argument("--slow-s", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=3)


def start_server(latency_s: float, slow_share: float, slow_s: float) -> tuple[subprocess.Popen, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = Path(__file__).with_name("latency_server.py")
    server = subprocess.Popen([sys.executable, str(script), *map(str, (port, latency_s, slow_share, slow_s))])
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            get(f"{url}/reset")
            return server, url
        except OSError:
            time.sleep(0.1)


def measure(side: str, url: str, requests: int, concurrency: int) -> dict:
    get(f"{url}/reset")
    command = [sys.executable, __file__, "--side", side, "--base-url", f"{url}/v1"]
    command += ["--requests", str(requests), "--concurrency", str(concurrency)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    seen = get(f"{url}/stats")
    assert seen["count"] == requests, seen
    return json.loads(done.stdout.splitlines()[-1]) | {"seconds": seen["last"] - seen["first"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_load_options(parser)
    parser.add_argument("--side", choices=["bare", "ours"])
    parser.add_argument("--base-url")
    asked = parser.parse_args()
    if asked.side:
        (ask_bare if asked.side == "bare" else ask_ours)(asked.base_url, asked.requests, asked.concurrency)
        return
    server, url = start_server(asked.latency, asked.slow_share, asked.slow_s)
    found: dict[str, list[dict]] = {"bare": [], "ours": []}
    try:
        for number in range(asked.rounds):
            for side in found if number % 2 else reversed(found):
                one = measure(side, url, asked.requests, asked.concurrency)
                found[side].append(one)
                rate, cpu_ms = asked.requests / one["seconds"], one["cpu_s"] / asked.requests * 1000
                print(f"{side}: {one['seconds']:.1f} s, {rate:.0f} requests/s, {cpu_ms:.2f} ms of CPU a request")
    finally:
        server.terminate()
    middle = {
        side: {name: statistics.median(one[name] for one in ones) for name in ("seconds", "cpu_s")}
        for side, ones in found.items()
    }
    print(f"rate of ours to bare: {middle['bare']['seconds'] / middle['ours']['seconds']:.2f}")
    print(f"time of ours to bare: {middle['ours']['seconds'] / middle['bare']['seconds']:.2f}")
    print(f"CPU a request of ours to bare: {middle['ours']['cpu_s'] / middle['bare']['cpu_s']:.2f}")


if __name__ == "__main__":
    main()

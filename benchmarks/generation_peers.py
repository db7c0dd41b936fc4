"""`generate` against curator and distilabel: the same messages, server, latencies and number of calls at once.

python -m venv curator && curator/bin/pip install bespokelabs-curator
python -m venv distilabel && distilabel/bin/pip install 'distilabel[openai]'
python benchmarks/generation_peers.py --curator-python curator/bin/python --distilabel-python distilabel/bin/python

Each side runs in a process of its own, from its own environment, in turn. The time is the server's, from the first
call to the last reply: neither imports nor the making of datasets count.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from generation_rate import TASK, add_load_options, get, make_scenes, measure, start_server


def write_messages(path: Path, requests: int) -> None:
    from kp_llava.generation.prompts.messages import render_messages

    with path.open("w", encoding="utf-8") as file:
        for scene in make_scenes(requests).scenes:
            file.write(json.dumps(list(render_messages(TASK, scene))) + "\n")


def measure_peer(python: Path, peer: str, messages: Path, url: str, requests: int, concurrency: int) -> dict:
    get(f"{url}/reset")
    script = Path(__file__).with_name(f"peer_{peer}.py")
    with tempfile.TemporaryDirectory() as folder:
        command = [python.absolute(), script, messages, f"{url}/v1", str(concurrency), folder]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=folder)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"answers"')]
    if done.returncode or not lines:
        raise SystemExit(f"{peer} failed with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    seen = get(f"{url}/stats")
    assert json.loads(lines[-1])["answers"] == requests, (lines[-1], seen)
    return {"seconds": seen["last"] - seen["first"], "calls": seen["count"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_load_options(parser)
    parser.add_argument("--curator-python", type=Path)
    parser.add_argument("--distilabel-python", type=Path)
    asked = parser.parse_args()
    peers = {"curator": asked.curator_python, "distilabel": asked.distilabel_python}
    found: dict[str, list[float]] = {side: [] for side in ("ours", *(peer for peer in peers if peers[peer]))}
    server, url = start_server(asked.latency, asked.slow_share, asked.slow_s)
    try:
        with tempfile.TemporaryDirectory() as folder:
            messages = Path(folder) / "messages.jsonl"
            write_messages(messages, asked.requests)
            for number in range(asked.rounds):
                for side in found if number % 2 else reversed(found):
                    if side == "ours":
                        one = measure(side, url, asked.requests, asked.concurrency)
                    else:
                        one = measure_peer(peers[side], side, messages, url, asked.requests, asked.concurrency)
                    found[side].append(one["seconds"])
                    print(
                        f"{side}: {one['seconds']:.1f} s, {asked.requests / one['seconds']:.0f} requests/s", flush=True
                    )
    finally:
        server.terminate()
    middle = {side: statistics.median(ones) for side, ones in found.items()}
    for side in found:
        if side != "ours":
            print(f"rate of ours to {side}'s: {middle[side] / middle['ours']:.2f}")


if __name__ == "__main__":
    main()

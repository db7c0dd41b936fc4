"""Training at 7B shape on one 80 GB GPU, without a network, in at most 8 minutes: speed, share of the peak, memory.

    python benchmarks/gpu.py --out gpu.json
    python benchmarks/gpu.py --trl-python .venv-trl/bin/python --sides packed-sdpa packed-flex unpacked trl
    python benchmarks/gpu.py --tiny --out tiny.json          # the same on a CPU, in seconds

LLaVA-7B's true shape with random weights in bfloat16, LoRA adapters of rank 128 with activation checkpointing, drawn
pictures at 336 px with five conversation rows of 60 words each. Every side runs in a process of its own: the trainer
with packed rows and sdpa, the same with flex_attention, unpacked rows, and TRL's SFTTrainer on the same rows. The sides
whose names end in `kept` keep all activations, without checkpointing (TRL then takes half as many rows at once), and
so does `packed-compiled`, whose layers are compiled too. `full` is full tuning under ZeRO-3 with the optimizer in the
machine's memory, and the weights too where there is room (it takes about 100 GB of it, 170 with the weights, and is
left out where there is less). Printed are samples and tokens a second (the median of the steps after the first), the
share of the card's peak (MFU: operations that the model needs, nothing that is computed twice), peak memory next to the
planner's figure, and by how much packed and unpacked losses of one step differ in bfloat16.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from gpu_side import run_ours, run_trl, save_inputs

ROOT = Path(__file__).parents[1]
SIDES = (
    "packed-sdpa",
    "packed-flex",
    "unpacked",
    "trl",
    "packed-kept",
    "packed-flex-kept",
    "packed-compiled",
    "trl-kept",
    "full",
)
PEAKS = {"A100": 312, "H100": 989, "H200": 989, "L40S": 362, "A6000": 155, "4090": 165}  # dense bfloat16, TFLOP/s
FULL = {"layers": 32, "width": 4096, "inner": 11_008, "heads": 32, "vocabulary": 32_064, "side": 336, "tower": 24}
TINY = {"layers": 2, "width": 64, "inner": 176, "heads": 4, "vocabulary": 8_192, "side": 56, "tower": 2}
COMPARED = (
    ("packed-flex", "packed-sdpa"),
    ("packed-sdpa", "unpacked"),
    ("packed-sdpa", "trl"),
    ("packed-flex-kept", "packed-kept"),
    ("packed-compiled", "packed-kept"),
    ("packed-kept", "trl-kept"),
    ("packed-compiled", "trl-kept"),
    ("packed-compiled", "trl"),
)
TIME_LIMIT_S = 480
HOST_BYTES_OF_FULL = 125 * 10**9
HOST_BYTES_WITH_WEIGHTS = 200 * 10**9


def run_side(options: argparse.Namespace, side: str) -> dict[str, Any]:
    """One side in a process of its own."""
    python = options.trl_python if side.startswith("trl") else sys.executable
    command = [python, __file__, "--inside", side, "--folder", str(options.folder)]
    command += ["--rows-per-picture", str(options.rows_per_picture), "--rows-at-once", str(options.rows_at_once)]
    command += ["--tiny"] if options.tiny else []
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TOKENIZERS_PARALLELISM": "false"}
    if side == "full":
        environment |= {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1", "MASTER_ADDR": "127.0.0.1"}
        environment |= {"MASTER_PORT": "29511"}
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=options.left_s, check=False
        )
    except subprocess.TimeoutExpired:
        return {"error": f"took more than the {options.left_s:.0f} s that were left"}
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"code {done.returncode}"]
        return {"error": lines[-1], "log": lines[-60:]}
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "wall_s": round(time.perf_counter() - began, 1)}


def describe(found: dict[str, dict[str, Any]], peak_tflops: float | None) -> list[str]:
    """A line a side, and the ratios."""
    lines = []
    for side, run in found.items():
        if "error" in run:
            lines.append(f"{side}: failed: {run['error']}")
            continue
        text = f"{side}: {run['samples_per_second']:.2f} samples/s"
        if "tokens_per_row" in run:
            text += f", {run['samples_per_second'] * run['tokens_per_row']:,.0f} row tokens/s"
        if peak_tflops and "flops_per_sample" in run:
            run["mfu"] = run["samples_per_second"] * run["flops_per_sample"] / (peak_tflops * 1e12)
            text += f", MFU {run['mfu']:.3f}"
        text += f", peak {run['peak_gib']:.1f} GiB"
        if "planned_gib" in run:
            text += f" (planned {run['planned_gib']:.1f}: {run['planned_gib'] / run['peak_gib']:.2f} times)"
        lines.append(text)
    for side, other in COMPARED:
        ours, run = found.get(side, {}), found.get(other, {})
        if "samples_per_second" in ours and "samples_per_second" in run:
            lines.append(f"{side} / {other}: {ours['samples_per_second'] / run['samples_per_second']:.2f} times")
    packed = found.get("packed-sdpa", {})
    if "losses" in packed and "losses" in found.get("unpacked", {}):
        differences = [
            abs(one / other - 1)
            for one, other in zip(packed["losses"][:1], found["unpacked"]["losses"][:1], strict=True)
        ]
        lines.append(f"first loss, packed against unpacked: {differences[0]:.1e} relative")
    return lines


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiny", action="store_true", help="a tiny model on the CPU")
    parser.add_argument("--sides", nargs="+", default=None, choices=SIDES)
    parser.add_argument("--trl-python", help="an interpreter with TRL; without one TRL is left out")
    parser.add_argument("--rows-per-picture", type=int, default=5, help="of 60 words each")
    parser.add_argument("--rows-at-once", type=int, default=20, help="a micro-batch's; a step has twice as many")
    parser.add_argument("--peak-tflops", type=float, help="the card's dense bfloat16 peak, where its name is not known")
    parser.add_argument("--out", type=Path, help="a JSON file for all figures")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inside", choices=SIDES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.shape = TINY if options.tiny else FULL
    options.device = "cpu" if options.tiny else "cuda"
    options.samples, options.accumulation, options.steps = (
        (10, 1, 3) if options.tiny else (2 * options.rows_at_once, 2, 8)
    )
    options.rank = 4 if options.tiny else 128
    options.host_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    options.has_room = options.host_bytes >= HOST_BYTES_WITH_WEIGHTS
    return options


def main() -> None:
    options = parse()
    sys.path.insert(0, str(ROOT))
    if options.inside:
        found = (
            run_trl(options, options.inside) if options.inside.startswith("trl") else run_ours(options, options.inside)
        )
        print(json.dumps(found))
        return
    import torch

    if not options.tiny and not torch.cuda.is_available():
        raise SystemExit("no CUDA device; --tiny runs the same on the CPU")
    card = "cpu" if options.tiny else torch.cuda.get_device_name()
    peak = options.peak_tflops or next((value for name, value in PEAKS.items() if name in card), None)
    sides = options.sides or [
        side
        for side in SIDES
        if (not side.startswith("trl") or options.trl_python)
        and (side != "full" or (not options.tiny and options.host_bytes >= HOST_BYTES_OF_FULL))
        and (side in ("packed-sdpa", "unpacked", "trl") or not options.tiny)
    ]
    began = time.perf_counter()
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        options.folder = Path(temporary)
        pictures = options.samples // options.rows_per_picture * options.steps
        save_inputs(options.folder, options.shape, pictures, options.rows_per_picture)
        for side in sides:
            options.left_s = TIME_LIMIT_S - (time.perf_counter() - began)
            if options.left_s <= 0:
                found[side] = {"error": f"not started: {TIME_LIMIT_S} s were over"}
                continue
            found[side] = run_side(options, side)
            print(f"{side}: {found[side].get('wall_s', '-')} s", flush=True)
    lines = describe(found, peak)
    print(f"{card}, torch {torch.__version__}", *lines, sep="\n")
    if options.out:
        report = {"card": card, "peak_tflops": peak, "sides": found, "lines": lines}
        options.out.write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

"""Training at 7B shape on one 80 GB GPU, without a network, in at most 8 minutes: speed, share of the peak, memory.

    python benchmarks/gpu.py --out gpu.json
    python benchmarks/gpu.py --trl-python .venv-trl/bin/python --sides packed-sdpa packed-flex unpacked trl
    python benchmarks/gpu.py --sides packed-compiled@40 packed-flex-compiled@32x32 --profile packed-compiled@40
    python benchmarks/gpu.py --tiny --out tiny.json          # the same on a CPU, in seconds

LLaVA-7B's true shape with random weights in bfloat16, LoRA adapters of rank 128 with activation checkpointing, drawn
pictures at 336 px with five conversation rows of 60 words each. Each kind of side runs in a process of its own, and in
it one after the other what differs by micro-batches only: the trainer
with packed rows and sdpa, the same with flex_attention, unpacked rows, and TRL's SFTTrainer on the same rows. The sides
whose names end in `kept` keep all activations, without checkpointing (TRL then takes half as many rows at once), and
so do those that end in `compiled`, whose layers are compiled too; `compiled-ckpt` is compiled and checkpointed. `full`
is full tuning under ZeRO-3 with the optimizer in the machine's memory, and the weights too where there is room (it
takes about 100 GB of it, 170 with the weights, and is left out where there is less).

`SIDE@40` takes 40 rows a micro-batch, and `SIDE@32x32` 32 with 32 rows a picture. A step has 40 rows, or two
micro-batches where that cannot be divided. Printed are samples and tokens a second (the median of the steps after the
first), the share of the card's peak (MFU: operations that the model needs, nothing that is computed twice), peak memory
next to the planner's figure, and by how much packed and unpacked losses of one step differ in bfloat16. `--out` is
written anew after each side. While one side trains the next one reads its rows; it takes the GPU when that has ended.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gpu_inputs import save_inputs, save_rows
from gpu_side import Side, found_file, run_ours, run_trl

ROOT = Path(__file__).parents[1]
SIDES = (
    "packed-sdpa",
    "packed-flex",
    "unpacked",
    "trl",
    "packed-kept",
    "packed-flex-kept",
    "packed-compiled",
    "packed-flex-compiled",
    "packed-compiled-ckpt",
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
    ("packed-flex-compiled", "packed-compiled"),
    ("packed-kept", "trl-kept"),
    ("packed-compiled", "trl-kept"),
    ("packed-compiled", "trl"),
)
HOST_BYTES_OF_FULL = 125 * 10**9
HOST_BYTES_WITH_WEIGHTS = 200 * 10**9


def start_process(options: argparse.Namespace, sides: list[Side], log: Path) -> subprocess.Popen[str]:
    """A process of sides that share a model; it reads its rows, and takes the GPU when its input has ended."""
    kind, names = sides[0].kind, [side.name for side in sides]
    python = options.trl_python if kind.startswith("trl") else sys.executable
    command = [python, __file__, "--inside", *names, "--folder", str(options.folder)]
    command += ["--rows-per-picture", str(options.rows_per_picture), "--rows-at-once", str(options.rows_at_once)]
    command += ["--steps", str(options.steps), "--profile", *(name for name in names if name in options.profile)]
    command += ["--tiny"] if options.tiny else []
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TOKENIZERS_PARALLELISM": "false"}
    if kind == "full":
        environment |= {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1", "MASTER_ADDR": "127.0.0.1"}
        environment |= {"MASTER_PORT": "29511"}
    with log.open("w") as file:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=file, stderr=subprocess.STDOUT, text=True, env=environment
        )


def wait_for_sides(
    process: subprocess.Popen[str], sides: list[Side], folder: Path, log: Path, ends: float
) -> Iterator[tuple[Side, dict[str, Any]]]:
    """Let a process take the GPU, and give what it finds as soon as it is there."""
    began = time.perf_counter()
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    waiting = list(sides)
    while waiting:
        has_ended, is_late = process.poll() is not None, time.perf_counter() > ends
        path = found_file(folder, waiting[0])
        if path.exists():
            now = time.perf_counter()
            yield waiting.pop(0), {**json.loads(path.read_text()), "wall_s": round(now - began, 1)}
            began = now
        elif has_ended or is_late:
            lines = log.read_text().strip().splitlines()[-60:] or ["nothing was printed"]
            error = lines[-1] if has_ended else "took more than the time that was left"
            yield waiting.pop(0), {"error": error, "log": lines}
        else:
            time.sleep(0.2)
    process.kill()
    process.wait()


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
    parser.add_argument("--sides", nargs="+", default=None, help=f"any of {', '.join(SIDES)}, with @ROWS or @ROWSxROWS")
    parser.add_argument("--profile", nargs="*", default=[], help="sides one more step of which is profiled by kernel")
    parser.add_argument("--trl-python", help="an interpreter with TRL; without one TRL is left out")
    parser.add_argument("--rows-per-picture", type=int, default=5, help="of 60 words each")
    parser.add_argument("--rows-at-once", type=int, default=20, help="a micro-batch's; a step has twice as many")
    parser.add_argument("--peak-tflops", type=float, help="the card's dense bfloat16 peak, where its name is not known")
    parser.add_argument("--out", type=Path, help="a JSON file for all figures")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument(
        "--steps", type=int, help="of each side, the first of which does not count; 8, or 3 with --tiny"
    )
    parser.add_argument("--seconds", type=float, default=480, help="for all sides together")
    options = parser.parse_args()
    options.shape = TINY if options.tiny else FULL
    options.device = "cpu" if options.tiny else "cuda"
    options.rows_at_once = 10 if options.tiny else options.rows_at_once
    options.steps = options.steps or (3 if options.tiny else 8)
    options.rank = 4 if options.tiny else 128
    options.host_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    options.has_room = options.host_bytes >= HOST_BYTES_WITH_WEIGHTS
    try:
        for name in [*(options.sides or []), *options.profile, *(options.inside or [])]:
            read_side(options, name)
    except ValueError as error:
        parser.error(str(error))
    return options


def read_side(options: argparse.Namespace, name: str) -> Side:
    """A side as it is named: KIND, KIND@ROWS or KIND@ROWSxROWS, of a micro-batch and of a picture."""
    found = re.fullmatch(r"([a-z-]+)(?:@(\d+)(?:x(\d+))?)?", name)
    if not found or found[1] not in SIDES:
        raise ValueError(f"{name!r} is no side; give one of {', '.join(SIDES)}, with @ROWS or @ROWSxROWS if need be")
    rows = int(found[2] or options.rows_at_once // (2 if found[1] == "trl-kept" else 1))
    step = 10 if options.tiny else 2 * options.rows_at_once
    return Side(name, found[1], rows, step if step % rows == 0 else 2 * rows, int(found[3] or options.rows_per_picture))


def main() -> None:
    options = parse()
    sys.path.insert(0, str(ROOT))
    if options.inside:
        sides = [read_side(options, name) for name in options.inside]
        (run_trl if sides[0].kind.startswith("trl") else run_ours)(options, sides)
        return
    import torch

    if not options.tiny and not torch.cuda.is_available():
        raise SystemExit("no CUDA device; --tiny runs the same on the CPU")
    card = "cpu" if options.tiny else torch.cuda.get_device_name()
    peak = options.peak_tflops or next((value for name, value in PEAKS.items() if name in card), None)
    names = options.sides or [
        side
        for side in SIDES
        if (not side.startswith("trl") or options.trl_python)
        and (side != "full" or (not options.tiny and options.host_bytes >= HOST_BYTES_OF_FULL))
        and (side in ("packed-sdpa", "unpacked", "trl") or not options.tiny)
    ]
    sides = [read_side(options, name) for name in names]
    print(f"{card}, torch {torch.__version__}", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        options.folder = Path(temporary)
        records = {
            count: save_rows(
                options.folder,
                max(side.step_rows for side in sides if side.rows_per_picture == count) // count * options.steps,
                count,
            )
            for count in {side.rows_per_picture for side in sides}
        }
        save_inputs(options.folder, options.shape, [record for rows in records.values() for record in rows])
        found = measure_sides(options, sides, card, peak)
    print(*describe(found, peak)[len(found) :], sep="\n")


def measure_sides(
    options: argparse.Namespace, sides: list[Side], card: str, peak: float | None
) -> dict[str, dict[str, Any]]:
    """The sides one after the other; what is found is printed and written after each."""
    ends = time.perf_counter() + options.seconds
    found: dict[str, dict[str, Any]] = {}
    groups = [list(group) for _, group in itertools.groupby(sides, lambda side: (side.kind, side.rows_per_picture))]
    logs = [options.folder / f"log-{number}.txt" for number in range(len(groups))]
    processes: list[subprocess.Popen[str]] = []
    try:
        for number, group in enumerate(groups):
            while len(processes) < min(number + 2, len(groups)):
                place = len(processes)
                processes.append(start_process(options, groups[place], logs[place]))
            for side, run in wait_for_sides(processes[number], group, options.folder, logs[number], ends):
                found[side.name] = run
                lines = describe(found, peak)
                print(f"{run.get('wall_s', '-')} s: {lines[len(found) - 1]}", flush=True)
                if options.out:
                    report = {"card": card, "peak_tflops": peak, "sides": found, "lines": lines}
                    options.out.write_text(json.dumps(report, indent=1))
    finally:
        for process in processes:
            process.kill()
            process.wait()
    return found


if __name__ == "__main__":
    main()

"""Training speed and memory: shared-image packing against our own unpacked batches and against TRL's SFTTrainer.

python benchmarks/training_rate.py --shape vocabulary --mix conversation --trl-python .venv-trl/bin/python

Every side runs in a process of its own, in turn, for several rounds: the same weights, rows, samples an optimizer step,
float32, attention and optimizer. Shapes: `vocabulary` has 49,152 words and 91M parameters, `language` 2,048 words and 8
layers of width 512. Mixes: `conversation` has five rows a picture, `mixed` adds one of detail and one of complex.
Printed are the medians, and the ratios of the rounds' medians. `--trl-python` is an interpreter that has TRL too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from training_setup import MIXES, ROWS_PER_IMAGE, SHAPES, describe_rows, load_rows, make_rows, save_model

HERE = Path(__file__).parent


def run_side(side: str, python: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One run of one side; what `training_side.py` prints."""
    rows_per_image = sum(ROWS_PER_IMAGE[name] for name in MIXES[options.mix])
    samples = options.images_per_step * rows_per_image
    is_trl = side.startswith("trl")
    steps = 1 + (options.trl_steps if is_trl else options.steps)
    command = [
        python, str(HERE / "training_side.py"), side, str(folder / options.shape), str(folder / "rows"),
        "--mix", options.mix, "--images", str(steps * options.images_per_step), "--samples", str(samples),
        "--micro-batch", str((is_trl and options.trl_micro_batch) or samples), "--max-length", str(options.max_length),
    ]  # fmt: skip
    environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{side}: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def prepare(folder: Path, options: argparse.Namespace) -> None:
    """Rows and model, unless the folder has them."""
    rows = folder / "rows"
    if not rows.exists():
        make_rows(folder, images=24)
    if not (folder / options.shape).exists():
        save_model(folder / options.shape, options.shape, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=list(SHAPES), default="vocabulary")
    parser.add_argument("--mix", choices=list(MIXES), default="conversation")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--images-per-step", type=int, default=2, help="whose rows are an optimizer step")
    parser.add_argument("--steps", type=int, default=4, help="timed optimizer steps of our sides, after one more")
    parser.add_argument("--trl-steps", type=int, default=1, help="timed optimizer steps of TRL, after one more")
    parser.add_argument("--trl-micro-batch", type=int, help="rows of TRL's forward pass; those of a step by default")
    parser.add_argument("--trl-python", help="an interpreter with TRL; without one TRL is left out")
    parser.add_argument("--sides", nargs="+", default=["packed", "unpacked", "trl"])
    parser.add_argument("--max-length", type=int, default=2048)
    parser.add_argument("--folder", type=Path, help="where rows and models are kept for the next time")
    options = parser.parse_args()
    sides = [side for side in options.sides if options.trl_python or not side.startswith("trl")]
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        prepare(folder, options)
        rows = load_rows(folder / "rows", options.mix, (1 + options.steps) * options.images_per_step)
        print(f"{options.shape}, {options.mix}: {describe_rows(folder / options.shape, rows)}", flush=True)
        found: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
        for number in range(options.rounds):
            for side in sides:
                python = options.trl_python if side.startswith("trl") else sys.executable
                found[side].append(run_side(side, python, folder, options))
                last = found[side][-1]
                print(
                    f"round {number + 1} {side}: {last['samples_per_second']:.3f} samples/s, {last['step_seconds']} s, "
                    f"peak {last['peak_mib']:.0f} MiB, first loss {last['losses'][0]:.5f}",
                    flush=True,
                )
    rate = {side: statistics.median(run["samples_per_second"] for run in runs) for side, runs in found.items()}
    peak = {side: statistics.median(run["peak_mib"] for run in runs) for side, runs in found.items()}
    print(f"parameters: {found['packed'][0]['parameters']:,}")
    for side in sides[1:]:
        print(
            f"packed / {side}: {rate['packed'] / rate[side]:.2f} times the samples per second "
            f"({rate['packed']:.2f} against {rate[side]:.2f}), {peak['packed'] / peak[side]:.2f} of the peak memory "
            f"({peak['packed']:.0f} against {peak[side]:.0f} MiB)"
        )


if __name__ == "__main__":
    main()

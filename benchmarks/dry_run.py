"""How long a dry run takes that counts three tasks for as many images as COCO train2014 has with keypoints.

python benchmarks/dry_run.py --images 45174 --rounds 3

The images are drawn first, annotations only, which is timed too; `--coco` names a folder that has them. Both are the
commands as people give them, with starting Python and reading the folder.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CODE = "from kp_llava.commands.main import main; main()"


def measure(*arguments: object) -> tuple[float, float, str]:
    """Run a command; its seconds on the clock and on the processor, and what it printed."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, *map(str, arguments)], stdout=out, stderr=subprocess.DEVNULL, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        out.seek(0)
        if status:
            raise SystemExit(f"{' '.join(map(str, arguments))} failed with {status}")
        return wall, usage.ru_utime + usage.ru_stime, out.read()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=45_174)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--coco", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        coco = asked.coco or Path(folder) / "coco"
        if not asked.coco:
            wall, cpu, _ = measure("sample", coco, "--images", asked.images, "--no-images")
            print(f"sample of {asked.images:,} images: {wall:.1f} s on the clock, {cpu:.1f} s of CPU", flush=True)
        walls = []
        for _ in range(asked.rounds):
            command = ("generate", Path(folder) / "run", "--coco", coco, "--split", "train2014", "--teacher", "openai")
            wall, cpu, said = measure(*command, "--max-images", asked.images, "--dry-run")
            walls.append(wall)
            counts = ", ".join(line for line in said.splitlines() if line.startswith("to send") or "tokens" in line)
            print(f"dry run: {wall:.1f} s on the clock, {cpu:.1f} s of CPU; {counts}", flush=True)
    if walls:
        print(f"median of the dry runs: {statistics.median(walls):.1f} s")


if __name__ == "__main__":
    main()

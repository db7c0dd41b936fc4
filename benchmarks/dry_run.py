"""How long a dry run takes: three tasks for as many images as COCO train2014 has with keypoints, scenes in memory.

python benchmarks/dry_run.py --images 45174
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from generation_rate import make_scenes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=45_174)
    images = parser.parse_args().images
    from kp_llava.generation.run import RunOptions, preview

    scenes = make_scenes(images)
    with tempfile.TemporaryDirectory() as folder:
        options = RunOptions(run_dir=Path(folder), coco="", split="", teacher="openai")
        wall, cpu = time.perf_counter(), time.process_time()
        found = preview(options, scene_set=scenes)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    counted = f"counted by {found.encoding_name}" if found.encoding_name else "estimated"
    print(f"{found.to_send:,} requests, {found.prompt_tokens:,} prompt tokens {counted}")
    print(f"{wall:.1f} s on the clock, {cpu:.1f} s of CPU")


if __name__ == "__main__":
    main()

"""CPU time to write and check the pose teacher's rows of drawn scenes, on one core.

python benchmarks/pose_rows.py --scenes 2000

The script also runs on the package as it was before its rooms were moved, so that both can be measured in one sitting:
run it with the other checkout's Python.
"""

from __future__ import annotations

import argparse
import statistics
import time

try:
    from kp_llava.annotations.synthetic.layout import plan_scene
    from kp_llava.annotations.synthetic.options import SampleOptions
    from kp_llava.generation.checks.checks import check_turns
    from kp_llava.generation.parsing import parse_answer
    from kp_llava.generation.teachers.pose.teacher import NothingToSay, write_answer
except ModuleNotFoundError:  # the package before its rooms were moved
    from kp_llava.annotations.sample_options import SampleOptions
    from kp_llava.annotations.sample_scene import plan_scene
    from kp_llava.generation.pose_teacher import write_answer
    from kp_llava.generation.tasks import parse_answer

    class NothingToSay(Exception):  # type: ignore[no-redef]  # noqa: N818
        """That version always wrote something."""

    from kp_llava.generation.checks import check_turns

_TASKS = ("conversation", "detail", "complex")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    options = SampleOptions()
    scenes = [plan_scene(0, i, options, split="train2014", first_id=1).scene for i in range(asked.scenes)]
    found = []
    for number in range(1, asked.rounds + 1):
        writing = checking = 0.0
        rows = 0
        for scene in scenes:
            for task in _TASKS:
                start = time.process_time()
                try:
                    text = write_answer(scene, task, seed=0)
                except NothingToSay:
                    text = ""
                written = time.process_time()
                turns = parse_answer(task, text, instruction="Describe the people.") if text else []
                results = check_turns(task, turns, scene)
                checking += time.process_time() - written
                writing += written - start
                rows += len(results)
        found.append((writing, checking, writing + checking))
        print(
            f"round {number}: {rows:,} rows, writing {writing:.1f} s, checking {checking:.1f} s "
            f"({1000 * checking / rows:.2f} ms a row), both {writing + checking:.1f} s"
        )
    writing, checking, both = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"{asked.scenes:,} scenes: writing {writing:.1f} s, checking {checking:.1f} s, both {both:.1f} s of CPU time")


if __name__ == "__main__":
    main()

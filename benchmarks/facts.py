"""How long the facts and relations of as many scenes as COCO train2014 has with keypoints take, on one core.

python benchmarks/facts.py --scenes 45174

The scenes are drawn ones, two and two put together, so that they have more people than COCO's images (3.3 with labeled
points on average). The same scenes' contexts are written as well, as every prompt needs them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice, pairwise

from kp_llava.annotations.scene import Scene
from kp_llava.annotations.synthetic.layout import plan_scene
from kp_llava.annotations.synthetic.options import SampleOptions
from kp_llava.generation.prompts.messages import load_prompts
from kp_llava.poses.people import People

_DRAWN = 1000


def make_scenes() -> list[Scene]:
    """Drawn scenes of the people and things of two."""
    options = SampleOptions()
    drawn = [plan_scene(0, i, options, split="train2014", first_id=1).scene for i in range(_DRAWN + 1)]
    scenes = []
    for one, other in pairwise(drawn):
        offset = max(item.annotation_id for item in one.objects) + 1
        more = [replace(item, annotation_id=item.annotation_id + offset) for item in other.objects]
        people = [item for item in (*one.objects, *more) if item.category == "person"]
        things = [item for item in (*one.objects, *more) if item.category != "person"]
        scenes.append(replace(one, objects=(*people, *things)))
    return scenes


def repeat(scenes: list[Scene], count: int) -> Iterator[Scene]:
    """So many scenes, one after the other and over again."""
    return islice((scene for _ in range(count // len(scenes) + 1) for scene in scenes), count)


def measure(work: Callable[[Scene], object], scenes: list[Scene], count: int) -> float:
    """CPU seconds of the work on so many scenes."""
    start = time.process_time()
    for scene in repeat(scenes, count):
        work(scene)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=45_174)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    scenes = make_scenes()
    people = sum(person.labeled_count > 0 for scene in scenes for person in scene.people) / len(scenes)
    render = load_prompts().render_context
    found = []
    for number in range(1, asked.rounds + 1):
        wall = time.perf_counter()
        facts = measure(lambda scene: People(scene).facts, scenes, asked.scenes)
        wall = time.perf_counter() - wall
        relations = measure(lambda scene: People(scene).relations, scenes, asked.scenes)
        contexts = measure(render, scenes, asked.scenes)
        found.append((facts, relations, contexts))
        print(
            f"round {number}: facts {facts:.1f} s of CPU ({wall:.1f} s on the clock), relations {relations:.1f} s, "
            f"contexts {contexts:.1f} s"
        )
    facts, relations, contexts = map(statistics.median, zip(*found, strict=True))
    print(
        f"{asked.scenes:,} scenes, {people:.1f} people with points in each: facts {facts:.1f} s, "
        f"relations {relations:.1f} s; "
        f"both take {(facts + relations) / contexts:.2f} times as long as writing the contexts ({contexts:.1f} s)"
    )


if __name__ == "__main__":
    main()

"""What facts from detected keypoints are worth, by threshold, held against facts from annotated keypoints.

    kp-llava detect coco/val2017 detected --split val2017
    python benchmarks/detected_facts.py detected coco --split val2017

Pictures are matched by file name, and people by their boxes. Of the people in both folders, precision is the share of
stated facts that the annotated points state, too; recall is the share of the annotated points' facts that are stated; a
contradiction is a stated fact that the annotated points exclude. A fact that only the detected points state need not be
wrong: the annotated ones may leave it open.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kp_llava.annotations.coco import read_scenes
from kp_llava.annotations.scene import Scene, SceneObject
from kp_llava.poses.confidence import is_sure
from kp_llava.poses.people import read_people
from kp_llava.poses.vocabulary import part_kind

THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
LEAST_OVERLAP = 0.3


@dataclass
class Tally:
    """Facts of the people that both folders have, by kind of part."""

    people: int = 0
    points: int = 0
    stated: Counter[str] = field(default_factory=Counter)
    shared: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)


def overlap(one: SceneObject, other: SceneObject) -> float:
    """Intersection over union of two boxes."""
    (a, b, c, d), (e, f, g, h) = one.bbox_xywh, other.bbox_xywh
    width, height = min(a + c, e + g) - max(a, e), min(b + d, f + h) - max(b, f)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (c * d + g * h - width * height)


def match(detected: Scene, annotated: Scene) -> Iterator[tuple[SceneObject, SceneObject]]:
    """Pairs of people, those whose boxes agree best first, each person once."""
    pairs = [(overlap(one, other), i, j) for i, one in enumerate(detected.people) for j, other in people_of(annotated)]
    used_one: set[int] = set()
    used_other: set[int] = set()
    for share, i, j in sorted(pairs, reverse=True):
        if share >= LEAST_OVERLAP and i not in used_one and j not in used_other:
            used_one.add(i)
            used_other.add(j)
            yield detected.people[i], annotated.people[j]


def people_of(scene: Scene) -> list[tuple[int, SceneObject]]:
    """The people with labeled points, with their places."""
    return [(place, person) for place, person in enumerate(scene.people) if person.labeled_count]


def add(tally: Tally, detected: Scene, annotated: Scene) -> None:
    """Count the facts of one picture."""
    found, truth = read_people(detected), read_people(annotated)
    for one, other in match(detected, annotated):
        tally.people += 1
        tally.points += one.labeled_count
        stated = {(fact.part, fact.state) for fact in found.facts[one.annotation_id] if is_sure(fact)}
        true = {(fact.part, fact.state) for fact in truth.facts[other.annotation_id] if is_sure(fact)}
        excluded = {(fact.part, fact.state) for fact in truth.excluded[other.annotation_id] if is_sure(fact)}
        for counter, facts in (
            (tally.stated, stated),
            (tally.true, true),
            (tally.shared, stated & true),
            (tally.excluded, stated & excluded),
        ):
            counter.update(part_kind(part) for part, _ in facts)


def write_share(count: int, whole: int) -> str:
    """A share to two decimals, or a dash."""
    return f"{count / whole:.2f}" if whole else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detected", type=Path)
    parser.add_argument("annotated", type=Path)
    parser.add_argument("--split", required=True)
    parser.add_argument("--annotated-split")
    parser.add_argument("--kinds-at", type=float, default=0.3, help="print the kinds at this threshold")
    asked = parser.parse_args()
    truth = {
        PurePosixPath(scene.file_name).name: scene
        for scene in read_scenes(asked.annotated, asked.annotated_split or asked.split).scenes
    }
    everybody = sum(len(people_of(scene)) for scene in truth.values())
    print(f"{len(truth)} annotated pictures with {everybody} people who have labeled points\n")
    print("| threshold | people found | points a person | facts stated | precision | recall | contradictions |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    tallies = {}
    for threshold in sorted({*THRESHOLDS, asked.kinds_at}):
        tally = tallies[threshold] = Tally()
        for scene in read_scenes(asked.detected, asked.split, keypoint_threshold=threshold, min_keypoints=0).scenes:
            annotated = truth.get(PurePosixPath(scene.file_name).name)
            if annotated is not None:
                add(tally, scene, annotated)
        stated, shared, true = tally.stated.total(), tally.shared.total(), tally.true.total()
        print(
            f"| {threshold:g} | {tally.people} | {tally.points / max(1, tally.people):.1f} | {stated} | "
            f"{write_share(shared, stated)} | {write_share(shared, true)} | "
            f"{tally.excluded.total()} ({100 * tally.excluded.total() / max(1, stated):.1f}%) |"
        )
    tally = tallies[asked.kinds_at]
    print(f"\nby kind, at a threshold of {asked.kinds_at:g}:\n")
    print("| kind | stated | of the annotated points | precision | recall | contradictions |")
    print("|---|---:|---:|---:|---:|---:|")
    for kind in sorted({*tally.stated, *tally.true}):
        stated, true, shared = tally.stated[kind], tally.true[kind], tally.shared[kind]
        print(
            f"| {kind} | {stated} | {true} | {write_share(shared, stated)} | {write_share(shared, true)} | "
            f"{tally.excluded[kind]} |"
        )


if __name__ == "__main__":
    main()

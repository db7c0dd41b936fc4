"""`kp-llava audit`: what a COCO folder holds, what is left out of it, and what its keypoints say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..annotations.audit import Audit
    from ..annotations.coco.scenes import SceneSet
    from ..annotations.detection.against import Comparison


def audit(
    coco: Annotated[Path, typer.Option(help="A folder in COCO's layout: annotations/*.json and SPLIT/*.jpg.")],
    split: Annotated[str, typer.Option(help="As in the files' names: train2014, val2017, ...")],
    min_keypoints: Annotated[int, typer.Option(help="Leave out images with fewer labeled keypoints.")] = 1,
    keypoint_threshold: Annotated[
        float, typer.Option(help="Leave out detected keypoints of a lower confidence; those below 0.5 count as hidden.")
    ] = 0.3,
    points: Annotated[str, typer.Option(help="Keypoints to keep: all, body, or names separated by commas.")] = "all",
    facts: Annotated[bool, typer.Option("--facts", help="Print what the keypoints of each person say.")] = False,
    against: Annotated[
        Path | None,
        typer.Option(help="A COCO folder of the same pictures that people annotated; prints AP and AR of --coco's."),
    ] = None,
    against_split: Annotated[str | None, typer.Option(help="Its split; that of --coco without it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Count images, people, labeled points and captions of a split, and everything left out under its reason.

    With --against, the people that a detector found are evaluated by those of an annotated folder, as COCO does it.
    """
    from ..annotations.audit import audit_scenes
    from ..annotations.coco.scenes import read_scenes

    if against_split is not None and against is None:
        raise typer.BadParameter("--against-split: names a split of --against, which is missing")

    scene_set = read_scenes(
        coco, split, min_keypoints=min_keypoints, keypoint_threshold=keypoint_threshold, points=points
    )
    found = audit_scenes(scene_set)
    sentences = _list_facts(scene_set) if facts else None
    comparison = None
    if against is not None:
        from ..annotations.detection.against import compare_folders

        comparison = compare_folders(coco, split, against, against_split, points=points)
    if as_json:
        more = ({"facts": sentences} if facts else {}) | ({"against": comparison.to_record()} if comparison else {})
        print(json.dumps(found.to_record() | more, indent=2))
        return
    _print_audit(found)
    if comparison is not None:
        _print_comparison(comparison, against)
    for image in sentences or ():
        print(f"image {image['image_id']} ({image['file_name']})")
        for number, person in enumerate(image["people"], start=1):
            points = f"{person['labeled_points']} labeled points"
            print(f"  person {number} (annotation {person['annotation_id']}), {points}")
            for sentence in person["facts"] or ["Nothing is certain enough to be said."]:
                print(f"    {sentence}")


def _list_facts(scene_set: SceneSet) -> list[dict[str, Any]]:
    from ..generation.prompts.facts import scene_sentences

    found = {scene.image_id: scene_sentences(scene) for scene in scene_set.scenes}
    return [
        {
            "image_id": scene.image_id,
            "file_name": scene.file_name,
            "people": [
                {
                    "annotation_id": person.annotation_id,
                    "labeled_points": person.labeled_count,
                    "facts": found[scene.image_id][person.annotation_id],
                }
                for person in scene.people
            ],
        }
        for scene in scene_set.scenes
    ]


def _print_audit(found: Audit) -> None:
    print(f"split {found.split}: {found.images:,} images, {found.pictures:,} of their pictures are in the folder")
    print(f"people: {found.people:,}, {found.people_with_points:,} with labeled points; other things: {found.things:,}")
    print(
        f"labeled points per person with any: {found.points_mean:.1f} of {found.parts} on average; "
        f"{found.visible_points:,} visible, {found.occluded_points:,} hidden"
    )
    print(f"  people by labeled points: {_write_counts(found.points_per_person)}")
    print(f"images by people: {_write_counts(found.people_per_image)}")
    print(f"images by captions: {_write_counts(found.captions_per_image)}")
    if found.machine_captions:
        print(f"captions written by a model: {found.machine_captions:,}")
    print("left out or missing:" if found.exclusions else "nothing is left out")
    for reason, count in found.exclusions.items():
        print(f"  {reason}: {count:,}")


def _print_comparison(found: Comparison, against: Path | None) -> None:
    print(
        f"against {against}: {found.pictures:,} pictures, {found.annotated:,} annotated people with points, "
        f"{found.detected:,} detected"
    )
    if found.only_detected:
        print(f"  pictures that are not annotated: {found.only_detected:,}")
    if found.only_annotated:
        print(f"  annotated pictures that the detector did not look at: {found.only_annotated:,}")
    for name, letters in (("average precision", "ap"), ("average recall", "ar")):
        record = found.to_record()
        at = ", ".join(
            f"{label} {_write_share(record[f'{letters}{end}'])}"
            for label, end in (("at 0.5", "50"), ("at 0.75", "75"), ("medium", "_medium"), ("large", "_large"))
        )
        print(f"  {letters.upper()} {_write_share(record[letters])} ({name}, OKS 0.5 to 0.95); {at}")


def _write_share(value: float) -> str:
    return "none" if value < 0 else f"{value:.3f}"


def _write_counts(counts: Mapping[int, int]) -> str:
    """Counts by number, as in ``0: 3, 17: 12``."""
    return ", ".join(f"{number}: {count:,}" for number, count in counts.items()) or "none"

"""What a split of a COCO folder holds, and what is left out of it: figures to look at before anything is made."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from .coco.scenes import SceneSet


@dataclass(frozen=True)
class Audit:
    """The figures of one split.

    Attributes:
        split: its name.
        images: scenes that data is made from.
        pictures: how many of their pictures are in the folder.
        people: in these images.
        people_with_points: those with at least one labeled keypoint.
        parts: how many points the skeleton has.
        points_per_person: people by their number of labeled points; those without any among them.
        visible_points: labeled points that are visible.
        occluded_points: labeled points that are hidden from view.
        people_per_image: images by their number of people.
        captions_per_image: images by their number of captions.
        machine_captions: captions that a model wrote.
        things: instances that are no people.
        exclusions: what was left out or is missing, by named reason.
    """

    split: str
    images: int
    pictures: int
    people: int
    people_with_points: int
    parts: int
    points_per_person: dict[int, int]
    visible_points: int
    occluded_points: int
    people_per_image: dict[int, int]
    captions_per_image: dict[int, int]
    machine_captions: int
    things: int
    exclusions: dict[str, int]

    @property
    def points_mean(self) -> float:
        """Labeled points of the people who have any, on average."""
        points = sum(count * people for count, people in self.points_per_person.items())
        return points / self.people_with_points if self.people_with_points else 0.0

    def to_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return asdict(self) | {"points_mean": round(self.points_mean, 2)}


def audit_scenes(scene_set: SceneSet) -> Audit:
    """Count what the scenes of a split hold."""
    points: Counter[int] = Counter()
    people: Counter[int] = Counter()
    captions: Counter[int] = Counter()
    marks: Counter[int] = Counter()
    things = pictures = machine_captions = 0
    for scene in scene_set.scenes:
        people[len(scene.people)] += 1
        captions[len(scene.captions)] += 1
        machine_captions += len(scene.captions) if scene.captioner is not None else 0
        things += len(scene.objects) - len(scene.people)
        pictures += scene.image_path is not None
        for person in scene.people:
            points[person.labeled_count] += 1
            marks.update(point.visibility for point in person.keypoints)
    return Audit(
        split=scene_set.split,
        images=len(scene_set.scenes),
        pictures=pictures,
        people=points.total(),
        people_with_points=points.total() - points[0],
        parts=len(scene_set.skeleton.parts),
        points_per_person=_by_number(points),
        visible_points=marks[2],
        occluded_points=marks[1],
        people_per_image=_by_number(people),
        captions_per_image=_by_number(captions),
        machine_captions=machine_captions,
        things=things,
        exclusions=dict(scene_set.exclusions),
    )


def _by_number(counts: Counter[int]) -> dict[int, int]:
    return {number: counts[number] for number in sorted(counts) if counts[number]}

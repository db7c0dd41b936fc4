"""What the summary pictures show, counted while rows go by: of bounded size, whatever the number of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ...annotations.scene import VISIBLE, Scene
from .words import find_words

# lengths above these, and images with more people, are counted together
MOST_WORDS = 2_000
MOST_PEOPLE = 10


@dataclass
class ConfigTally:
    """Counts over the rows of one config.

    Attributes:
        rows: how many.
        question_words: how many questions have so many words.
        answer_words: how many answers have so many words.
        verbs: how many rows name a verb of action in an answer.
        parts: how many rows name a part of the body in an answer.
    """

    rows: int = 0
    question_words: Counter[int] = field(default_factory=Counter)
    answer_words: Counter[int] = field(default_factory=Counter)
    verbs: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)

    def add_row(self, row: dict[str, Any]) -> None:
        """Count one row, as `generation.rows.read_rows` gives it."""
        self.rows += 1
        answers = []
        for message in row["messages"]:
            words = min(len(message["content"].split()), MOST_WORDS)
            if message["role"] == "user":
                self.question_words[words] += 1
            else:
                self.answer_words[words] += 1
                answers.append(message["content"])
        verbs, parts = find_words("\n".join(answers))
        self.verbs.update(verbs)
        self.parts.update(parts)

    def merge(self, other: ConfigTally) -> None:
        """Add the counts of further rows."""
        self.rows += other.rows
        for name in ("question_words", "answer_words", "verbs", "parts"):
            getattr(self, name).update(getattr(other, name))


@dataclass
class Tally:
    """Counts over the rows and images of one split.

    Attributes:
        configs: by name.
        people: how many images show so many people; the last count stands for itself and more.
        visible_points: how many people have so many visible keypoints.
        parts_of_skeleton: how many points a skeleton has, at most.
        people_without_points: how many people have no labeled point; they are not among `visible_points`.
    """

    configs: dict[str, ConfigTally] = field(default_factory=dict)
    people: Counter[int] = field(default_factory=Counter)
    visible_points: Counter[int] = field(default_factory=Counter)
    parts_of_skeleton: int = 0
    people_without_points: int = 0

    def add_row(self, config: str, row: dict[str, Any]) -> None:
        """Count one row of a config."""
        if config not in self.configs:
            self.configs[config] = ConfigTally()
        self.configs[config].add_row(row)

    def merge(self, other: Tally) -> None:
        """Add the counts of further rows and images."""
        for config, counts in other.configs.items():
            self.configs.setdefault(config, ConfigTally()).merge(counts)
        self.people.update(other.people)
        self.visible_points.update(other.visible_points)
        self.parts_of_skeleton = max(self.parts_of_skeleton, other.parts_of_skeleton)
        self.people_without_points += other.people_without_points

    def add_scenes(self, scenes: Iterable[Scene]) -> None:
        """Count the images that the rows are about."""
        for scene in scenes:
            self.people[min(len(scene.people), MOST_PEOPLE)] += 1
            self.parts_of_skeleton = max(self.parts_of_skeleton, len(scene.skeleton.parts))
            for person in scene.people:
                if person.labeled_count:
                    self.visible_points[sum(point.visibility == VISIBLE for point in person.keypoints)] += 1
                else:
                    self.people_without_points += 1


def find_median(counts: Counter[int]) -> int:
    """The lower median of values that were counted; 0 where there are none."""
    half, seen = (counts.total() + 1) // 2, 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= half:
            return value
    return 0

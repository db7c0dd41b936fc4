"""Checks and fidelity of instruction data in LLaVA's JSON, whoever made it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ...annotations.coco.scenes import read_scenes
from ...errors import DatasetError
from ...generation.checks.cache import CHECK_PAGE, CheckPool
from ...generation.parsing import Turn
from ...generation.rows import RowCount, fidelity_record
from ...tasks import TASKS
from .items import read_groups


@dataclass(frozen=True)
class CheckReport:
    """What the checks say of a file.

    Attributes:
        images: how many images it is about.
        tasks: pairs, checks and fidelity of each config; nothing is rejected.
        exclusions: items that could not be checked, by named reason.
    """

    images: int
    tasks: dict[str, RowCount]
    exclusions: dict[str, int]

    def to_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON: ``fidelity`` for all and by config, ``checks`` by name."""
        record = fidelity_record(self.tasks)
        by_config = {task: dict(sorted(count.checks.items())) for task, count in self.tasks.items()}
        return {
            "images": self.images,
            "rows": sum(count.rows for count in self.tasks.values()),
            "rows_by_config": {task: count.rows for task, count in self.tasks.items()},
            "fidelity": record["fidelity"],
            "checks": record["checks"],
            "checks_by_config": by_config,
            "left_out": self.exclusions,
        }


def check_llava(
    file: Path, coco: Path, split: str, *, task: str | None = None, progress: bool = False, processes: int = 1
) -> CheckReport:
    """Check every question and answer of a LLaVA JSON file against the COCO folder that its images are from.

    Args:
        file: a JSON list, or an item a line, of {id, image, conversations}.
        coco: a folder in COCO's layout.
        split: of that folder.
        task: the kind of all items; otherwise it is told from their ids, or guessed as in `import_llava`.
        progress: show a bar on stderr.
        processes: how many check.

    Raises:
        AnnotationError: the COCO folder cannot be read.
        DatasetError: the file cannot be read, or no item fits the split.
    """
    if task is not None and task not in TASKS:
        raise DatasetError(f"--task {task!r}: unknown; expected one of {', '.join(TASKS)}")
    scene_set = read_scenes(coco, split, min_keypoints=0)
    scenes = {scene.image_id: scene for scene in scene_set.scenes}
    groups, exclusions = read_groups(file, scene_set, task=task)
    found = {name for name, _ in groups}
    counts = {name: RowCount() for name in TASKS if name in found}
    jobs = (
        (name, [Turn(turn["question"], turn["answer"]) for turn in turns], scenes[image_id])
        for (name, image_id), turns in groups.items()
    )
    with CheckPool(processes) as pool, tqdm(total=len(groups), desc="check", unit="image", disable=not progress) as bar:
        while page := list(itertools.islice(jobs, CHECK_PAGE)):
            for (name, _, _), results in zip(page, pool.check(page), strict=True):
                counts[name].wanted += 1
                counts[name].add_turns(results, ())
            bar.update(len(page))
    return CheckReport(len({image_id for _, image_id in groups}), counts, dict(exclusions))

"""Checks, statements and fidelity of instruction data in LLaVA's JSON, whoever made it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ...annotations.coco.scenes import read_scenes
from ...errors import DatasetError
from ...files import open_atomically
from ...generation.checks.cache import CHECK_PAGE, CheckJob, CheckPool
from ...generation.checks.checks import TurnCheck, check_turns
from ...generation.checks.statements import Statement, find_statements
from ...generation.rows import RowCount, fidelity_record
from ...generation.rows.blind import measure_blind, pick_images
from ...tasks import TASKS
from .items import IMAGE_TOKEN, ItemTurn, read_groups


@dataclass(frozen=True)
class CheckedTurn:
    """One question-answer pair of a file and what was found in it.

    Attributes:
        turn: the pair, and where it stands in the file.
        image_id: of the picture that it is about.
        checks: names of the checks that found something.
        statements: about poses, in the order of the answer.
    """

    turn: ItemTurn
    image_id: int
    checks: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def contradictions(self) -> tuple[Statement, ...]:
        """The statements that contradict the keypoints."""
        return tuple(s for s in self.statements if s.verdict == "contradict")


@dataclass(frozen=True)
class CheckReport:
    """What the checks say of a file.

    Attributes:
        images: how many images it is about.
        tasks: pairs, checks and fidelity of each config; nothing is rejected.
        exclusions: items that could not be checked, by named reason.
        turns: every pair that was checked, in the file's order.
    """

    images: int
    tasks: dict[str, RowCount]
    exclusions: dict[str, int]
    turns: tuple[CheckedTurn, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON: fidelity for all and by config, checks by name, every statement."""
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
            "statements": [
                {"id": checked.turn.item_id, "image_id": checked.image_id, "turn": checked.turn.number}
                | asdict(statement)
                for checked in self.turns
                for statement in checked.statements
            ],
        }

    def worst(self, most: int = 10) -> list[CheckedTurn]:
        """The pairs with the most, and the most certain, contradictions."""
        wrong = [checked for checked in self.turns if checked.contradictions]
        wrong.sort(key=lambda checked: -sum(statement.confidence for statement in checked.contradictions))
        return wrong[:most]


def check_llava(
    file: Path,
    coco: Path,
    split: str,
    *,
    task: str | None = None,
    keypoint_threshold: float = 0.3,
    progress: bool = False,
    processes: int = 1,
) -> CheckReport:
    """Check every question and answer of a LLaVA JSON file against the COCO folder that its images are from.

    Args:
        file: a JSON list, or an item a line, of {id, image, conversations}.
        coco: a folder in COCO's layout.
        split: of that folder.
        task: the kind of all items; otherwise it follows from their ids, or is guessed as in `import_llava`.
        keypoint_threshold: detected keypoints of a lower confidence say nothing, 0 to 1.
        progress: show a bar on stderr.
        processes: how many check.

    Raises:
        AnnotationError: the COCO folder cannot be read.
        DatasetError: the file cannot be read, or no item fits the split.
    """
    if task is not None and task not in TASKS:
        raise DatasetError(f"--task {task!r}: unknown; expected one of {', '.join(TASKS)}")
    scene_set = read_scenes(coco, split, min_keypoints=0, keypoint_threshold=keypoint_threshold)
    scenes = {scene.image_id: scene for scene in scene_set.scenes}
    groups, exclusions = read_groups(file, scene_set, task=task)
    found = {name for name, _ in groups}
    counts = {name: RowCount() for name in TASKS if name in found}
    checked: list[CheckedTurn] = []
    jobs = ((name, image_id, turns) for (name, image_id), turns in groups.items())
    with CheckPool(processes) as pool, tqdm(total=len(groups), desc="check", unit="image", disable=not progress) as bar:
        while page := list(itertools.islice(jobs, CHECK_PAGE)):
            work: list[CheckJob] = [(name, turns, scenes[image_id]) for name, image_id, turns in page]
            for (name, image_id, turns), (results, statements) in zip(page, pool.run(_check, work), strict=True):
                counts[name].wanted += 1
                counts[name].add_turns(results, ())
                checked += [
                    CheckedTurn(turn, image_id, result.names, said)
                    for turn, result, said in zip(turns, results, statements, strict=True)
                ]
            bar.update(len(page))
    for name, count in counts.items():
        picked = pick_images(image_id for task_name, image_id in groups if task_name == name)
        texts = [(image_id, turn) for (n, image_id), turns in groups.items() if n == name for turn in turns]
        count.blind = measure_blind([pair for pair in texts if pair[0] in picked], scenes.__getitem__)
    checked.sort(key=lambda one: (one.turn.place, one.turn.number))
    images = len({image_id for _, image_id in groups})
    return CheckReport(images, counts, dict(exclusions), tuple(checked))


def _check(job: CheckJob) -> tuple[list[TurnCheck], list[tuple[Statement, ...]]]:
    _, turns, scene = job
    return check_turns(*job), find_statements(turns, scene)


@dataclass(frozen=True)
class RejectReport:
    """What `write_without` did.

    Attributes:
        written: question-answer pairs in the new file.
        rejected: pairs that were left out, by the first check that found something.
        unchecked: pairs that were taken over without a check, because their items could not be checked.
    """

    written: int
    rejected: dict[str, int]
    unchecked: int


def write_without(file: Path, out: Path, turns: Iterable[CheckedTurn], reject: Sequence[str]) -> RejectReport:
    """Write a file again without the question-answer pairs that a check rejects.

    An item loses those of its pairs, and is left out where none remains; the image token moves to its first pair. What
    could not be checked stays as it is. All other fields of the items are kept.

    Args:
        file: as it was checked.
        out: the new file, in the same form; replaced where it exists.
        turns: what `check_llava` found in it.
        reject: names of checks.

    Raises:
        DatasetError: the new file is the old one, cannot be written, or would be empty.
    """
    if out.resolve() == file.resolve():
        raise DatasetError(f"--reject {out}: is the checked file itself; give another name")
    faults: dict[int, dict[int, str | None]] = {}
    for one in turns:
        reason = next((name for name in one.checks if name in reject), None)
        faults.setdefault(one.turn.place, {})[one.turn.number] = reason
    rejected: dict[str, int] = {}
    written = unchecked = items = 0
    text = file.read_bytes()
    is_list = text.lstrip()[:1] == b"["
    records = json.loads(text) if is_list else [json.loads(line) for line in text.splitlines() if line.strip()]
    with open_atomically(out, error=DatasetError) as target:
        for place, record in enumerate(records):
            own = faults.get(place)
            if own is None:
                unchecked += len(record["conversations"]) // 2
            else:
                for reason in own.values():
                    if reason is not None:
                        rejected[reason] = rejected.get(reason, 0) + 1
                kept = [number for number, reason in own.items() if reason is None]
                if not kept:
                    continue
                written += len(kept)
                record = record | {"conversations": _keep_turns(record["conversations"], kept)}
            start = ("[\n" if not items else ",\n") if is_list else ""
            target.write(start + json.dumps(record, ensure_ascii=False) + ("" if is_list else "\n"))
            items += 1
        if is_list:
            target.write("\n]\n" if items else "[]\n")
        if not items:
            raise DatasetError(f"--reject {out}: every row is rejected; nothing is left to write")
    return RejectReport(written + unchecked, dict(sorted(rejected.items())), unchecked)


def _keep_turns(conversation: list[dict[str, Any]], kept: list[int]) -> list[dict[str, Any]]:
    """The turns of some pairs; the first of them has the image token as the item's first turn had it."""
    turns = [conversation[2 * number + offset] for number in sorted(kept) for offset in (0, 1)]
    first = conversation[0]["value"]
    if min(kept) > 0 and IMAGE_TOKEN in first:
        asked = turns[0]["value"]
        value = f"{IMAGE_TOKEN}\n{asked}" if first.startswith(IMAGE_TOKEN) else f"{asked}\n{IMAGE_TOKEN}"
        turns[0] = turns[0] | {"value": value}
    return turns

"""LLaVA's JSON into a run: data made elsewhere can then be checked, viewed, mixed and published."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from ...annotations.coco.scenes import read_scenes
from ...annotations.scene import Scene
from ...errors import DatasetError
from ...files import drafted_folder
from ...generation.ledger.ledger import Attempt, Ledger, Request
from ...generation.options import RunOptions, write_run_file
from ...generation.prompts.messages import join_user_text, load_prompts
from ...generation.rows import RowCount, count_rows
from ...tasks import TASKS
from .items import ItemTurn, read_groups


@dataclass(frozen=True)
class ImportReport:
    """What an import took over and what it left out.

    Attributes:
        images: how many images the run is about.
        pairs: question-answer pairs, by task.
        exclusions: items left out, by named reason.
        tasks: what the checks say of each kind.
    """

    images: int
    pairs: dict[str, int]
    exclusions: dict[str, int]
    tasks: dict[str, RowCount]


@dataclass(frozen=True, kw_only=True)
class ImportOptions(RunOptions):
    """What ``run.json`` remembers of an import.

    Attributes:
        teacher_label: what the rows name as their teacher.
        source: where the rows are from, as a card shows it: ``file``, ``sha256``, ``made_by`` and ``licence``, the last
            two None where the user gave none.
    """

    teacher_label: str = "imported"
    source: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check nothing: the fields are those of a request, and an import sends none."""

    @property
    def teacher_name(self) -> str:
        """The name that rows have as their teacher."""
        return self.teacher_label

    def to_record(self) -> dict[str, Any]:
        """Return the options as ``run.json`` stores them; nobody is asked, and the checks only mark rows."""
        own = {"teacher": "import", "model": self.teacher_label, "checks": [], "source": self.source}
        return super().to_record() | own


def import_llava(
    file: Path,
    coco: Path,
    split: str,
    run_dir: Path,
    *,
    task: str | None = None,
    keypoint_threshold: float = 0.3,
    teacher: str = "imported",
    made_by: str | None = None,
    licence: str | None = None,
    progress: bool = False,
    processes: int = 1,
) -> ImportReport:
    """Read a LLaVA JSON file into a new run and check it; every item is taken over or counted under a reason.

    `read_groups` says how an item's kind is found.

    Args:
        file: a JSON list, or an item a line, of {id, image, conversations}.
        coco: the COCO folder that the images are from; gives the contexts and the keypoints to check against.
        split: of that folder.
        run_dir: the run to make.
        task: the kind of all items, in place of the guess.
        keypoint_threshold: detected keypoints of a lower confidence are left out, 0 to 1.
        teacher: what the rows name as their teacher.
        made_by: who made the rows and how, in words, for the card of a dataset.
        licence: the identifier of the rows' terms, as in "cc-by-4.0", for the card.
        progress: show a bar on stderr.
        processes: how many check.

    Raises:
        AnnotationError: the COCO folder cannot be read.
        DatasetError: the file cannot be read, no item fits the split, or the run exists.
    """
    if task is not None and task not in TASKS:
        raise DatasetError(f"--task {task!r}: unknown; expected one of {', '.join(TASKS)}")
    if run_dir.exists() and (not run_dir.is_dir() or any(run_dir.iterdir())):
        raise DatasetError(f"{run_dir}: exists already; give a new RUN folder")
    scene_set = read_scenes(coco, split, min_keypoints=0, keypoint_threshold=keypoint_threshold)
    groups, exclusions = read_groups(file, scene_set, task=task)
    options = ImportOptions(
        run_dir=run_dir,
        coco=coco,
        split=split,
        tasks=tuple(name for name in TASKS if any(name == found for found, _ in groups)),
        min_keypoints=0,
        keypoint_threshold=keypoint_threshold,
        teacher_label=teacher,
        source={
            "file": file.name,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "made_by": made_by,
            "licence": licence,
        },
    )
    scenes = {scene.image_id: scene for scene in scene_set.scenes}
    with drafted_folder(run_dir, error=DatasetError) as draft:
        _write_run(replace(options, run_dir=draft), groups, scenes, file.name, exclusions)
    pairs: Counter[str] = Counter()
    for (name, _), turns in sorted(groups.items()):
        pairs[name] += len(turns)
    images = len({image_id for _, image_id in groups})
    with Ledger.write(run_dir) as ledger:
        tasks = count_rows(ledger, (), progress=progress, processes=processes)
    return ImportReport(images, {name: pairs[name] for name in TASKS if name in pairs}, dict(exclusions), tasks)


def _write_run(
    options: ImportOptions,
    groups: dict[tuple[str, int], list[ItemTurn]],
    scenes: dict[int, Scene],
    file_name: str,
    exclusions: Counter[str],
) -> None:
    prompts = load_prompts()
    write_run_file(options, prompt_hashes={}, exclusions=exclusions)
    with Ledger.write(options.run_dir) as ledger, ledger.transaction():
        for image_id in sorted({image_id for _, image_id in groups}):
            ledger.add_scene(scenes[image_id])
        for (task, image_id), turns in sorted(groups.items()):
            context = prompts.render_context(scenes[image_id])
            note = f"Imported from {file_name} as {task}; how the file was made is not known here."
            start = {"model": options.teacher_name, "messages": [{"role": "system", "content": note}]}
            opening = msgspec.json.encode(start)
            opening_id = hashlib.sha256(opening).hexdigest()
            instruction = turns[0].question if task == "detail" else None
            last = {"role": "user", "content": join_user_text(context, instruction)}
            payload = msgspec.json.encode({**start, "messages": [*start["messages"], last]})
            key = hashlib.sha256(payload).hexdigest()
            ledger.add_opening(opening_id, opening.decode())
            ledger.add_request(Request(key, image_id, task, options.teacher_name, opening_id, context, instruction))
            said = [{"question": turn.question, "answer": turn.answer} for turn in turns]
            answer = msgspec.json.encode({"model": options.teacher_name, "choices": [], "turns": said}).decode()
            ledger.add_attempt(Attempt(key, 0.0, 0.0, answer=answer, model=options.teacher_name, finish_reason="stop"))

"""LLaVA's JSON into a run, so that instruction data made elsewhere can be checked, viewed, mixed and published."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ...annotations.coco.scenes import SceneSet, read_scenes
from ...annotations.scene import Scene
from ...errors import DatasetError
from ...generation.ledger.ledger import Attempt, Ledger, Request
from ...generation.options import RunOptions, write_run_file
from ...generation.prompts.messages import join_user_text, load_prompts
from ...generation.rows import RowCount, count_rows
from ...tasks import TASKS
from .items import IMAGE_TOKEN

NO_IMAGE = "text without an image"
MANY_IMAGES = "several images in one item"
UNKNOWN_IMAGE = "image not among the scenes of the split"
ODD_TURNS = "turns are not questions and answers in turn"
_ROLES = {"human": "user", "user": "user", "gpt": "assistant", "assistant": "assistant"}
_OWN_ID = re.compile(rf"({'|'.join(TASKS)})-\d+-\d+")
_DESCRIBES = re.compile(r"\b(describ\w*|descripti\w*|in detail|detailed|explain what|elaborate)\b", re.IGNORECASE)


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


@dataclass(frozen=True)
class ImportOptions(RunOptions):
    """What ``run.json`` remembers of an import.

    Attributes:
        teacher_label: what the rows name as their teacher.
    """

    teacher_label: str = "imported"

    @property
    def teacher_name(self) -> str:
        """What rows name as their teacher."""
        return self.teacher_label

    def to_record(self) -> dict[str, Any]:
        """The options as ``run.json`` keeps them; the teacher is no program of ours, and checks only mark its rows."""
        return super().to_record() | {"teacher": "import", "model": self.teacher_label, "checks": []}


class _Turn(msgspec.Struct):
    speaker: str = msgspec.field(name="from")
    value: str


class _Item(msgspec.Struct):
    conversations: list[_Turn]
    id: str | int = ""
    image: str | list[str] | None = None


def import_llava(
    file: Path,
    coco: Path,
    split: str,
    run_dir: Path,
    *,
    task: str | None = None,
    teacher: str = "imported",
    progress: bool = False,
    processes: int = 1,
) -> ImportReport:
    """Read a LLaVA JSON file into a new run and check it; every item is taken over or counted under a reason.

    The kind of an item is that of its id where kp_llava wrote it; otherwise several pairs make a conversation, one pair
    whose question asks for a description a detail, and any other a complex.

    Args:
        file: a JSON list, or an item a line, of {id, image, conversations}.
        coco: the COCO folder that the images are from; gives the contexts and the keypoints to check against.
        split: of that folder.
        run_dir: the run to make.
        task: the kind of all items, in place of the guess.
        teacher: what the rows name as their teacher.
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
    scene_set = read_scenes(coco, split, min_keypoints=0)
    groups, exclusions = read_groups(file, scene_set, task=task)
    partial = run_dir.with_name(run_dir.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    options = ImportOptions(
        run_dir=partial,
        coco=coco,
        split=split,
        tasks=tuple(name for name in TASKS if any(name == found for found, _ in groups)),
        min_keypoints=0,
        teacher_label=teacher,
    )
    try:
        _write_run(options, groups, {scene.image_id: scene for scene in scene_set.scenes}, file.name, exclusions)
        if run_dir.exists():
            run_dir.rmdir()
        partial.rename(run_dir)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    pairs: Counter[str] = Counter()
    for (name, _), turns in sorted(groups.items()):
        pairs[name] += len(turns)
    images = len({image_id for _, image_id in groups})
    with Ledger.write(run_dir) as ledger:
        tasks = count_rows(ledger, (), is_written=True, progress=progress, processes=processes)
    return ImportReport(images, {name: pairs[name] for name in TASKS if name in pairs}, dict(exclusions), tasks)


def read_groups(
    file: Path, scene_set: SceneSet, *, task: str | None = None
) -> tuple[dict[tuple[str, int], list[dict[str, str]]], Counter[str]]:
    """Read the questions and answers of a LLaVA JSON file that are about the scenes.

    Returns:
        The turns (``question``, ``answer``) of each (task, image id) in the file's order; and the items left out, by
        reason.

    Raises:
        DatasetError: the file cannot be read, or no item fits.
    """
    exclusions: Counter[str] = Counter()
    groups = _group_items(_read_items(file), _index_scenes(scene_set), task, exclusions)
    if not groups:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in exclusions.items()) or "it is empty"
        raise DatasetError(
            f"{file}: no item fits the split {scene_set.split} ({reasons}); give the split the images are from"
        )
    return groups, exclusions


def _read_items(file: Path) -> Iterator[_Item]:
    try:
        text = file.read_bytes()
    except OSError as error:
        raise DatasetError(f"{file}: cannot be read ({error.strerror})") from None
    try:
        if text.lstrip()[:1] == b"[":
            yield from msgspec.json.decode(text, type=list[_Item])
            return
        decoder = msgspec.json.Decoder(_Item)
        for line in text.splitlines():
            if line.strip():
                yield decoder.decode(line)
    except msgspec.MsgspecError as error:
        raise DatasetError(
            f"{file}: {error}; expected a list of {{id, image, conversations: [{{from, value}}, ...]}}"
        ) from None


def _index_scenes(scene_set: SceneSet) -> dict[str, Scene]:
    """Scenes by the last part of their file names."""
    return {Path(scene.file_name).name: scene for scene in scene_set.scenes}


def _group_items(
    items: Iterable[_Item], scenes: dict[str, Scene], task: str | None, exclusions: Counter[str]
) -> dict[tuple[str, int], list[dict[str, str]]]:
    """The turns of each (task, image id), in the file's order."""
    groups: dict[tuple[str, int], list[dict[str, str]]] = {}
    for item in items:
        image = item.image[0] if isinstance(item.image, list) and len(item.image) == 1 else item.image
        turns = _read_turns(item)
        # LLaVA's later files put the split before the number: COCO_train2014_000000000009.jpg
        name = re.sub(r"^.*[/\\]", "", image) if isinstance(image, str) else ""
        scene = scenes.get(name) or scenes.get(re.sub(r"^COCO_\w+?_(?=\d+\.)", "", name))
        if not image:
            exclusions[NO_IMAGE] += 1
        elif not isinstance(image, str):
            exclusions[MANY_IMAGES] += 1
        elif scene is None:
            exclusions[UNKNOWN_IMAGE] += 1
        elif turns is None:
            exclusions[ODD_TURNS] += 1
        else:
            groups.setdefault((task or _guess_task(str(item.id), turns), scene.image_id), []).extend(turns)
    return groups


def _read_turns(item: _Item) -> list[dict[str, str]] | None:
    roles = [_ROLES.get(turn.speaker) for turn in item.conversations]
    if not roles or roles != ["user", "assistant"] * (len(roles) // 2):
        return None
    texts = [turn.value for turn in item.conversations]
    if any(IMAGE_TOKEN in text for text in texts[1:]) or texts[0].count(IMAGE_TOKEN) > 1:
        return None
    texts[0] = re.sub(rf"^{IMAGE_TOKEN}\n?|\n?{IMAGE_TOKEN}$", "", texts[0])
    if IMAGE_TOKEN in texts[0] or not all(text.strip() for text in texts):
        return None
    return [{"question": ask, "answer": say} for ask, say in zip(texts[0::2], texts[1::2], strict=True)]


def _guess_task(item_id: str, turns: list[dict[str, str]]) -> str:
    if own := _OWN_ID.fullmatch(item_id):
        return own[1]
    if len(turns) > 1:
        return "conversation"
    return "detail" if _DESCRIBES.search(turns[0]["question"]) else "complex"


def _write_run(
    options: ImportOptions,
    groups: dict[tuple[str, int], list[dict[str, str]]],
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
            instruction = turns[0]["question"] if task == "detail" else None
            last = {"role": "user", "content": join_user_text(context, instruction)}
            payload = msgspec.json.encode({**start, "messages": [*start["messages"], last]})
            key = hashlib.sha256(payload).hexdigest()
            ledger.add_opening(opening_id, opening.decode())
            ledger.add_request(Request(key, image_id, task, options.teacher_name, opening_id, context, instruction))
            answer = msgspec.json.encode({"model": options.teacher_name, "choices": [], "turns": turns}).decode()
            ledger.add_attempt(Attempt(key, 0.0, 0.0, answer=answer, model=options.teacher_name, finish_reason="stop"))

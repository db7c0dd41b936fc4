"""Make a benchmark: pick images with people, and ask the text-only teacher for one question of each kind about each."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..annotations.coco.scenes import SceneSet, pick_scenes, read_scenes
from ..annotations.scene import Scene
from ..annotations.skeleton import COCO_SKELETON
from ..errors import EvaluationError
from ..generation.ledger.ledger import Ledger
from ..generation.options import RunOptions
from ..generation.rows import read_rows
from ..generation.run import generate
from ..tasks import TASKS
from ..version import __version__
from .benchmark import Question, read_benchmark, read_meta, write_benchmark

# how many times further images make up for a teacher's unusable answers
_ROUNDS = 5


@dataclass(frozen=True)
class PersonRule:
    """Which images have somebody worth asking about.

    Attributes:
        min_keypoints: labeled points that at least one person of the image has.
        min_height: that person's height as a share of the image's.
    """

    min_keypoints: int = 10
    min_height: float = 0.25

    def __post_init__(self) -> None:
        if self.min_keypoints < 1:
            raise EvaluationError(f"--min-keypoints {self.min_keypoints}: expected at least 1")
        if not 0 <= self.min_height <= 1:
            raise EvaluationError(f"--min-height {self.min_height}: expected a share of the image's height, 0 to 1")

    def allows(self, scene: Scene) -> bool:
        """Whether somebody in the scene has enough labeled points and is large enough."""
        return any(
            person.labeled_count >= self.min_keypoints and person.bbox_xywh[3] >= self.min_height * scene.height
            for person in scene.people
        )


@dataclass(frozen=True)
class QuestionSummary:
    """What `make_questions` did.

    Attributes:
        images: how many images the benchmark asks about.
        benchmark_hash: SHA-256 of the file.
        exclusions: images that were left out, by named reason.
        run_dir: the run folder with every request and raw answer.
    """

    images: int
    benchmark_hash: str
    exclusions: dict[str, int]
    run_dir: Path


def make_questions(
    path: Path,
    run: RunOptions,
    *,
    images: int = 30,
    rule: PersonRule | None = None,
    trained_on: Iterable[Path] = (),
    progress: bool = False,
) -> QuestionSummary:
    """Write a benchmark of three questions an image.

    Args:
        path: the file to write; FILE.meta.json is written next to it.
        run: teacher, COCO folder, split and seed; its run folder keeps what was asked and answered.
        images: how many images to ask about.
        rule: which images qualify.
        trained_on: run folders whose images are left out, since a model was trained on them.
        progress: show bars on stderr.

    Raises:
        EvaluationError: fewer images qualify, or get usable answers, than were asked for, or another benchmark lies
            at the path.
        AnnotationError, PromptError, RunError, TeacherError: as `generate` raises them.
    """
    if images < 1:
        raise EvaluationError(f"--images {images}: expected at least 1")
    wished = {"split": run.split, "seed": run.seed, "teacher": run.teacher_name, "image_count": images}
    if path.exists() and any(read_meta(path).get(name) != value for name, value in wished.items()):
        raise EvaluationError(f"{path}: another benchmark lies there; write under another name, or delete it")
    scene_set = read_scenes(
        run.coco, run.split, min_keypoints=1, keypoint_threshold=run.keypoint_threshold, points=run.points
    )
    candidates, exclusions = _qualify(scene_set, rule or PersonRule(), read_image_ids(trained_on))
    if len(candidates) < images:
        raise EvaluationError(
            f"{run.split}: {len(candidates)} images qualify, {images} were asked for"
            f" ({_describe(exclusions)}); ask for fewer with --images, or loosen --min-keypoints or --min-height"
        )
    wanted = images
    for _ in range(_ROUNDS):
        picked = pick_scenes(candidates, wanted, seed=run.seed)
        generate(run, progress=progress, scene_set=replace(scene_set, scenes=picked, exclusions=exclusions))
        found = _read_questions(run, picked)
        if len(found) >= images or wanted >= len(candidates):
            break
        wanted = min(len(candidates), wanted + images - len(found))
    unusable = wanted - len(found)
    if unusable:
        exclusions["without a usable answer of every kind"] = unusable
    if len(found) < images:
        raise EvaluationError(
            f"{run.run_dir}: only {len(found)} of {wanted} images got usable answers of every kind, {images} were asked"
            f" for; `kp-llava status {run.run_dir}` says why; ask for fewer with --images, or of another --teacher"
        )
    usable = pick_scenes([scene for scene in picked if scene.image_id in found], images, seed=run.seed)
    questions = [question for scene in usable for question in found[scene.image_id]]
    if path.exists() and read_benchmark(path).questions != tuple(questions):
        raise EvaluationError(
            f"{path}: another benchmark lies there; write under another name, or delete it; what was asked and answered"
            f" is kept in {run.run_dir}"
        )
    meta = {"images": _relative_folder(scene_set, path), **wished, "kp_llava_version": __version__}
    digest = write_benchmark(path, questions, meta)
    return QuestionSummary(images, digest, exclusions, run.run_dir)


def read_image_ids(run_dirs: Iterable[Path]) -> set[int]:
    """The images that runs are about; a picture has one id in COCO's 2014 and 2017 splits."""
    found: set[int] = set()
    for run_dir in run_dirs:
        with Ledger.read(run_dir) as ledger:
            for task in TASKS:
                found |= ledger.wanted_image_ids(task)
    return found


def _qualify(scene_set: SceneSet, rule: PersonRule, trained: set[int]) -> tuple[list[Scene], dict[str, int]]:
    reasons: Counter[str] = Counter()
    kept = []
    for scene in scene_set.scenes:
        if not rule.allows(scene):
            reasons["nobody with enough labeled points and size"] += 1
        elif scene.image_id in trained:
            reasons["in the training data"] += 1
        else:
            kept.append(scene)
    return kept, dict(reasons)


def _describe(exclusions: dict[str, int]) -> str:
    return ", ".join(f"{count} left out: {reason}" for reason, count in exclusions.items()) or "none were left out"


def _read_questions(run: RunOptions, scenes: list[Scene]) -> dict[int, list[Question]]:
    """The questions of each image that has a usable answer of every kind."""
    asked = {scene.image_id: scene for scene in scenes}
    rows: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for task in TASKS:
        for row in read_rows(run.run_dir, task):
            if row["image_id"] in asked:
                rows.setdefault((row["image_id"], task), []).append(row)
    found: dict[int, list[Question]] = {}
    for image_id, scene in asked.items():
        if all((image_id, task) in rows for task in TASKS):
            found[image_id] = [_to_question(_pick_row(rows[image_id, task], run.seed), task, scene) for task in TASKS]
    return found


def _pick_row(rows: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    """One of the pairs that a conversation has, by a hash of (seed, image id)."""
    digest = hashlib.sha256(f"{seed}:{rows[0]['image_id']}:question".encode()).digest()
    return rows[int.from_bytes(digest[:8], "big") % len(rows)]


def _to_question(row: dict[str, Any], task: str, scene: Scene) -> Question:
    return Question(
        question_id=f"{row['image_id']:012d}-{task}",
        image_id=row["image_id"],
        file_name=row["file_name"],
        task=task,
        question=row["messages"][0]["content"],
        reference=row["messages"][1]["content"],
        context=row["context"],
        width=scene.width,
        height=scene.height,
        parts=() if scene.skeleton == COCO_SKELETON else scene.skeleton.parts,
    )


def _relative_folder(scene_set: SceneSet, path: Path) -> str | None:
    """The picture folder as seen from the benchmark's, so that both can be moved together."""
    if scene_set.image_dir is None:
        return None
    try:
        return os.path.relpath(scene_set.image_dir.resolve(), path.resolve().parent)
    except ValueError:  # on another drive
        return str(scene_set.image_dir.resolve())

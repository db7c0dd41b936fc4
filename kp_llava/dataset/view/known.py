"""Pictures of a run or a COCO folder, with what is drawn over them, for pages that show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...annotations.coco.files import find_splits
from ...annotations.coco.scenes import pick_ids, read_scenes
from ...annotations.scene import Scene
from ...errors import DatasetError
from ...files import find_folders
from ...files.picture import is_within
from ...generation.ledger.ledger import Ledger
from ...generation.options import read_run_file
from ...tasks import TASKS
from .view import describe_drawing


def read_known(
    folder: Path, *, split: str | None = None, most: int = 200, seed: int = 0
) -> dict[str, tuple[Path, dict[str, Any]]]:
    """Pictures whose keypoints are known.

    Args:
        folder: a run, or a COCO folder.
        split: of the COCO folder; its only one unless given.
        most: no more than so many, picked by a hash of (seed, image id).
        seed: of the pick.

    Returns:
        By file name: the picture, and what `drawScene` of ``draw.js`` takes. Only pictures that are there, in the
        folders that this user named.

    Raises:
        DatasetError: the folder is neither, or no picture of it is there.
        AnnotationError: an annotation file is wrong.
    """
    if (folder / "run.json").is_file():
        scenes = _read_run(folder, most, seed)
        homes = find_folders([read_run_file(folder)])
    else:
        splits = find_splits(folder)
        if not splits:
            raise DatasetError(f"{folder}: neither a run (run.json) nor a COCO folder (annotations/person_keypoints_*)")
        if split is None and len(splits) > 1:
            raise DatasetError(f"{folder}: has the splits {', '.join(splits)}; choose one with --split")
        found = read_scenes(folder, split or splits[0])
        chosen = set(pick_ids([scene.image_id for scene in found.scenes], most, seed=seed))
        scenes = [scene for scene in found.scenes if scene.image_id in chosen]
        homes = [folder, *([found.image_dir] if found.image_dir else [])]
    known = {
        Path(scene.file_name).name: (scene.image_path, describe_drawing(scene))
        for scene in scenes
        if scene.image_path is not None and is_within(scene.image_path, homes) and scene.image_path.is_file()
    }
    if not known:
        raise DatasetError(f"{folder}: none of its {len(scenes)} pictures is there")
    return dict(sorted(known.items()))


def _read_run(folder: Path, most: int, seed: int) -> list[Scene]:
    with Ledger.read(folder) as ledger:
        ids = {image_id for task in TASKS for image_id in ledger.wanted_image_ids(task)}
        return [ledger.scene(image_id) for image_id in sorted(pick_ids(ids, most, seed=seed))]

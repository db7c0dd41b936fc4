"""Which checkpoints are whole: a list of the files with their sizes is written last, when every rank is done.

The list is removed before any of the files is written anew. A run that is killed while it saves therefore leaves a
folder that is never chosen.
"""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path
from typing import Any

from ...errors import TrainingError
from ...files import write_atomically
from ...files.json_file import JsonFault, is_count, read_object, shorten
from ..arguments import KpLlavaTrainingArguments, zero_stage
from .state import find_state_fault
from .trust import check_trust, sign_checkpoint

COMPLETE = "complete.json"
_PREFIX = "checkpoint-"

logger = logging.getLogger(__name__)


def find_checkpoint(args: KpLlavaTrainingArguments) -> str | None:
    """The checkpoint that `resume_from_checkpoint` names: a folder; or auto, last, true: the newest whole one.

    Returns:
        its folder; None to start anew, because nothing is named, or auto finds none.

    Raises:
        TrainingError: the one that is named is half-written, there is none, or it was saved by another number of
            processes or ZeRO stage, whose optimizer states this run cannot take over.
    """
    wanted = args.resume_from_checkpoint
    if wanted is None or str(wanted).lower() in ("false", ""):
        return None
    if str(wanted).lower() not in ("auto", "last", "true"):
        complaint = find_fault(Path(wanted))
        if complaint:
            raise TrainingError(f"resume_from_checkpoint: {wanted} {complaint}; auto takes the newest whole one")
        return check_processes(Path(wanted), args)
    halves: list[str] = []
    for folder in _newest_first(Path(args.output_dir)):
        complaint = find_fault(folder)
        if complaint is None:
            return check_processes(folder, args)
        logger.warning("%s %s; it is not used", folder, complaint)
        halves.append(folder.name)
    if str(wanted).lower() == "auto":
        return None
    rest = f", only {', '.join(halves)}, half-written" if halves else ""
    raise TrainingError(f"resume_from_checkpoint: {args.output_dir} holds no checkpoint{rest}; auto starts anew then")


def find_checkpoints(folder: Path) -> dict[int, Path]:
    """The whole checkpoints in a training's output folder, by their step."""
    return {_step(path): path for path in _newest_first(folder) if find_fault(path) is None}


def find_fault(folder: Path) -> str | None:
    """Say why a folder is not a whole checkpoint; None when all of its files are there, in their full size."""
    if not folder.is_dir():
        return "is no folder"
    try:
        record = read_object(folder / COMPLETE)
    except FileNotFoundError:
        return f"is half-written or no checkpoint of this program (it has no {COMPLETE})"
    except JsonFault as fault:
        return f"is damaged ({COMPLETE}: {fault})"
    if field := _find_wrong_field(record):
        return f"is damaged ({COMPLETE}: {field} is {shorten(record.get(field))})"
    for name, size in record["files"].items():
        if Path(name).is_absolute() or ".." in Path(name).parts or "\0" in name:
            return f"is damaged ({COMPLETE}: files names {shorten(name)}, which leads out of the folder)"
        path = folder / name
        if not path.is_file():
            return f"is damaged ({name} is missing)"
        if path.stat().st_size != size:
            return f"is damaged ({name} has {path.stat().st_size:,} of {size:,} bytes)"
    state_fault = find_state_fault(folder)
    return None if state_fault is None else f"is damaged ({state_fault})"


def _find_wrong_field(record: dict[str, Any]) -> str | None:
    """The first field of a checkpoint's list that is missing or of a wrong type."""
    files = record.get("files")
    stage, settings = record.get("zero_stage", ""), record.get("settings")
    is_right = {
        "files": isinstance(files, dict) and all(map(is_count, files.values())),
        "processes": is_count(record.get("processes")),
        "zero_stage": stage is None or is_count(stage),
        "settings": settings is None or isinstance(settings, dict),
    }
    return next((name for name, is_good in is_right.items() if not is_good), None)


def start_checkpoint(folder: Path) -> None:
    """Remove what an earlier run left under this name; the list of its files first."""
    (folder / COMPLETE).unlink(missing_ok=True)
    if folder.is_dir():
        shutil.rmtree(folder)


def finish_checkpoint(folder: Path, args: KpLlavaTrainingArguments, settings: dict[str, Any] | None = None) -> None:
    """Write the list of the folder's files, at once or not at all.

    Args:
        folder: the checkpoint's.
        args: says by how many processes it was saved, and under which ZeRO stage.
        settings: of the run, to be compared before it is resumed.
    """
    states = next(folder.glob("global_step*"), None)
    if states is not None and not (folder / "latest").exists():
        # DeepSpeed names its newest folder in this file, on the first node only, and looks for it on each
        (folder / "latest").write_text(states.name)
    files = {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}
    contents = {
        "processes": args.world_size,
        "zero_stage": zero_stage(args),
        "settings": settings,
        "files": files,
        "signature": sign_checkpoint(folder, files),
    }
    write_atomically(folder / COMPLETE, json.dumps(contents, indent=1), error=TrainingError)


def _newest_first(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.is_dir() and _step(path) >= 0]
    return sorted(found, key=_step, reverse=True)


def _step(path: Path) -> int:
    """The step in a checkpoint's name; -1 for any other name."""
    prefix, _, step = path.name.rpartition("-")
    return int(step) if f"{prefix}-" == _PREFIX and step.isdecimal() else -1


def check_processes(folder: Path, args: KpLlavaTrainingArguments) -> str:
    """Return the folder as text; refuse one whose optimizer states this run cannot take over, or may not read.

    Raises:
        TrainingError: it may be somebody else's and `trust_checkpoint` is off; or it was saved under another ZeRO
            stage, or by another number of processes under DeepSpeed.
    """
    saved = read_object(folder / COMPLETE)  # `find_fault` has found none in it
    check_trust(folder, saved["files"], saved.get("signature"), is_trusted=args.trust_checkpoint)
    stage = zero_stage(args)
    if saved["zero_stage"] != stage:
        raise TrainingError(
            f"resume_from_checkpoint: {folder} was saved {_by(saved['zero_stage'])}, this run trains {_by(stage)}; "
            "start it as it was"
        )
    if stage is not None and saved["processes"] != args.world_size:
        raise TrainingError(
            f"resume_from_checkpoint: {folder} was saved by {saved['processes']} processes, this run has "
            f"{args.world_size}, and DeepSpeed's checkpoints are divided by them; start as many"
        )
    return str(folder)


def _by(stage: int | None) -> str:
    return "without DeepSpeed" if stage is None else f"under ZeRO-{stage}"

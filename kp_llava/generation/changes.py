"""What a call asks differently from the run's last one, told before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..annotations.scene import Scene
from .ledger.ledger import Ledger
from .options import RunOptions

# what the server sees of the options: a change asks everything anew
_SEEN = ("teacher", "model", "temperature", "max_tokens", "structured", "facts", "seed")


def describe_changes(
    options: RunOptions,
    record: Mapping[str, Any] | None,
    prompt_hashes: Mapping[str, str],
    scenes: Sequence[Scene],
    ledger: Ledger | None,
) -> list[str]:
    """Say what changed since the last call, a line each; nothing for a new run.

    Args:
        options: what is asked now.
        record: the run's file as the last call left it.
        prompt_hashes: of the prompt files, now.
        scenes: what is asked about now.
        ledger: the run's, which knows the images of the last call.
    """
    if record is None or ledger is None:
        return []
    before, now = record["options"], options.to_record()
    before = {"facts": False, **before}  # which runs of earlier versions do not tell
    lines = [f"{name}: {before.get(name)} -> {now[name]}" for name in _SEEN if before.get(name) != now[name]]
    if (reasks := before.get("max_reasks")) != now["max_reasks"]:
        # which answers these are is only known when they are read again
        lines.append(f"max_reasks: {reasks} -> {now['max_reasks']}: answers of no use may be sent back, uncounted here")
    hashes = record.get("prompt_hashes", {})
    lines += [f"prompt: {name} was edited" for name in sorted(prompt_hashes) if hashes.get(name) != prompt_hashes[name]]
    had = set(ledger.wanted_tasks())
    new_tasks = [task for task in options.tasks if task not in had]
    if new_tasks:
        lines.append(f"tasks: {', '.join(new_tasks)} added")
    image_ids = {scene.image_id for scene in scenes}
    for task in options.tasks:
        if task in had:
            known = ledger.wanted_image_ids(task)
            more, fewer = len(image_ids - known), len(known - image_ids)
            if more or fewer:
                lines.append(f"images of {task}: {more} more, {fewer} fewer")
    changed = sum(1 for scene in scenes if (kept := ledger.find_scene(scene.image_id)) is not None and kept != scene)
    if changed:
        lines.append(f"annotations: {changed} images have others than before")
    return lines

"""The run folders of all parts of a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import RunError
from ..generation.options import RUN_FILE_NAME, RunOptions

_NAME = re.compile(r"shard-(\d+)-of-(\d+)")


def divide_run(options: RunOptions, count: int) -> list[RunOptions]:
    """Return the options of each part of a run.

    A part has the folder ``shard-00003-of-00016`` in that of the run. A bound on the cost is divided evenly, so that
    the parts together keep it; so are the limits of requests and tokens a minute.

    Args:
        options: of the whole run.
        count: how many parts.

    Raises:
        RunError: the folder has parts of another division, or a number that is not to be divided by.
    """
    if count < 1:
        raise RunError(f"--shards {count}: expected 1 or more")
    if options.shard is not None:
        raise RunError(f"--shard {options.shard}: `scale` makes all parts; leave it out")
    if options.max_images is not None:
        raise RunError("--max-images: would hold for each part by itself; leave it out, or use `generate`")
    others = [path for path in _find_shards(options.run_dir) if not path.name.endswith(f"-of-{count:05d}")]
    if others:
        raise RunError(f"{others[0]}: is a part of another division; give --shards as before, or another folder")

    def share(limit: float | None) -> float | None:
        return None if limit is None else limit / count

    return [
        replace(
            options,
            run_dir=options.run_dir / f"shard-{number:05d}-of-{count:05d}",
            shard=f"{number}/{count}",
            max_cost=share(options.max_cost),
            requests_per_minute=share(options.requests_per_minute),
            tokens_per_minute=share(options.tokens_per_minute),
        )
        for number in range(1, count + 1)
    ]


def list_shards(folder: Path) -> list[Path]:
    """Return the run folders of all parts that have been begun, in order.

    Raises:
        RunError: there is none, or a part is missing.
    """
    found = [path for path in _find_shards(folder) if (path / RUN_FILE_NAME).is_file()]
    if not found:
        raise RunError(f"{folder}: has no parts of a run (shard-00001-of-...); `kp-llava scale generate` makes them")
    counts = {_NAME.fullmatch(path.name)[2] for path in found}  # type: ignore[index]
    if len(counts) > 1:
        raise RunError(f"{folder}: has parts of several divisions ({', '.join(sorted(counts))}); keep one of them")
    count = int(counts.pop())
    missing = sorted(set(range(1, count + 1)) - set(map(_read_number, found)))
    if missing:
        raise RunError(
            f"{folder}: part {missing[0]} of {count} has not been made ({len(missing)} are missing); "
            "give the same `kp-llava scale generate` again"
        )
    return found


def _find_shards(folder: Path) -> Sequence[Path]:
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_read_number)


def _read_number(path: Path) -> int:
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0

"""What a card says about a run: gathered from the run's own folder, nothing of the machine it was made on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ...generation.checks.checks import rejecting_checks
from ...generation.ledger.ledger import Ledger
from ...generation.options import read_run_file
from ...generation.rows import RowCount, count_rows
from ..splits import check_split, name_split


@dataclass(frozen=True)
class RunFacts:
    """One run that becomes one split.

    Attributes:
        split: the split's name in the dataset, as in "validation".
        run_dir: the run folder.
        options: what the run was asked, from ``run.json``.
        exclusions: annotations and images left out, by named reason.
        prompt_hashes: of the prompt files, by name.
        versions: of the programs that made the run.
        tasks: rows and failures of each task.
        images: how many images any task is about.
        is_coco: whether the pictures are COCO's own, by where they say they are on the web.
        openings: for each task, the payloads that its requests share (a system message, examples, parameters).
    """

    split: str
    run_dir: Path
    options: dict[str, Any]
    exclusions: dict[str, int]
    prompt_hashes: dict[str, str]
    versions: dict[str, str]
    tasks: dict[str, RowCount]
    images: int
    is_coco: bool
    openings: dict[str, tuple[dict[str, Any], ...]]


def read_facts(run_dir: Path, *, split: str | None = None, progress: bool = False, processes: int = 1) -> RunFacts:
    """Read what there is to say about a run.

    Args:
        run_dir: the run folder.
        split: the split's name in the dataset; by default from COCO's, as in val2014 -> validation.
        progress: show a bar on stderr.
        processes: how many check answers that were never checked.

    Raises:
        RunError: the folder is not a run.
        DatasetError: the split's name is none that `datasets` takes.
    """
    record = read_run_file(run_dir)
    split = check_split(split or name_split(str(record["options"].get("split", "train"))))
    tasks = _count_tasks(run_dir, rejecting_checks(record["options"]), progress, processes)
    with Ledger.read(run_dir) as ledger:
        images: set[int] = set()
        openings: dict[str, tuple[dict[str, Any], ...]] = {}
        hosts: set[str | None] = set()
        for task in tasks:
            images |= ledger.wanted_image_ids(task)
            ids = set()
            for stored in ledger.answers(task):
                ids.add(stored.request.opening_id)
                hosts.add(urlsplit(stored.image_url or "").hostname)
            openings[task] = tuple(json.loads(ledger.opening(opening_id)) for opening_id in sorted(ids))
    return RunFacts(
        split=split,
        run_dir=run_dir,
        options=record["options"],
        exclusions=record["exclusions"],
        prompt_hashes=record["prompt_hashes"],
        versions=record["versions"],
        tasks=tasks,
        images=len(images),
        is_coco=bool(hosts) and hosts <= {"images.cocodataset.org"},
        openings=openings,
    )


def _count_tasks(run_dir: Path, reject: Iterable[str], progress: bool, processes: int) -> dict[str, RowCount]:
    with Ledger.read(run_dir) as ledger:
        return count_rows(ledger, reject, progress=progress, processes=processes)

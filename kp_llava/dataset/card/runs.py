"""What a card says about a run: read from the run's folder, with nothing about the machine that made it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ...errors import RunError
from ...generation.checks.checks import rejecting_checks
from ...generation.ledger.answers import DAMAGED
from ...generation.ledger.ledger import Ledger
from ...generation.options import describe_parts, read_run_file, sum_exclusions
from ...generation.rows import RowCount, count_rows, sum_row_counts
from ..splits import check_split, name_split

POSE, MODEL, IMPORT = "pose", "model", "import"
"""Who wrote the rows of a run: the pose teacher's rules, a language model that kp_llava asked, or somebody else."""


@dataclass(frozen=True)
class RunFacts:
    """What is known about the rows of one split: those of a run, or of the parts of one.

    Attributes:
        split: the split's name in the dataset, as in "validation".
        run_dirs: the run folders.
        options: what the run was asked, from ``run.json``.
        exclusions: annotations and images left out, by named reason.
        prompt_hashes: of the prompt files, by name.
        versions: of the programs that made the run.
        tasks: rows and failures of each kind that the dataset takes.
        images: how many images any kind is about.
        is_coco: whether the pictures are COCO's own, by where they say they are on the web.
        openings: for each kind, the payloads that its requests share (a system message, examples, parameters).
        captioners: the models that wrote captions, each with the number of images.
        parts: which parts of the images the runs hold, in words; None for all of them.
    """

    split: str
    run_dirs: tuple[Path, ...]
    options: dict[str, Any]
    exclusions: dict[str, int]
    prompt_hashes: dict[str, str]
    versions: dict[str, str]
    tasks: dict[str, RowCount]
    images: int
    is_coco: bool
    openings: dict[str, tuple[dict[str, Any], ...]]
    captioners: dict[str, int] = field(default_factory=dict)
    parts: str | None = None

    @property
    def origin(self) -> str:
        """Who wrote the rows: `POSE`, `MODEL` or `IMPORT`."""
        teacher = self.options["teacher"]
        return teacher if teacher in (POSE, IMPORT) else MODEL


def read_facts(
    run_dir: Path,
    *,
    split: str | None = None,
    tasks: Sequence[str] | None = None,
    progress: bool = False,
    processes: int = 1,
) -> RunFacts:
    """Read what there is to say about a run.

    Args:
        run_dir: the run folder.
        split: the split's name in the dataset; by default from COCO's, as in val2014 -> validation.
        tasks: the kinds that the dataset takes; all that the run has without it.
        progress: show a bar on stderr.
        processes: how many check answers that were never checked.

    Raises:
        RunError: the folder is not a run.
        DatasetError: the split's name is none that `datasets` takes.
    """
    record = read_run_file(run_dir)
    split = check_split(split or name_split(str(record["options"].get("split", "train"))))
    is_blind_asked = record["options"].get("teacher") != "pose"
    counts = _count_tasks(run_dir, rejecting_checks(record["options"]), is_blind_asked, progress, processes)
    counts = {task: count for task, count in counts.items() if tasks is None or task in tasks}
    with Ledger.read(run_dir) as ledger:
        images: set[int] = set()
        openings: dict[str, tuple[dict[str, Any], ...]] = {}
        hosts: set[str | None] = set()
        captioned: dict[int, str] = {}
        for task in counts:
            images |= ledger.wanted_image_ids(task)
            ids = set()
            for stored in ledger.answers(task):
                if stored.error == DAMAGED:
                    continue
                ids.add(stored.request.opening_id)
                hosts.add(urlsplit(stored.image_url or "").hostname)
                if stored.captioner is not None:
                    captioned[stored.request.image_id] = stored.captioner
            found = []
            for opening_id in sorted(ids):
                with suppress(RunError):  # damaged: `status --verify` names it
                    found.append(json.loads(ledger.opening(opening_id)))
            openings[task] = tuple(found)
    return RunFacts(
        split=split,
        run_dirs=(run_dir,),
        options=record["options"],
        exclusions=record["exclusions"],
        prompt_hashes=record["prompt_hashes"],
        versions=record["versions"],
        tasks=counts,
        images=len(images),
        is_coco=bool(hosts) and hosts <= {"images.cocodataset.org"},
        openings=openings,
        captioners=dict(sorted(Counter(captioned.values()).items())),
        parts=describe_parts([record["options"]]),
    )


def read_all_facts(
    run_dirs: Sequence[Path],
    *,
    split: str | None = None,
    tasks: Sequence[str] | None = None,
    progress: bool = False,
    processes: int = 1,
) -> RunFacts:
    """Read what there is to say about a run, or about several that are parts of one; see `read_facts`."""
    return merge_facts(
        [read_facts(run_dir, split=split, tasks=tasks, progress=progress, processes=processes) for run_dir in run_dirs]
    )


def merge_facts(parts: Sequence[RunFacts]) -> RunFacts:
    """Add up what is known about runs that make one split, such as the parts of a run.

    Args:
        parts: one or more, of the same split; their images must be different.
    """
    first = parts[0]
    openings: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        for task, found in part.openings.items():
            openings.setdefault(task, []).extend(one for one in found if one not in openings.get(task, ()))
    return replace(
        first,
        run_dirs=tuple(folder for part in parts for folder in part.run_dirs),
        exclusions=sum_exclusions([part.exclusions for part in parts]),
        prompt_hashes={name: value for part in parts for name, value in part.prompt_hashes.items()},
        versions={name: value for part in parts for name, value in part.versions.items()},
        tasks=sum_row_counts(part.tasks for part in parts),
        images=sum(part.images for part in parts),
        is_coco=all(part.is_coco for part in parts),
        openings={task: tuple(found) for task, found in openings.items()},
        captioners=dict(sum((Counter(part.captioners) for part in parts), Counter[str]())),
        parts=describe_parts([part.options for part in parts]),
    )


def _count_tasks(
    run_dir: Path, reject: Iterable[str], is_blind_asked: bool, progress: bool, processes: int
) -> dict[str, RowCount]:
    with Ledger.read(run_dir) as ledger:
        return count_rows(ledger, reject, is_blind_asked=is_blind_asked, progress=progress, processes=processes)

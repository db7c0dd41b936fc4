"""What is done with each part of a run: generated, checked, exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..annotations.coco.divide import Division, divide_split, stamp_split
from ..annotations.detection.options import DetectOptions
from ..annotations.detection.run import DetectSummary, detect_part, join_parts
from ..annotations.shard import Shard
from ..dataset.card.runs import merge_facts, read_facts
from ..dataset.export import (
    ExportOptions,
    ExportReport,
    RunPart,
    check_rows,
    count_rows_of,
    finish_folder,
    open_folder,
    write_run,
)
from ..errors import RunError
from ..generation.options import RunOptions
from ..generation.run import generate
from ..generation.status import RunStatus, read_status, read_statuses
from .cluster import ClusterOptions, Outcome, open_cluster, refuse_failures, run_parts
from .shards import divide_run, list_shards


def generate_shards(
    options: RunOptions,
    shards: int,
    cluster: ClusterOptions,
    *,
    progress: bool = False,
    on_start: Callable[[], object] = lambda: None,
) -> RunStatus:
    """Generate all parts of a run on a cluster.

    Each part keeps its own ledger. A part whose process died goes on with what its ledger lacks, so that nothing is
    paid for twice but the calls that were in flight.

    Args:
        options: of the whole run; its folder gets a folder a part.
        shards: how many parts.
        cluster: where.
        progress: show a bar on stderr.
        on_start: called once all parts are handed over.

    Returns:
        Where all parts together stand.

    Raises:
        RunError: a part failed; the others are done.
    """
    parts = divide_run(options, shards)
    options.run_dir.mkdir(parents=True, exist_ok=True)
    division = divide_annotations(options, shards, progress=progress)
    parts = [replace(part, division=division) for part in parts]
    with open_cluster(cluster) as ray:
        outcomes = run_parts(
            ray,
            _generate_shard,
            [(part,) for part in parts],
            cluster,
            name="generate",
            progress=progress,
            on_start=on_start,
        )
    refuse_failures(outcomes, str(options.run_dir))
    return read_statuses(list_shards(options.run_dir))


def divide_annotations(options: RunOptions, shards: int, *, progress: bool = False) -> Division:
    """Divide the annotations of a run into its parts, so that each part reads no more than its own.

    Args:
        options: of the whole run; its folder gets a folder with the division.
        shards: how many parts.
        progress: show a bar on stderr.

    Raises:
        AnnotationError: the COCO folder cannot be read.
    """
    coco = Path(options.coco)
    stamp = stamp_split(coco, options.split, with_pictures=options.show_picture)
    # hidden, so that RUNS/* are runs
    out = options.run_dir / f".annotations-of-{shards:05d}"
    return divide_split(coco, options.split, shards, stamp, out, progress=progress)


def _generate_shard(options: RunOptions) -> int:
    return sum(count.rows for count in generate(options).tasks.values())


def detect_shards(
    source: str,
    out: Path,
    options: DetectOptions,
    shards: int,
    cluster: ClusterOptions,
    *,
    batch_size: int = 4,
    device: str | None = None,
    progress: bool = False,
) -> DetectSummary:
    """Detect people in all pictures in parts, and write one COCO folder: the same bytes as one `detect` writes.

    Args:
        source: a folder, pattern, video or dataset that all machines see.
        out: the COCO folder.
        options: what to detect, by what.
        shards: how many parts; each loads the models once.
        cluster: where, and how many GPUs a part takes.
        batch_size: pictures at a time.
        device: as in torch; the GPU that Ray gives a part, where it gives one.
        progress: show a bar on stderr.

    Raises:
        RunError: a part failed; the others are done.
        AnnotationError: the options are wrong, or nobody was found anywhere.
    """
    options.check()
    if shards < 1:
        raise RunError(f"--shards {shards}: expected 1 or more")
    parts = [Shard(number, shards) for number in range(1, shards + 1)]
    with open_cluster(cluster) as ray:
        jobs = [(source, out, options, part, batch_size, device) for part in parts]
        outcomes = run_parts(ray, _detect_shard, jobs, cluster, name="detect", progress=progress)
    refuse_failures(outcomes, str(out))
    return join_parts(out, options, shards, sum(outcome.value for outcome in outcomes))


def _detect_shard(
    source: str, out: Path, options: DetectOptions, shard: Shard, batch_size: int, device: str | None
) -> int:
    return detect_part(source, out, options, shard, batch_size=batch_size, device=device)


def check_shards(folder: Path, cluster: ClusterOptions, *, progress: bool = False) -> RunStatus:
    """Check what was never checked in all parts, and count rows, checks and fidelity.

    Raises:
        RunError: there are no parts, or one failed.
    """
    runs = list_shards(folder)
    with open_cluster(cluster) as ray:
        outcomes = run_parts(ray, read_status, [(run,) for run in runs], cluster, name="check", progress=progress)
    refuse_failures(outcomes, str(folder))
    # the parts keep what their answers come to, so that adding up takes no second check
    return read_statuses(runs)


def export_shards(
    folder: Path,
    out: Path,
    options: ExportOptions,
    cluster: ClusterOptions,
    *,
    split: str | None = None,
    overwrite: bool = False,
    progress: bool = False,
) -> ExportReport:
    """Export all parts as one dataset: Parquet files by part, written side by side, and one card.

    Args:
        folder: with the parts.
        out: the folder to make; a place that all machines see.
        options: what to take, and how the dataset looks.
        cluster: where.
        split: the split's name; by default from COCO's.
        overwrite: replace `out` where it is an earlier export.
        progress: show a bar on stderr.

    Raises:
        RunError: there are no parts, or one failed.
        DatasetError: `out` exists, or no part has rows.
    """
    runs = list_shards(folder)
    with open_folder(out, overwrite=overwrite) as place, open_cluster(cluster) as ray:
        jobs = [(run, place.resolve(), f"{number:05d}", options, split) for number, run in enumerate(runs)]
        outcomes = run_parts(ray, _export_shard, jobs, cluster, name="export", progress=progress)
        refuse_failures(outcomes, str(folder))
        parts = _find_parts(outcomes)
        if not parts:
            raise RunError(f"{folder}: no part has rows; `kp-llava status {folder}/*` says why")
        files = finish_folder([parts], place, options)
    return ExportReport(out, files, (merge_facts([part.facts for part in parts]),))


def _find_parts(outcomes: list[Outcome]) -> list[RunPart]:
    return [outcome.value for outcome in outcomes if outcome.value is not None]


def _export_shard(run: Path, folder: Path, name: str, options: ExportOptions, split: str | None) -> RunPart | None:
    fact = read_facts(run, split=split, tasks=options.tasks)
    if not count_rows_of(fact):
        return None
    check_rows(fact, options)
    return write_run(fact, folder, name, options)

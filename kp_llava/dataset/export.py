"""A folder that is a Hub dataset repository: Parquet shards by config and split, a README.md and its pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..errors import DatasetError
from ..generation.ledger.ledger import Ledger
from ..generation.rows import read_rows
from ..tasks import TASKS
from .card import figures
from .card.card import build_card
from .card.runs import RunFacts, read_facts
from .card.tally import Tally
from .parquet import SHARD_BYTES, SplitFiles, write_shards

CARD_NAME = "README.md"


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        folder: where.
        files: the shards, by config.
        facts: what is known about each run.
    """

    folder: Path
    files: dict[str, list[SplitFiles]]
    facts: tuple[RunFacts, ...]


def export_hub(
    runs: Sequence[tuple[Path, str | None]],
    out: Path,
    *,
    title: str | None = None,
    repository: str | None = None,
    embed_images: bool = False,
    overwrite: bool = False,
    shard_bytes: int = SHARD_BYTES,
    progress: bool = False,
    processes: int = 1,
) -> ExportReport:
    """Export runs, each to a split of its own, into a folder that `load_dataset` and the Hub take as it is.

    Everything is written beside `out` under another name, which is renamed last: `out` is whole or not there. The same
    runs and options give the same bytes. Rows are read and written a batch at a time.

    Args:
        runs: run folders, each with its split's name; None names it after COCO's split, as in val2014 -> validation.
        out: the folder to make.
        title: the card's heading; by default from the runs.
        repository: the name that the card's examples load; by default a placeholder.
        embed_images: put the pictures in; without it rows name them, and `kp_llava.attach_images` puts them in.
        overwrite: replace `out` where it is an earlier export.
        shard_bytes: how large a shard may grow, about.
        progress: show a bar on stderr.
        processes: how many check answers that were never checked.

    Raises:
        RunError: a folder is not a run.
        DatasetError: `out` exists, two runs give one split, a run has no rows, or a picture cannot be read.
    """
    facts = [read_facts(run, split=split, progress=progress, processes=processes) for run, split in runs]
    splits = [fact.split for fact in facts]
    for split in splits:
        if splits.count(split) > 1:
            raise DatasetError(
                f"split {split!r}: two of the runs would be it; name them apart, as in --split train --also test=RUN"
            )
    for fact in facts:
        if not any(count.rows for count in fact.tasks.values()):
            raise DatasetError(f"{fact.run_dir}: the run has no rows; `kp-llava status {fact.run_dir}` says why")
    _check_out(out, overwrite=overwrite)
    partial = out.with_name(out.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        tally = Tally()
        files = _write_all(facts, partial, tally, embed_images=embed_images, shard_bytes=shard_bytes, progress=progress)
        card = build_card(
            facts,
            files,
            title=title or _name_dataset(facts),
            embed_images=embed_images,
            figures=figures.draw_figures(tally, partial / figures.FOLDER),
            example=_find_example(facts),
            repository=repository or "THIS_REPOSITORY",
        )
        (partial / CARD_NAME).write_text(str(card), encoding="utf-8", newline="\n")
        if out.exists():
            shutil.rmtree(out)
        partial.rename(out)
    except OSError as error:
        raise DatasetError(f"{out}: cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return ExportReport(out, files, tuple(facts))


def _check_out(out: Path, *, overwrite: bool) -> None:
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not overwrite:
        raise DatasetError(f"{out}: exists already; give another folder, or --overwrite")
    foreign = _find_foreign(out)
    if foreign:
        raise DatasetError(f"{out}: holds {foreign}, which no export wrote, and is not replaced; give another folder")


def _find_foreign(out: Path) -> str | None:
    """The name of something in an existing folder that an export does not write."""
    if not out.is_dir():
        return out.name
    for path in sorted(out.iterdir()):
        if path.name == figures.FOLDER and path.is_dir():
            drawn = [f"{path.name}/{inner.name}" for inner in sorted(path.iterdir()) if inner.name not in figures.NAMES]
            if drawn:
                return drawn[0]
        elif path.name != CARD_NAME and not (path.name in TASKS and path.is_dir()):
            return path.name
    return None


def _write_all(
    facts: Sequence[RunFacts], folder: Path, tally: Tally, *, embed_images: bool, shard_bytes: int, progress: bool
) -> dict[str, list[SplitFiles]]:
    files: dict[str, list[SplitFiles]] = {}
    shown: dict[Path, set[int]] = {fact.run_dir: set() for fact in facts}
    total = sum(count.rows for fact in facts for count in fact.tasks.values())
    with tqdm(total=total, desc="export", unit="row", disable=not progress) as bar:
        for task in TASKS:
            for fact in facts:
                if task not in fact.tasks or not fact.tasks[task].rows:
                    continue
                rows = _count_rows(read_rows(fact.run_dir, task), task, tally, shown[fact.run_dir], bar)
                written = write_shards(
                    rows, folder / task, fact.split, embed_images=embed_images, shard_bytes=shard_bytes
                )
                files.setdefault(task, []).append(written)
    for run_dir, image_ids in shown.items():
        with Ledger.read(run_dir) as ledger:
            tally.add_scenes(scene for scene in ledger.scenes() if scene.image_id in image_ids)
    return files


def _count_rows(
    rows: Iterator[dict[str, Any]], task: str, tally: Tally, image_ids: set[int], bar: Any
) -> Iterator[dict[str, Any]]:
    for row in rows:
        tally.add_row(task, row)
        image_ids.add(row["image_id"])
        yield row
        bar.update()


def _name_dataset(facts: Sequence[RunFacts]) -> str:
    names = ", ".join(dict.fromkeys(str(fact.options["split"]) for fact in facts))
    return f"Human poses and actions from keypoints ({names})"


def _find_example(facts: Sequence[RunFacts]) -> Mapping[str, Any]:
    task, fact = next((task, fact) for task in TASKS for fact in facts if task in fact.tasks and fact.tasks[task].rows)
    return next(read_rows(fact.run_dir, task))

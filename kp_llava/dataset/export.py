"""A folder that is a Hub dataset repository: Parquet files by config and split, a README.md and its pictures."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import DatasetCard
from tqdm import tqdm

from ..errors import DatasetError
from ..files import drafted_folder, find_folders, write_atomically
from ..generation.ledger.ledger import Ledger
from ..generation.options import read_run_file
from ..generation.rows import Runs, list_runs, read_rows
from ..tasks import TASKS
from .card import figures
from .card.blocks import find_blocks
from .card.card import build_card, renew_card
from .card.runs import IMPORT, RunFacts, merge_facts, read_all_facts
from .card.tally import Tally
from .layout import CARD_NAME, FIGURES, is_as_written, is_written_by_us, name_figure
from .parquet import SHARD_BYTES, Part, SplitFiles, name_parts, write_part


@dataclass(frozen=True)
class ExportOptions:
    """What an export takes from the runs, and how it looks.

    Attributes:
        tasks: the kinds to take; all that the runs have without it.
        turns: "single" gives a row a question-answer pair, "multi" a row an image.
        title: the card's heading; by default from the runs.
        licence: the identifier of the terms that the publisher chose for the text, as in "cc-by-4.0".
        repository: the name that the card's examples load; by default a placeholder.
        embed_images: put the pictures in; without it rows name them.
        image_folders: where pictures may be read, besides the folders that this user generated from.
        shard_bytes: how large a Parquet file may grow, about.
        mirrored: with the chats about mirrored pictures that the pose teacher can write.
    """

    tasks: tuple[str, ...] | None = None
    turns: str = "single"
    title: str | None = None
    licence: str | None = None
    repository: str | None = None
    embed_images: bool = False
    image_folders: tuple[Path, ...] = ()
    shard_bytes: int = SHARD_BYTES
    mirrored: bool = False

    def __post_init__(self) -> None:
        unknown = [task for task in self.tasks or () if task not in TASKS]
        if unknown or self.tasks == ():
            raise DatasetError(f"--tasks {','.join(self.tasks or ())!r}: expected some of {','.join(TASKS)}")
        if self.turns not in ("single", "multi"):
            raise DatasetError(f"--turns {self.turns!r}: expected single (a row a pair) or multi (a row an image)")


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        folder: where.
        files: the Parquet files, by config.
        facts: what is known about each split.
    """

    folder: Path
    files: dict[str, list[SplitFiles]]
    facts: tuple[RunFacts, ...]


@dataclass(frozen=True)
class RunPart:
    """What is written of one run, and counted on the way.

    Attributes:
        facts: what is known about the run.
        parts: files without their final names, by config.
        tally: counts over the rows and images.
        example: the first row.
    """

    facts: RunFacts
    parts: dict[str, Part]
    tally: Tally
    example: dict[str, Any]


def export_hub(
    runs: Sequence[tuple[Runs, str | None]],
    out: Path,
    options: ExportOptions | None = None,
    *,
    overwrite: bool = False,
    progress: bool = False,
    processes: int = 1,
) -> ExportReport:
    """Export runs into a folder that `load_dataset` and the Hub take as it is.

    Everything is written under another name, which is renamed last: `out` is whole or not there. The same runs and
    options give the same bytes. Rows are read and written a batch at a time.

    Args:
        runs: run folders (one, or all parts of one), each with its split's name; None names it after COCO's split, as
            in val2014 -> validation.
        out: the folder to make.
        options: what to take, and how the dataset looks.
        overwrite: replace `out` where it is an earlier export.
        progress: show a bar on stderr.
        processes: how many check answers that were never checked.

    Raises:
        RunError: a folder is not a run.
        DatasetError: `out` exists, two runs give one split, a run has no rows, or a picture cannot be read.
    """
    options = options or ExportOptions()
    facts = [
        read_all_facts(list_runs(run), split=split, tasks=options.tasks, progress=progress, processes=processes)
        for run, split in runs
    ]
    splits = [fact.split for fact in facts]
    for split in splits:
        if splits.count(split) > 1:
            raise DatasetError(
                f"split {split!r}: two of the runs would be it; name them apart, as in --split train --also test=RUN"
            )
    for fact in facts:
        check_rows(fact, options)
    with open_folder(out, overwrite=overwrite) as folder:
        with tqdm(total=sum(map(count_rows_of, facts)), desc="export", unit="row", disable=not progress) as bar:
            parts = [write_run(fact, folder, str(n), options, on_row=bar.update) for n, fact in enumerate(facts)]
        files = finish_folder([[part] for part in parts], folder, options)
    return ExportReport(out, files, tuple(facts))


def check_rows(fact: RunFacts, options: ExportOptions) -> None:
    """See that a run has rows of every kind that is asked for.

    Raises:
        DatasetError: it has none; the message says what it has.
    """
    place = " ".join(map(str, fact.run_dirs))
    for task in options.tasks or ():
        if task not in fact.tasks or not fact.tasks[task].rows:
            raise DatasetError(f"--tasks {task}: {place} has no rows of it; `kp-llava status {place}` says why")
    if not any(count.rows for count in fact.tasks.values()):
        raise DatasetError(f"{place}: the run has no rows; `kp-llava status {place}` says why")


def count_rows_of(fact: RunFacts) -> int:
    """Return how many question-answer pairs an export of the run writes."""
    return sum(count.rows for count in fact.tasks.values())


def write_run(
    fact: RunFacts, folder: Path, name: str, options: ExportOptions, *, on_row: Any = lambda count: None
) -> RunPart:
    """Write the rows of one run, or of several that are parts of one, and count them.

    Args:
        fact: of the run, by `read_facts` or `read_all_facts`.
        folder: of the export.
        name: begins the names of the files for the time being.
        options: of the export.
        on_row: called with the number of pairs in each row that is written.
    """
    tally, image_ids = Tally(), set[int]()
    parts: dict[str, Part] = {}
    example: dict[str, Any] = {}

    def count(rows: Iterator[dict[str, Any]], task: str) -> Iterator[dict[str, Any]]:
        for row in rows:
            tally.add_row(task, row)
            image_ids.add(row["image_id"])
            example.update({} if example else row)
            yield row
            on_row(len(row["messages"]) // 2)

    for task in TASKS:
        if task in fact.tasks and fact.tasks[task].rows:
            read = read_rows(fact.run_dirs, task, turns=options.turns, mirrored=options.mirrored)
            rows = count(read, task)
            parts[task] = write_part(
                rows,
                folder / task,
                name,
                embed_images=options.embed_images,
                image_folders=find_folders(map(read_run_file, fact.run_dirs), options.image_folders),
                shard_bytes=options.shard_bytes,
                mirrored=options.mirrored,
            )
    if not example:
        place = " ".join(map(str, fact.run_dirs))
        raise DatasetError(f"{place}: none of its rows can be read; `kp-llava status {place} --verify` says why")
    for run_dir in fact.run_dirs:
        with Ledger.read(run_dir) as ledger:
            tally.add_scenes(scene for scene in ledger.scenes() if scene.image_id in image_ids)
    return RunPart(fact, parts, tally, example)


def finish_folder(
    splits: Sequence[Sequence[RunPart]], folder: Path, options: ExportOptions
) -> dict[str, list[SplitFiles]]:
    """Name the files of all runs, draw the figures and write the card.

    Args:
        splits: the parts of each split, in the order of their rows.
        folder: of the export.
        options: of the export.

    Returns:
        The files, by config.
    """
    files: dict[str, list[SplitFiles]] = {}
    facts, notes = [], {}
    for runs in splits:
        fact, tally = merge_facts([run.facts for run in runs]), Tally()
        facts.append(fact)
        for task in TASKS:
            if written := [run.parts[task] for run in runs if task in run.parts]:
                files.setdefault(task, []).append(name_parts(written, folder / task, fact.split))
        for run in runs:
            tally.merge(run.tally)
        notes[fact.split] = _draw_figures(tally, folder / FIGURES, fact.split)
    files = {task: files[task] for task in TASKS if task in files}
    card = build_card(
        facts,
        files,
        title=options.title or _name_dataset(facts),
        embed_images=options.embed_images,
        turns=options.turns,
        licence=options.licence,
        figures=notes,
        example=splits[0][0].example,
        repository=options.repository or "THIS_REPOSITORY",
        mirrored=options.mirrored,
    )
    write_card(folder, card)
    return files


def write_card(folder: Path, card: DatasetCard) -> None:
    """Write the card of an exported folder."""
    write_atomically(folder / CARD_NAME, str(card), error=DatasetError)


def _draw_figures(tally: Tally, folder: Path, split: str) -> Mapping[str, str]:
    drawn = folder / f"{split}.partial"
    notes = {}
    for name, note in figures.draw_figures(tally, drawn).items():
        path = drawn / name
        final = name_figure(split, path.stem, hashlib.sha256(path.read_bytes()).hexdigest()[:16])
        path.rename(folder / final)
        notes[final] = note
    drawn.rmdir()
    return notes


def _name_dataset(facts: Sequence[RunFacts]) -> str:
    names = ", ".join(dict.fromkeys(str(fact.options["split"]) for fact in facts))
    if all(fact.origin == IMPORT for fact in facts):
        return f"Instruction data about images of {names}, imported"
    return f"Human poses and actions from keypoints ({names})"


@contextmanager
def open_folder(out: Path, *, overwrite: bool) -> Iterator[Path]:
    """Write a folder under another name; it gets its own when the block ends without an error.

    Of an earlier export, the files that it wrote are replaced; files of the user stay, as does what the user wrote into
    the card.

    Args:
        out: the folder to make.
        overwrite: replace it where it is an earlier export.

    Raises:
        DatasetError: `out` exists, or cannot be written.
    """
    _check_out(out, overwrite=overwrite)
    is_there = out.is_dir() and any(out.iterdir())
    with drafted_folder(
        out, error=DatasetError, finish=(lambda draft: _keep(out, draft)) if is_there else None
    ) as draft:
        yield draft


def _check_out(out: Path, *, overwrite: bool) -> None:
    if not os.path.lexists(out) or (out.is_dir() and not any(out.iterdir())):
        return
    if not overwrite:
        raise DatasetError(f"{out}: exists already; give another folder, or --overwrite")
    if not out.is_dir():
        raise DatasetError(f"{out}: is no folder, and is not replaced; give another one")
    card = out / CARD_NAME
    if not card.is_file() or not find_blocks(card.read_text(encoding="utf-8", errors="replace")):
        shown = min(path.name for path in out.iterdir())
        raise DatasetError(
            f"{out}: holds {shown} and no card of kp_llava's, so that no export wrote it, and is not replaced; "
            "give another folder"
        )


def _keep(out: Path, draft: Path) -> None:
    """Bring what the user has put into an earlier export into the new one, before it takes its place."""
    card = out / CARD_NAME
    try:
        old = card.read_text(encoding="utf-8") if card.is_file() else ""
        write_card(draft, renew_card(old, DatasetCard.load(draft / CARD_NAME)))
    except UnicodeDecodeError:
        raise DatasetError(f"{card}: is not UTF-8; put that right, or give another folder") from None
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if name == CARD_NAME or (is_written_by_us(name) and path.is_file() and is_as_written(path)):
            continue
        new = draft / name
        if path.is_dir() and not path.is_symlink():
            if any(not is_written_by_us(f"{name}/{one.name}") for one in path.iterdir()) or not any(path.iterdir()):
                new.mkdir(parents=True, exist_ok=True)
        elif not os.path.lexists(new):
            new.parent.mkdir(parents=True, exist_ok=True)
            _bring(path, new)


def _bring(path: Path, new: Path) -> None:
    """A second name for the same file, where the disk takes one, so that no byte can be lost on the way."""
    if path.is_symlink():
        new.symlink_to(path.readlink())
        return
    try:
        os.link(path, new)
    except OSError:
        shutil.copy2(path, new, follow_symlinks=False)

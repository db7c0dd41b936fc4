"""Writing what a run wants into its ledger, and leaving that out where nothing has changed since the last time.

A stamp stands for all that requests follow from: the options, the prompts, our code, and the files of annotations and
folders of pictures, by their sizes and times. With the same stamp no scene is read and no prompt is written again.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from tqdm import tqdm

from ..annotations.coco.divide import stamp_split
from ..annotations.scene import Scene
from ..code_hash import ROWS, hash_code
from ..version import __version__
from .ledger.damage import FOUND_NOTE, find_kept
from .ledger.ledger import Ledger
from .ledger.pictures import keep_picture
from .options import RunOptions
from .plan import plan_requests
from .prompts.messages import Prompts

_NOTE = "plan"
_PAGE = 500
# no request follows from these
_WITHOUT_EFFECT = (
    *("concurrency", "timeout_s", "max_attempts", "patience_s", "requests_per_minute", "tokens_per_minute"),
    *("checks", "max_reasks", "prices", "max_cost", "enqueued_tokens"),
)


@dataclass(frozen=True)
class Plan:
    """What the last call has written into the ledger.

    Attributes:
        stamp: what it followed from.
        images: how many images were asked about.
        exclusions: annotations and images that were left out, by named reason.
    """

    stamp: str
    images: int
    exclusions: dict[str, int]


def make_stamp(options: RunOptions, prompts: Prompts) -> str | None:
    """What the requests of these options follow from; None where that is unknown, as for a COCO object in memory."""
    if not isinstance(options.coco, str | os.PathLike):
        return None
    asked = {name: value for name, value in options.to_record().items() if name not in _WITHOUT_EFFECT}
    if options.division is not None:
        files = options.division.stamp
    else:
        files = stamp_split(Path(options.coco), options.split, with_pictures=options.show_picture)
    made_from = [__version__, hash_code(ROWS), asked, prompts.hashes, files]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def find_plan(run_dir: Path, stamp: str | None) -> Plan | None:
    """What was planned with the same stamp; None where it is another one, or where nothing was planned.

    Raises:
        RunError: the folder's ledger cannot be read.
    """
    ledger = None if stamp is None else Ledger.find(run_dir)
    if ledger is None:
        return None
    with ledger:
        return read_plan(ledger, stamp)


def read_plan(ledger: Ledger, stamp: str | None) -> Plan | None:
    """The same, of an open ledger."""
    text = ledger.find_note(_NOTE)
    try:
        plan = msgspec.json.decode(text, type=Plan) if text else None
    except msgspec.MsgspecError:
        plan = None  # a damaged note: planned anew
    return plan if plan is not None and plan.stamp == stamp else None


def count_answered(ledger: Ledger, options: RunOptions) -> int:
    """How many of the wanted requests have an answer."""
    query = "SELECT count(*) FROM wanted w JOIN requests r USING (key) WHERE w.task = ? AND r.is_settled"
    return sum(int(ledger.connection.execute(query, (task,)).fetchone()[0]) for task in options.tasks)


def record_plan(
    ledger: Ledger, options: RunOptions, scenes: list[Scene], prompts: Prompts, plan: Plan, *, progress: bool
) -> None:
    """Write scenes and requests, a page a transaction, and then that all of it is written.

    Args:
        ledger: open for writing.
        options: of the run.
        scenes: what is asked about, by image id.
        prompts: from the package or the user.
        plan: what to remember of it; nothing where it has no stamp.
        progress: show a bar on stderr.

    Raises:
        PromptError: a template fails.
        RunError: the disk is full, or the ledger cannot be written.
    """
    openings: set[str] = set()
    ledger.note(_NOTE, "")
    with tqdm(total=len(scenes), desc="plan", unit="image", disable=not progress) as bar:
        for start in range(0, len(scenes), _PAGE):
            page = scenes[start : start + _PAGE]
            with ledger.transaction():
                for scene in page:
                    ledger.add_scene(scene)
                for request, opening in plan_requests(options, page, prompts, ledger):
                    if opening.id not in openings:
                        ledger.add_opening(opening.id, opening.payload)
                        openings.add(opening.id)
                    ledger.add_request(request)
                    keep_picture(ledger, request)
            bar.update(len(page))
    image_ids = {scene.image_id for scene in scenes}
    with ledger.transaction():
        for task in options.tasks:
            ledger.forget_wanted(task, ledger.wanted_image_ids(task) - image_ids)
        _settle_found(ledger)
    if plan.stamp:
        ledger.note(_NOTE, msgspec.json.encode(plan).decode())


def _settle_found(ledger: Ledger) -> None:
    """Requests that were damaged and are written again have their answers already."""
    kept = find_kept(ledger.connection)
    written = {key for key in kept if ledger.has_request(key)}
    for key in written:
        ledger.settle(key)
    if written:
        ledger.note(FOUND_NOTE, json.dumps(sorted(kept - written)))

"""Dataset rows from one run, or from several that are parts of one: raw answers, parsed anew each time."""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...code_hash import CHECKING, ROWS, hash_code
from ...errors import RunError
from ...tasks import TASKS
from ...version import __version__
from ..checks.best import BestPairs
from ..checks.cache import KeptChecks
from ..checks.checks import TurnCheck, rejecting_checks
from ..ledger.ledger import Ledger
from ..ledger.records import StoredAnswer
from ..options import read_run_file
from ..parsing import Turn, UnusableAnswer
from .mirrored import write_mirrored

Runs = Path | str | Sequence[Path | str]
"""A run folder, or several that hold different images."""

# of SQLite, for all ledgers that are open at once; with 4 MB each, reading takes no longer than with 64
_CACHE_KB = 65_536
_LEAST_CACHE_KB = 2_048


def list_runs(runs: Runs) -> list[Path]:
    """The run folders as a list."""
    return [Path(runs)] if isinstance(runs, Path | str) else [Path(run) for run in runs]


def read_rows(runs: Runs, task: str, *, turns: str = "single", mirrored: bool = False) -> Iterator[dict[str, Any]]:
    """Read the rows of one task, by image id.

    Args:
        runs: a run folder, or several whose rows are read as those of one.
        task: ``conversation``, ``detail`` or ``complex``.
        turns: ``single`` gives a row a question-answer pair, ``multi`` one row an image with all its turns.
        mirrored: adds the column mirrored_messages, the chat about the mirrored picture; None where there is none, see
            `mirrored.write_mirrored`.

    Pairs that one of the run's rejecting checks finds fault with are left out, and the others keep their ids.

    Yields:
        Rows with id, image (a path or None), image_id, file_name, image_url, messages, context, teacher, request_id,
        captioner (the model that wrote the captions in the context, or None), checks (names of those that only mark).

    Raises:
        RunError: a folder is not a run, an argument has an unknown value, or two runs have the same image.
    """
    if task not in TASKS:
        raise RunError(f"task {task!r}: unknown; expected one of {', '.join(TASKS)}")
    if turns not in ("single", "multi"):
        raise RunError(f"turns {turns!r}: unknown; expected single or multi")
    folders = list_runs(runs)
    if len(folders) == 1:
        yield from _read_run(folders[0], task, turns, mirrored=mirrored)
        return
    cache_kb = max(_CACHE_KB // len(folders), _LEAST_CACHE_KB)
    parts = [
        zip(_read_run(folder, task, turns, cache_kb, mirrored=mirrored), itertools.repeat(folder)) for folder in folders
    ]
    last: tuple[int, Path] | None = None
    for row, folder in heapq.merge(*parts, key=lambda item: item[0]["image_id"]):
        if last is not None and last[0] == row["image_id"] and last[1] != folder:
            raise RunError(
                f"{folder}: has image {row['image_id']}, as {last[1]} has;"
                " runs that are read as one hold different images"
            )
        last = row["image_id"], folder
        yield row


def _read_run(
    run_dir: Path, task: str, turns: str, cache_kb: int = _CACHE_KB, *, mirrored: bool = False
) -> Iterator[dict[str, Any]]:
    options = read_run_file(run_dir)["options"]
    reject = rejecting_checks(options)
    with Ledger.read(run_dir) as ledger:
        ledger.connection.execute(f"PRAGMA cache_size=-{cache_kb}")
        checks, best = KeptChecks(ledger), BestPairs(ledger, reject)
        for stored in ledger.answers(task):
            if stored.answer is None:
                continue
            try:
                pairs = best.read(stored)
            except UnusableAnswer:
                continue  # counted by row_counts
            results = checks.check(stored, pairs)
            kept = [
                (number, pair, result)
                for number, (pair, result) in enumerate(zip(pairs, results, strict=True))
                if not result.is_rejected(reject)
            ]
            if not kept:
                continue
            other: list[Turn | None] = []
            if mirrored:
                scene, seed = ledger.scene(stored.request.image_id), int(options.get("seed", 0))
                other = write_mirrored(stored.request, pairs, scene, seed=seed, reject=reject)
            for group in [[one] for one in kept] if turns == "single" else [kept]:
                number = group[0][0] if turns == "single" else 0
                row = _make_row(stored, number, [(pair, result) for _, pair, result in group])
                if mirrored:
                    row["mirrored_messages"] = _make_messages([other[place] for place, _, _ in group])
                yield row


def _make_messages(turns: Sequence[Turn | None]) -> list[dict[str, str]] | None:
    """A chat of these turns; None where one is missing."""
    messages = []
    for turn in turns:
        if turn is None:
            return None
        messages.append({"role": "user", "content": turn.question})
        messages.append({"role": "assistant", "content": turn.answer})
    return messages


def _make_row(stored: StoredAnswer, number: int, turns: list[tuple[Turn, TurnCheck]]) -> dict[str, Any]:
    request = stored.request
    return {
        "id": f"{request.task}-{request.image_id:012d}-{number}",
        "image": stored.image_path,
        "image_id": request.image_id,
        "file_name": stored.file_name,
        "image_url": stored.image_url,
        "messages": _make_messages([turn for turn, _ in turns]),
        "context": request.context,
        "teacher": request.teacher,
        "request_id": request.key,
        "captioner": stored.captioner,
        "checks": list(dict.fromkeys(name for _, result in turns for name in result.names)),
    }


def run_fingerprint(runs: Runs, task: str, *, mirrored: bool = False) -> str:
    """A hash that changes whenever the rows of a task could: with answers, scenes, and the code that reads them.

    Args:
        runs: a run folder, or several that are read as one.
        task: ``conversation``, ``detail`` or ``complex``.
        mirrored: as for `read_rows`; the chats about mirrored pictures hang on more code.

    Raises:
        RunError: a folder is not a run.
    """
    digest = hashlib.sha256(__version__.encode())
    digest.update(hash_code((*CHECKING, "generation/parsing", "generation/rows")).encode())
    if mirrored:
        digest.update(hash_code(ROWS).encode())
    for run_dir in list_runs(runs):
        digest.update(repr(rejecting_checks(read_run_file(run_dir)["options"])).encode())
        with Ledger.read(run_dir) as ledger:
            for stored in ledger.answers(task):
                if stored.answer is not None:
                    # context and instruction are not hashed: the request's key is made from them
                    parts = (stored.request.image_id, stored.request.key, stored.answer, *stored.earlier_answers)
                    place = (stored.file_name, stored.image_path, stored.image_url)
                    digest.update(repr((parts, place)).encode())
    return digest.hexdigest()

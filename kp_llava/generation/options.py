"""What a run is asked to do, and ``run.json``, which remembers it and never holds a secret."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from ..annotations.coco.divide import Division
from ..annotations.shard import Shard
from ..errors import RunError
from ..files import record_folders, write_atomically
from ..files.json_file import shorten
from ..tasks import TASKS
from ..version import __version__
from .checks.checks import DEFAULT_REJECT, require_check_names
from .cost.prices import Price, find_price
from .server import CHAT, ServerOptions, clean_url

RUN_FILE_NAME = "run.json"
TEACHERS = ("pose", "openai", "openai-batch")
_FORMAT = 1
# these say which images the run is about: rows made under other values would not belong to one dataset
_FIXED = {"coco": "--coco", "split": "--split", "seed": "--seed", "shard": "--shard"}


@dataclass(frozen=True, kw_only=True)
class RunOptions(ServerOptions):
    """One request to `kp_llava.generation.run.generate`; the fields of `ServerOptions` say how the teacher is called.

    Attributes:
        run_dir: where ``run.json`` and the ledger are kept.
        coco: a folder in COCO's layout, or a ``pycocotools.coco.COCO``.
        split: as in ``val2017``.
        tasks: which kinds of data to ask for; kinds that the run already has and that are not named here stay.
        teacher: ``pose`` (no network), ``openai`` (any OpenAI-compatible server), or ``openai-batch`` (its Batch API:
            half the price, within a day).
        shard: a part of the images, as in ``3/16``, by a hash of the image id; None for all.
        division: where the folder's files lie divided into the parts of `shard`; read in their place.
        max_images: how many images (of the shard), picked by a hash of (seed, image id); None for all.
        seed: of the pick of images, of the wordings, and of the pose teacher.
        prompts_dir: a folder whose files replace the package's prompts.
        min_keypoints: images with fewer labeled points are left out.
        keypoint_threshold: the confidence from which a detected point counts, 0 to 1.
        points: which points of a skeleton the teacher is shown: all, body, or names separated by commas.
        facts: put what the keypoints say, as sentences, into the context.
        checks: the checks that reject a row; the others only mark it, see `kp_llava.generation.checks.checks.CHECKS`.
        show_picture: show the teacher the picture as well, downscaled; without it the teacher sees text only.
        structured: ask for JSON by schema; a server that takes none is asked for text.
        max_reasks: how often an answer that cannot be read, or that a check rejects, is sent back with the reason.
        enqueued_tokens: the account's limit of prompt tokens in batches at once; learned from the server without it.
        batch_requests: the most requests of one batch.
        batch_bytes: the longest file of one batch.
        poll_s: seconds between two looks at running batches.
        is_waiting: wait for batches to end; without it they are submitted and left to run.
    """

    run_dir: Path
    coco: Any
    split: str
    tasks: tuple[str, ...] = field(default_factory=lambda: tuple(TASKS))
    teacher: str = "pose"
    shard: str | None = None
    division: Division | None = None
    max_images: int | None = None
    seed: int = 0
    prompts_dir: Path | None = None
    min_keypoints: int = 1
    keypoint_threshold: float = 0.3
    points: str = "all"
    facts: bool = False
    checks: tuple[str, ...] = DEFAULT_REJECT
    show_picture: bool = False
    structured: bool = False
    max_reasks: int = 1
    enqueued_tokens: int | None = None
    batch_requests: int = 50_000
    batch_bytes: int = 200_000_000
    poll_s: float = 60.0
    is_waiting: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        unknown = [task for task in self.tasks if task not in TASKS]
        if unknown or not self.tasks:
            given = ",".join(self.tasks)
            raise RunError(f"--tasks {given!r}: expected some of {','.join(TASKS)}, separated by commas")
        foreign = [task for task in self.tasks if not TASKS[task].is_written_by_pose]
        if self.teacher == "pose" and foreign:
            raise RunError(f"--tasks {foreign[0]}: the teacher pose cannot write it; name another with --teacher")
        if self.teacher not in TEACHERS:
            raise RunError(f"--teacher {self.teacher}: unknown; expected {', '.join(TEACHERS[:-1])} or {TEACHERS[-1]}")
        if self.teacher == "openai-batch" and self.api != CHAT:
            raise RunError(f"--api {self.api}: batches are of chat completions; leave it out")
        if self.teacher == "openai-batch" and self.more_urls:
            raise RunError("--base-url: batches go to one server; give it once")
        if self.teacher == "pose" and self.show_picture:
            raise RunError("--show-picture: the teacher pose sees keypoints only; name another with --teacher")
        if self.shard is not None:
            object.__setattr__(self, "shard", str(Shard.read(self.shard)))
        if self.max_images is not None and self.max_images < 1:
            raise RunError(f"--max-images {self.max_images}: expected 1 or more; leave it out for all images")
        if self.checks:
            require_check_names(self.checks)
        if self.min_keypoints < 0:
            raise RunError(f"--min-keypoints {self.min_keypoints}: expected 0 or more")
        if not 0 <= self.keypoint_threshold <= 1:
            raise RunError(f"--keypoint-threshold {self.keypoint_threshold:g}: expected 0 to 1")
        if self.enqueued_tokens is not None and self.enqueued_tokens < 1:
            raise RunError(f"--enqueued-tokens {self.enqueued_tokens}: expected 1 or more")
        if not self.poll_s > 0:
            raise RunError(f"--poll {self.poll_s:g}: expected seconds above 0")
        if not 0 <= self.max_reasks <= 5:
            raise RunError(f"--max-reasks {self.max_reasks}: expected 0 to 5")

    @property
    def price(self) -> Price | None:
        """What the model's tokens cost; None where that is unknown, and for the pose teacher.

        Raises:
            RunError: ``prices`` is not of its form, or there is a bound on the cost and no price.
        """
        return find_price(self.model, self.prices) if self.teacher == "pose" else super().price

    @property
    def teacher_name(self) -> str:
        """What rows name as their teacher: the model, or ``pose``."""
        return "pose" if self.teacher == "pose" else self.model

    @property
    def picture_folders(self) -> list[Path]:
        """Where the pictures lie; none for a COCO object in memory."""
        if not isinstance(self.coco, str | os.PathLike):
            return []
        return [Path(self.coco) / self.split, Path(self.coco)]

    def to_record(self) -> dict[str, Any]:
        """The options as ``run.json`` keeps them: plain values, and the server's address without name or password."""
        coco = str(Path(self.coco).resolve()) if isinstance(self.coco, (str, os.PathLike)) else "a COCO object"
        return {
            "coco": coco,
            "split": self.split,
            "tasks": list(self.tasks),
            "teacher": self.teacher,
            "model": self.teacher_name,
            "base_url": None if self.base_url is None else clean_url(self.base_url),
            "more_urls": [clean_url(url) for url in self.more_urls],
            "api": self.api,
            "concurrency": self.concurrency,
            "shard": self.shard,
            "max_images": self.max_images,
            "seed": self.seed,
            "prompts_dir": None if self.prompts_dir is None else str(self.prompts_dir),
            "min_keypoints": self.min_keypoints,
            "keypoint_threshold": self.keypoint_threshold,
            "points": self.points,
            "facts": self.facts,
            "checks": list(self.checks),
            "temperature": self.temperature,
            "top_p": self.top_p,
            "reasoning_effort": self.reasoning_effort,
            "extra_body": None if self.extra_body is None else dict(self.extra_body),
            "max_tokens": self.max_tokens,
            "token_parameter": self.token_parameter,
            "timeout_s": self.timeout_s,
            "max_attempts": self.max_attempts,
            "patience_s": self.patience_s,
            "requests_per_minute": self.requests_per_minute,
            "tokens_per_minute": self.tokens_per_minute,
            "show_picture": self.show_picture,
            "structured": self.structured,
            "max_reasks": self.max_reasks,
            "prices": self.prices,
            "max_cost": self.max_cost,
            "enqueued_tokens": self.enqueued_tokens,
        }


def read_run_file(run_dir: Path) -> dict[str, Any]:
    """Read ``run.json``.

    Raises:
        RunError: the folder is not a run, or the file is broken.
    """
    path = run_dir / RUN_FILE_NAME
    try:
        record = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        raise RunError(
            f"{run_dir}: not a run folder (it has no {RUN_FILE_NAME}); `kp-llava generate` makes one"
        ) from None
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise RunError(f"{path}: is not JSON ({error}); {_RESTORE}") from None
    if not isinstance(record, dict):
        raise RunError(f"{path}: holds no object; {_RESTORE}")
    found = record.get("format")
    if isinstance(found, int) and found > _FORMAT:
        raise RunError(
            f"{path}: format is {shorten(found)}, this version reads {_FORMAT}; use the kp_llava that made it"
        )
    if found != _FORMAT:
        raise RunError(f"{path}: format is {shorten(found)}; expected {_FORMAT}; {_RESTORE}")
    if not isinstance(record.get("options"), dict):
        raise RunError(f"{path}: options is {shorten(record.get('options'))}; expected an object; {_RESTORE}")
    try:
        msgspec.convert(record, _RunFile)
    except msgspec.ValidationError as error:
        raise RunError(f"{path}: {error}; {_RESTORE}") from None
    return record


_RESTORE = "restore it, give another RUN folder, or add --repair to the same `kp-llava generate`, which writes it anew"


class _RunOptionsRecord(msgspec.Struct, kw_only=True):
    """The fields of `options` that are used after the run; others may be of any kind."""

    coco: str
    split: str
    model: str
    seed: int
    teacher: str = "pose"
    tasks: list[str] = []
    checks: list[str] | None = None
    shard: str | None = None
    base_url: str | None = None
    prices: str | None = None
    max_tokens: int | None = None
    facts: bool | None = False


class _RunFile(msgspec.Struct):
    options: _RunOptionsRecord
    exclusions: dict[str, int]
    prompt_hashes: dict[str, str]
    versions: dict[str, str]


def check_same_run(options: RunOptions) -> dict[str, Any] | None:
    """Read the run's file where there is one, and see that the new options are about the same images.

    Returns:
        The file's record, or None for a new run.

    Raises:
        RunError: the run was made from another COCO folder, split or seed.
    """
    if not (options.run_dir / RUN_FILE_NAME).exists():
        return None
    record = read_run_file(options.run_dir)
    asked = options.to_record()
    for name, flag in _FIXED.items():
        before = record["options"].get(name)
        if before != asked[name]:
            was, now = _say(flag, before), _say(flag, asked[name])
            raise RunError(
                f"{options.run_dir}: was made with {was}, and is now asked for {now}; give another RUN folder, or {was}"
            )
    return record


def describe_parts(options: Sequence[Mapping[str, Any]]) -> str | None:
    """Which parts of the images some runs hold, in words; None where they hold all of them.

    Args:
        options: of each run, from its ``run.json``.
    """
    shards = [None if one.get("shard") is None else Shard.read(one["shard"]) for one in options]
    counts = {shard.count for shard in shards if shard is not None}
    if not counts:
        return None
    if len(counts) > 1 or None in shards:
        return f"parts of different divisions: {', '.join('all' if shard is None else str(shard) for shard in shards)}"
    (count,) = counts
    held = {shard.number for shard in shards if shard is not None}
    missing = [str(number) for number in range(1, count + 1) if number not in held]
    if not missing:
        return f"all {count} parts of the images"
    shown = ", ".join(missing[:20]) + (", ..." if len(missing) > 20 else "")
    return f"{len(held)} of {count} parts of the images; not among them: {shown}"


def sum_exclusions(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """What was left out of several runs together; files that all of them miss are counted once."""
    total: dict[str, int] = {}
    for part in parts:
        for reason, count in part.items():
            is_file = reason.endswith("files missing")
            total[reason] = max(total.get(reason, 0), count) if is_file else total.get(reason, 0) + count
    return dict(sorted(total.items()))


def _say(flag: str, value: Any) -> str:
    return f"no {flag}" if value is None else f"{flag} {value}"


def write_run_file(options: RunOptions, *, prompt_hashes: Mapping[str, str], exclusions: Mapping[str, int]) -> None:
    """Write ``run.json`` whole, in place of an earlier one.

    Raises:
        RunError: the disk is full or the folder cannot be written.
    """
    record = {
        "format": _FORMAT,
        "options": options.to_record(),
        "pictures": record_folders(options.picture_folders),
        "exclusions": dict(exclusions),
        "prompt_hashes": dict(prompt_hashes),
        "versions": {
            "kp_llava": __version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("openai", "jinja2")},
        },
    }
    path = options.run_dir / RUN_FILE_NAME
    write_atomically(path, json.dumps(record, indent=2, ensure_ascii=False) + "\n", error=RunError)

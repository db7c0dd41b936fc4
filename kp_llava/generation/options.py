"""What a run is asked to do, and ``run.json``, which remembers it and never holds a secret."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from ..errors import RunError
from ..files import write_atomically
from ..tasks import TASKS
from ..version import __version__
from .checks.checks import DEFAULT_REJECT, require_check_names
from .cost.prices import Price, find_price, unknown_price_text
from .server import clean_url, find_url_fault

RUN_FILE_NAME = "run.json"
TEACHERS = ("pose", "openai", "openai-batch")
_FORMAT = 1
# these say which images the run is about: rows made under other values would not belong to one dataset
_FIXED = {"coco": "--coco", "split": "--split", "seed": "--seed"}


@dataclass(frozen=True)
class RunOptions:
    """One request to `kp_llava.generation.run.generate`.

    Attributes:
        run_dir: where ``run.json`` and the ledger are kept.
        coco: a folder in COCO's layout, or a ``pycocotools.coco.COCO``.
        split: as in ``val2017``.
        tasks: which kinds of data to ask for; kinds that the run already has and that are not named here stay.
        teacher: ``pose`` (no network), ``openai`` (any OpenAI-compatible server), or ``openai-batch`` (its Batch API:
            half the price, within a day).
        model: the online teacher's model.
        base_url: the server; None for OpenAI's own, or the environment's OPENAI_BASE_URL.
        concurrency: calls in flight at once, 1 to 1000.
        max_images: how many images, picked by a hash of (seed, image id); None for all.
        seed: of the pick of images, of the wordings, and of the pose teacher.
        prompts_dir: a folder whose files replace the package's prompts.
        min_keypoints: images with fewer labeled points are left out.
        facts: put what the keypoints say, as sentences, into the context.
        checks: the checks that reject a row; the others only mark it, see `kp_llava.generation.checks.checks.CHECKS`.
        temperature: sent to the online teacher; None leaves it to the server.
        max_tokens: the longest answer; None leaves it to the server.
        timeout_s: how long to wait for the server's next byte.
        max_attempts: how often one request is tried when passing errors come.
        requests_per_minute: the account's limit; a server's headers can lower it.
        tokens_per_minute: the account's limit; a server's headers can lower it.
        structured: ask for JSON by schema; a server that takes none is asked for text.
        max_reasks: how often an answer that cannot be read, or that a check rejects, is sent back with the reason.
        prices: PROMPT,ANSWER[,CACHED] in US dollars a million tokens, in place of the price file's.
        max_cost: US dollars that the whole run may cost; nothing is sent that could pass it.
        enqueued_tokens: the account's limit of prompt tokens in batches at once; learned from the server without it.
        batch_requests: the most requests of one batch.
        batch_bytes: the longest file of one batch.
        poll_s: seconds between two looks at running batches.
        is_waiting: wait for batches to end; without it they are submitted and left to run.
    """

    run_dir: Path
    coco: Any
    split: str
    tasks: tuple[str, ...] = tuple(TASKS)
    teacher: str = "pose"
    model: str = "gpt-4o"
    base_url: str | None = None
    concurrency: int = 32
    max_images: int | None = None
    seed: int = 0
    prompts_dir: Path | None = None
    min_keypoints: int = 1
    facts: bool = False
    checks: tuple[str, ...] = DEFAULT_REJECT
    temperature: float | None = None
    max_tokens: int | None = 1024
    timeout_s: float = 120.0
    max_attempts: int = 6
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    structured: bool = False
    max_reasks: int = 1
    prices: str | None = None
    max_cost: float | None = None
    enqueued_tokens: int | None = None
    batch_requests: int = 50_000
    batch_bytes: int = 200_000_000
    poll_s: float = 60.0
    is_waiting: bool = True

    def __post_init__(self) -> None:
        unknown = [task for task in self.tasks if task not in TASKS]
        if unknown or not self.tasks:
            given = ",".join(self.tasks)
            raise RunError(f"--tasks {given!r}: expected some of {','.join(TASKS)}, separated by commas")
        if self.teacher not in TEACHERS:
            raise RunError(f"--teacher {self.teacher}: unknown; expected {', '.join(TEACHERS[:-1])} or {TEACHERS[-1]}")
        if not 1 <= self.concurrency <= 1000:
            raise RunError(f"--concurrency {self.concurrency}: expected 1 to 1000")
        if self.max_images is not None and self.max_images < 1:
            raise RunError(f"--max-images {self.max_images}: expected 1 or more; leave it out for all images")
        if self.checks:
            require_check_names(self.checks)
        if self.min_keypoints < 0:
            raise RunError(f"--min-keypoints {self.min_keypoints}: expected 0 or more")
        if self.max_tokens is not None and self.max_tokens < 1:
            raise RunError(f"--max-tokens {self.max_tokens}: expected 1 or more")
        for flag, limit in (("--rpm", self.requests_per_minute), ("--tpm", self.tokens_per_minute)):
            if limit is not None and not limit >= 1:
                raise RunError(f"{flag} {limit:g}: expected 1 or more a minute")
        if self.enqueued_tokens is not None and self.enqueued_tokens < 1:
            raise RunError(f"--enqueued-tokens {self.enqueued_tokens}: expected 1 or more")
        if not self.poll_s > 0:
            raise RunError(f"--poll {self.poll_s:g}: expected seconds above 0")
        if not 0 <= self.max_reasks <= 5:
            raise RunError(f"--max-reasks {self.max_reasks}: expected 0 to 5")
        if self.max_cost is not None and not self.max_cost > 0:
            raise RunError(f"--max-cost {self.max_cost:g}: expected US dollars above 0")
        if self.base_url is not None and (fault := find_url_fault(self.base_url)):
            raise RunError(f"--base-url {clean_url(self.base_url)}: {fault}")

    @property
    def price(self) -> Price | None:
        """What the model's tokens cost; None where that is unknown.

        Raises:
            RunError: ``prices`` is not of its form, or there is a bound on the cost and no price.
        """
        found = find_price(self.model, self.prices)
        if self.max_cost is not None and self.teacher != "pose":
            if found is None:
                raise RunError(f"--max-cost {self.max_cost:g}: {unknown_price_text(self.model)}")
            if self.max_tokens is None:
                raise RunError(f"--max-cost {self.max_cost:g}: needs --max-tokens, without which no answer has a bound")
        return found

    @property
    def teacher_name(self) -> str:
        """What rows name as their teacher: the model, or ``pose``."""
        return "pose" if self.teacher == "pose" else self.model

    def request_parameters(self) -> dict[str, Any]:
        """Everything of an online request but its messages."""
        parameters: dict[str, Any] = {"model": self.model}
        if self.max_tokens is not None:
            # OpenAI's newer models take only the new name; other servers know the old one
            name = "max_completion_tokens" if self.base_url is None else "max_tokens"
            parameters[name] = self.max_tokens
        if self.temperature is not None:
            parameters["temperature"] = self.temperature
        return parameters

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
            "concurrency": self.concurrency,
            "max_images": self.max_images,
            "seed": self.seed,
            "prompts_dir": None if self.prompts_dir is None else str(self.prompts_dir),
            "min_keypoints": self.min_keypoints,
            "facts": self.facts,
            "checks": list(self.checks),
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "timeout_s": self.timeout_s,
            "max_attempts": self.max_attempts,
            "requests_per_minute": self.requests_per_minute,
            "tokens_per_minute": self.tokens_per_minute,
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
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunError(
            f"{run_dir}: not a run folder (it has no {RUN_FILE_NAME}); `kp-llava generate` makes one"
        ) from None
    except OSError as error:
        raise RunError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise RunError(f"{path}: is not JSON ({error}); restore it, or give another RUN folder") from None
    if not isinstance(record, dict) or record.get("format") != _FORMAT or not isinstance(record.get("options"), dict):
        raise RunError(f"{path}: expected format {_FORMAT} with `options`; use the kp_llava that made it")
    return record


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
    for field, flag in _FIXED.items():
        before = record["options"].get(field)
        if before != asked[field]:
            raise RunError(
                f"{options.run_dir}: was made with {flag} {before}, and is now asked for {flag} {asked[field]};"
                f" give another RUN folder, or {flag} {before}"
            )
    return record


def write_run_file(options: RunOptions, *, prompt_hashes: Mapping[str, str], exclusions: Mapping[str, int]) -> None:
    """Write ``run.json`` whole, in place of an earlier one.

    Raises:
        RunError: the disk is full or the folder cannot be written.
    """
    record = {
        "format": _FORMAT,
        "options": options.to_record(),
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

"""What an evaluation is asked to do, and evaluation.json, which remembers it and never holds a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import EvaluationError
from ..files import write_atomically
from ..generation.server import ServerOptions, clean_url
from .answers.model import AnswerOptions
from .answers.source import Source, check_names

JUDGES = ("keypoints", "openai")
_FILE_NAME = "evaluation.json"
_FORMAT = 1


@dataclass(frozen=True)
class JudgeOptions:
    """Who judges, and how.

    Attributes:
        kind: ``keypoints`` (offline) or ``openai`` (any OpenAI-compatible server).
        model: the judge's model.
        base_url: the server; None for OpenAI's own, or the environment's OPENAI_BASE_URL.
        both_orders: show each pair in both orders.
        concurrency: calls in flight at once.
        max_tokens: the longest reply.
        temperature: sent to the judge; None leaves it to the server.
        timeout_s: how long to wait for the server's next byte.
        max_asks: how often a reply that cannot be read is asked for, the first time included.
        max_attempts: how often one call is tried when passing errors come.
        max_cost: US dollars that the calls may cost at most; None for no bound.
        prices: PROMPT,ANSWER in US dollars a million tokens, in place of the package's price file.
        seed: decides by hash which answer is shown first.
        prompts_dir: a folder whose `judge*.j2` replace the package's templates of that name.
    """

    kind: str = "keypoints"
    model: str = "gpt-4o"
    base_url: str | None = None
    both_orders: bool = True
    concurrency: int = 16
    max_tokens: int = 1024
    temperature: float | None = 0.0
    timeout_s: float = 120.0
    max_asks: int = 2
    max_attempts: int = 6
    max_cost: float | None = None
    prices: str | None = None
    seed: int = 0
    prompts_dir: Path | None = None

    def __post_init__(self) -> None:
        if self.kind not in JUDGES:
            raise EvaluationError(f"--judge {self.kind}: unknown; expected {' or '.join(JUDGES)}")
        if self.prompts_dir is not None and self.kind == "keypoints":
            raise EvaluationError("--prompts: the keypoints judge asks nobody; it goes with --judge openai")
        if not 1 <= self.max_asks <= 10:
            raise EvaluationError(f"--max-asks {self.max_asks}: expected 1 to 10")
        if not 1 <= self.max_attempts <= 100:
            raise EvaluationError(f"--max-attempts {self.max_attempts}: expected 1 to 100")
        if not 1 <= self.concurrency <= 1000:
            raise EvaluationError(f"--concurrency {self.concurrency}: expected 1 to 1000")
        if self.base_url is not None:
            address = clean_url(self.base_url)
            if urlsplit(self.base_url).scheme not in ("http", "https"):
                raise EvaluationError(f"--base-url {address}: expected an address like http://127.0.0.1:8000/v1")
            if "@" in urlsplit(self.base_url).netloc:
                raise EvaluationError(
                    f"--base-url {address}: leave name and password out; the key is read from OPENAI_API_KEY"
                )

    def to_server(self) -> ServerOptions:
        """How the judge's server is called."""
        return ServerOptions(
            model=self.model,
            base_url=self.base_url,
            concurrency=self.concurrency,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
            timeout_s=self.timeout_s,
            max_attempts=self.max_attempts,
            prices=self.prices,
            max_cost=self.max_cost,
        )

    def to_record(self, prompts_hash: str | None = None) -> dict[str, Any]:
        """What a reader of the report must know of the judge; nothing secret.

        Args:
            prompts_hash: SHA-256 of the templates by which a server is asked.
        """
        if self.kind == "keypoints":
            return {"name": "keypoints"}
        return {
            "name": self.model,
            "base_url": None if self.base_url is None else clean_url(self.base_url),
            "orders": 2 if self.both_orders else 1,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "max_asks": self.max_asks,
            "seed": self.seed,
            "prompts": None if prompts_hash is None else prompts_hash[:16],
        }


@dataclass(frozen=True)
class EvaluationOptions:
    """One request to `kp_llava.evaluation.run.evaluate`.

    Attributes:
        benchmark: the questions' file.
        baseline: the row that the others are compared with.
        candidates: the other rows.
        out: the folder that answers, judgements and reports are kept in.
        judge: who judges.
        answers: how models answer.
        trained_on: run folders that a model was trained on; questions about their images are warned of.
    """

    benchmark: Path
    baseline: Source
    candidates: tuple[Source, ...]
    out: Path
    judge: JudgeOptions = field(default_factory=JudgeOptions)
    answers: AnswerOptions = field(default_factory=AnswerOptions)
    trained_on: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        check_names(self.baseline, list(self.candidates))


def write_evaluation_file(out: Path, record: Mapping[str, Any], judge: JudgeOptions) -> None:
    """Write evaluation.json, from which `read_evaluation_file` and a replay start."""
    settings = asdict(judge) | {"base_url": None if judge.base_url is None else clean_url(judge.base_url)}
    settings["prompts_dir"] = None if judge.prompts_dir is None else str(judge.prompts_dir)
    text = json.dumps({"format": _FORMAT, **record, "judge": settings}, indent=2, ensure_ascii=False)
    write_atomically(out / _FILE_NAME, text + "\n")


def read_evaluation_file(out: Path) -> tuple[dict[str, Any], JudgeOptions]:
    """Read evaluation.json.

    Raises:
        EvaluationError: the folder holds no evaluation, or the file is broken.
    """
    path = out / _FILE_NAME
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EvaluationError(
            f"{out}: holds no evaluation (no {_FILE_NAME}); evaluate into it before --replay"
        ) from error
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path}: cannot be read as JSON; evaluate again to write it anew") from error
    try:
        if record["format"] != _FORMAT:
            raise EvaluationError(f"{path}: has format {record['format']}, this version reads {_FORMAT}")
        judge = JudgeOptions(**record["judge"])
        return record, replace(judge, prompts_dir=None if judge.prompts_dir is None else Path(judge.prompts_dir))
    except (KeyError, TypeError) as error:
        raise EvaluationError(
            f"{path}: a field is missing or wrong ({error}); evaluate again to write it anew"
        ) from error

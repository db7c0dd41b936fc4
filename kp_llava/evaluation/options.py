"""What an evaluation is asked to do, and evaluation.json, which remembers it and never holds a secret."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ..errors import EvaluationError
from ..files import write_atomically
from ..files.json_file import JsonFault, read_object, shorten
from ..generation.server import ServerOptions, clean_url
from .answers.model import AnswerOptions
from .answers.source import Source, check_names

JUDGES = {
    "keypoints": "offline; counts what an answer states about poses, true and false, against the annotated keypoints;"
    " knows nothing of wording, of reasoning, or of anything but poses",
    "openai": "a language model behind a server; judges all of an answer, costs money, and is weak on parts of the body"
    " (`kp-llava audit-judge` measures how weak)",
}
"""Name on the command line -> what it is good for."""
_FILE_NAME = "evaluation.json"
_FORMAT = 1
_PAIR, _SINGLE = "pair", "single"


@dataclass(frozen=True)
class JudgeOptions:
    """Who judges, and how.

    Attributes:
        kind: ``keypoints`` (offline) or ``openai`` (any OpenAI-compatible server).
        model: the judge's model.
        base_url: the server; None for OpenAI's own, or the environment's OPENAI_BASE_URL.
        key_variable: the environment variable that holds the server's key.
        grading: ``pair`` shows both answers side by side, ``single`` grades each answer alone.
        epochs: how often everything is judged; the scores are averaged.
        both_orders: show each pair in both orders.
        concurrency: calls in flight at once.
        max_tokens: the longest reply.
        temperature: sent to the judge; None or a negative one leaves it to the server.
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
    key_variable: str = "OPENAI_API_KEY"
    grading: str = _PAIR
    epochs: int = 1
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
        if self.grading not in (_PAIR, _SINGLE):
            raise EvaluationError(f"--grading {self.grading}: expected {_PAIR} or {_SINGLE}")
        if not 1 <= self.epochs <= 100:
            raise EvaluationError(f"--epochs {self.epochs}: expected 1 to 100")
        if not 1 <= self.max_asks <= 10:
            raise EvaluationError(f"--max-asks {self.max_asks}: expected 1 to 10")
        if not 1 <= self.max_attempts <= 100:
            raise EvaluationError(f"--max-attempts {self.max_attempts}: expected 1 to 100")
        if not 1 <= self.concurrency <= 1000:
            raise EvaluationError(f"--concurrency {self.concurrency}: expected 1 to 1000")
        if self.temperature is not None and self.temperature < 0:
            object.__setattr__(self, "temperature", None)
        if self.base_url is not None:
            address = clean_url(self.base_url)
            if urlsplit(self.base_url).scheme not in ("http", "https"):
                raise EvaluationError(f"--base-url {address}: expected an address like http://127.0.0.1:8000/v1")
            if "@" in urlsplit(self.base_url).netloc:
                raise EvaluationError(
                    f"--base-url {address}: leave name and password out; the key is read from {self.key_variable}"
                )

    @property
    def name(self) -> str:
        """The judge's name in reports."""
        return "keypoint statements" if self.kind == "keypoints" else self.model

    def to_server(self) -> ServerOptions:
        """How the judge's server is called."""
        return ServerOptions(
            model=self.model,
            base_url=self.base_url,
            key_variable=self.key_variable,
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
            return {"name": self.name}
        return {
            "name": self.name,
            "base_url": None if self.base_url is None else clean_url(self.base_url),
            "grading": self.grading,
            "orders": 2 if self.both_orders and self.grading == _PAIR else 1,
            "epochs": self.epochs,
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
        judge: who judges; its table comes first.
        more_judges: who judges besides; the report says how far they agree.
        answers: how models answer.
        trained_on: run folders that a model was trained on; questions about their images are warned of.
        limit: judge the first so many questions only; None for all.
        is_blind_judged: whether texts that were written without the pictures are judged, too.
        contexts: LLaVA's file of captions and boxes, for a benchmark whose questions have none.
        audit: audit.json of `kp-llava audit-judge`, which the report cites.
        elsewhere: result files of other benchmarks, NAME=FILE.
    """

    benchmark: Path
    baseline: Source
    candidates: tuple[Source, ...]
    out: Path
    judge: JudgeOptions = field(default_factory=JudgeOptions)
    more_judges: tuple[JudgeOptions, ...] = ()
    answers: AnswerOptions = field(default_factory=AnswerOptions)
    trained_on: tuple[Path, ...] = ()
    limit: int | None = None
    is_blind_judged: bool = True
    contexts: Path | None = None
    audit: Path | None = None
    elsewhere: tuple[tuple[str, Path], ...] = ()

    def __post_init__(self) -> None:
        check_names(self.baseline, list(self.candidates))
        if self.limit is not None and self.limit < 1:
            raise EvaluationError(f"--limit {self.limit}: expected at least 1 question")
        names = [judge.name for judge in (self.judge, *self.more_judges)]
        if len(set(names)) < len(names):
            raise EvaluationError(f"--judge: {max(names, key=names.count)} is named twice; name each judge once")


def write_evaluation_file(out: Path, record: Mapping[str, Any], judges: Sequence[JudgeOptions]) -> None:
    """Write evaluation.json, from which `read_evaluation_file` and a replay start."""
    text = json.dumps(
        {
            "format": _FORMAT,
            **record,
            "judge": _to_settings(judges[0]),
            "more_judges": [_to_settings(judge) for judge in judges[1:]],
        },
        indent=2,
        ensure_ascii=False,
    )
    write_atomically(out / _FILE_NAME, text + "\n")


class _AskedBenchmark(msgspec.Struct):
    file: str
    hash: str
    questions: int
    images: int


class _AskedModel(msgspec.Struct):
    file: str


class _EvaluationFile(msgspec.Struct):
    """The fields that a replay reads; `read_evaluation_file` sees that each has its type."""

    benchmark: _AskedBenchmark
    models: dict[str, _AskedModel]
    baseline: str
    candidates: list[str]
    notes: list[str]
    judge: JudgeOptions
    picture_folder: str | None
    more_judges: list[JudgeOptions] = []
    limit: int | None = None
    refusals: dict[str, str] = {}
    is_blind_judged: bool = True
    audit: dict[str, Any] | None = None
    elsewhere: list[dict[str, Any]] | None = None


def _make_path(kind: type, value: Any) -> Any:
    """A path of its text, which msgspec leaves to us."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise ValueError(f"expected a path, got {shorten(value)}")


def read_evaluation_file(out: Path) -> tuple[dict[str, Any], tuple[JudgeOptions, ...]]:
    """Read evaluation.json.

    Raises:
        EvaluationError: the folder holds no evaluation, or the file is broken.
    """
    path = out / _FILE_NAME
    try:
        record = read_object(path)
    except FileNotFoundError as error:
        raise EvaluationError(
            f"{out}: holds no evaluation (no {_FILE_NAME}); evaluate into it before --replay"
        ) from error
    except JsonFault as error:
        raise EvaluationError(f"{path}: {error}; evaluate again to write it anew") from error
    if record.get("format") != _FORMAT:
        raise EvaluationError(f"{path}: has format {shorten(record.get('format'))}, this version reads {_FORMAT}")
    try:
        found = msgspec.convert(record, _EvaluationFile, dec_hook=_make_path)
        if found.baseline not in found.models:
            raise KeyError(found.baseline)
        return record, (found.judge, *found.more_judges)
    except (KeyError, msgspec.ValidationError) as error:
        raise EvaluationError(
            f"{path}: a field is missing or wrong ({error}); evaluate again to write it anew"
        ) from error


def _to_settings(judge: JudgeOptions) -> dict[str, Any]:
    settings = asdict(judge) | {"base_url": None if judge.base_url is None else clean_url(judge.base_url)}
    settings["prompts_dir"] = None if judge.prompts_dir is None else str(judge.prompts_dir)
    return settings


def parse_judges(specs: Sequence[str], given: Mapping[str, Any]) -> tuple[JudgeOptions, ...]:
    """Read the judges of a command line.

    Args:
        specs: ``keypoints``, ``openai``, ``openai:MODEL`` or ``openai:MODEL@URL?key=VARIABLE`` each.
        given: a field of `JudgeOptions` -> what the command line says; None where it says nothing.

    Raises:
        EvaluationError: no judge is named, one is unknown, or an option is given that none of them uses.
    """
    if not specs:
        raise EvaluationError(
            "--judge: name who judges; " + "; ".join(f"{name}: {what}" for name, what in JUDGES.items())
        )
    settings = {name: value for name, value in given.items() if value is not None}
    if all(spec == "keypoints" for spec in specs) and settings:
        flags = {"prompts_dir": "--prompts", "both_orders": "--one-order"}
        flag = flags.get(first := next(iter(settings)), f"--{first.replace('_', '-')}")
        raise EvaluationError(f"{flag}: the keypoints judge does not use it; leave it out, or add --judge openai")
    if settings.get("grading") == _SINGLE and "both_orders" in settings:
        raise EvaluationError("--one-order: with --grading single each answer is shown alone; leave it out")
    return tuple(_parse_judge(spec, settings) for spec in specs)


def _parse_judge(spec: str, settings: Mapping[str, Any]) -> JudgeOptions:
    kind, sign, rest = spec.partition(":")
    if kind != "openai":
        return JudgeOptions(kind=spec)
    place, _, variable = rest.partition("?key=")
    model, _, url = place.partition("@")
    own = {name: value for name, value in (("model", model), ("base_url", url), ("key_variable", variable)) if value}
    if sign and not model:
        raise EvaluationError(f"--judge {spec}: expected openai:MODEL or openai:MODEL@URL")
    return JudgeOptions(kind="openai", **{**settings, **own})

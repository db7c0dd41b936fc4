"""The demo's folder: where each thing lies, which stages are done, and how large the demo is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import KpLlavaError
from ...files import write_atomically
from ...files.json_file import JsonFault, read_object, shorten
from ...files.model_folder import describe_fault
from ...version import __version__

_FILE_NAME = "demo.json"
_WAY_OUT = "name another folder with --out, or delete this one"

TRAIN_SPLIT, HELD_OUT_SPLIT = "train2014", "val2014"


@dataclass(frozen=True)
class DemoSize:
    """How much the demo draws, teaches and asks; the defaults take about seven minutes on two cores.

    Attributes:
        train_scenes: drawn scenes that are trained on.
        described_scenes: how many of them get a detailed description and a complex question, besides a conversation.
        held_out_scenes: drawn scenes, of another split, that no stage before the evaluation sees.
        tower_steps: steps of the stage that stands in for CLIP's pre-training.
        epochs: passes over the instruction data.
        questions: held-out scenes in the benchmark, three questions each.
        asked_scenes: held-out scenes whose four limbs are each asked about.
        choice_scenes: held-out scenes that PoseChoice asks about.
    """

    train_scenes: int = 2700
    described_scenes: int = 400
    held_out_scenes: int = 100
    tower_steps: int = 600
    epochs: float = 3
    questions: int = 30
    asked_scenes: int = 100
    choice_scenes: int = 100


@dataclass
class DemoFolder:
    """A demo's folder.

    Attributes:
        path: the folder.
        seed: of the scenes and the weights.
        size: how large the demo is; a `DemoSize`, or the record of another line's sizes.
        done: stage -> its seconds and result.
    """

    path: Path
    seed: int = 0
    size: Any = field(default_factory=DemoSize)
    done: dict[str, dict[str, Any]] = field(default_factory=dict)

    coco = property(lambda self: self.path / "coco", doc="The drawn scenes, a COCO folder.")
    run = property(lambda self: self.path / "run", doc="The run with the instruction data.")
    base = property(lambda self: self.path / "untrained", doc="The tiny model with its taught tower.")
    tuned = property(lambda self: self.path / "tuned", doc="The trained model.")
    benchmark = property(lambda self: self.path / "benchmark.jsonl", doc="Held-out questions.")
    choices = property(lambda self: self.path / "choices.jsonl", doc="PoseChoice about held-out scenes.")
    choice_report = property(lambda self: self.path / "choices", doc="PoseChoice's answers and report.")
    ablation = property(lambda self: self.path / "ablation", doc="The ablation's models and table.")
    evaluation = property(lambda self: self.path / "evaluation", doc="Answers, judgements and reports.")
    training_log = property(lambda self: self.path / "training.log", doc="All that training printed.")

    @classmethod
    def open(cls, path: Path, *, seed: int = 0, size: Any = None) -> DemoFolder:
        """Make the folder, or go on with one that an earlier demo made.

        Raises:
            KpLlavaError: it holds something else, or was made with another seed or by another version.
        """
        size = size or DemoSize()
        settings = {"seed": seed, "version": __version__, "size": vars(size)}
        file = path / _FILE_NAME
        if not file.exists():
            if path.exists() and (not path.is_dir() or any(path.iterdir())):
                raise KpLlavaError(f"{path}: is not empty and no demo's folder; name another with --out")
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise KpLlavaError(f"{path}: cannot be made ({error.strerror}); name another with --out") from error
            folder = cls(path.resolve(), seed, size)
            folder._write(settings)
            return folder
        before, done = _read_record(file)
        if before != settings and before.get("size") != settings["size"]:
            raise KpLlavaError(
                f"{path}: was made at another size or with other parts (the demo's, the ablation's and --small's "
                f"differ); {_WAY_OUT}"
            )
        if before != settings:
            raise KpLlavaError(
                f"{path}: was made with seed {before.get('seed')} by version {before.get('version')}, now seed {seed} "
                f"and version {__version__} are wanted; {_WAY_OUT}"
            )
        return cls(path.resolve(), seed, size, done)

    def is_done(self, stage: str) -> bool:
        """Whether the stage was finished by this or an earlier call."""
        return stage in self.done

    def mark_done(self, stage: str, seconds: float, result: dict[str, Any] | None) -> None:
        """Remember a finished stage; this is the last that is written of it."""
        self.done[stage] = {"seconds": round(seconds, 1), "result": result or {}}
        self._write({"seed": self.seed, "version": __version__, "size": vars(self.size)})

    def result(self, stage: str) -> dict[str, Any]:
        """What a finished stage found."""
        return dict(self.done[stage]["result"])

    @contextmanager
    def reading_results(self) -> Iterator[None]:
        """Turn a result that is not as its stage wrote it into one line.

        Raises:
            KpLlavaError: the block does not find in the results what it needs.
        """
        try:
            yield
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
            raise KpLlavaError(
                f"{self.path / _FILE_NAME}: the results of its stages are damaged ({describe_fault(fault)}); {_WAY_OUT}"
            ) from fault

    def _write(self, settings: dict[str, Any]) -> None:
        write_atomically(self.path / _FILE_NAME, json.dumps({"settings": settings, "done": self.done}, indent=2) + "\n")


def _read_record(file: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The settings that a demo was made with, and its finished stages."""
    try:
        record = read_object(file)
    except (OSError, JsonFault) as fault:
        raise KpLlavaError(f"{file}: cannot be read as a demo's ({fault}); {_WAY_OUT}") from fault
    settings, done = record.get("settings"), record.get("done")
    if not isinstance(settings, dict):
        raise KpLlavaError(f"{file}: settings is {shorten(settings)}; expected an object; {_WAY_OUT}")
    if not isinstance(done, dict):
        raise KpLlavaError(f"{file}: done is {shorten(done)}; expected an object; {_WAY_OUT}")
    for name, stage in done.items():
        is_stage = isinstance(stage, dict) and isinstance(stage.get("result"), dict)
        if not is_stage or type(stage.get("seconds")) not in (int, float):
            raise KpLlavaError(
                f"{file}: done.{name} is {shorten(stage)}; expected an object with seconds and a result; {_WAY_OUT}"
            )
    return settings, done

"""The paper's ablation: the same model trained on all rows and on one kind of them alone, each once.

Every variant has a model folder of its own in `OUT/models`, and next to it a record of what it was trained from. A call
on the same folder skips what is finished, goes on where a training was stopped, and refuses to mix trainings of other
settings.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import TrainingError
from ...files import write_atomically
from ...files.json_file import JsonFault, is_count, read_object, shorten
from ...tasks import TASKS
from ..launch import build_command, has_deepspeed, run_training

_LOCK_WAIT_S = 60.0


def list_variants() -> dict[str, tuple[str, ...]]:
    """Name -> the kinds of rows that a variant is trained on, in the order of the table.

    A function and no constant: a kind may be added at run time.
    """
    return {"full": tuple(TASKS), **{f"{task}-only": (task,) for task in TASKS}}


@dataclass
class Training:
    """One variant: where it lies, what it is trained from, and how far it is.

    Attributes:
        name: of the variant.
        folder: the model's; its record and its log lie next to it.
        settings: everything that its weights depend on, by name; see `ablation_settings.describe_training`.
        rows: how many rows it is trained on.
    """

    name: str
    folder: Path
    settings: dict[str, Any]
    rows: int
    record: dict[str, Any] = field(default_factory=dict)

    record_file = property(lambda self: self.folder.with_name(f"{self.name}.json"), doc="What is known of it.")
    log = property(lambda self: self.folder.with_name(f"{self.name}.log"), doc="All that its training printed.")

    def decide(self, *, retrain: bool = False) -> str:
        """What is to be done: ``skip``, ``resume`` or ``start``.

        Args:
            retrain: start anew where the settings are others, instead of refusing.

        Raises:
            TrainingError: the folder holds a training of other settings, or something else.
        """
        self.record = self._read_record()
        if not self.record:
            if self.folder.exists() and any(self.folder.iterdir()):
                raise TrainingError(f"{self.folder}: is not empty and no training of an ablation; name another --out")
            return "start"
        changed = name_changes(self.record["settings"], self.settings)
        if changed and not retrain:
            raise TrainingError(
                f"{self.folder}: was trained with other settings ({changed}); --retrain trains it anew, another --out"
                " keeps it"
            )
        if changed:
            return "start"
        is_saved = any((self.folder / name).is_file() for name in ("config.json", "adapter_config.json"))
        if self.record["is_done"] and is_saved:
            return "skip"
        from ...training.checkpoints.find import find_checkpoints  # brings torch, which the other ways do without

        return "resume" if find_checkpoints(self.folder) else "start"

    def start(self, run: Callable[[], None], *, is_new: bool) -> None:
        """Train by `run`, and record that it is done; this is the last that is written of it.

        Args:
            run: trains into the folder, and goes on from a checkpoint that lies there.
            is_new: whether what lies there is deleted first.
        """
        if is_new and self.folder.exists():
            shutil.rmtree(self.folder)
        if is_new:
            self.record = {"seconds": 0.0}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.record |= {"settings": self.settings, "rows": self.rows, "is_done": False}
        self._write_record()
        started = time.monotonic()
        try:
            run()
        finally:
            self.record["seconds"] = round(self.record["seconds"] + time.monotonic() - started, 1)
            self._write_record()
        self.record |= {"is_done": True, **read_steps(self.folder)}
        self._write_record()

    def _read_record(self) -> dict[str, Any]:
        way_out = f"name another --out, or delete it and {self.folder}"
        try:
            record = read_object(self.record_file)
        except FileNotFoundError:
            return {}
        except JsonFault as fault:
            raise TrainingError(f"{self.record_file}: cannot be read ({fault}); {way_out}") from fault
        is_done, epochs = record.get("is_done"), record.get("epochs")
        is_right = {
            "settings": isinstance(record.get("settings"), dict),
            "is_done": isinstance(is_done, bool),
            "seconds": _is_number(record.get("seconds")),
            "steps": is_count(record.get("steps")) or not is_done,
            "epochs": _is_number(epochs) or not is_done,
        }
        for name in (name for name, is_good in is_right.items() if not is_good):
            raise TrainingError(
                f"{self.record_file}: {name} is {shorten(record.get(name))}, which no training writes; {way_out}"
            )
        return record

    def _write_record(self) -> None:
        write_atomically(self.record_file, json.dumps(self.record, indent=2) + "\n", error=TrainingError)


@dataclass(frozen=True)
class Launch:
    """How every variant is trained.

    Attributes:
        recipe: the YAML file.
        fields: fields that win over the recipe's, as in ``["--learning_rate", "1e-5"]``.
        model: the model folder or Hub id that every variant starts from.
        processes: one for each GPU.
        is_cpu: whether there is no GPU, or the recipe wants none.
        keeps_checkpoints: whether a finished training's checkpoints stay.
    """

    recipe: Path
    fields: tuple[str, ...]
    model: str
    processes: int = 1
    is_cpu: bool = True
    keeps_checkpoints: bool = False


def train_variants(
    trainings: Sequence[Training], launch: Launch, *, retrain: bool = False, say: Callable[[str], None] = print
) -> None:
    """Train every variant that is not trained yet, one after the other.

    Args:
        trainings: the variants; all are looked at before the first one starts.
        launch: how they are trained.
        retrain: train those anew whose settings have changed.
        say: prints a line.

    Raises:
        TrainingError: a folder holds a training of other settings, or a training failed.
    """
    with lock_folder(trainings[0].folder.parent) as lock:
        todo = [(training, training.decide(retrain=retrain)) for training in trainings]
        for number, (training, action) in enumerate(todo, start=1):
            head = f"[{number}/{len(todo)}] {training.name}: {training.rows:,} rows"
            if action == "skip":
                say(f"{head}; trained before ({training.record['steps']:,} steps), kept")
                continue
            _train(training, launch, action, head, lock, say)


def _train(training: Training, launch: Launch, action: str, head: str, lock: int, say: Callable[[str], None]) -> None:
    launcher = f"DeepSpeed, {launch.processes} process(es)" if has_deepspeed() else "plain Python"
    from ...training.checkpoints.find import find_checkpoints

    from_step = max(find_checkpoints(training.folder), default=0) if action == "resume" else 0
    say(f"{head}; {launcher}" + (f"; goes on from step {from_step:,}" if from_step else "") + f"; {training.log}")
    fields = [
        *launch.fields,
        *("--model_name_or_path", launch.model, "--output_dir", str(training.folder)),
        *("--config_names", *list_variants()[training.name], "--resume_from_checkpoint", "auto"),
    ]
    command = build_command(launch.recipe, fields, launch.processes)
    title = f"training {training.name}"
    training.start(
        lambda: run_training(command, training.log, is_cpu=launch.is_cpu, title=title, kept_open=[lock]),
        is_new=action == "start",
    )
    if not launch.keeps_checkpoints:
        for path in training.folder.glob("checkpoint-*"):
            shutil.rmtree(path)
    say(f"    {training.record['steps']:,} steps, {training.record['seconds']:.0f} s")


def read_steps(folder: Path) -> dict[str, Any]:
    """Steps and epochs of a finished training.

    Raises:
        TrainingError: its trainer_state.json is missing or damaged.
    """
    path = folder / "trainer_state.json"
    try:
        state = read_object(path, takes_nan=True)
    except FileNotFoundError as fault:
        raise TrainingError(f"{path}: is not there after the training; delete {folder} to train it anew") from fault
    except JsonFault as fault:
        raise TrainingError(f"{path}: cannot be read ({fault}); delete {folder} to train it anew") from fault
    steps, epochs = state.get("global_step"), state.get("epoch") or 0
    for name, is_good in (("global_step", is_count(steps)), ("epoch", _is_number(epochs))):
        if not is_good:
            raise TrainingError(f"{path}: {name} is {shorten(state.get(name))}; delete {folder} to train it anew")
    return {"steps": steps, "epochs": round(float(epochs), 4)}


def _is_number(value: object) -> bool:
    """Whether a value of a JSON file is a number from 0 on that time and epochs are counted in."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15


def name_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The settings that differ, in words: ``learning_rate: 0.001, now 0.0005``; empty where none does."""
    names = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    shown = [f"{name}: {_shorten(before.get(name))}, now {_shorten(now.get(name))}" for name in names[:3]]
    return "; ".join(shown) + (f"; and {len(names) - 3} more" if len(names) > 3 else "")


def _shorten(value: Any) -> str:
    text = "not given" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


@contextlib.contextmanager
def lock_folder(folder: Path) -> Iterator[int]:
    """Hold the folder of the models; a training inherits the lock, and holds it on should this process be killed.

    Raises:
        TrainingError: a training runs there and does not end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w", encoding="utf-8") as file:
        deadline = time.monotonic() + _LOCK_WAIT_S
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TrainingError(
                        f"{folder}: a training still runs there; wait for it, end it, or name another --out"
                    ) from None
                time.sleep(0.2)
        yield file.fileno()

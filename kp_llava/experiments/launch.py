"""Start a training as a user would: by the DeepSpeed launcher, or in plain Python where there is none."""

from __future__ import annotations

import contextlib
import importlib.resources
import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from tqdm import tqdm

from ..errors import TrainingError

_MODULE = "kp_llava.commands.train"
# the bar of Trainer; those of loading have a title before the percentage
_STEP = re.compile(r"\d+%\|[^|]*\| *(\d+)/(\d+) \[")
_LOSS = re.compile(r"'loss': '?([0-9.]+)")
_TAIL_LINES = 15


def find_recipe(name: str) -> Path:
    """The place of a recipe of the package, such as ``tiny.yaml``."""
    return Path(str(importlib.resources.files("kp_llava.recipes") / name))


def has_deepspeed() -> bool:
    """Whether there is a launcher for several processes."""
    return importlib.util.find_spec("deepspeed") is not None


def build_command(recipe: Path, fields: Sequence[str], processes: int) -> list[str]:
    """The command line that trains by a recipe.

    Args:
        recipe: the YAML file.
        fields: the recipe's fields that are given on the command line, as in ``["--data_dir", "run"]``.
        processes: one for each GPU; without DeepSpeed there is always one. A single one needs no launcher.
    """
    if processes == 1 or not has_deepspeed():
        return [sys.executable, "-m", _MODULE, str(recipe), *fields]
    launcher = [sys.executable, "-m", "deepspeed.launcher.runner", "--num_accelerators", str(processes)]
    return [*launcher, "--master_port", str(_find_free_port()), "--module", _MODULE, str(recipe), *fields]


def run_training(
    command: list[str], log: Path, *, is_cpu: bool = True, title: str = "training", kept_open: Sequence[int] = ()
) -> None:
    """Run a training command to its end, with a bar on stderr; all that it prints goes into the log.

    Args:
        command: as from `build_command`.
        log: the file, written anew.
        is_cpu: whether it runs on the CPU, whose cores its processes share.
        title: of the bar.
        kept_open: file descriptors that the command inherits, such as that of a lock which is to last as long.

    Raises:
        TrainingError: it failed; the message has the last line that it printed.
    """
    environment = dict(os.environ)
    if is_cpu:
        processes = int(command[command.index("--num_accelerators") + 1]) if "--num_accelerators" in command else 1
        threads = max(1, (os.cpu_count() or 1) // processes)
        environment |= {"DS_ACCELERATOR": "cpu", "OMP_NUM_THREADS": str(min(threads, 8))}
    with log.open("w", encoding="utf-8") as file:
        file.write(f"$ {'DS_ACCELERATOR=cpu ' if is_cpu else ''}{' '.join(command)}\n")
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment,
            start_new_session=True,
            pass_fds=tuple(kept_open),
        )
        try:
            lines = _follow(process, file, title)
            code = process.wait()
        finally:
            if process.poll() is None:
                _stop(process)
    if code != 0:
        said = next((line for line in reversed(lines) if "error:" in line.lower()), lines[-1] if lines else "nothing")
        raise TrainingError(f"training ended with code {code} and said: {said}; all of it is in {log}")


def _follow(process: subprocess.Popen[str], log: IO[str], title: str) -> list[str]:
    """Copy the process's output to the log and its progress to a bar; returns the last lines."""
    last: list[str] = []
    with tqdm(desc=title, unit="step", total=None) as bar:
        for line in _split_lines(process):
            step = _STEP.match(line)
            if step is None:
                log.write(line + "\n")
                log.flush()
                last = [*last[1 - _TAIL_LINES :], line]
            elif int(step[2]) != bar.total and bar.n == 0:
                bar.total = int(step[2])
            if step is not None and int(step[2]) == bar.total:
                bar.update(int(step[1]) - bar.n)
            loss = _LOSS.search(line)
            if loss is not None:
                bar.set_postfix(loss=loss[1])
    return last


def _split_lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """Lines of the output as they come, a bar's carriage returns ending a line too (text mode translates them)."""
    if process.stdout is None:
        return
    for line in process.stdout:
        text = line.strip()
        if text:
            yield text


def _stop(process: subprocess.Popen[str]) -> None:
    """End the launcher and its workers, which share a process group of their own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
            return


def _find_free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

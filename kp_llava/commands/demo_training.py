"""Start the demo's training as a user would: by the DeepSpeed launcher, or in plain Python where there is none."""

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
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tqdm import tqdm

from ..errors import TrainingError

_PROCESSES = 2
_MODULE = "kp_llava.commands.train"
# the bar of Trainer; those of loading have a title before the percentage
_STEP = re.compile(r"\d+%\|[^|]*\| *(\d+)/(\d+) \[")
_LOSS = re.compile(r"'loss': '?([0-9.]+)")
_TAIL_LINES = 15


def build_command(fields: list[str]) -> list[str]:
    """The command line that trains by the tiny recipe.

    Args:
        fields: the recipe's fields that are given on the command line, as in ``["--data_dir", "run"]``.
    """
    recipe = str(importlib.resources.files("kp_llava.recipes") / "tiny.yaml")
    if importlib.util.find_spec("deepspeed") is None:
        return [sys.executable, "-m", _MODULE, recipe, *fields]
    launcher = [sys.executable, "-m", "deepspeed.launcher.runner", "--num_accelerators", str(_PROCESSES)]
    return [*launcher, "--master_port", str(_find_free_port()), "--module", _MODULE, recipe, *fields]


def run_training(command: list[str], log: Path) -> None:
    """Run a training command to its end, with a bar on stderr; all that it prints goes into the log.

    Raises:
        TrainingError: it failed; the message has the last line that it printed.
    """
    cores = os.cpu_count() or 1
    threads = max(1, cores // _PROCESSES) if "deepspeed.launcher.runner" in command else cores
    environment = {**os.environ, "DS_ACCELERATOR": "cpu", "OMP_NUM_THREADS": str(min(threads, 8))}
    with log.open("w", encoding="utf-8") as file:
        file.write(f"$ DS_ACCELERATOR=cpu {' '.join(command)}\n")
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment,
            start_new_session=True,
        )
        try:
            lines = _follow(process, file)
            code = process.wait()
        finally:
            if process.poll() is None:
                _stop(process)
    if code != 0:
        said = next((line for line in reversed(lines) if "error:" in line.lower()), lines[-1] if lines else "nothing")
        raise TrainingError(f"training ended with code {code} and said: {said}; all of it is in {log}")


def _follow(process: subprocess.Popen[str], log: IO[str]) -> list[str]:
    """Copy the process's output to the log and its progress to a bar; returns the last lines."""
    last: list[str] = []
    with tqdm(desc="training", unit="step", total=None) as bar:
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

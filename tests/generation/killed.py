"""Runs in processes of their own, to be killed: started from a server that has everything imported already."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

_PRELOAD = [
    "kp_llava.generation.run",
    "kp_llava.generation.teachers.openai_batch.teacher",
    "tests.generation.factories",
]


def _run(run_dir: str, count: int, options: dict[str, object]) -> None:
    os.environ["OPENAI_API_KEY"] = "sk-test-0123456789-not-a-real-key"
    from kp_llava.generation.teachers import openai as openai_teacher
    from kp_llava.generation.teachers.openai_batch import teacher as batch_teacher

    from .factories import run_on

    openai_teacher._FIRST_WAIT_S = 0.01
    batch_teacher._LOOK_WAIT_S = 0.02
    run_on(Path(run_dir), count, **options)


def start_run(run_dir: Path, count: int, **options: object) -> multiprocessing.Process:
    """Start a run on the scenes 1 to count."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    process = context.Process(target=_run, args=(str(run_dir), count, options))
    process.start()
    return process


def end_run(process: multiprocessing.Process) -> int:
    """Wait for a run; its exit code."""
    process.join(120)
    assert process.exitcode is not None, "the run hangs"
    return process.exitcode


def kill_after(process: multiprocessing.Process, is_time: Callable[[], bool], seconds: float) -> None:
    """Let a run work until it is time, and for some seconds more, and kill it."""
    deadline = time.monotonic() + 60
    while process.is_alive() and time.monotonic() < deadline and not is_time():
        time.sleep(0.002)
    time.sleep(seconds)
    process.kill()
    process.join(30)

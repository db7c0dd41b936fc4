"""Work in several processes on one machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from types import FrameType

_MOST = 8


class Terminated(KeyboardInterrupt):
    """SIGTERM, as a cluster sends it before it takes a machine away; handled as Ctrl-C is."""


def stop_on_sigterm() -> None:
    """Let SIGTERM raise `Terminated` in the main thread, unless it is ignored or handled already."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _raise_terminated)


def _raise_terminated(number: int, frame: FrameType | None) -> None:
    raise Terminated


def _end_on_sigterm() -> None:
    if signal.getsignal(signal.SIGTERM) is _raise_terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


if hasattr(os, "register_at_fork"):
    # a pool ends its forked workers by SIGTERM, and waits: one that waits for work may miss the exception
    os.register_at_fork(after_in_child=_end_on_sigterm)


def find_exit_code(error: BaseException) -> int:
    """The exit code of a command that an interruption ended: 143 for SIGTERM, 130 for Ctrl-C."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, Terminated):
            return 143
        found = found.__cause__ or found.__context__
    return 130


def count_processes() -> int:
    """How many processes a command uses side by side: as many as there are processors for us, and at most 8."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, _MOST)


def start_pool(processes: int) -> ProcessPoolExecutor:
    """A pool whose processes leave Ctrl-C and SIGTERM to this one, and end when it is killed.

    They are no copies of this process: a copy would hold its locks, so that after a kill nobody else could write to the
    same run. A script that uses them needs the usual ``if __name__ == "__main__":``.
    """
    names = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in names else "spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_follow_the_parent)


def _follow_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(5)  # what this process waits for goes first, as calls that are in flight
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)

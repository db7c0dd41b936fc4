"""Work in several processes on one machine."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor

_MOST = 8


def count_processes() -> int:
    """How many processes a command uses side by side: as many as there are processors for us, and at most 8."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, _MOST)


def start_pool(processes: int) -> ProcessPoolExecutor:
    """A pool whose processes leave Ctrl-C to this one."""
    return ProcessPoolExecutor(processes, initializer=_leave_interrupts_to_the_parent)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)

"""Work in several processes on one machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from types import FrameType
from typing import Any

from .errors import KpLlavaError
from .starting import PARENT, is_at_once

_MOST = 8


class Terminated(KeyboardInterrupt):
    """SIGTERM, as a cluster sends it before it takes a machine away; handled as Ctrl-C is."""


def stop_on_sigterm() -> None:
    """Let SIGTERM raise `Terminated` in the main thread, unless it is ignored or handled already."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL or is_at_once(signal.SIGTERM):
        signal.signal(signal.SIGTERM, _raise_terminated)


def _raise_terminated(number: int, frame: FrameType | None) -> None:
    _note(number)
    raise Terminated


def _end_on_sigterm() -> None:
    if signal.getsignal(signal.SIGTERM) is _raise_terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


if hasattr(os, "register_at_fork"):
    # a pool ends its forked workers by SIGTERM, and waits: one that waits for work may miss the exception
    os.register_at_fork(after_in_child=_end_on_sigterm)


def _raise_interrupted(number: int, frame: FrameType | None) -> None:
    _note(number)
    raise KeyboardInterrupt


_asked: list[int] = []


def _note(number: int) -> None:
    _asked.append(number)


def run_program(work: Callable[[], object], kept: str, on_error: Callable[[KpLlavaError], object]) -> None:
    """Run a program to its end: errors are one line and exit code 1, an interruption is one line and 130 or 143.

    Args:
        work: the program; Ctrl-C raises `KeyboardInterrupt` in it, and SIGTERM `Terminated`.
        kept: what is printed about the work of an interrupted program.
        on_error: prints an error.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    usual = sys.unraisablehook
    _asked.clear()
    try:
        sys.unraisablehook = _raise_again
        if before[signal.SIGINT] is signal.default_int_handler or is_at_once(signal.SIGINT):
            signal.signal(signal.SIGINT, _raise_interrupted)
        stop_on_sigterm()
        work()
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        # libraries turn an interruption into errors of their own, above all while they are imported
        is_stopped = find_stop() is not None or isinstance(error, KeyboardInterrupt)
        if isinstance(error, SystemExit):
            is_stopped = error.code == 130  # so does Typer, without a word
        _restore(before, usual)
        if is_stopped:
            print(f"kp-llava: interrupted; {kept}", file=sys.stderr)
            number = find_stop()
            sys.exit(find_exit_code(error) if number is None else 128 + number)
        if isinstance(error, KpLlavaError):
            on_error(error)
            sys.exit(1)
        raise
    finally:
        # of a program these are the handlers of `starting`: from here on nothing is left to be kept
        _restore(before, usual)


def _restore(handlers: Mapping[signal.Signals, Any], hook: Any) -> None:
    for number, handler in handlers.items():
        if handler is not None:  # set by something else than Python
            signal.signal(number, handler)
    sys.unraisablehook = hook


def _raise_again(dropped: Any) -> None:
    """Raise a signal again whose exception was dropped, as it came while an object was cleared away."""
    if issubclass(dropped.exc_type, KeyboardInterrupt) and _asked:
        threading.Timer(0.05, signal.raise_signal, (_asked[-1],)).start()
    else:
        sys.__unraisablehook__(dropped)


def find_stop() -> int | None:
    """The signal that asked this process to stop, whatever exception has come of it; None where none did."""
    return _asked[-1] if _asked else None


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
    """A pool whose processes leave Ctrl-C to this one, and end when it is killed.

    They are no copies of this process: a copy would hold its locks, so that after a kill nobody else could write to the
    same run. A script that uses them needs the usual ``if __name__ == "__main__":``.
    """
    has_server = "forkserver" in multiprocessing.get_all_start_methods()
    if has_server:
        _start_server()
    context = multiprocessing.get_context("forkserver" if has_server else "spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_follow_the_parent)


def _start_server() -> None:
    """Start the server that workers are forked from: it ends with this process, and no signal breaks its start off."""
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # which would take all signals again once it has started
    # what it starts with, signals that it does not take included, goes on to the workers
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    os.environ[PARENT] = str(os.getpid())
    # what the workers need is imported once, there
    forkserver.set_forkserver_preload(["__main__", __name__])
    try:
        forkserver.ensure_running()
    finally:
        os.environ.pop(PARENT, None)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _follow_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # a pool that has lost a worker ends the others by SIGTERM, and waits for them
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    if hasattr(os, "nice"):
        os.nice(5)  # what this process waits for goes first, as calls that are in flight
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)

"""What a signal does while a program of ours is being imported, which takes seconds: it ends, without a traceback.

The package's own import comes here first, so nothing but the standard library may be imported here, and little of that.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from pathlib import PurePath
from types import FrameType, TracebackType

PARENT = "KP_LLAVA_PARENT"
"""The environment variable by which a process that starts workers gives its id to their server, while that starts."""
_PROGRAMS = ("kp-llava", "kp-llava.exe", "train.py", "eval.py")
_EVERY_S = 0.2


def begin() -> None:
    """Take signals over: in a program of ours, and in the server of its workers; nothing changes for other programs."""
    parent = os.environ.pop(PARENT, None)
    if parent is not None:
        # a worker that imports this by itself is the child of the server, which goes with the parent
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        is_worker = multiprocessing.parent_process() is not None
        _follow(os.getppid() if is_worker else int(parent))
    elif _is_program():
        end_at_once()
        atexit.register(_leave)  # the first to be registered is the last to be called


_is_done = False


def leave_at_exit() -> bool:
    """Let this process end with code 0 once all exit handlers have run, without taking the interpreter down.

    Threads that a library has left behind, as those of a group of processes, may abort the interpreter while it ends,
    and a run that is complete then looks like one that failed.

    Returns:
        Whether it will: only a program of ours does.
    """
    global _is_done
    _is_done = _is_program()
    return _is_done


def _leave() -> None:
    if _is_done:
        with suppress(OSError, ValueError):  # nobody reads any more
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(0)


def is_begun() -> None:
    """The package has been imported; the server of workers now looks after its parent by itself."""
    if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGALRM) is _check_parent:
        signal.setitimer(signal.ITIMER_REAL, 0)


def end_at_once() -> None:
    """Let Ctrl-C and SIGTERM end this process with one line, before there is any work to keep, and when it is kept."""
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
        if signal.getsignal(number) in (usual, _end):
            signal.signal(number, _end)


def is_at_once(number: int) -> bool:
    """Whether a signal ends this process as `end_at_once` says."""
    return signal.getsignal(number) is _end


def _is_program() -> bool:
    words = getattr(sys, "orig_argv", sys.argv)
    is_script = bool(sys.argv) and PurePath(sys.argv[0]).name in _PROGRAMS
    return is_script or ("-m" in words and words[words.index("-m") + 1].startswith("kp_llava.commands."))


def _end(number: int, frame: FrameType | None) -> None:
    # writing this way and leaving this way is safe in the middle of an import, or of the interpreter's own end
    os.write(2, b"kp-llava: interrupted; there is nothing to keep, or it is kept already\n")
    os._exit(128 + number)


def _follow(parent: int) -> None:
    """End with a process that can be killed while this one is still being imported."""
    global _parent
    _parent = parent
    sys.excepthook = _print_other
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _check_parent)
        signal.setitimer(signal.ITIMER_REAL, _EVERY_S, _EVERY_S)


_parent = 0


def _print_other(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print an error of a worker's start; none that only says that the process has gone which it was to work for."""
    if not issubclass(kind, FileNotFoundError | EOFError | ConnectionError | KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _check_parent(number: int, frame: FrameType | None) -> None:
    if os.getppid() != _parent:
        os._exit(1)

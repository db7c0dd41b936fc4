"""A stop by Ctrl-C or SIGTERM while calls are in flight: they get some seconds to bring what is being paid for."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from ...processes import Terminated

Result = TypeVar("Result")

# so long a stop waits for the calls in flight; a second signal ends the wait
WAIT_S = 5.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# what stops the work of a notebook's thread
_running: list[Stopping] = []


class Stopping:
    """Looks out for signals while an event loop runs; use it as an asynchronous context manager.

    Args:
        on_stop: called at the first signal; it starts no further calls.
        is_stopped: set when no further calls are started, for whatever reason.
    """

    def __init__(self, on_stop: Callable[[], None], is_stopped: asyncio.Event) -> None:
        self._on_stop = on_stop
        self._is_stopped = is_stopped
        self._number: int | None = None
        self._is_now = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._handlers: dict[signal.Signals, Any] = {}

    async def __aenter__(self) -> Stopping:
        loop = self._loop = asyncio.get_running_loop()
        _running.append(self)
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                handler = signal.getsignal(number)
                # what the system or the program ignores stays ignored, as under nohup
                if handler not in (signal.SIG_IGN, signal.SIG_DFL, None):
                    # loops on Windows take no handlers; Python's own then raises KeyboardInterrupt
                    with suppress(NotImplementedError):
                        loop.add_signal_handler(number, self.ask, number)
                        self._handlers[number] = handler
        return self

    async def __aexit__(self, *error: object) -> None:
        _running.remove(self)
        for number, handler in self._handlers.items():
            asyncio.get_running_loop().remove_signal_handler(number)
            signal.signal(number, handler)

    def ask(self, number: int = signal.SIGINT) -> None:
        """Stop soon; asked for a second time, at once."""
        if self._number is not None:
            self._is_now.set()
            return
        self._number = number
        print(f"\nstopping: up to {WAIT_S:g} s for the calls in flight; Ctrl-C again stops at once", file=sys.stderr)
        self._on_stop()

    def ask_from_thread(self) -> None:
        """The same, from another thread than the loop's."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.ask)

    async def wait(self, tasks: Iterable[asyncio.Task[None]], grace_s: float) -> None:
        """Wait for all tasks, or for the first that fails; after a stop for some seconds at most.

        Args:
            tasks: the calls.
            grace_s: so long they are waited for after a stop that no signal has asked for.
        """
        work = asyncio.create_task(_wait_for_all(tasks))
        stopped = asyncio.create_task(self._is_stopped.wait())
        now = asyncio.create_task(self._is_now.wait())
        try:
            await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                timeout_s = grace_s if self._number is None else WAIT_S
                await asyncio.wait((work, now), return_when=asyncio.FIRST_COMPLETED, timeout=timeout_s)
        finally:
            for task in (work, stopped, now):
                task.cancel()

    def check(self) -> None:
        """Raise what the signal stands for, where there was one."""
        if self._number == signal.SIGTERM:
            raise Terminated
        if self._number is not None:
            raise KeyboardInterrupt


async def _wait_for_all(tasks: Iterable[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)


def run_to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, also from a notebook, whose own loop is already running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(work))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        try:
            thread.join()
        except KeyboardInterrupt:
            # the interrupt comes to this thread, and the work is in the other
            for one in list(_running):
                one.ask_from_thread()
    if failures:
        raise failures[0]
    return results[0]

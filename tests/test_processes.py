"""Processes that a command starts end when they should."""

from __future__ import annotations

import os
import signal

from kp_llava.processes import stop_on_sigterm


def test_a_forked_process_ends_by_sigterm_at_once():
    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        stop_on_sigterm()
        assert callable(signal.getsignal(signal.SIGTERM))
        child = os.fork()
        if not child:
            os._exit(0 if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL else 1)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert callable(signal.getsignal(signal.SIGTERM))
    finally:
        signal.signal(signal.SIGTERM, before)

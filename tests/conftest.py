"""What holds for all tests."""

import signal

from hypothesis import settings

# a busy machine is no reason to fail; no test asserts a time
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# a shell ignores Ctrl-C for what it runs in the background, and so would every program that a test interrupts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

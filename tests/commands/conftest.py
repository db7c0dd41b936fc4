"""What tests of commands share: a command run in this process, as the installed program runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from kp_llava.commands import main as program

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run_command(monkeypatch, capsys) -> Run:
    """Run a command in this process: gives the exit code, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kp-llava", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            program.main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, printed.err

    return run

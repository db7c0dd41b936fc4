"""What commands print: foreign text is shown, and never obeyed by the terminal.

Captions, file names, servers' answers and their errors can hold escapes that set a window's title, move the cursor or
turn the direction of writing round. While a command runs, all that it prints goes through here, with what libraries
and progress bars print; such signs come out as ``\\u001b``, which in JSON means the same.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# C0 without tab and line feed, DEL, C1, line separators, marks that change the direction, and half surrogates
_SIGNS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_FOREIGN = re.compile(f"[{_SIGNS}]")
# a progress bar goes back to the start of its line, and up to the line of another bar
_OF_BARS = re.compile(f"(\r(?!\n)|\x1b\\[A)|[{_SIGNS}]")


def escape(text: str) -> str:
    """A text without signs that a terminal obeys, but line feeds and tabs."""
    return _FOREIGN.sub(_show, text)


@contextmanager
def escaped_output() -> Iterator[None]:
    """Let all that is printed on stdout and stderr during the block be escaped."""
    before = sys.stdout, sys.stderr
    if isinstance(before[0], _Escaping):  # within another command
        yield
        return
    sys.stdout, sys.stderr = _Escaping(before[0], _FOREIGN), _Escaping(before[1], _OF_BARS)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = before


def print_error(error: BaseException) -> None:
    """Print an error as the program's last line."""
    print(f"kp-llava: error: {escape(str(error))}", file=sys.stderr)


class _Escaping:
    """A text stream that escapes what is written to it; all else is the stream's own."""

    def __init__(self, stream: Any, signs: re.Pattern[str]) -> None:
        self._stream = stream
        self._signs = signs

    def write(self, text: str) -> int:
        self._stream.write(self._signs.sub(_show, text) if isinstance(text, str) else text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _show(match: re.Match[str]) -> str:
    if match.re is _OF_BARS and match[1]:
        return match[0]
    return f"\\u{ord(match[0]):04x}"

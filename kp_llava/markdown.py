"""Markdown that shows untrusted text as it is, whatever it holds."""

from __future__ import annotations

import re

# signs that are markup anywhere in a line
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&$@]")
# what makes a list, a heading or a rule at the start of a line
_STARTS = re.compile(r"^(\d*)([-+=.)])")
# links, and the bare addresses that the Hub and GitHub turn into links
_LINKS = re.compile(r"(?i)(?<=\bwww)\.|:(?=//)|(?<=\])\(")


def escape(text: str) -> str:
    """Return plain text as Markdown that shows it as it is: no markup, HTML, link or table cell comes to life.

    Line breaks become spaces. Full stops and hyphens stay as they are where they cannot be markup, so that the result
    also reads well as plain text.
    """
    flat = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _LINKS.sub(r"\\\g<0>", _STARTS.sub(r"\1\\\2", flat))


def code(text: str) -> str:
    """Return plain text as inline code, whatever backticks it holds."""
    flat = " ".join(text.split()).replace("|", "\\|")
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", flat)), default=0))
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def fence(text: str, language: str = "text") -> str:
    """Return plain text as a fenced block that nothing in it can close."""
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{ticks}{language}\n{text}\n{ticks}"


def show_size(size_bytes: int) -> str:
    """Return a number of bytes for people, as in 12 kB or 3.4 MB."""
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:.0f} kB"

"""Untrusted text in Markdown: shown as it is, whatever it holds."""

from __future__ import annotations

import re


def escape(text: str) -> str:
    """Plain text as Markdown that shows it as it is, with no markup, HTML, link or table cell coming to life."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~&$:@])", r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Plain text as inline code, whatever backticks it holds."""
    flat = " ".join(text.split()).replace("|", "\\|")
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", flat)), default=0))
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def fence(text: str, language: str = "text") -> str:
    """Plain text as a fenced block that nothing within can close."""
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{ticks}{language}\n{text}\n{ticks}"


def show_size(size_bytes: int) -> str:
    """A number of bytes for people, as in 12 kB or 3.4 MB."""
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:.0f} kB"

"""The parts of a card that kp_llava writes, between markers, so that a later push replaces them and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BEGIN = "<!-- kp-llava: {name}. The next push writes this part anew; text outside of it stays. -->"
_END = "<!-- end of kp-llava: {name} -->"
# markers are whole lines, which no escaped or fenced text of ours can be
_BLOCK = re.compile(
    r"^<!-- kp-llava: (?P<name>[\w. ]+?)\. The next push[^\n]*-->$.*?^<!-- end of kp-llava: (?P=name) -->$\n?",
    re.MULTILINE | re.DOTALL,
)


def wrap_block(name: str, text: str) -> str:
    """Return a part of a card between its markers.

    Args:
        name: letters, digits, underscores, full stops and spaces.
        text: Markdown.
    """
    return f"{_BEGIN.format(name=name)}\n\n{text.strip()}\n\n{_END.format(name=name)}\n"


def find_blocks(text: str) -> dict[str, str]:
    """Return the parts of a card by name, markers included, in their order."""
    return {found["name"]: found[0] for found in _BLOCK.finditer(text)}


def merge_blocks(text: str, blocks: Mapping[str, str]) -> str:
    """Put parts into a card: in place of those of the same name, and else behind the last part or at the end.

    Args:
        text: an earlier card, without its metadata.
        blocks: from `find_blocks`.

    Returns:
        The card; every line outside of the parts is as it was.
    """
    for name, block in blocks.items():
        present = find_blocks(text)
        if name in present:
            text = text.replace(present[name], block, 1)
            continue
        places = [found.end() for found in _BLOCK.finditer(text)]
        place = places[-1] if places else len(text)
        head, tail = text[:place], text[place:]
        gap = "" if not head or head.endswith("\n\n") else "\n" if head.endswith("\n") else "\n\n"
        text = f"{head}{gap}{block}{tail}"
    return text

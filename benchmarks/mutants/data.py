"""Changes of data: a line left out, a number moved, a switch turned, a word changed.

JSON is changed value by value and key by key; YAML and templates line by line, so that comments and layout stay.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from benchmarks.mutants.mutant import Mutant

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
SWITCH = {"true": "false", "false": "true"}
YAML_VALUE = re.compile(r"^(\s*(?:- )?[\w.]+:\s+)([^#|>\s][^#]*?)(\s*(?:#.*)?)$")


def data_mutants(file: str, text: str) -> Iterator[Mutant]:
    """All changes of one file of data, by its kind."""
    kind = PurePosixPath(file).suffix
    texts = _json_texts(text) if kind == ".json" else _line_texts(text, is_yaml=kind == ".yaml")
    for number, changed in enumerate(changed for changed in texts if changed != text):
        yield Mutant(file, number, text, lambda changed=changed: changed)  # type: ignore[misc]


def _json_texts(text: str) -> Iterator[str]:
    """A changed value, or a key left out; in the layout that the file has."""
    whole = json.loads(text)
    if json.dumps(whole, indent=2) + "\n" != text and json.dumps(whole, indent=2) != text:
        # another layout: the change is found in the lines, and so is its name
        yield from _line_texts(text, is_yaml=False)
        return
    for path in _paths(whole):
        for change in ("change", "drop"):
            changed = copy.deepcopy(whole)
            holder: Any = changed
            for key in path[:-1]:
                holder = holder[key]
            if change == "drop":
                del holder[path[-1]]
            elif isinstance(holder[path[-1]], (dict, list)):
                continue
            else:
                holder[path[-1]] = _other(holder[path[-1]])
            yield json.dumps(changed, indent=2) + "\n" * text.endswith("\n")


def _paths(value: Any) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (key,)
        yield from ((key, *rest) for rest in _paths(inner))


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value * 2 if value else 1
    return f"{value}x"


def _line_texts(text: str, *, is_yaml: bool) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        bare = line.strip()
        if not bare or bare.startswith(("#", "{#")) or bare in "{}[],":
            continue

        def put(*new: str, at: int = at) -> str:
            return "".join([*lines[:at], *new, *lines[at + 1 :]])

        yield put()
        for found in NUMBER.finditer(line.split("#")[0] if is_yaml else line):
            number = found.group()
            other = repr(float(number) * 2) if "." in number or "e" in number else str(int(number) * 2 or 1)
            yield put(line[: found.start()] + other + line[found.end() :])
        for word, other in SWITCH.items():
            if re.search(rf":\s*{word}\b", line):
                yield put(re.sub(rf"\b{word}\b", other, line, count=1))
        value = YAML_VALUE.match(line.rstrip("\n")) if is_yaml else None
        if value and not NUMBER.fullmatch(value[2]) and value[2] not in SWITCH:
            yield put(f"{value[1]}x{value[2]}{value[3]}\n")

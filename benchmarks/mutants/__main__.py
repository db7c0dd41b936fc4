"""Changes code and data, one change at a time, and counts how many the fast tests notice. `make mutants` runs it.

    python -m benchmarks.mutants                      a sample of each room; goes on where it was stopped
    python -m benchmarks.mutants claims cost --seed 1 another sample of two rooms
    python -m benchmarks.mutants --all                every change there is: days
    python -m benchmarks.mutants --again survived     those that survived, against the tests as they are now

It prints for each room how many were caught and the share with its 95% interval (Wilson), and writes the survivors with
file, line and diff to `.mutants/survivors.md`. The exit code is 1 where the share of all rooms is below --wanted.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.mutants.data import data_mutants
from benchmarks.mutants.mutant import Mutant
from benchmarks.mutants.reach import Reach
from benchmarks.mutants.source import python_mutants
from benchmarks.mutants.trial import FAILED, NO_TEST, PASSED, USAGE, FirstFailure, Tree, import_libraries

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
LIBRARIES = (
    "numpy PIL.Image hypothesis datasets openai jinja2 msgspec typer tiktoken matplotlib scipy.stats "
    "torch transformers transformers.models.llava accelerate peft"
)
# CPU seconds: what the tests of one change may take, and what importing the project takes on top
MOST_TESTS_S, IMPORT_S = 40.0, 20.0
CAUGHT, SURVIVED, UNTESTED, KNOWN = "caught", "survived", "no test", "known"


def room_files(root: Path, patterns: list[str]) -> list[str]:
    """The files of a room. A pattern without a file is a mistake in rooms.yaml."""
    found: list[str] = []
    for pattern in patterns:
        names = sorted(path.relative_to(root).as_posix() for path in root.glob(pattern) if path.name != "__init__.py")
        if not names:
            raise SystemExit(f"rooms.yaml: no file is named {pattern}")
        found += names
    return found


def all_mutants(root: Path, files: list[str]) -> Iterator[Mutant]:
    """Every change of a room."""
    for file in files:
        text = (root / file).read_text(encoding="utf-8")
        yield from python_mutants(file, text) if file.endswith(".py") else data_mutants(file, text)


def wilson(caught: int, tries: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927)."""
    if not tries:
        return 0.0, 1.0
    z, share = 1.959964, caught / tries
    middle = (share + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    return middle - half, middle + half


class Results:
    """What was tried, a line each; appended at once, so that a run goes on where it was stopped."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[tuple[str, ...], dict[str, Any]] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self.rows[(row["file"], row["before"], row["after"])] = row

    def add(self, mutant: Mutant, **facts: Any) -> dict[str, Any]:
        """Stores one outcome."""
        file, before, after = mutant.name
        row = {"file": file, "line": mutant.span.first, "before": before, "after": after, **facts}
        self.rows[mutant.name] = row
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")
        return row


def try_mutant(tree: Tree, mutant: Mutant, reach: Reach, before: dict[str, Any] | None) -> dict[str, Any]:
    """One change against the tests that reach it; the test that caught it last time goes first."""
    tests = reach.tests_of(mutant)
    if not tests:
        return {"status": UNTESTED, "tests": 0, "killer": ""}
    killer = (before or {}).get("killer", "")
    if killer in tests:
        tests = [killer, *(name for name in tests if name != killer)]
    chosen, spent = [], 0.0
    for name in tests:
        spent += reach.times[name]
        if chosen and spent > MOST_TESTS_S:
            break
        chosen.append(name)
    tree.put(mutant.file, mutant.text)
    most_s = 3 * min(spent, MOST_TESTS_S) + IMPORT_S
    try:
        outcome = tree.run(chosen, lambda: [FirstFailure()], most_s, "-x")
        if outcome.code in (USAGE, NO_TEST):
            # the name of a test is made of what was changed: its whole file runs
            files = list(dict.fromkeys(name.split("::")[0] for name in chosen))
            outcome = tree.run(files, lambda: [FirstFailure()], most_s + MOST_TESTS_S, "-x")
    finally:
        tree.put(mutant.file, mutant.original)
    status = SURVIVED if outcome.code == PASSED else CAUGHT
    how = outcome.killer if outcome.code == FAILED else str(outcome.code)
    return {
        "status": status,
        "tests": len(chosen),
        "killer": outcome.killer,
        "how": how,
        "left_out": len(tests) - len(chosen),
    }


def load_known() -> dict[tuple[str, str, str], str]:
    """The changes that are not counted, each with its reason."""
    rows = yaml.safe_load((HERE / "known.yaml").read_text(encoding="utf-8")) or []
    return {(row["file"], row["before"], row["after"]): row["reason"] for row in rows}


def try_room(room: str, about: dict[str, Any], tree: Tree, results: Results, args: argparse.Namespace) -> Counter[str]:
    """A sample of one room, and what it came to."""
    files = room_files(tree.place, about["files"])
    reach = Reach(tree, room, files, about["tests"])
    for name in reach.failed:
        print(f"  fails without any change, and is left out: {name}", flush=True)
    mutants = sorted(all_mutants(tree.place, files), key=lambda mutant: mutant.rank(args.seed))
    known, counts, seen = load_known(), Counter[str](), set()
    counts["changes"] = len(mutants)
    for mutant in mutants:
        if (not args.all and counts["tried"] >= args.sample) or time.monotonic() > args.until:
            break
        if mutant.span.before == mutant.span.after or mutant.name in seen:
            continue
        seen.add(mutant.name)
        if mutant.name in known:
            counts[KNOWN] += 1
            continue
        row = results.rows.get(mutant.name)
        if (
            row is None
            or row["status"] in args.again
            or (args.again and row["status"] == CAUGHT and "caught" in args.again)
        ):
            row = results.add(mutant, room=room, **try_mutant(tree, mutant, reach, row), diff=mutant.diff())
            if row["status"] != CAUGHT:
                print(f"  {row['status']}: {mutant.file}:{mutant.span.first}\n{mutant.diff()}", flush=True)
        counts["tried"] += 1
        counts[row["status"]] += 1
        args.sampled.append(row)
    return counts


def write_survivors(path: Path, rows: list[dict[str, Any]]) -> None:
    """A page of what nobody noticed."""
    left = [row for row in rows if row["status"] != CAUGHT]
    parts = [f"# {len(left)} of {len(rows)} changes survived\n"]
    for row in sorted(left, key=lambda row: (row["file"], row["line"])):
        parts.append(
            f"## {row['file']}:{row['line']} ({row['status']}, {row['tests']} tests)\n\n```diff\n{row['diff']}\n```\n"
        )
    path.write_text("\n".join(parts), encoding="utf-8")


def report(name: str, counts: Counter[str]) -> str:
    """One line of the table."""
    caught, tried = counts[CAUGHT], counts["tried"]
    low, high = wilson(caught, tried)
    share = caught / tried if tried else 0.0
    return (
        f"{name:<10} {counts['changes']:>7} {tried:>6} {caught:>7} {counts[SURVIVED]:>9} {counts[UNTESTED]:>8} "
        f"{counts[KNOWN]:>6}   {share:.2f} ({low:.2f} to {high:.2f})"
    )


def main() -> None:
    """Reads the options, tries the rooms in turn, prints the table."""
    rooms = yaml.safe_load((HERE / "rooms.yaml").read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"one or more of {', '.join(rooms)}; all without")
    parser.add_argument("--sample", type=int, default=25, help="changes of each room")
    parser.add_argument("--all", action="store_true", help="every change in place of a sample")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after this time; the next run goes on")
    parser.add_argument("--again", nargs="*", default=[], help="outcomes to try again: survived, 'no test', caught")
    parser.add_argument("--wanted", type=float, default=0.9, help="the share of caught changes that is enough")
    parser.add_argument("--out", type=Path, default=ROOT / ".mutants", help="results, survivors and the changed copy")
    args = parser.parse_args()
    args.out = args.out.resolve()  # trials run in the copy
    if unknown := set(args.rooms) - set(rooms):
        parser.error(f"no room is named {', '.join(sorted(unknown))}; there are {', '.join(rooms)}")
    os.nice(max(0, 19 - os.nice(0)))
    args.until, args.sampled = time.monotonic() + 60 * args.minutes, []
    args.out.mkdir(exist_ok=True)
    results = Results(args.out / "results.jsonl")
    tree = Tree(ROOT, args.out)
    import_libraries(LIBRARIES.split())
    total: Counter[str] = Counter()
    lines = []
    for room in args.rooms or rooms:
        print(f"{room}:", flush=True)
        counts = try_room(room, rooms[room], tree, results, args)
        total += counts
        lines.append(report(room, counts))
        print(f"  {counts[CAUGHT]} of {counts['tried']} caught", flush=True)
    write_survivors(args.out / "survivors.md", args.sampled)
    print("\nroom       changes  tried  caught  survived  no test  known   share caught (95%)")
    print("\n".join([*lines, report("all", total)]))
    print(f"survivors: {args.out / 'survivors.md'}")
    sys.exit(total[CAUGHT] < args.wanted * total["tried"])


if __name__ == "__main__":
    main()

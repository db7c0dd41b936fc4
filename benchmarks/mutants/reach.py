"""Which tests run which line, so that a change is tried against these tests only, the quickest file first."""

from __future__ import annotations

import ast
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest

from benchmarks.mutants.mutant import Mutant
from benchmarks.mutants.trial import Outcome, Tree

MOST_BASELINE_S = 1500.0


class _Contexts:
    """Names each test to coverage, and takes its CPU time."""

    def __init__(self, cover: coverage.Coverage, data_file: str) -> None:
        self.cover, self.data_file = cover, data_file
        self.result: dict[str, Any] = {"times": {}, "failed": []}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test with all its set-up."""
        self.cover.switch_context(item.nodeid)
        begun = time.process_time()
        result = yield
        self.result["times"][item.nodeid] = time.process_time() - begun
        self.cover.switch_context("")
        return result  # type: ignore[return-value]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails without any change can show nothing."""
        if report.failed:
            self.result["failed"].append(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self) -> Iterator[None]:
        """Saves what ran where."""
        result = yield
        self.cover.stop()
        self.cover.save()
        return result  # type: ignore[return-value]


class Reach:
    """The map from a line to the tests of one room. Test files that have changed are run anew, the others kept."""

    def __init__(self, tree: Tree, room: str, files: list[str], tests: list[str]) -> None:
        self.tree, self.files = tree, files
        self.folder = tree.home / "reach"
        self.folder.mkdir(exist_ok=True)
        facts, self.data_file = self.folder / f"{room}.json", self.folder / f"{room}.coverage"
        # a line has another number, or other tests reach it, when the room's code has changed
        code = _hash(tree.place, files)
        known = json.loads(facts.read_text()) if facts.exists() else {}
        if known.get("code") != code:
            known = {"code": code, "hashes": {}, "times": {}, "failed": []}
            self.data_file.unlink(missing_ok=True)
        hashes = {file: _hash(tree.place, [file]) for file in _test_files(tree.place, tests)}
        changed = [file for file, digest in hashes.items() if known["hashes"].get(file) != digest]
        stays = set(hashes) - set(changed)
        times = {name: s for name, s in known["times"].items() if name.split("::")[0] in stays}
        failed = [name for name in known["failed"] if name.split("::")[0] in stays]
        if changed:
            outcome = self._measure(changed)
            times |= outcome.times
            failed += outcome.failed
            facts.write_text(json.dumps({"code": code, "hashes": hashes, "times": times, "failed": failed}))
        self.failed = failed
        self.times: dict[str, float] = {name: s for name, s in times.items() if name not in failed}
        self.lines: dict[str, dict[int, list[str]]] = {}
        data = coverage.CoverageData(str(self.data_file))
        data.read()
        for file in files:
            found = data.contexts_by_lineno(str(tree.place / file)) if file.endswith(".py") else {}
            self.lines[file] = {line: [name for name in names if name] for line, names in found.items()}

    def _measure(self, tests: list[str]) -> Outcome:
        place, fresh = self.tree.place, self.folder / "fresh.coverage"
        fresh.unlink(missing_ok=True)

        def plugins() -> list[Any]:
            cover = coverage.Coverage(str(fresh), source=[str(place / "kp_llava")], config_file=False)
            cover.start()
            return [_Contexts(cover, str(fresh))]

        outcome = self.tree.run(tests, plugins, MOST_BASELINE_S, keep_compiled=True)
        if not outcome.times:
            raise SystemExit(f"the tests of this room do not run: see {self.tree.home / 'trial.log'}")
        whole = coverage.CoverageData(str(self.data_file))
        whole.read()
        added = coverage.CoverageData(str(fresh))
        added.read()
        whole.update(added)
        return outcome

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that run a changed statement.

        Where it acts at import, these are the tests that run anything of the module, and the others of their files: a
        test may read a constant alone.
        """
        lines = self.lines[mutant.file]
        if not mutant.file.endswith(".py"):
            return self._in_order(self.times)
        span = _statement(mutant)
        names = {name for line in span for name in lines.get(line, [])}
        if not names and any(line in lines for line in span):
            names = {name for found in lines.values() for name in found} or set(self.times)
            files = {name.split("::")[0] for name in names}
            names = {name for name in self.times if name.split("::")[0] in files}
        return self._in_order(names & set(self.times))

    def _in_order(self, names: Any) -> list[str]:
        by_file: dict[str, list[str]] = defaultdict(list)
        for name in names:
            by_file[name.split("::")[0]].append(name)
        cost = {file: sum(self.times[name] for name in found) / len(found) for file, found in by_file.items()}
        return [
            name
            for file in sorted(by_file, key=lambda file: (cost[file], file))
            for name in sorted(by_file[file], key=lambda name: (self.times[name], name))
        ]


def _statement(mutant: Mutant) -> range:
    """The lines of the innermost statement around a change; of a block, its head alone."""
    best = range(mutant.span.first, mutant.span.last + 1)
    width = 10**9
    for node in ast.walk(ast.parse(mutant.original)):
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None)
        end = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
        if node.lineno <= mutant.span.first <= end and end - node.lineno < width:
            best, width = range(node.lineno, end + 1), end - node.lineno
    return best


def _test_files(root: Path, tests: list[str]) -> list[str]:
    """The test files of folders and of files."""
    found = [path for name in tests for path in _python_files(root / name)]
    return sorted({path.relative_to(root).as_posix() for path in found if path.name.startswith("test_")})


def _python_files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _hash(root: Path, names: list[str]) -> str:
    """Of the texts of files, and of the helpers that all tests share."""
    digest = hashlib.sha256()
    for name in sorted({*names, "tests/factories.py"}):
        digest.update(name.encode() + (root / name).read_bytes())
    return digest.hexdigest()

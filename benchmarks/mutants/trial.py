"""A copy of the checkout in which one file is changed, and tests that run in it.

The libraries are imported once; every trial is a fork of that process, imports the project anew and runs its tests. A
trial's limit counts its CPU time, so that a busy machine does not decide what is caught.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest

# a change must not fill the machine's memory
MOST_BYTES = 10 << 30
# a trial that waits for something that never comes
MOST_WALL_FACTOR = 60
PASSED, FAILED, NO_TEST = 0, 1, 5
USAGE = 4


@dataclass
class Outcome:
    """What a run of tests came to: pytest's exit code (or `time`), and the first test that failed."""

    code: int | str
    killer: str = ""
    times: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class Tree:
    """The copy. Nothing in the checkout itself is changed, and what changes there meanwhile is not seen here."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self.place, self.home = root, home / "tree", home
        shutil.rmtree(self.place, ignore_errors=True)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            check=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (root / name).is_file():
                (self.place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, self.place / name)
        for name in ("prompts", "recipes"):
            (self.place / "kp_llava" / name).symlink_to(Path("..") / name)
        subprocess.run([sys.executable, "-m", "compileall", "-q", "kp_llava", "tests"], cwd=self.place, check=False)

    def put(self, file: str, text: str) -> None:
        """Writes a text, and drops what was compiled of the old one."""
        path = self.place / file
        path.write_text(text, encoding="utf-8")
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            compiled.unlink()

    def run(
        self,
        tests: list[str],
        plugins: Callable[[], list[Any]],
        most_s: float,
        *options: str,
        keep_compiled: bool = False,
    ) -> Outcome:
        """The tests in a fork of this process, with a limit of CPU time.

        Args:
            tests: Folders, files or single tests, as pytest takes them.
            plugins: Makes the plug-ins in the fork; one may have a `result` that comes back as keywords of Outcome.
            most_s: CPU seconds after which the fork is ended.
            options: Further options of pytest.
            keep_compiled: Whether what is compiled stays for later runs.
        """
        answer, log = self.home / "answer.json", self.home / "trial.log"
        answer.unlink(missing_ok=True)
        process = os.fork()
        if process == 0:
            self._inside(tests, plugins, most_s, options, answer, log, keep_compiled)
        code = _wait(process, time.monotonic() + MOST_WALL_FACTOR * most_s)
        if not answer.exists():
            return Outcome(code if isinstance(code, str) else f"died {code}")
        return Outcome(**json.loads(answer.read_text()))

    def _inside(
        self,
        tests: list[str],
        plugins: Callable[[], list[Any]],
        most_s: float,
        options: tuple[str, ...],
        answer: Path,
        log: Path,
        keep_compiled: bool,
    ) -> NoReturn:
        os.setsid()
        sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(self.place)
        sys.path[:] = [str(self.place), *(path for path in sys.path if Path(path or ".").resolve() != self.root)]
        for name in [name for name in sys.modules if name.split(".")[0] in ("kp_llava", "tests", "benchmarks")]:
            if name not in ("benchmarks", "__main__"):
                del sys.modules[name]
        # what a trial compiles may be of the changed file; the first run, without a change, compiles for all others
        sys.dont_write_bytecode = not keep_compiled
        if not keep_compiled:
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        os.environ |= {
            "PYTHONPATH": str(self.place),
            "OMP_NUM_THREADS": "1",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.home / "hypothesis"),
        }
        resource.setrlimit(resource.RLIMIT_CPU, (int(most_s) + 1, int(most_s) + 6))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        added = plugins()
        fixed = [
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            "-p",
            "no:xdist",
            "--hypothesis-seed=0",
            "--durations=0",
        ]
        code = int(pytest.main([*fixed, *options, *tests], plugins=added))
        found = {key: value for plugin in added for key, value in getattr(plugin, "result", {}).items()}
        answer.write_text(json.dumps({"code": code, **found}))
        os._exit(0)


class FirstFailure:
    """Names the test that failed first."""

    def __init__(self) -> None:
        self.result: dict[str, Any] = {"killer": ""}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps the first failure of any phase."""
        if report.failed and not self.result["killer"]:
            self.result["killer"] = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A test file that cannot be imported any more counts as its failure."""
        if report.failed and not self.result["killer"]:
            self.result["killer"] = report.nodeid


def _wait(process: int, until: float) -> int | str:
    """The exit code of a fork, or `time` where its group had to be ended. Nothing of it stays behind."""
    pause = 0.01
    code: int | str = "time"
    while time.monotonic() < until:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            ended = os.waitstatus_to_exitcode(status)
            code = "time" if ended in (-signal.SIGXCPU, -signal.SIGKILL) else ended
            break
        time.sleep(pause)
        pause = min(0.2, pause * 1.5)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    if code == "time":
        with suppress(ChildProcessError):
            os.waitpid(process, 0)
    return code


def import_libraries(names: list[str]) -> None:
    """Imports what tests need, once for all forks; what is not installed is left out."""
    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)

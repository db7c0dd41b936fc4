"""Whether `make torture` would notice: programs that lose, double, leak, hang and crash on purpose are counted as such.

Each plant is kp_llava with one fault put in, which the tries run in place of the real program.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from benchmarks.torture import PROGRAM, WORST, Torture

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")

START = """
import os, subprocess, sys, time
words = sys.argv[1:]
def run(*words):
    return subprocess.call([sys.executable, "-m", "kp_llava.commands.main", *words])
"""
# faults of any command, which need nothing of the project
SOON = {
    "crash": ("tracebacks", "raise RuntimeError('planted')"),
    "hang": ("hung", "time.sleep(60)"),
    "printed key": ("leaked", "print('authorized with ' + os.environ['OPENAI_API_KEY'])"),
    "key in an error": ("leaked", "sys.exit('kp-llava: error: ' + os.environ['OPENAI_API_KEY'])"),
    "worker left behind": ("leaked", "subprocess.Popen(['sleep', '60'], stdin=-3, stdout=-3, stderr=-3)"),
}
# try, plant and what it is counted as; the folder of the run is the second word
LATE = {
    "answers deleted": (
        "server",
        "lost",
        """
code = run(*words)
import sqlite3
with sqlite3.connect(words[1] + "/ledger.sqlite") as ledger:
    ledger.execute("DELETE FROM attempts WHERE id = (SELECT max(id) FROM attempts WHERE answer IS NOT NULL)")
sys.exit(code)
""",
    ),
    "answers asked for again": (
        "server",
        "doubled",
        """
run(*words)
for name in ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "results.sqlite"):
    if os.path.exists(words[1] + "/" + name):
        os.unlink(words[1] + "/" + name)
sys.exit(run(*words))
""",
    ),
    "key in a file": (
        "server",
        "leaked",
        """
code = run(*words)
open(words[1] + "/notes.txt", "w").write("key: " + os.environ["OPENAI_API_KEY"])
sys.exit(code)
""",
    ),
    "no bound on the cost": (
        "bound",
        "doubled",
        """
if "--max-cost" in words:
    place = words.index("--max-cost")
    words[place + 1] = "100"
sys.exit(run(*words))
""",
    ),
    "no repair": (
        "damage",
        "lost",
        """
sys.exit(0 if words[0] == "generate" else run(*words))
""",
    ),
}


@pytest.fixture(scope="module")
def torture(tmp_path_factory):
    made = Torture(tmp_path_factory.mktemp("torture"), 0, 300)
    made.prepare()
    return made


def plant(folder: Path, code: str) -> tuple[str, str]:
    """Write a program with a fault, and return how it is started."""
    path = folder / "planted.py"
    path.write_text(START + code)
    return sys.executable, str(path)


def found(torture):
    return {name for name in WORST if torture.counts[name]}


@pytest.mark.parametrize("name", SOON)
def test_a_fault_of_any_command_is_counted(tmp_path, name):
    count, code = SOON[name]
    one = Torture(tmp_path, 0, 1.0 if count == "hung" else 60, plant(tmp_path, code))
    one.grace_s = 0.5
    one.run("status", "a run")
    assert found(one) == {count}
    assert one.counts[count] == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", LATE)
def test_a_fault_of_a_try_is_counted(torture, tmp_path, name):
    kind, count, code = LATE[name]
    torture.program = plant(tmp_path, code)
    torture.counts.clear()
    for seed in range(6):  # a draw may leave the fault without an occasion: damage to what no row needs
        place = tmp_path / str(seed)
        place.mkdir()
        getattr(torture, kind)(random.Random(seed), place)
        if found(torture):
            break
    assert count in found(torture)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["damage", "signal", "server", "batch", "bound"])
def test_the_program_as_it_is_has_none_of_them(torture, tmp_path, kind):
    torture.program = PROGRAM
    torture.counts.clear()
    getattr(torture, kind)(random.Random(5), tmp_path)
    assert not found(torture)

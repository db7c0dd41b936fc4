"""How a program of ours ends: by subprocess, since it is the interpreter's own end that is meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PROGRAM = """
import atexit

import kp_llava
from kp_llava.starting import leave_at_exit

class Late:
    def __del__(self):
        print("taken down", flush=True)

atexit.register(print, "handlers run")
late = Late()
print(leave_at_exit(), end=";")
{more}
"""


def run(folder: Path, name: str, more: str = "") -> subprocess.CompletedProcess:
    program = folder / name
    program.write_text(PROGRAM.format(more=more))
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    return subprocess.run([sys.executable, str(program)], env=environment, capture_output=True, text=True, check=False)


def test_a_program_that_is_done_runs_its_exit_handlers_and_leaves_before_it_is_taken_down(tmp_path):
    result = run(tmp_path, "train.py")
    assert (result.returncode, result.stdout, result.stderr) == (0, "True;handlers run\n", "")


def test_somebody_elses_program_ends_as_python_does(tmp_path):
    result = run(tmp_path, "mine.py")
    assert (result.returncode, result.stdout) == (0, "False;handlers run\ntaken down\n")


def test_a_library_that_aborts_the_interpreters_end_does_not_make_a_complete_run_fail(tmp_path):
    abort = "import os\nLate.__del__ = lambda self: os.abort()"
    assert run(tmp_path, "mine.py", abort).returncode == -6
    assert run(tmp_path, "train.py", abort).returncode == 0

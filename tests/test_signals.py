"""A signal at any moment, the first second included, ends a command with its code and without a traceback."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.run import RunOptions, generate
from kp_llava.processes import start_pool

ROOT = Path(__file__).parents[1]
SPLIT = "val2017"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signals")
    draw_sample(folder / "coco", images=24, seed=0, split=SPLIT)
    generate(RunOptions(run_dir=folder / "run", coco=folder / "coco", split=SPLIT))
    return folder


COMMANDS = {
    "sample": lambda made, out: ("sample", out, "--images", 3000),
    "generate": lambda made, out: ("generate", out, "--coco", made / "coco", "--split", SPLIT),
    "export": lambda made, out: ("export", made / "run", out),
    "status": lambda made, out: ("status", made / "run"),
    "view": lambda made, out: ("view", made / "run", "--out", out.with_suffix(".html")),
}


def members(group: int) -> list[str]:
    """The processes of a group that have not ended."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            state, _, number = (place / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(number) == group and state not in "ZX":
            found.append((place / "cmdline").read_text().replace("\0", " "))
    return found


def stop(command, wait_s, number, *, is_group):
    """Start a command and signal it after a while; returns its code and what it has printed on stderr."""
    program = [sys.executable, "-m", "kp_llava.commands.main", *map(str, command)]
    process = subprocess.Popen(
        program, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(wait_s)
    (os.killpg if is_group else os.kill)(process.pid, number)
    try:
        _, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process, err.decode()


def is_traceback_of_ours(err: str) -> bool:
    """Whether there is a traceback of more than Python itself, which prints one before it has read our first line."""
    if "Fatal Python error: init_import_site" in err:  # among the standard library's modules, which site imports
        return False
    files = [line for line in err.splitlines() if line.lstrip().startswith("File ")]
    return "Traceback" in err and not all('"<frozen ' in line for line in files)


def try_signal(made, tmp_path, seed, longest_s):
    draw = random.Random(seed)
    name = draw.choice(sorted(COMMANDS))
    number = draw.choice((signal.SIGINT, signal.SIGTERM))
    what = (seed, name, number, wait_s := draw.uniform(0, longest_s))
    process, err = stop(COMMANDS[name](made, tmp_path / str(seed)), wait_s, number, is_group=draw.random() < 0.5)
    assert not is_traceback_of_ours(err), (what, err)
    # a signal may come before Python is up and after it is down, where the system answers it, and after the work
    assert process.returncode in (0, 128 + number, -number), (what, err)
    deadline = time.monotonic() + 5
    while members(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not members(process.pid), what


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize("seed", range(2))
def test_a_signal_in_the_first_seconds(made, tmp_path, seed):
    try_signal(made, tmp_path, seed, 1.5)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads signals in /proc")
def test_a_program_that_a_test_starts_does_not_ignore_ctrl_c():
    """Else a test that interrupts one would wait for its end."""
    code = "print(next(line for line in open('/proc/self/status') if line.startswith('SigIgn')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not int(done.stdout.split()[1], 16) & 1 << (signal.SIGINT - 1)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
def test_thirty_signals_at_any_moment(made, tmp_path):
    for seed in range(2, 32):
        try_signal(made, tmp_path, seed, 1.5 if seed % 2 else 8.0)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
def test_a_kill_at_any_moment_leaves_no_worker_for_longer_than_a_second(made, tmp_path):
    draw = random.Random(0)
    for n in range(12):
        command = COMMANDS["sample"](made, tmp_path / str(n))
        process, _ = stop(command, draw.uniform(1, 10), signal.SIGKILL, is_group=False)
        time.sleep(1)
        assert not members(process.pid)


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_a_pool_that_has_lost_a_worker_ends():
    pool = start_pool(2)
    waiting = [pool.submit(sleep, 0.05) for _ in range(20)]
    os.kill(waiting[0].result(), signal.SIGKILL)
    with pytest.raises(Exception, match="terminated abruptly"):
        for one in waiting:
            one.result()
    started = time.monotonic()
    pool.shutdown()
    assert time.monotonic() - started < 20

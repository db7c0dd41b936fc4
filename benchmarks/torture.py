"""Faults at random: damaged ledgers, signals at any moment, servers that break off. `make torture` runs it.

    python -m benchmarks.torture --minutes 20 --seed 0

Each try picks one fault by the seed and runs the commands as people do. At the end it prints tries, survived, and what
must be none: answers lost, requests paid for twice beyond what was in flight at a kill, processes left behind,
commands that hang, and tracebacks. The exit code is 1 where any of these is not 0.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.errors import KpLlavaError
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate
from tests.factories import make_coco, make_coco_folder
from tests.generation.ledger.test_damage import damage_at_random
from tests.teacher_server import Reply, TeacherServer, good_answer
from tests.test_signals import COMMANDS, SPLIT, members

ROOT = Path(__file__).parents[1]
IMAGES, CALLS = 24, 4
WORST = ("lost", "doubled", "leaked", "hung", "tracebacks")


class Torture:
    """The tries, and what they came to."""

    def __init__(self, home: Path, seed: int) -> None:
        self.home = home
        self.seed = seed
        self.counts: Counter[str] = Counter()
        draw_sample(home / "coco", images=IMAGES, seed=0, split=SPLIT)
        generate(RunOptions(run_dir=home / "run", coco=home / "coco", split=SPLIT))
        self.rows = rows_of(home / "run")
        contents = make_coco(IMAGES)
        for caption in contents["captions"]["annotations"]:
            caption["caption"] += f" It is picture {caption['image_id']}."
        self.asked = make_coco_folder(home / "asked", contents, with_pictures=False)

    def run(self, *command: object, kill: tuple[float, int] | None = None) -> int:
        """Run a command, and signal it after some seconds; count what must not be."""
        environment = os.environ | {"OPENAI_API_KEY": "sk-test-0123456789", "NO_PROXY": "127.0.0.1"}
        words = [sys.executable, "-m", "kp_llava.commands.main", *map(str, command)]
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        process = subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True, **pipes)
        if kill is not None:
            time.sleep(kill[0])
            process.send_signal(kill[1])
        try:
            _, err = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            self.note("hung", command)
            os.killpg(process.pid, signal.SIGKILL)
            _, err = process.communicate()
        if b"Traceback" in err:
            self.note("tracebacks", command, err.decode()[-1500:])
        deadline = time.monotonic() + 5
        while members(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left := members(process.pid):
            self.note("leaked", command, left)
            os.killpg(process.pid, signal.SIGKILL)
        return process.returncode

    def note(self, name: str, *what: object) -> None:
        """Count something that must not be, and say what it was."""
        self.counts[name] += 1
        print(name, self.counts["tries"], *what, file=sys.stderr, flush=True)

    def damage(self, draw: random.Random, place: Path) -> None:
        """A ledger with a flipped byte, a lost page or half its length, read and repaired."""
        run = shutil.copytree(self.home / "run", place / "run")
        (run / "results.sqlite").unlink(missing_ok=True)
        what = damage_at_random(run / "ledger.sqlite", draw)
        self.run(
            *draw.choice((("status", run), ("view", run, "--out", place / "v.html"), ("export", run, place / "e")))
        )
        try:
            if not rows_of(run).items() <= self.rows.items():
                self.note("lost", "altered rows", what)
        except KpLlavaError:
            pass  # one line; the file holds nothing any more
        code = self.run("generate", run, "--coco", self.home / "coco", "--split", SPLIT, "--repair")
        if code or rows_of(run) != self.rows:
            self.note("lost", "not repaired", what)

    def signal(self, draw: random.Random, place: Path) -> None:
        """A signal at any moment."""
        name = draw.choice(sorted(COMMANDS))
        number = draw.choice((signal.SIGINT, signal.SIGTERM, signal.SIGKILL))
        wait_s = draw.uniform(0, draw.choice((1.5, 8.0)))
        code = self.run(*COMMANDS[name](self.home, place / "out"), kill=(wait_s, number))
        if code not in (0, 128 + number, -number):
            self.note("tracebacks", name, number, "code", code)

    def server(self, draw: random.Random, place: Path) -> None:
        """A server that breaks off, refuses and talks nonsense, and a run that is stopped up to three times."""
        answered: Counter[str] = Counter()

        def answer(payload: dict[str, object], number: int) -> Reply | str:
            fault = draw.random()
            if fault < 0.05:
                return Reply(is_dropped=True)
            if fault < 0.10:
                return Reply(status=503, error={"message": "overloaded"}, headers={"Retry-After": "0"})
            if fault < 0.13:
                return Reply(body=draw.choice((b"<html>", b'{"choices": ', b"[" * 20_000)), status=200)
            answered[str(payload["messages"])] += 1
            return good_answer(payload, number)

        run, kills = place / "run", draw.randrange(4)
        with TeacherServer(answer, wait_s=0.05) as teacher:
            command = ["generate", run, "--coco", self.asked, "--split", "val2017", "--tasks", "detail", "--teacher"]
            command += ["openai", "--base-url", teacher.base_url, "--concurrency", CALLS]
            for _ in range(kills):
                number = draw.choice((signal.SIGKILL, signal.SIGINT, signal.SIGTERM))
                self.run(*command, kill=(draw.uniform(0.5, 7), number))
            for _ in range(4):
                if self.run(*command) == 0 and len(list(read_rows(run, "detail"))) == IMAGES:
                    break
        rows = len(list(read_rows(run, "detail")))
        if rows != IMAGES:
            self.note("lost", f"{rows} rows of {IMAGES}", kills)
        if sum(answered.values()) - len(answered) > CALLS * kills:
            self.note("doubled", sum(answered.values()), len(answered), kills)


def rows_of(run: Path) -> dict[str, dict[str, object]]:
    """All rows of a run, by id."""
    return {row["id"]: row for task in ("conversation", "detail", "complex") for row in read_rows(run, task)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        torture = Torture(Path(home), options.seed)
        end = time.monotonic() + 60 * options.minutes
        while time.monotonic() < end:
            number = torture.counts["tries"]
            draw = random.Random(f"{options.seed} {number}")
            before = sum(torture.counts[name] for name in WORST)
            place = Path(home) / str(number)
            place.mkdir()
            kind = draw.choice((torture.damage, torture.signal, torture.server))
            kind(draw, place)
            shutil.rmtree(place, ignore_errors=True)
            torture.counts["tries"] += 1
            torture.counts[kind.__name__] += 1
            torture.counts["survived"] += sum(torture.counts[name] for name in WORST) == before
    names = ("tries", "damage", "signal", "server", "survived", *WORST)
    print(f"seed {options.seed}: " + ", ".join(f"{name} {torture.counts[name]}" for name in names))
    sys.exit(any(torture.counts[name] for name in WORST))


if __name__ == "__main__":
    main()

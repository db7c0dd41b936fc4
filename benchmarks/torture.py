"""Faults at random: damaged ledgers, signals, servers that break off, batches, bounds on cost. `make torture` runs it.

    python -m benchmarks.torture --minutes 20 --seed 0
    python -m benchmarks.torture --minutes 120 --tries 500

Each try picks one fault by the seed and runs the commands as people do. At the end it prints tries, survived, and what
must be none: answers lost, requests paid for twice beyond what was in flight at a kill (in batches: none), more spent
than --max-cost, processes or keys left behind, commands that hang, and tracebacks. The exit code is 1 where any of
these is not 0.
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
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.errors import KpLlavaError
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate
from tests.batch_server import BatchPlan, BatchServer
from tests.factories import make_coco, make_coco_folder
from tests.generation.ledger.test_damage import damage_at_random
from tests.teacher_server import Reply, TeacherServer, count_tokens, good_answer
from tests.test_signals import COMMANDS, SPLIT, is_traceback_of_ours, members

ROOT = Path(__file__).parents[1]
IMAGES, CALLS = 24, 4
KINDS = ("damage", "signal", "server", "batch", "bound")
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
KEY = "sk-test-0123456789-never-to-be-seen"
PROGRAM = (sys.executable, "-m", "kp_llava.commands.main")
WORST = ("lost", "doubled", "leaked", "hung", "tracebacks")


class Torture:
    """The tries, and what they came to."""

    def __init__(self, home: Path, seed: int, limit_s: float, program: Sequence[str] = PROGRAM) -> None:
        self.home = home
        self.program = program
        self.limit_s = limit_s
        self.seed = seed
        self.grace_s = 5.0
        self.counts: Counter[str] = Counter()

    def prepare(self) -> None:
        """Make the run that is damaged and the images that are asked about."""
        home = self.home
        draw_sample(home / "coco", images=IMAGES, seed=0, split=SPLIT)
        generate(RunOptions(run_dir=home / "run", coco=home / "coco", split=SPLIT))
        self.rows = rows_of(home / "run")
        contents = make_coco(IMAGES)
        for caption in contents["captions"]["annotations"]:
            caption["caption"] += f" It is picture {caption['image_id']}."
        self.asked = make_coco_folder(home / "asked", contents, with_pictures=False)

    def run(self, *command: object, kill: tuple[float, int] | None = None) -> int:
        """Run a command, and signal it after some seconds; count what must not be."""
        environment = os.environ | {"OPENAI_API_KEY": KEY, "NO_PROXY": "127.0.0.1"}
        words = [*self.program, *map(str, command)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True, **pipes)
        if kill is not None:
            time.sleep(kill[0])
            process.send_signal(kill[1])
        try:
            out, err = process.communicate(timeout=self.limit_s)
        except subprocess.TimeoutExpired:
            self.note("hung", command)
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
        if is_traceback_of_ours(err.decode()):
            self.note("tracebacks", command, err.decode()[-1500:])
        if KEY.encode() in out + err:
            self.note("leaked", command, "the key was printed")
        deadline = time.monotonic() + self.grace_s
        while members(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        if left := members(process.pid):
            self.note("leaked", command, left)
            os.killpg(process.pid, signal.SIGKILL)
        return process.returncode

    def look_for_the_key(self, place: Path) -> None:
        """Count every file that holds the key."""
        for path in place.rglob("*"):
            if path.is_file() and KEY.encode() in path.read_bytes():
                self.note("leaked", path, "holds the key")

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
        """One server or three that break off, refuse, talk nonsense and repeat the key, and a run that is stopped."""
        answered: Counter[str] = Counter()

        def answer(payload: dict[str, object], number: int) -> Reply | str:
            fault = draw.random()
            if fault < 0.05:
                return Reply(is_dropped=True)
            if fault < 0.10:
                error = {"message": f"overloaded, said to Bearer {KEY}"}
                return Reply(status=503, error=error, headers={"Retry-After": "0"})
            if fault < 0.13:
                body = draw.choice((b"<html>", b'{"choices": ', b"[" * 20_000, f"Authorization: {KEY}".encode()))
                return Reply(body=body, status=200)
            answered[str(payload["messages"])] += 1
            return good_answer(payload, number)

        run, kills = place / "run", draw.randrange(4)
        count = draw.choice((1, 1, 3))
        with ExitStack() as stack:
            servers = [stack.enter_context(TeacherServer(answer, wait_s=0.05)) for _ in range(count)]
            urls = [server.base_url for server in servers]
            if count > 1 and draw.random() < 0.5:
                urls.append("http://127.0.0.1:9/v1")  # where nobody listens
            command = self.ask(run, "openai", *urls)
            command += self.own_prompts(draw, place)
            for _ in range(kills):
                self.run(*command, kill=(draw.uniform(0.5, 7), draw.choice(SIGNALS)))
            self.finish(command, run)
        self.compare(run, answered, CALLS * kills)
        self.look_for_the_key(place)

    def batch(self, draw: random.Random, place: Path) -> None:
        """Batches that expire, hide and lose their connection, and a run that is stopped: nothing is paid twice."""
        ends = ("completed", "completed", "expired", "cancelled")
        plans = [
            BatchPlan(
                seconds=draw.uniform(0, 2),
                share=draw.choice((1.0, 0.5)),
                end=draw.choice(ends),
                is_dropped=draw.random() < 0.3,
                hidden_looks=draw.randrange(2),
            )
            for _ in range(3)
        ]
        for plan in plans:
            plan.share = 1.0 if plan.end == "completed" else plan.share
        run, kills = place / "run", draw.randrange(4)
        with BatchServer(plans=plans) as server:
            command = [*self.ask(run, "openai-batch", server.base_url), "--poll", 0.1, *self.own_prompts(draw, place)]
            for _ in range(kills):
                self.run(*command, kill=(draw.uniform(0.5, 7), draw.choice(SIGNALS)))
            self.finish(command, run)
            self.compare(run, server.billed, 0)
        self.look_for_the_key(place)

    def bound(self, draw: random.Random, place: Path) -> None:
        """A bound on the cost that stops the run, stopped and started at random: no more than that is ever spent."""
        usd, most = draw.uniform(0.001, 0.01), draw.choice((40, 60))
        price_in, price_out = 2.0, 8.0  # a million tokens
        spent = 0.0
        lock = threading.Lock()

        def answer(payload: dict[str, object], number: int) -> str:
            nonlocal spent
            text = good_answer(payload, number)
            said = text if isinstance(text, str) else text.text or ""
            messages = payload["messages"]
            assert isinstance(messages, list)
            tokens = sum(count_tokens(one["content"]) for one in messages)
            with lock:
                spent += (tokens * price_in + count_tokens(said) * price_out) / 1e6
            return said

        run, kills = place / "run", draw.randrange(3)
        with TeacherServer(answer, wait_s=0.05) as server:
            command = [*self.ask(run, "openai", server.base_url), "--max-cost", f"{usd:.6f}", "--max-tokens", most * 10]
            command += ["--prices", f"{price_in},{price_out}"]
            for _ in range(kills):
                self.run(*command, kill=(draw.uniform(0.5, 7), draw.choice(SIGNALS)))
            self.run(*command)
            self.run(*command)
        if spent > usd:
            self.note("doubled", f"${spent:.6f} were spent of ${usd:.6f}", kills)
        self.look_for_the_key(place)

    def ask(self, run: Path, teacher: str, *urls: str) -> list[object]:
        """The command that asks a teacher for all images."""
        command: list[object] = ["generate", run, "--coco", self.asked, "--split", "val2017", "--tasks", "detail"]
        command += ["--teacher", teacher, "--concurrency", CALLS, "--patience", 5]
        return command + [word for url in urls for word in ("--base-url", url)]

    def own_prompts(self, draw: random.Random, place: Path) -> list[object]:
        """In half of the tries a template of the user's own, which is like the package's but for a sentence."""
        if draw.random() < 0.5:
            return []
        (place / "prompts").mkdir()
        own = (ROOT / "prompts" / "detail.j2").read_text(encoding="utf-8")
        (place / "prompts" / "detail.j2").write_text(f"Speak of poses, try {draw.random()}.\n{own}", encoding="utf-8")
        return ["--prompts", place / "prompts"]

    def finish(self, command: list[object], run: Path) -> None:
        """Run a command until it has all rows; a server may still break off."""
        for _ in range(5):
            if self.run(*command) == 0 and len(list(read_rows(run, "detail"))) == IMAGES:
                break

    def compare(self, run: Path, answered: Counter[str], in_flight: int) -> None:
        """Hold what was answered against what the run has."""
        rows = len(list(read_rows(run, "detail")))
        if rows != IMAGES:
            self.note("lost", f"{rows} rows of {IMAGES}")
        if sum(answered.values()) - len(answered) > in_flight:
            self.note("doubled", sum(answered.values()), len(answered), in_flight)


def rows_of(run: Path) -> dict[str, dict[str, object]]:
    """All rows of a run, by id."""
    return {row["id"]: row for task in ("conversation", "detail", "complex") for row in read_rows(run, task)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--tries", type=int, help="end after so many tries, where the minutes suffice for them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(KINDS), help="which faults, separated by commas")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds after which a command hangs")
    options = parser.parse_args()
    # a shell ignores Ctrl-C for what it runs in the background; the programs that are tried would ignore it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as home:
        torture = Torture(Path(home), options.seed, options.limit)
        torture.prepare()
        end = time.monotonic() + 60 * options.minutes
        while time.monotonic() < end and torture.counts["tries"] != options.tries:
            number = torture.counts["tries"]
            draw = random.Random(f"{options.seed} {number}")
            before = sum(torture.counts[name] for name in WORST)
            place = Path(home) / str(number)
            place.mkdir()
            kind = draw.choice(options.kinds.split(","))
            getattr(torture, kind)(draw, place)
            shutil.rmtree(place, ignore_errors=True)
            torture.counts["tries"] += 1
            torture.counts[kind] += 1
            torture.counts["survived"] += sum(torture.counts[name] for name in WORST) == before
            print(f"\r{torture.counts['tries']} tries", end="", file=sys.stderr, flush=True)
    names = ("tries", *KINDS, "survived", *WORST)
    print(f"seed {options.seed}: " + ", ".join(f"{name} {torture.counts[name]}" for name in names))
    sys.exit(any(torture.counts[name] for name in WORST))


if __name__ == "__main__":
    main()

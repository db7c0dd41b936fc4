"""Parts of a run on Ray against the same parts one by one: the same rows, and what scheduling costs.

python benchmarks/scale_shards.py --images 20000 --shards 16 --kills 2

Two processes that work on a part are killed on the way. Time is the processors' own, of all processes together, so that
other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows
from kp_llava.processes import count_processes
from kp_llava.scale.cluster import ClusterOptions
from kp_llava.scale.shards import list_shards
from kp_llava.scale.work import generate_shards
from kp_llava.tasks import TASKS

ONE_RUN = """
import sys
from pathlib import Path
from kp_llava.generation.options import RunOptions
from kp_llava.generation.run import generate
run, coco, shard = sys.argv[1:]
generate(RunOptions(run_dir=Path(run), coco=Path(coco), split="train2014", shard=shard or None))
"""
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Watch(threading.Thread):
    """Adds up the processor time of this process's descendants, and kills some of those that hold a part's ledger."""

    def __init__(self, runs: Path, kills: int) -> None:
        super().__init__(daemon=True)
        self.runs, self.kills = str(runs), kills
        self.killed: list[int] = []
        self.seen: dict[int, float] = {}
        self.is_over = False

    def run(self) -> None:
        """Look at the processes four times a second."""
        next_kill = time.monotonic() + 20
        while not self.is_over:
            for pid in self._descendants():
                if len(self.killed) < self.kills and time.monotonic() > next_kill and self._holds_a_part(pid):
                    os.kill(pid, signal.SIGKILL)
                    self.killed.append(pid)
                    next_kill = time.monotonic() + 20
            time.sleep(0.25)

    def _descendants(self) -> list[int]:
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = (int(fields[1]), (int(fields[11]) + int(fields[12])) * TICK_S)
        found, front = [], {os.getpid()}
        while front:
            front = {pid for pid, (parent, _) in parents.items() if parent in front}
            found += front
        for pid in found:
            self.seen[pid] = max(self.seen.get(pid, 0.0), parents[pid][1])
        return found

    def _holds_a_part(self, pid: int) -> bool:
        try:
            names = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
        except OSError:
            return False
        return any(name.startswith(self.runs) and "ledger.sqlite" in name for name in names)


def hash_rows(runs: list[Path]) -> str:
    digest = hashlib.sha256()
    for task in TASKS:
        for row in read_rows(runs, task):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def children_s() -> float:
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=20_000)
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--kills", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        draw_sample(home / "coco", images=asked.images, with_images=False, processes=count_processes())

        def call(run: Path, shard: str = "") -> float:
            before = children_s()
            # in one process, as a part on Ray: what a command's worker processes take is not counted among its own
            arguments = [str(run), str(home / "coco"), shard]
            subprocess.run([sys.executable, "-c", ONE_RUN, *arguments], check=True, capture_output=True)
            return children_s() - before

        started = time.monotonic()
        whole = call(home / "one")
        print(f"one run: {whole:.0f} s, {time.monotonic() - started:.0f} s by the clock", flush=True)
        started = time.monotonic()
        names = [home / "singly" / f"{number}" for number in range(1, asked.shards + 1)]
        singly = sum(call(run, f"{n}/{asked.shards}") for n, run in enumerate(names, 1))
        wall = time.monotonic() - started
        print(f"{asked.shards} parts, one by one: {singly:.0f} s, {wall:.0f} s by the clock", flush=True)
        options = RunOptions(run_dir=home / "runs", coco=home / "coco", split="train2014")
        watch = Watch(home / "runs", asked.kills)
        watch.start()
        started, own = time.monotonic(), time.process_time()
        generate_shards(options, asked.shards, ClusterOptions())
        wall = time.monotonic() - started
        watch.is_over = True
        watch.join()
        ray = sum(watch.seen.values()) + time.process_time() - own
        print(
            f"{asked.shards} parts on Ray: {ray:.0f} s, {len(watch.killed)} processes killed, {wall:.0f} s by the clock"
        )
        print(f"over one by one: {ray / singly - 1:+.1%}", flush=True)
        hashes = {hash_rows(runs) for runs in ([home / "one"], names, list_shards(home / "runs"))}
        print("the same rows, byte for byte" if len(hashes) == 1 else "THE ROWS DIFFER")


if __name__ == "__main__":
    main()

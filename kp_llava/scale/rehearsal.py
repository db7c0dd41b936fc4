"""Many small parts whose processes are killed at random: none may be lost, and nothing done twice."""

from __future__ import annotations

import hashlib
import os
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .cluster import ClusterOptions, open_cluster, run_parts


@dataclass(frozen=True)
class Rehearsal:
    """What came of a rehearsal.

    Attributes:
        parts: how many there were.
        steps: of all parts together.
        deaths: how often a process was killed.
        lost: steps that were never done.
        repeated: steps that were done more than once.
        wall_s: from the first part to the last.
        ideal_s: the steps' own time, divided among the processors.
    """

    parts: int
    steps: int
    deaths: int
    lost: int
    repeated: int
    wall_s: float
    ideal_s: float


def rehearse(
    parts: int,
    cluster: ClusterOptions,
    *,
    steps: int = 10,
    step_s: float = 0.002,
    death_rate: float = 0.02,
    seed: int = 0,
    progress: bool = False,
) -> Rehearsal:
    """Run parts that only sleep and write down what they did, and kill the processes of some.

    They run through the same scheduling as real work. Each part writes a step down when it is done and goes on behind
    the last one, as a run goes on from its ledger.

    Args:
        parts: how many.
        cluster: where.
        steps: of a part.
        step_s: the time that a step takes.
        death_rate: the share of parts whose process is killed once, halfway.
        seed: picks these parts.
        progress: show a bar on stderr.

    Raises:
        RunError: the cluster cannot be reached.
    """
    with tempfile.TemporaryDirectory(prefix="kp-llava-rehearsal-") as temporary, open_cluster(cluster) as ray:
        folder = Path(temporary)
        jobs = [(folder, number, steps, step_s, death_rate, seed) for number in range(parts)]
        started = time.monotonic()
        run_parts(ray, _work, jobs, cluster, name="rehearsal", progress=progress)
        wall_s = time.monotonic() - started
        cpus = ray.cluster_resources().get("CPU", 1.0) / cluster.cpus_each
        done = Counter(line for path in folder.glob("*.log") for line in path.read_text().splitlines())
        return Rehearsal(
            parts=parts,
            steps=parts * steps,
            deaths=len(list(folder.glob("*.died"))),
            lost=parts * steps - len(done),
            repeated=sum(count - 1 for count in done.values()),
            wall_s=wall_s,
            ideal_s=parts * steps * step_s / cpus,
        )


def _work(folder: Path, number: int, steps: int, step_s: float, death_rate: float, seed: int) -> None:
    log, died = folder / f"{number}.log", folder / f"{number}.died"
    digest = hashlib.sha256(f"{seed} {number}".encode()).digest()
    dies = int.from_bytes(digest[:8], "big") < death_rate * 2**64 and not died.exists()
    first = len(log.read_text().splitlines()) if log.exists() else 0
    for step in range(first, steps):
        if dies and step == steps // 2:
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(step_s)
        with log.open("a") as file:
            file.write(f"{number}-{step}\n")

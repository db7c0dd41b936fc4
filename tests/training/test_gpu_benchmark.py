"""The GPU benchmark runs on a CPU at tiny size, so that it is ready where a GPU is at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_packed_and_unpacked_sides_run_and_agree(tmp_path):
    command = [sys.executable, "benchmarks/gpu.py", "--tiny", "--out", str(tmp_path / "gpu.json")]
    command += ["--sides", "packed-sdpa", "packed-sdpa@5", "unpacked", "packed-kept@8x8", "--profile", "packed-sdpa@5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads((tmp_path / "gpu.json").read_text())
    assert list(report["sides"]) == ["packed-sdpa", "packed-sdpa@5", "unpacked", "packed-kept@8x8"]
    assert not any("error" in side for side in report["sides"].values()), report
    packed, halved, unpacked, _ = report["sides"].values()
    assert ("kernels" in packed, "kernels" in halved) == (False, True)
    assert 0 < halved["kernels_ms"] <= halved["profiled_ms"]
    assert halved["planned_gib"] < packed["planned_gib"]
    assert packed["losses"][0] == pytest.approx(unpacked["losses"][0], rel=0.01)  # bfloat16
    assert packed["samples_per_second"] > 0 and packed["planned_gib"] > 0 and packed["flops_per_sample"] > 0
    assert packed["padding_share"] <= 0.05
    assert any(line.startswith("packed-sdpa / unpacked:") for line in report["lines"])


@pytest.mark.parametrize("name", ["packed", "packed-sdpa@", "packed-sdpa@5x", "trl@x5"])
def test_a_side_that_is_none_is_refused_in_one_line(name):
    command = [sys.executable, "benchmarks/gpu.py", "--tiny", "--sides", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"gpu.py: error: '{name}' is no side; give one of packed-sdpa, ")

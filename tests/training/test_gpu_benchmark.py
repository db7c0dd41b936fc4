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
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads((tmp_path / "gpu.json").read_text())
    assert list(report["sides"]) == ["packed-sdpa", "unpacked"]
    packed, unpacked = report["sides"].values()
    assert "error" not in packed and "error" not in unpacked, report
    assert packed["losses"][0] == pytest.approx(unpacked["losses"][0], rel=0.01)  # bfloat16
    assert packed["samples_per_second"] > 0 and packed["planned_gib"] > 0 and packed["flops_per_sample"] > 0
    assert packed["padding_share"] <= 0.05
    assert any(line.startswith("packed-sdpa / unpacked:") for line in report["lines"])

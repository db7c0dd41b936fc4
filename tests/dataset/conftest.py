"""Runs to build datasets from, and a cache of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import datasets
import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.run import RunOptions, generate


@pytest.fixture(autouse=True)
def cache_root(tmp_path_factory, monkeypatch) -> Path:
    """Keeps the cached copies of a test apart from the user's and from other tests'."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", folder)
    return folder


@pytest.fixture(scope="session")
def drawn(tmp_path_factory) -> Path:
    """A COCO folder with seven drawn scenes."""
    return draw_sample(tmp_path_factory.mktemp("drawn") / "coco", images=7, seed=3)


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory, drawn) -> Path:
    """A run over all seven scenes and all three tasks; not to be changed."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    generate(RunOptions(run_dir=folder, coco=drawn, split="train2014"))
    return folder


@pytest.fixture
def run(tmp_path, finished_run) -> Path:
    """A copy of the finished run that a test may change."""
    return Path(shutil.copytree(finished_run, tmp_path / "run"))

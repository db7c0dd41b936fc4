"""What a user installs: the wheel, in an environment of its own, outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(command: list[str], folder: Path, **extra: str) -> str:
    """Run a command outside the checkout and give back what it printed."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "OPENAI_API_KEY")}
    environment |= {"HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "1"} | extra
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignore = shutil.ignore_patterns(".git", ".venv", "build", "*.egg-info", "demo-out", ".*_cache", "__pycache__")
    shutil.copytree(ROOT, source, ignore=ignore)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def install(wheel: Path, folder: Path, *, has_dependencies: bool) -> Path:
    """Make an environment with the wheel in it; return its folder of programs.

    Without `has_dependencies` the wheel is installed alone and finds its dependencies in the environment of the tests,
    which needs no network.
    """
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    arguments = [str(wheel)] if has_dependencies else ["--no-deps", "--no-index", str(wheel)]
    run([str(programs / "python"), "-m", "pip", "install", "--quiet", *arguments], folder)
    if not has_dependencies:
        target = run([str(programs / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder)
        borrowed = sysconfig.get_path("purelib")
        # the editable checkout of the tests' own environment is put in by .pth files, which a plain path does not read
        (Path(target.strip()) / "borrowed.pth").write_text(borrowed + "\n", encoding="utf-8")
    return programs


def use_as_a_stranger(programs: Path, folder: Path) -> None:
    """The commands that a stranger runs first."""
    here = run([str(programs / "python"), "-c", "import kp_llava; print(kp_llava.__file__)"], folder)
    assert str(folder) in here
    run([str(programs / "kp-llava"), "sample", "drawn", "--images", "6", "--split", "train2014"], folder)
    run([str(programs / "kp-llava"), "generate", "run", "--coco", "drawn", "--split", "train2014"], folder)
    code = (
        "import kp_llava; from datasets import load_dataset\n"
        "print(load_dataset('kp_llava', 'complex')['train'].num_rows > 0)\n"
        "print(load_dataset('kp_llava', 'complex', data_dir='run')['train'].num_rows)\n"
        "print(load_dataset('kp_llava', 'conversation', data_dir='run')['train'].num_rows)\n"
    )
    assert run([str(programs / "python"), "-c", code], folder).split() == ["True", "6", "30"]


def test_the_wheel_carries_templates_and_recipes(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for kept in ROOT.glob("prompts/*"):
        if kept.suffix in (".j2", ".yaml", ".py"):
            assert f"kp_llava/prompts/{kept.name}" in names
    for kept in ROOT.glob("recipes/*"):
        if kept.suffix in (".json", ".yaml", ".py"):
            assert f"kp_llava/recipes/{kept.name}" in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_wheel_works_outside_the_checkout(wheel, tmp_path):
    use_as_a_stranger(install(wheel, tmp_path, has_dependencies=False), tmp_path)


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment(wheel, tmp_path):
    use_as_a_stranger(install(wheel, tmp_path, has_dependencies=True), tmp_path)

"""The rules of the house that a reader could not check by eye every day."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kp_llava"
MODULES = sorted(PACKAGE.rglob("*.py"))

# room -> the rooms it may import from; commands/ and the package itself see everything
ALLOWED = {
    "annotations": set(),
    "generation": {"annotations"},
    "dataset": {"annotations", "generation"},
    "training": set(),
    "evaluation": {"annotations", "generation"},
}
TORCH_ROOMS = ("training/", "evaluation/answers")
OPENAI_WORDS = ("teacher", "judge")


def imported_names(path: Path) -> list[str]:
    """Every absolute module name that a file imports, wherever in the file the import stands."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names += [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return names


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path):
    room = room_of(path)
    if room not in ALLOWED:
        return
    seen = {name.split(".")[1] for name in imported_names(path) if name.startswith("kp_llava.")}
    foreign = (seen & (set(ALLOWED) | {"commands"})) - {room} - ALLOWED[room]
    assert not foreign, f"{path.name} in {room}/ imports from {sorted(foreign)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_stay_in_their_rooms(path):
    place = path.relative_to(PACKAGE).as_posix()
    tops = {name.split(".")[0] for name in imported_names(path)}
    if not place.startswith(TORCH_ROOMS):
        assert not tops & {"torch", "transformers", "deepspeed", "peft", "accelerate"}, place
    if not any(word in place for word in OPENAI_WORDS):
        assert "openai" not in tops, place


def test_importing_the_package_imports_no_torch_and_no_openai():
    code = (
        "import sys, kp_llava; print(*sorted({'torch', 'transformers', 'openai', 'PIL.ImageDraw'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_setup_cfg_lists_every_package():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(config["options"]["packages"].split())
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")}
    assert listed == found | {"kp_llava.prompts", "kp_llava.recipes"}


def test_every_error_is_drawn_in_the_tree():
    import kp_llava.errors as errors

    names = [name for name, value in vars(errors).items() if isinstance(value, type)]
    assert len(names) >= 7
    for name in names:
        assert issubclass(getattr(errors, name), errors.KpLlavaError)
        assert name in errors.__doc__


def test_every_public_name_is_documented():
    import kp_llava

    for name in kp_llava.__all__:
        value = getattr(kp_llava, name)
        assert isinstance(value, str) or value.__doc__, name


def test_no_file_has_grown_into_two_rooms():
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_the_readme_names_every_command():
    from typer.main import get_command

    from kp_llava.commands.main import app

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in get_command(app).commands:
        assert f"kp-llava {name}" in readme, f"README.md does not mention `kp-llava {name}`"

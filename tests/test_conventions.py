"""The rules of the house that a reader could not check by eye every day."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kp_llava"
MODULES = sorted(PACKAGE.rglob("*.py"))

# room -> the rooms it may import from; commands/ and the package itself see everything
LINE = ("annotations", "poses", "generation")
ALLOWED: dict[str, set[str]] = {
    "annotations": set(),
    "poses": {"annotations"},
    "generation": {"annotations", "poses"},
    "dataset": set(LINE),
    "evaluation": set(LINE),
    "training": set(),
    "serving": {"training"},
    "scale": {*LINE, "dataset"},
    "experiments": {*LINE, "dataset", "evaluation", "training", "serving"},
}
TORCH_PLACES = (
    "training/",
    "serving/",
    "annotations/detection/",
    "evaluation/answers/model",
    "evaluation/choices/model",
)
OPENAI_PLACES = ("generation/teachers/", "evaluation/judges/", "evaluation/answers/server")
MOST_ENTRIES = 16
# the package holds the rooms, and the few modules that all rooms share
MOST_ENTRIES_OF_THE_PACKAGE = 18


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
    if not place.startswith(TORCH_PLACES):
        assert not tops & {"torch", "transformers", "deepspeed", "peft", "accelerate"}, place
    if not place.startswith(OPENAI_PLACES):
        assert "openai" not in tops, place


def folders(root):
    return sorted({root, *(path for path in root.rglob("*") if path.is_dir() and path.name != "__pycache__")})


def entries(folder):
    return [path for path in folder.iterdir() if path.name not in ("__pycache__", "__init__.py", "py.typed")]


@pytest.mark.parametrize("folder", folders(PACKAGE), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_folder_stays_small_and_no_prefix_stands_in_for_a_folder(folder):
    names = [path.name for path in entries(folder)]
    most = MOST_ENTRIES_OF_THE_PACKAGE if folder == PACKAGE else MOST_ENTRIES
    assert len(names) <= most or folder.name == "commands"
    prefixes = Counter(name.split(".")[0].split("_")[0] for name in names if "_" in name or name.endswith(".py"))
    assert [prefix for prefix, count in prefixes.items() if count > 2] == []


@pytest.mark.parametrize("folder", folders(PACKAGE)[1:], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_face_of_a_room_lists_its_files(folder):
    face = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    listed = {line.split()[0].rstrip("/") for line in face.splitlines()[1:] if line.strip()}
    found = {path.name for path in entries(folder) if path.is_dir() or path.suffix == ".py"}
    assert folder.name == "commands" or listed == found


def test_no_two_modules_import_each_other_in_a_circle():
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in MODULES}
    # what stands inside a function is imported when it is called, and can be part of no circle
    graph = {name: {one for one in top_imports(path) if one in names} - {name} for name, path in names.items()}
    done: set[str] = set()

    def visit(name, trail):
        assert name not in trail, " -> ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for one in sorted(graph[name]):
                visit(one, [*trail, name])
            done.add(name)

    for name in graph:
        visit(name, [])


def top_imports(path):
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (module, *(f"{module}.{alias.name}" for alias in node.names))


def test_tests_lie_in_the_folders_of_what_they_test():
    rooms = {path.relative_to(PACKAGE) for path in folders(PACKAGE)}
    test_folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    assert test_folders <= rooms
    helpers = [path.name for path in (ROOT / "tests").rglob("factor*.py")]
    assert set(helpers) == {"factories.py"}


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


# constants of the package that a test holds against their source, letter by letter; others may use them as a short name
PINNED = {
    "COCO_SKELETON": "annotations/coco/test_part_name.py",
    "CROWDPOSE_PARTS": "annotations/coco/test_part_name.py",
    "HALPE_26_PARTS": "annotations/coco/test_part_name.py",
    "CATEGORY_IDS": "annotations/synthetic/test_layout.py",
}


def constants_of_the_package(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kp_llava"):
            yield from (alias.asname or alias.name for alias in node.names if alias.name.lstrip("_").isupper())


def is_written_out(node):
    """Whether an expression is a literal, or made of literals."""
    return not any(isinstance(one, (ast.Name, ast.Attribute, ast.Call)) for one in ast.walk(node))


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.name)
def test_no_constant_of_the_package_is_what_a_test_expects(path):
    # `assert read(x) == CONSTANT` passes for every value of the constant
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = set(constants_of_the_package(tree)) - set(PINNED)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assert):
            continue
        for compare in (one for one in ast.walk(node.test) if isinstance(one, ast.Compare)):
            sides = [compare.left, *compare.comparators]
            for side, other in zip(sides, [sides[1], *sides[:-1]], strict=True):
                names = {one.id for one in ast.walk(side) if isinstance(one, ast.Name)} & constants
                is_equal = any(isinstance(op, (ast.Eq, ast.Is)) for op in compare.ops)
                assert not (names and is_equal and not is_written_out(other)), (
                    f"{path.name}:{node.lineno} expects {', '.join(sorted(names))}: write out what it should be"
                )


def test_what_counts_as_pinned_is_held_against_its_source():
    for name, place in PINNED.items():
        text = (ROOT / "tests" / place).read_text(encoding="utf-8")
        assert re.search(rf"assert {name}\b|== {name}$", text, re.MULTILINE), (name, place)


def test_no_file_has_grown_into_two_rooms():
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_the_readme_names_every_command():
    from typer.main import get_command

    from kp_llava.commands.main import app

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in get_command(app).commands:
        assert f"kp-llava {name}" in readme, f"README.md does not mention `kp-llava {name}`"


def test_what_the_benchmarks_import_exists() -> None:
    """Benchmarks import within functions, and a run of any takes minutes, so that a moved name would go unnoticed."""
    missing = []
    for path in sorted((ROOT / "benchmarks").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # what is tried where an older package is measured
        other = {id(n) for h in ast.walk(tree) if isinstance(h, ast.ExceptHandler) for n in ast.walk(h)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.ImportFrom)
                and id(node) not in other
                and (node.module or "").startswith("kp_llava")
            ):
                place = ROOT.joinpath(*(node.module or "").split("."))
                for name in (alias.name for alias in node.names):
                    if not _defines(place, name):
                        missing.append(f"{path.name}:{node.lineno} {node.module}.{name}")
    assert missing == []


def _defines(place: Path, name: str) -> bool:
    """Whether a module or package of this checkout has a name at its top level."""
    if (place / f"{name}.py").exists() or (place / name / "__init__.py").exists():
        return True
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    if not file.exists():
        return False
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return name in found

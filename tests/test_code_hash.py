"""Hashes of our own code: their folders hold what is imported, and what follows when code changes."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import kp_llava
from kp_llava import code_hash
from kp_llava.code_hash import CHECKING, POSE_TEXT, ROWS, hash_code
from kp_llava.generation.checks import cache as check_pool
from kp_llava.generation.plan import plan_requests
from kp_llava.generation.prompts.messages import load_prompts
from kp_llava.generation.rows import read_rows, row_counts
from kp_llava.generation.run import generate

from .generation.factories import make_options, make_scene, make_scene_set

PACKAGE = Path(kp_llava.__file__).parent
# data classes and errors, which have no say in a text
PLAIN = {"annotations/scene.py", "annotations/skeleton.py", "annotations/known_skeleton.py", "errors.py", "tasks.py"}


def imported_by(path):
    """The files of the package that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        folder = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        names = [folder.with_suffix(".py"), *(folder / f"{alias.name}.py" for alias in node.names)]
        yield from (name for name in names if name.is_file())


def reached_from(path):
    seen, todo = set(), [path]
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            todo += imported_by(path)
    return {path.relative_to(PACKAGE).as_posix() for path in seen}


@pytest.mark.parametrize(
    ("start", "folders"),
    [("generation/teachers/pose/teacher.py", POSE_TEXT), ("generation/checks/text.py", CHECKING)],
)
def test_the_folders_hold_what_is_imported(start, folders):
    outside = {name for name in reached_from(PACKAGE / start) if not name.startswith(tuple(f"{f}/" for f in folders))}
    assert outside <= PLAIN


@pytest.fixture
def change(tmp_path, monkeypatch):
    """Change one file of a copy of the package, from which hashes are then made."""
    home = tmp_path / "copy"
    shutil.copytree(PACKAGE, home, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(code_hash.find_folder("prompts"), home / "prompts", ignore=shutil.ignore_patterns("__pycache__"))

    def append(name):
        path = home / name
        assert path.is_file()
        with path.open("a") as file:
            file.write("# changed\n")
        monkeypatch.setattr(code_hash, "find_folder", lambda folder: home / folder)
        hash_code.cache_clear()

    yield append
    monkeypatch.undo()
    hash_code.cache_clear()


def keys():
    return [request.key for request, _ in plan_requests(make_options("run"), [make_scene(1)], load_prompts())]


@pytest.mark.parametrize(
    "name", ["generation/checks/text.py", "generation/rows/read.py", "generation/prompts/facts.py"]
)
def test_what_does_not_write_the_pose_teachers_text_changes_none_of_its_keys(change, name):
    before = keys()
    change(name)
    assert keys() == before


@pytest.mark.parametrize("name", ["generation/teachers/pose/wording.py", "poses/limbs.py", "poses/claims/find.py"])
def test_what_writes_it_changes_all_of_them(change, name):
    before = keys()
    change(name)
    assert not set(keys()) & set(before)


@pytest.mark.parametrize("name", ["prompts/complex.j2", "annotations/coco/scenes.py", "generation/cost/prices.json"])
def test_what_decides_rows_changes_their_hash(change, name):
    before = hash_code(ROWS)
    change(name)
    assert hash_code(ROWS) != before


@pytest.mark.parametrize("name", ["generation/checks/checks.py", "generation/checks/text.py", "poses/claims/words.py"])
def test_kept_results_are_worked_out_again_when_a_check_changes(change, tmp_path, monkeypatch, name):
    generate(make_options(tmp_path / "run"), scene_set=make_scene_set([make_scene(1), make_scene(2)]))
    calls, real = [], check_pool.check_turns
    monkeypatch.setattr(check_pool, "check_turns", lambda *all_: calls.append(all_) or real(*all_))

    def read_all():
        calls.clear()
        return [row for task in row_counts(tmp_path / "run") for row in read_rows(tmp_path / "run", task)]

    before, digest = read_all(), hash_code(CHECKING)
    assert not calls
    change(name)
    assert read_all() == before
    assert calls
    assert hash_code(CHECKING) != digest

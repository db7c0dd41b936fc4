"""The lists of code that hashes are made of, held to what is imported; and what follows when code changes."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import kp_llava
from kp_llava import code_hash as own_code
from kp_llava.code_hash import CHECKING, FACTS, POSE_TEXT, code_files, digest_code
from kp_llava.generation.checks import check_pool
from kp_llava.generation.checks.cache import code_digest
from kp_llava.generation.plan import plan_requests
from kp_llava.generation.prompts.messages import load_prompts
from kp_llava.generation.rows import read_rows, row_counts
from kp_llava.generation.run import generate

from .generation.factories import make_options, make_scene, make_scene_set

PACKAGE = Path(kp_llava.__file__).parent


def imported_by(path):
    """The files of the package that a file imports from its own room or another one."""
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
    return {path for path in seen if path.parent != PACKAGE}  # errors.py has no say in a text


@pytest.mark.parametrize(("start", "modules"), [("pose_teacher", POSE_TEXT), ("checks", CHECKING)])
def test_the_lists_name_what_is_imported_and_nothing_else(start, modules):
    assert set(code_files(modules)) == reached_from(PACKAGE / "generation" / f"{start}.py")


@pytest.fixture
def change(tmp_path, monkeypatch):
    """Change one module of a copy of the code from which hashes are then made."""
    for room in ("generation", "annotations"):
        shutil.copytree(PACKAGE / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))

    def append(room, module):
        with (tmp_path / room / f"{module}.py").open("a") as file:
            file.write("# changed\n")
        monkeypatch.setattr(own_code, "_ROOM", tmp_path / "generation")
        digest_code.cache_clear()

    yield append
    monkeypatch.undo()
    digest_code.cache_clear()


def keys():
    return [request.key for request, _ in plan_requests(make_options("run"), [make_scene(1)], load_prompts())]


@pytest.mark.parametrize("module", ["checks", "check_text", "fidelity", "kept_checks", "fact_text", "tasks", "rows"])
def test_what_does_not_write_the_pose_teachers_text_changes_none_of_its_keys(change, module):
    before = keys()
    change("generation", module)
    assert keys() == before


@pytest.mark.parametrize(("room", "module"), [("generation", "pose_wording"), ("annotations", FACTS[3])])
def test_what_writes_it_changes_all_of_them(change, room, module):
    before = keys()
    change(room, module)
    assert not set(keys()) & set(before)


@pytest.mark.parametrize("module", ["checks", "check_text", "claim_words"])
def test_kept_results_are_worked_out_again_when_a_check_changes(change, tmp_path, monkeypatch, module):
    generate(make_options(tmp_path / "run"), scene_set=make_scene_set([make_scene(1), make_scene(2)]))
    calls, real = [], check_pool.check_turns
    monkeypatch.setattr(check_pool, "check_turns", lambda *all_: calls.append(all_) or real(*all_))

    def read_all():
        calls.clear()
        return [row for task in row_counts(tmp_path / "run") for row in read_rows(tmp_path / "run", task)]

    before, digest = read_all(), code_digest()
    assert not calls
    change("generation", module)
    assert read_all() == before
    assert calls
    assert code_digest() != digest

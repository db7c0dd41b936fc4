"""Options as users type them: with hyphens or with underscores."""

from __future__ import annotations

import sys

import pytest
from typer.testing import CliRunner

from kp_llava.commands import main as program
from kp_llava.commands.main import app


def test_an_option_takes_underscores_too(tmp_path):
    done = CliRunner().invoke(
        app, ["sample", str(tmp_path / "coco"), "--images=1", "--no_images", "--person_height", "0.7"]
    )
    assert done.exit_code == 0, done.output
    assert "1 drawn scenes" in done.output
    assert "annotations only" in done.output


def test_an_unknown_option_is_shown_as_it_was_typed(tmp_path):
    done = CliRunner().invoke(app, ["sample", str(tmp_path / "coco"), "--no_such_thing", "1"])
    assert done.exit_code == 2
    assert "--no_such_thing" in done.output


def run(monkeypatch, capsys, *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["kp-llava", *arguments])
    with pytest.raises(SystemExit):
        program.main()
    return capsys.readouterr().err


def test_the_fields_of_a_recipe_take_hyphens_and_recipes_have_names(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    said = run(monkeypatch, capsys, "train", "paper", "--max-steps", "many", "--data-dir", "none")
    assert "max_steps" in said
    assert "cannot be read" not in said
    said = run(monkeypatch, capsys, "train", "papre")
    assert (
        "papre: cannot be read (No such file or directory); give the path of a YAML recipe, or paper, lora or" in said
    )


def test_an_own_option_of_a_command_with_fields_is_not_taken_for_a_field(tmp_path, monkeypatch, capsys):
    said = run(
        monkeypatch,
        capsys,
        "ablate",
        "paper",
        "--benchmark",
        "b",
        "--out",
        "o",
        "--judge",
        "keypoints",
        "--max_cost",
        "x",
    )
    assert "--max-cost" in said
    assert "max_steps" not in said

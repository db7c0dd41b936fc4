"""`kp-llava demo --small` with tiny parts, as people run it: both trainings, and the table of both kinds of people."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import SampleOptions, draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import KpLlavaError
from tests.training.models.test_compose import save_language, save_vision


def test_options_that_exclude_each_other_and_folders_that_are_not_there_are_named(tmp_path):
    result = CliRunner().invoke(app, ["demo", "--small", "--ablation"])
    assert isinstance(result.exception, KpLlavaError)
    assert str(result.exception) == "--small and --ablation: give one of them"
    result = CliRunner().invoke(app, ["demo", "--small", "--real-coco", str(tmp_path / "nowhere")])
    assert isinstance(result.exception, KpLlavaError)
    assert "--real-coco" in str(result.exception)


@pytest.mark.slow
def test_both_stages_train_and_the_table_has_drawn_and_real_people_with_blind_rows(tmp_path):
    vision, language = save_vision(tmp_path / "vision"), save_language(tmp_path / "language")
    real = draw_sample(tmp_path / "real", images=6, split="train2017", options=SampleOptions(size=(640, 480)))
    options = {
        "--out": tmp_path / "out",
        "--vision": vision,
        "--language": language,
        "--scenes": 32,
        "--held-out": 4,
        "--epochs": 1,
        "--image-size": 28,
        "--real-coco": real,
    }
    command = ["demo", "--small", *(str(part) for pair in options.items() for part in pair)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    table = (tmp_path / "out" / "table.md").read_text()
    assert table.strip() in result.output
    rows = [line.split("|")[1].strip() for line in table.splitlines()]
    assert rows[2:] == [
        "the model",
        "blind: pictures exchanged",
        "blind: grey pictures",
        "blind: the state of each limb that is true most often",
    ]
    assert "drawn people (16 limbs of 4)" in table
    assert "real people (" in table
    trained = json.loads((tmp_path / "out" / "tuned" / "training.json").read_text())
    assert trained["data"]["rows"] == {"conversation": 32 * 5}
    # finished stages are kept
    again = CliRunner().invoke(app, command)
    assert again.output.count("done before, kept") == 7

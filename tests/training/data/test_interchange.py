"""One set of rows by four ways into training: a run, its Hub folder with and without pictures, LLaVA's JSON."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from kp_llava.commands.main import app

from ..test_trainer import train

pytestmark = pytest.mark.slow  # pictures are drawn, exported and read in again first


def command(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interchange")
    coco, run = folder / "coco", folder / "run"
    command("sample", coco, "--images", 3, "--seed", 4)
    command("generate", run, "--coco", coco, "--split", "train2014", "--teacher", "pose")
    command("export", run, folder / "hub", "--format", "hub", "--embed-images")
    command("export", run, folder / "names", "--format", "hub")
    command("export", run, folder / "llava.json", "--format", "llava")
    command("import", folder / "llava.json", folder / "imported", "--coco", coco)
    return folder


def test_every_way_gives_the_same_losses(model_folder, places, tmp_path):
    ways = {
        "run": ("--dataset_name", "kp_llava", "--data_dir", places / "run"),
        "hub": ("--dataset_name", places / "hub"),
        "names": ("--dataset_name", places / "names", "--image_folder", places / "coco" / "train2014"),
        "json": ("--dataset_name", "kp_llava", "--data_dir", places / "imported"),
    }
    losses = {}
    for name, fields in ways.items():
        logs = train(model_folder, "", tmp_path / name, *fields, "--max_steps", 2, "--max_length", 1024)
        losses[name] = [(entry["loss"], entry.get("loss_detail")) for entry in logs]
    assert len(losses["run"]) == 2
    assert losses["hub"] == losses["names"] == losses["json"] == losses["run"]

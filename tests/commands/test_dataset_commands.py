"""`kp-llava view`, `import` and `push` as users type them."""

from __future__ import annotations

import json
import sys

import pytest
from huggingface_hub import constants

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands import main as program
from kp_llava.generation.run import RunOptions, generate

from ..dataset.hub_server import TOKEN, HubServer


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A COCO folder of three scenes and a run over it."""
    folder = tmp_path_factory.mktemp("commands")
    draw_sample(folder / "coco", images=3)
    generate(RunOptions(run_dir=folder / "run", coco=folder / "coco", split="train2014"))
    return folder


def call(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["kp-llava", *arguments])
    with pytest.raises(SystemExit) as ended:
        program.main()
    return int(ended.value.code or 0)


def test_view_writes_a_page(folder, tmp_path, monkeypatch, capsys):
    assert call(monkeypatch, "view", str(folder / "run"), "--out", str(tmp_path / "view.html"), "--sample", "2") == 0
    assert "2 scenes" in capsys.readouterr().out
    assert (tmp_path / "view.html").read_text().count('type="application/json" id="scene-') == 2


def test_import_reads_what_export_wrote_and_counts_the_rest(folder, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out.json"
    assert call(monkeypatch, "export", str(folder / "run"), str(out), "--format", "llava") == 0
    items = json.loads(out.read_text())
    out.write_text(json.dumps([*items, {"id": "x", "conversations": []}]))
    assert call(monkeypatch, "import", str(out), str(tmp_path / "run"), "--coco", str(folder / "coco")) == 0
    printed = capsys.readouterr().out
    assert "3 images" in printed
    assert "conversation         15 pairs" in printed
    assert "left out: 1 items, text without an image" in printed
    assert "checks: nothing rejected\nfidelity: 100.0% of " in printed


def test_push_goes_to_the_hub_of_the_environment(folder, monkeypatch, capsys):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with HubServer() as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        assert call(monkeypatch, "push", str(folder / "run"), "you/poses", "--public") == 0
        assert not hub.repositories["you/poses"].private
        assert f"{hub.url}/datasets/you/poses: commit" in capsys.readouterr().out
        monkeypatch.setenv("HF_TOKEN", "hf_wrong")
        assert call(monkeypatch, "push", str(folder / "run"), "you/poses") == 1
        assert "does not take the token" in capsys.readouterr().err

"""`kp-llava export` as users type it."""

from __future__ import annotations

import json
import re
import sys

import pytest
from datasets import get_dataset_config_names, load_dataset

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands import main as program
from kp_llava.commands.export import split_run
from kp_llava.generation.run import RunOptions, generate


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two runs: three scenes of train2014, two of val2014."""
    folder = tmp_path_factory.mktemp("export")
    for split, images in (("train2014", 3), ("val2014", 2)):
        draw_sample(folder / "coco", images=images, split=split)
        generate(RunOptions(run_dir=folder / split, coco=folder / "coco", split=split))
    return folder


def call(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["kp-llava", "export", *arguments])
    with pytest.raises(SystemExit) as ended:
        program.main()
    return int(ended.value.code or 0)


def test_two_runs_make_one_dataset(runs, tmp_path, monkeypatch, capsys):
    out = str(tmp_path / "out")
    code = call(monkeypatch, str(runs / "train2014"), out, "--also", str(runs / "val2014"), "--embed-images")
    printed = capsys.readouterr()
    assert code == 0
    splits = load_dataset(out, "complex", cache_dir=str(tmp_path / "cache"))
    assert {split: rows.num_rows for split, rows in splits.items()} == {"train": 3, "validation": 2}
    assert splits["validation"][0]["image"].size == (320, 240)
    assert "conversation  train              15 rows" in printed.out
    assert f'load_dataset("{out}", "conversation") reads it' in printed.out


def test_llavas_json(runs, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out.json"
    assert call(monkeypatch, str(runs / "val2014"), str(out), "--format", "llava", "--tasks", "complex,detail") == 0
    assert [item["id"].split("-")[0] for item in json.loads(out.read_text())] == ["complex"] * 2 + ["detail"] * 2
    assert call(monkeypatch, str(runs / "val2014"), str(out), "--format", "llava") == 1
    assert "exists already; give another file, or --overwrite" in capsys.readouterr().err


def test_tasks_and_turns_hold_for_the_hub_too(runs, tmp_path, monkeypatch, capsys):
    out = str(tmp_path / "out")
    assert call(monkeypatch, str(runs / "val2014"), out, "--tasks", "conversation,detail", "--turns", "multi") == 0
    assert sorted(get_dataset_config_names(out)) == ["conversation", "detail"]
    rows = load_dataset(out, "conversation", cache_dir=str(tmp_path / "cache"))["validation"]
    assert [len(messages) for messages in rows["messages"]] == [10, 10]
    assert "A row has all the turns about its image." in (tmp_path / "out" / "README.md").read_text()
    assert "conversation  validation          2 rows" in capsys.readouterr().out
    for option, message in (
        (["--tasks", "poses"], "expected some of conversation,detail,complex"),
        (["--tasks", ""], "expected some of"),
        (["--turns", "both"], "expected single"),
    ):
        assert call(monkeypatch, str(runs / "val2014"), str(tmp_path / "other"), *option) == 1
        assert message in capsys.readouterr().err
        assert call(monkeypatch, str(runs / "val2014"), str(tmp_path / "o.json"), "--format", "llava", *option) == 1
        assert message in capsys.readouterr().err


def test_a_kind_that_the_run_lacks_is_named(tmp_path, runs, monkeypatch, capsys):
    run = tmp_path / "run"
    generate(RunOptions(run_dir=run, coco=runs / "coco", split="val2014", tasks=("detail",)))
    for form in ("hub", "llava"):
        code = call(monkeypatch, str(run), str(tmp_path / form), "--format", form, "--tasks", "detail,complex")
        assert code == 1
        assert f"--tasks complex: {run} has no rows of it" in capsys.readouterr().err


def test_the_line_that_loads_an_export_loads_that_export(runs, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, str(runs / "val2014"), "kp_llava", "--tasks", "detail") == 0
    line = re.search(r'load_dataset\("([^"]+)", "(\w+)"\)', capsys.readouterr().out)
    rows = load_dataset(line[1], line[2], cache_dir=str(tmp_path / "cache"))
    assert {split: len(found) for split, found in rows.items()} == {"validation": 2}


def test_a_mistake_is_one_line_and_exit_code_1(tmp_path, monkeypatch, capsys):
    assert call(monkeypatch, str(tmp_path), str(tmp_path / "out")) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "path", "split"), [("RUN", "RUN", None), ("test=RUN", "RUN", "test"), ("a/b=c", "a/b=c", None)]
)
def test_a_further_run_may_name_its_split(text, path, split):
    found, name = split_run(text)
    assert (str(found), name) == (path, split)

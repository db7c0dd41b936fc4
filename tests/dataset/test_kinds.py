"""A kind of rows that is added at run time: loaded, exported, drawn and shown without another line of code."""

from __future__ import annotations

import json

import pytest
from datasets import get_dataset_config_names, load_dataset

from kp_llava.dataset.export import export_hub
from kp_llava.dataset.llava.import_run import import_llava
from kp_llava.dataset.llava.items import read_tasks, write_llava
from kp_llava.dataset.push import push_runs
from kp_llava.dataset.view import write_view
from kp_llava.generation.ledger.ledger import Attempt, Ledger
from kp_llava.generation.ledger.records import Request
from kp_llava.tasks import TASKS, Task

from .test_push import hub  # noqa: F401  a fixture


@pytest.fixture
def run_with_safety(run, monkeypatch):
    """The run of seven scenes, with a fourth kind of answers for each."""
    monkeypatch.setitem(TASKS, "safety", Task("safety", pair_count=1, title="Safety", summary="what could go wrong"))
    with Ledger.write(run) as ledger:
        start = {"model": "some-model", "messages": [{"role": "system", "content": "Be careful."}]}
        ledger.add_opening("safety", json.dumps(start, separators=(",", ":")))
        for scene in list(ledger.scenes()):
            key = f"{scene.image_id:064x}"
            ledger.add_request(Request(key, scene.image_id, "safety", "some-model", "safety", "a context"))
            text = f"Question: Is person {scene.image_id} safe?\nAnswer: Yes, nothing in the picture is dangerous."
            choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            answer = json.dumps({"model": "some-model", "choices": [choice]})
            ledger.add_attempt(Attempt(key, 0.0, 1.0, answer=answer, finish_reason="stop"))
    return run


def test_a_fourth_kind_loads_exports_and_shows(run_with_safety, drawn, tmp_path):
    run = run_with_safety
    rows = load_dataset("kp_llava", "safety", data_dir=str(run))["train"]
    assert rows.num_rows == 7
    assert rows[0]["messages"][0]["content"].startswith("Is person ")
    assert get_dataset_config_names("kp_llava") == ["conversation", "detail", "complex", "safety"]
    export_hub([(run, None)], tmp_path / "out")
    assert load_dataset(str(tmp_path / "out"), "safety")["train"].num_rows == 7
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "**safety**: what could go wrong" in card
    assert "| `safety` | `train` | 7 |" in card
    export_hub([(run, None)], tmp_path / "out", overwrite=True)
    write_view(run, tmp_path / "view.html", pictures=False)
    assert '"tasks": ["conversation", "detail", "complex", "safety"]' in (tmp_path / "view.html").read_text()
    write_llava(read_tasks(run, ("safety",)), tmp_path / "safety.json")
    report = import_llava(tmp_path / "safety.json", drawn, "train2014", tmp_path / "imported")
    assert report.pairs == {"safety": 7}


def test_a_fourth_kind_is_pushed(run_with_safety, hub):  # noqa: F811  the fixture
    push_runs([(run_with_safety, None)], "you/poses", endpoint=hub.url)
    assert any(name.startswith("safety/train-") for name in hub.repositories["you/poses"].files)

"""A fourth kind of data: one entry in `TASKS` and two prompt files, and the whole line takes it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from datasets import load_dataset
from typer.testing import CliRunner

import kp_llava.dataset.builder  # noqa: F401  (as in a process that has loaded a dataset before)
from kp_llava.commands.main import app
from kp_llava.tasks import TASKS, Task
from tests.factories import make_coco, make_coco_folder
from tests.teacher_server import TeacherServer, good_answer, pairs_text

PROMPT = """{% include "system.j2" %}

Your task: write two questions about the safety of this image's people, with their answers.
"""
SEEDS = """- context: |-
    A man stands on a ladder.
    person: [0.3, 0.1, 0.7, 0.9]
  answer: |-
    Question: Is it safe?
    Answer: The ladder should be held by somebody.
"""


@pytest.fixture
def prompts(tmp_path, monkeypatch):
    """A folder with the two files of the new kind, which is known until the test ends."""
    monkeypatch.setitem(TASKS, "safety", Task("safety", 2, title="Safety", summary="two questions about safety"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "safety.j2").write_text(PROMPT)
    (folder / "seeds_safety.yaml").write_text(SEEDS)
    return folder


def answer(payload, number):
    is_safety = "safety of this image's people" in payload["messages"][0]["content"]
    return pairs_text(2, "a careful person") if is_safety else good_answer(payload, number)


def run_command(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def run(tmp_path, prompts):
    """A run of all four kinds on two images."""
    contents = make_coco(2)
    for caption in contents["captions"]["annotations"]:
        caption["caption"] += f" It is day {caption['image_id']}."
    coco = make_coco_folder(tmp_path / "coco", contents)
    with TeacherServer(answer) as server:
        asked = ["--coco", coco, "--split", "val2017", "--prompts", prompts, "--teacher", "openai"]
        run_command("generate", tmp_path / "run", *asked, "--model", "m", "--base-url", server.base_url)
        assert len(server.payloads) == 8
    return tmp_path / "run"


def test_a_run_asks_for_it_and_status_counts_it(run):
    record = json.loads(run_command("status", run, "--json"))
    assert record["tasks"]["safety"]["rows"] == 4
    assert list(record["tasks"]) == ["conversation", "detail", "complex", "safety"]


def test_its_rows_load_stream_and_export_with_a_card(run, tmp_path):
    rows = load_dataset(
        "kp_llava", "safety", data_dir=str(run), split="validation" if _has_validation(run) else "train"
    )
    assert [row["messages"][0]["content"] for row in rows] == 2 * [
        f"What is a careful person doing, part {n}?" for n in (1, 2)
    ]
    run_command("export", run, tmp_path / "hub", "--format", "hub")
    card = (tmp_path / "hub" / "README.md").read_text(encoding="utf-8")
    assert "config_name: safety" in card
    assert "two questions about safety" in card
    shutil.move(tmp_path / "hub", tmp_path / "moved")
    for split in load_dataset(str(tmp_path / "moved"), "safety").values():
        assert len(split) == 4


def _has_validation(run: Path) -> bool:
    return "validation" in load_dataset("kp_llava", "detail", data_dir=str(run))


def test_a_recipe_names_it_and_the_planner_counts_it(run):
    from kp_llava.training.data.sources import load_tables
    from kp_llava.training.recipe import parse_recipe

    recipe = Path(__file__).parents[1] / "recipes" / "tiny.yaml"
    _, data, _ = parse_recipe([str(recipe), "--config_names", "safety", "detail", "--data_dir", str(run)])
    split = "validation" if _has_validation(run) else "train"
    tables = load_tables(data, split=split, data_dir=str(run))
    assert {name: len(table) for name, table in tables.items()} == {"safety": 4, "detail": 2}
    planned = run_command("plan-training", recipe, "--rows", "safety=100,detail=50", "--gpus", 1, "--json")
    assert json.loads(planned)["rows_by_task"] == {"safety": 100, "detail": 50}


def test_questions_ask_it_and_an_evaluation_has_its_column(run, prompts, tmp_path):
    bench = tmp_path / "bench.jsonl"
    with TeacherServer(answer) as server:
        place = ["--coco", tmp_path / "coco", "--split", "val2017", "--prompts", prompts]
        teacher = ["--teacher", "openai", "--model", "m", "--base-url", server.base_url]
        run_command("questions", bench, *place, *teacher, "--images", 2)
    asked = [json.loads(line) for line in bench.read_text().splitlines()]
    assert [one["task"] for one in asked if one["image_id"] == asked[0]["image_id"]] == [
        "conversation",
        "detail",
        "complex",
        "safety",
    ]
    for name, text in (("tuned", "The person stands."), ("original", "The person sits.")):
        lines = [json.dumps({"question_id": one["question_id"], "answer": text}) for one in asked]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    verdict = "9 7\nThe first answer is better."
    with TeacherServer(lambda payload, number: verdict) as server:
        models = [
            "--baseline",
            f"original={tmp_path / 'original.jsonl'}",
            "--candidate",
            f"tuned={tmp_path / 'tuned.jsonl'}",
        ]
        judge = ["--judge", "openai", "--base-url", server.base_url, "--out", tmp_path / "report"]
        printed = run_command("eval", "--benchmark", bench, *models, *judge)
    assert "Safety" in printed
    assert "safety" in json.loads((tmp_path / "report" / "report.json").read_text())["table"]["tuned"]

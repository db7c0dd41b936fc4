"""A run folder of an earlier version opens as it did, and the same prompts still have the same keys.

`old_run/` was made by the version of 2026-11-24, from a server that answered twelve requests: most in full, one with
four pairs in place of five, one with a refusal, one in parts, one cut off, and one with a statement that the keypoints
exclude. `expected.json` is what that version read from it.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.scene import Keypoint, Scene, SceneObject
from kp_llava.commands.main import app
from kp_llava.generation.plan import plan_requests
from kp_llava.generation.prompts.messages import load_prompts
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import RunOptions, generate
from kp_llava.generation.status import read_status

OLD = Path(__file__).with_name("old_run")
EXPECTED = json.loads((OLD / "expected.json").read_text(encoding="utf-8"))
# of the keys of 100 scenes and three tasks, with and without a schema, worked out by that version
KEYS = "becf3dd0f2d1f573101e8d41ae566efbc9457e54aa6fdbb5d62d08069b5a0953"


@pytest.fixture
def run(tmp_path):
    shutil.copytree(OLD, tmp_path / "old")
    run_file = tmp_path / "old" / "run.json"
    run_file.write_text(run_file.read_text().replace("COCO", str(tmp_path / "old" / "coco")))
    return tmp_path / "old"


@pytest.mark.parametrize("task", ["conversation", "detail", "complex"])
def test_rows_of_an_old_run_are_the_same(run, task):
    rows = [{name: row[name] for name in EXPECTED["rows"][task][0]} for row in read_rows(run, task)]
    assert rows == EXPECTED["rows"][task]


def test_the_status_of_an_old_run_is_the_same(run):
    status = read_status(run)
    for task, expected in EXPECTED["tasks"].items():
        assert {name: getattr(status.tasks[task], name) for name in expected} == expected
    for name in ("images", "attempts", "prompt_tokens", "answer_tokens"):
        assert getattr(status, name) == EXPECTED[name]


def test_reparse_and_export_take_an_old_run(run, tmp_path):
    done = CliRunner().invoke(app, ["generate", str(run), "--reparse"])
    assert done.exit_code == 0, done.output
    assert [row["id"] for row in read_rows(run, "conversation")] == [
        row["id"] for row in EXPECTED["rows"]["conversation"]
    ]
    done = CliRunner().invoke(app, ["export", str(run), str(tmp_path / "rows.json"), "--format", "llava"])
    assert done.exit_code == 0, done.output
    items = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    texts = [item["conversations"][1]["value"] for item in items]
    assert texts == [row["messages"][1]["content"] for task in EXPECTED["rows"] for row in EXPECTED["rows"][task]]


def test_asking_an_old_run_again_sends_nothing(run, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    options = RunOptions(
        run_dir=run,
        coco=run / "coco",
        split="val2017",
        teacher="openai",
        model="test-model",
        # nothing listens there: a call would fail
        base_url="http://127.0.0.1:8765/v1",
        concurrency=1,
        max_reasks=0,
        prompts_dir=run / "prompts",
    )
    summary = generate(options)
    assert (summary.sent, summary.already_answered) == (0, 12)
    assert read_status(run).attempts == EXPECTED["attempts"]


def scatter(count):
    """Scenes of random people and things, whatever the drawing of scenes does."""
    draw = random.Random("scenes of fixed keys")
    for image_id in range(1, count + 1):
        width, height = draw.randint(200, 640), draw.randint(200, 640)
        objects = []
        for n in range(draw.randint(1, 4)):
            x, y = draw.uniform(0, width / 2), draw.uniform(0, height / 2)
            w, h = draw.uniform(20, width / 2), draw.uniform(20, height / 2)
            points = tuple(scatter_point(draw, x, y, w, h) for _ in range(17))
            if n == 0 or draw.random() < 0.5:
                objects.append(SceneObject(10 * image_id + n, "person", (x, y, w, h), points))
            else:
                kind = draw.choice(("dog", "bench", "sports ball"))
                objects.append(SceneObject(10 * image_id + n, kind, (x, y, w, h)))
        captions = tuple(f"Caption {draw.randint(0, 999)}, with a comma." for _ in range(draw.randint(1, 5)))
        yield Scene(image_id, f"{image_id:012d}.jpg", width, height, captions, tuple(objects))


def scatter_point(draw, x, y, w, h):
    visibility = draw.choice((0, 1, 2, 2))
    return Keypoint(draw.uniform(x, x + w), draw.uniform(y, y + h), visibility) if visibility else Keypoint(0.0, 0.0, 0)


def test_the_same_prompts_have_the_same_keys():
    prompts = load_prompts(OLD / "prompts")
    digest = hashlib.sha256()
    for structured in (False, True):
        options = RunOptions(
            run_dir=Path("run"),
            coco="coco",
            split="split",
            teacher="openai",
            temperature=0.5,
            seed=3,
            structured=structured,
        )
        for request, _ in plan_requests(options, scatter(100), prompts):
            digest.update(request.key.encode())
    assert digest.hexdigest() == KEYS

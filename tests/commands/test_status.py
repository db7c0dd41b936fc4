"""`kp-llava status` for people and for scripts."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import RunError
from kp_llava.generation.options import RunOptions
from kp_llava.generation.run import generate
from tests.teacher_server import TeacherServer, error_reply, good_answer


def answer(payload, number):
    """Reject the second call, refuse the third, and answer the others."""
    return {1: error_reply(400, "too long"), 2: "I'm sorry, I can't help with that."}.get(number) or good_answer(
        payload, number
    )


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    coco = draw_sample(folder / "coco", images=4, seed=3, split="val2017", with_images=False)
    with TeacherServer(answer) as server:
        options = RunOptions(
            run_dir=folder / "run",
            coco=coco,
            split="val2017",
            tasks=("detail",),
            teacher="openai",
            base_url=server.base_url,
            concurrency=1,
            checks=(),
        )
        generate(options)
    return folder / "run"


def test_people_read_done_failed_and_why(run_dir):
    result = CliRunner().invoke(app, ["status", str(run_dir)])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "gpt-4o on val2017 of" in lines[0]
    assert "images: 4" in lines
    assert "  detail: 2 rows of 2 images" in lines
    assert "    failed: BadRequestError: 1" in lines
    assert "    failed: refused: 1" in lines
    # the date of old prices may stand below
    attempts = next(number for number, line in enumerate(lines) if line.startswith("attempts: 4; tokens: "))
    assert lines[attempts + 1].startswith("cost of the run so far: $0.0")


def test_people_read_which_check_rejected_how_much(tmp_path):
    coco = draw_sample(tmp_path / "coco", images=2, seed=3, split="val2017", with_images=False)
    text = (
        "Question: What is seen?\nAnswer: The keypoints say that the nose lies at 0.31 and 0.42 of the picture's width."
    )
    with TeacherServer(lambda payload, number: text) as server:
        generate(
            RunOptions(
                run_dir=tmp_path / "run",
                coco=coco,
                split="val2017",
                tasks=("complex",),
                teacher="openai",
                base_url=server.base_url,
            )
        )
    lines = CliRunner().invoke(app, ["status", str(tmp_path / "run")]).output.splitlines()
    assert "  complex: 0 rows of 0 images" in lines
    assert "    failed: every row rejected: 2" in lines
    assert "    rejected by the check leak: 2 question-answer pairs" in lines


def test_scripts_read_json(run_dir):
    result = CliRunner().invoke(app, ["status", str(run_dir), "--json"])
    found = json.loads(result.output)
    detail = {name: found["tasks"]["detail"][name] for name in ("wanted", "usable", "rows", "pending", "failed")}
    assert detail == {
        "wanted": 4, "usable": 2, "rows": 2, "pending": 0, "failed": {"BadRequestError": 1, "refused": 1}
    }  # fmt: skip
    assert found["fidelity"]["all"]["contradict"] == 3  # the server says the same of every picture; no check rejects it
    assert "leak" not in found["checks"]
    assert found["attempts"] == 4
    assert found["prompt_tokens"] > found["answer_tokens"] > 0
    assert found["options"]["teacher"] == "openai"


def test_a_folder_that_is_no_run_is_named(tmp_path):
    result = CliRunner().invoke(app, ["status", str(tmp_path)])
    assert isinstance(result.exception, RunError)
    assert "not a run folder (it has no run.json)" in str(result.exception)

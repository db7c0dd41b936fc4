"""A run whose teacher is a real language model behind a real OpenAI-compatible server."""

from __future__ import annotations

import json

import pytest

from kp_llava.annotations.sample import draw_sample
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows, row_counts
from kp_llava.generation.run import generate
from tests.language_model import save_language_model, serve_language_model


@pytest.mark.slow
def test_a_real_language_model_answers_and_is_not_asked_again(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    coco = draw_sample(tmp_path / "drawn", images=1, seed=1)
    model = tmp_path / "model"
    model.mkdir()
    save_language_model(model)
    with serve_language_model(model) as url:
        options = RunOptions(
            run_dir=tmp_path / "run",
            coco=coco,
            split="train2014",
            teacher="openai",
            model=str(model),
            base_url=url,
            concurrency=1,
            max_tokens=200,
            max_reasks=0,
            temperature=0.0,
            timeout_s=600,
        )
        first = generate(options)
        again = generate(options)
    assert (first.sent, again.sent) == (3, 0)
    counts = row_counts(tmp_path / "run")
    for task, count in counts.items():
        # what a small model wrote in the wrong form, or without end, is kept and counted, never lost
        assert count.usable + sum(count.failed.values()) == 1, (task, count)
    assert sum(count.usable for count in counts.values()), counts
    rows = [row for task in counts for row in read_rows(tmp_path / "run", task)]
    print(json.dumps([row["messages"] for row in rows], indent=1))
    for row in rows:
        assert row["messages"][1]["content"].strip()
        assert row["teacher"] == str(model)

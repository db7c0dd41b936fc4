"""A run whose teacher is a real language model behind a real OpenAI-compatible server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows, row_counts
from kp_llava.generation.run import generate
from kp_llava.tasks import TASKS
from tests.language_model import save_language_model, serve_language_model

CAPTIONS = [
    "A man sits on a bench in a park.",
    "A woman jumps over a puddle in the street.",
    "Two boys kneel on the grass.",
]
PAIRS = [
    "Where is the man? He is in a park. What does he do? He sits. On what does he sit? He sits on a bench. "
    "How many people are there? There is one man. Does he stand? No, he sits.",
    "Where is the woman? She is in the street. What does she do? She jumps. Over what does she jump? She jumps over a "
    "puddle. How many people are there? There is one woman. Does she sit? No, she jumps.",
    "Where are the boys? They are on the grass. What do they do? They kneel. On what do they kneel? They kneel on the "
    "grass. How many people are there? There are two boys. Do they stand? No, they kneel.",
]
DESCRIPTIONS = [
    "A man is in a park, where he sits on a bench.",
    "A woman is in the street, where she jumps over a puddle.",
    "Two boys are on the grass, where they kneel.",
]
REASONS = [
    "Why may the man sit there? He sits on a bench in a park, so he may be taking a rest.",
    "Why may the woman jump? She jumps over a puddle, so she may want to keep her feet dry.",
    "Why may the boys kneel? They kneel on the grass, so they may be looking at something small.",
]


def write_prompts(folder: Path) -> Path:
    """Prompts that a model of 135M parameters can follow: captions alone, examples of a sentence each."""
    folder.mkdir()
    (folder / "context.j2").write_text("{{ captions[0] }}\n")
    (folder / "conversation.j2").write_text(
        "Ask five questions about the people and answer them, as the examples do.\n"
    )
    (folder / "detail.j2").write_text("Describe the people in one sentence, as in the examples.\n")
    (folder / "complex.j2").write_text("Ask one question about the people and answer it, as in the examples.\n")
    for task, answers in zip(TASKS, (PAIRS, DESCRIPTIONS, REASONS), strict=True):
        examples = [
            {"context": caption, "answer": answer if task == "detail" else to_lines(answer), "picture": [640, 480]}
            for caption, answer in zip(CAPTIONS, answers, strict=True)
        ]
        for example in examples if task == "detail" else []:
            example["instruction"] = "Describe the people."
        (folder / f"seeds_{task}.yaml").write_text(yaml.safe_dump(examples))
    return folder


def to_lines(pairs: str) -> str:
    """ "Who? He." -> "Question: Who?" and "Answer: He." on lines of their own."""
    lines, rest = [], pairs
    while rest:
        question, _, rest = rest.partition("? ")
        answer, _, rest = rest.partition(". ")
        lines += [f"Question: {question}?", f"Answer: {answer.rstrip('.')}."]
    return "\n".join(lines)


@pytest.mark.slow
def test_a_real_language_model_answers_and_is_not_asked_again(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    coco = draw_sample(tmp_path / "drawn", images=3, seed=1)
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
            prompts_dir=write_prompts(tmp_path / "prompts"),
            concurrency=2,
            max_tokens=200,
            temperature=0.0,
            timeout_s=300,
        )
        first = generate(options)
        again = generate(options)
    assert (first.sent, again.sent) == (9, 0)
    counts = row_counts(tmp_path / "run")
    assert list(counts) == ["conversation", "detail", "complex"]
    for task, count in counts.items():
        # what a small model wrote in the wrong form, or without end, is kept and counted, never lost
        assert count.usable + sum(count.failed.values()) == 3, (task, count)
        rows = list(read_rows(tmp_path / "run", task))
        print(task, count, json.dumps([row["messages"] for row in rows], indent=1))
        assert len(rows) == count.rows
        assert rows or task == "conversation", "five pairs in the right form are much to ask of such a model"
        for row in rows:
            assert row["messages"][1]["content"].strip()
            assert row["teacher"] == str(model)

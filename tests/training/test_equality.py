"""The promise of packing: the very loss and gradients of rows by themselves, however a step is divided.

Pictures have 1 to 9 answers, in rows of one turn and of several; half of them are drawn and half are noise of other
sizes, with long and short answers. The reference is the stock model, row by row.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import datasets
import numpy as np
import pytest
import torch
from PIL import Image

from kp_llava.training.arguments import ModelArguments
from kp_llava.training.chat import VicunaFormat
from kp_llava.training.data.images import ImageTokens
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.families.processor import load_processor

from . import factories as factory
from .measure_gradients import measure
from .packing.test_collate import assert_equal, reference

ROOT = Path(__file__).parents[2]
ANSWERS = range(1, 10)
SAMPLES = 48  # a step, which the 40 rows do not fill
WORDS = (
    "The",
    "left",
    "arm",
    "is",
    "raised,",
    "a",
    "person",
    "stands",
    "both",
    "knees",
    "bent;",
    "perhaps",
    "jump",
    "hip",
)


def make_mixed_tables() -> dict[str, datasets.Dataset]:
    """Picture k has k answers: from three on, one row of detail and one of complex; every third row has two turns."""
    chance = random.Random(5)
    records: dict[str, list[dict]] = {"conversation": [], "detail": [], "complex": []}
    for image, answers in enumerate(ANSWERS):
        left, number = answers, 0
        while left:
            config = (
                ("conversation", "detail", "complex")[min(number, 2)] if answers > 2 and number < 3 else "conversation"
            )
            turns = 2 if left > 1 and number % 3 == 2 else 1
            messages = []
            for _ in range(turns):
                messages += [
                    {"role": "user", "content": f"What {' '.join(chance.choices(WORDS, k=chance.randint(2, 9)))}?"},
                    {"role": "assistant", "content": " ".join(chance.choices(WORDS, k=chance.randint(1, 30)))},
                ]
            records[config].append(
                {
                    "id": f"{config}-{image}-{number}",
                    "image": draw(image),
                    "image_id": image,
                    "file_name": f"{image}.png",
                    "messages": messages,
                }
            )
            left, number = left - turns, number + 1
    features = factory.make_tables(1)["detail"].features
    return {name: datasets.Dataset.from_list(rows, features=features) for name, rows in records.items()}


def draw(image: int) -> Image.Image:
    if image % 2 == 0:
        return factory.draw_picture(image)
    noise = np.random.default_rng(image).integers(0, 256, (20 + 9 * image, 90 - 7 * image, 3), dtype=np.uint8)
    return Image.fromarray(noise)


@pytest.fixture(scope="module")
def mixed_folder(tmp_path_factory):
    return factory.export_tables(tmp_path_factory.mktemp("mixed") / "rows", make_mixed_tables())


@pytest.fixture(scope="module")
def by_themselves(model_folder):
    processor = load_processor(ModelArguments(model_name_or_path=str(model_folder)))
    tables = make_mixed_tables()
    rows = encode_rows(tables, VicunaFormat(processor), image_tokens=ImageTokens(processor), max_length=512)
    answers = [sum(len(rows.messages(row)) // 2 for row in group) for group in rows.groups]
    assert sorted(answers) == list(ANSWERS)
    assert len(rows) < SAMPLES
    return reference(model_folder, rows, processor)


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@pytest.mark.parametrize("accumulation", [1, 4])
@pytest.mark.parametrize("packing", ["shared", "none"])
def test_one_process(model_folder, mixed_folder, by_themselves, packing, accumulation, attention):
    found = measure(
        str(model_folder),
        str(mixed_folder),
        packing=packing,
        accumulation=accumulation,
        attention=attention,
        samples=SAMPLES,
    )
    assert_equal(found, by_themselves)


def test_two_processes(model_folder, mixed_folder, by_themselves, tmp_path):
    runs = [
        {
            "model_folder": str(model_folder),
            "data_folder": str(mixed_folder),
            "packing": packing,
            "accumulation": accumulation,
            "attention": "sdpa",
            "samples": SAMPLES,
            "out": str(tmp_path / f"{packing}{accumulation}.pt"),
        }
        for packing in ("shared", "none")
        for accumulation in (1, 4)
    ]
    (tmp_path / "settings.json").write_text(json.dumps({"runs": runs}))
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", "-m"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "tests.training.measure_gradients", str(tmp_path / "settings.json")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    for run in runs:
        assert_equal(torch.load(run["out"]), by_themselves)

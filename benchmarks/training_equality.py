"""How far packed steps are from rows by themselves: loss and gradients of one optimizer step of the real trainer.

    python benchmarks/training_equality.py --coco path/to/coco --split val2017

The rows are the pose teacher's on a COCO folder's pictures and on drawn ones; picture k has 1 + k mod 9 answers, in
rows of one turn and of several. Packed and unpacked, with accumulation 1 and 4, on one process and two,
against the stock model that sees row by row, all in float32.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import datasets
import torch
from training_setup import ROWS_PER_IMAGE, export_rows, make_rows, read_table, save_model
from transformers import AutoProcessor

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kp_llava.training.chat import VicunaFormat  # noqa: E402
from kp_llava.training.image_tokens import count_image_tokens  # noqa: E402
from kp_llava.training.rows import encode_rows  # noqa: E402
from tests.training.factory import export_tables  # noqa: E402
from tests.training.test_collate import reference  # noqa: E402

MOST_ANSWERS = 9
MAX_LENGTH = 4096


def cut_rows(tables: dict[str, datasets.Dataset]) -> dict[str, list[dict[str, Any]]]:
    """Leave picture k its first 1 + k mod 9 answers; those over seven are further turns of its first conversation."""
    by_image: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for name, table in tables.items():
        for row in table:
            by_image.setdefault(row["image_id"], []).append((name, row))
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
    for number, rows in enumerate(by_image.values()):
        answers = 1 + number % MOST_ANSWERS
        for _, row in rows[1 : 1 + max(answers - len(rows), 0)]:
            rows[0][1]["messages"] += row["messages"]
        for name, row in rows[:answers]:
            kept[name].append(row)
    return kept


def compare(found: Any, expected: Any) -> tuple[float, float]:
    """The loss's relative difference, and the largest of all parameters' gradients'."""
    gradients = [
        float((gradient - expected[1][name]).norm() / expected[1][name].norm().clamp(min=1e-6))
        for name, gradient in found[1].items()
    ]
    if found[1].keys() != expected[1].keys():
        raise SystemExit("other parameters have gradients than in the stock model")
    return abs(found[0] / expected[0] - 1), max(gradients)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True, help="a COCO folder with pictures")
    parser.add_argument("--split", default="val2017")
    parser.add_argument("--images", type=int, default=9, help="drawn pictures (four more are drawn for good measure), and pictures of the folder at most")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        parts = [export_rows(folder / "real", options.coco, options.split, max_images=options.images)]
        parts.append(make_rows(folder / "drawn", images=options.images))
        tables = {
            name: datasets.concatenate_datasets([read_table(part, name) for part in parts]) for name in ROWS_PER_IMAGE
        }
        kept = cut_rows(tables)
        tables = {name: datasets.Dataset.from_list(kept[name], features=tables[name].features) for name in kept}
        data = export_tables(folder / "mixed", tables)
        model = save_model(folder / "small", "small", data)
        processor = AutoProcessor.from_pretrained(model)
        rows = encode_rows(
            tables, VicunaFormat(processor), image_tokens=count_image_tokens(processor), max_length=MAX_LENGTH
        )
        answers = sum(len(rows.messages(row)) // 2 for group in rows.groups for row in group)
        print(f"{len(rows.groups)} pictures, {len(rows)} rows, {answers} answers", flush=True)
        samples = -(-len(rows) // 8) * 8
        expected = reference(model, rows, processor)
        for processes in (1, 2):
            for packing in ("shared", "none"):
                for accumulation in (1, 4):
                    run = {
                        "model_folder": str(model), "data_folder": str(data), "packing": packing,
                        "accumulation": accumulation, "attention": "sdpa", "samples": samples,
                        "max_length": MAX_LENGTH, "out": str(folder / "found.pt"),
                    }  # fmt: skip
                    (folder / "settings.json").write_text(json.dumps({"runs": [run]}))
                    start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node"]
                    done = subprocess.run(
                        [*start, str(processes), "-m", "tests.training.measure_gradients", str(folder / "settings.json")],
                        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
                        check=False,
                    )  # fmt: skip
                    if done.returncode != 0:
                        raise SystemExit(done.stderr[-2000:])
                    loss, gradients = compare(torch.load(folder / "found.pt"), expected)
                    print(
                        f"packing {packing}, accumulation {accumulation}, {processes} process(es): loss {loss:.1e}, "
                        f"gradients {gradients:.1e}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()

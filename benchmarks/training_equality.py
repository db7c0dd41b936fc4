"""How far packed steps are from rows by themselves: loss and gradients of one optimizer step of the real trainer.

    python benchmarks/training_equality.py --coco path/to/coco --split val2017

The rows are the pose teacher's on a COCO folder's pictures and on drawn ones; picture k has 1 + k mod 9 answers, in
rows of one turn and of several. Packed and unpacked, with accumulation 1 and 4, on one process and two,
against the stock model that sees row by row, all in float32.
"""

from __future__ import annotations

import argparse
import itertools
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
from kp_llava.training.data.images import count_image_tokens  # noqa: E402
from kp_llava.training.data.rows import encode_rows  # noqa: E402
from tests.training.factories import export_tables  # noqa: E402
from tests.training.packing.test_collate import reference  # noqa: E402

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


def measure_apart(folder: Path, processes: int, run: dict[str, Any]) -> Any:
    """What `measure_gradients` finds in processes of its own: the loss, and the gradients by name."""
    settings, out = folder / "settings.json", folder / "found.pt"
    settings.write_text(json.dumps({"runs": [{**run, "out": str(out)}]}))
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", str(processes)]
    command += ["-m", "tests.training.measure_gradients", str(settings)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr[-2000:])
    return torch.load(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True, help="a COCO folder with pictures")
    parser.add_argument("--split", default="val2017")
    parser.add_argument("--images", type=int, default=9, help="pictures of the folder at most; four more are drawn")
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
        expected = reference(model, rows, processor)
        fields = {"model_folder": str(model), "data_folder": str(data), "attention": "sdpa", "max_length": MAX_LENGTH}
        fields["samples"] = -(-len(rows) // 8) * 8
        for processes, packing, accumulation in itertools.product((1, 2), ("shared", "none"), (1, 4)):
            run = {**fields, "packing": packing, "accumulation": accumulation}
            loss, gradients = compare(measure_apart(folder, processes, run), expected)
            print(
                f"packing {packing}, accumulation {accumulation}, {processes} process(es): loss {loss:.1e}, "
                f"gradients {gradients:.1e}",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""Start-up: the paper's 200,328 rows tokenized the first time, and found on the disk after.

python benchmarks/training_startup.py --rows 200328

The rows are made up, with a language model's lengths of text, over 45,174 pictures by reference; a word is a token.
Each start is a process of its own. Printed are seconds, CPU seconds of all its processes and its peak memory:
tokenizing on all cores, and what every rank needs after.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import datasets

ROOT = Path(__file__).parents[1]
SHARES = {"conversation": 112_980 / 200_328, "detail": 45_174 / 200_328, "complex": 42_174 / 200_328}
ROWS_PER_IMAGE = {"conversation": 5, "detail": 1, "complex": 1}
WORDS = {"conversation": (10, 22), "detail": (12, 145), "complex": (16, 130)}


def make_words() -> list[str]:
    """Made-up words; every one is a token."""
    chance = random.Random(1)
    return ["".join(chance.choices("aeioustrnlm", k=chance.randint(2, 9))) for _ in range(4_000)]


def make_tables(folder: Path, rows: int) -> None:
    """Write one Parquet file a config, and a card that names them."""
    chance = random.Random(0)
    words = make_words()
    for config, share in SHARES.items():
        count = round(rows * share)
        question, answer = WORDS[config]
        messages = [
            [
                {"role": "user", "content": " ".join(chance.choices(words, k=question)) + "?"},
                {"role": "assistant", "content": " ".join(chance.choices(words, k=answer)) + "."},
            ]
            for _ in range(count)
        ]
        images = [number // ROWS_PER_IMAGE[config] for number in range(count)]
        table = datasets.Dataset.from_dict(
            {
                "id": [f"{config}-{number}" for number in range(count)],
                "image_id": images,
                "file_name": [f"{image:012d}.jpg" for image in images],
                "messages": messages,
            }
        )
        (folder / config).mkdir(parents=True)
        table.to_parquet(folder / config / "train.parquet")
    configs = "\n".join(f"- config_name: {name}\n  data_files: {name}/train.parquet" for name in SHARES)
    (folder / "README.md").write_text(f"---\nconfigs:\n{configs}\n---\n")


def start(folder: Path, cache: Path) -> dict[str, Any]:
    """What a rank does before it loads the model: load the tables, encode the rows, plan the first step."""
    sys.path.insert(0, str(ROOT))
    datasets.config.HF_DATASETS_CACHE = cache
    from kp_llava.training.chat import VicunaFormat
    from kp_llava.training.data.rows import encode_rows
    from kp_llava.training.models.tiny import build_processor, build_tokenizer
    from kp_llava.training.packing.collate import MicroBatches
    from kp_llava.training.packing.plan import StepShape

    processor = build_processor(build_tokenizer(make_words()))
    tables = {name: datasets.load_dataset(str(folder), name, split="train", cache_dir=str(cache)) for name in SHARES}
    begin = time.perf_counter()
    rows = encode_rows(tables, VicunaFormat(processor), image_tokens=576, max_length=2048, image_folder=str(folder))
    encoded = time.perf_counter()
    batches = MicroBatches(rows, processor, step=StepShape(32, 4, 2))
    batches.plan_step(0, 0)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "rows": len(rows),
        "tokens": len(rows.encoded.ids),
        "encode_s": round(encoded - begin, 2),
        "plan_s": round(time.perf_counter() - encoded, 2),
        "cpu_s": round(sum(usage.ru_utime + usage.ru_stime for usage in usages), 1),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_328)
    parser.add_argument("--inside", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(start(*options.inside)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder, cache = Path(temporary) / "rows", Path(temporary) / "cache"
        make_tables(folder, options.rows)
        for name in ("first", "second", "third"):
            command = [sys.executable, __file__, "--rows", str(options.rows), "--inside", str(folder), str(cache)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr[-2000:])
            print(name, done.stdout.strip().splitlines()[-1], flush=True)


if __name__ == "__main__":
    main()

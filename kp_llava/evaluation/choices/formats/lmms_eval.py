"""PoseChoice as a folder that `lmms_eval --include_path` takes: a task's YAML, its functions, and a dataset on disk.

`python -m lmms_eval --include_path FOLDER --tasks pose_choice --model MODEL` runs it. The functions need nothing of
this library: they hold a copy of the reader of answers.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ....errors import EvaluationError
from ....files import find_picture, write_atomically
from ...pictures import encode_picture
from .. import read
from ..benchmark import ChoiceBenchmark

TASK_NAME = "pose_choice"
_DATA = "data"
_METRICS = ("accuracy", "kappa", "mirror_consistency", "unreadable")

_YAML = """\
# PoseChoice: questions about poses with exact answers, each asked about the picture and its mirror image
task: {task}
# lmms-eval wants an absolute path: change it where the folder is moved
dataset_path: {data}
dataset_kwargs:
  load_from_disk: true
test_split: test
output_type: generate_until
doc_to_visual: !function utils.to_visual
doc_to_text: !function utils.to_text
doc_to_target: letter
process_results: !function utils.process_results
generation_kwargs:
  max_new_tokens: 16
  temperature: 0
  do_sample: false
metric_list:
{metrics}
metadata:
  version: 1.0
  benchmark_sha256: {sha256}
"""
_METRIC = """\
  - metric: {name}
    aggregation: !function utils.{name}
    higher_is_better: {is_higher}
"""
_FUNCTIONS = '''

def to_visual(doc):
    return [doc["image"].convert("RGB")]


def to_text(doc, lmms_eval_specific_kwargs=None):
    return doc["prompt"]


def process_results(doc, results):
    """What each metric needs of one answer."""
    found = read_choice(results[0], doc["options"])
    outcome = {
        "question_id": doc["question_id"],
        "pair": f"{doc['item']}:{doc['round']}",
        "chance": 1 / len(doc["options"]),
        "is_readable": found is not None,
        "score": float(found is not None and LETTERS[found] == doc["letter"]),
    }
    return {name: outcome for name in ("accuracy", "kappa", "mirror_consistency", "unreadable")}


def accuracy(outcomes):
    return sum(one["score"] for one in outcomes) / len(outcomes)


def kappa(outcomes):
    """Accuracy beyond chance: 0 for guessing, 1 for all right."""
    chance = sum(one["chance"] for one in outcomes) / len(outcomes)
    return (accuracy(outcomes) - chance) / (1 - chance)


def mirror_consistency(outcomes):
    """The share of pairs where both the picture and its mirror image are answered right."""
    pairs = {}
    for one in outcomes:
        pairs.setdefault(one["pair"], []).append(one["score"])
    whole = [scores for scores in pairs.values() if len(scores) == 2]
    return sum(min(scores) for scores in whole) / len(whole) if whole else 0.0


def unreadable(outcomes):
    return sum(not one["is_readable"] for one in outcomes) / len(outcomes)
'''


def write_folder(folder: Path, benchmark: ChoiceBenchmark, pictures: Path, *, progress: bool = False) -> None:
    """Write the folder.

    Args:
        folder: a new or empty folder.
        benchmark: the questions.
        pictures: the folder of the pictures.
        progress: show a bar on stderr.

    Raises:
        EvaluationError: a picture is missing, or the folder is not empty.
    """
    import datasets

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise EvaluationError(f"{folder}: is not empty; delete it, or write under another name")
    folder.mkdir(parents=True, exist_ok=True)
    features = datasets.Features(
        {
            "question_id": datasets.Value("string"),
            "image": datasets.Image(),
            "prompt": datasets.Value("string"),
            "options": datasets.List(datasets.Value("string")),
            "letter": datasets.Value("string"),
            "kind": datasets.Value("string"),
            "template": datasets.Value("string"),
            "item": datasets.Value("string"),
            "round": datasets.Value("int64"),
            "image_id": datasets.Value("int64"),
            "is_mirrored": datasets.Value("bool"),
        }
    )
    if not progress:
        datasets.disable_progress_bars()
    try:
        rows = datasets.Dataset.from_list(list(_rows(benchmark, pictures)), features=features)
        datasets.DatasetDict({"test": rows}).save_to_disk(folder / _DATA)
    finally:
        datasets.enable_progress_bars()
    metrics = "".join(_METRIC.format(name=n, is_higher=str(n != "unreadable").lower()) for n in _METRICS)
    write_atomically(folder / "utils.py", _write_functions())
    write_atomically(
        folder / f"{TASK_NAME}.yaml",
        _YAML.format(
            task=TASK_NAME,
            data=json.dumps(str((folder / _DATA).resolve())),
            metrics=metrics.rstrip("\n"),
            sha256=benchmark.benchmark_hash,
        ),
    )


def _write_functions() -> str:
    source = inspect.getsource(read)
    # its docstring speaks of this library
    body = re.sub(r'\A""".*?"""\n', "", source, flags=re.DOTALL)
    return (
        '"""Functions of the task: the reader of answers, and the metrics."""\n' + body.rstrip("\n") + "\n" + _FUNCTIONS
    )


def _rows(benchmark: ChoiceBenchmark, pictures: Path) -> Iterator[dict[str, Any]]:
    shown: dict[Any, bytes] = {}
    for question in benchmark.questions:
        key = question.file_name, question.view
        if key not in shown:
            path = find_picture(question.file_name, [pictures], error=EvaluationError)
            shown[key] = encode_picture(path, question.view)
        yield {
            "question_id": question.question_id,
            "image": {"bytes": shown[key], "path": None},
            "prompt": question.prompt,
            "options": list(question.options),
            "letter": question.letter,
            "kind": question.kind,
            "template": question.template,
            "item": question.item,
            "round": question.round,
            "image_id": question.image_id,
            "is_mirrored": question.is_mirrored,
        }

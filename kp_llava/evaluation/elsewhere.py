"""What tuning cost elsewhere: figures of other benchmarks, read from lmms-eval's and VLMEvalKit's result files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import EvaluationError
from ..files.json_file import read_object


def read_elsewhere(files: Sequence[tuple[str, Path]]) -> list[dict[str, Any]]:
    """Read result files.

    Args:
        files: a model's name and its file: lmms-eval's `*_results.json`, or VLMEvalKit's `*_acc.csv` or `*_score.json`.

    Returns:
        For each file ``name``, ``file`` and ``figures``: benchmark and metric -> number.

    Raises:
        EvaluationError: a file cannot be read, or has no figure.
    """
    found = []
    for name, path in files:
        try:
            figures = _read_csv(path) if path.suffix == ".csv" else _read_json(path)
        except (OSError, ValueError, AttributeError, OverflowError, csv.Error) as error:
            raise EvaluationError(f"--elsewhere {name}={path}: cannot be read as a result file ({error})") from error
        if not figures:
            raise EvaluationError(
                f"--elsewhere {name}={path}: has no figure; expected lmms-eval's results.json, or VLMEvalKit's _acc.csv"
                " or _score.json"
            )
        found.append({"name": name, "file": path.name, "figures": figures})
    return found


def parse_elsewhere(option: str) -> tuple[str, Path]:
    """Read ``NAME=FILE``.

    Raises:
        EvaluationError: it has no name or no file.
    """
    name, sign, place = option.partition("=")
    if not sign or not name.strip() or not place:
        raise EvaluationError(f"--elsewhere {option!r}: expected NAME=FILE, as in tuned=mme_results.json")
    return name.strip(), Path(place).expanduser()


def _read_json(path: Path) -> dict[str, float]:
    record = read_object(path)
    figures: dict[str, float] = {}
    if isinstance(record.get("results"), dict):  # lmms-eval: {"results": {task: {"metric,filter": value}}}
        for task, metrics in record["results"].items():
            for metric, value in metrics.items() if isinstance(metrics, dict) else ():
                if _is_number(value) and "stderr" not in metric:
                    figures[f"{task} {metric.partition(',')[0]}"] = float(value)
        return figures
    # VLMEvalKit's scores: a flat object of numbers
    return {_prefix(path, name): float(value) for name, value in record.items() if _is_number(value)}


def _read_csv(path: Path) -> dict[str, float]:
    figures: dict[str, float] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            label = next((row[name] for name in ("split", "Category", "category") if row.get(name)), "")
            for metric, value in row.items():
                if metric and value and _is_number_text(value):
                    figures[_prefix(path, " ".join(part for part in (label, metric) if part))] = float(value)
    return figures


def _prefix(path: Path, name: str) -> str:
    stem = path.stem.removesuffix("_acc").removesuffix("_score")
    return f"{stem.rpartition('_')[2]} {name}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_number_text(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True

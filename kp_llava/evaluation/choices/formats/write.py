"""The formats in which PoseChoice is written: its own JSON lines, VLMEvalKit's TSV, a folder for lmms-eval."""

from __future__ import annotations

from pathlib import Path

from ....errors import EvaluationError
from ..benchmark import ChoiceBenchmark
from .lmms_eval import write_folder
from .vlmevalkit import write_tsv

FORMATS = {"vlmevalkit": write_tsv, "lmms-eval": write_folder}
"""By the name of `questions --format`; jsonl is the benchmark file itself."""


def own_file(out: Path, to: str) -> Path:
    """Where the benchmark file lies that another format is written from: next to a TSV, in a folder for lmms-eval.

    Raises:
        EvaluationError: the name does not suit the format.
    """
    if to == "vlmevalkit":
        if out.suffix != ".tsv":
            raise EvaluationError(f"{out}: VLMEvalKit reads NAME.tsv; expected a name that ends with .tsv")
        return out.with_suffix(".jsonl")
    return out.with_name(out.name + ".jsonl") if to == "lmms-eval" else out


def write_format(out: Path, to: str, benchmark: ChoiceBenchmark, pictures: Path | None, *, progress: bool) -> None:
    """Write a benchmark in another format.

    Args:
        out: the file or folder.
        to: one of `FORMATS`.
        benchmark: the questions.
        pictures: the folder of the pictures; the one that the benchmark records without it.
        progress: show a bar on stderr.

    Raises:
        EvaluationError: the pictures are not found, or something lies there already.
    """
    folder = pictures or benchmark.to_benchmark().image_folder()
    if folder is None:
        raise EvaluationError(
            f"{benchmark.path}: does not say where its pictures lie; name their folder with --pictures"
        )
    FORMATS[to](out, benchmark, folder, progress=progress)

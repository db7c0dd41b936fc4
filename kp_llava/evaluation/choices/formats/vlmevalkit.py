"""PoseChoice as the TSV that VLMEvalKit reads as a custom multiple-choice dataset.

Put FILE.tsv into the folder that LMUData names and run `python run.py --data FILE --model MODEL`, with FILE without
`.tsv`. A picture that comes again is written once: the column then holds the index of the first row that has it.
"""

from __future__ import annotations

import base64
import csv
from pathlib import Path

from tqdm import tqdm

from ....errors import EvaluationError
from ....files import find_picture
from ...pictures import View, encode_picture
from ..benchmark import LETTERS, ChoiceBenchmark

COLUMNS = ("index", "image", "question", *LETTERS, "answer", "category", "l2-category", "split", "question_id")
"""Category is the kind and l2-category the way of asking: their accuracies stand in its table."""


def write_tsv(path: Path, benchmark: ChoiceBenchmark, pictures: Path, *, progress: bool = False) -> None:
    """Write the TSV file.

    Args:
        path: the file, as in ``PoseChoice.tsv``.
        benchmark: the questions.
        pictures: the folder of the pictures.
        progress: show a bar on stderr.

    Raises:
        EvaluationError: a picture is missing, or a file lies there.
    """
    if path.exists():
        raise EvaluationError(f"{path}: a file lies there; delete it, or write under another name")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    first: dict[tuple[str, View], int] = {}
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        questions = tqdm(benchmark.questions, desc=path.name, unit="row", disable=not progress)
        for index, question in enumerate(questions, start=1):
            shown = question.file_name, question.view
            before = first.setdefault(shown, index)
            if before == index:
                picture = find_picture(question.file_name, [pictures], error=EvaluationError)
                image = base64.b64encode(encode_picture(picture, question.view)).decode()
            else:
                image = str(before)
            writer.writerow(
                {
                    "index": index,
                    "image": image,
                    "question": question.question,
                    **dict(zip(LETTERS, question.options, strict=False)),
                    "answer": question.letter,
                    "category": question.kind,
                    "l2-category": question.template,
                    "split": "test",
                    "question_id": question.question_id,
                }
            )
    part.replace(path)

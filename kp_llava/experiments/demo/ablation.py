"""The ablation on drawn scenes, with the tiny model: what `make ablation` runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .folder import DemoFolder, DemoSize
from .stages import (
    BATCH_SIZE,
    MAX_NEW_TOKENS,
    UNTRAINED,
    build_model,
    choice_answers,
    draw_scenes,
    generate_data,
    make_benchmark,
    make_choice_file,
)

# every scene gets all three kinds of rows, so that each variant sees the same pictures
ABLATION_SIZE = DemoSize(train_scenes=1200, described_scenes=1200, epochs=4)
# counted in rows; smaller than the recipe's, since one kind alone has few rows
_ROWS_A_STEP = 10
_PROCESSES = 2


def ablate_variants(folder: DemoFolder) -> dict[str, Any]:
    """Train the four variants from the same start, and judge them against it."""
    from ...evaluation.answers.model import AnswerOptions
    from ..ablation.run import AblationOptions, evaluation_folder, run_ablation
    from ..ablation.table import render_ablation
    from ..launch import find_recipe

    make_benchmark(folder)
    make_choice_file(folder)
    fields = {
        "num_train_epochs": folder.size.epochs,
        "per_device_train_batch_size": _ROWS_A_STEP // _PROCESSES,
        "seed": folder.seed,
        "save_strategy": "steps",
        "save_steps": 200,
        "save_total_limit": 1,
    }
    found = run_ablation(
        AblationOptions(
            recipe=find_recipe("tiny.yaml"),
            fields=tuple(part for name, value in fields.items() for part in (f"--{name}", str(value))),
            data_dir=folder.run,
            benchmark=folder.benchmark,
            choices=folder.choices,
            choice_answers=choice_answers(),
            out=folder.ablation,
            baseline=f"{UNTRAINED}={folder.base}",
            from_model=str(folder.base),
            processes=_PROCESSES,
            answers=AnswerOptions(max_new_tokens=MAX_NEW_TOKENS, batch_size=BATCH_SIZE, device="cpu"),
        ),
        say=lambda line: print(f"    {line}", flush=True),
    )
    evaluation = evaluation_folder(folder.ablation, found.report.benchmark["hash"])
    return {"table": render_ablation(found.report, found.choice), "report": str(evaluation / "report.html")}


STAGES: tuple[tuple[str, str, Callable[[DemoFolder], dict[str, Any] | None]], ...] = (
    ("draw", "Draw people whose keypoints are exact, in COCO's layout", draw_scenes),
    ("generate", "Have the pose teacher write all three kinds of rows about every scene", generate_data),
    ("build", "Build a tiny LLaVA and teach its vision tower to see", build_model),
    ("ablate", "Train it on all rows and on each kind alone, and judge all four", ablate_variants),
)


def print_result(folder: DemoFolder) -> None:
    """Print the table and where everything lies."""
    result = folder.result("ablate")
    print(f"\n{result['table']}")
    print(f"({UNTRAINED}: the taught vision tower, before any training of projector and language model;")
    print(' rows that begin with "blind" were written without seeing a picture)\n')
    seconds = {name: stage["seconds"] for name, stage in folder.done.items()}
    stages = ", ".join(f"{name} {value:.0f}" for name, value in seconds.items())
    print(f"seconds a stage: {stages}; all {sum(seconds.values()):.0f}")
    for what, where in (
        ("the table", folder.ablation / "ablation.md"),
        ("models", folder.ablation / "models"),
        ("answers, judgements", result["report"]),
    ):
        print(f"  {what:<22}{where}")

"""The stages of the small LLaVA, each a function of its folder, and the table at the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...files import write_atomically
from ...processes import count_processes
from ..demo.folder import HELD_OUT_SPLIT, TRAIN_SPLIT, DemoFolder

TUNED = "tuned"
_HELD_OUT_SEED = 1_000_003
_CAPTION_QUESTIONS = ("Describe the picture in one sentence.", "What does the picture show?", "Give a short caption.")
_PROCESSES = 2  # on the CPU; else one for each GPU


@dataclass(frozen=True)
class SmallSize:
    """How much is drawn, taught and asked; the defaults are for 45 minutes on two cores that do nothing else.

    Attributes:
        train_scenes: drawn scenes that are trained on.
        held_out_scenes: drawn scenes, of another split, that the evaluation asks about.
        align_scenes: how many of the training scenes' captions the projector is aligned on.
        epochs: passes over the instruction data.
        image_size: pixels of a picture's side, as the vision tower sees it.
        vision: Hub id or folder of the vision tower.
        language: Hub id or folder of the language model.
        real_coco: a folder in COCO's layout with real people to ask about; None for drawn people only.
        real_split: its split.
        real_people: how many of them are asked about, the largest first.
    """

    train_scenes: int = 1000
    held_out_scenes: int = 40
    align_scenes: int = 500
    epochs: float = 2.0
    image_size: int = 112
    vision: str = "facebook/dinov2-small"
    language: str = "HuggingFaceTB/SmolLM2-135M-Instruct"
    real_coco: str | None = None
    real_split: str = "train2017"
    real_people: int = 40


def draw_scenes(folder: DemoFolder) -> None:
    """Draw two splits of one person each, seen whole from the front, before backgrounds of some clutter."""
    from ...annotations.synthetic.sample import SampleOptions, draw_sample

    options = SampleOptions(
        people=(1, 1),
        size=(224, 224),
        facing=("viewer",),
        postures=("standing",),
        occlusion=0.0,
        objects=False,
        clutter=0.3,
        person_height=(0.8, 0.92),
        captions=(1, 1),
    )
    for split, images, seed in (
        (TRAIN_SPLIT, folder.size.train_scenes, folder.seed),
        (HELD_OUT_SPLIT, folder.size.held_out_scenes, folder.seed + _HELD_OUT_SEED),
    ):
        draw_sample(folder.coco, images=images, seed=seed, split=split, options=options, show_progress=True)


def generate_data(folder: DemoFolder) -> None:
    """Have the pose teacher write conversations, and put the captions into LLaVA's form."""
    from ...annotations.coco.scenes import pick_scenes, read_scenes
    from ...generation.run import RunOptions, generate
    from ...generation.summary import print_tasks

    options = RunOptions(
        run_dir=folder.run, coco=folder.coco, split=TRAIN_SPLIT, seed=folder.seed, tasks=("conversation",)
    )
    print_tasks(generate(options, progress=True, processes=count_processes()).tasks)
    scenes = read_scenes(folder.coco, TRAIN_SPLIT).scenes
    items = [
        {
            "id": f"caption-{scene.image_id}",
            "image": scene.file_name,
            "conversations": [
                {"from": "human", "value": "<image>\n" + _CAPTION_QUESTIONS[number % len(_CAPTION_QUESTIONS)]},
                {"from": "gpt", "value": scene.captions[0]},
            ],
        }
        for number, scene in enumerate(pick_scenes(scenes, folder.size.align_scenes, seed=folder.seed))
        if scene.captions
    ]
    write_atomically(_captions(folder), json.dumps(items, indent=1))
    print(f"    {len(items)} captions for the alignment")


def _captions(folder: DemoFolder) -> Path:
    return folder.path / "captions.json"


def build_model(folder: DemoFolder) -> dict[str, Any]:
    """Put the pretrained vision tower and language model together."""
    from ...training.models.compose import build_llava

    size = folder.size
    sizes = build_llava(folder.base, size.vision, size.language, image_size=size.image_size, seed=folder.seed)
    print(
        f"    vision tower {sizes['vision']:,}, projector {sizes['projector']:,}, language model "
        f"{sizes['language']:,} parameters, {sizes['tokens']} tokens a picture"
    )
    return dict(sizes)


def align(folder: DemoFolder) -> None:
    """LLaVA's first stage: the projector alone learns, on captions."""
    captions = {"llava_json": str(_captions(folder)), "image_folder": str(folder.coco / TRAIN_SPLIT)}
    _train(folder, "small_align.yaml", folder.base, _aligned(folder), {"sources": json.dumps([captions])})


def tune(folder: DemoFolder) -> None:
    """LLaVA's second stage: projector and language model learn, on instruction data."""
    fields = {"data_dir": folder.run, "config_names": "conversation", "num_train_epochs": folder.size.epochs}
    _train(folder, "small.yaml", _aligned(folder), folder.tuned, fields)


def _aligned(folder: DemoFolder) -> Path:
    return folder.path / "aligned"


def _train(folder: DemoFolder, recipe: str, start: Path, out: Path, fields: dict[str, Any]) -> None:
    from ...evaluation.answers.model import count_gpus
    from ..launch import build_command, find_recipe, run_training

    gpus = count_gpus()
    given = {
        "model_name_or_path": start,
        "output_dir": out,
        "seed": folder.seed,
        "resume_from_checkpoint": "auto",
        **fields,
    }
    parts = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    log = folder.path / f"{out.name}.log"
    print(f"    all that it prints goes to {log}", flush=True)
    command = build_command(find_recipe(recipe), parts, processes=gpus or _PROCESSES)
    run_training(command, log, is_cpu=not gpus, title=out.name)


def ask_about_drawn(folder: DemoFolder) -> dict[str, Any]:
    """Ask about the limbs of held-out drawn people."""
    from .limbs import compare, drawn_people

    people = drawn_people(folder.coco, HELD_OUT_SPLIT, count=folder.size.held_out_scenes, seed=folder.seed)
    return compare(folder.tuned, people, folder.coco / HELD_OUT_SPLIT, seed=folder.seed).to_record()


def ask_about_real(folder: DemoFolder) -> dict[str, Any]:
    """Ask about the limbs of real people, cut out of annotated pictures, where there are some."""
    from .limbs import compare, cut_out_people

    if folder.size.real_coco is None:
        print("    no folder with real people was named (--real-coco); left out")
        return {}
    pictures = folder.path / "real"
    people = cut_out_people(Path(folder.size.real_coco), folder.size.real_split, pictures, most=folder.size.real_people)
    return compare(folder.tuned, people, pictures, seed=folder.seed).to_record()


STAGES: tuple[tuple[str, str, Callable[[DemoFolder], dict[str, Any] | None]], ...] = (
    ("draw", "Draw people whose keypoints are exact, in COCO's layout", draw_scenes),
    ("generate", "Have the pose teacher write instruction data", generate_data),
    ("build", "Put a pretrained vision tower and a pretrained language model together", build_model),
    ("align", "Align the projector on captions (recipes/small_align.yaml)", align),
    ("tune", "Tune projector and language model on the instruction data (recipes/small.yaml)", tune),
    ("drawn", "Ask what arms and legs of held-out drawn people do", ask_about_drawn),
    ("real", "Ask the same about real people", ask_about_real),
)


def render_table(folder: DemoFolder) -> str:
    """The Markdown table: what answered, and the share of true answers about drawn and real people."""
    tables = {name: folder.result(stage) for name, stage in (("drawn", "drawn"), ("real", "real"))}
    tables = {name: table for name, table in tables.items() if table}
    heads = [f"{name} people ({t['asked']} limbs of {t['people']})" for name, t in tables.items()]
    lines = [f"| true answers about limbs | {' | '.join(heads)} |", "|---|" + "---|" * len(heads)]
    for row in next(iter(tables.values()))["rows"]:
        lines.append(f"| {row} | {' | '.join(_cell(table['rows'][row]) for table in tables.values())} |")
    return "\n".join(lines)


def _cell(values: tuple[float, float | None, float | None] | list[float]) -> str:
    share, low, high = values
    return f"{share:.2f}" if low is None or high is None else f"{share:.2f} ({low:.2f} to {high:.2f})"


def print_result(folder: DemoFolder) -> None:
    """Print the table and where everything lies."""
    table = render_table(folder)
    write_atomically(folder.path / "table.md", table + "\n")
    print(f"\n{table}\n")
    print("(in brackets: 95% intervals by a bootstrap over people)")
    seconds = {name: stage["seconds"] for name, stage in folder.done.items()}
    stages = ", ".join(f"{name} {value:.0f}" for name, value in seconds.items())
    print(f"seconds a stage: {stages}; all {sum(seconds.values()):.0f}")
    for what, where in (
        ("table", folder.path / "table.md"),
        ("aligned model", _aligned(folder)),
        ("tuned model", folder.tuned),
    ):
        print(f"  {what:<22}{where}")

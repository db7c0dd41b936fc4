"""The stages of the demo, each a function of its folder, and what it prints at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...processes import count_processes
from ...tasks import TASKS
from .folder import HELD_OUT_SPLIT, TRAIN_SPLIT, DemoFolder

if TYPE_CHECKING:
    from ...evaluation.answers.model import AnswerOptions

UNTRAINED, TUNED = "untrained", "tuned"
# other seeds than those of the training scenes, whose pictures also teach the tower
_HELD_OUT_SEED = 1_000_003
MAX_NEW_TOKENS, BATCH_SIZE = 320, 45


def draw_scenes(folder: DemoFolder) -> None:
    """Draw two splits: one person a scene, seen whole from the front, so that 64 pixels show the limbs.

    On plain backgrounds, and without captions: naming clothes and places would take most of the few minutes.
    """
    from ...annotations.synthetic.sample import SampleOptions, draw_sample

    options = SampleOptions(
        people=(1, 1),
        size=(128, 128),
        facing=("viewer",),
        postures=("standing",),
        occlusion=0.0,
        objects=False,
        clutter=0.0,
        person_height=(0.8, 0.92),
        captions=(0, 0),
    )
    for split, images, seed in (
        (TRAIN_SPLIT, folder.size.train_scenes, folder.seed),
        (HELD_OUT_SPLIT, folder.size.held_out_scenes, folder.seed + _HELD_OUT_SEED),
    ):
        draw_sample(folder.coco, images=images, seed=seed, split=split, options=options, show_progress=True)
        print(f"    {images} scenes in {folder.coco / split}")


def generate_data(folder: DemoFolder) -> None:
    """Have the pose teacher write the instruction data of the training scenes into a run.

    Every scene gets a conversation. Some get the two longer kinds, which take more tokens for as many states.
    """
    from ...generation.run import RunOptions, generate
    from ...generation.summary import print_tasks

    common: dict[str, Any] = {"run_dir": folder.run, "coco": folder.coco, "split": TRAIN_SPLIT, "seed": folder.seed}
    how: dict[str, Any] = {"progress": True, "processes": count_processes()}
    generate(RunOptions(**common, tasks=("conversation",)), **how)
    summary = generate(
        RunOptions(
            **common,
            tasks=tuple(task for task in TASKS if task != "conversation"),
            max_images=folder.size.described_scenes,
        ),
        **how,
    )
    print_tasks(summary.tasks)


def show_rows(folder: DemoFolder) -> None:
    """Print a row of each config, as `load_dataset` gives it."""
    for task, rows in _load_rows(folder):
        print(f'    load_dataset("kp_llava", "{task}", data_dir="{folder.run}")["train"][0]   ({len(rows)} rows)')
        for message in rows[0]["messages"]:
            print(f"        {message['role']}: {message['content']}")


def build_model(folder: DemoFolder) -> dict[str, Any]:
    """Build the tiny LLaVA for the texts and give its vision tower sight."""
    import numpy as np

    from ...annotations.coco.scenes import read_scenes
    from ...annotations.skeleton import COCO_SKELETON
    from ...training.models.tiny import save_tiny
    from ...training.models.tower import TowerLesson, teach_saved_tower

    texts = [message["content"] for _, rows in _load_rows(folder) for m in rows["messages"] for message in m]
    save_tiny(folder.base, texts, seed=folder.seed)
    print(
        "    Its vision tower is first taught which joint of a person lies in which patch of the picture, and where\n"
        "    the next joints lie from there, but no words. This stands in for CLIP's pre-training, with which every\n"
        "    LLaVA starts. Projector and language model stay random."
    )
    scenes = read_scenes(folder.coco, TRAIN_SPLIT).scenes
    pictures = [scene.image_path for scene in scenes if scene.image_path is not None]
    points = np.array(
        [
            [(p.x / s.width, p.y / s.height) if p.is_labeled else (np.nan, np.nan) for p in s.people[0].keypoints]
            for s in scenes
        ],
        dtype=np.float32,
    )
    swap = {"left": "right", "right": "left"}
    parts = COCO_SKELETON.parts
    mirrored = [parts.index(" ".join(swap.get(word, word) for word in part.split())) for part in parts]
    lesson = TowerLesson(steps=folder.size.tower_steps, seed=folder.seed)
    share = teach_saved_tower(folder.base, pictures, points, mirrored, COCO_SKELETON.edges, lesson)
    print(f"    patches named right at the end: {share:.2f}")
    return {"tower": share}


def train_model(folder: DemoFolder) -> None:
    """Train projector and language model by the tiny recipe."""
    from ..launch import build_command, find_recipe, run_training

    fields = {
        "model_name_or_path": folder.base,
        "data_dir": folder.run,
        "output_dir": folder.tuned,
        "num_train_epochs": folder.size.epochs,
        "seed": folder.seed,
    }
    parts = [part for name, value in fields.items() for part in (f"--{name}", str(value))]
    command = build_command(find_recipe("tiny.yaml"), parts, processes=2)
    launcher = (
        "DeepSpeed, 2 processes" if "--num_accelerators" in command else "plain Python (DeepSpeed is not installed)"
    )
    print(f"    {launcher}; all it prints goes to {folder.training_log}", flush=True)
    run_training(command, folder.training_log)


def make_benchmark(folder: DemoFolder) -> None:
    """Ask three questions about each of some held-out scenes."""
    from ...evaluation.questions import make_questions
    from ...generation.run import RunOptions

    asked = RunOptions(
        run_dir=folder.path / "benchmark.run",
        coco=folder.coco,
        split=HELD_OUT_SPLIT,
        tasks=tuple(TASKS),
        seed=folder.seed,
    )
    make_questions(folder.benchmark, asked, images=folder.size.questions, trained_on=[folder.run], progress=True)


def evaluate_models(folder: DemoFolder) -> dict[str, Any]:
    """Compare untrained and tuned on questions about held-out scenes."""
    from ...evaluation.answers.model import AnswerOptions
    from ...evaluation.answers.source import parse_source
    from ...evaluation.options import EvaluationOptions
    from ...evaluation.report.report import render_table
    from ...evaluation.run import evaluate

    make_benchmark(folder)
    report = evaluate(
        EvaluationOptions(
            benchmark=folder.benchmark,
            baseline=parse_source(f"{UNTRAINED}={folder.base}", "--baseline"),
            candidates=(parse_source(f"{TUNED}={folder.tuned}", "--candidate"),),
            out=folder.evaluation,
            answers=AnswerOptions(max_new_tokens=MAX_NEW_TOKENS, batch_size=BATCH_SIZE, device="cpu"),
            trained_on=(folder.run,),
        ),
        progress=True,
    )
    return {"table": render_table(report.scores)}


def make_choice_file(folder: DemoFolder) -> None:
    """Write PoseChoice about some held-out scenes."""
    from ...evaluation.choices.make import make_choices

    summary = make_choices(
        folder.choices,
        folder.coco,
        HELD_OUT_SPLIT,
        images=folder.size.choice_scenes,
        seed=folder.seed,
        rounds=1,
        trained_on=[folder.run],
        progress=True,
    )
    print(f"    {summary.questions} questions about {summary.images} scenes in {folder.choices}")


def answer_choices(folder: DemoFolder) -> dict[str, Any]:
    """Have untrained and tuned answer questions with exact answers, with and without sight."""
    from ...evaluation.answers.source import parse_source
    from ...evaluation.choices.report import render_choice_table
    from ...evaluation.choices.run import ChoiceOptions, evaluate_choices

    make_choice_file(folder)
    report = evaluate_choices(
        ChoiceOptions(
            benchmark=folder.choices,
            sources=(
                parse_source(f"{UNTRAINED}={folder.base}", "--baseline"),
                parse_source(f"{TUNED}={folder.tuned}", "--candidate"),
            ),
            out=folder.choice_report,
            answers=choice_answers(),
            trained_on=(folder.run,),
        )
    )
    return {"table": render_choice_table(report)}


def choice_answers() -> AnswerOptions:
    """How the tiny models answer PoseChoice: by the likelier sentence, since they never saw a list of options."""
    from ...evaluation.answers.model import AnswerOptions

    return AnswerOptions(score="sentences", batch_size=BATCH_SIZE, device="cpu")


def ask_for_states(folder: DemoFolder) -> dict[str, Any]:
    """Ask the tuned model about every arm and leg of held-out scenes."""
    from .states import measure_states

    share = measure_states(folder.tuned, folder.coco, HELD_OUT_SPLIT, scenes=folder.size.asked_scenes, seed=folder.seed)
    return vars(share)


STAGES: tuple[tuple[str, str, Callable[[DemoFolder], dict[str, Any] | None]], ...] = (
    ("draw", "Draw people whose keypoints are exact, in COCO's layout", draw_scenes),
    ("generate", "Have the pose teacher write instruction data from captions, boxes and keypoints", generate_data),
    ("show", "Load the three configs", show_rows),
    ("build", "Build a tiny LLaVA and teach its vision tower to see", build_model),
    ("train", "Fine-tune it on the instruction data", train_model),
    ("evaluate", "Compare untrained and tuned on held-out scenes", evaluate_models),
    ("choices", "Ask both questions with exact answers, with and without sight", answer_choices),
    ("states", "Ask the tuned model what the arms and legs of held-out scenes do", ask_for_states),
)


def print_result(folder: DemoFolder) -> None:
    """Print the table, the share of states, and where everything lies."""
    states = folder.result("states")
    print(f"\n{folder.result('evaluate')['table']}")
    print(f"({UNTRAINED}: the taught vision tower, before any training of projector and language model;")
    print(' rows that begin with "blind" were written without seeing a picture)\n')
    print(f"PoseChoice: questions about poses with exact answers\n{folder.result('choices')['table']}\n")
    print(f"held-out arm and leg states named right: {states['share']:.2f} of {states['asked']}")
    for limb, share in states["by_limb"].items():
        print(f"    {limb:<9} {share:.2f}   chance {states['chance_by_limb'][limb]:.2f}")
    looks = "looks" if states["shuffled"] < (states["share"] + states["chance"]) / 2 else "does not look"
    print(
        f"the same with the pictures exchanged among the scenes: {states['shuffled']:.2f}, where chance is "
        f"{states['chance']:.2f}: the model {looks} at the picture"
    )
    seconds = {name: stage["seconds"] for name, stage in folder.done.items()}
    stages = ", ".join(f"{name} {value:.0f}" for name, value in seconds.items())
    print(f"\nseconds a stage: {stages}; all {sum(seconds.values()):.0f}")
    for what, where in _list_places(folder):
        print(f"  {what:<22}{where}")


def _list_places(folder: DemoFolder) -> Iterator[tuple[str, Path]]:
    yield "drawn scenes", folder.coco
    yield "run with the ledger", folder.run
    yield "untrained model", folder.base
    yield "tuned model", folder.tuned
    yield "training log", folder.training_log
    yield "benchmark", folder.benchmark
    yield "answers and report", folder.evaluation / "report.md"
    yield "PoseChoice", folder.choice_report / "report.html"


def _load_rows(folder: DemoFolder) -> Iterator[tuple[str, Any]]:
    import datasets

    import kp_llava  # noqa: F401 - answers for the name in load_dataset

    for task in TASKS:
        yield task, datasets.load_dataset("kp_llava", task, data_dir=str(folder.run), split="train")

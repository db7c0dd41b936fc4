"""`kp-llava demo`: the whole line on drawn scenes, from annotations to the table; no key, no network, no GPU."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import KpLlavaError, explain_install

_NEEDED = ("torch", "transformers", "accelerate")


def demo(
    out: Annotated[
        Path | None,
        typer.Option(
            help="The demo's folder, demo-out, ablation-out or small-out without it; finished stages in it are kept."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other scenes and starts from other weights.")] = 0,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Train on each kind of rows alone, too, and compare all four.")
    ] = False,
    small: Annotated[
        bool, typer.Option("--small", help="Train a LLaVA of real pretrained parts instead, in its two stages.")
    ] = False,
    vision: Annotated[
        str, typer.Option(help="--small: Hub id or folder of the vision tower.", metavar="ID")
    ] = "facebook/dinov2-small",
    language: Annotated[
        str, typer.Option(help="--small: Hub id or folder of the language model.", metavar="ID")
    ] = "HuggingFaceTB/SmolLM2-135M-Instruct",
    scenes: Annotated[int, typer.Option(help="--small: drawn scenes to train on.", min=8)] = 1000,
    held_out: Annotated[int, typer.Option(help="--small: held-out drawn scenes to ask about.", min=2)] = 40,
    epochs: Annotated[float, typer.Option(help="--small: passes over the instruction data.")] = 2.0,
    image_size: Annotated[int, typer.Option(help="--small: pixels of a picture's side for the vision tower.")] = 112,
    real_coco: Annotated[
        Path | None,
        typer.Option(help="--small: a folder in COCO's layout with real people to ask about.", metavar="DIR"),
    ] = None,
    real_split: Annotated[str, typer.Option(help="--small: its split.")] = "train2017",
) -> None:
    """Draw scenes, make instruction data, train a tiny LLaVA on it, and compare it with the untrained one.

    Takes about nine minutes on two cores, with --ablation several times as long, with --small about 40 minutes.
    """
    if small and ablation:
        raise KpLlavaError("--small and --ablation: give one of them")
    if real_coco is not None and not real_coco.is_dir():
        raise KpLlavaError(f"--real-coco: {real_coco}: no such folder")
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise KpLlavaError(f"the demo trains a model and needs {', '.join(missing)}: {explain_install('train')}")
    from ..experiments.demo import ablation as demo_ablation
    from ..experiments.demo import stages as demo_stages
    from ..experiments.demo.folder import DemoFolder, DemoSize
    from ..experiments.small import stages as small_stages

    started = time.monotonic()
    line: Any = small_stages if small else demo_ablation if ablation else demo_stages
    size: Any = demo_ablation.ABLATION_SIZE if ablation else DemoSize()
    if small:
        size = small_stages.SmallSize(
            train_scenes=scenes,
            held_out_scenes=held_out,
            align_scenes=scenes // 2,
            epochs=epochs,
            image_size=image_size,
            vision=_place(vision),
            language=_place(language),
            real_coco=None if real_coco is None else str(real_coco.resolve()),
            real_split=real_split,
        )
    default = "small-out" if small else "ablation-out" if ablation else "demo-out"
    folder = DemoFolder.open(out or Path(default), seed=seed, size=size)
    stages = line.STAGES
    for number, (name, title, run_stage) in enumerate(stages, start=1):
        print(f"\n[{number}/{len(stages)}] {title}", flush=True)
        if folder.is_done(name):
            print("    done before, kept", flush=True)
            continue
        stage_started = time.monotonic()
        result = run_stage(folder)
        seconds = time.monotonic() - stage_started
        folder.mark_done(name, seconds, result)
        print(f"    {seconds:.0f} s", flush=True)
    with folder.reading_results():
        line.print_result(folder)
    print(f"\n{time.monotonic() - started:.0f} s in all")


def _place(name: str) -> str:
    """A model's folder in full, or its Hub id as it is."""
    return str(Path(name).resolve()) if Path(name).is_dir() else name

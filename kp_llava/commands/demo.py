"""`kp-llava demo`: the whole line on drawn scenes, from annotations to the table; no key, no network, no GPU."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Annotated

import typer

from ..errors import KpLlavaError, explain_install

_NEEDED = ("torch", "transformers", "accelerate")


def demo(
    out: Annotated[
        Path | None,
        typer.Option(
            help="The demo's folder, demo-out or ablation-out without it; stages that are finished in it are kept."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws other scenes and starts from other weights.")] = 0,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Train on each kind of rows alone, too, and compare all four.")
    ] = False,
) -> None:
    """Draw scenes, make instruction data, train a tiny LLaVA on it, and compare it with the untrained one.

    Takes about six minutes on two cores, and with --ablation about a quarter of an hour.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise KpLlavaError(f"the demo trains a model and needs {', '.join(missing)}: {explain_install('train')}")
    from ..experiments.demo import ablation as demo_ablation
    from ..experiments.demo import stages as demo_stages
    from ..experiments.demo.folder import DemoFolder, DemoSize

    started = time.monotonic()
    size = demo_ablation.ABLATION_SIZE if ablation else DemoSize()
    folder = DemoFolder.open(out or Path("ablation-out" if ablation else "demo-out"), seed=seed, size=size)
    stages = demo_ablation.STAGES if ablation else demo_stages.STAGES
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
    (demo_ablation if ablation else demo_stages).print_result(folder)
    print(f"\n{time.monotonic() - started:.0f} s in all")

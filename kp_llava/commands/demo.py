"""`kp-llava demo`: the whole line on drawn scenes, from annotations to the table; no key, no network, no GPU."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Annotated

import typer

from ..errors import KpLlavaError

_NEEDED = ("torch", "transformers", "accelerate")


def demo(
    out: Annotated[Path, typer.Option(help="The demo's folder; stages that are finished in it are kept.")] = Path(
        "demo-out"
    ),
    seed: Annotated[int, typer.Option(help="Another seed draws other scenes and starts from other weights.")] = 0,
) -> None:
    """Draw scenes, make instruction data, train a tiny LLaVA on it, and compare it with the untrained one.

    Takes about six minutes on two cores.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise KpLlavaError(f"the demo trains a model and needs {', '.join(missing)}: pip install 'kp-llava[train]'")
    from .demo_folder import DemoFolder
    from .demo_stages import STAGES, print_result

    started = time.monotonic()
    folder = DemoFolder.open(out, seed=seed)
    for number, (name, title, run_stage) in enumerate(STAGES, start=1):
        print(f"\n[{number}/{len(STAGES)}] {title}", flush=True)
        if folder.is_done(name):
            print("    done before, kept", flush=True)
            continue
        stage_started = time.monotonic()
        result = run_stage(folder)
        seconds = time.monotonic() - stage_started
        folder.mark_done(name, seconds, result)
        print(f"    {seconds:.0f} s", flush=True)
    print_result(folder)
    print(f"\n{time.monotonic() - started:.0f} s in all")

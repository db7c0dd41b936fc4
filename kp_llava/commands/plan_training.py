"""`kp-llava plan-training RECIPE --gpus 2 --gpu-memory 80`: will it fit, how long will it take, and what would fit."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ..errors import TrainingError, explain_install


def plan_training(
    context: typer.Context,
    recipe: Annotated[str, typer.Argument(metavar="RECIPE", help="The YAML recipe; --field value wins, as in train.")],
    gpus: int = typer.Option(2, help="GPUs of one machine."),
    gpu_memory: float = typer.Option(80.0, help="Memory of a GPU in GiB, as the card is named."),
    host_memory: float | None = typer.Option(None, help="Memory of the machine in GiB; not checked when not given."),
    rows: str = typer.Option(
        "recipe",
        help="recipe: of the recipe's local data, or the paper's counts where there is none; paper; or counts such as "
        "conversation=500,detail=100,complex=100.",
    ),
    peak_tflops: float = typer.Option(
        312.0, help="A GPU's dense 16-bit peak in TFLOP/s; 312 is an A100's, 989 an H100's."
    ),
    utilization: float = typer.Option(0.4, help="The share of the peak that training reaches, above 0 to 1; assumed."),
    link: float = typer.Option(
        600.0, help="GB/s between GPUs, both ways counted: 600 NVLink (A100), 64 PCIe 4.0, 25 a 200 Gb/s network."
    ),
    disk: float = typer.Option(1.0, help="GB/s at which checkpoints are written; assumed."),
    reserve: float = typer.Option(4.0, help="GiB of a GPU for CUDA, NCCL, workspaces and fragmentation; assumed."),
    lora_r: int | None = typer.Option(None, min=0, help="Plan with LoRA of this rank, whatever the recipe says."),
    as_json: bool = typer.Option(False, "--json", help="Print the plan as JSON."),
) -> None:
    """Plan a training run from its recipe and the model's config alone: memory, steps, tokens, hours, ways out."""
    try:
        from ..training.planning.flops import Speed
        from ..training.planning.planner import Hardware
        from ..training.planning.text import describe_plan, plan_recipe
    except ModuleNotFoundError as error:
        raise TrainingError(f"{error}: planning needs more packages; {explain_install('train')}") from error
    hardware = Hardware(
        gpus=gpus,
        gpu_memory_gib=gpu_memory,
        reserve_gib=reserve,
        host_memory_gib=host_memory,
        link_gb_per_s=link,
        disk_gb_per_s=disk,
        speed=Speed(peak_tflops=peak_tflops, utilization=utilization),
    )
    plan = plan_recipe(recipe, context.args, hardware, rows=rows, lora_r=lora_r)
    typer.echo(json.dumps(plan.as_dict(), indent=2) if as_json else describe_plan(plan))

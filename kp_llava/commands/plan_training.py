"""`kp-llava plan-training RECIPE --gpus 2 --gpu-memory 80`: will it fit, how long will it take, and what would fit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import TrainingError
from ..tasks import TASKS

if TYPE_CHECKING:
    from ..training.planning.planner import Estimate, Plan


def plan_training(
    context: typer.Context,
    recipe: Annotated[str, typer.Argument(metavar="RECIPE", help="The YAML recipe; --field value wins, as in train.")],
    gpus: int = typer.Option(2, help="GPUs of one machine."),
    gpu_memory: float = typer.Option(80.0, help="Memory of a GPU in GiB."),
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
    reserve: float = typer.Option(4.0, help="GiB of a GPU for CUDA, NCCL, workspaces and fragmentation; assumed."),
    lora_r: int | None = typer.Option(None, min=0, help="Plan with LoRA of this rank, whatever the recipe says."),
    as_json: bool = typer.Option(False, "--json", help="Print the plan as JSON."),
) -> None:
    """Plan a training run from its recipe and the model's config alone: memory, steps, tokens, hours, ways out."""
    _check_positive(gpu_memory=gpu_memory, peak_tflops=peak_tflops, utilization=utilization)
    if utilization > 1:
        raise TrainingError(f"--utilization {utilization:g}: expected a share above 0, at most 1")
    counts = None if rows in ("recipe", "paper") else parse_counts(rows)
    try:
        from ..training.planning.flops import Speed
        from ..training.planning.planner import Hardware, make_plan
        from ..training.planning.setup import read_setup
    except ModuleNotFoundError as error:
        raise TrainingError(f"{error}: planning needs more packages; pip install 'kp-llava[train]'") from error
    setup = read_setup(recipe, context.args, gpus=gpus, counts=counts, is_paper=rows == "paper")
    if lora_r is not None:
        setup = setup.with_lora(lora_r)
    hardware = Hardware(
        gpus=gpus,
        gpu_memory_gib=gpu_memory,
        reserve_gib=reserve,
        host_memory_gib=host_memory,
        speed=Speed(peak_tflops=peak_tflops, utilization=utilization),
    )
    plan = make_plan(setup, hardware)
    typer.echo(json.dumps(plan.as_dict(), indent=2) if as_json else describe_plan(plan))


def _check_positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise TrainingError(f"--{name.replace('_', '-')} {value:g}: expected a number above 0")


def parse_counts(text: str) -> dict[str, int]:
    """Read counts such as `conversation=500,detail=100`.

    Raises:
        TrainingError: another form, or a kind of rows that does not exist.
    """
    counts: dict[str, int] = {}
    for part in text.split(","):
        name, _, count = part.strip().partition("=")
        if name not in TASKS or not count.isdecimal():
            raise TrainingError(
                f"--rows {text!r}: {part.strip()!r} is no count; expected recipe, paper, or counts such as "
                "conversation=500,detail=100,complex=100"
            )
        counts[name] = int(count)
    return counts


def describe_plan(plan: Plan) -> str:
    """The plan as text: the work, a table of memory by stage, the verdict, the ways out and the assumptions."""
    trained = plan.trainable_params / plan.total_params
    lines = [
        f"{plan.recipe} on {plan.hardware.gpus} GPU(s) of {plan.hardware.gpu_memory_gib:g} GiB",
        f"model: {plan.total_params / 1e6:,.1f} M parameters ("
        + ", ".join(f"{name} {count / 1e6:,.1f}" for name, count in plan.params_by_group.items())
        + f"), of which {trained:.1%} train; {plan.precision}",
        "",
        *_describe_work(plan),
        "",
        "memory of one GPU in GiB, by what stands in the recipe's place:",
        _row("", "params", "grads", "optim", "buffers", "activ.", "step", "total", "host", "hours", "batch", ""),
    ]
    if plan.asked.name not in [stage.name for stage in plan.stages]:
        lines.append(_row(*_cells(plan.asked), "-", "fits" if plan.asked.fits else "does not fit", is_asked=True))
    for stage in plan.stages:
        is_asked = stage.name == plan.asked.name
        estimate = plan.asked if is_asked else stage
        verdict = "fits" if estimate.fits else "does not fit"
        lines.append(_row(*_cells(estimate), str(plan.largest_batch[stage.name]), verdict, is_asked=is_asked))
    lines += [
        "(total: reserve and the worse of backward pass and optimizer step; batch: the largest that fits a GPU)",
        "",
        _verdict(plan),
        *(f"  - {way.name}: {way.total_gib:.1f} GiB{_host(way)}, about {way.hours:.1f} hours" for way in plan.ways_out),
        "",
        "taken from, or assumed:",
        *(f"  - {note}" for note in plan.notes),
    ]
    return "\n".join(lines)


def _describe_work(plan: Plan) -> list[str]:
    kinds = ", ".join(f"{name} {count:,}" for name, count in plan.rows_by_task.items())
    shared, single = plan.work["shared"], plan.work["none"]
    used = plan.work[plan.packing]
    return [
        f"rows: {used.rows:,} of {plan.images:,} pictures" + (f" ({kinds})" if kinds else ""),
        f"steps: {plan.steps:,} ({plan.epochs:.3g} epoch(s)) of {plan.samples_per_step} rows = "
        f"{plan.batch_size} x {plan.accumulation} accumulated x {plan.hardware.gpus} GPU(s)",
        f"tokens an epoch: {shared.tokens / 1e6:,.1f} M packed behind shared pictures, {single.tokens / 1e6:,.1f} M "
        f"row by row ({single.tokens / shared.tokens:.2f} times); the recipe says packing {plan.packing}",
        f"largest micro-batch: {used.largest.language_tokens:,} tokens, {used.largest.images} picture(s), "
        f"{used.largest.supervised_tokens:,} supervised",
        f"time: about {plan.asked.hours:.1f} hours",
    ]


def _verdict(plan: Plan) -> str:
    asked, limit = plan.asked, plan.hardware.gpu_memory_gib
    if asked.fits:
        return f"The recipe fits: {asked.name} needs {asked.total_gib:.1f} of {limit:g} GiB on each GPU{_host(asked)}."
    if asked.total_gib <= limit:
        return f"The recipe does not fit: {asked.name} needs {asked.host_gib:.0f} GiB of the machine's memory."
    text = f"The recipe does not fit: {asked.name} needs {asked.total_gib:.1f} GiB on each GPU, of {limit:g}."
    return text + (" What would fit:" if plan.ways_out else " Nothing that was tried fits; take larger or more GPUs.")


def _host(estimate: Estimate) -> str:
    return f" and {estimate.host_gib:.0f} GiB of the machine's memory" if estimate.host_gib else ""


def _cells(estimate: Estimate) -> list[str]:
    numbers = (
        estimate.parameters_gib,
        estimate.gradients_gib,
        estimate.optimizer_gib,
        estimate.buffers_gib,
        estimate.activations_gib,
        estimate.step_gib,
        estimate.total_gib,
        estimate.host_gib,
        estimate.hours,
    )
    return [estimate.name, *(f"{number:.1f}" for number in numbers)]


def _row(name: str, *cells: str, is_asked: bool = False) -> str:
    line = f"{name:<17}" + "".join(f"{cell:>8}" for cell in cells[:-1]) + f"   {cells[-1]}"
    return (line + ("  <- the recipe" if is_asked else "")).rstrip()

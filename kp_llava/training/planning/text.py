"""A plan as text, and the counts of rows that are given as text."""

from __future__ import annotations

from ...errors import TrainingError
from ...tasks import TASKS
from .planner import Estimate, Hardware, Plan, make_plan
from .setup import read_setup


def plan_recipe(
    recipe: str, fields: list[str], hardware: Hardware, *, rows: str = "recipe", lora_r: int | None = None
) -> Plan:
    """Plan a recipe.

    Args:
        recipe: path of the YAML file.
        fields: `--field value` parts that win over the recipe.
        hardware: the machine.
        rows: recipe, paper, or counts as for `parse_counts`.
        lora_r: rank of LoRA, whatever the recipe says.

    Raises:
        TrainingError: an option, the recipe, its model or its data cannot be used.
    """
    for name, value in {
        "gpu-memory": hardware.gpu_memory_gib,
        "peak-tflops": hardware.speed.peak_tflops,
        "utilization": hardware.speed.utilization,
        "link": hardware.link_gb_per_s,
        "disk": hardware.disk_gb_per_s,
    }.items():
        if not value > 0:
            raise TrainingError(f"--{name} {value:g}: expected a number above 0")
    if hardware.speed.utilization > 1:
        raise TrainingError(f"--utilization {hardware.speed.utilization:g}: expected a share above 0, at most 1")
    counts = None if rows in ("recipe", "paper") else parse_counts(rows)
    setup = read_setup(recipe, fields, gpus=hardware.gpus, counts=counts, is_paper=rows == "paper")
    return make_plan(setup if lora_r is None else setup.with_lora(lora_r), hardware)


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
                f"--rows {text!r}: {part.strip()!r} is not a count; expected recipe, paper, or counts such as "
                + ",".join(f"{kind}=100" for kind in TASKS)
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
        + f"); {trained:.1%} train; {plan.precision}",
        "",
        *_describe_work(plan),
        "",
        "memory of one GPU in GiB, under the recipe's settings and under each ZeRO stage in their place:",
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
        *([""] if plan.hints else []),
        *(f"hint: {hint}" for hint in plan.hints),
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
        f"balance: the slowest GPU computes {plan.imbalance:.3f} times the mean; "
        f"{used.padding / used.tokens:.1%} of the tokens are padding",
        f"time: about {plan.asked.hours:.1f} hours ({plan.asked.compute_hours:.1f} of computing, "
        f"{plan.asked.traffic_hours:.1f} of sending, most of it meanwhile, {plan.saving_hours:.1f} of saving)",
        f"disk: {plan.saves} checkpoint(s) of {plan.checkpoint_gb:,.1f} GB; up to {plan.disk_gb:,.1f} GB at one time",
    ]


def _verdict(plan: Plan) -> str:
    asked, limit = plan.asked, plan.hardware.usable_gib
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

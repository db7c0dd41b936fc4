"""Will a recipe fit, how long will it take, and what would fit: a plan from the recipe and the model's config alone.

No weights are loaded and nothing is trained. What cannot be known beforehand (a GPU's real speed, the reserve that CUDA
needs, text lengths where no data is at hand) is assumed, can be given, and is named in the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ..checkpoints.disk import GB, SavedModel, count_checkpoint_bytes, count_disk_bytes, count_saves
from ..packing.plan import StepShape
from . import memory
from .flops import Speed, count_epoch_flops, estimate_hours, estimate_offload_hours
from .memory import GIB, MicroBatch, with_stage
from .row_table import RowTable
from .setup import Setup
from .traffic import (
    LINKS,
    add_unhidden,
    count_traffic,
    estimate_saving_hours,
    estimate_traffic_hours,
    usable_gib,
)
from .workload import Workload, plan_workload

_LORA_RANK = 128
_SAMPLED_IMAGES = 3000  # pictures whose rows stand for all when other batch sizes are tried


@dataclass(frozen=True)
class Hardware:
    """The machine that is planned for.

    Attributes:
        gpus: of one machine.
        gpu_memory_gib: as the card is named; what programs can use of it is less.
        reserve_gib: what CUDA, NCCL, workspaces and fragmentation take.
        host_memory_gib: of the machine; not checked when not given.
        link_gb_per_s: between the GPUs, both ways counted.
        disk_gb_per_s: at which checkpoints are written.
        speed: of a GPU.
    """

    gpus: int = 2
    gpu_memory_gib: float = 80.0
    reserve_gib: float = 4.0
    host_memory_gib: float | None = None
    link_gb_per_s: float = 600.0
    disk_gb_per_s: float = 1.0
    speed: Speed = field(default_factory=Speed)

    @property
    def usable_gib(self) -> float:
        """What programs can use of a GPU's memory."""
        return usable_gib(self.gpu_memory_gib)


@dataclass(frozen=True)
class Estimate:
    """What one way of training needs on each GPU, in GiB, and how long it takes."""

    name: str
    batch_size: int
    is_checkpointed: bool
    parameters_gib: float
    gradients_gib: float
    optimizer_gib: float
    buffers_gib: float
    """Communication buckets and, under ZeRO-3, gathered parameters."""
    activations_gib: float
    step_gib: float
    """Float32 gradients in the optimizer's step, when no activations are alive."""
    reserve_gib: float
    total_gib: float
    """The larger of the two moments: in the backward pass, and in the optimizer's step; the reserve included."""
    host_gib: float
    hours: float
    """Of computing, waiting for the slowest GPU, sending that is not hidden, and saving."""
    compute_hours: float
    traffic_hours: float
    """Of sending between GPUs, hidden behind computing or not."""
    fits: bool


@dataclass(frozen=True)
class Plan:
    """The answer: what the recipe needs, what other stages would need, and the ways out where it does not fit."""

    recipe: str
    model: str
    hardware: Hardware
    params_by_group: dict[str, int]
    trainable_params: int
    total_params: int
    precision: str
    packing: str
    samples_per_step: int
    batch_size: int
    accumulation: int
    steps: int
    epochs: float
    rows_by_task: dict[str, int]
    images: int
    row_lengths: str
    work: dict[str, Workload]
    """One epoch under each packing: shared and none."""
    asked: Estimate
    stages: list[Estimate]
    largest_batch: dict[str, int]
    """Per stage, the largest batch a GPU (of the same effective batch) that fits; 0 when none does."""
    ways_out: list[Estimate]
    checkpoint_gb: float
    """One checkpoint, of all GPUs together."""
    disk_gb: float
    """The most that lies on the disk at one time."""
    saves: int
    saving_hours: float
    imbalance: float
    hints: list[str]
    notes: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def make_plan(setup: Setup, hardware: Hardware) -> Plan:
    """Count the recipe, every ZeRO stage in its place, and, where it does not fit, the nearest ways that do.

    Args:
        setup: from `read_setup`.
        hardware: the machine.
    """
    return _Planner(setup, hardware).plan()


class _Planner:
    """One plan in the making: it deals the epoch out once per batch size and packing."""

    def __init__(self, setup: Setup, hardware: Hardware) -> None:
        self.setup = setup
        self.hardware = hardware
        self.per_gpu = setup.batch_size * setup.accumulation
        self.work = {packing: self._deal(setup.table, setup.accumulation, packing) for packing in ("shared", "none")}
        whole = self.work[setup.packing]
        self.steps = setup.max_steps if setup.max_steps > 0 else round(whole.steps * setup.epochs)
        self.epochs = self.steps / whole.steps
        self._largest = {setup.batch_size: whole.largest}
        saving = setup.saving
        self.saves = count_saves(self.steps, saving.strategy, saving.steps, self.epochs)

    def saved(self, setup: Setup) -> SavedModel:
        """What a checkpoint of this setup is made of."""
        return SavedModel(
            parameters=setup.total_params,
            trainable=setup.trainable_params,
            stage=setup.zero.stage if setup.zero.is_deepspeed else None,
            weight_bytes=setup.precision.parameter,
            has_adapters=setup.parts.lora_rank > 0,
            has_master=setup.precision.has_master,
            is_model_only=setup.saving.is_model_only,
        )

    def _deal(self, table: RowTable, accumulation: int, packing: str) -> Workload:
        is_shared = packing == "shared"
        step = StepShape(
            samples=self.per_gpu * self.hardware.gpus,
            micro_batches=accumulation * self.hardware.gpus,
            ranks=self.hardware.gpus,
            pictures=self.setup.pictures_per_step if is_shared else None,
            rows_per_picture=self.setup.rows_per_picture if is_shared else None,
        )
        return plan_workload(
            table,
            packing=packing,
            step=step,
            max_length=self.setup.max_length,
            seed=self.setup.seed,
            attention=self.setup.parts.attention,
            hidden_size=self.setup.shape.language.hidden_size,
        )

    def largest(self, batch_size: int) -> MicroBatch:
        """The costliest micro-batch when a GPU takes this many rows at once."""
        if batch_size not in self._largest:
            sampled = self.setup.table.take(images=_SAMPLED_IMAGES)
            self._largest[batch_size] = self._deal(sampled, self.per_gpu // batch_size, self.setup.packing).largest
        return self._largest[batch_size]

    def estimate(
        self, setup: Setup, *, batch_size: int | None = None, gpus: int | None = None, name: str | None = None
    ) -> Estimate:
        """What this setup needs."""
        hardware, zero, parts, tower = self.hardware, setup.zero, setup.parts, setup.shape.language
        batch_size, gpus = batch_size or setup.batch_size, gpus or hardware.gpus
        states = memory.count_state_bytes(
            setup.held_params,
            setup.trainable_params,
            zero,
            gpus=gpus,
            precision=setup.precision,
            four_bit_params=setup.four_bit_params,
            largest_four_bit=tower.hidden_size * tower.intermediate_size if setup.four_bit_params else 0,
        )
        activations = memory.count_activation_bytes(
            setup.shape, self.largest(batch_size), parts, precision=setup.precision
        )
        total = states.at_rest + max(states.gathered + activations.total, states.step) + hardware.reserve_gib * GIB
        flops = count_epoch_flops(setup.shape, self.work[setup.packing], parts).total * self.epochs
        hours = compute = estimate_hours(flops, gpus, hardware.speed) * self.work[setup.packing].imbalance
        traffic = 0.0
        if gpus > 1:
            moved = count_traffic(
                setup.total_params, setup.trainable_params, zero, gpus=gpus, bytes_each=setup.precision.parameter
            )
            accumulation = self.per_gpu // batch_size
            traffic = estimate_traffic_hours(
                moved, steps=self.steps, accumulation=accumulation, link_gb_per_s=hardware.link_gb_per_s
            )
            hours = add_unhidden(compute, traffic)
        hours += estimate_saving_hours(self.saved(setup), saves=self.saves, disk_gb_per_s=hardware.disk_gb_per_s)
        if zero.offload_optimizer:
            hours += estimate_offload_hours(
                setup.trainable_params,
                self.steps,
                self.steps * (self.per_gpu // batch_size),
                gpus,
                hardware.speed,
                fetched_params=setup.total_params if zero.offload_param else 0,
            )
        has_host = hardware.host_memory_gib is None or states.host <= hardware.host_memory_gib * GIB
        return Estimate(
            name=name or zero.name,
            batch_size=batch_size,
            is_checkpointed=parts.is_checkpointed,
            parameters_gib=states.parameters / GIB,
            gradients_gib=states.gradients / GIB,
            optimizer_gib=states.optimizer / GIB,
            buffers_gib=(states.buckets + states.gathered) / GIB,
            activations_gib=activations.total / GIB,
            step_gib=states.step / GIB,
            reserve_gib=hardware.reserve_gib,
            total_gib=total / GIB,
            host_gib=states.host / GIB,
            hours=hours,
            compute_hours=compute,
            traffic_hours=traffic,
            fits=total <= hardware.usable_gib * GIB and has_host,
        )

    def plan(self) -> Plan:
        """Put everything together."""
        setup, hardware = self.setup, self.hardware
        asked = self.estimate(setup)
        stages = [self.estimate(staged) for staged in self._stages()]
        sizes = self._batch_sizes()
        largest_batch = {
            staged.zero.name: max((b for b in sizes if self.estimate(staged, batch_size=b).fits), default=0)
            for staged in self._stages()
        }
        return Plan(
            recipe=setup.recipe,
            model=setup.shape.source,
            hardware=hardware,
            params_by_group=setup.shape.params,
            trainable_params=setup.trainable_params,
            total_params=setup.total_params,
            precision=setup.precision.name,
            packing=setup.packing,
            samples_per_step=self.per_gpu * hardware.gpus,
            batch_size=setup.batch_size,
            accumulation=setup.accumulation,
            steps=self.steps,
            epochs=self.epochs,
            rows_by_task=setup.table.rows_by_task,
            images=setup.table.images,
            row_lengths=setup.table.note,
            work=self.work,
            asked=asked,
            stages=stages,
            largest_batch=largest_batch,
            ways_out=[] if asked.fits else [way for way in self._ways_out() if way.fits],
            checkpoint_gb=count_checkpoint_bytes(self.saved(setup)) / GB,
            disk_gb=count_disk_bytes(self.saved(setup), saves=self.saves, kept=setup.saving.kept) / GB,
            saves=self.saves,
            saving_hours=estimate_saving_hours(
                self.saved(setup), saves=self.saves, disk_gb_per_s=hardware.disk_gb_per_s
            ),
            imbalance=self.work[setup.packing].imbalance,
            hints=list(self._hints(asked)),
            notes=[*setup.notes, *self._assumptions()],
        )

    def _hints(self, asked: Estimate) -> Iterator[str]:
        """What would make the recipe faster or cheaper, and fits."""
        setup = self.setup
        if setup.zero.stage < 3 and not (setup.parts.is_compiled and not setup.parts.is_checkpointed):
            faster = replace(setup, parts=replace(setup.parts, is_checkpointed=False, is_compiled=True))
            if (kept := self.estimate(faster)).fits:
                change = "activation_checkpointing false and " if setup.parts.is_checkpointed else ""
                gain = "1.7" if setup.parts.is_checkpointed else "1.4"
                yield (
                    f"{change}compile_layers true fit too, with {kept.total_gib:.1f} GiB; with LoRA on an H100 that "
                    f"was {gain} times as fast"
                )
        if setup.zero.stage in (2, 3) and setup.accumulation > 1 and self.hardware.gpus > 1:
            for size in self._batch_sizes():
                if size > setup.batch_size and self.estimate(setup, batch_size=size).fits:
                    larger = self.estimate(setup, batch_size=size)
                    times = size // setup.batch_size
                    yield (
                        f"per_device_train_batch_size {size} with gradient_accumulation_steps {self.per_gpu // size} "
                        f"divides {setup.zero.name}'s traffic by {times} ({asked.traffic_hours:.1f} h of sending become"
                        f" {larger.traffic_hours:.1f} h) and takes {larger.total_gib:.1f} GiB"
                    )
                    break
        if self.saves and not setup.saving.is_model_only and self.saved(setup).stage == 3:
            yield (
                "save_only_model true keeps the weights alone "
                f"({count_checkpoint_bytes(replace(self.saved(setup), is_model_only=True)) / GB:.1f} GB a checkpoint): "
                "good for comparing checkpoints, but no run can go on from them"
            )

    def _stages(self) -> list[Setup]:
        """The recipe under each ZeRO stage, with DeepSpeed's mixed precision where it trains in 16 bits."""
        setup = self.setup
        precision = setup.precision
        if precision in (memory.AUTOCAST, memory.PURE_16, memory.ADAPTED):
            precision = memory.MIXED
        zero = replace(setup.zero, is_deepspeed=True)
        chosen = [with_stage(zero, stage) for stage in range(4)] + [with_stage(zero, 3, is_offloaded=True)]
        return [
            replace(setup, zero=zero, precision=precision, is_four_bit=setup.is_four_bit and zero.stage < 3)
            for zero in chosen
        ]

    def _batch_sizes(self) -> list[int]:
        """The batch a GPU takes at once, halved or doubled within the same effective batch."""
        sizes = [self.setup.batch_size]
        while sizes[-1] % 2 == 0:
            sizes.append(sizes[-1] // 2)
        while self.per_gpu % (sizes[0] * 2) == 0:
            sizes.insert(0, sizes[0] * 2)
        return sizes

    def _ways_out(self) -> Iterator[Estimate]:
        """Changes of the recipe, the smallest first."""
        setup = self.setup
        checkpointed = replace(setup, parts=replace(setup.parts, is_checkpointed=True))
        if not setup.parts.is_checkpointed:
            yield self.estimate(checkpointed, name="gradient checkpointing")
        for size in self._batch_sizes():
            if size < setup.batch_size:
                name = f"per_device_train_batch_size {size}, gradient_accumulation_steps {self.per_gpu // size}"
                yield self.estimate(setup, batch_size=size, name=name)
        if setup.parts.lora_rank and not setup.is_four_bit and setup.zero.stage < 3:
            yield self.estimate(replace(setup, is_four_bit=True), name="--lora_bits 4 (QLoRA, by bitsandbytes)")
        for staged in self._stages()[2:]:
            if (staged.zero.stage, staged.zero.offload_optimizer) <= (setup.zero.stage, setup.zero.offload_optimizer):
                continue
            parts = checkpointed.parts
            suffix = "" if setup.parts.is_checkpointed else ", gradient checkpointing"
            yield self.estimate(replace(staged, parts=parts), name=staged.zero.name + suffix)
        if setup.parts.lora_rank == 0 and "language" in setup.parts.groups:
            for staged in [setup, *self._stages()[2:4]]:
                if staged is setup or staged.zero.stage > setup.zero.stage:
                    name = f"--lora_r {_LORA_RANK}, {staged.zero.name}, gradient checkpointing"
                    yield self.estimate(staged.with_lora(_LORA_RANK, is_checkpointed=True), name=name)
        stage_3 = replace(self._stages()[3], parts=checkpointed.parts)
        for gpus in (2, 4, 8, 16, 32, 64):
            if gpus > self.hardware.gpus:
                way = self.estimate(stage_3, gpus=gpus, name=f"{gpus} GPUs, ZeRO-3, gradient checkpointing")
                yield way
                if way.fits:
                    return

    def _assumptions(self) -> list[str]:
        hardware, speed = self.hardware, self.hardware.speed
        four_bit = ["4-bit weights: not divided among GPUs; ZeRO-3 is counted with 16-bit ones"]
        return [
            *(four_bit if self.setup.is_four_bit else []),
            f"rows: {self.setup.table.note}",
            f"time: {speed.peak_tflops:g} TFLOP/s a GPU at {speed.utilization:.0%} (assumed; loading and evaluation "
            "are not counted)",
            f"traffic: a link of {hardware.link_gb_per_s:g} GB/s (both ways counted; "
            + ", ".join(f"{speed_} is {name}" for speed_, name in LINKS.items())
            + "), 40% of which each way is reached, behind up to 70% of computing (assumed)",
            f"disk: {hardware.disk_gb_per_s:g} GB/s (assumed)",
            f"memory: {hardware.usable_gib:g} GiB of a GPU of {hardware.gpu_memory_gib:g} can be used; "
            f"{hardware.reserve_gib:g} GiB kept for CUDA, NCCL, workspaces and fragmentation (assumed)",
        ]

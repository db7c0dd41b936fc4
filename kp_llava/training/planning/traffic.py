"""What GPUs send each other, and what saving takes: the hours that arithmetic alone does not count."""

from __future__ import annotations

from dataclasses import dataclass

from ..checkpoints.disk import GB, SavedModel, count_checkpoint_bytes
from .memory import ZeroOptions

# the most that a link moves in practice, of what its name says (both ways counted): half of it each way, 80% of that
LINK_SHARE = 0.4
HIDDEN_SHARE = 0.7  # of the computing time, in which sending goes on next to it
LINKS = {600: "NVLink of an A100", 64: "PCIe 4.0 x16", 25: "200 Gb/s Ethernet or InfiniBand"}

# GiB of a card that programs can use, by the number in its name: the driver and error correction take the rest
_USABLE_GIB = {16: 15.6, 24: 23.6, 32: 31.7, 40: 39.4, 48: 47.4, 80: 79.2, 94: 93.1, 96: 95.0, 141: 139.8, 192: 191.7}


@dataclass(frozen=True)
class Traffic:
    """Bytes that a GPU sends and as many that it receives.

    Attributes:
        micro_step: in each forward and backward pass.
        step: once more in each optimizer step.
    """

    micro_step: float
    step: float


def usable_gib(named: float) -> float:
    """What programs can use of a card's memory: 79.2 of 80, 23.6 of 24; 98.5% of a number that no card is named by."""
    return _USABLE_GIB.get(int(named), named * 0.985) if named == int(named) else named


def count_traffic(
    total_params: int, trainable_params: int, zero: ZeroOptions, *, gpus: int, bytes_each: int = 2
) -> Traffic:
    """Count what a ring of N GPUs moves, per GPU; every part is moved (N - 1) / N times.

    ZeRO paper (arXiv:1910.02054), section 7: plain data parallelism and stage 1 reduce and spread the gradients once a
    step, 2 e T; stage 2 reduces them in each micro-step, e T, and gathers new weights, e T, in each step; stage 3
    gathers all weights for the forward and again for the backward pass, 2 e P, and reduces gradients, e T.

    Args:
        total_params: P.
        trainable_params: T.
        zero: the stage.
        gpus: N.
        bytes_each: e.
    """
    part = (gpus - 1) / gpus
    trained, everything = bytes_each * trainable_params * part, bytes_each * total_params * part
    if zero.stage == 3:
        return Traffic(2 * everything + trained, 0.0)
    if zero.stage == 2:
        return Traffic(trained, trained)
    return Traffic(0.0, 2 * trained)


def estimate_traffic_hours(traffic: Traffic, *, steps: int, accumulation: int, link_gb_per_s: float) -> float:
    """Hours of sending, hidden or not, over a link of this many GB/s (both ways counted, as vendors do)."""
    moved = traffic.micro_step * accumulation * steps + traffic.step * steps
    return moved / (link_gb_per_s * LINK_SHARE * GB) / 3600


def add_unhidden(compute_hours: float, traffic_hours: float) -> float:
    """Hours of both: sending is hidden behind the larger part of computing, and what is left is waited for."""
    return compute_hours + max(0.0, traffic_hours - HIDDEN_SHARE * compute_hours)


def estimate_saving_hours(model: SavedModel, *, saves: int, disk_gb_per_s: float) -> float:
    """Hours in which all GPUs wait for checkpoints to be written."""
    return saves * count_checkpoint_bytes(model) / (disk_gb_per_s * GB) / 3600

"""Floating-point operations of one epoch, and the hours they take.

The counting of Kaplan et al., "Scaling Laws for Neural Language Models" (arXiv:2001.08361), section 2.1: a forward
pass takes 2 operations per weight and token plus the attention's, a backward pass twice that: once for the inputs'
gradients, once for the weights'. Here each part is counted by what it does: frozen weights have no gradients of their
own, a frozen vision tower has no backward pass at all, checkpointed layers run forward twice, and the vocabulary
projection runs at supervised positions only.
"""

from __future__ import annotations

from dataclasses import dataclass

from .memory import TrainedParts
from .model_shape import ModelShape
from .workload import Workload


@dataclass(frozen=True)
class EpochFlops:
    """Operations of one epoch over all GPUs, by part of the model; recomputation is counted in."""

    vision: float
    projector: float
    language: float
    head: float

    @property
    def total(self) -> float:
        """All operations of the epoch."""
        return self.vision + self.projector + self.language + self.head


def count_epoch_flops(shape: ModelShape, work: Workload, parts: TrainedParts) -> EpochFlops:
    """Count the operations of one epoch.

    Per part, with F its forward pass (2 x weights x tokens, and 4 x layers x attention width x pairs of tokens for the
    attention): F forward, F again if checkpointed, F for the inputs' gradients if anything before or in it trains, and
    the matrices' share of F for their weights' gradients if they train. The attention's backward pass is twice its
    forward pass. Pairs that the mask hides are not counted, though masked attention computes some of them.
    """
    is_full = "language" in parts.groups and parts.lora_rank == 0
    trains_vision, trains_projector = "vision" in parts.groups, "projector" in parts.groups
    again = 1 if parts.is_checkpointed else 0

    tower = shape.language
    matrices = 2.0 * tower.matmul_params * work.tokens
    attention = 4.0 * tower.layers * tower.heads * tower.head_dim * work.attention_pairs
    adapters = 2.0 * parts.lora_rank * tower.linear_features * work.tokens
    language = matrices * (2 + again + is_full) + attention * (3 + again) + adapters * (3 + again)
    head = 2.0 * shape.head_params * work.supervised_tokens * (2 + is_full)

    tower, places = shape.vision, work.image_visits * shape.vision_tokens
    forward = 2.0 * tower.matmul_params * places
    forward += 4.0 * tower.layers * tower.hidden_size * places * shape.vision_tokens
    vision = forward * (3 + again if trains_vision else 1)

    forward = 2.0 * shape.projector_matmul_params * work.image_visits * shape.image_tokens
    projector = forward * (1 + trains_vision + trains_projector)
    return EpochFlops(vision, projector, language, head)


@dataclass(frozen=True)
class Speed:
    """What a GPU is assumed to do; an A100's published peak, and a share of it that such training usually reaches.

    Attributes:
        peak_tflops: dense matrix operations a second in the training's precision, in units of 10^12.
        utilization: the share that is really reached, recomputation and communication included.
        host_gib_per_s: between a GPU and the host's memory, for offloading.
        host_params_per_s: parameters that the host's Adam updates in a second, over all GPUs.
    """

    peak_tflops: float = 312.0
    utilization: float = 0.4
    host_gib_per_s: float = 20.0
    host_params_per_s: float = 1.0e9


def estimate_hours(flops: float, gpus: int, speed: Speed) -> float:
    """Hours that the operations take on `gpus` GPUs at the assumed speed."""
    return flops / (gpus * speed.peak_tflops * 1e12 * speed.utilization) / 3600


def estimate_offload_hours(
    trainable_params: int, steps: int, micro_steps: int, gpus: int, speed: Speed, *, fetched_params: int = 0
) -> float:
    """Hours that offloading adds, not hidden behind computing: an upper bound.

    Args:
        trainable_params: their gradients (2 bytes) go down in each micro-step and new weights (2 bytes) up in each
            step.
        steps: optimizer steps.
        micro_steps: forward and backward passes of one GPU.
        gpus: that share the way.
        speed: the host's rates.
        fetched_params: parameters that lie on the host and are fetched twice in each micro-step; 0 when they stay.
    """
    gib = 2**30
    up_and_down = 2 * trainable_params / gpus * (micro_steps + steps) + 2 * 2 * fetched_params / gpus * micro_steps
    return (up_and_down / (speed.host_gib_per_s * gib) + trainable_params * steps / speed.host_params_per_s) / 3600

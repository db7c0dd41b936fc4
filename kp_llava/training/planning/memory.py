"""Memory that one GPU needs in training: model states by ZeRO stage, and the activations of one micro-batch.

Sources. States: Rajbhandari et al., "ZeRO: Memory Optimizations Toward Training Trillion Parameter Models"
(arXiv:1910.02054), section 3.1 and figure 1, plus what DeepSpeed itself adds (fp32 gradients in the step, gathered
parameters, buckets). Activations: the counting of Korthikanti et al., "Reducing Activation Recomputation in Large
Transformer Models" (arXiv:2205.05198), section 4, done anew for what these models keep: fused attention holds no
scores, RMSNorm holds its input in float32, the gated MLP holds four tensors of its inner width, frozen weights need
no inputs, and logits exist at supervised positions only.

All sizes are bytes unless a name says GiB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .model_shape import ModelShape, TowerShape

GIB = 2**30
HOST_BUFFER_FACTOR = 1.5  # DeepSpeed's own `additional_buffer_factor` for what lies in the host's memory


@dataclass(frozen=True)
class Precision:
    """Bytes of a number in each place.

    Attributes:
        name: in words.
        parameter: of the parameters and their gradients.
        compute: of activations that matrices read.
        residual: of the stream between layers.
        has_master: whether the optimizer keeps float32 copies of the trained parameters.
        moment: of each of Adam's two moments.
        frozen: of the parameters that do not train, where they differ from those that do.
    """

    name: str
    parameter: int
    compute: int
    residual: int
    has_master: bool
    moment: int = 4
    frozen: int | None = None


MIXED = Precision("16-bit weights, float32 master copies (DeepSpeed)", 2, 2, 2, True)
FLOAT32 = Precision("float32", 4, 4, 4, False)
AUTOCAST = Precision("float32 weights, 16-bit autocast", 4, 2, 4, False)
PURE_16 = Precision("16-bit weights and moments", 2, 2, 2, False, 2)
ADAPTED = Precision("frozen 16-bit weights, float32 adapters and projector, 16-bit autocast", 4, 2, 2, False, frozen=2)
# 4 bits, an 8-bit scale for each 64 of them, and a float32 scale for each 256 scales (arXiv:2305.14314, section 3)
FOUR_BIT = 0.5 + 1 / 64 + 4 / (64 * 256)


@dataclass(frozen=True)
class ZeroOptions:
    """What of a DeepSpeed JSON changes the memory; the defaults are DeepSpeed's."""

    stage: int = 0
    is_deepspeed: bool = True
    offload_optimizer: bool = False
    offload_param: bool = False
    sub_group_size: int = 1_000_000_000
    max_live_parameters: int = 1_000_000_000
    prefetch_bucket_size: int = 50_000_000
    reduce_bucket_size: int = 500_000_000
    overlap_comm: bool = False

    @property
    def name(self) -> str:
        """The stage as people say it, such as "ZeRO-3 + offload"."""
        if not self.is_deepspeed:
            return "no DeepSpeed"
        return f"ZeRO-{self.stage}" + (" + offload" if self.offload_optimizer or self.offload_param else "")


def read_zero_options(deepspeed: Mapping[str, Any], hidden_size: int) -> ZeroOptions:
    """Take the memory-relevant settings from a DeepSpeed configuration.

    Args:
        deepspeed: The parsed JSON.
        hidden_size: The language model's; transformers fills "auto" buckets with its square
            (`HfTrainerDeepSpeedConfig.trainer_config_finalize`).
    """
    zero = deepspeed.get("zero_optimization") or {}
    stage = int(zero.get("stage", 0))
    automatic = {
        "reduce_bucket_size": hidden_size * hidden_size,
        "stage3_prefetch_bucket_size": int(0.9 * hidden_size * hidden_size),
    }

    def number(key: str, default: int) -> int:
        value = zero.get(key, default)
        return automatic.get(key, default) if value == "auto" else int(value)

    def is_on_host(key: str) -> bool:
        return (zero.get(key) or {}).get("device", "none") != "none"

    return ZeroOptions(
        stage=stage,
        offload_optimizer=stage > 0 and is_on_host("offload_optimizer"),
        offload_param=stage == 3 and is_on_host("offload_param"),
        sub_group_size=number("sub_group_size", ZeroOptions.sub_group_size),
        max_live_parameters=number("stage3_max_live_parameters", ZeroOptions.max_live_parameters),
        prefetch_bucket_size=number("stage3_prefetch_bucket_size", ZeroOptions.prefetch_bucket_size),
        reduce_bucket_size=number("reduce_bucket_size", ZeroOptions.reduce_bucket_size),
        overlap_comm=bool(zero.get("overlap_comm", stage == 3)),
    )


@dataclass(frozen=True)
class StateBytes:
    """Model states of one GPU, and what lies in the host's memory for all GPUs of a node."""

    parameters: int
    gradients: int
    optimizer: int
    """Float32 master weights (mixed precision only) and Adam's two moments."""
    step: int
    """Float32 copies of gradients that live only while the optimizer steps."""
    gathered: int
    """ZeRO-3's full parameters of the layers at work; a 4-bit matrix, written out."""
    buckets: int
    """Buffers in which gradients are put together for communication."""
    host: int

    @property
    def at_rest(self) -> int:
        """What is held all the time."""
        return self.parameters + self.gradients + self.optimizer + self.buckets


def count_state_bytes(
    total_params: int,
    trainable_params: int,
    zero: ZeroOptions,
    *,
    gpus: int,
    precision: Precision = MIXED,
    four_bit_params: int = 0,
    largest_four_bit: int = 0,
) -> StateBytes:
    """Count the model states under Adam with P parameters, T of them trained, on N GPUs of one node.

    ZeRO paper, section 3.1, with e bytes a parameter: parameters e P, gradients e T, optimizer 4 T for the master
    copy (of mixed precision) and twice 4 T for the moments; stage 1 divides the optimizer by N, stage 2 the gradients
    too, stage 3 the parameters too. Frozen parameters have neither gradients nor optimizer states, but stage 3
    divides them too.

    What DeepSpeed adds: float32 copies of the gradients in the step (all of a GPU's share in stages 0 to 2, one sub-
    group in stage 3); an optimizer on the host takes the gradients along, in float32; host bytes carry a factor of
    1.5. Without DeepSpeed, PyTorch's data parallel keeps a second copy of the gradients in its buckets, and autocast
    16-bit copies of the weights that are not in 16 bits. A matrix in 4 bits is written out for as long as it is used.

    Args:
        total_params: P.
        trainable_params: T.
        zero: stage and offloading.
        gpus: N.
        precision: bytes of a number in each place.
        four_bit_params: how many of the frozen parameters lie in 4 bits.
        largest_four_bit: of the largest matrix among them.
    """
    e = precision.parameter
    frozen = e if precision.frozen is None else precision.frozen
    frozen_params = total_params - trainable_params - four_bit_params
    trained_here = trainable_params / (gpus if zero.stage >= 1 else 1)
    parameters = e * trainable_params + frozen * frozen_params + FOUR_BIT * four_bit_params
    parameters /= gpus if zero.stage == 3 else 1
    parameters += precision.compute * trainable_params if precision.compute < e else 0
    parameters += precision.compute * frozen_params if precision.compute < frozen else 0
    gradients = e * trainable_params / (gpus if zero.stage >= 2 else 1)
    optimizer = (4 * precision.has_master + 2 * precision.moment) * trained_here
    step = 0.0
    if precision.has_master:
        step = 4 * (min(trained_here, zero.sub_group_size) if zero.stage == 3 else trained_here)
    gathered = e * min(total_params, zero.max_live_parameters + zero.prefetch_bucket_size) if zero.stage == 3 else 0
    gathered += precision.compute * largest_four_bit
    buckets = 0
    if not zero.is_deepspeed:
        buckets = e * trainable_params if gpus > 1 else 0
    elif zero.stage > 0:
        buckets = e * min(zero.reduce_bucket_size, trainable_params) * (2 if zero.overlap_comm else 1)
    host = 0.0
    if zero.offload_optimizer:
        host += (optimizer + 4 * trained_here) * gpus
        gradients = gradients if zero.stage == 1 else 0
        optimizer = step = 0.0
    if zero.offload_param:
        host += parameters * gpus
        parameters = 0.0
    sizes = (parameters, gradients, optimizer, step, gathered, buckets, host * HOST_BUFFER_FACTOR)
    return StateBytes(*(int(size) for size in sizes))


@dataclass(frozen=True)
class MicroBatch:
    """One GPU's share of one forward pass."""

    samples: int
    images: int
    row_tokens: int
    """Length of the longest row, to which an unpacked batch is padded."""
    language_tokens: int
    """Places in the language model, padding included."""
    supervised_tokens: int


@dataclass(frozen=True)
class TrainedParts:
    """What trains, as far as the activations depend on it."""

    groups: frozenset[str]
    lora_rank: int = 0
    lora_dropout: float = 0.0
    is_checkpointed: bool = False
    attention: str = "sdpa"
    is_compiled: bool = False


@dataclass(frozen=True)
class ActivationBytes:
    """Activations of one micro-batch on one GPU."""

    vision: int
    projector: int
    language: int
    working: int
    """What comes and goes on top at the worst moment: one layer recomputed, the logits, or the frozen tower at work."""

    @property
    def total(self) -> int:
        """The most that is alive at one time."""
        return self.vision + self.projector + self.language + self.working


def count_decoder_layer_bytes(tower: TowerShape, parts: TrainedParts, *, row_tokens: int, precision: Precision) -> int:
    """Count what one Llama-like layer keeps for the backward pass, per token.

    Per token, with h, f the widths, a = heads x head size, e bytes a number: each of two norms keeps its input in
    float32 (4 h) and one number, and, if its weight trains, the normalized input (as wide as the residual stream);
    the three attention and two MLP matrices share their inputs (2 e h, only if they or their adapters train); fused
    attention keeps queries, keys, values and its output (4 e a) and a log-sum per head; the output matrix
    reads the same tensor; the MLP keeps gate, activation and up (3 e f), and the product (e f) if the down matrix or
    its adapter trains. A compiled layer keeps each norm's input in the residual stream's type, not in float32, and
    works the activation out again (e f less). Eager attention keeps scores in float32 and in e instead. An adapter
    keeps its r numbers for each of seven matrices, and with dropout a copy and a byte mask of each input; compiled, the
    copies take the place of the inputs.
    """
    h, f, e = tower.hidden_size, tower.intermediate_size, precision.compute
    a = tower.heads * tower.head_dim
    has_adapter = parts.lora_rank > 0
    is_full = "language" in parts.groups and not has_adapter
    kept = 2 * 4 + 4 * e * a
    kept += 2 * precision.residual * h + 2 * e * f if parts.is_compiled else 2 * 4 * h + 3 * e * f
    if parts.attention == "eager":
        kept += tower.heads * row_tokens * (4 + (e if e < 4 else 0))
    else:
        kept += 4 * tower.heads
    if is_full and not parts.is_compiled:
        kept += 2 * precision.residual * h
    if is_full or has_adapter:
        kept += 2 * e * h + e * f
    if has_adapter:
        kept += 7 * parts.lora_rank * e
        if parts.lora_dropout > 0:
            kept += 5 * h + a + f + e * (3 * h + a if parts.is_compiled else 5 * h + a + f)
    return kept


def count_vision_layer_bytes(tower: TowerShape, *, element_bytes: int) -> int:
    """Count what one trained CLIP layer keeps per place: 8 e h + 3 e f, a log-sum per head, and four norm numbers.

    Two LayerNorm inputs, two inputs of matrices behind them, queries, keys, values and the attention's output are of
    width h; the MLP's inner tensor, its sigmoid and their product (quick GELU) of width f.
    """
    e = element_bytes
    return e * (8 * tower.hidden_size + 3 * tower.intermediate_size) + 4 * tower.heads + 4 * e


def count_activation_bytes(
    shape: ModelShape, batch: MicroBatch, parts: TrainedParts, *, precision: Precision = MIXED
) -> ActivationBytes:
    """Count the activations of one micro-batch at its worst moment.

    With gradient checkpointing a layer keeps its input only (e h per token) and one layer at a time is computed anew
    (arXiv:2205.05198, section 5, full recomputation). The logits take 12 bytes each at their worst: the logits, their
    log-softmax and its gradient. A norm's backward pass holds five float32 tensors of width h, the MLP's three of
    f, and eager attention's one float32 tensor of scores.
    """
    language, vision, e = shape.language, shape.vision, precision.compute
    h, tokens = language.hidden_size, batch.language_tokens
    layer = count_decoder_layer_bytes(language, parts, row_tokens=batch.row_tokens, precision=precision) * tokens
    kept_per_layer = precision.residual * h * tokens if parts.is_checkpointed else layer
    backward = max(20 * h, 3 * e * language.intermediate_size) * tokens
    if parts.attention == "eager":
        backward += 4 * language.heads * batch.row_tokens * tokens
    # embeddings before and after the pictures come in, the rotary tables, and the last norm
    edges = (2 * precision.residual * h + 2 * e * language.head_dim + 4 * h + 2 * precision.residual * h) * tokens
    # the mask of packed rows is made once for all layers; flex_attention needs none
    if parts.attention == "sdpa":
        edges += e * batch.row_tokens * tokens
    head = batch.supervised_tokens * (e * h + 12 * shape.vocabulary_size)

    places = batch.images * shape.vision_tokens
    trains_vision = "vision" in parts.groups
    vision_layer = count_vision_layer_bytes(vision, element_bytes=e) * places
    vision_states = e * vision.hidden_size * vision.layers * places
    frozen_vision = vision_states + e * (2 * vision.hidden_size + 3 * vision.intermediate_size) * places
    kept_vision = 0
    if trains_vision:
        kept_vision = vision_states if parts.is_checkpointed else vision.layers * vision_layer
    trains_projector = "projector" in parts.groups
    needs_projector = trains_projector or trains_vision
    image_places = batch.images * shape.image_tokens
    kept_projector = e * h * image_places * (1 + needs_projector + trains_projector)
    kept_projector += e * vision.hidden_size * image_places

    working = max(head, backward + (layer if parts.is_checkpointed else 0))
    if trains_vision and parts.is_checkpointed:
        working = max(working, 2 * vision_layer)
    kept_language = language.layers * kept_per_layer + edges
    if not trains_vision:
        working = max(working, frozen_vision - kept_language)
    return ActivationBytes(int(kept_vision), int(kept_projector), int(kept_language), int(working))


def with_stage(zero: ZeroOptions, stage: int, is_offloaded: bool = False) -> ZeroOptions:
    """The same buckets under another stage, with both optimizer and (in stage 3) parameters on the host or neither."""
    return replace(zero, stage=stage, offload_optimizer=is_offloaded, offload_param=is_offloaded and stage == 3)

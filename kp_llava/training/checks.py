"""Settings that do not go together: each works, or is refused in one line before anything is loaded."""

from __future__ import annotations

from transformers.integrations import get_available_reporting_integrations

from ..errors import TrainingError
from .arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments, zero_stage

# of Liger's kernels those that leave our forward pass as it is
LIGER_KERNELS = {"rope": True, "rms_norm": True, "swiglu": True}
LIGER_LOSSES = ("cross_entropy", "fused_linear_cross_entropy")


def check_settings(model: ModelArguments, data: DataArguments, args: KpLlavaTrainingArguments) -> None:
    """Refuse settings under which a training would be wrong or would break later; complete those of Liger.

    Raises:
        TrainingError: names the field, and what to do.
    """
    if not args.average_tokens_across_devices:
        raise TrainingError(
            "average_tokens_across_devices: false would divide the loss by the number of GPUs once too often, as a "
            "step's loss is a mean over all of its tokens; leave it out"
        )
    if args.label_smoothing_factor:
        raise TrainingError(
            f"label_smoothing_factor: {args.label_smoothing_factor} needs scores at every token, and they are computed "
            "at supervised ones only; leave it out"
        )
    if args.auto_find_batch_size:
        raise TrainingError(
            "auto_find_batch_size: micro-batches are planned before the first step; `kp-llava plan-training` finds the "
            "largest that fits"
        )
    if args.use_liger_kernel:
        _complete_liger(args)
    missing = [name for name in args.report_to if name not in get_available_reporting_integrations()]
    if missing:
        raise TrainingError(
            f"report_to: {missing[0]} is not installed or not known; install it, or give any of trackio, wandb, "
            "tensorboard, or none"
        )
    if args.compile_layers and (zero_stage(args) == 3 or args.fsdp):
        raise TrainingError(
            "compile_layers: ZeRO-3 and FSDP gather a layer's weights as it runs, which cannot be compiled; leave it "
            "out, or use zero2.json"
        )
    if args.torch_compile:
        raise TrainingError("torch_compile: would compile the forward pass that packs rows; use compile_layers: true")
    if args.fsdp and args.deepspeed:
        raise TrainingError("fsdp and deepspeed: both are given; leave one out")
    if args.fsdp and model.lora_bits == 4:
        raise TrainingError(
            "lora_bits: 4 and fsdp do not go together (4-bit weights cannot be divided); use zero2.json"
        )
    if model.lora_bits == 4 and zero_stage(args) == 3:
        raise TrainingError(
            "lora_bits: 4 and ZeRO-3 do not go together (4-bit weights cannot be divided); use zero2.json"
        )
    if data.eval_questions is not None and zero_stage(args) == 3:
        raise TrainingError(
            "eval_questions: under ZeRO-3 every generated token would gather all weights; use zero2.json, or answer "
            "the questions after training with `kp-llava eval`"
        )


def _complete_liger(args: KpLlavaTrainingArguments) -> None:
    """Let Liger replace norms, rotary embeddings and the MLP, and leave the loss to us."""
    chosen = dict(args.liger_kernel_config or {})
    for name in LIGER_LOSSES:
        if chosen.get(name):
            raise TrainingError(
                f"liger_kernel_config: {name} would replace the forward pass that packs rows; leave it out (the loss "
                "is computed at supervised tokens only, so that little is left to save)"
            )
    args.liger_kernel_config = {**LIGER_KERNELS, **chosen, **dict.fromkeys(LIGER_LOSSES, False)}

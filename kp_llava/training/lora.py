"""LoRA: low-rank adapters in the language model, trained in its place, and merged into whole weights at the end.

Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (arXiv:2106.09685): a frozen matrix W is used as
W + (alpha / r) B A; only A (r x inputs) and B (outputs x r) train. The projector, and the vision tower where
`tune` names it, train in full as well. QLoRA (Dettmers et al., arXiv:2305.14314) keeps W in 4 bits.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel
from peft.tuners.lora import LoraLayer
from peft.utils import SAFETENSORS_WEIGHTS_NAME
from peft.utils.integrations import dequantize_module_weight
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from ..errors import TrainingError, explain_install
from .arguments import KpLlavaTrainingArguments, ModelArguments, without_zero3
from .families.family import FAMILIES, family_of_model, find_part

ADAPTER_FOLDER = "adapter"
_ADAPTER = "default"


class AdaptedModel(PeftModel):
    """peft's model, which saves its adapters and the line end that trains with LLaVA-NeXT's projector.

    That is a parameter of its own, and peft's `modules_to_save` names modules only. peft loads what it finds saved.
    """

    def save_pretrained(self, save_directory: str, **kwargs: Any) -> None:
        """Save as peft does, its adapter being the only one, and the line end where it trains."""
        super().save_pretrained(save_directory, **kwargs)
        name = _line_end_name(self)
        if name is None or not kwargs.get("is_main_process", True):
            return
        state = kwargs.get("state_dict")
        path = Path(save_directory) / SAFETENSORS_WEIGHTS_NAME
        tensors = load_file(path) | {name: (self.state_dict() if state is None else state)[name].contiguous()}
        save_file(tensors, path, metadata={"format": "pt"})


def _line_end_name(model: AdaptedModel) -> str | None:
    """The name of the line end if it trains."""
    return next(
        (name for name, p in model.named_parameters() if name.endswith("image_newline") and p.requires_grad), None
    )


def add_lora(
    model: PreTrainedModel, arguments: ModelArguments, *, seed: int, keeps_dtype: bool, is_autocast: bool = False
) -> AdaptedModel:
    """Put adapters on every linear layer of the language model's stack and freeze what they stand in for.

    Args:
        model: a LLaVA model; its modules are changed in place.
        arguments: rank, alpha, dropout, and in `tune` the parts that train in full.
        seed: of the adapters' first weights, the same on every rank; torch's global generator is left as it was.
        keeps_dtype: leave what trains in the model's type (DeepSpeed keeps float32 copies of it); else it is float32.
        is_autocast: whether training casts inputs and weights to 16 bits where they meet; adapters need not, then.
    """
    whole = _whole_parts(model, arguments.tune)
    config = LoraConfig(
        r=arguments.lora_r,
        lora_alpha=2 * arguments.lora_r if arguments.lora_alpha is None else arguments.lora_alpha,
        lora_dropout=arguments.lora_dropout,
        target_modules=_language_linears(model),
        modules_to_save=whole or None,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        adapted = AdaptedModel(model, config, autocast_adapter_dtype=False)
    line_end = getattr(model.model, "image_newline", None)
    if line_end is not None:
        line_end.requires_grad_("projector" in arguments.tune)
    if "projector" not in arguments.tune:
        for path in family_of_model(model).projector:  # it may stand in a tower that trains
            find_part(model.model, path).requires_grad_(False)
    for parameter in adapted.parameters():
        if parameter.requires_grad and not keeps_dtype and parameter.dtype != torch.float32:
            parameter.data = parameter.data.float()
    if is_autocast:
        # peft would make a float32 copy of every input, to no effect
        for module in adapted.modules():
            if isinstance(module, LoraLayer):
                module.cast_input_dtype_enabled = False
    return adapted


def _whole_parts(model: PreTrainedModel, tune: list[str]) -> list[str]:
    """Names of the parts that train in full, as peft finds modules: by the end of their names."""
    family = family_of_model(model)
    vision = [family.vision] if "vision" in tune else []
    # a part that stands in the tower is in its copy already
    projector = [path for path in family.projector if not (vision and path.startswith(f"{family.vision}."))]
    names = []
    for path in projector if "projector" in tune else []:
        part = find_part(model.model, path)
        # peft copies modules that are called, and a list is not
        if isinstance(part, torch.nn.ModuleList):
            names += [f"{path}.{number}" for number in range(len(part))]
        else:
            names.append(path)
    return [*names, *vision]


def _language_linears(model: PreTrainedModel) -> list[str]:
    """Names of the language model's matrices, the vocabulary's two left out."""
    language = find_part(model.model, family_of_model(model).language)
    prefix = next(name for name, module in model.named_modules() if module is language)
    return [f"{prefix}.{name}" for name, module in language.named_modules() if isinstance(module, torch.nn.Linear)]


def quantization(arguments: ModelArguments, *, dtype: torch.dtype) -> Any:
    """The settings under which `from_pretrained` puts the language model's matrices in 4 bits (NF4, as QLoRA does).

    Raises:
        TrainingError: bitsandbytes is not installed.
    """
    try:
        importlib.import_module("bitsandbytes")
    except ImportError as error:
        raise TrainingError(
            f"lora_bits: 4 needs bitsandbytes, which cannot be imported; {explain_install('qlora')}, or leave "
            "lora_bits out to train LoRA on 16-bit weights"
        ) from error
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=dtype,
        llm_int8_skip_modules=["lm_head", *(f".*{name}" for name in sorted(_other_parts()))],
    )


def _other_parts() -> set[str]:
    """First names of the parts of all families that are no language model."""
    paths = {path for family in FAMILIES.values() for path in (family.vision, *family.projector)}
    return {path.split(".")[0] for path in paths}


def save_merged(model: PeftModel, folder: Path | str, args: KpLlavaTrainingArguments) -> None:
    """Write the whole model with its adapters merged in, as plain transformers reads it, and the adapter next to it.

    Under ZeRO-3 every rank must call this: each matrix is gathered from all ranks for as long as it is merged.

    Args:
        model: from `add_lora`.
        folder: gets the model, and in `adapter/` what `peft.PeftModel.from_pretrained` puts on the original model.
        args: which process writes, and under which ZeRO stage.
    """
    weights, adapter = merge_weights(model, is_main=args.should_save)
    if not args.should_save:
        return
    base = model.get_base_model()
    config = copy.deepcopy(base.config)
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    # a model of the same class without weights knows how the Hub's models name them
    with without_zero3(args), torch.device("meta"):
        plain = type(base)(config).to(next(iter(weights.values())).dtype)
    plain.generation_config = base.generation_config
    if hasattr(base, "_weight_conversions"):
        plain._weight_conversions = base._weight_conversions
    plain.save_pretrained(folder, state_dict=weights)
    model.save_pretrained(Path(folder) / ADAPTER_FOLDER, state_dict=adapter)


def merge_weights(model: PeftModel, *, is_main: bool = True) -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """The model's weights with the adapters merged in, and what trained by the names that peft saves.

    The products are computed in float32 and the sums rounded to the weights' own type; a matrix in 4 bits is written
    out in the type that it computes in. Under ZeRO-3 every rank must call this.

    Returns:
        (weights by plain names, trained tensors by the adapted model's names); both empty where not `is_main`.
    """
    base = model.get_base_model()
    weights: dict[str, torch.Tensor] = {}
    adapter: dict[str, torch.Tensor] = {}
    persistent = set(base.state_dict().keys())
    named = [*base.named_parameters(), *((name, buffer) for name, buffer in base.named_buffers() if name in persistent)]
    layers = {name: module for name, module in base.named_modules() if isinstance(module, LoraLayer)}
    for name, tensor in named:
        layer = layers.get(name.removesuffix(".base_layer.weight"))
        parts = [tensor, *_factors(layer)] if layer is not None else [tensor]
        with _gathered(parts):
            if not is_main:
                continue
            if tensor.requires_grad or ".modules_to_save." in name:
                adapter[f"base_model.model.{name}"] = tensor.detach().cpu().clone()
            if ".lora_" in name or ".original_module." in name:
                continue
            plain_name = name.replace(".base_layer.", ".").replace(f".modules_to_save.{_ADAPTER}.", ".")
            weights[plain_name] = _merge(layer) if layer is not None else tensor.detach().cpu().clone()
    return weights, adapter


def _factors(layer: LoraLayer) -> list[torch.Tensor]:
    return [layer.lora_A[_ADAPTER].weight, layer.lora_B[_ADAPTER].weight]


def _merge(layer: LoraLayer) -> torch.Tensor:
    base = layer.get_base_layer()
    weight = dequantize_module_weight(base).detach()
    a, b = (factor.detach().float() for factor in _factors(layer))
    dtype = weight.dtype if base.weight.dtype.is_floating_point else base.compute_dtype
    return (weight.float() + layer.scaling[_ADAPTER] * (b @ a)).to(dtype).cpu()


@contextlib.contextmanager
def _gathered(tensors: list[torch.Tensor]) -> Iterator[None]:
    """Whole parameters, where ZeRO-3 spread them over the ranks."""
    spread = [tensor for tensor in tensors if hasattr(tensor, "ds_id")]
    if not spread:
        yield
        return
    import deepspeed

    with deepspeed.zero.GatheredParameters(spread):
        yield

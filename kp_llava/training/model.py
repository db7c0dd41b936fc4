"""The model: loaded for training, its parts frozen or not, and a forward pass that takes packed batches."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import wraps
from types import MethodType

import torch
from peft import PeftModel
from torch.nn import functional
from transformers import AutoConfig, PreTrainedModel
from transformers.utils import ModelOutput

from ..errors import TrainingError
from .arguments import ModelArguments
from .chat import IGNORED
from .lora import add_lora, quantization, trained_copy
from .packing.masks import choose_attention, make_mask
from .processor import first_line, model_class

logger = logging.getLogger(__name__)


@dataclass
class SupervisedOutput(ModelOutput):
    """What a training forward returns.

    Attributes:
        loss: the summed loss over `num_items_in_batch`, or the mean over this batch's supervised tokens.
        token_losses: float32, shape (supervised tokens,), in the batch's order; detached.
    """

    loss: torch.Tensor | None = None
    token_losses: torch.Tensor | None = None


def teach_packing(model: PreTrainedModel) -> None:
    """Let the model's forward pass take the micro-batches of `collate` too.

    The method is bound to this one model: a subclass would not do, because transformers reads and writes the weights'
    names of its own classes only. Called without `shift_labels` the forward pass is the class's own.
    """
    plain_forward = model.forward

    @wraps(type(model).forward)  # what may be given to `generate` is read from the signature
    def forward(self, *args, shift_labels=None, **kwargs):  # type: ignore[no-untyped-def]
        if shift_labels is None:
            return plain_forward(*args, **kwargs)
        return _supervised_forward(self, shift_labels=shift_labels, **kwargs)

    model.forward = MethodType(forward, model)
    _teach_pictures(model.model)
    _spare_frozen_tower(model.model.vision_tower)


def _spare_frozen_tower(tower: torch.nn.Module) -> None:
    """Run the vision tower without gradients when nothing in it trains.

    With activation checkpointing transformers lets gradients flow into embeddings, the patches' too, and a frozen tower
    would be computed twice more and differentiated for nothing.
    """
    plain_forward = tower.forward

    def forward(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        if any(parameter.requires_grad for parameter in self.parameters()):
            return plain_forward(*args, **kwargs)
        with torch.no_grad():
            return plain_forward(*args, **kwargs)

    tower.forward = MethodType(forward, tower)


def _teach_pictures(inner: PreTrainedModel) -> None:
    """Let the inner model take the pictures of a micro-batch, each once.

    It is done inside its forward pass, where ZeRO-3 gathers a module's own weights, such as LLaVA-NeXT's line end.
    """
    plain_forward = inner.forward

    def forward(self, *args, image_order=None, input_ids=None, pixel_values=None, image_sizes=None, **kwargs):  # type: ignore[no-untyped-def]
        if image_order is None:
            pictures = {"input_ids": input_ids, "pixel_values": pixel_values, "image_sizes": image_sizes}
            pictures = {name: value for name, value in pictures.items() if value is not None}
            return plain_forward(*args, **pictures, **kwargs)
        embeds = _embed(self, input_ids, pixel_values, image_sizes, image_order)
        return plain_forward(inputs_embeds=embeds, **kwargs)

    inner.forward = MethodType(forward, inner)


def _supervised_forward(
    model: PreTrainedModel,
    *,
    input_ids: torch.Tensor,
    pixel_values: torch.Tensor,
    image_order: torch.Tensor,
    position_ids: torch.Tensor,
    shift_labels: torch.Tensor,
    labels: torch.Tensor | None = None,
    image_sizes: torch.Tensor | None = None,
    attention_mask: torch.Tensor | None = None,
    block_ids: torch.Tensor | None = None,
    branch_ids: torch.Tensor | None = None,
    num_items_in_batch: torch.Tensor | int | None = None,
) -> SupervisedOutput:
    """The loss of a micro-batch; its tensors are described in `collate`.

    The vision tower sees each picture once; the vocabulary projection and the loss are computed where a token is
    supervised, and nowhere else. `labels` are what Trainer looks for; `shift_labels` say it from the token before.
    """
    if block_ids is not None and branch_ids is not None:
        attention = model.config.text_config._attn_implementation
        attention_mask = make_mask(block_ids, branch_ids, attention, model.get_input_embeddings().weight.dtype)
    hidden = model.model(
        input_ids=input_ids,
        pixel_values=pixel_values,
        image_sizes=image_sizes,
        image_order=image_order,
        attention_mask=attention_mask,
        position_ids=position_ids,
        use_cache=False,
    ).last_hidden_state
    is_supervised = shift_labels != IGNORED
    logits = model.lm_head(hidden[is_supervised]).float()
    token_losses = functional.cross_entropy(logits, shift_labels[is_supervised], reduction="none")
    count = is_supervised.sum().clamp(min=1) if num_items_in_batch is None else num_items_in_batch
    return SupervisedOutput(loss=token_losses.sum() / count, token_losses=token_losses.detach())


def _embed(
    inner: PreTrainedModel,
    input_ids: torch.Tensor,
    pixel_values: torch.Tensor,
    image_sizes: torch.Tensor | None,
    image_order: torch.Tensor,
) -> torch.Tensor:
    """Token embeddings with each picture's features at its runs of image tokens; shape (R, L, hidden)."""
    embeds = inner.get_input_embeddings()(input_ids)
    vision_dtype = next(inner.vision_tower.parameters()).dtype
    config = inner.config
    options = {
        "vision_feature_layer": config.vision_feature_layer,
        "vision_feature_select_strategy": config.vision_feature_select_strategy,
    }
    if image_sizes is not None:
        options["image_sizes"] = image_sizes
    if hasattr(config, "vision_aspect_ratio"):
        options["vision_aspect_ratio"] = config.vision_aspect_ratio
    outputs = inner.get_image_features(pixel_values=pixel_values.to(vision_dtype), return_dict=True, **options)
    features = [picture.to(embeds.dtype) for picture in outputs.pooler_output]
    if len(image_order) == 0:
        # text only: the projector's part in the graph is kept, or other ranks would wait for its gradients
        return embeds + 0.0 * torch.stack([picture.sum() for picture in features]).sum()
    is_image = (input_ids == config.image_token_id).unsqueeze(-1)
    return embeds.masked_scatter(is_image, torch.cat([features[number] for number in image_order.tolist()]))


def load_model(
    arguments: ModelArguments,
    *,
    packing: str,
    dtype: torch.dtype,
    device: str = "cpu",
    seed: int = 0,
    has_masters: bool = False,
    is_autocast: bool = False,
) -> PreTrainedModel | PeftModel:
    """Load the model and say which of its parts train.

    Args:
        arguments: which model, and what of it.
        packing: shared asks for an attention that takes a mask of our own.
        dtype: of the weights.
        device: the type of the device that trains, for attention auto.
        seed: of LoRA's first weights.
        has_masters: whether DeepSpeed keeps float32 copies of what trains.
        is_autocast: whether the forward pass will run in 16 bits whatever the weights' types.

    Raises:
        TrainingError: no such model, one of another family, or an attention that cannot pack.
    """
    attention = choose_attention(arguments.attn_implementation, packing=packing, device=device)
    # the mask of packed batches is the language model's; a picture's patches all see each other
    attentions = {
        "": attention,
        "text_config": attention,
        "vision_config": "sdpa" if "flex" in attention else attention,
    }
    name, revision = arguments.model_name_or_path, arguments.model_revision or "main"
    try:
        model = model_class(AutoConfig.from_pretrained(name, revision=revision), name).from_pretrained(
            name,
            revision=revision,
            dtype=dtype,
            attn_implementation=attentions,
            **({"quantization_config": quantization(arguments, dtype=dtype)} if arguments.lora_bits == 4 else {}),
        )
    except (OSError, ValueError, ImportError) as error:
        raise TrainingError(f"model_name_or_path: {name!r}: {first_line(error)}") from error
    teach_packing(model)
    if arguments.lora_r:
        adapted = add_lora(model, arguments, seed=seed, keeps_dtype=has_masters, is_autocast=is_autocast)
        freeze_unused(adapted)
        return adapted
    apply_tune(model, arguments.tune)
    return model


def parameter_groups(model: PreTrainedModel) -> dict[str, list[torch.nn.Parameter]]:
    """The model's parameters by what `tune` calls them: projector, language (with the output layer), vision.

    Adapters count under language. Of the parts that peft trains as a copy, the copy is counted.
    """
    model = plain_model(model)
    inner = model.model
    line_end = getattr(inner, "image_newline", None)  # LLaVA-NeXT's and LLaVA-OneVision's, trained with the projector
    groups: dict[str, Iterable[torch.nn.Parameter]] = {
        "projector": [
            *trained_copy(inner.multi_modal_projector).parameters(),
            *([] if line_end is None else [line_end]),
        ],
        "language": [*inner.language_model.parameters(), *model.lm_head.parameters()],
        "vision": trained_copy(inner.vision_tower).parameters(),
    }
    seen: set[int] = set()
    unique: dict[str, list[torch.nn.Parameter]] = {}
    for name, parameters in groups.items():
        unique[name] = [p for p in parameters if id(p) not in seen and not seen.add(id(p))]  # type: ignore[func-returns-value]
    return unique


def plain_model(model: PreTrainedModel | PeftModel) -> PreTrainedModel:
    """The LLaVA model itself, without the wrapper that LoRA puts around it."""
    return model.get_base_model() if isinstance(model, PeftModel) else model


def apply_tune(model: PreTrainedModel, tune: Iterable[str]) -> None:
    """Let the named parts train and freeze the others."""
    tuned = set(tune)
    for name, parameters in parameter_groups(model).items():
        for parameter in parameters:
            parameter.requires_grad_(name in tuned)
    freeze_unused(model)


def freeze_unused(model: PreTrainedModel | PeftModel) -> None:
    """Freeze what of the vision tower stands behind the layer that LLaVA reads.

    Its features are those of the last layer but one, so the last layer and what follows get no gradients; data parallel
    training would wait for them.
    """
    inner = plain_model(model).model
    tower, layer = trained_copy(inner.vision_tower), inner.config.vision_feature_layer
    layers = _find_layers(tower)
    if layers is None or not isinstance(layer, int):
        return
    # hidden states are numbered from the embeddings' (0) to the last layer's
    used = layer if layer >= 0 else len(layers) + 1 + layer
    unused: list[torch.nn.Module] = list(layers[used:])
    behind = ("head", "post_layernorm") if unused else ("head",)
    unused += [module for name, module in tower.named_modules() if name.split(".")[-1] in behind]
    for module in unused:
        for parameter in module.parameters():
            parameter.requires_grad_(False)


def _find_layers(tower: torch.nn.Module) -> torch.nn.ModuleList | None:
    lists = (module for name, module in tower.named_modules() if name.split(".")[-1] == "layers")
    return next((module for module in lists if isinstance(module, torch.nn.ModuleList)), None)


def count_trainable(model: PreTrainedModel) -> dict[str, tuple[int, int]]:
    """Per part: parameters that train, and all; those that ZeRO-3 spread over ranks in full."""
    return {
        name: (
            sum(_size(parameter) for parameter in parameters if parameter.requires_grad),
            sum(_size(parameter) for parameter in parameters),
        )
        for name, parameters in parameter_groups(model).items()
    }


def _size(parameter: torch.nn.Parameter) -> int:
    return int(getattr(parameter, "ds_numel", parameter.numel()))

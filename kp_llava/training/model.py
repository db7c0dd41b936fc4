"""The model: loaded for training, its parts frozen or not, and a forward pass that takes packed batches."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial, wraps
from types import MethodType
from typing import Any

import torch
from peft import PeftModel
from torch.nn import functional
from transformers import AutoConfig, AutoModelForImageTextToText, PreTrainedConfig, PreTrainedModel
from transformers.utils import ModelOutput

from ..errors import TrainingError
from ..files.model_folder import load_whole, loading_model
from .arguments import ModelArguments
from .checkpoints.names import keep_hub_names
from .families.family import FAMILIES, family_of_model, find_family, find_part
from .families.pictures import PIXELS, TILES
from .families.positions import number_runs
from .lora import add_lora, quantization
from .packing.masks import Sight, choose_attention, make_mask

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
    _spare_frozen_tower(find_part(model.model, family_of_model(model).vision))


def _spare_frozen_tower(tower: torch.nn.Module) -> None:
    """Run the vision tower without gradients when nothing in it trains.

    With activation checkpointing transformers lets gradients flow into embeddings, the patches' too, and a frozen tower
    would be computed twice more and differentiated for nothing.
    """
    plain_forward = type(tower).forward  # unbound, as peft trains a copy of the tower

    def forward(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        if any(parameter.requires_grad for parameter in self.parameters()):
            return plain_forward(self, *args, **kwargs)
        with torch.no_grad():
            return plain_forward(self, *args, **kwargs)

    tower.forward = MethodType(forward, tower)


def _teach_pictures(inner: PreTrainedModel) -> None:
    """Let the inner model take the pictures of a micro-batch, each once.

    It is done inside its forward pass, where ZeRO-3 gathers a module's own weights, such as LLaVA-NeXT's line end.
    """
    plain_forward = inner.forward

    def forward(self, *args, image_order=None, **kwargs):  # type: ignore[no-untyped-def]
        if image_order is None:
            return plain_forward(*args, **{name: value for name, value in kwargs.items() if name != TILES})
        pixels = {name: kwargs.pop(name) for name in (*PIXELS, TILES) if name in kwargs}
        placed = _place(self, kwargs.pop("input_ids"), pixels, image_order)
        return plain_forward(*args, **kwargs, **placed)

    inner.forward = MethodType(forward, inner)


def _supervised_forward(
    model: PreTrainedModel,
    *,
    input_ids: torch.Tensor,
    image_order: list[int],
    position_ids: torch.Tensor,
    shift_labels: torch.Tensor,
    supervised: torch.Tensor,
    labels: torch.Tensor | None = None,
    attention_mask: torch.Tensor | None = None,
    block_ids: torch.Tensor | None = None,
    branch_ids: torch.Tensor | None = None,
    num_items_in_batch: torch.Tensor | int | None = None,
    **pixels: torch.Tensor,
) -> SupervisedOutput:
    """The loss of a micro-batch; its tensors are described in `collate`.

    The vision tower sees each picture once; the vocabulary projection and the loss are computed where a token is
    supervised, and nowhere else. `labels` are what Trainer looks for; `shift_labels` say it from the token before.
    """
    mask: Any = attention_mask
    if block_ids is not None and branch_ids is not None:
        mask = _make_masks(model, input_ids, position_ids, block_ids, branch_ids)
    elif family_of_model(model).joins_patches:
        pixels["token_type_ids"] = (input_ids == model.config.image_token_id).long()
    hidden = model.model(
        input_ids=input_ids,
        image_order=image_order,
        attention_mask=mask,
        position_ids=position_ids,
        use_cache=False,
        **pixels,
    ).last_hidden_state
    logits = model.lm_head(hidden.flatten(0, 1)[supervised]).float()
    token_losses = functional.cross_entropy(logits, shift_labels.flatten()[supervised], reduction="none")
    count = max(len(supervised), 1) if num_items_in_batch is None else num_items_in_batch
    return SupervisedOutput(loss=token_losses.sum() / count, token_losses=token_losses.detach())


def _make_masks(
    model: PreTrainedModel,
    input_ids: torch.Tensor,
    position_ids: torch.Tensor,
    block_ids: torch.Tensor,
    branch_ids: torch.Tensor,
) -> Any:
    """The mask of a packed batch; one for each kind of layer where they differ."""
    text = model.config.text_config
    make = partial(
        make_mask, block_ids, branch_ids, text._attn_implementation, model.get_input_embeddings().weight.dtype
    )
    if not family_of_model(model).joins_patches:
        return make()
    runs = number_runs(input_ids == model.config.image_token_id)
    return {
        "full_attention": make(Sight(runs, position_ids)),
        "sliding_attention": make(Sight(runs, position_ids, text.sliding_window)),
    }


def _place(
    inner: PreTrainedModel, input_ids: torch.Tensor, pixels: dict[str, torch.Tensor], order: list[int]
) -> dict[str, Any]:
    """The pictures' features, each computed once, as the inner model takes them: in the order in which they stand."""
    tiles = pixels.pop(TILES, None)
    vision_dtype = next(find_part(inner, FAMILIES[inner.config.model_type].vision).parameters()).dtype
    pixels["pixel_values"] = pixels["pixel_values"].to(vision_dtype)
    names = ("vision_feature_layer", "vision_feature_select_strategy", "vision_aspect_ratio")
    options = {name: getattr(inner.config, name) for name in names if hasattr(inner.config, name)}
    outputs = inner.get_image_features(**pixels, **options, return_dict=True)
    deep = getattr(outputs, "deepstack_features", None) or []
    if not order:
        # text only: the projector's part in the graph is kept, or other ranks would wait for its gradients
        unused = [picture.sum() for layer in (outputs.pooler_output, *deep) for picture in layer]
        return {"inputs_embeds": inner.get_input_embeddings()(input_ids) + 0.0 * torch.stack(unused).sum()}
    outputs.pooler_output = _reorder(outputs.pooler_output, tiles, order)
    if deep:
        outputs.deepstack_features = [_reorder(layer, None, order) for layer in deep]
    return {"input_ids": input_ids, "mm_encoder_outputs": {"image": outputs}}


def _reorder(features: Any, tiles: torch.Tensor | None, order: list[int]) -> Any:
    """Features picture by picture in a given order, in the form that they came in."""
    if not isinstance(features, torch.Tensor):
        return [features[number] for number in order]
    if tiles is None:
        return features[order]
    by_picture = features.split(tiles.tolist())
    return torch.cat([by_picture[number] for number in order])


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
    with loading_model(
        name,
        f"model_name_or_path: {name!r} cannot be loaded",
        error=TrainingError,
        read_config=lambda: PreTrainedConfig.get_config_dict(name, revision=revision)[0],
    ):
        find_family(AutoConfig.from_pretrained(name, revision=revision).model_type, name)
        model = load_whole(
            AutoModelForImageTextToText.from_pretrained,
            name,
            error=TrainingError,
            revision=revision,
            dtype=dtype,
            attn_implementation=attentions,
            **({"quantization_config": quantization(arguments, dtype=dtype)} if arguments.lora_bits == 4 else {}),
        )
    keep_hub_names(model)
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
    inner, family = model.model, family_of_model(model)
    line_end = getattr(inner, "image_newline", None)  # LLaVA-NeXT's and LLaVA-OneVision's, trained with the projector
    groups: dict[str, Iterable[torch.nn.Parameter]] = {
        "projector": [
            *(parameter for path in family.projector for parameter in find_part(inner, path).parameters()),
            *([] if line_end is None else [line_end]),
        ],
        "language": [*find_part(inner, family.language).parameters(), *model.lm_head.parameters()],
        "vision": find_part(inner, family.vision).parameters(),  # the projector left out, where it stands in it
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
    tower = find_part(inner, FAMILIES[inner.config.model_type].vision)
    layer = getattr(inner.config, "vision_feature_layer", -1)
    layers = _find_layers(tower)
    if layers is None or not isinstance(layer, int):
        return
    # hidden states are numbered from the embeddings' (0) to the last layer's
    used = layer if layer >= 0 else len(layers) + 1 + layer
    unused: list[torch.nn.Module] = list(layers[used:])
    behind = ("head", "post_layernorm", "layernorm") if unused else ("head",)
    unused += [module for name, module in tower.named_modules() if name.split(".")[-1] in behind]
    for module in unused:
        for parameter in module.parameters():
            parameter.requires_grad_(False)


def _find_layers(tower: torch.nn.Module) -> torch.nn.ModuleList | None:
    lists = (module for name, module in tower.named_modules() if name.split(".")[-1] in ("layers", "layer"))
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


def compile_layers(model: PreTrainedModel | PeftModel) -> None:
    """Have torch compile the language model's layers, in place: what stands between matrices is fused.

    The layers share their code, so that the first one is compiled for all; widths are no constants of it.
    """
    base = model.get_base_model() if isinstance(model, PeftModel) else model
    layers: Any = find_part(base.model, family_of_model(base).language).layers
    for layer in layers:
        layer.compile(dynamic=True)


def _size(parameter: torch.nn.Parameter) -> int:
    return int(getattr(parameter, "ds_numel", parameter.numel()))

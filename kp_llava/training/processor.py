"""The processor that training uses and saves: the very one that a user of the tuned model will load."""

from __future__ import annotations

import tempfile
from typing import Any

from transformers import (
    AutoConfig,
    AutoProcessor,
    LlavaForConditionalGeneration,
    LlavaNextForConditionalGeneration,
    LlavaOnevisionForConditionalGeneration,
    LlavaProcessor,
)
from transformers.utils import is_torchvision_available

from ..errors import TrainingError
from .arguments import ModelArguments

# by the model type that their configurations name
MODEL_CLASSES = {
    "llava": LlavaForConditionalGeneration,
    "llava_next": LlavaNextForConditionalGeneration,
    "llava_onevision": LlavaOnevisionForConditionalGeneration,
}

_KEPT = (
    "do_resize", "size", "resample", "do_center_crop", "crop_size", "do_rescale", "rescale_factor",
    "do_normalize", "image_mean", "image_std", "do_convert_rgb",
)  # fmt: skip


def pad_to_square(processor: Any) -> Any:
    """Make a LLaVA processor pad pictures to a square with the mean colour instead of cropping their edges off.

    The processor is changed in place and returned; what it saves says so, and `AutoProcessor` gives it back padding.
    """
    current = processor.image_processor
    kind = _padding_class()
    if isinstance(current, kind):
        current.do_pad = True
        return processor
    settings = current.to_dict()
    processor.image_processor = kind(do_pad=True, **{name: settings[name] for name in _KEPT if name in settings})
    return processor


def _padding_class() -> Any:
    """LLaVA's image processor of the backend at hand; both save and load under the same name."""
    if is_torchvision_available():
        from transformers import LlavaImageProcessor

        return LlavaImageProcessor
    from transformers.models.llava.image_processing_pil_llava import LlavaImageProcessorPil

    return LlavaImageProcessorPil


def load_processor(arguments: ModelArguments) -> Any:
    """The model's processor; LLaVA 1.5's pads pictures to a square, the later ones cut them in tiles as they always do.

    Raises:
        TrainingError: there is none, it needs a package that is not installed, or the model is of another family.
    """
    name, revision = arguments.model_name_or_path, arguments.model_revision or "main"
    try:
        found = model_class(AutoConfig.from_pretrained(name, revision=revision), name)
        if found is LlavaOnevisionForConditionalGeneration and not is_torchvision_available():
            raise TrainingError(
                f"model_name_or_path: {name!r} is a LLaVA-OneVision; transformers loads its processor with torchvision "
                "only: install the torchvision of your torch"
            )
        processor = AutoProcessor.from_pretrained(name, revision=revision)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise TrainingError(f"model_name_or_path: no processor for {name!r}: {first_line(error)}") from error
    return settle(pad_to_square(processor) if isinstance(processor, LlavaProcessor) else processor)


def model_class(config: Any, name: str) -> Any:
    """The class of the model that this configuration describes.

    Args:
        config: a model's configuration.
        name: the model's, for errors.

    Raises:
        TrainingError: a model of another family.
    """
    if config.model_type not in MODEL_CLASSES:
        raise TrainingError(
            f"model_name_or_path: {name!r} is a {config.model_type} model, which can't be trained here; "
            f"those of the LLaVA family can: {', '.join(MODEL_CLASSES)}"
        )
    return MODEL_CLASSES[config.model_type]


def settle(processor: Any) -> Any:
    """The processor as it comes back after it was saved.

    Not every setting of a tokenizer survives that: transformers 5 forgets a Llama tokenizer's `legacy` where it was
    given by hand. Training with what comes back keeps training and inference alike.
    """
    with tempfile.TemporaryDirectory() as folder:
        processor.save_pretrained(folder)
        return AutoProcessor.from_pretrained(folder)


def first_line(error: Exception) -> str:
    """What an error of a library says first."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__

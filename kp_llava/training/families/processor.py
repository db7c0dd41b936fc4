"""The processor that training uses and saves: the very one that a user of the tuned model will load."""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from typing import Any

from transformers import AutoConfig, AutoProcessor, LlavaProcessor, PreTrainedConfig
from transformers.utils import is_torchvision_available

from ...errors import TrainingError
from ...files.model_folder import loading_model
from ..arguments import ModelArguments
from .family import find_family
from .pictures import soft_token

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
    with loading_model(
        name,
        f"model_name_or_path: no processor for {name!r}",
        error=TrainingError,
        read_config=lambda: PreTrainedConfig.get_config_dict(name, revision=revision)[0],
    ):
        config = AutoConfig.from_pretrained(name, revision=revision)
        family = find_family(config.model_type, name)
        for package in family.needs:
            if not _is_available(package):
                advice = "the torchvision of your torch" if package == "torchvision" else f"{package} (pip)"
                raise TrainingError(
                    f"model_name_or_path: {name!r} is a {family.title}; transformers loads its processor with "
                    f"{package} only: install {advice}"
                )
        processor = AutoProcessor.from_pretrained(name, revision=revision)
        processor = settle(pad_to_square(processor) if isinstance(processor, LlavaProcessor) else processor)
        number, found = getattr(config, "image_token_id", None), soft_token(processor)[1]
    if number is not None and found != number:
        raise TrainingError(
            f"model_name_or_path: {name!r}: its image token has the id {number} in the model's configuration and "
            f"{found} in its tokenizer; they belong to two models"
        )
    return processor


def _is_available(package: str) -> bool:
    return is_torchvision_available() if package == "torchvision" else find_spec(package) is not None


def settle(processor: Any) -> Any:
    """The processor as it comes back after it was saved.

    Not every setting of a tokenizer survives that: transformers 5 forgets a Llama tokenizer's `legacy` where it was
    given by hand. Training with what comes back keeps training and inference alike.
    """
    with tempfile.TemporaryDirectory() as folder:
        processor.save_pretrained(folder)
        return AutoProcessor.from_pretrained(folder)

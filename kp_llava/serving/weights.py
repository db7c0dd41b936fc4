"""Tensors of a saved LLaVA by their names, read one at a time, so that memory holds one tensor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import TrainingError

# models are saved under the Hub's names, those of transformers, or older ones
_NAMES = (
    (re.compile(r"^(?:model\.)?vision_tower\.(?:vision_model\.)?"), "vision."),
    (re.compile(r"^(?:model\.)?multi_modal_projector\."), "projector."),
    (re.compile(r"^language_model\.lm_head\.|^lm_head\."), "lm_head."),
    (re.compile(r"^language_model\.model\.|^model\.language_model\.|^language_model\."), "text."),
)


class Weights:
    """The tensors of a model folder.

    Args:
        folder: with ``model.safetensors``, or shards and their index.

    Raises:
        TrainingError: there are no such files, or one of them is broken.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, tuple[Path, str]] = {}
        for path in _list_files(folder):
            for name in _read_names(path):
                self._files[_unify(name)] = (path, name)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def read(self, name: str) -> Any:
        """A tensor as a float32 array of numpy.

        Args:
            name: such as ``vision.encoder.layers.0.layer_norm1.weight``, ``projector.linear_1.bias``,
                ``text.embed_tokens.weight`` or ``lm_head.weight``.

        Raises:
            TrainingError: the model has no such tensor.
        """
        from safetensors import safe_open

        if name not in self._files:
            raise TrainingError(
                f"{self._folder}: its files have no tensor {name}; take the folder as it was saved, of a LLaVA with a "
                "CLIP tower and a Llama"
            )
        path, own_name = self._files[name]
        with safe_open(str(path), framework="pt") as file:
            return file.get_tensor(own_name).float().numpy()


def _unify(name: str) -> str:
    for pattern, prefix in _NAMES:
        if pattern.match(name):
            return pattern.sub(prefix, name, count=1)
    return name


def _list_files(folder: Path) -> list[Path]:
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise TrainingError(f"{index}: cannot be read ({error}); save the model again") from error
        return [folder / name for name in names]
    if (folder / "model.safetensors").is_file():
        return [folder / "model.safetensors"]
    raise TrainingError(
        f"{folder}: has no model.safetensors; give the folder of a saved model, merged where it has adapters"
    )


def _read_names(path: Path) -> list[str]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="pt") as file:
            return list(file.keys())
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"{path}: cannot be read ({error}); save the model again") from error

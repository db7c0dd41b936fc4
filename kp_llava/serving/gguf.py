"""A LLaVA as llama.cpp's two files: the language model, and the vision tower with its projector (``mmproj``).

llama.cpp's own converter refuses models of `LlavaForConditionalGeneration`. Written here are those of LLaVA-1.5's
shape: a CLIP tower, a projector of two layers, and a Llama. Names of keys and tensors are llama.cpp's.

llama.cpp (builds of 2026 that were tried) puts the tower's class token behind the patches, where transformers has it in
front. Answers about pictures can differ by that from those of transformers; all else agrees within rounding.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import TrainingError, explain_install
from ..files.json_file import shorten
from ..files.model_folder import in_one_line, loading_model
from .vocabulary import Vocabulary, read_vocabulary
from .weights import Weights

DTYPES = ("f32", "f16", "bf16")

_VISION = {
    "embeddings.class_embedding": "v.class_embd",
    "embeddings.patch_embedding.weight": "v.patch_embd.weight",
    "embeddings.position_embedding.weight": "v.position_embd.weight",
    "pre_layrnorm.weight": "v.pre_ln.weight",
    "pre_layrnorm.bias": "v.pre_ln.bias",
}
_VISION_LAYER = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.out_proj": "attn_out",
    "layer_norm1": "ln1",
    "layer_norm2": "ln2",
    "mlp.fc1": "ffn_up",
    "mlp.fc2": "ffn_down",
}
_TEXT_LAYER = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def write_gguf(model: Path, out: Path, *, dtype: str = "f16") -> tuple[Path, Path]:
    """Write a saved model for llama.cpp.

    Args:
        model: the folder of a saved model.
        out: a folder; ``model-DTYPE.gguf`` and ``mmproj-DTYPE.gguf`` are written in it, both whole or none.
        dtype: of the matrices, one of `DTYPES`; norms, biases and positions stay 32-bit.

    Returns:
        Both files.

    Raises:
        TrainingError: llama.cpp cannot run such a model, a package is missing, or a file cannot be written.
    """
    if dtype not in DTYPES:
        raise TrainingError(f"--dtype {dtype}: expected {', '.join(DTYPES)}")
    try:
        import gguf  # noqa: F401
        from transformers import AutoConfig, AutoProcessor
    except ModuleNotFoundError as error:
        raise TrainingError(f"{error}: GGUF files need more packages; {explain_install('gguf')}") from error
    with loading_model(str(model), f"{model}: cannot be read as a model", error=TrainingError):
        config = AutoConfig.from_pretrained(model)
        processor = AutoProcessor.from_pretrained(model)
        _check_shape(config, model)
        weights = Weights(model)
        vocabulary = read_vocabulary(processor.tokenizer, int(weights.read("text.embed_tokens.weight").shape[0]))
    text, vision = out / f"model-{dtype}.gguf", out / f"mmproj-{dtype}.gguf"
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (
            in_one_line(f"{model}: cannot be written as GGUF", error=TrainingError, passes=(OSError,)),
            tempfile.TemporaryDirectory(prefix=".kp-llava-", dir=out) as folder,
        ):
            draft = Path(folder) / out.name
            draft.mkdir()
            _write_text(config, processor, weights, vocabulary, draft / text.name, dtype)
            _write_vision(config, processor, weights, draft / vision.name, dtype)
            for path in (text, vision):
                (draft / path.name).replace(path)
    except OSError as error:
        raise TrainingError(f"{out}: cannot be written ({error.strerror or error}); make room") from error
    return text, vision


def _check_shape(config: Any, model: Path) -> None:
    found = {
        "model": (config.model_type, "llava"),
        "vision tower": (getattr(getattr(config, "vision_config", None), "model_type", None), "clip_vision_model"),
        "language model": (getattr(getattr(config, "text_config", None), "model_type", None), "llama"),
    }
    for part, (kind, expected) in found.items():
        if kind != expected:
            raise TrainingError(
                f"{model}: its {part} is {kind}; llama.cpp runs LLaVA-1.5's shape only, whose {part} is {expected}"
            )
    if config.vision_feature_select_strategy != "default" or not isinstance(config.vision_feature_layer, int):
        raise TrainingError(
            f"{model}: takes the tower's layer {config.vision_feature_layer} by "
            f"{config.vision_feature_select_strategy!r}; llama.cpp takes one layer, without the class token"
        )
    if _count_layers(config) >= config.vision_config.num_hidden_layers:
        raise TrainingError(
            f"{model}: takes the tower's last layer; llama.cpp takes the last but one or an earlier one"
        )
    scaling = getattr(config.text_config, "rope_parameters", None) or {}
    if scaling.get("rope_type", "default") != "default":
        raise TrainingError(
            f"{model}: its positions are scaled ({shorten(scaling['rope_type'])}), which is not written"
        )


def _count_layers(config: Any) -> int:
    """Blocks of the tower that the projector's input passes through."""
    layer = int(config.vision_feature_layer)
    return config.vision_config.num_hidden_layers + 1 + layer if layer < 0 else layer


class _Writer:
    """A GGUF file."""

    def __init__(self, path: Path, arch: str, dtype: str) -> None:
        import gguf

        self.gguf = gguf.GGUFWriter(str(path), arch)
        types = gguf.GGMLQuantizationType
        self._type = {"f32": types.F32, "f16": types.F16, "bf16": types.BF16}[dtype]
        self._single = types.F32
        kinds = gguf.LlamaFileType
        self.gguf.add_file_type({"f32": kinds.ALL_F32, "f16": kinds.MOSTLY_F16, "bf16": kinds.MOSTLY_BF16}[dtype])

    def add(self, name: str, array: Any, *, is_small: bool = False) -> None:
        """Add a tensor; matrices take the file's type, all others 32 bits."""
        import gguf

        array = np.ascontiguousarray(array, dtype=np.float32)
        kind = self._single if is_small or array.ndim < 2 else self._type
        self.gguf.add_tensor(name, gguf.quants.quantize(array, kind), raw_dtype=kind)

    def close(self) -> None:
        self.gguf.write_header_to_file()
        self.gguf.write_kv_data_to_file()
        self.gguf.write_tensors_to_file()
        self.gguf.close()


def _write_text(config: Any, processor: Any, weights: Weights, vocabulary: Vocabulary, path: Path, dtype: str) -> None:
    text = config.text_config
    heads = text.num_attention_heads
    kv_heads = text.num_key_value_heads or heads
    head_size = getattr(text, "head_dim", None) or text.hidden_size // heads
    writer = _Writer(path, "llama", dtype)
    file = writer.gguf
    file.add_name(path.parent.name)
    file.add_context_length(text.max_position_embeddings)
    file.add_embedding_length(text.hidden_size)
    file.add_block_count(text.num_hidden_layers)
    file.add_feed_forward_length(text.intermediate_size)
    file.add_head_count(heads)
    file.add_head_count_kv(kv_heads)
    file.add_layer_norm_rms_eps(text.rms_norm_eps)
    file.add_rope_dimension_count(head_size)
    rope = getattr(text, "rope_parameters", None) or {}
    file.add_rope_freq_base(float(rope.get("rope_theta", getattr(text, "rope_theta", 10_000.0))))
    file.add_vocab_size(len(vocabulary.tokens))
    _write_vocabulary(file, processor, vocabulary)
    writer.add("token_embd.weight", weights.read("text.embed_tokens.weight"))
    writer.add("output_norm.weight", weights.read("text.norm.weight"))
    if "lm_head.weight" in weights:
        writer.add("output.weight", weights.read("lm_head.weight"))
    for layer in range(text.num_hidden_layers):
        for theirs, ours in _TEXT_LAYER.items():
            array = weights.read(f"text.layers.{layer}.{theirs}.weight")
            if ours in ("attn_q", "attn_k"):
                array = _interleave(array, heads if ours == "attn_q" else kv_heads)
            writer.add(f"blk.{layer}.{ours}.weight", array)
    writer.close()


def _interleave(array: Any, heads: int) -> Any:
    """Rows of a query or key matrix in the order of llama.cpp's rotation, which turns neighbours, not halves."""
    rows, columns = array.shape
    return array.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _write_vocabulary(file: Any, processor: Any, vocabulary: Vocabulary) -> None:
    tokenizer = processor.tokenizer
    file.add_tokenizer_model(vocabulary.model)
    file.add_tokenizer_pre(vocabulary.pre)
    file.add_token_list(vocabulary.tokens)
    file.add_token_types(vocabulary.kinds)
    if vocabulary.model == "llama":
        file.add_token_scores(vocabulary.scores)
        # llama.cpp would put the space before each part of a prompt, also behind a picture; see the template below
        file.add_add_space_prefix(False)
    else:
        file.add_token_merges(vocabulary.merges)
    for name, number in (
        ("bos", tokenizer.bos_token_id),
        ("eos", tokenizer.eos_token_id),
        ("unk", tokenizer.unk_token_id),
        ("pad", tokenizer.pad_token_id),
    ):
        if number is not None:
            getattr(file, f"add_{name}_token_id")(number)
    file.add_add_bos_token(tokenizer("a")["input_ids"][:1] == [tokenizer.bos_token_id])
    template = getattr(processor, "chat_template", None) or getattr(tokenizer, "chat_template", None)
    if template:
        file.add_chat_template(("{{ ' ' }}" if vocabulary.adds_prefix_space else "") + template)


def _write_vision(config: Any, processor: Any, weights: Weights, path: Path, dtype: str) -> None:
    vision, images = config.vision_config, processor.image_processor
    # llama.cpp reads what comes out of the last block but one, as LLaVA-1.5 does, and wants the last one's weights too
    layers = _count_layers(config) + 1
    writer = _Writer(path, "clip", dtype)
    file = writer.gguf
    file.add_name(path.parent.name)
    file.add_bool("clip.has_vision_encoder", True)
    file.add_string("clip.projector_type", "mlp")
    file.add_bool("clip.use_gelu", vision.hidden_act == "gelu")
    file.add_uint32("clip.vision.image_size", vision.image_size)
    file.add_uint32("clip.vision.patch_size", vision.patch_size)
    file.add_uint32("clip.vision.embedding_length", vision.hidden_size)
    file.add_uint32("clip.vision.feed_forward_length", vision.intermediate_size)
    file.add_uint32("clip.vision.projection_dim", vision.projection_dim)
    file.add_uint32("clip.vision.block_count", layers)
    file.add_uint32("clip.vision.attention.head_count", vision.num_attention_heads)
    file.add_float32("clip.vision.attention.layer_norm_epsilon", vision.layer_norm_eps)
    file.add_array("clip.vision.image_mean", [float(one) for one in images.image_mean])
    file.add_array("clip.vision.image_std", [float(one) for one in images.image_std])
    for theirs, ours in _VISION.items():
        # patches and positions stay 32-bit: they are small, and every patch passes through them
        writer.add(ours, weights.read(f"vision.{theirs}"), is_small="position" in theirs or "patch" in theirs)
    for layer in range(layers):
        for theirs, ours in _VISION_LAYER.items():
            for kind in ("weight", "bias"):
                writer.add(
                    f"v.blk.{layer}.{ours}.{kind}", weights.read(f"vision.encoder.layers.{layer}.{theirs}.{kind}")
                )
    for theirs, ours in (("linear_1", "mm.0"), ("linear_2", "mm.2")):
        for kind in ("weight", "bias"):
            writer.add(f"{ours}.{kind}", weights.read(f"projector.{theirs}.{kind}"))
    writer.close()

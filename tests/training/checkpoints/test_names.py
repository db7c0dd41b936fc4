"""What is saved has the weight names of llava-hf/llava-1.5-7b-hf on the Hub, written down here from its index."""

from __future__ import annotations

import pytest
import torch
from safetensors import safe_open
from transformers import LlavaForConditionalGeneration, SiglipVisionConfig

from kp_llava.training.arguments import ModelArguments
from kp_llava.training.checkpoints.names import keep_hub_names
from kp_llava.training.model import load_model
from kp_llava.training.models.tiny import save_tiny

from .. import family
from ..test_deepspeed import ROOT, launch, write_recipe
from ..test_trainer import train

OUTER = [
    "language_model.lm_head.weight",
    "language_model.model.embed_tokens.weight",
    "language_model.model.norm.weight",
    "multi_modal_projector.linear_1.bias",
    "multi_modal_projector.linear_1.weight",
    "multi_modal_projector.linear_2.bias",
    "multi_modal_projector.linear_2.weight",
    "vision_tower.vision_model.embeddings.class_embedding",
    "vision_tower.vision_model.embeddings.patch_embedding.weight",
    "vision_tower.vision_model.embeddings.position_embedding.weight",
    "vision_tower.vision_model.post_layernorm.bias",
    "vision_tower.vision_model.post_layernorm.weight",
    "vision_tower.vision_model.pre_layrnorm.bias",
    "vision_tower.vision_model.pre_layrnorm.weight",
]
TEXT_LAYER = [
    "input_layernorm.weight",
    "mlp.down_proj.weight",
    "mlp.gate_proj.weight",
    "mlp.up_proj.weight",
    "post_attention_layernorm.weight",
    "self_attn.k_proj.weight",
    "self_attn.o_proj.weight",
    "self_attn.q_proj.weight",
    "self_attn.v_proj.weight",
]
VISION_LAYER = [
    f"{part}.{kind}"
    for part in (
        "layer_norm1",
        "layer_norm2",
        "mlp.fc1",
        "mlp.fc2",
        "self_attn.k_proj",
        "self_attn.out_proj",
        "self_attn.q_proj",
        "self_attn.v_proj",
    )
    for kind in ("bias", "weight")
]


def hub_names(text_layers: int, vision_layers: int) -> set[str]:
    return {
        *OUTER,
        *(f"language_model.model.layers.{number}.{name}" for number in range(text_layers) for name in TEXT_LAYER),
        *(
            f"vision_tower.vision_model.encoder.layers.{number}.{name}"
            for number in range(vision_layers)
            for name in VISION_LAYER
        ),
    }


def saved_names(folder):
    names: set[str] = set()
    for path in folder.glob("*.safetensors"):
        with safe_open(path, framework="pt") as file:
            names |= set(file.keys())
    return names


def test_the_list_has_as_many_names_as_the_hubs_7b_model():
    assert len(hub_names(text_layers=32, vision_layers=24)) == 686


def test_the_tiny_model_has_the_hubs_names(tmp_path):
    folder = save_tiny(tmp_path, ["The left arm is raised."])
    assert saved_names(folder) == hub_names(4, 4)
    _, report = LlavaForConditionalGeneration.from_pretrained(folder, output_loading_info=True)
    assert not any(report.values())


def test_a_model_saved_under_the_names_of_transformers_5_is_trained_and_saved_under_the_hubs(
    model_folder, data_folder, tmp_path
):
    assert "vision_tower.embeddings.class_embedding" in saved_names(model_folder)  # where the training starts
    train(model_folder, data_folder, tmp_path, "--max_steps", 2, "--save_strategy", "steps", "--save_steps", 1)
    for folder in (tmp_path, tmp_path / "checkpoint-1", tmp_path / "checkpoint-2"):
        assert saved_names(folder) == hub_names(2, 2)
    again = train(
        model_folder,
        data_folder,
        tmp_path,
        "--max_steps",
        3,
        "--resume_from_checkpoint",
        tmp_path / "checkpoint-2",
        "--allow_changed",
        True,
    )
    assert again[-1]["step"] == 3
    # a model that starts from the Hub's names ends with them, too
    train(tmp_path, data_folder, tmp_path / "next", "--max_steps", 1)
    assert saved_names(tmp_path / "next") == hub_names(2, 2)


def test_merged_adapters_have_the_hubs_names(model_folder, data_folder, tmp_path):
    train(model_folder, data_folder, tmp_path, "--lora_r", 2, "--max_steps", 1, "--tune", "projector", "language")
    assert saved_names(tmp_path) == hub_names(2, 2)


def test_shards_and_their_index_have_the_hubs_names(model_folder, tmp_path):
    import json

    model = load_model(ModelArguments(model_name_or_path=str(model_folder)), packing="none", dtype=torch.float32)
    model.save_pretrained(tmp_path, max_shard_size="100KB")
    index = json.loads((tmp_path / "model.safetensors.index.json").read_text())["weight_map"]
    assert len(set(index.values())) > 1
    assert set(index) == saved_names(tmp_path) == hub_names(2, 2)


def test_a_siglip_tower_keeps_its_level_too_and_a_tower_without_one_gets_none(tmp_path):
    processor = family.make_onevision_processor()
    onevision = keep_hub_names(family.make_onevision_model(processor))
    onevision.save_pretrained(tmp_path / "siglip")
    names = saved_names(tmp_path / "siglip")
    assert isinstance(onevision.config.vision_config, SiglipVisionConfig)
    assert "vision_tower.vision_model.embeddings.patch_embedding.weight" in names
    assert not [name for name in names if name.startswith("vision_tower.") and ".vision_model." not in name]
    assert "image_newline" in names


@pytest.mark.slow
def test_what_zero_3_saves_has_the_hubs_names(model_folder, data_folder, tmp_path):
    recipe = write_recipe(tmp_path, model_folder, data_folder, deepspeed=ROOT / "recipes" / "zero3.json")
    launch(recipe, tmp_path / "out", "--max_steps", "2", "--save_strategy", "steps", "--save_steps", "1")
    for folder in (tmp_path / "out", tmp_path / "out" / "checkpoint-1"):
        assert saved_names(folder) == hub_names(2, 2)

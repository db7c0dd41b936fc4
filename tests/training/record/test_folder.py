"""The output folder keeps what is needed to train the same again, and a card that the Hub takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import ModelCard

from kp_llava.training.recipe import parse_recipe
from tests.dataset.hub_server import TOKEN, HubServer

from ..test_trainer import train

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def trained(model_folder, data_folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("trained")
    logs = train(model_folder, data_folder, out, "--max_steps", 2, "--hub_token", "hf_secret", "--lora_r", 4)
    return out, logs


def test_the_record_has_recipe_data_versions_hardware_and_figures(trained):
    out, logs = trained
    record = json.loads((out / "training.json").read_text())
    assert record["recipe"]["learning_rate"] == 3e-3 and record["recipe"]["lora_r"] == 4
    assert record["data"]["rows"] == {"conversation": 25, "detail": 5, "complex": 5}
    assert len(record["data"]["hash"]) == 16
    assert {"python", "torch", "transformers", "datasets"} <= set(record["versions"])
    assert record["hardware"]["processes"] == 1 and record["hardware"]["device"].startswith("cpu")
    assert record["figures"]["loss"] == logs[-1]["loss"] and record["figures"]["steps"] == 2
    for path in out.glob("*"):
        if path.suffix in (".json", ".yaml", ".md"):
            assert "hf_secret" not in path.read_text(), path.name


def test_its_recipe_trains_the_same_again(trained, tmp_path):
    out, logs = trained
    model, data, args = parse_recipe([str(out / "recipe.yaml"), "--output_dir", str(tmp_path)])
    assert (model.lora_r, data.max_length, args.max_steps, args.gradient_accumulation_steps) == (4, 256, 2, 2)
    from kp_llava.commands.train import run

    run([str(out / "recipe.yaml"), "--output_dir", str(tmp_path)])
    again = json.loads((tmp_path / "trainer_state.json").read_text())["log_history"]
    assert [entry["loss"] for entry in again if "loss" in entry] == [entry["loss"] for entry in logs]


def test_the_card_has_metadata_that_the_library_reads(trained):
    card = ModelCard.load(trained[0] / "README.md")
    assert card.data.library_name == "transformers" and card.data.pipeline_tag == "image-text-to-text"
    assert card.data.base_model is None  # a folder of this machine is none of the Hub's
    assert "AutoModelForImageTextToText" in card.text and "loss_conversation" in card.text


def test_the_model_is_pushed_with_its_card(model_folder, data_folder, tmp_path):
    fields = {
        "model_name_or_path": model_folder, "dataset_name": data_folder, "output_dir": tmp_path / "mine",
        "max_length": 256, "per_device_train_batch_size": 4, "max_steps": 1, "save_strategy": "no", "report_to": "none",
        "push_to_hub": "true", "hub_model_id": "you/poser", "hub_token": TOKEN, "hub_strategy": "end",
    }  # fmt: skip
    words = [part for name, value in fields.items() for part in (f"--{name}", str(value))]
    with HubServer() as server:
        # a process of its own, as the address of the Hub is read when huggingface_hub is imported
        environment = os.environ | {"HF_ENDPOINT": server.url, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"}
        command = [sys.executable, str(ROOT / "train.py"), *words]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        found = server.repositories["you/poser"].files
    assert {"README.md", "model.safetensors", "config.json", "training.json", "recipe.yaml"} <= set(found)
    assert not any(name.startswith("checkpoint-") for name in found)
    card = found["README.md"].decode()
    assert "# you/poser" in card and TOKEN not in card
    assert found["model.safetensors"] == (tmp_path / "mine" / "model.safetensors").read_bytes()

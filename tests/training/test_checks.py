"""Settings that do not go together are refused in one line; what works, works."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import load_file

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import DataArguments, KpLlavaTrainingArguments, ModelArguments
from kp_llava.training.checks import check_settings
from kp_llava.training.model import load_model
from kp_llava.training.recipe import parse_recipe

from . import factories as factory
from .test_trainer import train


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        (("--average_tokens_across_devices", False), "average_tokens_across_devices: false"),
        (("--label_smoothing_factor", 0.1), "label_smoothing_factor: 0.1"),
        (("--auto_find_batch_size", True), "auto_find_batch_size"),
        (("--attn_implementation", "flex_attention"), "flex_attention"),
        (("--pictures_per_step", 1), "1 pictures cannot fill 2 micro-batches"),
        (("--pictures_per_step", 4, "--packing", "none"), "needs packing shared"),
        (("--eval_share", 0.5, "--eval_split", "train"), "leave one of them out"),
        (("--report_to", "comet_ml"), "comet"),
        (("--torch_compile", True), "use compile_layers"),
    ],
)
def test_each_is_refused_in_one_line(model_folder, data_folder, tmp_path, fields, complaint):
    with pytest.raises(TrainingError, match=complaint) as caught:
        train(model_folder, data_folder, tmp_path, *fields)
    assert "\n" not in str(caught.value)


def args(**fields):
    return KpLlavaTrainingArguments(output_dir="out", report_to="none", **fields)


def test_liger_replaces_what_leaves_our_forward_pass_alone():
    chosen = args(use_liger_kernel=True)
    check_settings(ModelArguments(), DataArguments(), chosen)
    config = chosen.liger_kernel_config
    assert config == {
        "rope": True, "rms_norm": True, "swiglu": True, "cross_entropy": False, "fused_linear_cross_entropy": False
    }  # fmt: skip
    chosen = args(use_liger_kernel=True, liger_kernel_config={"fused_linear_cross_entropy": True})
    with pytest.raises(TrainingError, match="fused_linear_cross_entropy would replace the forward pass"):
        check_settings(ModelArguments(), DataArguments(), chosen)


def test_fsdp_true_in_yaml_is_the_switch_that_transformers_knows(tmp_path):
    recipe = tmp_path / "my.yaml"
    recipe.write_text("fsdp: true\noutput_dir: out\n")
    assert parse_recipe([str(recipe)])[2].fsdp is True
    recipe.write_text("fsdp: false\noutput_dir: out\n")
    assert not parse_recipe([str(recipe)])[2].fsdp


@pytest.fixture
def forwards(monkeypatch):
    """How often a vision layer ran, with gradients and without."""
    from transformers.models.clip.modeling_clip import CLIPMLP

    seen = []
    plain = CLIPMLP.forward
    monkeypatch.setattr(
        CLIPMLP, "forward", lambda self, *a, **k: seen.append(torch.is_grad_enabled()) or plain(self, *a, **k)
    )
    return seen


@pytest.mark.parametrize("tune", [["projector", "language"], ["projector", "vision"]])
def test_a_frozen_vision_tower_runs_once_and_without_gradients_under_checkpointing(model_folder, forwards, tune):
    from .packing.test_collate import make_batches, make_rows

    model = load_model(ModelArguments(str(model_folder), tune=tune), packing="shared", dtype=torch.float32)
    model.train()
    model.activation_checkpointing_enable({"use_reentrant": False})
    item = make_batches(*make_rows(factory.make_tables(2)))[0]
    model(**{name: value for name, value in item.items() if name not in ("config_ids", "counts")}).loss.backward()
    if "vision" in tune:
        # the layer before the one that LLaVA reads runs again in the backward pass
        assert forwards.count(True) >= 2
        tower = model.model.vision_tower
        assert all((p.grad is not None) == p.requires_grad for p in tower.parameters())
        assert any(p.requires_grad for p in tower.parameters())
    else:
        assert forwards == [False, False]
        assert any(p.grad is not None for p in model.model.multi_modal_projector.parameters())


@pytest.mark.parametrize("way", [{"fsdp": True}, {"deepspeed": {"zero_optimization": {"stage": 3}}}])
def test_layers_whose_weights_are_gathered_are_not_compiled(way):
    chosen = args(compile_layers=True)
    check_settings(ModelArguments(), DataArguments(), chosen)
    for name, value in way.items():
        setattr(chosen, name, value)
    with pytest.raises(TrainingError, match="compile_layers: ZeRO-3 and FSDP gather"):
        check_settings(ModelArguments(), DataArguments(), chosen)


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--lora_r", 4), ("--activation_checkpointing", True)])
def test_compiled_layers_learn_the_same(model_folder, data_folder, tmp_path, more):
    plain = train(model_folder, data_folder, tmp_path / "plain", *more)
    compiled = train(model_folder, data_folder, tmp_path / "compiled", "--compile_layers", True, *more)
    assert [entry["loss"] for entry in compiled] == pytest.approx([entry["loss"] for entry in plain], rel=1e-4)
    # under the same names
    weights = [load_file(tmp_path / side / "model.safetensors") for side in ("plain", "compiled")]
    assert list(weights[0]) == list(weights[1])

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from deepspeed.runtime.zero.stage3 import estimate_zero3_model_states_mem_needs
from deepspeed.runtime.zero.stage_1_and_2 import estimate_zero2_model_states_mem_needs
from transformers import LlavaForConditionalGeneration, LlavaNextConfig

from kp_llava.errors import TrainingError
from kp_llava.training.models.tiny import build_model, build_tokenizer
from kp_llava.training.packing.plan import StepShape
from kp_llava.training.planning.memory import (
    ADAPTED,
    MicroBatch,
    TrainedParts,
    ZeroOptions,
    count_activation_bytes,
    count_state_bytes,
    read_zero_options,
    with_stage,
)
from kp_llava.training.planning.model_shape import read_model_shape, shape_of_config
from kp_llava.training.planning.row_table import PAPER_ROWS, assume_rows
from kp_llava.training.planning.workload import plan_workload

from .planned_step import tiny_config

SEVEN_B = 7_063_427_072


@pytest.mark.parametrize("gpus", [1, 2, 4])
@pytest.mark.parametrize("params", [SEVEN_B, 13_351_494_656])
def test_model_states_of_zero_2_are_deepspeeds_own_estimate(params, gpus):
    def theirs(is_offloaded):
        return estimate_zero2_model_states_mem_needs(params, gpus, cpu_offload=is_offloaded)

    states = count_state_bytes(params, params, ZeroOptions(stage=2), gpus=gpus)
    ours = states.parameters + states.gradients + states.optimizer + states.step
    assert ours == pytest.approx(theirs(False)[1], abs=8)
    offloaded = count_state_bytes(params, params, ZeroOptions(stage=2, offload_optimizer=True), gpus=gpus)
    assert offloaded.parameters + offloaded.gradients + offloaded.optimizer == theirs(True)[1]
    assert offloaded.host == pytest.approx(theirs(True)[0], abs=8)


@pytest.mark.parametrize("gpus", [1, 2, 4, 8])
@pytest.mark.parametrize("name", ["llava-hf/llava-1.5-7b-hf", "llava-hf/llava-1.5-13b-hf"])
def test_model_states_of_zero_3_agree_with_deepspeeds_own_estimate(name, gpus):
    shape = read_model_shape(name)
    params, largest = shape.total_params, shape.largest_layer_params

    def theirs(optimizer, param):
        return estimate_zero3_model_states_mem_needs(params, largest, gpus, 1, optimizer, param)

    def ours(optimizer, param):
        options = ZeroOptions(stage=3, offload_optimizer=optimizer, offload_param=param)
        return count_state_bytes(params, params, options, gpus=gpus)

    # DeepSpeed counts 18 bytes a parameter; its code holds 16, and 4 more of the sub-group that is being stepped
    states = ours(False, False)
    held, stepped = states.at_rest - states.buckets, states.at_rest - states.buckets + states.step
    estimate = theirs(False, False)[1] - theirs(False, False)[2]
    assert held == pytest.approx(estimate * 16 / 18, rel=1e-6)
    assert held < stepped <= estimate * 20 / 18 + 8
    for param in (False, True):
        states = ours(True, param)
        cpu, gpu, gathered = theirs(True, param)
        assert states.parameters + states.gradients + states.optimizer == pytest.approx(gpu - gathered, abs=8)
        assert states.host == pytest.approx(cpu, abs=8)
        # theirs is one layer with its gradient; ours all that DeepSpeed may keep gathered
        assert states.gathered >= gathered


def test_frozen_parts_have_no_gradients_and_adapters_few():
    zero = ZeroOptions(stage=1)
    full = count_state_bytes(SEVEN_B, SEVEN_B, zero, gpus=2)
    tuned = count_state_bytes(SEVEN_B, 20_979_712, zero, gpus=2)
    assert tuned.parameters == full.parameters == 2 * SEVEN_B
    assert tuned.gradients == 2 * 20_979_712
    assert tuned.optimizer == 12 * 20_979_712 // 2


def test_the_deepspeed_file_says_what_changes_memory():
    settings = {
        "zero_optimization": {
            "stage": 3,
            "offload_optimizer": {"device": "cpu"},
            "offload_param": {"device": "none"},
            "reduce_bucket_size": "auto",
            "stage3_prefetch_bucket_size": "auto",
            "stage3_max_live_parameters": 1e8,
            "sub_group_size": "auto",
        }
    }
    zero = read_zero_options(settings, hidden_size=4096)
    assert (zero.stage, zero.offload_optimizer, zero.offload_param) == (3, True, False)
    assert (zero.reduce_bucket_size, zero.prefetch_bucket_size) == (4096 * 4096, int(0.9 * 4096 * 4096))
    assert (zero.max_live_parameters, zero.sub_group_size) == (100_000_000, 1_000_000_000)
    assert with_stage(zero, 2).name == "ZeRO-2"
    assert read_zero_options({}, 64).stage == 0


def test_the_carried_sizes_are_those_of_the_published_models():
    shape = read_model_shape("llava-hf/llava-1.5-7b-hf")
    assert shape.total_params == SEVEN_B  # as the Hub counts them from the weights: 7.06 B
    assert shape.params == {"vision": 303_507_456, "projector": 20_979_712, "language": 6_738_939_904}
    assert (shape.image_tokens, shape.vision_tokens, shape.vocabulary_size) == (576, 577, 32_064)
    assert "no network" in shape.source
    assert read_model_shape("llava-hf/llava-1.5-13b-hf").total_params == 13_351_494_656


def test_the_demos_model_has_the_carried_sizes():
    model = build_model(build_tokenizer(["A person stands."]))
    carried, real = read_model_shape("tiny"), shape_of_config(model.config)
    assert (carried.params["vision"], carried.params["projector"]) == (real.params["vision"], real.params["projector"])
    extra = 2 * 128 * (carried.vocabulary_size - real.vocabulary_size)
    assert carried.params["language"] - extra == real.params["language"]
    assert carried.image_tokens == real.image_tokens == 64


def test_a_local_config_needs_no_network(tmp_path):
    config = tiny_config()
    config.save_pretrained(tmp_path)
    shape = read_model_shape(str(tmp_path))
    assert shape.total_params == sum(p.numel() for p in LlavaForConditionalGeneration(config).parameters())
    assert shape.image_tokens == 16


def test_a_model_that_is_no_llava_is_refused_in_one_line(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(TrainingError, match="'llama' is not of the LLaVA family"):
        read_model_shape(str(tmp_path))
    for wrong in (tmp_path / "nothing", tmp_path):
        (tmp_path / "config.json").write_text('{"model_type": "llama", "hidden_size": 8}')
        with pytest.raises(TrainingError, match="no model config can be read") as caught:
            read_model_shape(str(wrong))
        assert "\n" not in str(caught.value)


def test_families_that_cannot_be_planned_are_named(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "qwen2_5_vl"}')
    with pytest.raises(TrainingError, match=r"Qwen2.5-VL can be trained but not planned; LLaVA-1.5, LLaVA-NeXT and"):
        read_model_shape(str(tmp_path))


def test_tiles_of_llava_next_count():
    shape = shape_of_config(LlavaNextConfig())
    assert shape.image_tokens == 576 + 48 * (48 + 1)
    assert shape.vision_tokens == 5 * 577


def test_adapters_on_llava_7b_without_deepspeed_hold_frozen_weights_in_16_bits_or_4():
    shape = read_model_shape("llava-hf/llava-1.5-7b-hf")
    adapters = 128 * shape.language.linear_features
    assert adapters == 319_815_680  # 128 x (4 x (4096 + 4096) + 3 x (4096 + 11008)) x 32 layers
    trained = adapters + shape.params["projector"]
    held = shape.total_params + trained
    plain = ZeroOptions(is_deepspeed=False)
    states = count_state_bytes(held, trained, plain, gpus=1, precision=ADAPTED)
    assert states.parameters == 2 * shape.total_params + (4 + 2) * trained
    assert (states.gradients, states.optimizer) == (4 * trained, 8 * trained)
    matrices = shape.language.matmul_params
    four_bit = count_state_bytes(held, trained, plain, gpus=1, precision=ADAPTED, four_bit_params=matrices)
    assert states.parameters - four_bit.parameters == pytest.approx((2 - 0.5159) * matrices, rel=1e-4)


@pytest.mark.parametrize(
    ("batch", "is_checkpointed", "is_compiled", "measured_gib"),
    [
        (MicroBatch(20, 4, 1000, 4000, 1240), False, False, 40.2),
        (MicroBatch(20, 4, 1000, 4000, 1240), False, True, 35.54),
        (MicroBatch(32, 1, 3080, 3080, 1984), False, True, 32.06),
        (MicroBatch(20, 4, 1000, 4000, 1240), True, False, 20.5),
    ],
)
def test_adapters_on_llava_7b_take_the_memory_that_an_h100_measured(batch, is_checkpointed, is_compiled, measured_gib):
    shape = read_model_shape("llava-hf/llava-1.5-7b-hf")
    groups = frozenset({"projector", "language"})
    parts = TrainedParts(groups, 128, is_checkpointed=is_checkpointed, is_compiled=is_compiled)
    trained = 128 * shape.language.linear_features + shape.params["projector"]
    plain = ZeroOptions(is_deepspeed=False)
    states = count_state_bytes(shape.total_params + trained, trained, plain, gpus=1, precision=ADAPTED)
    activations = count_activation_bytes(shape, batch, parts, precision=ADAPTED).total
    planned = states.at_rest + max(states.gathered + activations, states.step)
    assert planned / 2**30 == pytest.approx(measured_gib, rel=0.03)


def test_the_papers_rows_are_dealt_out_in_6261_steps():
    table = assume_rows(PAPER_ROWS, image_tokens=576, max_length=2048).take(rows=20_000)
    shared, single = (
        plan_workload(table, packing=packing, step=StepShape(32, 4, 2), max_length=2048)
        for packing in ("shared", "none")
    )
    # the paper's numbers of rows; 200,328 of them are 6,260.25 steps of 32
    assert PAPER_ROWS == {"conversation": 112_980, "detail": 45_174, "complex": 42_174}
    assert shared.steps == single.steps == 625
    assert shared.supervised_tokens == single.supervised_tokens
    assert 2.2 < single.tokens / shared.tokens < 2.8
    assert shared.largest.row_tokens <= 4 * 2048
    assert shared.image_visits < single.image_visits / 3


def test_rows_of_one_kind_and_no_rows():
    table = assume_rows({"detail": 10}, image_tokens=16, max_length=100)
    assert (table.images, max(table.lengths)) == (10, 100)
    with pytest.raises(TrainingError, match="nothing to train on"):
        assume_rows({"detail": 0}, image_tokens=16, max_length=100)


@pytest.mark.slow
@pytest.mark.parametrize("stage", [1, 2, 3])
def test_a_rank_under_deepspeed_holds_the_states_that_are_planned(stage, tmp_path):
    settings = {
        "zero_optimization": {
            "stage": stage,
            "overlap_comm": False,
            "reduce_bucket_size": 20_000,
            "allgather_bucket_size": 20_000,
            "stage3_prefetch_bucket_size": 1_000,
            "stage3_max_live_parameters": 1_000,
            "stage3_param_persistence_threshold": 0,
        },
        "bf16": {"enabled": True},
        "train_micro_batch_size_per_gpu": 1,
        "gradient_accumulation_steps": 2,
        "zero_allow_untested_optimizer": True,
    }
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(settings))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shared = {**os.environ, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": "2", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.training.measure_zero", str(path)]
    ranks = [
        subprocess.Popen(
            command,
            cwd=Path(__file__).parents[3],
            env={**shared, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    printed = [rank.communicate(timeout=600)[0] for rank in ranks]
    measured = json.loads(printed[0].strip().splitlines()[-1])["live_bytes"]
    shape = shape_of_config(tiny_config(vocab_size=4096))
    trained = shape.params["projector"] + shape.params["language"]
    planned = count_state_bytes(shape.total_params, trained, read_zero_options(settings, 64), gpus=2)
    assert planned.at_rest == pytest.approx(measured, rel=0.02)


def test_a_tower_of_any_picture_size_is_planned_at_the_models_own(tmp_path):
    vision = {"model_type": "dinov2", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    text = {
        "model_type": "llama",
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "vocab_size": 64,
    }
    sizes = {"image_seq_length": 64, "image_token_index": 63}
    config = {
        "model_type": "llava",
        "vision_config": {**vision, "image_size": 518, "patch_size": 14},
        "text_config": text,
    }
    (tmp_path / "config.json").write_text(json.dumps({**config, **sizes}))
    shape = read_model_shape(str(tmp_path))
    assert (shape.image_tokens, shape.vision_tokens) == (64, 65)
    assert shape.vision.intermediate_size == 4 * 32

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from deepspeed.runtime.zero.stage3 import estimate_zero3_model_states_mem_needs
from deepspeed.runtime.zero.stage_1_and_2 import estimate_zero2_model_states_mem_needs
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode
from transformers import LlavaConfig, LlavaForConditionalGeneration, LlavaNextConfig

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import ModelArguments
from kp_llava.training.flops import count_epoch_flops
from kp_llava.training.lora import add_lora
from kp_llava.training.memory import (
    ADAPTED,
    FLOAT32,
    MIXED,
    MicroBatch,
    TrainedParts,
    ZeroOptions,
    count_activation_bytes,
    count_decoder_layer_bytes,
    count_state_bytes,
    read_zero_options,
    with_stage,
)
from kp_llava.training.model import apply_tune, teach_packing
from kp_llava.training.model_shape import read_model_shape, shape_of_config
from kp_llava.training.plan_setup import Setup
from kp_llava.training.row_table import PAPER_ROWS, assume_rows
from kp_llava.training.tiny import build_model, build_tokenizer
from kp_llava.training.workload import Workload, plan_workload

SEVEN_B = 7_063_427_072


def tiny_config(**language):
    """4 layers of 128 behind 4 vision layers of 64, 16 image tokens, and a vocabulary of 512."""
    text = {
        "model_type": "llama",
        "hidden_size": 64,
        "intermediate_size": 176,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "vocab_size": 512,
        **language,
    }
    vision = {
        "model_type": "clip_vision_model",
        "hidden_size": 64,
        "intermediate_size": 256,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "image_size": 32,
        "patch_size": 8,
        "projection_dim": 32,
    }
    return LlavaConfig(text_config=text, vision_config=vision, image_token_index=511)


class LiveBytes(TorchDispatchMode):
    """Counts the bytes of every tensor storage that is alive, and the most that ever was."""

    def __init__(self, *already):
        super().__init__()
        self.sizes = {}
        self.now = self.peak = 0
        for tensor in already:
            self.add(tensor)

    def add(self, tensor):
        storage = tensor.untyped_storage()
        if storage._cdata in self.sizes:
            return
        self.sizes[storage._cdata] = storage.nbytes()
        self.now += storage.nbytes()
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self.drop, storage._cdata)

    def drop(self, key):
        self.now -= self.sizes.pop(key, 0)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        for leaf in tree_leaves(out):
            if isinstance(leaf, torch.Tensor):
                self.add(leaf)
        return out


def packed_batch(config, *, images=3, branches=3, branch_tokens=40):
    """One packed row: `images` pictures, each with `branches` answers, half of each branch supervised."""
    tokens_of_image = (config.vision_config.image_size // config.vision_config.patch_size) ** 2
    length = images * (tokens_of_image + branches * branch_tokens)
    ids = torch.randint(0, 500, (1, length))
    blocks, branch_ids = torch.zeros(2, 1, length, dtype=torch.long)
    labels = torch.full((1, length), -100)
    at = 0
    for image in range(images):
        ids[0, at : at + tokens_of_image] = config.image_token_id
        blocks[0, at : at + tokens_of_image + branches * branch_tokens] = image
        at += tokens_of_image
        for branch in range(1, branches + 1):
            branch_ids[0, at : at + branch_tokens] = branch
            labels[0, at + branch_tokens // 2 : at + branch_tokens] = 7
            at += branch_tokens
    tensors = {
        "input_ids": ids,
        "shift_labels": labels,
        "position_ids": torch.arange(length)[None],
        "block_ids": blocks,
        "branch_ids": branch_ids,
        "pixel_values": torch.randn(images, 3, config.vision_config.image_size, config.vision_config.image_size),
        "image_order": torch.arange(images),
    }
    return tensors, MicroBatch(images * branches, images, length, length, int((labels != -100).sum()))


def build(config, parts, dtype):
    config._attn_implementation = parts.attention
    torch.set_default_dtype(dtype)
    model = LlavaForConditionalGeneration(config).train()
    torch.set_default_dtype(torch.float32)
    teach_packing(model)
    apply_tune(model, parts.groups)
    if parts.is_checkpointed:
        model.activation_checkpointing_enable({"use_reentrant": False})
    return model


ALL, PROJECTOR, PAPER = {"projector", "language", "vision"}, {"projector"}, {"projector", "language"}


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the models are so small that threads would only wait for each other
    yield
    torch.set_num_threads(threads)


CASES = [
    (PAPER, False, FLOAT32, "sdpa"),
    (PAPER, True, FLOAT32, "sdpa"),
    (PAPER, False, MIXED, "sdpa"),
    (PAPER, True, MIXED, "sdpa"),
    (PROJECTOR, False, MIXED, "sdpa"),
    (PROJECTOR, True, FLOAT32, "sdpa"),
    (ALL, False, FLOAT32, "sdpa"),
    (ALL, True, MIXED, "sdpa"),
    (PAPER, False, FLOAT32, "eager"),
    (PAPER, True, MIXED, "eager"),
]


@pytest.mark.parametrize(("groups", "is_checkpointed", "precision", "attention"), CASES)
def test_planned_activations_are_what_a_training_step_really_holds(groups, is_checkpointed, precision, attention):
    config = tiny_config()
    parts = TrainedParts(frozenset(groups), is_checkpointed=is_checkpointed, attention=attention)
    model = build(config, parts, torch.float32 if precision is FLOAT32 else torch.bfloat16)
    inputs, batch = packed_batch(config)
    model(**inputs).loss.backward()  # the gradients of an earlier accumulation step lie there already
    held = [*model.parameters(), *model.buffers(), *(p.grad for p in model.parameters() if p.grad is not None)]
    live = LiveBytes(*held, *inputs.values())
    at_rest = live.now
    with live:
        model(**inputs).loss.backward()
    measured = live.peak - at_rest
    planned = count_activation_bytes(shape_of_config(config), batch, parts, precision=precision).total
    # a little more than is needed, never noticeably less
    assert 0.97 <= planned / measured <= 1.25, f"planned {planned:,}, measured {measured:,}: {planned / measured:.3f}"


def live_bytes_of_layers(config, dtype=torch.bfloat16, groups=PAPER, tokens=256):
    """Bytes that the language model's forward pass leaves alive, on tensors that know their size but hold no memory."""
    with FakeTensorMode(allow_non_fake_inputs=True):
        model = build(config, TrainedParts(frozenset(groups)), dtype)
        live = LiveBytes(*model.parameters(), *model.buffers())
        with live:
            embeds = torch.zeros(1, tokens, config.text_config.hidden_size, dtype=dtype, requires_grad=True)
            mask = torch.ones(1, 1, tokens, tokens, dtype=torch.bool)
            before = live.now
            hidden = model.model.language_model(inputs_embeds=embeds, attention_mask=mask, use_cache=False)
            return live.now - before, hidden


@pytest.mark.parametrize("groups", [PAPER, PROJECTOR])
def test_a_layer_of_llava_7b_keeps_exactly_the_bytes_that_are_counted(groups):
    held, tokens = {}, 256
    for layers in (1, 3):
        config = tiny_config(
            hidden_size=4096, intermediate_size=11008, num_attention_heads=32, num_hidden_layers=layers
        )
        held[layers], _ = live_bytes_of_layers(config, groups=groups, tokens=tokens)
    tower = read_model_shape("llava-hf/llava-1.5-7b-hf").language
    planned = count_decoder_layer_bytes(tower, TrainedParts(frozenset(groups)), row_tokens=tokens, precision=MIXED)
    assert (held[3] - held[1]) / 2 == planned * tokens


def test_a_whole_step_with_adam_peaks_where_the_plan_says():
    config, parts = tiny_config(), TrainedParts(frozenset(PAPER))
    model = build(config, parts, torch.float32)
    optimizer = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), fused=True)
    inputs, batch = packed_batch(config)
    live = LiveBytes(*model.parameters(), *model.buffers())
    with live:
        for _ in range(2):
            for _ in range(2):
                model(**inputs).loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
    shape = shape_of_config(config)
    trained = shape.params["projector"] + shape.params["language"]
    states = count_state_bytes(shape.total_params, trained, ZeroOptions(is_deepspeed=False), gpus=1, precision=FLOAT32)
    assert states.at_rest == pytest.approx(live.now, rel=0.01)
    planned = states.at_rest + count_activation_bytes(shape, batch, parts, precision=FLOAT32).total
    assert 0.97 <= planned / live.peak <= 1.15


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


def test_tiles_of_llava_next_count():
    shape = shape_of_config(LlavaNextConfig())
    assert shape.image_tokens == 576 + 48 * (48 + 1)
    assert shape.vision_tokens == 5 * 577


def adapt(config, parts, dtype):
    model = build(config, replace(parts, groups=frozenset(), is_checkpointed=False), dtype)
    arguments = ModelArguments(tune=sorted(parts.groups), lora_r=parts.lora_rank, lora_dropout=parts.lora_dropout)
    adapted = add_lora(model, arguments, seed=0, keeps_dtype=True).train()
    if parts.is_checkpointed:
        adapted.activation_checkpointing_enable({"use_reentrant": False})
    return adapted


@pytest.mark.parametrize("groups", [PAPER, ALL])
def test_adapters_add_the_parameters_and_copies_that_are_planned(groups):
    config, parts = tiny_config(), TrainedParts(frozenset(groups), lora_rank=4)
    adapted = adapt(config, parts, torch.float32)
    setup = Setup(
        "", shape_of_config(config), None, parts, ZeroOptions(), FLOAT32, "shared", 512, 1, 1, 1.0, 0, 0
    )  # fmt: skip
    assert setup.trainable_params == sum(p.numel() for p in adapted.parameters() if p.requires_grad)
    assert setup.held_params == sum(p.numel() for p in adapted.parameters())


@pytest.mark.parametrize("dropout", [0.0, 0.1])
@pytest.mark.parametrize("is_checkpointed", [False, True])
@pytest.mark.parametrize("precision", [FLOAT32, MIXED])
def test_planned_activations_of_adapters_are_what_a_step_really_holds(precision, is_checkpointed, dropout):
    config = tiny_config()
    parts = TrainedParts(frozenset(PAPER), lora_rank=16, lora_dropout=dropout, is_checkpointed=is_checkpointed)
    model = adapt(config, parts, torch.float32 if precision is FLOAT32 else torch.bfloat16)
    inputs, batch = packed_batch(config)
    model(**inputs).loss.backward()
    held = [*model.parameters(), *model.buffers(), *(p.grad for p in model.parameters() if p.grad is not None)]
    live = LiveBytes(*held, *inputs.values())
    at_rest = live.now
    with live:
        model(**inputs).loss.backward()
    planned = count_activation_bytes(shape_of_config(config), batch, parts, precision=precision).total
    assert 0.97 <= planned / (live.peak - at_rest) <= 1.25


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


@pytest.mark.parametrize("groups", [PAPER, PROJECTOR, ALL])
def test_operations_are_those_that_torch_counts(groups):
    config, parts = tiny_config(), TrainedParts(frozenset(groups), attention="eager")
    model = build(config, parts, torch.float32)
    inputs, batch = packed_batch(config)
    with FlopCounterMode(display=False) as counter:
        model(**inputs).loss.backward()
    work = Workload(
        steps=1,
        rows=batch.samples,
        images=batch.images,
        image_visits=batch.images,
        tokens=batch.language_tokens,
        supervised_tokens=batch.supervised_tokens,
        attention_pairs=batch.language_tokens**2,
        largest=batch,
    )
    planned = count_epoch_flops(shape_of_config(config), work, parts).total
    assert planned == pytest.approx(counter.get_total_flops(), rel=0.05)


def test_the_papers_rows_are_dealt_out_in_6261_steps():
    table = assume_rows(PAPER_ROWS, image_tokens=576, max_length=2048).take(rows=20_000)
    shared, single = (
        plan_workload(table, packing=packing, samples_per_step=32, micro_batches=4, max_length=2048)
        for packing in ("shared", "none")
    )
    assert sum(PAPER_ROWS.values()) == 200_328 and -(-200_328 // 32) == 6261
    assert shared.steps == single.steps == 625
    assert shared.supervised_tokens == single.supervised_tokens
    assert 2.2 < single.tokens / shared.tokens < 2.8
    assert shared.largest.row_tokens <= 2048
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
            cwd=Path(__file__).parents[2],
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

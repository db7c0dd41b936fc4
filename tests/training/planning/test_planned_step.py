"""What a step is planned to hold and to compute, against what torch holds and counts in one."""

from __future__ import annotations

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils.flop_counter import FlopCounterMode

from kp_llava.training.model import compile_layers
from kp_llava.training.planning.flops import count_epoch_flops
from kp_llava.training.planning.memory import (
    FLOAT32,
    MIXED,
    TrainedParts,
    ZeroOptions,
    count_activation_bytes,
    count_decoder_layer_bytes,
    count_state_bytes,
)
from kp_llava.training.planning.model_shape import read_model_shape, shape_of_config
from kp_llava.training.planning.setup import Setup
from kp_llava.training.planning.workload import Workload

from .planned_step import ALL, PAPER, PROJECTOR, LiveBytes, adapt, build, packed_batch, tiny_config


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
            mask = torch.zeros(1, 1, tokens, tokens, dtype=dtype)
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


@pytest.mark.slow
@pytest.mark.parametrize(("rank", "dropout"), [(0, 0.0), (16, 0.0), (16, 0.1)])
def test_a_compiled_layer_keeps_exactly_the_bytes_that_are_counted(rank, dropout):
    config = tiny_config(hidden_size=256, intermediate_size=688, num_attention_heads=2, num_hidden_layers=2)
    parts, tokens = TrainedParts(frozenset(PAPER), lora_rank=rank, lora_dropout=dropout, is_compiled=True), 264
    model = adapt(config, parts, torch.bfloat16) if rank else build(config, parts, torch.bfloat16)
    compile_layers(model)
    language = (model.get_base_model() if rank else model).model.language_model
    weights = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    stream = torch.randn(1, tokens, 256, dtype=torch.bfloat16, requires_grad=True)
    places = torch.arange(tokens)[None]
    mask = torch.zeros(1, 1, tokens, tokens, dtype=torch.bfloat16)
    shared = (mask, *language.rotary_emb(stream, places))  # by all layers, and counted elsewhere
    weights |= {tensor.untyped_storage().data_ptr() for tensor in shared}
    kept = {}

    def keep(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = (storage.nbytes(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        for layer in language.layers:
            stream = layer(stream, attention_mask=mask, position_ids=places, position_embeddings=shared[1:])
    planned = count_decoder_layer_bytes(shape_of_config(config).language, parts, row_tokens=tokens, precision=MIXED)
    assert sum(size for size, _ in kept.values()) == pytest.approx(2 * planned * tokens, rel=0.01)


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
        padding=0,
        imbalance=1.0,
        largest=batch,
    )
    planned = count_epoch_flops(shape_of_config(config), work, parts).total
    assert planned == pytest.approx(counter.get_total_flops(), rel=0.05)

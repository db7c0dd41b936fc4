"""Who sees whom: the rule, and that each attention follows it."""

from __future__ import annotations

import pytest
import torch

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import ModelArguments
from kp_llava.training.model import load_model
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.masks import block_mask, choose_attention, make_mask, packed_mask, padded_width
from kp_llava.training.packing.plan import StepShape

from .. import factories as factory
from .test_collate import make_rows

needs_flex = pytest.mark.skipif(
    tuple(map(int, torch.__version__.split("+")[0].split(".")[:2])) < (2, 7), reason="flex_attention trains from 2.7"
)


def test_a_branch_sees_its_prefix_and_itself():
    # one picture of two tokens with branches of two and one, then a second picture, then padding
    blocks = torch.tensor([[0, 0, 0, 0, 0, 1, 1, -1]])
    branches = torch.tensor([[0, 0, 1, 1, 2, 0, 1, 0]])
    seen = [
        [1, 0, 0, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0, 0, 0],
        [1, 1, 1, 0, 0, 0, 0, 0],
        [1, 1, 1, 1, 0, 0, 0, 0],
        [1, 1, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 0, 0, 1],
    ]
    assert packed_mask(blocks, branches)[0, 0].int().tolist() == seen


def test_masks_are_numbers_in_the_type_that_attends():
    ids = torch.zeros(1, 8, dtype=torch.long)
    assert make_mask(ids, ids, "sdpa", torch.float32).dtype == torch.float32
    with torch.autocast("cpu", torch.bfloat16):
        assert make_mask(ids, ids, "sdpa", torch.float32).dtype == torch.bfloat16
    assert [padded_width(width, "sdpa") for width in (1, 8, 9)] == [8, 8, 16]
    assert padded_width(100, "flex_attention") == 128


@needs_flex
def test_flex_attention_has_the_loss_of_sdpa_and_skips_blocks(model_folder, monkeypatch):
    import transformers.integrations.flex_attention as integration
    from torch.nn.attention.flex_attention import flex_attention

    # compiling takes half a minute, and the kernel is the same in any way that it is called
    def attend(query, key, value, training=False, **options):
        return flex_attention(query, key, value, **options)

    monkeypatch.setattr(integration, "compile_friendly_flex_attention", attend)
    rows, processor = make_rows(factory.make_tables(5))
    losses = {}
    for attention in ("sdpa", "flex_attention"):
        arguments = ModelArguments(str(model_folder), attn_implementation=attention)
        model = load_model(arguments, packing="shared", dtype=torch.float32, device="cuda")
        batches = MicroBatches(rows, processor, step=StepShape(len(rows), 1), attention=attention)
        inputs = {name: value for name, value in batches[0].items() if name not in ("config_ids", "counts")}
        with torch.no_grad():
            losses[attention] = float(model(**inputs).loss)
    assert model.config.text_config._attn_implementation == "flex_attention"
    assert model.config.vision_config._attn_implementation == "sdpa"
    assert losses["flex_attention"] == pytest.approx(losses["sdpa"], rel=5e-7)
    # eight pictures of 128 tokens in one row: of 64 blocks only the 8 on the diagonal have pairs that see each other
    blocks = torch.arange(8).repeat_interleave(128)[None]
    assert block_mask(blocks, torch.zeros_like(blocks)).sparsity() == 100 * (1 - 8 / 64)


def test_auto_is_sdpa_which_is_the_faster_one():
    for device in ("cpu", "cuda"):
        assert choose_attention("auto", packing="shared", device=device) == "sdpa"
        assert choose_attention("auto", packing="none", device=device) == "sdpa"
    with pytest.raises(TrainingError, match="takes no mask of its own"):
        choose_attention("flash_attention_2", packing="shared", device="cuda")
    assert choose_attention("flash_attention_2", packing="none", device="cuda") == "flash_attention_2"


@needs_flex
def test_flex_attention_is_taken_on_cuda_by_name():
    assert choose_attention("flex_attention", packing="shared", device="cuda") == "flex_attention"


@needs_flex
@pytest.mark.parametrize("length", [40, 128, 300])
def test_blocks_are_those_that_torch_finds_by_the_rule(length):
    from torch.nn.attention.flex_attention import create_block_mask

    chance = torch.Generator().manual_seed(length)
    blocks = (torch.rand(2, length, generator=chance) < 0.01).cumsum(-1)
    blocks[1, length - 20 :] = -1
    branches = (torch.rand(2, length, generator=chance) < 0.02).cumsum(-1) // 2
    found = block_mask(blocks, branches)
    wanted = create_block_mask(found.mask_mod, 2, None, length, length, device="cpu")
    assert found.shape == wanted.shape and found.sparsity() == wanted.sparsity()
    assert torch.equal(found.to_dense(), wanted.to_dense())
    for name in (
        "kv_num_blocks",
        "kv_indices",
        "full_kv_num_blocks",
        "q_num_blocks",
        "full_q_num_blocks",
        "full_q_indices",
    ):
        assert torch.equal(getattr(found, name), getattr(wanted, name)), name

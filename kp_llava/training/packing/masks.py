"""Who sees whom in a packed batch, for each attention that takes a mask: sdpa, eager and flex_attention.

A token sees those before it in its block that stand in the shared prefix or in its own branch. Padding sees padding, so
that no row of the attention is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional
from transformers.utils import is_torch_flex_attn_available

from ...errors import TrainingError

PACKING_ATTENTION = ("sdpa", "eager", "flex_attention")
# A batch is padded to a multiple: of 8, which kernels of 16 bits want of a mask's last axis, and of 32 for
# flex_attention, so that it meets fewer shapes.
_WIDTHS = {"flex_attention": 32}
_WIDTH = 8
_TILE = 128  # flex_attention's block


def choose_attention(wanted: str, *, packing: str, device: str) -> str:
    """The attention that a recipe's `attn_implementation` names.

    Args:
        wanted: a name, or auto, which is sdpa: measured with rows of 1,000 tokens on an H100 it is faster than
            flex_attention (benchmarks/README.md).
        packing: shared or none.
        device: the type of the device that trains, such as cuda.

    Raises:
        TrainingError: packing with an attention that takes no mask of its own, or flex_attention where it cannot train.
    """
    if wanted == "auto":
        return "sdpa"
    if packing == "shared" and wanted not in PACKING_ATTENTION:
        raise TrainingError(
            f"attn_implementation: {wanted} takes no mask of its own; train with one of "
            f"{', '.join(PACKING_ATTENTION)}, or with --packing none"
        )
    if wanted == "flex_attention" and not has_flex():
        raise TrainingError(f"attn_implementation: torch {torch.__version__} has no flex_attention; use sdpa")
    if wanted == "flex_attention" and device == "cpu":
        raise TrainingError("attn_implementation: torch's flex_attention does not train on a CPU; use sdpa")
    return wanted


def has_flex() -> bool:
    """Whether this torch has a flex_attention that trains; that of 2.6 fails to compile for training."""
    version = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])
    return is_torch_flex_attn_available() and version >= (2, 7)


def padded_width(width: int, attention: str) -> int:
    """The width of a batch whose longest row has this many tokens."""
    multiple = _WIDTHS.get(attention, _WIDTH)
    return -(-width // multiple) * multiple


@dataclass(frozen=True)
class Sight:
    """What a family's attention adds to the rule.

    Attributes:
        runs: int64, shape (R, L): tokens of one run see each other in both directions; -1 for a token of text.
        window: a token sees those less than so many positions before it; None for all.
        positions: int64, shape (R, L), for the window.
    """

    runs: torch.Tensor
    positions: torch.Tensor
    window: int | None = None


def packed_mask(block_ids: torch.Tensor, branch_ids: torch.Tensor, sight: Sight | None = None) -> torch.Tensor:
    """The rule as a mask.

    Args:
        block_ids: shape (R, L); -1 is padding.
        branch_ids: shape (R, L); 0 is the shared prefix.
        sight: what the family adds.

    Returns:
        bool, shape (R, 1, L, L); True where the query (third axis) sees the key (last axis).
    """
    length = block_ids.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool, device=block_ids.device).tril()
    same_block = block_ids[:, :, None] == block_ids[:, None, :]
    key_branch = branch_ids[:, None, :]
    is_open = (key_branch == 0) | (branch_ids[:, :, None] == key_branch)
    sees = causal & same_block & is_open
    if sight is not None:
        if sight.window is not None:
            sees = sees & (sight.positions[:, :, None] - sight.positions[:, None, :] < sight.window)
        sees = sees | ((sight.runs[:, :, None] == sight.runs[:, None, :]) & (sight.runs[:, :, None] >= 0))
    return sees.unsqueeze(1)


def to_additive(mask: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """The mask as numbers to add to attention scores: 0, or the least number of the type."""
    return torch.zeros(mask.shape, dtype=dtype, device=mask.device).masked_fill(~mask, torch.finfo(dtype).min)


def block_mask(block_ids: torch.Tensor, branch_ids: torch.Tensor, sight: Sight | None = None) -> Any:
    """The rule as flex_attention takes it: a `BlockMask`, whose empty blocks of 128 x 128 are never computed.

    The blocks are counted in a mask of all pairs: torch's `create_block_mask` does the same by calling the rule, and
    took 13 ms on an H100 for four rows of 1,128 tokens, 4% of their training.
    """
    from torch.nn.attention.flex_attention import BlockMask

    def sees(batch: torch.Tensor, head: torch.Tensor, query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
        key_branch = branch_ids[batch, key]
        is_open = (key_branch == 0) | (branch_ids[batch, query] == key_branch)
        found = (query >= key) & (block_ids[batch, query] == block_ids[batch, key]) & is_open
        if sight is None:
            return found
        if sight.window is not None:
            found = found & (sight.positions[batch, query] - sight.positions[batch, key] < sight.window)
        run = sight.runs[batch, query]
        return found | ((run == sight.runs[batch, key]) & (run >= 0))

    rows, length = block_ids.shape
    tiles = -(-length // _TILE)
    fill = tiles * _TILE - length
    pairs = functional.pad(packed_mask(block_ids, branch_ids, sight), (0, fill, 0, fill))
    counts = pairs.view(rows, 1, tiles, _TILE, tiles, _TILE).sum((3, 5))
    full = counts == _TILE * _TILE
    return BlockMask.from_kv_blocks(
        *_number_tiles((counts > 0) & ~full),
        *_number_tiles(full),
        BLOCK_SIZE=_TILE,
        mask_mod=sees,
        seq_lengths=(length, length),
    )


def _number_tiles(chosen: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """How many of each row's tiles are chosen, and the numbers of all, the chosen ones first and in order."""
    return chosen.sum(-1, dtype=torch.int32), chosen.int().argsort(dim=-1, descending=True, stable=True).int()


def make_mask(
    block_ids: torch.Tensor, branch_ids: torch.Tensor, attention: str, dtype: torch.dtype, sight: Sight | None = None
) -> Any:
    """The mask of a packed batch, made once for all layers.

    Args:
        block_ids: as for `packed_mask`.
        branch_ids: as for `packed_mask`.
        attention: of `PACKING_ATTENTION`.
        dtype: of the weights; under autocast the mask is in autocast's type, as queries and keys are.
        sight: what the family adds.
    """
    if attention == "flex_attention":
        return block_mask(block_ids, branch_ids, sight)
    device = block_ids.device.type
    if torch.is_autocast_enabled(device):
        dtype = torch.get_autocast_dtype(device)
    # a bool mask would be turned into numbers in every layer anew
    return to_additive(packed_mask(block_ids, branch_ids, sight), dtype)

"""Which rows are trained in which step, and how they stand in a batch: plain integers, no tensors.

Rows of one picture stand behind one copy of it: a shared prefix, then a branch for each row. A *chunk* is the rows of
one picture in one micro-batch. A plan is a pure function of the rows, the seed and the epoch: it is the same for any
number of workers and after a resume.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...errors import TrainingError

# What a token costs in a layer's matrices, counted in tokens that it might attend to: 12 x width^2 over 2 x width. The
# width is LLaVA-7B's; a smaller model pays relatively more for attention, so that it would cut rows even shorter.
_LINEAR_COST = 6 * 4096


@dataclass(frozen=True)
class Chunk:
    """Rows of one picture that are trained together.

    Attributes:
        group: number of the picture's group.
        rows: numbers of the rows.
        is_filler: whether it only keeps a rank busy in an incomplete last step; it counts for nothing.
    """

    group: int
    rows: tuple[int, ...]
    is_filler: bool = False


@dataclass(frozen=True)
class Piece:
    """A chunk's part that stands in one row of a batch: a shared prefix and branches.

    Attributes:
        group: number of the picture's group.
        rows: numbers of the rows whose branches follow the prefix.
        shared: length of the prefix in tokens; 0 when nothing is shared.
        length: tokens of the prefix and all branches.
        is_filler: as in `Chunk`.
    """

    group: int
    rows: tuple[int, ...]
    shared: int
    length: int
    is_filler: bool = False


def order_key(seed: int, epoch: int, name: str) -> bytes:
    """A place in a shuffled order that hangs on seed, epoch and name alone."""
    return hashlib.sha256(f"{seed}:{epoch}:{name}".encode()).digest()


def plan_epoch(
    groups: Sequence[Sequence[int]],
    order: Callable[[int], bytes],
    row_order: Callable[[int], bytes],
    cost: Callable[[Chunk], int],
    *,
    samples_per_step: int,
    micro_batches: int,
) -> list[list[list[Chunk]]]:
    """Divide an epoch in optimizer steps of `samples_per_step` rows, and each step in micro-batches.

    A picture's rows stay together in a step, save those that the end of a step cuts off; inside a step a picture is in
    one micro-batch, unless there are fewer pictures than micro-batches.

    Args:
        groups: the rows of each picture.
        order: sort key of a group in this epoch.
        row_order: sort key of a row in this epoch.
        cost: tokens that a chunk takes; the micro-batches of a step are balanced by it.
        samples_per_step: the effective batch, in rows; the last step may have fewer.
        micro_batches: per step, over all ranks and accumulation steps.

    Returns:
        steps[step][micro batch] -> its chunks, never none.
    """
    if samples_per_step < micro_batches:
        raise TrainingError(f"{samples_per_step} rows a step cannot fill {micro_batches} micro-batches")
    steps: list[list[Chunk]] = [[]]
    room = samples_per_step
    for group in sorted(range(len(groups)), key=order):
        rows = sorted(groups[group], key=row_order)
        while rows:
            if room == 0:
                steps.append([])
                room = samples_per_step
            taken, rows = rows[:room], rows[room:]
            steps[-1].append(Chunk(group, tuple(taken)))
            room -= len(taken)
    return [_balance(chunks, cost, micro_batches) for chunks in steps if chunks]


def _balance(chunks: list[Chunk], cost: Callable[[Chunk], int], count: int) -> list[list[Chunk]]:
    """Deal chunks out to `count` micro-batches: the costliest first, each to the one with the least so far."""
    chunks = list(chunks)
    while len(chunks) < count:
        widest = max(range(len(chunks)), key=lambda place: (len(chunks[place].rows), -place))
        chunk = chunks[widest]
        if len(chunk.rows) == 1:
            chunks.append(Chunk(chunk.group, chunk.rows, is_filler=True))
            continue
        half = len(chunk.rows) // 2
        chunks[widest : widest + 1] = [Chunk(chunk.group, chunk.rows[:half]), Chunk(chunk.group, chunk.rows[half:])]
    dealt: list[list[Chunk]] = [[] for _ in range(count)]
    loads = [0] * count
    for place in sorted(range(len(chunks)), key=lambda place: (-cost(chunks[place]), place)):
        least = min(range(count), key=lambda number: (loads[number], number))
        dealt[least].append(chunks[place])
        loads[least] += cost(chunks[place])
    return dealt


def plan_single(
    rows: Sequence[int],
    order: Callable[[int], bytes],
    length: Callable[[int], int],
    *,
    samples_per_step: int,
    micro_batches: int,
) -> list[list[list[Chunk]]]:
    """The plan without packing: shuffled rows, each a chunk of its own, rows of like length in one micro-batch."""
    shuffled = sorted(rows, key=order)
    steps = []
    for start in range(0, len(shuffled), samples_per_step):
        step = sorted(shuffled[start : start + samples_per_step], key=lambda row: (length(row), row))
        bounds = [len(step) * number // micro_batches for number in range(micro_batches + 1)]
        dealt = [[Chunk(row, (row,)) for row in step[low:high]] for low, high in itertools.pairwise(bounds)]
        steps.append([batch or [Chunk(step[0], (step[0],), is_filler=True)] for batch in dealt])
    return steps


def lay_out(
    chunks: Sequence[Chunk], shared: Sequence[int], lengths: Sequence[int], max_length: int
) -> list[list[Piece]]:
    """Put a micro-batch's chunks in rows of at most `max_length` tokens, of like length.

    Of all numbers of rows the cheapest is taken. Longer rows need less padding, and more attention between pictures,
    which the mask throws away: a row of n tokens costs like n (n + `_LINEAR_COST`).

    Args:
        chunks: of one micro-batch.
        shared: per chunk, how many tokens all of its rows begin with.
        lengths: tokens of every row of the data, by its number.
        max_length: at most; no row of the data is longer.

    Raises:
        TrainingError: a row of the data is longer.
    """
    pieces = [
        piece
        for chunk, prefix in zip(chunks, shared, strict=True)
        for piece in _cut(chunk, prefix, lengths, max_length)
    ]
    pieces.sort(key=lambda piece: (-piece.length, piece.group, piece.rows))
    if pieces[0].length > max_length:
        raise TrainingError(f"max_length: {max_length} is less than a row of {pieces[0].length} tokens")
    fewest = max(1, -(-sum(piece.length for piece in pieces) // max_length))
    layouts = [_spread(pieces, count) for count in range(fewest, len(pieces) + 1)]
    widths = [max(sum(piece.length for piece in row) for row in rows) for rows in layouts]
    costs = [
        (len(rows) * width * (width + _LINEAR_COST), len(rows))
        for rows, width in zip(layouts, widths, strict=True)
        if width <= max_length
    ]
    cheapest = min(costs)
    return layouts[cheapest[1] - fewest]


def _spread(pieces: Sequence[Piece], count: int) -> list[list[Piece]]:
    """Deal pieces, the longest first, to `count` rows of like length."""
    rows: list[list[Piece]] = [[] for _ in range(count)]
    loads = [0] * count
    for piece in pieces:
        least = min(range(count), key=lambda number: (loads[number], number))
        rows[least].append(piece)
        loads[least] += piece.length
    return rows


def _cut(chunk: Chunk, shared: int, lengths: Sequence[int], max_length: int) -> list[Piece]:
    """The chunk in one piece, or in several that each repeat the prefix, where one would be too long."""
    pieces: list[Piece] = []
    rows: list[int] = []
    length = shared
    for row in chunk.rows:
        if rows and length + lengths[row] - shared > max_length:
            pieces.append(Piece(chunk.group, tuple(rows), shared, length, chunk.is_filler))
            rows, length = [], shared
        rows.append(row)
        length += lengths[row] - shared
    pieces.append(Piece(chunk.group, tuple(rows), shared, length, chunk.is_filler))
    return pieces

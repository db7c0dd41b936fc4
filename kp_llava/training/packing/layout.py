"""How a micro-batch's chunks stand in the rows of a batch, with little padding and little attention that is masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import TrainingError
from .plan import Chunk

LLAVA_7B_WIDTH = 4096
_LONGEST = 4  # a row of a batch is at most so many times max_length long; its pictures do not see each other


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


def lay_out(
    chunks: Sequence[Chunk],
    shared: Sequence[int],
    lengths: Sequence[int],
    max_length: int,
    *,
    hidden_size: int = LLAVA_7B_WIDTH,
) -> list[list[Piece]]:
    """Put a micro-batch's chunks in rows of like length.

    Of all numbers of rows the cheapest is taken. Longer rows need less padding, and more attention between pictures,
    which the mask throws away: a row of n tokens costs like n (n + 6 x width), as a token's matrices in a layer cost 24
    width^2 operations, and its attention to n others 4 n width. flex_attention skips what is masked, yet on an H100 it
    took 1.9 times as long for four pictures in one row as for the same four in rows of their own.

    Args:
        chunks: of one micro-batch.
        shared: per chunk, how many tokens all of its rows begin with.
        lengths: tokens of every row of the data, by its number.
        max_length: of a picture with its rows; a row of the batch may hold several pictures.
        hidden_size: the language model's width.

    Raises:
        TrainingError: a row of the data is longer than `max_length`.
    """
    pieces = [
        piece
        for chunk, prefix in zip(chunks, shared, strict=True)
        for piece in _cut(chunk, prefix, lengths, max_length)
    ]
    pieces.sort(key=lambda piece: (-piece.length, piece.group, piece.rows))
    if pieces[0].length > max_length:
        raise TrainingError(f"max_length: {max_length} is less than a row of {pieces[0].length} tokens")
    longest = _LONGEST * max_length
    total = sum(piece.length for piece in pieces)
    fewest = max(1, -(-total // longest))
    layouts = [_spread(pieces, count) for count in range(fewest, len(pieces) + 1)]
    widths = [max(sum(piece.length for piece in row) for row in rows) for rows in layouts]
    costs = [
        (len(rows) * width * (width + 6 * hidden_size), len(rows))
        for rows, width in zip(layouts, widths, strict=True)
        if width <= longest
    ]
    return layouts[min(costs)[1] - fewest]


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

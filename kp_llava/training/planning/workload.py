"""How much work an epoch is: its steps, its tokens with and without shared-image packing, its largest micro-batch.

The steps are those of the trainer itself: the same functions of `packing.py` deal the rows out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..packing.plan import Chunk, lay_out, order_key, plan_epoch, plan_single
from .memory import MicroBatch
from .row_table import RowTable

_WORST_OF = 64  # of how many of the costliest micro-batches the memory is counted


@dataclass(frozen=True)
class Workload:
    """One epoch, dealt out to steps.

    Attributes:
        steps: optimizer steps.
        rows: rows that are trained on.
        images: different pictures.
        image_visits: how often a picture goes through the vision tower.
        tokens: places in the language model, padding included.
        supervised_tokens: of these, supervised ones.
        attention_pairs: pairs of a query and a key that count, summed over all rows of all batches.
        largest: per field the most that one of the costliest micro-batches has.
    """

    steps: int
    rows: int
    images: int
    image_visits: int
    tokens: int
    supervised_tokens: int
    attention_pairs: int
    largest: MicroBatch


def plan_workload(
    table: RowTable, *, packing: str, samples_per_step: int, micro_batches: int, max_length: int, seed: int = 0
) -> Workload:
    """Deal one epoch out as the trainer does, and count.

    Args:
        table: the rows.
        packing: "shared" or "none".
        samples_per_step: the effective batch, in rows, over all GPUs and accumulation steps.
        micro_batches: per step: GPUs times accumulation steps.
        max_length: of a packed row.
        seed: of the shuffle.
    """
    if packing == "shared":
        steps = plan_epoch(
            table.groups,
            lambda group: order_key(seed, 0, f"group-{group}"),
            lambda row: order_key(seed, 0, f"row-{row}"),
            lambda chunk: _packed_tokens(chunk, table),
            samples_per_step=samples_per_step,
            micro_batches=micro_batches,
        )
    else:
        steps = plan_single(
            range(len(table.lengths)),
            lambda row: order_key(seed, 0, f"row-{row}"),
            lambda row: table.lengths[row],
            samples_per_step=samples_per_step,
            micro_batches=micro_batches,
        )
    group_of = {row: group for group, rows in enumerate(table.groups) for row in rows}
    totals: Counter[str] = Counter()
    batches: list[MicroBatch] = []
    for chunks in (chunks for step in steps for chunks in step):
        if packing == "shared":
            batch, pairs = _measure_packed(chunks, table, max_length)
        else:
            batch, pairs = _measure_single([chunk.rows[0] for chunk in chunks], table, group_of)
        batches.append(batch)
        totals.update(
            visits=batch.images, tokens=batch.language_tokens, supervised=batch.supervised_tokens, pairs=pairs
        )
    worst = sorted(batches, key=lambda batch: batch.language_tokens)[-_WORST_OF:]
    return Workload(
        steps=len(steps),
        rows=len(table.lengths),
        images=table.images,
        image_visits=totals["visits"],
        tokens=totals["tokens"],
        supervised_tokens=totals["supervised"],
        attention_pairs=totals["pairs"],
        largest=MicroBatch(
            samples=max(batch.samples for batch in worst),
            images=max(batch.images for batch in worst),
            row_tokens=max(batch.row_tokens for batch in worst),
            language_tokens=worst[-1].language_tokens,
            supervised_tokens=max(batch.supervised_tokens for batch in worst),
        ),
    )


def _packed_tokens(chunk: Chunk, table: RowTable) -> int:
    shared = table.shared[chunk.group]
    return shared + sum(table.lengths[row] - shared for row in chunk.rows)


def _measure_packed(chunks: Sequence[Chunk], table: RowTable, max_length: int) -> tuple[MicroBatch, int]:
    """A micro-batch of chunks as it stands in the model, and its pairs: a branch sees the prefix and itself."""
    rows = lay_out(chunks, [table.shared[chunk.group] for chunk in chunks], table.lengths, max_length)
    longest = max(sum(piece.length for piece in row) for row in rows)
    pairs = 0
    for piece in (piece for row in rows for piece in row):
        pairs += _triangle(piece.shared)
        pairs += sum(_triangle(table.lengths[row]) - _triangle(piece.shared) for row in piece.rows)
    samples = [row for chunk in chunks for row in chunk.rows]
    batch = MicroBatch(
        samples=len(samples),
        images=sum(table.pictured[chunk.group] for chunk in chunks),
        row_tokens=longest,
        language_tokens=longest * len(rows),
        supervised_tokens=sum(table.supervised[row] for row in samples),
    )
    return batch, pairs


def _measure_single(rows: Sequence[int], table: RowTable, group_of: Mapping[int, int]) -> tuple[MicroBatch, int]:
    longest = max(table.lengths[row] for row in rows)
    batch = MicroBatch(
        samples=len(rows),
        images=sum(table.pictured[group] for group in {group_of[row] for row in rows}),
        row_tokens=longest,
        language_tokens=longest * len(rows),
        supervised_tokens=sum(table.supervised[row] for row in rows),
    )
    return batch, sum(_triangle(table.lengths[row]) for row in rows)


def _triangle(length: int) -> int:
    return length * (length + 1) // 2

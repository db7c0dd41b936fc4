"""How much work an epoch is: its steps, its tokens with and without shared-image packing, its largest micro-batch.

The steps are those of the trainer itself: the same functions of `packing` deal the rows out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..packing.layout import LLAVA_7B_WIDTH, lay_out
from ..packing.masks import padded_width
from ..packing.plan import Chunk, StepShape, divide, make_visits, order_key, plan_single, plan_step
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
        padding: places that are padding.
        supervised_tokens: of these, supervised ones.
        attention_pairs: pairs of a query and a key that count, summed over all rows of all batches.
        imbalance: the slowest rank's tokens over the mean of all, where ranks wait at each micro-batch (ZeRO-3).
        largest: per field the most that one of the costliest micro-batches has.
    """

    steps: int
    rows: int
    images: int
    image_visits: int
    tokens: int
    padding: int
    supervised_tokens: int
    attention_pairs: int
    imbalance: float
    largest: MicroBatch


def plan_workload(
    table: RowTable,
    *,
    packing: str,
    step: StepShape,
    max_length: int,
    seed: int = 0,
    attention: str = "sdpa",
    hidden_size: int = LLAVA_7B_WIDTH,
) -> Workload:
    """Deal one epoch out as the trainer does, and count.

    Args:
        table: the rows.
        packing: "shared" or "none".
        step: what makes up a step.
        max_length: of a row.
        seed: of the shuffle.
        attention: the language model's, which says how wide batches are.
        hidden_size: the language model's width.
    """
    totals: Counter[str] = Counter()
    batches: list[MicroBatch] = []
    slowest = mean = 0.0
    group_of = {row: group for group, rows in enumerate(table.groups) for row in rows}
    steps = _divide(table, packing, step, seed)
    for chunks in steps:
        if packing == "shared":
            dealt = plan_step(
                chunks, lambda chunk: _packed_tokens(chunk, table), micro_batches=step.micro_batches, ranks=step.ranks
            )
            found = [_measure_packed(batch, table, max_length, attention, hidden_size) for batch in dealt]
        else:
            rows = [row for chunk in chunks for row in chunk.rows]
            dealt = plan_single(rows, table.lengths.__getitem__, micro_batches=step.micro_batches)
            found = [_measure_single([chunk.rows[0] for chunk in batch], table, group_of) for batch in dealt]
        for start in range(0, len(found), step.ranks):
            loads = [batch.language_tokens for batch, _, _ in found[start : start + step.ranks]]
            slowest, mean = slowest + max(loads), mean + sum(loads) / len(loads)
        for batch, pairs, padding in found:
            batches.append(batch)
            totals.update(
                visits=batch.images,
                tokens=batch.language_tokens,
                supervised=batch.supervised_tokens,
                pairs=pairs,
                padding=padding,
            )
    worst = sorted(batches, key=lambda batch: batch.language_tokens)[-_WORST_OF:]
    return Workload(
        steps=len(steps),
        rows=len(table.lengths),
        images=table.images,
        image_visits=totals["visits"],
        tokens=totals["tokens"],
        padding=totals["padding"],
        supervised_tokens=totals["supervised"],
        attention_pairs=totals["pairs"],
        imbalance=slowest / mean,
        largest=MicroBatch(
            samples=max(batch.samples for batch in worst),
            images=max(batch.images for batch in worst),
            row_tokens=max(batch.row_tokens for batch in worst),
            language_tokens=worst[-1].language_tokens,
            supervised_tokens=max(batch.supervised_tokens for batch in worst),
        ),
    )


def _divide(table: RowTable, packing: str, step: StepShape, seed: int) -> list[list[Chunk]]:
    groups = table.groups if packing == "shared" else [[row] for row in range(len(table.lengths))]
    visits = make_visits(
        groups,
        lambda group, number: order_key(seed, 0, f"group-{group}-{number}"),
        lambda row: order_key(seed, 0, f"row-{row}"),
        rows_per_picture=step.rows_per_picture,
    )
    return divide(visits, samples_per_step=step.samples, pictures_per_step=step.pictures)


def _packed_tokens(chunk: Chunk, table: RowTable) -> int:
    shared = table.shared[chunk.group]
    return shared + sum(table.lengths[row] - shared for row in chunk.rows)


def _measure_packed(
    chunks: Sequence[Chunk], table: RowTable, max_length: int, attention: str, hidden_size: int
) -> tuple[MicroBatch, int, int]:
    """A micro-batch as it stands in the model, its pairs (a branch sees the prefix and itself), its padding."""
    rows = lay_out(
        chunks,
        [table.shared[chunk.group] for chunk in chunks],
        table.lengths,
        max_length,
        hidden_size=hidden_size,
    )
    filled = [sum(piece.length for piece in row) for row in rows]
    longest = padded_width(max(filled), attention)
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
    return batch, pairs, longest * len(rows) - sum(filled)


def _measure_single(rows: Sequence[int], table: RowTable, group_of: Mapping[int, int]) -> tuple[MicroBatch, int, int]:
    longest = padded_width(max(table.lengths[row] for row in rows), "sdpa")
    batch = MicroBatch(
        samples=len(rows),
        images=sum(table.pictured[group] for group in {group_of[row] for row in rows}),
        row_tokens=longest,
        language_tokens=longest * len(rows),
        supervised_tokens=sum(table.supervised[row] for row in rows),
    )
    return (
        batch,
        sum(_triangle(table.lengths[row]) for row in rows),
        longest * len(rows) - sum(table.lengths[row] for row in rows),
    )


def _triangle(length: int) -> int:
    return length * (length + 1) // 2

"""Which rows are trained in which step: plain integers, no tensors.

Rows of one picture stand behind one copy of it: a shared prefix, then a branch for each row. A *visit* is the rows of
one picture that an epoch takes up together; a *chunk* is those of them in one micro-batch. A plan is a pure function of
the rows, the seed and the epoch: it is the same for any number of workers and after a resume.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...errors import TrainingError


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
class StepShape:
    """What makes up an optimizer step.

    Attributes:
        samples: the effective batch in rows.
        micro_batches: of a step, over all ranks and accumulation steps.
        ranks: processes.
        pictures: count the step in pictures (visits to them) instead of rows; not given: in rows.
        rows_per_picture: at most so many rows of a picture in one visit; not given: all.
    """

    samples: int
    micro_batches: int
    ranks: int = 1
    pictures: int | None = None
    rows_per_picture: int | None = None


def order_key(seed: int, epoch: int, name: str) -> bytes:
    """A place in a shuffled order that follows from seed, epoch and name alone."""
    return hashlib.sha256(f"{seed}:{epoch}:{name}".encode()).digest()


def make_visits(
    groups: Sequence[Sequence[int]],
    order: Callable[[int, int], bytes],
    row_order: Callable[[int], bytes],
    *,
    rows_per_picture: int | None = None,
) -> list[Chunk]:
    """An epoch's visits to pictures, in their shuffled order.

    Args:
        groups: the rows of each picture.
        order: sort key of a group's n-th visit in this epoch.
        row_order: sort key of a row in this epoch.
        rows_per_picture: at most so many rows in a visit; the picture's other rows follow in other visits. All in one
            visit when not given.
    """
    visits: list[tuple[bytes, Chunk]] = []
    for group, members in enumerate(groups):
        rows = sorted(members, key=row_order)
        size = rows_per_picture or max(len(rows), 1)
        for number, start in enumerate(range(0, len(rows), size)):
            visits.append((order(group, number), Chunk(group, tuple(rows[start : start + size]))))
    visits.sort(key=lambda visit: visit[0])
    return [visit for _, visit in visits]


def take_share(visits: Sequence[Chunk], weight: float, epoch: int, *, by_rows: bool) -> list[Chunk]:
    """The part of a source's visits that an epoch takes.

    The epochs go round in the visits: with weight 0.1 each takes another tenth, and ten of them take all.

    Args:
        visits: all visits to the source's pictures, in an order that is the same in every epoch.
        weight: the share, above 0; 2 takes all twice.
        epoch: from 0.
        by_rows: whether the share is counted in rows, else in visits. An epoch takes as many as every other.
    """
    if weight == 1:
        return list(visits)
    if not by_rows:
        count = max(1, round(weight * len(visits)))
        return [visits[(epoch * count + at) % len(visits)] for at in range(count)]
    flat = [(number, row) for number, visit in enumerate(visits) for row in visit.rows]
    count = max(1, round(weight * len(flat)))
    taken = [flat[(epoch * count + at) % len(flat)] for at in range(count)]
    chunks = []
    for number, members in itertools.groupby(taken, key=lambda entry: entry[0]):
        rows = [row for _, row in members]
        for start in range(0, len(rows), len(visits[number].rows)):
            chunks.append(Chunk(visits[number].group, tuple(rows[start : start + len(visits[number].rows)])))
    return chunks


def divide(
    visits: Sequence[Chunk], *, samples_per_step: int | None = None, pictures_per_step: int | None = None
) -> list[list[Chunk]]:
    """Divide an epoch's visits in optimizer steps, by rows or by pictures.

    By rows, a visit that does not fit a step is cut; the last step may have fewer.

    Args:
        visits: in their order.
        samples_per_step: rows of a step.
        pictures_per_step: visits of a step, in place of rows.
    """
    if pictures_per_step is not None:
        return [list(visits[at : at + pictures_per_step]) for at in range(0, len(visits), pictures_per_step)]
    if samples_per_step is None:
        raise ValueError("neither rows nor pictures of a step are given")
    steps: list[list[Chunk]] = [[]]
    room = samples_per_step
    for visit in visits:
        rows = visit.rows
        while rows:
            if room == 0:
                steps.append([])
                room = samples_per_step
            taken, rows = rows[:room], rows[room:]
            steps[-1].append(Chunk(visit.group, taken))
            room -= len(taken)
    return [step for step in steps if step]


def plan_step(
    chunks: Sequence[Chunk], cost: Callable[[Chunk], int], *, micro_batches: int, ranks: int = 1
) -> list[list[Chunk]]:
    """Deal a step's chunks to micro-batches of like cost, and the micro-batches to ranks.

    Ranks wait for the slowest at every micro-batch under ZeRO-3, and at the end of the step otherwise. So micro-batches
    of like cost run side by side, and ranks that got a heavy one get a light one next. A picture is in one
    micro-batch, except where there are fewer pictures than micro-batches or where cutting it spares the others waiting.

    Args:
        chunks: of one step.
        cost: tokens that a chunk takes.
        micro_batches: of the step, over all ranks and accumulation steps.
        ranks: processes; micro-batch k goes to rank k modulo ranks.

    Returns:
        per micro-batch its chunks, never none.
    """
    dealt = _balance(chunks, cost, micro_batches)
    loads = [sum(map(cost, batch)) for batch in dealt]
    order = sorted(range(micro_batches), key=lambda number: (-loads[number], number))
    planned: list[list[Chunk]] = []
    for slot, start in enumerate(range(0, micro_batches, ranks)):
        side_by_side = [dealt[number] for number in order[start : start + ranks]]
        side_by_side = _level(side_by_side, cost)
        planned += side_by_side if slot % 2 == 0 else side_by_side[::-1]
    return planned


def _balance(chunks: Sequence[Chunk], cost: Callable[[Chunk], int], count: int) -> list[list[Chunk]]:
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
    heap = [(0, number) for number in range(count)]
    for load, place in sorted(((-cost(chunk), place) for place, chunk in enumerate(chunks))):
        least, number = heapq.heappop(heap)
        dealt[number].append(chunks[place])
        heapq.heappush(heap, (least - load, number))
    return dealt


_MOST_MOVES = 200
_WORTH = 0.01  # a move must spare the slowest this share of its load


def _level(batches: list[list[Chunk]], cost: Callable[[Chunk], int]) -> list[list[Chunk]]:
    """Move rows from the costliest of the micro-batches that run side by side to the cheapest, while that spares time.

    A picture whose rows are cut in two is computed twice, which is part of the costs that are compared.
    """
    batches = [list(batch) for batch in batches]
    loads = [sum(map(cost, batch)) for batch in batches]
    for _ in range(_MOST_MOVES if len(batches) > 1 else 0):
        heavy = max(range(len(batches)), key=lambda number: (loads[number], -number))
        light = min(range(len(batches)), key=lambda number: (loads[number], number))
        best: tuple[int, list[Chunk], list[Chunk]] | None = None
        for place, chunk in enumerate(batches[heavy]):
            rest = batches[heavy][:place] + batches[heavy][place + 1 :]
            for kept in range(len(chunk.rows)):
                if kept == 0 and not rest:
                    continue
                stays = [*rest, replace(chunk, rows=chunk.rows[:kept])] if kept else rest
                goes = _join(batches[light], replace(chunk, rows=chunk.rows[kept:]))
                worst = max(sum(map(cost, stays)), sum(map(cost, goes)))
                if best is None or worst < best[0]:
                    best = (worst, stays, goes)
        if best is None or best[0] > (1 - _WORTH) * loads[heavy]:
            break
        batches[heavy], batches[light] = best[1], best[2]
        loads[heavy], loads[light] = sum(map(cost, best[1])), sum(map(cost, best[2]))
    return batches


def _join(batch: Sequence[Chunk], chunk: Chunk) -> list[Chunk]:
    """The micro-batch with a chunk more; rows of a picture that it has already join that one's."""
    for place, other in enumerate(batch):
        if other.group == chunk.group and not other.is_filler and not chunk.is_filler:
            return [*batch[:place], replace(other, rows=other.rows + chunk.rows), *batch[place + 1 :]]
    return [*batch, chunk]


def plan_single(
    rows: Sequence[int],
    length: Callable[[int], int],
    *,
    micro_batches: int,
) -> list[list[Chunk]]:
    """A step without packing: each row is a chunk of its own, rows of like length stand in one micro-batch.

    Args:
        rows: of the step.
        length: tokens of a row.
        micro_batches: of the step, over all ranks and accumulation steps.
    """
    step = sorted(rows, key=lambda row: (length(row), row))
    bounds = [len(step) * number // micro_batches for number in range(micro_batches + 1)]
    dealt = [[Chunk(row, (row,)) for row in step[low:high]] for low, high in itertools.pairwise(bounds)]
    return [batch or [Chunk(step[0], (step[0],), is_filler=True)] for batch in dealt]


def check_step(samples_per_step: int, micro_batches: int) -> None:
    """Refuse a step that has fewer rows than micro-batches.

    Raises:
        TrainingError: see there.
    """
    if samples_per_step < micro_batches:
        raise TrainingError(f"{samples_per_step} rows a step cannot fill {micro_batches} micro-batches")

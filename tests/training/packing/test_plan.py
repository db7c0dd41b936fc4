from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kp_llava.training.packing.layout import lay_out
from kp_llava.training.packing.plan import (
    Chunk,
    divide,
    make_visits,
    order_key,
    plan_single,
    plan_step,
    take_share,
)


def cost(chunk):
    return 16 + 5 * len(chunk.rows)


def visits_of(sizes, *, seed=0, epoch=0, **options):
    groups, row = [], 0
    for size in sizes:
        groups.append(list(range(row, row + size)))
        row += size
    return make_visits(
        groups,
        lambda group, number: order_key(seed, epoch, f"group {group} {number}"),
        lambda row: order_key(seed, epoch, f"row {row}"),
        **options,
    )


def plan(sizes, *, samples_per_step, micro_batches, ranks=1, **options):
    steps = divide(visits_of(sizes, **options), samples_per_step=samples_per_step)
    return [plan_step(step, cost, micro_batches=micro_batches, ranks=ranks) for step in steps]


sizes = st.lists(st.integers(1, 9), min_size=1, max_size=30)
shapes = st.tuples(st.integers(1, 4), st.integers(1, 8))


@given(sizes, shapes, st.booleans())
@settings(deadline=None, max_examples=60)
def test_every_row_is_trained_once_an_epoch_and_steps_hold_the_effective_batch(sizes, shape, is_parallel):
    micro_batches, per_batch = shape
    samples = micro_batches * per_batch
    steps = plan(
        sizes, samples_per_step=samples, micro_batches=micro_batches, ranks=micro_batches if is_parallel else 1
    )
    real = [[row for batch in step for chunk in batch if not chunk.is_filler for row in chunk.rows] for step in steps]
    assert sorted(row for step in real for row in step) == list(range(sum(sizes)))
    assert [len(step) for step in real[:-1]] == [samples] * (len(steps) - 1)
    assert all(len(step) == micro_batches and all(step) for step in steps)


@given(sizes, shapes)
@settings(deadline=None, max_examples=60)
def test_a_picture_is_cut_only_where_a_step_ends_or_batches_would_be_empty(sizes, shape):
    micro_batches, per_batch = shape
    steps = plan(sizes, samples_per_step=micro_batches * per_batch, micro_batches=micro_batches)
    seen = Counter()
    for step in steps:
        chunks = [chunk for batch in step for chunk in batch]
        groups = {chunk.group for chunk in chunks}
        seen.update(groups)
        if len(groups) >= micro_batches:
            assert len(chunks) == len(groups)
    assert sum(seen.values()) <= len(sizes) + len(steps) - 1


def test_the_plan_follows_from_seed_and_epoch_alone():
    first = plan([5, 1, 7, 2, 7], samples_per_step=8, micro_batches=2)
    assert first == plan([5, 1, 7, 2, 7], samples_per_step=8, micro_batches=2)
    assert first != plan([5, 1, 7, 2, 7], samples_per_step=8, micro_batches=2, epoch=1)
    assert first != plan([5, 1, 7, 2, 7], samples_per_step=8, micro_batches=2, seed=1)


def test_the_last_step_keeps_every_rank_busy():
    steps = plan([1], samples_per_step=4, micro_batches=4)
    chunks = [chunk for batch in steps[0] for chunk in batch]
    assert [chunk.is_filler for chunk in chunks].count(False) == 1
    assert len(chunks) == 4


def loads(batches):
    return [sum(map(cost, batch)) for batch in batches]


def test_micro_batches_of_like_cost_run_side_by_side():
    # eight micro-batches of 1 to 8 rows on two ranks: 8 and 7, 6 and 5, ... and the heavier one changes ranks
    chunks = [Chunk(group, tuple(range(10 * group, 10 * group + group + 1))) for group in range(8)]
    found = loads(plan_step(chunks, lambda chunk: 1000 * len(chunk.rows) + 900, micro_batches=8, ranks=2))
    assert [abs(found[at] - found[at + 1]) for at in range(0, 8, 2)] == [5, 5, 5, 5]
    assert found[0] > found[1] and found[2] < found[3]


def test_rows_move_to_the_rank_that_would_wait():
    # one picture of 12 rows and one of 2: cost 76 and 26; moving 4 rows costs the prefix of 16 once more
    batches = plan_step([Chunk(0, tuple(range(12))), Chunk(1, (12, 13))], cost, micro_batches=2, ranks=2)
    assert max(loads(batches)) < 62 and sorted(row for b in batches for c in b for row in c.rows) == list(range(14))
    # the same on one rank: nobody waits, so nothing is computed twice
    assert sorted(loads(plan_step([Chunk(0, tuple(range(12))), Chunk(1, (12, 13))], cost, micro_batches=2))) == [26, 76]


def test_a_step_can_be_counted_in_pictures():
    steps = divide(visits_of([5, 1, 7, 2, 7]), pictures_per_step=2)
    assert [len(step) for step in steps] == [2, 2, 1]
    assert sorted(row for step in steps for chunk in step for row in chunk.rows) == list(range(22))


def test_a_pictures_rows_can_be_spread_over_steps():
    visits = visits_of([7, 7, 7, 7], rows_per_picture=3)
    assert sorted(len(visit.rows) for visit in visits) == [1] * 4 + [3] * 8
    assert sorted(row for visit in visits for row in visit.rows) == list(range(28))
    steps = divide(visits, samples_per_step=7)
    # seven rows of one picture otherwise
    assert all(len({chunk.group for chunk in step}) >= 2 for step in steps)


@pytest.mark.parametrize("by_rows", [True, False])
@pytest.mark.parametrize("weight", [0.1, 0.25, 0.5, 2.0, 1.5])
def test_epochs_go_round_in_a_weighted_source(by_rows, weight):
    visits = visits_of([1, 4, 2, 3, 5, 5] * 4)
    total = 80 if by_rows else 24
    taken = [take_share(visits, weight, epoch, by_rows=by_rows) for epoch in range(20)]
    sizes = {sum(len(c.rows) for c in chunks) if by_rows else len(chunks) for chunks in taken}
    assert sizes == {round(weight * total)}
    counts = Counter(row for chunks in taken for chunk in chunks for row in chunk.rows)
    assert set(counts) == set(range(80)) and max(counts.values()) - min(counts.values()) <= 1


def test_an_epoch_takes_the_rows_that_follow_those_of_the_one_before():
    visits = [Chunk(7, (0, 1, 2)), Chunk(8, (3, 4))]
    assert [take_share(visits, 0.4, epoch, by_rows=True) for epoch in range(3)] == [
        [Chunk(7, (0, 1))],
        [Chunk(7, (2,)), Chunk(8, (3,))],
        [Chunk(8, (4,)), Chunk(7, (0,))],
    ]
    assert take_share(visits, 1.2, 0, by_rows=True) == [Chunk(7, (0, 1, 2)), Chunk(8, (3, 4)), Chunk(7, (0,))]
    assert take_share(visits, 1.2, 1, by_rows=True) == [Chunk(7, (1, 2)), Chunk(8, (3, 4)), Chunk(7, (0, 1))]
    assert [take_share(visits, 0.5, epoch, by_rows=False) for epoch in range(3)] == [
        [visits[0]],
        [visits[1]],
        [visits[0]],
    ]


@given(st.lists(st.tuples(st.integers(5, 40), st.integers(1, 6)), min_size=1, max_size=12), st.integers(60, 200))
@settings(deadline=None, max_examples=60)
def test_no_row_of_a_batch_is_too_long_and_every_branch_stands_once(specs, max_length):
    lengths, chunks, shared = [], [], []
    for group, (prefix, count) in enumerate(specs):
        chunks.append(Chunk(group, tuple(range(len(lengths), len(lengths) + count))))
        shared.append(prefix)
        lengths += [prefix + 5 + number for number in range(count)]
    layout = lay_out(chunks, shared, lengths, max_length)
    assert all(piece.length <= max_length for pieces in layout for piece in pieces)
    assert all(sum(piece.length for piece in pieces) <= 4 * max_length for pieces in layout)
    rows = [row for pieces in layout for piece in pieces for row in piece.rows]
    assert sorted(rows) == list(range(len(lengths)))
    for pieces in layout:
        for piece in pieces:
            assert piece.length == piece.shared + sum(lengths[row] - piece.shared for row in piece.rows)


def lay_out_pictures(*lengths, max_length=2048, **options):
    chunks = [Chunk(group, (group,)) for group in range(len(lengths))]
    rows = lay_out(chunks, [0] * len(lengths), list(lengths), max_length, **options)
    return sorted(sorted(piece.length for piece in pieces) for pieces in rows)


def test_rows_are_no_longer_than_padding_asks_for():
    # of like length, they need no attention to each other
    assert lay_out_pictures(735, 733) == [[733], [735]]
    # a short one would be padded to the length of the long one
    assert lay_out_pictures(1200, 300) == [[300, 1200]]
    assert lay_out_pictures(700, 690, 350, 345) == [[345, 350], [690], [700]]
    assert lay_out_pictures(740, 650, 600) == [[600, 650, 740]]
    # longer than max_length all the same: pictures do not see each other, and each begins at position 0
    assert lay_out_pictures(1200, 300, max_length=1300) == [[300, 1200]]
    assert lay_out_pictures(300, 300, 1200, 300, max_length=400 * 4) == [[300, 300, 300, 1200]]


def test_a_narrow_model_pads_where_a_wide_one_attends():
    # width 64: a token costs 384 in the matrices, so attention to 1,200 more costs more than 100 of padding
    assert lay_out_pictures(1200, 1100, hidden_size=64) == [[1100], [1200]]
    assert lay_out_pictures(1200, 1100) == [[1100, 1200]]


@given(st.integers(1, 40), shapes)
@settings(deadline=None, max_examples=40)
def test_without_packing_every_micro_batch_has_its_rows(count, shape):
    micro_batches, per_batch = shape
    samples = micro_batches * per_batch
    steps = [
        plan_single(range(start, min(start + samples, count)), lambda row: row % 7, micro_batches=micro_batches)
        for start in range(0, count, samples)
    ]
    for step in steps[:-1]:
        assert [len(batch) for batch in step] == [per_batch] * micro_batches
    rows = [row for step in steps for batch in step for chunk in batch if not chunk.is_filler for row in chunk.rows]
    assert sorted(rows) == list(range(count))

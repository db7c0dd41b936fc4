"""The paper's rows dealt out to 2 and 32 GPUs, as the trainer deals them: how long the slowest keeps the others."""

from __future__ import annotations

import pytest

from kp_llava.training.packing.plan import StepShape
from kp_llava.training.planning.row_table import PAPER_ROWS, assume_rows
from kp_llava.training.planning.workload import plan_workload


@pytest.fixture(scope="module")
def table():
    return assume_rows(PAPER_ROWS, image_tokens=576, max_length=2048).take(rows=20_000)


@pytest.mark.parametrize(("gpus", "most"), [(2, 1.05), (8, 1.12), (32, 1.12)])
@pytest.mark.parametrize("attention", ["sdpa", "flex_attention"])
def test_the_slowest_gpu_is_near_the_mean_and_little_is_padding(table, gpus, most, attention):
    step = StepShape(samples=16 * gpus, micro_batches=2 * gpus, ranks=gpus)
    work = plan_workload(table, packing="shared", step=step, max_length=2048, attention=attention)
    assert work.imbalance <= most
    assert work.padding / work.tokens <= 0.05


def test_waiting_less_costs_few_pictures_that_are_computed_twice(table):
    # the tokens of the slowest GPU are what a step takes; evening out must not be bought with more of them
    shared, alone = (
        plan_workload(table, packing="shared", step=StepShape(512, 64, ranks), max_length=2048) for ranks in (32, 1)
    )
    assert shared.tokens <= 1.05 * alone.tokens
    assert shared.imbalance * shared.tokens <= 1.11 * alone.tokens

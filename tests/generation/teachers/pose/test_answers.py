"""The pose teacher's answers are the same, and in the same order, whatever the number of processes."""

from __future__ import annotations

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions
from kp_llava.generation.run import generate
from kp_llava.generation.teachers.pose import answers


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    return draw_sample(tmp_path_factory.mktemp("drawn"), images=25, seed=6, split="val2017", with_images=False)


def run(folder, coco, processes):
    generate(RunOptions(run_dir=folder, coco=coco, split="val2017"), processes=processes)
    with Ledger.read(folder) as ledger:
        return ledger.connection.execute("SELECT id, key, answer, finish_reason FROM attempts ORDER BY id").fetchall()


def test_two_processes_write_the_bytes_of_one_in_the_same_order(tmp_path, coco, monkeypatch):
    one = run(tmp_path / "one", coco, 1)
    monkeypatch.setattr(answers, "_PAGE", 5)
    monkeypatch.setattr(answers, "_FEW", 10)
    started, real = [], answers.start_pool
    monkeypatch.setattr(answers, "start_pool", lambda count: started.append(count) or real(count))
    assert run(tmp_path / "two", coco, 2) == one
    assert started == [2]
    assert len(one) == 75


def test_a_stop_keeps_whole_pages_and_the_next_call_writes_the_rest(tmp_path, coco, monkeypatch):
    whole = run(tmp_path / "one", coco, 1)
    monkeypatch.setattr(answers, "_PAGE", 4)
    real, calls = answers.write_answer, []

    def write(*all_, **named):
        calls.append(all_)
        if len(calls) == 11:
            raise KeyboardInterrupt
        return real(*all_, **named)

    monkeypatch.setattr(answers, "write_answer", write)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "two", coco, 1)
    with Ledger.read(tmp_path / "two") as ledger:
        assert ledger.count_attempts() == 8
    assert run(tmp_path / "two", coco, 1) == whole

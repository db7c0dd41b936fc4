"""Many runs that are read as one share one amount of memory for SQLite's pages."""

from __future__ import annotations

import pytest

from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate
from kp_llava.scale.shards import divide_run
from tests.factories import make_coco_folder


@pytest.mark.parametrize("shards", [1, 4])
def test_ledgers_that_are_open_together_hold_64_mb_together(tmp_path, monkeypatch, shards):
    coco = make_coco_folder(tmp_path / "coco", images=24)
    parts = divide_run(RunOptions(run_dir=tmp_path / "runs", coco=coco, split="val2017", tasks=("detail",)), shards)
    for part in parts:
        generate(part)
    opened, read = [], Ledger.read
    monkeypatch.setattr(Ledger, "read", lambda run_dir: opened.append(read(run_dir)) or opened[-1])
    rows = read_rows([part.run_dir for part in parts], "detail")
    assert next(rows)["image_id"] == 1
    kb = [-ledger.connection.execute("PRAGMA cache_size").fetchone()[0] for ledger in opened]
    assert len(kb) == shards
    assert 60_000 < sum(kb) <= 65_536
    assert sum(1 for _ in rows) == 23

"""Parts of a run on a Ray cluster on this machine, whose processes are killed on the way."""

from __future__ import annotations

import importlib.util
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from datasets import load_dataset

from kp_llava.annotations.detection.options import DetectOptions
from kp_llava.annotations.detection.run import detect
from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.dataset.export import ExportOptions, export_hub
from kp_llava.errors import RunError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import generate
from kp_llava.scale.cluster import ClusterOptions
from kp_llava.scale.rehearsal import rehearse
from kp_llava.scale.shards import list_shards
from kp_llava.scale.work import check_shards, detect_shards, export_shards, generate_shards

from ..annotations.detection.factories import save_box_model, save_pictures, save_pose_model
from ..teacher_server import TeacherServer

TASKS = ("conversation", "detail", "complex")
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def needs_ray():
    # not imported here: the settings of a cluster of our own must come before
    if importlib.util.find_spec("ray") is None:
        pytest.skip("needs the extra `scale`")


@pytest.fixture(scope="module")
def coco(tmp_path_factory) -> Path:
    return draw_sample(tmp_path_factory.mktemp("scale") / "coco", images=120, seed=5, with_images=False)


def test_pictures_are_detected_in_parts_by_tiny_models(tmp_path):
    save_pictures(tmp_path / "in", 6)
    options = DetectOptions(
        box_model=str(save_box_model(tmp_path / "box")),
        pose_model=str(save_pose_model(tmp_path / "pose")),
        threshold=0.2,
    )
    summary = detect_shards(str(tmp_path / "in"), tmp_path / "out", options, 2, ClusterOptions(cpus=2), device="cpu")
    assert detect(str(tmp_path / "in"), tmp_path / "once", options, device="cpu") == summary
    for kind in ("person_keypoints", "instances"):
        one, other = ((tmp_path / name / "annotations" / f"{kind}_train.json").read_bytes() for name in ("out", "once"))
        assert one == other


def kill_workers(runs: Path, count: int) -> list[int]:
    """Kill processes that hold the ledger of a part open, each in the middle of its work."""
    killed: list[int] = []
    deadline = time.monotonic() + 120
    while len(killed) < count and time.monotonic() < deadline:
        for process in Path("/proc").glob("[0-9]*"):
            if int(process.name) in (os.getpid(), *killed):
                continue
            try:
                files = [str(link.readlink()) for link in (process / "fd").iterdir()]
            except OSError:
                continue
            if any(name.startswith(str(runs)) and "ledger.sqlite" in name for name in files):
                time.sleep(0.05)
                os.kill(int(process.name), signal.SIGKILL)
                killed.append(int(process.name))
                break
        time.sleep(0.02)
    return killed


def generate_and_kill(options: RunOptions, shards: int, kills: int) -> list[int]:
    killed: list[int] = []
    thread = threading.Thread(target=lambda: killed.extend(kill_workers(options.run_dir, kills)))
    generate_shards(options, shards, ClusterOptions(cpus=2), on_start=thread.start)
    thread.join()
    return killed


def test_killed_parts_give_the_rows_of_one_run_byte_for_byte(coco, tmp_path):
    generate(RunOptions(run_dir=tmp_path / "one", coco=coco, split="train2014"))
    options = RunOptions(run_dir=tmp_path / "runs", coco=coco, split="train2014")
    assert len(generate_and_kill(options, 6, 2)) == 2
    parts = list_shards(tmp_path / "runs")
    assert len(parts) == 6
    for task in TASKS:
        assert list(read_rows(parts, task)) == list(read_rows(tmp_path / "one", task))
    export_hub([(parts, None)], tmp_path / "joined")
    export_hub([(tmp_path / "one", None)], tmp_path / "whole")
    for path in sorted((tmp_path / "whole").rglob("*.parquet")):
        assert (tmp_path / "joined" / path.relative_to(tmp_path / "whole")).read_bytes() == path.read_bytes()
    status = check_shards(tmp_path / "runs", ClusterOptions(cpus=2))
    rows = sum(1 for _ in read_rows(tmp_path / "one", "detail"))
    assert (status.images, status.tasks["detail"].rows) == (120, rows)
    report = export_shards(tmp_path / "runs", tmp_path / "out", ExportOptions(), ClusterOptions(cpus=2))
    assert [len(files[0].names) for files in report.files.values()] == [6, 6, 6]
    for task in TASKS:
        loaded = load_dataset(str(tmp_path / "out"), task, cache_dir=str(tmp_path / "cache"))["train"]
        assert sorted(loaded["id"]) == sorted(row["id"] for row in read_rows(tmp_path / "one", task))
    assert not (Path.home() / ".ray" / "auth_token").exists()


def test_a_server_is_not_asked_twice_beyond_what_was_in_flight(coco, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with TeacherServer(wait_s=0.05) as server:
        options = RunOptions(
            run_dir=tmp_path / "runs",
            coco=coco,
            split="train2014",
            teacher="openai",
            base_url=server.base_url,
            concurrency=4,
            checks=(),
            max_reasks=0,
            tasks=("detail",),
        )
        killed = generate_and_kill(options, 4, 2)
        assert len(killed) == 2
        asked = len(server.payloads)
    parts = list_shards(tmp_path / "runs")
    assert len(list(read_rows(parts, "detail"))) == 120
    answered = 0
    for part in parts:
        with Ledger.read(part) as ledger:
            answered += sum(1 for stored in ledger.answers("detail") if stored.answer is not None)
    assert answered == 120
    assert 120 <= asked <= 120 + 4 * len(killed)


def test_a_part_that_fails_is_named_and_the_others_are_done(coco, tmp_path, monkeypatch):
    (tmp_path / "runs" / "shard-00002-of-00003").mkdir(parents=True)
    (tmp_path / "runs" / "shard-00002-of-00003" / "ledger.sqlite").write_bytes(b"no ledger, but long enough" * 100)
    options = RunOptions(run_dir=tmp_path / "runs", coco=coco, split="train2014", tasks=("detail",))
    with pytest.raises(RunError, match=r"part 2 of 3: .*not a database.*the same command goes on") as caught:
        generate_shards(options, 3, ClusterOptions(cpus=2))
    assert "\n" not in str(caught.value)
    for number in (1, 3):
        assert list(read_rows(tmp_path / "runs" / f"shard-0000{number}-of-00003", "detail"))


def test_no_step_of_many_parts_is_lost_or_done_twice():
    found = rehearse(200, ClusterOptions(cpus=2), death_rate=0.05)
    assert (found.steps, found.lost, found.repeated) == (2000, 0, 0)
    assert found.deaths >= 3


def test_a_cluster_that_is_not_there_gets_one_clear_line():
    with pytest.raises(RunError, match=r"--address 127\.0\.0\.1:1: no Ray cluster there") as caught:
        rehearse(1, ClusterOptions(address="127.0.0.1:1"))
    assert "\n" not in str(caught.value)

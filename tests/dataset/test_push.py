"""Pushes to a Hub on loopback by the real client, and the dataset loaded back from there."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from huggingface_hub import constants

from kp_llava.dataset.push import push_runs
from kp_llava.errors import DatasetError, RunError
from kp_llava.generation.run import RunOptions, generate

from .hub_server import READ_TOKEN, TOKEN, HubServer

PICTURES = ["figures/body_parts.png", "figures/lengths.png", "figures/people.png", "figures/verbs.png"]


@pytest.fixture
def hub(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    # a Hub of files and LFS; the client's other protocol has no server to run here
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with HubServer() as server:
        yield server


def find_shard(repository, config: str) -> str:
    return next(name for name in repository.files if name.startswith(f"{config}/train-00000-of-00001-"))


def push(run, hub, **options):
    return push_runs([(run, None)], "you/poses", endpoint=hub.url, **options)


def test_a_push_is_one_commit_and_loads_back_with_nothing_of_ours(finished_run, hub, tmp_path):
    report = push(finished_run, hub, embed_images=True, tag="v1.0")
    repository = hub.repositories["you/poses"]
    assert repository.private
    assert len(repository.commits) == 1
    assert repository.tags == {"v1.0": repository.sha}
    assert sorted(repository.files) == [
        "README.md",
        *(find_shard(repository, config) for config in ("complex", "conversation", "detail")),
        *PICTURES,
    ]
    assert repository.lfs == set(repository.files) - {"README.md"}
    assert report.commit == repository.sha
    assert b'name = "you/poses"' in repository.files["README.md"]
    code = (
        "import sys; from datasets import load_dataset, get_dataset_config_names\n"
        "rows = load_dataset('you/poses', 'conversation')['train']\n"
        "print(rows.num_rows, rows[0]['image'].size)\n"
        "print(sum(1 for _ in load_dataset('you/poses', 'complex', streaming=True)['train']))\n"
        "print(sorted(get_dataset_config_names('you/poses')), 'kp_llava' in sys.modules)"
    )
    environment = os.environ | {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(tmp_path / "hf"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_TOKEN": TOKEN,
    }
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["35 (320, 240)", "7", "['complex', 'conversation', 'detail'] False"], (
        done.stderr
    )


def test_a_second_push_sends_and_commits_nothing(finished_run, hub):
    first = push(finished_run, hub)
    sent = list(hub.uploads)
    second = push(finished_run, hub, private=False)
    assert hub.uploads == sent
    assert len(sent) == 7
    assert len(hub.repositories["you/poses"].commits) == 1
    assert second.commit == first.commit
    assert hub.repositories["you/poses"].private


def test_files_of_an_earlier_push_are_replaced_and_foreign_ones_stay(finished_run, hub, tmp_path, drawn):
    push(finished_run, hub)
    repository = hub.repositories["you/poses"]
    shards = {find_shard(repository, config) for config in ("complex", "conversation")}
    repository.files["figures/mine.png"] = b"mine"
    repository.files["complex/train-00001-of-00002.parquet"] = b"old"
    repository.files["notes.txt"] = b"mine"
    run = tmp_path / "less"
    generate(RunOptions(run_dir=run, coco=drawn, split="train2014", tasks=("detail",)))
    report = push(run, hub)
    assert set(report.deleted) == {*shards, "complex/train-00001-of-00002.parquet"}
    detail = find_shard(repository, "detail")
    assert sorted(repository.files) == sorted(["README.md", detail, *PICTURES, "figures/mine.png", "notes.txt"])


def test_a_push_killed_half_way_goes_on_and_sends_nothing_twice(finished_run, hub, tmp_path):
    hub.upload_delay_s = 0.4
    code = (
        "from pathlib import Path; from kp_llava.dataset.push import push_runs\n"
        # one at a time, so that there is a half-way
        "import huggingface_hub._commit_api as api\n"
        "upload = api._upload_lfs_files\n"
        "api._upload_lfs_files = lambda **given: upload(**{**given, 'num_threads': 1})\n"
        f"push_runs([(Path({str(finished_run)!r}), None)], 'you/poses', endpoint={hub.url!r})"
    )
    environment = os.environ | {"HF_HUB_DISABLE_XET": "1", "HF_TOKEN": TOKEN, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE)
    while not hub.uploads and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    _, said = process.communicate()
    time.sleep(0.6)  # what was on the wire arrives
    assert 1 <= len(hub.uploads) < 7, said.decode()
    assert hub.repositories["you/poses"].commits == []
    hub.upload_delay_s = 0
    push(finished_run, hub)
    assert len(hub.uploads) == len(set(hub.uploads)) == 7
    assert len(hub.repositories["you/poses"].commits) == 1


def test_mistakes_get_one_clear_line(finished_run, hub, monkeypatch, tmp_path):
    def fails(match: str, repo_id: str = "you/poses", endpoint: str = hub.url, run=finished_run) -> None:
        with pytest.raises((DatasetError, RunError), match=match) as caught:
            push_runs([(run, None)], repo_id, endpoint=endpoint)
        assert "\n" not in str(caught.value)
        assert TOKEN not in str(caught.value)

    fails("expected OWNER/NAME", repo_id="poses")
    fails("expected OWNER/NAME", repo_id="you/po ses")
    fails("expected OWNER/NAME", repo_id="you/../etc")
    fails("not a run folder", run=tmp_path)
    fails("cannot be reached", endpoint="http://127.0.0.1:9")
    monkeypatch.setenv("HF_TOKEN", READ_TOKEN)
    fails("no right to write there")
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    fails("does not take the token")
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "none"))
    fails("no token for the Hub: set HF_TOKEN")
    assert hub.repositories == {}


def test_a_failing_hub_is_quoted_and_the_same_push_goes_on(finished_run, hub):
    hub.failures.append(("/commit/", 507))
    with pytest.raises(DatasetError, match=r"answered 507 \(told to fail with 507\); give the same command again"):
        push(finished_run, hub)
    assert push(finished_run, hub).commit == hub.repositories["you/poses"].sha
    assert len(hub.uploads) == 7

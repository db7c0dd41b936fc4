"""Pushes to a Hub on loopback by the real client, and the dataset loaded back from there."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from huggingface_hub import DatasetCard, HfApi, constants

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.dataset.export import ExportOptions
from kp_llava.dataset.push import PushOptions, push_runs
from kp_llava.errors import DatasetError, RunError
from kp_llava.generation.run import RunOptions, generate

from .hub_server import READ_TOKEN, TOKEN, HubServer, Repository

PICTURES = ["body_parts", "lengths", "people", "verbs"]


@pytest.fixture
def hub(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    # a Hub of files and LFS; the client's other protocol has no server to run here
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with HubServer() as server:
        yield server


def find_shard(repository, config: str) -> str:
    return next(name for name in repository.files if name.startswith(f"{config}/train-00000-of-00001-"))


def find_pictures(repository, split: str = "train") -> list[str]:
    found = sorted(name for name in repository.files if re.fullmatch(rf"figures/{split}-\w+-[0-9a-f]{{16}}\.png", name))
    assert [name.split("-")[1] for name in found] == PICTURES
    return found


def push(run, hub, export=None, **options):
    return push_runs([(run, None)], "you/poses", export, PushOptions(**options), endpoint=hub.url)


def test_a_push_is_one_commit_and_loads_back_with_nothing_of_ours(finished_run, hub, tmp_path):
    report = push(finished_run, hub, ExportOptions(embed_images=True), tag="v1.0")
    repository = hub.repositories["you/poses"]
    assert repository.private
    assert len(repository.commits) == 1
    assert repository.tags == {"v1.0": repository.sha}
    assert sorted(repository.files) == [
        "README.md",
        *(find_shard(repository, config) for config in ("complex", "conversation", "detail")),
        *find_pictures(repository),
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
    assert load_apart(hub, tmp_path, code) == ["35 (320, 240)", "7", "['complex', 'conversation', 'detail'] False"]


def test_a_second_push_sends_and_commits_nothing(finished_run, hub):
    first = push(finished_run, hub)
    sent = list(hub.uploads)
    second = push(finished_run, hub, private=False)
    assert hub.uploads == sent
    assert len(sent) == 7
    assert len(hub.repositories["you/poses"].commits) == 1
    assert second.commit == first.commit
    assert hub.repositories["you/poses"].private


def test_only_files_of_the_pushed_splits_and_configs_are_replaced(finished_run, hub, tmp_path, drawn):
    push(finished_run, hub)
    repository = hub.repositories["you/poses"]
    stay = {find_shard(repository, config) for config in ("complex", "conversation")}
    gone = {find_shard(repository, "detail"), *find_pictures(repository)}
    theirs = {
        "figures/lengths.png": b"mine",
        "complex/train-00001-of-00002.parquet": b"mine",
        "detail/mine.parquet": b"mine",
        "notes.txt": b"mine",
    }
    repository.files |= theirs
    run = tmp_path / "less"
    generate(RunOptions(run_dir=run, coco=drawn, split="train2014", tasks=("detail",), max_images=5))
    before = dict(repository.files)
    planned = push(run, hub, is_dry=True)
    assert repository.files == before
    assert planned.commit is None
    report = push(run, hub)
    assert report.changes == planned.changes
    assert {path for change, path in report.changes if change == "delete"} == gone
    assert ("change", "README.md") in report.changes
    detail = find_shard(repository, "detail")
    kept = {"README.md", detail, *find_figures_of(repository), *stay, *theirs}
    assert set(repository.files) == kept
    assert theirs.items() <= repository.files.items()
    push(run, hub, replaces=True)
    assert set(repository.files) == {"README.md", detail, *find_figures_of(repository), *theirs}
    card = DatasetCard(repository.files["README.md"].decode())
    assert [config["config_name"] for config in card.data["configs"]] == ["detail"]


def find_figures_of(repository) -> set[str]:
    return {name for name in repository.files if re.match(r"figures/train-\w+-", name)}


def test_two_runs_and_a_strangers_work_share_a_repository(hub, tmp_path):
    """Train, then a stranger's files and edits, then val: all of it is there, and `datasets` alone loads it."""
    for split, images in (("train2014", 3), ("val2014", 2)):
        draw_sample(tmp_path / "coco", images=images, split=split)
        generate(RunOptions(run_dir=tmp_path / split, coco=tmp_path / "coco", split=split))
    push(tmp_path / "train2014", hub)
    repository = hub.repositories["you/poses"]
    card = repository.files["README.md"].decode()
    head, body = card.split("---\n", 2)[1:]
    edited = yaml.safe_load(head) | {"license": "mit", "my_field": {"a": [1, 2]}, "pretty_name": "My poses"}
    edited["configs"].append({"config_name": "mine", "data_files": "mine/*.parquet"})
    mine = "\nThese rows were read by Ann, <b>twice</b>.\n"
    repository.files["README.md"] = f"---\n{yaml.safe_dump(edited)}---\nBefore all.\n{body}{mine}".encode()
    table = io.BytesIO()
    pq.write_table(pa.table({"a": [1, 2, 3]}), table)
    repository.files["mine/rows.parquet"] = table.getvalue()
    repository.files["LICENSE"] = b"mine"
    trained = {name: data for name, data in repository.files.items() if name != "README.md"}
    push(tmp_path / "val2014", hub)
    assert trained.items() <= repository.files.items()
    text = repository.files["README.md"].decode()
    data = DatasetCard(text).data
    assert (data["license"], data["pretty_name"], data["my_field"]) == ("mit", "My poses", {"a": [1, 2]})
    body = text.split("---\n", 2)[2]
    assert body.startswith("Before all.\n")
    assert mine in body
    assert body.count("## Split ") == 2
    assert "| `complex` | `train` | 3 |" in body
    assert "| `complex` | `validation` | 2 |" in body
    pictures = re.findall(r"\]\((figures/[^)]*)\)", body)
    assert len(pictures) == 8
    assert set(pictures) <= set(repository.files)
    again = push(tmp_path / "val2014", hub)
    assert again.changes == ()
    assert repository.files["README.md"].decode() == text
    code = (
        "import sys; from datasets import load_dataset, get_dataset_config_names\n"
        "print(sorted(get_dataset_config_names('you/poses')))\n"
        "for name in ('conversation', 'detail', 'complex', 'mine'):\n"
        "    print(name, {split: rows.num_rows for split, rows in load_dataset('you/poses', name).items()})\n"
        "print('kp_llava' in sys.modules)"
    )
    assert load_apart(hub, tmp_path, code) == [
        "['complex', 'conversation', 'detail', 'mine']",
        "conversation {'train': 15, 'validation': 10}",
        "detail {'train': 3, 'validation': 2}",
        "complex {'train': 3, 'validation': 2}",
        "mine {'train': 3}",
        "False",
    ]


def load_apart(hub, folder, code: str) -> list[str]:
    """What a process prints that has nothing of ours."""
    environment = os.environ | {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(folder / "hf"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_TOKEN": TOKEN,
    }
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_strangers_dataset_without_configs_stays_the_default_one(finished_run, hub, tmp_path):
    table = io.BytesIO()
    pq.write_table(pa.table({"a": [1, 2, 3]}), table)
    readme = b"---\nlanguage: fr\n---\n# Mine\n"
    files = {"README.md": readme, "data/train-00000-of-00001.parquet": table.getvalue()}
    hub.repositories["you/poses"] = Repository(False, dict(files))
    push(finished_run, hub)
    card = DatasetCard(hub.repositories["you/poses"].files["README.md"].decode())
    assert card.data["language"] == ["fr", "en"]
    assert card.text.lstrip().startswith("# Mine\n")
    code = (
        "from datasets import load_dataset\n"
        "print(load_dataset('you/poses', split='train').num_rows)\n"
        "print(load_dataset('you/poses', 'detail', split='train').num_rows)"
    )
    assert load_apart(hub, tmp_path, code) == ["3", "7"]


def test_what_cannot_be_merged_is_refused_and_nothing_changes(finished_run, hub):
    def fails(match: str, readme: bytes, **files: bytes) -> None:
        held = {"README.md": readme, **{name.replace("__", "."): data for name, data in files.items()}}
        hub.repositories["you/poses"] = Repository(False, dict(held))
        with pytest.raises(DatasetError, match=match) as caught:
            push(finished_run, hub)
        assert "\n" not in str(caught.value)
        assert hub.repositories["you/poses"].files == held

    fails("its YAML cannot be read", b"---\na: [\n---\n# Mine\n")
    fails("is not UTF-8", b"\xff\xfe")
    fails("data in another format", b"# Mine\n", rows__csv=b"a\n1\n")
    other = {"config_name": "complex", "data_files": [{"split": "train", "path": "x/*.parquet"}]}
    info = {"config_name": "complex", "features": [{"name": "a", "dtype": "int64"}], "splits": []}
    header = yaml.safe_dump({"configs": [other], "dataset_info": [info]})
    fails(r"config 'complex': the repository has one with other columns \(a\)", f"---\n{header}---\n".encode())


def test_a_commit_in_between_is_not_written_over(finished_run, hub, monkeypatch):
    push(finished_run, hub)
    repository = hub.repositories["you/poses"]
    upload = HfApi.create_commit

    def commit_after_a_stranger(*args, **kwargs):
        repository.files["README.md"] += b"\nnew\n"
        return upload(*args, **kwargs)

    monkeypatch.setattr(HfApi, "create_commit", commit_after_a_stranger)
    with pytest.raises(DatasetError, match="somebody else committed meanwhile; give the same command again"):
        push(finished_run, hub, ExportOptions(turns="multi"))
    monkeypatch.setattr(HfApi, "create_commit", upload)
    push(finished_run, hub, ExportOptions(turns="multi"))
    assert repository.files["README.md"].endswith(b"\nnew\n")


def test_a_branch_and_a_pull_request_leave_the_main_branch_alone(finished_run, hub):
    push(finished_run, hub)
    repository = hub.repositories["you/poses"]
    before = dict(repository.files)
    report = push(finished_run, hub, ExportOptions(turns="multi"), create_pr=True)
    assert report.url.endswith("/discussions/1")
    push(finished_run, hub, ExportOptions(tasks=("detail",), turns="multi"), revision="trial")
    assert repository.files == before
    assert find_shard(repository.branches["pr1"], "conversation") != find_shard(repository, "conversation")
    assert find_shard(repository.branches["trial"], "conversation") == find_shard(repository, "conversation")
    with pytest.raises(DatasetError, match="a pull request has no commit to tag"):
        push(finished_run, hub, create_pr=True, tag="v1")


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
    for odd in ("hf_ümläut", "hf_one hf_two", "hf_🙂", "hf_\x1b[31m"):
        monkeypatch.setenv("HF_TOKEN", odd)
        fails("the token for the Hub holds a sign at place")
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

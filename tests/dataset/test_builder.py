"""`load_dataset("kp_llava", ...)` as users write it: every form, from every kind of working directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import datasets
import pytest
from datasets import load_dataset, load_dataset_builder

import kp_llava
from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.dataset.export import export_hub
from kp_llava.errors import DatasetError, KpLlavaError, RunError, TrainingError
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import RunOptions, generate
from kp_llava.training.arguments import DataArguments
from kp_llava.training.data.sources import load_tables

ROOT = Path(__file__).parents[2]
COLUMNS = [
    "id",
    "image",
    "image_id",
    "file_name",
    "image_url",
    "messages",
    "context",
    "teacher",
    "request_id",
]


def load(config: str, **options):
    return load_dataset("kp_llava", config, **options)["train"]


@pytest.mark.parametrize(("config", "count"), [("conversation", 35), ("detail", 7), ("complex", 7)])
def test_a_run_loads_in_each_config(run, config, count):
    rows = load(config, data_dir=str(run))
    assert rows.num_rows == count
    assert rows.column_names[: len(COLUMNS)] == COLUMNS
    assert rows[0]["image"].size == (320, 240)
    assert [message["role"] for message in rows[0]["messages"]] == ["user", "assistant"]
    assert len(set(rows["id"])) == count
    assert list(rows.remove_columns("image")) == [
        {key: value for key, value in row.items() if key != "image"} for row in read_rows(run, config)
    ]


def test_the_split_is_train_and_the_features_are_what_trl_takes(run):
    splits = load_dataset("kp_llava", "detail", data_dir=str(run))
    assert list(splits) == ["train"]
    features = splits["train"].features
    assert features["messages"] == datasets.List(
        {"role": datasets.Value("string"), "content": datasets.Value("string")}
    )
    assert features["image"] == datasets.Image()
    assert features["image_id"] == datasets.Value("int64")


def test_multi_gives_a_row_an_image(run):
    rows = load("conversation", data_dir=str(run), turns="multi")
    assert rows.num_rows == 7
    assert [message["role"] for message in rows[0]["messages"]] == ["user", "assistant"] * 5


def test_streaming_gives_the_same_rows(run):
    streamed = load_dataset("kp_llava", "conversation", data_dir=str(run), streaming=True)["train"]
    cached = load("conversation", data_dir=str(run))
    assert [row["messages"] for row in streamed] == cached["messages"]
    assert next(iter(streamed))["image"].size == (320, 240)
    shuffled = streamed.shuffle(seed=1, buffer_size=1)
    assert sorted(row["id"] for row in shuffled) == sorted(cached["id"])


def test_two_processes_give_the_same_rows_in_the_same_order(run, tmp_path):
    one = load("conversation", data_dir=str(run))
    two = load("conversation", data_dir=str(run), num_proc=2, cache_dir=str(tmp_path / "other"))
    assert len(two.cache_files) == 2
    assert two["id"] == one["id"]
    assert two.map(lambda row: {"turns": len(row["messages"])}, num_proc=2)["turns"] == [2] * 35


def test_the_cached_copy_follows_the_run(tmp_path, drawn):
    folder = tmp_path / "run"
    generate(RunOptions(run_dir=folder, coco=drawn, split="train2014", max_images=3))
    before = load("complex", data_dir=str(folder))
    generate(RunOptions(run_dir=folder, coco=drawn, split="train2014", max_images=5))
    after = load("complex", data_dir=str(folder))
    assert (before.num_rows, after.num_rows) == (3, 5)
    assert before.cache_files != after.cache_files
    assert load("complex", data_dir=str(folder)).cache_files == after.cache_files


def test_the_cached_copy_does_not_depend_on_the_working_directory(run, tmp_path, monkeypatch):
    here = load("complex", data_dir=str(run))
    monkeypatch.chdir(run.parent)
    assert load("complex", data_dir=run.name).cache_files == here.cache_files
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.chdir(other)
    relative = load("complex", data_dir=os.path.relpath(run, other))
    assert relative.cache_files == here.cache_files
    assert relative[0]["image"].size == (320, 240)


def test_unrelated_files_and_folders_are_not_read(run, tmp_path, monkeypatch):
    crowd = tmp_path / "crowd"
    (crowd / "kp_llava").mkdir(parents=True)
    (crowd / "kp_llava" / "train.csv").write_text("a,b\n1,2\n")
    (crowd / "train.jsonl").write_text('{"a": 1}\n')
    (crowd / "kp_llava.py").write_text("raise SystemExit('this file was run')\n")
    monkeypatch.chdir(crowd)
    assert load("detail", data_dir=str(run)).num_rows == 7
    crowd.joinpath("secret").mkdir(mode=0o000)
    assert load("complex", data_dir=str(run)).num_rows == 7


@pytest.mark.parametrize("place", ["empty", "repository"])
def test_a_fresh_process_loads_from_any_folder(run, tmp_path, place):
    folder = ROOT if place == "repository" else tmp_path / "empty"
    folder.mkdir(exist_ok=True)
    code = (
        "import sys, kp_llava; from datasets import load_dataset\n"
        f"rows = load_dataset('kp_llava', 'detail', data_dir={str(run)!r}, num_proc=2)['train']\n"
        "print(rows.num_rows, rows[0]['image'].size, 'torch' in sys.modules)"
    )
    environment = os.environ | {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split("\n")[0] == "7 (320, 240) False", done.stderr


def test_the_built_in_sample_is_drawn_once_and_says_so(cache_root, tmp_path, monkeypatch):
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    with pytest.warns(UserWarning, match="built-in sample: 4 drawn scenes"):
        rows = load("complex", max_images=4)
    assert rows.num_rows == 4
    assert set(rows["teacher"]) == {"pose"}
    (home,) = (cache_root / "kp_llava_sample").iterdir()
    stamps = {path: path.stat().st_mtime_ns for path in home.rglob("*.jpg")}
    with pytest.warns(UserWarning, match="built-in sample"):
        assert load("conversation", max_images=4).num_rows == 20
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*.jpg")} == stamps
    assert list(empty.iterdir()) == []


def test_the_samples_warning_points_at_the_callers_line():
    with pytest.warns(UserWarning, match="built-in sample") as caught:
        load("complex", max_images=2)
        load_dataset("kp_llava", "complex", max_images=2, streaming=True)
        load_dataset("kp_llava", "detail", max_images=2)
    assert {str(Path(warning.filename)) for warning in caught} == {__file__}
    assert len({warning.lineno for warning in caught}) == 3


def test_a_split_has_the_same_name_in_a_run_and_in_its_export(tmp_path):
    draw_sample(tmp_path / "coco", images=2, split="val2017")
    generate(RunOptions(run_dir=tmp_path / "run", coco=tmp_path / "coco", split="val2017"))
    export_hub([(tmp_path / "run", None)], tmp_path / "out")
    assert list(load_dataset("kp_llava", "detail", data_dir=str(tmp_path / "run"))) == ["validation"]
    assert list(load_dataset(str(tmp_path / "out"), "detail")) == ["validation"]
    # a recipe trains on `train` by default; the one split of a run that is named is meant
    arguments = DataArguments(data_dir=str(tmp_path / "run"), config_names=["detail"])
    assert load_tables(arguments, split="train", data_dir=arguments.data_dir)["detail"].num_rows == 2
    with pytest.raises(TrainingError, match="Unknown split"):
        load_tables(arguments, split="test", data_dir=arguments.data_dir)


def test_two_processes_may_draw_the_sample_at_once(tmp_path):
    code = (
        "import kp_llava; from datasets import load_dataset\n"
        "print(load_dataset('kp_llava', 'complex', max_images=5)['train'].num_rows)"
    )
    environment = os.environ | {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    ends = [process.communicate() for process in both]
    assert [out.decode().strip() for out, _ in ends] == ["5", "5"], ends


def test_a_coco_folder_is_generated_from_then_loaded(drawn, tmp_path):
    options = {"coco_dir": str(drawn), "coco_split": "train2014", "teacher": "pose", "run_dir": str(tmp_path / "run")}
    assert load("complex", max_images=2, **options).num_rows == 2
    assert load("complex", max_images=3, **options).num_rows == 3
    assert load("detail", max_images=3, **options).num_rows == 3
    stored = json.loads((tmp_path / "run" / "run.json").read_text())
    assert stored["options"]["teacher"] == "pose"
    streamed = load_dataset("kp_llava", "detail", streaming=True, max_images=4, **options)["train"]
    assert sum(1 for _ in streamed) == 4


def test_without_a_run_folder_the_cache_keeps_the_run(drawn, cache_root):
    assert load("complex", coco_dir=str(drawn), max_images=2).num_rows == 2
    assert len(list(cache_root.glob("kp_llava_runs/*/run.json"))) == 1


def test_facts_come_into_the_context_on_demand(drawn):
    bare, stated = (load("complex", coco_dir=str(drawn), max_images=2, facts=facts) for facts in (False, True))
    assert not any("facts: [" in context for context in bare["context"])
    assert all("facts: [The " in context for context in stated["context"])


def test_inspection_knows_configs_and_splits(run):
    assert datasets.get_dataset_config_names("kp_llava") == ["conversation", "detail", "complex"]
    with pytest.warns(UserWarning, match="built-in sample"):
        assert datasets.get_dataset_split_names("kp_llava", "complex", max_images=2) == ["train"]
    builder = load_dataset_builder("kp_llava", "detail", data_dir=str(run))
    assert list(builder.info.features)[: len(COLUMNS)] == COLUMNS
    assert builder.dataset_name == "kp_llava"


def test_asking_for_a_builder_generates_nothing(cache_root):
    load_dataset_builder("kp_llava", "complex")
    assert not (cache_root / "kp_llava_sample").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "simple"}, "'simple' is no config of kp_llava; give one of conversation, detail, complex"),
        (
            {},
            r"no config is given; give one of conversation, detail, complex, as in `import kp_llava` and then load_dat",
        ),
        ({"name": "complex", "data_dir": "missing"}, "no such folder"),
        ({"name": "complex", "data_dir": "."}, "not a run"),
        ({"name": "complex", "data_dir": "exported"}, "looks like an exported folder"),
        ({"name": "complex", "data_dir": ".", "seed": 1}, "does not go with seed"),
        ({"name": "complex", "coco_dir": "missing"}, "has no annotations/person_keypoints_SPLIT.json"),
        ({"name": "complex", "run_dir": "run"}, "run_dir: needs coco_dir"),
        ({"name": "complex", "teacher": "openai"}, "teacher: needs coco_dir"),
        ({"name": "complex", "max_images": 0}, "max_images=0: expected 1 or more"),
        ({"name": "complex", "turns": "many"}, "turns='many': expected 'single'"),
        ({"name": "complex", "cocodir": "x"}, "no option 'cocodir'"),
        ({"name": "complex", "data_files": "x.csv"}, "reads runs, not data_files"),
    ],
)
def test_a_mistake_gets_one_clear_line(arguments, message, tmp_path, monkeypatch):
    (tmp_path / "exported").mkdir()
    (tmp_path / "exported" / "README.md").write_text("---\n---\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KpLlavaError, match=message) as caught:
        load_dataset("kp_llava", **arguments)
    assert "\n" not in str(caught.value)


def test_a_paid_teacher_needs_a_run_folder_and_its_name(drawn):
    with pytest.raises(DatasetError, match="costs money: give run_dir"):
        load("complex", coco_dir=str(drawn), teacher="openai")
    with pytest.raises(DatasetError, match="'gpt': unknown; expected pose or openai"):
        load("complex", coco_dir=str(drawn), teacher="gpt")


def test_an_unknown_split_names_those_there_are(drawn):
    with pytest.raises(DatasetError, match="has train2014; give one of them"):
        load("complex", coco_dir=str(drawn), coco_split="val2014")


def test_a_task_without_rows_says_what_the_run_has(tmp_path, drawn):
    folder = tmp_path / "run"
    generate(RunOptions(run_dir=folder, coco=drawn, split="train2014", tasks=("detail",), max_images=2))
    with pytest.raises(DatasetError, match=r"no rows of complex \(it has: detail 2\)"):
        load("complex", data_dir=str(folder))
    with pytest.raises(DatasetError, match="no rows of complex"):
        load_dataset("kp_llava", "complex", data_dir=str(folder), streaming=True)


def test_a_broken_ledger_gets_one_clear_line(run):
    (run / "ledger.sqlite").write_bytes(b"no database at all, but long enough to look at" * 40)
    with pytest.raises(RunError, match="not a database"):
        load("complex", data_dir=str(run))


def test_other_paths_still_go_where_they_went(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"a": 1}\n')
    assert load_dataset("json", data_files=str(tmp_path / "rows.jsonl"))["train"].num_rows == 1
    assert load_dataset(str(tmp_path))["train"].num_rows == 1


def test_registering_twice_changes_nothing():
    before = datasets.load.dataset_module_factory
    kp_llava._register()
    assert datasets.load.dataset_module_factory is before
    assert datasets.inspect.dataset_module_factory is before


def test_an_unsupported_datasets_is_told_and_the_package_still_imports(monkeypatch):
    monkeypatch.delattr(datasets.load, "dataset_module_factory")
    with pytest.warns(UserWarning, match="needs datasets >=5.0, <6"):
        kp_llava._register()


def test_pictures_open_from_any_folder_though_the_run_was_made_with_a_relative_path(drawn, tmp_path, monkeypatch):
    monkeypatch.chdir(drawn.parent)
    generate(RunOptions(run_dir=tmp_path / "run", coco=drawn.name, split="train2014", max_images=2))
    monkeypatch.chdir(tmp_path)
    assert load("detail", data_dir="run")[0]["image"].size == (320, 240)

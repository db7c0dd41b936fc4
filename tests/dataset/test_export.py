"""An exported folder: loaded with nothing of ours, the same bytes each time, whole or not there."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from string import ascii_lowercase

import datasets
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset
from huggingface_hub import metadata_load

import kp_llava
from kp_llava.dataset.export import ExportOptions, export_hub
from kp_llava.dataset.parquet import write_shards
from kp_llava.errors import DatasetError, RunError
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.rows import read_rows
from kp_llava.generation.run import RunOptions, generate

from .factories import HOSTILE_NAME, make_hostile_run, make_run, make_scene


def hash_folder(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def strip(row: dict) -> dict:
    return {key: value for key, value in row.items() if key != "image"}


def test_a_plain_process_loads_the_folder_without_our_code(finished_run, tmp_path):
    export_hub([(finished_run, None)], tmp_path / "out")
    code = (
        "import sys; from datasets import load_dataset\n"
        "for name in ('conversation', 'detail', 'complex'):\n"
        "    rows = load_dataset('out', name)['train']\n"
        "    print(rows.num_rows, rows[0]['image'])\n"
        "print(list(load_dataset('out', name, streaming=True)['train']) == list(rows))\n"
        "print('kp_llava' in sys.modules)"
    )
    environment = os.environ | {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["35 None", "7 None", "7 None", "True", "False"], done.stderr


@pytest.mark.parametrize("config", ["conversation", "detail", "complex"])
def test_the_rows_are_those_of_the_run(finished_run, tmp_path, config):
    export_hub([(finished_run, None)], tmp_path / "out")
    rows = load_dataset(str(tmp_path / "out"), config)["train"]
    assert [strip(row) for row in rows] == [strip(row) for row in read_rows(finished_run, config)]
    assert rows.features == kp_llava.dataset.features.row_features()


def test_embedded_pictures_open_after_the_source_is_gone(finished_run, tmp_path, monkeypatch):
    export_hub([(finished_run, None)], tmp_path / "out", ExportOptions(embed_images=True))
    rows = load_dataset(str(tmp_path / "out"), "complex")["train"].cast_column("image", datasets.Image(decode=False))
    first = next(read_rows(finished_run, "complex"))
    assert rows[0]["image"]["bytes"] == Path(first["image"]).read_bytes()
    assert rows[0]["image"]["path"] == first["file_name"]
    assert rows.cast_column("image", datasets.Image())[0]["image"].size == (320, 240)


def test_exporting_twice_gives_the_same_bytes(finished_run, tmp_path):
    export_hub([(finished_run, None)], tmp_path / "one", ExportOptions(embed_images=True))
    export_hub([(finished_run, None)], tmp_path / "two", ExportOptions(embed_images=True))
    assert hash_folder(tmp_path / "one") == hash_folder(tmp_path / "two")
    names = sorted(name.rsplit("-", 1)[0] for name in hash_folder(tmp_path / "one"))
    shards = [f"{config}/train-00000-of-00001" for config in ("complex", "conversation", "detail")]
    pictures = [f"figures/train-{name}" for name in ("body_parts", "lengths", "people", "verbs")]
    assert names == ["README.md", *shards, *pictures]


def test_several_runs_become_several_splits(finished_run, drawn, tmp_path):
    other = tmp_path / "other"
    generate(RunOptions(run_dir=other, coco=drawn, split="train2014", max_images=2, tasks=("detail",)))
    export_hub([(finished_run, None), (other, "validation")], tmp_path / "out")
    detail = load_dataset(str(tmp_path / "out"), "detail")
    assert {split: rows.num_rows for split, rows in detail.items()} == {"train": 7, "validation": 2}
    assert list(load_dataset(str(tmp_path / "out"), "complex")) == ["train"]


def test_shards_are_bounded_and_fit_for_the_viewer(finished_run, tmp_path):
    written = write_shards(
        (row for _ in range(700) for row in read_rows(finished_run, "complex")), tmp_path, "train", shard_bytes=8_000
    )
    assert written.rows == 4900
    assert len(written.names) > 1
    assert written.names[0] == f"train-00000-of-{len(written.names):05d}-{written.digest}.parquet"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(written.names)
    assert sum(pq.read_metadata(tmp_path / name).num_rows for name in written.names) == 4900
    first = pq.read_metadata(tmp_path / written.names[0])
    assert first.row_group(0).num_rows == 1000
    assert first.row_group(0).column(0).compression == "ZSTD"
    assert first.row_group(0).column(0).has_offset_index


def test_the_folder_is_whole_or_not_there(finished_run, run, tmp_path, monkeypatch):
    gone = Path(next(read_rows(run, "complex"))["image"])
    hidden = gone.with_suffix(".hidden")
    gone.rename(hidden)
    try:
        with pytest.raises(DatasetError, match="cannot read picture"):
            export_hub([(run, None)], tmp_path / "out", ExportOptions(embed_images=True))
    finally:
        hidden.rename(gone)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.partial").exists()


def test_an_existing_folder_is_not_replaced_unless_asked(finished_run, tmp_path):
    export_hub([(finished_run, None)], tmp_path / "out")
    with pytest.raises(DatasetError, match="exists already; give another folder, or --overwrite"):
        export_hub([(finished_run, None)], tmp_path / "out")
    export_hub([(finished_run, None)], tmp_path / "out", overwrite=True)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.tex").write_text("mine")
    with pytest.raises(DatasetError, match=r"holds thesis\.tex and no card of kp_llava's"):
        export_hub([(finished_run, None)], tmp_path / "thesis", overwrite=True)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DatasetError, match=r"is no folder"):
        export_hub([(finished_run, None)], tmp_path / "file", overwrite=True)
    assert (tmp_path / "thesis" / "thesis.tex").read_text() == (tmp_path / "file").read_text() == "mine"


def test_what_the_user_put_into_an_export_stays(finished_run, tmp_path):
    out = tmp_path / "out"
    export_hub([(finished_run, None)], out, ExportOptions(title="One"))
    before = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    figure = next((out / "figures").iterdir())
    mine = {
        "notes.md": "mine",
        "figures/mine.png": "mine",
        "detail/train-notes.txt": "mine",
        "own/deep/a.parquet": "mine",
    }
    mine[figure.relative_to(out).as_posix()] = "painted over"
    for name, text in mine.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text)
    (out / "link").symlink_to("notes.md")
    (out / "empty").mkdir()
    card = (out / "README.md").read_text()
    card = card.replace("---\n", "---\nthanks: to my dog\n", 1) + "\n## My own words\n\nThese stay.\n"
    (out / "README.md").write_text(card)
    export_hub([(finished_run, None)], out, ExportOptions(title="Two", tasks=("detail",)), overwrite=True)
    for name, text in mine.items():
        assert (out / name).read_text() == text, name
    assert (out / "link").readlink() == Path("notes.md")
    assert (out / "empty").is_dir()
    text = (out / "README.md").read_text()
    assert metadata_load(out / "README.md")["thanks"] == "to my dog"
    assert [config["config_name"] for config in metadata_load(out / "README.md")["configs"]] == ["detail"]
    assert "## My own words\n\nThese stay.\n" in text
    assert "# Two" in text
    assert "# One" not in text
    shards = {path.relative_to(out).parts[0] for path in out.rglob("train-0*.parquet")}
    assert shards == {"detail"}, "rows of kinds that were not asked for are gone"
    assert len(before) > 4
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_another_export_of_the_same_size_under_the_same_name_is_no_stale_copy(tmp_path):
    def export(letter: str) -> list[dict]:
        run = make_run(
            tmp_path / f"run-{letter}", [make_scene(1, file_name="1.jpg")], {"detail": f"They wait {letter}."}
        )
        export_hub([(run, None)], tmp_path / "out", overwrite=True)
        return metadata_load(tmp_path / "out" / "README.md")["dataset_info"]

    # two exports that the sizes in the README cannot tell apart, found by trying letters
    sizes: dict[str, list[dict]] = {}
    for letter in ascii_lowercase:
        sizes[letter] = export(letter)
        twins = [other for other, size in sizes.items() if size == sizes[letter]]
        if len(twins) == 2:
            break
    assert len(twins) == 2
    for shown in twins:
        export(shown)
        assert (
            load_dataset(str(tmp_path / "out"), "detail")["train"][0]["messages"][1]["content"] == f"They wait {shown}."
        )


def test_an_export_keeps_what_the_checks_say_also_while_another_process_writes(run, tmp_path):
    def count_kept():
        with sqlite3.connect(run / "results.sqlite") as results:
            return results.execute("SELECT count(*) FROM checks").fetchone()[0]

    (run / "results.sqlite").unlink()
    with Ledger.write(run):
        export_hub([(run, None)], tmp_path / "one")
    assert count_kept() == 21
    export_hub([(run, None)], tmp_path / "two")
    assert count_kept() == 21
    assert hash_folder(tmp_path / "one") == hash_folder(tmp_path / "two")


def test_mistakes_get_one_clear_line(finished_run, tmp_path):
    with pytest.raises(RunError, match="not a run folder"):
        export_hub([(tmp_path, None)], tmp_path / "out")
    (tmp_path / "bare").mkdir()
    shutil.copy(finished_run / "run.json", tmp_path / "bare")
    with pytest.raises(RunError, match=r"has no ledger\.sqlite"):
        export_hub([(tmp_path / "bare", None)], tmp_path / "out")
    assert [path.name for path in (tmp_path / "bare").iterdir()] == ["run.json"]
    with pytest.raises(DatasetError, match="two of the runs would be it"):
        export_hub([(finished_run, None), (finished_run, None)], tmp_path / "out")
    with pytest.raises(DatasetError, match="expected a word"):
        export_hub([(finished_run, "../x")], tmp_path / "out")


def test_hostile_text_comes_through_unharmed(tmp_path):
    run = make_hostile_run(tmp_path / "run")
    export_hub([(run, None)], tmp_path / "out")
    rows = load_dataset(str(tmp_path / "out"), "complex")["train"]
    assert [strip(row) for row in rows] == [strip(row) for row in read_rows(run, "complex")]
    assert rows[0]["file_name"] == HOSTILE_NAME
    assert len(rows[0]["messages"][1]["content"]) > 100_000

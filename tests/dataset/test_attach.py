"""Pictures put into a dataset that was exported by reference."""

from __future__ import annotations

import pytest
from datasets import Dataset, load_dataset

import kp_llava
from kp_llava.dataset.export import export_hub
from kp_llava.errors import DatasetError


@pytest.fixture
def exported(finished_run, tmp_path):
    export_hub([(finished_run, None)], tmp_path / "out")
    return str(tmp_path / "out")


@pytest.mark.parametrize("place", ["", "train2014"])
def test_pictures_are_found_in_the_folder_or_in_its_subfolders(exported, drawn, place):
    splits = load_dataset(exported, "complex")
    filled = kp_llava.attach_images(splits, drawn / place)
    assert filled["train"].column_names == splits["train"].column_names
    assert filled["train"].features == splits["train"].features
    assert filled["train"][3]["image"].size == (320, 240)
    assert filled["train"].remove_columns("image")[:] == splits["train"].remove_columns("image")[:]


def test_a_stream_gets_its_pictures_as_it_is_read(exported, drawn):
    stream = load_dataset(exported, "complex", streaming=True)
    first = next(iter(kp_llava.attach_images(stream, drawn)["train"]))
    assert first["image"].size == (320, 240)


def test_a_folder_of_links_will_do(exported, drawn, tmp_path):
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "train2014").symlink_to(drawn / "train2014")
    rows = kp_llava.attach_images(load_dataset(exported, "complex", split="train"), tmp_path / "links")
    assert rows[0]["image"].size == (320, 240)


def test_what_is_missing_or_leads_out_is_named(exported, drawn, tmp_path):
    rows = load_dataset(exported, "complex", split="train")
    with pytest.raises(DatasetError, match="is no folder"):
        kp_llava.attach_images(rows, tmp_path / "missing")
    with pytest.raises(DatasetError, match=r"'000000000001\.jpg' is not in"):
        kp_llava.attach_images(rows, tmp_path)
    with pytest.raises(DatasetError, match="no column file_name"):
        kp_llava.attach_images(Dataset.from_dict({"a": [1]}), drawn)
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    for name in ("../secret.jpg", str(tmp_path / "secret.jpg")):
        with pytest.raises(DatasetError, match="leads out of"):
            kp_llava.attach_images(Dataset.from_dict({"file_name": [name]}), drawn)

"""Rows are tokenized once, by any number of workers alike, and found on the disk the next time."""

from __future__ import annotations

import json
import os
import re

import datasets
import numpy as np
import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.chat import VicunaFormat
from kp_llava.training.data import tokens
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.data.sources import Part
from kp_llava.training.data.store import open_store
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.plan import StepShape

from .. import factories as factory


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    return tmp_path / "kp_llava_tokens"


@pytest.fixture
def chat():
    return VicunaFormat(factory.make_processor())


def encode(chat, tables=None, **options):
    return encode_rows(tables or factory.make_tables(4), chat, image_tokens=16, **{"max_length": 512, **options})


def same(one, other):
    return all(
        np.array_equal(a.ids, b.ids) and np.array_equal(a.labels, b.labels) and a.images_at == b.images_at
        for a, b in zip(one.encoded, other.encoded, strict=True)
    )


def test_the_second_time_nothing_is_tokenized(cache, chat, monkeypatch):
    first = encode(chat)
    monkeypatch.setattr(tokens, "_encode_span", None)
    assert same(first, encode(chat))
    assert [path.name[0] != "." for path in cache.iterdir()] == [True]


@pytest.mark.parametrize(
    "change",
    [
        {"max_length": 80},
        {"tables": factory.make_tables(3)},
        {"chat": VicunaFormat(factory.make_processor(), "llava_v1")},
        {"image_folder": "elsewhere"},
    ],
    ids=["length", "rows", "format", "folder"],
)
def test_what_changes_the_tokens_changes_the_store(cache, chat, change):
    encode(chat)
    encode(**{"chat": chat, **change})
    assert len(list(cache.iterdir())) == 2


def test_workers_find_what_one_process_finds(cache, chat, monkeypatch):
    alone = encode(chat, workers=1)
    monkeypatch.setattr(tokens, "_SPAN", 3)
    for folder in cache.iterdir():
        folder.rename(cache.parent / "away")
    assert same(alone, encode(chat, workers=2))


def test_a_bad_row_is_named_by_a_worker_too(cache, chat, monkeypatch):
    monkeypatch.setattr(tokens, "_SPAN", 3)
    table = factory.make_tables(4)["detail"]
    bad = table.map(lambda row: {"messages": [*row["messages"][:1], {"role": "assistant", "content": "a </s> b"}]})
    table = datasets.concatenate_datasets([table, bad.select([2])])
    with pytest.raises(TrainingError, match=r"row detail-000000000002-0: .* holds the special token"):
        encode(chat, {"detail": table}, workers=2)
    assert not cache.exists() or not list(cache.iterdir())


def test_a_store_that_was_not_written_to_its_end_is_not_used(cache, chat):
    encode(chat)
    (folder,) = cache.iterdir()
    (folder / "meta.json").unlink()
    assert open_store(folder) is None
    encode(chat)
    assert open_store(folder) is not None


def set_meta(**fields):
    def change(folder):
        path = folder / "meta.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | fields))

    return change


def set_bytes(name, change):
    def damage(folder):
        data = (folder / name).read_bytes()
        (folder / name).unlink()  # the test has the old file in its memory
        (folder / name).write_bytes(change(data))

    return damage


def half(data):
    return data[: len(data) // 2]


def set_array(name, change):
    def damage(folder):
        with np.load(folder / "rows.npz") as found:
            arrays = dict(found)
        np.savez(folder / "rows.npz", **arrays | {name: change(arrays[name])})

    return damage


DAMAGES = [
    (set_bytes("meta.json", half), "meta.json: it is not JSON"),
    (set_bytes("meta.json", lambda data: b"[1]"), "meta.json: it holds a list"),
    (set_bytes("meta.json", lambda data: b"[" * 100_000), "meta.json: it is nested too deeply"),
    (set_bytes("meta.json", lambda data: b""), "meta.json: it is empty"),
    (set_meta(row_names=[1]), r"meta.json: row_names is \[1\]"),
    (set_meta(row_names=[]), r"rows.npz: starts has \d+ numbers for 0 rows"),
    (set_meta(group_names=[]), "rows.npz: shared has 4 numbers"),
    (set_meta(left_out={"cut": "1"}), "meta.json: left_out is "),
    (set_meta(longest=-1), "meta.json: longest is -1"),
    (set_meta(content=None), "meta.json: content is None"),
    (set_bytes("rows.npz", half), "rows.npz: File is not a zip file"),
    (set_bytes("rows.npz", lambda data: data.replace(data[300:320], bytes(20))), "rows.npz: "),
    (lambda folder: (folder / "rows.npz").unlink(), "rows.npz: .*No such file"),
    (set_array("starts", lambda array: array[::-1]), "rows.npz: starts does not rise"),
    (set_array("groups", lambda array: array + 1000), "rows.npz: groups names a group that is not there"),
    (set_array("lengths", lambda array: array[1:]), "rows.npz: lengths has"),
    (set_array("places", lambda array: array.astype(float)), "rows.npz: an array is not of whole numbers"),
    (set_bytes("ids.bin", half), r"ids.bin has [\d,]+ bytes, expected [\d,]+"),
    (set_bytes("supervised.bin", lambda data: data + b"1"), r"supervised.bin has [\d,]+ bytes"),
    (lambda folder: (folder / "ids.bin").unlink(), "ids.bin has 0 bytes"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_a_damaged_store_is_named_once_and_made_anew(cache, chat, caplog, damage, words):
    whole = encode(chat)
    (folder,) = cache.iterdir()
    damage(folder)
    caplog.clear()
    assert same(encode(chat), whole)
    (line,) = [one for one in caplog.messages if "cached tokens" in one]
    assert re.search(rf"^{folder}: cached tokens are damaged \({words}.*; the rows are tokenized again$", line), line
    assert list(cache.iterdir()) == [folder]
    caplog.clear()
    encode(chat)
    assert "cached tokens" not in caplog.text


def several_pictures():
    """Rows that compare two pictures, the second row with a mark in its second turn."""
    pictures = [factory.draw_picture(number) for number in range(3)]
    turns = [{"role": "user", "content": "What do both do?"}, {"role": "assistant", "content": "Both arms are raised."}]
    later = [*turns, {"role": "user", "content": "<image>And this one?"}, {"role": "assistant", "content": "A jump."}]
    later[0] = {"role": "user", "content": "<image> <image>\nWhat do both do?"}
    rows = [
        {"id": "two", "images": pictures[:2], "messages": turns},
        {"id": "two again", "images": pictures[:2], "messages": [{**turns[0], "content": "And the hips?"}, turns[1]]},
        {"id": "three", "images": pictures, "messages": later},
    ]
    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "images": datasets.List(datasets.Image()),
            "messages": [{"role": datasets.Value("string"), "content": datasets.Value("string")}],
        }
    )
    return {"pairs": datasets.Dataset.from_list(rows, features=features)}


@pytest.mark.parametrize("packing", ["shared", "none"])
def test_rows_with_several_pictures_have_the_loss_of_rows_by_themselves(cache, model_folder, packing):
    from ..packing.test_collate import assert_equal, batched, make_batches, make_rows, reference

    rows, processor = make_rows(several_pictures())
    assert [len(row.images_at) for row in rows.encoded] == [2, 2, 3]
    assert [len(group) for group in rows.groups] == [2, 1]
    batches = make_batches(rows, processor, packing=packing)
    assert len(batches[0]["pixel_values"]) == 5  # a pair that two rows show, and three
    assert_equal(batched(model_folder, batches), reference(model_folder, rows, processor))


def test_a_mark_for_no_picture_is_refused(cache, chat):
    tables = several_pictures()
    tables["pairs"] = tables["pairs"].map(
        lambda row: {"messages": [{"role": "user", "content": "<image> What?"}, row["messages"][1]]}
    )
    with pytest.raises(TrainingError, match="row two: messages hold 1 marks <image>, the row has 2 pictures"):
        encode(chat, tables)


def test_epochs_take_the_share_that_a_source_weighs(cache, chat):
    tables = factory.make_tables(4)
    parts = [Part("own", tables["conversation"]), Part("other", tables["complex"], 0.5, source=1)]
    rows = encode(chat, parts)
    batches = MicroBatches(rows, factory.make_processor(), step=StepShape(4, 1))
    assert batches.sample_count == 20 + 2
    seen = []
    for epoch in range(2):
        taken = [row for chunks in batches.divided(epoch) for chunk in chunks for row in chunk.rows]
        assert sorted(row for row in taken if row < 20) == list(range(20))
        seen += [row for row in taken if row >= 20]
    assert sorted(seen) == [20, 21, 22, 23]  # each epoch another half


def test_a_share_is_counted_in_rows_where_a_step_is(cache, chat):
    tables = factory.make_tables(4)
    parts = [Part("own", tables["complex"]), Part("other", tables["conversation"], 0.3, source=1)]
    rows = encode(chat, parts)
    batches = MicroBatches(rows, factory.make_processor(), step=StepShape(4, 1))
    # 0.3 of 20 rows are 6; of 4 pictures it would be one with its 5 rows
    for epoch in range(3):
        taken = [row for chunks in batches.divided(epoch) for chunk in chunks for row in chunk.rows]
        assert len([row for row in taken if row >= 4]) == 6


@pytest.mark.parametrize("before", [None, "true"])
def test_workers_leave_the_environment_as_it_was(cache, chat, monkeypatch, before):
    monkeypatch.setattr(tokens, "_SPAN", 3)
    monkeypatch.delenv("TOKENIZERS_PARALLELISM", raising=False)
    if before is not None:
        monkeypatch.setenv("TOKENIZERS_PARALLELISM", before)
    encode(chat, workers=2)
    assert os.environ.get("TOKENIZERS_PARALLELISM") == before

"""Packed batches against the plain transformers model that sees every row for itself."""

from __future__ import annotations

import pytest
import torch
from transformers import LlavaForConditionalGeneration

from kp_llava.errors import TrainingError
from kp_llava.training.arguments import DataArguments, ModelArguments
from kp_llava.training.chat import VicunaFormat, expand_images
from kp_llava.training.data.images import ImageTokens, open_picture
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.data.sources import load_tables
from kp_llava.training.families.processor import pad_to_square
from kp_llava.training.model import load_model
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.plan import StepShape

from .. import factories as factory


def make_rows(tables=None, *, max_length=2048, **options):
    processor = pad_to_square(factory.make_processor())
    chat = VicunaFormat(processor)
    rows = encode_rows(
        tables or factory.make_tables(4), chat, image_tokens=ImageTokens(processor), max_length=max_length, **options
    )
    return rows, processor


def make_batches(rows, processor, *, micro_batches=1, packing="shared", max_length=2048, **options):
    return MicroBatches(
        rows,
        processor,
        step=StepShape(len(rows), micro_batches),
        packing=packing,
        max_length=max_length,
        **options,
    )


def reference(model_folder, rows, processor):
    """The stock model, row by row: the loss summed over all supervised tokens over their number, and its gradients."""
    model = LlavaForConditionalGeneration.from_pretrained(model_folder, dtype=torch.float32)
    count = sum(int((expand_images(encoded)[1][1:] != -100).sum()) for encoded in rows.encoded)
    total = 0.0
    for row, encoded in enumerate(rows.encoded):
        ids, labels = expand_images(encoded)
        inputs = {"input_ids": torch.tensor(ids, dtype=torch.long)[None]}
        if encoded.images_at:
            pictures = [open_picture(*cell, None, "") for cell in rows.picture_cells(row)]
            inputs["pixel_values"] = processor.image_processor(images=pictures, return_tensors="pt")["pixel_values"]
        logits = model(**inputs).logits[0, :-1]
        targets = torch.tensor(labels[1:], dtype=torch.long)
        loss = torch.nn.functional.cross_entropy(logits, targets, ignore_index=-100, reduction="sum") / count
        loss.backward()
        total += loss.item()
    return total, gradients(model)


@pytest.fixture(scope="module")
def by_themselves(model_folder):
    return reference(model_folder, *make_rows())


def gradients(model):
    return {
        name: parameter.grad.clone()
        for name, parameter in model.named_parameters()
        if parameter.grad is not None and "vision_tower" not in name
    }


def batched(model_folder, batches, *, attention="sdpa"):
    arguments = ModelArguments(model_name_or_path=str(model_folder), attn_implementation=attention)
    model = load_model(arguments, packing=batches.packing, dtype=torch.float32)
    items = [batches[index] for index in range(len(batches))]
    count = sum(int((item["shift_labels"] != -100).sum()) for item in items)
    total = 0.0
    for item in items:
        inputs = {name: value for name, value in item.items() if name not in ("config_ids", "counts")}
        loss = model(**inputs, num_items_in_batch=count).loss
        loss.backward()
        total += loss.item()
    return total, gradients(model)


def assert_equal(one, other):
    assert one[0] == pytest.approx(other[0], rel=1e-5)
    assert one[1].keys() == other[1].keys()
    for name, gradient in one[1].items():
        difference = (gradient - other[1][name]).norm() / other[1][name].norm().clamp(min=1e-6)
        assert difference < 1e-4, name


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
@pytest.mark.parametrize("micro_batches", [1, 4])
def test_packed_loss_and_gradients_equal_those_of_rows_by_themselves(
    model_folder, by_themselves, attention, micro_batches
):
    rows, processor = make_rows()
    batches = make_batches(rows, processor, micro_batches=micro_batches)
    assert_equal(batched(model_folder, batches, attention=attention), by_themselves)


@pytest.mark.parametrize("room", [0, 60])
def test_pictures_that_are_cut_over_rows_of_a_batch_change_nothing(model_folder, room):
    rows, processor = make_rows(factory.make_tables(3, conversations=7))
    max_length = max(encoded.length for encoded in rows.encoded) + room
    batches = make_batches(rows, processor, max_length=max_length)
    item = batches[0]
    assert item["input_ids"].shape[1] <= 4 * max_length + 7
    assert len(item["pixel_values"]) == 3
    assert len(item["image_order"]) > 3
    assert_equal(batched(model_folder, batches), reference(model_folder, rows, processor))


@pytest.mark.parametrize("micro_batches", [1, 3])
def test_unpacked_loss_and_gradients_equal_those_of_rows_by_themselves(model_folder, by_themselves, micro_batches):
    rows, processor = make_rows()
    batches = make_batches(rows, processor, micro_batches=micro_batches, packing="none")
    assert_equal(batched(model_folder, batches), by_themselves)


def with_text_rows():
    tables = factory.make_tables(2)
    tables["detail"] = tables["detail"].map(
        lambda record: {**record, "image": None, "file_name": None, "image_id": None}
    )
    return tables


@pytest.mark.parametrize("packing", ["shared", "none"])
def test_rows_of_text_only_are_trained_in_the_mix(model_folder, packing):
    rows, processor = make_rows(with_text_rows())
    assert sorted(not encoded.images_at for encoded in rows.encoded).count(True) == 2
    batches = make_batches(rows, processor, micro_batches=4, packing=packing)
    assert_equal(batched(model_folder, batches), reference(model_folder, rows, processor))


def test_a_batch_of_text_only_keeps_the_projector_in_the_graph(model_folder):
    rows, processor = make_rows({"detail": with_text_rows()["detail"]})
    batches = make_batches(rows, processor)
    _, grads = batched(model_folder, batches)
    projector = [value for name, value in grads.items() if "multi_modal_projector" in name]
    assert projector and all((value == 0).all() for value in projector)


def test_the_vision_tower_sees_each_picture_once_and_little_is_padded():
    rows, processor = make_rows(factory.make_tables(5))
    packed = make_batches(rows, processor, max_length=512)[0]
    single = make_batches(rows, processor, packing="none")[0]
    assert len(packed["pixel_values"]) == len(single["pixel_values"]) == 5
    assert packed["input_ids"].numel() < 0.5 * single["input_ids"].numel()
    assert (packed["block_ids"] >= 0).float().mean() > 0.85


def test_a_filler_counts_for_nothing():
    rows, processor = make_rows(factory.make_tables(1, conversations=1))
    batches = MicroBatches(rows, processor, step=StepShape(8, 8))
    items = [batches[index] for index in range(8)]
    assert sum(int(item["counts"][0]) for item in items) == len(rows) == 3
    supervised = sum(int((item["shift_labels"] != -100).sum()) for item in items)
    assert supervised == sum(int((encoded.labels != -100).sum()) for encoded in rows.encoded)


def test_an_unreadable_picture_is_named():
    rows, processor = make_rows(factory.spoil_picture(factory.make_tables(3), 1))
    batches = make_batches(rows, processor)
    with pytest.raises(TrainingError, match=r"row \w+-000000000001-\d: picture 000000000001.png: cannot be read"):
        batches[0]


def test_rows_of_an_unreadable_picture_can_be_skipped_and_are_counted(model_folder):
    rows, processor = make_rows(factory.spoil_picture(factory.make_tables(3), 1))
    skipping = make_batches(rows, processor, on_bad_image="skip")
    assert skipping[0]["counts"][:2].tolist() == [14, 7]
    whole = {
        name: table.filter(lambda record: record["image_id"] != 1) for name, table in factory.make_tables(3).items()
    }
    good_rows, _ = make_rows(whole)
    good = make_batches(good_rows, processor)
    assert_equal(batched(model_folder, skipping), batched(model_folder, good))


def test_too_long_rows_are_cut_and_counted():
    whole, _ = make_rows()
    too_long = sum(encoded.length > 90 for encoded in whole.encoded)
    rows, _ = make_rows(max_length=90)
    assert 0 < too_long == rows.left_out["cut to max_length"]
    assert max(encoded.length for encoded in rows.encoded) <= 90


def test_a_folder_of_the_same_name_gives_its_own_rows(tmp_path):
    for number, images in enumerate((2, 3)):
        folder = factory.export_tables(
            tmp_path / str(number) / "rows", {"detail": factory.make_tables(images)["detail"]}
        )
        arguments = DataArguments(dataset_name=str(folder), config_names=["detail"])
        assert len(load_tables(arguments, split="train", data_dir=None)["detail"]) == images


@pytest.mark.parametrize("field", ["train_split", "eval_split"])
def test_a_split_that_is_not_there_is_told_with_its_field(tmp_path, field):
    folder = factory.export_tables(tmp_path / "rows", {"detail": factory.make_tables(2)["detail"]})
    arguments = DataArguments(dataset_name=str(folder), config_names=["detail"], **{field: "test"})
    with pytest.raises(TrainingError, match=rf"split test: .*\['train'\]; give --{field} one that is there"):
        load_tables(arguments, split="test", data_dir=None)


def test_items_are_the_same_for_a_copy_in_a_worker_process():
    rows, processor = make_rows()
    here = make_batches(rows, processor, micro_batches=4)
    there = make_batches(rows, processor, micro_batches=4)
    there.set_epoch(3)
    for index in (1, 4 + 2):
        for name, value in here[index].items():
            other = there[index][name]
            assert torch.equal(value, other) if isinstance(value, torch.Tensor) else value == other, name

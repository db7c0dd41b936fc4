"""Which parts of a model train, and pictures that are bad, where families differ from LLaVA-1.5."""

from __future__ import annotations

import io

import datasets
import pytest
import torch

from kp_llava.training.arguments import ModelArguments
from kp_llava.training.chat import TemplateFormat
from kp_llava.training.data.images import ImageTokens
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.model import count_trainable, load_model
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.plan import StepShape

from .. import factories as factory
from .builders import make_family, save_family


def make_batch(processor, tables=None, **options):
    rows = encode_rows(
        tables or factory.make_tables(2), TemplateFormat(processor), image_tokens=ImageTokens(processor), max_length=512
    )
    batches = MicroBatches(rows, processor, step=StepShape(len(rows), 1), max_length=512, **options)
    return {name: value for name, value in batches[0].items() if name not in ("config_ids", "counts")}


@pytest.mark.parametrize("name", ["qwen3_vl", "gemma3"])
@pytest.mark.parametrize("tune", [["vision"], ["projector"], ["projector", "vision"]])
def test_parts_that_train_in_full_next_to_adapters_get_gradients_and_no_others(name, tune, tmp_path):
    folder = save_family(name, tmp_path)
    model = load_model(
        ModelArguments(model_name_or_path=str(folder), lora_r=2, tune=["language", *tune]),
        packing="shared",
        dtype=torch.float32,
    )
    counts = count_trainable(model)
    assert {part for part in ("projector", "vision") if counts[part][0]} == set(tune)
    model(**make_batch(make_family(name)[0])).loss.backward()
    for key, parameter in model.named_parameters():
        # an adapter's second factor is zero at first, so the first factor's gradient is zero too, but there
        assert (parameter.grad is not None) == parameter.requires_grad, key
    if "vision" in tune:
        copies = [
            p for key, p in model.named_parameters() if "modules_to_save" in key and p.requires_grad and p.ndim > 1
        ]
        assert copies and any(copy.grad.abs().max() > 0 for copy in copies)


@pytest.mark.parametrize("name", ["qwen2_5_vl", "idefics3", "internvl"])
def test_a_picture_that_is_cut_off_behind_its_header_is_skipped(name, tmp_path):
    folder = save_family(name, tmp_path)
    processor, _ = make_family(name)
    tables = factory.make_tables(2)
    buffer = io.BytesIO()
    factory.draw_picture(0, width=96).save(buffer, "PNG")
    cut = {"bytes": buffer.getvalue()[:200], "path": None}

    def spoil(record):
        return {"image": cut} if record["image_id"] == 0 else {}

    spoilt = {
        key: table.cast_column("image", datasets.Image(decode=False)).map(spoil).cast_column("image", datasets.Image())
        for key, table in tables.items()
    }
    item = make_batch(processor, spoilt, on_bad_image="skip")
    model = load_model(ModelArguments(model_name_or_path=str(folder)), packing="shared", dtype=torch.float32)
    whole = model(**make_batch(processor, {key: _without_first(table) for key, table in tables.items()})).loss
    assert model(**item).loss.item() == pytest.approx(whole.item(), rel=1e-5)


def _without_first(table):
    return table.filter(lambda number: number != 0, input_columns=["image_id"])


def test_pictures_of_another_size_under_the_same_names_are_counted_anew():
    processor, _ = make_family("qwen2_5_vl")
    small, wide = (factory.make_tables(1) for _ in range(2))
    for name, table in wide.items():
        records = [{**record, "image": factory.draw_picture(0, width=96)} for record in table]
        wide[name] = datasets.Dataset.from_list(records, features=table.features)
    lengths = [make_batch(processor, tables)["input_ids"].shape[1] for tables in (small, wide)]
    assert lengths[0] != lengths[1]

"""LLaVA-NeXT and LLaVA-OneVision, by their configuration alone; and what is said of other models."""

from __future__ import annotations

import json
import shutil

import datasets
import pytest
import torch
from peft import PeftModel
from PIL import Image
from transformers import AutoModelForImageTextToText, AutoProcessor, Qwen2Config
from transformers.utils import is_torchvision_available

from kp_llava.errors import TrainingError
from kp_llava.evaluation.answers.model import AnswerOptions, VisionModel
from kp_llava.evaluation.benchmark import Question
from kp_llava.training.arguments import KpLlavaTrainingArguments, ModelArguments
from kp_llava.training.chat import TemplateFormat, expand_images, make_format
from kp_llava.training.data.audit import audit_labels
from kp_llava.training.data.images import ImageTokens, count_image_tokens, open_picture
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.families import processor as processor_module
from kp_llava.training.families.processor import load_processor
from kp_llava.training.model import count_trainable, load_model
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.plan import StepShape
from kp_llava.training.trainer import KpLlavaTrainer

from . import factories as factory
from . import family
from .packing.test_collate import assert_equal, batched, gradients
from .test_deepspeed import ROOT, assert_same_losses, launch, write_recipe
from .test_trainer import train

PICTURE_SIZES = [(48, 32), (32, 48), (8, 8), (100, 30), (31, 97), (64, 64), (640, 427), (427, 640), (500, 375)]
SLOW = pytest.mark.slow
WHOLE_RUNS = ["next", "onevision"] if is_torchvision_available() else ["next"]


@pytest.fixture(scope="module")
def next_folder(tmp_path_factory):
    return family.save_next(tmp_path_factory.mktemp("next"))


@pytest.fixture(scope="module")
def onevision_folder(tmp_path_factory):
    return family.save_onevision(tmp_path_factory.mktemp("onevision"))


def make_tables(images=3):
    """Rows with pictures of several shapes, which take several numbers of tokens."""
    tables = factory.make_tables(images, conversations=3)
    for name, table in tables.items():
        records = [
            {**record, "image": factory.draw_picture(record["image_id"], width=(48, 96, 32)[record["image_id"] % 3])}
            for record in table
        ]
        tables[name] = datasets.Dataset.from_list(records, features=table.features)
    return tables


def make_rows(processor, **more):
    chat = TemplateFormat(processor)
    tokens = ImageTokens(processor)
    return encode_rows(make_tables(), chat, image_tokens=tokens, max_length=512, **more), chat


def reference(folder, processor, rows):
    """The stock model, each row by itself with the whole processor's pixels: summed loss over all supervised tokens."""
    model = AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32)
    total, count = 0.0, 0
    for row, encoded in enumerate(rows.encoded):
        ids, labels = (torch.tensor(part, dtype=torch.long) for part in expand_images(encoded))
        pixels = processor.image_processor(
            images=[open_picture(*rows.picture_cells(row)[0], None, "")], return_tensors="pt"
        )
        logits = model(
            input_ids=ids[None], pixel_values=pixels["pixel_values"], image_sizes=pixels["image_sizes"]
        ).logits[0, :-1]
        total = total + torch.nn.functional.cross_entropy(logits, labels[1:], ignore_index=-100, reduction="sum")
        count += int((labels[1:] != -100).sum())
    loss = total / count
    loss.backward()
    return loss.item(), gradients(model)


@pytest.mark.parametrize("make_processor", [family.make_next_processor, family.make_onevision_processor])
def test_the_number_of_tokens_is_that_of_the_processor_for_pictures_of_any_shape(make_processor):
    processor = make_processor()
    tokens = ImageTokens(processor)
    assert tokens.fixed is None
    counts = [tokens.count(size) for size in PICTURE_SIZES]
    assert counts == [count_image_tokens(processor, size) for size in PICTURE_SIZES]
    assert len(set(counts)) > 3


@pytest.mark.parametrize("kind", ["next", "onevision"])
@pytest.mark.parametrize(("packing", "micro_batches"), [("none", 1), ("none", 4), ("shared", 1), ("shared", 4)])
def test_loss_and_gradients_equal_those_of_rows_by_themselves(kind, packing, micro_batches, request):
    folder = request.getfixturevalue(f"{kind}_folder")
    processor = family.make_next_processor() if kind == "next" else family.make_onevision_processor()
    rows, chat = make_rows(processor)
    assert len({encoded.image_tokens for encoded in rows.encoded}) == 3
    assert audit_labels(rows, chat, count=50).checked == len(rows)
    batches = MicroBatches(rows, processor, step=StepShape(len(rows), micro_batches), packing=packing, max_length=512)
    assert_equal(batched(folder, batches), reference(folder, processor, rows))


@pytest.mark.parametrize(("packing", "lora"), [("none", 0), ("shared", 0), pytest.param("shared", 8, marks=SLOW)])
def test_onevision_learns_and_its_weights_load_with_plain_transformers_and_generate(
    onevision_folder, tmp_path, packing, lora
):
    processor = family.make_onevision_processor()
    rows, _ = make_rows(processor)
    batches = MicroBatches(rows, processor, step=StepShape(5, 1), packing=packing, max_length=512)
    arguments = ModelArguments(model_name_or_path=str(onevision_folder), lora_r=lora)
    settings = {"num_train_epochs": 4, "learning_rate": 3e-3, "logging_steps": 1, "save_strategy": "no"}
    trainer = KpLlavaTrainer(
        model=load_model(arguments, packing=packing, dtype=torch.float32),
        args=KpLlavaTrainingArguments(output_dir=str(tmp_path), report_to="none", disable_tqdm=True, **settings),
        train_dataset=batches,
        config_names=rows.config_names,
    )
    trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert losses[-1] < (0.98 if lora else 0.8) * losses[0]  # adapters learn little in so few steps
    trainer.save_model()
    model, report = AutoModelForImageTextToText.from_pretrained(tmp_path, output_loading_info=True)
    assert not any(report.values())
    inputs = processor(images=[factory.draw_picture(0)], text=["<|im_start|>user <image>"], return_tensors="pt")
    assert model.generate(**inputs, max_new_tokens=4, do_sample=False).shape[1] == inputs["input_ids"].shape[1] + 4


def save_whole(kind, folder):
    """With the whole processor; OneVision's takes torchvision."""
    parts = {}
    if kind == "onevision":
        from transformers import LlavaOnevisionVideoProcessor

        parts["video_processor"] = LlavaOnevisionVideoProcessor()
    return getattr(family, f"save_{kind}")(folder, **parts)


@pytest.mark.parametrize("kind", WHOLE_RUNS)
def test_a_whole_run_learns_and_what_it_saves_answers_with_plain_transformers(kind, tmp_path):
    folder = save_whole(kind, tmp_path / "model")
    data = factory.export_tables(tmp_path / "rows", make_tables())
    logs = train(folder, data, tmp_path / "out", "--num_train_epochs", 8, "--learning_rate", 1e-3, "--max_length", 512)
    assert logs[-1]["loss"] < 0.8 * logs[0]["loss"]

    saved = AutoProcessor.from_pretrained(tmp_path / "out")
    assert type(saved) is type(AutoProcessor.from_pretrained(folder))
    assert saved.chat_template == AutoProcessor.from_pretrained(folder).chat_template
    given, kept = ((place / "processor_config.json").read_text() for place in (folder, tmp_path / "out"))
    assert json.loads(given)["image_processor"] == json.loads(kept)["image_processor"]
    model, report = AutoModelForImageTextToText.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(report.values()) and type(model).__module__.startswith("transformers.")

    # as `kp-llava eval` asks it
    factory.draw_picture(0).save(tmp_path / "0.png")
    factory.draw_picture(1, width=96).save(tmp_path / "1.png")
    questions = [
        Question(f"{number}", number, f"{number}.png", "conversation", "What does the left arm do?")
        for number in range(2)
    ]
    options = AnswerOptions(images=tmp_path, max_new_tokens=4)
    answers = list(VisionModel(str(tmp_path / "out"), options).answer(questions))
    assert [answer.question_id for answer in answers] == ["0", "1"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", WHOLE_RUNS)
def test_two_processes_under_zero_3_have_the_losses_of_one(kind, tmp_path):
    folder = save_whole(kind, tmp_path / "model")
    data = factory.export_tables(tmp_path / "rows", make_tables())
    settings = {"max_length": 512, "max_samples": 15}
    (tmp_path / "one").mkdir()
    alone = launch(write_recipe(tmp_path / "one", folder, data, **settings), tmp_path / "one/out", processes=1)
    recipe = write_recipe(tmp_path, folder, data, deepspeed=ROOT / "recipes/zero3.json", **settings)
    assert_same_losses(launch(recipe, tmp_path / "out"), alone)
    _, report = AutoModelForImageTextToText.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(report.values())


def test_the_line_end_trains_with_the_projector(next_folder):
    model = load_model(
        ModelArguments(model_name_or_path=str(next_folder), tune=["projector"]), packing="none", dtype=torch.float32
    )
    assert model.model.image_newline.requires_grad
    trained, total = count_trainable(model)["projector"]
    assert trained == total == 64 + 2 * (64 * 64 + 64)


def test_the_line_end_trains_with_adapters_and_is_saved_with_them(next_folder, tmp_path):
    data = factory.export_tables(tmp_path / "rows", make_tables())
    out, settings = tmp_path / "out", ("--lora_r", 4, "--max_length", 512, "--num_train_epochs", 2)
    logs = train(next_folder, data, out, *settings, "--save_strategy", "steps", "--save_steps", 2)
    original, merged = (AutoModelForImageTextToText.from_pretrained(folder).model for folder in (next_folder, out))
    assert not torch.equal(original.image_newline, merged.image_newline)
    with_adapter = PeftModel.from_pretrained(AutoModelForImageTextToText.from_pretrained(next_folder), out / "adapter")
    assert torch.equal(with_adapter.get_base_model().model.image_newline, merged.image_newline)

    shutil.copytree(out / "checkpoint-2", tmp_path / "again/checkpoint-2")
    resumed = train(next_folder, data, tmp_path / "again", *settings, "--resume_from_checkpoint", "auto")
    assert [entry["loss"] for entry in resumed] == [entry["loss"] for entry in logs]
    again = AutoModelForImageTextToText.from_pretrained(tmp_path / "again").model
    assert torch.equal(again.image_newline, merged.image_newline)

    train(next_folder, data, tmp_path / "frozen", *settings, "--max_steps", 1, "--tune", "language")
    frozen = AutoModelForImageTextToText.from_pretrained(tmp_path / "frozen").model
    assert torch.equal(original.image_newline, frozen.image_newline)


def test_later_models_speak_by_their_own_template_even_with_a_llama_inside(next_folder):
    processor = load_processor(ModelArguments(model_name_or_path=str(next_folder)))
    config = AutoModelForImageTextToText.from_pretrained(next_folder).config
    assert config.text_config.model_type == "llama"
    assert isinstance(make_format(processor, "auto", config), TemplateFormat)


def test_vicunas_format_fits_a_later_model_whose_template_never_ends_an_answer(next_folder):
    processor = load_processor(ModelArguments(model_name_or_path=str(next_folder)))
    config = AutoModelForImageTextToText.from_pretrained(next_folder).config
    processor.chat_template = processor.chat_template.replace(" + eos_token", "")
    with pytest.raises(TrainingError, match="would never stop; use chat_format vicuna_v1"):
        make_rows(processor)
    chat = make_format(processor, "vicuna_v1", config)
    rows = encode_rows(make_tables(), chat, image_tokens=ImageTokens(processor), max_length=512)
    assert audit_labels(rows, chat, count=50).checked == len(rows) == 15


def test_no_square_is_padded_where_the_processor_cuts_tiles(next_folder):
    processor = load_processor(ModelArguments(model_name_or_path=str(next_folder)))
    plain = AutoProcessor.from_pretrained(next_folder)
    wide = Image.linear_gradient("L").resize((96, 32)).convert("RGB")
    ours, stock = (
        one.image_processor(images=[wide], return_tensors="pt")["pixel_values"] for one in (processor, plain)
    )
    assert torch.equal(ours, stock)


def test_a_max_length_without_room_for_the_picture_says_how_long_it_is(next_folder, tmp_path):
    data = factory.export_tables(tmp_path / "rows", make_tables())
    with pytest.raises(TrainingError, match=r"longest question with its picture has \d+ tokens, max_length is 40"):
        train(next_folder, data, tmp_path / "out", "--max_length", 40)


def test_a_model_of_another_family_is_refused_by_name(data_folder, tmp_path):
    Qwen2Config().save_pretrained(tmp_path / "qwen")
    (tmp_path / "qwen2vl").mkdir()
    (tmp_path / "qwen2vl" / "config.json").write_text('{"model_type": "qwen2_vl"}')
    for name, kind in (("qwen", "qwen2"), ("qwen2vl", "qwen2_vl")):
        complaint = f"is a {kind} model, which can't be trained here; .*: llava, llava_next, llava_onevision, "
        with pytest.raises(TrainingError, match=complaint):
            train(tmp_path / name, data_folder, tmp_path / "out")


def test_a_model_that_does_not_fit_is_refused_with_the_reason(data_folder, tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "mllama"}')
    with pytest.raises(
        TrainingError, match=r"is a mllama model, .* \(its pictures enter through cross-attention layers"
    ):
        train(tmp_path, data_folder, tmp_path / "out")


def test_onevision_without_torchvision_is_told_in_one_line(onevision_folder, monkeypatch):
    monkeypatch.setattr(processor_module, "is_torchvision_available", lambda: False)
    with pytest.raises(TrainingError, match="loads its processor with torchvision only: install the torchvision"):
        load_processor(ModelArguments(model_name_or_path=str(onevision_folder)))

"""Every family at tiny size: the ids of its processor, the loss of its stock model, trained, saved and asked."""

from __future__ import annotations

from collections import Counter

import datasets
import pytest
import torch
from transformers import AutoConfig, AutoModelForImageTextToText, AutoProcessor
from transformers.utils import is_torchvision_available

from kp_llava.errors import TrainingError
from kp_llava.evaluation.answers.model import AnswerOptions, VisionModel
from kp_llava.evaluation.benchmark import Question
from kp_llava.training.arguments import KpLlavaTrainingArguments, ModelArguments
from kp_llava.training.chat import TemplateFormat, expand_images, make_format, to_parts
from kp_llava.training.data.audit import audit_labels
from kp_llava.training.data.images import ImageTokens, count_image_tokens, open_picture
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.families import processor as processor_module
from kp_llava.training.families.family import FAMILIES
from kp_llava.training.families.pictures import soft_token
from kp_llava.training.families.processor import load_processor
from kp_llava.training.model import count_trainable, load_model, parameter_groups
from kp_llava.training.packing.collate import MicroBatches
from kp_llava.training.packing.plan import StepShape
from kp_llava.training.trainer import KpLlavaTrainer

from .. import factories as factory
from ..test_deepspeed import ROOT, assert_same_losses, launch, write_recipe
from ..test_trainer import train
from .builders import MAKERS, make_family, save_family

NAMES = list(MAKERS)
# the others' processors load with torchvision only
LOADABLE = [name for name in NAMES if not FAMILIES[name].needs or is_torchvision_available()]
SIZES = [(48, 32), (32, 48), (8, 8), (100, 30), (31, 97), (64, 64), (640, 427), (427, 640), (500, 375)]


@pytest.fixture(scope="module", params=NAMES)
def built(request, tmp_path_factory):
    folder = save_family(request.param, tmp_path_factory.mktemp(request.param))
    return request.param, folder, make_family(request.param)[0]


def make_tables(pictures=3):
    """Rows with pictures of several sizes, and rows of two pictures."""
    tables = factory.make_tables(pictures, conversations=2)
    wide = {number: factory.draw_picture(number, width=(48, 96, 32)[number % 3]) for number in range(pictures)}
    for name, table in tables.items():
        records = [{**record, "image": wide[record["image_id"]]} for record in table]
        tables[name] = datasets.Dataset.from_list(records, features=table.features)
    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "images": datasets.List(datasets.Image()),
            "messages": [{"role": datasets.Value("string"), "content": datasets.Value("string")}],
        }
    )
    turns = [
        {"role": "user", "content": "<image>What does the left arm do?"},
        {"role": "assistant", "content": "The left arm is raised."},
        {"role": "user", "content": "<image>How many people are there?"},
        {"role": "assistant", "content": "There is one person."},
    ]
    pairs = [{"id": f"two-{number}", "images": [wide[0], wide[1]], "messages": turns} for number in range(2)]
    pairs[1]["messages"] = [*turns[:3], {"role": "assistant", "content": "A person stands with both knees bent."}]
    words = [{"id": "words", "images": [], "messages": [dict(turns[0], content="Why?"), turns[1]]}]
    tables["pairs"] = datasets.Dataset.from_list([*pairs, *words], features=features)
    return tables


def make_rows(processor):
    chat = TemplateFormat(processor)
    return encode_rows(make_tables(), chat, image_tokens=ImageTokens(processor), max_length=512), chat


def whole_inputs(processor, rows, row):
    """What the processor makes of the whole chat, answer and all."""
    pictures = [open_picture(*cell, None, "") for cell in rows.picture_cells(row)]
    parts = to_parts(rows.messages(row), images=pictures)
    return processor.apply_chat_template(parts, tokenize=True, return_dict=True, return_tensors="pt")


def reference(folder, processor, rows):
    """The stock model, each row by itself with the whole processor's tensors: the mean loss, and its gradients."""
    model = AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32)
    total, count = 0.0, 0
    for row, encoded in enumerate(rows.encoded):
        labels = torch.tensor(expand_images(encoded)[1], dtype=torch.long)
        logits = model(**whole_inputs(processor, rows, row)).logits[0, : len(labels) - 1]
        total = total + torch.nn.functional.cross_entropy(logits, labels[1:], ignore_index=-100, reduction="sum")
        count += int((labels[1:] != -100).sum())
    loss = total / count
    loss.backward()
    return loss.item(), {name: p.grad for name, p in model.named_parameters() if p.grad is not None}


def test_the_number_of_tokens_is_that_of_the_processor_for_pictures_of_any_shape(built):
    name, _, processor = built
    tokens = ImageTokens(processor)
    counts = [tokens.count(size) for size in SIZES]
    assert counts == [count_image_tokens(processor, size) for size in SIZES]
    assert len(set(counts)) == 1 if name == "gemma3" else len(set(counts)) > 1


def test_ids_are_those_of_the_processor_and_labels_the_answers(built):
    _, _, processor = built
    rows, chat = make_rows(processor)
    assert audit_labels(rows, chat, count=50).checked == len(rows) == 15
    for row, encoded in enumerate(rows.encoded):
        ids, _ = expand_images(encoded)
        assert ids.tolist() == whole_inputs(processor, rows, row)["input_ids"][0].tolist()
        # of the last answer with its end token nothing is missing, and nothing but a line end follows
        answer = rows.messages(row)[-1]["content"]
        said = processor.tokenizer.decode(encoded.labels[encoded.labels >= 0].tolist(), skip_special_tokens=True)
        assert said.strip().endswith(answer)


def test_loss_and_gradients_equal_those_of_rows_by_themselves(built):
    _, folder, processor = built
    rows, _ = make_rows(processor)
    expected, expected_gradients = reference(folder, processor, rows)
    arguments = ModelArguments(model_name_or_path=str(folder), tune=["projector", "language", "vision"])
    for packing, micro_batches in (("none", 1), ("shared", 2)):
        batches = MicroBatches(
            rows, processor, step=StepShape(len(rows), micro_batches), packing=packing, max_length=512
        )
        model = load_model(arguments, packing=packing, dtype=torch.float32)
        items = [batches[index] for index in range(len(batches))]
        count = sum(int((item["shift_labels"] != -100).sum()) for item in items)
        loss = 0.0
        for item in items:
            inputs = {name: value for name, value in item.items() if name not in ("config_ids", "counts")}
            part = model(**inputs, num_items_in_batch=count).loss
            part.backward()
            loss += part.item()
        assert loss == pytest.approx(expected, rel=1e-5)
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                assert name not in expected_gradients or not expected_gradients[name].any(), name
                continue
            difference = (parameter.grad - expected_gradients[name]).norm()
            assert difference < 1e-4 * expected_gradients[name].norm().clamp(min=1e-3), (name, packing)


def test_a_picture_is_computed_once_for_all_of_its_rows(built):
    _, _, processor = built
    rows, _ = make_rows(processor)
    batches = MicroBatches(rows, processor, step=StepShape(len(rows), 1), packing="shared", max_length=512)
    item = batches[0]
    # three pictures of four rows each; of the two of the pairs, the second stands behind an answer, where rows differ
    assert sorted(Counter(item["image_order"]).values()) == [1, 1, 1, 1, 2]
    single = MicroBatches(rows, processor, step=StepShape(len(rows), 1), packing="none", max_length=512)[0]
    assert len(single["image_order"]) == 16
    soft = soft_token(processor)[1]
    assert (item["input_ids"] == soft).sum() < (single["input_ids"] == soft).sum()


@pytest.mark.parametrize("lora", [0, pytest.param(4, marks=pytest.mark.slow)])
def test_two_steps_with_adapters_or_without_and_what_is_saved_loads_and_answers(built, tmp_path, lora):
    _, folder, processor = built
    rows, _ = make_rows(processor)
    batches = MicroBatches(rows, processor, step=StepShape(8, 1), packing="shared", max_length=512)
    arguments = ModelArguments(model_name_or_path=str(folder), lora_r=lora, tune=["projector", "language"])
    settings = {"max_steps": 2, "learning_rate": 1e-3, "logging_steps": 1, "save_strategy": "no"}
    trainer = KpLlavaTrainer(
        model=load_model(arguments, packing="shared", dtype=torch.float32),
        args=KpLlavaTrainingArguments(output_dir=str(tmp_path), report_to="none", disable_tqdm=True, **settings),
        train_dataset=batches,
        config_names=rows.config_names,
    )
    trainer.train()
    assert len([entry for entry in trainer.state.log_history if "loss" in entry]) == 2
    trained = {part: numbers[0] for part, numbers in count_trainable(trainer.model).items()}
    assert trained["projector"] and trained["language"] and not trained["vision"]
    trainer.save_model()
    model, report = AutoModelForImageTextToText.from_pretrained(tmp_path, output_loading_info=True)
    assert not any(report.values()), report
    before = AutoModelForImageTextToText.from_pretrained(folder)
    for part, parameters in parameter_groups(model).items():
        pairs = zip(parameters, parameter_groups(before)[part], strict=True)
        assert any(not torch.equal(*pair) for pair in pairs) == (part != "vision")
    chat = to_parts([{"role": "user", "content": "Why?"}], images=[factory.draw_picture(0)])
    inputs = processor.apply_chat_template(
        chat, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )
    assert model.generate(**inputs, max_new_tokens=3, do_sample=False).shape[1] > inputs["input_ids"].shape[1]


@pytest.mark.parametrize("name", [pytest.param(one, marks=[pytest.mark.slow] * (one != "gemma3")) for one in LOADABLE])
def test_a_whole_run_by_a_recipe_saves_what_eval_asks(name, tmp_path):
    folder = save_family(name, tmp_path / "model", is_whole=True)
    data = factory.export_tables(tmp_path / "rows", {key: make_tables()[key] for key in factory.make_tables(1)})
    logs = train(folder, data, tmp_path / "out", "--max_steps", 2, "--max_length", 512, "--learning_rate", 1e-3)
    assert len(logs) == 2
    assert AutoProcessor.from_pretrained(tmp_path / "out").chat_template
    factory.draw_picture(0).save(tmp_path / "0.png")
    questions = [Question("0", 0, "0.png", "conversation", "What does the left arm do?")]
    options = AnswerOptions(images=tmp_path, max_new_tokens=4)
    answers = list(VisionModel(str(tmp_path / "out"), options).answer(questions))
    assert [answer.question_id for answer in answers] == ["0"]


@pytest.mark.parametrize("name", [name for name in NAMES if FAMILIES[name].needs])
def test_what_a_processor_needs_is_named(name, tmp_path, monkeypatch):
    folder = save_family(name, tmp_path)
    monkeypatch.setattr(processor_module, "_is_available", lambda package: package != FAMILIES[name].needs[-1])
    complaint = rf"is a {FAMILIES[name].title}; .* with {FAMILIES[name].needs[-1]} only: install"
    with pytest.raises(TrainingError, match=complaint):
        load_processor(ModelArguments(model_name_or_path=str(folder)))


def test_the_models_own_template_is_the_format_of_all_but_llava(built):
    _, folder, processor = built
    config = AutoConfig.from_pretrained(folder)
    assert isinstance(make_format(processor, "auto", config), TemplateFormat)


@pytest.mark.parametrize("name", ["internvl", "idefics3", "gemma3"])
def test_vicunas_format_is_refused_where_a_picture_is_more_than_image_tokens(name):
    processor, config = make_family(name)
    with pytest.raises(
        TrainingError, match="cannot repeat the vicuna_v1 format at inference; use chat_format template"
    ):
        make_format(processor, "vicuna_v1", config)


def test_crops_of_gemma_are_refused():
    processor, _ = make_family("gemma3")
    processor.image_processor.do_pan_and_scan = True
    processor.images_kwargs = {**processor.images_kwargs, "do_pan_and_scan": True}
    with pytest.raises(TrainingError, match="do_pan_and_scan: true cuts pictures in crops"):
        ImageTokens(processor)


def test_tokenizers_of_another_model_are_named(tmp_path):
    processor, config = make_family("idefics3")
    config.image_token_id += 1
    config.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    with pytest.raises(
        TrainingError, match=r"its image token has the id .* in its tokenizer; they belong to two models"
    ):
        load_processor(ModelArguments(model_name_or_path=str(tmp_path)))


@pytest.mark.slow
@pytest.mark.parametrize("name", LOADABLE)
def test_two_processes_under_zero_3_have_the_losses_of_one(name, tmp_path):
    folder = save_family(name, tmp_path / "model", is_whole=True)
    tables = make_tables(4)
    data = factory.export_tables(tmp_path / "rows", {key: tables[key] for key in factory.make_tables(1)})
    settings = {"max_length": 512, "max_samples": 15, "num_train_epochs": 1}
    (tmp_path / "one").mkdir()
    alone = launch(write_recipe(tmp_path / "one", folder, data, **settings), tmp_path / "one/out", processes=1)
    recipe = write_recipe(tmp_path, folder, data, deepspeed=ROOT / "recipes/zero3.json", **settings)
    assert_same_losses(launch(recipe, tmp_path / "out"), alone)
    _, report = AutoModelForImageTextToText.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(report.values())

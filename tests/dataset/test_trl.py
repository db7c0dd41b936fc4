"""An exported dataset in TRL's SFTTrainer, with nothing in between."""

from __future__ import annotations

import pytest
from datasets import load_dataset

import kp_llava
from kp_llava.dataset.export import ExportOptions, export_hub

pytestmark = pytest.mark.slow  # torch, and TRL from the extra `slow`

IMAGE_TOKENS = 64


@pytest.fixture(scope="module")
def exported(finished_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trl")
    export_hub([(finished_run, None)], folder / "embedded", ExportOptions(embed_images=True))
    export_hub([(finished_run, None)], folder / "by-reference")
    return folder


def make_trainer(rows, folder, **options):
    """A tiny LLaVA in TRL's trainer; the rows go in as they come."""
    from trl import SFTConfig, SFTTrainer

    from kp_llava.training.models.tiny import build_model, build_processor, build_tokenizer

    tokenizer = build_tokenizer(message["content"] for row in rows for message in row["messages"])
    processor = build_processor(tokenizer)
    if options.get("assistant_only_loss"):  # TRL asks the template where answers begin and end
        answer = "{{- ' ' + words(message.content) + '</s>' -}}"
        assert answer in processor.chat_template
        marked = f"{{%- generation -%}}{answer}{{%- endgeneration -%}}"
        processor.chat_template = processor.chat_template.replace(answer, marked)
    config = SFTConfig(
        output_dir=str(folder),
        max_steps=1,
        per_device_train_batch_size=2,
        learning_rate=1e-3,
        max_length=None,
        report_to=[],
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        save_strategy="no",
        **options,
    )
    return SFTTrainer(model=build_model(tokenizer), args=config, train_dataset=rows, processing_class=processor)


@pytest.mark.parametrize("config", ["conversation", "detail", "complex"])
def test_trl_takes_one_step_on_the_rows_as_they_are(exported, tmp_path, config):
    import torch

    rows = load_dataset(str(exported / "embedded"), config, split="train")
    trainer = make_trainer(rows, tmp_path)
    model = trainer.model
    projector = model.get_parameter("model.multi_modal_projector.linear_1.weight")
    before = projector.detach().clone()
    batch = next(iter(trainer.get_train_dataloader()))
    is_image = batch["input_ids"] == model.config.image_token_id
    assert is_image.sum(dim=1).tolist() == [IMAGE_TOKENS, IMAGE_TOKENS]
    assert batch["pixel_values"].shape == (2, 3, 64, 64)
    assert (batch["labels"] != -100).sum() > 2 * IMAGE_TOKENS
    with torch.no_grad():
        seen = model(**batch).logits
        unseen = model(**{**batch, "pixel_values": torch.zeros_like(batch["pixel_values"])}).logits
    assert not torch.allclose(seen, unseen)
    result = trainer.train()
    assert result.global_step == 1
    assert torch.isfinite(torch.tensor(result.training_loss))
    # the loss came back through the picture's tokens
    assert not torch.equal(before, projector)


def test_a_loss_on_answers_only_supervises_the_answers(exported, tmp_path):
    rows = load_dataset(str(exported / "embedded"), "complex", split="train")
    trainer = make_trainer(rows, tmp_path, assistant_only_loss=True)
    batch = next(iter(trainer.get_train_dataloader()))
    tokenizer = trainer.processing_class.tokenizer
    answers = {row["messages"][1]["content"].strip() for row in rows}
    for ids, labels in zip(batch["input_ids"], batch["labels"], strict=True):
        said = tokenizer.decode(ids[labels != -100])
        assert said.removesuffix("</s>").strip() in answers
        assert said.endswith("</s>")
    assert trainer.train().global_step == 1


def test_rows_by_reference_take_their_pictures_first(exported, drawn, tmp_path):
    rows = load_dataset(str(exported / "by-reference"), "detail", split="train")
    filled = kp_llava.attach_images(rows, drawn)
    assert make_trainer(filled, tmp_path).train().global_step == 1

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.chat import (
    TemplateFormat,
    VicunaFormat,
    expand_images,
    inference_ids,
    make_format,
)
from kp_llava.training.data.images import count_image_tokens
from kp_llava.training.families.processor import settle

from .factories import make_processor

TWO_TURNS = [
    {"role": "user", "content": "What does the left arm do?"},
    {"role": "assistant", "content": "The left arm is raised."},
    {"role": "user", "content": "And why?"},
    {"role": "assistant", "content": "A jump comes next."},
]
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% for part in message.content %}{% if part.type == 'image' %}<image>\n{% else %}{{ part.text }}{% endif %}"
    "{% endfor %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
LLAMA3 = (
    "{{ bos_token }}{% for message in messages %}<|start|>{{ message.role }}<|stop|>\n\n"
    "{% for part in message.content %}{% if part.type == 'image' %}<image>{% else %}{{ part.text | trim }}{% endif %}"
    "{% endfor %}<|eot|>{% endfor %}{% if add_generation_prompt %}<|start|>assistant<|stop|>\n\n{% endif %}"
)


def processor_with(template: str, *specials: str):
    processor = make_processor()
    processor.tokenizer.add_special_tokens({"additional_special_tokens": ["<image>", *specials]})
    processor.chat_template = template
    return processor


def decoded_spans(chat, row) -> list[str]:
    spans, current = [], []
    for label in [*row.labels.tolist(), -100]:
        if label != -100:  # what cross-entropy leaves out
            current.append(label)
        elif current:
            spans.append(chat.tokenizer.decode(current))
            current = []
    return spans


@pytest.mark.parametrize("legacy", [True, False])
def test_vicuna_ids_are_those_of_llava_whatever_the_legacy_setting(legacy):
    chat = VicunaFormat(make_processor(legacy=legacy))
    row = chat.encode(TWO_TURNS, images=1)
    old = make_processor(legacy=True).tokenizer

    # LLaVA's own way: cut the text at <image>, let the legacy tokenizer see each part, put the picture between
    before = (
        "A chat between a curious user and an artificial intelligence assistant. "
        "The assistant gives helpful, detailed, and polite answers to the user's questions. USER: "
    )
    after = (
        "\nWhat does the left arm do? ASSISTANT: The left arm is raised.</s>"
        "USER: And why? ASSISTANT: A jump comes next.</s>"
    )
    assert old.legacy
    expected = [1, *old(before, add_special_tokens=False)["input_ids"], chat.image_token_id]
    expected += old(after, add_special_tokens=False)["input_ids"]
    assert row.ids.tolist() == expected


def test_vicuna_supervises_answers_and_end_tokens_only():
    chat = VicunaFormat(make_processor())
    row = chat.encode(TWO_TURNS, images=1)
    assert decoded_spans(chat, row) == ["The left arm is raised.</s>", "A jump comes next.</s>"]


@pytest.mark.parametrize("legacy", [True, False])
@pytest.mark.parametrize("has_image", [True, False])
def test_the_saved_template_begins_a_chat_as_training_did(legacy, has_image, tmp_path):
    from transformers import AutoProcessor

    chat = VicunaFormat(settle(make_processor(legacy=legacy)))
    chat.processor.save_pretrained(tmp_path)
    row = chat.encode(TWO_TURNS, images=int(has_image))
    reloaded = AutoProcessor.from_pretrained(tmp_path)
    for turns in (1, 3):
        prompt = inference_ids(reloaded, TWO_TURNS[:turns], images=int(has_image))
        assert row.ids[: len(prompt)].tolist() == prompt
        assert row.labels[len(prompt)] != -100


def test_the_two_step_way_through_the_processor_gives_one_bos_and_the_same_ids():
    chat = VicunaFormat(make_processor())
    text = chat.processor.apply_chat_template(TWO_TURNS[:1], add_generation_prompt=True)
    ids = chat.processor(text=[text], return_tensors="pt")["input_ids"][0].tolist()
    assert ids == inference_ids(chat.processor, TWO_TURNS[:1], images=0)
    assert ids.count(1) == 1


@pytest.mark.parametrize(
    ("template", "specials"), [(CHATML, ("<|im_start|>", "<|im_end|>")), (LLAMA3, ("<|start|>", "<|stop|>", "<|eot|>"))]
)
def test_a_models_own_template_supervises_answers_and_end_tokens_only(template, specials):
    chat = TemplateFormat(processor_with(template, *specials))
    row = chat.encode(TWO_TURNS, images=1)
    end = specials[-1]
    assert [span.strip() for span in decoded_spans(chat, row)] == [
        f"The left arm is raised.{end}",
        f"A jump comes next.{end}",
    ]
    prompt = inference_ids(chat.processor, TWO_TURNS[:3], images=1)
    assert row.ids[: len(prompt)].tolist() == prompt


def test_a_template_without_an_end_token_is_refused():
    stock = (
        "{% for message in messages %}{{ message.role | upper }}: {% for part in message.content %}"
        "{% if part.type == 'image' %}<image>\n{% else %}{{ part.text }} {% endif %}{% endfor %}{% endfor %}"
        "{% if add_generation_prompt %}ASSISTANT:{% endif %}"
    )
    chat = TemplateFormat(processor_with(stock))
    with pytest.raises(TrainingError, match="ends answers with no special token"):
        chat.encode(TWO_TURNS, images=1, name="complex-1-0")


def test_a_template_that_rewrites_earlier_turns_is_refused():
    template = (
        "{% for message in messages %}{% if message.role == 'user' or loop.last %}<|im_start|>{{ message.role }}\n"
        "{{ message.content[-1].text }}<|im_end|>{% endif %}{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    chat = TemplateFormat(processor_with(template, "<|im_start|>", "<|im_end|>"))
    with pytest.raises(TrainingError, match="rewrites earlier turns"):
        chat.encode(TWO_TURNS, images=0)


@pytest.mark.parametrize(
    ("messages", "complaint"),
    [
        ([{"role": "assistant", "content": "a"}], "expected user and assistant in turn"),
        (TWO_TURNS[:1], "expected user and assistant in turn"),
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": " "}], "expected some text"),
        (
            [{"role": "user", "content": "<image> a"}, {"role": "assistant", "content": "b"}],
            "1 marks <image>, the row has 0",
        ),
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b</s>"}], "special token '</s>'"),
    ],
)
def test_a_row_that_cannot_be_trained_on_is_named(messages, complaint):
    chat = VicunaFormat(make_processor())
    with pytest.raises(TrainingError, match=f"row detail-7-0.*{complaint}"):
        chat.encode(messages, images=0, name="detail-7-0")


def test_a_tokenizer_without_end_token_is_refused():
    processor = make_processor()
    processor.tokenizer.eos_token = None
    with pytest.raises(TrainingError, match="no eos_token"):
        VicunaFormat(processor)


def test_the_picture_takes_as_many_tokens_as_the_processor_says():
    processor = make_processor()
    count = count_image_tokens(processor)
    assert count == (32 // 8) ** 2
    row = VicunaFormat(processor).encode(TWO_TURNS, images=1)
    ids, labels = expand_images(replace(row, image_tokens=(count,)))
    assert (ids == processor.image_token_id).sum() == count
    assert np.array_equal(np.delete(ids, range(row.images_at[0] + 1, row.images_at[0] + count)), row.ids)
    assert len(labels) == len(ids)


@pytest.mark.parametrize(
    ("choice", "model", "language", "end", "expected"),
    [
        ("auto", "llava", "llama", "</s>", VicunaFormat),
        ("auto", "llava", "llama", "<|eot_id|>", TemplateFormat),  # tuned to another chat
        ("auto", "llava", "mistral", "</s>", TemplateFormat),
        ("auto", "llava_next", "llama", "</s>", TemplateFormat),
        ("template", "llava", "llama", "</s>", TemplateFormat),
        ("vicuna_v1", "llava_next", "mistral", "</s>", VicunaFormat),
        ("llava_v1", "llava", "llama", "</s>", VicunaFormat),
    ],
)
def test_auto_is_vicuna_for_a_llava_with_a_llama_that_ends_as_llama_does(choice, model, language, end, expected):
    processor = make_processor()
    if end != processor.tokenizer.eos_token:
        processor.tokenizer.add_special_tokens({"eos_token": end})
    processor.chat_template = CHATML
    config = SimpleNamespace(model_type=model, text_config=SimpleNamespace(model_type=language))
    assert type(make_format(processor, choice, config)) is expected

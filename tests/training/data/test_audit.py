"""The label audit on every kind of chat format, and on templates and labels made wrong by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.chat import TemplateFormat, VicunaFormat
from kp_llava.training.data.audit import audit_labels
from kp_llava.training.data.images import ImageTokens
from kp_llava.training.data.rows import encode_rows
from kp_llava.training.families.processor import pad_to_square, settle

from .. import factories as factory
from ..test_chat import CHATML, LLAMA3, processor_with

ANSWER = "The left arm is raised. A person stands with both knees bent."
CHATML_TOKENS, LLAMA3_TOKENS = ("<|im_start|>", "<|im_end|>"), ("<|start|>", "<|stop|>", "<|eot|>")


def vicuna():
    return VicunaFormat(settle(pad_to_square(factory.make_processor())))


def own_template(template, *tokens):
    return TemplateFormat(settle(pad_to_square(processor_with(template, *tokens))))


def rows_of(chat, **more):
    settings = {"image_tokens": ImageTokens(chat.processor), "max_length": 512, **more}
    return encode_rows(factory.make_tables(2), chat, **settings)


def audit(chat, rows):
    return audit_labels(rows, chat, count=20)


@pytest.mark.parametrize(
    ("make_chat", "example"),
    [
        (vicuna, f"ASSISTANT:«{ANSWER}</s>»"),
        (
            lambda: own_template(CHATML, *CHATML_TOKENS),
            f"assistant⏎«{ANSWER}<|im_end|>»",
        ),
        (
            lambda: own_template(LLAMA3, *LLAMA3_TOKENS),
            f"<|stop|>⏎⏎«{ANSWER}<|eot|>»",
        ),
    ],
    ids=["vicuna", "chatml", "llama3"],
)
def test_it_passes_shows_an_example_and_the_supervised_share(make_chat, example):
    chat = make_chat()
    found = audit(chat, rows_of(chat))
    assert found.checked == 14
    assert example.replace(" ", "") in found.example.replace(" ", "")
    assert 0.1 < found.supervised_share < 0.6


@pytest.mark.parametrize(
    ("template", "tokens", "complaint"),
    [
        (CHATML.replace("{{ part.text }}", "{{ part.text | upper }}"), CHATML_TOKENS, "say 'THE LEFT ARM .*expected"),
        (CHATML.replace("{{ part.text }}", "{{ part.text[:12] }}"), CHATML_TOKENS, "say '.*expected the answer"),
        (LLAMA3.replace("<|eot|>", " As asked.<|eot|>"), LLAMA3_TOKENS, r"say '.*As asked\.'; expected the answer"),
        (LLAMA3.replace("<|eot|>", "{% if message.role == 'user' %}<|eot|>{% endif %}"), LLAMA3_TOKENS, "never stop"),
        (CHATML.replace("<|im_start|>assistant\n{% endif", "<|im_start|>model\n{% endif"), CHATML_TOKENS, "rewrites"),
    ],
    ids=["shouts", "cuts", "adds", "never-ends", "prompts-otherwise"],
)
def test_a_wrong_template_is_caught_before_the_first_step(template, tokens, complaint):
    chat = own_template(template, *tokens)
    with pytest.raises(TrainingError, match=f"row .*{complaint}"):
        audit(chat, rows_of(chat))


def supervise(rows, place, is_supervised):
    """Change which tokens of the first row are supervised."""
    supervised = np.array(rows.encoded.supervised)
    supervised[: len(rows.encoded[0].ids)][place] = is_supervised
    rows.encoded.supervised = supervised
    return rows


def test_labels_that_are_not_the_answer_are_caught():
    chat = vicuna()
    rows = supervise(rows_of(chat), -1, False)
    with pytest.raises(TrainingError, match="no end token"):
        audit(chat, rows)
    rows = rows_of(chat)
    supervise(rows, rows.encoded[0].first_supervised - 1, True)
    with pytest.raises(TrainingError, match="expected the answer"):
        audit(chat, rows)
    rows = supervise(rows_of(chat), slice(1, 3), True)
    with pytest.raises(TrainingError, match="2 supervised spans for 1 answers"):
        audit(chat, rows)


def test_a_saved_template_that_begins_chats_in_another_way_is_caught():
    chat = vicuna()
    rows = rows_of(chat)
    chat.processor.chat_template = chat.processor.chat_template.replace("USER", "HUMAN")
    with pytest.raises(TrainingError, match="begins a chat at inference in another way"):
        audit(chat, rows)


def test_rows_that_were_cut_are_held_to_what_is_left_of_them():
    chat = vicuna()
    whole = rows_of(chat)
    longest = max(row.length for row in whole.encoded)
    rows = rows_of(chat, max_length=longest - 2)
    assert rows.left_out["cut to max_length"] > 0
    assert audit(chat, rows).checked == len(rows)

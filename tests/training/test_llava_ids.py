"""The prompt's ids, held to lists that LLaVA and Vicuna users print, with ids of Llama's own vocabulary.

A Llama vocabulary cannot be carried here, so the tokenizer has its pieces that these texts are made of, under their
true ids. The expected lists are put together from ids that were printed by other programs, not from our own text.
"""

from __future__ import annotations

import pytest
from transformers import LlamaTokenizer

from kp_llava.training.chat import VicunaFormat, inference_ids

from .factories import make_processor

# pieces of Llama's vocabulary by their ids (▁ is a space)
PIECES = {
    "<unk>": 0, "<s>": 1, "</s>": 2, "<0x0A>": 13, "▁a": 263, "▁the": 278, "▁to": 304, "▁I": 306, "▁A": 319,
    "▁and": 322, "▁an": 385, "▁with": 411, "▁do": 437, "▁The": 450, "▁can": 508, "▁are": 526, "ite": 568, "▁you": 366,
    "ER": 1001, "▁pol": 1248, "▁user": 1404, "▁between": 1546, "SS": 1799, "▁US": 3148, "▁human": 5199, "What": 5618,
    "▁gives": 4076, "▁questions": 5155, "▁answers": 6089, "▁helpful": 8444, "IST": 9047, "▁Who": 11644,
    "▁curious": 12758, "▁detailed": 13173, "▁chat": 13563, "ANT": 13566, "▁assistant": 20255, "▁intelligence": 21082,
    "▁artificial": 23116, "▁": 29871, "s": 29879, ".": 29889, ",": 29892, ":": 29901, "'": 29915, "?": 29973,
}  # fmt: skip
IMAGE = 32_000


def system(person):
    return [
        319, 13563, 1546, 263, 12758, person, 322, 385, 23116, 21082, 20255, 29889, 450, 20255, 4076, 8444, 29892,
        13173, 29892, 322, 1248, 568, 6089, 304, 278, person, 29915, 29879, 5155, 29889,
    ]  # fmt: skip


USER_PERSON, HUMAN_PERSON = 1404, 5199
USER, ASSISTANT = [3148, 1001, 29901], [319, 1799, 9047, 13566, 29901]
WHAT_CAN_YOU_DO = [29871, 13, 5618, 508, 366, 437, 29973]  # behind a picture: a space mark, a line end, What
I_CAN_CHAT = [306, 508, 13563, 411, 366, 29889, 2]
WHO_ARE_YOU = [11644, 526, 366, 29973]
I_CHAT = [306, 13563, 29889, 2]
TURNS = [
    {"role": "user", "content": "What can you do?"},
    {"role": "assistant", "content": "I can chat with you."},
    {"role": "user", "content": "Who are you?"},
    {"role": "assistant", "content": "I chat."},
]


def expected(person):
    first = [1, *system(person), *USER, 29871, IMAGE, *WHAT_CAN_YOU_DO, *ASSISTANT]
    # LLaVA cuts its text at </s> too, so that the next turn begins with a space mark again
    return [*first, *I_CAN_CHAT, *USER, *WHO_ARE_YOU, *ASSISTANT, *I_CHAT], len(first)


def make_llama(*, legacy):
    """A Llama tokenizer of these pieces; merges join each from left to right through pieces without true ids."""
    vocab = dict(PIECES)
    merges: list[tuple[str, str]] = []
    # words first: "▁with" would otherwise be joined as "it" of "ite"
    for piece in sorted(PIECES, key=lambda piece: (not piece.startswith("▁"), len(piece))):
        if piece.startswith("<"):
            continue
        for end in range(1, len(piece)):
            left, right = piece[:end], piece[end]
            for part in (left, right, left + right):
                vocab.setdefault(part, 40_000 + len(vocab))
            if (left, right) not in merges:
                merges.append((left, right))
    tokenizer = LlamaTokenizer(vocab=vocab, merges=merges, legacy=legacy, add_bos_token=True)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"], "pad_token": "<unk>"})
    return tokenizer


def make_chat(version, *, legacy=True):
    processor = make_processor()
    processor.tokenizer = make_llama(legacy=legacy)
    processor.image_token_id = processor.tokenizer.convert_tokens_to_ids("<image>")
    return VicunaFormat(processor, version)


def readable(chat, ids):
    return [IMAGE if token == chat.image_token_id else token for token in ids]


@pytest.mark.parametrize("legacy", [True, False])
@pytest.mark.parametrize(("version", "person"), [("vicuna_v1", USER_PERSON), ("llava_v1", HUMAN_PERSON)])
def test_two_turns_about_a_picture_have_the_ids_of_llava(version, person, legacy):
    chat = make_chat(version, legacy=legacy)
    ids, answer_at = expected(person)
    row = chat.encode(TURNS, images=1)
    assert readable(chat, row.ids.tolist()) == ids
    supervised = [token for token in row.labels.tolist() if token != -100]
    assert supervised == [*I_CAN_CHAT, *I_CHAT]
    assert row.labels[answer_at] == I_CAN_CHAT[0] and row.labels[answer_at - 1] == -100


def test_at_inference_the_processor_begins_with_the_same_ids():
    chat = make_chat("vicuna_v1")
    ids, answer_at = expected(USER_PERSON)
    assert readable(chat, inference_ids(chat.processor, TURNS[:1], images=1)) == ids[:answer_at]
    second = len(ids) - len(I_CHAT)
    assert readable(chat, inference_ids(chat.processor, TURNS[:3], images=1)) == ids[:second]


def test_without_a_picture_the_question_follows_at_once():
    # as FastChat's users print it: ... USER: Who are you? ASSISTANT: I ...
    chat = make_chat("vicuna_v1")
    row = chat.encode(TURNS[2:], images=0)
    assert row.ids.tolist() == [1, *system(USER_PERSON), *USER, *WHO_ARE_YOU, *ASSISTANT, *I_CHAT]


def test_a_system_turn_takes_the_place_of_the_usual_one():
    chat = make_chat("vicuna_v1")
    turns = [{"role": "system", "content": "The assistant gives answers."}, *TURNS[2:]]
    row = chat.encode(turns, images=0)
    assert row.ids.tolist() == [1, 450, 20255, 4076, 6089, 29889, *USER, *WHO_ARE_YOU, *ASSISTANT, *I_CHAT]
    prompt = inference_ids(chat.processor, turns[:2], images=0)
    assert row.ids[: len(prompt)].tolist() == prompt


def test_several_pictures_stand_where_their_marks_do():
    chat = make_chat("vicuna_v1")
    turns = [{**TURNS[0], "content": "<image>\n<image>\nWhat can you do?"}, *TURNS[1:2]]
    turns += [{**TURNS[2], "content": "<image> What can you do?"}, *TURNS[3:]]
    row = chat.encode(turns, images=3)
    ids = [1, *system(USER_PERSON), *USER, 29871, IMAGE, 29871, 13, IMAGE, *WHAT_CAN_YOU_DO, *ASSISTANT, *I_CAN_CHAT]
    ids += [*USER, 29871, IMAGE, *WHAT_CAN_YOU_DO, *ASSISTANT, *I_CHAT]
    assert readable(chat, row.ids.tolist()) == ids
    prompt = inference_ids(chat.processor, turns[:3], images=3)
    assert row.ids[: len(prompt)].tolist() == prompt

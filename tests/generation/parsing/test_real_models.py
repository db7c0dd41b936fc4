"""Answers as language models really give them: what frames an answer is left out, what is no answer is refused."""

from __future__ import annotations

import json

import msgspec
import pytest

from kp_llava.generation.parsing import (
    Turn,
    UnusableAnswer,
    parse_answer,
    read_reply,
)

PROSE = "Two men stand on a court. The one on the left raises his right arm above his head, and his knees are bent."
PAIR = "Question: Why is he crouching?\nAnswer: He is about to jump."
ONE = [Turn("Why is he crouching?", "He is about to jump.")]


def describe(text: str, **facts: str) -> str:
    (turn,) = parse_answer("detail", text, instruction="Describe.", **facts)
    assert turn.question == "Describe."
    return turn.answer


THINKING = {
    "DeepSeek and Qwen": "<think>\nThe wrist is above the shoulder.\nAnswer: hmm\n</think>\n\n{}",
    "an empty thought": "<think>\n\n</think>\n\n{}",
    "opened by the template": "The wrist is above the shoulder, so.\n</think>\n\n{}",
    "two thoughts": "<think>One.</think>\n<think>Two.</think>\n{}",
    "a thought that quotes its own end": "<think>I close with </think> later.\nDone.</think>{}",
    "another word": "<thinking>The wrist is high.</thinking>\n{}",
    "reasoning": "<reasoning>The wrist is high.</reasoning>\n\n{}",
    "Mistral": "[THINK]The wrist is high.[/THINK]{}",
    "Kimi": "◁think▷The wrist is high.◁/think▷{}",
    "Cohere": "<|START_THINKING|>High.<|END_THINKING|><|START_RESPONSE|>{}<|END_RESPONSE|>",
    "MedGemma": "<unused94>thought\nThe wrist is high.<unused95>{}",
    "Gemma 4": "<|channel>thought\nThe wrist is high.<channel|>{}<turn|>",
    "gpt-oss": "<|channel|>analysis<|message|>High.<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>",
    "gpt-oss with a commentary": (
        "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>Soon.<|end|>"
        "<|start|>assistant<|channel|>final<|message|>{}"
    ),
    "gpt-oss without its tokens": "analysisThe user wants a text. The wrist is high.assistantfinal{}",
    "a template's end": "{}<|im_end|>\n<|im_start|>user\nThanks!",
    "Llama's end": "{}<|eot_id|>",
    "an end of Mistral's": "{}</s>",
    "Gemma's end": "{}<end_of_turn>",
    "a role": "assistant\n{}",
    "a role with a colon": "Assistant: {}",
    "a turn made up for the user": "{}\n\nUser: Thank you.\nAssistant: You are welcome.",
    "tags": "<answer>\n{}\n</answer>",
    "thinking, then tags": "<think>High.</think>\n<answer>{}</answer>",
}


@pytest.mark.parametrize("form", THINKING.values(), ids=THINKING.keys())
def test_thinking_and_a_templates_tokens_are_no_part_of_an_answer(form):
    assert describe(form.replace("{}", PROSE)) == PROSE
    assert parse_answer("complex", form.replace("{}", PAIR)) == ONE


@pytest.mark.parametrize(
    "text",
    [
        "<think>\nThe wrist is above the shoulder. Let me think about",
        "<think>The wrist is above the shoulder.</think>",
        "<think>The wrist is above the shoulder.</think>\n\n<|im_end|>",
        "<|channel|>analysis<|message|>The wrist is above the shoulder.<|end|>",
        "[THINK]The wrist is above",
    ],
)
def test_thinking_alone_is_no_answer(text):
    for task in ("detail", "complex", "conversation"):
        with pytest.raises(UnusableAnswer) as caught:
            parse_answer(task, text)
        assert caught.value.reason == "only thinking"


PREAMBLES = [
    "Sure! Here is a detailed description of the image:",
    "Sure, here's a long description of the poses and actions:",
    "Certainly! Below is the description you asked for.",
    "Of course! Here's a single, detailed paragraph:",
    "Absolutely! 😊",
    "Okay, here is the description:",
    "Here is a detailed description of the people in the image:",
    "Here's the description based on the image.",
    "Here you go:",
    "I'd be happy to describe the image!",
    "I will describe the poses of the people.",
    "Let me describe the scene for you.",
    "Based on the image, here is a description of the people's poses and actions:",
    "**Detailed Description:**",
    "**Description**",
    "## Description of the Image",
    "### Image Description",
    "Description:",
    "Sure!\n\n**Description of the image:**",
    "Understood. Here is my answer:",
]


@pytest.mark.parametrize("preamble", PREAMBLES)
@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n\n---\n\n"], ids=["blank line", "line", "rule"])
def test_a_preamble_is_left_out_of_a_description(preamble, gap):
    assert describe(f"{preamble}{gap}{PROSE}") == PROSE


@pytest.mark.parametrize("preamble", ["Sure! Here is a detailed description: ", "Certainly. ", "Description: "])
def test_a_preamble_on_the_same_line_is_left_out_too(preamble):
    assert describe(preamble + PROSE) == PROSE


OFFERS = [
    "Let me know if you would like more detail!",
    "Please let me know if you need anything else.",
    "Feel free to ask if you have further questions.",
    "I hope this helps!",
    "Hope that helps.",
    "If you have any other questions, feel free to ask.",
    "If you'd like, I can also describe the background.",
    "Would you like me to describe the second man in more detail?",
    "Is there anything else you would like to know?",
    "**Note:** This description is based on the provided keypoints and captions.",
    "(Note: the description follows the data that was given.)",
    "Note that this description is an interpretation of the annotations.",
    "This description captures the main poses and actions of the people.",
    "(92 words)",
    "Word count: 92",
]


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n\n---\n\n"], ids=["blank line", "line", "rule"])
def test_a_closing_offer_is_left_out(offer, gap):
    assert describe(f"{PROSE}{gap}{offer}") == PROSE
    assert parse_answer("complex", f"{PAIR}{gap}{offer}") == ONE


@pytest.mark.parametrize(
    "offer", ["Let me know if you want more!", "I hope this helps.", "Would you like me to go on?"]
)
def test_a_closing_offer_in_the_last_line_is_left_out(offer):
    assert describe(f"{PROSE} {offer}") == PROSE


def test_preamble_thinking_fence_and_offers_together():
    text = f"<think>Hm.</think>Sure! Here it is:\n\n```text\n{PROSE}\n```\n\nI hope this helps! Let me know if it does."
    assert describe(text) == PROSE


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "Here is a man on skis. He leans forward.",
        "Here a woman sits on a bench, and a man stands beside her.",
        "This is a picture of two men on a court. They play tennis.",
        "This is a lively scene: two men run.",
        "The following child is smaller: it reaches up.",
        "In this picture, a boy lets go of a kite. He lets me think of summer.",
        "Great waves rise behind the surfer. He crouches.",
        "Sure-footed, the climber reaches for the next hold.",
        "Yes, the man is standing.",
        "Description of motion is easy here, as everybody stands.",
        "A man waves. The sign behind him reads: feel free to ask.",
        "A man stands. If you look closely, the left knee is bent.",
        "A sign says <3 and a man points at it.",
        "The score is 3 < 4, and he jumps.",
        "The players shake hands. I, however, see no ball.",
        "He shows two fingers.\n\nNote that his left arm hangs down.",
        "He is sorry, so he bows.",
        "Two people, assistant and magician, stand on a stage.",
        "He writes [1, 2] on a board. Then he turns.",
        "A human figure stands on a pedestal.",
        "No man is sitting. Both run.",
        "There is no picture on the wall. A man leans on it.",
        "A woman asks a boy: would you like an apple? He nods.",
    ],
)
def test_a_description_that_only_sounds_like_framing_is_kept(text):
    assert describe(text) == text


def test_headings_and_a_list_of_sentences_become_paragraphs():
    text = (
        "## Overview\n\nTwo men stand on a court.\n\n**People**\n\n"
        "- **Left man:** He raises his right arm above his head.\n- The other man bends both of his knees deeply.\n"
    )
    assert describe(text) == (
        "Two men stand on a court.\n\n"
        "He raises his right arm above his head.\nThe other man bends both of his knees deeply."
    )


def test_a_list_of_keywords_is_no_prose_and_stays_for_a_check_to_find():
    text = "A man on a court.\n- right arm: raised\n- knees: bent"
    assert describe(text) == text


JSON_PAIRS = json.dumps({"pairs": [{"question": f"Where is part {n}?", "answer": f"At {n}."} for n in range(1, 6)]})
FIVE = [Turn(f"Where is part {n}?", f"At {n}.") for n in range(1, 6)]
PLACES = {
    "bare": "{}",
    "fence": "```json\n{}\n```",
    "fence without a name": "```\n{}\n```",
    "preamble": "Sure! Here is the JSON you asked for:\n\n{}",
    "preamble and fence": "Here are five pairs:\n```json\n{}\n```\nLet me know if you need more.",
    "thinking": "<think>Five pairs: [1, 2].</think>\n{}",
    "indented": "\n  {}",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_json_is_found_wherever_it_stands(place):
    assert parse_answer("conversation", place.replace("{}", JSON_PAIRS)) == FIVE
    assert describe(place.replace("{}", json.dumps({"description": PROSE}, indent=2))) == PROSE


@pytest.mark.parametrize(
    "found",
    [
        [{"question": "Why is he crouching?", "answer": "He is about to jump."}],
        {"question": "Why is he crouching?", "answer": "He is about to jump."},
        {"Question": "Why is he crouching?", "Answer": "He is about to jump."},
        {"conversation": [{"q": "Why is he crouching?", "a": "He is about to jump."}]},
        {"task": "complex", "qa": [{"question": "Why is he crouching?", "answer": "He is about to jump."}]},
    ],
)
def test_json_of_another_form_is_read_where_it_is_clear(found):
    assert parse_answer("complex", json.dumps(found)) == ONE


@pytest.mark.parametrize(
    ("task", "text", "reason"),
    [
        ("detail", '{"people": [{"pose": "standing"}], "ball": true}', "unparsable"),
        ("detail", '{"description": "Two men stand', "unparsable"),
        ("detail", '```json\n{"description": "Two men stand\n```', "unparsable"),
        ("detail", '["Two men stand."]', "unparsable"),
        ("complex", '{"answer": "So."}', "unparsable"),
        ("complex", '{"pairs": [{"question": "Why?"', "unparsable"),
        ("complex", '{"pairs": []}', "empty"),
        ("conversation", json.dumps({"pairs": [{"question": "Why?", "answer": "So."}] * 4}), "wrong number of pairs"),
        ("detail", "Sure! I'd be happy to help. Please provide the image.", "not an answer"),
        ("detail", "Could you please upload the picture you want me to describe?", "not an answer"),
        ("detail", "I don't see any image attached. Please share it and I'll describe it.", "not an answer"),
        ("detail", "It looks like you have not attached an image to your message.", "not an answer"),
        ("complex", "Please provide the image so that I can write a question.", "not an answer"),
        ("detail", "Let me know how I can help you today!", "not an answer"),
        ("detail", "Sure! Here is a detailed description of the image:", "not an answer"),
        ("detail", "Question: Who?\nAnswer: A man.\nQuestion: Where?\nAnswer: Here.", "unparsable"),
        ("detail", "<think>No.</think>I'm sorry, but I can't assist with that.", "refused"),
        ("detail", "As a language model, I cannot see images.", "refused"),
    ],
)
def test_what_is_no_answer_is_refused_by_name(task, text, reason):
    with pytest.raises(UnusableAnswer) as caught:
        parse_answer(task, text, instruction="Describe.")
    assert caught.value.reason == reason


def test_of_six_good_pairs_five_are_taken():
    text = "\n".join(f"Question: Where is part {n}?\nAnswer: At {n}." for n in range(1, 7))
    assert parse_answer("conversation", text) == FIVE
    assert parse_answer("complex", text) == FIVE[:1]


def test_of_more_pairs_than_asked_for_the_repeated_ones_go_first():
    questions = [1, 2, 2, 3, 4, 5, 6]
    text = "\n".join(f"Question: Where is part {n}?\nAnswer: At {n}." for n in questions)
    assert parse_answer("conversation", text) == FIVE


def test_five_whole_pairs_before_the_cut_are_five_pairs():
    text = "\n".join(f"Question: Where is part {n}?\nAnswer: At {n}." for n in range(1, 6))
    more = f"{text}\nQuestion: And where is the sixth?\nAnswer: It is"
    assert parse_answer("conversation", more, finish_reason="length") == FIVE
    for cut in (text, text[:-20]):
        with pytest.raises(UnusableAnswer) as caught:
            parse_answer("conversation", cut, finish_reason="length")
        assert caught.value.reason == "cut off"


PAIR_FORMS = {
    "numbered questions": "1. Where is part {n}?\n   At {n}.",
    "bold questions": "**Where is part {n}?**\nAt {n}.",
    "numbered bold questions": "**{n}. Where is part {n}?**\n\nAt {n}.",
    "headings as questions": "### Where is part {n}?\nAt {n}.",
    "a dash before the answer": "{n}. **Where is part {n}?**\n   - At {n}.",
    "speakers": "User: Where is part {n}?\nAssistant: At {n}.",
    "bold speakers": "**Person:** Where is part {n}?\n**Assistant:** At {n}.",
    "headings between": "#### About part {n}\nQuestion: Where is part {n}?\nAnswer: At {n}.",
    "bold titles between": "**Part {n}**\n\nQuestion: Where is part {n}?\nAnswer: At {n}.\n",
}


@pytest.mark.parametrize("form", PAIR_FORMS.values(), ids=PAIR_FORMS.keys())
def test_pairs_without_the_words_question_and_answer_are_read(form):
    text = "Here are five question-answer pairs about the image:\n\n" + "\n\n".join(
        form.replace("{n}", str(n)) for n in range(1, 6)
    )
    assert parse_answer("conversation", text + "\n\nLet me know if you need more!") == FIVE


def completion(**message: object) -> str:
    return msgspec.json.encode({"choices": [{"message": message, "finish_reason": "stop"}]}).decode()


def test_content_in_parts_is_joined_without_its_thinking():
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "The wrist is high."}]},
        {"type": "reasoning", "text": "So is the arm."},
        {"type": "text", "text": "Two men "},
        {"type": "text", "text": "stand."},
    ]
    assert read_reply(completion(content=parts, reasoning_content="Hm.")).text == "Two men stand."


def response(**fields: object) -> str:
    output = [
        {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "High."}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Two men stand."}]},
    ]
    return msgspec.json.encode({"object": "response", "status": "completed", "output": output, **fields}).decode()


def test_a_response_is_read_as_a_chat_completion_is():
    reply = read_reply(response())
    assert (reply.text, reply.refusal, reply.finish_reason) == ("Two men stand.", None, "stop")
    cut = read_reply(response(status="incomplete", incomplete_details={"reason": "max_output_tokens"}))
    assert cut.finish_reason == "length"
    filtered = read_reply(response(status="incomplete", incomplete_details={"reason": "content_filter"}))
    assert filtered.finish_reason == "content_filter"
    refusal = [{"type": "message", "content": [{"type": "refusal", "refusal": "I can't."}]}]
    assert read_reply(response(output=refusal)).refusal == "I can't."
    assert read_reply(response(output=[])).text is None

"""The wordings of framing, refusals and asking back, one by one: each is a sentence that models write."""

from __future__ import annotations

import json

import pytest

from kp_llava.generation.ledger.records import Request
from kp_llava.generation.parsing import Turn, UnusableAnswer, parse_answer, read_raw, read_reply
from kp_llava.generation.parsing.reply import check_depth

PROSE = "Two men stand on a court. The one on the left raises his right arm above his head, and his knees are bent."

ASKS_BACK = [
    "Could you share the photo?",
    "Could you please send me the picture?",
    "Can you attach it?",
    "Would you paste the sentences here?",
    "Kindly upload the picture.",
    "I'll need you to supply more.",
    "I will need you to give me the image.",
    "You can clarify what is meant.",
    "I do not see an image.",
    "I don't have any picture here.",
    "I did not receive a photo.",
    "I didn’t find the attached pictures in your message.",
    "There is no image attached.",
    "There was no attachment.",
    "There seems to be no input data in this prompt.",
    "No image was provided.",
    "No pictures were included in the conversation.",
    "No data has been given.",
    "It seems like your message came without an image.",
    "It appears that there is nothing attached.",
    "It looks like the upload failed.",
]
REFUSALS = [
    "I'm sorry, but I can't do that.",
    "I am very sorry, I cannot go on.",
    "Sorry, I could not see the picture.",
    "Unfortunately, I won't be able to go on.",
    "I apologise, I am unable to do so.",
    "I apologize, but I'm not able to do this.",
    "As an AI language model, I couldn't say.",
    "As a large language model I can’t see.",
    "I cannot really assist here.",
    "I can not help you.",
    "I won’t comply.",
    "I could not provide it.",
    "I am not able to fulfil the request.",
    "I'm unable to analyse people.",
    "I can't identify anybody.",
    "I cannot describe it.",
    "I won't create that.",
    "I can't generate it.",
    "I couldn't write it.",
    '"I cannot describe it."',
    "**I cannot analyze it.**",
]
NO_REFUSALS = [
    "He is sorry that I can run.",
    "I can see two men.",
    "Sorry to miss the ball, the man bends down.",
    "Unfortunately for him the ball is gone. The man can't reach it.",
]
TITLES = [
    "# Description\n\n",
    "### Detailed description of the scene\n",
    "**Image description**\n\n",
    "__Overview__\n",
    "**Answer:** ",
    "The final full description of this picture:\n",
    "Summary: ",
    "#Analysis\n",
]
INTERJECTIONS = [
    *("Sure thing! ", "Of course, ", "Absolutely. ", "Definitely! ", "Okay: ", "OK, ", "Alright! ", "All right, "),
    *("Got it. ", "Understood! ", "No problem! ", "With pleasure. ", "Gladly! ", "Hello there! ", "Hi! "),
]


@pytest.mark.parametrize("text", ASKS_BACK)
def test_a_description_that_asks_back_is_no_answer(text):
    with pytest.raises(UnusableAnswer) as caught:
        parse_answer("detail", text, instruction="Describe.")
    assert caught.value.reason == "not an answer"


@pytest.mark.parametrize("text", ["Here you go.", "Please see the man.", f"{PROSE} " * 5 + "No image was provided."])
def test_a_long_text_and_other_requests_do_not_ask_back(text):
    if text.startswith("Here you go"):
        with pytest.raises(UnusableAnswer):
            parse_answer("detail", text)
    else:
        assert parse_answer("detail", text)[0].answer == text


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_known_by_its_words(text):
    for task in ("detail", "complex", "conversation"):
        with pytest.raises(UnusableAnswer) as caught:
            parse_answer(task, text)
        assert caught.value.reason == "refused"


@pytest.mark.parametrize("text", NO_REFUSALS)
def test_words_of_refusal_in_a_description_refuse_nothing(text):
    assert parse_answer("detail", text)[0].answer == text


@pytest.mark.parametrize("before", TITLES + INTERJECTIONS)
def test_a_title_or_a_word_of_consent_is_left_out(before):
    assert parse_answer("detail", before + PROSE) == [Turn("", PROSE)]


def test_json_with_one_text_is_the_description_and_has_no_question_of_its_own():
    assert parse_answer("detail", json.dumps({"caption": PROSE})) == [Turn("", PROSE)]
    assert parse_answer("detail", json.dumps({"caption": PROSE}), instruction="Describe.") == [Turn("Describe.", PROSE)]
    with pytest.raises(UnusableAnswer) as caught:
        parse_answer("detail", json.dumps({"one": PROSE, "two": PROSE}))
    assert caught.value.reason == "unparsable"


def test_a_text_of_200000_letters_is_read_and_a_longer_one_is_not():
    long = "Two men stand. " * 14_000
    assert len(parse_answer("detail", long[:199_999] + ".")[0].answer) == 200_000
    with pytest.raises(UnusableAnswer) as caught:
        parse_answer("detail", long[:200_001])
    assert caught.value.reason == "too long"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"finish_reason": "nothing to say"}, "nothing to say"),
        ({"finish_reason": "nobody can be named"}, "nobody can be named"),
        ({"refusal": "No."}, "refused"),
        ({"finish_reason": "content_filter"}, "refused"),
        ({"finish_reason": "length"}, "cut off"),
    ],
)
def test_the_server_s_own_reason_comes_first(facts, reason):
    for text in (PROSE, "", None):
        with pytest.raises(UnusableAnswer) as caught:
            parse_answer("detail", text, **facts)
        assert caught.value.reason == reason


def test_so_many_pairs_as_are_asked_for_again_are_enough():
    text = "Question: Who?\nAnswer: A man.\nQuestion: Where?\nAnswer: Here."
    assert parse_answer("conversation", text, pair_count=2) == [Turn("Who?", "A man."), Turn("Where?", "Here.")]
    assert parse_answer("conversation", text, pair_count=1) == [Turn("Who?", "A man.")]
    with pytest.raises(UnusableAnswer) as caught:
        parse_answer("conversation", text, pair_count=3)
    assert caught.value.reason == "wrong number of pairs"


def ask(task="detail", instruction="Describe."):
    return Request("k", 1, task, "gpt-4o", 1, "context", instruction)


def test_a_raw_answer_is_read_in_each_of_the_forms_of_servers():
    chat = {"choices": [{"message": {"content": PROSE}, "finish_reason": "stop"}]}
    content = [{"type": "text", "text": PROSE[:20]}, {"type": "text", "text": PROSE[20:]}]
    parts = {"choices": [{"message": {"content": content}}]}
    message = {"type": "message", "content": [{"type": "output_text", "text": PROSE}]}
    response = {"output": [message], "status": "completed"}
    for answer in (chat, parts, response):
        assert read_raw(ask(), json.dumps(answer)) == [Turn("Describe.", PROSE)]
    turns = {"turns": [{"question": "Who?", "answer": "A man."}]}
    assert read_raw(ask("complex", None), json.dumps(turns)) == [Turn("Who?", "A man.")]
    assert read_reply(json.dumps(response)).finish_reason == "stop"
    assert read_reply(json.dumps(parts)).finish_reason is None
    refused = {"choices": [{"message": {"content": None, "refusal": "No."}}]}
    assert read_reply(json.dumps(refused)).refusal == "No."
    for broken in ("", "{}", "[1]", '{"choices": []}', '{"turns": []}', '{"choices": [{"message": 5}]}'):
        with pytest.raises(UnusableAnswer) as caught:
            read_raw(ask(), broken)
        assert caught.value.reason == "unparsable"


def test_an_imported_turn_that_is_too_long_is_named_so():
    for turn in ({"question": "x" * 200_001, "answer": "y"}, {"question": "x", "answer": "y" * 200_001}):
        with pytest.raises(UnusableAnswer) as caught:
            read_raw(ask("complex", None), json.dumps({"turns": [turn]}))
        assert caught.value.reason == "too long"


def test_64_brackets_may_lie_in_one_another_and_65_may_not():
    check_depth("[" * 64 + "]" * 64)
    check_depth("[]" * 200)
    with pytest.raises(ValueError, match="more than 64 lists and objects lie in one another"):
        check_depth("[" * 65 + "]" * 65)
    with pytest.raises(ValueError, match="more than 64"):
        check_depth('{"a": ' * 33 + "[" * 33)

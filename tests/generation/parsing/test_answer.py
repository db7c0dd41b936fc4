"""How answers are read, in the forms that teachers really give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kp_llava.generation.parsing import (
    Turn,
    UnusableAnswer,
    parse_answer,
)

ONE = [Turn("Why is he crouching?", "He is about to jump.")]
FORMS = {
    "as asked": "Question: Why is he crouching?\nAnswer: He is about to jump.",
    "blank lines": "\n\nQuestion: Why is he crouching?\n\n\nAnswer: He is about to jump.\n\n",
    "bold markers": "**Question:** Why is he crouching?\n**Answer:** He is about to jump.",
    "bold with the colon outside": "**Question**: Why is he crouching?\n**Answer**: He is about to jump.",
    "bold around the line": "**Question: Why is he crouching?**\nAnswer: He is about to jump.",
    "bold text": "Question: **Why is he crouching?**\nAnswer: He is about to jump.",
    "numbered markers": "**Question 1:** Why is he crouching?\n**Answer 1:** He is about to jump.",
    "numbered before": "1. Question: Why is he crouching?\n   Answer: He is about to jump.",
    "numbered and bold": "1. **Question:** Why is he crouching?\n   **Answer:** He is about to jump.",
    "in brackets": "(1) Question: Why is he crouching?\nAnswer: He is about to jump.",
    "letters": "Q: Why is he crouching?\nA: He is about to jump.",
    "numbered letters": "Q1: Why is he crouching?\nA1: He is about to jump.",
    "numbered letters with a dot": "Q1. Why is he crouching?\nA1. He is about to jump.",
    "bullets": "- Question: Why is he crouching?\n- Answer: He is about to jump.",
    "bullets with stars": "* **Question:** Why is he crouching?\n* **Answer:** He is about to jump.",
    "headings": "### Question 1\nWhy is he crouching?\n### Answer 1\nHe is about to jump.",
    "markers on their own lines": "Question:\nWhy is he crouching?\nAnswer:\nHe is about to jump.",
    "upper case": "QUESTION: Why is he crouching?\nANSWER: He is about to jump.",
    "one line": "Question: Why is he crouching? Answer: He is about to jump.",
    "code fence": "```\nQuestion: Why is he crouching?\nAnswer: He is about to jump.\n```",
    "named code fence": "```text\nQuestion: Why is he crouching?\nAnswer: He is about to jump.\n```",
    "separators": "---\nQuestion: Why is he crouching?\n===\nAnswer: He is about to jump.\n---",
    "preamble": "Sure! Here is the pair.\n\nQuestion: Why is he crouching?\nAnswer: He is about to jump.",
    "a heading a pair": "**Pair 1**\nQuestion: Why is he crouching?\nAnswer: He is about to jump.\n",
    "wide colon": "Question：Why is he crouching?\nAnswer：He is about to jump.",
    "carriage returns": "Question: Why is he crouching?\r\nAnswer: He is about to jump.\r\n",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_the_usual_forms_of_a_pair_are_read(text):
    assert parse_answer("complex", text) == ONE


@pytest.mark.parametrize("name", sorted(FORMS.keys() - {"preamble"}))
def test_the_usual_forms_are_read_five_times_over(name):
    assert parse_answer("conversation", "\n\n".join([FORMS[name]] * 5)) == ONE * 5


def test_five_numbered_pairs_keep_their_order():
    text = "\n".join(f"{n}.\n**Question {n}:** Where is part {n}?\n**Answer {n}:** At {n}." for n in range(1, 6))
    turns = parse_answer("conversation", text)
    assert turns == [Turn(f"Where is part {n}?", f"At {n}.") for n in range(1, 6)]


def test_an_answer_may_have_paragraphs_and_lists():
    text = "Question: Why?\nAnswer: Two reasons.\n\n1. He is tired.\n2. He is cold.\n\nSo he sits."
    assert parse_answer("complex", text)[0].answer == "Two reasons.\n\n1. He is tired.\n2. He is cold.\n\nSo he sits."


def test_words_that_only_begin_like_markers_are_text():
    text = "Question: A or b?\nAnswer: Questions: many. A: no, a dog.\nAnswering takes time.\nQuite so."
    assert parse_answer("complex", text)[0].answer.endswith("Answering takes time.\nQuite so.")


def test_emphasis_within_an_answer_stays():
    text = "Question: Which arm?\nAnswer: The **left** arm is *raised*."
    assert parse_answer("complex", text)[0].answer == "The **left** arm is *raised*."


def test_a_description_is_plain_text_and_answers_its_instruction():
    turns = parse_answer("detail", "```\nA man stands.\n\nHe waves.\n```", instruction="Describe them.")
    assert turns == [Turn("Describe them.", "A man stands.\n\nHe waves.")]


def test_a_description_loses_a_leading_label():
    assert parse_answer("detail", "**Answer:** A man stands.", instruction="D.")[0].answer == "A man stands."


@pytest.mark.parametrize(
    ("task", "text", "facts", "reason"),
    [
        ("conversation", FORMS["as asked"], {}, "wrong number of pairs"),
        ("conversation", "\n".join([FORMS["as asked"]] * 4), {}, "wrong number of pairs"),
        ("complex", "A man is about to jump.", {}, "unparsable"),
        ("complex", "Question: Why?", {}, "unparsable"),
        ("complex", "Answer: So.\nQuestion: Why?", {}, "unparsable"),
        ("complex", "Question: Why?\nQuestion: How?\nAnswer: So.", {}, "unparsable"),
        ("complex", "Question:\nAnswer: So.", {}, "unparsable"),
        ("complex", FORMS["as asked"], {"finish_reason": "length"}, "cut off"),
        ("detail", "A man st", {"finish_reason": "length"}, "cut off"),
        ("detail", "A man stands.", {"finish_reason": "content_filter"}, "refused"),
        ("detail", None, {"refusal": "I can't help with that."}, "refused"),
        ("detail", "I'm sorry, but I can't assist with that request.", {}, "refused"),
        ("complex", "I’m sorry, I cannot help with identifying people.", {}, "refused"),
        ("complex", "I am unable to provide a question about this.", {}, "refused"),
        ("detail", "As an AI, I cannot see images.", {}, "refused"),
        ("detail", " \n", {}, "empty"),
        ("complex", None, {}, "empty"),
        ("detail", "```\n```", {}, "empty"),
    ],
)
def test_an_unusable_answer_has_a_named_reason(task, text, facts, reason):
    with pytest.raises(UnusableAnswer) as caught:
        parse_answer(task, text, instruction="Describe.", **facts)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "Unfortunately for the batter, the ball is past him and he can't reach it.",
        "I can see two men.",
        "I can't see a ball, but the boy is throwing.",
        "A sorry sight: I cannot help but smile at the boy's pose.",
    ],
)
def test_a_description_that_only_sounds_like_a_refusal_is_kept(text):
    assert parse_answer("detail", text, instruction="D.")[0].answer == text


sentences = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "P", "S", "N")), min_size=2, max_size=30)


@given(st.lists(st.tuples(sentences, sentences), min_size=5, max_size=5))
def test_reading_written_pairs_gives_the_pairs(pairs):
    text = "\n".join(f"Question: The {question}?\nAnswer: It {answer}." for question, answer in pairs)
    assert parse_answer("conversation", text) == [Turn(f"The {q}?", f"It {a}.") for q, a in pairs]

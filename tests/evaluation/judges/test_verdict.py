from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kp_llava.evaluation.judges.verdict import read_verdict

READ = {
    "two numbers": "8 7",
    "two numbers, then the explanation": "8 7\nThe first answer names both arms.",
    "a comma": "8, 7",
    "a comma and no space": "8,7",
    "bold": "**8** and 7",
    "labelled, out of ten": "Assistant 1: 8/10\nIt is right.\n\nAssistant 2: 7/10\nIt is short.",
    "labelled and bold": "**Assistant 1: 8**\n\n**Assistant 2: 7**",
    "in parentheses": "Answer 1 (8/10): good. Answer 2 (7/10): fair.",
    "scores last": "The first answer is right about the arms.\n\nScores: 8 7",
    "scores last, as a sentence": "The first is right.\nThe scores are 8 and 7.",
    "in words": "Scores: eight and seven",
    "JSON": '{"answer_1": 8, "answer_2": 7, "explanation": "The first is right."}',
    "JSON in a fence": 'Sure!\n```json\n{"scores": [8, 7]}\n```',
    "nested JSON": '{"Assistant 1": {"score": 8, "why": "right"}, "Assistant 2": {"score": 7, "why": "short"}}',
    "reversed order": "Answer 2: 7\nAnswer 1: 8",
    "a heading that says the reversed order": "Scores (Assistant 2, Assistant 1): 7, 8",
    "in running text": "I give Answer 1 an 8 and Answer 2 a 7.",
    "score before the name": "I'd give an 8 to Assistant 1 and a 7 to Assistant 2.",
    "letters": "Answer A: 8 | Answer B: 7",
    "double brackets": "[[8]] [[7]]",
    "criteria first, overall last": "Helpfulness: 9 6\nAccuracy: 7 8\nOverall: 8 7",
    "respectively": "Answer 1 and Answer 2 get 8 and 7 respectively.",
    "after thinking": "<think>Perhaps 5 5? Scores: 5 5</think>\nScores: 8 7",
    "the strict line wins over an earlier draft": "First guess: Answer 1: 6, Answer 2: 6.\nScores: 8 7",
}

UNREAD = {
    "no score": "Both answers are fine.",
    "empty": "",
    "one score": "8",
    "one score out of ten": "8/10",
    "one side only": "Answer 1: 8. I cannot judge the other.",
    "eleven": "Scores: 11 7",
    "minus one": "-1 7",
    "zero": "Scores: 0 7",
    "labelled out of range": "Answer 1: 11\nAnswer 2: 7",
    "a refusal": "I'm sorry, but I can't rate these answers.",
    "numbers of people": "Answer 1: 2 people stand. Answer 2: 3 people stand.",
    "only criteria": "Assistant 1: Helpfulness: 8\nAssistant 2: Helpfulness: 7",
    "two different pairs": "8 7\nOn reflection:\nFinal scores: 7, 8 or so\nFinal scores: 7, 8",
    "a scale": "I rate on a scale of 1 to 10.",
    "a fraction": "8/7",
    "three numbers": "8 7 6",
    "decimal commas": "8,5 7,0",
    "coordinates": "[0.42, 0.3] and [0.5, 0.6]",
    "a list's numbers": "1) 8\n2) unclear",
    "a list's numbers in brackets": "(1) 8\n(2) I cannot say",
    "a reference": "The arms are raised, see [1, 2]. I cannot score that.",
    "unnamed scores": "Score: 8\nScore: 7",
}


@pytest.mark.parametrize("reply", READ.values(), ids=READ.keys())
def test_a_style_seen_in_the_wild_is_read_right(reply):
    verdict = read_verdict(reply)
    assert verdict is not None
    assert (verdict.first, verdict.second) == (8, 7)


@pytest.mark.parametrize("reply", UNREAD.values(), ids=UNREAD.keys())
def test_what_does_not_give_two_scores_for_certain_is_not_read(reply):
    assert read_verdict(reply) is None


def test_decimal_scores_are_kept():
    verdict = read_verdict("Scores: 8.5 7")
    assert verdict is not None
    assert (verdict.first, verdict.second) == (8.5, 7)


def test_the_explanation_is_what_stands_before_the_scores():
    verdict = read_verdict("The *first* is right: 2 > 1.\nThe second is not.\n\n**Scores: 8 2**\n")
    assert verdict is not None
    assert verdict.explanation == "The *first* is right: 2 > 1.\nThe second is not."


@given(
    first=st.integers(1, 10),
    second=st.integers(1, 10),
    form=st.sampled_from(
        ["Scores: {} {}", "{} {}", "{}, {}", "Answer 1: {}/10\nAnswer 2: {}/10", "Score: {}\n", '{{"a": {}, "b": {}}}']
    ),
    before=st.text(alphabet="abc .,\n", max_size=40),
)
def test_whatever_the_form_a_reading_is_never_wrong(first, second, form, before):
    verdict = read_verdict(f"{before}\n{form.format(first, second)}")
    assert verdict is None or (verdict.first, verdict.second) == (first, second)


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    verdict = read_verdict(text)
    assert verdict is None or (1 <= verdict.first <= 10 and 1 <= verdict.second <= 10)

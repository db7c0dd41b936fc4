from __future__ import annotations

import hashlib
import json

import pytest

from kp_llava.errors import EvaluationError
from kp_llava.evaluation.benchmark import (
    add_contexts,
    check_contexts,
    meta_path,
    read_answers,
    read_benchmark,
    write_benchmark,
)

from .factories import question, questions, write_answers


def test_a_benchmark_comes_back_as_it_was_written(tmp_path):
    path = tmp_path / "bench.jsonl"
    digest = write_benchmark(path, questions(), {"seed": 3})
    read = read_benchmark(path)
    assert list(read.questions) == questions()
    assert read.benchmark_hash == digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read.meta["seed"] == 3
    assert read.image_count == 2


def test_a_benchmark_that_was_edited_is_refused(tmp_path):
    path = tmp_path / "bench.jsonl"
    write_benchmark(path, questions(), {})
    path.write_text(path.read_text().replace("doing", "wearing"))
    with pytest.raises(EvaluationError, match="was changed after it was made"):
        read_benchmark(path)
    meta_path(path).unlink()
    assert read_benchmark(path).questions[0].question == "What is the person wearing in picture 1? (conversation)"


def test_llavas_question_file_is_read(tmp_path):
    path = tmp_path / "qa90_questions.jsonl"
    lines = [
        {"question_id": 0, "image": "000000441147.jpg", "text": "What is it?", "category": "conv"},
        {"question_id": 1, "image": "000000441147.jpg", "text": "Describe it.", "category": "detail"},
        {"question_id": 2, "image": "COCO_val2014_000000441147.jpg", "text": "Why?", "category": "complex"},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    read = read_benchmark(path).questions
    assert [q.task for q in read] == ["conversation", "detail", "complex"]
    assert {q.image_id for q in read} == {441147}
    assert read[0].question_id == "0"


def test_a_wrong_field_is_named_with_its_line(tmp_path):
    good = {"question_id": "a", "image_id": 1, "file_name": "a.jpg", "task": "detail", "question": "Q"}
    cases = [
        ("{", "line 2: not JSON"),
        ("[1]", "line 2: not a JSON object; expected one object a line"),
        (json.dumps(good | {"task": "chat"}), "line 2: task is 'chat'; expected one of conversation"),
        (json.dumps(good | {"image_id": "1"}), "line 2: image_id is '1'"),
        (json.dumps(good | {"question": 5}), "line 2: question is 5; expected text"),
        (json.dumps(good | {"question_id": None}), "line 2: question_id is None"),
        (json.dumps(good | {"width": 0}), "line 2: width is 0"),
        (json.dumps(good), "question_id 'a' comes twice"),
    ]
    path = tmp_path / "bench.jsonl"
    for line, message in cases:
        path.write_text(json.dumps(good) + "\n" + line)
        with pytest.raises(EvaluationError, match=message.replace("[", r"\[")):
            read_benchmark(path)


def test_a_missing_or_empty_benchmark_says_so(tmp_path):
    with pytest.raises(EvaluationError, match="cannot read the benchmark file"):
        read_benchmark(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(EvaluationError, match="no question in it"):
        read_benchmark(tmp_path / "empty.jsonl")


def test_answers_are_checked_against_the_questions(tmp_path):
    asked = [question(1), question(2)]
    path = tmp_path / "answers.jsonl"
    write_answers(path, {"1-detail": "one", "2-detail": ""})
    assert read_answers(path, asked) == {"1-detail": "one", "2-detail": ""}
    write_answers(path, {"1-detail": "one"})
    with pytest.raises(EvaluationError, match="1 of 2 questions have no answer, the first is '2-detail'"):
        read_answers(path, asked)
    write_answers(path, {"1-detail": "one", "2-detail": "two", "3-detail": "three"})
    with pytest.raises(EvaluationError, match="line 3: the benchmark has no question_id '3-detail'"):
        read_answers(path, asked)
    path.write_text('{"question_id": "1-detail", "answer": "a"}\n{"question_id": "1-detail", "answer": "b"}\n')
    with pytest.raises(EvaluationError, match="line 2: question_id '1-detail' is answered twice"):
        read_answers(path, asked)
    path.write_text('{"question_id": "1-detail", "answer": null}\n')
    with pytest.raises(EvaluationError, match="line 1: answer is None; expected text"):
        read_answers(path, asked)


def test_llavas_answers_files_are_read(tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text('{"question_id": "1-detail", "prompt": "Q", "text": "It stands.", "model_id": "m"}\n')
    assert read_answers(path, [question(1)]) == {"1-detail": "It stands."}


def write_qa90(folder):
    """LLaVA's own files: questions that name a picture, and what is known of the pictures."""
    lines = [
        {"question_id": 0, "image": "000000441147.jpg", "text": "What is he doing?", "category": "conv"},
        {
            "question_id": 1,
            "image": "COCO_val2014_000000000785.jpg",
            "text": "Describe it.",
            "category": "complex_reasoning",
        },
    ]
    (folder / "qa90.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    known = [
        {"id": "000000441147", "image": "COCO_val2014_000000441147.jpg", "captions": ["Two suitcases."],
         "instances": [{"category": "suitcase", "bbox": [0.1, 0.2, 0.3, 0.4]}]},
        {"image": "COCO_val2014_000000000785.jpg", "captions": ["A woman skis.", "Skiing."], "instances": []},
    ]  # fmt: skip
    (folder / "caps.jsonl").write_text("".join(json.dumps(line) + "\n" for line in known))
    return read_benchmark(folder / "qa90.jsonl")


def test_llavas_questions_get_their_captions_and_boxes(tmp_path):
    asked = add_contexts(write_qa90(tmp_path).questions, tmp_path / "caps.jsonl")
    assert asked[0].context == "Two suitcases.\nsuitcase: [0.1, 0.2, 0.3, 0.4]"
    assert asked[1].context == "A woman skis.\nSkiing."


def test_llavas_questions_are_not_judged_blind(tmp_path):
    benchmark = write_qa90(tmp_path)
    with pytest.raises(EvaluationError, match=r"the judge would be blind; give --contexts"):
        check_contexts(benchmark)
    (tmp_path / "caps.jsonl").write_text('{"image": "1.jpg", "captions": []}\n')
    with pytest.raises(EvaluationError, match=r"has nothing about 000000441147\.jpg"):
        add_contexts(benchmark.questions, tmp_path / "caps.jsonl")
    (tmp_path / "caps.jsonl").write_text('{"image": "1.jpg", "captions": "x"}\n')
    with pytest.raises(EvaluationError, match="line 1: captions is 'x'; expected a list"):
        add_contexts(benchmark.questions, tmp_path / "caps.jsonl")

from __future__ import annotations

import pytest

from kp_llava.errors import EvaluationError
from kp_llava.evaluation.answers.source import Source, check_names, parse_source


def test_every_kind_of_source_is_told_apart(tmp_path):
    answers = tmp_path / "answers.jsonl"
    answers.write_text("")
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}")
    kinds = {
        f"a={answers}": "file",
        f"a={model}": "model",
        "a=llava-hf/llava-1.5-7b-hf": "model",
        "a=http://127.0.0.1:8000/v1#llava": "server",
        "a=reference": "reference",
    }
    for option, kind in kinds.items():
        assert parse_source(option, "--candidate").kind == kind, option


def test_only_the_first_equals_sign_divides():
    assert parse_source("tuned=http://h/v1?a=b", "--candidate").place == "http://h/v1?a=b"


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("model", "expected NAME=SOURCE"),
        ("=model", "expected NAME=SOURCE"),
        ("name=", "expected NAME=SOURCE"),
        ("name=missing.jsonl", "missing.jsonl does not exist"),
        ("name=./missing", "./missing does not exist"),
        ("name=http://user:secret@host/v1", "leave name and password out"),
        ("name=a b", "is no file, folder, URL or Hub id"),
        ("a\nb=org/model", "printable"),
        ("x" * 101 + "=org/model", "at most 100 characters"),
    ],
)
def test_what_is_no_source_is_refused_with_the_flag(option, message):
    with pytest.raises(EvaluationError, match=message) as caught:
        parse_source(option, "--candidate")
    assert "--candidate" in str(caught.value)


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(EvaluationError, match=r"has no config.json"):
        parse_source(f"a={tmp_path}", "--baseline")


def test_file_names_are_plain_whatever_the_name_is():
    names = ["tuned", "LLaVA-7B", "../../etc/passwd", "a/b", "..", "<script>", "ünï", "a" * 90, ""]
    stems = [Source(name, "file", "x").file_stem for name in names]
    assert stems[:2] == ["tuned", "LLaVA-7B"]
    assert len(set(stems)) == len(names)
    for stem in stems:
        assert set(stem) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
        assert not stem.startswith(".")
        assert len(stem) < 80


def test_two_rows_of_one_name_are_refused():
    same = [Source("a", "reference", "x"), Source("A", "reference", "x")]
    with pytest.raises(EvaluationError, match="given twice"):
        check_names(same[0], [same[0]])
    with pytest.raises(EvaluationError, match="differ only in case"):
        check_names(same[0], [same[1]])
    with pytest.raises(EvaluationError, match="no candidate"):
        check_names(same[0], [])

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import EvaluationError
from kp_llava.evaluation.choices.benchmark import read_choices
from kp_llava.evaluation.choices.report import show_value


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("choice")
    draw_sample(path / "coco", images=12, seed=5, split="val2014")
    options = ["--form", "choice", "--coco", str(path / "coco"), "--split", "val2014"]
    run("questions", path / "choice.jsonl", *options)
    return path


def run(*parts):
    return CliRunner().invoke(app, [str(part) for part in parts], catch_exceptions=False)


def write_answers(path, questions, choose):
    lines = [json.dumps({"question_id": one.question_id, "answer": choose(one)}) for one in questions]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_answers_files_are_scored_without_a_judge_or_a_baseline(folder, tmp_path):
    questions = read_choices(folder / "choice.jsonl").questions
    good = write_answers(tmp_path / "good.jsonl", questions, lambda one: f"The answer is {one.letter}.")
    first = write_answers(tmp_path / "first.jsonl", questions, lambda one: one.options[0])
    write_answers(tmp_path / "good.grey.jsonl", questions, lambda one: one.options[-1])
    done = run(
        *("eval", "--benchmark", folder / "choice.jsonl", "--out", tmp_path / "out"),
        *("--candidate", f"good={good}", "--candidate", f"first={first}"),
    )
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    row = report["choice"]["good"]
    assert (row["accuracy"], row["kappa"], row["mirror_consistency"], row["unreadable"]) == (1.0, 1.0, 1.0, 0)
    assert 0.25 <= row["chance"] <= 0.5 and row["by_kind"]["arms"]["accuracy"] == 1.0
    assert list(row["blind"]) == ["grey picture"] and abs(row["blind"]["grey picture"]["kappa"]) < 0.1
    assert abs(report["choice"]["first"]["kappa"]) < 0.1
    assert report["blind"]["most frequent answer"]["accuracy"] == pytest.approx(row["chance"])
    assert report["comparisons"][0]["only_second"] == 0 and report["comparisons"][0]["p_mcnemar"] < 0.01
    assert "good, grey picture" in done.output and "first against good: -5" in done.output
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("<svg") == 2 and "data:image/jpeg" in page and "http" not in page.replace("http-equiv", "")
    markdown = (tmp_path / "out" / "report.md").read_text()
    assert "| good | 100.0 [100.0, 100.0] |" in markdown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "nobody to ask; name at least one with --candidate"),
        (["--candidate", "a=reference"], "a: PoseChoice has no reference answers"),
        (["--candidate", "a=http://127.0.0.1:1/v1#m", "--score", "likelihood"], "a is a server"),
        (["--candidate", "a=some/model", "--score", "words"], "--score words: unknown; expected generate, likelihood"),
    ],
)
def test_what_cannot_be_scored_is_refused_with_the_way_out(folder, tmp_path, options, message):
    done = CliRunner().invoke(
        app, ["eval", "--benchmark", str(folder / "choice.jsonl"), "--out", str(tmp_path / "out"), *options]
    )
    assert message in str(done.exception)


def break_line(field, value):
    def change(lines):
        record = json.loads(lines[0])
        record[field] = value
        return [json.dumps(record), *lines[1:]]

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: [*lines[:3], "{not json", *lines[3:]], "line 4: "),
        (break_line("options", ["one"]), "line 1: options is ['one']; expected two to four that differ"),
        (break_line("answer", "the third arm"), "line 1: answer is 'the third arm'; expected one of"),
        (break_line("round", "first"), "line 1: Expected `int`, got `str` - at `$.round`"),
        (break_line("kind", "hair"), "line 1: kind is 'hair'; expected one of arms"),
        (break_line("twin", "0"), "has no twin on the mirrored picture"),
        (lambda lines: [lines[0], *lines], "comes twice; every question needs its own"),
    ],
)
def test_a_broken_file_is_refused_by_line_and_field(folder, tmp_path, change, message):
    path = tmp_path / "broken.jsonl"
    lines = (folder / "choice.jsonl").read_text().splitlines()
    path.write_text("\n".join(change(lines)) + "\n")
    done = CliRunner().invoke(
        app, ["eval", "--benchmark", str(path), "--out", str(tmp_path / "out"), "--candidate", "a=b/c"]
    )
    assert "broken.jsonl" in str(done.exception) and message in str(done.exception)
    assert type(done.exception).__name__ == "EvaluationError"


def test_a_file_that_was_edited_after_it_was_made_is_refused(folder, tmp_path):
    for name in ("choice.jsonl", "choice.jsonl.meta.json"):
        (tmp_path / name).write_text((folder / name).read_text())
    path = tmp_path / "choice.jsonl"
    path.write_text(path.read_text().replace("raised", "lifted"))
    done = CliRunner().invoke(
        app, ["eval", "--benchmark", str(path), "--out", str(tmp_path / "o"), "--candidate", "a=b/c"]
    )
    assert "was changed after it was made" in str(done.exception)


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [(-0.001, ".2f", "0.00"), (-0.006, ".2f", "-0.01"), (0.02, "+.1f", "0.0"), (17.8, "+.1f", "+17.8")],
)
def test_a_value_that_rounds_to_zero_has_no_sign(value, form, shown):
    assert show_value(value, form) == shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data[: len(data) // 2], "it is not JSON"),
        (lambda data: b"[1]", "it holds a list"),
        (lambda data: b"", "it is empty"),
        (lambda data: b"[" * 100_000, "it is nested too deeply"),
        (lambda data: data.replace(b'"file"', b'"\xff"'), "UTF-8"),
        (lambda data: b"{}", "missing required field `file`"),
        (lambda data: json.dumps(json.loads(data) | {"sources": 5}).encode(), "Expected `array`, got `int`"),
        (lambda data: json.dumps(json.loads(data) | {"sources": [{"name": 7}]}).encode(), "sources[0].name"),
        (lambda data: json.dumps(json.loads(data) | {"score": None}).encode(), "score"),
        (lambda data: json.dumps(json.loads(data) | {"score": "luck"}).encode(), "score"),
        (lambda data: json.dumps(json.loads(data) | {"sources": []}).encode(), "nobody to ask"),
        (lambda data: json.dumps(json.loads(data) | {"named": [5]}).encode(), None),
        (lambda data: json.dumps(json.loads(data) | {"pictures": "\0"}).encode(), None),
    ],
)
def test_a_damaged_record_is_one_line(folder, tmp_path, change, words):
    questions = read_choices(folder / "choice.jsonl").questions
    good = write_answers(tmp_path / "good.jsonl", questions, lambda one: one.letter)
    out = tmp_path / "out"
    run("eval", "--benchmark", folder / "choice.jsonl", "--out", out, "--candidate", f"good={good}")
    (out / "choices.json").write_bytes(change((out / "choices.json").read_bytes()))
    done = CliRunner().invoke(app, ["eval", "--out", str(out), "--replay"])
    if words is None:
        assert done.exit_code == 0, done.exception
        return
    assert isinstance(done.exception, EvaluationError), done.exception
    line = str(done.exception)
    assert line.startswith(f"{out / 'choices.json'}: ") and words in line and "without --replay" in line
    assert "\n" not in line

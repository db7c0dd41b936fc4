from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kp_llava.errors import EvaluationError
from kp_llava.evaluation.answers.source import parse_source
from kp_llava.evaluation.benchmark import write_benchmark
from kp_llava.evaluation.options import JudgeOptions
from kp_llava.evaluation.report.report import agree_share
from kp_llava.evaluation.run import evaluate, replay
from kp_llava.generation.run import RunOptions, generate
from tests.factories import make_coco_folder
from tests.language_model import save_language_model, serve_language_model
from tests.teacher_server import TeacherServer

from .factories import false_answer, make_evaluation, question, questions, true_answer, write_answers


def test_the_reports_of_one_evaluation_are_the_same_bytes_again(tmp_path):
    options = make_evaluation(tmp_path, images=range(1, 6), names=["new", "newer"], is_blind_judged=True)
    names = ["report.json", "report.md", "report.html", "judgements.jsonl"]
    evaluate(options)
    first = {name: (tmp_path / "out" / name).read_bytes() for name in names}
    evaluate(options)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in names} == first
    replay(tmp_path / "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in names} == first


def test_report_md_shows_the_blind_rows_next_to_the_models(tmp_path):
    """The models first, then what any text gets."""
    evaluate(make_evaluation(tmp_path, images=range(1, 6), names=["new"], is_blind_judged=True))
    text = (tmp_path / "out" / "report.md").read_text()
    table = text.partition("Mean score x 10")[2].partition("## Against")[0]
    names = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    assert names[2:] == [
        "old", "new",
        "blind: one text for all", "blind: references of other images", "blind: old, next image's answer",
        "blind: new, next image's answer",
    ]  # fmt: skip
    assert 'begin with "blind" were written without seeing a picture' in table


def test_the_reference_answers_can_stand_as_a_row(tmp_path):
    options = make_evaluation(tmp_path)
    report = evaluate(replace(options, candidates=(parse_source("teacher=reference", "--candidate"),)))
    assert report.scores.rows["teacher"].cells["all"] == 100
    assert agree_share(report.fidelity["teacher"]) == 1
    # of three statements, standing is true
    assert agree_share(report.fidelity["old"]) == pytest.approx(1 / 3)


def test_a_context_without_a_person_is_unscored_and_counted(tmp_path):
    options = make_evaluation(tmp_path, images=range(1, 11))
    asked = [*questions(range(1, 11)), question(11, context="A street.")]
    write_benchmark(tmp_path / "bench.jsonl", asked, {})
    for name, write in (("false", false_answer), ("true", true_answer)):
        write_answers(tmp_path / f"{name}.jsonl", {q.question_id: write(q.image_id) for q in asked})
    report = evaluate(options)
    assert report.scores.unscored_reasons == {"no person with keypoints in the context": 1}
    assert report.scores.rows["new"].cells["all"] == 100


def test_references_without_a_pose_are_told_of_for_the_keypoints_judge(tmp_path):
    options = make_evaluation(tmp_path)
    assert not any("without any statement" in note for note in evaluate(options).notes)
    asked = [*questions((1, 2))[:-1], question(2, "complex", reference="Two people in a street.")]
    write_benchmark(tmp_path / "bench.jsonl", asked, {})
    report = evaluate(replace(options, out=tmp_path / "other"))
    assert any(note.startswith("1 of 6 questions have a reference answer without any") for note in report.notes)


def test_another_benchmark_does_not_mix_with_a_finished_evaluation(tmp_path):
    evaluate(make_evaluation(tmp_path, images=(1, 2)))
    with pytest.raises(EvaluationError, match="holds an evaluation on another benchmark"):
        evaluate(make_evaluation(tmp_path, images=(1, 2, 3)))


def test_a_replay_of_a_changed_benchmark_is_refused(tmp_path):
    evaluate(make_evaluation(tmp_path))
    copy = tmp_path / "out" / "benchmark.jsonl"
    copy.write_text(copy.read_text().replace("picture 1", "picture one"))
    with pytest.raises(EvaluationError, match="was changed after it was made"):
        replay(tmp_path / "out")


def test_images_of_the_training_data_are_warned_of(tmp_path):
    coco = make_coco_folder(tmp_path / "coco", images=2, with_pictures=False)
    generate(RunOptions(run_dir=tmp_path / "train", coco=coco, split="val2017"))
    options = replace(make_evaluation(tmp_path, images=(1, 2, 3)), trained_on=(tmp_path / "train",))
    assert "2 of 3 images are in the training data (1, 2)" in evaluate(options).notes[0]


SLOW_JUDGE = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from kp_llava.evaluation.options import JudgeOptions
from kp_llava.evaluation.report.report import agree_share
from kp_llava.evaluation.run import evaluate
from tests.evaluation.factories import make_evaluation
judge = JudgeOptions(kind="openai", model="judge", base_url={url!r}, concurrency=4)
evaluate(make_evaluation(Path({folder!r}), judge, images=range(1, 11)))
"""


def test_killed_while_judging_it_pays_for_no_finished_call_again(tmp_path):
    def judge(payload: dict, number: int) -> str:
        return f"Number {number}.\nScores: {1 + number % 10} 5"

    root = str(Path(__file__).parents[2])
    with TeacherServer(judge, wait_s=0.05) as server:
        code = SLOW_JUDGE.format(root=root, url=server.base_url, folder=str(tmp_path))
        process = subprocess.Popen([sys.executable, "-c", code])
        deadline = time.monotonic() + 300  # a busy machine starts Python slowly
        while server.answered < 20:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        options = JudgeOptions(kind="openai", model="judge", base_url=server.base_url, concurrency=4)
        report = evaluate(make_evaluation(tmp_path, options, images=range(1, 11)))
    assert report.scores.unscored == 0
    sent = server.count_payloads()
    assert len(sent) == 60
    # at most the calls in flight at the kill were made twice
    assert sum(sent.values()) <= 64
    before = (tmp_path / "out" / "report.json").read_bytes()
    replay(tmp_path / "out")
    assert (tmp_path / "out" / "report.json").read_bytes() == before


@pytest.mark.slow
def test_a_real_language_model_judges_and_says_what_could_not_be_read(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    model = tmp_path / "model"
    model.mkdir()
    save_language_model(model)
    with serve_language_model(model) as url:
        judge = JudgeOptions(
            kind="openai",
            model=str(model),
            base_url=url,
            both_orders=False,
            concurrency=1,
            max_tokens=60,
            timeout_s=600,
            max_asks=2,
        )
        report = evaluate(make_evaluation(tmp_path, judge, images=(1,)))
    record = json.loads((tmp_path / "out" / "report.json").read_text())
    print(json.dumps({key: record[key] for key in ("judged", "unscored", "unscored_reasons", "table")}))
    for line in (tmp_path / "out" / "judgements.jsonl").read_text().splitlines():
        print(line)
    assert record["judged"] == 3
    assert record["unscored"] == sum(record["unscored_reasons"].values())
    assert not any(reason.startswith("failed") for reason in record["unscored_reasons"])
    assert bool(record["table"]) != bool(report.scores.refusal)

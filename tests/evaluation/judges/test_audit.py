"""A judge is measured on pairs whose order is known."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app
from kp_llava.errors import EvaluationError
from kp_llava.evaluation.benchmark import read_benchmark
from kp_llava.evaluation.judges.audit import exchange_states, make_pairs, swap_sides
from kp_llava.evaluation.judges.cited import read_audit
from kp_llava.evaluation.judges.keypoints import KeypointJudge
from kp_llava.evaluation.questions import make_questions
from kp_llava.generation.run import RunOptions
from tests.teacher_server import TeacherServer

PARTS = ("sides swapped", "raised and lowered exchanged")
WHOLES = ("another image's", "half of it")


def make_bench(folder, images: int):
    draw_sample(folder / "coco", images=images * 3 // 2, seed=21, split="val2014")
    run = RunOptions(run_dir=folder / "bench.run", coco=folder / "coco", split="val2014")
    make_questions(folder / "bench.jsonl", run, images=images)
    return folder / "bench.jsonl"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Three questions about each of 12 drawn scenes."""
    return make_bench(tmp_path_factory.mktemp("audit"), 12)


def run_audit(bench, out, *more: object):
    parts = ["audit-judge", bench, "--out", out, *more]
    return CliRunner().invoke(app, [str(part) for part in parts])


def test_sides_are_swapped_before_parts_of_the_body_only():
    text = "The person on the left raises the left arm. Their right knee is bent, and they look to the right."
    assert (
        swap_sides(text)
        == "The person on the left raises the right arm. Their left knee is bent, and they look to the right."
    )


def test_what_is_raised_is_lowered_and_what_hangs_is_raised():
    assert (
        exchange_states("Their left arm is raised high above their head.") == "Their left arm is hanging at their side."
    )
    assert exchange_states("His right arm is hanging down at his side.") == "His right arm is raised above their head."
    assert exchange_states("Both legs are bent at the knee.") == "Both legs are straight."


def test_the_pairs_are_true_against_false_where_parts_were_changed(bench):
    benchmark = read_benchmark(bench)
    judge = KeypointJudge(benchmark.questions)
    pairs = make_pairs(benchmark, judge, 10)
    assert Counter(pair.kind for pair in pairs) == {
        "sides swapped": 10,
        "raised and lowered exchanged": 10,
        "another image's": 10,
        "half of it": 10,
        "padded": 10,
        "the same text": 10,
    }
    assert len({pair.pair_id for pair in pairs}) == len(pairs)
    for pair in pairs:
        if pair.kind in PARTS:
            # by an eye on the words alone: the same length, other sides or states
            assert pair.better != pair.worse
            sides = [re.sub(r"left|right", "side", text) for text in (pair.better, pair.worse)]
            assert (sides[0] == sides[1]) == (pair.kind == "sides swapped")
        if pair.kind == "another image's":
            assert pair.worse in {q.reference for q in benchmark.questions if q.image_id != pair.question.image_id}
    assert make_pairs(benchmark, judge, 10) == pairs


@pytest.mark.slow  # 660 calls
def test_a_judge_that_is_right_on_the_whole_and_random_on_parts_is_unmasked(tmp_path):
    """The server knows every true text; what only differs in a part it scores by a coin."""
    bench = make_bench(tmp_path, 64)  # enough for 60 pairs of every kind
    benchmark = read_benchmark(bench)
    truths = {q.reference for q in benchmark.questions}
    whole = {re.sub(r"\W+", " ", text) for text in truths}

    def judge(payload: dict, number: int) -> str:
        text = payload["messages"][1]["content"]
        question = text.split("[Question]\n")[1].split("\n\n[What")[0]
        answers = re.findall(r"\[Answer \d begins\]\n(.*?)\n\[Answer \d ends\]", text, re.DOTALL)
        context = text.split("known of the image]\n")[1].split("\n\n[Answer")[0]
        own = next(q for q in benchmark.questions if q.question == question and q.context == context)
        lengths = [len(answer.split()) for answer in answers]
        if answers[0] == answers[1]:
            return "Scores: 7 7"
        is_other = [answer in truths and answer != own.reference for answer in answers]
        if any(is_other):
            return f"Scores: {' '.join('2' if other else '8' for other in is_other)}"
        if min(lengths) < 0.75 * max(lengths):  # cut in half, or padded: the one nearer to the reference
            gaps = [abs(length - len(own.reference.split())) for length in lengths]
            return f"Scores: {' '.join('8' if gap == min(gaps) else '5' for gap in gaps)}"
        coin = hashlib.sha256(text.encode()).digest()[0] % 2
        return f"Scores: {'8 4' if coin else '4 8'}"

    assert whole
    with TeacherServer(judge) as server:
        done = run_audit(bench, tmp_path / "audit", "--judge", f"openai:coarse@{server.base_url}", "--prices", "1,2")
    assert done.exit_code == 0, done.output
    # what it will cost comes first; the same text in both orders is one call
    assert re.match(r"360 pairs \(.*\); coarse: 660 calls, about [\d,]+ prompt tokens, .*\$", done.stdout)
    assert "660/660" in done.stderr
    record = json.loads((tmp_path / "audit" / "audit.json").read_text())
    for kind in PARTS:
        one = record["kinds"][kind]
        assert one["pairs"] == 60
        assert one["interval"][0] <= 0.5 <= one["interval"][1], (kind, one)
        assert one["finding"] == "no better than chance"
    for kind in WHOLES:
        assert record["kinds"][kind]["accuracy"] == 1
        assert record["kinds"][kind]["finding"] == "reliable"
    assert record["kinds"]["padded"]["finding"] == "padding wins nothing"
    assert record["kinds"]["the same text"]["accuracy"] == 1
    assert record["usage"]["calls"] == 660
    assert "no better than chance" in done.stdout
    with TeacherServer(judge) as idle:
        again = run_audit(bench, tmp_path / "audit", "--judge", f"openai:coarse@{idle.base_url}", "--prices", "1,2")
    assert again.exit_code == 0
    assert idle.payloads == []
    assert read_audit(tmp_path / "audit" / "audit.json")["judge"] == "coarse"


def test_a_judge_that_likes_length_and_the_first_place_shows_it(bench, tmp_path):
    def judge(payload: dict, number: int) -> str:
        text = payload["messages"][1]["content"]
        answers = re.findall(r"\[Answer \d begins\]\n(.*?)\n\[Answer \d ends\]", text, re.DOTALL)
        scores = [1 + len(answer.split()) / 40 for answer in answers]
        return f"Scores: {scores[0] + 2:.2f} {scores[1]:.2f}"

    with TeacherServer(judge) as server:
        options = ("--judge", f"openai:long@{server.base_url}", "--pairs", 8)
        done = run_audit(bench, tmp_path / "audit", *options)
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "audit" / "audit.json").read_text())
    assert record["first_place_lead"] == pytest.approx(2, abs=0.01)  # the judge rounds its scores
    assert record["kinds"]["padded"]["finding"] == "padding is rewarded"
    assert record["kinds"]["the same text"]["finding"] == "prefers one of two equal texts"
    assert record["length_correlation"] > 0.9


def test_the_offline_judge_is_audited_too_and_says_what_that_shows(bench, tmp_path):
    done = run_audit(bench, tmp_path / "audit", "--judge", "keypoints", "--pairs", 10)
    assert done.exit_code == 0, done.output
    assert "no calls, no cost" in done.stdout
    assert "is no evidence that it is right" in done.stdout
    record = json.loads((tmp_path / "audit" / "audit.json").read_text())
    assert record["kinds"]["another image's"]["finding"] != "no such pair"


def test_a_dry_run_and_wrong_input(bench, tmp_path):
    done = run_audit(bench, tmp_path / "audit", "--judge", "openai", "--pairs", 10, "--dry-run")
    assert done.exit_code == 0, done.output
    assert re.search(
        r"110 calls, (about )?[\d,]+ prompt tokens, about 24,200 answer tokens; \$\d+\.\d\d, at most", done.stdout
    )
    assert not (tmp_path / "audit").exists()
    assert "name who judges" in str(run_audit(bench, tmp_path / "audit").exception)
    path = tmp_path / "no.json"
    path.write_text("{}")
    with pytest.raises(EvaluationError, match=r"--judge-audit .*no\.json: expected audit\.json"):
        read_audit(path)

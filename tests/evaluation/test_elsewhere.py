from __future__ import annotations

import json

import pytest

from kp_llava.errors import EvaluationError
from kp_llava.evaluation.elsewhere import parse_elsewhere, read_elsewhere
from kp_llava.evaluation.run import evaluate

from .factories import make_evaluation


def test_lmms_evals_results_are_read(tmp_path):
    record = {
        "results": {
            "mme": {"alias": "mme", "mme_perception_score,none": 1510.7, "mme_perception_score_stderr,none": "N/A"},
            "pope": {"pope_accuracy,none": 0.861, "pope_accuracy_stderr,none": 0.01},
        },
        "config": {"model": "llava"},
    }
    path = tmp_path / "20261127_results.json"
    path.write_text(json.dumps(record))
    (found,) = read_elsewhere([("tuned", path)])
    assert found["figures"] == {"mme mme_perception_score": 1510.7, "pope pope_accuracy": 0.861}


def test_vlmevalkits_tables_are_read(tmp_path):
    path = tmp_path / "llava_MMBench_DEV_EN_acc.csv"
    path.write_text('"split","Overall","AR"\n"dev","0.643","0.71"\n')
    score = tmp_path / "llava_POPE_score.json"
    score.write_text('{"Overall": 86.1, "name": "llava"}')
    found = read_elsewhere([("tuned", path), ("tuned", score)])
    assert found[0]["figures"] == {"EN dev Overall": 0.643, "EN dev AR": 0.71}
    assert found[1]["figures"] == {"POPE Overall": 86.1}


def test_the_report_shows_them_side_by_side(tmp_path):
    for name, value in (("old", 0.86), ("new", 0.79)):
        (tmp_path / f"{name}_results.json").write_text(json.dumps({"results": {"pope": {"accuracy,none": value}}}))
    files = tuple((name, tmp_path / f"{name}_results.json") for name in ("old", "new"))
    options = make_evaluation(tmp_path)
    from dataclasses import replace

    evaluate(replace(options, elsewhere=files))
    text = (tmp_path / "out" / "report.md").read_text()
    assert "| pope accuracy | 0.86 | 0.79 |" in text


def test_what_is_no_result_file_is_named(tmp_path):
    (tmp_path / "x.json").write_text('{"a": "b"}')
    with pytest.raises(EvaluationError, match=r"--elsewhere tuned=.*x\.json: has no figure"):
        read_elsewhere([("tuned", tmp_path / "x.json")])
    with pytest.raises(EvaluationError, match="cannot be read as a result file"):
        read_elsewhere([("tuned", tmp_path / "none.json")])
    with pytest.raises(EvaluationError, match="expected NAME=FILE"):
        parse_elsewhere("mme.json")

"""Files of an evaluation that are damaged or somebody else's: one line, and no picture that the user has not named."""

from __future__ import annotations

import hashlib
import json
import shutil

import pytest
from PIL import Image
from typer.testing import CliRunner

from kp_llava.commands.main import app
from kp_llava.errors import EvaluationError
from kp_llava.evaluation.benchmark import meta_path, read_benchmark, write_benchmark
from kp_llava.evaluation.run import evaluate

from .factories import make_evaluation, questions


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluation")
    evaluate(make_evaluation(folder))
    audited = invoke("audit-judge", folder / "bench.jsonl", "--out", folder / "audit", "--judge", "keypoints")
    assert audited.exit_code == 0, audited.output
    (folder / "mme_results.json").write_text(json.dumps({"results": {"mme": {"acc,none": 0.5}}}))
    return folder


@pytest.fixture
def made(whole, tmp_path):
    """An evaluation by keypoints with its replay, an audit and another benchmark's figures."""
    return shutil.copytree(whole, tmp_path / "made")


def invoke(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def ask(folder):
    return invoke(
        *("eval", "--benchmark", folder / "bench.jsonl", "--baseline", f"old={folder / 'false.jsonl'}"),
        *("--candidate", f"new={folder / 'true.jsonl'}", "--judge", "keypoints", "--out", folder / "out"),
        *("--elsewhere", f"new={folder / 'mme_results.json'}", "--judge-audit", folder / "audit" / "audit.json"),
    )


def replay(folder):
    return invoke("eval", "--out", folder / "out", "--replay")


DAMAGES = {
    "half": lambda data: data[: len(data) // 2],
    "list": lambda data: b"[" + data.splitlines()[0] + b"]" if data[:1] == b"{" and b"\n{" in data else b"[1]",
    "deep": lambda data: b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no text": lambda data: data.replace(b'"', b'"\xff', 1),
    "NUL": lambda data: b"\0" * len(data),
    "empty": lambda data: b"",
    "NaN": lambda data: b'{"a": NaN}',
    "number": lambda data: b"7",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("bench.jsonl.meta.json", ask),
        ("false.jsonl", ask),
        ("audit/audit.json", ask),
        ("mme_results.json", ask),
        ("out/answers/new.jsonl.meta.json", ask),
        ("out/evaluation.json", replay),
        ("out/answers/new.jsonl", replay),
        ("out/benchmark.jsonl", replay),
    ],
)
def test_a_damaged_file_is_one_line(made, name, run, damage):
    path = made / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    done = run(made)
    if done.exit_code == 0:
        assert damage == "NaN" and name.startswith("bench")  # nothing of it is needed
        return
    assert isinstance(done.exception, EvaluationError), done.exception
    line = str(done.exception)
    assert path.name.removesuffix(".meta.json") in line
    assert "\n" not in line
    assert len(line) < 600 + 3 * len(str(made))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("out/evaluation.json", {"models": {"old": {}, "new": {}}}),
        ("out/evaluation.json", {"models": {}}),
        ("out/evaluation.json", {"benchmark": [1]}),
        ("out/evaluation.json", {"candidates": "new"}),
        ("out/evaluation.json", {"notes": None}),
        ("out/evaluation.json", {"limit": "x"}),
        ("out/evaluation.json", {"judge": {"kind": 5}}),
        ("out/evaluation.json", {"picture_folder": 7}),
        ("audit/audit.json", {"kinds": {"padded": {"pairs": 1, "accuracy": "x", "interval": None, "finding": "f"}}}),
        ("audit/audit.json", {"kinds": None}),
        ("audit/audit.json", {"judge": "x"}),
    ],
)
def test_a_field_of_a_wrong_type_is_named(made, name, fields):
    path = made / name
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))
    done = (replay if name.startswith("out") else ask)(made)
    assert isinstance(done.exception, EvaluationError), done.exception
    assert path.name in str(done.exception)


@pytest.fixture
def strange(tmp_path):
    """A benchmark of somebody else, whose description names a folder of the user's."""
    private, folder = tmp_path / "private", tmp_path / "theirs"
    private.mkdir()
    folder.mkdir()
    asked = questions((1, 2))
    for one in asked:
        Image.new("RGB", (100, 120), (200, 10, 10)).save(private / one.file_name)
    write_benchmark(folder / "bench.jsonl", asked, {})
    meta = json.loads(meta_path(folder / "bench.jsonl").read_text())
    meta_path(folder / "bench.jsonl").write_text(json.dumps(meta | {"images": str(private)}))
    return folder / "bench.jsonl", private


def test_pictures_are_read_only_where_the_user_said(strange):
    path, private = strange
    with pytest.raises(EvaluationError, match=r"bench\.jsonl\.meta\.json: images names .*private, .* --images DIR"):
        read_benchmark(path).image_folder()
    # next to the benchmark, and where this user made it
    (path.parent / "pictures").mkdir()
    assert write_benchmark(path, questions((1, 2)), {"images": "pictures"})
    assert read_benchmark(path).image_folder() == path.parent / "pictures"
    assert write_benchmark(path, questions((1, 2)), {"images": str(private)})
    assert read_benchmark(path).image_folder() == private


def test_a_link_next_to_the_benchmark_leads_nowhere(strange):
    path, private = strange
    (path.parent / "pictures").symlink_to(private)
    meta = json.loads(meta_path(path).read_text())
    meta_path(path).write_text(json.dumps(meta | {"images": "pictures", "pictures": {"folders": [str(private)]}}))
    with pytest.raises(EvaluationError, match="give --images DIR"):
        read_benchmark(path).image_folder()


def test_a_strangers_evaluation_shows_no_picture_of_the_user(made, strange):
    _, private = strange
    path = made / "out" / "evaluation.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"picture_folder": str(private)}))
    assert replay(made).exit_code == 0
    assert "data:image" not in (made / "out" / "report.html").read_text()
    path.write_text(json.dumps(record | {"picture_folder": str(private), "pictures": sign(private)}))
    assert replay(made).exit_code == 0
    assert "data:image" in (made / "out" / "report.html").read_text()


def sign(folder):
    from kp_llava.files import record_folders

    return record_folders([folder])


def test_the_file_is_the_one_that_was_described(strange):
    path, _ = strange
    meta = json.loads(meta_path(path).read_text())
    assert meta["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()

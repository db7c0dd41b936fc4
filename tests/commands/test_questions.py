from __future__ import annotations

import hashlib
import json

import pytest
from typer.testing import CliRunner

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import app


def test_the_command_writes_a_benchmark_and_says_what_was_left_out(tmp_path):
    draw_sample(tmp_path / "coco", images=8, seed=3, split="val2014", with_images=False)
    path = tmp_path / "bench.jsonl"
    command = ["questions", str(path), "--coco", str(tmp_path / "coco"), "--split", "val2014", "--images", "2"]
    done = CliRunner().invoke(app, [*command, "--min-height", "0.5"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "images: 2" in done.output
    assert f"6 questions in {path}" in done.output
    assert "left out: nobody with enough labeled points and size" in done.output
    assert len(path.read_text().splitlines()) == 6
    assert (tmp_path / "bench.jsonl.run" / "run.json").exists()


def test_the_choice_form_writes_the_same_file_again_and_no_other_over_it(tmp_path):
    draw_sample(tmp_path / "coco", images=12, seed=3, split="val2014")
    path = tmp_path / "choice.jsonl"
    command = ["questions", str(path), "--form", "choice", "--coco", str(tmp_path / "coco"), "--split", "val2014"]
    done = CliRunner().invoke(app, command, catch_exceptions=False)
    assert done.exit_code == 0
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert f"SHA-256 {digest}" in done.output and f"{len(data.splitlines())} questions about 1" in done.output
    assert json.loads((tmp_path / "choice.jsonl.meta.json").read_text())["images"] == "coco/val2014"
    assert CliRunner().invoke(app, command).exit_code == 0 and path.read_bytes() == data
    other = CliRunner().invoke(app, [*command, "--seed", "1"])
    assert "another file lies there" in str(other.exception) and path.read_bytes() == data


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--form", "choices"], "--form choices: unknown; expected judged or choice"),
        (["--form", "choice", "--teacher", "pose"], "--teacher: belongs to --form judged"),
        (["--rounds", "2"], "--rounds: belongs to --form choice"),
        (["--form", "choice", "--rounds", "9"], "--rounds 9: expected 1 to 4"),
        (["--form", "choice", "--format", "csv"], "--format csv: unknown"),
        (["--form", "choice", "--format", "vlmevalkit"], "expected a name that ends with .tsv"),
        (["--form", "choice", "--min-height", "1"], "val2014: no question has balanced answers (0 were found in 0"),
    ],
)
def test_options_that_do_not_go_together_are_refused_by_name(tmp_path, options, message):
    draw_sample(tmp_path / "coco", images=2, seed=3, split="val2014", with_images=False)
    command = ["questions", str(tmp_path / "b.jsonl"), "--coco", str(tmp_path / "coco"), "--split", "val2014"]
    done = CliRunner().invoke(app, [*command, *options])
    assert message in str(done.exception)
    assert list(tmp_path.iterdir()) == [tmp_path / "coco"]

from __future__ import annotations

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

"""`kp-llava generate --teacher openai-batch` as a user meets it."""

from __future__ import annotations

import json
import sys

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.commands.main import main
from tests.batch_server import BatchPlan, BatchServer


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    return draw_sample(tmp_path_factory.mktemp("coco"), images=3, seed=2, split="val2017", with_images=False)


@pytest.fixture
def kp_llava(monkeypatch, capsys):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kp-llava", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, printed.err

    return run


def test_batches_are_submitted_shown_cancelled_and_collected(tmp_path, coco, kp_llava):
    with BatchServer(plans=[BatchPlan(seconds=600, share=0.34)]) as server:
        command = (
            *("generate", tmp_path, "--coco", coco, "--split", "val2017", "--tasks", "detail"),
            *("--teacher", "openai-batch", "--base-url", server.base_url, "--poll", 0.05),
        )
        code, out, _ = kp_llava(*command, "--no-wait")
        assert code == 0
        assert "3 requests are in batches; the same command collects their answers" in out
        _, out, _ = kp_llava("status", tmp_path)
        assert "batches: 1 running, 0 over" in out
        assert "  batch_0: 3 requests, as last seen: submitted, 0 done, 0 failed" in out
        assert json.loads(kp_llava("status", tmp_path, "--json")[1])["batches"][0]["batch_id"] == "batch_0"
        _, out, _ = kp_llava(*command, "--dry-run")
        assert "in batches: 3 requests" in out
        _, out, _ = kp_llava("generate", tmp_path, "--cancel", "--poll", 0.05)
        assert "cancelled: 1 batches; what they had answered is kept" in out
        _, out, _ = kp_llava(*command)
        assert "asked gpt-4o 2 times; 1 answers were there before" in out
        assert "of it for batches" in out
        assert set(server.billed.values()) == {1}
        assert len(server.billed) == 3


def test_answers_are_read_again_without_the_coco_folder(tmp_path, coco, kp_llava):
    kp_llava("generate", tmp_path, "--coco", coco, "--split", "val2017")
    code, out, _ = kp_llava("generate", tmp_path, "--reparse")
    assert code == 0
    assert "the raw answers were read again; nothing was sent" in out
    code, _, err = kp_llava("generate", tmp_path / "nothing", "--reparse")
    assert (code, "not a run folder" in err) == (1, True)


def test_without_a_coco_folder_the_usage_is_told(tmp_path, kp_llava):
    code, _, err = kp_llava("generate", tmp_path)
    assert code == 2
    assert "--coco and --split" in err

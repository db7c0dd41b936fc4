"""`kp-llava generate --teacher openai-batch` as a user meets it."""

from __future__ import annotations

import json
import re

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.teachers.openai_batch import teacher as batch_teacher
from tests.batch_server import BatchPlan, BatchServer
from tests.odd_server import OddServer
from tests.teacher_server import error_reply


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    return draw_sample(tmp_path_factory.mktemp("coco"), images=3, seed=2, split="val2017", with_images=False)


@pytest.fixture
def kp_llava(monkeypatch, run_command):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    return run_command


def test_a_server_that_only_a_run_s_file_names_is_sent_no_key(tmp_path, coco, kp_llava, monkeypatch):
    run = tmp_path / "run"
    with BatchServer(plans=[BatchPlan(seconds=600)]) as server, OddServer(lambda number, payload: None) as other:
        command = ("--coco", coco, "--split", "val2017", "--tasks", "detail", "--teacher", "openai-batch", "--no-wait")
        kp_llava("generate", run, *command, "--base-url", server.base_url)
        record = json.loads((run / "run.json").read_text())
        record["options"]["base_url"] = other.base_url
        (run / "run.json").write_text(json.dumps(record))
        for words in (("--no-wait",), ("--poll", 0.05)):
            code, _, err = kp_llava("generate", run, "--cancel", *words)
            assert code == 1
            assert f"names the server {other.base_url}, and you have not: nothing was sent" in err
            assert f"--base-url {other.base_url}" in err
            assert "sk-test" not in err
        assert not other.calls
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        code, out, err = kp_llava("generate", run, "--cancel", "--poll", 0.05)
        assert code == 0, err
        assert f"the server asked is {server.base_url}" in err
        assert "cancelled: 1 batches" in out
        assert not other.calls


@pytest.mark.parametrize(
    "url", ["sk-secret-0123456789", "http://127.0.0.1:9/v1#sk-secret-0123456789", "http://h/v1?k=sk-secret-0123456789"]
)
@pytest.mark.parametrize("place", ["flag", "variable", "candidate", "judge"])
def test_a_secret_in_place_of_an_address_is_not_printed_back(tmp_path, coco, kp_llava, monkeypatch, url, place):
    line = ["generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--teacher", "openai"]
    if place == "flag":
        line += ["--base-url", url]
    elif place == "variable":
        monkeypatch.setenv("OPENAI_BASE_URL", url)
    elif place == "candidate":
        line = ["eval", "--benchmark", tmp_path / "none.jsonl", "--baseline", "one=reference", "--out", tmp_path / "o"]
        line += ["--candidate", "two=http://127.0.0.1:9/v1#m?key=sk-secret-0123456789"]
    else:
        line = ["eval", "--benchmark", tmp_path / "none.jsonl", "--baseline", "one=reference", "--out", tmp_path / "o"]
        line += ["--candidate", "two=reference", "--judge", "openai", "--base-url", url]
    code, out, err = kp_llava(*line)
    assert code in (1, 2)
    assert "0123456789" not in out + err


def test_batches_are_submitted_shown_cancelled_and_collected(tmp_path, coco, kp_llava):
    with BatchServer(plans=[BatchPlan(seconds=600, share=0.34)]) as server:
        command = (
            *("generate", tmp_path, "--coco", coco, "--split", "val2017", "--tasks", "detail"),
            *("--teacher", "openai-batch", "--base-url", server.base_url, "--poll", 0.05, "--checks", "none"),
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
        _, out, _ = kp_llava("generate", tmp_path, "--cancel", "--poll", 0.05, "--base-url", server.base_url)
        assert "cancelled: 1 batches; what they had answered is kept" in out
        _, out, _ = kp_llava(*command)
        assert "asked gpt-4o 2 times; 1 answers were there before" in out
        assert "of it for batches" in out
        assert set(server.billed.values()) == {1}
        assert len(server.billed) == 3


def ask(run_dir, coco, server, *more):
    command = ("generate", run_dir, "--coco", coco, "--split", "val2017", "--tasks", "detail,complex")
    return (
        *command,
        "--teacher",
        "openai-batch",
        "--base-url",
        server.base_url,
        "--poll",
        0.02,
        "--checks",
        "none",
        *more,
    )


def test_the_account_s_limit_is_learned_from_the_first_batch_with_progress_shown(tmp_path, coco, kp_llava):
    with BatchServer(enqueued_limit=6000, default=BatchPlan(seconds=0.05)) as server:
        code, out, err = kp_llava(*ask(tmp_path, coco, server))
        assert server.batches[0]["status"] == "failed"
        assert set(server.billed.values()) == {1}
    assert code == 0, err
    assert "complex: 3 rows of 3 images" in out and "detail: 3 rows of 3 images" in out
    assert "6/6" in err and "Traceback" not in err


def test_the_money_set_aside_for_a_batch_is_that_of_its_tokens(tmp_path, coco, kp_llava):
    with BatchServer(default=BatchPlan(seconds=0.05)) as server:
        dry = kp_llava(*ask(tmp_path, coco, server, "--dry-run"))[1]
        prompt = int(re.search(r"about ([\d,]+) prompt tokens", dry)[1].replace(",", ""))
        # the dearest prompt that one batch of all six requests may have, by the count without a tokenizer
        bound = prompt * 1.3 * 2.5e-6 / 2
        more = ("--prices", "2.5,0", "--max-cost", round(bound, 6), "--max-reasks", 0)
        code, _, err = kp_llava(*ask(tmp_path, coco, server, *more))
        assert code == 0, err
        assert len(server.batches) == 1
    assert json.loads(kp_llava("status", tmp_path, "--json")[1])["spending"]["usd"] <= bound


def test_a_batch_whose_output_file_is_gone_is_named_and_asked_for_again(tmp_path, coco, kp_llava):
    with BatchServer(plans=[BatchPlan(is_output_gone=True)]) as server:
        code, out, err = kp_llava(*ask(tmp_path, coco, server))
        assert code == 0, err
        assert len(server.batches) == 2
        assert kp_llava(*ask(tmp_path, coco, server))[0] == 0
        assert len(server.batches) == 2
    found = json.loads(kp_llava("status", tmp_path, "--json")[1])
    assert [batch["status"] for batch in found["batches"]] == ["batch output gone", "completed"]
    assert found["spending"]["uncertain_calls"] == 6
    assert "complex: 3 rows of 3 images" in out and "for 6 calls that got no reply" in out


def test_a_batch_in_which_every_line_is_refused_is_an_error(tmp_path, coco, kp_llava):
    with BatchServer(lambda payload, number: error_reply(400, "unknown field")) as server:
        code, _, err = kp_llava(*ask(tmp_path, coco, server))
        assert len(server.batches) == 1
    assert code == 1
    assert "nothing was answered; BadRequestError: unknown field" in err


def test_a_batch_that_the_list_shows_late_is_waited_for_and_adopted(tmp_path, coco, kp_llava, monkeypatch):
    monkeypatch.setattr(batch_teacher, "_LOOK_WAIT_S", 0.01)
    with BatchServer(plans=[BatchPlan(is_dropped=True, hidden_looks=5)]) as server:
        code, out, err = kp_llava(*ask(tmp_path, coco, server))
        assert code == 0, err
        assert len(server.batches) == 1
        assert set(server.billed.values()) == {1}
    assert "complex: 3 rows of 3 images" in out


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

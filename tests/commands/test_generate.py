"""`kp-llava generate` as a user meets it, killed and interrupted too."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from datasets import load_dataset

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.rows import read_rows
from tests.teacher_server import Reply, TeacherServer, error_reply, good_answer

KEY = "sk-test-0123456789-not-a-real-key"
IMAGES = 12


@pytest.fixture(scope="module")
def coco(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coco")
    draw_sample(folder, images=IMAGES, seed=2, split="val2017", with_images=False)
    return folder


@pytest.fixture
def kp_llava(run_command):
    """Run a command in this process: gives the exit code, stdout and stderr."""
    return run_command


def start_process(*arguments: object, **settings: object) -> subprocess.Popen:
    # a shell's background jobs, nohup and many runners of tests ignore SIGINT, and what they start does so too
    settings.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    return subprocess.Popen(
        [sys.executable, "-m", "kp_llava.commands.main", *map(str, arguments)],
        env=os.environ | {"OPENAI_API_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **settings,
    )


def wait_for(condition, wait_s=60):
    deadline = time.monotonic() + wait_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_it_prints_what_it_made_what_it_left_out_and_what_comes_next(tmp_path, coco, kp_llava):
    code, out, err = kp_llava("generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--max-images", 5)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "images: 5"
    assert any(line.startswith("  left out: unlabeled points: ") for line in lines)
    assert "asked pose 15 times; 0 answers were there before" in lines
    for line in ("conversation: 25 rows of 5 images", "detail: 5 rows of 5 images", "complex: 5 rows of 5 images"):
        assert f"  {line}" in lines
    assert f"the run lies in {tmp_path / 'run'}" in lines
    assert lines[-1].strip() == f'load_dataset("kp_llava", "complex", data_dir="{tmp_path / "run"}")["validation"]'
    assert "15/15" in err


@pytest.mark.parametrize("split", ["train2014", "val2017", "all", "my split"])
def test_the_lines_that_come_next_run_as_they_are_printed(tmp_path, kp_llava, split):
    draw_sample(tmp_path / "coco", images=2, seed=2, split=split, with_images=False)
    code, out, _ = kp_llava("generate", tmp_path / "run", "--coco", tmp_path / "coco", "--split", split)
    assert code == 0
    lines = [line.strip() for line in out.partition("\nnext:")[2].splitlines()]
    assert lines[0] == "from datasets import load_dataset; import kp_llava"
    counts = [len(eval(line, {"load_dataset": load_dataset})) for line in lines[1:]]
    assert counts == [10, 2, 2]


def test_a_second_call_asks_nothing(tmp_path, coco, kp_llava):
    command = ("generate", tmp_path, "--coco", coco, "--split", "val2017", "--tasks", "detail, complex")
    kp_llava(*command)
    code, out, _ = kp_llava(*command)
    assert code == 0
    assert f"asked pose 0 times; {2 * IMAGES} answers were there before" in out


def test_a_dry_run_sends_and_writes_nothing(tmp_path, coco, kp_llava, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    run = tmp_path / "run"
    code, out, _ = kp_llava("generate", run, "--coco", coco, "--split", "val2017", "--teacher", "openai", "--dry-run")
    assert code == 0
    assert f"to send: {3 * IMAGES} requests; 0 have their answer already" in out
    assert "prompt tokens" in out
    assert re.search(r"^cost online: about \$\d+\.\d\d, at most \$\d+\.\d\d \(prices of 20", out, re.MULTILINE)
    assert re.search(r"^time online: about \d+ min with 32 calls at once \(6\.0 s a call, assumed\)", out, re.MULTILINE)
    assert not run.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--coco", "nowhere", "--split", "val2017"], "nowhere"),
        (["--coco", "COCO", "--split", "val2017", "--teacher", "openai"], "OPENAI_API_KEY is not set"),
        (["--coco", "COCO", "--split", "val2017", "--tasks", "poem"], "--tasks 'poem': expected some of conversation"),
        (
            ["--coco", "COCO", "--split", "val2017", "--prompts", "nowhere"],
            "--prompts nowhere: there is no such",
        ),
        (["--coco", "COCO", "--split", "val1999"], "val1999"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_1(tmp_path, coco, kp_llava, monkeypatch, arguments, message):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    arguments = [str(coco) if argument == "COCO" else argument for argument in arguments]
    code, _, err = kp_llava("generate", tmp_path / "run", *arguments)
    assert code == 1
    error_lines = [line for line in err.splitlines() if line.startswith("kp-llava: error: ")]
    assert len(error_lines) == 1
    assert message in error_lines[0]
    assert "Traceback" not in err


def test_a_run_of_another_split_is_refused(tmp_path, coco, kp_llava):
    command = ("generate", tmp_path, "--coco", coco, "--split", "val2017")
    kp_llava(*command)
    code, _, err = kp_llava(*command, "--seed", 5)
    assert code == 1
    assert "was made with --seed 0, and is now asked for --seed 5" in err


def test_failures_are_printed_by_reason(tmp_path, coco, kp_llava, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with TeacherServer(lambda payload, number: "I'm sorry, but I can't assist with that.") as server:
        code, out, _ = kp_llava(
            *("generate", tmp_path, "--coco", coco, "--split", "val2017", "--max-images", 2),
            *("--teacher", "openai", "--base-url", server.base_url),
        )
    assert code == 0
    assert out.count("    failed: refused: 2") == 3


def test_killed_half_way_a_rerun_finishes_and_pays_only_for_what_was_in_flight(tmp_path, coco):
    concurrency, requests = 4, 3 * IMAGES
    with TeacherServer(wait_s=0.05) as server:
        command = (
            *("generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--teacher", "openai"),
            *("--base-url", server.base_url, "--concurrency", concurrency, "--checks", "none"),
        )
        process = start_process(*command)
        wait_for(lambda: server.answered >= requests // 2)
        process.send_signal(signal.SIGKILL)
        printed = [process.communicate(timeout=30)]
        assert process.returncode == -signal.SIGKILL
        sent_before = len(server.payloads)
        assert sent_before < requests
        with Ledger.read(tmp_path / "run") as ledger:
            kept = {one.request.key: one.answer for one in ledger.answers("detail") if one.answer}
            kept_count = sum(one.answer is not None for task in ledger.wanted_tasks() for one in ledger.answers(task))
        assert sent_before - kept_count <= concurrency

        process = start_process(*command)
        printed.append(process.communicate(timeout=60))
        assert process.returncode == 0, printed[-1]
        sent = server.count_payloads()
        assert len(sent) == requests
        assert len(server.payloads) == requests + (sent_before - kept_count)
        assert max(sent.values()) <= 2

        process = start_process(*command)
        printed.append(process.communicate(timeout=60))
        assert len(server.payloads) == sum(sent.values()), "the third call sends nothing"
    with Ledger.read(tmp_path / "run") as ledger:
        after = {one.request.key: one.answer for one in ledger.answers("detail")}
    assert kept.items() <= after.items(), "no finished answer is lost or asked again"
    rows = Counter(
        row["id"] for task in ("conversation", "detail", "complex") for row in read_rows(tmp_path / "run", task)
    )
    assert len(rows) == 7 * IMAGES
    assert set(rows.values()) == {1}
    for path in (tmp_path / "run").iterdir():
        assert KEY.encode() not in path.read_bytes()
    assert KEY not in "".join(text for texts in printed for text in texts)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_keeps_the_work_and_exits_with_130(tmp_path, coco, number, code):
    with TeacherServer(wait_s=0.1) as server:
        command = (
            *("generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--teacher", "openai"),
            *("--base-url", server.base_url, "--concurrency", 2),
        )
        process = start_process(*command)
        wait_for(lambda: server.answered >= 6)
        process.send_signal(number)
        started = time.monotonic()
        _, err = process.communicate(timeout=30)
        assert time.monotonic() - started < 10
        assert process.returncode == code
        assert "kp-llava: interrupted; finished work is kept" in err
        assert "Traceback" not in err
    with Ledger.read(tmp_path / "run") as ledger:
        kept = sum(one.answer is not None for task in ledger.wanted_tasks() for one in ledger.answers(task))
    assert kept >= 6 - 2  # of the six that the server had sent, two may not have arrived


def test_a_disk_that_fills_up_is_one_line_and_a_rerun_finishes(tmp_path, coco):
    resource = pytest.importorskip("resource")
    run = tmp_path / "run"
    command = ["generate", str(run), "--coco", str(coco), "--split", "val2017"]

    def limit_files():  # a write past the limit fails as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000))

    program = [sys.executable, "-m", "kp_llava.commands.main", *command]
    done = subprocess.run(program, preexec_fn=limit_files, capture_output=True, text=True)
    assert done.returncode == 1
    assert "make room and give the same command again: every answer recorded so far is safe" in done.stderr
    assert "Traceback" not in done.stderr
    with Ledger.read(run) as ledger:
        kept = ledger.count_attempts()
    done = subprocess.run(program, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"asked pose {3 * IMAGES - kept} times; {kept} answers were there before" in done.stdout


def test_a_disk_that_fills_up_among_paid_answers_loses_none_that_was_kept(tmp_path, coco, kp_llava, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    resource = pytest.importorskip("resource")
    run, requests, concurrency = tmp_path / "run", 3 * IMAGES, 4
    with TeacherServer(lambda payload, number: good_answer(payload, number) + " Nobody moves." * 800) as server:
        command = (
            *("generate", run, "--coco", coco, "--split", "val2017", "--teacher", "openai", "--checks", "none"),
            *("--base-url", server.base_url, "--concurrency", concurrency),
        )
        assert kp_llava(*command, "--max-images", 1)[0] == 0
        room = 2**16 + max(path.stat().st_size for path in run.iterdir())

        def limit_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        process = start_process(*command, preexec_fn=limit_files)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1, err
        errors = [line for line in err.splitlines() if line.startswith("kp-llava: error: ")]
        assert len(errors) == 1
        assert "make room and give the same command again: every answer recorded so far is safe" in errors[0]
        assert "Traceback" not in err
        with Ledger.read(run) as ledger:
            kept = sum(one.answer is not None for task in ledger.wanted_tasks() for one in ledger.answers(task))
        assert 3 < kept < requests
        sent = len(server.payloads)
        assert sent - kept <= concurrency, "only what was in flight is lost"
        assert kp_llava(*command)[0] == 0
        assert len(server.payloads) == sent + requests - kept


def test_two_processes_on_one_run_are_told_apart(tmp_path, coco):
    is_over = threading.Event()
    with TeacherServer(lambda payload, number: Reply(good_answer(payload, number), until=is_over.is_set)) as server:
        command = (
            *("generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--teacher", "openai"),
            *("--base-url", server.base_url, "--concurrency", 2, "--tasks", "complex"),
        )
        first = start_process(*command)
        wait_for(lambda: server.payloads)
        second = start_process(*command)
        out, err = second.communicate(timeout=60)
        is_over.set()
        assert (second.returncode, out) == (1, "")
        assert "another process is writing to this run; wait for it to end, or give another RUN folder" in err
        assert "Traceback" not in err
        out, err = first.communicate(timeout=60)
        assert first.returncode == 0, err
        assert len(server.payloads) == IMAGES
        assert f"asked gpt-4o {IMAGES} times; 0 answers were there before" in out


def test_the_script_of_the_checkout_is_the_same_command(tmp_path, coco):
    script = Path(__file__).parents[2] / "dataset_scripts" / "generate.py"
    command = [sys.executable, str(script), str(tmp_path / "run"), "--coco", str(coco), "--split", "val2017"]
    done = subprocess.run([*command, "--max-images", "1"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "run" / "run.json").read_text())["options"]["max_images"] == 1


def test_a_bad_key_stops_at_once_with_one_line_and_is_told_nowhere(tmp_path, coco):
    def answer(payload, number):
        return error_reply(401, f"Incorrect API key provided: {KEY}. You can find your key elsewhere.")

    with TeacherServer(answer, wait_s=0.3) as server:
        process = start_process(
            *("generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--teacher", "openai"),
            *("--base-url", server.base_url, "--concurrency", 3),
        )
        wait_for(lambda: server.payloads)
        arguments = Path(f"/proc/{process.pid}/cmdline")
        if arguments.exists():
            assert KEY.encode() not in arguments.read_bytes()
        out, err = process.communicate(timeout=60)
        assert len(server.payloads) <= 3
        assert server.authorizations[0] == f"Bearer {KEY}"
    assert process.returncode == 1
    assert "the key is not accepted; set OPENAI_API_KEY to a valid one" in err
    assert "Incorrect API key provided: [key]. You can find" in err
    assert KEY not in out + err
    files = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert {"run.json", "ledger.sqlite"} <= {path.name for path in files}
    for path in files:
        assert KEY.encode() not in path.read_bytes(), path


def test_an_address_with_a_password_is_one_line_that_does_not_repeat_it(tmp_path, coco, kp_llava):
    code, out, err = kp_llava(
        *("generate", tmp_path / "run", "--coco", coco, "--split", "val2017", "--teacher", "openai"),
        *("--base-url", "http://me:secret@127.0.0.1:9/v1"),
    )
    assert code == 1
    assert "--base-url http://127.0.0.1:9/v1: leave out the user name, password or query; the key is read from" in err
    assert "secret" not in out + err
    assert not (tmp_path / "run").exists()

"""A run whose teacher is a model behind a real vLLM server, by both APIs.

KP_LLAVA_VLLM names the Python of an environment that has vLLM, as `make vllm` makes it; without it the test is skipped.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from pathlib import Path

import pytest

from kp_llava.annotations.synthetic.sample import draw_sample
from kp_llava.generation.ledger.ledger import Ledger
from kp_llava.generation.options import RunOptions
from kp_llava.generation.run import generate
from tests.language_model import save_language_model, wait_until_healthy

from .test_language_model import write_prompts

PYTHON = os.environ.get("KP_LLAVA_VLLM", "")


@contextlib.contextmanager
def serve(folder: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [PYTHON, "-m", "vllm.entrypoints.openai.api_server", "--model", str(folder), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--dtype", "float32", "--enforce-eager", "--max-num-seqs", "4"]
    settings = os.environ | {"HF_HUB_OFFLINE": "1", "VLLM_CPU_KVCACHE_SPACE": "1"}
    log = (folder / "serve.log").open("w", encoding="utf-8")
    server = subprocess.Popen(command, env=settings, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}/health", server, folder / "serve.log", wait_s=600)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON, reason="KP_LLAVA_VLLM names no environment with vLLM")
def test_vllm_answers_by_both_apis_with_schemas_and_counted_tokens(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    coco = draw_sample(tmp_path / "drawn", images=2, seed=1)
    model = tmp_path / "model"
    model.mkdir()
    save_language_model(model)
    with serve(model) as url:
        for api, structured in (("chat", False), ("chat", True), ("responses", False)):
            options = RunOptions(
                run_dir=tmp_path / f"{api}-{structured}",
                coco=coco,
                split="train2014",
                teacher="openai",
                model=str(model),
                base_url=url,
                api=api,
                structured=structured,
                prompts_dir=write_prompts(tmp_path / f"prompts-{api}-{structured}"),
                concurrency=2,
                max_tokens=200,
                max_reasks=0,
                temperature=0.0,
                timeout_s=300,
                checks=(),
            )
            first, again = generate(options), generate(options)
            assert (first.sent, again.sent) == (6, 0)  # 2 pictures, 3 kinds
            for task, count in first.tasks.items():
                # what so small a model wrote in the wrong form is counted under its reason, and never lost
                assert count.usable + sum(count.failed.values()) == 2, (api, structured, task, count)
            if structured:  # vLLM holds the model to the schema
                assert first.tasks["detail"].usable + first.tasks["detail"].failed.get("cut off", 0) == 2
            with Ledger.read(options.run_dir) as ledger:
                query = "SELECT count(*), min(prompt_tokens), min(answer_tokens) FROM attempts WHERE answer IS NOT NULL"
                answers, prompt, answer = ledger.connection.execute(query).fetchone()
            assert answers >= 6
            assert prompt > 50
            assert answer > 0
